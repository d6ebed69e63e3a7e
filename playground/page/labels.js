// Labels: words on the map that do not lie on one another.

import { PAPER } from "./ground.js";

const LONGEST = 18; // letters
const PLAIN = { font: "12px system-ui, sans-serif", color: "#2b332f", halo: `${PAPER}e6`, spacing: "0px" };
const LINE_PIXELS = 16;

export class Labels {
  constructor(pen, view) {
    Object.assign(this, { pen, view, taken: [] });
  }

  /** Nothing shall be written here: a box of left, top, right, bottom. */
  keep(...box) {
    this.taken.push(box);
  }

  /** Write around a point at the first of some `[right, down]` distances where there is room, or not at all. */
  put(text, [x, y], distances, style = PLAIN) {
    if (!this.view.sees(x, y)) return;
    const letters = [...text];
    const shown = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
    const { font, color, halo, spacing } = { ...PLAIN, ...style };
    Object.assign(this.pen, { font, letterSpacing: spacing, textAlign: "center", textBaseline: "middle" });
    const half = this.pen.measureText(shown).width / 2 + 3;
    for (const [right, down] of distances) {
      const middle = [x + right + Math.sign(right) * half, y + down];
      const box = [middle[0] - half, middle[1] - LINE_PIXELS / 2, middle[0] + half, middle[1] + LINE_PIXELS / 2];
      if (!this.isFree(box)) continue;
      this.keep(...box);
      return this.write(shown, middle, color, halo);
    }
  }

  /** Within the view, and nothing there yet. */
  isFree(box) {
    const isInside = box[0] >= 0 && box[1] >= 0 && box[2] <= this.view.width && box[3] <= this.view.height;
    return isInside && !this.taken.some((other) => overlap(box, other));
  }

  write(text, [x, y], color, halo) {
    const { pen } = this;
    Object.assign(pen, { lineWidth: 3, lineJoin: "round", strokeStyle: halo, fillStyle: color });
    pen.strokeText(text, x, y);
    pen.fillText(text, x, y);
    pen.letterSpacing = "0px";
  }
}

function overlap([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return left < otherRight && otherLeft < right && top < otherBottom && otherTop < bottom;
}

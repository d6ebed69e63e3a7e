// Labels: words on the map that do not lie on one another.

import { PAPER } from "./ground.js";

const LONGEST = 18; // letters
const PLAIN = { font: "12px system-ui, sans-serif", color: "#2b332f", halo: `${PAPER}e6`, spacing: "0px", turn: 0 };
const LINE_PIXELS = 16;

export class Labels {
  constructor(pen, view) {
    Object.assign(this, { pen, view, taken: [] });
  }

  /** Nothing shall be written here: a box of left, top, right, bottom. */
  keep(...box) {
    this.taken.push(box);
  }

  /**
   * Write around a point at the first of some `[right, down]` distances where there is room; where there is none, not at all,
   * or at the first if it `isVital`.
   */
  put(text, [x, y], distances, style = {}) {
    if (!this.view.sees(x, y, 0)) return;
    const { font, spacing, turn, isVital, ...colors } = { ...PLAIN, ...style };
    const shown = shortened(text);
    Object.assign(this.pen, { font, letterSpacing: spacing, textAlign: "center", textBaseline: "middle" });
    const [wide, high] = turned(this.pen.measureText(shown).width / 2 + 3, LINE_PIXELS / 2, turn);
    const boxes = distances.map(([right, down]) => {
      const [over, under] = [x + right + Math.sign(right) * wide, y + down];
      return [over - wide, under - high, over + wide, under + high];
    });
    const box = boxes.find((one) => this.isFree(one)) ?? (isVital ? boxes[0] : null);
    if (box) {
      this.keep(...box);
      this.write(shown, [box[0] + wide, box[1] + high], turn, colors);
    }
    this.pen.letterSpacing = "0px";
  }

  /** Within the view, and nothing there yet. */
  isFree(box) {
    const isInside = box[0] >= 0 && box[1] >= 0 && box[2] <= this.view.width && box[3] <= this.view.height;
    return isInside && !this.taken.some((other) => overlap(box, other));
  }

  write(text, [x, y], turn, { color, halo }) {
    const { pen } = this;
    pen.save();
    pen.translate(x, y);
    pen.rotate(turn);
    Object.assign(pen, { lineWidth: 3, lineJoin: "round", strokeStyle: halo, fillStyle: color });
    pen.strokeText(text, 0, 0);
    pen.fillText(text, 0, 0);
    pen.restore();
  }
}

function shortened(text) {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
}

/** Half the sides of the box around a box that is turned. */
function turned(wide, high, turn) {
  const [across, along] = [Math.abs(Math.sin(turn)), Math.abs(Math.cos(turn))];
  return [wide * along + high * across, wide * across + high * along];
}

function overlap([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return left < otherRight && otherLeft < right && top < otherBottom && otherTop < bottom;
}

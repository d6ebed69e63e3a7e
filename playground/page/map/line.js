// Line: the points that somebody puts down to walk along.

import { metersBetween } from "./view.js";

const COLOR = "#1769e0";

export class Line {
  /** It may begin where somebody stands; that place cannot be taken back. `onChange(points)` hears of each change. */
  constructor(start, onChange) {
    Object.assign(this, { points: start ? [start] : [], kept: start ? 1 : 0, onChange });
  }

  add(place) {
    this.points = [...this.points, place];
    this.onChange(this.points);
  }

  /** Take the last point back; whether there was one. */
  takeBack() {
    if (this.points.length <= this.kept) return false;
    this.points = this.points.slice(0, -1);
    this.onChange(this.points);
    return true;
  }

  meters() {
    return this.points.slice(1).reduce((sum, point, index) => sum + metersBetween(this.points[index], point), 0);
  }

  /** Draw it, and on to where the next point would be. */
  draw(pen, view, next) {
    const last = this.points.at(-1);
    if (last && next) drawLine(pen, view, [last, next], { color: COLOR, width: 2, dash: [2, 6], isActive: false });
    drawLine(pen, view, this.points, { color: COLOR, width: 4, dash: [10, 6], isActive: true });
    for (const point of this.points) drawKnob(pen, ...view.point(point));
  }
}

/** A line through places, on a white rim so that it is seen on any ground. */
export function drawLine(pen, view, places, { color, width, dash = [], isActive }) {
  if (places.length < 2) return;
  pen.save();
  Object.assign(pen, { lineCap: "round", lineJoin: "round" });
  pen.beginPath();
  for (const place of places) pen.lineTo(...view.point(place));
  if (isActive) {
    Object.assign(pen, { strokeStyle: "#ffffffcc", lineWidth: width + 4 });
    pen.stroke();
  }
  Object.assign(pen, { strokeStyle: isActive ? color : `${color}99`, lineWidth: width });
  pen.setLineDash(dash);
  pen.stroke();
  pen.restore();
}

function drawKnob(pen, x, y) {
  for (const [radius, fill] of [[6, COLOR], [3.5, "#ffffff"]]) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
  }
}

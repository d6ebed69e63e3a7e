// Walk: somebody goes along a line, and tells every second where they are.

import { metersBetween } from "./view.js";

export const PACES = { walk: 1.3, ebike: 6 }; // meters a second
const TELL_MS = 1000;

export class Walk {
  /**
   * Go at once along two or more points `{latitude, longitude}`, `metersPerSecond` fast. Calls `onMove({latitude, longitude})`
   * every second and at the end of the line, then once `onEnd(hasArrived)`, which is false after `stop()`.
   */
  constructor(line, { metersPerSecond, onMove, onEnd = () => {} }) {
    Object.assign(this, { line, metersPerSecond, onMove, onEnd, isOver: false, began: performance.now() });
    this.legs = line.slice(1).map((end, index) => metersBetween(line[index], end));
    this.meters = this.legs.reduce((sum, leg) => sum + leg, 0);
    this.clock = setInterval(() => this.tell(), TELL_MS);
  }

  /** Stay where they are now. */
  stop() {
    if (!this.isOver) this.end(false);
  }

  /** The points that lie behind, and last the place where they are now. */
  behind() {
    let left = this.gone();
    const passed = [this.line[0]];
    for (const [index, leg] of this.legs.entries()) {
      const [from, to] = [this.line[index], this.line[index + 1]];
      if (left < leg) return [...passed, between(from, to, left / leg)];
      passed.push(to);
      left -= leg;
    }
    return passed;
  }

  place() {
    return this.behind().at(-1);
  }

  gone() {
    return this.stoppedAt ?? ((performance.now() - this.began) / 1000) * this.metersPerSecond;
  }

  tell() {
    this.onMove(this.place());
    if (!this.isOver && this.gone() >= this.meters) this.end(true);
  }

  end(hasArrived) {
    Object.assign(this, { isOver: true, stoppedAt: this.gone() });
    clearInterval(this.clock);
    this.onEnd(hasArrived);
  }
}

function between(from, to, share) {
  const at = (name) => from[name] + (to[name] - from[name]) * share;
  return { latitude: at("latitude"), longitude: at("longitude") };
}

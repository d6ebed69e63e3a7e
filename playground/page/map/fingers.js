// Fingers: what a mouse, a pen or fingers do on the map, told in pixels.

const DOUBLE_MS = 400, DOUBLE_PIXELS = 24;
const SLIP_PIXELS = { touch: 12, pen: 8, mouse: 5 };
const NOTCH_PIXELS = 100, PIXELS_PER_LINE = 33;

export class Fingers {
  /**
   * Calls `tap(x, y)`, `pan(right, down)`, `zoom(factor, x, y)`, and `hover(x, y)` with a mouse that holds nothing,
   * `hover()` when it leaves. A double click is one tap; what began with two fingers is none.
   */
  constructor(canvas, deeds) {
    Object.assign(this, { canvas, deeds, held: new Map(), start: null, tapped: null });
    const on = (name, deed) => canvas.addEventListener(name, (event) => deed.call(this, event), { passive: false });
    on("pointerdown", this.press);
    on("pointermove", this.move);
    on("pointerup", this.lift);
    on("pointercancel", this.drop);
    on("pointerleave", () => deeds.hover());
    on("wheel", this.turn);
  }

  press(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.held.set(event.pointerId, spot(event));
    this.start = this.held.size === 1 ? spot(event) : null;
  }

  move(event) {
    const now = spot(event);
    const before = this.held.get(event.pointerId);
    if (!before) return event.pointerType !== "touch" && this.deeds.hover(...now);
    if (this.start && apart(now, this.start) < SLIP_PIXELS[event.pointerType]) return;
    this.start = null;
    this.held.set(event.pointerId, now);
    const other = [...this.held].find(([id]) => id !== event.pointerId);
    if (other) this.pinch(before, now, other[1]);
    else this.deeds.pan(before[0] - now[0], before[1] - now[1]);
  }

  /** One of two fingers went from `before` to `now`: the ground stays under both. */
  pinch(before, now, other) {
    this.deeds.pan((before[0] - now[0]) / 2, (before[1] - now[1]) / 2);
    const middle = [(now[0] + other[0]) / 2, (now[1] + other[1]) / 2];
    this.deeds.zoom(Math.max(1, apart(now, other)) / Math.max(1, apart(before, other)), ...middle);
  }

  lift(event) {
    const { start } = this;
    this.drop(event);
    if (!start) return;
    const isAgain = this.tapped && event.timeStamp - this.tapped.at < DOUBLE_MS && apart(start, this.tapped.spot) < DOUBLE_PIXELS;
    this.tapped = { at: event.timeStamp, spot: start };
    if (!isAgain) this.deeds.tap(...start);
  }

  drop(event) {
    this.held.delete(event.pointerId);
    this.start = null;
  }

  /** A notch of a wheel is a quarter; a touchpad's many small turns add up to the same. */
  turn(event) {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode ? PIXELS_PER_LINE : 1) * (event.ctrlKey ? 4 : 1);
    const notches = Math.max(-2, Math.min(2, -pixels / NOTCH_PIXELS));
    this.deeds.zoom(1.25 ** notches, ...spot(event));
  }
}

const spot = (event) => [event.offsetX, event.offsetY];
const apart = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);

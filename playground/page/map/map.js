// The map: a city drawn from its own data, to look at, to stand on and to walk across.

import { Caption } from "./caption.js";
import { Fingers } from "./fingers.js";
import { Ground } from "./ground.js";
import { press } from "./keys.js";
import { Line } from "./line.js";
import { People } from "./people.js";
import { drawScene } from "./scene.js";
import { Stations } from "./stations.js";
import { View } from "./view.js";

const FIRST_VIEW = { latitude: 28, longitude: 120.65, meters: 7000 };
const NEAR_SCALE = 0.15; // pixels for a meter, to look at a pin
const STILL = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * A city map on a canvas. By mouse or finger: tap to stand, drag, wheel or pinch; by keyboard: arrows, plus, minus, and Enter at
 * the cross. Every place is `{latitude, longitude}` in degrees.
 *
 *     const map = new CityMap(canvas, says, (latitude, longitude) => …);
 *     map.take(featureCollection);                        // whenever there is a new one
 *     map.show([{ id, name, latitude, longitude, color }], activeId);
 *     map.beginLine((points) => …);                       // a tap puts down a point now; null: given up with Escape
 *     const walk = new Walk(map.endLine(), { metersPerSecond: PACES.ebike * 20, onMove, onEnd });
 *     map.follow(activeId, walk);                         // draws them on their way; walk.stop() ends it
 */
export class CityMap {
  /** `says` is an element that tells what is under the mouse or the cross; `onStand` is called where somebody stands. */
  constructor(canvas, says, onStand) {
    Object.assign(this, { canvas, onStand, pin: null, line: null, isFitted: false, isDue: false });
    this.view = new View(FIRST_VIEW);
    this.ground = new Ground();
    this.stations = new Stations();
    this.people = new People();
    this.caption = new Caption(says);
    new Fingers(canvas, {
      tap: (x, y) => this.choose(x, y), pan: (right, down) => this.pan(right, down),
      zoom: (factor, x, y) => this.zoom(factor, x, y), hover: (x, y) => this.hover(x, y),
    });
    canvas.addEventListener("keydown", (event) => this.type(event));
    canvas.addEventListener("focus", () => this.hasCross && this.hover());
    canvas.addEventListener("blur", () => this.draw());
  }

  /** Take a FeatureCollection: Points are stations (see Stations), all else is ground (see Ground). */
  take({ features }) {
    const points = features.filter(({ geometry }) => geometry.type === "Point");
    if (!this.isFitted && points.length) {
      this.isFitted = true;
      this.view.begin(middleOf(points));
    }
    this.ground.take(features, this.view);
    this.stations.take(points, this.view);
    this.draw();
  }

  /** Show who stands where; the one whose phone is active is drawn strongest, and it is they whom a tap moves. */
  show(people, activeId) {
    this.people.show(people, activeId);
    this.draw();
  }

  /** Show a place in the middle, with a pin. */
  lookAt(latitude, longitude) {
    this.pin = { latitude, longitude };
    this.view.center(this.pin);
    this.view.scale = Math.max(this.view.scale, NEAR_SCALE);
    this.draw();
  }

  /** From now on taps put down points, from where the active person stands; Backspace and Escape take the last one back. */
  beginLine(onChange = () => {}) {
    const person = this.people.active();
    this.line = new Line(person && this.people.placeOf(person), onChange);
    this.canvas.focus({ preventScroll: true });
    this.tell();
  }

  /** Take the last point back, as Backspace does. */
  takeBack() {
    this.line?.takeBack();
    this.tell();
  }

  /** The points so far; from now on taps stand again. */
  endLine() {
    const { points } = this.line ?? { points: [] };
    this.line = null;
    this.tell();
    return points;
  }

  /** Draw somebody on a Walk, and the line behind them until they stand elsewhere. */
  follow(id, walk) {
    this.people.follow(id, walk);
    this.animate();
  }

  /** Fit the drawing to the canvas, whose size has changed. */
  resize() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width) return;
    this.ratio = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: Math.round(width * this.ratio), height: Math.round(height * this.ratio) });
    if (!this.view.width) this.view.scale = Math.min(width, height) / FIRST_VIEW.meters;
    Object.assign(this.view, { width, height });
    this.paint();
  }

  zoom(factor, x, y) {
    this.view.zoom(factor, x, y);
    this.draw();
  }

  pan(right, down) {
    this.view.pan(right, down);
    this.draw();
  }

  /** Draw with the next frame, however often it is asked for. */
  draw() {
    if (this.isDue) return;
    this.isDue = true;
    requestAnimationFrame(() => this.paint());
  }

  /** What a tap or Enter does: stand there, or put down a point. */
  choose(x, y) {
    const place = this.view.placeAt(x, y);
    if (this.line) {
      this.line.add(place);
      return this.tell();
    }
    this.people.stand(place);
    this.pin = null;
    this.draw();
    this.onStand(place.latitude, place.longitude);
  }

  hover(x, y) {
    this.caption.mouse = x === undefined ? null : [x, y];
    this.tell();
  }

  type(event) {
    this.caption.mouse = null;
    if (!press(event, this)) return;
    event.preventDefault();
    event.stopPropagation();
    this.tell();
  }

  giveUpLine() {
    const { onChange } = this.line;
    this.line = null;
    onChange(null);
  }

  /** Say in words what the map shows now, and show it. */
  tell() {
    this.caption.tell(this);
    this.draw();
  }

  /** Whether somebody is here by keyboard. */
  get hasCross() {
    return this.canvas.matches(":focus-visible");
  }

  /** Draw again and again while somebody walks; without motion only as often as they tell where they are. */
  animate() {
    this.draw();
    if (!this.people.isAnybodyWalking() || this.isAnimated) return;
    this.isAnimated = true;
    const again = () => {
      this.isAnimated = false;
      this.animate();
    };
    STILL.matches ? setTimeout(again, 1000) : requestAnimationFrame(again);
  }

  paint() {
    this.isDue = false;
    if (this.view.width && this.canvas.isConnected) drawScene(this);
  }
}

function middleOf(points) {
  const middle = (axis) => points.reduce((sum, { geometry }) => sum + geometry.coordinates[axis], 0) / points.length;
  return { latitude: middle(1), longitude: middle(0) };
}

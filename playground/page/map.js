// The map: points on a plain sheet with a grid of kilometers, drawn from data; a click stands somewhere.

import { distance, words } from "./words.js";

const METERS_PER_DEGREE = 111_000;
const FIRST_VIEW = { latitude: 28, longitude: 120.65, meters: 7000 };
const CLOSEST = 2, FARTHEST = 0.005; // pixels for a meter
const CLICK_PIXELS = 6, STEP_PIXELS = 40, GRID_PIXELS = 56;
const NAMED_AT_ONCE = 24;
const COLORS = { open: "#12853f", closed: "#8a938e", unknown: "#b86e00", you: "#1769e0", pin: "#d0312d" };
const STEPS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

export class CityMap {
  /** `says` tells what is under the cross; `onStand(latitude, longitude)` is called where somebody stands. */
  constructor(canvas, says, onStand) {
    Object.assign(this, { canvas, says, onStand, stations: [], you: null, pin: null, hasFitted: false });
    this.view = { latitude: FIRST_VIEW.latitude, longitude: FIRST_VIEW.longitude, scale: 0.05 };
    this.listen();
  }

  /** Take a FeatureCollection of points with `name` and `state`. */
  take({ features }) {
    this.stations = features.map(({ geometry, properties }) => ({
      longitude: geometry.coordinates[0], latitude: geometry.coordinates[1], ...properties,
    }));
    if (!this.hasFitted && this.stations.length) {
      this.hasFitted = true;
      const middle = (name) => this.stations.reduce((sum, one) => sum + one[name], 0) / this.stations.length;
      Object.assign(this.view, { latitude: middle("latitude"), longitude: middle("longitude") });
    }
    this.draw();
  }

  /** Show a place in the middle, with a pin. */
  lookAt(latitude, longitude) {
    this.pin = { latitude, longitude };
    Object.assign(this.view, { latitude, longitude, scale: Math.max(this.view.scale, 0.15) });
    this.draw();
  }

  resize() {
    const { width, height } = this.canvas.getBoundingClientRect();
    if (!width) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
    if (!this.width) this.view.scale = Math.min(width, height) / FIRST_VIEW.meters;
    Object.assign(this, { width, height, ratio });
    this.draw();
  }

  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const fixed = this.placeAt(x, y);
    this.view.scale = Math.min(CLOSEST, Math.max(FARTHEST, this.view.scale * factor));
    const moved = this.placeAt(x, y);
    this.view.latitude += fixed.latitude - moved.latitude;
    this.view.longitude += fixed.longitude - moved.longitude;
    this.draw();
  }

  pan(right, down) {
    Object.assign(this.view, this.placeAt(this.width / 2 + right, this.height / 2 + down));
    this.draw();
  }

  stand(x, y) {
    const { latitude, longitude } = this.placeAt(x, y);
    this.you = { latitude, longitude };
    this.pin = null;
    this.draw();
    this.onStand(latitude, longitude);
  }

  listen() {
    const { canvas } = this;
    let held = null;
    canvas.addEventListener("pointerdown", (event) => {
      held = { x: event.offsetX, y: event.offsetY, moved: 0 };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!held) return;
      const [right, down] = [held.x - event.offsetX, held.y - event.offsetY];
      held.moved += Math.hypot(right, down);
      if (held.moved < CLICK_PIXELS) return;
      Object.assign(held, { x: event.offsetX, y: event.offsetY });
      this.pan(right, down);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (held && held.moved < CLICK_PIXELS) this.stand(event.offsetX, event.offsetY);
      held = null;
    });
    canvas.addEventListener("pointercancel", () => (held = null));
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 1.25 : 0.8, event.offsetX, event.offsetY);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => this.type(event));
    for (const change of ["focus", "blur"]) canvas.addEventListener(change, () => this.draw());
  }

  type(event) {
    const deeds = {
      ArrowUp: () => this.pan(0, -STEP_PIXELS), ArrowDown: () => this.pan(0, STEP_PIXELS),
      ArrowLeft: () => this.pan(-STEP_PIXELS, 0), ArrowRight: () => this.pan(STEP_PIXELS, 0),
      "+": () => this.zoom(1.5), "=": () => this.zoom(1.5), "-": () => this.zoom(1 / 1.5),
      Enter: () => this.stand(this.width / 2, this.height / 2),
    };
    if (!deeds[event.key]) return;
    event.preventDefault();
    deeds[event.key]();
    this.tell();
  }

  /** Say what is nearest to the cross, for those who do not see it. */
  tell() {
    const meters = (one) => Math.hypot(...this.offset(one)) / this.view.scale;
    const nearest = this.stations.reduce((best, one) => (best && meters(best) <= meters(one) ? best : one), null);
    this.says.textContent = nearest
      ? words.near(nearest.name, words[nearest.state], distance(meters(nearest)))
      : words.empty;
  }

  /** Pixels right of and below the middle. */
  offset({ latitude, longitude }) {
    const { view } = this;
    return [
      (longitude - view.longitude) * this.metersPerLongitude() * view.scale,
      (view.latitude - latitude) * METERS_PER_DEGREE * view.scale,
    ];
  }

  placeAt(x, y) {
    const { view } = this;
    return {
      latitude: view.latitude - (y - this.height / 2) / view.scale / METERS_PER_DEGREE,
      longitude: view.longitude + (x - this.width / 2) / view.scale / this.metersPerLongitude(),
    };
  }

  metersPerLongitude() {
    return METERS_PER_DEGREE * Math.cos((this.view.latitude * Math.PI) / 180);
  }

  draw() {
    if (!this.width) return;
    const pen = this.canvas.getContext("2d");
    pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    pen.fillStyle = "#f4f1e8";
    pen.fillRect(0, 0, this.width, this.height);
    const step = this.drawGrid(pen);
    const seen = this.stations.map((one) => [one, ...this.point(one)]).filter(([, x, y]) => this.isInside(x, y));
    for (const [one, x, y] of seen) drawStation(pen, one.state, x, y);
    if (seen.length <= NAMED_AT_ONCE) this.drawNames(pen, seen);
    if (this.pin) drawDrop(pen, ...this.point(this.pin));
    if (this.you) drawYou(pen, ...this.point(this.you));
    if (document.activeElement === this.canvas && this.canvas.matches(":focus-visible")) this.drawCross(pen);
    this.drawScale(pen, step);
  }

  /** Names under their stations, as far as they do not lie on one another or on the scale. */
  drawNames(pen, seen) {
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "center";
    const taken = [[0, this.height - 40, this.width / 2, this.height]];
    for (const [{ name }, x, y] of seen) {
      const half = pen.measureText(name).width / 2 + 4;
      const box = [x - half, y + 6, x + half, y + 24];
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      drawName(pen, name, x, y + 19);
    }
  }

  point(one) {
    const [right, down] = this.offset(one);
    return [this.width / 2 + right, this.height / 2 + down];
  }

  isInside(x, y) {
    return x > -20 && y > -20 && x < this.width + 20 && y < this.height + 20;
  }

  /** Lines that stay on the ground; gives the meters between two of them. */
  drawGrid(pen) {
    const step = STEPS.find((meters) => meters * this.view.scale >= GRID_PIXELS) ?? STEPS.at(-1);
    const pixels = step * this.view.scale;
    const first = ([right, down]) => [this.width / 2 + right, this.height / 2 + down].map((at) => ((at % pixels) + pixels) % pixels);
    const [x, y] = first(this.offset(FIRST_VIEW));
    pen.strokeStyle = "#e2dccb";
    pen.lineWidth = 1;
    pen.beginPath();
    for (let at = x; at < this.width; at += pixels) pen.rect(Math.round(at) + 0.5, -1, 0, this.height + 2);
    for (let at = y; at < this.height; at += pixels) pen.rect(-1, Math.round(at) + 0.5, this.width + 2, 0);
    pen.stroke();
    return step;
  }

  drawScale(pen, step) {
    const [left, bottom, pixels] = [14, this.height - 14, step * this.view.scale];
    pen.strokeStyle = pen.fillStyle = "#4b5550";
    pen.lineWidth = 2;
    pen.beginPath();
    pen.moveTo(left, bottom - 5);
    pen.lineTo(left, bottom);
    pen.lineTo(left + pixels, bottom);
    pen.lineTo(left + pixels, bottom - 5);
    pen.stroke();
    pen.font = "12px system-ui, sans-serif";
    pen.textAlign = "left";
    pen.fillText(distance(step), left + 6, bottom - 7);
  }

  drawCross(pen) {
    const [x, y] = [this.width / 2, this.height / 2];
    pen.strokeStyle = COLORS.you;
    pen.lineWidth = 2;
    pen.beginPath();
    for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
      pen.moveTo(x + right * 5, y + down * 5);
      pen.lineTo(x + right * 16, y + down * 16);
    }
    pen.stroke();
  }
}

/** Open is a full circle, shut an empty one, unknown a diamond: no state is told by its color alone. */
function drawStation(pen, state, x, y) {
  pen.beginPath();
  if (state === "unknown") {
    pen.moveTo(x, y - 6);
    for (const [right, down] of [[6, 0], [0, 6], [-6, 0]]) pen.lineTo(x + right, y + down);
    pen.closePath();
  } else {
    pen.arc(x, y, 5, 0, 2 * Math.PI);
  }
  pen.fillStyle = state === "closed" ? "#f4f1e8" : COLORS[state];
  pen.strokeStyle = state === "closed" ? COLORS.closed : "#fff";
  pen.lineWidth = state === "closed" ? 2 : 1.5;
  pen.fill();
  pen.stroke();
}

function overlap([left, top, right, bottom], [otherLeft, otherTop, otherRight, otherBottom]) {
  return left < otherRight && otherLeft < right && top < otherBottom && otherTop < bottom;
}

function drawName(pen, name, x, y) {
  pen.lineWidth = 3;
  pen.strokeStyle = "#f4f1e8";
  pen.fillStyle = "#2b332f";
  pen.strokeText(name, x, y);
  pen.fillText(name, x, y);
}

function drawDrop(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y - 16, 9, Math.PI * 0.85, Math.PI * 0.15);
  pen.lineTo(x, y);
  pen.closePath();
  pen.fillStyle = COLORS.pin;
  pen.fill();
  pen.beginPath();
  pen.arc(x, y - 16, 3.5, 0, 2 * Math.PI);
  pen.fillStyle = "#fff";
  pen.fill();
}

function drawYou(pen, x, y) {
  for (const [radius, color] of [[16, "#1769e033"], [8, "#fff"], [6, COLORS.you]]) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
  }
}

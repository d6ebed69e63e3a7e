// Ground: districts, rivers and roads under the stations; where there are none, a sheet with a grid of kilometers.

export const PAPER = "#f4f1e9";
const TINTS = ["#f4f1e6", "#eef2e6", "#f5eee9", "#ecf1ee", "#f3f0f1", "#f1f0e2"];
const BORDER = "#cfc8b4", GRID = "#e2dccb";
const DISTRICT_LETTERS = "#676d5f", RIVER_LETTERS = "#2f5d78";
/** Of every kind of line, from the lowest: how wide it is in meters, at least and at most in pixels, its color and its rim's. */
const LINES = {
  river: { meters: 160, least: 3, most: 90, color: "#bcd9e8", rim: "#a6cadd" },
  road: { meters: 26, least: 1.2, most: 16, color: "#ffffff", rim: "#dfd8c6" },
};
const RIMLESS = 2; // a thinner line has no rim
const GRID_PIXELS = 56;
const STEPS = [50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

export class Ground {
  constructor() {
    Object.assign(this, { districts: [], rivers: [], lines: {}, isBare: true });
  }

  /** Take what is not a point: LineStrings of a `kind` (river, else a road), Polygons that are districts; all may have a `name`. */
  take(features, view) {
    const of = (type) => features.filter(({ geometry }) => geometry.type === type);
    const onPlane = (places) => places.map(([longitude, latitude]) => view.meters({ latitude, longitude }));
    this.districts = of("Polygon").map(({ geometry, properties }) => ({
      name: properties.name, path: pathOf(geometry.coordinates.map(onPlane)), middle: middleOf(onPlane(geometry.coordinates[0])),
    }));
    this.lines = Object.fromEntries(Object.keys(LINES).map((kind) => [kind, new Path2D()]));
    this.rivers = [];
    for (const { geometry, properties } of of("LineString")) {
      const points = onPlane(geometry.coordinates);
      const kind = properties.kind === "river" ? "river" : "road";
      this.lines[kind].addPath(pathOf([points]));
      if (kind === "river" && properties.name) this.rivers.push({ name: properties.name, points });
    }
    this.isBare = !this.districts.length && !of("LineString").length;
  }

  draw(pen, view) {
    pen.fillStyle = PAPER;
    pen.fillRect(0, 0, view.width, view.height);
    if (this.isBare) return drawGrid(pen, view);
    pen.save();
    pen.translate(...view.pixels(0, 0));
    pen.scale(view.scale, view.scale);
    Object.assign(pen, { lineCap: "round", lineJoin: "round" });
    this.drawDistricts(pen, view);
    for (const [kind, path] of Object.entries(this.lines)) drawLines(pen, path, LINES[kind], view.scale);
    pen.restore();
  }

  drawDistricts(pen, view) {
    for (const [index, { path }] of this.districts.entries()) {
      pen.fillStyle = TINTS[index % TINTS.length];
      pen.fill(path, "evenodd");
    }
    Object.assign(pen, { strokeStyle: BORDER, lineWidth: 1.25 / view.scale });
    pen.setLineDash([6, 5].map((pixels) => pixels / view.scale));
    for (const { path } of this.districts) pen.stroke(path);
    pen.setLineDash([]);
  }

  /** The names of districts in pale letters, of rivers along them; `labels` knows where nothing is yet. */
  drawNames(labels, view) {
    const pale = { font: "600 20px system-ui, sans-serif", color: DISTRICT_LETTERS, spacing: "0.2em" };
    for (const { name, middle } of this.districts) if (name) labels.put(name, view.pixels(...middle), [[0, 0]], pale);
    const blue = { font: "italic 500 13px system-ui, sans-serif", color: RIVER_LETTERS, halo: "#e3eff5e6", spacing: "0.25em" };
    for (const { name, points } of this.rivers) {
      const seen = points.map((point) => view.pixels(...point)).filter(([x, y]) => view.sees(x, y, -40));
      if (seen.length) labels.put(name, seen[seen.length >> 1], [[0, 0], [0, -24], [0, 24]], blue);
    }
  }
}

/** The meters of a round step that is easily seen. */
export function stepOf(view) {
  return STEPS.find((meters) => meters * view.scale >= GRID_PIXELS) ?? STEPS.at(-1);
}

function drawGrid(pen, view) {
  const pixels = stepOf(view) * view.scale;
  const [x, y] = view.pixels(0, 0).map((at) => ((at % pixels) + pixels) % pixels);
  Object.assign(pen, { strokeStyle: GRID, lineWidth: 1 });
  pen.beginPath();
  for (let at = x; at < view.width; at += pixels) pen.rect(Math.round(at) + 0.5, -1, 0, view.height + 2);
  for (let at = y; at < view.height; at += pixels) pen.rect(-1, Math.round(at) + 0.5, view.width + 2, 0);
  pen.stroke();
}

function drawLines(pen, path, { meters, least, most, color, rim }, scale) {
  const pixels = Math.min(most, Math.max(least, meters * scale));
  const strokes = pixels < RIMLESS ? [[color, pixels]] : [[rim, pixels + 2], [color, pixels]];
  for (const [style, width] of strokes) {
    Object.assign(pen, { strokeStyle: style, lineWidth: width / scale });
    pen.stroke(path);
  }
}

function pathOf(lines) {
  const path = new Path2D();
  for (const line of lines) line.forEach(([east, south], index) => (index ? path.lineTo(east, south) : path.moveTo(east, south)));
  return path;
}

/** The middle of a ring's box: good enough for a name. */
function middleOf(ring) {
  const middle = (axis) => {
    const all = ring.map((point) => point[axis]);
    return (Math.min(...all) + Math.max(...all)) / 2;
  };
  return [middle(0), middle(1)];
}

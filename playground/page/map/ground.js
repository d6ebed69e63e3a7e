// Ground: districts, rivers and roads under the stations; where there are none, a sheet with a grid of kilometers.

export const PAPER = "#f4f1e9";
const TINTS = ["#f4f1e6", "#eef2e6", "#f5eee9", "#ecf1ee", "#f3f0f1", "#f1f0e2"];
const BORDER = "#cfc8b4", GRID = "#e2dccb";
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
    Object.assign(this, { districts: [], ways: [], lines: {}, isBare: true });
  }

  /** Take what is not a point: LineStrings of a `kind` (river, else a road), Polygons that are districts; all may have a `name`. */
  take(features, view) {
    const of = (type) => features.filter(({ geometry }) => geometry.type === type);
    const onPlane = (places) => places.map(([longitude, latitude]) => view.meters({ latitude, longitude }));
    this.districts = of("Polygon").map(({ geometry, properties }) => ({
      name: properties.name, path: pathOf(geometry.coordinates.map(onPlane)), middle: middleOf(onPlane(geometry.coordinates[0])),
    }));
    this.lines = Object.fromEntries(Object.keys(LINES).map((kind) => [kind, new Path2D()]));
    this.ways = of("LineString").map(({ geometry, properties: { kind, name } }) => ({
      name, kind: kind === "river" ? "river" : "road", points: onPlane(geometry.coordinates),
    }));
    for (const { kind, points } of this.ways) this.lines[kind].addPath(pathOf([points]));
    this.isBare = !this.districts.length && !this.ways.length;
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

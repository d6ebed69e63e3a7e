// Station marks: open is a full circle, shut an empty one, unknown a diamond; no state is told by its color alone.

const COLORS = { open: "#12853f", closed: "#6f7973", unknown: "#b86e00" };
const RIM = "#ffffff";
const NAMED_AT_ONCE = 90;
const stamps = new Map();

/** Draw [station, x, y]s, smaller from afar. */
export function drawStations(pen, seen, { scale }, ratio) {
  const radius = radiusAt(scale);
  for (const [{ state }, x, y] of seen) {
    const stamp = stampOf(state, radius, ratio);
    const half = stamp.width / ratio / 2;
    pen.drawImage(stamp, snap(x - half, ratio), snap(y - half, ratio), 2 * half, 2 * half);
  }
}

/** Have no word lie on a mark, unless there are too many. */
export function keepMarks(labels, seen, { scale }) {
  if (seen.length > NAMED_AT_ONCE) return;
  const radius = radiusAt(scale);
  for (const [, x, y] of seen) labels.keep(x - radius, y - radius, x + radius, y + radius);
}

/** Their names where there is room, those of open doors first; none while there are too many to read. */
export function drawNames(labels, seen, { scale }) {
  if (seen.length > NAMED_AT_ONCE) return;
  const radius = radiusAt(scale);
  const [beside, below] = [radius + 3, radius + 10];
  for (const [{ name, state }, x, y] of seen.toReversed()) {
    const color = state === "closed" ? "#5a645e" : undefined;
    labels.put(name, [x, y], [[0, below], [beside, 0], [-beside, 0], [0, -below]], color && { color });
  }
}

/** A ring around the one that is spoken of. */
export function drawRing(pen, [x, y], { scale }) {
  pen.beginPath();
  pen.arc(x, y, radiusAt(scale) + 5, 0, 2 * Math.PI);
  Object.assign(pen, { strokeStyle: "#17211c", lineWidth: 2 });
  pen.stroke();
}

function radiusAt(scale) {
  return scale < 0.02 ? 3 : scale < 0.06 ? 4 : scale < 0.4 ? 5.5 : 7;
}

/** Whole pixels of the screen, so that a stamp is as sharp as it was drawn. */
function snap(at, ratio) {
  return Math.round(at * ratio) / ratio;
}

/** A mark drawn once and then stamped: twelve thousand circles a frame would be too slow. */
function stampOf(state, radius, ratio) {
  const key = `${state} ${radius} ${ratio}`;
  if (!stamps.has(key)) stamps.set(key, drawStamp(state, radius, ratio));
  return stamps.get(key);
}

function drawStamp(state, radius, ratio) {
  const side = 2 * Math.ceil((radius + 3) * ratio);
  const stamp = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const pen = stamp.getContext("2d");
  pen.translate(side / 2, side / 2);
  pen.scale(ratio, ratio);
  trace(pen, state, radius);
  const isEmpty = state === "closed";
  Object.assign(pen, { strokeStyle: RIM, lineWidth: 3 });
  pen.stroke();
  pen.fillStyle = isEmpty ? RIM : COLORS[state];
  pen.fill();
  if (isEmpty) {
    trace(pen, state, radius - 1);
    Object.assign(pen, { strokeStyle: COLORS.closed, lineWidth: Math.min(2, radius / 2.5) });
    pen.stroke();
  }
  return stamp;
}

function trace(pen, state, radius) {
  pen.beginPath();
  if (state !== "unknown") return pen.arc(0, 0, radius, 0, 2 * Math.PI);
  const reach = radius * 1.2;
  pen.moveTo(0, -reach);
  for (const [right, down] of [[reach, 0], [0, reach], [-reach, 0]]) pen.lineTo(right, down);
  pen.closePath();
}

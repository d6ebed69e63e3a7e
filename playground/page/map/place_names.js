// Place names: districts in wide letters, rivers and roads along their lines.

const DISTRICT = { font: "700 20px system-ui, sans-serif", color: "#676d5f", spacing: "0.2em" };
const WAYS = {
  river: { font: "italic 500 13px system-ui, sans-serif", color: "#2f5d78", halo: "#e3eff5e6", spacing: "0.25em" },
  road: { font: "11px system-ui, sans-serif", color: "#665f4c", halo: "#ffffffe6" },
};
const ROADS_FROM_SCALE = 0.05; // pixels for a meter
const ROOM_PIXELS = 90; // a straight piece that bears a name is so long
const HERE = [[0, 0]];

/** Write the names of a Ground where there is room. */
export function drawPlaceNames(labels, { districts, ways }, view) {
  for (const { name, middle } of districts) if (name) labels.put(name, view.pixels(...middle), HERE, DISTRICT);
  for (const { name, kind, points } of ways) {
    if (!name || (kind === "road" && view.scale < ROADS_FROM_SCALE)) continue;
    const piece = longestPiece(points.map((point) => view.pixels(...point)), view);
    if (piece.long > ROOM_PIXELS) labels.put(name, piece.middle, HERE, { ...WAYS[kind], turn: piece.turn });
  }
}

/** The longest straight piece of a line that is seen: how long it is in pixels, its middle, and its angle, never upside down. */
function longestPiece(points, view) {
  let longest = { long: 0 };
  for (const [index, [toX, toY]] of points.slice(1).entries()) {
    const [x, y] = points[index];
    const [right, down] = [toX - x, toY - y];
    const [from, to] = seenShare([x, right, view.width], [y, down, view.height]);
    const long = Math.hypot(right, down) * (to - from);
    if (long <= longest.long) continue;
    const middle = (from + to) / 2;
    longest = { long, middle: [x + right * middle, y + down * middle], turn: Math.atan(down / right) };
  }
  return longest;
}

/** From which to which share of its way a line is within 0 and `end`, on both axes. */
function seenShare(...axes) {
  let [from, to] = [0, 1];
  for (const [start, way, end] of axes) {
    const [one, other] = [-start / way, (end - start) / way];
    from = Math.max(from, Math.min(one, other));
    to = Math.min(to, Math.max(one, other));
  }
  return [from, to];
}

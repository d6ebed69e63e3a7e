// Crowd: too many stations to tell apart, counted by squares of the ground; the number is that of the open ones.

const SQUARE_PIXELS = 50;
const OPEN = "#12853f", SHUT = "#c3cac5", INK = "#17211c";

/** Draw [station, x, y]s as one ring a square: its full part is the share of open ones. */
export function drawCrowd(pen, seen, view) {
  const side = 2 ** Math.ceil(Math.log2(SQUARE_PIXELS / view.scale)); // stays while one pans, and mostly while one zooms
  for (const square of squares(seen, side).values()) drawSquare(pen, square);
}

function squares(seen, side) {
  const found = new Map();
  for (const [{ east, south, state }, x, y] of seen) {
    const key = Math.floor(east / side) * 100_003 + Math.floor(south / side);
    let square = found.get(key);
    if (!square) found.set(key, (square = { all: 0, open: 0, x: 0, y: 0 }));
    square.all += 1;
    square.open += state === "open";
    square.x += x;
    square.y += y;
  }
  return found;
}

function drawSquare(pen, { all, open, x, y }) {
  const radius = Math.min(17, 9 + 1.2 * Math.sqrt(all));
  const [right, down] = [x / all, y / all];
  const from = -Math.PI / 2;
  const rim = (share, style) => {
    pen.beginPath();
    pen.arc(right, down, radius, from, from + share * 2 * Math.PI);
    Object.assign(pen, { strokeStyle: style, lineWidth: 3.5, lineCap: "butt" });
    pen.stroke();
  };
  pen.fillStyle = "#ffffff";
  pen.beginPath();
  pen.arc(right, down, radius + 2.5, 0, 2 * Math.PI);
  pen.fill();
  rim(1, SHUT);
  if (open) rim(open / all, OPEN);
  Object.assign(pen, { font: "600 12px system-ui, sans-serif", fillStyle: INK, textAlign: "center", textBaseline: "middle" });
  pen.fillText(open, right, down + 0.5);
}

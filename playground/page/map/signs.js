// Signs: what lies over the map for its reader: the scale, the count, the cross and a pin.

const INK = "#2b332f", BLUE = "#1769e0", RED = "#d0312d";
const FONT = "12px system-ui, sans-serif";
const EDGE = 14;

/** How long some meters are, in the lower left corner. */
export function drawScale(pen, { height, scale }, meters, words) {
  const [left, bottom, right] = [EDGE, height - EDGE, EDGE + meters * scale];
  pen.beginPath();
  pen.moveTo(left, bottom - 5);
  for (const [x, y] of [[left, bottom], [right, bottom], [right, bottom - 5]]) pen.lineTo(x, y);
  for (const [style, width] of [["#ffffffcc", 5], [INK, 2]]) {
    Object.assign(pen, { strokeStyle: style, lineWidth: width });
    pen.stroke();
  }
  Object.assign(pen, { font: FONT, fillStyle: INK, strokeStyle: "#ffffffcc", lineWidth: 3, textAlign: "left", textBaseline: "alphabetic" });
  pen.strokeText(words, left + 6, bottom - 7);
  pen.fillText(words, left + 6, bottom - 7);
}

/** How many doors are open, in the lower right corner. */
export function drawCount(pen, { width, height }, words) {
  pen.font = `600 ${FONT}`;
  const [wide, high] = [pen.measureText(words).width + 20, 26];
  const [left, top] = [width - EDGE - wide, height - EDGE - high + 4];
  pen.beginPath();
  pen.roundRect(left, top, wide, high, 13);
  pen.fillStyle = "#ffffffe6";
  pen.fill();
  Object.assign(pen, { fillStyle: INK, textAlign: "center", textBaseline: "middle" });
  pen.fillText(words, left + wide / 2, top + high / 2 + 0.5);
}

/** The cross in the middle, where Enter does what a click does. */
export function drawCross(pen, { width, height }) {
  const [x, y] = [width / 2, height / 2];
  pen.beginPath();
  for (const [right, down] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    pen.moveTo(x + right * 5, y + down * 5);
    pen.lineTo(x + right * 17, y + down * 17);
  }
  for (const [style, size] of [["#ffffff", 5], [BLUE, 2.5]]) {
    Object.assign(pen, { strokeStyle: style, lineWidth: size, lineCap: "round" });
    pen.stroke();
  }
}

/** A pin that stands on a point. */
export function drawPin(pen, x, y) {
  pen.beginPath();
  pen.arc(x, y - 16, 9, Math.PI * 0.85, Math.PI * 0.15);
  pen.lineTo(x, y);
  pen.closePath();
  Object.assign(pen, { fillStyle: RED, strokeStyle: "#ffffff", lineWidth: 3, lineJoin: "round" });
  pen.stroke();
  pen.fill();
  pen.beginPath();
  pen.arc(x, y - 16, 3.5, 0, 2 * Math.PI);
  pen.fillStyle = "#ffffff";
  pen.fill();
}

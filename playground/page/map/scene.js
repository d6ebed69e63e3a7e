// Scene: one frame of the map, from the ground up to the signs.

import { drawCrowd } from "./crowd.js";
import { stepOf } from "./ground.js";
import { Labels } from "./labels.js";
import { drawPlaceNames } from "./place_names.js";
import { drawCount, drawCross, drawPin, drawScale } from "./signs.js";
import { drawNames, drawRing, drawStations, keepMarks } from "./station_marks.js";
import { distance, words } from "../words.js";

const CROWD = 400; // more stations than this at once are counted, not drawn
const SIGNS_PIXELS = 44; // along the lower edge, where no name is written

/** Draw a CityMap on its canvas. */
export function drawScene(map) {
  const { canvas, ratio, view, ground, stations, people } = map;
  const pen = canvas.getContext("2d", { alpha: false });
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const labels = new Labels(pen, view);
  const seen = stations.seen(view);
  const isCrowd = seen.length > CROWD;
  keepFree(labels, canvas, view);
  keepMarks(labels, seen, view);
  ground.draw(pen, view);
  drawPlaceNames(labels, ground, view);
  if (isCrowd) drawCrowd(pen, seen, view);
  else drawStations(pen, seen, view, ratio);
  map.line?.draw(pen, view, nextPoint(map));
  people.draw(pen, view, labels);
  drawNames(labels, seen, view);
  drawSigns(pen, map);
  const open = seen.filter(([{ state }]) => state === "open").length;
  if (seen.length) drawCount(pen, view, (isCrowd ? words.crowd : words.counted)(open, seen.length));
}

/** No name is written under the signs, nor under what the page has laid over the map. */
function keepFree(labels, canvas, { width, height }) {
  labels.keep(0, height - SIGNS_PIXELS, width, height);
  const { left, top } = canvas.getBoundingClientRect();
  for (const over of canvas.parentElement.children) {
    const box = over.getBoundingClientRect();
    if (over !== canvas) labels.keep(box.left - left, box.top - top, box.right - left, box.bottom - top);
  }
}

/** Where a line would go on: under the mouse, or at the cross. */
function nextPoint({ view, caption: { mouse }, hasCross }) {
  if (mouse) return view.placeAt(...mouse);
  return hasCross ? view.placeAt(view.width / 2, view.height / 2) : null;
}

function drawSigns(pen, { view, line, pin, caption, stations, hasCross }) {
  const spoken = line ? null : caption.spoken(stations, view, hasCross);
  if (spoken) drawRing(pen, view.pixels(spoken.station.east, spoken.station.south), view);
  if (pin) drawPin(pen, ...view.point(pin));
  if (hasCross) drawCross(pen, view);
  const step = stepOf(view);
  drawScale(pen, view, step, distance(step));
}

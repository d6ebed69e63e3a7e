// Keys: what a keyboard does on the map, at the cross in its middle.

const STEP_PIXELS = 40, CLOSER = 1.5;

/** Do what a pressed key means for a CityMap; whether it means anything. */
export function press({ key, ctrlKey, metaKey, altKey }, map) {
  const deed = ctrlKey || metaKey || altKey ? null : (map.line && LINE_DEEDS[key]) || DEEDS[key];
  deed?.(map);
  return Boolean(deed);
}

const DEEDS = {
  ArrowUp: (map) => map.pan(0, -STEP_PIXELS), ArrowDown: (map) => map.pan(0, STEP_PIXELS),
  ArrowLeft: (map) => map.pan(-STEP_PIXELS, 0), ArrowRight: (map) => map.pan(STEP_PIXELS, 0),
  "+": (map) => map.zoom(CLOSER), "=": (map) => map.zoom(CLOSER), "-": (map) => map.zoom(1 / CLOSER),
  Enter: (map) => map.choose(map.view.width / 2, map.view.height / 2),
};
const LINE_DEEDS = {
  Backspace: (map) => map.line.takeBack(),
  Escape: (map) => map.line.takeBack() || map.giveUpLine(),
};

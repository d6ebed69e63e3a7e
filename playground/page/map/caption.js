// Caption: the map in words, for those who do not see it and those who want to know more.

import { distance, words } from "../words.js";

const HOVER_PIXELS = 14;

export class Caption {
  /** `element` gets the words as text. */
  constructor(element) {
    Object.assign(this, { element, mouse: null });
  }

  /** Tell the line that is drawn; else the station under the mouse, or the one nearest to the cross if there is one. */
  tell({ view, stations, line, hasCross }) {
    const said = line ? words.line(line.points.length, distance(line.meters())) : this.nearby(stations, view, hasCross);
    if (this.element.textContent !== said) this.element.textContent = said;
  }

  nearby(stations, view, hasCross) {
    const found = this.spoken(stations, view, hasCross);
    if (!found) return hasCross && !this.mouse ? words.empty : "";
    const { name, state, hours } = found.station;
    const station = words.list([name, words[state], hours].filter(Boolean));
    return this.mouse ? station : words.near(station, distance(found.pixels / view.scale));
  }

  /** The station that is spoken of, as Stations.nearest gives it, or null. */
  spoken(stations, view, hasCross) {
    if (!this.mouse) return hasCross ? stations.nearest(view.width / 2, view.height / 2, view) : null;
    const found = stations.nearest(...this.mouse, view);
    return found?.pixels <= HOVER_PIXELS ? found : null;
  }
}

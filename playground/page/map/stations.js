// Stations: the doors on the map, which of them are seen and which is near.

const ORDER = ["closed", "unknown", "open"]; // the last ones lie on top

export class Stations {
  constructor() {
    this.all = [];
  }

  /** Take points with a `name`, a `state` of open, closed or unknown, and `hours` where they are known. */
  take(features, view) {
    this.all = features.map(({ geometry: { coordinates: [longitude, latitude] }, properties }) => {
      const [east, south] = view.meters({ latitude, longitude });
      return { ...properties, east, south };
    });
    this.all.sort((one, other) => ORDER.indexOf(one.state) - ORDER.indexOf(other.state));
  }

  /** Those within the view as [station, x, y]; shut ones first. */
  seen(view) {
    const seen = [];
    for (const one of this.all) {
      const [x, y] = view.pixels(one.east, one.south);
      if (view.sees(x, y)) seen.push([one, x, y]);
    }
    return seen;
  }

  /** The nearest to a point of the view and its distance in pixels; null where there is none. */
  nearest(x, y, view) {
    let best = null;
    for (const one of this.all) {
      const [right, down] = view.pixels(one.east, one.south);
      const pixels = Math.hypot(right - x, down - y);
      if (!best || pixels < best.pixels) best = { station: one, pixels };
    }
    return best;
  }
}

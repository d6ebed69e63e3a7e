// View: which part of the ground is seen, and how places become pixels and back.

const METERS_PER_DEGREE = 111_195;
const CLOSEST = 2, FARTHEST = 0.003; // pixels for a meter

export class View {
  /** Nothing is seen before `size` is set. One plane of meters serves a whole city: `origin` is where it touches the globe. */
  constructor(origin) {
    Object.assign(this, { east: 0, south: 0, scale: 0.05, width: 0, height: 0 });
    this.begin(origin);
  }

  /** Lay the plane anew around a place, which comes into the middle. */
  begin(origin) {
    this.origin = origin;
    this.metersPerLongitude = METERS_PER_DEGREE * Math.cos((origin.latitude * Math.PI) / 180);
    this.center(origin);
  }

  /** Meters east and south of the origin. */
  meters({ latitude, longitude }) {
    const { origin } = this;
    return [(longitude - origin.longitude) * this.metersPerLongitude, (origin.latitude - latitude) * METERS_PER_DEGREE];
  }

  /** Pixels from the left and the top, of meters on the plane. */
  pixels(east, south) {
    return [this.width / 2 + (east - this.east) * this.scale, this.height / 2 + (south - this.south) * this.scale];
  }

  point(place) {
    return this.pixels(...this.meters(place));
  }

  placeAt(x, y) {
    const [east, south] = [this.east + (x - this.width / 2) / this.scale, this.south + (y - this.height / 2) / this.scale];
    return {
      latitude: this.origin.latitude - south / METERS_PER_DEGREE,
      longitude: this.origin.longitude + east / this.metersPerLongitude,
    };
  }

  center(place) {
    [this.east, this.south] = this.meters(place);
  }

  pan(right, down) {
    this.east += right / this.scale;
    this.south += down / this.scale;
  }

  /** Closer or farther; what is at x, y stays there. */
  zoom(factor, x = this.width / 2, y = this.height / 2) {
    const scale = Math.min(CLOSEST, Math.max(FARTHEST, this.scale * factor));
    const meters = 1 / this.scale - 1 / scale;
    this.east += (x - this.width / 2) * meters;
    this.south += (y - this.height / 2) * meters;
    this.scale = scale;
  }

  sees(x, y, margin = 20) {
    return x > -margin && y > -margin && x < this.width + margin && y < this.height + margin;
  }
}

/** Meters between two places of one city. */
export function metersBetween(one, other) {
  const east = (other.longitude - one.longitude) * Math.cos((one.latitude * Math.PI) / 180);
  return Math.hypot(east, other.latitude - one.latitude) * METERS_PER_DEGREE;
}

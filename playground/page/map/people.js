// People: who stands on the map, and the walks they are on; the one whose phone is in hand is drawn strongest.

import { drawLine } from "./line.js";

const BLUE = "#1769e0";
const NAME = { isVital: true };
const STRONG_NAME = { isVital: true, font: "600 13px system-ui, sans-serif", color: "#17211c" };

export class People {
  /** Before anybody is shown, one without a name, who stands nowhere. */
  constructor() {
    Object.assign(this, { all: [{ id: null, name: "", color: BLUE }], activeId: null, walks: new Map() });
  }

  /** Take `[{id, name, latitude, longitude, color}]`; who has no latitude yet stands nowhere. */
  show(people, activeId) {
    const before = new Map(this.all.map((one) => [one.id, one]));
    for (const one of people) if (this.walks.get(one.id)?.isOver && hasMoved(one, before.get(one.id))) this.walks.delete(one.id);
    Object.assign(this, { all: people.map((one) => ({ color: BLUE, ...one })), activeId });
  }

  active() {
    return this.all.find(({ id }) => id === this.activeId);
  }

  /** The one whose phone is in hand stands somewhere else, and walks no more. */
  stand(place) {
    Object.assign(this.active() ?? {}, place);
    this.walks.delete(this.activeId);
  }

  /** Draw somebody along a walk until it is over, and the line behind them until they stand elsewhere. */
  follow(id, walk) {
    this.walks.set(id, walk);
  }

  isAnybodyWalking() {
    return [...this.walks.values()].some(({ isOver }) => !isOver);
  }

  placeOf(one) {
    const walk = this.walks.get(one.id);
    if (walk) return walk.place();
    return one.latitude === undefined || one.latitude === null ? null : one;
  }

  draw(pen, view, labels) {
    const isActive = ({ id }) => id === this.activeId;
    const inOrder = [...this.all].sort((one, other) => isActive(one) - isActive(other));
    for (const { id, color } of inOrder) {
      if (this.walks.has(id)) drawLine(pen, view, this.walks.get(id).behind(), { color, width: 4, isActive: isActive({ id }) });
    }
    for (const one of inOrder) {
      const place = this.placeOf(one);
      if (place) drawPerson(pen, one, view.point(place), isActive(one), labels);
    }
  }
}

function hasMoved(now, before) {
  return now.latitude !== before?.latitude || now.longitude !== before?.longitude;
}

function drawPerson(pen, { name, color }, [x, y], isActive, labels) {
  const radius = isActive ? 8 : 5.5;
  const discs = [[radius + 2.5, "#ffffff"], [radius, color]];
  if (isActive) discs.unshift([radius + 11, `${color}33`]);
  for (const [size, fill] of discs) {
    pen.beginPath();
    pen.arc(x, y, size, 0, 2 * Math.PI);
    pen.fillStyle = fill;
    pen.fill();
  }
  const away = radius + 13;
  labels.keep(x - radius, y - radius, x + radius, y + radius);
  if (name) labels.put(name, [x, y], [[0, -away], [0, away], [away, 0], [-away, 0]], isActive ? STRONG_NAME : NAME);
}

// A ride: somebody draws a way on the map, goes along it, and shares where they are all the while.

import { button, refill } from "../made.js";
import { PACES, Walk } from "./walk.js";
import { words } from "../words.js";

const LIVE_SECONDS = 900;
// times as fast as an e-bike: a demo is not to be waited for
const HASTE = 10;

export class Ride {
  /** `root` gets the buttons; `inHand()` gives the Device of whoever rides. */
  constructor(root, map, inHand) {
    Object.assign(this, { root, map, inHand, points: null, walk: null });
    this.draw();
  }

  speak() {
    this.draw();
  }

  draw() {
    refill(this.root, ...(this.walk ? this.going() : this.points ? this.drawing() : this.idle()));
  }

  idle() {
    return [button("", words.ride, () => this.begin())];
  }

  drawing() {
    const go = button("goes", words.rideGoes, () => this.go());
    go.disabled = this.points.length < 2;
    return [go, button("", words.rideBack, () => this.map.takeBack()), button("", words.rideNot, () => this.map.giveUpLine())];
  }

  going() {
    return [button("goes", words.rideStops, () => this.walk.stop())];
  }

  begin() {
    this.points = [];
    this.map.beginLine((points) => {
      this.points = points;
      this.draw();
    });
    this.draw();
  }

  async go() {
    const line = this.map.endLine();
    const device = this.inHand();
    this.points = null;
    await device.does("stands_at", line[0]);
    await device.does("shares_location", { live_period: LIVE_SECONDS });
    this.walk = new Walk(line, {
      metersPerSecond: PACES.ebike * HASTE,
      onMove: (place) => this.move(device, place),
      onEnd: () => this.end(device),
    });
    this.map.follow(device.who.person, this.walk);
    this.draw();
  }

  move(device, place) {
    const card = device.moving;
    if (card) device.does("moves", { message_id: card.id, ...place });
  }

  end(device) {
    const card = device.moving;
    if (card) device.does("stops_sharing", { message_id: card.id });
    this.walk = null;
    this.draw();
  }
}

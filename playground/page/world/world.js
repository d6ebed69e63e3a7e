// The world around the phones: what time it is, how hot, and what goes wrong today.

import { button, line, made, refill } from "../made.js";
import { Refused, ask } from "../wire.js";
import { ZONE, words } from "../words.js";

const SPEEDS = [0, 1, 60, 600];
const HOUR = 3_600_000;
const TROUBLES = ["too_many", "broken", "slow", "lost"];

export class World {
  /** `root` is filled; `toast(text)` says what did not work. */
  constructor(root, toast) {
    Object.assign(this, { root, toast, known: null, heardAt: 0, turned: {}, following: [] });
    setInterval(() => this.tick(), 1000);
    document.addEventListener("click", (event) => root.contains(event.target) || this.shut());
  }

  draw(known) {
    const names = (picture) => JSON.stringify(picture?.people.map(({ id, name }) => [id, name]));
    const isOfOthers = names(this.known) !== names(known);
    Object.assign(this, { known, heardAt: performance.now() });
    this.agree();
    if (isOfOthers) this.build();
    else this.follow();
    this.tick();
  }

  /** Close what was opened. */
  shut() {
    for (const one of this.root.querySelectorAll("details[open]")) one.open = false;
  }

  /** Nobody answers: what is there when somebody does again is news. */
  lose() {
    this.turned = {};
    if (this.time) this.time.textContent = words.lost;
  }

  speak() {
    if (this.known) this.build();
    this.tick();
  }

  /** The moment that it is there now. */
  now() {
    const { now, speed } = this.known.clock;
    return new Date(Date.parse(now) + (performance.now() - this.heardAt) * speed);
  }

  tick() {
    if (!this.known) return;
    const says = this.now().toLocaleString(words.locale, {
      timeZone: ZONE, month: "numeric", day: "numeric", weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false,
    });
    if (this.time.textContent !== says) this.time.textContent = says;
  }

  /** Make everything anew. Only for other people or words: what somebody is pressing would be gone from under them. */
  build() {
    const open = this.root.querySelector("details[open]")?.className;
    this.time = made("span", "time");
    this.following = [];
    const menus = [
      menu("clock", this.time, words.clock, this.clockMenu()),
      menu("weather", this.heatShown(), words.weather, this.weatherMenu()),
      menu("trouble", this.troubleShown(), words.trouble, this.troubleMenu()),
    ];
    for (const one of menus) one.open = one.className === open;
    refill(this.root, ...menus);
    this.follow();
    this.tick();
  }

  /** Have all that was built show how things stand. */
  follow() {
    for (const one of this.following) one();
  }

  /** Of what somebody turned forget what the newest picture shows too. */
  agree() {
    const stands = standing(this.known);
    for (const [name, value] of Object.entries(this.turned)) if (stands[name] === value) delete this.turned[name];
  }

  /** How one thing stands: as somebody turned it until a picture agrees, for one on its way knows nothing of it. */
  stands(name) {
    return this.turned[name] ?? standing(this.known)[name];
  }

  heatShown() {
    const shown = made("span");
    this.following.push(() => (shown.textContent = words.celsius(this.known.weather.celsius)));
    return shown;
  }

  troubleShown() {
    const shown = made("span");
    this.following.push(() => {
      const isOn = Object.values(troubles(this.known)).some(Boolean);
      shown.className = isOn ? "is-on" : "";
      shown.textContent = isOn ? words.badDayOn : words.badDay;
    });
    return shown;
  }

  clockMenu() {
    const speeds = line("choices", ...SPEEDS.map((one) => {
      const key = button("", words.speed(one), () => this.order("clock", { speed: one }));
      this.following.push(() => key.setAttribute("aria-pressed", one === this.known.clock.speed));
      return key;
    }));
    const jumps = line("choices", ...[1, 6, 24].map((hours) => button("", words.later(hours), () => this.jump(hours))));
    const at = made("input");
    Object.assign(at, { type: "datetime-local" });
    at.setAttribute("aria-label", words.turnTo);
    at.addEventListener("change", () => at.value && this.order("clock", { now: `${at.value}:00+08:00` }));
    return [speeds, jumps, labelled(words.turnTo, at), button("", words.today, () => this.order("clock", { now: new Date().toISOString(), speed: 1 }))];
  }

  jump(hours) {
    this.order("clock", { now: new Date(this.now().getTime() + hours * HOUR).toISOString() });
  }

  weatherMenu() {
    const heat = made("input");
    Object.assign(heat, { type: "range", min: -10, max: 44 });
    const chosen = () => Number(heat.value);
    heat.addEventListener("input", () => (this.turned.celsius = chosen()));
    heat.addEventListener("change", () => this.turn("celsius", chosen(), "weather", { celsius: chosen() }));
    this.following.push(() => (heat.value = this.stands("celsius")));
    return [labelled(words.heat, heat), made("p", "note", words.weatherNote)];
  }

  troubleMenu() {
    const going = TROUBLES.map((name) => this.ticked(name, words.troubles[name], "bad_day", (on) => ({ [name]: on })));
    const blocking = this.known.people.map(({ id, name }) =>
      this.ticked(id, words.blocks(name), "phone", (on) => ({ person: id, does: on ? "blocks_the_bot" : "unblocks_the_bot" })),
    );
    return [...going, ...blocking];
  }

  /** A box to tick: `orderTo(isOn)` is what `verb` is then asked. */
  ticked(name, text, verb, orderTo) {
    const box = made("input");
    box.type = "checkbox";
    box.addEventListener("change", () => this.turn(name, box.checked, verb, orderTo(box.checked)));
    this.following.push(() => (box.checked = this.stands(name)));
    const label = made("label", "ticked");
    label.append(box, made("span", "", text));
    return label;
  }

  /** Have something turned; it goes back where that cannot be. */
  async turn(name, value, verb, order) {
    this.turned[name] = value;
    if (await this.order(verb, order)) return;
    delete this.turned[name];
    this.follow();
  }

  /** Ask for something; whether it was done. */
  async order(verb, order) {
    try {
      await ask(verb, order);
      return true;
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : words.lost);
      return false;
    }
  }
}

/** How everything stands in a picture that is turned in place, by name. */
function standing(known) {
  return { celsius: known.weather.celsius, ...troubles(known) };
}

/** What goes wrong or not: the troubles, and by their ids people who block the bot. */
function troubles({ bad_day, people }) {
  return { ...bad_day, ...Object.fromEntries(people.map(({ id, is_blocking }) => [id, is_blocking])) };
}

/** Something that says how it stands and opens to be turned; all of these shut one another. */
function menu(name, shown, label, inside) {
  const details = made("details", name);
  details.name = "world";
  const summary = made("summary");
  summary.append(made("span", "unseen", `${label}: `), shown);
  details.append(summary, line("menu", ...inside));
  details.addEventListener("keydown", (event) => event.key === "Escape" && (details.open = false));
  return details;
}

function labelled(text, input) {
  const label = made("label");
  label.append(made("span", "", text), input);
  return label;
}

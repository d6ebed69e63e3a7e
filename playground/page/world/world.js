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
    Object.assign(this, { root, toast, known: null, heardAt: 0 });
    setInterval(() => this.tick(), 1000);
    document.addEventListener("click", (event) => root.contains(event.target) || this.shut());
  }

  draw(known) {
    const before = this.known;
    Object.assign(this, { known, heardAt: performance.now() });
    const looks = ({ weather, bad_day, people, clock }) => JSON.stringify([weather, bad_day, people, clock.speed]);
    if (!before || looks(before) !== looks(known)) this.build();
    this.tick();
  }

  /** Close what was opened. */
  shut() {
    for (const one of this.root.querySelectorAll("details[open]")) one.open = false;
  }

  /** Nobody answers. */
  lose() {
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

  build() {
    const open = this.root.querySelector("details[open]")?.className;
    this.time = made("span", "time");
    const menus = [
      menu("clock", this.time, words.clock, this.clockMenu()),
      menu("weather", made("span", "", words.celsius(this.known.weather.celsius)), words.weather, this.weatherMenu()),
      menu("trouble", made("span", this.isBadDay ? "is-on" : "", this.isBadDay ? words.badDayOn : words.badDay), words.trouble, this.troubleMenu()),
    ];
    for (const one of menus) one.open = one.className === open;
    refill(this.root, ...menus);
    this.tick();
  }

  get isBadDay() {
    return TROUBLES.some((name) => this.known.bad_day[name]) || this.known.people.some((person) => person.is_blocking);
  }

  clockMenu() {
    const { speed } = this.known.clock;
    const speeds = line("choices", ...SPEEDS.map((one) => {
      const key = button("", words.speed(one), () => this.order("clock", { speed: one }));
      key.setAttribute("aria-pressed", one === speed);
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
    Object.assign(heat, { type: "range", min: -10, max: 44, value: this.known.weather.celsius });
    heat.addEventListener("change", () => this.order("weather", { celsius: Number(heat.value) }));
    return [labelled(words.heat, heat), made("p", "note", words.weatherNote)];
  }

  troubleMenu() {
    const troubles = TROUBLES.map((name) =>
      ticked(words.troubles[name], this.known.bad_day[name], (on) => this.order("bad_day", { [name]: on })),
    );
    const blocking = this.known.people.map(({ id, name, is_blocking }) =>
      ticked(words.blocks(name), is_blocking, (on) =>
        this.order("phone", { person: id, does: on ? "blocks_the_bot" : "unblocks_the_bot" }),
      ),
    );
    return [...troubles, ...blocking];
  }

  async order(verb, order) {
    try {
      await ask(verb, order);
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : words.lost);
    }
  }
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

function ticked(text, isOn, onTurn) {
  const box = made("input");
  Object.assign(box, { type: "checkbox", checked: isOn });
  box.addEventListener("change", () => onTurn(box.checked));
  const label = made("label", "ticked");
  label.append(box, made("span", "", text));
  return label;
}

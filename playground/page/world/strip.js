// The strip: each call the bot makes, what became of it, and what the specification says of it.

import { button, made, refill } from "../made.js";
import { ZONE, words } from "../words.js";

export class Strip {
  constructor(root) {
    Object.assign(this, { root, calls: [], isOpen: false });
    this.build();
  }

  draw(calls) {
    this.calls = calls;
    const last = calls.at(-1);
    this.says.replaceChildren(...(last ? line(last) : [words.noCalls]));
    if (this.isOpen) this.list.replaceChildren(...calls.toReversed().map(row));
  }

  speak() {
    this.build();
    this.draw(this.calls);
  }

  build() {
    const title = made("h2", "", words.calls);
    title.id = "strip-title";
    const head = made("div", "head");
    this.says = made("p", "newest");
    this.toggle = button("", this.isOpen ? words.fewer : words.more, () => this.turn());
    this.toggle.setAttribute("aria-expanded", this.isOpen);
    head.append(title, this.says, this.toggle);
    this.list = made("ol");
    Object.assign(this.list, { hidden: !this.isOpen, tabIndex: 0 });
    this.list.setAttribute("aria-labelledby", title.id);
    refill(this.root, head, this.list);
  }

  turn() {
    this.isOpen = !this.isOpen;
    this.root.classList.toggle("is-open", this.isOpen);
    this.speak();
  }
}

function row(call) {
  const item = made("li");
  item.append(...line(call));
  if (call.verdict.length) item.append(made("span", "verdict", call.verdict.join(" · ")));
  return item;
}

function line(call) {
  const fine = call.outcome === "ok" && !call.verdict.length;
  const time = new Date(call.at * 1000).toLocaleTimeString("en-GB", { timeZone: ZONE });
  return [
    made("span", fine ? "mark fine" : "mark wrong", fine ? "✓" : "✗"),
    made("span", "when", time), made("code", "", call.method), made("span", "whom", call.who ?? ""),
    made("span", "says", fine ? call.says : [call.outcome, call.took_effect ? words.tookEffect : "", call.says].filter(Boolean).join(" · ")),
  ];
}

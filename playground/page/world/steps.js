// First steps: what somebody who has never been here can try, each with one tap.

import { button, line, made, refill } from "../made.js";
import { Refused, ask } from "../wire.js";
import { language, words } from "../words.js";

export class Steps {
  /** `hooks` has onTake(step) and toast(text). */
  constructor(root, hooks) {
    Object.assign(this, { root, hooks, steps: [], taken: null });
  }

  /** Offer these: [{title, look}], each in both languages. */
  draw(steps) {
    this.steps = steps;
    this.speak();
  }

  speak() {
    this.root.hidden = !this.steps.length;
    const title = made("h2", "", words.steps);
    title.id = "steps-title";
    this.hint = made("p", "look", this.taken === null ? "" : this.steps[this.taken].look[language]);
    this.hint.setAttribute("role", "status");
    refill(this.root, line("head", title, this.hint), line("choices", ...this.steps.map((step, number) => {
      const key = button("", step.title[language], () => this.take(number));
      key.setAttribute("aria-pressed", number === this.taken);
      return key;
    })));
    this.root.querySelector('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  async take(number) {
    this.taken = number;
    this.speak();
    this.hooks.onTake(this.steps[number]);
    try {
      await ask("step", { number });
    } catch (error) {
      this.hooks.toast(error instanceof Refused ? error.message : words.lost);
    }
  }
}

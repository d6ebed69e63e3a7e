// A device: what one person sees of the bot, alone or in a group, and what their thumbs can do.

import { Chat } from "./chat.js";
import { button, line, refill } from "../made.js";
import { kindOf } from "./media.js";
import { Refused, ask, follow, upload } from "../wire.js";
import { words } from "../words.js";

const TOAST_SECONDS = 4;
/** The value of a choice that is somebody who is not there yet. */
export const NEWCOMER = "new";

export class Device {
  /**
   * `root` is filled from the template. `hooks` has onUse() when somebody takes it in hand, onMove() when its person
   * stands elsewhere, choose(value), openMap(), look(location) and warn(text).
   */
  constructor(root, hooks) {
    Object.assign(this, { root, hooks, who: null, picture: null, topic: null, toastsShown: 0, isFolded: false });
    root.append(document.getElementById("device").content.cloneNode(true));
    this.part = (name) => root.querySelector(`.${name}`);
    this.chat = new Chat(this.part("chat"), {
      press: (card, row, column) => this.does("presses", { message_id: card.id, row, column }),
      copy: (text) => navigator.clipboard.writeText(text).then(() => this.toast(words.copied), () => this.toast(text)),
      type: (text) => this.types(text),
      look: hooks.look,
    });
    this.listen();
  }

  /** Show what `who` sees: {person, chat} with a chat that is null for the one with the bot. */
  show(who) {
    this.events?.close();
    Object.assign(this, { who, picture: null, topic: null });
    this.chat.clear();
    this.events = follow("events", who, {
      onPicture: (picture) => this.draw(picture),
      onLost: () => this.say(words.lost),
    });
  }

  /** Do something with the phone; what the playground refuses is said on it. */
  async does(verb, given = {}) {
    try {
      return await ask("phone", { ...this.where(), does: verb, with: given });
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : words.lost);
    }
  }

  types(text) {
    return this.does("types", { text });
  }

  /** Be somewhere, and say so. */
  async standAt(latitude, longitude) {
    await this.does("stands_at", { latitude, longitude });
    await this.does("shares_location");
  }

  /** Where its person said last that they are. */
  get place() {
    return this.picture?.cards.findLast((card) => card.is_mine && card.location)?.location ?? null;
  }

  /** The card of the live location that is being shared, if one is. */
  get moving() {
    return this.picture?.cards.findLast((card) => card.is_mine && card.location?.live_period) ?? null;
  }

  where() {
    const { person, chat } = this.who;
    return chat ? { person, chat, ...(this.topic && { topic: this.topic }) } : { person };
  }

  draw(now) {
    const before = this.picture;
    this.picture = now;
    this.part("bot").textContent = now.title ?? now.bot;
    this.part("face").textContent = [...(now.title ?? now.bot)][0] ?? "";
    this.sayHowItIs();
    this.drawTopics();
    if (!same(before?.cards, now.cards)) {
      this.drawCards();
      this.hooks.onMove();
    }
    if (!before || !same([before.keyboard, !before.cards.length], [now.keyboard, !now.cards.length])) this.drawKeyboard();
    this.part("hello").hidden = now.cards.length > 0;
    this.part("hello").textContent = this.isGroup ? words.quiet : words.hello;
    this.showToasts(before === null);
  }

  get isGroup() {
    return Boolean(this.who?.chat);
  }

  drawCards() {
    const { cards } = this.picture;
    this.chat.draw(this.isGroup ? cards.filter((card) => (card.topic ?? null) === this.topic) : cards);
  }

  /** A group's topics, one beside the other. */
  drawTopics() {
    const row = this.part("topics");
    row.hidden = !this.picture.topics?.length;
    if (row.hidden) return;
    const topics = [{ id: null, name: words.general }, ...this.picture.topics];
    const looks = JSON.stringify([topics, this.topic]);
    if (row.dataset.looks === looks) return;
    row.dataset.looks = looks;
    refill(row, ...topics.map((topic) => {
      const tab = button("topic", topic.is_closed ? `🔒 ${topic.name}` : topic.name, () => this.open(topic.id));
      tab.setAttribute("aria-pressed", topic.id === this.topic);
      return tab;
    }));
  }

  /** Look into another topic. */
  open(topic) {
    this.topic = topic;
    this.drawTopics();
    this.chat.clear();
    this.drawCards();
  }

  /** The keys in place of the letters; in an empty chat the one that begins it. */
  drawKeyboard() {
    const { cards, keyboard } = this.picture;
    const begins = !cards.length && !this.isGroup;
    const rows = begins ? [[{ text: words.start, types: "/start" }]] : keyboard;
    this.part("keyboard").classList.toggle("begins", begins);
    this.part("keyboard").hidden = this.isFolded && !begins;
    this.part("fold").hidden = begins || !keyboard.length;
    this.part("fold").setAttribute("aria-expanded", !this.isFolded);
    refill(this.part("keyboard"), ...rows.map((row) => line("row", ...row.map((key) => this.key(key)))));
  }

  key(key) {
    if (key.request_location) return button("key", key.text, () => this.hooks.openMap());
    return button("key", key.text, () => this.types(key.types ?? key.text));
  }

  /** Answers to presses that came since; those of before this tab was opened are not news. */
  showToasts(isFirst) {
    const fresh = isFirst ? [] : this.picture.toasts.slice(this.toastsShown).filter(({ text }) => text);
    this.toastsShown = this.picture.toasts.length;
    for (const { text, is_alert } of fresh) is_alert ? this.hooks.warn(text) : this.toast(text);
  }

  toast(text) {
    const toast = this.part("toast");
    toast.textContent = text;
    toast.hidden = false;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (toast.hidden = true), TOAST_SECONDS * 1000);
  }

  sayHowItIs() {
    this.say(this.picture.is_typing ? words.typing : this.isGroup ? words.group : words.online);
  }

  say(status) {
    if (this.part("status").textContent !== status) this.part("status").textContent = status;
  }

  /** Offer these to look through the eyes of: [{value, label}], and somebody new. */
  offer(choices, chosen) {
    this.root.classList.toggle("is-empty", !chosen);
    const all = [...choices, { value: NEWCOMER, label: words.newcomer }];
    if (!same(this.choices, [all, chosen])) {
      this.choices = [all, chosen];
      this.part("who").replaceChildren(...all.map(({ value, label }) => new Option(label, value, false, value === chosen)));
    }
  }

  listen() {
    const { root } = this;
    for (const use of ["pointerdown", "focusin"]) root.addEventListener(use, () => this.hooks.onUse(this));
    this.part("writing").addEventListener("submit", (event) => {
      event.preventDefault();
      const text = this.part("draft").value.trim();
      this.part("draft").value = "";
      if (text) this.types(text);
    });
    this.part("place").addEventListener("click", () => this.hooks.openMap());
    this.part("who").addEventListener("change", (event) => this.hooks.choose(event.target.value));
    this.part("pick-up").addEventListener("click", () => this.hooks.choose(NEWCOMER));
    this.part("fold").addEventListener("click", () => {
      this.isFolded = !this.isFolded;
      this.drawKeyboard();
    });
    const attach = this.part("attach");
    root.addEventListener("click", (event) => attach.contains(event.target) || attach.removeAttribute("open"));
    attach.addEventListener("keydown", (event) => event.key === "Escape" && attach.removeAttribute("open"));
  }

  /** What can be sent besides words. */
  drawMenu() {
    const file = document.createElement("input");
    Object.assign(file, { type: "file", hidden: true });
    file.addEventListener("change", () => this.sends(file));
    const deeds = [
      [words.choose, () => file.click()],
      [words.samplePhoto, () => this.does("sends_photo")],
      [words.sampleVoice, () => this.does("sends_voice")],
    ];
    this.part("menu").replaceChildren(file, ...deeds.map(([text, deed]) => button("", text, () => {
      this.part("attach").removeAttribute("open");
      deed();
    })));
  }

  async sends(input) {
    const [file] = input.files;
    input.value = "";
    try {
      await upload(file, { ...this.where(), as: kindOf(file), name: file.name });
    } catch (error) {
      this.toast(error instanceof Refused ? error.message : words.lost);
    }
  }

  /** Say everything of its own in the page's language. */
  speak() {
    this.part("hello").textContent = this.isGroup ? words.quiet : words.hello;
    this.part("send").textContent = words.send;
    this.part("pick-up").textContent = words.newcomer;
    this.part("draft").placeholder = words.write;
    for (const [name, label] of Object.entries({
      chat: words.chat, keyboard: words.keyboard, place: words.place, draft: words.write, who: words.whose,
      topics: words.topics, fold: words.fold,
    })) this.part(name).setAttribute("aria-label", label);
    this.part("attach").querySelector("summary").setAttribute("aria-label", words.attach);
    this.drawMenu();
    this.chat.redraw();
    if (this.picture) {
      this.drawKeyboard();
      this.sayHowItIs();
    }
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

// The chat: a bubble for each message, drawn anew only where something has changed.

import { formatted, link } from "./text.js";
import { words } from "./words.js";

const list = document.getElementById("chat");
// pixels: who reads the end wants to see what comes
const NEAR_THE_END = 80;

export class Chat {
  /** `thumbs` has what can be done: press(card, row, column), copy(text), type(text), show(location). */
  constructor(thumbs) {
    this.thumbs = thumbs;
    this.drawn = new Map();
  }

  /** Show these messages, oldest first. */
  draw(cards) {
    const atTheEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    const ids = new Set(cards.map((card) => card.id));
    for (const [id, { item }] of this.drawn) {
      if (!ids.has(id)) {
        item.remove();
        this.drawn.delete(id);
      }
    }
    const fresh = cards.filter((card) => this.place(card));
    if (fresh.length) this.showFrom(fresh[0]);
    else if (atTheEnd) list.scrollTop = list.scrollHeight;
  }

  /** Scroll to the end, but not so far that the beginning of what is new is cut off: the nearest door comes first. */
  showFrom(card) {
    const top = this.drawn.get(card.id).item.offsetTop - list.offsetTop - 8;
    list.scrollTop = Math.min(top, list.scrollHeight);
  }

  /** Draw everything again, in another language. */
  redraw() {
    const cards = [...this.drawn.values()].map(({ card }) => card);
    for (const { item } of this.drawn.values()) item.remove();
    this.drawn.clear();
    this.draw(cards);
  }

  /** Put one message where it belongs; whether it is a new one. */
  place(card) {
    const before = this.drawn.get(card.id);
    const looks = JSON.stringify(card);
    if (before?.looks === looks) return false;
    const item = this.bubble(card);
    if (before) {
      const focused = [...before.item.querySelectorAll("button")].indexOf(document.activeElement);
      before.item.replaceWith(item);
      item.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    } else {
      list.append(item);
    }
    this.drawn.set(card.id, { card, looks, item });
    return !before;
  }

  bubble(card) {
    const item = made("article", card.is_from_bot ? "from-bot" : "mine");
    const bubble = made("div", "bubble");
    if (!card.is_from_bot) bubble.append(made("span", "unseen", `${words.mine}: `));
    if (card.photo) bubble.append(made("p", "attached", `🖼 ${words.photo}`));
    if (card.document) bubble.append(made("p", "attached", `📎 ${words.file}`));
    if (card.location) bubble.append(this.pin(card));
    if (card.text) {
      const text = made("div", "text");
      text.append(...formatted(card.text, card.entities, this.thumbs.type));
      bubble.append(text);
    }
    bubble.append(foot(card));
    item.append(bubble);
    if (card.rows.length) item.append(this.keys(card));
    return item;
  }

  pin(card) {
    const button = made("button", "pin");
    button.type = "button";
    button.setAttribute("aria-description", words.pin);
    button.append(made("span", "drop", "📍"), made("strong", "", card.venue?.title ?? words.here));
    button.append(made("span", "address", card.venue?.address ?? position(card.location)));
    button.addEventListener("click", () => this.thumbs.show(card.location));
    return button;
  }

  keys(card) {
    const keys = made("div", "keys");
    card.rows.forEach((row, rowNumber) => {
      const line = made("div", "row");
      line.append(...row.map((button, column) => this.key(card, button, rowNumber, column)));
      keys.append(line);
    });
    return keys;
  }

  key(card, button, row, column) {
    if (button.url) {
      const opened = link(button.url, button.text);
      opened.classList.add("key", "leads-away");
      return opened;
    }
    const key = made("button", button.copy_text ? "key copies" : "key", button.text);
    key.type = "button";
    key.addEventListener("click", () =>
      button.copy_text ? this.thumbs.copy(button.copy_text.text) : this.thumbs.press(card, row, column),
    );
    return key;
  }
}

/** An element with a class and a text. */
export function made(name, className = "", text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.append(text);
  return element;
}

function foot(card) {
  const time = new Date(card.date * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hour12: false });
  return made("span", "foot", card.edited ? `${words.edited} ${time}` : time);
}

function position({ latitude, longitude }) {
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

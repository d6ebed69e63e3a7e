// The chat: a bubble for each message, drawn anew only where something has changed.

import { button, line, made } from "../made.js";
import { attached } from "./media.js";
import { formatted, link } from "./text.js";
import { ZONE, words } from "../words.js";

// pixels: who reads the end wants to see what comes
const NEAR_THE_END = 80;

export class Chat {
  /** `thumbs` has what can be done: press(card, row, column), copy(text), type(text), look(location). */
  constructor(list, thumbs) {
    Object.assign(this, { list, thumbs, drawn: new Map() });
  }

  /** Show these messages, oldest first. */
  draw(cards) {
    const { list } = this;
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
    const top = this.drawn.get(card.id).item.offsetTop - this.list.offsetTop - 8;
    this.list.scrollTop = Math.min(top, this.list.scrollHeight);
  }

  /** Draw everything again, in another language. */
  redraw() {
    const cards = [...this.drawn.values()].map(({ card }) => card);
    this.clear();
    this.draw(cards);
  }

  /** Begin with an empty chat. */
  clear() {
    for (const { item } of this.drawn.values()) item.remove();
    this.drawn.clear();
  }

  /** Put one message where it belongs; whether it is a new one. */
  place(card) {
    const before = this.drawn.get(card.id);
    const looks = JSON.stringify(card);
    if (before?.looks === looks) return false;
    const item = card.service ? made("p", "service", words.services[card.service]) : this.message(card);
    if (before) {
      const focused = [...before.item.querySelectorAll("button")].indexOf(document.activeElement);
      before.item.replaceWith(item);
      item.querySelectorAll("button")[focused]?.focus({ preventScroll: true });
    } else {
      this.list.append(item);
    }
    this.drawn.set(card.id, { card, looks, item });
    return !before;
  }

  message(card) {
    const item = made("article", card.is_mine ? "mine" : card.is_from_bot ? "from-bot" : "from-other");
    const bubble = made("div", "bubble");
    if (card.is_mine) bubble.append(made("span", "unseen", `${words.mine}: `));
    else if (card.from && !card.is_from_bot) bubble.append(made("strong", "author", card.from));
    if (card.reply_to) bubble.append(made("p", "quote", card.reply_to.text || "…"));
    bubble.append(...attached(card));
    if (card.location) bubble.append(this.pin(card));
    if (card.text) {
      const text = made("div", "text");
      text.append(...formatted(card.text, card.entities, this.thumbs.type));
      bubble.append(text);
    }
    if (card.reactions?.length) bubble.append(made("span", "reactions", card.reactions.join(" ")));
    bubble.append(foot(card));
    item.append(bubble);
    if (card.rows.length) item.append(this.keys(card));
    return item;
  }

  pin(card) {
    const pin = button("pin", "", () => this.thumbs.look(card.location));
    const isMoving = Boolean(card.location.live_period);
    pin.setAttribute("aria-description", words.pin);
    pin.append(made("span", "drop", isMoving ? "🛵" : "📍"));
    pin.append(made("strong", "", card.venue?.title ?? (isMoving ? words.moving : words.here)));
    pin.append(made("span", "address", card.venue?.address ?? position(card.location)));
    return pin;
  }

  keys(card) {
    return line("keys", ...card.rows.map((row, rowNumber) =>
      line("row", ...row.map((key, column) => this.key(card, key, rowNumber, column))),
    ));
  }

  key(card, key, row, column) {
    if (key.url) {
      const opened = link(key.url, key.text);
      opened.classList.add("key", "leads-away");
      return opened;
    }
    if (key.copy_text) return button("key copies", key.text, () => this.thumbs.copy(key.copy_text.text));
    return button("key", key.text, () => this.thumbs.press(card, row, column));
  }
}

function foot(card) {
  const time = new Date(card.date * 1000).toLocaleTimeString("en-GB", { timeZone: ZONE, hour: "2-digit", minute: "2-digit" });
  return made("span", "foot", card.edited ? `${words.edited} ${time}` : time);
}

function position({ latitude, longitude }) {
  return `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`;
}

// The page: one person's phone, and the map they stand on.

import { Chat, made } from "./chat.js";
import { CityMap } from "./map.js";
import { language, turn, words } from "./words.js";
import { Refused, ask, follow } from "./wire.js";

const TOAST_SECONDS = 4;
const AGAIN_SECONDS = 2;
const NARROW = matchMedia("(max-width: 899px)");
const by = (id) => document.getElementById(id);

let person = Number(sessionStorage.getItem("person")) || null;
let picture = null;
let toastsShown = 0;
let mapNumber = null;
let fading = 0;

const does = (verb, given = {}) => ask("phone", { person, does: verb, with: given }).catch((error) => toast(error.message));
const types = (text) => does("types", { text });
const chat = new Chat({
  press: (card, row, column) => does("presses", { message_id: card.id, row, column }),
  copy: (text) => navigator.clipboard.writeText(text).then(() => toast(words.copied), () => toast(text)),
  type: types,
  show: (location) => {
    openMap();
    map.lookAt(location.latitude, location.longitude);
  },
});
const map = new CityMap(by("canvas"), by("map-says"), (latitude, longitude) => {
  closeMap();
  does("stands_at", { latitude, longitude });
  does("shares_location");
});

/** Take up a phone: the one this tab had, or a new one. */
async function begin() {
  if (!(await isKnown())) {
    const name = new URLSearchParams(location.search).get("name") ?? "Ana";
    person = (await ask("people", { first_name: name, language_code: language })).ids[0];
    sessionStorage.setItem("person", person);
  }
  follow(person, { onPicture: draw, onLost: () => say(words.lost), onGone: beginAnew });
}

/** Whether the playground knows whose phone this is; not after it was started again. */
async function isKnown() {
  try {
    return Boolean(person && (await ask("screen", { person })));
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

function beginAnew() {
  picture = null;
  say(words.lost);
  const again = () => begin().catch(() => setTimeout(again, AGAIN_SECONDS * 1000));
  setTimeout(again, AGAIN_SECONDS * 1000);
}

function draw(now) {
  const before = picture;
  picture = now;
  by("bot").textContent = document.title = now.bot;
  by("face").textContent = [...now.bot][0] ?? "";
  say(now.is_typing ? words.typing : words.online(picture.person));
  if (JSON.stringify(before?.cards) !== JSON.stringify(now.cards)) chat.draw(now.cards);
  if (!before || JSON.stringify([before.keyboard, !before.cards.length]) !== JSON.stringify([now.keyboard, !now.cards.length])) {
    drawKeyboard();
  }
  by("hello").hidden = now.cards.length > 0;
  showToasts(before === null);
  if (mapNumber !== now.map_number) {
    mapNumber = now.map_number;
    ask("map", {}).then((drawn) => {
      map.take(drawn.map);
      by("map-name").textContent = drawn.map.name ?? "";
    });
  }
}

/** The keys in place of the letters; in an empty chat the one that begins it. */
function drawKeyboard() {
  by("keyboard").classList.toggle("begins", !picture.cards.length);
  const rows = picture.cards.length ? picture.keyboard : [[{ text: words.start, types: "/start" }]];
  by("keyboard").replaceChildren(...rows.map((row) => {
    const line = made("div", "row");
    line.append(...row.map(key));
    return line;
  }));
}

function key(button) {
  const element = made("button", "key", button.text);
  element.type = "button";
  element.addEventListener("click", () => (button.request_location ? openMap() : types(button.types ?? button.text)));
  return element;
}

/** Answers to presses that came since; those of before this tab was opened are not news. */
function showToasts(isFirst) {
  const fresh = isFirst ? [] : picture.toasts.slice(toastsShown).filter(({ text }) => text);
  toastsShown = picture.toasts.length;
  for (const { text, is_alert } of fresh) is_alert ? warn(text) : toast(text);
}

function toast(text) {
  by("toast").textContent = text;
  by("toast").hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => (by("toast").hidden = true), TOAST_SECONDS * 1000);
}

function warn(text) {
  by("alert").querySelector("p").textContent = text;
  by("alert").showModal();
}

function say(status) {
  if (by("status").textContent !== status) by("status").textContent = status;
}

function openMap() {
  document.body.classList.add("map-is-open");
  map.resize();
  by("canvas").focus({ preventScroll: true });
}

function closeMap() {
  document.body.classList.remove("map-is-open");
  if (NARROW.matches) by("chat").focus({ preventScroll: true });
}

/** Put the page's own words where they belong. */
function speak() {
  document.documentElement.lang = language;
  for (const [id, text] of Object.entries({
    language: words.language, send: words.send, "map-title": words.map, "map-close": words.close,
    "map-help": words.mapHelp, hello: words.hello,
  })) by(id).textContent = text;
  for (const [id, label] of Object.entries({
    language: words.languageLabel, chat: words.chat, keyboard: words.keyboard, place: words.place, text: words.write,
    canvas: words.map, closer: words.closer, farther: words.farther,
  })) by(id).setAttribute("aria-label", label);
  by("place").textContent = "📍";
  by("text").placeholder = words.write;
  by("alert").querySelector("button").textContent = words.ok;
  by("legend").replaceChildren(...["open", "closed", "unknown"].map((state) => made("li", state, words[state])));
}

by("writing").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = by("text").value.trim();
  by("text").value = "";
  if (text) types(text);
});
by("place").addEventListener("click", openMap);
by("map-close").addEventListener("click", closeMap);
by("closer").addEventListener("click", () => map.zoom(2));
by("farther").addEventListener("click", () => map.zoom(0.5));
by("language").addEventListener("click", () => {
  turn();
  does("speaks", { language_code: language });
  speak();
  chat.redraw();
  map.draw();
  if (picture) {
    drawKeyboard();
    say(picture.is_typing ? words.typing : words.online(picture.person));
  }
});
document.addEventListener("keydown", (event) => event.key === "Escape" && closeMap());
addEventListener("resize", () => map.resize());

speak();
map.resize();
begin().catch(beginAnew);

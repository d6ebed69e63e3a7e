// The page: two devices, the map between them, and the world around; here they are joined.

import { Device, NEWCOMER } from "./device/device.js";
import { made } from "./made.js";
import { CityMap } from "./map/map.js";
import { Ride } from "./map/ride.js";
import { Steps } from "./world/steps.js";
import { Strip } from "./world/strip.js";
import { language, turn, words } from "./words.js";
import { ask, follow } from "./wire.js";
import { World } from "./world/world.js";

const NEWCOMERS = ["Ana", "Bao"];
const COLORS = ["#1769e0", "#8a3ffc"];
const NARROW = matchMedia("(max-width: 1099px)");
const by = (id) => document.getElementById(id);

let known = null;
let inHand = null;
let mapNumber = null;
let beginning = false;

const devices = Object.fromEntries(["first", "second"].map((place) => [place, new Device(by(place), {
  onUse: take, onMove: people, openMap: () => openMap(devices[place]), look, warn,
  choose: (value) => choose(place, value),
})]));
const map = new CityMap(by("canvas"), by("map-says"), (latitude, longitude) => {
  backToPhone();
  inHand?.standAt(latitude, longitude);
});
const ride = new Ride(by("ride"), map, () => inHand);
const world = new World(by("world"), toast);
const strip = new Strip(by("strip"));
const steps = new Steps(by("steps"), { onTake: showWhoDoes, toast });

/** Hear of the world; one that was lost may come back as another, with another map. */
function begin() {
  const lose = () => {
    mapNumber = null;
    world.lose();
  };
  follow("world", {}, { onPicture: (now) => draw(now).catch(lose), onLost: lose });
}

async function draw(now) {
  known = now;
  world.draw(now);
  strip.draw(now.calls);
  await seat();
  if (mapNumber !== now.map_number) {
    mapNumber = now.map_number;
    const drawn = await ask("map");
    map.take(drawn.map);
    by("city").textContent = drawn.map.name ?? "";
    steps.draw((await ask("steps")).steps ?? []);
  }
}

/** Give each device somebody to belong to: who was there before, who is there now, or somebody new. */
async function seat() {
  if (beginning) return;
  beginning = true;
  try {
    await seatAll();
  } finally {
    beginning = false;
  }
}

async function seatAll() {
  const name = new URLSearchParams(location.search).get("name");
  if (!sessionStorage.getItem("first") && (name || !known.people.length)) await invite("first", name ?? NEWCOMERS[0]);
  const choices = everybody();
  for (const [number, place] of ["first", "second"].entries()) {
    const wanted = sessionStorage.getItem(place);
    const found = choices.find(({ value }) => value === wanted) ?? choices.filter(({ who }) => !who.chat)[number];
    devices[place].offer(choices, found?.value);
    if (found && !isShown(devices[place], found.who)) devices[place].show(found.who);
  }
  inHand ??= devices.first;
  mark();
}

/** Everybody's chat with the bot, and each group through the eyes of those in it. */
function everybody() {
  const name = new Map(known.people.map((person) => [person.id, person.name]));
  const alone = known.people.map(({ id, name }) => choice(words.phoneOf(name), id, null));
  const together = known.groups.flatMap((group) =>
    group.members.map((id) => choice(words.seenBy(group.title, name.get(id)), id, group.id)),
  );
  return [...alone, ...together];
}

function choice(label, person, chat) {
  return { value: JSON.stringify([person, chat]), label, who: { person, chat } };
}

function isShown({ who }, { person, chat }) {
  return who?.person === person && who?.chat === chat;
}

/** Hold another phone in this place. */
async function choose(place, value) {
  if (value === NEWCOMER) await invite(place, NEWCOMERS[known.people.length % NEWCOMERS.length]);
  else sessionStorage.setItem(place, value);
  await seat();
}

async function invite(place, name) {
  const [id] = (await ask("people", { first_name: name, language_code: language })).ids;
  sessionStorage.setItem(place, JSON.stringify([id, null]));
  const others = known.people.filter((person) => person.id !== id);
  known = { ...known, people: [...others, { id, name, is_blocking: false }] };
}

function take(device) {
  inHand = device;
  mark();
  people();
}

/** Show whose phone goes where the map is clicked. */
function mark() {
  for (const device of Object.values(devices)) device.root.classList.toggle("in-hand", device === inHand);
  const person = known?.people.find(({ id }) => id === inHand?.who?.person);
  by("map-help").textContent = words.mapHelp(person?.name ?? "");
}

function openMap(device) {
  take(device);
  turnTo("map");
  document.body.classList.add("asks-where");
  by("canvas").focus({ preventScroll: true });
}

function backToPhone() {
  document.body.classList.remove("asks-where");
  if (!NARROW.matches) return;
  turnTo("phone");
  inHand?.part("chat").focus({ preventScroll: true });
}

function look({ latitude, longitude }) {
  turnTo("map");
  map.lookAt(latitude, longitude);
  by("canvas").focus({ preventScroll: true });
}

/** On a narrow screen one thing is seen at a time. */
function turnTo(pane) {
  document.body.dataset.pane = pane;
  for (const tab of by("panes").children) tab.setAttribute("aria-pressed", tab.dataset.pane === pane);
}

/** A step is somebody's: have their phone in view, on a narrow screen in place of the other. */
async function showWhoDoes(step) {
  const person = step.actions.findLast(({ verb }) => verb === "phone")?.order.person;
  const shown = Object.values(devices).find(({ who }) => who && who.person === person && !who.chat);
  if (person && (NARROW.matches || !shown)) await choose("first", JSON.stringify([person, null]));
  take(shown && !NARROW.matches ? shown : devices.first);
  turnTo("phone");
}

/** Show on the map where those stand whose phones are in view. */
function people() {
  const shown = Object.values(devices).filter(({ who, place }) => who && !who.chat && place);
  map.show(shown.map(({ who, place, picture }, number) => ({ id: who.person, name: picture.person, color: COLORS[number], ...place })), inHand?.who?.person);
}

function toast(text) {
  inHand?.toast(text);
}

function warn(text) {
  by("alert").querySelector("p").textContent = text;
  by("alert").showModal();
}

/** Put the page's own words where they belong. */
function speak() {
  document.documentElement.lang = language;
  document.title = by("title").querySelector("h1").textContent = words.title;
  for (const [id, text] of Object.entries({ language: words.language, "map-title": words.map })) by(id).textContent = text;
  for (const [id, label] of Object.entries({
    language: words.languageLabel, first: words.first, second: words.second, panes: words.panes, world: words.world,
    closer: words.closer, farther: words.farther,
  })) by(id).setAttribute("aria-label", label);
  for (const tab of by("panes").children) tab.textContent = words[tab.dataset.pane];
  by("alert").querySelector("button").textContent = words.ok;
  by("legend").replaceChildren(...["open", "closed", "unknown"].map((state) => made("li", state, words[state])));
  for (const part of [...Object.values(devices), ride, world, strip, steps]) part.speak();
  mark();
}

for (const tab of by("panes").children) tab.addEventListener("click", () => turnTo(tab.dataset.pane));
by("closer").addEventListener("click", () => map.zoom(2));
by("farther").addEventListener("click", () => map.zoom(0.5));
by("language").addEventListener("click", () => {
  turn();
  for (const device of Object.values(devices)) if (device.who) device.does("speaks", { language_code: language });
  speak();
  map.tell();
  if (known) seat();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && document.body.dataset.pane === "map" && backToPhone());
new ResizeObserver(() => map.resize()).observe(by("map-frame"));

speak();
turnTo("phone");
begin();

// What hangs on a message besides its words: pictures, voices, files, numbers.

import { line, made } from "../made.js";
import { words } from "../words.js";

/** The elements of everything that is attached to a card. */
export function attached(card) {
  const parts = [];
  if (card.photo) parts.push(picture(card.photo.at(-1)));
  if (card.voice) parts.push(voice(card.voice));
  if (card.document) parts.push(named("📎", card.document.file_name ?? words.file, size(card.document.file_size)));
  if (card.contact) parts.push(named("👤", card.contact.first_name, card.contact.phone_number));
  return parts;
}

/** What is in a file that somebody chose: a picture is sent as one, everything else as a file. */
export function kindOf(file) {
  return ["image/jpeg", "image/png", "image/webp"].includes(file.type) ? "photo" : "document";
}

function picture(photo) {
  const image = made("img", "photo");
  Object.assign(image, { src: address(photo), alt: words.photo, width: photo.width, height: photo.height });
  image.addEventListener("error", () => image.replaceWith(made("p", "attached", `🖼 ${words.photo}`)));
  return image;
}

function voice(note) {
  const player = made("audio", "voice");
  Object.assign(player, { src: address(note), controls: true, preload: "metadata" });
  player.setAttribute("aria-label", words.voice(note.duration));
  return player;
}

function named(sign, name, detail) {
  return line("attached", made("span", "sign", sign), made("strong", "", name), made("span", "detail", detail));
}

function size(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function address(file) {
  return `/page/file?id=${encodeURIComponent(file.file_id)}`;
}

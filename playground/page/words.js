// What the page itself says, in the language it is read in; what people and the bot say comes as it is.

import { chinese } from "./chinese.js";
import { english } from "./english.js";

const WORDS = { "zh-Hans": chinese, en: english };

/** The zone of the city that is played. */
export const ZONE = "Asia/Shanghai";

const preferred = () => (navigator.language.startsWith("zh") ? "zh-Hans" : "en");

export let language = sessionStorage.getItem("language") ?? preferred();
export let words = WORDS[language];

/** Speak the other language from now on. */
export function turn() {
  language = language === "en" ? "zh-Hans" : "en";
  words = WORDS[language];
  sessionStorage.setItem("language", language);
}

/** A distance as people say it. */
export function distance(meters) {
  return meters < 950 ? words.meters(Math.round(meters / 10) * 10) : words.kilometers(Math.round(meters / 100) / 10);
}

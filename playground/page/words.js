// What the page itself says, in both languages; what people and the bot say comes as it is.

const WORDS = {
  "zh-Hans": {
    language: "English", languageLabel: "Read this page in English",
    online: (name) => `机器人 · ${name}的手机`, typing: "正在输入…", lost: "连接断了，正在重连…",
    hello: "一部只在这台电脑上的手机：您做的什么都不往外发。点“开始”，和机器人说话。",
    write: "写点什么", send: "发送", place: "发位置", start: "开始",
    chat: "和机器人的对话", keyboard: "机器人给的按键", edited: "已改", copied: "已复制", photo: "照片", file: "文件",
    mine: "我", pin: "在地图上看", here: "我的位置", ok: "好",
    map: "您站在哪里？", close: "关上", closer: "放大", farther: "缩小",
    mapHelp: "点一下地图，就站在那里，并把位置发给机器人。拖动来看别处；键盘用方向键、加减号和回车。",
    open: "开着", closed: "关着", unknown: "时间不明", empty: "地图上还没有驿站，点哪里都行。",
    near: (name, state, meters) => `离十字最近：${name}，${state}，${meters}`,
    kilometers: (number) => `${number} 公里`, meters: (number) => `${number} 米`,
  },
  en: {
    language: "中文", languageLabel: "用中文看这个页面",
    online: (name) => `bot · ${name}’s phone`, typing: "typing…", lost: "Connection lost, trying again…",
    hello: "A phone that exists on this machine only: nothing you do here leaves it. Tap Start to talk to the bot.",
    write: "Write something", send: "Send", place: "Share a location", start: "Start",
    chat: "Chat with the bot", keyboard: "The bot's keys", edited: "edited", copied: "Copied", photo: "Photo", file: "File",
    mine: "Me", pin: "Show on the map", here: "My location", ok: "OK",
    map: "Where do you stand?", close: "Close", closer: "Closer", farther: "Farther",
    mapHelp: "Click on the map to stand there and share that location. Drag to look elsewhere; by keyboard: arrows, plus, minus, Enter.",
    open: "open", closed: "shut", unknown: "hours unknown", empty: "No stations on the map yet: click anywhere.",
    near: (name, state, meters) => `Nearest to the cross: ${name}, ${state}, ${meters}`,
    kilometers: (number) => `${number} km`, meters: (number) => `${number} m`,
  },
};

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

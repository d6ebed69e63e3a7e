// The page's words in English.

export const english = {
  locale: "en-GB", language: "中文", languageLabel: "用中文看这个页面", title: "A pocket Telegram",
  panes: "What to look at", phone: "Phone", console: "Time, weather", first: "First phone", second: "Second phone",
  world: "Time, weather, trouble", ok: "OK",
  // a device
  online: "bot", group: "group", quiet: "Nobody has written in this group yet.", typing: "typing…", lost: "Connection lost, trying again…",
  hello: "A phone that exists on this machine only: nothing you do here leaves it. Tap Start to talk to the bot.",
  write: "Write something", send: "Send", place: "Share a location", start: "Start", whose: "Whose phone",
  newcomer: "＋ somebody new",
  phoneOf: (name) => `${name}’s phone`, seenBy: (group, name) => `${name} in ${group}`,
  chat: "Chat", keyboard: "The bot's keys", fold: "Fold or unfold the keys", attach: "Send something else",
  choose: "Photo or file…", samplePhoto: "Send a sample photo", sampleVoice: "Send a voice note", topics: "Topics",
  general: "General", edited: "edited", copied: "Copied", photo: "Photo", voice: (seconds) => `Voice note, ${seconds} s`,
  file: "File", mine: "Me", pin: "Show on the map", here: "My location", moving: "Live location",
  services: {
    forum_topic_created: "topic opened", forum_topic_edited: "topic changed", forum_topic_closed: "topic closed",
    forum_topic_reopened: "topic opened again", new_chat_members: "somebody joined", left_chat_member: "somebody left",
    pinned_message: "a message was pinned", migrate_to_chat_id: "the group has grown", migrate_from_chat_id: "the group has grown",
  },
  // the map
  map: "Map", farther: "Farther", closer: "Closer",
  mapHelp: (name) => `Click: ${name} stands there and shares that location. Drag to look elsewhere; keys: arrows, plus, minus, Enter.`,
  open: "open", closed: "shut", unknown: "hours unknown", empty: "No stations on the map yet: click anywhere.",
  near: (station, meters) => `Nearest to the cross: ${station}, ${meters}`, list: (parts) => parts.join(", "),
  counted: (open, all) => `${open} of ${all} stations in view are open`,
  crowd: (open, all) => `${open} of ${all} are open: the rings count them`,
  line: (points, meters) =>
    points < 2 ? "Click on the map, point by point, to draw the way." : `${points} points, ${meters}. Backspace takes the last one back.`,
  kilometers: (number) => `${number} km`, meters: (number) => `${number} m`,
  ride: "🛵 Ride and share it live", rideGoes: "Go", rideBack: "One back", rideNot: "Never mind", rideStops: "Stop here",
  // the world
  clock: "What time it is", turnTo: "Turn to", today: "Back to now", later: (hours) => (hours < 24 ? `+${hours} h` : "+1 day"),
  speed: (times) => (times === 0 ? "Stop" : times === 1 ? "Normal" : `${times} times as fast`),
  weather: "Weather", heat: "Temperature", celsius: (degrees) => `${degrees} °C`,
  weatherNote: "The bureau warns from 35 °C (yellow), 37 °C (orange), 40 °C (red) and ends it below 35 °C. Who asked for heat warnings has them within seconds.",
  trouble: "What goes wrong", badDay: "All is well", badDayOn: "Trouble",
  troubles: {
    too_many: "Telegram says: too fast (429)", broken: "Telegram fails (500)", slow: "Answers two seconds late",
    lost: "Delivered, answer lost",
  },
  blocks: (name) => `${name} blocks the bot`,
  // calls and steps
  calls: "The bot's calls", noCalls: "None yet", more: "All", fewer: "Less", tookEffect: "took effect",
  steps: "Try this first",
};

// The page's words in Chinese.

/** A name with what follows it: between Latin letters and ours a space. */
const after = (name, words) => (/[A-Za-z0-9]$/.test(name) ? `${name} ${words}` : name + words);

export const chinese = {
  locale: "zh-CN", language: "English", languageLabel: "Read this page in English", title: "口袋里的 Telegram",
  panes: "看哪里", phone: "手机", console: "时间天气", first: "第一部手机", second: "第二部手机",
  world: "时间、天气、出毛病", ok: "好",
  // a device
  online: "机器人", group: "群", quiet: "这个群里还没有人说话。", typing: "正在输入…", lost: "连接断了，正在重连…",
  hello: "一部只在这台电脑上的手机：您做的什么都不往外发。点“开始”，和机器人说话。",
  write: "写点什么", send: "发送", place: "发位置", start: "开始", whose: "谁的手机", newcomer: "＋ 再来一位",
  phoneOf: (name) => after(name, "的手机"), seenBy: (group, name) => `${name} · ${group}`,
  chat: "对话", keyboard: "机器人给的按键", fold: "收起或展开按键", attach: "发别的", choose: "照片或文件…",
  samplePhoto: "发一张样照", sampleVoice: "发一段语音", topics: "话题", general: "综合",
  edited: "已改", copied: "已复制", photo: "照片", voice: (seconds) => `语音，${seconds} 秒`, file: "文件",
  mine: "我", pin: "在地图上看", here: "我的位置", moving: "实时位置",
  services: {
    forum_topic_created: "开了话题", forum_topic_edited: "改了话题", forum_topic_closed: "关了话题", forum_topic_reopened: "又开了话题",
    new_chat_members: "有人进群", left_chat_member: "有人退群", pinned_message: "置顶了一条",
    migrate_to_chat_id: "群升级了", migrate_from_chat_id: "群升级了",
  },
  // the map
  map: "地图", farther: "缩小", closer: "放大",
  mapHelp: (name) => `点一下，${after(name, "就站到那里")}，把位置发给机器人。拖动看别处；键盘：方向键、加减号、回车。`,
  open: "开着", closed: "关着", unknown: "时间不明", empty: "地图上还没有驿站，点哪里都行。",
  near: (station, meters) => `离十字最近：${station}，${meters}`, list: (parts) => parts.join("，"),
  counted: (open, all) => `看得到 ${all} 个驿站，${open} 个开着`,
  crowd: (open, all) => `${all} 个驿站，${open} 个开着（圈里的数）`,
  line: (points, meters) => (points < 2 ? "点地图，一个点一个点画出要走的路。" : `${points} 个点，${meters}。退格键去掉最后一点。`),
  kilometers: (number) => `${number} 公里`, meters: (number) => `${number} 米`,
  ride: "🛵 骑一段，发实时位置", rideGoes: "出发", rideBack: "退一步", rideNot: "算了", rideStops: "停下",
  // the world
  clock: "现在几点", turnTo: "拨到", today: "回到此刻", later: (hours) => (hours < 24 ? `＋${hours} 小时` : "＋1 天"),
  speed: (times) => (times === 0 ? "停住" : times === 1 ? "照常" : `快 ${times} 倍`),
  weather: "天气", heat: "气温", celsius: (degrees) => `${degrees}℃`,
  weatherNote: "35℃起气象台发黄色预警，37℃橙色，40℃红色，降到35℃以下解除。订了高温提醒的人几秒后收到。",
  trouble: "毛病", badDay: "一切正常", badDayOn: "出毛病了",
  troubles: { too_many: "Telegram 嫌太快（429）", broken: "Telegram 出错（500）", slow: "回答慢两秒", lost: "发到了，回话丢了" },
  blocks: (name) => after(name, "屏蔽了机器人"),
  // calls and steps
  calls: "机器人的调用", noCalls: "还没有", more: "都看", fewer: "收起", tookEffect: "已生效",
  steps: "先试试",
};

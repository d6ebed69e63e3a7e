// Text with formatting: entities become elements, everything else stays text. Nothing that is written here is ever run.

const ELEMENTS = {
  __proto__: null, bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote", expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|tg|mailto|tel):/i;

/** The nodes of a text; `onCommand` is called with a /command that is tapped. */
export function formatted(text, entities, onCommand) {
  const ordered = [...entities].sort((one, other) => one.offset - other.offset || other.length - one.length);
  return nodesBetween(text, 0, text.length, ordered, onCommand);
}

/** A link to elsewhere, which learns nothing of this page; plain text where the address could run something. */
export function link(address, ...inside) {
  const element = document.createElement(SAFE.test(address) ? "a" : "span");
  if (element.localName === "a") {
    Object.assign(element, { href: address, target: "_blank", rel: "noopener noreferrer" });
  }
  element.append(...inside);
  return element;
}

function nodesBetween(text, start, end, entities, onCommand) {
  const nodes = [];
  let position = start;
  while (entities.length && entities[0].offset < end) {
    const entity = entities.shift();
    const stop = Math.min(entity.offset + entity.length, end);
    if (entity.offset < position || stop <= entity.offset) continue;
    nodes.push(text.slice(position, entity.offset));
    const inside = nodesBetween(text, entity.offset, stop, entities, onCommand);
    nodes.push(element(entity, text.slice(entity.offset, stop), inside, onCommand));
    position = stop;
  }
  nodes.push(text.slice(position, end));
  return nodes.filter((node) => node !== "");
}

function element(entity, plain, inside, onCommand) {
  if (entity.type === "text_link") return link(entity.url, ...inside);
  if (entity.type === "url") return link(SAFE.test(plain) ? plain : `http://${plain}`, ...inside);
  if (entity.type === "bot_command") return command(plain, onCommand);
  if (entity.type === "spoiler") return spoiler(inside);
  const made = document.createElement(ELEMENTS[entity.type] ?? "span");
  made.append(...inside);
  return made;
}

function command(plain, onCommand) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "command", textContent: plain });
  button.addEventListener("click", () => onCommand(plain));
  return button;
}

function spoiler(inside) {
  const hidden = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = "▒▒▒";
  hidden.append(summary, ...inside);
  return hidden;
}

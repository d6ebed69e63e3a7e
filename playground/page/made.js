// Making elements: a name, a class and a text, which stays text.

/** An element with a class and a text. */
export function made(name, className = "", text = "") {
  const element = document.createElement(name);
  element.className = className;
  element.append(text);
  return element;
}

/** A button that does something. */
export function button(className, text, onClick) {
  const element = made("button", className, text);
  element.type = "button";
  element.addEventListener("click", onClick);
  return element;
}

/** Put these in place of what was inside; who had a control there in focus keeps it, or has the last that is left. */
export function refill(parent, ...inside) {
  const at = controls(parent).indexOf(document.activeElement);
  parent.replaceChildren(...inside);
  if (at >= 0) controls(parent).slice(0, at + 1).at(-1)?.focus({ preventScroll: true });
}

/** Several things in one line. */
export function line(className, ...inside) {
  const element = made("div", className);
  element.append(...inside);
  return element;
}

function controls(parent) {
  return [...parent.querySelectorAll("button:enabled, input, select, summary")];
}

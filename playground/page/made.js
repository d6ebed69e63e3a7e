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

/** Several things in one line. */
export function line(className, ...inside) {
  const element = made("div", className);
  element.append(...inside);
  return element;
}

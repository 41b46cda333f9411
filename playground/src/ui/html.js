// HTML elements, made in one line each.

/**
 * An HTML element.
 *
 * @param {string} name of the element, such as "button".
 * @param {object} attributes a function is a listener for the event `onclick`, `onchange`, …; those that are null,
 *     undefined or false are left out.
 * @param {...(Node|string|null)} children elements or texts inside it.
 */
export function html(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Give an element this text, and touch the page only where it differs. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

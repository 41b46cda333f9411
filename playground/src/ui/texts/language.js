// The language that the page speaks, and how a text is said in it.

import { TEXTS } from "./texts.js";
import { GUIDE_TEXTS } from "./guide-texts.js";

export const LANGUAGES = ["en", "vi"];
const ALL = { ...TEXTS, ...GUIDE_TEXTS };
let current = "en";

export function language() {
  return current;
}

/**
 * From now on, speak this language.
 *
 * @param {string} wanted "en" or "vi"; anything else is English.
 */
export function setLanguage(wanted) {
  current = LANGUAGES.includes(wanted) ? wanted : "en";
}

/**
 * A text in the current language.
 *
 * @param {string} key of `texts.js` or `guide-texts.js`.
 * @param {object} values what stands for the placeholders `{name}`; numbers already written as text.
 * @throws {Error} where there is no such text, or no value for one of its placeholders.
 */
export function say(key, values = {}) {
  const text = ALL[key];
  if (!text) throw new Error(`Expected the key of a text. Received: ${key}`);
  return text[current].replace(/(\d) %/g, "$1\u00a0%").replace(/\{(\w+)\}/g, (_, name) => {
    if (!(name in values)) throw new Error(`The text ${key} needs a value for ${name}.`);
    return values[name];
  });
}

/** Whether there is such a text. */
export function knows(key) {
  return key in ALL;
}

/** All texts, by key. */
export function allTexts() {
  return ALL;
}

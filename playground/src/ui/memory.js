// What the page remembers from one visit to the next. A browser may forbid it; then nothing is remembered.

/** Under which names; language and theme are those of the course's other pages. */
const NAMES = { language: "vgkit-language", theme: "theme", guide: "vgkit-playground-guide" };

/**
 * What was remembered.
 *
 * @param {"language"|"theme"|"guide"} name
 * @returns {string|null} null where nothing was.
 */
export function remembered(name) {
  try {
    return localStorage.getItem(NAMES[name]);
  } catch {
    return null;
  }
}

/** Remember a text under one of the names. */
export function remember(name, text) {
  try {
    localStorage.setItem(NAMES[name], text);
  } catch {
    // forbidden, or full: the next visit begins as the first did
  }
}

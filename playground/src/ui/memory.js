// What the page remembers from one visit to the next. A browser may forbid it; then nothing is remembered.

const PREFIX = "vgkit-playground-";

/** What was remembered under a name, or null. */
export function remembered(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** Remember a text under a name. */
export function remember(name, text) {
  try {
    localStorage.setItem(PREFIX + name, text);
  } catch {
    // forbidden, or full: the next visit begins as the first did
  }
}

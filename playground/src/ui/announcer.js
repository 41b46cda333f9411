// Tells those who do not see the page what has changed: politely, and only what matters.

/**
 * @param {HTMLElement} place an element with aria-live="polite".
 * @returns {function(string)} says a text; the same text again is said again.
 */
export function createAnnouncer(place) {
  let odd = false;
  return (text) => {
    odd = !odd;
    place.textContent = odd ? text : `${text}\u00a0`;
  };
}

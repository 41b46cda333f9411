// The runs that were kept, to be compared with the present one.

import { Run } from "./run.js";

/** Under which name the kept runs outlive a reload; they end with the tab. */
const STORED = "vgkit-playground-kept";

/** A run gets the first letter that is free. */
export const LETTERS = ["A", "B", "C", "D", "E", "F"];

/**
 * Keep a run.
 *
 * @param {{letter: string, run: Run}[]} kept those kept so far, oldest first.
 * @param {Run} run the one to be kept, as it is now.
 * @returns {{letter: string, run: Run}[]} a new list. A run of the same setting is replaced, not kept twice; where
 *     all letters are taken, the list is what it was.
 */
export function keep(kept, run) {
  const same = kept.find((one) => sameSetting(one.run.setting, run.setting));
  if (same) return kept.map((one) => (one === same ? { letter: same.letter, run: run.kept() } : one));
  const letter = LETTERS.find((one) => !kept.some((other) => other.letter === one));
  return letter ? [...kept, { letter, run: run.kept() }] : kept;
}

/** Whether two settings train the same network in the same way. */
export function sameSetting(one, other) {
  return Object.keys(one).every((name) => one[name] === other[name]);
}

/** Let the kept runs outlive a reload of the page. */
export function store(kept) {
  try {
    sessionStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    // forbidden, or full: they end with the page
  }
}

/** The runs that were kept before the page was loaded again; none where what was stored cannot be read. */
export function restored() {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED)) ?? [];
    return stored.map(({ letter, run }) => ({ letter, run: Object.assign(new Run(run.setting, run.layers), run) }));
  } catch {
    return [];
  }
}

// Dark and light, as the system has it or as the reader chose.

import { remember, remembered } from "./memory.js";

export const THEMES = ["auto", "light", "dark"];
const dark = globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** The theme that was chosen last: "auto", "light" or "dark". */
export function theme() {
  const chosen = remembered("theme");
  return THEMES.includes(chosen) ? chosen : "auto";
}

/** Choose a theme, and remember it. */
export function setTheme(chosen) {
  remember("theme", chosen);
  applyTheme();
}

/** Dress the page in the theme. */
export function applyTheme() {
  const shown = theme() === "auto" ? (dark?.matches ? "dark" : "light") : theme();
  document.documentElement.dataset.theme = shown;
}

dark?.addEventListener("change", applyTheme);

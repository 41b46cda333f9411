// The head of the page: what does not change with the network, in the language that is spoken.

import { courseAddress } from "./lessons.js";
import { remember, remembered } from "./memory.js";
import { language, LANGUAGES, say, setLanguage } from "./texts/language.js";
import { applyTheme, setTheme, theme, THEMES } from "./theme.js";

/**
 * Make the head work, and choose the language: that of the address (`?lang=vi`), else the one chosen last, else
 * the browser's.
 *
 * @param {{onLanguage, onGuide}} hooks called after another language was chosen, and to show or hide the guide.
 * @returns {{show}} writes all fixed texts of the page.
 */
export function createHeader({ onLanguage, onGuide }) {
  setLanguage(wantedLanguage());
  remember("language", language()); // as the course's other pages do
  applyTheme();
  const themeButton = document.querySelector("#theme");
  themeButton.addEventListener("click", () => {
    setTheme(THEMES[(THEMES.indexOf(theme()) + 1) % THEMES.length]);
    show();
  });
  document.querySelector("a.skip").addEventListener("click", (event) => {
    event.preventDefault(); // what stands behind "#" is the setting
    document.querySelector("#layers").focus();
  });
  document.querySelector("#open-guide").addEventListener("click", onGuide);
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      setLanguage(button.dataset.language);
      remember("language", language());
      writeLanguage();
      onLanguage();
    });
  }

  function show() {
    document.documentElement.lang = language();
    document.title = say("page.title");
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", say(element.dataset.label));
    }
    for (const button of document.querySelectorAll("[data-language]")) {
      button.setAttribute("aria-pressed", String(button.dataset.language === language()));
    }
    document.querySelector("#course").href = courseAddress();
    document.querySelector("#open-guide").setAttribute("aria-expanded", String(!document.querySelector("#guide").hidden));
    const shown = say(`theme.${theme()}`);
    themeButton.textContent = `◐ ${shown}`;
    themeButton.setAttribute("aria-label", say("theme.label", { theme: shown }));
  }

  return { show };
}

function wantedLanguage() {
  const asked = new URLSearchParams(location.search).get("lang") ?? remembered("language");
  if (LANGUAGES.includes(asked)) return asked;
  return navigator.language?.startsWith("vi") ? "vi" : "en";
}

function writeLanguage() {
  try {
    history.replaceState(history.state, "", `${location.pathname}?lang=${language()}${location.hash}`);
  } catch {
    // a page opened from a disk may not rewrite its address; the language is remembered
  }
}

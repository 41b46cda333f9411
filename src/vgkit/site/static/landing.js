// One language at a time, and light or dark: both are remembered, and shared with the pages behind.
(() => {
  "use strict";
  const root = document.documentElement;

  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // forbidden here
    }
  }

  function keep(name, value) {
    try {
      localStorage.setItem(name, value);
    } catch {
      // lasts as long as the page
    }
  }

  function speak(language) {
    root.lang = language;
    for (const part of document.querySelectorAll("[data-lang]")) {
      part.hidden = part.dataset.lang !== language;
      if (!part.hidden && part.dataset.title) document.title = part.dataset.title;
    }
    for (const button of document.querySelectorAll(".language")) {
      button.setAttribute("aria-pressed", button.dataset.language === language);
    }
  }

  const known = [...document.querySelectorAll(".language")].map((b) => b.dataset.language);
  const wanted = [kept("vgkit-language"), ...navigator.languages.map((l) => l.slice(0, 2)), "en"];
  speak(wanted.find((language) => known.includes(language)));
  for (const button of document.querySelectorAll(".language")) {
    button.addEventListener("click", () => {
      speak(button.dataset.language);
      keep("vgkit-language", button.dataset.language);
    });
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => {
    const chosen = kept("theme"); // the name and the words that the pages' theme uses
    return chosen === "light" || chosen === "dark" ? chosen : dark.matches ? "dark" : "light";
  };
  let now = theme();
  root.dataset.theme = now;
  for (const button of document.querySelectorAll(".theme")) {
    button.addEventListener("click", () => {
      now = now === "dark" ? "light" : "dark";
      root.dataset.theme = now;
      keep("theme", now);
    });
  }
})();

// Folds, questions and the score. No modules, no requests: the pages work opened from a disk, too.
(() => {
  "use strict";

  // The twin of veil.py: obfuscation, so that nobody reads a key by chance. It hides nothing from
  // somebody who wants to know.
  function unveiled(code, key) {
    let state = 2166136261;
    for (const byte of new TextEncoder().encode(key)) state = Math.imul(state ^ byte, 16777619);
    const content = Uint8Array.from(atob(code), (letter) => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return letter.charCodeAt(0) ^ (state & 255);
    });
    return new TextDecoder().decode(content);
  }

  const NAME = "vgkit-answers";
  let keeps = true;
  let memory = {};

  // Letters tried by item and version of its question, the first one first, as the kit keeps them.
  function answers() {
    try {
      const kept = JSON.parse(localStorage.getItem(NAME) || "{}");
      if (kept && typeof kept === "object") memory = kept;
    } catch {
      keeps = false; // forbidden here, or damaged: answers last as long as the page
    }
    return memory;
  }

  function keep(all) {
    memory = all;
    try {
      localStorage.setItem(NAME, JSON.stringify(all));
      keeps = true;
    } catch {
      keeps = false;
    }
    refresh();
  }

  function tried(id) {
    const letters = answers()[id];
    return typeof letters === "string" && /^[A-D]+$/.test(letters) ? letters : "";
  }

  const judged = (form, letter) => JSON.parse(unveiled(form.dataset[letter.toLowerCase()],
    `${form.dataset.item} ${letter}`));

  const MARKS = ["✗ ", "✓ ", ""];

  function tell(form, letter) {
    const [right, message] = judged(form, letter);
    const verdict = form.querySelector(".vg-verdict");
    verdict.textContent = MARKS[right] + message.trimEnd();
    verdict.dataset.right = right;
  }

  function question(form) {
    const button = form.querySelector("button");
    const kept = tried(form.dataset.item);
    if (kept) {
      const letter = kept.slice(-1);
      form.querySelector(`input[value="${letter}"]`).checked = true;
      tell(form, letter);
    }
    const choose = () => { button.disabled = !form.querySelector("input:checked"); };
    choose(); // a browser that goes back may have restored a choice
    form.addEventListener("change", choose);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const chosen = form.querySelector("input:checked");
      if (!chosen) return;
      const before = tried(form.dataset.item);
      tell(form, chosen.value);
      if (!before.endsWith(chosen.value)) {
        keep({ ...answers(), [form.dataset.item]: before + chosen.value });
      }
    });
  }

  function recall(fold) {
    const { item, recall: code } = fold.dataset;
    const told = JSON.parse(unveiled(code, `${item} recall`));
    fold.querySelector("div").replaceChildren(...told[tried(item).slice(-1)].map((sentence) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = sentence;
      return paragraph;
    }));
  }

  function score(place) {
    const texts = JSON.parse(place.dataset.texts);
    const forms = [...document.querySelectorAll('.vg-question[data-counts="1"]')];
    const done = forms.map((form) => [form, tried(form.dataset.item)]).filter(([, t]) => t);
    const right = done.filter(([form, letters]) => judged(form, letters.slice(-1))[0] === 1);
    const later = right.filter(([form, letters]) => judged(form, letters[0])[0] !== 1).length;
    const fill = (text, values) => text.replace(/%(\w)/g, (_, name) => values[name]);
    const told = [fill(texts.right, { r: right.length, t: forms.length })];
    if (later) told.push(fill(texts.later, { k: right.length - later, l: later }));
    if (forms.length > done.length) {
      told.push(fill(texts.missing, { m: forms.length - done.length }));
    }
    if (!keeps) told.push(texts.lost);
    place.querySelector("p").textContent = told.join(" ");
  }

  function forget(place) {
    if (!window.confirm(JSON.parse(place.dataset.texts).sure)) return;
    keep({});
    for (const form of document.querySelectorAll(".vg-question")) {
      form.reset();
      form.querySelector("button").disabled = true;
      const verdict = form.querySelector(".vg-verdict");
      verdict.textContent = "";
      delete verdict.dataset.right;
    }
  }

  function unfold(fold) {
    const body = fold.querySelector("[data-veiled]");
    if (!body) return;
    body.innerHTML = unveiled(body.dataset.veiled, fold.dataset.key);
    delete body.dataset.veiled;
    reachable(body);
  }

  // What scrolls sideways can be reached by keyboard, and shows where it goes on.
  function reachable(within) {
    for (const box of within.querySelectorAll(".highlight pre, .vg-output, .vg-formula, .table-wrapper")) {
      if (!box.clientWidth) continue; // folded
      const scrolls = box.scrollWidth > box.clientWidth;
      if (scrolls) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
      box.classList.toggle("vg-scrolls", scrolls); // and it is seen
    }
  }

  function refresh() {
    document.querySelectorAll(".vg-score").forEach(score);
    document.querySelectorAll(".vg-recall[open]").forEach(recall);
  }

  answers();
  document.querySelectorAll(".vg-question").forEach(question);
  for (const fold of document.querySelectorAll(".vg-fold")) {
    fold.addEventListener("toggle", () => {
      if (!fold.open) return;
      if (fold.matches(".vg-recall")) recall(fold);
      else unfold(fold);
      reachable(fold);
    });
  }
  for (const button of document.querySelectorAll(".vg-open-all")) {
    button.addEventListener("click", () => {
      for (const fold of document.querySelectorAll(".vg-fold")) fold.open = true;
    });
  }
  for (const place of document.querySelectorAll(".vg-score")) {
    place.querySelector("button").addEventListener("click", () => forget(place));
  }
  window.addEventListener("storage", (event) => { if (event.key === NAME) refresh(); });
  window.addEventListener("resize", () => reachable(document));
  refresh();
  reachable(document);

  // What was looked for is looked for in the other language, too.
  if (new URLSearchParams(location.search).get("q")) {
    for (const link of document.querySelectorAll('a[hreflang][href$="/search.html"]')) {
      link.search = location.search;
    }
    for (const offer of document.querySelectorAll(".vg-elsewhere")) offer.hidden = false;
  }

  // The search would fetch each page that it found, for a few of its words: from a disk it may not.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  // The language that was read last is the one that the start page opens in.
  try {
    localStorage.setItem("vgkit-language", document.documentElement.lang);
  } catch {
    // not kept
  }
})();

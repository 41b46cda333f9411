// The kept curves in words: which network each one is, where it stood, and buttons to remove it or set it again.

import { settingTitle } from "./describe.js";
import { html } from "./html.js";
import { language, say } from "./texts/language.js";
import { decimals, integer, percent } from "./texts/numbers.js";

/**
 * Build the list.
 *
 * @param {HTMLElement} place an empty element.
 * @param {object} app as in `page.js`.
 * @returns {{show}} draws it again where something has changed.
 */
export function createKeptList(place, app) {
  let shown = null;

  function show() {
    if (shown?.kept === app.kept && shown.language === language()) return;
    shown = { kept: app.kept, language: language() };
    if (!app.kept.length) {
      place.replaceChildren(html("p", { class: "note" }, say("kept.none")));
      return;
    }
    place.replaceChildren(html("ul", { class: "kept" }, ...app.kept.map((one) => item(one, app))));
  }

  return { show };
}

function item({ letter, run }, app) {
  const title = settingTitle(run.setting);
  const numbers = {
    loss: decimals(run.mean("loss"), 3),
    accuracy: percent(run.mean("accuracy")),
    step: integer(run.step),
  };
  const button = (name, sign, onclick) => {
    const label = say(`kept.${name}`, { letter, title });
    return html("button", { type: "button", class: "little", "aria-label": label, title: label, onclick }, sign);
  };
  return html(
    "li",
    {},
    html("span", { class: `letter kept-${letter}` }, letter),
    html("span", { class: "what" }, html("strong", {}, title), html("span", {}, say("kept.numbers", numbers))),
    button("restore", "↺", () => app.choose(run.setting)),
    button("remove", "✕", () => app.remove(letter)),
  );
}

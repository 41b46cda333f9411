// What went wrong: a part of the address that could not be taken, an engine that failed.

import { valueText } from "./describe.js";
import { FIELDS } from "./fields.js";
import { html } from "./html.js";
import { say } from "./texts/language.js";

/**
 * Build the place of notices.
 *
 * @param {HTMLElement} place an empty element.
 * @param {object} app as in `page.js`.
 * @returns {{show}} shows what there is to be said, in the language spoken now.
 */
export function createNotices(place, app) {
  function show() {
    const notices = [];
    if (app.failure) notices.push(failure(app.failure));
    if (app.problems.length) notices.push(problems(app.problems, close));
    place.replaceChildren(...notices);
  }

  function close() {
    app.problems = [];
    show();
    document.querySelector("#layers").focus();
  }

  return { show };
}

function failure(message) {
  return html(
    "div",
    { class: "notice failure", role: "alert" },
    html("strong", {}, say("failure.title")),
    html("p", {}, say("failure.what", { message })),
    html("p", {}, say("failure.do")),
    html("button", { type: "button", onclick: () => location.reload() }, say("failure.reload")),
  );
}

function problems(list, close) {
  return html(
    "div",
    { class: "notice", role: "status" },
    html("ul", {}, ...list.map((problem) => html("li", {}, problemText(problem)))),
    html("button", { type: "button", onclick: close }, say("problem.close")),
  );
}

/** A part of an address that could not be taken, in words. */
export function problemText({ name, received, used }) {
  if (used === null || used === undefined) return say("problem.name", { name });
  const known = name === "preset" || FIELDS.some((field) => field.name === name);
  return say("problem.value", {
    name: known ? say(`field.${name}`) : name,
    received,
    used: valueText(name, used),
  });
}

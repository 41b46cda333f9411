// The guided path as the page shows it: one step at a time, with a button and what the numbers say.

import { presets } from "../../presets.js";
import { html, setText } from "../html.js";
import { say } from "../texts/language.js";
import { spoken } from "./spoken.js";
import { judge, STEPS } from "./steps.js";

const WORDS = { idle: "", waiting: "…", seen: "✓", surprise: "!" };

/**
 * Build the panel.
 *
 * @param {HTMLElement} place an empty section.
 * @param {{onTrain, onClose, announce}} hooks `onTrain(setting)` builds a network and trains it; `onClose()` hides
 *     the guide; `announce(text)` tells those who do not see the page.
 * @returns {{show, judge}} `show()` draws the step, in the language spoken now; `judge(run, kept)` says what the
 *     numbers say.
 */
export function createGuide(place, { onTrain, onClose, announce }) {
  let current = 0;
  let told = null;
  let latest = [null, []];
  const mark = html("span", { class: "mark-of-state", "aria-hidden": "true" });
  const verdict = html("span");
  const judged = html("p", { class: "judged" }, mark, verdict);

  function show() {
    const step = STEPS[current];
    place.replaceChildren(head(), ...body(step), foot());
    told = null;
    judgeNow(...latest);
  }

  function head() {
    const number = { number: current + 1, count: STEPS.length };
    return html(
      "header",
      {},
      html("h2", { id: "guide-title" }, say("guide.title")),
      html("span", { class: "time" }, say("guide.time", number)),
      html("button", { type: "button", class: "plain", onclick: onClose }, say("guide.close")),
    );
  }

  function body(step) {
    return [
      html("h3", { id: "guide-step", tabindex: -1 }, `${current + 1} · ${say(`guide.${step.id}.title`)}`),
      html("p", {}, say(`guide.${step.id}.text`)),
      html("div", { class: "do" }, ...buttons(step), look(step)),
      judged,
      step.choices ? html("p", {}, notebooks()) : null,
    ].filter(Boolean);
  }

  function buttons(step) {
    if (!step.choices) return [trainButton(say(`guide.${step.id}.button`), step.setting)];
    return step.choices.map((id) => trainButton(say(`guide.choice.${id}`), presets[id]));
  }

  function trainButton(text, setting) {
    return html("button", { type: "button", class: "train", onclick: () => onTrain(setting) }, `▶ ${text}`);
  }

  function look(step) {
    return html("span", { class: "look" }, html("strong", {}, `${say("guide.look")}: `), say(`guide.${step.id}.look`));
  }

  function foot() {
    const back = html("button", { type: "button", disabled: current === 0, onclick: () => go(current - 1) }, `← ${say("guide.back")}`);
    const last = current === STEPS.length - 1;
    const next = html(
      "button",
      { type: "button", class: "next", onclick: last ? onClose : () => go(current + 1) },
      last ? say("guide.end") : `${say("guide.next")} →`,
    );
    return html("footer", {}, back, next);
  }

  function go(number) {
    current = number;
    show();
    place.querySelector("#guide-step").focus();
  }

  function judgeNow(run, kept) {
    latest = [run, kept];
    const judgement = judge(STEPS[current], run, kept);
    const text = spoken(judgement, run ? run.layers.length - 1 : 0);
    setText(mark, WORDS[judgement.state]);
    setText(verdict, text);
    judged.dataset.state = judgement.state;
    const said = `${current} ${judgement.key}`;
    if (judgement.state === "seen" && told !== said) announce(text);
    told = judgement.state === "waiting" ? null : said;
  }

  return { show, judge: judgeNow };
}

function notebooks() {
  return say("guide.notebooks");
}

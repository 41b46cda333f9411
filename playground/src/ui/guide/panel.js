// The guided path as the page shows it: one step at a time, with a button and what the numbers say.

import { presets } from "../../presets.js";
import { SLOPES, slopes } from "../charts/slopes.js";
import { valueText } from "../describe.js";
import { html, setText } from "../html.js";
import { courseAddress } from "../lessons.js";
import { say } from "../texts/language.js";
import { spoken } from "./spoken.js";
import { judge, STEPS } from "./steps.js";
import { createTried } from "./tried.js";

/** What came of a training; where nothing came of one yet, how far the judgement is. */
const SIGNS = { rescued: "✓", slowly: "~", lost: "✗", broken: "✗", idle: "", waiting: "…", seen: "→", surprise: "!" };

/**
 * Build the panel.
 *
 * @param {HTMLElement} place an empty section.
 * @param {{onTrain, onClose, announce}} hooks `onTrain(setting, until)` builds a network and trains it for so many steps; `onClose()` hides
 *     the guide; `announce(text)` tells those who do not see the page.
 * @returns {{show, judge}} `show()` draws the step, in the language spoken now; `judge(run, kept)` says what the
 *     numbers say.
 */
export function createGuide(place, { onTrain, onClose, announce }) {
  const tried = createTried();
  const sign = html("span", { class: "sign", "aria-hidden": "true" });
  const verdict = html("span");
  const judged = html("p", { class: "judged" }, sign, verdict);
  let current = 0;
  let told = null;
  let before = null; // the run that was there when the reader came to this step
  let latest = [null, []];
  let buttons = [];

  function show() {
    const step = STEPS[current];
    const back = returnButton(() => place.querySelector("#guide-step"));
    buttons = (step.choices ?? [step.id]).map((id) => trainButton(step, id));
    place.replaceChildren(
      head(onClose, current),
      html(
        "div",
        { class: "part" },
        html("h3", { id: "guide-step", tabindex: -1 }, `${current + 1} · ${say(`guide.${step.id}.title`)}`),
        html("p", {}, say(`guide.${step.id}.text`)),
        step.slopes ? drawnSlopes(step.slopes) : null,
        html("div", { class: "do" }, ...buttons.map((one) => one.element)),
        step.choices ? notebooks() : null,
      ),
      html("div", { class: "part" }, look(step, back), judged, step.choices ? tried.element : null, foot()),
      back,
    );
    tried.show();
    told = null;
    judgeNow(...latest);
  }

  /** A button that trains a step's network; a choice shows beside its name what came of it. */
  function trainButton(step, id) {
    const setting = step.setting ?? presets[id];
    const element = html("button", { type: "button", class: "train", onclick: () => onTrain(setting, step.runs) });
    const name = step.choices ? say(`guide.choice.${id}`) : say(`guide.${id}.button`);
    return { id, element, name };
  }

  function foot() {
    const last = current === STEPS.length - 1;
    return html(
      "footer",
      {},
      html("button", { type: "button", disabled: current === 0, onclick: () => go(current - 1) }, `← ${say("guide.back")}`),
      html(
        "button",
        { type: "button", class: "next", onclick: last ? onClose : () => go(current + 1) },
        last ? say("guide.end") : `${say("guide.next")} →`,
      ),
    );
  }

  function go(number) {
    current = number;
    [before] = latest;
    show();
    place.querySelector("#guide-step").focus();
  }

  function judgeNow(run, kept) {
    latest = [run, kept];
    const step = STEPS[current];
    const judgement = judge(step, run, kept, before);
    const text = spoken(judgement, run ? run.layers.length - 1 : 0);
    setText(sign, SIGNS[judgement.outcome ?? judgement.state]);
    setText(verdict, text);
    judged.dataset.state = judgement.state;
    judged.dataset.outcome = judgement.outcome ?? "";
    if (judgement.outcome) tried.add(run, judgement.outcome);
    for (const { id, element, name } of buttons) {
      const came = step.choices ? tried.outcome(id) : null;
      setText(element, came ? `▶ ${name}: ${say(`outcome.${came}`)}` : `▶ ${name}`);
      element.hidden = step.steps === 0 && judgement.state !== "idle";
    }
    const said = `${current} ${judgement.key}`;
    if (judgement.state === "seen" && told !== said) announce(text);
    told = judgement.state === "seen" ? said : null;
  }

  return { show, judge: judgeNow };
}

function head(onClose, current) {
  return html(
    "header",
    {},
    html("h2", { id: "guide-title" }, say("guide.title")),
    html("span", { class: "time" }, say("guide.time", { number: current + 1, count: STEPS.length })),
    html("button", { type: "button", class: "plain", onclick: onClose }, say("guide.close")),
  );
}

/** A button that leads from what the guide shows back to it; there from "Show me" until it is pressed. */
function returnButton(target) {
  const goBack = () => {
    button.hidden = true;
    target().scrollIntoView({ block: "center" });
    target().focus({ preventScroll: true });
  };
  const button = html("button", { type: "button", class: "return", hidden: true, onclick: goBack }, say("guide.return"));
  return button;
}

function look(step, back) {
  const show = () => {
    document.querySelector(step.place).scrollIntoView();
    back.hidden = false;
  };
  return html(
    "p",
    {},
    html("strong", {}, `${say("guide.look")}: `),
    `${say(`guide.${step.id}.look`)} `,
    html("button", { type: "button", class: "plain show", onclick: show }, say("guide.show")),
  );
}

function drawnSlopes(names) {
  const activations = names.map((name) => ({
    name,
    text: `${valueText("activation", name)} ≤ ${SLOPES[name].most}`,
  }));
  const label = `${say("slope.label")} ${activations.map(({ text }) => text).join("; ")}`;
  return slopes(activations, label, say("slope.one"));
}

function notebooks() {
  return html("p", {}, html("a", { href: courseAddress() }, say("guide.notebooks")));
}

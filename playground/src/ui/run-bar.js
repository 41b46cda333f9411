// The buttons that train, and the figures of the run.

import { html, setText } from "./html.js";
import { LETTERS } from "./keep.js";
import { say } from "./texts/language.js";
import { decimals, integer, MISSING, percent } from "./texts/numbers.js";

const FIGURES = ["step", "epoch", "loss", "accuracy", "test", "speed"];

/**
 * Build the buttons and the figures.
 *
 * @param {HTMLElement} bar, figures empty elements: a group, and a `<dl>`.
 * @param {object} app as in `page.js`.
 * @returns {{show}} shows the present state, in the language spoken now.
 */
export function createRunBar(bar, figures, app) {
  const button = (id, action) => html("button", { type: "button", id, onclick: action });
  const run = button("run", () => app.toggle());
  const step = button("one-step", () => app.step());
  const reset = button("reset", () => app.build(app.setting));
  const keep = button("keep", () => app.keep());
  run.className = "primary";
  bar.append(run, step, reset, keep);
  const terms = FIGURES.map(() => html("dt"));
  const values = FIGURES.map(() => html("dd"));
  figures.append(...FIGURES.map((_, k) => html("div", {}, terms[k], values[k])));

  function show() {
    const latest = app.run?.latest ?? null;
    const broken = app.run?.broken ?? false;
    setText(run, app.goesOn ? `❚❚ ${say("run.pause")}` : `▶ ${say("run.run")}`);
    setText(step, say("run.step"));
    setText(reset, `↺ ${say("run.reset")}`);
    setText(keep, say("run.keep"));
    run.disabled = app.failure !== null || !app.info || (broken && !app.running);
    step.disabled = !latest || app.goesOn || app.pausing || broken;
    reset.disabled = !latest;
    keep.disabled = !latest || latest.step === 0 || app.kept.length === LETTERS.length;
    keep.title = app.kept.length === LETTERS.length ? say("kept.full") : "";
    const texts = figuresOf(app.run);
    FIGURES.forEach((name, k) => {
      setText(terms[k], termOf(name, app.run));
      setText(values[k], texts[name]);
    });
  }

  return { show };
}

/** How a figure is called; the test images were seen at a step of their own. */
function termOf(name, run) {
  const tested = name === "test" ? run?.tested : null;
  return tested ? say("figure.test.at", { step: integer(tested.step) }) : say(`figure.${name}`);
}

function figuresOf(run) {
  const latest = run?.latest;
  if (!latest) return Object.fromEntries(FIGURES.map((name) => [name, MISSING]));
  const { tested } = run;
  return {
    step: integer(latest.step),
    epoch: decimals(latest.epoch, 2),
    loss: decimals(run.mean("loss"), 3),
    accuracy: percent(run.mean("accuracy")),
    test: tested ? percent(tested.accuracy) : MISSING,
    speed: latest.stepsPerSecond === null ? MISSING : decimals(latest.stepsPerSecond, 0),
  };
}

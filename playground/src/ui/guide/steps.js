// The guided path: what each step sets, how long it is watched, and what the live numbers say about it.

import { presets } from "../../presets.js";
import { CHANCE_LOSS, gradientProfile, guesses, PIXELS, progress, VANISHED } from "../run.js";

/** Part of a layer's weights by which its slow pace is made plain. */
const MOVED = 0.01;

/**
 * The steps. `place` is where on the page the reader is to look. `setting` is what the step's button builds and
 * trains for `runs` steps; `steps` after how many of them its judgement is given; `choices` are offered instead where the reader picks one;
 * `slopes` are the activations whose slopes are drawn.
 */
export const STEPS = [
  { id: "baseline", place: ".curves", setting: presets[0], runs: 100, steps: 100, judge: judgeBaseline },
  { id: "gradient", place: "#layers", setting: presets[0], slopes: ["sigmoid"], runs: 100, steps: 0, judge: judgeGradient },
  { id: "relu", place: "#layers", setting: presets[2], slopes: ["sigmoid", "relu"], runs: 100, steps: 100, judge: judgeRescue },
  { id: "normalization", place: "#layers", setting: presets["4a"], runs: 100, steps: 100, judge: judgeRescue },
  { id: "yours", place: ".curves", choices: ["3", "5", "1a", "8"], runs: 300, steps: 300, judge: judgeTrial },
];

/**
 * What the live numbers say about a step.
 *
 * @param {object} step one of `STEPS`.
 * @param {Run|null} run the present run.
 * @param {{letter: string, run: Run}[]} kept the runs that were kept.
 * @param {Run|null} before the run that was there when the reader came to this step: where the reader is to choose, it
 *     is none of the trials.
 * @returns {{state: "idle"|"waiting"|"seen"|"surprise", key: string, values: object, outcome: string|undefined}} `key` and `values` of the text that
 *     says it; numbers in `values` are not yet written as text. "idle": another network is on the page; "waiting": not
 *     long enough yet; "seen": as the step says; "surprise": otherwise. `outcome` is what came of the training, as `progress` calls it, where
 *     that is what is judged.
 */
export function judge(step, run, kept, before = null) {
  const another = step.setting ? run && !trains(run.setting, step.setting) : run === before;
  if (!run?.latest || another) return { state: "idle", key: "judge.idle", values: {} };
  if (run.step < step.steps && !run.broken) {
    return { state: "waiting", key: "judge.waiting", values: { step: run.step, steps: step.steps } };
  }
  return step.judge(run, kept);
}

/** Whether a setting is another one, up to the seed. */
function trains(setting, other) {
  return Object.keys(other).every((name) => name === "seed" || setting[name] === other[name]);
}

function judgeBaseline(run) {
  const loss = run.mean("loss");
  const accuracy = run.mean("accuracy");
  const values = { step: run.step, loss, accuracy, chance: CHANCE_LOSS };
  if (run.broken) return surprise("judge.broken", { step: run.step }, "broken");
  const came = progress(loss);
  return guesses(loss) ? seen("judge.baseline.seen", values, came) : surprise("judge.baseline.surprise", values, came);
}

function judgeGradient(run) {
  const profile = gradientProfile(run.latest.gradientNorms);
  if (!profile) return surprise("judge.broken", { step: run.step });
  const { setting } = run;
  const weakest = profile.weakest;
  const inputs = weakest.index === 0 ? PIXELS : setting.units;
  const length = setting.stddev * Math.sqrt(inputs * setting.units);
  const values = {
    output: profile.output,
    weakest: weakest.norm,
    layer: weakest.index,
    ratio: profile.ratio,
    last: setting.layers - 1,
    part: profile.factor === null ? 1 : Math.round(1 / profile.factor),
    also: weakest.index === 1 ? ["judge.also.pixels"] : [],
    pace: (MOVED * length) / (setting.learningRate * weakest.norm),
  };
  return profile.ratio > VANISHED ? seen("judge.gradient.seen", values) : surprise("judge.gradient.surprise", values);
}

function judgeRescue(run, kept) {
  if (run.broken) return surprise("judge.broken", { step: run.step }, "broken");
  const profile = gradientProfile(run.latest.gradientNorms);
  const values = {
    step: run.step,
    loss: run.mean("loss"),
    accuracy: run.mean("accuracy"),
    layer: profile.weakest.index,
    ratio: profile.ratio,
    ...beside(run, kept),
  };
  const came = progress(values.loss);
  if (came !== "rescued") return surprise("judge.rescue.surprise", values, came);
  return seen(values.letter ? "judge.rescue.compared" : "judge.rescue.seen", values, came);
}

function judgeTrial(run) {
  if (run.broken) return seen("judge.trial.broken", { step: run.step, setting: run.setting }, "broken");
  const loss = run.mean("loss");
  const came = progress(loss);
  const extremes = extreme(run.first);
  const values = { step: run.step, loss, chance: CHANCE_LOSS, setting: run.setting, ...extremes, also: lesson(came, extremes) };
  return seen(`judge.trial.${came}`, values, came);
}

/** The gradient that differs most from the output's, and how many times smaller (below 1: larger) it is. */
function extreme({ gradientNorms }) {
  const { ratio, strongest, output } = gradientProfile(gradientNorms);
  const growth = strongest.norm / output;
  return growth > ratio ? { extreme: "largest", ratio: 1 / growth } : { extreme: "smallest", ratio };
}

/** What follows from a trial about large and small gradients, if anything. */
function lesson(came, { extreme, ratio }) {
  if (came === "lost" && extreme === "largest" && 1 / ratio > VANISHED) return ["judge.also.large"];
  return came === "rescued" && extreme === "smallest" && ratio > VANISHED ? ["judge.also.small"] : [];
}

/** The kept baseline's loss after as many steps, as far as it went. */
function beside(run, kept) {
  const baseline = kept.find((one) => trains(one.run.setting, presets[0]));
  if (!baseline || baseline.run.step === 0) return {};
  const step = Math.min(run.step, baseline.run.step);
  return { letter: baseline.letter, before: baseline.run.mean("loss", step), beforeStep: step };
}

function seen(key, values, outcome) {
  return { state: "seen", key, values, outcome };
}

function surprise(key, values, outcome) {
  return { state: "surprise", key, values, outcome };
}

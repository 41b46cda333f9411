// The sentences above the layers: what of the gradient arrives where, and what that has to do with learning.

import { skipPairs } from "../engine/skips.js";
import { layerName } from "./describe.js";
import { CHANCE_LOSS, gradientProfile, progress, VANISHED } from "./run.js";
import { say } from "./texts/language.js";
import { decimals, factor, integer, percent, size } from "./texts/numbers.js";

/** A gradient norm beyond all that a network meets while it learns. */
const HUGE = 1000;
/** A layer that gets no less than this part of the output's gradient is reached. */
const REACHED = 0.1;
/** Before so many steps, nothing is said about learning. */
const EARLY = 100;
/** Where some layer gets next to nothing. */
const WEAK = ["zero", "vanishing", "shortcuts", "apart"];

/**
 * What the latest gradient looks like.
 *
 * @param {Run} run with a measurement.
 * @returns {{kind: string, profile, reached: number[]}} `kind` is the end of a "headline." text; `reached` are the layers
 *     at which a shortcut begins and of whose gradient much arrives.
 */
function gradientKind(run) {
  const norms = run.latest.gradientNorms;
  const profile = gradientProfile(norms);
  if (!profile) return { kind: "broken", profile, reached: [] };
  const { output, ratio, strongest, weakest } = profile;
  const begins = skipPairs(run.setting.skips, norms.length - 1).map(([from]) => from - 1);
  const reached = begins.filter((index) => norms[index] >= REACHED * output);
  const growth = strongest.norm / output;
  const kind = () => {
    if (weakest.norm === 0) return "zero";
    if (ratio > VANISHED && growth * REACHED > 1) return "apart";
    if (ratio > VANISHED) return reached.length ? "shortcuts" : "vanishing";
    if (growth > VANISHED) return run.setting.normalization === "gradient" ? "normalized" : "exploding";
    return Math.max(output, strongest.norm) > HUGE ? "huge" : "even";
  };
  return { kind: kind(), profile, reached };
}

/** The sentence above the layers: which of them get how much of the gradient. */
export function gradientHeadline(run) {
  if (!run.latest) return say("headline.none");
  const { kind, profile, reached } = gradientKind(run);
  if (kind === "broken") return say("headline.broken", { step: integer(run.step) });
  const norms = run.latest.gradientNorms;
  const name = (index) => layerName(index, norms.length - 1);
  const { output, ratio, strongest, weakest } = profile;
  return say(`headline.${kind}`, {
    layer: name(weakest.index),
    factor: factor(ratio),
    strongest: name(strongest.index),
    growth: factor(strongest.norm / output),
    reached: reached.map(name).join(", "),
    output: size(output),
    smallest: size(weakest.norm),
    largest: size(strongest.norm),
    least: size(Math.min(output, weakest.norm)),
    most: size(Math.max(output, strongest.norm)),
  });
}

/** How that goes together with learning, where one would expect otherwise; else "". */
export function learningSentence(run) {
  if (!run.latest || run.broken || run.step < EARLY) return "";
  const loss = run.mean("loss");
  const came = progress(loss);
  const weak = WEAK.includes(gradientKind(run).kind);
  if (weak && came === "lost") return "";
  if (!weak && came === "rescued") return "";
  const values = {
    step: integer(run.step),
    loss: decimals(loss, 3),
    accuracy: percent(run.mean("accuracy")),
    chance: decimals(CHANCE_LOSS, 3),
  };
  return say(`learning.${came}`, values);
}

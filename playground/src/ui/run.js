// One run: a setting, what was measured while it trained, and what follows from that.

export const CLASSES = 10;
export const PIXELS = 784;
/** The loss of guessing: every class gets the same probability. */
export const CHANCE_LOSS = Math.log(CLASSES);
export const CHANCE_ACCURACY = 1 / CLASSES;
/** While it trains, the network is tried on the test images every so many steps. */
export const TESTED_EVERY = 100;
/** A gradient so many times smaller than the output's counts as vanished, so many times larger as exploded. */
export const VANISHED = 100;
/** Sizes that differ by no more than this factor are about the same. */
export const ALIKE = 1.5;
/** So far below guessing, a network has learnt something. */
const LEARNT = 0.15;
/** So close to guessing, it has not. */
const GUESSING = 0.05;
/** What the worker calls the mean over the latest steps. */
const MEANS = { loss: "meanLoss", accuracy: "meanAccuracy" };

export class Run {
  /**
   * @param {object} setting as the worker built it.
   * @param {{name, units, parameters}[]} layers from first to output, as the worker sent them.
   */
  constructor(setting, layers) {
    this.setting = setting;
    this.layers = layers;
    this.measurements = [];
    this.evaluations = [];
    this.activations = [];
  }

  /**
   * Take in a `measured` message. One that tells of a step already known replaces it. Of the activations only
   * the latest are kept.
   */
  add({ activations, ...measured }) {
    if (this.latest?.step === measured.step) this.measurements.pop();
    this.measurements.push(measured);
    this.activations = activations;
  }

  /** Take in an `evaluated` message. */
  addEvaluation(evaluated) {
    if (this.evaluations.at(-1)?.step === evaluated.step) this.evaluations.pop();
    this.evaluations.push(evaluated);
  }

  get latest() {
    return this.measurements.at(-1) ?? null;
  }

  get first() {
    return this.measurements[0] ?? null;
  }

  get step() {
    return this.latest?.step ?? 0;
  }

  /** Whether the loss or a gradient is no number any more. */
  get broken() {
    const latest = this.latest;
    return latest !== null && (!isNumber(latest.loss) || !latest.gradientNorms.every(isNumber));
  }

  /** A run with the same numbers that takes in no new ones. */
  kept() {
    const copy = new Run(this.setting, this.layers);
    copy.measurements = [...this.measurements];
    copy.evaluations = [...this.evaluations];
    return copy;
  }

  /**
   * The mean over the latest steps, as the worker computed it: it depends on the step, not on when one looked.
   *
   * @param {"loss"|"accuracy"} name
   * @param {number} step of the last one measured unless given.
   * @returns {number|null} that of the last measurement up to that step; null where there is none or it is no number.
   */
  mean(name, step = Infinity) {
    const mean = this.measurements.findLast((one) => one.step <= step)?.[MEANS[name]];
    return isNumber(mean) ? mean : null;
  }

  /** What the test images said last, unless the next time is overdue; else null. */
  get tested() {
    const evaluated = this.evaluations.at(-1);
    return evaluated && this.step - evaluated.step <= TESTED_EVERY ? evaluated : null;
  }

  /** [step, mean over the latest steps] of every measurement, as a smooth curve. */
  smooth(name) {
    return this.measurements.map((one) => [one.step, isNumber(one[MEANS[name]]) ? one[MEANS[name]] : null]);
  }

  /** [step, value] of every measurement. */
  raw(name) {
    return this.measurements.map((one) => [one.step, isNumber(one[name]) ? one[name] : null]);
  }
}

/**
 * What has come of a training, seen from its loss.
 *
 * @returns {"rescued"|"slowly"|"lost"|"broken"} clearly below guessing, a little below, not below; "broken" where it is
 *     no number.
 */
export function progress(loss) {
  if (!isNumber(loss)) return "broken";
  if (loss < CHANCE_LOSS - LEARNT) return "rescued";
  return loss < CHANCE_LOSS - GUESSING ? "slowly" : "lost";
}

/** Whether a loss is that of guessing, neither better nor worse. */
export function guesses(loss) {
  return isNumber(loss) && Math.abs(loss - CHANCE_LOSS) < GUESSING;
}

/**
 * How the gradient changes from the output back to the first layers.
 *
 * @param {number[]} norms gradient norm of each kernel, first layer to output.
 * @returns {{output, weakest: {index, norm}, strongest: {index, norm}, ratio, factor}|null} null where a norm is no
 *     number. `ratio` is how many times smaller the weakest hidden layer's norm is than the output's (Infinity for a
 *     zero), `factor` the geometric mean of what each layer leaves of it between the last hidden layer and the
 *     weakest.
 */
export function gradientProfile(norms) {
  if (!norms?.length || !norms.every(isNumber)) return null;
  const output = norms.at(-1);
  const hidden = norms.slice(0, -1);
  if (!hidden.length) return null;
  const weakest = hidden.indexOf(Math.min(...hidden));
  const strongest = hidden.indexOf(Math.max(...hidden));
  const last = hidden.length - 1;
  const steps = last - weakest;
  return {
    output,
    weakest: { index: weakest, norm: hidden[weakest] },
    strongest: { index: strongest, norm: hidden[strongest] },
    ratio: hidden[weakest] === 0 ? Infinity : output / hidden[weakest],
    factor: steps > 0 ? (hidden[weakest] / hidden[last]) ** (1 / steps) : null,
  };
}

export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

// One run: a setting, what was measured while it trained, and what follows from that.

export const CLASSES = 10;
export const PIXELS = 784;
/** The loss of guessing: every class gets the same probability. */
export const CHANCE_LOSS = Math.log(CLASSES);
export const CHANCE_ACCURACY = 1 / CLASSES;
/** A gradient so many times smaller than the output's counts as vanished, so many times larger as exploded. */
export const VANISHED = 100;
/** So many measurements are averaged where one batch would be too noisy. */
const AVERAGED = 5;

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
   * The trailing mean of a measured number.
   *
   * @param {"loss"|"accuracy"} name
   * @param {number} step up to which; the last one measured unless given.
   * @returns {number|null} the mean of the last five measurements up to that step, without that of step 0 where others
   * are there; null where nothing was measured or one of them is no number.
   */
  mean(name, step = Infinity) {
    const upTo = this.measurements.filter((one) => one.step <= step);
    return meanOf(upTo, name);
  }

  /** [step, trailing mean] of every measurement, as a smooth curve. */
  smooth(name) {
    return this.measurements.map((one, k) => [one.step, meanOf(this.measurements.slice(Math.max(0, k - AVERAGED), k + 1), name)]);
  }

  /** [step, value] of every measurement. */
  raw(name) {
    return this.measurements.map((one) => [one.step, isNumber(one[name]) ? one[name] : null]);
  }
}

function meanOf(measurements, name) {
  const last = measurements.slice(-AVERAGED);
  const used = last.length > 1 ? last.filter((one) => one.step > 0) : last;
  if (!used.length || !used.every((one) => isNumber(one[name]))) return null;
  return used.reduce((sum, one) => sum + one[name], 0) / used.length;
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

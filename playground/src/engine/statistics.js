/** What is shown of a layer. */

import { BINS } from "../messages.js";
import { activations } from "./activations.js";

/** L2 norm of an array; NaN or infinite where the array is. */
export function norm(values) {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i] * values[i];
  }
  return Math.sqrt(sum);
}

/**
 * The outputs of one hidden layer in numbers, as `messages.js` describes them.
 *
 * @param {Float32Array} outputs rows × units.
 * @param {number} units
 * @param {string} activation the layer's.
 */
export function describeOutputs(outputs, units, activation) {
  const { flat } = activations[activation];
  let [sum, least, most, saturated] = [0, Infinity, -Infinity, 0];
  const alive = new Uint8Array(units);
  for (let i = 0; i < outputs.length; i++) {
    const value = outputs[i];
    sum += value;
    least = Math.min(least, value);
    most = Math.max(most, value);
    saturated += flat(value);
    if (value !== 0) {
      alive[i % units] = 1;
    }
  }
  const mean = sum / outputs.length;
  const histogram = new Array(BINS).fill(0);
  const width = (most - least) / BINS;
  let squares = 0;
  for (let i = 0; i < outputs.length; i++) {
    squares += (outputs[i] - mean) ** 2;
    const bin = width > 0 ? Math.floor((outputs[i] - least) / width) : 0;
    histogram[Math.min(BINS - 1, bin)] += 1;
  }
  return {
    mean,
    std: Math.sqrt(squares / outputs.length),
    saturated: saturated / outputs.length,
    dead: units - alive.reduce((count, each) => count + each, 0),
    histogram: Number.isFinite(width) ? histogram : new Array(BINS).fill(0),
    range: [least, most],
  };
}

/**
 * A message that can be shown: numbers that are NaN or infinite become null, and `finite` says whether any did.
 *
 * @param {object} message plain, of numbers, texts, lists and objects.
 */
export function shown(message) {
  let finite = true;
  const replaced = (value) => {
    if (typeof value === "number" && !Number.isFinite(value)) {
      finite = false;
      return null;
    }
    if (Array.isArray(value)) {
      return value.map(replaced);
    }
    if (value !== null && typeof value === "object") {
      return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each)]));
    }
    return value;
  };
  return { ...replaced(message), finite };
}

/** The exercises of the course as settings: what each of them changes in the baseline. */

import { defaults } from "./engine/settings.js";

const differences = {
  0: {},
  "1a": { stddev: 1 },
  "1b": { stddev: 10 },
  2: { activation: "relu" },
  3: { optimizer: "adam", learningRate: 0.001 },
  "4a": { normalization: "batch" },
  "4b": { normalization: "own" },
  5: { skips: "two" },
  8: { normalization: "gradient" },
};

/** In the order of the course. */
export const presetIds = ["0", "1a", "1b", "2", "3", "4a", "4b", "5", "8"];

/** The whole setting of an exercise, by its id. */
export const presets = Object.fromEntries(
  presetIds.map((id) => [id, { ...defaults, ...differences[id], preset: id }]),
);

/**
 * The exercise that a setting trains as the course does, seed and batch size aside.
 *
 * @param {object} setting as `normalize` returns it.
 * @returns {string|null} its id, or null where there is none.
 */
export function presetOf(setting) {
  const free = new Set(["preset", "seed", "batchSize"]);
  const fields = Object.keys(defaults).filter((field) => !free.has(field));
  const same = (id) => fields.every((field) => presets[id][field] === setting[field]);
  return presetIds.find(same) ?? null;
}

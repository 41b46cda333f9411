// The controls: which part of a setting each one sets, and what it offers.

import { choices, limits } from "../engine/settings.js";
import { presetOf } from "../presets.js";

/** In groups as they stand on the page: name, kind ("choice", "slider" or "number") and what is offered. */
export const GROUPS = [
  {
    id: "network",
    fields: [
      { name: "layers", kind: "slider", ...limits.layers },
      { name: "units", kind: "choice", options: [16, 32, 64, 128, 256] },
      { name: "activation", kind: "choice", options: choices.activation },
      { name: "normalization", kind: "choice", options: choices.normalization },
      { name: "skips", kind: "choice", options: choices.skips },
    ],
  },
  {
    id: "start",
    fields: [
      { name: "initialization", kind: "choice", options: choices.initialization },
      {
        name: "stddev",
        kind: "choice",
        options: [0.01, 0.05, 0.1, 0.2, 0.5, 1, 10],
        enabled: (setting) => setting.initialization === "normal",
      },
      { name: "seed", kind: "number", ...limits.seed },
    ],
  },
  {
    id: "training",
    fields: [
      { name: "optimizer", kind: "choice", options: choices.optimizer },
      { name: "learningRate", kind: "choice", options: [0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1] },
      { name: "batchSize", kind: "choice", options: choices.batchSize },
    ],
  },
];

export const FIELDS = GROUPS.flatMap((group) => group.fields);

/**
 * What a control offers while a setting is shown: its options, and the present value where an address asked
 * for one that is none of them.
 */
export function offered(field, value) {
  if (field.options.includes(value)) return field.options;
  const all = [...field.options, value];
  return typeof value === "number" ? all.sort((a, b) => a - b) : all;
}

/** A whole setting with one of its values changed, and the name of the exercise that it now is, if any. */
export function changed(setting, name, value) {
  return named({ ...setting, [name]: value });
}

/** A whole setting that names the exercise it is, or none. */
export function named(setting) {
  return { ...setting, preset: presetOf(setting) };
}

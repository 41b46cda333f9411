/** What can be chosen of a network, and how anything else is brought back to it. */

export const choices = {
  activation: ["sigmoid", "tanh", "relu"],
  initialization: ["normal", "glorot", "he"],
  optimizer: ["sgd", "momentum", "adam"],
  normalization: ["none", "batch", "own", "gradient"],
  skips: ["none", "two", "every2"],
  batchSize: [32, 64, 128, 256, 512],
};

/** Smallest and largest value of the numbers; of whole numbers where both are. */
export const limits = {
  layers: { least: 1, most: 20, whole: true },
  units: { least: 4, most: 256, whole: true },
  stddev: { least: 1e-4, most: 100, whole: false },
  learningRate: { least: 1e-6, most: 10, whole: false },
  seed: { least: 1, most: 2 ** 31 - 1, whole: true },
};

/** Exercise 0, the baseline that does not learn; its batches are a quarter of the course's 512. */
export const defaults = Object.freeze({
  preset: null,
  layers: 7,
  units: 128,
  activation: "sigmoid",
  initialization: "normal",
  stddev: 0.05,
  optimizer: "sgd",
  learningRate: 0.01,
  batchSize: 128,
  normalization: "none",
  skips: "none",
  seed: 1,
});

/**
 * Make a whole setting of what was asked for: what is missing becomes the default, a number beyond its
 * limits the nearest that is allowed, a word that means nothing the default.
 *
 * @param {object} asked any part of a setting, from wherever: an address, a form.
 * @returns {{setting: object, changes: {field: string, received: *, used: *}[]}} `changes` lists what was
 *     given and could not be taken as it was, unknown fields among it (used: undefined).
 */
export function normalize(asked) {
  const given = asked !== null && typeof asked === "object" ? asked : {};
  const setting = {};
  const changes = [];
  for (const field of Object.keys(defaults)) {
    const received = given[field];
    const used = received === undefined ? defaults[field] : allowed(field, received);
    if (received !== undefined && used !== received) {
      changes.push({ field, received, used });
    }
    setting[field] = used;
  }
  for (const field of Object.keys(given)) {
    if (!(field in defaults)) {
      changes.push({ field, received: given[field], used: undefined });
    }
  }
  return { setting, changes };
}

function allowed(field, value) {
  if (field === "preset") {
    return value === null || typeof value === "string" ? value : null;
  }
  if (field in choices) {
    return choices[field].includes(value) ? value : defaults[field];
  }
  const { least, most, whole } = limits[field];
  if (typeof value !== "number" || Number.isNaN(value)) {
    return defaults[field];
  }
  return Math.min(most, Math.max(least, whole && Number.isFinite(value) ? Math.round(value) : value));
}

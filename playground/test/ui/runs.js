// Runs with numbers of the test's own, for tests of what the page makes of them.

import { Run } from "../../src/ui/run.js";

/** A `measured` message, of a network with seven hidden layers unless `other` says so. */
export function measured(step, other = {}) {
  const { loss = 2.3, accuracy = 0.1 } = other;
  return {
    type: "measured",
    step,
    epoch: step / 48,
    loss,
    accuracy,
    meanLoss: loss,
    meanAccuracy: accuracy,
    gradientNorms: [1e-5, 2e-5, 1e-4, 1e-3, 1e-2, 5e-2, 0.3, 1],
    activations: [],
    stepsPerSecond: null,
    ...other,
  };
}

/** A run of a setting with these measurements. */
export function runOf(setting, measurements) {
  const layers = Array.from({ length: setting.layers + 1 }, (_, k) => ({
    name: k < setting.layers ? `hidden_${k + 1}` : "output",
    units: k < setting.layers ? setting.units : 10,
  }));
  const run = new Run(setting, layers);
  for (const one of measurements) run.add(one);
  return run;
}

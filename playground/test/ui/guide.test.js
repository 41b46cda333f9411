import assert from "node:assert/strict";
import { test } from "node:test";

import { presets } from "../../src/presets.js";
import { spoken } from "../../src/ui/guide/spoken.js";
import { judge, STEPS } from "../../src/ui/guide/steps.js";
import { keep } from "../../src/ui/keep.js";
import { CHANCE_LOSS } from "../../src/ui/run.js";
import { setLanguage } from "../../src/ui/texts/language.js";
import { measured, runOf } from "./runs.js";

const [BASELINE, GRADIENT, RELU, NORMALIZATION, YOURS] = STEPS;
const steps = (last, other) => Array.from({ length: last / 10 + 1 }, (_, k) => measured(10 * k, other));
const even = { gradientNorms: [1, 1, 1, 1, 1, 1, 1, 1] };

/** Each judgement that there is, and a run and kept runs that lead to it. */
const CASES = [
  ["judge.idle", BASELINE, null, []],
  ["judge.idle", BASELINE, runOf(presets[2], steps(200)), []],
  ["judge.waiting", BASELINE, runOf(presets[0], steps(90)), []],
  ["judge.baseline.seen", BASELINE, runOf(presets[0], steps(100, { loss: CHANCE_LOSS + 0.01 })), []],
  ["judge.baseline.surprise", BASELINE, runOf(presets[0], steps(100, { loss: 2.1 })), []],
  ["judge.gradient.seen", GRADIENT, runOf(presets[0], steps(0)), []],
  ["judge.gradient.surprise", GRADIENT, runOf(presets[0], steps(0, even)), []],
  ["judge.broken", GRADIENT, runOf(presets[0], steps(10, { gradientNorms: [null, 1] })), []],
  ["judge.rescue.seen", RELU, runOf(presets[2], steps(100, { loss: 0.8, ...even })), []],
  ["judge.rescue.compared", RELU, runOf(presets[2], steps(100, { loss: 0.8 })), keep([], runOf(presets[0], steps(100)))],
  ["judge.rescue.compared", NORMALIZATION, runOf(presets["4a"], steps(100, { loss: 1.5 })), keep([], runOf(presets[0], steps(50)))],
  ["judge.rescue.surprise", RELU, runOf(presets[2], steps(100)), []],
  ["judge.broken", RELU, runOf(presets[2], steps(10, { loss: null })), []],
  ["judge.waiting", YOURS, runOf(presets[3], steps(290, { loss: 0.5 })), []],
  ["judge.trial.rescued", YOURS, runOf(presets[3], steps(300, { loss: 1.3 })), []],
  ["judge.trial.slowly", YOURS, runOf(presets["1a"], steps(300, { loss: 2.2 })), []],
  ["judge.trial.lost", YOURS, runOf(presets[8], steps(300)), []],
  ["judge.trial.broken", YOURS, runOf({ ...presets[2], preset: null, initialization: "he" }, steps(20, { loss: null })), []],
];

for (const [key, step, run, kept] of CASES) {
  test(`step ${step.id}: ${key}`, () => {
    const judgement = judge(step, run, kept);
    assert.equal(judgement.key, key);
    for (const language of ["en", "vi"]) {
      setLanguage(language);
      const text = spoken(judgement, run ? run.layers.length - 1 : 0);
      assert.doesNotMatch(text, /undefined|NaN|–|\{/);
    }
    setLanguage("en");
  });
}

test("every judgement is one that is tested", () => {
  const tested = new Set(CASES.map(([key]) => key));
  assert.deepEqual([...tested].sort(), ["broken", "idle", "waiting"].map((one) => `judge.${one}`).concat(
    ["baseline.seen", "baseline.surprise", "gradient.seen", "gradient.surprise", "rescue.compared", "rescue.seen",
      "rescue.surprise", "trial.broken", "trial.lost", "trial.rescued", "trial.slowly"].map((one) => `judge.${one}`),
  ).sort());
});

test("the sentence about the gradient is computed from the measured norms and the setting", () => {
  const gradientNorms = [1e-3, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];
  const run = runOf(presets[0], [measured(0, { gradientNorms })]);
  const { values } = judge(GRADIENT, run, []);
  assert.equal(values.layer, 1);
  assert.ok(Math.abs(values.ratio / 1e6 - 1) < 1e-9);
  assert.equal(values.part, 10);
  const length = 0.05 * Math.sqrt(128 * 128);
  assert.ok(Math.abs((values.pace * 0.01 * 1e-4) / (0.01 * length) - 1) < 1e-9);
  assert.match(spoken(judge(GRADIENT, run, []), 7), /only 1\.0\u00a0×\u00a010⁻⁴ at hidden 2: 1,000,000 times smaller.*about 1\/10/u);
});

test("the baseline's loss is that of the same step, or of its last one", () => {
  const falling = Array.from({ length: 21 }, (_, k) => measured(10 * k, { loss: 3 - k / 10 }));
  const kept = keep([], runOf(presets[0], falling));
  const run = runOf(presets[2], steps(100, { loss: 0.8 }));
  assert.equal(judge(RELU, run, kept).values.beforeStep, 100);
  assert.ok(Math.abs(judge(RELU, run, kept).values.before - 2) < 1e-9);
});

test("only what has learnt is called so, at every step", () => {
  const of = (step, preset, loss, last = step.runs) => judge(step, runOf(presets[preset], steps(last, { loss })), []).outcome;
  assert.equal(of(BASELINE, 0, 2.3), "lost");
  assert.equal(of(BASELINE, 0, 2.6), "lost");
  assert.equal(of(RELU, 2, 0.8), "rescued");
  assert.equal(of(RELU, 2, 2.2), "slowly");
  assert.equal(of(RELU, 2, null), "broken");
  assert.equal(of(YOURS, "1a", 2.2), "slowly");
  assert.equal(of(GRADIENT, 0, 2.3), undefined, "a gradient is no training");
  assert.equal(of(YOURS, 3, 0.5, 290), undefined);
});

test("what large and small gradients mean is said where the numbers show it", () => {
  const also = (preset, loss, gradientNorms) => judge(YOURS, runOf(presets[preset], steps(300, { loss, gradientNorms })), []).values.also;
  const large = [7000, 600, 430, 440, 390, 440, 0.4, 1];
  const small = [1, 0.004, 0.02, 0.4, 0.003, 0.03, 0.2, 1];
  assert.deepEqual(also(8, 2.3, large), ["judge.also.large"]);
  assert.deepEqual(also(8, 1.3, large), []);
  assert.deepEqual(also(5, 1.9, small), ["judge.also.small"]);
  assert.deepEqual(also(5, 2.3, small), []);
});

test("the run that was there before is no trial of the reader's", () => {
  const run = runOf(presets["4a"], steps(300, { loss: 1 }));
  assert.equal(judge(YOURS, run, [], run).state, "idle");
  assert.equal(judge(YOURS, run, [], null).state, "seen");
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { presets } from "../../src/presets.js";
import { keep, LETTERS, restored, store } from "../../src/ui/keep.js";
import { gradientProfile, Run, TESTED_EVERY } from "../../src/ui/run.js";
import { measured, runOf } from "./runs.js";

test("a mean is the one that was measured at that step, or before it", () => {
  const run = runOf(presets[0], [9, 1, 2, 3].map((loss, k) => measured(10 * k, { loss: 5, meanLoss: loss })));
  assert.equal(run.mean("loss"), 3);
  assert.equal(run.mean("loss", 19), 1);
  assert.equal(run.mean("loss", 0), 9);
  assert.deepEqual(run.smooth("loss").at(-1), [30, 3]);
});

test("what the test images said is shown until the next time is overdue", () => {
  const run = runOf(presets[0], [measured(0), measured(100)]);
  assert.equal(run.tested, null);
  run.addEvaluation({ step: 100, accuracy: 0.5 });
  run.add(measured(100 + TESTED_EVERY));
  assert.equal(run.tested.step, 100);
  run.add(measured(101 + TESTED_EVERY));
  assert.equal(run.tested, null);
});

test("a mean over what is no number is none, and the run is broken", () => {
  const run = runOf(presets[0], [measured(0), measured(10, { loss: null })]);
  assert.equal(run.mean("loss"), null);
  assert.ok(run.broken);
  assert.ok(runOf(presets[0], [measured(0, { gradientNorms: [1, null, 1] })]).broken);
  assert.ok(!runOf(presets[0], [measured(0)]).broken);
});

test("a step that is measured again replaces what was known of it", () => {
  const run = runOf(presets[0], [measured(0), measured(10, { loss: 1 }), measured(10, { loss: 2 })]);
  assert.equal(run.measurements.length, 2);
  assert.equal(run.latest.loss, 2);
});

test("the profile of a gradient finds the weakest layer and what each one leaves", () => {
  const profile = gradientProfile([1e-3, 1e-5, 1e-3, 1e-1, 10]);
  assert.equal(profile.weakest.index, 1);
  assert.ok(Math.abs(profile.ratio / 1e6 - 1) < 1e-9);
  assert.ok(Math.abs(profile.factor - 0.01) < 1e-9);
});

test("a profile with a zero, without a hidden layer, or with no numbers", () => {
  assert.equal(gradientProfile([0, 1, 1]).ratio, Infinity);
  assert.equal(gradientProfile([1]), null);
  assert.equal(gradientProfile([1, null, 1]), null);
  assert.equal(gradientProfile([2, 1, 1]).factor, null, "the last hidden layer is the weakest");
});

test("a kept run does not grow with the present one", () => {
  const run = runOf(presets[0], [measured(0)]);
  const kept = keep([], run);
  run.add(measured(10));
  assert.equal(kept[0].run.step, 0);
  assert.deepEqual(kept.map((one) => one.letter), ["A"]);
});

test("the same setting is kept once, others take the next free letter, and none is lost", () => {
  const all = Object.values(presets).map((setting) => runOf(setting, [measured(0)]));
  let kept = [];
  for (const run of all.slice(0, LETTERS.length)) kept = keep(kept, run);
  assert.deepEqual(kept.map((one) => one.letter), LETTERS);
  assert.equal(keep(kept, all.at(-1)), kept, "no letter is free");
  const longer = runOf(all[1].setting, [measured(0), measured(10)]);
  assert.equal(keep(kept, longer)[1].run.step, 10);
  const fewer = kept.filter((one) => one.letter !== "B");
  assert.equal(keep(fewer, all.at(-1)).at(-1).letter, "B");
});

test("a run knows its first and last measurement, and none before there is one", () => {
  const run = new Run(presets[0], []);
  assert.equal(run.latest, null);
  assert.equal(run.first, null);
  assert.equal(run.step, 0);
  assert.equal(run.mean("loss"), null);
});

test("kept runs outlive a reload, and what cannot be read is none", () => {
  assert.deepEqual(restored(), [], "where nothing can be stored");
  store([]);
  const stored = new Map();
  globalThis.sessionStorage = { getItem: (name) => stored.get(name) ?? null, setItem: (name, text) => stored.set(name, text) };
  assert.deepEqual(restored(), []);
  const kept = keep([], runOf(presets[5], [measured(0), measured(10, { loss: 2 })]));
  store(kept);
  assert.deepEqual(restored(), kept);
  assert.equal(restored()[0].run.mean("loss"), 2);
  for (const name of stored.keys()) stored.set(name, "{[");
  assert.deepEqual(restored(), []);
  delete globalThis.sessionStorage;
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { skipPairs } from "../../src/engine/skips.js";
import { presets } from "../../src/presets.js";
import {
  comparison,
  curveText,
  drawingKey,
  histogramText,
  historyText,
  layerInputs,
  saturatedText,
  settingTitle,
} from "../../src/ui/describe.js";
import { named } from "../../src/ui/fields.js";
import { keep } from "../../src/ui/keep.js";
import { problemText } from "../../src/ui/notices.js";
import { measured, runOf } from "./runs.js";

test("a norm is compared with the output's", () => {
  assert.equal(comparison(1e-4, 1), "10,000 × smaller");
  assert.equal(comparison(30, 1), "30 × larger");
  for (const norm of [1.5, 1.2, 0.7]) assert.equal(comparison(norm, 1), "about the same");
  assert.equal(comparison(1.6, 1), "1.6 × larger");
  assert.equal(comparison(0.5, 1), "2 × smaller");
  assert.equal(comparison(0, 1), "nothing arrives");
  assert.equal(comparison(null, 1), "");
});

test("a setting is called by its exercise, or by what differs from the baseline", () => {
  assert.equal(settingTitle(presets[5]), "5 · Skip connections");
  assert.equal(settingTitle({ ...presets[5], seed: 3 }), "5 · Skip connections, Seed: 3");
  assert.equal(settingTitle(named({ ...presets[2], layers: 9, learningRate: 0.1 })), "Hidden layers: 9, ReLU, Learning rate: 0.1");
});

test("a curve in words says where it began, where it is, what was kept, and what guessing has", () => {
  const run = runOf(presets[2], [measured(0, { loss: 2.5 }), measured(10, { loss: 1 }), measured(20, { loss: 0.5 })]);
  const text = curveText("loss", run, keep([], runOf(presets[0], [measured(0), measured(10, { loss: 2.31 })])));
  assert.match(text, /2\.500 at step 0, 0\.500 at step 20\./);
  assert.match(text, /Kept as A, 0 · Baseline: 2\.300 at step 0, 2\.310 at step 10\./);
  assert.match(text, /ln 10 = 2\.303/);
  assert.match(curveText("accuracy", null, []), /Nothing is measured yet.*10\u00a0%/);
});

test("what the drawing shows before a layer is said, and its signs are explained", () => {
  const setting = { ...presets[5], normalization: "batch" };
  const skips = skipPairs("two", 7);
  assert.match(layerInputs(setting, 3, 7, skips), /hidden 3 and hidden 1.*batch normalization/);
  assert.equal(layerInputs(setting, 0, 7, skips), "");
  assert.match(layerInputs(setting, 7, 7, skips), /^takes in the sum of hidden 7 and hidden 4$/);
  assert.match(drawingKey(setting, skips), /BN.*⊕.*3 \+ 1, 7 \+ 4/);
  assert.equal(drawingKey(presets[0], []), "");
});

test("a part of an address that could not be taken is said with its name, what it was, and what is used", () => {
  assert.match(problemText({ name: "activation", received: "swish", used: "sigmoid" }), /Activation = “swish”.*sigmoid/);
  assert.match(problemText({ name: "preset", received: "77", used: "0" }), /77.*0 · Baseline/);
  assert.match(problemText({ name: "colour", received: "red", used: null }), /“colour”/);
});

test("the small pictures of a layer are said in words", () => {
  const run = runOf(presets[0], [measured(0), measured(10, { gradientNorms: [0.5, null, 1, 1, 1, 1, 1, 1] })]);
  assert.equal(historyText(run, 0), "from 1.0\u00a0×\u00a010⁻⁵ at step 0 to 0.5 at step 10");
  assert.match(historyText(run, 1), /to not a number at step 10/);
  const told = histogramText({ range: [0.2, 0.8], mean: 0.5, std: 0.07 });
  assert.equal(told, ", between 0.2 and 0.8, mean 0.5, standard deviation 0.07");
  assert.equal(histogramText({ range: [null, null], mean: null, std: null }), "");
  assert.equal(histogramText(undefined), "");
});

test("that hidden 1 is saturated and yet has the largest gradient is said only where it is so", () => {
  const of = (saturated, norms, setting = presets["4a"]) =>
    saturatedText(runOf(setting, [measured(0, { gradientNorms: norms, activations: [{ saturated }] })]));
  assert.match(of(0.98, [2.5, 0.5, 1]), /98\u00a0% saturated/);
  assert.equal(of(0.98, [0.1, 0.5, 1]), "");
  assert.equal(of(0.1, [2.5, 0.5, 1]), "");
  assert.equal(of(0.98, [2.5, null, 1]), "");
  assert.equal(of(0.98, [2.5, 0.5, 1], presets[2]), "");
});

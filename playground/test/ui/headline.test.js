import assert from "node:assert/strict";
import { test } from "node:test";

import { presets } from "../../src/presets.js";
import { gradientHeadline, learningSentence } from "../../src/ui/headline.js";
import { measured, runOf } from "./runs.js";

const VANISHING = [1e-3, 1e-4, 1e-3, 1e-2, 0.1, 0.2, 0.5, 1];
const SHORTCUTS = [0.96, 0.007, 0.014, 0.32, 0.002, 0.01, 0.08, 0.45];
const APART = [6e-19, 160, 34, 24, 68, 19, 0.1, 0.24];
const EVEN = [0.12, 0.04, 0.08, 0.24];

test("the headline names the layer in which the gradient is weakest, and how weak", () => {
  const run = runOf(presets[0], [measured(0, { gradientNorms: VANISHING })]);
  assert.equal(gradientHeadline(run), "The gradient vanishes: at hidden 2 it is 10,000 times smaller than at the output.");
});

test("the headline tells vanishing, exploding, even, zero and broken apart", () => {
  const of = (...gradientNorms) => gradientHeadline(runOf({ ...presets[0], layers: 2 }, [measured(0, { gradientNorms })]));
  assert.match(of(500, 1, 1), /explodes.*hidden 1.*500/);
  assert.match(of(0.5, 2, 1), /between 0\.5 and 2\./);
  assert.match(of(5e15, 5e16, 1e16), /exploded.*10¹⁵.*10¹⁶/);
  assert.match(of(0, 1, 1), /hidden 1.*exactly 0/);
  assert.match(of(null, 1, 1), /no longer finite|NaN/);
  assert.match(of(4.46, 2), /between 2 and 4\.46/);
});

test("where shortcuts reach some layers, and where all lies far apart, nothing vanishes in general", () => {
  const skipped = gradientHeadline(runOf(presets[5], [measured(0, { gradientNorms: SHORTCUTS })]));
  assert.match(skipped, /^The gradient of hidden 5 is 230 times smaller.*at hidden 1, hidden 4, where shortcuts begin\.$/);
  const normalized = gradientHeadline(runOf(presets[8], [measured(0, { gradientNorms: APART })]));
  assert.match(normalized, /from 6\.0\u00a0×\u00a010⁻¹⁹ at hidden 1 to 160 at hidden 2\. The output's is 0\.24/);
  const large = gradientHeadline(runOf(presets[8], [measured(0, { gradientNorms: [7000, 600, 430, 440, 390, 440, 0.4, 1] })]));
  assert.match(large, /^Gradient normalization makes it large: at hidden 1 it is 7000 times larger/);
});

test("learning is spoken of where the gradient lets one expect otherwise", () => {
  const of = (setting, gradientNorms, loss, step = 300) =>
    learningSentence(runOf({ ...setting, layers: gradientNorms.length - 1 }, [measured(0), measured(step, { gradientNorms, loss, accuracy: 0.53 })]));
  assert.match(of(presets[5], SHORTCUTS, 1.9), /^And yet it learns.*300 steps.*1\.900.*53/);
  assert.match(of(presets[0], EVEN, 2.288), /^And yet it has hardly learnt.*2\.288.*2\.303/);
  assert.match(of(presets["1a"], EVEN, 2.2), /slowly/);
  assert.equal(of(presets[0], VANISHING, 2.302), "");
  assert.equal(of(presets[2], EVEN, 0.5), "");
  assert.equal(of(presets[0], EVEN, 2.288, 90), "", "too early to tell");
  assert.equal(of(presets[0], EVEN, null), "");
});

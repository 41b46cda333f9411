import assert from "node:assert/strict";
import { test } from "node:test";

import { decades, linear, logarithmic, ticks } from "../../src/ui/charts/scale.js";
import { SLOPES } from "../../src/ui/charts/slopes.js";
import { linePath } from "../../src/ui/charts/svg.js";

test("a linear axis ends where its room ends", () => {
  const x = linear([0, 10], [100, 200]);
  assert.deepEqual([-5, 0, 5, 10, 50].map(x), [100, 100, 150, 200, 200]);
  assert.equal(linear([3, 3], [0, 1])(3), 0);
});

test("ticks are round, lie on the axis, and are about as many as asked for", () => {
  assert.deepEqual(ticks(0, 2.6, 4), [0, 1, 2]);
  assert.deepEqual(ticks(0, 1, 4), [0, 0.25, 0.5, 0.75, 1]);
  for (const high of [0.3, 7, 120, 4321]) {
    const found = ticks(0, high, 5);
    assert.ok(found.length >= 3 && found.length <= 7, `${found}`);
    assert.ok(found.at(-1) <= high * 1.000001);
  }
});

test("the powers of ten hold every size, whatever the zeros and what is no number", () => {
  assert.deepEqual(decades([0.5, 2]), [-6, 1]);
  assert.deepEqual(decades([3e-9, 0, null, NaN, 4000]), [-9, 4]);
  assert.deepEqual(decades([1e-40, 1]), [-13, 1]);
  assert.deepEqual(decades([]), [-6, 1]);
});

test("a place on the logarithmic axis", () => {
  assert.equal(logarithmic(1, [-6, 1]), 6 / 7);
  assert.equal(logarithmic(0, [-6, 1]), 0);
  assert.equal(logarithmic(null, [-6, 1]), null);
  assert.equal(logarithmic(NaN, [-6, 1]), null);
  assert.equal(logarithmic(1e9, [-6, 1]), 1);
});

test("a line is broken where there is no number", () => {
  assert.equal(linePath([[0, 1], [1, 2], [2, null], [3, 4], [4, 5]]), "M0.0 1.0L1.0 2.0M3.0 4.0L4.0 5.0");
});

test("no slope is larger than what is written at it, which it reaches", () => {
  const written = { "¼": 0.25, 1: 1 };
  for (const { at, most } of Object.values(SLOPES)) {
    const all = Array.from({ length: 2001 }, (_, k) => at((k - 1000) / 100));
    assert.equal(Math.max(...all), written[most]);
  }
});

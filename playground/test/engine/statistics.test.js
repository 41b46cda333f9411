import assert from "node:assert/strict";
import { test } from "node:test";

import { describeOutputs, norm, shown } from "../../src/engine/statistics.js";
import { BINS } from "../../src/messages.js";

test("outputs are described: mean, spread, ends, dead units, counts", () => {
  const outputs = Float32Array.from([0, 0, 0.5, 0, 1, 2]); // two images, three units
  const found = describeOutputs(outputs, 3, "relu");
  assert.equal(found.dead, 1);
  assert.equal(found.saturated, 0.5);
  assert.deepEqual(found.range, [0, 2]);
  assert.ok(Math.abs(found.mean - 3.5 / 6) < 1e-9);
  assert.ok(Math.abs(found.std - Math.sqrt(5.25 / 6 - (3.5 / 6) ** 2)) < 1e-9);
  assert.equal(found.histogram.length, BINS);
  assert.deepEqual([found.histogram[0], found.histogram[5], found.histogram.at(-1)], [3, 1, 1]);
});

test("outputs that are all one number, or none, break nothing", () => {
  assert.equal(describeOutputs(new Float32Array(8).fill(0.5), 4, "sigmoid").histogram[0], 8);
  const broken = describeOutputs(new Float32Array(8).fill(NaN), 4, "sigmoid");
  assert.deepEqual(broken.histogram, new Array(BINS).fill(0));
  assert.equal(shown(broken).mean, null);
});

test("a message with numbers that are none says so and has null for them", () => {
  assert.deepEqual(shown({ a: 1, b: [Infinity, { c: NaN }], d: "x", e: null }), {
    a: 1,
    b: [null, { c: null }],
    d: "x",
    e: null,
    finite: false,
  });
  assert.deepEqual(shown({ a: [1] }), { a: [1], finite: true });
});

test("the norm is the root of the sum of squares", () => {
  assert.equal(norm(Float32Array.from([3, 4])), 5);
});

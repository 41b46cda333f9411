import assert from "node:assert/strict";
import { test } from "node:test";

import { initializers } from "../../src/engine/initializers.js";
import { normals, shuffled, uniforms } from "../../src/engine/random.js";

const first = (count, draws) => Float64Array.from({ length: count }, () => draws.next().value);
const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

test("streams of one key differ, and each is the same every time", () => {
  assert.deepEqual(first(100, normals(1, 5)), first(100, normals(1, 5)));
  assert.notDeepEqual(first(100, normals(1, 5)), first(100, normals(1, 6)));
  assert.notDeepEqual(first(100, normals(1, 5)), first(100, normals(2, 5)));
});

test("numbers are spread as they should be", () => {
  const drawn = first(20_000, normals(3, 4));
  assert.ok(Math.abs(mean(drawn)) < 0.03);
  assert.ok(Math.abs(mean(drawn.map((each) => each ** 2)) - 1) < 0.05);
  const even = first(20_000, uniforms(3, 4));
  assert.ok(Math.abs(mean(even) - 0.5) < 0.01);
  assert.ok(even.every((each) => each >= 0 && each < 1));
});

test("kernels have the standard deviation of their initialization", () => {
  const expected = { normal: 3, glorot: Math.sqrt(2 / (200 + 100)), he: Math.sqrt(2 / 200) };
  for (const [name, std] of Object.entries(expected)) {
    const kernel = initializers[name](200, 100, { stddev: 3 }, 1, 2);
    assert.equal(kernel.length, 200 * 100);
    const found = Math.sqrt(mean(Float64Array.from(kernel, (each) => each ** 2)));
    assert.ok(Math.abs(found / std - 1) < 0.02, `${name}: ${found} is not ${std}`);
  }
});

test("an order has every number once", () => {
  const order = shuffled(100, 1, 2);
  assert.deepEqual([...order].sort((a, b) => a - b), Array.from({ length: 100 }, (_, i) => i));
  assert.notDeepEqual([...order], [...shuffled(100, 1, 3)]);
});

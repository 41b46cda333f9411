import assert from "node:assert/strict";
import { test } from "node:test";

import { begin, product } from "../../src/engine/backend.js";

test("where WebAssembly does not start, JavaScript computes", async () => {
  assert.equal(await begin("/nowhere/at/all.wasm"), "cpu");
  const [row, column] = [Float32Array.of(1, 2), Float32Array.of(3, 4)];
  assert.deepEqual([...product(row, column, 1, 2, 1)], [11]);
  assert.deepEqual([...product(row, column, 1, 2, 1, Float32Array.of(-12), "relu")], [0]);
});

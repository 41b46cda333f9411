import assert from "node:assert/strict";
import { test } from "node:test";

import { env } from "@tensorflow/tfjs-core";

import { begin } from "../../src/engine/backend.js";
import { normalize } from "../../src/engine/settings.js";
import { Training } from "../../src/engine/training.js";
import { binary } from "./binary.js";
import { noise } from "./images.js";

/** What three steps of training measure. */
function measured() {
  const asked = { layers: 3, units: 8, batchSize: 32, normalization: "batch", skips: "two", learningRate: 1e-5 };
  const training = new Training(normalize(asked).setting, noise());
  return [1, 2, 3].map(() => {
    training.advance();
    const { loss, gradientNorms } = training.measured();
    return [loss, ...gradientNorms];
  });
}

test("a browser without SIMD computes in JavaScript, to the same numbers", async () => {
  env().set("WASM_HAS_SIMD_SUPPORT", false);
  assert.equal(await begin(binary), "cpu");
  const slow = measured();
  env().set("WASM_HAS_SIMD_SUPPORT", true);
  assert.equal(await begin(binary), "wasm");
  const fast = measured();
  slow.flat().forEach((each, i) => {
    assert.ok(Math.abs(each / fast.flat()[i] - 1) < 1e-3, `${each} is not ${fast.flat()[i]}`);
  });
});

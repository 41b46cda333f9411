import assert from "node:assert/strict";
import { before, test } from "node:test";

import { memory } from "@tensorflow/tfjs-core";

import { begin } from "../../src/engine/backend.js";
import { normalize } from "../../src/engine/settings.js";
import { Training } from "../../src/engine/training.js";
import { binary } from "./binary.js";
import { noise } from "./images.js";

const small = { layers: 3, units: 8, batchSize: 32, learningRate: 0.001 };
const training = (asked) => new Training(normalize({ ...small, ...asked }).setting, noise());

before(() => begin(binary));

function evaluated(trained) {
  const pieces = trained.evaluate();
  for (;;) {
    const { value, done } = pieces.next();
    if (done) {
      return value;
    }
  }
}

test("five hundred steps leave no tensor behind", () => {
  const found = training({ normalization: "batch", skips: "two", activation: "tanh" });
  found.advance();
  evaluated(found);
  const held = memory();
  for (let step = 0; step < 500; step++) {
    found.advance();
  }
  found.measured();
  evaluated(found);
  assert.equal(memory().numTensors, held.numTensors);
  assert.equal(memory().numBytes, held.numBytes);
});

test("a look at the network leaves it as it was", () => {
  const [looked, plain] = [training({ normalization: "batch" }), training({ normalization: "batch" })];
  looked.look();
  looked.look();
  assert.equal(looked.measured().step, 0);
  assert.deepEqual(evaluated(looked), evaluated(plain));
  looked.advance();
  plain.advance();
  assert.deepEqual(evaluated(looked), evaluated(plain));
});

test("the loss of step 1 is that of the look before it", () => {
  const found = training({});
  found.look();
  const { loss } = found.measured();
  found.advance();
  assert.equal(found.measured().loss, loss);
});

for (const optimizer of ["sgd", "momentum", "adam"]) {
  test(`${optimizer} makes the loss of one batch smaller`, () => {
    const asked = { optimizer, batchSize: 64, activation: "relu", initialization: "he", learningRate: 1e-5 };
    const found = training(asked);
    found.advance();
    const { loss } = found.last;
    for (let step = 0; step < 20; step++) {
      found.advance();
    }
    assert.ok(found.last.loss < loss, `${found.last.loss} is not below ${loss}`);
  });
}

test("what is measured says where the training is and averages over the round", () => {
  const found = training({});
  found.look();
  assert.equal(found.measured().epochLoss, null);
  const losses = [1, 2, 3].map(() => {
    found.advance();
    return found.last.loss;
  });
  const { step, epoch, epochLoss, gradientNorms, activations } = found.measured();
  assert.deepEqual([step, epoch], [3, 1.5]);
  assert.equal(epochLoss, losses[2]); // two steps make a round; the third begins a new one
  assert.equal(gradientNorms.length, 4);
  assert.equal(activations.length, 3);
});

test("evaluation is the mean over all test images, the last and smaller batch included", () => {
  const whole = training({ batchSize: 64 });
  const pieces = training({ batchSize: 32 });
  const [a, b] = [evaluated(whole), evaluated(pieces)];
  assert.ok(Math.abs(a.loss - b.loss) < 1e-6);
  assert.equal(a.accuracy, b.accuracy);
});

test("a loss that is no number is noticed", () => {
  const found = training({});
  found.advance();
  assert.ok(found.finite);
  found.network.layers[0].bias[0] = NaN;
  found.advance();
  assert.ok(!found.finite);
});

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import * as tf from "@tensorflow/tfjs-core";
import { build } from "esbuild";

import { begin } from "../../src/engine/backend.js";
import { Network } from "../../src/engine/network.js";
import { choices, normalize } from "../../src/engine/settings.js";
import { skipPairs } from "../../src/engine/skips.js";
import { binary } from "./binary.js";
import { noise } from "./images.js";

const EPSILON = { batch: 1e-3, gradient: 1e-6 };

const meanAndVariance = (x, axis) => {
  const { mean, variance } = tf.moments(x, axis, true);
  return [mean, variance];
};

const normalizedOnTheWayBack = tf.customGrad((x) => ({
  value: tf.clone(x),
  gradFunc: (arriving) => {
    const [mean, variance] = meanAndVariance(arriving);
    return tf.div(tf.sub(arriving, mean), tf.add(tf.sqrt(variance), EPSILON.gradient));
  },
}));

const passed = {
  none: (x) => x,
  own: (x) => {
    const [mean, variance] = meanAndVariance(x);
    return tf.div(tf.sub(x, mean), tf.sqrt(variance));
  },
  batch: (x, [gamma, beta]) => {
    const [mean, variance] = meanAndVariance(x, 0);
    const normalized = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, EPSILON.batch)));
    return tf.add(tf.mul(normalized, gamma), beta);
  },
  gradient: (x) => normalizedOnTheWayBack(x),
};

/** TensorFlow.js' own gradients, which the engine does without: Node.js cannot import them as they are. */
async function registerGradients() {
  const stdin = {
    contents: 'import "@tensorflow/tfjs-core/dist/register_all_gradients";',
    resolveDir: fileURLToPath(new URL(".", import.meta.url)),
  };
  const { outputFiles } = await build({ stdin, bundle: true, format: "esm", write: false });
  await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`);
}

/** What TensorFlow.js' own tape finds: the loss, and the gradients in the order of `Network.parameters`. */
function taped(network, { normalization, activation }, x, labels) {
  const shapes = network.layers.flatMap(({ normalization: { parameters }, inputs, units }) => [
    ...parameters.map(({ length }) => [length]),
    [inputs, units],
    [units],
  ]);
  const values = network.parameters.map((each, i) => tf.tensor(each, shapes[i]));
  const loss = (...parameters) => {
    let fed = tf.tensor2d(x, [labels.length, 784]);
    const outputs = [];
    network.layers.forEach((layer, index) => {
      const own = parameters.splice(0, layer.parameters.length);
      const [kernel, bias] = own.slice(-2);
      const hidden = index < network.layers.length - 1;
      const kind = index > 0 && hidden ? normalization : "none";
      fed = tf.add(tf.matMul(passed[kind](fed, own), kernel), bias);
      if (hidden) {
        fed = tf[activation](fed);
        outputs.push(fed);
        for (const [from, to] of network.skips) {
          fed = to === index + 1 ? tf.add(fed, outputs[from - 1]) : fed;
        }
      }
    });
    const right = tf.oneHot(tf.tensor1d(labels, "int32"), 10);
    return tf.div(tf.sum(tf.mul(tf.logSoftmax(fed), right)), -labels.length);
  };
  const { value, grads } = tf.valueAndGrads(loss)(values);
  return { loss: value.dataSync()[0], gradients: grads.map((each) => each.dataSync()) };
}

/** The largest difference, by the largest number that it should be. */
function distance(found, expected) {
  const size = expected.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-30);
  return found.reduce((most, each, i) => Math.max(most, Math.abs(each - expected[i])), 0) / size;
}

describe("the way back is that of TensorFlow.js' tape", () => {
  before(() => Promise.all([begin(binary), registerGradients()]));

  const { activation: activations, normalization: normalizations, skips } = choices;
  for (const activation of activations) {
    for (const normalization of normalizations) {
      for (const skip of skips) {
        test(`${activation}, normalization ${normalization}, skips ${skip}`, () => {
          const asked = { activation, normalization, skips: skip, units: 9, initialization: "he" };
          const { setting } = normalize(asked);
          const network = new Network(setting);
          for (const bias of network.layers.map((layer) => layer.bias)) {
            bias.forEach((_, i) => (bias[i] = 0.1 * Math.sin(i + 1)));
          }
          const { x, xTransposed, labels } = noise().batch(1, 32, 1);
          for (const pixels of [x, xTransposed]) {
            pixels.forEach((value, i) => (pixels[i] = value / 255 - 0.5));
          }
          const { loss } = network.backward(x, xTransposed, labels);
          const expected = taped(network, setting, x, labels);
          assert.ok(Math.abs(loss - expected.loss) < 1e-5, `${loss} is not ${expected.loss}`);
          network.gradients.forEach((gradient, i) => {
            const found = distance(gradient, expected.gradients[i]);
            assert.ok(found < 2e-4, `parameters ${i} of ${network.gradients.length}: ${found}`);
          });
        });
      }
    }
  }
});

test("skip connections lead where exercise 5 has them, and only where they fit", () => {
  assert.deepEqual(skipPairs("two", 7), [[1, 3], [4, 7]]);
  assert.deepEqual(skipPairs("every2", 7), [[1, 3], [3, 5], [5, 7]]);
  assert.deepEqual(skipPairs("none", 7), []);
  assert.deepEqual(skipPairs("two", 2), []);
  for (const layers of Array.from({ length: 20 }, (_, i) => i + 1)) {
    for (const [from, to] of [...skipPairs("two", layers), ...skipPairs("every2", layers)]) {
      assert.ok(from >= 1 && to <= layers && to - from >= 2);
    }
  }
});

test("a network tells its layers and how many parameters they have", () => {
  const { setting } = normalize({ layers: 2, units: 16, normalization: "batch" });
  assert.deepEqual(new Network(setting).describe(), [
    { name: "hidden_1", units: 16, parameters: 784 * 16 + 16 },
    { name: "hidden_2", units: 16, parameters: 2 * 16 + 16 * 16 + 16 },
    { name: "output", units: 10, parameters: 16 * 10 + 10 },
  ]);
});

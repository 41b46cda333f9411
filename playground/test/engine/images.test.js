import assert from "node:assert/strict";
import { test } from "node:test";

import { noise } from "./images.js";

test("the first round visits the images as they are packed, later ones in other orders", () => {
  const images = noise(64);
  const round = (first) => [first, first + 1].flatMap((step) => [...images.batch(step, 32, 1).labels]);
  const packed = [...images.train.labels];
  assert.deepEqual(round(1), packed);
  const [second, third] = [round(3), round(5)];
  assert.notDeepEqual(second, packed);
  assert.notDeepEqual(third, second);
  assert.deepEqual(second.toSorted(), packed.toSorted());
  assert.deepEqual(round(3), second);
  assert.deepEqual(round(1), packed);
});

test("a batch holds the pixels of its labels' images, and the same transposed", () => {
  const images = noise(64);
  const { x, xTransposed, labels } = images.batch(2, 32, 1);
  assert.deepEqual([...x], [...images.train.pixels.subarray(32 * 784)]);
  assert.deepEqual([...labels], [...images.train.labels.subarray(32)]);
  for (const [row, pixel] of [[0, 0], [31, 783], [5, 100]]) {
    assert.equal(xTransposed[pixel * 32 + row], x[row * 784 + pixel]);
  }
});

test("test images come in pieces, and all of them", () => {
  const images = noise(64, 40);
  const pieces = [...images.testPieces(32)];
  assert.deepEqual(pieces.map(({ labels }) => labels.length), [32, 8]);
  assert.deepEqual(pieces.flatMap(({ x }) => [...x]), [...images.test.pixels]);
});

/** The packed images: real ones of the course, in the order in which its trainings visit them first. */

import { shuffled } from "./random.js";

/** Shuffles take streams of the generator far away from the small numbers of rounds. */
const SHUFFLES = 0x80000000;

/**
 * Unpack what `vgkit.site.packs` wrote.
 *
 * @param {{name: string, train: number, test: number, pixels: number, data: string}} pack `data` is base64 of
 *     gzip of bytes: the pixels of all training images, then of all test images, then the labels of both.
 * @returns {Promise<Images>}
 */
export async function unpack(pack) {
  if (!globalThis.DecompressionStream) {
    throw new Error("This browser cannot unpack the images (it has no DecompressionStream): take a newer one.");
  }
  const compressed = Uint8Array.from(atob(pack.data), (letter) => letter.charCodeAt(0));
  const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const { train, test, pixels } = pack;
  if (bytes.length !== (train + test) * (pixels + 1)) {
    throw new Error(`The pack of images holds ${bytes.length} bytes, not ${(train + test) * (pixels + 1)}.`);
  }
  const labels = (train + test) * pixels;
  return new Images(
    pack.name,
    pixels,
    { pixels: bytes.subarray(0, train * pixels), labels: bytes.subarray(labels, labels + train) },
    { pixels: bytes.subarray(train * pixels, labels), labels: bytes.subarray(labels + train) },
  );
}

export class Images {
  constructor(name, pixels, train, test) {
    Object.assign(this, { name, pixels, train, test });
  }

  /** `{name, train, test}`: name of the data set, number of images. */
  describe() {
    return { name: this.name, train: this.train.labels.length, test: this.test.labels.length };
  }

  /**
   * The batch of a step of training. In the first round the images come in the order in which they are packed,
   * later in a new order each round.
   *
   * @param {number} step from 1.
   * @param {number} batchSize of which the number of images is a multiple.
   * @param {number} seed of the later orders.
   * @returns {{x: Float32Array, xTransposed: Float32Array, labels: Uint8Array}} batchSize × 784, 784 × batchSize.
   */
  batch(step, batchSize, seed) {
    const perRound = this.train.labels.length / batchSize;
    const round = Math.floor((step - 1) / perRound);
    if (round !== this.round || seed !== this.seed) {
      Object.assign(this, { round, seed });
      const count = this.train.labels.length;
      this.order = round
        ? shuffled(count, seed, SHUFFLES + round)
        : Int32Array.from({ length: count }, (_, i) => i);
    }
    const first = ((step - 1) % perRound) * batchSize;
    return this.#taken(this.order.subarray(first, first + batchSize));
  }

  #taken(order) {
    const { pixels, train } = this;
    const rows = order.length;
    const x = new Float32Array(rows * pixels);
    const xTransposed = new Float32Array(rows * pixels);
    const labels = new Uint8Array(rows);
    for (let row = 0; row < rows; row++) {
      const from = order[row] * pixels;
      labels[row] = train.labels[order[row]];
      for (let pixel = 0; pixel < pixels; pixel++) {
        const value = train.pixels[from + pixel];
        x[row * pixels + pixel] = value;
        xTransposed[pixel * rows + row] = value;
      }
    }
    return { x, xTransposed, labels };
  }

  /** The test images in pieces of `size`, the last one smaller: `{x, labels}` each. */
  *testPieces(size) {
    const { pixels, test } = this;
    for (let first = 0; first < test.labels.length; first += size) {
      const labels = test.labels.subarray(first, first + size);
      yield {
        x: Float32Array.from(test.pixels.subarray(first * pixels, (first + labels.length) * pixels)),
        labels,
      };
    }
  }
}

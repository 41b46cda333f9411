/** A few drawn images: what the tests of the engine train on. */

import { Images } from "../../src/engine/images.js";
import { uniforms } from "../../src/engine/random.js";

function drawn(count, stream) {
  const draws = uniforms(7, stream);
  return {
    pixels: Uint8Array.from({ length: count * 784 }, () => draws.next().value * 256),
    labels: Uint8Array.from({ length: count }, () => draws.next().value * 10),
  };
}

/** As many images of noise as asked for, the same every time. */
export const noise = (train = 64, test = 40) => new Images("noise", 784, drawn(train, 1), drawn(test, 2));

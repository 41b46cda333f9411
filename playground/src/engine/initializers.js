/** Initial kernels: the course's own draws for `normal` and `glorot`. */

import { normals, uniforms } from "./random.js";

/** Standard deviation of a standard normal distribution that is cut off at ±2. */
const TRUNCATED = 0.87962566103423978;

const fill = (size, next) => Float32Array.from({ length: size }, next);

/** Mean 0 and this standard deviation, as `RandomNormal` of Keras. */
function normal(inputs, units, { stddev }, key, stream) {
  const draws = normals(key, stream);
  const scale = Math.fround(stddev);
  return fill(inputs * units, () => Math.fround(draws.next().value) * scale);
}

/** Uniform on ±sqrt(6 / (inputs + units)) (Glorot & Bengio, 2010), as `GlorotUniform` of Keras. */
function glorot(inputs, units, _, key, stream) {
  const limit = Math.fround(Math.sqrt(6 / (inputs + units)));
  const width = Math.fround(2 * Math.sqrt(6 / (inputs + units)));
  const draws = uniforms(key, stream);
  return fill(inputs * units, () => Math.fround(draws.next().value * width) - limit);
}

/** Standard deviation sqrt(2 / inputs), nothing beyond two of the uncut (He et al., 2015), as `HeNormal`. */
function he(inputs, units, _, key, stream) {
  const scale = Math.sqrt(2 / inputs) / TRUNCATED;
  const draws = normals(key, stream);
  const next = () => {
    for (;;) {
      const { value } = draws.next();
      if (Math.abs(value) <= 2) {
        return value * scale;
      }
    }
  };
  return fill(inputs * units, next);
}

/**
 * By name, functions of `(inputs, units, setting, key, stream)` that return the kernel as a `Float32Array`,
 * row after row, a row for each input. Key and stream are as of `philox`.
 */
export const initializers = { normal, glorot, he };

/** TensorFlow.js: WebAssembly with SIMD where there is any, else plain JavaScript; products of matrices. */

import {
  env,
  fused,
  getBackend,
  matMul,
  ready,
  relu,
  setBackend,
  sigmoid,
  tanh,
  tensor1d,
  tensor2d,
  tidy,
} from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";

const BINARIES = [
  "tfjs-backend-wasm.wasm",
  "tfjs-backend-wasm-simd.wasm",
  "tfjs-backend-wasm-threaded-simd.wasm",
];

const functions = { sigmoid, tanh, relu };

/**
 * Make TensorFlow.js ready.
 *
 * @param {string} binary address of the SIMD binary; in the browser a `data:` address, so that nothing is
 *     fetched from anywhere.
 * @returns {Promise<string>} the name of the backend.
 */
export async function begin(binary) {
  setWasmPaths(Object.fromEntries(BINARIES.map((name) => [name, binary])));
  env().set("WASM_HAS_MULTITHREAD_SUPPORT", false); // the other binary, and pages that are isolated
  const simd = await env().getAsync("WASM_HAS_SIMD_SUPPORT");
  if (!simd || !(await setBackend("wasm"))) {
    await setBackend("cpu");
  }
  await ready();
  return getBackend();
}

/** `matrix`, `rows` × `columns`, with rows and columns exchanged. */
export function transposed(matrix, rows, columns) {
  const result = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0, i = row * columns; column < columns; column++, i++) {
      result[column * rows + row] = matrix[i];
    }
  }
  return result;
}

/**
 * The product of two matrices, given and returned as `Float32Array`s, row after row.
 *
 * TensorFlow.js' WebAssembly has a fast way for exactly this, without transposing on the way.
 *
 * @param {Float32Array} a `rows` × `inner`.
 * @param {Float32Array} b `inner` × `columns`.
 * @param {Float32Array} [bias] one number for each column, added to each row.
 * @param {string} [activation] `"sigmoid"`, `"tanh"` or `"relu"`, applied to the sum.
 */
export function product(a, b, rows, inner, columns, bias, activation) {
  // Not `return tidy(() => ….dataSync())`: it would search each number of the array for tensors.
  let result;
  tidy(() => {
    const [left, right] = [tensor2d(a, [rows, inner]), tensor2d(b, [inner, columns])];
    const sum = bias
      ? fused.matMul({ a: left, b: right, bias: tensor1d(bias) })
      : matMul(left, right);
    result = (activation ? functions[activation](sum) : sum).dataSync();
  });
  return result;
}

/** The WebAssembly binary as Node.js finds it. */

import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const binary = require.resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm");

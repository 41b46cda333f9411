/** The worker: trains where the page does not have to wait. What it is told and tells is in `messages.js`. */

import binary from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm";

import { begin } from "./engine/backend.js";
import { Session } from "./engine/session.js";

const session = new Session(begin(binary), (message) => self.postMessage(message));
self.onmessage = ({ data }) => session.receive(data);

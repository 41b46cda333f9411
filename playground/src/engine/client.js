/** The page's end of the engine: starts the worker out of its text, which needs no file to be fetched. */

import source from "worker:../worker.js";

export { presets } from "../presets.js";
export { choices, defaults, limits, normalize } from "./settings.js";

/**
 * Start an engine.
 *
 * @param {function(object)} receive called with each message of the worker.
 * @param {object} images the pack of `data.js`.
 * @returns {{post: function(object), close: function()}} `post` sends a message to the worker, `close` ends it.
 */
export function open(receive, images = globalThis.vgkitImages) {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.onmessage = ({ data }) => {
    URL.revokeObjectURL(address);
    receive(data);
  };
  worker.onerror = (event) => receive({ type: "failed", message: event.message });
  worker.postMessage({ type: "data", images });
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}

// A few of the packed images, for the row of the network's input.

import { html } from "./html.js";
import { say } from "./texts/language.js";

const SHOWN = 8;

/**
 * Unpack the images that are shown.
 *
 * @param {object|undefined} pack as `data.js` sets it; without one nothing is shown.
 * @param {function} unpack of the engine.
 * @returns {{elements: () => Node[]}} the pictures, empty until they are unpacked.
 */
export function pictures(pack, unpack) {
  const drawings = Array.from({ length: SHOWN }, () => html("canvas", { width: 28, height: 28 }));
  if (pack) unpack(pack).then((images) => drawings.forEach((canvas, k) => draw(canvas, images, k)), () => {});

  function elements() {
    return pack ? [html("span", { role: "img", "aria-label": say("images.some"), class: "some" }, ...drawings)] : [];
  }

  return { elements };
}

function draw(canvas, { train, pixels }, index) {
  const paper = canvas.getContext("2d");
  const image = paper.createImageData(28, 28);
  for (let k = 0; k < pixels; k++) {
    image.data.fill(train.pixels[index * pixels + k], 4 * k, 4 * k + 3);
    image.data[4 * k + 3] = 255;
  }
  paper.putImageData(image, 0, 0);
}

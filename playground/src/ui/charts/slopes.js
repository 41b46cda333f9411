// The slopes of activations: by them, the gradient is multiplied in each layer.

import { linear } from "./scale.js";
import { linePath, svg } from "./svg.js";

const SIZE = { width: 240, height: 84 };
const REACH = 5;
const POINTS = 100;

const sigmoid = (z) => 1 / (1 + Math.exp(-z));
/** Slope of each activation, the largest that it can be, as text, and where in the picture it is written. */
export const SLOPES = {
  sigmoid: { at: (z) => sigmoid(z) * (1 - sigmoid(z)), most: "¼", written: [-REACH, 0.24] },
  relu: { at: (z) => (z > 0 ? 1 : 0), most: "1", written: [REACH, 1] },
};

/**
 * Draw the slopes of activations over what comes into a unit.
 *
 * @param {{name: string, text: string}[]} activations keys of `SLOPES`, and what is written at their curves.
 * @param {string} label what the picture shows, in words.
 * @param {string} one what is written at the line of slope 1.
 * @returns {SVGElement}
 */
export function slopes(activations, label, one) {
  const x = linear([-REACH, REACH], [8, SIZE.width - 8]);
  const y = linear([0, 1], [SIZE.height - 16, 14]);
  const picture = svg("svg", {
    class: "slopes",
    viewBox: `0 0 ${SIZE.width} ${SIZE.height}`,
    width: SIZE.width,
    role: "img",
    "aria-label": label,
  });
  picture.append(
    ...[0, 1].map((level) => svg("line", { x1: x(-REACH), x2: x(REACH), y1: y(level), y2: y(level), class: "base" })),
    svg("text", { x: x(-REACH), y: y(1) - 3, class: "tick" }, one),
    svg("text", { x: x(0), y: SIZE.height - 3, class: "tick middle" }, "0"),
  );
  for (const { name, text } of activations) {
    const { at, written } = SLOPES[name];
    const curve = Array.from({ length: POINTS + 1 }, (_, k) => {
      const z = REACH * ((2 * k) / POINTS - 1);
      return [x(z), y(at(z))];
    });
    picture.append(
      svg("path", { d: linePath(curve), class: `slope-${name}` }),
      svg("text", { x: x(written[0]), y: y(written[1]) - 4, class: written[0] > 0 ? "tick end" : "tick" }, text),
    );
  }
  return picture;
}

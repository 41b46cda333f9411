// Two small pictures of a layer: how its activations are distributed, and how its gradient changed.

import { linePath, svg } from "./svg.js";
import { linear, logarithmic } from "./scale.js";

const WIDTH = 100;
const HEIGHT = 30;

/**
 * Draw a histogram.
 *
 * @param {SVGElement} picture as `small` made it.
 * @param {{histogram, range}|undefined} measured how many activations lie in each equal part of their range.
 * @param {number[]|null} shown lowest and highest activation that the picture has room for; null for their own range.
 */
export function drawHistogram(picture, measured, shown) {
  if (!measured?.histogram) return picture.replaceChildren();
  const { histogram, range } = measured;
  const most = Math.max(...histogram, 1);
  const x = linear(shown ?? range, [0, WIDTH]);
  const at = (k) => x(range[0] + ((range[1] - range[0]) * k) / histogram.length);
  const bars = histogram.map((count, k) => {
    const height = count > 0 ? Math.max(1, (HEIGHT * count) / most) : 0;
    return svg("rect", {
      x: at(k).toFixed(2),
      y: (HEIGHT - height).toFixed(2),
      width: Math.max(0.86 * (at(k + 1) - at(k)), 0.6).toFixed(2),
      height: height.toFixed(2),
    });
  });
  return picture.replaceChildren(...bars, svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT, class: "base" }));
}

/**
 * Draw how a size changed, on a logarithmic scale.
 *
 * @param {SVGElement} picture as `small` made it.
 * @param {number[][]} points step and size of each.
 * @param {number[]} span smallest and largest exponent of the scale.
 */
export function drawHistory(picture, points, span) {
  const last = points.at(-1)?.[0] || 1;
  const line = points.map(([step, size]) => {
    const share = logarithmic(size, span);
    return [(WIDTH * step) / last, share === null ? null : HEIGHT * (1 - share)];
  });
  picture.replaceChildren(
    svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT, y2: HEIGHT, class: "base" }),
    svg("path", { d: linePath(line) }),
  );
}

/** An empty picture that fills the room it is given; what it shows stands in text beside it. */
export function small(name) {
  return svg("svg", {
    class: `small ${name}`,
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    preserveAspectRatio: "none",
    "aria-hidden": "true",
  });
}

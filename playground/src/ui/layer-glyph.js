// The drawing at the left of a layer's row. The rows below each other make the whole network.

import { svg } from "./charts/svg.js";

const WIDTH = 76;
const WIRE = 22;
const BOX = { width: 34, height: 22 };
const LANE = 62;
/** Where in a row, from top to bottom, a normalization stands on the wire, and where a sum. */
const NORMALIZED = "10%";
const SUM = "88%";

/** An empty drawing as high as its row; the row's header says the same in words. */
export function glyph() {
  return svg("svg", { class: "glyph", width: WIDTH, height: "100%", "aria-hidden": "true" });
}

/** Draw the input: a wire that begins. */
export function drawInput(picture) {
  picture.replaceChildren(wire("50%", "100%"), at("50%", svg("circle", { cx: WIRE, cy: 0, r: 6, class: "node" })));
}

/**
 * Draw a layer with what stands before and behind it.
 *
 * @param {SVGElement} picture as `glyph` made it.
 * @param {object} what `index` of the layer, from 0; number of `hidden` layers; the `setting`; its `skips`, as
 *     `skipPairs` lists them.
 */
export function drawLayer(picture, { setting, index, hidden, skips }) {
  const number = index + 1;
  const isOutput = index === hidden;
  const parts = [wire("0%", isOutput ? "50%" : "100%")];
  for (const [from, to] of skips) {
    if (number < from || number > to) continue;
    parts.push(line(LANE, LANE, number === from ? "64%" : "0%", number === to ? SUM : "100%", "shortcut"));
    if (number === from) parts.push(line(WIRE, LANE, "64%", "64%", "shortcut"));
    if (number === to) parts.push(line(WIRE, LANE, SUM, SUM, "shortcut"), at(SUM, ...sum()));
  }
  const box = { x: WIRE - BOX.width / 2, y: -BOX.height / 2, ...BOX, rx: isOutput ? 11 : 4, class: "node" };
  parts.push(at("50%", svg("rect", box), svg("text", { x: WIRE, y: 4, class: "letter" }, isOutput ? "10" : curve(setting))));
  if (index > 0 && !isOutput && setting.normalization !== "none") parts.push(at(NORMALIZED, ...normalization(setting)));
  picture.replaceChildren(...parts);
}

function curve(setting) {
  return { sigmoid: "σ", tanh: "tanh", relu: "ReLU" }[setting.activation];
}

function normalization(setting) {
  const letter = { batch: "BN", own: "N", gradient: "∇" }[setting.normalization];
  return [
    svg("rect", { x: WIRE - 14, y: -7, width: 28, height: 14, class: "normalization" }),
    svg("text", { x: WIRE, y: 4, class: "letter little" }, letter),
  ];
}

function sum() {
  return [
    svg("circle", { cx: WIRE, cy: 0, r: 6, class: "sum" }),
    svg("path", { d: `M${WIRE - 3} 0h6M${WIRE} -3v6`, class: "plus" }),
  ];
}

function wire(from, to) {
  return line(WIRE, WIRE, from, to, "wire");
}

function line(x1, x2, y1, y2, name) {
  return svg("line", { x1, x2, y1, y2, class: name });
}

/** Elements whose vertical origin lies so far down the row. */
function at(share, ...elements) {
  return svg("svg", { y: share, overflow: "visible" }, ...elements);
}

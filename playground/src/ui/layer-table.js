// The centre of the page: the network from input to output and, beside each layer, its gradient.

import { drawHistogram, drawHistory, small } from "./charts/histogram.js";
import { decades, logarithmic } from "./charts/scale.js";
import { html, setText } from "./html.js";
import { drawInput, drawLayer, glyph } from "./layer-glyph.js";
import { comparison, drawingKey, histogramText, historyText, layerInputs, layerName, layerParts, saturatedText } from "./describe.js";
import { VANISHED } from "./run.js";
import { say } from "./texts/language.js";
import { integer, percent, powerOfTen, size } from "./texts/numbers.js";
import { skipPairs } from "../engine/skips.js";

/** What an activation can give; that of ReLU has no upper end. */
const RANGES = { sigmoid: [0, 1], tanh: [-1, 1], relu: null };
const COLUMNS = ["network", "layer", "norm", "axis", "history", "activations"];

/**
 * Build the table.
 *
 * @param {HTMLElement} table an empty `<table>`.
 * @param {HTMLElement} key an empty `<p>` below it, for what the signs in it mean.
 * @param {() => Node[]} examples makes pictures that go into the network, for the row of the input.
 * @returns {{build, show}} `build(run)` makes the rows of a network, in the language spoken now;
 *     `show(run, kept)` shows the latest measurement of a run, beside the runs that were kept.
 */
export function createLayerTable(table, key, examples) {
  let rows = [];
  let axis = null;

  function build(run) {
    const hidden = run.layers.length - 1;
    const skips = skipPairs(run.setting.skips, hidden);
    table.classList.toggle("skipped", skips.length > 0);
    axis = html("div", { class: "ticks", "aria-hidden": "true" });
    rows = run.layers.map((layer, k) => createRow(run.setting, layer, k, hidden, skips));
    table.replaceChildren(
      html("thead", { role: "rowgroup" }, headRow(axis)),
      html("tbody", { role: "rowgroup" }, inputRow(examples()), ...rows.map((row) => row.element)),
    );
  }

  function show(run, kept) {
    const latest = run.latest;
    if (!latest) return;
    const shown = [run, ...kept.map((one) => one.run)].flatMap((one) => one.measurements);
    const span = decades(shown.flatMap((one) => one.gradientNorms));
    drawTicks(axis, span);
    rows.forEach((row, k) => row.show(run, kept, k, span));
    const marked = kept[0] && isMarked(kept[0], rows.length) ? kept[0] : undefined;
    const texts = [drawingKey(run.setting, skipPairs(run.setting.skips, rows.length - 1), marked), saturatedText(run)];
    setText(key, texts.filter(Boolean).join(" "));
  }

  return { build, show };
}

function headRow(axis) {
  const cells = COLUMNS.map((name) => {
    const title = html("span", {}, say(`column.${name}`));
    return html("th", { role: "columnheader", scope: "col", class: name }, title, name === "axis" ? axis : null);
  });
  return html("tr", { role: "row" }, ...cells);
}

function inputRow(pictures) {
  const picture = glyph();
  drawInput(picture);
  return html(
    "tr",
    { role: "row", class: "input" },
    html("td", { role: "cell", class: "network" }, picture),
    html(
      "th",
      { role: "rowheader", scope: "row", class: "layer" },
      html("span", { class: "name" }, say("layer.input")),
      html("span", { class: "parts" }, say("layer.input.parts")),
    ),
    html("td", { role: "cell", class: "pictures", colspan: 4 }, ...pictures),
  );
}

function createRow(setting, layer, index, hidden, skips) {
  const picture = glyph();
  drawLayer(picture, { setting, index, hidden, skips });
  const isOutput = index === hidden;
  const norm = html("span", { class: "number" });
  const beside = html("span", { class: "beside" });
  const bar = html("span", { class: "bar" });
  const marks = html("span", { class: "marks" });
  const history = small("history");
  const histogram = isOutput ? null : small("histogram");
  const share = html("span", { class: "share" });
  const told = { history: html("span", { class: "unseen" }), histogram: html("span", { class: "unseen" }) };
  const element = html(
    "tr",
    { role: "row", class: isOutput ? "output" : "hidden" },
    html("td", { role: "cell", class: "network" }, picture),
    html(
      "th",
      { role: "rowheader", scope: "row", class: "layer" },
      html("span", { class: "name" }, layerName(index, hidden)),
      html("span", { class: "parts" }, layerParts(setting, layer, index, hidden)),
      html("span", { class: "unseen" }, layerInputs(setting, index, hidden, skips)),
    ),
    html("td", { role: "cell", class: "norm", "data-part": say("part.norm") }, norm, beside),
    html("td", { role: "cell", class: "axis" }, html("div", { class: "track", "aria-hidden": "true" }, bar, marks)),
    html("td", { role: "cell", class: "history", "data-part": say("part.history") }, history, told.history),
    html("td", { role: "cell", class: "activations", "data-part": isOutput ? null : say("part.activations") }, histogram, share, told.histogram),
  );

  function show(run, kept, k, span) {
    const norms = run.latest.gradientNorms;
    setText(norm, norms[k] === null ? say("norm.broken") : size(norms[k]));
    setText(beside, isOutput ? "" : comparison(norms[k], norms.at(-1)));
    const share_ = logarithmic(norms[k], span);
    bar.style.width = `${100 * (share_ ?? 0)}%`;
    element.classList.toggle("weak", !isOutput && norms[k] !== null && norms[k] * VANISHED < norms.at(-1));
    element.classList.toggle("broken", norms[k] === null);
    marks.replaceChildren(...kept.slice(0, 1).flatMap((one) => mark(one, run.layers.length, k, span)));
    drawHistory(history, run.measurements.map((one) => [one.step, one.gradientNorms[k]]), span);
    setText(told.history, historyText(run, k));
    if (histogram) showActivations(run.activations[k]);
  }

  function showActivations(measured) {
    drawHistogram(histogram, measured, RANGES[setting.activation]);
    setText(share, activationText(setting, measured));
    setText(told.histogram, histogramText(measured));
  }

  return { element, show };
}

/** Whether a kept run has a mark beside each bar: where it has as many layers. */
function isMarked(kept, layers) {
  return kept.run.latest?.gradientNorms.length === layers;
}

/** Where the gradient of the first kept run stood; with more of them the bars could not be seen. */
function mark(kept, layers, index, span) {
  const share = isMarked(kept, layers) ? logarithmic(kept.run.latest.gradientNorms[index], span) : null;
  if (share === null) return [];
  const element = html("span", { class: `mark kept-${kept.letter}` }, kept.letter);
  element.style.left = `${100 * share}%`;
  return [element];
}

/** What the histogram of a layer shows, in a few words. */
function activationText(setting, measured) {
  if (!measured) return "";
  if (setting.activation === "relu") {
    const key = measured.dead > 0 ? "activations.dead" : "activations.zero";
    return say(key, { zero: percent(measured.saturated), dead: integer(measured.dead) });
  }
  return say("activations.saturated", { share: percent(measured.saturated) });
}

function drawTicks(axis, [low, high]) {
  const every = Math.ceil((high - low) / 5);
  const exponents = [];
  for (let exponent = high; exponent >= low; exponent -= every) exponents.push(exponent);
  axis.style.setProperty("--decades", high - low);
  axis.replaceChildren(
    ...exponents.map((exponent) => {
      const tick = html("span", {}, exponent === 0 ? "1" : powerOfTen(exponent));
      tick.style.left = `${(100 * (exponent - low)) / (high - low)}%`;
      return tick;
    }),
  );
  axis.closest("table").style.setProperty("--decades", high - low);
}

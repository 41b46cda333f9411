// What the pictures show, in words computed from the same numbers.

import { ALIKE, CHANCE_LOSS, isNumber } from "./run.js";
import { defaults } from "../engine/settings.js";
import { FIELDS } from "./fields.js";
import { knows, say } from "./texts/language.js";
import { decimals, factor, integer, percent, size } from "./texts/numbers.js";

/** From this share on, most of a layer's activations are saturated. */
const MOSTLY = 0.5;

/** "hidden 3" or "output". */
export function layerName(index, hidden) {
  return index === hidden ? say("layer.output") : say("layer.hidden", { number: index + 1 });
}

/** What a layer consists of. */
export function layerParts(setting, layer, index, hidden) {
  return `${layer.units} × ${index === hidden ? say("layer.logits") : valueText("activation", setting.activation)}`;
}

/** What the drawing shows before a layer, in words. */
export function layerInputs(setting, index, hidden, skips) {
  const parts = [];
  const sum = skips.find(([, to]) => to === index);
  if (sum) parts.push(say("before.sum", { from: sum[0], to: sum[1] }));
  if (index > 0 && index < hidden && setting.normalization !== "none") parts.push(say(`before.${setting.normalization}`));
  return parts.join(", ");
}

/** What the signs of drawing and bars mean, as far as there are any. */
export function drawingKey(setting, skips, kept) {
  const parts = [];
  if (setting.normalization !== "none") parts.push(say(`key.${setting.normalization}`));
  if (skips.length) {
    const sums = skips.map(([from, to]) => `${to} + ${from}`).join(", ");
    parts.push(say("key.sum", { sums }));
  }
  if (kept) parts.push(say("key.kept", { letter: kept.letter, title: settingTitle(kept.run.setting) }));
  return parts.join(" ");
}

/** How a value of a field is written. */
export function valueText(name, value) {
  const key = `${name}.${value}`;
  return knows(key) ? say(key) : String(value);
}

/** The title of a preset; of a setting that is none, where `id` is null. */
export function presetTitle(id) {
  return id === null ? say("preset.own") : say(`preset.${id}`);
}

/** A setting in one line: the exercise that it is, and what else differs from the baseline. */
export function settingTitle(setting) {
  if (setting.preset !== null) {
    const rest = ["seed", "batchSize"].filter((name) => setting[name] !== defaults[name]);
    return [presetTitle(setting.preset), ...rest.map((name) => labelled(name, setting[name]))].join(", ");
  }
  const different = FIELDS.filter(({ name, enabled }) => setting[name] !== defaults[name] && (enabled?.(setting) ?? true));
  return different.map(({ name }) => labelled(name, setting[name])).join(", ") || presetTitle("0");
}

function labelled(name, value) {
  const text = valueText(name, value);
  return ["activation", "optimizer"].includes(name) ? text : `${say(`field.${name}`)}: ${text}`;
}

/** How a layer's gradient norm compares with the output's. */
export function comparison(norm, output) {
  if (!isNumber(norm) || !isNumber(output) || output === 0) return "";
  if (norm === 0) return say("norm.zero");
  const ratio = output / norm;
  if (ratio > ALIKE) return say("norm.smaller", { factor: factor(ratio) });
  if (ratio < 1 / ALIKE) return say("norm.larger", { factor: factor(1 / ratio) });
  return say("norm.same");
}

/** How the gradient norm of a layer has changed, in words. */
export function historyText(run, index) {
  const [first, last] = [run.first, run.latest].map((one) => one.gradientNorms[index]);
  const written = (norm) => (norm === null ? say("norm.broken") : size(norm));
  return say("history.text", { first: written(first), last: written(last), step: integer(run.step) });
}

/** Why hidden 1 has the largest gradient though most of its activations are saturated, where that is so; else "". */
export function saturatedText(run) {
  const [share, norms] = [run.activations[0]?.saturated, run.latest.gradientNorms];
  const largest = norms.every(isNumber) && norms.length > 2 && norms[0] === Math.max(...norms.slice(0, -1));
  if (run.setting.activation === "relu" || !(share > MOSTLY) || share === 1 || !largest) return "";
  return say("note.saturated", { share: percent(share) });
}

/** How the activations of a layer are distributed, in words. */
export function histogramText(measured) {
  if (!measured?.range || ![...measured.range, measured.mean, measured.std].every(isNumber)) return "";
  const [low, high] = measured.range.map(size);
  return say("histogram.text", { low, high, mean: size(measured.mean), std: size(measured.std) });
}

/**
 * A curve in words.
 *
 * @param {"loss"|"accuracy"} name which curve.
 * @param {Run} run the present run.
 * @param {{letter: string, run: Run}[]} kept runs that were kept.
 */
export function curveText(name, run, kept) {
  const write = name === "loss" ? (value) => decimals(value, 3) : percent;
  const chance = name === "loss" ? say("curve.chance.loss", { loss: decimals(CHANCE_LOSS, 3) }) : say("curve.chance.accuracy");
  const lines = [say(`curve.${name}.title`)];
  lines.push(run?.latest ? reading(run, name, write) : say("curve.empty"));
  for (const { letter, run: one } of kept) {
    lines.push(say("curve.kept", { letter, title: settingTitle(one.setting), reading: reading(one, name, write) }));
  }
  return [...lines, chance].join(" ");
}

function reading(run, name, write) {
  const mean = run.mean(name);
  if (mean === null) return say("curve.reading.broken", { step: integer(run.step) });
  const first = run.first[name];
  const values = { first: isNumber(first) ? write(first) : say("norm.broken"), last: write(mean), step: integer(run.step) };
  return run.step === 0 ? say("curve.reading.start", values) : say("curve.reading", values);
}

// What the guide's judgements say, with their numbers written as text.

import { layerName, settingTitle } from "../describe.js";
import { ALIKE } from "../run.js";
import { say } from "../texts/language.js";
import { decimals, factor, integer, percent, size } from "../texts/numbers.js";

const WRITTEN = {
  step: integer,
  steps: integer,
  beforeStep: integer,
  loss: (value) => decimals(value, 3),
  before: (value) => decimals(value, 3),
  chance: (value) => decimals(value, 3),
  accuracy: percent,
  output: size,
  weakest: size,
  ratio: factor,
  part: integer,
  pace: factor,
};

/**
 * A judgement as a sentence.
 *
 * @param {{key: string, values: object}} judgement as `judge` gives it.
 * @param {number} hidden number of hidden layers of the run that was judged.
 */
export function spoken({ key, values }, hidden) {
  const texts = {};
  for (const [name, value] of Object.entries(values)) {
    if (name in WRITTEN) texts[name] = WRITTEN[name](value);
  }
  if ("layer" in values) texts.layer = layerName(values.layer, hidden);
  if ("last" in values) texts.last = layerName(values.last, hidden);
  if ("letter" in values) texts.letter = values.letter;
  if ("ratio" in values) texts.compared = compared(values.ratio);
  if ("extreme" in values) texts.extreme = say(`extreme.${values.extreme}`, { compared: texts.compared });
  if ("setting" in values) texts.title = settingTitle(values.setting);
  return [key, ...(values.also ?? [])].map((one) => say(one, texts)).join(" ");
}

function compared(ratio) {
  if (ratio === Infinity) return say("compared.zero");
  if (ratio > ALIKE) return say("compared.smaller", { factor: factor(ratio) });
  if (ratio < 1 / ALIKE) return say("compared.larger", { factor: factor(1 / ratio) });
  return say("compared.same");
}

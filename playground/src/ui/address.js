// A setting in the page's address: what stands behind "#" is what differs from the baseline.

import { defaults, normalize } from "../engine/settings.js";
import { presets } from "../presets.js";
import { named } from "./fields.js";

/**
 * The address of a setting.
 *
 * @param {object} setting a whole one.
 * @returns {string} such as "layers=5&activation=relu"; "" for the baseline.
 */
export function toAddress(setting) {
  const words = new URLSearchParams();
  for (const name of Object.keys(defaults)) {
    if (name !== "preset" && setting[name] !== defaults[name]) words.set(name, setting[name]);
  }
  return words.toString();
}

/**
 * The setting that an address asks for.
 *
 * @param {string} address what stands behind "#", with or without it: values of a setting, and "preset=5" for all
 *     values of an exercise.
 * @returns {{setting, problems: {name, received, used}[]}} `problems` lists what could not be taken as it stands;
 *     `used` is null for a name that no setting has.
 */
export function fromAddress(address) {
  const words = new URLSearchParams(address.replace(/^#/, ""));
  const problems = [];
  const asked = {};
  for (const [name, received] of words) {
    if (name === "preset") {
      if (!Object.hasOwn(presets, received)) problems.push({ name, received, used: "0" });
    } else if (Object.hasOwn(defaults, name)) {
      asked[name] = typeof defaults[name] === "number" ? number(received) : received;
    } else {
      problems.push({ name, received, used: null });
    }
  }
  const preset = words.get("preset");
  const base = Object.hasOwn(presets, preset ?? "") ? presets[preset] : defaults;
  const { setting, changes } = normalize({ ...base, ...asked });
  for (const { field, used } of changes) problems.push({ name: field, received: words.get(field), used });
  return { setting: named(setting), problems };
}

function number(word) {
  return word.trim() === "" ? NaN : Number(word);
}

import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, defaults, limits, normalize } from "../../src/engine/settings.js";
import { presetIds, presets } from "../../src/presets.js";
import { fromAddress, toAddress } from "../../src/ui/address.js";
import { changed, named } from "../../src/ui/fields.js";

const baseline = named(defaults);

test("the baseline has the empty address, and the empty address is the baseline", () => {
  assert.equal(toAddress(baseline), "");
  assert.deepEqual(fromAddress(""), { setting: baseline, problems: [] });
  assert.equal(baseline.preset, "0");
});

test("every exercise comes back from its address", () => {
  for (const id of presetIds) {
    assert.deepEqual(fromAddress(`#${toAddress(presets[id])}`), { setting: presets[id], problems: [] });
  }
});

test("every value of every field comes back from its address", () => {
  for (const [name, values] of Object.entries(choices)) {
    for (const value of values) {
      const setting = changed(baseline, name, value);
      assert.deepEqual(fromAddress(toAddress(setting)).setting, setting);
    }
  }
  for (const [name, { least, most }] of Object.entries(limits)) {
    for (const value of [least, most]) {
      const setting = changed(baseline, name, value);
      assert.deepEqual(fromAddress(toAddress(setting)), { setting, problems: [] });
    }
  }
});

test("an address names an exercise, and may change it", () => {
  assert.deepEqual(fromAddress("#preset=5").setting, presets[5]);
  const { setting, problems } = fromAddress("#preset=5&layers=9");
  assert.deepEqual(problems, []);
  assert.equal(setting.skips, "two");
  assert.equal(setting.layers, 9);
  assert.equal(setting.preset, null);
});

test("what is invalid is named with what it was and what is used, and the rest holds", () => {
  const { setting, problems } = fromAddress("#layers=999&activation=swish&units=&colour=red&skips=two");
  assert.equal(setting.layers, limits.layers.most);
  assert.equal(setting.activation, defaults.activation);
  assert.equal(setting.units, defaults.units);
  assert.equal(setting.skips, "two");
  const byName = Object.fromEntries(problems.map((problem) => [problem.name, problem]));
  assert.deepEqual(byName.layers, { name: "layers", received: "999", used: limits.layers.most });
  assert.deepEqual(byName.activation, { name: "activation", received: "swish", used: "sigmoid" });
  assert.deepEqual(byName.units, { name: "units", received: "", used: 128 });
  assert.deepEqual(byName.colour, { name: "colour", received: "red", used: null });
  assert.equal(problems.length, 4);
});

test("an exercise that there is not is named, and the baseline stands in", () => {
  for (const id of ["77", "constructor", ""]) {
    const { setting, problems } = fromAddress(`#preset=${id}`);
    assert.deepEqual(setting, baseline);
    assert.deepEqual(problems, [{ name: "preset", received: id, used: "0" }]);
  }
});

test("a malformed address makes a setting that the engine takes as it is", () => {
  for (const address of ["#%", "#%E0%A4%A", "#=&&=", "#layers=NaN&seed=1e99&stddev=-3", "#__proto__=1&toString=2"]) {
    const { setting } = fromAddress(address);
    assert.deepEqual(normalize(setting), { setting, changes: [] });
  }
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { choices, defaults, limits, normalize } from "../../src/engine/settings.js";
import { presetIds, presetOf, presets } from "../../src/presets.js";

test("a setting that is allowed stays as it is", () => {
  for (const [field, known] of Object.entries(choices)) {
    for (const value of known) {
      const { setting, changes } = normalize({ ...defaults, [field]: value });
      assert.equal(setting[field], value);
      assert.deepEqual(changes, []);
    }
  }
  assert.deepEqual(normalize({}).setting, { ...defaults });
});

test("numbers beyond their limits become the nearest that are allowed, and it is said", () => {
  for (const [field, { least, most }] of Object.entries(limits)) {
    for (const [received, used] of [[least / 2 - 1, least], [most * 2, most], [-Infinity, least], [Infinity, most]]) {
      const { setting, changes } = normalize({ [field]: received });
      assert.equal(setting[field], used);
      assert.deepEqual(changes, [{ field, received, used }]);
    }
  }
  assert.equal(normalize({ layers: 6.6 }).setting.layers, 7);
});

test("nonsense becomes the default, and nothing else is taken in", () => {
  for (const nonsense of [null, "seven", {}, [], true, NaN]) {
    const { setting, changes } = normalize({ layers: nonsense, activation: nonsense, colour: nonsense });
    assert.deepEqual(setting, { ...defaults });
    assert.deepEqual(changes.map(({ field }) => field), ["layers", "activation", "colour"]);
  }
  for (const nonsense of [null, undefined, "7", 7, []]) {
    assert.deepEqual(normalize(nonsense).setting, { ...defaults });
  }
});

test("every exercise is a setting that is allowed, and is found again by what it trains", () => {
  for (const id of presetIds) {
    assert.deepEqual(normalize(presets[id]), { setting: presets[id], changes: [] });
    assert.equal(presetOf({ ...presets[id], preset: null, seed: 5, batchSize: 512 }), id);
  }
  assert.equal(presetOf({ ...defaults, layers: 3 }), null);
});

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { choices, defaults } from "../../src/engine/settings.js";
import { presetIds } from "../../src/presets.js";
import { GROUPS } from "../../src/ui/fields.js";
import { STEPS } from "../../src/ui/guide/steps.js";
import { allTexts, knows, LANGUAGES, say, setLanguage } from "../../src/ui/texts/language.js";

const SOURCE = join(import.meta.dirname, "../../src");
const sources = [join(SOURCE, "index.html"), ...modules(join(SOURCE, "ui"))].filter((path) => !/texts\.js$/.test(path));
const code = sources.map((path) => readFileSync(path, "utf8")).join("\n");

function modules(folder) {
  return readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => join(folder, name));
}

const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

test("every text is there in every language, with the same placeholders", () => {
  for (const [key, text] of Object.entries(allTexts())) {
    assert.deepEqual(Object.keys(text), LANGUAGES, key);
    const [first, ...others] = LANGUAGES.map((language) => new Set(placeholders(text[language])));
    for (const other of others) assert.deepEqual(other, first, key);
  }
});

test("every text that the page asks for by name is there", () => {
  const asked = [...code.matchAll(/say\(\s*"([^"]+)"|data-(?:text|label)="([^"]+)"|"(judge\.[a-z.]+)"/g)];
  for (const [, said, written, judged] of asked) assert.ok(knows(said ?? written ?? judged), said ?? written ?? judged);
  assert.ok(asked.length > 80);
});

test("every text is asked for, by its name or by the beginning of it", () => {
  const starts = [...code.matchAll(/`([a-z.]+)\.\$\{/g)].map(([, start]) => `${start}.`);
  for (const key of Object.keys(allTexts())) {
    const named = code.includes(`"${key}"`);
    assert.ok(named || starts.some((start) => key.startsWith(start)) || /^(activation|normalization|skips|initialization|optimizer)\./.test(key), key);
  }
});

test("every field, value, exercise and step of the guide has its name", () => {
  for (const { id, fields } of GROUPS) {
    assert.ok(knows(`group.${id}`), id);
    for (const { name } of fields) assert.ok(knows(`field.${name}`), name);
  }
  assert.deepEqual(new Set(GROUPS.flatMap((group) => group.fields.map((field) => field.name)).concat("preset")), new Set(Object.keys(defaults)));
  for (const [name, values] of Object.entries(choices)) {
    if (name !== "batchSize") for (const value of values) assert.ok(knows(`${name}.${value}`), `${name}.${value}`);
  }
  for (const id of presetIds) assert.ok(knows(`preset.${id}`), id);
  for (const { id, choices: offered } of STEPS) {
    for (const part of ["title", "text", "look"]) assert.ok(knows(`guide.${id}.${part}`), `${id}.${part}`);
    if (!offered) assert.ok(knows(`guide.${id}.button`), id);
    for (const choice of offered ?? []) assert.ok(knows(`guide.choice.${choice}`), choice);
  }
});

test("a text that is missing, or lacks a value, is not said silently", () => {
  setLanguage("en");
  assert.throws(() => say("no.such.text"), /no\.such\.text/);
  assert.throws(() => say("layer.hidden"), /number/);
  assert.equal(say("layer.hidden", { number: 3 }), "hidden 3");
});

test("a language that there is not is English", () => {
  setLanguage("fr");
  assert.equal(say("run.run"), "Run");
});

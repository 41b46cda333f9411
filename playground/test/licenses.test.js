import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { licenses } from "../licenses.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));

test("each bundled package is there once, with its licence, from a file or from its sources", async () => {
  const text = await licenses(root, [
    "src/worker.js",
    "node_modules/seedrandom/lib/alea.js",
    "node_modules/seedrandom/seedrandom.js",
    "node_modules/long/dist/long.js",
    "node_modules/@tensorflow/tfjs-core/dist/index.js",
    "(disabled):node_modules/node-fetch/browser.js",
  ]);
  const heads = text.match(/^\S+ \d\S* \(.+\)$/gm).map((head) => head.split(" ")[0]);
  assert.deepEqual(heads, ["@tensorflow/tfjs-core", "long", "seedrandom"]);
  for (const words of ["Google LLC", "TERMS AND CONDITIONS FOR USE", "David Bau", "Permission is hereby granted"]) {
    assert.ok(text.includes(words), words);
  }
  assert.ok(!/^ ?\*/m.test(text));
});

test("a package without a licence is named", async () => {
  const missing = licenses(root, ["node_modules/@tensorflow/tfjs-core/dist/nothing.js"]);
  await assert.rejects(missing, /tfjs-core .* has neither/);
});

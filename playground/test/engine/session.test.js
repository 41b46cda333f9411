import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { begin } from "../../src/engine/backend.js";
import { Session } from "../../src/engine/session.js";
import { AVERAGED, LONGEST_SILENCE, MEASURED_EVERY } from "../../src/messages.js";
import { binary } from "./binary.js";
import { noise } from "./images.js";

const backend = begin(binary);
const small = { layers: 2, units: 8, batchSize: 32, learningRate: 0.001 };

function packed({ name, pixels, train, test: tested }) {
  const parts = [train.pixels, tested.pixels, train.labels, tested.labels];
  return {
    name,
    train: train.labels.length,
    test: tested.labels.length,
    pixels,
    data: gzipSync(Buffer.concat(parts)).toString("base64"),
  };
}

/** A session with images; `told` are its messages, `until(f)` waits for one that fits. */
function opened(images = packed(noise())) {
  const [told, waiting] = [[], []];
  const session = new Session(backend, (message) => {
    told.push(message);
    waiting.filter(([fits]) => fits(message)).forEach(([, done]) => done(message));
  });
  const until = (fits) => new Promise((done) => waiting.push([fits, done]));
  const type = (name) => until((message) => message.type === name);
  session.receive({ type: "data", images });
  return { session, told, until, type };
}

const types = (told) => told.map(({ type }) => type);

test("a start is answered by what was built and a first measurement", async () => {
  const { session, told } = opened();
  await session.receive({ type: "start", setting: { ...small, stddev: "wide" } });
  assert.deepEqual(types(told), ["ready", "measured"]);
  const [ready, measured] = told;
  assert.equal(ready.backend, "wasm");
  assert.deepEqual(ready.changes, [{ field: "stddev", received: "wide", used: 0.05 }]);
  assert.deepEqual(ready.images, { name: "noise", train: 64, test: 40 });
  assert.equal(ready.layers.length, 3);
  assert.equal(measured.step, 0);
  assert.ok(measured.finite);
});

test("steps are counted, and measured once at their end", async () => {
  const { session, told } = opened();
  session.receive({ type: "start", setting: small });
  session.receive({ type: "step" });
  await session.receive({ type: "step", count: 25 });
  assert.deepEqual(types(told), ["ready", "measured", "measured", "measured"]);
  assert.deepEqual(told.slice(1).map(({ step }) => step), [0, 1, 26]);
});

test("a run measures every tenth step, and a pause ends it at once", async () => {
  const { session, told, until } = opened();
  await session.receive({ type: "start", setting: small });
  session.receive({ type: "run" });
  session.receive({ type: "run" });
  await until(({ step }) => step === 3 * MEASURED_EVERY);
  await session.receive({ type: "pause" });
  const { type, step } = told.at(-1);
  assert.equal(type, "paused");
  assert.ok(step <= 3 * MEASURED_EVERY + 1, `paused at ${step}`);
  const steps = told.filter((message) => message.type === "measured").map((message) => message.step);
  for (const k of [0, 1, 2, 3]) {
    assert.ok(steps.includes(k * MEASURED_EVERY), `${k * MEASURED_EVERY} is not among ${steps}`);
  }
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(told.at(-1).type, "paused");
});

test("a run that is to end at a step is measured there and tells that nobody paused it", async () => {
  const { session, told, type } = opened();
  await session.receive({ type: "start", setting: small });
  const paused = type("paused");
  session.receive({ type: "run", until: 13 });
  assert.deepEqual(await paused, { type: "paused", step: 13, asked: false });
  assert.equal(told.at(-2).step, 13);
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(told.at(-1).type, "paused");
  session.receive({ type: "run" });
  await session.receive({ type: "pause" });
  assert.equal(told.at(-1).asked, true);
  assert.equal(told.filter((message) => message.type === "measured").at(-1).step, told.at(-1).step);
});

test("a run, a pause and a run in one breath are one run", async () => {
  const { session, told, until } = opened();
  await session.receive({ type: "start", setting: small });
  for (const type of ["run", "pause", "run", "pause", "run"]) session.receive({ type });
  await until(({ step }) => step === MEASURED_EVERY);
  await session.receive({ type: "pause" });
  const steps = told.filter((message) => message.type === "measured").map((message) => message.step);
  assert.deepEqual(steps, [...new Set(steps)], "no step is measured twice");
});

test("the mean is that of the last steps, wherever they were measured", async () => {
  const [runs, steps] = [opened(), opened()];
  await runs.session.receive({ type: "start", setting: small });
  const paused = runs.type("paused");
  runs.session.receive({ type: "run", until: 60 });
  await paused;
  await steps.session.receive({ type: "start", setting: small });
  const losses = [];
  for (let step = 1; step <= 60; step++) {
    await steps.session.receive({ type: "step" });
    losses.push(steps.told.at(-1).loss);
  }
  const mean = losses.slice(-AVERAGED).reduce((sum, loss) => sum + loss, 0) / AVERAGED;
  const [one, other] = [runs, steps].map(({ told }) => told.filter(({ type }) => type === "measured").at(-1));
  assert.equal(one.meanLoss, other.meanLoss);
  assert.ok(Math.abs(one.meanLoss - mean) < 1e-12);
});

test("slow steps are measured before the tenth", async (context) => {
  let now = 0; // from before the start on: nothing here is to depend on how long the tests have run
  context.mock.method(performance, "now", () => (now += LONGEST_SILENCE));
  const { session, until } = opened();
  await session.receive({ type: "start", setting: small });
  session.receive({ type: "run" });
  await until(({ type, step }) => type === "measured" && step > 0 && step < MEASURED_EVERY);
  await session.receive({ type: "pause" });
});

test("a pause ends many steps early, and a start too", async () => {
  const { session, told } = opened();
  session.receive({ type: "start", setting: small });
  await session.receive({ type: "step", count: 5 });
  const many = session.receive({ type: "step", count: 1e6 });
  setTimeout(() => session.receive({ type: "pause" }), 20);
  await many;
  const { type, step } = told.at(-1);
  assert.equal(type, "measured");
  assert.ok(step > 5 && step < 1e6);
  session.receive({ type: "step", count: 1e6 });
  await session.receive({ type: "start", setting: small });
  assert.equal(told.at(-1).step, 0);
});

test("a start during a run begins at step 0 and stands still", async () => {
  const { session, told, until } = opened();
  await session.receive({ type: "start", setting: small });
  session.receive({ type: "run" });
  await until(({ step }) => step === MEASURED_EVERY);
  await session.receive({ type: "start", setting: { ...small, layers: 3 } });
  assert.equal(told.at(-1).step, 0);
  await new Promise((done) => setTimeout(done, 50));
  assert.equal(told.at(-1).step, 0);
});

test("a run goes on to the same numbers as single steps", async () => {
  const [runs, steps] = [opened(), opened()];
  await runs.session.receive({ type: "start", setting: small });
  runs.session.receive({ type: "run" });
  const { loss } = await runs.until(({ step }) => step === 2 * MEASURED_EVERY);
  runs.session.receive({ type: "pause" });
  steps.session.receive({ type: "start", setting: small });
  await steps.session.receive({ type: "step", count: 2 * MEASURED_EVERY });
  assert.equal(steps.told.at(-1).loss, loss);
});

test("the test images are evaluated while it runs, at one step", async () => {
  const { session, told, until, type } = opened();
  await session.receive({ type: "start", setting: small });
  session.receive({ type: "evaluate" });
  const before = await type("evaluated");
  assert.equal(before.step, 0);
  session.receive({ type: "run" });
  await until(({ step }) => step === MEASURED_EVERY);
  const evaluated = type("evaluated");
  session.receive({ type: "evaluate" });
  const { step, loss, finite } = await evaluated;
  await session.receive({ type: "pause" });
  assert.ok(step >= MEASURED_EVERY && loss > 0 && finite);
  assert.ok(!types(told).includes("failed"));
});

test("an evaluation ends with the network that it was for", async () => {
  const { session, told, type } = opened();
  await session.receive({ type: "start", setting: small });
  session.receive({ type: "evaluate" });
  await session.receive({ type: "start", setting: small });
  const evaluated = type("evaluated");
  session.receive({ type: "evaluate" });
  await evaluated;
  assert.equal(types(told).filter((each) => each === "evaluated").length, 1);
});

test("numbers that are none are null, flagged, and end the run", async () => {
  const { session, told, type } = opened();
  const setting = { ...small, activation: "relu", layers: 20, stddev: 100 };
  await session.receive({ type: "start", setting });
  const paused = type("paused");
  session.receive({ type: "run" });
  const { step } = await paused;
  const measured = told.at(-2);
  assert.equal(measured.step, step);
  assert.equal(measured.finite, false);
  assert.equal(measured.loss, null);
});

test("what cannot be answered is named, and the next message is answered", async () => {
  const { session, told } = opened();
  await session.receive({ type: "run" });
  await session.receive({ type: "dance" });
  await session.receive(null);
  await session.receive({ type: "start", setting: small });
  assert.deepEqual(types(told), ["failed", "failed", "failed", "ready", "measured"]);
  assert.match(told[0].message, /"?start"?/);
  assert.match(told[1].message, /dance/);
});

test("a broken pack of images is named", async () => {
  const pack = packed(noise());
  const { session, told } = opened({ ...pack, train: pack.train + 1 });
  await session.receive({ type: "start", setting: small });
  assert.deepEqual(new Set(types(told)), new Set(["failed"]));
  assert.match(told[0].message, /bytes/);
});

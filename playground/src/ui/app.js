// What the page knows, and how its parts and the engine hear of a change.

import { fromAddress, toAddress } from "./address.js";
import { createAnnouncer } from "./announcer.js";
import { settingTitle } from "./describe.js";
import { gradientHeadline } from "./headline.js";
import { keep, restored, sameSetting, store } from "./keep.js";
import { createPage } from "./page.js";
import { Run, TESTED_EVERY } from "./run.js";
import { say } from "./texts/language.js";
import { decimals, integer, percent } from "./texts/numbers.js";

/** The scripts beside this one, by the global that each sets. */
const FILES = { vgkitEngine: "engine.js", vgkitImages: "data.js" };
/** A run of so many steps is kept when another network takes its place. */
const COMPARED = 100;
/** A worker that has not built its first network after so many milliseconds is reported. */
const PATIENCE = 30_000;

/** Start the page: the setting that its address asks for is built, and stands at step 0. */
export function startApp() {
  const app = new App();
  app.start();
  return app;
}

class App {
  constructor() {
    this.setting = null;
    this.run = null;
    this.kept = restored();
    this.running = false;
    this.info = null;
    this.failure = null;
    this.problems = [];
    this.builds = 0;
    this.wantsToRun = false;
    this.pausing = false;
    this.until = undefined;
    this.shared = location.hash.length > 1 && history.state?.shared !== false;
    this.announce = createAnnouncer(document.querySelector("#announcer"));
    this.page = createPage(this);
  }

  start() {
    const { setting, problems } = fromAddress(location.hash);
    this.setting = setting; // shown even where there is no engine
    this.problems = problems;
    if (!this.shared) this.own();
    this.page.showAll();
    if (!this.open()) return;
    this.build(setting);
    setTimeout(() => !this.info && !this.failure && this.fail(say("failure.silent")), PATIENCE);
    addEventListener("hashchange", () => this.followAddress());
  }

  /** Start the engine, or say why it cannot be started. */
  open() {
    const missing = Object.keys(FILES).find((name) => !globalThis[name]);
    if (missing) {
      this.fail(say("failure.file", { name: FILES[missing] }));
      return false;
    }
    try {
      this.engine = globalThis.vgkitEngine.open((message) => this.receive(message));
    } catch (error) {
      this.fail(error.message);
      return false;
    }
    return true;
  }

  /** From now on the address is not one that somebody shared, but what the reader does here. */
  own() {
    this.shared = false;
    rewrite(location.hash, { shared: false });
  }

  /** Whether a network trains, or will as soon as it is built. */
  get goesOn() {
    return this.running || this.wantsToRun;
  }

  /** Build a network, at step 0, and train it if asked to: `until` so many steps, or on and on. */
  build(setting, andRun = false, until = undefined) {
    this.setting = setting;
    this.run = null;
    this.running = false;
    this.pausing = false;
    this.until = until;
    this.builds += 1;
    this.wantsToRun = andRun;
    writeAddress(toAddress(setting));
    this.engine?.post({ type: "start", setting });
    this.page.showNetwork();
  }

  /** A control was changed: a run goes on, with the new network. */
  choose(setting) {
    this.keepCompared(setting);
    this.build(setting, this.goesOn);
  }

  /** The guide asks for a network, to be trained for so many steps. */
  train(setting, until) {
    this.keepCompared(setting);
    this.build(setting, true, until);
  }

  /** What was trained long enough to be compared with is kept before another setting takes its place. */
  keepCompared(setting) {
    const compared = this.run?.step >= COMPARED && !sameSetting(this.run.setting, setting);
    if (compared) this.setKept(keep(this.kept, this.run));
  }

  /** Run or pause; a network that is still being built does not begin to run, or does. */
  toggle() {
    if (!this.run?.latest) {
      this.wantsToRun = !this.wantsToRun;
      this.page.showRun();
    } else if (this.running) {
      this.pausing = true;
      this.engine.post({ type: "pause" });
      this.setRunning(false);
    } else {
      this.pausing = false;
      this.setRunning(true);
      this.engine.post({ type: "run", until: this.until > this.run.step ? this.until : undefined });
      this.announce(say("announce.running"));
    }
  }

  step() {
    this.engine.post({ type: "step", count: 1 });
  }

  setKept(kept) {
    this.kept = kept;
    store(kept);
  }

  keep() {
    this.setKept(keep(this.kept, this.run));
    const { letter } = this.kept.find((one) => one.run.setting === this.run.setting);
    this.announce(say("announce.kept", { letter }));
    this.page.showRun();
  }

  remove(letter) {
    this.setKept(this.kept.filter((one) => one.letter !== letter));
    this.announce(say("announce.removed", { letter }));
    this.page.showRun();
    document.querySelector("#kept-title").focus();
  }

  /** Take in a message of the engine. Those of a network that is being replaced are dropped. */
  receive(message) {
    if (message.type === "failed") this.onFailed(message);
    if (message.type === "ready") this.builds -= 1;
    if (this.builds > 0) return;
    if (message.type === "ready") this.onReady(message);
    if (!this.run) return;
    if (message.type === "measured") this.onMeasured(message);
    if (message.type === "evaluated") this.onEvaluated(message);
    if (message.type === "paused") this.onPaused(message);
  }

  onReady({ backend, images, setting, layers }) {
    this.info = { backend, images };
    this.failure = null;
    this.run = new Run({ ...setting, preset: this.setting.preset }, layers);
    this.page.showNetwork();
  }

  onMeasured(measured) {
    this.run.add(measured);
    this.page.showRun();
    if (this.run.measurements.length === 1) this.begun();
    if (this.running && measured.step % TESTED_EVERY === 0) this.engine.post({ type: "evaluate" });
  }

  begun() {
    this.announce(say("announce.built", { title: settingTitle(this.run.setting), headline: gradientHeadline(this.run) }));
    if (!this.wantsToRun) return;
    this.wantsToRun = false;
    this.setRunning(true);
    this.engine.post({ type: "run", until: this.until });
  }

  onEvaluated(evaluated) {
    this.run.addEvaluation(evaluated);
    this.page.showRun();
  }

  /** A run has ended. One that was paused and goes on already has not. */
  onPaused({ step, asked }) {
    if (asked && this.running) return;
    this.pausing = false;
    this.setRunning(false);
    this.engine.post({ type: "evaluate" });
    if (!asked && !this.run.broken) return; // the guide says what has come of it
    this.announce(
      say("announce.paused", {
        step: integer(step),
        loss: decimals(this.run.mean("loss"), 3),
        accuracy: percent(this.run.mean("accuracy")),
        headline: gradientHeadline(this.run),
      }),
    );
  }

  setRunning(running) {
    this.running = running;
    this.page.showRun();
  }

  /** Where a network could not be built, no "ready" will come. */
  onFailed({ message }) {
    this.builds = Math.max(0, this.builds - 1);
    this.fail(message);
  }

  fail(message) {
    this.failure = message;
    this.running = false;
    this.page.showNetwork();
  }

  followAddress() {
    if (location.hash.replace(/^#/, "") === toAddress(this.setting)) return;
    const { setting, problems } = fromAddress(location.hash);
    this.problems = problems;
    this.choose(setting);
  }
}

/** Put a setting into the address, without a new entry in the history. */
function writeAddress(address) {
  const hash = address ? `#${address}` : "";
  if (location.hash !== hash) rewrite(hash, history.state);
}

function rewrite(hash, state) {
  try {
    history.replaceState(state, "", `${location.pathname}${location.search}${hash}`);
  } catch {
    location.hash = hash; // where a page opened from a disk may not rewrite its address
  }
}

// The parts of the page, and which of them a change concerns.

import { unpack } from "../engine/images.js";
import { createChart } from "./charts/curves.js";
import { createControls } from "./controls.js";
import { curveText } from "./describe.js";
import { createGuide } from "./guide/panel.js";
import { createHeader } from "./header.js";
import { gradientHeadline, learningSentence } from "./headline.js";
import { html, setText } from "./html.js";
import { createKeptList } from "./kept-list.js";
import { createLayerTable } from "./layer-table.js";
import { remember, remembered } from "./memory.js";
import { createNotices } from "./notices.js";
import { pictures } from "./pictures.js";
import { CHANCE_ACCURACY, CHANCE_LOSS } from "./run.js";
import { createRunBar } from "./run-bar.js";
import { say } from "./texts/language.js";
import { decimals, integer, percent } from "./texts/numbers.js";

/** How the data sets of the packs are called. */
const DATA_SETS = { fashion_mnist: "Fashion-MNIST" };
const WORDS = [
  "loss",
  "gradient",
  "norm",
  "logits",
  "step",
  "optimizer",
  "activation",
  "saturated",
  "normalization",
  "skip",
  "initialization",
  "seed",
];

/**
 * Build the page around an app.
 *
 * @param {object} app what the page knows and can do (`app.js`).
 * @returns {{showAll, showNetwork, showRun}} `showAll()` at first and in another language, `showNetwork()` after
 *     another setting, network or notice, `showRun()` after a measurement.
 */
export function createPage(app) {
  const find = (selector) => document.querySelector(selector);
  const examples = pictures(globalThis.vgkitImages, unpack);
  const guide = createGuide(find("#guide"), {
    onTrain: (setting, until) => app.train(setting, until),
    onClose: () => openGuide(false),
    announce: app.announce,
  });
  const controls = createControls(find("#setting"), (setting) => app.choose(setting), app.announce);
  const table = createLayerTable(find("#layer-table"), find("#drawing-key"), () => examples.elements());
  const bar = createRunBar(find("#run-bar"), find("#figures"), app);
  const charts = [
    ["loss", createChart(find("#loss-chart"), "loss", CHANCE_LOSS), () => decimals(CHANCE_LOSS, 3)],
    ["accuracy", createChart(find("#accuracy-chart"), "accuracy", CHANCE_ACCURACY), () => percent(CHANCE_ACCURACY)],
  ];
  const kept = createKeptList(find("#kept"), app);
  const notices = createNotices(find("#notices"), app);
  const header = createHeader({ onLanguage: showAll, onGuide: () => openGuide(find("#guide").hidden) });
  showGuide(remembered("guide") !== "closed" && !app.shared);

  function showGuide(shown) {
    find("#guide").hidden = !shown;
    find(".columns").classList.toggle("guided", shown);
  }

  function openGuide(shown) {
    showGuide(shown);
    remember("guide", shown ? "open" : "closed");
    if (shown) app.own();
    header.show();
    if (shown) guide.show();
    (shown ? find("#guide-step") : find("#open-guide")).focus();
  }

  function showAll() {
    header.show();
    guide.show();
    find("#words").replaceChildren(...WORDS.map(explained));
    showNetwork();
  }

  function showNetwork() {
    notices.show();
    controls.show(app.setting);
    setText(find("#about"), about(app.info));
    if (app.run) table.build(app.run);
    showRun();
  }

  function showRun() {
    bar.show();
    kept.show();
    setText(find("#headline"), app.run ? gradientHeadline(app.run) : say("headline.none"));
    setText(find("#learning"), app.run ? learningSentence(app.run) : "");
    if (app.run?.latest) table.show(app.run, app.kept);
    find("#lag").hidden = app.setting.normalization !== "batch";
    for (const [name, chart, chance] of charts) {
      chart.show(app.run, app.kept, {
        label: curveText(name, app.run, app.kept),
        chance: say("curve.chance", { value: chance() }),
        step: say("figure.step"),
      });
    }
    if (!find("#guide").hidden) guide.judge(app.run, app.kept);
  }

  return { showAll, showNetwork, showRun };
}

/** A word and what it means here; the text has them on either side of its first colon. */
function explained(word) {
  const text = say(`word.${word}`);
  const colon = text.indexOf(":") + 1;
  return html("li", {}, html("strong", {}, text.slice(0, colon)), text.slice(colon));
}

function about(info) {
  if (!info) return "";
  const { name, train, test } = info.images;
  const texts = [say("images", { name: DATA_SETS[name] ?? name, train: integer(train), test: integer(test) })];
  if (info.backend === "cpu") texts.push(say("backend.cpu"));
  return texts.join(" ");
}

// What was tried in the guide, and what came of it: a small table.

import { presetOf } from "../../presets.js";
import { settingTitle } from "../describe.js";
import { html } from "../html.js";
import { say } from "../texts/language.js";
import { decimals, integer, percent } from "../texts/numbers.js";

const COLUMNS = ["network", "step", "loss", "accuracy", "outcome"];

/**
 * Build the table.
 *
 * @returns {{element, add, outcome, show}} `add(run, outcome)` takes in what came of a run: its numbers at that step
 *     stay, until another run of the same setting or another outcome; `outcome(id)` is that of an exercise, if any;
 *     `show()` writes the table, in the language spoken now.
 */
export function createTried() {
  const element = html("div", { class: "tried" });
  const tried = new Map();

  function add(run, outcome) {
    const name = JSON.stringify(run.setting);
    const known = tried.get(name);
    if (known?.run === run && known.outcome === outcome) return;
    const [loss, accuracy] = [run.mean("loss"), run.mean("accuracy")];
    tried.set(name, { run, setting: run.setting, step: run.step, loss, accuracy, outcome });
    show();
  }

  function outcome(id) {
    return [...tried.values()].findLast(({ setting }) => presetOf(setting) === id)?.outcome ?? null;
  }

  function show() {
    element.hidden = tried.size === 0;
    const head = COLUMNS.map((name) => html("th", { scope: "col" }, say(`tried.${name}`)));
    element.replaceChildren(
      html(
        "table",
        {},
        html("caption", {}, say("tried.title")),
        html("thead", {}, html("tr", {}, ...head)),
        html("tbody", {}, ...[...tried.values()].map(row)),
      ),
    );
  }

  return { element, add, outcome, show };
}

function row({ setting, step, loss, accuracy, outcome }) {
  const cells = [integer(step), decimals(loss, 3), percent(accuracy), say(`outcome.${outcome}`)];
  return html("tr", {}, html("th", { scope: "row" }, settingTitle(setting)), ...cells.map((text) => html("td", {}, text)));
}

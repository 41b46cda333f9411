// The form in which a network is chosen.

import { defaults } from "../engine/settings.js";
import { presetTitle, valueText } from "./describe.js";
import { presetIds, presets } from "../presets.js";
import { changed, FIELDS, GROUPS, offered } from "./fields.js";
import { html, setText } from "./html.js";
import { lessonAddress } from "./lessons.js";
import { say } from "./texts/language.js";

/**
 * Build the form.
 *
 * @param {HTMLFormElement} form an empty one.
 * @param {function(object)} onSetting called with the new setting when the user chose one.
 * @param {function(string)} announce tells those who do not see the page.
 * @returns {{show}} `show(setting)` shows a setting, in the language spoken now.
 */
export function createControls(form, onSetting, announce) {
  let setting = null;
  const preset = html("select", { id: "field-preset", onchange: choosePreset });
  const note = html("p", { class: "note", id: "preset-note" });
  const lesson = html("a");
  preset.setAttribute("aria-describedby", note.id);
  const presetLabel = html("label", { for: preset.id });
  const inputs = new Map(FIELDS.map((field) => [field.name, createInput(field, choose)]));
  const legends = new Map(GROUPS.map((group) => [group.id, html("legend")]));
  form.append(
    html("div", { class: "field wide" }, presetLabel, preset),
    note,
    lesson,
    ...GROUPS.map((group) =>
      html("fieldset", {}, legends.get(group.id), ...group.fields.map((field) => inputs.get(field.name).row)),
    ),
  );
  const course = presets[3].learningRate;
  const offer = html("button", { type: "button", id: "offer", class: "plain", onclick: takeOffer });
  inputs.get("learningRate").row.append(offer);
  const link = html("button", { type: "button", id: "link", onclick: () => copyLink(link, announce) });
  form.append(link);
  form.addEventListener("submit", (event) => event.preventDefault());

  function choosePreset() {
    if (preset.value) onSetting(presets[preset.value]); // no value: a setting of one's own is shown already
  }

  function takeOffer() {
    onSetting(changed(setting, "learningRate", course));
    document.querySelector("#field-learningRate").focus();
  }

  function choose(field, value) {
    onSetting(changed(setting, field.name, value));
  }

  function show(shown) {
    setting = shown;
    setText(presetLabel, say("field.preset"));
    const ids = setting.preset === null ? ["", ...presetIds] : presetIds;
    preset.replaceChildren(
      ...ids.map((id) => html("option", { value: id, selected: id === (setting.preset ?? "") }, presetTitle(id || null))),
    );
    const rates = { rate: course, before: defaults.learningRate };
    setText(note, setting.preset === "3" ? say("preset.note.adam", rates) : say("preset.note"));
    offer.hidden = setting.optimizer !== "adam" || setting.learningRate !== defaults.learningRate;
    setText(offer, say("field.offer", rates));
    lesson.hidden = setting.preset === null;
    if (!lesson.hidden) lesson.href = lessonAddress(setting.preset);
    setText(lesson, say("preset.lesson"));
    for (const [id, legend] of legends) setText(legend, say(`group.${id}`));
    for (const input of inputs.values()) input.show(setting);
    setText(link, say("run.link"));
  }

  return { show };
}

/** The address holds the setting; where the clipboard is closed to the page, the button says where it stands. */
async function copyLink(button, announce) {
  let text = say("announce.copied");
  try {
    await navigator.clipboard.writeText(location.href);
  } catch {
    text = say("announce.address");
  }
  setText(button, text);
  announce(text);
}

function createInput(field, choose) {
  if (field.kind === "choice") return createChoice(field, choose);
  return createNumber(field, choose);
}

function createChoice(field, choose) {
  const select = html("select", { id: `field-${field.name}` });
  let options = [];
  select.addEventListener("change", () => choose(field, options[select.selectedIndex]));
  const label = html("label", { for: select.id });
  return {
    row: html("div", { class: "field" }, label, select),
    show(setting) {
      setText(label, say(`field.${field.name}`));
      options = offered(field, setting[field.name]);
      select.replaceChildren(
        ...options.map((value) =>
          html("option", { selected: value === setting[field.name] }, valueText(field.name, value)),
        ),
      );
      select.disabled = field.enabled ? !field.enabled(setting) : false;
    },
  };
}

function createNumber(field, choose) {
  const slider = field.kind === "slider";
  const input = html("input", {
    id: `field-${field.name}`,
    type: slider ? "range" : "number",
    min: field.least,
    max: field.most,
    step: 1,
  });
  const output = slider ? html("output", { for: input.id }) : null;
  input.addEventListener("input", () => output && setText(output, input.value));
  let shown = null;
  input.addEventListener("change", () => {
    const value = Math.round(Number(input.value));
    if (input.value.trim() === "" || !Number.isFinite(value)) input.value = shown;
    else choose(field, Math.min(field.most, Math.max(field.least, value)));
  });
  const label = html("label", { for: input.id });
  return {
    row: html("div", { class: "field" }, label, html("span", { class: "entry" }, input, output)),
    show(setting) {
      shown = setting[field.name];
      setText(label, say(`field.${field.name}`));
      input.value = shown;
      if (output) setText(output, String(shown));
    },
  };
}

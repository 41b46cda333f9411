// A curve of the present run, the curves that were kept, and the level of guessing.

import { linear, ticks } from "./scale.js";
import { linePath, svg } from "./svg.js";

const HEIGHT = 190;
const MARGIN = { left: 44, right: 22, top: 10, bottom: 24 };
/** Above this a loss is drawn at the upper edge: what matters happens near the level of guessing. */
const HIGHEST_LOSS = 4;

/** Height of a letter, in pixels. */
const LETTER = 13;

/** How far up the axis goes, and how its ticks are written. */
const KINDS = {
  loss: { high: (values) => Math.min(HIGHEST_LOSS, Math.max(2.6, ...values)), tickText: String },
  accuracy: { high: () => 1, tickText: (value) => String(Math.round(100 * value)) },
};

/**
 * Build a chart.
 *
 * @param {Element} place an element that it is put into, and whose width it takes.
 * @param {string} name "loss" or "accuracy", as a run calls it.
 * @param {number} chance the level of guessing.
 * @returns {{show}} `show(run, kept, texts)`: `texts` are {label, chance, step}, in the language spoken now;
 *     `label` says in words what the chart shows.
 */
export function createChart(place, name, chance) {
  const kind = KINDS[name];
  const picture = svg("svg", { class: "chart", role: "img", height: HEIGHT, width: "100%" });
  place.append(picture);
  let shown = null;
  new ResizeObserver(() => shown && draw(...shown)).observe(place);

  function draw(run, kept, texts) {
    shown = [run, kept, texts];
    picture.setAttribute("aria-label", texts.label);
    const width = Math.max(200, place.clientWidth);
    picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    const runs = [...kept.map((one) => one.run), ...(run ? [run] : [])];
    const steps = Math.max(50, ...runs.map((one) => one.step));
    const values = runs.flatMap((one) => one.smooth(name).map(([, value]) => value ?? 0));
    const top = kind.high(values);
    const x = linear([0, steps], [MARGIN.left, width - MARGIN.right]);
    const y = linear([0, top], [HEIGHT - MARGIN.bottom, MARGIN.top]);
    picture.replaceChildren(
      ...axes(x, y, steps, top, width, kind, texts),
      ...chanceLine(y(chance), width, texts),
      ...kept.map((one) => svg("path", { d: linePath(points(one.run, name, x, y)), class: `kept kept-${one.letter}` })),
      ...letters(kept, name, x, y),
      ...(run ? presentCurve(run, name, x, y) : []),
    );
  }

  return { show: draw };
}

function axes(x, y, steps, top, width, kind, texts) {
  const bottom = HEIGHT - MARGIN.bottom;
  const rows = ticks(0, top, 4).flatMap((value) => [
    svg("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value), class: "grid" }),
    svg("text", { x: MARGIN.left - 6, y: y(value) + 4, class: "tick end" }, kind.tickText(value)),
  ]);
  const columns = ticks(0, steps, Math.max(2, width / 110)).map((value) =>
    svg("text", { x: x(value), y: bottom + 16, class: "tick middle" }, value === 0 ? `${texts.step} 0` : String(value)),
  );
  return [...rows, ...columns];
}

function chanceLine(y, width, texts) {
  return [
    svg("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y, y2: y, class: "chance" }),
    svg("text", { x: width - MARGIN.right, y: y + 14, class: "tick end chance-text" }, texts.chance),
  ];
}

function presentCurve(run, name, x, y) {
  const raw = run.raw(name).map(([step, value]) => [x(step), value === null ? null : y(value)]);
  const tested = run.evaluations.filter((one) => one[name] !== null);
  const line = points(run, name, x, y);
  const [endX, endY] = line.at(-1) ?? [];
  return [
    svg("path", { d: linePath(raw), class: "raw" }),
    svg("path", { d: linePath(line), class: "present" }),
    ...(endY === undefined || endY === null ? [] : [svg("circle", { cx: endX, cy: endY, r: 3.5, class: "now" })]),
    ...tested.map((one) => svg("path", { d: `M${x(one.step)} ${y(one[name]) - 5}l5 5l-5 5l-5 -5z`, class: "tested" })),
  ];
}

function points(run, name, x, y) {
  return run.smooth(name).map(([step, value]) => [x(step), value === null ? null : y(value)]);
}

/** The letters at the ends of the kept curves, pushed down where they would cover each other. */
function letters(kept, name, x, y) {
  const ends = kept.flatMap(({ letter, run }) => {
    const end = points(run, name, x, y).findLast(([, height]) => height !== null);
    return end ? [{ letter, x: end[0] + 4, y: end[1] + 4 }] : [];
  });
  ends.sort((one, other) => one.y - other.y);
  ends.forEach((end, k) => {
    const above = ends.slice(0, k).filter((one) => Math.abs(one.x - end.x) < LETTER);
    end.y = Math.max(end.y, ...above.map((one) => one.y + LETTER));
  });
  return ends.map((end) => svg("text", { x: end.x, y: end.y, class: `tick kept-letter kept-${end.letter}` }, end.letter));
}

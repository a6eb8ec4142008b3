/**
 * Fits a figure to the pixels that it has. Python lays panels out for one size; between panels there must be the same
 * room for tick labels and titles on every screen, so the gaps are dealt out anew here, and long titles are made to fit.
 * Where a figure has a window of its own, hall.js does it.
 */

import { stepBack } from "./eye.js";
import { aspectOf, fitHall } from "./hall.js";
import { squeeze } from "./titles.js";

const SIDE = 78; // pixels between panels side by side, at the type size of the light look (viz/compose.py)
const BETWEEN = 98; // pixels between panels one above the other
const CLOSE = 80; // the same on a phone
const BARE = 46; // the same where the upper ones have neither tick labels nor a title under them: photographs, tables
const NARROW = 640; // pixels of width of a phone's figure at most (figure.js)
const TYPE = 13;
const BESIDE = 4; // pixels between a map and its colour bar
const SQUARE = 1.25; // on a phone the height of a panel that keeps its shape, for each of one that can be wide and low

/** The distinct intervals along one direction, in order. */
function intervals(list) {
  const seen = new Map();
  for (const [low, high] of list) seen.set(`${low.toFixed(4)}:${high.toFixed(4)}`, [low, high]);
  return [...seen.values()].sort((a, b) => a[0] - b[0]);
}

/**
 * The map from old to new places along one direction, when the gaps between `old` intervals become `gap`.
 * @param {[number, number][]} old disjoint intervals in order
 * @param {number} gap
 * @param {number[]} [weights] what an interval gets, for each of its old length; all alike if not given
 */
function respace(old, gap, weights = old.map(() => 1)) {
  const total = old.reduce((sum, [low, high], i) => sum + (high - low) * weights[i], 0);
  const share = (1 - gap * (old.length - 1)) / total;
  let at = 0;
  const moved = old.map(([low, high], i) => {
    const interval = [at, Math.min(1, at + (high - low) * weights[i] * share)];
    at = interval[1] + gap;
    return interval;
  });
  return (value) => {
    for (let i = 0; i < old.length; i++) {
      const [low, high] = old[i];
      const [from, to] = moved[i];
      if (value < low - 1e-6) return value - low + from;
      if (value <= high + 1e-6) return from + ((value - low) / (high - low)) * (to - from);
    }
    return value - old[old.length - 1][1] + moved[moved.length - 1][1];
  };
}

/** Whether nothing is written under a panel with that x axis. */
const isBare = (axis) => axis.visible === false || (axis.showticklabels === false && !axis.title?.text);

const disjoint = (list) => list.every((each, i) => i === 0 || each[0] >= list[i - 1][1] - 1e-6);

/**
 * Fit a resolved figure, in place, to an element of `width` by `height` pixels.
 * @param {{data: any[], layout: any}} figure
 * @param {any} template the look's, for the margins and the size of type
 * @param {boolean} [hall] the figure is to use the whole room, for an audience
 * @returns {import("./titles.js").Title[]} the titles of panels, by the number of their annotation
 */
export function fit(figure, template, width, height, hall = false) {
  if (hall) return fitHall(figure, template, width, height);
  const { layout } = figure;
  const size = template.layout.font.size;
  const margin = { ...template.layout.margin, ...layout.margin };
  // Room for a title beside tick labels of some five letters.
  if (Object.entries(layout).some(([key, value]) => /^yaxis\d*$/.test(key) && value.title?.text)) margin.l = Math.max(margin.l, 4.5 * size);
  layout.margin = margin;
  const inner = [Math.max(50, width - margin.l - margin.r), Math.max(50, height - margin.t - margin.b)];
  const places = [];
  for (const [key, value] of Object.entries(layout)) {
    if (/^xaxis\d*$/.test(key) && value.domain) {
      const other = layout[`yaxis${String(value.anchor || "y").slice(1)}`];
      const name = key.replace("axis", "");
      if (other?.domain) places.push({ name, aspect: aspectOf(value, other, name), x: value.domain, y: other.domain, bare: isBare(value), shaped: Boolean(value.scaleanchor || other.scaleanchor), set: (x, y) => ((value.domain = x), (other.domain = y)) });
    } else if (/^scene\d*$/.test(key) && value.domain) {
      const set = (x, y) => ((value.domain = { x, y }), stepBack(value, (x[1] - x[0]) * inner[0], (y[1] - y[0]) * inner[1], size));
      places.push({ ...value.domain, name: key, aspect: 0, labelled: value.xaxis?.visible !== false, shaped: true, set });
    }
  }
  /** @type {import("./titles.js").Title[]} */ const titles = [];
  if (!places.length) return titles;
  const rows = intervals(places.map((each) => each.y));
  if (!disjoint(rows)) return titles;
  const lowest = Math.min(...rows.map(([low]) => low));
  const bare = places.every((each) => each.bare || Math.abs(each.y[0] - lowest) < 1e-3);
  // Stacked on a phone, what keeps its shape is as small as its row is low; a curve is read in a low one as well.
  const among = rows.map(([low]) => places.filter((each) => Math.abs(each.y[0] - low) < 1e-3));
  const stacked = width < NARROW && rows.length > 1 && among.every((row) => row.length === 1);
  const weights = among.map(([each]) => (stacked && each.shaped ? SQUARE : 1));
  const toY = respace(rows, Math.min(0.4, ((bare ? BARE : width < NARROW ? CLOSE : BETWEEN) * size) / TYPE / inner[1]), weights);
  // Each row has columns of its own: the places in a row are mapped by that row.
  const columns = rows.map(([low]) => intervals(places.filter((each) => Math.abs(each.y[0] - low) < 1e-3).map((each) => each.x)));
  if (!columns.every(disjoint)) return titles;
  const maps = columns.map((list) => respace(list, Math.min(0.4, (SIDE * size) / TYPE / inner[0])));
  const rowOf = (y) => Math.max(0, rows.findIndex(([low, high]) => y >= low - 1e-3 && y <= high + 1e-3));
  const panels = places.map((each) => {
    const row = rowOf((each.y[0] + each.y[1]) / 2);
    return { ...each, row, to: [each.x.map(maps[row]), each.y.map(toY)] };
  });
  let tall = false;
  for (const [at, note] of (layout.annotations || []).entries()) {
    if (note.xref !== "paper" || note.yref !== "paper") continue;
    const row = rowOf(note.y);
    const panel = panels.find((each) => each.row === row && note.x >= each.x[0] - 1e-3 && note.x < each.x[1]);
    note.x = maps[row](note.x);
    note.y = toY(note.y);
    if (!panel || note.xanchor !== "left") continue;
    const [room, { family }] = [(panel.to[0][1] - panel.to[0][0]) * inner[0] + size, template.layout.font];
    const two = squeeze(note, room, size, family);
    titles[at] = { room, size, family, drawn: note.font?.size ?? size, lines: two ? 2 : 1 };
    tall ||= two;
  }
  if (tall) margin.t = Math.max(margin.t, 3.1 * size);
  giveRoom(figure, panels, margin, inner, size);
  for (const { set, to } of panels) set(to[0], to[1]);
  putBars(figure, panels, [width - margin.l - margin.r, height - margin.t - margin.b]);
  return titles;
}

/**
 * A colour bar stands beside its map as it is drawn, and is as high: one that keeps its shape is narrower or lower than
 * its place, and Plotly draws it in the middle of it (viz/compose.py does the same for files).
 */
function putBars({ data }, panels, inner) {
  for (const trace of data) {
    const bar = trace.colorbar;
    const panel = panels.find(({ name }) => name === (trace.scene || trace.xaxis || "x"));
    if (!panel || typeof bar?.x !== "number") continue;
    const sides = panel.to.map(([low, high], i) => (high - low) * inner[i]);
    const drawn = panel.aspect ? [Math.min(sides[0], panel.aspect * sides[1]), Math.min(sides[1], sides[0] / panel.aspect)] : sides;
    const [x, y] = panel.to.map(([low, high]) => (low + high) / 2);
    trace.colorbar = { ...bar, x: x + (drawn[0] / 2 + BESIDE) / inner[0], y, len: typeof bar.len === "number" ? drawn[1] / inner[1] : bar.len };
  }
}

/** A space writes within its panel: it gets the room that planes have at their left for numbers and a title. */
function giveRoom({ layout }, panels, margin, inner, size) {
  if (!panels.some((each) => each.labelled)) return;
  const spare = margin.l - size;
  const [before, after] = [inner[0], inner[0] + spare];
  const moved = (/** @type {number} */ x) => (x * before + spare) / after;
  margin.l = size;
  inner[0] = after;
  for (const each of panels) {
    each.to[0] = each.to[0].map(moved);
    if (each.labelled) each.to[0][0] = Math.max(0, each.to[0][0] - Math.min(spare, (0.6 * SIDE * size) / TYPE) / after);
  }
  for (const note of layout.annotations || []) if (note.xref === "paper") note.x = moved(note.x);
}

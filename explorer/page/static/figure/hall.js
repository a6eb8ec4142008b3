/**
 * Fits a figure to a window of its own, for an audience: no pixel is left to a margin that nothing is written in, and
 * the panels stand in the rows in which they are largest. Beside each panel there is the room that its own numbers and
 * titles need; what is a photograph or a map is as large as its height and its row allow, and what it leaves is for the
 * plots, which any width suits.
 */

import { stepBack } from "./eye.js";
import { squeeze, widthOf } from "./titles.js";

const MOVES = 0.15; // of the logarithm of a panel's area: what another arrangement must bring on average
const CROWDED = 0.25; // and what a title without room costs
const NARROW = 640; // pixels of a phone's figure at most: there panels stay as they are stacked
const [WIDEST, HIGHEST] = [2.4, 1.3]; // of a plot, against its other side: more makes it no clearer
const BOX = 1.35; // width by height of a box in space that fills its place
const PLANE = /^xaxis\d*$/;
const SPACE = /^scene\d*$/;

const sum = (/** @type {number[]} */ list) => list.reduce((all, each) => all + each, 0);
const isBare = (axis) => axis.visible === false || axis.showticklabels === false;

/** The numbers that an axis will have, about. */
function samples(axis) {
  if (axis.ticktext?.length) return [...axis.ticktext].map(String);
  if (!axis.range || axis.type === "log") return ["0.001"];
  const digits = Math.max(0, -Math.floor(Math.log10(Math.abs(axis.range[1] - axis.range[0]) / 8 || 1)));
  const percent = /%$/.test(axis.tickformat || "");
  return axis.range.map((value) => (percent ? `${(100 * value).toFixed(Math.max(0, digits - 2))}%` : value.toFixed(digits)).slice(0, 7).replace("-", "−"));
}

/** Width by height of a plane whose axes have one scale; 0: any. */
export function aspectOf(x, y, /** @type {string} */ name) {
  if (y.scaleanchor !== name || (y.scaleratio ?? 1) !== 1 || !x.range || !y.range) return 0;
  return Math.abs((x.range[1] - x.range[0]) / (y.range[1] - y.range[0])) || 0;
}

/**
 * @typedef {{key: string, name: string, x: [number, number], y: [number, number], space: boolean, aspect: number,
 *   weight: number, left: number, right: number, above: number, below: number, note: number}} Panel `x` and `y` are where
 *   Python has put it; the others the pixels that it needs around it, and the number of its title among the annotations
 * @typedef {{left: number, top: number, width: number, height: number, room: number}} Box in pixels of the figure's
 *   element; `room` is what its title has
 */

/** The panels of a figure, by rows from the left. @returns {Panel[]} */
function panelsOf({ data, layout }, font) {
  const { size, family } = font;
  const wide = (axis) => Math.max(...samples(axis).map((text) => widthOf(text, size, family)));
  const notes = layout.annotations || [];
  const found = Object.entries(layout).flatMap(([key, value]) => {
    const plane = PLANE.test(key);
    const other = plane && layout[key.replace("x", "y")];
    if (!value?.domain || !(plane ? other?.domain : SPACE.test(key))) return [];
    const [x, y] = plane ? [value.domain, other.domain] : [value.domain.x, value.domain.y];
    const name = plane ? key.replace("axis", "") : key;
    const note = notes.findIndex((each) => each.xref === "paper" && each.yref === "paper" && Math.abs(each.x - x[0]) < 1e-3 && Math.abs(each.y - y[1]) < 1e-3);
    const bar = data.find((trace) => typeof trace.colorbar?.x === "number" && (trace.scene || trace.xaxis || "x") === name)?.colorbar;
    const above = note >= 0 ? 1.3 * size + 8 : 0.6 * size;
    const beside = bar ? 4.2 * size + (bar.title?.text ? 1.4 * size : 0) : 0;
    if (!plane) return [{ key, name, x, y, space: true, aspect: 0, weight: x[1] - x[0], left: 0.4 * size, right: 0.4 * size + beside, above, below: 0.3 * size, note }];
    const titled = (axis) => axis.visible !== false && axis.title?.text;
    const left = (isBare(other) ? 0 : wide(other) + 0.75 * size) + (titled(other) ? 1.9 * size : 0);
    const below = (isBare(value) ? 0 : 1.5 * size) + (titled(value) ? 1.7 * size : 0);
    const right = isBare(value) ? 0 : 0.5 * wide(value);
    return [{ key, name, x, y, space: false, aspect: aspectOf(value, other, name), weight: x[1] - x[0], left: Math.max(left, 0.7 * size), right: Math.max(right, 0.5 * size) + beside, above, below: Math.max(below, 0.5 * size), note }];
  });
  return found.sort((a, b) => (Math.abs(b.y[1] - a.y[1]) > 1e-3 ? b.y[1] - a.y[1] : a.x[0] - b.x[0]));
}

/** The rows in which Python has put the panels. @returns {Panel[][]} */
function given(/** @type {Panel[]} */ panels) {
  const rows = [];
  for (const panel of panels) {
    if (rows.length && Math.abs(rows[rows.length - 1][0].y[1] - panel.y[1]) < 1e-3) rows[rows.length - 1].push(panel);
    else rows.push([panel]);
  }
  return rows;
}

/** All ways to break panels into rows without a change of their order. @returns {Panel[][][]} */
function arrangements(/** @type {Panel[]} */ panels) {
  if (!panels.length) return [[]];
  return panels.flatMap((_, i) => arrangements(panels.slice(i + 1)).map((rest) => [panels.slice(0, i + 1), ...rest]));
}

/** Whether two panels stand over one another on one axis: what is above is read off below. */
function over(layout, /** @type {Panel} */ a, /** @type {Panel} */ b) {
  const [upper, lower] = [layout[a.key], layout[b.key]];
  if (a.space || b.space || !upper.range || !lower.range) return false;
  const same = (/** @type {[number, number]} */ one, /** @type {[number, number]} */ two) => one.every((value, i) => Math.abs(value - two[i]) < 1e-3);
  return same(a.x, b.x) && a.y[1] > b.y[1] && String(upper.range) === String(lower.range);
}

/** The widths of the panels of a row of that height. */
function widthsOf(/** @type {Panel[]} */ row, /** @type {number} */ room, /** @type {number} */ height, /** @type {number} */ size) {
  const usual = row.map(({ weight }) => (room * weight) / sum(row.map((each) => each.weight)));
  const want = row.map(({ aspect, space }, i) => (aspect ? aspect * height : space ? Math.max(usual[i], BOX * height) : usual[i]));
  const spare = row.map(({ aspect, space }, i) => (aspect ? Math.max(0, usual[i] - want[i]) : space ? 0 : Math.max(0, usual[i] - Math.max(0.62 * usual[i], 12 * size))));
  const lack = row.map((_, i) => Math.max(0, want[i] - usual[i]));
  const dealt = Math.min(sum(spare), sum(lack));
  const widths = usual.map((width, i) => width + (dealt ? (dealt * lack[i]) / sum(lack) - (dealt * spare[i]) / sum(spare) : 0));
  // What no photograph needs any more is for the others; with none there, it stays around them.
  const over = row.map(({ aspect }, i) => (aspect ? Math.max(0, widths[i] - want[i]) : 0));
  const others = row.filter(({ aspect }) => !aspect).length;
  return widths.map((width, i) => (others ? width - over[i] + (row[i].aspect ? 0 : sum(over) / others) : width));
}

/** Where the panels of these rows stand. @returns {Map<Panel, Box>} */
function boxes(/** @type {Panel[][]} */ rows, /** @type {number} */ width, /** @type {number} */ height, /** @type {number} */ size) {
  const above = rows.map((row) => Math.max(...row.map((each) => each.above)));
  const below = rows.map((row) => Math.max(...row.map((each) => each.below)));
  const free = rows.map((row) => Math.max(20, width - sum(row.map(({ left, right }) => left + right))));
  // A row of maps alone is no higher than they can be wide.
  const most = rows.map((row, i) => (row.every(({ aspect }) => aspect) ? free[i] / sum(row.map(({ aspect }) => aspect)) : Infinity));
  const heights = rows.map(() => 0);
  let room = Math.max(20 * rows.length, height - sum(above) - sum(below));
  for (let open = rows.map((_, i) => i); open.length && room > 0.5; open = open.filter((i) => heights[i] < most[i] - 0.5)) {
    const share = room / open.length;
    for (const i of open) {
      const more = Math.min(share, most[i] - heights[i]);
      heights[i] += more;
      room -= more;
    }
  }
  /** @type {Map<Panel, Box>} */ const found = new Map();
  const loose = Math.max(0, room) / (rows.length + 1);
  let top = loose;
  rows.forEach((row, r) => {
    top += above[r];
    const widths = widthsOf(row, free[r], heights[r], size);
    let at = 0;
    row.forEach((panel, i) => {
      const [wide, high] = fitted(panel, widths[i], heights[r]);
      const aside = rows.length === 1 ? (widths[i] - wide) / 2 : 0; // rows begin at one line
      found.set(panel, { left: at + panel.left + aside, top, width: wide, height: high, room: widths[i] - aside + panel.right });
      at += panel.left + widths[i] + panel.right;
    });
    top += heights[r] + below[r] + loose;
  });
  return found;
}

/** What a panel fills of its place. */
function fitted(/** @type {Panel} */ { aspect }, /** @type {number} */ width, /** @type {number} */ height) {
  return aspect ? [Math.min(width, aspect * height), Math.min(height, width / aspect)] : [width, height];
}

/** How well an audience sees the panels of an arrangement: the sum of the logarithms of what counts of their areas. */
function worth(/** @type {Map<Panel, Box>} */ places, titleOf, font) {
  return sum(
    [...places].map(([panel, { width, height, room }]) => {
      const [widest, highest] = panel.aspect ? [Infinity, Infinity] : panel.space ? [BOX, 1] : [WIDEST, HIGHEST];
      const title = titleOf(panel);
      const crowded = title && widthOf(title, font.size, font.family, "bold") > room ? CROWDED : 0;
      return Math.log(Math.max(1, Math.min(width, widest * height) * Math.min(height, highest * width))) - crowded;
    }),
  );
}

/** The rows that show most. */
function rowsOf(layout, /** @type {Panel[]} */ panels, /** @type {number} */ width, /** @type {number} */ height, font) {
  const usual = given(panels);
  const tied = panels.some((a) => panels.some((b) => over(layout, a, b))) || panels.some(({ key, space }) => !space && (layout[key].showticklabels === false || layout[key.replace("x", "y")].showticklabels === false));
  if (tied || width < NARROW || panels.length < 3 || panels.length > 6) return usual;
  const titleOf = (/** @type {Panel} */ { note }) => (note >= 0 ? layout.annotations[note].text : "");
  let [best, most] = [usual, worth(boxes(usual, width, height, font.size), titleOf, font) + MOVES * panels.length];
  for (const rows of arrangements(panels)) {
    const value = worth(boxes(rows, width, height, font.size), titleOf, font);
    if (value > most) [best, most] = [rows, value];
  }
  return best;
}

/**
 * Fit a resolved figure, in place, to a window of its own of `width` by `height` pixels.
 * @param {{data: any[], layout: any}} figure
 * @param {any} template the look's, for the size of type
 * @returns {import("./titles.js").Title[]} the titles of panels, by the number of their annotation
 */
export function fitHall(figure, template, /** @type {number} */ width, /** @type {number} */ height) {
  const { data, layout } = figure;
  const { font } = template.layout;
  const { size, family } = font;
  /** @type {import("./titles.js").Title[]} */ const titles = [];
  let panels = panelsOf(figure, font);
  if (!panels.length) return titles;
  for (const a of panels) {
    // The lower one says for both what is along the axis.
    const axis = layout[a.key];
    if (axis.title?.text && panels.some((b) => over(layout, a, b) && layout[b.key].title?.text === axis.title.text)) axis.title = { ...axis.title, text: "" };
  }
  panels = panelsOf(figure, font);
  const rows = rowsOf(layout, panels, width, height, font);
  let places = boxes(rows, width, height, size);
  const notes = layout.annotations || [];
  for (const [panel, box] of places) if (panel.note >= 0 && squeeze({ ...notes[panel.note] }, box.room, size, family)) panel.above += 1.1 * size;
  places = boxes(rows, width, height, size);
  layout.margin = { l: 0, r: 0, t: 0, b: 0, autoexpand: false };
  const noteOf = notes.map((note) => (note.xref === "paper" && note.yref === "paper" ? panels.find(({ x, y }) => note.x >= x[0] - 1e-3 && note.x < x[1] && note.y > y[0] && note.y <= y[1] + 1e-3) : undefined));
  for (const [panel, box] of places) {
    const x = [box.left / width, Math.min(1, (box.left + box.width) / width)];
    const y = [Math.max(0, 1 - (box.top + box.height) / height), 1 - box.top / height];
    notes.forEach((note, at) => {
      if (noteOf[at] !== panel) return;
      note.x = x[0] + ((note.x - panel.x[0]) / (panel.x[1] - panel.x[0])) * (x[1] - x[0]);
      note.y = y[0] + ((note.y - panel.y[0]) / (panel.y[1] - panel.y[0])) * (y[1] - y[0]);
      if (at !== panel.note) return;
      const { room } = box;
      const two = squeeze(note, room, size, family);
      titles[at] = { room, size, family, drawn: note.font?.size ?? size, lines: two ? 2 : 1 };
    });
    for (const trace of data) {
      if (typeof trace.colorbar?.x !== "number" || (trace.scene || trace.xaxis || "x") !== panel.name) continue;
      trace.colorbar = { ...trace.colorbar, x: x[1] + 4 / width, y: (y[0] + y[1]) / 2, len: y[1] - y[0] };
    }
    const part = layout[panel.key];
    if (panel.space) {
      part.domain = { x, y };
      stepBack(part, box.width, box.height, size, true);
    } else {
      part.domain = x;
      const room = box.width + 2 * Math.min(panel.left, 2 * size);
      const wide = widthOf(part.title?.text || "", size, family);
      if (wide > room) part.title = { ...part.title, font: { ...part.title.font, size: Math.max(0.7, room / wide) * size } };
      layout[panel.key.replace("x", "y")].domain = y;
    }
  }
  return titles;
}

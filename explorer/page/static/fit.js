/**
 * Fits a figure to the pixels that it has. Python lays panels out for one size; between panels there must be the same
 * room for tick labels and titles on every screen, so the gaps are dealt out anew here, and long titles are made to fit.
 */

const SIDE = 78; // pixels between panels side by side, at the type size of the light look (viz/compose.py)
const BETWEEN = 98; // pixels between panels one above the other
const BARE = 46; // the same where the upper ones have neither tick labels nor a title under them: photographs, tables
const TYPE = 13;
const UPRIGHT = 0.88; // times a space's height over its width: how far its camera steps back, where that is more than 1

/** The distinct intervals along one direction, in order. */
function intervals(list) {
  const seen = new Map();
  for (const [low, high] of list) seen.set(`${low.toFixed(4)}:${high.toFixed(4)}`, [low, high]);
  return [...seen.values()].sort((a, b) => a[0] - b[0]);
}

/**
 * The map from old to new places along one direction, when the gaps between `old` intervals become `gap`.
 * @param {[number, number][]} old disjoint intervals in order
 */
function respace(old, gap) {
  const total = old.reduce((sum, [low, high]) => sum + high - low, 0);
  const room = 1 - gap * (old.length - 1);
  let at = 0;
  const moved = old.map(([low, high]) => {
    const width = ((high - low) / total) * room;
    const interval = [at, Math.min(1, at + width)];
    at += width + gap;
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
 */
export function fit(figure, template, width, height) {
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
      if (other?.domain) places.push({ x: value.domain, y: other.domain, bare: isBare(value), set: (x, y) => ((value.domain = x), (other.domain = y)) });
    } else if (/^scene\d*$/.test(key) && value.domain) {
      places.push({ ...value.domain, set: (x, y) => ((value.domain = { x, y }), stepBack(value, ((y[1] - y[0]) * inner[1]) / ((x[1] - x[0]) * inner[0]))) });
    }
  }
  if (!places.length) return;
  const rows = intervals(places.map((each) => each.y));
  if (!disjoint(rows)) return;
  const lowest = Math.min(...rows.map(([low]) => low));
  const bare = places.every((each) => each.bare || Math.abs(each.y[0] - lowest) < 1e-3);
  const toY = respace(rows, Math.min(0.4, ((bare ? BARE : BETWEEN) * size) / TYPE / inner[1]));
  // Each row has columns of its own: the places in a row are mapped by that row.
  const columns = rows.map(([low]) => intervals(places.filter((each) => Math.abs(each.y[0] - low) < 1e-3).map((each) => each.x)));
  if (!columns.every(disjoint)) return;
  const maps = columns.map((list) => respace(list, Math.min(0.4, (SIDE * size) / TYPE / inner[0])));
  const rowOf = (y) => Math.max(0, rows.findIndex(([low, high]) => y >= low - 1e-3 && y <= high + 1e-3));
  const panels = places.map((each) => {
    const row = rowOf((each.y[0] + each.y[1]) / 2);
    return { ...each, row, to: [each.x.map(maps[row]), each.y.map(toY)] };
  });
  let tall = false;
  for (const note of layout.annotations || []) {
    if (note.xref !== "paper" || note.yref !== "paper") continue;
    const row = rowOf(note.y);
    const panel = panels.find((each) => each.row === row && note.x >= each.x[0] - 1e-3 && note.x < each.x[1]);
    note.x = maps[row](note.x);
    note.y = toY(note.y);
    if (panel && note.xanchor === "left") tall = squeeze(note, (panel.to[0][1] - panel.to[0][0]) * inner[0] + size, size, template.layout.font.family) || tall;
  }
  if (tall) margin.t = Math.max(margin.t, 3.1 * size);
  for (const trace of figure.data) {
    const bar = trace.colorbar;
    if (!bar || typeof bar.x !== "number" || typeof bar.y !== "number") continue;
    const row = rowOf(bar.y);
    const [low, high] = rows[row].map(toY);
    const edge = panels.filter((each) => each.row === row).map((each) => each.x[1]).sort((a, b) => Math.abs(a - bar.x) - Math.abs(b - bar.x))[0];
    trace.colorbar = { ...bar, x: maps[row](edge) + 4 / inner[0], y: (low + high) / 2, len: typeof bar.len === "number" ? high - low : bar.len };
  }
  for (const { set, to } of panels) set(to[0], to[1]);
}

/** Plotly's camera sees as much in height in every panel, and in an upright one less in width: it would cut the numbers
 * at the sides, where there are any. */
function stepBack(scene, upright) {
  const eye = scene.xaxis?.visible === false ? null : scene.camera?.eye;
  const far = Math.max(1, UPRIGHT * upright);
  if (eye) scene.camera = { ...scene.camera, eye: { x: far * eye.x, y: far * eye.y, z: far * eye.z } };
}

const canvas = document.createElement("canvas").getContext("2d");

/** Make a title fit: smaller type first, then a second line. @returns {boolean} whether there are two lines */
function squeeze(note, room, size, family) {
  const plain = String(note.text).replace(/<[^>]*>/g, "");
  canvas.font = `bold ${size}px ${family}`;
  const wide = canvas.measureText(plain).width * 1.04;
  if (wide <= room) return false;
  const smaller = Math.max(0.86 * size, (size * room) / wide);
  note.font = { ...note.font, size: smaller };
  if ((wide * smaller) / size <= room + 1) return false;
  const words = plain.split(" ");
  let line = "";
  let at = 0;
  while (at < words.length && canvas.measureText(`${line} ${words[at]}`).width * 1.04 * (smaller / size) <= room) line += `${at ? " " : ""}${words[at++]}`;
  if (at === 0 || at === words.length) return false;
  note.text = `<b>${line}<br>${words.slice(at).join(" ")}</b>`;
  return true;
}

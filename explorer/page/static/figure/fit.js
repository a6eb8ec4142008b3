/**
 * Fits a figure to the pixels that it has. Python lays panels out for one size; between panels there must be the same
 * room for tick labels and titles on every screen, so the gaps are dealt out anew here, and long titles are made to fit.
 */

const SIDE = 78; // pixels between panels side by side, at the type size of the light look (viz/compose.py)
const BETWEEN = 98; // pixels between panels one above the other
const CLOSE = 80; // the same on a phone
const BARE = 46; // the same where the upper ones have neither tick labels nor a title under them: photographs, tables
const NARROW = 640; // pixels of width of a phone's figure at most (figure.js)
const TYPE = 13;
const LABELS = 50; // pixels beside a space for the numbers of its upright axis (viz/compose.py)
const LETTER = 4.5; // and by letter of its title
const RIGHT = 16; // pixels on the other side
const [ABOVE, BELOW] = [8, 36]; // and above and under the box, where the numbers of its other axes are
const NEAREST = 0.55; // of its distance, where the eye may stand in a hall

/** The distinct intervals along one direction, in order. */
function intervals(list) {
  const seen = new Map();
  for (const [low, high] of list) seen.set(`${low.toFixed(4)}:${high.toFixed(4)}`, [low, high]);
  return [...seen.values()].sort((a, b) => a[0] - b[0]);
}

/** Widths that together have the same sum as these, for gaps that are all the same. */
function widthsOf(old, gap) {
  const total = old.reduce((sum, [low, high]) => sum + high - low, 0);
  return old.map(([low, high]) => ((high - low) / total) * (1 - gap * (old.length - 1)));
}

/**
 * The map from old to new places along one direction, when the gaps between `old` intervals become `gap`.
 * @param {[number, number][]} old disjoint intervals in order
 */
const respace = (old, /** @type {number} */ gap) => placed(old, widthsOf(old, gap), old.map(() => gap));

/** The same for a width of each interval, and for the gap after it. */
function placed(old, /** @type {number[]} */ widths, /** @type {number[]} */ gaps) {
  let at = 0;
  const moved = old.map((_, i) => {
    const interval = [at, Math.min(1, at + widths[i])];
    at += widths[i] + gaps[i];
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

/**
 * One row of panels in a hall: a photograph or a map is as wide as its height allows, at the cost of plots, which any
 * width suits; where nothing is written beside a panel, its neighbour is near.
 */
function dealt(old, places, inner, size) {
  const near = (BARE / 2) * (size / TYPE);
  const gaps = old.map((_, i) => (i + 1 === old.length ? 0 : places[i + 1].alongside ? (SIDE * size) / TYPE : near));
  const room = inner[0] - gaps.reduce((sum, gap) => sum + gap, 0);
  const usual = widthsOf(old, 0).map((share) => share * room);
  const want = places.map(({ aspect }, i) => (aspect ? aspect * inner[1] : usual[i]));
  const spare = usual.map((width, i) => (places[i].aspect ? Math.max(0, width - want[i]) : places[i].flat ? Math.max(0, width - Math.max(0.62 * width, 12 * size)) : 0));
  const lack = usual.map((width, i) => (places[i].aspect ? Math.max(0, want[i] - width) : 0));
  const sum = (list) => list.reduce((all, each) => all + each, 0);
  const given = Math.min(sum(spare), sum(lack));
  const widths = usual.map((width, i) => width + (given ? (given * lack[i]) / sum(lack) - (given * spare[i]) / sum(spare) : 0));
  // What no photograph needs any more is for the others.
  const left = widths.map((width, i) => (places[i].aspect ? Math.max(0, width - want[i]) : 0));
  const others = places.map(({ aspect }) => (aspect ? 0 : 1));
  const dealtOut = sum(others) ? widths.map((width, i) => width - left[i] + (sum(left) * others[i]) / sum(others)) : widths;
  return placed(old, dealtOut.map((width) => width / inner[0]), gaps.map((gap) => gap / inner[0]));
}

/** Width by height of a panel whose axes have one scale; 0: any. */
function aspectOf(x, y, /** @type {string} */ name) {
  if (y.scaleanchor !== name || (y.scaleratio ?? 1) !== 1 || !x.range || !y.range) return 0;
  return Math.abs((x.range[1] - x.range[0]) / (y.range[1] - y.range[0])) || 0;
}

/** Whether nothing is written under a panel with that x axis. */
const isBare = (axis) => axis.visible === false || (axis.showticklabels === false && !axis.title?.text);

const disjoint = (list) => list.every((each, i) => i === 0 || each[0] >= list[i - 1][1] - 1e-6);

/**
 * Fit a resolved figure, in place, to an element of `width` by `height` pixels.
 * @param {{data: any[], layout: any}} figure
 * @param {any} template the look's, for the margins and the size of type
 * @param {boolean} [hall] the figure is to use the whole room, for an audience
 * @returns {Title[]} the titles of panels, by the number of their annotation
 * @typedef {{room: number, size: number, family: string, drawn: number, lines: number}} Title the pixels that a title has,
 *   the type that it would have with room enough, and the size and number of lines that it got
 */
export function fit(figure, template, width, height, hall = false) {
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
      const more = { flat: true, alongside: !isBare(other || value), aspect: other ? aspectOf(value, other, key.replace("axis", "")) : 0 };
      if (other?.domain) places.push({ x: value.domain, y: other.domain, bare: isBare(value), ...more, set: (x, y) => ((value.domain = x), (other.domain = y)) });
    } else if (/^scene\d*$/.test(key) && value.domain) {
      const set = (x, y) => ((value.domain = { x, y }), stepBack(value, (x[1] - x[0]) * inner[0], (y[1] - y[0]) * inner[1], size / TYPE, hall));
      places.push({ ...value.domain, alongside: true, labelled: value.xaxis?.visible !== false, set });
    }
  }
  /** @type {Title[]} */ const titles = [];
  if (!places.length) return titles;
  const rows = intervals(places.map((each) => each.y));
  if (!disjoint(rows)) return titles;
  const lowest = Math.min(...rows.map(([low]) => low));
  const bare = places.every((each) => each.bare || Math.abs(each.y[0] - lowest) < 1e-3);
  const toY = respace(rows, Math.min(0.4, ((bare ? BARE : width < NARROW ? CLOSE : BETWEEN) * size) / TYPE / inner[1]));
  // Each row has columns of its own: the places in a row are mapped by that row.
  const columns = rows.map(([low]) => intervals(places.filter((each) => Math.abs(each.y[0] - low) < 1e-3).map((each) => each.x)));
  if (!columns.every(disjoint)) return titles;
  const row = [...places].sort((a, b) => a.x[0] - b.x[0]);
  const one = hall && rows.length === 1 && columns[0].length === places.length && !figure.data.some((trace) => trace.colorbar || trace.showscale);
  const maps = one ? [dealt(columns[0], row, inner, size)] : columns.map((list) => respace(list, Math.min(0.4, (SIDE * size) / TYPE / inner[0])));
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
  for (const trace of figure.data) {
    const bar = trace.colorbar;
    if (!bar || typeof bar.x !== "number" || typeof bar.y !== "number") continue;
    const row = rowOf(bar.y);
    const [low, high] = rows[row].map(toY);
    const edge = panels.filter((each) => each.row === row).map((each) => each.x[1]).sort((a, b) => Math.abs(a - bar.x) - Math.abs(b - bar.x))[0];
    trace.colorbar = { ...bar, x: maps[row](edge) + 4 / inner[0], y: (low + high) / 2, len: typeof bar.len === "number" ? high - low : bar.len };
  }
  giveRoom(figure, panels, margin, inner, size);
  for (const { set, to } of panels) set(to[0], to[1]);
  return titles;
}

/** A space writes within its panel: it gets the room that planes have at their left for numbers and a title. */
function giveRoom({ data, layout }, panels, margin, inner, size) {
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
  for (const { colorbar } of data) if (typeof colorbar?.x === "number") colorbar.x = moved(colorbar.x);
}

/** Plotly's camera sees as much in height in every panel, and in an upright one less in width: it steps back until the
 * box leaves room for what is written beside it, in type of that `scale`, and moves to the left, where most of it is. */
function stepBack(scene, width, height, scale, hall = false) {
  if (scene.xaxis?.visible === false || !scene.camera?.eye) return;
  const { eye, center = { x: 0, y: 0, z: 0 } } = scene.camera;
  const zoom = scene.zoom ?? 1;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z].map((part) => part * zoom);
  const flat = Math.hypot(x, y) || 1;
  const across = [-y / flat, x / flat];
  const wide = Math.abs(across[0]) * (scene.aspectratio?.x ?? 1) + Math.abs(across[1]) * (scene.aspectratio?.y ?? 1);
  const left = scale * (LABELS + LETTER * (scene.zaxis?.title?.text || "").length);
  const free = Math.max(width - left - scale * RIGHT, 0.3 * width);
  const pixel = (2 * Math.tan(Math.PI / 8) * Math.hypot(x, y, z)) / height;
  const far = Math.max(1, wide / (pixel * free));
  if (hall) {
    const aspect = scene.aspectratio ?? { x: 1, y: 1, z: 1 };
    const { part, to } = filled([x, y, z], aspect, { width: free, height, aside: (left - scale * RIGHT) / 2, scale }, far);
    const [cx, cy, cz] = to;
    scene.camera = { ...scene.camera, center: { x: cx, y: cy, z: cz }, eye: { x: (part * x) / zoom + cx, y: (part * y) / zoom + cy, z: (part * z) / zoom + cz } };
    return;
  }
  const shift = -0.5 * (left - scale * RIGHT) * far * pixel;
  const to = { x: shift * across[0], y: shift * across[1], z: 0 };
  const away = far / zoom;
  scene.camera = { ...scene.camera, center: to, eye: { x: away * x + to.x, y: away * y + to.y, z: away * z } };
}

/** In a hall the box fills its place: how near the eye may come, as a part of where it is (at most `far`), and what it
 * looks at, so that the box and its numbers are in the middle of their room. */
function filled(/** @type {number[]} */ eye, aspect, room, /** @type {number} */ far) {
  const long = Math.hypot(...eye);
  const flat = Math.hypot(eye[0], eye[1]) || 1;
  const ahead = eye.map((part) => -part / long);
  const across = [-eye[1] / flat, eye[0] / flat, 0];
  const up = [across[1] * ahead[2], -across[0] * ahead[2], across[0] * ahead[1] - across[1] * ahead[0]];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const signs = [-0.5, 0.5];
  const corners = signs.flatMap((i) => signs.flatMap((j) => signs.map((k) => [i * aspect.x, j * aspect.y, k * aspect.z])));
  const focal = room.height / 2 / Math.tan(Math.PI / 8); // pixels of a unit at a distance of one
  const [above, below] = [ABOVE * room.scale, BELOW * room.scale];
  const middle = [room.aside, (below - above) / 2];
  const view = (/** @type {number} */ part) => {
    const off = [0, 0];
    for (let turn = 0; ; turn += 1) {
      const seen = corners.map((corner) => {
        const way = corner.map((value, i) => value - part * eye[i] - off[0] * across[i] - off[1] * up[i]);
        const depth = Math.max(0.05, dot(way, ahead));
        return [(focal * dot(way, across)) / depth, (focal * dot(way, up)) / depth];
      });
      const ends = [0, 1].map((axis) => [Math.min(...seen.map((spot) => spot[axis])), Math.max(...seen.map((spot) => spot[axis]))]);
      if (turn === 4) return { fits: ends[0][1] - ends[0][0] <= room.width && ends[1][1] - ends[1][0] <= room.height - above - below, to: across.map((value, i) => off[0] * value + off[1] * up[i]) };
      ends.forEach(([low, high], axis) => (off[axis] += (((low + high) / 2 - middle[axis]) * part * long) / focal));
    }
  };
  let part = far;
  while (part > NEAREST && view(part - 0.02).fits) part -= 0.02;
  return { part, to: view(part).to };
}

const canvas = document.createElement("canvas").getContext("2d");

/** Make a title fit: smaller type first, then a second line. @returns {boolean} whether there are two lines */
export function squeeze(note, room, size, family) {
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

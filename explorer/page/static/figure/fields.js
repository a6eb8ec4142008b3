/**
 * Fields in the fast lane: heat maps painted on a canvas from their numbers, contour maps traced anew.
 *
 * These writers keep the rules of fastlane.js: they draw what Plotly 4.1 draws from the same numbers (compare plotly.js:
 * src/traces/heatmap/plot.js, src/traces/contour/plot.js, make_color_map.js), return null for what they cannot, and
 * leave behind only what Plotly's next own drawing rewrites, or what `cleared` takes away before it.
 */

import { numbers } from "../common/arrays.js";
import { color, painter, resolve } from "../common/looks.js";
import { short } from "./styles.js";

const SVG = "http://www.w3.org/2000/svg";
const XLINK = "http://www.w3.org/1999/xlink";
const OWN = "scope-field"; // our drawing of a contour map, in place of Plotly's
const AWAY = "data-scope-away"; // Plotly's, while ours is shown
const FINEST = 200; // pixels of a smooth heat map along its longer side; the browser interpolates between them
const MOST = 40_000; // cells of a field that are drawn in a frame

/** What of a trace may change, by its type. */
const CHANGING = {
  heatmap: new Set(["z", "zmin", "zmax"]),
  contour: new Set(["z", "contours.start", "contours.end", "contours.size"]),
};

/** Whether a change of that name is one of a field that can be drawn. */
export const isField = (/** @type {string} */ type, /** @type {string} */ name) => Boolean(CHANGING[type]?.has(name));

/** The rows of a matrix, if it has as many as ever and is not too large. @returns {ArrayLike<number>[]|null} */
function rowsOf(trace, full) {
  const rows = /** @type {any} */ (numbers(trace.z));
  const drawn = full.z;
  if (!rows?.length || !drawn?.length || rows.length !== drawn.length || rows[0].length !== drawn[0].length) return null;
  return rows.length * rows[0].length <= MOST ? rows : null;
}

/** From data to pixels along an axis that is linear, for any list of places. @returns {number[]|null} */
function along(axis, list) {
  if (axis.type !== "linear" || (axis.rangebreaks && axis.rangebreaks.length)) return null;
  return Array.from(list, (value) => axis._b + axis._m * value);
}

/** The colours of a heat map as 256 steps of its scale: more than a screen tells apart. */
function steps(paint) {
  const table = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) table.set(paint(i / 255), 3 * i);
  return table;
}

/** The least and the greatest number of a matrix. */
function extent(rows) {
  let [low, high] = [Infinity, -Infinity];
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) {
      if (row[i] < low) low = row[i];
      if (row[i] > high) high = row[i];
    }
  }
  return [low, high];
}

/** A picture of so many pixels as an address; `colourAt` gives the share of the scale at a pixel, or NaN for none. */
function picture(width, height, table, shareAt) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = image.data;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const share = shareAt(x, y);
      if (share !== share) continue; // nothing there
      const step = 3 * Math.round(255 * Math.max(0, Math.min(1, share)));
      pixels[at] = table[step];
      pixels[at + 1] = table[step + 1];
      pixels[at + 2] = table[step + 2];
      pixels[at + 3] = 255;
    }
  }
  context.putImageData(image, 0, 0);
  return canvas.toDataURL("image/png");
}

/** Where each pixel lies between the middles of the bricks: the lower one and the share on the way to the next. */
function between(pixels, length, edges) {
  const bricks = edges.length - 1;
  const way = edges[bricks] > edges[0] ? 1 : -1;
  const at = new Float64Array(pixels);
  for (let i = 0, k = 0; i < pixels; i++) {
    const pixel = way > 0 ? i : pixels - 1 - i;
    const place = (pixel + 0.5) * (length / pixels);
    while (k < bricks - 1 && way * edges[k + 1] <= way * place) k++;
    const share = k + (place - edges[k]) / (edges[k + 1] - edges[k]) - 0.5;
    at[pixel] = Math.max(0, Math.min(bricks - 1, share));
  }
  return at;
}

/** A heat map whose numbers change and whose places rest. @returns {(() => void)|null} */
export function planHeatmap(trace, full, group, plot, look) {
  const rows = rowsOf(trace, full);
  const node = group.querySelector(":scope > image");
  const drawn = group.__data__?.[0];
  const paint = painter(resolve(trace.colorscale, look));
  if (!rows || !node || !drawn || !paint || full.texttemplate || full.xgap || full.ygap || full.reversescale) return null;
  if (full.zsmooth === "fast" || full.connectgaps) return null;
  const [xs, ys] = [along(plot.xaxis, drawn.x), along(plot.yaxis, drawn.y)];
  const named = trace.zmin !== undefined && trace.zmax !== undefined;
  // The numbers at a colour bar are Plotly's.
  if (!xs || !ys || (full.showscale && (!named || trace.zmin !== full.zmin || trace.zmax !== full.zmax))) return null;
  const [height, width] = [rows.length, rows[0].length];
  if (xs.length !== width + 1 || ys.length !== height + 1) return null;
  const smooth = full.zsmooth === "best";
  if (!smooth && !/pixelated/.test(node.getAttribute("style") || "")) return null; // bricks of several sizes
  return () => {
    const [low, high] = named ? [trace.zmin, trace.zmax] : extent(rows);
    const share = (value) => (value === null ? NaN : high > low ? (value - low) / (high - low) : 0.5);
    const table = steps(paint);
    let source;
    if (smooth) {
      const [left, top] = [Number(node.getAttribute("x")), Number(node.getAttribute("y"))];
      const [wide, tall] = [Number(node.getAttribute("width")), Number(node.getAttribute("height"))];
      const fine = Math.min(1, FINEST / Math.max(wide, tall));
      const [w, h] = [Math.max(1, Math.round(wide * fine)), Math.max(1, Math.round(tall * fine))];
      const across = between(w, wide, xs.map((x) => x - left));
      const down = between(h, tall, ys.map((y) => y - top));
      source = picture(w, h, table, (i, j) => {
        const [x, y] = [across[i], down[j]];
        const [i0, j0] = [Math.min(width - 2, Math.floor(x)), Math.min(height - 2, Math.floor(y))];
        const [u, v] = [x - i0, y - j0];
        const [a, b] = [rows[j0], rows[j0 + 1]];
        return share((1 - v) * ((1 - u) * a[i0] + u * a[i0 + 1]) + v * ((1 - u) * b[i0] + u * b[i0 + 1]));
      });
    } else {
      const [turned, upward] = [xs[width] < xs[0], ys[height] < ys[0]];
      source = picture(width, height, table, (i, j) => share(rows[upward ? height - 1 - j : j][turned ? width - 1 - i : i]));
    }
    node.setAttributeNS(XLINK, "xlink:href", source);
  };
}

/** The levels of a contour map. @returns {number[]|null} */
function levelsOf({ contours }) {
  const { start, end, size } = contours || {};
  if (![start, end, size].every(Number.isFinite)) return null;
  if (size <= 0) return start === end ? [start] : null;
  const count = Math.floor((end + size / 1e6 - start) / size) + 1;
  return count > 0 && count <= 100 ? Array.from({ length: count }, (_, k) => start + k * size) : null;
}

/**
 * Where a level passes through a field: closed loops of points, those along its edge included.
 *
 * The field is seen as if it fell to nothing around its edge, so that every line closes, and the ground above the level
 * is what an odd number of loops goes around. Marching squares; a saddle is told by the mean of its corners.
 * @param {ArrayLike<number>[]} rows @param {number[]} xs pixels of the columns @param {number[]} ys of the rows
 * @returns {{x: number[], y: number[], edge: boolean[]}[]} `edge[k]`: the way from point k to the next is along the edge
 */
export function loops(rows, xs, ys, level) {
  const [height, width] = [rows.length, rows[0].length];
  const stride = width + 1;
  // Crossings by the side of a cell that they are on: 2 k is from node k to the next of its row, 2 k + 1 to that above.
  const next = new Map();
  const above = (i, j) => i >= 0 && j >= 0 && i < width && j < height && rows[j][i] >= level;
  const across = (i, j) => 2 * ((j + 1) * (stride + 1) + i + 1);
  const upwards = (i, j) => across(i, j) + 1;
  for (let j = -1; j < height; j++) {
    let [a, d] = [false, false];
    for (let i = -1; i < width; i++) {
      const [b, c] = [above(i + 1, j), above(i + 1, j + 1)];
      if (i === -1) [a, d] = [false, false];
      const code = (a ? 1 : 0) | (b ? 2 : 0) | (c ? 4 : 0) | (d ? 8 : 0);
      if (code && code !== 15) {
        const [low, right, top, left] = [across(i, j), upwards(i + 1, j), across(i, j + 1), upwards(i, j)];
        const join = (from, to) => next.set(from, to);
        // The ground above the level lies to the left of the way.
        if (code === 5 || code === 10) {
          const inside = i >= 0 && j >= 0 && i < width - 1 && j < height - 1;
          const mean = inside ? (rows[j][i] + rows[j][i + 1] + rows[j + 1][i] + rows[j + 1][i + 1]) / 4 : -Infinity;
          const joined = mean >= level;
          if (code === 5) {
            join(left, joined ? top : low);
            join(right, joined ? low : top);
          } else {
            join(low, joined ? left : right);
            join(top, joined ? right : left);
          }
        } else {
          const ways = { 1: [left, low], 2: [low, right], 3: [left, right], 4: [right, top], 6: [low, top], 7: [left, top] };
          const back = { 14: [low, left], 13: [right, low], 12: [right, left], 11: [top, right], 9: [top, low], 8: [top, left] };
          join(...(ways[code] || back[code]));
        }
      }
      [a, d] = [b, c];
    }
  }
  const clampX = (i) => Math.max(0, Math.min(width - 1, i));
  const clampY = (j) => Math.max(0, Math.min(height - 1, j));
  const found = [];
  for (const first of next.keys()) {
    if (!next.has(first)) continue;
    const [x, y, within] = [[], [], []];
    for (let at = first; at !== undefined && next.has(at); ) {
      const node = at >> 1;
      const [i, j] = [(node % (stride + 1)) - 1, Math.floor(node / (stride + 1)) - 1];
      const [k, l] = at & 1 ? [i, j + 1] : [i + 1, j];
      const real = i >= 0 && j >= 0 && k < width && l < height;
      const t = real ? (level - rows[j][i]) / (rows[l][k] - rows[j][i]) : 0;
      x.push(xs[clampX(i)] + t * (xs[clampX(k)] - xs[clampX(i)]));
      y.push(ys[clampY(j)] + t * (ys[clampY(l)] - ys[clampY(j)]));
      within.push(real);
      const following = next.get(at);
      next.delete(at);
      at = following;
    }
    // Where one end is beyond the field, the way between them is along its edge.
    found.push({ x, y, edge: within.map((real, k) => !real || !within[(k + 1) % within.length]) });
  }
  return found;
}

/** The `d` of the ground within loops. */
const ground = (found) => found.map(({ x, y }) => `M${x.map((v, k) => `${short(v)},${short(y[k])}`).join("L")}Z`).join("");

/** The `d` of loops without what lies along the edge. */
function lines(found) {
  let path = "";
  for (const { x, y, edge } of found) {
    let drawing = false;
    for (let k = 0; k < x.length; k++) {
      const to = (k + 1) % x.length;
      if (edge[k]) drawing = false;
      else {
        path += drawing ? `L${short(x[to])},${short(y[to])}` : `M${short(x[k])},${short(y[k])}L${short(x[to])},${short(y[to])}`;
        drawing = true;
      }
    }
  }
  return path;
}

function element(kind, attributes, parent) {
  const node = document.createElementNS(SVG, kind);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  parent.append(node);
  return node;
}

/** A contour map whose numbers or levels change and whose places rest. @returns {(() => void)|null} */
export function planContour(trace, full, group, plot, look) {
  const rows = rowsOf(trace, full);
  const drawn = group.__data__?.[0];
  const levels = levelsOf(trace);
  const coloring = full.contours?.coloring;
  if (!rows || !drawn || !levels || full.autocontour || full.contours.type !== "levels" || full.contours.showlabels) return null;
  if (!["fill", "none"].includes(coloring) || full.showscale || full.reversescale || full.connectgaps) return null;
  if ((full.line.dash && full.line.dash !== "solid") || rows.some((row) => !Array.prototype.every.call(row, Number.isFinite))) return null;
  const [xs, ys] = [along(plot.xaxis, drawn.x), along(plot.yaxis, drawn.y)];
  const paint = coloring === "fill" ? painter(resolve(trace.colorscale, look)) : null;
  if (!xs || !ys || xs.length !== rows[0].length || ys.length !== rows.length || (coloring === "fill" && !paint)) return null;
  return () => {
    let own = group.querySelector(`:scope > .${OWN}`);
    if (!own) {
      for (const node of [...group.children]) {
        node.setAttribute(AWAY, "");
        node.setAttribute("display", "none");
      }
      own = element("g", { class: OWN }, group);
    }
    own.replaceChildren();
    const found = levels.map((level) => loops(rows, xs, ys, level));
    if (paint) {
      const fill = (share) => `rgb(${paint(share).join(",")})`;
      const box = `M${xs[0]},${ys[0]}H${xs.at(-1)}V${ys.at(-1)}H${xs[0]}Z`;
      element("path", { d: box, fill: fill(0), stroke: "none" }, own);
      found.forEach((each, k) => {
        const d = ground(each);
        if (d) element("path", { d, fill: fill((k + 1) / levels.length), "fill-rule": "evenodd", stroke: "none" }, own);
      });
    }
    if (full.contours.showlines !== false) {
      const stroke = color(trace.line.color, look);
      element("path", { d: found.map(lines).join(""), fill: "none", stroke, "stroke-width": full.line.width, "stroke-miterlimit": 1 }, own);
    }
  };
}

/** Take away what was drawn here, before Plotly draws. */
export function cleared(/** @type {Element} */ gd) {
  for (const node of gd.querySelectorAll(`.${OWN}`)) node.remove();
  for (const node of gd.querySelectorAll(`[${AWAY}]`)) {
    node.removeAttribute(AWAY);
    node.removeAttribute("display");
  }
}

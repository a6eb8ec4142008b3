/**
 * What a drag changes in a figure besides places: colours, widths, sizes, the side of a name, the title of a panel.
 *
 * These writers belong to the fast lane (fastlane.js) and keep its rules: they draw what Plotly 4.1 draws, return null
 * for what they cannot, before anything is written, and leave behind only what Plotly's next own drawing rewrites
 * (compare plotly.js: src/components/drawing, color, annotations).
 */

import { squeeze } from "./titles.js";
import { painter, resolve } from "../common/looks.js";

/** What can be written, by type of trace: a path within the trace. */
const WRITTEN = {
  scatter: new Set(["textposition", "textfont.color", "fillcolor", "line.color", "line.width", "marker.color", "marker.cmin", "marker.cmax", "marker.line.color", "marker.size", "marker.angle", "opacity"]),
  bar: new Set(["marker.color"]),
};
/** Only a pointer that rests on the figure is told these; Plotly knows them once it has drawn. */
const SILENT = new Set(["name", "hovertext"]);

/** A coordinate, short: a hundredth of a pixel is more than a screen shows. */
export const short = (value) => Math.round(value * 100) / 100;

/** The name of a change within a trace: "marker.size" for ["data", 3, "marker", "size", 1]. */
export const nameOf = (path) => path.slice(2).filter((step) => typeof step === "string").join(".");

/** Whether a change of that name may be left unwritten. */
export const isSilent = (/** @type {string} */ name) => SILENT.has(name);

/** A colour of a look as Plotly writes it; null for any other. @returns {{rgb: string, alpha: number}|null} */
export function colour(text) {
  if (typeof text !== "string") return null;
  const hex = /^#(..)(..)(..)$/.exec(text.replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3"));
  if (hex) return { rgb: `rgb(${hex.slice(1).map((part) => parseInt(part, 16)).join(", ")})`, alpha: 1 };
  const mixed = /^rgba\((\d+),(\d+),(\d+),([\d.]+)\)$/.exec(text);
  return mixed && { rgb: `rgb(${mixed.slice(1, 4).join(", ")})`, alpha: Number(mixed[4]) };
}

/** How much a colour covers. */
export const coverOf = (text) => colour(text)?.alpha ?? 1;

/** The style of a solid line, as Plotly writes it; empty for any other. */
export function lineStyle(/** @type {any} */ line) {
  const paint = colour(line?.color);
  if (!paint || !(line.width > 0) || (line.dash && line.dash !== "solid")) return "";
  return `vector-effect: none; fill: none; stroke: ${paint.rgb}; stroke-opacity: ${paint.alpha}; stroke-width: ${line.width}px; opacity: 1;`;
}

const filled = (node, { rgb, alpha }) => {
  node.style.fill = rgb;
  node.style.fillOpacity = String(alpha);
};
const stroked = (node, { rgb, alpha }) => {
  node.style.stroke = rgb;
  node.style.strokeOpacity = String(alpha);
};

const SIDES = { start: 1, end: -1, middle: 0, bottom: 1, top: -1 };

/** Where a text without a marker is set about its point, as Plotly does it. */
export function setBeside(node, position, size) {
  const across = position.includes("left") ? "end" : position.includes("right") ? "start" : "middle";
  const up = position.includes("top") ? "top" : position.includes("bottom") ? "bottom" : "middle";
  node.querySelector("text")?.setAttribute("text-anchor", across);
  node.setAttribute("transform", `translate(0,${0.75 * size + ((SIDES[up] - 1) * size) / 2})`);
}

/** The `d` of the marker symbol "arrow" of radius `r`, turned clockwise by an angle in radians from pointing up. */
export function arrowHead(r, angle) {
  const head = Math.PI / 2.5;
  const half = 2 * r * Math.cos(head);
  const long = 2 * r * Math.sin(head);
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const corner = (px, py) => `${short(px * cos - py * sin)},${short(px * sin + py * cos)}`;
  return `M0,0L${corner(-half, long)}L${corner(half, long)}Z`;
}

/** The outline of a marker of some radius, by its symbol (compare plotly.js: components/drawing/symbol_defs.js). */
export const OUTLINES = {
  circle: (radius) => {
    const r = short(radius);
    return `M${r},0A${r},${r} 0 1,1 0,-${r}A${r},${r} 0 0,1 ${r},0Z`;
  },
  square: (radius) => {
    const r = short(radius);
    return `M${r},${r}H-${r}V-${r}H${r}Z`;
  },
  diamond: (radius) => {
    const r = short(1.3 * radius);
    return `M${r},0L0,${r}L-${r},0L0,-${r}Z`;
  },
  "triangle-up": (radius) => {
    const r = short((2 * radius) / Math.sqrt(3));
    return `M-${r},${short(radius / 2)}H${r}L0,-${short(radius)}Z`;
  },
  "triangle-down": (radius) => {
    const r = short((2 * radius) / Math.sqrt(3));
    return `M-${r},-${short(radius / 2)}H${r}L0,${short(radius)}Z`;
  },
};

/** The value of a change in a look. */
function valueOf(trace, name, look) {
  const steps = name.split(".");
  const value = steps.reduce((part, step) => part?.[step], trace);
  return resolve(value, look, steps.at(-2) ?? "", steps.at(-1));
}

/**
 * Plan one change of style.
 * @param {any} trace as it should be @param {any} full Plotly's trace as it is drawn @param {Element} group its element
 * @param {string} name of the change @param {any} value in the look
 * @returns {(() => void)|null} what writes it
 */
function planChange(trace, full, group, name, value, look) {
  const all = (selector, write) => () => group.querySelectorAll(selector).forEach(write);
  const lines = full.mode?.includes("lines");
  const dots = full.mode?.includes("markers");
  const paint = colour(value);
  if (name === "line.width") {
    // The dashes of a line are as long as it is wide.
    if (!(value > 0) || !(full.line?.width > 0) || (full.line.dash && full.line.dash !== "solid")) return null;
    return all(":scope > .lines > .js-line", (node) => (node.style.strokeWidth = `${value}px`));
  }
  if (name === "marker.angle") {
    if (!dots || full.marker.symbol !== "arrow" || typeof full.marker.size !== "number") return null;
    const radius = resolve(trace.marker.size, look, "marker", "size") / 2;
    const angleAt = (i) => ((typeof value === "number" ? value : value[i]) * Math.PI) / 180;
    return all(":scope > .points > path.point", (node) => node.setAttribute("d", arrowHead(radius, angleAt(node.__data__?.i))));
  }
  if (name === "marker.size") {
    if (full.marker?.symbol === "arrow" && full.marker.angleref === "previous") return () => {}; // its outline is drawn with its place
    const listed = (size) => typeof size === "object";
    const outline = OUTLINES[full.marker?.symbol];
    if (!dots || !outline || listed(value) !== listed(full.marker.size)) return null;
    if (listed(value) && (full.marker.sizeref !== 1 || full.marker.sizemode !== "diameter")) return null;
    const sizeAt = (i) => (typeof value === "number" ? value : value[i]);
    return all(":scope > .points > path.point", (node) => {
      const size = sizeAt(node.__data__?.i);
      if (size >= 0) node.setAttribute("d", outline(size / 2));
    });
  }
  if (name === "opacity") return () => (/** @type {SVGElement} */ (group).style.opacity = String(value));
  if (name === "marker.cmin" || name === "marker.cmax") {
    return planChange(trace, full, group, "marker.color", valueOf(trace, "marker.color", look), look);
  }
  if (name === "textposition") {
    if (dots || typeof value !== "string" || typeof full.textposition !== "string" || typeof full.textfont.size !== "number") return null;
    return all(":scope > .text > g.textpoint", (node) => setBeside(node, value, full.textfont.size));
  }
  if (name === "textfont.color" && Array.isArray(value)) {
    const paints = value.map(colour);
    if (!Array.isArray(full.textfont?.color) || paints.includes(null)) return null;
    return all(":scope > .text > g.textpoint", (node) => {
      const [words, each] = [node.querySelector("text"), paints[node.__data__?.i]];
      if (words && each) filled(words, each);
    });
  }
  if (name === "marker.color" && Array.isArray(value) && trace.type === "bar") {
    const [paints, drawn] = [value.map(colour), full.marker?.color];
    if (!Array.isArray(drawn) || drawn.length !== paints.length) return null;
    if (!paints.every((each, i) => each && each.alpha < 1 === coverOf(drawn[i]) < 1)) return null;
    return all(":scope > .points > .point", (node) => {
      const [path, each] = [node.querySelector("path"), paints[node.__data__?.i]];
      if (path && each) filled(path, each);
    });
  }
  if (name === "marker.color" && typeof value === "object" && trace.type === "scatter") {
    // Numbers on a colour scale whose ends are named.
    const { cmin, cmax, colorscale, showscale } = trace.marker;
    const paints = painter(resolve(colorscale, look));
    if (!dots || !paints || typeof full.marker.color !== "object" || showscale || !(cmax > cmin) || full.marker.reversescale) return null;
    if (!Array.prototype.every.call(value, Number.isFinite)) return null;
    return all(":scope > .points > path.point", (node) => {
      const at = value[node.__data__?.i];
      if (at !== undefined) filled(node, { rgb: `rgb(${paints((at - cmin) / (cmax - cmin)).join(", ")})`, alpha: 1 });
    });
  }
  // Colours: one for the whole trace, then and now, and not the source of another one's.
  if (!paint) return null;
  if (name === "line.color") {
    if (!lines || (full.fill === "toself" && !trace.fillcolor) || (dots && !trace.marker?.color)) return null;
    return all(":scope > .lines > .js-line", (node) => stroked(node, paint));
  }
  if (name === "fillcolor") return full.fill === "toself" ? all(":scope > .fills .js-fill", (node) => filled(node, paint)) : null;
  if (name === "textfont.color") {
    if (typeof full.textfont?.color !== "string") return null;
    return all(":scope > .text > g.textpoint > text", (node) => filled(node, paint));
  }
  if (name === "marker.line.color") {
    if (!dots || typeof full.marker.line?.color !== "string") return null;
    return all(":scope > .points > path.point", (node) => stroked(node, paint));
  }
  if (typeof full.marker?.color !== "string" || (lines && !trace.line?.color)) return null;
  if (full.type === "scatter") return all(":scope > .points > path.point", (node) => filled(node, paint));
  // Bars that let through what is behind them have other edges than those that do not.
  if (paint.alpha < 1 !== coverOf(full.marker.color) < 1) return null;
  return all(":scope > .points > .point > path", (node) => filled(node, paint));
}

/**
 * Plan the styles of a trace among its changes.
 * @param {Set<string>} touched names of changes
 * @returns {(() => void)[]|null} what writes them; null: not all can be written
 */
export function planStyles(trace, full, group, touched, look) {
  const plans = [];
  for (const name of touched) {
    if (!WRITTEN[trace.type]?.has(name)) continue; // a place, or silent
    const plan = planChange(trace, full, group, name, valueOf(trace, name, look), look);
    if (!plan) return null;
    plans.push(plan);
  }
  return plans;
}

/** Whether a change of that name is a style that can be written. */
export const isStyle = (/** @type {string} */ type, /** @type {string} */ name) => Boolean(WRITTEN[type]?.has(name));

const TITLE = /^<b>([^<&$\n]+)<\/b>$/;

/**
 * Plan the title of a panel, if it stays in one line and in the type that it is in.
 * @param {any} gd Plotly's element @param {number} at which annotation @param {any} note as it should be
 * @param {{room: number, size: number, family: string, drawn: number, lines: number}|undefined} title how it was fitted (titles.js)
 * @returns {(() => void)|null} what writes it
 */
export function planTitle(gd, at, note, title) {
  const words = TITLE.exec(String(note.text));
  if (!words || !title || title.lines > 1) return null;
  const fitted = { text: note.text, font: note.font };
  if (squeeze(fitted, title.room, title.size, title.family) || Math.abs((fitted.font?.size ?? title.size) - title.drawn) > 1e-6) return null;
  const node = gd.querySelector(`.infolayer .annotation[data-index="${at}"] text.annotation-text`);
  const bold = node?.firstElementChild;
  if (!bold || node.children.length !== 1 || bold.children.length) return null;
  return () => {
    bold.textContent = words[1];
    node.setAttribute("data-unformatted", note.text);
  };
}

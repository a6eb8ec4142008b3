/**
 * The fast lane: while something is dragged, what moved is written straight into Plotly's SVG.
 *
 * `Plotly.react` takes 11 to 15 ms a frame, these writers about one. They draw what Plotly 4.1 draws from the same
 * numbers (compare plotly.js: src/traces/scatter/plot.js, line_points.js, src/traces/bar/plot.js,
 * src/components/drawing), in the axes as they stand, the reader's zoom included. Each writer returns false for
 * what it cannot draw, before it has written anything; the caller then draws with Plotly. Whatever is left behind is
 * of a kind that Plotly's next own drawing rewrites.
 */

import { numbers } from "../common/arrays.js";
import { resolve } from "../common/looks.js";
import { FAR, axisOf, numberOf, pathOf, pixels, scaleOf } from "./pixels.js";
import { fillMaker, markerMaker, textMaker } from "./elements.js";
import { isField, planContour, planHeatmap } from "./fields.js";
import { arrowHead, coverOf, isSilent, isStyle, lineStyle, nameOf, planStyles, planTitle, short } from "./styles.js";

const AWAY = "translate(-99999,-99999)";

/**
 * Whether the style of a scatter trace (Plotly's full trace, defaults filled in) is one that the writers know.
 * @returns {"arrow"|"plain"|null}
 */
function scatterKind(full) {
  const { line = {}, marker = {} } = full;
  const lines = full.mode.includes("lines") || full.fill === "toself";
  if (full.fill !== undefined && full.fill !== "none" && full.fill !== "toself") return null;
  if (lines && ((line.shape !== "linear" && line.shape !== "hv") || line.simplify !== false)) return null;
  // "auto" is the default, and without simplification Plotly draws lines to the middle of their markers all the same.
  if (lines && line.backoff && line.backoff !== "auto") return null;
  if (full.connectgaps || full.stackgroup || full.texttemplate || full.ids || full.selectedpoints) return null;
  if (full.error_x?.visible || full.error_y?.visible) return null;
  if (!full.mode.includes("markers")) return "plain";
  if (marker.maxdisplayed || marker.standoff || typeof marker.symbol !== "string") return null;
  if (marker.angle) return marker.symbol === "arrow" && marker.angleref === "up" ? "plain" : null;
  if (marker.symbol !== "arrow") return marker.symbol.startsWith("arrow") || marker.angleref === "previous" ? null : "plain";
  return marker.angleref === "previous" && line.shape === "linear" ? "arrow" : null;
}

/** The children of a group by point number; what has no number goes last. */
function byNumber(nodes, count) {
  const found = new Array(count).fill(null);
  for (const node of nodes) {
    const at = numberOf(node);
    if (at < 0) return null;
    if (at < count) found[at] = node;
  }
  return found;
}

/** Whether a marker's look is the same for all points, or written for each of them now, so that one may stand in for another. */
function uniform(marker, touched) {
  const listed = (key) => marker?.[key] !== null && typeof marker?.[key] === "object" && !touched.has(`marker.${key}`);
  return !["size", "color", "opacity", "symbol", "angle"].some(listed) && typeof marker?.line?.color !== "object";
}

/**
 * Prepare the points of a group (markers or texts): an element for each visible point, or null if they cannot be had.
 * Missing ones are copied from another, if `copies`, or made; they get the point's number, by which they are found again.
 * Where `empty` says so there is nothing to show.
 */
function elements(group, selector, { x, y, count }, copies, maker, empty = (_) => false) {
  const nodes = [...group.children].filter((node) => node.matches(selector));
  const found = byNumber(nodes, count);
  if (!found) return null;
  const made = new Map();
  for (let i = 0; i < count; i++) {
    if (found[i] || x[i] !== x[i] || y[i] !== y[i] || empty(i)) continue;
    const node = copies && nodes.length ? nodes[0].cloneNode(true) : (maker?.(i) ?? null);
    if (!node) return null;
    node.__data__ ??= { ...nodes[0].__data__, i };
    node.removeAttribute("display");
    made.set(i, node);
  }
  return { nodes, found, made };
}

function complete({ found, made }, group) {
  let next = null;
  for (let i = found.length - 1; i >= 0 && made.size; i--) {
    const node = made.get(i);
    if (node) {
      made.delete(i);
      group.insertBefore(node, next);
      found[i] = node;
    }
    next = found[i] || next;
  }
  return found;
}

/** Hide an element whose point lies off its axes, where Plotly does so itself (a layer that is not clipped). */
function clip(node, place, plot, i) {
  if (!plot.layerClipId) return;
  const inside = place.x[i] >= -0.01 && place.x[i] <= plot.xaxis._length + 0.01;
  const within = place.y[i] >= -0.01 && place.y[i] <= plot.yaxis._length + 0.01;
  if (inside && within) node.removeAttribute("display");
  else node.setAttribute("display", "none");
}

/** The address of a clip path, as Plotly writes it. */
const clipUrl = (gd, id) => (gd._context._baseUrl ? `url('${gd._context._baseUrl}#${id}')` : `url(#${id})`);

/** A text as it is shown, if it is plain or bold as a whole; null: markup that is left to Plotly. */
function wording(/** @type {string} */ text) {
  const words = /^(<b>)?([^&$\n]*?)(<\/b>)?$/.exec(text);
  if (!words || Boolean(words[1]) !== Boolean(words[3]) || /<[^<>]*>/.test(words[2])) return null; // "< 0.001" is no markup
  return { words: words[2], bold: Boolean(words[1]) };
}

/** Whether a drawn text is in one line and of one piece, so that other words can take its place. */
const simple = (/** @type {Element} */ shown) => shown.children.length < 2 && !shown.firstElementChild?.matches(".line");

/** Put words into a text, bold as a whole or not at all. */
function say(/** @type {Element} */ shown, { words, bold }) {
  if (!bold) {
    shown.textContent = words;
    return;
  }
  const strong = document.createElementNS("http://www.w3.org/2000/svg", "tspan");
  strong.setAttribute("style", "font-weight:bold");
  strong.textContent = words;
  shown.replaceChildren(strong);
}

/**
 * Plan a scatter trace: checks everything, writes nothing.
 * @returns {(() => void)|null} what writes it
 */
function planScatter(gd, trace, full, group, plot, touched, look) {
  const { mode } = full;
  const kind = scatterKind(full);
  const place = kind && pixels(gd, trace);
  if (!place) return null;
  const lines = mode.includes("lines");
  const dots = mode.includes("markers");
  const words = mode.includes("text");
  const paths = [...group.querySelectorAll(":scope > .lines > .js-line")];
  const filled = full.fill === "toself";
  let fills = filled ? [...group.querySelectorAll(":scope > .fills .js-fill")] : [];
  const stepped = full.line?.shape === "hv";
  const sizes = kind === "arrow" ? resolve(trace.marker.size, look, "marker", "size") : null;
  const sizeAt = (i) => (typeof sizes === "object" ? sizes[i] : sizes);
  const path = lines || filled ? pathOf(place, stepped) : "";
  const appears = lines && /[LH]/.test(path) && !paths.length; // nothing is drawn yet that could be bent
  const home = appears ? group.querySelector(":scope > .lines") : null;
  const style = appears ? lineStyle(full.line) : "";
  if (appears && (!home || !style)) return null;
  const bare = filled && path && (!fills.length || fills.some((node) => !node.style.fill));
  const fill = bare ? fillMaker(group, trace, full, look) : null;
  if (bare && !fill) return null;

  const points = group.querySelector(":scope > .points");
  const texts = group.querySelector(":scope > .text");
  const maker = dots && kind === "plain" ? markerMaker(trace, full, look) : null;
  const marks = dots ? points && elements(points, "path.point", place, kind === "plain" && uniform(full.marker, touched), maker) : null;
  if (dots && !marks) return null;
  const list = typeof trace.text === "string" ? [trace.text] : trace.text;
  const said = (i) => String((typeof trace.text === "string" ? trace.text : list?.[i]) ?? "");
  let labels = null;
  if (words) {
    if (typeof full.textposition === "object") return null;
    labels = texts && elements(texts, "g.textpoint", place, false, textMaker(gd, trace, full, look), (i) => said(i) === "");
    if (!labels) return null;
    for (let i = 0; i < place.count; i++) {
      const node = labels.found[i];
      const shown = node?.querySelector("text");
      const wanted = wording(said(i));
      if (!wanted || (node && wanted.words && !shown) || (shown && !simple(shown))) return null;
    }
  }

  return () => {
    if (home) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("class", "js-line");
      line.setAttribute("style", style);
      if (plot.layerClipId) line.setAttribute("clip-path", clipUrl(gd, plot.layerClipId));
      home.append(line);
      paths.push(line);
    }
    if (lines) {
      paths.forEach((node, at) => node.setAttribute("d", at === 0 && path ? path : "M0,0"));
    }
    if (fill) fills = fill(fills);
    if (filled) fills.forEach((node) => node.setAttribute("d", path ? `${path.replaceAll(/(?!^)M/g, "ZM")}Z` : "M0,0Z"));
    if (dots) {
      const found = complete(marks, points);
      for (const node of marks.nodes) if (numberOf(node) >= place.count) node.setAttribute("transform", AWAY);
      for (let i = 0; i < place.count; i++) {
        const node = found[i];
        if (!node) continue;
        if (place.x[i] !== place.x[i] || place.y[i] !== place.y[i]) {
          node.setAttribute("transform", AWAY);
          continue;
        }
        node.setAttribute("transform", `translate(${short(place.x[i])},${short(place.y[i])})`);
        clip(node, place, plot, i);
        if (kind === "arrow") {
          const dx = i ? place.x[i] - place.x[i - 1] : NaN;
          const dy = i ? place.y[i] - place.y[i - 1] : NaN;
          node.setAttribute("d", dx === dx && dy === dy ? arrowHead(sizeAt(i) / 2, Math.atan2(dy, dx) + Math.PI / 2) : "M0,0Z");
        }
      }
    }
    if (words) {
      complete(labels, texts);
      for (const node of labels.nodes) if (numberOf(node) >= place.count) node.setAttribute("display", "none");
      for (let i = 0; i < place.count; i++) {
        const node = labels.found[i];
        if (!node) continue;
        const gone = place.x[i] !== place.x[i] || place.y[i] !== place.y[i];
        const shown = node.querySelector("text");
        if (!shown) continue;
        shown.setAttribute("x", gone ? "-99999" : String(short(place.x[i])));
        shown.setAttribute("y", gone ? "-99999" : String(short(place.y[i])));
        const wanted = wording(said(i));
        if (shown.textContent !== wanted.words || Boolean(shown.firstElementChild) !== wanted.bold) {
          say(shown, wanted);
          shown.setAttribute("data-unformatted", said(i)); // by this Plotly remembers how wide a text is
        }
        if (gone) continue;
        node.removeAttribute("display"); // it may have been one too many in an earlier frame
        clip(node, place, plot, i);
      }
    }
  };
}

/** Plan a bar trace whose bars keep their number: heights, and places where the width is given. */
function planBars(trace, full, group, plot, touched, layout) {
  const mode = layout.barmode;
  if (mode === "stack" || mode === "relative" || layout.barnorm || layout.barcornerradius) return null;
  if (full.orientation === "h" || full.text || full.texttemplate || full.error_y?.visible) return null;
  if (full.marker?.cornerradius || (touched.has("x") && (full.width === undefined || full.width === null))) return null;
  const toX = plot.xaxis.type === "linear" ? scaleOf(plot.xaxis) : null;
  const toY = scaleOf(plot.yaxis);
  const xs = numbers(trace.x);
  const ys = numbers(trace.y);
  const base = trace.base === undefined ? 0 : numbers(trace.base);
  const nodes = [...group.querySelectorAll(":scope > .points > .point")];
  if (!toX || !toY || plot.yaxis.type !== "linear" || nodes.length !== ys.length || xs.length !== ys.length) return null;
  const sharp = layout.bargap === 0 && layout.bargroupgap === 0;
  const stroke = full.marker?.line?.width || 0;
  const round = (value) => (sharp ? Math.round(value) - short((stroke / 2) % 1) : value);
  // Bars that let through what is behind are not widened to whole pixels; Plotly asks the same question.
  const [wide, before] = [touched.has("width") ? trace.width : null, full.width];
  if (touched.has("width") && (typeof wide !== "number" || typeof before !== "number")) return null;
  const bodies = [];
  for (const node of nodes) {
    const bar = node.__data__;
    const at = numberOf(node);
    const path = node.querySelector("path");
    if (at < 0 || !path || !bar) return null;
    const clear = stroke > 0.01 || coverOf(bar.mc || full.marker?.color) < 1;
    const visible = (v, other, keep) => {
      if (clear) return round(v);
      if (keep && v === other) return v;
      return Math.abs(v - other) >= 2 ? round(v) : v > other ? Math.ceil(v) : Math.floor(v);
    };
    const start = typeof base === "object" ? base[at] : base;
    if (wide !== null && Math.abs(bar.p1 - bar.p - before / 2) > 1e-9 * before) return null; // it does not stand on its middle
    let x0 = toX(xs[at] + (wide === null ? bar.p0 - bar.p : -wide / 2));
    let x1 = toX(xs[at] + (wide === null ? bar.p1 - bar.p : wide / 2));
    let y0 = toY(start);
    let y1 = toY(start + ys[at]);
    if (!(Math.abs(y1) < FAR && Math.abs(x0) < FAR && Math.abs(x1) < FAR && Math.abs(y0) < FAR)) {
      bodies.push([path, "M0,0Z"]);
      continue;
    }
    x0 = visible(x0, x1, false);
    x1 = visible(x1, x0, false);
    y0 = visible(y0, y1, true);
    y1 = visible(y1, y0, true);
    bodies.push([path, `M${x0},${y0}V${y1}H${x1}V${y0}Z`]);
  }
  return () => {
    for (const [path, d] of bodies) path.setAttribute("d", d);
  };
}

/** Plan the title of an axis, which stands about its middle whatever it says. */
function planAxisTitle(gd, /** @type {string} */ key, value) {
  const id = key.replace("axis", "");
  const node = gd.querySelector(`.infolayer .g-${id}title > text`);
  const wanted = wording(String(value));
  if (!node || node.children.length || !wanted || wanted.bold || !wanted.words.trim()) return null;
  return () => {
    node.textContent = wanted.words;
    node.setAttribute("data-unformatted", value);
  };
}

/** The element of each trace in Plotly's SVG, by the trace's number. */
function groupsOf(gd) {
  const found = new Map();
  for (const node of gd.querySelectorAll(".cartesianlayer :is(g.trace, g.hm, g.contour)")) {
    const trace = node.__data__?.[0]?.trace;
    if (trace) found.set(trace.index, node);
  }
  return found;
}

const MOVING = new Set(["x", "y", "base", "width", "text", "meta"]); // meta: what a name belongs to (drawing.js has placed it)

/** The changes of a figure by what they are about; null: some are of a kind that nobody here can write. */
function sorted(figure, changes) {
  /** @type {Map<number, Set<string>>} */ const traces = new Map();
  /** @type {Set<number>} */ const titles = new Set();
  const [images, axes] = [[], []];
  for (const [path, value] of changes) {
    const [part, at] = [path[0], Number(path[1])];
    if (part === "data" && path.length >= 3) {
      const name = nameOf(path);
      if (!MOVING.has(String(path[2])) && !isSilent(name) && !isStyle(figure.data[at].type, name) && !isField(figure.data[at].type, name)) return null;
      if (!traces.has(at)) traces.set(at, new Set());
      traces.get(at).add(name);
    } else if (part === "layout" && path[1] === "annotations" && path[3] === "text") titles.add(Number(path[2]));
    else if (part === "layout" && /^[xy]axis\d*$/.test(path[1]) && path[2] === "title" && path[3] === "text") axes.push([path[1], value]);
    else if (part === "layout" && path[1] === "images" && path[3] === "source") images.push([Number(path[2]), value]);
    else return null;
  }
  return { traces, titles, images, axes };
}

/**
 * Write the changes of a figure, if all of them can be written.
 * @param {any} gd Plotly's element
 * @param {{data: any[], layout: any}} figure the new figure, colours named by role
 * @param {import("../common/arrays.js").Patch} changes paths within the figure
 * @param {{look: any, titles: import("./titles.js").Title[], cache: {groups?: Map<number, Element>}}} drawn how Plotly drew
 *   last; `cache` is kept until it draws again
 * @returns {boolean} false: nothing was written, and Plotly must draw
 */
export function paint(gd, figure, changes, { look, titles, cache }) {
  const found = sorted(figure, changes);
  if (!found) return false;
  cache.groups ??= groupsOf(gd);
  const plans = [];
  for (const [at, touched] of found.traces) {
    if ([...touched].every(isSilent)) continue;
    const trace = figure.data[at];
    const full = gd._fullData[at];
    const group = cache.groups.get(at);
    const plot = gd._fullLayout._plots[(trace.xaxis || "x") + (trace.yaxis || "y")];
    if (!full || !group || !plot || !group.isConnected) return false;
    const onlyField = [...touched].every((name) => isField(trace.type, name) || isSilent(name));
    let plan = null;
    if (trace.type === "scatter") plan = planScatter(gd, trace, full, group, plot, touched, look);
    else if (trace.type === "bar" && !touched.has("text")) plan = planBars(trace, full, group, plot, touched, gd._fullLayout);
    else if (trace.type === "heatmap" && onlyField) plan = planHeatmap(trace, full, group, plot, look);
    else if (trace.type === "contour" && onlyField) plan = planContour(trace, full, group, plot, look);
    const styles = plan && planStyles(trace, full, group, touched, look);
    if (!styles) return false;
    plans.push(plan, ...styles);
  }
  for (const at of found.titles) {
    const plan = planTitle(gd, at, figure.layout.annotations[at], titles[at]);
    if (!plan) return false;
    plans.push(plan);
  }
  for (const [key, value] of found.axes) {
    const plan = planAxisTitle(gd, key, value);
    if (!plan) return false;
    plans.push(plan);
  }
  if (found.images.length) {
    const nodes = [...gd.querySelectorAll("image")];
    for (const [at, source] of found.images) {
      const node = nodes.find((each) => each.__data__?._index === at);
      const full = gd._fullLayout.images?.[at];
      if (!node || !full || !String(source).startsWith("data:")) return false;
      plans.push(() => {
        node.setAttributeNS("http://www.w3.org/1999/xlink", "xlink:href", source);
        node._imgSrc = source; // what Plotly believes is shown: its next drawing compares with these two
        full.source = source;
      });
    }
  }
  for (const plan of plans) plan();
  return true;
}

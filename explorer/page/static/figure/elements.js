/**
 * Elements that the fast lane adds where a frame shows something that was not there: markers, texts, filled shapes.
 *
 * As fastlane.js: they are what Plotly 4.1 makes (compare plotly.js: src/components/drawing, scatter/plot.js), each
 * maker is null where that cannot be had, and Plotly's next own drawing takes the elements over by their place.
 */

import { painter, resolve } from "../common/looks.js";
import { OUTLINES, colour, setBeside } from "./styles.js";

const SVG = "http://www.w3.org/2000/svg";
const make = (/** @type {string} */ name, /** @type {string} */ kind) => {
  const node = document.createElementNS(SVG, name);
  node.setAttribute("class", kind);
  return node;
};

/** A value of a trace in a look, or Plotly's own where the trace leaves it to the template. */
function valueOf(trace, full, look, part, name) {
  const own = trace[part]?.[name];
  return own === undefined || own === null ? full[part]?.[name] : resolve(own, look, part, name);
}

/** The colour of each marker by its number; null: of a kind that is not known. @returns {((i: number) => any)|null} */
function paintsOf(trace, full, look) {
  const value = valueOf(trace, full, look, "marker", "color");
  if (typeof value === "string") {
    const paint = colour(value);
    return paint && (() => paint);
  }
  if (!value || typeof value !== "object" || !value.length) return null;
  if (typeof value[0] === "string") return (i) => colour(value[i]);
  const { cmin, cmax, colorscale, showscale, reversescale } = trace.marker;
  const paints = painter(resolve(colorscale, look));
  if (!paints || showscale || reversescale || !(cmax > cmin)) return null;
  return (i) => (Number.isFinite(value[i]) ? { rgb: `rgb(${paints((value[i] - cmin) / (cmax - cmin)).join(", ")})`, alpha: 1 } : null);
}

/** What makes the marker of a number, without its place. @returns {((i: number) => Element|null)|null} */
export function markerMaker(trace, full, look) {
  const { marker } = full;
  const outline = OUTLINES[marker?.symbol];
  const paints = outline && paintsOf(trace, full, look);
  const sizes = valueOf(trace, full, look, "marker", "size");
  const listed = typeof sizes === "object" && sizes !== null;
  const wide = marker?.line?.width ?? 0;
  const edge = wide ? colour(resolve(trace.marker?.line?.color ?? marker.line.color, look)) : null;
  if (!paints || (!listed && typeof sizes !== "number") || (listed && (marker.sizeref !== 1 || marker.sizemode !== "diameter"))) return null;
  if (typeof wide !== "number" || (wide && !edge) || marker.angle || (marker.gradient && marker.gradient.type !== "none")) return null;
  if (typeof (marker.opacity ?? 1) !== "number") return null;
  return (i) => {
    const [paint, size] = [paints(i), listed ? sizes[i] : sizes];
    if (!paint || !(size >= 0)) return null;
    const node = /** @type {SVGElement} */ (make("path", "point"));
    node.setAttribute("d", outline(size / 2));
    Object.assign(node.style, { opacity: String(marker.opacity ?? 1), strokeWidth: `${wide}px`, fill: paint.rgb, fillOpacity: String(paint.alpha) });
    if (edge) Object.assign(node.style, { stroke: edge.rgb, strokeOpacity: String(edge.alpha) });
    /** @type {any} */ (node).__data__ = { i };
    return node;
  };
}

/** What makes the text of a number, empty and without its place; as a model it takes any text of the figure. */
export function textMaker(gd, trace, full, look) {
  const model = gd.querySelector(".cartesianlayer g.textpoint > text");
  const font = full.textfont;
  const paint = colour(valueOf(trace, full, look, "textfont", "color"));
  const plain = ["weight", "style", "variant"].every((name) => !font?.[name] || font[name] === "normal");
  const bare = ["textcase", "lineposition", "shadow"].every((name) => !font?.[name] || font[name] === "normal" || font[name] === "none");
  if (!model || !paint || !plain || !bare || typeof font.size !== "number" || typeof font.family !== "string") return null;
  if (full.mode.includes("markers") || typeof full.textposition !== "string") return null;
  return (i) => {
    const node = make("g", "textpoint");
    const words = /** @type {SVGElement} */ (model.cloneNode(false));
    words.removeAttribute("transform");
    Object.assign(words.style, { fontFamily: font.family, fontSize: `${font.size}px`, fontWeight: "normal", fontStyle: "normal", fill: paint.rgb, fillOpacity: String(paint.alpha) });
    node.append(words);
    setBeside(node, resolve(trace.textposition ?? full.textposition, look), font.size);
    /** @type {any} */ (node).__data__ = { i };
    return node;
  };
}

/**
 * What gives a trace the shape that it fills, without its outline, or null: Plotly leaves none where there was nothing
 * to fill, or one without a colour.
 * @returns {((fills: SVGElement[]) => SVGElement[])|null}
 */
export function fillMaker(group, trace, full, look) {
  const home = group.querySelector(":scope > .fills");
  const paint = colour(resolve(trace.fillcolor ?? full.fillcolor, look));
  if (!home || !paint) return null;
  return (fills) => {
    const found = fills.length ? fills : [/** @type {SVGElement} */ (make("path", "js-fill"))];
    for (const node of found) Object.assign(node.style, { strokeWidth: "0", fill: paint.rgb, fillOpacity: String(paint.alpha) });
    if (!fills.length) (home.firstElementChild ?? home.appendChild(document.createElementNS(SVG, "g"))).append(...found);
    return found;
  };
}

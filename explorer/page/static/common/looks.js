/**
 * The looks of a figure, as in viz/looks.py: colour roles become colours, widths and sizes are scaled.
 *
 * @typedef {{colors: Record<string, string>, scales: Record<string, [number, string][]>, font: number, scale: number}} Look
 */

import { isPacked, unpack } from "./arrays.js";

/** @type {Promise<Record<string, any>>|null} */
let asked = null;

/** The palette file: a look by name, and "templates" by name of look. Asked for once. */
export function loadLooks(address) {
  asked ??= fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`${address} answers ${answer.status}`);
    return answer.json();
  });
  asked.catch(() => (asked = null)); // the next figure may have more luck
  return asked;
}

/** Whether the page around the figure is dark, by the luminance of its background. */
export function pageIsDark() {
  const app = document.querySelector(".stApp") || document.body;
  const parts = getComputedStyle(app).backgroundColor.match(/[\d.]+/g);
  if (!parts || (parts.length > 3 && Number(parts[3]) === 0)) return matchMedia("(prefers-color-scheme: dark)").matches;
  const [red, green, blue] = parts.map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 110;
}

/** Tell the style sheet whether the page is dark: Streamlit's own colours reach components only. */
export function markPage() {
  document.documentElement.classList.toggle("scope-dark", pageIsDark());
}

/** The look's name for what Python asked for: "auto" follows the page. */
export function lookName(/** @type {string} */ wanted) {
  return wanted === "auto" || !wanted ? (pageIsDark() ? "dark" : "light") : wanted;
}

/** How much larger than at 1280x720 type and lines are on a projector: they grow with the window, to a point. */
export const hallScale = () => Math.min(3, Math.max(0.62, Math.min(innerWidth / 1280, innerHeight / 720)));

const ROLE = /^@([a-z]+)(?:\/(0?\.\d+|0|1))?$/;

/** The colour of a role reference ("@data", "@data/0.3"), or the text itself if it is none. */
export function color(/** @type {string} */ text, /** @type {Look} */ look) {
  const match = ROLE.exec(text);
  const value = match && look.colors[match[1]];
  if (!value) return text;
  if (match[2] === undefined) return value;
  const channel = (at) => parseInt(value.slice(at, at + 2), 16);
  return `rgba(${channel(1)},${channel(3)},${channel(5)},${Number(match[2])})`;
}

const channels = (/** @type {string} */ hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * The colours of a scale at shares from 0 to 1 of its length.
 * @param {any} scale stops, [share, "#rrggbb"], in the look
 * @returns {((share: number) => number[])|null} null: a scale with other colours
 */
export function painter(scale) {
  if (!Array.isArray(scale) || scale.length < 2 || !scale.every(([, value]) => /^#[0-9a-f]{6}$/i.test(value))) return null;
  const stops = scale.map(([share, value]) => ({ share, rgb: channels(value) }));
  return (share) => {
    let k = 1;
    while (k < stops.length - 1 && stops[k].share < share) k++;
    const [a, b] = [stops[k - 1], stops[k]];
    const t = Math.max(0, Math.min(1, (share - a.share) / (b.share - a.share)));
    return a.rgb.map((from, i) => Math.round(from + t * (b.rgb[i] - from)));
  };
}

const SCALED = new Set(["line.width", "marker.size", "textfont.size", "font.size", "error_y.width"]);

/** A copy of a figure in a look. Packed arrays come out decoded, and the same object each time. */
export function resolve(value, /** @type {Look} */ look, parent = "", key = "") {
  const scaled = look.scale !== 1 && SCALED.has(`${parent}.${key}`);
  if (typeof value === "number") return scaled ? value * look.scale : value;
  if (typeof value === "string") {
    if (value[0] !== "@") return value;
    return look.scales[value.slice(1)] || color(value, look);
  }
  if (value === null || typeof value !== "object") return value;
  if (isPacked(value)) {
    const list = unpack(value);
    return scaled ? Array.from(list, (each) => each * look.scale) : list;
  }
  if (Array.isArray(value)) {
    // Always a new list: Plotly writes a reader's zoom into the `range` that it was given.
    // A stop of a colour scale, [0.5, "@data"], begins with a number and ends with a colour.
    const numbers = value.length > 0 && typeof value[0] === "number" && typeof value[value.length - 1] === "number";
    if (numbers) return value.map((each) => (scaled ? each * look.scale : each));
    return value.map((each) => resolve(each, look));
  }
  const out = {};
  for (const name of Object.keys(value)) out[name] = resolve(value[name], look, key, name);
  return out;
}

const SIZES = new Set(["size", "l", "r", "t", "b", "ticklen", "zerolinewidth", "standoff", "thickness"]);

/** A template with all sizes multiplied; the numbers at the axes of a space grow with it partly by themselves. */
function grown(value, by, key = "", space = false) {
  if (space && key === "tickfont") return { ...value, size: value.size * Math.sqrt(by) };
  if (typeof value === "number") return SIZES.has(key) ? value * by : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((each) => grown(each, by));
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, grown(each, by, name, space || name === "scene")]));
}

/** @type {Map<string, {look: Look, template: any}>} the same object each time, so that a look is put on once */
const sizes = new Map();

/** A look and its template for a larger or smaller screen. */
export function scaled(/** @type {{look: Look, template: any}} */ { look, template }, /** @type {number} */ by) {
  if (by === 1) return { look, template };
  const key = `${look.font}:${by}`;
  if (!sizes.has(key)) sizes.set(key, { look: { ...look, font: look.font * by, scale: look.scale * by }, template: grown(template, by) });
  return sizes.get(key);
}

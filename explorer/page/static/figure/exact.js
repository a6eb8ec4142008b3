/**
 * A slider's value typed exactly: a digit or a minus pressed while the slider has the focus, or a double click on it,
 * opens a field over it. While it is typed in, it says what the number becomes where the slider must round it.
 */

import { attr, h, write } from "../common/dom.js";
import { asked, numberFrom } from "../common/numbers.js";

/** @typedef {import("./store.js").Store} Store @typedef {import("./store.js").Control} Control */

const OPENS = /^[0-9.,\-−√]$/;
const MARGIN = 8; // pixels to the edge of the screen

const worded = (/** @type {number} */ value) => String(Number(value.toPrecision(10))).replace("-", "−");

/** The nearest value that a slider has. */
export function nearest(/** @type {Control} */ control, /** @type {number} */ value) {
  const { low, high, step, values } = control;
  if (!values) return Number(Math.min(high, low + Math.round((value - low) / step) * step).toPrecision(12));
  const off = (/** @type {number} */ each) => Math.abs(Math.log(each / value));
  return values.reduce((best, each) => (off(each) < off(best) ? each : best));
}

/** What becomes of a typed text: the value, or null, a sentence, and whether it is what was typed. */
export function taken(/** @type {Control} */ control, /** @type {string} */ text) {
  const [low, high] = [control.values?.[0] ?? control.low, control.values?.at(-1) ?? control.high];
  const range = `${worded(low)} to ${worded(high)}${control.unit ? ` ${control.unit}` : ""}`;
  const value = numberFrom(text);
  if (!text.trim()) return { value: null, same: false, says: range };
  if (value === null) return { value: null, same: false, says: asked(text) || `No number yet. ${range}` };
  if (value < low || value > high) return { value: null, same: false, says: `Out of reach: ${range}` };
  const found = nearest(control, value);
  const same = Math.abs(found - value) <= 1e-9 * Math.max(1, Math.abs(value));
  return { value: found, same, says: same ? range : `becomes ${worded(found)}: ${control.values ? "its nearest value" : `steps of ${worded(control.step)}`}` };
}

/** Open the field over a slider. @param {Store} store @param {Control} control @param {HTMLElement} slider */
function open(store, control, slider, /** @type {string} */ first) {
  const field = /** @type {HTMLInputElement} */ (
    h("input", { type: "text", inputmode: "decimal", autocomplete: "off", class: "scope-entry", "aria-label": `${control.label}, a number` })
  );
  const note = h("span", { class: "scope-note", role: "status" });
  const node = h("div", { class: "scope-exact" }, field, note);
  const look = () => {
    const { value, says } = taken(control, field.value);
    attr(field, "aria-invalid", value === null && field.value.trim() ? "true" : "false");
    write(note, says);
    return value;
  };
  let gone = false;
  const close = (/** @type {boolean} */ keep, back = true) => {
    if (gone) return;
    gone = true;
    const value = keep ? look() : null;
    node.remove();
    if (back) slider.focus({ preventScroll: true }); // but not away from what was clicked instead
    if (value === null || value === store.value(control.name)) return;
    store.push({ [control.name]: value });
    store.whenStill(() => store.commit([control.name]));
  };
  field.addEventListener("input", look);
  field.addEventListener("blur", () => close(true, false));
  field.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Enter" && look() !== null) close(true);
    if (event.key === "Tab") close(true); // on from the slider
    if (event.key === "Escape") close(false);
  });
  // Streamlit gives the colours of the look to components only: the figure is one.
  (slider.closest(".stage-control") ?? document.querySelector(".scope-stage")?.parentElement ?? document.body).append(node);
  const box = slider.getBoundingClientRect();
  node.style.left = `${Math.max(MARGIN, Math.min(box.left, innerWidth - node.offsetWidth - MARGIN))}px`;
  node.style.top = `${Math.max(MARGIN, box.top - node.offsetHeight - MARGIN)}px`;
  field.value = first || worded(store.value(control.name));
  field.focus({ preventScroll: true });
  if (!first) field.select();
  look();
}

/** Listen to the sliders of a page. @param {() => Store|null|undefined} storeNow
 * @param {(store: Store, node: Element|null) => Control|null} controlAt @returns {() => void} stops it */
export function listen(storeNow, controlAt) {
  const begin = (/** @type {KeyboardEvent|MouseEvent} */ event, /** @type {string} */ first) => {
    const at = event.target instanceof Element ? event.target : null;
    const store = storeNow();
    const control = at && store ? controlAt(store, at) : null;
    if (!store || !control || !["slider", "steps"].includes(control.kind)) return;
    const slider = at.matches("input[type=range]") ? at : at.closest("[data-testid=stSlider], .stage-control")?.querySelector("input[type=range]");
    if (!(slider instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    open(store, control, slider, first);
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && OPENS.test(event.key);
    if (plain && event.target instanceof Element && event.target.matches("input[type=range]")) begin(event, event.key);
  };
  const twice = (/** @type {MouseEvent} */ event) => begin(event, "");
  document.addEventListener("keydown", key, { capture: true });
  document.addEventListener("dblclick", twice, { capture: true });
  return () => {
    document.removeEventListener("keydown", key, { capture: true });
    document.removeEventListener("dblclick", twice, { capture: true });
  };
}

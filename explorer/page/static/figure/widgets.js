/**
 * Watches Streamlit's own widgets, which report to Python on release only: their elements follow the hand at once.
 *
 * A slider's `<input type="range">` changes its `value` attribute at each step. Widgets are made anew at reruns, so
 * the page is watched as a whole and each change is traced back to its control through the class `st-key-<key>`.
 */

import * as exact from "./exact.js";

/** @typedef {import("./store.js").Store} Store */

const SLIDES = new Set(["slider", "steps"]);
const UNHEARD = 900; // ms after a release in which Streamlit's rerun should have come
const TYPED = new Set(["expression", "point", "points", "text"]);

/** The control whose widget holds an element. */
function controlAt(/** @type {Store} */ store, /** @type {Element|null} */ node) {
  for (let at = node; at; at = at.parentElement) {
    for (const name of at.classList || []) {
      if (!name.startsWith("st-key-")) continue;
      const found = store.controls.find((each) => each.key === name.slice(7));
      if (found) return found;
    }
  }
  return null;
}

/** The number that a native slider shows: a logarithmic one counts its values. */
function shownBy(control, /** @type {HTMLInputElement} */ input) {
  const number = Number(input.getAttribute("value") ?? input.value);
  const value = control.values ? control.values[number] : number;
  return Number.isFinite(value) ? value : null;
}

/**
 * Whether a finger came down on a slider beside its thumb. The slider would jump there at once, and a finger that only
 * came to scroll the page has moved it; a tap still does, by the mouse that browsers make of it.
 */
function besideThumb(/** @type {Event} */ event) {
  if (/** @type {PointerEvent} */ (event).pointerType !== "touch" && event.type !== "touchstart") return false;
  const at = event.target instanceof Element ? event.target : null;
  const slider = at?.closest("[data-testid=stSlider] [role=group]");
  const thumb = slider?.querySelector("[data-testid=stSliderThumbValue]")?.parentElement;
  return Boolean(slider && thumb && !thumb.contains(at));
}

/** Follow the widgets of a lesson. @returns {() => void} stops it */
export function watch(/** @type {Store} */ store) {
  const take = (event) => {
    if (besideThumb(event)) {
      event.stopPropagation();
      return;
    }
    const control = controlAt(store, event.target);
    if (store.inHand && control?.name !== store.inHand) release();
    store.inHand = control?.name ?? null;
    if (event.type === "pointerdown" && control && !control.component) store.held.add(control.name);
  };
  const release = () => {
    const name = store.inHand;
    const control = name && store.control(name);
    if (!control || control.component) return;
    if (!store.held.delete(name) || !SLIDES.has(control.kind)) return;
    if (store.live.has(name)) store.give(name);
    // Streamlit commits a slider on release. Where it did not (the server was away meanwhile), we do.
    setTimeout(() => !store.held.has(name) && store.live.has(name) && store.commit([name]), UNHEARD);
  };
  // An input event is always the reader's (typed, pasted, spoken): a rerun sets fields without one.
  const type = (event) => {
    if (!event.target.matches?.("input, textarea")) return;
    const control = controlAt(store, event.target);
    if (control && TYPED.has(control.kind)) store.push({ [control.name]: event.target.value });
  };

  const observer = new MutationObserver((records) => {
    const control = store.inHand && store.control(store.inHand);
    if (!control || !SLIDES.has(control.kind)) return;
    for (let i = records.length - 1; i >= 0; i--) {
      const input = /** @type {HTMLInputElement} */ (records[i].target);
      if (input.type !== "range" || controlAt(store, input) !== control) continue;
      const value = shownBy(control, input);
      if (value !== null && value !== store.value(control.name)) store.push({ [control.name]: value });
      return; // the newest counts
    }
  });

  const root = document.querySelector(".stApp") || document.body;
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ["value", "aria-valuetext"] });
  const unlisten = exact.listen(() => store, controlAt);
  const options = { capture: true, passive: true };
  const pass = (event) => besideThumb(event) && event.stopPropagation();
  document.addEventListener("pointerdown", take, options);
  document.addEventListener("touchstart", pass, options);
  document.addEventListener("keydown", take, options);
  document.addEventListener("pointerup", release, options);
  document.addEventListener("pointercancel", release, options);
  document.addEventListener("input", type, options);
  return () => {
    unlisten();
    observer.disconnect();
    document.removeEventListener("pointerdown", take, options);
    document.removeEventListener("touchstart", pass, options);
    document.removeEventListener("keydown", take, options);
    document.removeEventListener("pointerup", release, options);
    document.removeEventListener("pointercancel", release, options);
    document.removeEventListener("input", type, options);
  };
}

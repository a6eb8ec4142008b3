/**
 * Watches Streamlit's own widgets, which report to Python on release only: their elements follow the hand at once.
 *
 * A slider's `<input type="range">` changes its `value` attribute at each step. Widgets are made anew at reruns, so
 * the page is watched as a whole and each change is traced back to its control through the class `st-key-<key>`.
 */

/** @typedef {import("./store.js").Store} Store */

const TYPED = new Set(["expression", "point", "points"]);

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

/** Follow the widgets of a lesson. @returns {() => void} stops it */
export function watch(/** @type {Store} */ store) {
  /** The control that the reader has in hand: only then is a change the reader's, not a rerun's. */
  let inHand = null;
  let pressed = false;

  const take = (event) => {
    const control = controlAt(store, event.target);
    if (inHand && control !== inHand) release();
    inHand = control;
    pressed = event.type === "pointerdown" && control !== null;
    if (pressed && control.kind !== "matrix") store.held.add(control.name);
  };
  const release = () => {
    if (inHand && inHand.kind !== "matrix") store.held.delete(inHand.name);
    pressed = false;
  };
  const type = (event) => {
    if (!TYPED.has(inHand?.kind)) return;
    if (event.target.matches?.("input, textarea") && controlAt(store, event.target) === inHand) {
      store.push({ [inHand.name]: event.target.value });
    }
  };

  const observer = new MutationObserver((records) => {
    if (!inHand || (inHand.kind !== "slider" && inHand.kind !== "steps")) return;
    for (let i = records.length - 1; i >= 0; i--) {
      const input = /** @type {HTMLInputElement} */ (records[i].target);
      if (input.type !== "range" || controlAt(store, input) !== inHand) continue;
      const value = shownBy(inHand, input);
      if (value !== null && value !== store.value(inHand.name)) store.push({ [inHand.name]: value });
      return; // the newest counts
    }
  });

  const root = document.querySelector(".stApp") || document.body;
  observer.observe(root, { subtree: true, attributes: true, attributeFilter: ["value", "aria-valuetext"] });
  const options = { capture: true, passive: true };
  document.addEventListener("pointerdown", take, options);
  document.addEventListener("keydown", take, options);
  document.addEventListener("pointerup", release, options);
  document.addEventListener("pointercancel", release, options);
  document.addEventListener("input", type, options);
  return () => {
    observer.disconnect();
    release();
    document.removeEventListener("pointerdown", take, options);
    document.removeEventListener("keydown", take, options);
    document.removeEventListener("pointerup", release, options);
    document.removeEventListener("pointercancel", release, options);
    document.removeEventListener("input", type, options);
  };
}

/** Says along which slider frames are worth fetching ahead: the one that a pointer rests on, takes, or that has the focus. */

/** @typedef {import("./store.js").Store} Store */

const REST = 90; // ms that a pointer rests on a slider before that is taken for a purpose

/** The name of the slider that an element belongs to: a widget of Streamlit's, a control of the stage, a play bar. */
function sliderAt(/** @type {Store} */ store, /** @type {EventTarget|null} */ target) {
  const place = target instanceof Element ? target.closest("[data-control], [class*='st-key-']") : null;
  if (!place) return null;
  const key = /(?:^|\s)st-key-(\S+)/.exec(place.getAttribute("class") ?? "")?.[1];
  const told = /** @type {HTMLElement} */ (place).dataset.control;
  const control = store.controls.find((each) => (told ? each.name === told : each.key === key));
  return control && ["slider", "steps"].includes(control.kind) ? control.name : null;
}

/** Watch the sliders of a page. @returns {() => void} stops it */
export function hover(/** @type {Store} */ store) {
  let timer = 0;
  let at = /** @type {string|null} */ (null);
  const aim = (/** @type {string|null} */ name, /** @type {number} */ after) => {
    if (name === at && after) return;
    at = name;
    clearTimeout(timer);
    // What is in a hand stays what it is, wherever the pointer goes.
    if (name !== null) timer = setTimeout(() => (!store.held.size || store.held.has(name)) && store.ahead.aim(name), after);
  };
  const over = (/** @type {Event} */ event) => aim(sliderAt(store, event.target), REST);
  const take = (/** @type {Event} */ event) => {
    const name = sliderAt(store, event.target);
    if (name !== null) aim(name, 0);
  };
  const options = { capture: true, passive: true };
  const heard = /** @type {[string, (event: Event) => void][]} */ ([["pointerover", over], ["pointerdown", take], ["focusin", take]]);
  for (const [type, ear] of heard) document.addEventListener(type, ear, options);
  return () => {
    clearTimeout(timer);
    for (const [type, ear] of heard) document.removeEventListener(type, ear, options);
  };
}

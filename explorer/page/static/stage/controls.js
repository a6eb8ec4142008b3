/** Controls of the stage: the browser's own elements, one builder for each kind of control. They move the store alone. */

import { attr, h, write } from "../common/dom.js";
import { mount as mountCells } from "../figure/cells.js";
import { mount as mountMatrix } from "../figure/matrix.js";
import { mount as mountSketch } from "../figure/sketch.js";
import { PlayBar } from "../figure/play.js";
import { listen as listenForNumbers } from "../figure/exact.js";
import { same } from "../common/arrays.js";

/** @typedef {import("../figure/store.js").Store} Store @typedef {import("../figure/store.js").Control} Control */
/** @typedef {{node: HTMLElement, update: () => void, remove?: () => void}} Shown */

const EDITORS = { matrix: mountMatrix, cells: mountCells, sketch: mountSketch };
const MOST_BUTTONS = 4; // options that are shown side by side; more become a list, as on a lesson's page

/** Whether a control means something at these values. */
export const isShown = (control, /** @type {Record<string, any>} */ values) =>
  !control.when?.length || control.when.some((way) => Object.entries(way).every(([name, list]) => list.some((each) => same(each, values[name]))));

/** A number as a reader writes it, with its unit. */
export function spoken(/** @type {number} */ value, unit = "") {
  const text = String(Number(value.toPrecision(6))).replace("-", "−");
  return text + (unit === "" || unit === "°" || unit === "%" ? unit : ` ${unit}`);
}

/** A point or points as the field shows them. */
function typed(value) {
  if (!Array.isArray(value)) return String(value ?? "");
  return value.some(Array.isArray) ? value.map((each) => [each].flat().join(",")).join("; ") : value.join(", ");
}

let count = 0;

export class Controls {
  /** @param {Store} store @param {{grabbed?: (name: string) => void}} [ears] `grabbed`: a hand is on a control */
  constructor(store, { grabbed } = {}) {
    this.store = store;
    this.grabbed = grabbed;
    this.node = h("div", { class: "stage-controls", role: "group", "aria-label": "Controls" });
    /** @type {Map<string, Shown>} */ this.shown = new Map();
    this.listener = () => this.update();
    store.listeners.add(this.listener);
    const controlAt = (_, /** @type {Element} */ node) => {
      const shown = this.node.contains(node) ? /** @type {HTMLElement|null} */ (node.closest("[data-control]")) : null;
      return shown ? this.store.control(shown.dataset.control) : null;
    };
    this.unlisten = listenForNumbers(() => this.store, controlAt);
  }

  /** Show these controls, in this order; what stays keeps its element and its focus. @param {Control[]} list */
  show(list) {
    const names = list.map((control) => control.name);
    for (const [name, each] of [...this.shown]) {
      if (names.includes(name)) continue;
      each.remove?.();
      each.node.remove();
      this.shown.delete(name);
    }
    list.forEach((control, at) => {
      let each = this.shown.get(control.name);
      if (!each) {
        each = this.make(control);
        attr(each.node, "data-control", control.name);
        this.shown.set(control.name, each);
      }
      if (this.node.children[at] !== each.node) this.node.insertBefore(each.node, this.node.children[at] || null);
    });
    this.node.hidden = !list.length;
    this.update();
  }

  update() {
    for (const each of this.shown.values()) each.update();
  }

  remove() {
    this.store.listeners.delete(this.listener);
    this.unlisten();
    for (const each of this.shown.values()) each.remove?.();
    this.node.remove();
  }

  // --- what all of them do ------------------------------------------------------------------------------------------

  /** @returns {Shown} */
  make(/** @type {Control} */ control) {
    const makers = { slider: this.slider, steps: this.steps, choice: this.choice, data: this.data, toggle: this.toggle, seed: this.seed };
    return (control.component ? this.editor : makers[control.kind] || this.text).call(this, control);
  }

  value(/** @type {Control} */ control) {
    return this.store.value(control.name) ?? control.initial;
  }

  hold(/** @type {Control} */ control) {
    this.store.held.add(control.name);
    this.grabbed?.(control.name);
  }

  push(/** @type {Control} */ control, value) {
    this.store.push({ [control.name]: value });
  }

  finish(/** @type {Control} */ control) {
    this.store.held.delete(control.name);
    this.store.whenStill(() => this.store.commit());
  }

  /** @param {(Node|string|null)[]} parts */
  labelled(/** @type {Control} */ control, id, ...parts) {
    return h("div", { class: `stage-control stage-${control.kind}`, title: control.help || null }, h("label", { for: id, class: "stage-label" }, control.label), ...parts);
  }

  group(/** @type {Control} */ control, ...parts) {
    const id = `stage-${++count}`;
    const name = h("span", { id, class: "stage-label" }, control.label);
    return h("div", { class: `stage-control stage-${control.kind}`, role: "group", "aria-labelledby": id, title: control.help || null }, name, ...parts);
  }

  // --- one kind each ------------------------------------------------------------------------------------------------

  /** A logarithmic slider moves over the list of its values, a linear one over numbers. */
  slider(/** @type {Control} */ control) {
    const id = `stage-${++count}`;
    const list = control.values;
    const read = () => (list ? list[Number(range.value)] : Number(Number(range.value).toPrecision(12)));
    const range = /** @type {HTMLInputElement} */ (
      h("input", {
        id,
        type: "range",
        class: "scope-range",
        min: list ? 0 : control.low,
        max: list ? list.length - 1 : control.high,
        step: list ? 1 : control.step,
        onpointerdown: () => this.hold(control),
        oninput: () => {
          this.store.held.add(control.name);
          this.push(control, read());
        },
        onchange: () => this.finish(control),
        onpointerup: () => this.finish(control),
        onpointercancel: () => this.finish(control),
      })
    );
    const output = h("output", { for: id, class: "stage-value" });
    const place = (value) => {
      if (!list) return value;
      const near = list.map((each) => Math.abs(Math.log(each / value)));
      return near.indexOf(Math.min(...near));
    };
    const update = () => {
      const value = this.value(control);
      const at = String(place(value));
      if (range.value !== at) range.value = at;
      const text = spoken(value, control.unit);
      attr(range, "aria-valuetext", text);
      write(output, text);
    };
    return { node: this.labelled(control, id, range, output), update };
  }

  steps(/** @type {Control} */ control) {
    if (control.swept) return this.slider(control);
    const bar = new PlayBar(this.store, control, () => this.store.commit());
    return { node: this.group(control, bar.node), update: () => bar.update(), remove: () => bar.remove() };
  }

  choice(/** @type {Control} */ control) {
    const options = Object.entries(control.options);
    const pick = (value) => {
      this.grabbed?.(control.name);
      this.push(control, value);
      this.finish(control);
    };
    if (options.length > MOST_BUTTONS) return this.list(control, options, pick);
    const name = `stage-${++count}`;
    const inputs = options.map(([value]) => /** @type {HTMLInputElement} */ (h("input", { type: "radio", name, value, onchange: () => pick(value) })));
    const update = () => inputs.forEach((input) => (input.checked = input.value === this.value(control)));
    const labels = options.map(([, text], at) => h("label", { class: "stage-option" }, inputs[at], h("span", {}, text)));
    return { node: this.group(control, h("div", { class: "stage-options" }, ...labels)), update };
  }

  list(/** @type {Control} */ control, /** @type {[string, string][]} */ options, /** @type {(value: string) => void} */ pick) {
    const id = `stage-${++count}`;
    const select = /** @type {HTMLSelectElement} */ (
      h("select", { id, class: "scope-field", onchange: () => pick(select.value) }, ...options.map(([value, text]) => h("option", { value }, text)))
    );
    const update = () => (select.value = this.value(control));
    return { node: this.labelled(control, id, select), update };
  }

  /** The built-in data, and the reader's own if the link brought them; a file is chosen on the lesson's page. */
  data(/** @type {Control} */ control) {
    const here = this.value(control);
    const own = here in control.options ? [] : [[here, "Your own numbers"]];
    const shown = this.list(control, [...Object.entries(control.options), ...own], (value) => {
      this.push(control, value);
      this.finish(control);
    });
    shown.node.append(h("p", { class: "scope-note" }, "A file of your own is loaded on the lesson’s page."));
    return shown;
  }

  toggle(/** @type {Control} */ control) {
    const id = `stage-${++count}`;
    const box = /** @type {HTMLInputElement} */ (
      h("input", {
        id,
        type: "checkbox",
        onchange: () => {
          this.push(control, box.checked);
          this.finish(control);
        },
      })
    );
    const update = () => (box.checked = Boolean(this.value(control)));
    const node = h("div", { class: "stage-control stage-toggle", title: control.help || null }, box, h("label", { for: id, class: "stage-label" }, control.label));
    return { node, update };
  }

  seed(/** @type {Control} */ control) {
    const shown = this.text(control, "numeric");
    const deal = () => {
      const [factor, more] = control.deal;
      this.push(control, (Number(this.value(control)) * factor + more) % (control.high + 1));
      this.finish(control);
    };
    shown.node.append(h("button", { type: "button", class: "scope-button", title: "Deal new random numbers", onclick: deal }, "Reshuffle"));
    return shown;
  }

  /** An editor of ours: the same as on a lesson's page. */
  editor(/** @type {Control} */ control) {
    const place = h("div", { class: `stage-control stage-${control.component}`, title: control.help || null });
    const mount = () =>
      EDITORS[control.component]({
        data: { ...control, slug: this.store.slug, help: "", value: this.store.committed[control.name] },
        parentElement: place,
        setStateValue: () => this.finish(control),
      });
    const remove = mount();
    // The editor takes what is committed when it is mounted again, as it does at Streamlit's reruns.
    let known = this.store.committed;
    const update = () => {
      if (known === this.store.committed) return;
      known = this.store.committed;
      mount();
    };
    return { node: place, update, remove };
  }

  /** A function, a point or points: text, read by the server. What it cannot read keeps the last good figure. */
  text(/** @type {Control} */ control, inputmode = "text") {
    const id = `stage-${++count}`;
    const wrong = () => field.getAttribute("aria-invalid") === "true";
    const field = /** @type {HTMLInputElement} */ (
      h("input", {
        id,
        type: "text",
        inputmode,
        class: "scope-field",
        autocomplete: "off",
        spellcheck: "false",
        onfocus: () => this.hold(control),
        oninput: () => this.push(control, field.value),
        onkeydown: (event) => event.key === "Enter" && settle(),
        onblur: () => settle(),
      })
    );
    const settle = () => {
      this.store.whenStill(() => {
        if (this.store.message && this.store.live.has(control.name)) this.store.drop(control.name);
        else this.finish(control);
        field.value = typed(this.value(control));
        field.removeAttribute("aria-invalid");
      });
    };
    const update = () => {
      const editing = document.activeElement === field;
      const bad = editing && Boolean(this.store.message) && this.store.live.has(control.name);
      if (bad !== wrong()) attr(field, "aria-invalid", String(bad));
      const text = typed(this.value(control));
      if (!editing && field.value !== text) field.value = text;
    };
    return { node: this.labelled(control, id, field), update };
  }
}

/** Beside the figure: the numbers of the moment, and the laws with both their sides. */

import { h } from "../common/dom.js";
import { Readouts } from "./readouts.js";
import { storeOf } from "./store.js";

class Panel {
  constructor(slug, parent) {
    this.slug = slug;
    this.store = storeOf(slug);
    this.readouts = new Readouts();
    this.root = h("div", { class: "scope-panel", "data-testid": "live-panel" }, this.readouts.node);
    parent.append(this.root);
    this.listener = () => this.update();
    this.store.listeners.add(this.listener);
    this.update();
  }

  update() {
    const { frame } = this.store;
    if (!frame) return;
    this.readouts.update(frame.readouts || []);
    this.root.classList.toggle("scope-stale", Boolean(frame.stale)); // numbers of the state before
  }

  remove() {
    this.store.listeners.delete(this.listener);
    this.root.remove();
  }
}

/** @type {WeakMap<HTMLElement, Panel>} */
const panels = new WeakMap();

/** Streamlit calls this at each rerun. */
export function mount({ data, parentElement }) {
  let panel = panels.get(parentElement);
  if (panel && (panel.slug !== data.slug || !panel.root.isConnected)) {
    panel.remove();
    panel = undefined;
  }
  if (!panel) panels.set(parentElement, (panel = new Panel(data.slug, parentElement)));
  const mine = panel;
  return () => {
    mine.remove();
    if (panels.get(parentElement) === mine) panels.delete(parentElement);
  };
}

export default mount;

/** Beside the figure: the numbers of the moment, the laws with both their sides, the challenges. */

import { h, icon, memory, setIcon, write } from "../common/dom.js";
import { predictionForm } from "./predict.js";
import { Readouts } from "./readouts.js";
import { storeOf } from "./store.js";

/** @typedef {import("./store.js").Store} Store */

const SOLVED = "mathscope:solved";

/** The list of challenges, with what was solved in this browser. */
class Challenges {
  constructor(/** @type {Store} */ store) {
    this.store = store;
    this.list = h("ol", { class: "scope-challenges" });
    this.node = h("section", { "aria-label": "Challenges" }, h("h2", { class: "scope-heading" }, "Challenges"), this.list);
    this.shape = "";
    /** @type {((now: boolean) => void)[]} */ this.rows = [];
    this.solved = new Set(memory.read(SOLVED, {})[store.slug] || []);
  }

  update() {
    const { challenges, frame } = this.store;
    const shape = JSON.stringify(challenges);
    if (shape !== this.shape) {
      this.shape = shape;
      this.node.hidden = !challenges.length;
      this.list.replaceChildren();
      this.rows = challenges.map((each, at) => this.row(each, at));
    }
    challenges.forEach((_, at) => {
      const now = frame?.solved?.[at] === true;
      if (now) this.remember(at);
      this.rows[at](now);
    });
  }

  remember(at) {
    if (this.solved.has(at)) return;
    this.solved.add(at);
    const all = memory.read(SOLVED, {});
    memory.write(SOLVED, { ...all, [this.store.slug]: [...this.solved].sort((a, b) => a - b) });
  }

  row(each, at) {
    const mark = icon("ring");
    const state = h("span", { class: "scope-state", role: "status" });
    const id = `scope-hint-${this.store.slug}-${at}`;
    const hint = h("p", { class: "scope-hint", id, hidden: true }, each.hint);
    const ask = h("button", { type: "button", class: "scope-button scope-quiet", "aria-expanded": "false", "aria-controls": id, onclick: () => {
      hint.hidden = !hint.hidden;
      ask.setAttribute("aria-expanded", String(!hint.hidden));
    } }, "Hint");
    const form = each.predict ? predictionForm(this.store, at, each.predict, (near) => near && (this.remember(at), this.update())) : null;
    const row = h(
      "li",
      { class: "scope-challenge" },
      h("span", { class: "scope-mark" }, mark),
      h("div", { class: "scope-challenge-body" }, h("p", { class: "scope-prompt" }, each.prompt), form, h("div", { class: "scope-row" }, each.hint ? ask : null, state), hint),
    );
    this.list.append(row);
    return (now) => {
      const ever = this.solved.has(at);
      setIcon(mark, ever ? "check" : "ring");
      row.classList.toggle("scope-solved", ever);
      row.classList.toggle("scope-now", now);
      write(state, now ? "Solved!" : ever ? "Solved before" : "");
    };
  }
}

class Panel {
  constructor(slug, parent) {
    this.slug = slug;
    this.store = storeOf(slug);
    this.readouts = new Readouts();
    this.challenges = new Challenges(this.store);
    this.root = h("div", { class: "scope-panel", "data-testid": "live-panel" }, this.readouts.node, this.challenges.node);
    parent.append(this.root);
    this.listener = () => this.update();
    this.store.listeners.add(this.listener);
    this.update();
  }

  update() {
    if (this.store.frame) this.readouts.update(this.store.frame.readouts || []);
    this.challenges.update();
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

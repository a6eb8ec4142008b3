/** What the editors of a value share: they follow the store, hold it while a hand is at work, and give it to Python. */

import { same } from "../common/arrays.js";
import { storeOf } from "./store.js";

const REST = 600; // ms after the last key until the value is given to Python

/** An editor builds `root`, and has `show(value)`, which draws a value and keeps it as `value`. */
export class Editor {
  constructor({ data }) {
    this.data = data;
    this.store = storeOf(data.slug);
    this.value = undefined;
    /** @type {HTMLElement} */
    this.root = undefined;
    this.turn = this.store.turns;
    this.listener = () => this.follow();
  }

  /** The end of each constructor: into the page, and to the store. */
  enter(parent, root) {
    this.root = root;
    parent.append(root);
    this.store.listeners.add(this.listener);
  }

  /** From here to `commit`, the value is the hand's. */
  hold() {
    this.editing = true;
    this.store.held.add(this.data.name);
  }

  /** The value, to whatever draws. */
  push() {
    this.store.push({ [this.data.name]: this.value });
  }

  /** Keys have no end of their own. */
  commitSoon() {
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.commit(), REST);
  }

  /** Give the value to Python. */
  commit() {
    if (!this.editing) return;
    this.editing = false;
    clearTimeout(this.resting);
    this.store.held.delete(this.data.name);
    if (!same(this.value, this.data.value)) this.setStateValue("value", this.value);
  }

  /** A handle in the figure moves the value. */
  follow() {
    if (this.editing) return;
    if (this.turn !== this.store.turns) {
      this.turn = this.store.turns;
      this.anew();
      if (this.value !== undefined) this.show(this.value);
    }
    const value = this.store.value(this.data.name);
    if (Array.isArray(value) && !same(value, this.value)) this.show(value);
  }

  update({ data, setStateValue }) {
    this.data = data;
    this.setStateValue = setStateValue;
    if (!this.editing && !this.store.live.has(data.name)) this.show(data.value);
    this.value ??= data.value;
  }

  show(value) {
    this.value = value;
  }

  /** Another state took the place of what was typed, right or wrong. */
  anew() {}

  remove() {
    this.store.listeners.delete(this.listener);
    this.store.held.delete(this.data.name);
    clearTimeout(this.resting);
    this.root.remove();
  }
}

/** The `mount` of a kind of editor; one whose data has another `form` is built anew. Streamlit calls it at each rerun. */
export function mounting(/** @type {any} */ Kind, form) {
  /** @type {WeakMap<HTMLElement, Editor>} */
  const editors = new WeakMap();
  return function mount(component) {
    const { data, parentElement } = component;
    let editor = editors.get(parentElement);
    const other = editor && (editor.data.slug !== data.slug || !same(form(editor.data), form(data)));
    if (editor && (other || !editor.root.isConnected)) {
      editor.remove();
      editor = undefined;
    }
    if (!editor) editors.set(parentElement, (editor = new Kind(component)));
    editor.update(component);
    const mine = editor;
    return () => {
      mine.remove();
      if (editors.get(parentElement) === mine) editors.delete(parentElement);
    };
  };
}

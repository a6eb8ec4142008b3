/** The editor of a small matrix: each entry can be typed, stepped with the arrow keys, or dragged sideways. */

import { same } from "../common/arrays.js";
import { attr, h, write } from "../common/dom.js";
import { asked, hasComma, numberFrom, tableFrom } from "../common/numbers.js";
import { Editor, mounting } from "./editor.js";

const PER_PIXEL = 3; // pixels of a sideways drag for one step of a coarse entry
const WHOLE = 450; // ms without a key after which what was typed is taken for whole: 1 may become 12

const worded = (/** @type {number} */ value) => String(Number(value.toPrecision(10))).replace("-", "−");

class Matrix extends Editor {
  constructor(component) {
    super(component);
    const { data } = this;
    const [rows, columns] = data.shape;
    const id = `scope-matrix-${data.slug}-${data.name}`;
    this.inputs = [];
    const grid = h("div", { class: "scope-grid", style: `grid-template-columns: repeat(${columns}, minmax(0, 1fr))` });
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) grid.append(this.entry(i, j));
    }
    this.fault = h("p", { class: "scope-note", role: "status" });
    const root = h(
      "div",
      { class: "scope-matrix", role: "group", "aria-labelledby": id, "aria-describedby": data.help ? `${id}-help` : null },
      h("p", { class: "scope-matrix-label", id }, data.label),
      h("div", { class: "scope-brackets" }, grid),
      this.fault,
      data.help ? h("p", { class: "scope-note", id: `${id}-help` }, data.help) : null,
    );
    this.enter(component.parentElement, root);
  }

  entry(i, j) {
    const { data } = this;
    const input = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "text",
        inputmode: "decimal",
        autocomplete: "off",
        spellcheck: "false",
        class: "scope-entry",
        role: "spinbutton",
        "aria-label": `${data.label}, row ${i + 1}, column ${j + 1}`,
        "aria-valuemin": this.reach[0],
        "aria-valuemax": this.reach[1],
        title: "Type, press the arrow keys, or drag sideways",
      })
    );
    this.inputs.push(input);
    const at = this.inputs.length - 1;
    input.addEventListener("input", () => this.typed(at));
    input.addEventListener("blur", () => this.leave(at));
    input.addEventListener("keydown", (event) => this.key(event, at));
    input.addEventListener("paste", (event) => this.pasted(event, at));
    this.scrub(input, at);
    return input;
  }

  // --- the value ----------------------------------------------------------------------------------------------------

  /** How far what is typed may go; a drag keeps to the range that the figure was made for. */
  get reach() {
    return this.data.wide ?? [this.data.low, this.data.high];
  }

  /** A value on the grid that drags and keys keep to, no farther than the range or than the value before. */
  snap(value, before = this.data.low) {
    const { low, high, step } = this.data;
    const [from, to] = [Math.min(low, before), Math.max(high, before)];
    const settled = low + Math.round((Math.min(to, Math.max(from, value)) - low) / step) * step;
    return Number(Math.min(to, settled).toPrecision(12)) + 0;
  }

  /** What a typed number becomes: its ten digits where the matrix has a wide range, else the nearest on the grid. */
  settle(/** @type {number} */ value) {
    const [low, high] = this.reach;
    const inside = Math.min(high, Math.max(low, value));
    return this.data.wide ? Number(inside.toPrecision(10)) + 0 : this.snap(inside);
  }

  show(rows, except = null) {
    rows.flat().forEach((value, at) => {
      const input = this.inputs[at];
      const text = String(Number(Number(value).toPrecision(6)));
      attr(input, "aria-valuenow", text);
      const wrong = input.getAttribute("aria-invalid") === "true" && value === this.value?.flat()[at];
      if (input !== except && !wrong && input.value !== text) input.value = text;
    });
    this.value = rows;
  }

  rowsWith(at, value) {
    const columns = this.data.shape[1];
    return this.value.map((row, i) => {
      if (Math.floor(at / columns) !== i) return row;
      return this.data.shares ? this.shared(row, at % columns, value) : row.map((old, j) => (j === at % columns ? value : old));
    });
  }

  /** A row of shares that sum to one, with one of them moved: the others keep their proportions. */
  shared(row, j, value) {
    const whole = Math.round(1 / this.data.step);
    const rest = 1 - row[j];
    const wanted = row.map((old, k) => (k === j ? value : (1 - value) * (rest > 1e-12 ? old / rest : 1 / (row.length - 1))) * whole);
    const floor = wanted.map((each) => Math.floor(each + 1e-9));
    const order = wanted.map((each, k) => [floor[k] - each, k]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    let left = whole - floor.reduce((sum, each) => sum + each, 0);
    for (const [, k] of order) if (left-- > 0) floor[k] += 1;
    return floor.map((each) => Number((each / whole).toPrecision(12)));
  }

  /** Give an entry a value that it can have. */
  set(at, value, typing = false) {
    this.hold();
    if (!typing) this.right(at);
    const rows = this.rowsWith(at, value);
    if (same(rows, this.value)) return;
    this.show(rows, typing ? this.inputs[at] : null);
    this.push();
  }

  /** Nothing is wrong with an entry any more. */
  right(at) {
    attr(this.inputs[at], "aria-invalid", "false");
    write(this.fault, "");
  }

  /** Nothing that was typed before counts any more. */
  anew() {
    this.inputs.forEach((_, at) => this.right(at));
  }

  /** What is typed stays as it is; the figure takes it when it is whole: after a rest, or when the entry is left. */
  typed(at) {
    this.hold(); // no rerun may write over it
    this.right(at);
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.take(at), WHOLE);
  }

  /** Take what was typed into an entry, as far as it goes, and say so. */
  take(at, leaving = false) {
    clearTimeout(this.rest);
    this.rest = 0;
    const input = this.inputs[at];
    const text = input.value.trim();
    const value = numberFrom(text);
    if (value === null) {
      attr(input, "aria-invalid", "true");
      write(this.fault, this.sentence(text));
      return;
    }
    const settled = this.settle(value);
    this.set(at, settled, !leaving);
    const near = Math.abs(settled - value) <= 1e-9 * Math.max(1, Math.abs(value));
    write(this.fault, near ? "" : this.limited(value, settled));
    attr(input, "aria-invalid", near || leaving ? "false" : "true");
  }

  allows(/** @type {number} */ value) {
    return value >= this.reach[0] && value <= this.reach[1];
  }

  /** A table out of a spreadsheet or a program: the whole matrix, or a block from the entry that is pasted into. */
  pasted(/** @type {ClipboardEvent} */ event, at) {
    const [rows, columns] = this.data.shape;
    const text = event.clipboardData?.getData("text") ?? "";
    const table = hasComma(text) ? null : tableFrom(text, columns); // 1,5 is what it is where it is typed
    if (!table || this.data.shares) return;
    event.preventDefault();
    if (table.says) {
      write(this.fault, `${table.says} Nothing was changed.`);
      return;
    }
    const { cells: block, values } = table;
    const whole = block.length === rows && block.every((row) => row.length === columns);
    const [top, left] = whole ? [0, 0] : [Math.floor(at / columns), at % columns];
    const wide = Math.max(...block.map((row) => row.length));
    if (top + block.length > rows || left + wide > columns) {
      const room = `${rows - top} by ${columns - left}`;
      const held = `${block.length} row${block.length > 1 ? "s" : ""} of ${wide} number${wide > 1 ? "s" : ""}`;
      write(this.fault, `The table has ${held}; from this entry on there is room for ${room}. Nothing was changed.`);
      return;
    }
    const bad = block.flat().find((_, k) => values.flat()[k] === null || !this.allows(values.flat()[k]));
    if (bad !== undefined) {
      write(this.fault, this.sentence(bad));
      return;
    }
    this.hold();
    this.anew();
    this.show(this.value.map((row, i) => row.map((old, j) => (values[i - top]?.[j - left] === undefined ? old : this.settle(values[i - top][j - left])))));
    const rounded = values.flat().find((value) => Math.abs(this.settle(value) - value) > 1e-9 * Math.max(1, Math.abs(value)));
    if (rounded !== undefined) write(this.fault, this.limited(rounded, this.settle(rounded)));
    this.push();
    this.commitSoon();
  }

  /** What is wrong with a text, what is allowed, and what happens meanwhile. */
  sentence(/** @type {string} */ text) {
    const [low, high] = this.reach.map(worded);
    if (asked(text)) return `${asked(text)} The figure keeps the last one.`;
    const said = text.length > 12 ? `${text.slice(0, 11)}…` : text;
    return `An entry is a number from ${low} to ${high}; ${said ? `“${said}”` : "an empty field"} is not. The figure keeps the last one.`;
  }

  /** A number that an entry cannot have, and what it has instead. */
  limited(/** @type {number} */ value, /** @type {number} */ settled) {
    const [low, high] = this.reach;
    if (value < low || value > high) return `${worded(value)} is beyond ${worded(settled)}, which the entry has instead.`;
    const grid = this.data.step === 1 ? "whole numbers" : `steps of ${worded(this.data.step)}`;
    return `${worded(value)} becomes ${worded(settled)}: entries are ${this.data.step === 1 ? grid : `in ${grid}`}.`;
  }

  /** An entry is left: what is in it is whole. A text that is no number stays, to be mended. */
  leave(at) {
    const text = this.inputs[at].value.trim();
    if (this.rest || this.inputs[at].getAttribute("aria-invalid") === "true") this.take(at, true);
    if (numberFrom(text) !== null) this.show(this.value);
    this.commit();
  }

  remove() {
    clearTimeout(this.rest);
    super.remove();
  }

  // --- the hand -----------------------------------------------------------------------------------------------------

  key(event, at) {
    if (event.key === "Enter") {
      this.leave(at);
      this.inputs[at].select();
      return;
    }
    if (event.key === "Escape") {
      clearTimeout(this.rest);
      this.rest = 0;
      this.right(at);
      this.show(this.value);
      this.commit();
      return;
    }
    const way = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (!way) return;
    event.preventDefault();
    // A very fine step would make the keys crawl: a hundredth at least, where the entries are of order one.
    const size = Math.max(this.data.step, 0.01);
    if (this.rest) this.take(at, true);
    const before = this.value.flat()[at];
    this.set(at, this.snap(before + way * (event.shiftKey ? 10 : 1) * size, before));
    this.commitSoon();
  }

  /** Dragging sideways changes the entry; a press without a drag is a click into the field. */
  scrub(/** @type {HTMLInputElement} */ input, at) {
    let start = null;
    input.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && document.activeElement !== input) start = { x: event.clientX, value: this.value.flat()[at], moved: false };
    });
    input.addEventListener("pointermove", (event) => {
      if (start && !event.buttons) start = null; // it was let go beside the entry
      if (!start) return;
      const by = event.clientX - start.x;
      if (!start.moved && Math.abs(by) < 4) return;
      if (!start.moved) {
        start.moved = true;
        input.setPointerCapture(event.pointerId);
        input.blur();
        this.root.classList.add("scope-scrubbing");
      }
      event.preventDefault();
      const span = this.data.high - this.data.low; // what was typed from farther away moves at the same pace
      // A full range is some 300 pixels wide, whatever the step.
      const fine = Math.max(this.data.step, span / 300 / (event.shiftKey ? 5 : 1));
      const pixels = span / this.data.step < 100 ? PER_PIXEL : 1;
      this.set(at, this.snap(start.value + Math.round(by / pixels) * fine, start.value));
    });
    const end = (event) => {
      const was = start;
      start = null;
      if (!was?.moved) return;
      this.root.classList.remove("scope-scrubbing");
      if (input.hasPointerCapture?.(event.pointerId)) input.releasePointerCapture(event.pointerId);
      this.commit();
    };
    input.addEventListener("pointerup", end);
    input.addEventListener("pointercancel", end);
    input.addEventListener("dragstart", (event) => event.preventDefault());
  }
}

export const mount = mounting(Matrix, (data) => data.shape);

export default mount;

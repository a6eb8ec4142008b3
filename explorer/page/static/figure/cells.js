/** The editor of cells: a grid toggled by clicks, by painting over it, and by keys. */

import { attr, h } from "../common/dom.js";
import { Editor, mounting } from "./editor.js";

const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

class Grid extends Editor {
  constructor(component) {
    super(component);
    const { data } = this;
    const [rows, columns] = data.shape;
    const id = `scope-cells-${data.slug}-${data.name}`;
    const named = data.columns.length > 0 || data.rows.length > 0;
    this.buttons = [];
    const grid = h("div", {
      class: "scope-cells-grid",
      style: `grid-template-columns: ${named ? "auto " : ""}repeat(${columns}, minmax(0, 2rem))`,
    });
    if (named) grid.append(h("span"), ...Array.from({ length: columns }, (_, j) => h("span", { class: "scope-cells-name", "aria-hidden": "true" }, data.columns[j] ?? "")));
    for (let i = 0; i < rows; i++) {
      if (named) grid.append(h("span", { class: "scope-cells-name", "aria-hidden": "true" }, data.rows[i] ?? ""));
      for (let j = 0; j < columns; j++) grid.append(this.cell(i, j));
    }
    // One cell is on the way of Tab; of a symmetric grid the first is on the diagonal, where there is nothing to switch.
    attr(this.buttons.find((button) => !button.disabled) ?? this.buttons[0], "tabindex", 0);
    const root = h(
      "div",
      { class: "scope-cells", role: "group", "aria-labelledby": id },
      h("p", { class: "scope-matrix-label", id }, data.label),
      grid,
      data.help ? h("p", { class: "scope-note" }, data.help) : null,
    );
    this.paint(grid);
    this.enter(component.parentElement, root);
  }

  cell(i, j) {
    const { data } = this;
    const off = data.symmetric && i === j;
    const says = `${data.label}, ${data.rows[i] ?? `row ${i + 1}`}, ${data.columns[j] ?? `column ${j + 1}`}`;
    const button = /** @type {HTMLButtonElement} */ (
      h("button", { type: "button", class: "scope-cell", "aria-label": says, tabindex: -1, disabled: off || null })
    );
    const at = [i, j];
    button.addEventListener("keydown", (event) => this.key(event, at));
    this.buttons.push(button);
    return button;
  }

  /** Painting: what the first cell becomes, all that the pointer passes become. */
  paint(grid) {
    let value = null;
    const under = (event) => {
      const node = document.elementFromPoint(event.clientX, event.clientY);
      return this.buttons.indexOf(/** @type {HTMLButtonElement} */ (node));
    };
    grid.addEventListener("pointerdown", (event) => {
      const at = under(event);
      if (event.button !== 0 || at < 0 || this.buttons[at].disabled) return;
      event.preventDefault();
      this.buttons[at].focus({ preventScroll: true });
      grid.setPointerCapture(event.pointerId);
      value = this.flat()[at] ? 0 : 1;
      this.set(at, value);
    });
    grid.addEventListener("pointermove", (event) => {
      const at = value === null ? -1 : under(event);
      if (at >= 0 && !this.buttons[at].disabled && this.flat()[at] !== value) this.set(at, value);
    });
    for (const type of ["pointerup", "pointercancel"]) {
      grid.addEventListener(type, () => {
        if (value === null) return;
        value = null;
        this.commit();
      });
    }
  }

  key(event, [i, j]) {
    const [rows, columns] = this.data.shape;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      const at = i * columns + j;
      this.set(at, this.flat()[at] ? 0 : 1);
      this.commitSoon();
      return;
    }
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const [r, c] = [i + way[0], j + way[1]];
    const at = (row, column) => (row >= 0 && column >= 0 && row < rows && column < columns ? this.buttons[row * columns + column] : null);
    const next = [at(r, c), at(r + way[0], c + way[1])].find((button) => button && !button.disabled); // over the diagonal
    if (!next) return;
    for (const button of this.buttons) attr(button, "tabindex", button === next ? 0 : -1);
    next.focus();
  }

  // --- the value ----------------------------------------------------------------------------------------------------

  flat() {
    return this.value.flat();
  }

  show(rows) {
    this.value = rows;
    rows.flat().forEach((value, at) => attr(this.buttons[at], "aria-pressed", String(Boolean(value))));
  }

  set(at, value) {
    const columns = this.data.shape[1];
    const [i, j] = [Math.floor(at / columns), at % columns];
    const changed = (r, c) => (r === i && c === j) || (this.data.symmetric && r === j && c === i);
    this.hold();
    this.show(this.value.map((row, r) => row.map((old, c) => (changed(r, c) ? value : old))));
    this.push();
  }
}

export const mount = mounting(Grid, (data) => data.shape);

export default mount;

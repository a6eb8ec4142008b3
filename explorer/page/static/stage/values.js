/** Readouts that a scene has on the screen, live; one that is a matrix, as [1 2; 3 4], is shown as one. */

import { attr, h, write } from "../common/dom.js";

const MATRIX = /^\[(.+;.+)\]$/;

const rowsOf = (/** @type {string} */ text) => MATRIX.exec(text)?.[1].split(";").map((row) => row.trim().split(/\s+/));

export class Values {
  constructor() {
    this.node = h("dl", { class: "stage-values" });
    this.shape = "";
  }

  /** @param {{name: string, text?: string, role?: string, left?: string, relation?: string, right?: string}[]} list readouts and laws */
  update(list) {
    const told = list.map((each) => ({ ...each, text: each.text ?? `${each.left} ${each.relation} ${each.right}` }));
    const shape = JSON.stringify(told.map(({ name, text }) => [name, rowsOf(text)?.map((row) => row.length)]));
    if (shape !== this.shape) {
      this.shape = shape;
      this.cells = told.map(({ text }) => (rowsOf(text) ?? [[text]]).flat().map(() => h("span", {})));
      const value = ({ text }, at) => {
        const rows = rowsOf(text);
        const style = rows ? `grid-template-columns:repeat(${rows[0].length},auto)` : null;
        return h("dd", { class: rows ? "scope-value stage-matrix-value" : "scope-value", style }, ...this.cells[at]);
      };
      this.places = told.map(value);
      this.node.replaceChildren(...told.map(({ name }, at) => h("div", {}, h("dt", {}, name), this.places[at])));
    }
    told.forEach(({ text, role }, at) => {
      attr(this.places[at], "data-role", role || "ink");
      (rowsOf(text) ?? [[text]]).flat().forEach((part, cell) => write(this.cells[at][cell], part));
    });
  }
}

/** The numbers of the moment, and the laws with both their sides. */

import { attr, h, icon, setIcon, write } from "../common/dom.js";
import { sentence, typeset } from "../common/maths.js";

/** Rows that are kept and rewritten, so that nothing shifts while numbers run. */
export class Readouts {
  constructor() {
    this.numbers = h("dl", { class: "scope-readouts" });
    this.laws = h("ul", { class: "scope-laws" });
    this.node = h("section", { "aria-label": "Numbers of the moment" }, this.numbers, this.laws);
    this.shape = "";
    /** @type {((each: any) => void)[]} */ this.rows = [];
  }

  update(/** @type {any[]} */ list) {
    const shape = JSON.stringify(list.map((each) => [each.kind, each.name]));
    if (shape !== this.shape) {
      this.shape = shape;
      this.numbers.replaceChildren();
      this.laws.replaceChildren();
      this.rows = list.map((each) => (each.kind === "law" ? this.law(each) : this.number(each)));
      this.numbers.hidden = !list.some((each) => each.kind !== "law");
      this.laws.hidden = !list.some((each) => each.kind === "law");
    }
    list.forEach((each, at) => this.rows[at](each));
  }

  number(first) {
    const value = h("dd", { class: "scope-value" });
    const note = h("span", { class: "scope-note" });
    this.numbers.append(h("div", { class: "scope-readout" }, h("dt", {}, sentence("span", {}, first.name), note), value));
    return (each) => {
      typeset(value, each.text);
      typeset(note, each.note || "");
      attr(value, "data-role", each.role || "ink");
    };
  }

  law(first) {
    const mark = icon("check");
    const state = h("span", { class: "scope-unseen" });
    const left = h("span", { class: "scope-value" });
    const right = h("span", { class: "scope-value" });
    const relation = h("span", { class: "scope-relation" });
    const gap = h("p", { class: "scope-difference" });
    const note = h("p", { class: "scope-note" });
    const names = [h("span", { class: "scope-side-name" }), h("span", { class: "scope-side-name" })];
    const row = h(
      "li",
      { class: "scope-law" },
      h("p", { class: "scope-law-name" }, h("span", { class: "scope-mark" }, mark), state, sentence("span", {}, first.name)),
      h(
        "p",
        { class: "scope-sides" },
        h("span", { class: "scope-side" }, names[0], left),
        relation,
        h("span", { class: "scope-side" }, names[1], right),
      ),
      gap,
      note,
    );
    this.laws.append(row);
    return (each) => {
      typeset(names[0], each.left_name);
      typeset(names[1], each.right_name);
      write(left, each.left);
      write(right, each.right);
      write(relation, each.relation);
      write(gap, each.difference);
      typeset(note, each.note || "");
      write(state, each.holds ? "holds: " : "fails: ");
      setIcon(mark, each.holds ? "check" : "cross");
      row.classList.toggle("scope-fails", !each.holds);
    };
  }
}

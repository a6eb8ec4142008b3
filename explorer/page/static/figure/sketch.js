/** A pad on which a curve is drawn by hand, or moved height by height with the arrow keys. */

import { attr, h, svg } from "../common/dom.js";
import { Editor, mounting } from "./editor.js";

const WIDTH = 240;
const HEIGHT = 110; // of the pad, in its own units

class Pad extends Editor {
  constructor(component) {
    super(component);
    const { data } = this;
    this.at = 0;
    const id = `scope-sketch-${data.slug}-${data.name}`;
    this.line = svg("path", { fill: "none", stroke: "currentColor", "stroke-width": 2.5, "stroke-linejoin": "round" });
    this.dot = svg("circle", { r: 4.5, fill: "currentColor", class: "scope-sketch-dot" });
    this.board = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, this.line, this.dot);
    this.pad = h(
      "div",
      { class: "scope-sketch-pad", tabindex: 0, role: "slider", "aria-labelledby": id, "aria-valuemin": data.low, "aria-valuemax": data.high },
      this.board,
    );
    const root = h(
      "div",
      { class: "scope-sketch" },
      h("p", { class: "scope-matrix-label", id }, data.label),
      this.pad,
      h("p", { class: "scope-note" }, data.help || "Draw on the pad; or choose a place with ← → and move it with ↑ ↓."),
    );
    this.hand();
    this.pad.addEventListener("keydown", (event) => this.key(event));
    this.enter(component.parentElement, root);
  }

  place(k) {
    return (k / (this.data.count - 1)) * WIDTH;
  }

  level(y) {
    return HEIGHT * (1 - (y - this.data.low) / (this.data.high - this.data.low));
  }

  show(heights) {
    this.value = heights;
    attr(this.line, "d", `M${heights.map((y, k) => `${this.place(k).toFixed(1)},${this.level(y).toFixed(1)}`).join("L")}`);
    attr(this.dot, "cx", this.place(this.at));
    attr(this.dot, "cy", this.level(heights[this.at]));
    attr(this.pad, "aria-valuenow", heights[this.at]);
    attr(this.pad, "aria-valuetext", `place ${this.at + 1} of ${heights.length}: ${Number(heights[this.at].toPrecision(3))}`);
  }

  /** Heights at the places from one to another, on a straight line between two spots of the pad. */
  set(from, to) {
    const next = [...this.value];
    const bounded = (y) => Math.min(this.data.high, Math.max(this.data.low, y));
    const [left, right] = from.k <= to.k ? [from, to] : [to, from];
    for (let k = Math.max(0, Math.ceil(left.k)); k <= Math.min(next.length - 1, Math.floor(right.k)); k++) {
      const part = right.k === left.k ? 1 : (k - left.k) / (right.k - left.k);
      next[k] = bounded(left.y + part * (right.y - left.y));
    }
    // Between two places the nearest one follows the pointer while that comes nearer or stays.
    const near = Math.min(next.length - 1, Math.max(0, Math.round(to.k)));
    if (Math.abs(to.k - near) <= Math.abs(from.k - near)) next[near] = bounded(to.y);
    this.at = Math.min(next.length - 1, Math.max(0, Math.round(to.k)));
    if (this.data.rising) this.rise(next, this.at);
    this.hold();
    this.show(next);
    this.push();
  }

  /** What is drawn last stands, and the others make way: none before is higher, none after lower. */
  rise(heights, at) {
    for (let k = at - 1; k >= 0; k--) heights[k] = Math.min(heights[k], heights[k + 1]);
    for (let k = at + 1; k < heights.length; k++) heights[k] = Math.max(heights[k], heights[k - 1]);
  }

  hand() {
    let last = null;
    const spot = (event) => {
      const box = this.pad.getBoundingClientRect();
      const y = this.data.high - ((event.clientY - box.top) / box.height) * (this.data.high - this.data.low);
      return { k: ((event.clientX - box.left) / box.width) * (this.data.count - 1), y };
    };
    this.pad.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      this.pad.focus({ preventScroll: true });
      this.pad.setPointerCapture(event.pointerId);
      last = spot(event);
      this.set(last, last);
    });
    this.pad.addEventListener("pointermove", (event) => {
      if (!last) return;
      const now = spot(event);
      this.set(last, now);
      last = now;
    });
    for (const type of ["pointerup", "pointercancel"]) {
      this.pad.addEventListener(type, () => {
        if (!last) return;
        last = null;
        this.commit();
      });
    }
  }

  key(event) {
    const span = this.data.high - this.data.low;
    const many = event.shiftKey ? 10 : 1;
    const way = { ArrowUp: 0.01 * span, ArrowDown: -0.01 * span }[event.key];
    const move = { ArrowLeft: -1, ArrowRight: 1, Home: -1e9, End: 1e9 }[event.key];
    if (!way && !move) return;
    event.preventDefault();
    if (move) {
      this.at = Math.min(this.value.length - 1, Math.max(0, this.at + move * many));
      this.show(this.value);
      return;
    }
    const spot = { k: this.at, y: this.value[this.at] + way * many };
    this.set(spot, spot);
    this.commitSoon();
  }
}

export const mount = mounting(Pad, (data) => data.count);

export default mount;

/** The pencil over the figure: picking a point, drawing a curve, and a guess beside the truth. */

import { h, svg } from "../common/dom.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {{kind: "point"|"curve", value: any, role: string, label: string, dash?: boolean}} Mark */

export class Pencil {
  /** @param {HTMLElement} stage @param {Drawing} drawing */
  constructor(stage, drawing) {
    this.stage = stage;
    this.drawing = drawing;
    this.layer = svg("svg", { class: "scope-marks", "aria-hidden": "true" });
    this.pad = h("div", { class: "scope-pad", hidden: true });
    stage.append(this.layer, this.pad);
    /** @type {Mark[]} */ this.marks = [];
    this.panel = 0;
    drawing.moved.add(() => this.update());
  }

  /** Show marks in a panel until `clear`. */
  show(/** @type {number} */ panel, /** @type {Mark[]} */ marks) {
    this.panel = panel;
    this.marks = marks;
    this.update();
  }

  clear() {
    this.marks = [];
    this.update();
  }

  /** The pixels of a panel's plane. */
  box() {
    const plane = this.drawing.planeOf(this.panel);
    if (!plane || !this.drawing.ready) return null;
    const layout = this.drawing.gd._fullLayout;
    const [a, b] = [layout[`xaxis${plane.xaxis.slice(1)}`], layout[`yaxis${plane.yaxis.slice(1)}`]];
    return a && b ? { ...plane, left: a._offset, top: b._offset, width: a._length, height: b._length } : null;
  }

  update() {
    this.layer.replaceChildren();
    const box = this.box();
    if (!box) return;
    const { style } = this.pad;
    [style.left, style.top] = [`${box.left}px`, `${box.top}px`];
    [style.width, style.height] = [`${box.width}px`, `${box.height}px`];
    for (const mark of this.marks) this.layer.append(...this.draw(mark, box));
  }

  /** @returns {SVGElement[]} */
  draw(mark, box) {
    const color = this.drawing.look?.colors[mark.role] || "currentColor";
    const spot = (x, y) => this.drawing.place(box.xaxis, box.yaxis, x, y);
    const text = (at, dy) => {
      const right = at.x > box.left + 0.75 * box.width; // no room for words on that side
      const place = { x: at.x + (right ? -12 : 12), y: at.y + dy, "text-anchor": right ? "end" : "start" };
      return svg("text", { ...place, fill: color, class: "scope-mark-label" }, mark.label);
    };
    if (mark.kind === "point") {
      const at = spot(mark.value[0], mark.value[1]);
      const cross = svg("path", { d: `M${at.x - 7},${at.y}h14M${at.x},${at.y - 7}v14`, stroke: color, "stroke-width": 3 });
      return [cross, svg("circle", { cx: at.x, cy: at.y, r: 10, fill: "none", stroke: color, "stroke-width": 2 }), text(at, -10)];
    }
    const [xs, ys] = mark.value;
    const spots = Array.from(xs, (x, i) => spot(x, ys[i])).filter((at) => Number.isFinite(at.x) && Number.isFinite(at.y));
    if (!spots.length) return [];
    const d = `M${spots.map((at) => `${at.x.toFixed(1)},${at.y.toFixed(1)}`).join("L")}`;
    const dash = mark.dash ? "8 5" : null;
    const line = svg("path", { d, fill: "none", stroke: color, "stroke-width": 3.5, "stroke-dasharray": dash });
    return [line, text(spots[Math.floor(spots.length / 2)], mark.dash ? 20 : -10)];
  }

  /** Take pointers over a panel. @returns {() => void} stops it */
  listen(panel, { down, move, up }) {
    this.stop?.();
    this.panel = panel;
    this.update();
    const point = (event) => {
      const box = this.box();
      const frame = this.drawing.gd.getBoundingClientRect();
      return this.drawing.unplace(box.xaxis, box.yaxis, event.clientX - frame.left, event.clientY - frame.top);
    };
    let pressed = false;
    this.pad.onpointerdown = (event) => {
      event.preventDefault();
      this.pad.setPointerCapture(event.pointerId);
      pressed = true;
      down?.(point(event));
    };
    this.pad.onpointermove = (event) => pressed && move?.(point(event));
    this.pad.onpointerup = (event) => {
      if (pressed) up?.(point(event));
      pressed = false;
    };
    this.pad.onpointercancel = () => (pressed = false);
    this.pad.hidden = false;
    this.stage.scrollIntoView({ block: "nearest", behavior: "auto" });
    this.stop = () => {
      this.pad.hidden = true;
      this.stop = null;
    };
    return this.stop;
  }

  /** Pick points in a panel, the last one counts. */
  pick(panel, then) {
    return this.listen(panel, { up: (spot) => then([spot.x, spot.y]) });
  }

  /** Choose one of the panels by a click anywhere in it; panels are counted from 1. */
  tile(then) {
    this.stop?.();
    const { gd } = this.drawing;
    const number = (id) => Number(id.slice(1) || 1);
    const choose = (event) => {
      const frame = gd.getBoundingClientRect();
      const plane = this.drawing.planeAt(event.clientX - frame.left, event.clientY - frame.top);
      if (!plane) return;
      event.preventDefault();
      event.stopPropagation();
      then(number(plane.xaxis));
    };
    gd.addEventListener("pointerdown", choose, true);
    gd.classList.add("scope-choosing");
    this.stop = () => {
      gd.removeEventListener("pointerdown", choose, true);
      gd.classList.remove("scope-choosing");
      this.stop = null;
    };
    return this.stop;
  }

  /** Draw a curve in a panel: one y for each x; drawing over a part replaces it. */
  curve(panel, then) {
    /** @type {[number, number][]} */ let points = [];
    let last = null;
    const add = ({ x, y }) => {
      const [low, high] = last === null ? [x, x] : [Math.min(last, x), Math.max(last, x)];
      points = points.filter((each) => each[0] === last || each[0] < low || each[0] > high);
      points = points.filter((each) => each[0] !== x);
      points.push([x, y]);
      points.sort((a, b) => a[0] - b[0]);
      last = x;
      then([points.map((each) => each[0]), points.map((each) => each[1])]);
    };
    return this.listen(panel, { down: (spot) => ((last = null), add(spot)), move: add });
  }
}

/** Handles: rings over the figure that can be dragged by mouse, finger and keyboard. They follow zoom and layout. */

import { attr, h, svg } from "../common/dom.js";

/** @typedef {import("./store.js").Store} Store @typedef {import("./drawing.js").Drawing} Drawing */

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const REST = 500; // ms after the last key until the new place is committed
const CROWD = 8; // so many handles and fewer show at rest which way they go; of more, the one under the hand does
// Small wedges around the ring, one for each way that a handle goes: nothing that only decorates a figure has them.
const WEDGES = { x: "M11,-3.5 15.5,0 11,3.5ZM-11,-3.5 -15.5,0 -11,3.5Z", y: "M-3.5,-11 0,-15.5 3.5,-11ZM-3.5,11 0,15.5 3.5,11Z" };

const spoken = (value) => String(Number(value.toPrecision(3))).replace("-", "−");

export class Handles {
  /**
   * @param {HTMLElement} stage what the figure lies in
   * @param {Store} store
   * @param {Drawing} drawing
   * @param {() => void} settle commits the live values
   */
  constructor(stage, store, drawing, settle) {
    this.store = store;
    this.drawing = drawing;
    this.settle = settle;
    this.layer = svg("svg", { class: "scope-handles" });
    this.note = h("div", { class: "scope-unseen scope-did", role: "status", "aria-live": "polite" });
    stage.append(this.layer, this.note);
    /** @type {Map<string, {node: SVGElement, told: any}>} */
    this.shown = new Map();
    this.moving = null;
    /** @type {Set<string>} what the arrow keys move, until it is committed */ this.pressed = new Set();
    // In an empty place a double click adds a point where there are points, and elsewhere shows the whole figure again.
    stage.addEventListener("dblclick", (event) => {
      if (event.target instanceof Element && event.target.closest(".scope-handle, .scope-pad")) return;
      if (this.store.controls.some((control) => control.kind === "points")) this.add(this.at(event));
      else this.drawing.resetView();
    });
  }

  at(event) {
    const box = this.drawing.gd.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  color(role) {
    return this.drawing.look?.colors[role] || "currentColor";
  }

  /** Show the handles of the present frame where they belong now. */
  update() {
    const list = this.drawing.frame?.handles || [];
    const seen = new Set();
    for (const told of list) {
      const key = `${told.name}:${told.index ?? ""}`;
      seen.add(key);
      let entry = this.shown.get(key);
      if (!entry) this.shown.set(key, (entry = { node: this.make(key), told }));
      entry.told = told;
      this.position(entry);
    }
    this.layer.classList.toggle("scope-crowd", list.length > CROWD);
    for (const [key, { node }] of this.shown) {
      if (seen.has(key)) continue;
      this.shown.delete(key);
      this.drop(node); // it may vanish in the hand, where what it leads to cannot be drawn
      node.remove();
    }
    this.order(list);
  }

  /** Later ones lie over earlier ones and come after them for the keyboard, whichever were there before. */
  order(list) {
    let before = null;
    for (const { name, index } of list) {
      const { node } = this.shown.get(`${name}:${index ?? ""}`);
      const here = before ? before.nextSibling : this.layer.firstChild;
      if (node !== here && node !== document.activeElement && node !== this.moving?.node) this.layer.insertBefore(node, here);
      before = node;
    }
  }

  /** The hand is off a handle. */
  drop(node) {
    if (this.moving?.node !== node) return;
    this.store.held.delete(this.moving.name);
    this.moving = null;
    node.classList.remove("scope-held");
    this.drawing.thaw();
    this.finish();
  }

  position({ node, told }) {
    const spot = this.drawing.place(told.xaxis, told.yaxis, told.x, told.y);
    const visible = spot && (spot.inside || node === this.moving?.node);
    attr(node, "display", visible ? "inline" : "none");
    if (!visible) return;
    // Axes rest in mid-drag: a handle that the picture has left behind waits at its edge, not over what lies below.
    const { x, y } = spot.inside ? spot : spot.nearest;
    attr(node, "transform", `translate(${x.toFixed(2)},${y.toFixed(2)})`);
    attr(node, "aria-label", `${told.label}, at ${spoken(told.x)}, ${spoken(told.y)}`);
    attr(node, "style", `color:${this.color(told.role)}`);
    attr(node.querySelector(".scope-ways"), "d", WEDGES[told.follows] || WEDGES.x + WEDGES.y);
  }

  make(key) {
    const node = svg(
      "g",
      { class: "scope-handle", tabindex: 0, role: "button", "aria-roledescription": "handle: move it with the arrow keys" },
      svg("circle", { class: "scope-hit", r: 16 }),
      svg("circle", { class: "scope-halo", r: 8 }),
      svg("circle", { class: "scope-ring", r: 8 }),
      svg("path", { class: "scope-ways" }),
    );
    const told = () => this.shown.get(key)?.told;
    node.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || !told()) return;
      event.preventDefault();
      event.stopPropagation();
      if (!this.moving) this.take(this.nearest(this.at(event), node), event); // a second finger takes no second one
    });
    // `touch-action` means nothing on a shape within an SVG: without this the browser takes the finger for a scroll.
    node.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
    node.addEventListener("pointermove", (event) => {
      if (this.moving?.node !== node || this.moving.pointer !== event.pointerId || !told()) return;
      const { off } = this.moving;
      const spot = this.at(event);
      this.pull(told(), this.drawing.unplace(told().xaxis, told().yaxis, spot.x + off.x, spot.y + off.y));
    });
    for (const type of ["pointerup", "pointercancel", "lostpointercapture"]) node.addEventListener(type, () => this.drop(node));
    node.addEventListener("keydown", (event) => this.key(event, told()));
    node.addEventListener("blur", () => this.flush());
    this.layer.append(node);
    return node;
  }

  /** Where a handle is, in pixels within the figure; null: it is not to be seen. */
  spot({ node, told }) {
    return node.getAttribute("display") === "none" ? null : this.drawing.place(told.xaxis, told.yaxis, told.x, told.y);
  }

  /** The handle that is nearest to a pointer: where several lie under a finger, the topmost is seldom the one that is
   * meant. @param {SVGElement} touched the one that the browser found, which wins where two are equally near */
  nearest({ x, y }, touched) {
    const entries = [...this.shown.values()];
    const far = (entry) => {
      const spot = this.spot(entry);
      return spot ? Math.hypot(spot.x - x, spot.y - y) : Infinity;
    };
    const first = entries.find(({ node }) => node === touched);
    return entries.reduce((best, entry) => (far(entry) < far(best) - 0.5 ? entry : best), first);
  }

  /** A pointer takes a handle. */
  take(entry, event) {
    const { node, told } = entry;
    const spot = this.spot(entry);
    if (!spot) return;
    node.setPointerCapture(event.pointerId);
    node.focus({ preventScroll: true });
    // Where in the ring it was taken stays under the pointer.
    const { x, y } = this.at(event);
    this.moving = { node, off: { x: spot.x - x, y: spot.y - y }, name: told.name, pointer: event.pointerId };
    this.store.held.add(told.name);
    this.drawing.freeze();
    node.classList.add("scope-held");
  }

  pull(told, { x, y, key = false }) {
    if (Number.isFinite(x) && Number.isFinite(y)) this.store.pull({ name: told.name, index: told.index ?? null, x, y, key });
  }

  key(event, told) {
    if (!told || event.ctrlKey || event.metaKey || event.altKey) return;
    const control = this.store.control(told.name);
    if ((event.key === "Delete" || event.key === "Backspace") && control?.kind === "points") {
      event.preventDefault();
      this.remove(control, told.index);
      return;
    }
    const way = KEYS[event.key];
    if (!way) return;
    event.preventDefault();
    const many = event.shiftKey ? 10 : 1;
    const [stepX, stepY] = this.steps(control, told);
    const before = { told, params: this.drawing.frame.params };
    this.pressed.add(told.name);
    this.store.held.add(told.name);
    this.pull(told, { x: way[0] * many * stepX, y: way[1] * many * stepY, key: true });
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.flush(), REST);
    this.store.whenStill(() => this.report(before));
  }

  /** Say what a key did: where the handle is now, and which controls it moved. */
  report({ told: was, params }) {
    const told = this.shown.get(`${was.name}:${was.index ?? ""}`)?.told;
    const now = this.drawing.frame?.params || {};
    if (!told) return;
    const moved = told.x !== was.x || told.y !== was.y;
    const place = `${told.label} ${moved ? "is now" : "stays"} at ${spoken(told.x)}, ${spoken(told.y)}.`;
    const changed = this.store.controls.filter(({ name }) => typeof now[name] === "number" && now[name] !== params[name]);
    const values = changed.map(({ name, label, unit }) => `${label}: ${spoken(now[name])}${unit ? ` ${unit}` : ""}.`);
    this.note.textContent = [place, ...values, this.store.message].filter(Boolean).join(" ");
  }

  /** How far an arrow key goes: the control's own step; for what is no control a fiftieth of the axes. */
  steps(control, told) {
    if (control?.step && (control.kind === "point" || control.kind === "points")) return [control.step, control.step];
    const here = this.drawing.place(told.xaxis, told.yaxis, told.x, told.y);
    const there = this.drawing.unplace(told.xaxis, told.yaxis, here.x + 8, here.y - 8);
    return [Math.abs(there.x - told.x), Math.abs(there.y - told.y)];
  }

  flush() {
    if (!this.resting) return;
    clearTimeout(this.resting);
    this.resting = 0;
    for (const name of this.pressed) this.store.held.delete(name);
    this.pressed.clear();
    this.finish();
  }

  finish() {
    this.store.whenStill(() => this.settle());
  }

  // --- points that come and go ------------------------------------------------------------------------------------

  /** A double click in a plane with points adds one there. */
  add(spot) {
    const control = this.store.controls.find((each) => each.kind === "points");
    const plane = this.drawing.planeAt(spot.x, spot.y);
    const example = (this.drawing.frame?.handles || []).find((each) => each.name === control?.name);
    if (!control || !plane || (example && example.xaxis !== plane.xaxis)) return;
    const points = this.points(control);
    if (!points) return;
    if (points.length >= control.most) {
      this.store.say(`${control.label} takes at most ${control.most} points.`);
      return;
    }
    const { x, y } = this.drawing.unplace(plane.xaxis, plane.yaxis, spot.x, spot.y);
    this.replace(control, [...points, control.y ? [x, y] : x]);
  }

  remove(control, index) {
    const points = this.points(control);
    if (!points || index === null) return;
    if (points.length <= control.fewest) {
      this.store.say(`${control.label} takes at least ${control.fewest} points.`);
      return;
    }
    this.replace(control, points.filter((_, at) => at !== index));
    this.note.textContent = `Point ${index + 1} removed.`;
  }

  points(control) {
    const value = this.drawing.frame?.params?.[control.name];
    return Array.isArray(value) ? value : null;
  }

  replace(control, points) {
    const snap = (value, [low, high]) => {
      const settled = low + Math.round((value - low) / control.step) * control.step;
      return Number(Math.min(high, Math.max(low, settled)).toPrecision(12));
    };
    const rows = points.map((point) =>
      Array.isArray(point) ? [snap(point[0], control.x), snap(point[1], control.y)] : snap(point, control.x),
    );
    this.store.push({ [control.name]: rows });
    this.finish();
  }
}

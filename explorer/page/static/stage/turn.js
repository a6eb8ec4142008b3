/** Hands that go through a lecture without its keys: a scene's number typed, and a finger that turns the page. */

import { h } from "../common/dom.js";

const SWIPE = 50; // pixels
const LASTS = 4000; // ms that a typed number waits for its Enter

/** The number of a scene while it is typed: shown in a corner, gone after a while. */
export class Typed {
  constructor() {
    this.text = "";
    this.node = h("output", { class: "stage-typed", hidden: true, role: "status" });
  }

  add(/** @type {string} */ key) {
    this.text = (this.text + key).slice(0, 6);
    if (!this.node.isConnected) document.body.append(this.node);
    this.show();
  }

  show() {
    clearTimeout(this.timer);
    this.node.textContent = `Scene ${this.text} — Enter`;
    this.node.hidden = !this.text;
    this.timer = setTimeout(() => this.take(), LASTS);
  }

  /** What was typed, which is then forgotten. */
  take() {
    const { text } = this;
    this.text = "";
    this.node.hidden = true;
    clearTimeout(this.timer);
    return text;
  }
}

/** A finger over the caption goes to what comes next, or to what was before. */
export function swipe(/** @type {HTMLElement} */ node, /** @type {(by: number) => void} */ turn) {
  let from = null;
  node.addEventListener("pointerdown", (event) => (from = event.pointerType === "mouse" ? null : { x: event.clientX, y: event.clientY }));
  node.addEventListener("pointerup", (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    from = null;
    if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) turn(dx < 0 ? 1 : -1);
  });
  node.addEventListener("pointercancel", () => (from = null));
}

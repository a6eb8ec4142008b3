/** On the first visit: for a few seconds, what can be dragged, what can be edited, and where the rest is. */

import { h, memory, write } from "../common/dom.js";

const MET = "mathscope:met";
const LOOK = 200; // ms between looks at where the place is
const READ = 5000; // ms for a sentence, unless a hand or the keyboard is on it
const FINGER = matchMedia("(pointer: coarse)"); // and so perhaps no keys
const BEGINS = ["pointerdown", "keydown", "wheel"]; // what a reader begins with
const EDGE = 8; // pixels that it keeps from the edges of the screen

/** The places, each with what is said of it; of several selectors the first that is there. */
const STEPS = [
  { at: [".scope-handle", ".scope-play", ".scope-stage .gl-container:has(> div)"], say: ["Drag the rings in the figure: all that depends on them follows.", "Press play, or drag the bar: the run is drawn step by step.", "Drag the figure to turn it."] },
  { at: [".st-key-lesson-controls"], say: ["Drag these, or type into them: 1/2 and √2 are read as well."] },
  { at: [".scope-goal"], say: ["A challenge. It is noticed when the figure meets it."] },
  { at: [".st-key-lesson-tabs", ".st-key-lesson-text"], say: ["Theory (key T), use in machine learning, code and files are here.", "Theory (key T), use in machine learning, code and files are below."] },
];

/** Whether somebody is here for the first time, at a page of their own. */
export function isFirst() {
  return !memory.read(MET, false) && window.top === window && !new URLSearchParams(location.search).has("embed");
}

export class Welcome {
  constructor() {
    this.at = 0;
    this.over = false;
    this.since = performance.now();
    this.words = h("p", { "aria-live": "polite" });
    this.count = h("span", { class: "scope-welcome-count" });
    this.next = h("button", { type: "button", class: "scope-button scope-quiet", onclick: () => this.turn() }, "Next");
    const close = h("button", { type: "button", class: "scope-button scope-quiet", "aria-label": "Close the introduction", onclick: () => this.close() }, "Close");
    this.ring = h("div", { class: "scope-welcome-ring", "aria-hidden": "true" });
    this.node = h("div", { class: "scope-welcome", role: "region", "aria-label": "Introduction" }, this.words, h("div", { class: "scope-row" }, this.count, this.next, close));
    // It lies over the page and lets everything through but its buttons: whoever begins, has no need of it.
    this.begun = (/** @type {Event} */ event) => {
      const own = event.target instanceof Node && this.node.contains(event.target);
      if (!own || /** @type {KeyboardEvent} */ (event).key === "Escape") this.close();
    };
    this.pointed = (/** @type {PointerEvent} */ event) => {
      const { left, top, right, bottom } = this.node.getBoundingClientRect();
      this.over = event.pointerType === "mouse" && event.clientX >= left && event.clientX <= right && event.clientY >= top && event.clientY <= bottom;
    };
    for (const type of BEGINS) document.addEventListener(type, this.begun, { capture: true, passive: true });
    document.addEventListener("pointermove", this.pointed, { passive: true });
    document.body.append(this.ring, this.node);
    memory.write(MET, true);
    this.timer = setInterval(() => this.look(), LOOK);
    this.look();
  }

  /** What is pointed at now, and what is said of it; null: it is not on this page. */
  place() {
    const { at, say } = STEPS[this.at];
    for (const [index, selector] of at.entries()) {
      const found = [...document.querySelectorAll(selector)].find((each) => each.getBoundingClientRect().height > 0);
      if (found) return { box: found.getBoundingClientRect(), words: say[Math.min(index, say.length - 1)] };
    }
    return null;
  }

  look() {
    if (document.hidden || this.over || this.node.matches(":focus-within")) this.since = performance.now();
    if (performance.now() - this.since > READ) return this.turn();
    const found = this.place();
    if (!found) return this.turn();
    const { box } = found;
    const words = FINGER.matches ? found.words.replace(" (key T)", "") : found.words;
    write(this.words, box.top > innerHeight ? words.replace("are here", "are below") : words);
    write(this.count, `${this.at + 1} of ${STEPS.length}`);
    write(this.next, this.at + 1 < STEPS.length ? "Next" : "Done");
    const around = { top: Math.max(EDGE, box.top - 4), left: Math.max(EDGE / 2, box.left - 4), bottom: Math.min(innerHeight - EDGE / 2, box.bottom + 4), right: Math.min(innerWidth - EDGE / 2, box.right + 4) };
    const seen = around.bottom > around.top;
    Object.assign(this.ring.style, { top: `${around.top}px`, left: `${around.left}px`, width: `${around.right - around.left}px`, height: `${Math.max(0, around.bottom - around.top)}px`, display: seen ? "" : "none" });
    const { offsetWidth: width, offsetHeight: height } = this.node;
    const below = around.bottom + height + EDGE < innerHeight;
    const top = !seen ? innerHeight - height - EDGE : below ? around.bottom + EDGE : Math.max(EDGE, around.top - height - EDGE);
    const left = Math.max(EDGE, Math.min(innerWidth - width - EDGE, (around.left + around.right - width) / 2));
    this.node.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  turn() {
    this.at += 1;
    this.since = performance.now();
    if (this.at >= STEPS.length) this.close();
    else this.look();
  }

  close() {
    clearInterval(this.timer);
    for (const type of BEGINS) document.removeEventListener(type, this.begun, { capture: true });
    document.removeEventListener("pointermove", this.pointed);
    this.ring.remove();
    this.node.remove();
  }
}

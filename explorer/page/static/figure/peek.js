/** While a control is held and the figure is out of sight, the figure comes along, and goes back when the hand has let
 * go. On a phone, where the controls stand under it, it is shown smaller, at the edge of the screen that is farther from
 * the hand; on a wide screen, where the controls stay beside the text that is read, over that text. */

import { h } from "../common/dom.js";

const BESIDE = "(min-width: 900px)"; // from this width on the controls stand beside the figure (styles/layout.css)
const SEEN = 0.6; // share of the figure that is enough
const ROOM = 0.6; // share of the screen's height that it may take
const CLEAR = 48; // pixels between it and the hand: a slider's value stands there
const LINGER = 900; // ms: what was let go may be taken again
const TOUCHES = ["pointerdown", "keydown"];
const LOOK = 100; // ms between looks at whether the hand is still there

export class Peek {
  /** @param {HTMLElement} stage the figure without its tools @param {import("./store.js").Store} store */
  constructor(stage, store) {
    this.stage = stage;
    this.store = store;
    this.hand = 0; // pixels from the top of the screen
    this.inside = false; // whether the hand is in the figure itself
    this.timer = 0;
    /** Keeps the figure's place while it is away, so that nothing moves under the hand. */
    this.place = h("div", { "aria-hidden": "true" });
    this.touch = (/** @type {Event} */ event) => {
      this.inside = stage.contains(/** @type {Node} */ (event.target));
      if (event instanceof PointerEvent) this.hand = event.clientY;
    };
    for (const type of TOUCHES) document.addEventListener(type, this.touch, { capture: true, passive: true });
    this.seen = true;
    // The browser says when this changes; to measure it at each frame would lay the whole page out once more.
    this.watch = new IntersectionObserver(
      (/** @type {IntersectionObserverEntry[]} */ entries) => {
        const { intersectionRect, boundingClientRect } = entries[entries.length - 1];
        this.seen = intersectionRect.height >= SEEN * Math.min(boundingClientRect.height, innerHeight);
      },
      { threshold: Array.from({ length: 21 }, (_, i) => i / 20) },
    );
    this.watch.observe(stage);
  }

  /** To be called when a frame has been painted. */
  update() {
    if (this.timer || this.inside || this.seen || !this.store.held.size || document.fullscreenElement) return;
    this.show();
  }

  show() {
    const { offsetWidth: width, offsetHeight: height } = this.stage;
    const { left, top } = this.stage.getBoundingClientRect();
    const beside = matchMedia(BESIDE).matches;
    const above = beside ? top < 0 : this.hand > innerHeight / 2;
    const free = (above ? this.hand : innerHeight - this.hand) - CLEAR;
    const by = Math.min(1, Math.min(ROOM * innerHeight, beside ? innerHeight : free) / height);
    // From here on nothing may be measured: between the two the browser would scroll to make up for the place.
    this.place.style.height = `${height}px`;
    this.stage.before(this.place);
    this.stage.classList.add("scope-peek");
    this.stage.style.width = `${width}px`;
    if (beside) this.stage.style.left = `${left + width / 2}px`;
    this.stage.style.transformOrigin = above ? "top" : "bottom";
    this.stage.style.transform = `translateX(-50%) scale(${by})`;
    this.stage.style[above ? "top" : "bottom"] = "0";
    let since = 0;
    this.timer = setInterval(() => {
      since = this.store.held.size ? 0 : since + LOOK;
      if (since >= LINGER) this.leave();
    }, LOOK);
  }

  /** The figure is where it belongs. */
  leave() {
    clearInterval(this.timer);
    this.timer = 0;
    this.place.remove();
    this.stage.classList.remove("scope-peek");
    for (const name of ["width", "left", "transform", "transform-origin", "top", "bottom"]) this.stage.style.removeProperty(name);
  }

  remove() {
    this.leave();
    this.watch.disconnect();
    for (const type of TOUCHES) document.removeEventListener(type, this.touch, { capture: true });
  }
}

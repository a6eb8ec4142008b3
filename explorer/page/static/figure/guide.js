/**
 * Look for: the states worth seeing are steps over the figure. Each ticks itself when it was seen; what to notice there
 * stays while one drags on from it. The buttons are Streamlit's own; this says what they lead to, marks them, and unfolds
 * the further states of a lesson that has many.
 */

import { attr, h, memory, write } from "../common/dom.js";
import { typeset } from "../common/maths.js";
import { same } from "../common/arrays.js";
import { storeOf } from "./store.js";

const SEEN = "mathscope:seen";
const FIRST = "Steps to look for: each leads to a state and says what to notice there.";
const BEFORE = 96; // pixels of the row before the step that it opens at
const PHONE = matchMedia("(max-width: 899px)"); // as in styles/layout.css

class Guide {
  constructor(slug, parent) {
    this.slug = slug;
    this.store = storeOf(slug);
    this.seen = memory.numbers(SEEN, slug);
    this.moved = false;
    /** The step whose state was on the screen last. */
    this.at = -1;
    /** Whether the row of steps was scrolled to it when the lesson opened. */ this.brought = false;
    /** @type {string|null} the state that was looked at last */ this.link = null;
    this.style = h("style");
    this.sentence = h("p", { class: "scope-guide-sentence" });
    this.more = h("button", { type: "button", class: "scope-guide-more", "aria-expanded": "false", hidden: true, onclick: () => this.open(!this.whole) }, "more");
    this.unfolded = false;
    this.further = h("button", { type: "button", class: "scope-button scope-quiet", "aria-expanded": "false", hidden: true, onclick: () => this.unfold() });
    this.count = h("span", { class: "scope-guide-count" });
    this.next = h("button", { type: "button", class: "scope-button scope-quiet scope-guide-next", onclick: () => this.go() }, "Next");
    this.root = h("div", { class: "scope-guide" }, this.style, this.sentence, this.more, h("div", { class: "scope-guide-way" }, this.count, this.further, this.next));
    parent.append(this.root);
    this.update = this.update.bind(this);
    this.store.listeners.add(this.update);
    this.watch = new ResizeObserver(() => this.cut());
    this.watch.observe(this.sentence);
  }

  give({ presets, idea }) {
    this.presets = presets;
    this.idea = idea;
    this.update();
  }

  /** The step that a state is, or -1. */
  stepOf(params) {
    const starts = Object.fromEntries(this.store.controls.map((control) => [control.name, control.initial]));
    return this.presets.findIndex(({ values }) => Object.entries(params).every(([name, value]) => same(value, name in values ? values[name] : starts[name])));
  }

  update() {
    const { frame } = this.store;
    if (!frame || !this.presets || !this.store.controls.length) return;
    if (frame.link !== this.link) {
      // The state that a lesson opens on counts once the reader has moved on from it.
      const moved = this.link !== null;
      this.moved ||= moved;
      const here = this.stepOf(frame.params);
      if (moved && this.at >= 0) this.tick(this.at);
      if (moved && here >= 0) this.tick(here);
      if (here >= 0) {
        if (here !== this.at) this.open(false);
        this.at = here;
      } else if (this.at >= 0 && this.viewOf(this.presets[this.at].values) !== frame.params.view) this.at = -1;
      this.link = frame.link;
    }
    this.show();
  }

  viewOf(values) {
    return values.view ?? this.store.control("view")?.initial;
  }

  tick(at) {
    if (this.seen.has(at)) return;
    this.seen.add(at);
    memory.add(SEEN, this.slug, this.seen);
  }

  show() {
    const seen = [...this.seen].filter((at) => at < this.presets.length);
    const [steps, ticked] = [this.steps(), seen.filter((at) => this.presets[at].step)];
    const folded = this.presets.length - steps.length;
    const said = this.at >= 0 ? this.presets[this.at].notice : FIRST;
    // On a phone there is no room for the idea beside it: that comes first, and goes when something was done.
    typeset(this.sentence, PHONE.matches && !this.moved ? this.idea : said);
    write(this.count, `${ticked.length} of ${steps.length} seen`);
    this.next.hidden = ticked.length >= steps.length;
    this.further.hidden = folded === 0;
    write(this.further, this.unfolded ? "Fewer" : `${folded} more`);
    attr(this.further, "aria-label", this.unfolded ? "Show the steps alone" : `Show ${folded} more states worth seeing`);
    attr(this.further, "aria-expanded", String(this.unfolded));
    const marked = seen.map((at) => `.st-key-preset-${at} button::before`).join();
    // A browser that cannot give a mark words for those who hear it takes the first.
    const ticks = marked ? `${marked} { content: "✓"; content: "✓" / "seen: "; margin-right: 0.3rem; }` : "";
    write(this.style, ticks + this.shownFurther());
    this.bring();
  }

  /** The places of the steps among all states. */
  steps() {
    return this.presets.map((_, at) => at).filter((at) => this.presets[at].step);
  }

  /** The rule that shows all further states, or the one that is on the screen. */
  shownFurther() {
    const shown = ".st-key-lesson-presets .st-key-lesson-further { display: flex !important; }";
    if (this.unfolded) return shown;
    const one = this.at >= 0 && !this.presets[this.at].step;
    return one ? `${shown} .st-key-lesson-further > :not(.st-key-preset-${this.at}) { display: none !important; }` : "";
  }

  unfold() {
    this.unfolded = !this.unfolded;
    this.show();
    const to = this.unfolded ? ".st-key-lesson-further button" : ".st-key-lesson-presets button";
    document.querySelector(to)?.scrollIntoView({ block: "nearest", inline: "start" });
  }

  /** The row opens at the step that is shown, with the end of the one before it. (CSS has a word for that, which would
   * scroll the page as well.) */
  bring() {
    const step = this.brought || this.at < 0 ? null : document.querySelector(`.st-key-preset-${this.at}`);
    const row = step?.closest(".st-key-lesson-presets");
    if (!step || !row) return;
    this.brought = true;
    const [box, room] = [step.getBoundingClientRect(), row.getBoundingClientRect()];
    row.scrollLeft += box.left - room.left - BEFORE;
  }

  /** To the next step that was not seen. */
  go() {
    const steps = this.steps();
    const begin = Math.max(0, steps.findIndex((at) => at >= this.at));
    const order = steps.map((_, by) => steps[(begin + by) % steps.length]);
    const next = order.find((at) => !this.seen.has(at) && at !== this.at) ?? order.find((at) => at !== this.at);
    const button = /** @type {HTMLElement|null} */ (document.querySelector(`.st-key-preset-${next} button`));
    button?.scrollIntoView({ block: "nearest", inline: "center" });
    button?.click();
  }

  open(whole) {
    this.whole = whole;
    this.root.classList.toggle("scope-guide-whole", whole);
    this.more.setAttribute("aria-expanded", String(whole));
    write(this.more, whole ? "less" : "more");
  }

  cut() {
    if (!this.whole) this.more.hidden = this.sentence.scrollHeight <= this.sentence.clientHeight + 2;
  }

  remove() {
    this.store.listeners.delete(this.update);
    this.watch.disconnect();
    this.root.remove();
  }
}

/** @type {WeakMap<HTMLElement, Guide>} */
const guides = new WeakMap();

/** Streamlit calls this at each rerun. */
export function mount({ data, parentElement }) {
  let guide = guides.get(parentElement);
  if (guide && (guide.slug !== data.slug || !guide.root.isConnected)) {
    guide.remove();
    guide = undefined;
  }
  if (!guide) guides.set(parentElement, (guide = new Guide(data.slug, parentElement)));
  guide.give(data);
  const mine = guide;
  return () => {
    mine.remove();
    if (guides.get(parentElement) === mine) guides.delete(parentElement);
  };
}

export default mount;

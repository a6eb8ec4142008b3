/**
 * One place that shows a lesson at a state: the figure, its controls, its numbers. A page of one figure, a frame on a
 * course page and a scene of a lecture are all this. What Python is to a lesson's page, this class is to the figure:
 * it takes what the figure commits and gives it back as the state.
 *
 * @typedef {{lesson: any, values: Record<string, any>, frame: any, status: string, pin: string, sentences: string[]}} State as stage.py tells it
 * @typedef {{socket: string, plotly: string, looks: string, root: string, home?: string,
 *   near?: boolean}} Places `home`: as others reach it; `near`: nobody else does
 */

import { same } from "../common/arrays.js";
import { h, write } from "../common/dom.js";
import { panelsOf } from "../figure/alone.js";
import { mount } from "../figure/figure.js";
import { Readouts } from "../figure/readouts.js";
import { Controls, isShown } from "./controls.js";
import { Values } from "./values.js";
import { storeOf } from "../figure/store.js";

const MOVING = ["slider", "steps"];
const MOST = 3; // controls that a page without a choice of its own shows

/** The controls that are shown where none were chosen: what moves first, at most a few. */
export function usual(/** @type {any[]} */ controls, values) {
  const all = controls.filter((control) => isShown(control, values) && control.kind !== "data");
  const first = [...all.filter((each) => MOVING.includes(each.kind)), ...all.filter((each) => !MOVING.includes(each.kind))].slice(0, MOST);
  return all.filter((control) => first.includes(control)).map((control) => control.name);
}

const PATIENCE = 15_000; // ms for a state: the server answers within a few seconds, or it is out of reach

/** The server's word that there is no such thing: to ask again would only hear it again. */
export class Refused extends Error {}

/** Ask for a lesson at a state. @returns {Promise<State>} rejected with Refused for what cannot be, else by an outage */
export async function askState(/** @type {Places} */ places, /** @type {string} */ slug, /** @type {string} */ query) {
  const address = new URL(`${places.root}scope/state/${encodeURIComponent(slug)}.json?${query}`, document.baseURI);
  const answer = await fetch(address, { signal: AbortSignal.timeout(PATIENCE) });
  if (answer.ok) return answer.json();
  const sentence = await answer.text();
  // Too many at once, or a proxy whose server is gone: that passes. A wrong address does not.
  throw answer.status >= 500 || answer.status === 429 ? new Error(sentence) : new Refused(sentence);
}

export class View {
  /**
   * @param {Places} places
   * @param {{look: string, passing: boolean, drawn?: (frame: any) => void, moved?: (names: string[]|null) => void,
   *   grabbed?: (name: string) => void}} options
   */
  constructor(places, options) {
    this.places = places;
    this.options = options;
    this.layers = h("div", { class: "stage-layers" });
    this.numbers = h("aside", { class: "stage-numbers", hidden: true, "aria-label": "Numbers" });
    this.words = h("p", { class: "stage-words", role: "status" });
    this.figure = h("div", { class: "stage-bench" }, this.layers, this.numbers);
    this.strip = h("div", { class: "stage-strip", role: "group", "aria-label": "Values", hidden: true });
    /** @type {string[]} readouts that the scene has on the screen */ this.picked = [];
    this.desk = h("div", { class: "stage-desk" });
    this.visit = 0;
    this.stamp = 0;
    /** @type {string[]|null} */ this.chosen = null;
    /** @type {string} a control that a sweep moves: it is shown as a plain slider */ this.swept = "";
    /** @type {{layer: HTMLElement, unmount: () => void}[]} figures that the new one will replace */ this.old = [];
    /** @type {import("../figure/store.js").Store|null} */ this.store = null;
    this.all = false;
    /** The panel that fills the figure's place, by its number; -1: all panels. */ this.alone = -1;
    this.picks = new Values();
    this.strip.append(this.picks.node);
    this.desk.append(this.strip);
  }

  get values() {
    return this.store ? this.store.values() : {};
  }

  /** Show a lesson at a state. Of the same lesson the figure stays and changes; of another the new one takes the place of
   * the old one when its picture is there.
   * @param {State} state @param {string[]|null} chosen controls; null: the usual
   * @param {string[]} [picked] names of readouts that are on the screen
   * @param {() => void} [shown] called in the moment in which the picture changes
   * @returns {Promise<void>} the picture is there */
  show(state, chosen, picked = [], shown = () => {}) {
    this.state = state;
    this.chosen = chosen;
    this.picked = picked;
    this.visit += 1;
    this.stamp += 1;
    this.alone = -1;
    const { slug } = state.lesson;
    write(this.words, state.sentences.join(" "));
    this.words.hidden = !state.sentences.length;
    let there = Promise.resolve();
    if (this.store?.slug !== slug) {
      this.enter(slug);
      this.there?.(); // who waits for an older picture waits no more
      there = new Promise((done) => (this.there = done));
      this.shown = shown;
    } else {
      shown();
      this.store.reset();
      this.controls.show([]); // a swept control has another element
      // A figure that takes longer than a second is on its way: the picture of another scene is not to stand in for it.
      this.layer.classList.toggle("stage-unseen", state.status === "coming");
    }
    this.pass(state.values);
    this.arrange();
    return there;
  }

  /** Show something that is no figure. */
  showPage(/** @type {HTMLElement} */ node) {
    this.there?.();
    if (this.store) {
      this.store.moved = null;
      this.store.reset();
    }
    this.controls?.remove();
    this.readouts?.node.remove();
    this.controls = this.readouts = null;
    this.strip.hidden = this.words.hidden = true;
    this.numbers.hidden = true;
    this.swept = "";
    if (this.layer) this.old.push({ layer: this.layer, unmount: this.unmount });
    this.store = this.state = null;
    this.unmount = () => {};
    this.shown = () => {};
    this.layer = h("div", { class: "stage-layer" }, node);
    this.layers.append(this.layer);
    this.retire();
  }

  /** A sentence over the figure, until the next scene. */
  say(/** @type {string} */ sentence) {
    this.words.hidden = !sentence;
    write(this.words, sentence);
  }

  /** All numbers of the moment beside the figure, or none. */
  showNumbers(/** @type {boolean} */ all) {
    this.all = all;
    this.numbers.hidden = !all || !this.store;
  }

  /** The next panel alone, after the last one all of them again. */
  nextPanel() {
    const panels = this.store?.frame ? panelsOf(this.store.frame.figure).length : 0;
    if (panels > 1) this.showAlone(this.alone + 1 < panels ? this.alone + 1 : -1);
  }

  showAlone(/** @type {number} */ at) {
    if (at === this.alone || !this.store?.frame) return;
    this.alone = at;
    this.commit();
  }

  /** A figure and controls for another lesson. */
  enter(slug) {
    const store = storeOf(slug);
    store.reset();
    store.frame = null; // an earlier visit's; the new element has not drawn it
    const layer = h("div", { class: "stage-layer stage-coming" });
    this.layers.append(layer);
    if (this.store) {
      this.store.moved = null;
      this.store.reset(); // what is on its way to the old figure shows nothing any more
    }
    store.moved = this.options.moved || null;
    this.controls?.remove();
    this.readouts?.node.remove();
    this.controls = new Controls(store, { grabbed: this.options.grabbed });
    this.desk.prepend(this.controls.node);
    this.readouts = new Readouts();
    this.numbers.append(this.readouts.node);
    this.numbers.hidden = !this.all;
    if (this.layer) this.old.push({ layer: this.layer, unmount: this.unmount });
    this.store = store;
    this.layer = layer;
  }

  /** The new picture is there: the old ones go. */
  retire() {
    this.layer.classList.remove("stage-coming");
    this.shown?.();
    this.shown = null;
    this.there?.();
    for (const { layer, unmount } of this.old.splice(0)) {
      unmount();
      layer.remove();
    }
  }

  /** Give the figure its state, as Streamlit's reruns do on a lesson's page. */
  pass(/** @type {Record<string, any>} */ values) {
    const { lesson, frame, pin } = this.state;
    const { layer, places } = this;
    this.unmount = mount({
      data: {
        slug: lesson.slug,
        plotly: places.plotly,
        looks: places.looks,
        socket: places.socket,
        // The play bar of a steps control is among our controls, not under the figure.
        controls: lesson.controls.map((control) => ({ ...control, shown: false })),
        values,
        draft: lesson.draft,
        look: this.options.look,
        pin: pin || null,
        challenges: [],
        frame,
        stamp: this.stamp,
        status: this.state.status,
        fill: true,
        passing: this.options.passing,
        visit: this.visit,
        alone: this.alone,
      },
      parentElement: layer,
      setStateValue: () => layer === this.layer && this.commit(),
      drawn: (frame) => layer === this.layer && this.drawn(frame),
    });
  }

  drawn(frame) {
    this.retire();
    if (!this.store.coming) this.layer.classList.remove("stage-unseen");
    this.readouts.update(frame.readouts);
    const picked = frame.readouts.filter((each) => this.picked.includes(each.name));
    this.strip.hidden = !picked.length;
    this.picks.update(picked);
    this.arrange();
    this.options.drawn?.(frame);
  }

  /** What is shown becomes the state. */
  commit() {
    const { frame } = this.store;
    if (frame) this.pass({ ...frame.params });
  }

  /** Move to values that come from elsewhere, live. */
  follow(/** @type {Record<string, any>} */ values) {
    const { store } = this;
    if (!store) return;
    const now = store.values();
    const changed = Object.fromEntries(Object.entries(values).filter(([name, value]) => name in now && !same(value, now[name])));
    if (!Object.keys(changed).length) return;
    const { moved } = store;
    store.moved = null;
    store.push(changed);
    store.moved = moved;
  }

  /** The chosen controls that mean something now. */
  arrange() {
    const { lesson } = this.state;
    const values = this.store.frame?.params || this.state.values;
    const names = this.chosen ?? usual(lesson.controls, values);
    const list = lesson.controls.filter((control) => names.includes(control.name) && isShown(control, values));
    this.controls.show(list.map((control) => (control.name === this.swept ? { ...control, swept: true } : control)));
  }
}

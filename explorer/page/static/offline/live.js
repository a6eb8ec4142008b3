/**
 * A figure without a server: its frames were all computed before (explorer/sweeps/story.py), and its controls go from
 * one to another. The page around it places `stage`, `notice`, `controls` and `readouts`.
 *
 * A frame is the first frame with a few places written over: `frames[k]` lists pairs of a place (an index into `paths`)
 * and a value (an index into `values`), and what two frames share is stored once.
 *
 * @typedef {{name: string, kind: string, label: string, help: string, words: string[], at: number}} Control
 * @typedef {{controls: Control[], base: any, paths: (string|number)[][], values: any[], frames: number[][], shown: number[][],
 *   looks: Record<string, any>, templates: Record<string, any>, look: string}} Story
 */

import { difference } from "../common/arrays.js";
import { attr, h, icon, setIcon, write } from "../common/dom.js";
import { Drawing } from "../figure/drawing.js";
import { hallScale, scaled } from "../common/looks.js";
import { Readouts } from "../figure/readouts.js";

const NARROW = 640; // pixels of width under which panels are stacked
const PAPER = 680; // pixels of width of a printed page between its margins
const REST = 250; // milliseconds without a change after which Plotly draws what the fast lane has drawn

/** A copy of `node` with `value` at `path`; what lies beside the path is shared with the original. */
function withValue(node, /** @type {(string|number)[]} */ path, value, depth = 0) {
  if (depth === path.length) return value;
  const copy = Array.isArray(node) ? [...node] : { ...node };
  copy[path[depth]] = withValue(node[path[depth]], path, value, depth + 1);
  return copy;
}

export class Live {
  /** @param {Story} story
   * @param {{fill?: boolean, drawn?: (frame: any) => void, moved?: () => void}} [how] `fill`: the figure is as large as
   * its place, and the address is somebody else's; `drawn` hears of each frame, `moved` of a hand on a control */
  constructor(story, { fill = false, drawn = () => {}, moved = () => {} } = {}) {
    Object.assign(this, { story, fill, drawn, moved });
    this.at = story.controls.map((control) => control.at);
    if (!fill) this.fromHash();
    this.gd = h("div", { class: "scope-plot" });
    this.image = h("div", { class: "scope-figure", role: "img" }, this.gd);
    this.stage = h("div", { class: "scope-stage" }, this.image);
    this.notice = h("p", { class: "scope-notice", "aria-live": "polite" });
    this.readouts = new Readouts();
    this.fields = story.controls.map((control, index) => this.field(control, index));
    this.controls = h("form", { class: "offline-controls", "aria-label": "Controls", onsubmit: (event) => event.preventDefault() }, ...this.fields.map((field) => field.node));
    this.drawing = new Drawing(this.gd, /** @type {any} */ (window).Plotly);
    this.drawing.hall = fill;
    this.dark = matchMedia("(prefers-color-scheme: dark)");
    this.away = new AbortController();
    const { signal } = this.away;
    this.dark.addEventListener("change", () => this.dress(), { signal });
    this.watch = new ResizeObserver(() => this.size());
    if (!fill) addEventListener("hashchange", () => this.fromHash() && this.show(), { signal });
    addEventListener("beforeprint", () => this.print(true), { signal });
    addEventListener("afterprint", () => this.print(false), { signal });
  }

  /** Draw the first frame; the stage stands in the page. */
  open() {
    this.watch.observe(this.stage);
    this.dress();
    this.show();
  }

  /** The figure and all that it listens to go. */
  close() {
    this.pause();
    this.away.abort();
    this.watch.disconnect();
    clearTimeout(this.resting);
    cancelAnimationFrame(this.asked);
    this.drawing.Plotly.purge(this.gd);
    this.stage.remove();
  }

  // --- controls ----------------------------------------------------------------------------------------------------

  field(/** @type {Control} */ control, index) {
    const id = `control-${control.name}`;
    const last = control.words.length - 1;
    const go = (at) => {
      this.moved();
      this.go(index, at);
    };
    if (control.kind === "toggle") {
      const box = /** @type {HTMLInputElement} */ (h("input", { type: "checkbox", id, onchange: () => go(control.words.indexOf(box.checked ? "on" : "off")) }));
      const node = h("div", { class: "offline-control offline-toggle", title: control.help || null }, box, h("label", { for: id }, control.label));
      return { node, inputs: [box], update: (at) => (box.checked = control.words[at] === "on") };
    }
    if (control.kind === "choice") {
      const list = /** @type {HTMLSelectElement} */ (
        h("select", { id, class: "scope-speed", onchange: () => go(list.selectedIndex) }, ...control.words.map((text) => h("option", {}, text)))
      );
      const node = h("div", { class: "offline-control", title: control.help || null }, h("label", { for: id }, control.label), list);
      return { node, inputs: [list], update: (at) => (list.selectedIndex = at) };
    }
    const range = /** @type {HTMLInputElement} */ (
      h("input", { type: "range", id, class: "scope-range", min: 0, max: last, step: 1, oninput: () => (this.pause(), go(Number(range.value))) })
    );
    const word = h("output", { class: "scope-value", for: id });
    const play = /** @type {HTMLButtonElement} */ (
      h("button", { type: "button", class: "scope-button", "aria-label": `Play ${control.label}`, title: "Play", onclick: () => (this.playing === index ? this.pause() : this.play(index)) }, icon("play"))
    );
    const node = h(
      "div",
      { class: "offline-control", title: control.help || null },
      h("div", { class: "offline-label" }, h("label", { for: id }, control.label), word),
      h("div", { class: "offline-row" }, play, range),
    );
    const update = (at) => {
      if (Number(range.value) !== at) range.value = String(at);
      attr(range, "aria-valuetext", control.words[at]);
      write(word, control.words[at]);
    };
    return { node, inputs: [range, play], play, update };
  }

  go(/** @type {number} */ index, /** @type {number} */ at) {
    if (this.at[index] === at) return;
    this.at[index] = at;
    cancelAnimationFrame(this.asked);
    this.asked = requestAnimationFrame(() => this.show());
  }

  /** Play a control from where it stands (from its start, if it is at the end), about five seconds for the whole range. */
  play(index) {
    this.pause();
    this.moved();
    const { words } = this.story.controls[index];
    const last = words.length - 1;
    const rate = Math.min(30, Math.max(2, last / 5));
    const from = this.at[index] >= last ? 0 : this.at[index];
    const since = performance.now();
    this.playing = index;
    this.dressPlay(index, true);
    const tick = (time) => {
      if (this.playing !== index) return;
      const at = Math.min(last, from + Math.max(0, Math.floor(((time - since) / 1000) * rate)));
      if (at !== this.at[index]) {
        this.at[index] = at;
        this.show();
      }
      if (at >= last) this.pause();
      else requestAnimationFrame(tick);
    };
    this.go(index, from);
    requestAnimationFrame(tick);
  }

  pause() {
    if (this.playing === undefined) return;
    this.dressPlay(this.playing, false);
    this.playing = undefined;
  }

  dressPlay(index, playing) {
    const { play } = this.fields[index];
    const verb = playing ? "Pause" : "Play";
    setIcon(play.firstElementChild, playing ? "pause" : "play");
    attr(play, "aria-label", `${verb} ${this.story.controls[index].label}`);
    attr(play, "title", verb);
  }

  /** The values in the address, so that a reload or a bookmark keeps them. @returns {boolean} whether they differ */
  fromHash() {
    const told = new URLSearchParams(location.hash.slice(1));
    let moved = false;
    this.story.controls.forEach((control, index) => {
      const at = Number(told.get(control.name) ?? NaN);
      if (Number.isInteger(at) && at >= 0 && at < control.words.length && at !== this.at[index]) {
        this.at[index] = at;
        moved = true;
      }
    });
    return moved;
  }

  toHash() {
    if (location.protocol === "about:") return; // a page within a page has no address of its own
    const told = new URLSearchParams(this.story.controls.map((control, index) => [control.name, String(this.at[index])]));
    history.replaceState(null, "", `#${told}`);
  }

  // --- the figure --------------------------------------------------------------------------------------------------

  /** The number of the frame that the controls ask for: the last control runs fastest. */
  get number() {
    return this.story.controls.reduce((number, control, index) => number * control.words.length + this.at[index], 0);
  }

  frame(/** @type {number} */ number) {
    const { base, paths, values, frames } = this.story;
    let found = base;
    for (let i = 0; i < frames[number].length; i += 2) found = withValue(found, paths[frames[number][i]], values[frames[number][i + 1]]);
    return found;
  }

  /** A narrow screen stacks the panels: another layout of the same traces. */
  figure(frame) {
    if (!this.narrow) return frame.figure;
    const { layout, bars } = frame.narrow;
    return { data: frame.figure.data.map((trace, at) => (bars[at] ? { ...trace, colorbar: bars[at] } : trace)), layout };
  }

  show() {
    if (this.narrow === undefined) this.size();
    const { number } = this;
    const frame = this.frame(number);
    const figure = this.figure(frame);
    const before = this.shown;
    this.shown = { figure };
    this.panels = Object.keys(figure.layout).filter((key) => /^(xaxis|scene)\d*$/.test(key)).length;
    if (before && this.size()) this.drawing.draw(this.shown);
    else if (before) this.drawing.update(this.shown, difference(before, this.shown));
    else this.size(), this.drawing.draw(this.shown);
    attr(this.image, "aria-label", frame.alt);
    attr(this.image, "data-link", frame.link);
    attr(this.image, "data-frame", String(number));
    write(this.notice, frame.notice || "");
    this.readouts.update(frame.readouts);
    this.drawn(frame);
    this.fields.forEach((field, index) => {
      field.update(this.at[index]);
      // A control that means nothing in this state rests.
      for (const input of field.inputs) input.disabled = !this.story.shown[number][index];
    });
    clearTimeout(this.resting);
    this.resting = setTimeout(() => {
      this.drawing.settle();
      if (!this.fill) this.toHash();
    }, REST);
  }

  dress() {
    const { story } = this;
    const name = story.look !== "auto" ? story.look : this.dark.matches && !this.printing ? "dark" : "light";
    attr(document.documentElement, "data-look", name);
    this.stage.style.setProperty("--scope-paper", story.looks[name].colors.paper);
    const dressed = { look: story.looks[name], template: story.templates[name] };
    const { look, template } = this.fill && name === "projector" ? scaled(dressed, Math.round(20 * hallScale()) / 20) : dressed;
    this.drawing.setLook(look, template);
  }

  /** Heights follow from the width alone, where the figure does not fill its place. @returns {boolean} whether the panels must be arranged anew */
  size() {
    const width = this.printing ? PAPER : this.stage.clientWidth;
    if (!width) return false;
    const narrow = width < NARROW;
    const turned = this.narrow !== undefined && narrow !== this.narrow;
    this.narrow = narrow;
    if (this.fill && !this.printing) this.dress();
    const height = this.fill && !this.printing ? this.stage.clientHeight : narrow ? Math.max(1, this.panels || 1) * width * 0.86 + 40 : Math.max(340, Math.min((this.printing ? Infinity : innerHeight) * 0.72, width * 0.62));
    this.stage.style.width = this.printing ? `${PAPER}px` : "";
    this.stage.style.height = this.fill && !this.printing ? "" : `${Math.round(height)}px`;
    if (turned && this.shown) {
      this.shown = { figure: this.figure(this.frame(this.number)) };
      this.drawing.draw(this.shown);
    } else this.drawing?.resize();
    return turned;
  }

  /** On paper: light, and as wide as the page. */
  print(/** @type {boolean} */ printing) {
    this.printing = printing;
    this.size();
    this.dress();
  }
}

/** The play bar of a `steps` control: plays by asking for frames on the wall clock, and commits when it pauses. */

import { attr, h, icon, setIcon } from "../common/dom.js";
import { taken } from "./exact.js";

/** @typedef {import("./store.js").Store} Store @typedef {import("./store.js").Control} Control */

const SPEEDS = [0.25, 0.5, 1, 2, 4];

export class PlayBar {
  /** @param {Store} store @param {Control} control @param {() => void} settle commits the live values */
  constructor(store, control, settle) {
    this.store = store;
    this.control = control;
    this.settle = settle;
    this.speed = 1;
    this.playing = false;
    const button = (name, label, act) => h("button", { type: "button", class: "scope-button", "aria-label": label, title: label, onclick: act }, icon(name));
    this.toggle = button("play", "Play", () => (this.playing ? this.pause() : this.play()));
    this.range = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "range",
        class: "scope-range",
        min: control.low,
        max: control.high,
        step: control.step,
        "aria-label": `${control.label}: place in the run`,
        oninput: () => this.go(Number(this.range.value)),
        onchange: () => this.finish(),
        onpointerdown: () => this.hold(),
      })
    );
    this.typed = /** @type {HTMLInputElement} */ (
      h("input", { type: "text", inputmode: "numeric", autocomplete: "off", class: "scope-count-field", "aria-label": control.label, onchange: () => this.type() })
    );
    this.count = h("label", { class: "scope-count", title: control.help || null }, h("span", { class: "scope-count-name" }, control.label), this.typed, ` / ${control.high}`);
    this.rate = h(
      "select",
      { class: "scope-speed", "aria-label": "Speed", onchange: (event) => this.setSpeed(Number(event.target.value)) },
      ...SPEEDS.map((speed) => h("option", { value: speed, selected: speed === 1 }, `${speed}×`)),
    );
    this.node = h(
      "div",
      { class: "scope-play", role: "group", "data-control": control.name, "aria-label": `Play ${control.label}` },
      button("start", "To the start", () => this.step(-Infinity)),
      button("back", "One step back", () => this.step(-1)),
      this.toggle,
      button("forward", "One step forward", () => this.step(1)),
      this.range,
      this.count,
      this.rate,
    );
    this.tick = this.tick.bind(this);
    this.update();
  }

  get value() {
    return Number(this.store.value(this.control.name) ?? this.control.low);
  }

  clamp(value) {
    return Math.min(this.control.high, Math.max(this.control.low, value));
  }

  update() {
    const shown = this.playing ? (this.now ?? this.value) : this.value;
    if (Number(this.range.value) !== shown) this.range.value = String(shown);
    if (document.activeElement !== this.typed || this.playing) this.typed.value = String(shown);
  }

  /** The step that was typed; a text that is none, or no step exactly, gets a sentence. */
  type() {
    const { value, says, same } = taken(this.control, this.typed.value);
    if (value !== null) {
      this.go(value);
      this.finish();
    }
    this.typed.value = String(this.value);
    if (!same) this.store.say(`${this.control.label}: ${says.replace(/\.$/, "")}.`);
  }

  hold() {
    clearTimeout(this.resting);
    this.stopClock();
    this.store.held.add(this.control.name);
  }

  go(value) {
    if (this.playing) this.stopClock();
    this.store.held.add(this.control.name);
    this.store.push({ [this.control.name]: value });
    this.update();
  }

  finish() {
    this.store.held.delete(this.control.name);
    this.store.whenStill(this.settle);
  }

  step(by) {
    this.stopClock();
    this.go(this.clamp(this.value + by * this.control.step));
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.finish(), 400); // a few presses in a row are one change
  }

  setSpeed(speed) {
    this.speed = speed;
    if (this.playing) this.start(this.value);
  }

  play() {
    clearTimeout(this.resting);
    this.playing = true;
    setIcon(this.toggle.firstElementChild, "pause");
    attr(this.toggle, "aria-label", "Pause");
    attr(this.toggle, "title", "Pause");
    this.store.held.add(this.control.name);
    this.start(this.value >= this.control.high ? this.control.low : this.value);
  }

  start(from) {
    this.from = from;
    this.since = performance.now();
    this.now = from;
    cancelAnimationFrame(this.handle);
    if (from !== this.value) this.store.push({ [this.control.name]: from });
    this.handle = requestAnimationFrame(this.tick);
  }

  /** Where the clock says that the run is now; a slow server skips steps and keeps the time. */
  tick(time) {
    if (!this.playing) return;
    const passed = Math.floor(((time - this.since) / 1000) * this.control.rate * this.speed);
    const value = this.clamp(this.from + Math.max(0, passed) * this.control.step);
    if (value !== this.now && this.store.ready(this.control.name, value)) {
      this.now = value;
      this.store.push({ [this.control.name]: value });
      this.update();
    }
    if (this.now >= this.control.high) this.pause();
    else this.handle = requestAnimationFrame(this.tick);
  }

  stopClock() {
    cancelAnimationFrame(this.handle);
    this.playing = false;
    setIcon(this.toggle.firstElementChild, "play");
    attr(this.toggle, "aria-label", "Play");
    attr(this.toggle, "title", "Play");
  }

  pause() {
    this.stopClock();
    this.finish();
  }

  remove() {
    this.stopClock();
    this.store.held.delete(this.control.name);
    this.node.remove();
  }
}

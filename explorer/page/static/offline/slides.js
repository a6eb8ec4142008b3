/**
 * A whole lecture without a server (explorer/lectures/offline.py): a figure or a card at a time, by the keys of a clicker.
 *
 * @typedef {{name: string, title: string, caption: string, notes?: string, text?: string, image?: string, alt?: string, numbers?: string[],
 *   rests?: string[], story?: any, sweep?: {way: [number, number][], seconds: number, start: string}}} Stop
 * @typedef {{title: string, link: string, minutes: number|null, stops: Stop[], look: string, values: any[],
 *   looks: Record<string, any>, templates: Record<string, any>}} Told
 */

import { attr, h, icon, setIcon, write } from "../common/dom.js";
import { hallScale } from "../common/looks.js";
import { panelsOf } from "../figure/alone.js";
import { card } from "../stage/card.js";
import { fullScreen, help, listen, sheet } from "../stage/keys.js";
import { calm, eased, uneased } from "../stage/sweep.js";
import { swipe, Typed } from "../stage/turn.js";
import { Pointer } from "../stage/pointer.js";
import { Values } from "../stage/values.js";
import { Lectern } from "./lectern.js";
import { Live } from "./live.js";

export class Slides {
  constructor(/** @type {Told} */ told, /** @type {HTMLElement} */ place) {
    this.told = told;
    this.place = place;
    this.index = -1;
    this.typed = new Typed();
    /** @type {Live|null} */ this.live = null;
    this.title = h("h1", {});
    this.words = h("p", { class: "stage-words", role: "status", hidden: true });
    this.layer = h("div", { class: "stage-layer" });
    this.numbers = h("aside", { class: "stage-numbers", hidden: true, "aria-label": "Numbers" });
    this.picks = new Values();
    this.strip = h("div", { class: "stage-strip", role: "group", "aria-label": "Values", hidden: true }, this.picks.node);
    this.desk = h("div", { class: "stage-desk" });
    this.caption = h("p", { class: "stage-caption" });
    this.spot = h("output", { class: "stage-place", "aria-label": "Scene" });
    this.bar = h("progress", { class: "stage-progress", max: told.stops.length, value: 0, "aria-label": "Progress" });
    this.cover = h("div", { class: "stage-blank", role: "status", hidden: true }, h("span", { class: "scope-unseen" }, "The screen is blank; press B to go on."));
    const button = (face, label, act) => h("button", { type: "button", class: "scope-button", "aria-label": label, title: label, onclick: act }, face);
    this.toggle = button(icon("play"), "Start the sweep (S)", () => this.toggleSweep());
    const tools = [button(icon("back"), "Previous scene (←)", () => this.back()), this.spot, button(icon("forward"), "Next scene (→)", () => this.forward())];
    this.foot = h("footer", { class: "stage-foot" }, this.caption, h("div", { class: "stage-tools" }, ...tools, button("?", "The keys (?)", () => help(this.bindings()))));
    this.layers = h("div", { class: "stage-layers" }, this.layer);
    this.pointer = new Pointer(this, () => {});
    this.lectern = new Lectern(this);
    const bench = h("div", { class: "stage-bench" }, this.layers, this.numbers);
    place.append(h("header", { class: "stage-head" }, this.title), this.words, bench, this.desk, this.foot, this.bar, this.cover);
    listen(() => this.bindings());
    swipe(this.foot, (by) => (by > 0 ? this.forward() : this.back()));
    addEventListener("resize", () => this.grow());
    addEventListener("hashchange", () => this.show(this.asked()));
    // What a mouse has moved does not keep the keys: the clicker's arrows turn the page.
    const letGo = () => document.activeElement instanceof HTMLElement && document.activeElement.closest(".stage-desk, .stage-foot") && document.activeElement.blur();
    addEventListener("pointerup", ({ target }) => target instanceof Element && !target.matches("select") && setTimeout(letGo));
    attr(document.documentElement, "data-look", told.look);
    this.grow();
    this.show(this.asked());
  }

  /** The window's size sets the size of type, as on the stage. */
  grow() {
    document.documentElement.style.setProperty("--stage", String(hallScale()));
  }

  bindings() {
    const scenes = this.told.stops.length;
    return [
      { keys: ["PageDown"], shown: "", says: "", over: true, act: () => this.forward() },
      { keys: ["PageUp"], shown: "", says: "", over: true, act: () => this.back() },
      { keys: ["ArrowRight", "ArrowDown", " "], shown: "→ ↓ Page Down Space Enter", says: "Next: a sweep that waits, a step, a scene", act: () => this.forward() },
      { keys: ["Enter"], shown: "", says: "", act: () => this.enter() },
      { keys: ["ArrowLeft", "ArrowUp"], shown: "← ↑ Page Up", says: "Previous step or scene", act: () => this.back() },
      { keys: ["Home"], shown: "Home", says: "First scene", act: () => this.show(0) },
      { keys: ["End"], shown: "End", says: "Last scene", act: () => this.show(scenes - 1) },
      { keys: [..."0123456789"], shown: "1 2 Enter", says: "To scene 12; 3.2 is the second step of scene 3", act: (event) => this.typed.add(event.key) },
      { keys: ["o"], shown: "O", says: "All scenes", act: () => this.overview() },
      { keys: ["s"], shown: "S", says: "Start or pause the sweep, from where it stands", act: () => this.toggleSweep() },
      { keys: ["z"], shown: "Z", says: "One panel after the other, alone", act: () => this.nextPanel() },
      { keys: ["b", "."], shown: "B .", says: "Blank screen, or back", act: (event) => (event.key === "." && this.typed.text ? this.typed.add(".") : this.blank(this.cover.hidden)) },
      { keys: ["n"], shown: "N", says: "The numbers of the moment", act: () => this.showNumbers(!this.all) },
      ...(this.told.stops.some(({ notes }) => notes) ? [{ keys: ["m"], shown: "M", says: "The lecturer’s notes", act: () => this.notes() }] : []),
      { keys: ["l"], shown: "L", says: "A pointer, or none", act: () => this.pointer.toggle() },
      { keys: ["v"], shown: "V", says: "The lecturer’s window: notes, what comes next, the time", act: () => this.lectern.open() },
      { keys: ["f"], shown: "F", says: "Full screen", act: fullScreen },
      { keys: ["?"], shown: "?", says: "The keys", act: () => help(this.bindings()) },
    ];
  }

  // --- scenes -------------------------------------------------------------------------------------------------------

  /** The stop that the address names, or the first. */
  asked() {
    const name = decodeURIComponent(location.hash.slice(1));
    return Math.max(0, this.told.stops.findIndex((stop) => stop.name === name));
  }

  /** Figure, caption and controls of a stop, at once. */
  show(/** @type {number} */ index) {
    const stop = this.told.stops[index];
    if (!stop || index === this.index) return;
    this.pause();
    this.index = index;
    this.begun = false;
    this.live?.close();
    this.live = null;
    this.layer.replaceChildren();
    this.desk.replaceChildren();
    this.numbers.replaceChildren();
    this.words.hidden = true;
    write(this.caption, stop.caption);
    write(this.title, stop.story ? stop.title : this.told.title);
    write(this.spot, `${stop.name} / ${this.told.stops[this.told.stops.length - 1].name.split(".")[0]}`);
    attr(this.bar, "value", String(index + 1));
    document.title = `${stop.name} · ${this.told.title} · Mathscope`;
    if (stop.story) this.showFigure(stop);
    else this.layer.append(card(stop));
    this.showNumbers(this.all);
    this.swept();
    attr(this.place, "data-scene", stop.name);
    // A page within a page has no address of its own.
    if (location.protocol !== "about:" && location.hash !== `#${stop.name}`) history.replaceState(null, "", `#${stop.name}`);
    if (stop.sweep?.start === "entry" && !calm()) this.play();
  }

  showFigure(/** @type {Stop} */ stop) {
    const { values, look, looks, templates } = this.told;
    const story = { ...stop.story, values, look, looks, templates };
    if (stop.sweep) {
      // A sweep begins at its start, or is over at once for those who want it calm.
      const [from, to] = [stop.sweep.way[0][1], stop.sweep.way[stop.sweep.way.length - 1][1]];
      story.controls = story.controls.map((control, at) => (at ? control : { ...control, at: calm() ? to : from }));
    }
    this.picked = stop.numbers || [];
    this.live = new Live(story, { fill: true, drawn: (frame) => this.drawn(frame), moved: () => this.pause() });
    this.layer.append(h("div", { class: "scope-fill" }, this.live.stage, this.live.notice));
    const rests = (stop.rests || []).map((text) => h("span", { class: "offline-rests", title: "This file holds one value of it." }, text));
    this.desk.append(this.live.controls, ...rests, this.strip, this.toggle);
    this.numbers.append(this.live.readouts.node);
    this.live.open();
  }

  drawn(frame) {
    const picked = frame.readouts.filter((each) => this.picked.includes(each.name));
    this.strip.hidden = !picked.length;
    this.picks.update(picked);
  }

  // --- what the lecturer does ---------------------------------------------------------------------------------------

  blank(/** @type {boolean} */ dark) {
    this.cover.hidden = !dark;
    this.lectern.tell();
  }

  /** The first key after a blank screen, or over a sheet, only brings the picture back. */
  turn(/** @type {() => void} */ how) {
    if (sheet.kind) sheet.close();
    if (!this.cover.hidden) this.blank(false);
    else how();
  }

  forward() {
    this.turn(() => {
      const { sweep } = this.told.stops[this.index];
      if (sweep?.start === "click" && !this.begun) this.play();
      else this.show(this.index + 1);
    });
  }

  back() {
    this.turn(() => this.show(this.index - 1));
  }

  /** The next panel alone, after the last one all of them again. */
  nextPanel() {
    const drawing = this.live?.drawing;
    const panels = drawing?.frame ? panelsOf(drawing.frame.figure).length : 0;
    if (panels > 1) drawing.setAlone(drawing.alone + 1 < panels ? drawing.alone + 1 : -1);
  }

  enter() {
    const text = this.typed.take();
    if (!text) return this.forward();
    const name = text.replace(/^0+(?=\d)/, "").replace(/\.(1|0*)$/, "");
    const index = this.told.stops.findIndex((stop) => stop.name === name);
    if (index >= 0) return this.show(index);
    this.words.hidden = false;
    return write(this.words, `There is no scene ${text}; the lecture has scenes 1 to ${this.told.stops[this.told.stops.length - 1].name.split(".")[0]}.`);
  }

  overview() {
    const items = this.told.stops.map((stop, index) => {
      const go = () => {
        sheet.close();
        this.show(index);
      };
      return h("button", { type: "button", class: "scope-button", "aria-current": index === this.index ? "true" : null, onclick: go }, `${stop.name}  ${stop.caption || stop.title}`);
    });
    sheet.open("overview", this.told.title, items);
    if (sheet.kind === "overview") items[this.index].focus();
  }

  notes() {
    const { name, notes } = this.told.stops[this.index];
    sheet.open("notes", `Notes of scene ${name}`, (notes || "This scene has no notes.").split(/\n\s*\n/).map((part) => h("p", { class: "offline-notes" }, part)));
  }

  showNumbers(/** @type {boolean} */ all) {
    this.all = all;
    this.numbers.hidden = !all || !this.live;
  }

  // --- the sweep ----------------------------------------------------------------------------------------------------

  /** From where the number stands on the way; off it, or at its end, from the start. */
  play() {
    const { live } = this;
    const { sweep } = this.told.stops[this.index];
    if (!live || !sweep) return;
    live.pause();
    this.begun = true;
    const { way } = sweep;
    const stands = way.findIndex(([, at]) => at === live.at[0]);
    if (calm()) {
      live.go(0, way[way.length - 1][1]);
      return;
    }
    const offset = stands < 0 || stands === way.length - 1 ? 0 : uneased(way[stands][0]);
    const since = performance.now();
    const run = (this.run = Symbol("a run"));
    const tick = (/** @type {number} */ now) => {
      if (this.run !== run) return;
      const time = Math.min(1, offset + Math.max(0, now - since) / (1000 * sweep.seconds));
      const gone = eased(time);
      const next = way.findIndex(([share]) => share > gone + 1e-9);
      live.go(0, way[next < 0 ? way.length - 1 : Math.max(0, next - 1)][1]);
      if (time === 1) this.pause();
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
    this.swept();
  }

  pause() {
    this.run = null;
    this.swept();
  }

  toggleSweep() {
    if (this.run) this.pause();
    else this.play();
  }

  swept() {
    this.toggle.hidden = !this.told.stops[this.index]?.sweep;
    setIcon(this.toggle.firstElementChild, this.run ? "pause" : "play");
    const label = this.run ? "Pause the sweep (S)" : "Start the sweep (S)";
    attr(this.toggle, "aria-label", label);
    attr(this.toggle, "title", label);
    this.lectern.tell();
  }
}

const told = document.getElementById("lecture");
const place = document.querySelector("main");
if (told?.textContent && place) new Slides(JSON.parse(told.textContent), place);

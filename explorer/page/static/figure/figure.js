/**
 * The figure of a lesson: one Plotly element that is kept over all reruns, with handles, play bar and toolbar.
 *
 * A lesson's page mounts it through Streamlit; the stage (stage/view.js) mounts the same thing with `fill`: then it takes
 * the size of its place, has no tools of its own, and `passing` says that its state is not the page's address.
 *
 * @typedef {{slug: string, status?: string, reader?: string, plotly: string, looks?: string, socket: string, controls: any[], values: Record<string, any>,
 *   draft: boolean, look: string, pin: string|null, challenges: any[], payload?: string, frame?: any, stamp: string|number, turn?: number,
 *   fill?: boolean, passing?: boolean, visit?: number, alone?: number}} Data
 * @typedef {{data: Data, parentElement: HTMLElement, setStateValue: (name: string, value: any) => void,
 *   drawn?: (frame: any) => void}} Component `drawn` hears of each frame when its picture is there
 */

import { same } from "../common/arrays.js";
import { attr, h, memory } from "../common/dom.js";
import * as curtain from "./curtain.js";
import { Drawing, loadPlotly } from "./drawing.js";
import { Gestures } from "./gestures.js";
import { Goal } from "./goal.js";
import { Handles } from "./handles.js";
import { heightIn, isNarrow, roomFor } from "./height.js";
import { hover } from "./hover.js";
import { hallScale, loadLooks, lookName, markPage, pageIsDark, scaled } from "../common/looks.js";
import { known } from "./known.js";
import { Pencil } from "./marks.js";
import { NearMark } from "./near.js";
import { Peek } from "./peek.js";
import { PlayBar } from "./play.js";
import { RunBar } from "./runbar.js";
import { wireTo } from "./socket.js";
import { door } from "../stage/door.js";
import { storeOf } from "./store.js";
import { printing } from "./print.js";
import { reading } from "./reading.js";
import { Toolbar } from "./toolbar.js";
import { putAddress, strayed } from "./travel.js";
import { Welcome, isFirst } from "./welcome.js";
import { watch } from "./widgets.js";

const STOPPED = "Stopped: the figure is the draft, of fewer samples. Any change computes again.";
const BEFORE = "The figure of the state before, while the one of this state is computed.";
const OFFLINE = "Live updates are off; figures follow on release. Reconnecting…";

/** The picture of a lesson's card: it stands in the figure's place until there is one. */
function cardOf(/** @type {string} */ slug) {
  const node = h("img", { class: "scope-card-first", src: `scope/thumbnail/${slug}.${pageIsDark() ? "dark" : "light"}.svg`, alt: "", onerror: () => node.remove() });
  return node;
}

class Figure {
  /** @param {Component} component */
  constructor({ data, parentElement }) {
    this.slug = data.slug;
    this.fill = Boolean(data.fill);
    this.store = storeOf(data.slug);
    this.frames = 0;
    this.count = 0;
    this.stamp = null;
    this.panels = 0;
    /** The first screen's room for the figure, by width and play bar, and for which of them it holds still.
     * @type {Map<string, number>} */ this.rooms = new Map();
    /** @type {Set<string>} */ this.measured = new Set();
    // The page before this one may have drawn the figure already.
    const come = this.fill ? null : curtain.taken(data.slug);
    this.drawing = come?.drawing;
    this.gd = come?.gd ?? h("div", { class: "scope-plot" });
    this.image = h("div", { class: "scope-figure", "data-testid": "live-figure", role: "img", "aria-label": "The figure is loading." }, this.gd);
    this.stage = h("div", { class: "scope-stage" }, this.image);
    if (!this.fill && !come) this.card = this.stage.appendChild(cardOf(data.slug));
    this.players = h("div", { class: "scope-players" });
    this.goal = this.fill ? null : new Goal(this.store);
    this.root = h("div", { class: this.fill ? "scope-lesson scope-fill" : "scope-lesson" }, this.stage, this.players, this.goal?.node ?? "");
    parentElement.append(this.root);
    this.size();
    /** Whether the page is being printed. */ this.paper = false;
    this.loading = this.load(data);
  }

  /** @param {Data} data */
  async load(data) {
    const [Plotly, looks] = await Promise.all([loadPlotly(data.plotly), loadLooks(data.looks || "scope/looks.json")]);
    this.looks = looks;
    this.drawing ??= new Drawing(this.gd, Plotly);
    this.drawing.hall = this.fill;
    this.gestures = new Gestures(this.image, this.drawing);
    this.toolbar = new Toolbar(this.stage, this.drawing, this.slug, this.fill);
    this.toolbar.program = data.program || this.toolbar.program;
    this.root.append(this.toolbar.node);
    this.runBar = new RunBar(this.stage, this.store, () => this.toolbar.status.focus());
    this.handles = new Handles(this.stage, this.store, this.drawing, () => this.store.commit());
    this.nearMark = new NearMark(this.stage, this.store);
    this.peek = this.fill ? null : new Peek(this.stage, this.store);
    this.store.pencil = new Pencil(this.stage, this.drawing);
    this.drawing.moved.add(() => this.handles.update());
    this.drawing.onTurn = (camera) => {
      if (!this.store.control("camera") || this.store.value("camera") === camera) return false;
      this.store.push({ camera });
      this.store.commit(["camera"]);
      return true;
    };
    this.drawing.wanted = () => this.store.value("camera");
    this.store.painter = this;
    this.store.wire = wireTo(data.socket);
    const onWire = (open) => {
      if (open) for (const each of [known, curtain.frames]) each.clear(); // it may be another version that answers now
      onStore();
      if (open) this.store.refresh();
    };
    this.store.wire.listeners.add(onWire);
    const onStore = () => {
      this.words();
      this.runBar.update();
      this.nearMark.update();
    };
    this.store.listeners.add(onStore);
    const ends = [hover(this.store)];
    if (!this.fill) ends.push(watch(this.store), door(this.store), reading(), printing(this), curtain.listen(this, Plotly));
    const observer = new ResizeObserver(() => this.size());
    observer.observe(this.root);
    if (this.fill) observer.observe(this.stage);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    const relook = () => requestAnimationFrame(() => this.dress());
    scheme.addEventListener("change", relook);
    const travelled = () => this.travel(this.store.frame?.link ?? "");
    if (!this.fill) addEventListener("popstate", travelled);
    const full = () => this.size();
    document.addEventListener("fullscreenchange", full);
    window.addEventListener("resize", full);
    const set = () => {
      this.measured.clear(); // what lay above and below was set in another type
      this.size();
    };
    document.fonts.addEventListener("loadingdone", set);
    // On a busy machine title and idea may get their last height after the figure was measured.
    const above = new ResizeObserver(set);
    if (!this.fill) for (const each of document.querySelectorAll(".st-key-lesson-title, .st-key-lesson-idea")) above.observe(each);
    this.clean = () => {
      document.fonts.removeEventListener("loadingdone", set);
      this.store.held.clear(); // stores outlive their figures, hands do not
      this.store.takeBack("moved");
      this.nearMark.remove();
      this.peek?.remove();
      this.goal?.remove();
      this.welcome?.close();
      for (const end of ends) end();
      observer.disconnect();
      above.disconnect();
      removeEventListener("popstate", travelled);
      scheme.removeEventListener("change", relook);
      document.removeEventListener("fullscreenchange", full);
      window.removeEventListener("resize", full);
      this.store.wire.listeners.delete(onWire);
      this.store.listeners.delete(onStore);
      if (this.store.painter === this) this.store.painter = null;
      for (const player of this.playBars || []) player.remove();
      Plotly.purge(this.gd);
    };
    if (this.gone) this.clean();
  }

  /** New data from Python. @param {Component} component */
  async update({ data, setStateValue, drawn }) {
    const store = this.store;
    this.data = data;
    this.heard = drawn;
    store.controls = data.controls;
    store.challenges = data.challenges;
    if (this.goal) this.goal.after = data.after ?? null;
    store.draft = data.draft;
    store.reader = data.reader || "";
    store.commitTo = (values) => setStateValue("commit", { values, n: ++this.count + Date.now() });
    this.visitTo = (query) => setStateValue("visited", { query, n: ++this.count + Date.now() });
    store.stopTo = () => setStateValue("stop", ++this.count + Date.now());
    const pinned = store.pin !== (data.pin || null);
    store.pin = data.pin || null;
    if (this.turn !== undefined && data.turn !== this.turn) store.renounce();
    this.turn = data.turn;
    const ahead = store.receive(data.values);
    await this.loading;
    if (this.gone || this.data !== data) return;
    this.root.classList.toggle("scope-projector", data.look === "projector"); // larger handles
    this.dress();
    this.play();
    this.drawing.setAlone(data.alone ?? -1, data.stamp === this.stamp);
    // Reruns come and go; only another state, pin or look is a reason to draw.
    if (data.stamp === this.stamp) this.handles.update();
    else if (ahead) store.want();
    else {
      this.drawing.visit = data.visit ?? 0;
      this.receive(data.frame ?? JSON.parse(data.payload), pinned, data.status);
    }
    // One Reset resets all: a state that is put in place of another is seen whole, even where it is the same one.
    if (data.stamp === this.stamp && this.visit !== undefined && this.visit !== data.visit) this.drawing.resetView();
    this.visit = data.visit;
    if (data.entry && data.entry.n !== this.entry) {
      this.entry = data.entry.n;
      this.travel(data.entry.query);
    }
    this.stamp = data.stamp;
    store.tell();
  }

  /** A frame from Python: whole, or what stands for that while it is computed or after it was stopped. */
  receive(frame, pinned, status = "whole") {
    const store = this.store;
    store.coming = status === "coming";
    this.image.dataset.status = status;
    if (status !== "whole") {
      this.stand(frame, pinned, status === "stopped");
      this.remember(frame);
      return;
    }
    const kept = store.carried && !store.held.size; // the hand is off, and directions are those of the link again
    const shown = store.frame && !store.drafted && !kept && !pinned && same(store.frame.params, frame.params);
    if (this.narrow && !(shown && store.wire.open)) {
      // Python draws the wide figure; a narrow screen asks for its own.
      if (!store.frame || !store.wire.open) this.put(frame);
      store.want();
    } else if (!shown || this.frames === 0) this.put(frame);
    else store.pause();
    this.remember(frame);
  }

  /** Python has the draft only, or nothing; what is here already may be as much, or more. */
  stand(frame, pinned, stopped) {
    const store = this.store;
    // Rather than nothing, the state before, pale; or at first the lesson's card.
    if (!frame.figure.data.length && this.frames > 0 && store.frame?.figure.data.length) {
      frame = { ...frame, figure: store.frame.figure, readouts: store.frame.readouts, alt: BEFORE, stale: true };
    }
    const here = this.frames > 0 && !pinned && same(store.frame?.params, frame.params);
    if (!here) {
      if (!this.narrow || !store.frame || !store.wire.open) this.put(frame);
      store.drafted = true;
    }
    if (store.drafted && (stopped || store.still)) store.halt();
    if (!here && this.narrow) store.want();
    else if (store.coming && store.drafted) store.complete();
    else store.pause();
  }

  put(frame) {
    this.store.put(frame);
    this.arrange(frame);
    this.drawing.draw(frame);
    this.handles.update();
    if (!this.frames && !this.fill && isFirst()) this.welcome = new Welcome();
    this.drawn(frame);
    this.address(frame);
  }

  // --- the painter of the store ----------------------------------------------------------------------------------

  /** A frame of something that moves. */
  show(frame, changes) {
    this.arrange(frame);
    this.drawing.update(frame, changes);
    this.handles.update();
    this.drawn(frame);
    for (const player of this.playBars || []) player.update();
    this.peek?.update();
  }

  /** Nothing moves any more. */
  settle(frame) {
    this.drawing.settle();
    this.address(frame);
    this.remember(frame);
  }

  /** What the page, the tests and a screen reader may know of the picture; in the same task as the picture. */
  drawn(frame) {
    this.frames += 1;
    if (frame.figure.data.length) this.card?.remove();
    this.stage.classList.toggle("scope-stale", Boolean(frame.stale));
    attr(this.image, "aria-label", [frame.alt, frame.told].filter(Boolean).join(" Drawn at "));
    attr(this.image, "data-params", JSON.stringify(frame.params));
    attr(this.image, "data-frames", String(this.frames));
    this.words();
    this.heard?.(frame);
  }

  words() {
    if (!this.toolbar) return;
    const { store } = this;
    // On the stage no run of Python's follows that would say so.
    if (this.fill && this.image.dataset.status === "coming" && !store.coming) this.image.dataset.status = store.still ? "stopped" : "whole";
    const draft = store.drafted && store.still ? STOPPED : "";
    const trouble = store.message || draft || (store.wire && !store.wire.open ? OFFLINE : "");
    this.toolbar.update(store.frame?.notice || "", trouble);
  }

  /** Whether the address is one of this lesson's: a reader may be on the way to another page. */
  get here() {
    return !this.data.passing && location.pathname.split("/").pop() === this.slug;
  }

  /** The reader went back or forward within the lesson, or Python heard of an older address than the one that is there:
   * the address leads, figure and controls follow. */
  travel(/** @type {string} */ known) {
    if (this.here && strayed(known, this.store.controls, this.store.pin)) this.visitTo(location.search.slice(1));
  }

  /** The link is the state. */
  address(frame) {
    if (this.here) putAddress(frame.link, this.store.controls, this.store.pin);
  }

  remember(frame) {
    if (this.data.passing) return;
    memory.write("mathscope:last", { slug: this.slug, link: frame.link, title: document.title.split(" · ")[0] });
  }

  // --- look and size -----------------------------------------------------------------------------------------------

  dress() {
    if (!this.looks || !this.data || !this.drawing) return;
    markPage();
    const name = this.paper ? "light" : lookName(this.data.look);
    const dressed = { look: this.looks[name], template: this.looks.templates[name] };
    const { look, template } = this.fill && name === "projector" ? scaled(dressed, Math.round(20 * hallScale()) / 20) : dressed;
    this.drawing.setLook(look, template);
    this.root.style.setProperty("--scope-paper", this.looks[name].colors.paper);
    this.handles.update();
  }

  /** Heights follow from the width alone, so that nothing shifts when a frame comes. */
  size() {
    const width = this.root.clientWidth;
    if (!width) return;
    const narrow = isNarrow(this.root, this.fill);
    const turned = this.narrow !== undefined && narrow !== this.narrow;
    this.narrow = this.store.narrow = narrow;
    if (this.fill) this.dress();
    else if (document.fullscreenElement === this.stage) this.stage.style.height = "100vh";
    else this.stage.style.height = `${this.height(width, narrow)}px`;
    if (turned && this.drawing) this.store.want();
    else this.drawing?.resize();
  }

  /** As high as its width and the first screen allow. What is above and below is measured once, so that a sentence that
   * grows there, or the next challenge, moves the figure and does not shrink it. */
  height(width, narrow) {
    const played = (this.data?.controls ?? []).some((control) => control.kind === "steps" && control.shown !== false);
    const key = `${width} ${narrow ? "narrow" : innerHeight} ${played}`;
    if (!this.measured.has(key)) {
      const room = roomFor(this.root, narrow, this.goal?.node.offsetHeight ?? 0, played);
      // On a scrolled page the same place may be half a pixel elsewhere: that is no other room.
      if (!(Math.abs(room - (this.rooms.get(key) ?? NaN)) < 1.5)) this.rooms.set(key, room);
      this.measured.add(key);
    }
    return heightIn(this.rooms.get(key), width, narrow, Math.max(1, this.panels || 1));
  }

  /** A narrow screen stacks the panels: its height follows from their number. */
  arrange(frame) {
    const panels = Object.keys(frame.figure.layout).filter((key) => /^(xaxis|scene)\d*$/.test(key)).length;
    if (panels === this.panels) return;
    this.panels = panels;
    this.size();
  }

  play() {
    const wanted = this.store.controls.filter((control) => control.kind === "steps" && control.shown !== false);
    const told = JSON.stringify(wanted);
    if (told !== this.played) {
      for (const player of this.playBars || []) player.remove();
      this.playBars = wanted.map((control) => new PlayBar(this.store, control, () => this.store.commit()));
      this.players.append(...this.playBars.map((player) => player.node));
      this.played = told;
    }
    for (const player of this.playBars) player.update();
  }

  remove() {
    this.gone = true;
    this.clean?.();
    this.root.remove();
  }
}

/** @type {WeakMap<HTMLElement, Figure>} */
const figures = new WeakMap();

/** Streamlit calls this at each rerun. @param {Component} component */
export function mount(component) {
  const place = component.parentElement;
  place.querySelector(":scope > .scope-failed")?.remove();
  let figure = figures.get(place);
  if (figure && (figure.slug !== component.data.slug || !figure.root.isConnected)) {
    figure.remove();
    figure = undefined;
  }
  if (!figure) figures.set(place, (figure = new Figure(component)));
  const mine = figure;
  mine.update(component).catch((error) => {
    console.warn("Mathscope:", error);
    if (mine.drawing || mine.gone) return;
    // Without plotly.js there is no figure; the next change of the page tries anew.
    mine.remove();
    figures.delete(place);
    place.append(h("p", { class: "scope-failed", role: "alert" }, "The figure could not be loaded. Is the connection lost? Load the page again."));
  });
  return () => {
    mine.remove();
    if (figures.get(place) === mine) figures.delete(place);
  };
}

export default mount;

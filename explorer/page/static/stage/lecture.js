/** The player of a lecture: scenes one after the other, by the keys of a clicker. /lecture/NAME */

import { h, icon, setIcon, attr, write } from "../common/dom.js";
import { KEY as MINE, read as mine } from "../lectures/mylecture.js";
import { fullScreen, help, listen, sheet, showCode } from "./keys.js";
import { lessonAddress } from "./door.js";
import { Presenter } from "./presenter.js";
import { calm, Sweep } from "./sweep.js";
import { Sync } from "./sync.js";
import { askState, View } from "./view.js";

/** @typedef {import("./view.js").Places & {name: string, presenter: boolean, kind: string}} Data
 * @typedef {{lesson: string, title: string, link: string, show: string[], caption: string, notes: string,
 *   sweep: import("./sweep.js").Told|null}} Scene
 * @typedef {{name: string, title: string, scenes: Scene[]}} Lecture */

const SWIPE = 50; // pixels
const LATE = 350; // ms after which the old figure pales, if the new one is not there yet

/** The lecture of that name. @returns {Promise<Lecture>} */
async function fetchLecture(/** @type {Data} */ { name, root }) {
  if (name === "mine") {
    const own = mine();
    if (!own.scenes.length) throw new Error("This browser keeps no lecture of yours yet; build one on the page of lectures, or on a lesson’s page.");
    return own;
  }
  const answer = await fetch(new URL(`${root}lecture/${encodeURIComponent(name)}.json`, document.baseURI));
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** The query of a scene's first frame: a sweep begins at its start, or is over at once for those who want it calm. */
export function opening(/** @type {Scene} */ scene) {
  const query = new URLSearchParams(scene.link || "");
  if (scene.sweep) query.set(scene.sweep.name, String(calm() ? scene.sweep.to : scene.sweep.from));
  return query.toString();
}

export class Player {
  /** @param {Data} data @param {Lecture} lecture @param {HTMLElement} place */
  constructor(data, lecture, place) {
    this.data = data;
    this.root = place;
    this.lecture = lecture;
    this.index = -1;
    this.blank = false;
    this.code = false;
    /** @type {Map<string, Promise<any>>} scenes that were asked for ahead */ this.ahead = new Map();
    this.view = new View(data, {
      look: data.presenter ? "light" : "projector",
      passing: true,
      drawn: () => this.sync?.frame(),
      moved: (names) => this.moved(names),
      grabbed: (name) => this.grabbed(name),
    });
    this.caption = h("p", { class: "stage-caption" });
    this.place = h("output", { class: "stage-place", "aria-label": "Scene" });
    this.bar = h("progress", { class: "stage-progress", max: lecture.scenes.length, value: 0, "aria-label": "Progress" });
    const button = (name, label, act) => h("button", { type: "button", class: "scope-button", "aria-label": label, title: label, onclick: act }, typeof name === "string" ? icon(name) : name);
    this.toggle = button("pause", "Pause the sweep (S)", () => this.toggleSweep());
    this.tools = h(
      "div",
      { class: "stage-tools" },
      button("back", "Previous scene (←)", () => this.step(-1)),
      this.place,
      button("forward", "Next scene (→)", () => this.step(1)),
      button(document.createTextNode("?"), "The keys (?)", () => help(this.bindings())),
    );
    this.foot = h("footer", { class: "stage-foot" }, this.caption, this.tools);
    this.cover = h("div", { class: "stage-blank", role: "status", hidden: true }, h("span", { class: "scope-unseen" }, "The screen is blank; press B to go on."));
    this.presenter = data.presenter ? new Presenter(this, place) : null;
    if (!this.presenter) {
      this.title = h("h1", {});
      place.append(h("header", { class: "stage-head" }, this.title), this.view.words, this.view.figure, this.view.desk, this.foot, this.bar, this.cover);
    }
    listen(() => this.bindings());
    this.swipe(this.foot);
    addEventListener("popstate", () => this.act(() => this.go(this.asked(), { push: false })));
    addEventListener("storage", (event) => data.name === "mine" && event.key === MINE && this.renew());
  }

  /** Begin where the link says, or where the other window is. */
  async begin() {
    this.sync = new Sync(this.data.name, this);
    await this.sync.ready;
    if (this.index < 0) await this.go(this.asked(), { push: false });
  }

  /** The scene that the link names, as an index; what cannot be leads to the nearest. */
  asked() {
    const text = new URLSearchParams(location.search).get("scene");
    const number = text === null ? 1 : Math.round(Number(text));
    const { length } = this.lecture.scenes;
    const found = Number.isFinite(number) ? Math.min(length, Math.max(1, number)) : 1;
    this.stray = text !== null && String(found) !== text ? `The lecture has scenes 1 to ${length}; this is scene ${found}.` : "";
    return found - 1;
  }

  /** The reader's own lecture was changed in another window. */
  async renew() {
    this.lecture = await fetchLecture(this.data).catch(() => this.lecture);
    this.ahead.clear();
    await this.go(Math.min(this.index, this.lecture.scenes.length - 1), { push: false });
  }

  // --- scenes -------------------------------------------------------------------------------------------------------

  /** A scene's lesson and first frame. */
  ask(/** @type {number} */ index) {
    const scene = this.lecture.scenes[index];
    const query = opening(scene);
    const key = `${scene.lesson}?${query}`;
    let found = this.ahead.get(key);
    if (!found) {
      this.ahead.set(key, (found = askState(this.data, scene.lesson, query)));
      found.catch(() => this.ahead.delete(key));
    }
    return found;
  }

  /** @param {number} index @param {{push?: boolean, start?: boolean}} how `push`: a new entry of the history */
  async go(index, { push = true, start = true } = {}) {
    const scene = this.lecture.scenes[index];
    const turn = (this.turn = (this.turn || 0) + 1);
    this.index = index;
    this.sweep?.stop();
    this.sweep = null;
    this.entering = true;
    this.tellPlace(push);
    clearTimeout(this.late);
    this.late = setTimeout(() => this.view.layers.classList.add("stage-late"), LATE);
    try {
      const state = await this.ask(index);
      if (turn !== this.turn) return;
      await this.show(scene, state);
      if (turn !== this.turn) return;
      this.entering = false;
      attr(this.root, "data-scene", String(index + 1)); // the scene whose picture is there
      if (this.waiting) this.follow(this.waiting);
      else if (start && this.sync?.leading) this.enter();
      this.preload(index + 1);
    } catch (error) {
      if (turn === this.turn) this.fail(/** @type {Error} */ (error));
    } finally {
      if (turn === this.turn) {
        clearTimeout(this.late);
        this.view.layers.classList.remove("stage-late");
      }
    }
  }

  show(/** @type {Scene} */ scene, state) {
    const { view } = this;
    const control = scene.sweep && state.lesson.controls.find((each) => each.name === scene.sweep?.name);
    view.swept = control ? control.name : "";
    const said = this.stray ? [this.stray, ...state.sentences] : state.sentences;
    const names = control && !scene.show.includes(control.name) ? [...scene.show, control.name] : scene.show;
    const there = view.show({ ...state, sentences: said }, names);
    this.stray = "";
    this.sweep = control ? new Sweep(view.store, control, scene.sweep, () => this.swept()) : null;
    if (this.title) write(this.title, scene.title || state.lesson.title);
    view.desk.append(this.toggle);
    this.swept();
    this.presenter?.show(this.index);
    return there;
  }

  fail(/** @type {Error} */ error) {
    this.entering = false;
    this.view.words.hidden = false;
    write(this.view.words, `Scene ${this.index + 1} cannot be shown: ${error.message}`);
    this.presenter?.show(this.index);
  }

  tellPlace(/** @type {boolean} */ push) {
    const { scenes, scenes: { length } } = this.lecture;
    write(this.caption, scenes[this.index].caption || "");
    write(this.place, `${this.index + 1} / ${length}`);
    attr(this.bar, "max", String(length));
    attr(this.bar, "value", String(this.index + 1));
    document.title = `${this.index + 1} · ${this.lecture.title} · Mathscope`;
    const query = new URLSearchParams(location.search);
    if (query.get("scene") === String(this.index + 1)) return;
    query.set("scene", String(this.index + 1));
    const address = `${location.pathname}?${query}`;
    if (push) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  async preload(/** @type {number} */ index) {
    if (this.lecture.scenes[index]) await this.ask(index).catch(() => {});
    // Three scenes are enough to go on and back; a lecture of photographs would fill the memory.
    for (const key of [...this.ahead.keys()].slice(0, -4)) this.ahead.delete(key);
  }

  // --- what the lecturer does ---------------------------------------------------------------------------------------

  /** Something done here: this window leads, and the other one follows. */
  act(/** @type {() => void} */ what) {
    what();
    this.sync?.lead();
    this.tellBlank();
  }

  step(/** @type {number} */ by) {
    if (sheet.kind) sheet.close();
    this.act(() => {
      const to = this.index + by;
      if (this.blank) this.blank = false; // as in every slide show: the first key only brings the picture back
      else if (to >= 0 && to < this.lecture.scenes.length) this.start(to);
    });
  }

  jump(/** @type {number} */ to) {
    this.act(() => this.start(to));
  }

  start(/** @type {number} */ to) {
    this.waiting = null;
    this.go(to);
  }

  enter() {
    if (this.sweep && !calm()) this.sweep.play();
  }

  toggleSweep() {
    if (!this.sweep) return;
    this.act(() => {
      const playing = this.sweep.playing || this.shadow;
      this.shadow = false;
      if (playing) this.sweep.pause();
      else this.sweep.play();
      this.swept();
    });
  }

  /** The button says what the sweep does, here or in the window that leads. */
  swept() {
    this.toggle.hidden = !this.sweep;
    const playing = Boolean(this.sweep?.playing || this.shadow);
    setIcon(this.toggle.firstElementChild, playing ? "pause" : "play");
    const label = playing ? "Pause the sweep (S)" : "Start the sweep (S)";
    attr(this.toggle, "aria-label", label);
    attr(this.toggle, "title", label);
    if (this.sync?.leading) this.sync.frame();
  }

  /** A hand moves something here. */
  moved(/** @type {string[]|null} */ names) {
    if (this.sweep?.pushing) return;
    if (names === null || names.includes(this.view.swept)) this.release();
    if (this.sync && !this.sync.leading) this.sync.lead();
  }

  /** A hand is on a control; it may not have moved yet. */
  grabbed(/** @type {string} */ name) {
    if (name === this.view.swept && (this.sweep?.playing || this.shadow)) this.act(() => this.release());
  }

  release() {
    this.shadow = false;
    this.sweep?.stop();
    this.swept();
  }

  tellBlank() {
    this.cover.hidden = !this.blank || Boolean(this.presenter);
    this.presenter?.tell(this.blank);
  }

  toggleCode() {
    this.act(() => (this.code = !this.code));
    this.tellCode();
  }

  tellCode() {
    const open = sheet.kind === "code";
    if (this.code && !open && this.view.store) {
      const closed = () => this.code && this.act(() => (this.code = false));
      showCode(this.data.root, lessonAddress(this.view.store, this.data.root, ["scene", "presenter"]), closed);
    } else if (!this.code && open) sheet.close();
  }

  leave() {
    if (this.view.store) location.assign(lessonAddress(this.view.store, this.data.root, ["scene", "presenter"]));
  }

  present() {
    const address = new URL(location.href);
    address.searchParams.set("presenter", "1");
    const opened = window.open(address.href, `mathscope-presenter-${this.data.name}`, "popup,width=1180,height=760");
    if (!opened) sheet.open("refused", "Presenter view", ["The browser blocked the window. ", h("a", { href: address.href, target: "_blank" }, "Open it here"), "."]);
  }

  bindings() {
    const last = this.lecture.scenes.length - 1;
    const found = [
      // A clicker sends Page Up and Page Down: they are its own wherever the focus is.
      { keys: ["PageDown"], shown: "", says: "", over: true, act: () => this.step(1) },
      { keys: ["PageUp"], shown: "", says: "", over: true, act: () => this.step(-1) },
      { keys: ["ArrowRight", "ArrowDown", " ", "Enter"], shown: "→ ↓ Page Down Space Enter", says: "Next scene", act: () => this.step(1) },
      { keys: ["ArrowLeft", "ArrowUp"], shown: "← ↑ Page Up", says: "Previous scene", act: () => this.step(-1) },
      { keys: ["Home"], shown: "Home", says: "First scene", act: () => this.jump(0) },
      { keys: ["End"], shown: "End", says: "Last scene", act: () => this.jump(last) },
      { keys: ["s"], shown: "S", says: "Start or pause the sweep", act: () => this.toggleSweep() },
      { keys: ["b", "."], shown: "B .", says: "Blank screen, or back", act: () => this.act(() => (this.blank = !this.blank)) },
      { keys: ["n"], shown: "N", says: "The numbers of the moment", act: () => this.act(() => (this.view.numbers.hidden = !this.view.numbers.hidden)) },
      { keys: ["q"], shown: "Q", says: "QR code of this very state", act: () => this.toggleCode() },
      { keys: ["f"], shown: "F", says: "Full screen", act: fullScreen },
      { keys: ["v"], shown: "V", says: "Presenter view, in a second window", act: () => this.present() },
      { keys: ["p"], shown: "P", says: "The lesson’s page, in this state", act: () => this.leave() },
      { keys: ["?"], shown: "?", says: "The keys", act: () => help(this.bindings()) },
    ];
    return this.presenter ? found.filter(({ keys }) => keys[0] !== "v") : found;
  }

  /** A finger over the caption goes to the next scene, or the one before. */
  swipe(/** @type {HTMLElement} */ node) {
    let from = null;
    node.addEventListener("pointerdown", (event) => (from = event.pointerType === "mouse" ? null : { x: event.clientX, y: event.clientY }));
    node.addEventListener("pointerup", (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
      from = null;
      if (Math.abs(dx) > SWIPE && Math.abs(dx) > 2 * Math.abs(dy)) this.step(dx < 0 ? 1 : -1);
    });
    node.addEventListener("pointercancel", () => (from = null));
  }

  // --- the other window ---------------------------------------------------------------------------------------------

  /** What the other window must know. */
  state() {
    const { view } = this;
    const values = this.entering || !view.store ? null : view.values;
    return { scene: this.index, values, playing: Boolean(this.sweep?.playing), blank: this.blank, code: this.code, numbers: !view.numbers.hidden };
  }

  /** The other window leads. */
  follow(state) {
    this.waiting = null;
    this.sweep?.stop();
    this.shadow = state.playing;
    this.blank = state.blank;
    this.code = state.code;
    this.view.numbers.hidden = !state.numbers;
    this.tellBlank();
    if (state.scene !== this.index || this.entering) {
      this.waiting = state;
      if (state.scene !== this.index) this.go(state.scene, { push: false, start: false });
      return;
    }
    if (state.values) {
      this.view.follow(state.values);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => !this.sync.leading && this.view.store.whenStill(() => this.view.store.commit()), 400);
    }
    this.swept();
    this.tellCode();
  }

  /** The window that led is gone: this one goes on. */
  alone(/** @type {boolean} */ playing) {
    this.shadow = false;
    if (playing && this.sweep) this.sweep.play();
    this.swept();
  }
}

/** Open a lecture in a page. */
export async function open(/** @type {Data} */ data, /** @type {HTMLElement} */ place) {
  try {
    await new Player(data, await fetchLecture(data), place).begin();
  } catch (error) {
    const home = new URL(data.root, document.baseURI).href;
    place.replaceChildren(h("p", {}, /** @type {Error} */ (error).message), h("p", {}, h("a", { href: home }, "All lessons")));
  }
}

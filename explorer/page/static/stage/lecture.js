/** The player of a lecture: scenes one after the other, by the keys of a clicker. /lecture/NAME */

import { h, icon, setIcon, attr, write } from "../common/dom.js";
import { KEY as MINE, pack } from "../lectures/mylecture.js";
import { card } from "./card.js";
import { help, listen, sheet, showCode } from "./keys.js";
import { bindings } from "./lecturekeys.js";
import { lessonAddress } from "./door.js";
import { Pointer } from "./pointer.js";
import { Presenter } from "./presenter.js";
import { Follower, Lectern } from "./room.js";
import { Scenes } from "./scenes.js";
import { fetchLecture, nameOf, stopIn, stops } from "./stops.js";
import { calm, Sweep } from "./sweep.js";
import { Sync } from "./sync.js";
import { swipe } from "./turn.js";
import { View } from "./view.js";

/** @typedef {import("./stops.js").Data} Data @typedef {import("./stops.js").Lecture} Lecture @typedef {import("./stops.js").Stop} Stop */

const LATE = 350; // ms after which the screen says that the next scene is still on its way

export class Player {
  /** @param {Data} data @param {Lecture} lecture @param {HTMLElement} place */
  constructor(data, lecture, place) {
    this.data = data;
    this.root = place;
    this.lecture = lecture;
    this.stops = stops(lecture);
    /** The stop that is asked for, and the one that is on the screen. */
    this.index = this.shown = -1;
    this.blank = false;
    /** @type {""|"figure"|"lecture"} the QR code that is on the screen */ this.code = "";
    /** Whether a sweep that waits for a click has had it. */
    this.begun = false;
    this.scenes = new Scenes(data, (missing) => this.outage(missing));
    this.view = new View(data, {
      look: data.presenter ? "light" : "projector",
      passing: true,
      drawn: () => this.told(),
      moved: (names) => this.moved(names),
      grabbed: (name) => this.grabbed(name),
    });
    this.caption = h("p", { class: "stage-caption" });
    this.place = h("output", { class: "stage-place", "aria-label": "Scene" });
    this.bar = h("progress", { class: "stage-progress", max: this.stops.length, value: 0, "aria-label": "Progress" });
    const button = (name, label, act) => h("button", { type: "button", class: "scope-button", "aria-label": label, title: label, onclick: act }, typeof name === "string" ? icon(name) : name);
    this.toggle = button("pause", "Pause the sweep (S)", () => this.toggleSweep());
    this.tools = h(
      "div",
      { class: "stage-tools" },
      button("back", "Previous scene (←)", () => this.back()),
      this.place,
      button("forward", "Next scene (→)", () => this.forward()),
      button(document.createTextNode("?"), "The keys (?)", () => help(bindings(this))),
    );
    this.foot = h("footer", { class: "stage-foot" }, this.caption, this.tools);
    this.cover = h("div", { class: "stage-blank", role: "status", hidden: true }, h("span", { class: "scope-unseen" }, "The screen is blank; press B to go on."));
    this.pointer = new Pointer(this.view, (spot) => this.sync?.point(spot));
    this.presenter = data.presenter ? new Presenter(this, place) : null;
    if (!this.presenter) {
      this.title = h("h1", {});
      place.append(h("header", { class: "stage-head" }, this.title), this.view.words, this.view.figure, this.view.desk, this.foot, this.bar, this.cover);
    }
    listen(() => bindings(this));
    // What a mouse has moved does not keep the keys: the clicker's arrows turn the page, and move no slider.
    addEventListener("click", ({ detail }) => detail > 0 && letGo());
    addEventListener("pointerup", ({ target }) => target instanceof Element && target.matches("input[type=range]") && setTimeout(letGo));
    swipe(this.foot, (by) => (by > 0 ? this.forward() : this.back()));
    addEventListener("popstate", () => this.act(() => this.go(this.asked(), { push: false })));
    addEventListener("storage", (event) => data.name === "mine" && !location.hash && event.key === MINE && this.renew());
  }

  /** Begin where the link says, or where the other window is. */
  async begin() {
    this.packed = this.data.name === "mine" ? await pack(this.lecture) : "";
    const room = new URLSearchParams(location.search).get("room");
    if (room) this.sync = new Follower(this, room);
    else {
      this.sync = new Sync(this.data.name, this);
      this.lectern = new Lectern(this);
    }
    await this.sync.ready;
    if (this.index < 0) await this.go(this.asked(), { push: false });
  }

  /** The stop that the link names, as an index. What cannot be leads to the nearest, with a sentence. */
  asked() {
    const { scene, step, stray } = stopIn(this.stops, new URLSearchParams(location.search).get("scene"));
    this.stray = stray ? `The lecture has scenes 1 to ${this.lecture.scenes.length}; this is scene ${scene + 1}.` : "";
    return this.indexOf(scene, step);
  }

  indexOf(/** @type {number} */ scene, step = 0) {
    return this.stops.findIndex((stop) => stop.scene === scene && stop.step === step);
  }

  /** A stop as links and people name it. */
  name(/** @type {number} */ index) {
    return nameOf(this.stops[index]);
  }

  /** The reader's own lecture was changed in another window. */
  async renew() {
    this.lecture = await fetchLecture(this.data).catch(() => this.lecture);
    this.stops = stops(this.lecture);
    await this.go(Math.min(this.index, this.stops.length - 1), { push: false });
  }

  // --- scenes -------------------------------------------------------------------------------------------------------

  /**
   * Figure, caption, controls and sweep of a stop, all at once; until they are there the scene before stays whole.
   * @param {number} index @param {{push?: boolean, start?: boolean}} how `push`: a new entry of the history
   */
  async go(index, { push = true, start = true } = {}) {
    const stop = this.stops[index];
    const turn = (this.turn = (this.turn || 0) + 1);
    this.index = index;
    this.entering = true;
    if (this.sweep?.playing) this.sweep.pause();
    this.shadow = false;
    clearTimeout(this.late);
    if (stop.lesson && !this.scenes.has(stop)) this.late = setTimeout(() => this.wait(), LATE);
    let state = null;
    let refusal = "";
    try {
      if (stop.lesson) state = await this.scenes.get(stop);
    } catch (error) {
      refusal = `This scene cannot be shown: ${/** @type {Error} */ (error).message}`;
    }
    if (turn !== this.turn) return;
    clearTimeout(this.late);
    this.sweep = null;
    this.begun = false;
    this.shown = index;
    if (state) await this.show(stop, state, () => turn === this.turn && this.tellPlace(push));
    else {
      this.view.showPage(card(refusal ? { title: stop.title, text: refusal } : stop));
      this.tellPlace(push);
      if (this.title) write(this.title, this.lecture.title);
    }
    if (turn !== this.turn) return;
    this.entering = false;
    this.swept();
    this.pointer.place();
    this.presenter?.show(index);
    this.lectern?.tell();
    attr(this.root, "data-scene", this.name(index)); // the scene whose picture is there
    if (this.waiting) this.follow(this.waiting);
    else if (start && this.sync?.leading) this.enter();
    // First what comes next, then the rest, at last what went before.
    const order = [...this.stops.slice(index), ...this.stops.slice(0, index).reverse()];
    if (!this.gathered || this.gathered !== this.stops) this.scenes.gather(order.filter((each) => each.lesson));
    this.gathered = this.stops;
  }

  /** @param {Stop} stop @param {import("./view.js").State} state @param {() => void} shown the moment of the change */
  async show(stop, state, shown) {
    const { view } = this;
    const control = stop.sweep && state.lesson.controls.find((each) => each.name === stop.sweep?.name);
    view.swept = control ? control.name : "";
    const said = this.stray ? [this.stray, ...state.sentences] : state.sentences;
    const names = control && !stop.show.includes(control.name) ? [...stop.show, control.name] : stop.show;
    this.stray = "";
    await view.show({ ...state, sentences: said }, names, stop.numbers || [], shown);
    this.sweep = control ? new Sweep(view.store, control, stop.sweep, () => this.swept()) : null;
    if (this.title) write(this.title, stop.title || state.lesson.title);
    view.desk.append(this.toggle);
  }

  /** The next scene is not there yet; what is on the screen stays, caption and all. */
  wait() {
    const name = this.name(this.index);
    write(this.place, `${this.shown < 0 ? "" : `${this.name(this.shown)} → `}${name}`);
    this.view.say(this.missing ? `The server is out of reach. Scene ${name} comes as soon as it is back.` : `Scene ${name} is on its way.`);
  }

  outage(/** @type {boolean} */ missing) {
    this.missing = missing;
    if (this.entering && this.stops[this.index]?.lesson && !this.scenes.has(this.stops[this.index])) this.wait();
  }

  tellPlace(/** @type {boolean} */ push) {
    const stop = this.stops[this.index];
    write(this.caption, stop.caption || "");
    write(this.place, `${this.name(this.index)} / ${this.lecture.scenes.length}`);
    attr(this.bar, "max", String(this.stops.length));
    attr(this.bar, "value", String(this.index + 1));
    document.title = `${this.name(this.index)} · ${this.lecture.title} · Mathscope`;
    const query = new URLSearchParams(location.search);
    if (query.get("scene") === this.name(this.index)) return;
    query.set("scene", this.name(this.index));
    const address = `${location.pathname}?${query}${location.hash}`;
    if (push) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  }

  // --- what the lecturer does ---------------------------------------------------------------------------------------

  /** Something is new on this screen: the other window and the room hear of it. */
  told() {
    this.sync?.frame();
    this.lectern?.tell();
  }

  /** Something done here: this window leads, and the other one follows. */
  act(/** @type {() => void} */ what) {
    what();
    this.sync?.lead();
    this.lectern?.tell();
    this.tellBlank();
  }

  /** The next thing of the lecture: a sweep that waits for its click, a step, a scene. */
  forward() {
    this.turnPage(() => {
      if (this.sweep && !this.entering && this.stops[this.shown].sweep?.start === "click" && !this.begun) this.play();
      else if (this.index < this.stops.length - 1) this.start(this.index + 1);
    });
  }

  back() {
    this.turnPage(() => this.index > 0 && this.start(this.index - 1));
  }

  turnPage(/** @type {() => void} */ how) {
    if (sheet.kind) sheet.close();
    this.act(() => {
      if (this.blank) this.blank = false; // as in every slide show: the first key only brings the picture back
      else how();
    });
  }

  jump(/** @type {number} */ to) {
    if (this.stops[to]) this.act(() => this.start(to));
  }

  start(/** @type {number} */ to) {
    this.waiting = null;
    this.go(to);
  }

  enter() {
    if (this.sweep && !calm() && this.stops[this.shown].sweep?.start !== "click") this.play();
  }

  play() {
    this.begun = true;
    this.sweep.play();
  }

  toggleSweep() {
    if (!this.sweep) return;
    this.act(() => {
      const playing = this.sweep.playing || this.shadow;
      this.shadow = false;
      if (playing) this.sweep.pause();
      else this.play();
      this.swept();
    });
  }

  /** The button says what the sweep does, here or in the window that leads. */
  swept() {
    this.toggle.hidden = !this.sweep;
    attr(this.root, "data-swept", this.sweep ? this.view.swept : "");
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

  /** The QR code of the figure as it is, or of the lecture. */
  async toggleCode(/** @type {"figure"|"lecture"} */ what) {
    if (what === "lecture" && !this.code) {
      // Only this browser keeps one's own lecture: phones have it out of the link, or not at all.
      if (this.data.name === "mine" && !this.packed) return this.view.say("This lecture is too long for a link; phones cannot follow it.");
      if (!(await this.lectern?.open())) return;
    }
    this.act(() => (this.code = this.code ? "" : what));
    this.tellCode();
  }

  tellCode() {
    const open = sheet.kind === "code";
    if (this.code && !open) {
      const closed = () => this.code && this.act(() => (this.code = ""));
      const whole = this.code === "lecture";
      const address = whole ? this.lectureAddress() : this.stateAddress();
      showCode(this.data, address, closed, whole ? "Follow this lecture on your own screen" : undefined);
    } else if (!this.code && open) sheet.close();
  }

  /** The lesson's page in the state of the moment. */
  stateAddress() {
    return this.view.store ? lessonAddress(this.view.store, this.data.root, ["scene", "presenter"]) : location.href;
  }

  /** The lecture at this scene; of one's own, which only this browser keeps, with the whole of it if it is short. */
  lectureAddress() {
    const address = new URL(location.href);
    address.searchParams.delete("presenter");
    if (this.lectern?.name) {
      address.searchParams.delete("scene"); // the room says which
      address.searchParams.set("room", this.lectern.name);
    }
    if (this.data.name === "mine") address.hash = this.packed;
    return address.href;
  }

  leave() {
    if (this.view.store) location.assign(this.stateAddress());
  }

  present() {
    const address = new URL(location.href);
    address.searchParams.set("presenter", "1");
    const opened = window.open(address.href, `mathscope-presenter-${this.data.name}`, "popup,width=1180,height=760");
    if (!opened) sheet.open("refused", "Presenter view", ["The browser blocked the window. ", h("a", { href: address.href, target: "_blank" }, "Open it here"), "."]);
  }

  // --- the other window ---------------------------------------------------------------------------------------------

  /** What the other window must know. */
  state() {
    const { view } = this;
    const values = this.entering || !view.store ? null : view.values;
    return { scene: this.index, values, playing: Boolean(this.sweep?.playing), begun: this.begun, blank: this.blank, code: this.code, numbers: view.all, alone: view.alone };
  }

  /** The other window leads. */
  follow(state) {
    this.waiting = null;
    this.sweep?.stop();
    this.shadow = state.playing;
    this.blank = state.blank;
    this.code = state.code;
    this.view.showNumbers(state.numbers);
    this.tellBlank();
    if (!this.stops[state.scene]) return; // the other window has another version of the lecture
    if (state.scene !== this.index || this.entering) {
      this.waiting = state;
      if (state.scene !== this.index) this.go(state.scene, { push: false, start: false });
      return;
    }
    this.begun = state.begun;
    this.view.showAlone(state.alone ?? -1);
    if (state.values && this.view.store) {
      this.view.follow(state.values);
      clearTimeout(this.resting);
      this.resting = setTimeout(() => !this.sync.leading && this.view.store?.whenStill(() => this.view.store?.commit()), 400);
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

/** The keys belong to the page again; fields that take text keep them. */
function letGo() {
  const at = document.activeElement;
  if (at instanceof HTMLElement && at.matches(".stage-desk input[type=range], .stage-desk input[type=radio], .stage-desk input[type=checkbox], .stage button") && !at.closest("dialog")) at.blur();
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

/**
 * The state of a lesson on this page: what Python committed, what is live, and the frame that is shown.
 *
 * One store for each lesson; the figure, the panel beside it and the matrix editors share it, since all import this
 * module from the same address. The protocol of the socket (JSON text, explorer/socket.py):
 *
 *   {id, slug, values, narrow, draft, pin, drag, gesture, fresh, reader}   asks for a frame; `drag` is {name, index, x, y}
 *                                                         or null; `gesture` numbers what the hand does, 0 when it rests
 *   {id, frame}                                           the whole frame
 *   {id, patch: [[path, value], ...]}                     what changed since the last frame of this connection
 *   {id, error}                                           a sentence for the reader; nothing else happened
 *   {id, progress}                                        the answer takes over a second; the share that is done, 0 if unknown
 *   {stop: id, moved}                                     takes a request back; `moved`: another state will be asked for
 *   {id, stopped: true}                                   the answer to a request that was taken back
 *   {id, slug, predict, guess}                            asks for the verdict on a guess
 *   {id, verdict: {text, near, truth, values}}
 *
 * One request is in flight, the newest values go next, and the next is asked for when the last is drawn. Where a lesson
 * has drafts, a whole frame that is still computed when the reader moves on is taken back, so that drafts follow at once.
 *
 * @typedef {{name: string, kind: string, label: string, key: string, initial: any, [more: string]: any}} Control
 * @typedef {{name: string, index: number|null, x: number, y: number}} Drag
 */

import { apply, difference, same } from "../common/arrays.js";

const PAUSE = 150; // ms without a change after which the whole figure is drawn
const HELD = 350; // the same while a hand is on it: a drag that only falters must not pay for it
const EAGER = 200; // ms that a whole frame may take before a reader who moves on has it stopped
const LINGER = 1500; // ms that a released value waits to be committed before it is given up

export class Store {
  constructor(/** @type {string} */ slug) {
    this.slug = slug;
    /** @type {Control[]} */ this.controls = [];
    /** @type {Record<string, any>} values as Python has them */
    this.committed = {};
    /** @type {Map<string, {value: any, since: number}>} values ahead of Python */
    this.live = new Map();
    /** @type {Set<string>} controls in a hand: a pointer is down on them, or they play */
    this.held = new Set();
    /** @type {string|null} the control whose widget the reader touched last: only then is a change the reader's, not a
     * rerun's. Kept here, by name: a server that comes back in mid-drag makes the page anew. */
    this.inHand = null;
    /** @type {any} the frame that is shown */
    this.frame = null;
    /** @type {any} the last frame of the connection, to which patches refer */
    this.base = null;
    /** @type {any[]} challenges as Python gave them */
    this.challenges = [];
    this.draft = false;
    this.narrow = false;
    this.pin = null;
    /** @type {Drag|null} */ this.drag = null;
    this.dirty = false;
    this.busy = false;
    this.drafted = false;
    this.unsettled = false;
    this.message = "";
    /** @type {import("./socket.js").Wire|null} */ this.wire = null;
    /** @type {{show(frame: any, changes: any): void, settle(frame: any): void}|null} */ this.painter = null;
    /** @type {((values: Record<string, any>) => void)|null} */ this.commitTo = null;
    /** @type {any} what the panel may ask of the figure: to pick a point, to draw marks */ this.pencil = null;
    /** @type {Set<(store: Store) => void>} */ this.listeners = new Set();
    /** @type {{at: Record<string, any>, seen: boolean}|null} a guess and the truth lie over the figure, at this state */
    this.marked = null;
    this.timer = 0;
    /** @type {{id: number, values: any, drag: Drag|null, whole: boolean, since: number, share: number|null, taken: string}
     * |null} the request on its way: `whole` where a draft would have been quicker, `share` once it takes long, `taken`
     * back since the reader moved ("moved"), said stop ("stopped"), or sees another state by now ("past") */
    this.flight = null;
    /** @type {any} the parameters of which the reader stopped the whole frame: the draft stays until something changes */
    this.halted = null;
    /** Whether Python has only the draft of what it committed, because it computes or was stopped. */
    this.coming = false;
    this.reader = "";
    /** @type {(() => void)|null} tells Python of a stop */ this.stopTo = null;
    /** @type {(() => void)[]} what is done when nothing is in flight any more */ this.after = [];
    /** What the hand does right now, by number; 0: it is off. */ this.gesture = 0;
    this.gestures = 0;
    /** Counts the states that were put in place of all that was live; an answer to what was asked before shows nothing. */
    this.turn = 0;
    /** @type {((names: string[]|null) => void)|null} hears what the reader moves, by name; null: a handle, and who knows */
    this.moved = null;
  }

  /** All values: what Python has, and over it what is live. */
  values() {
    const out = { ...this.committed };
    for (const [name, { value }] of this.live) out[name] = value;
    return out;
  }

  value(/** @type {string} */ name) {
    return this.live.has(name) ? this.live.get(name).value : this.committed[name];
  }

  control(/** @type {string} */ name) {
    return this.controls.find((each) => each.name === name);
  }

  // --- what the reader does -------------------------------------------------------------------------------------

  /** Values that the reader moves right now; asks for their frame. */
  push(/** @type {Record<string, any>} */ values) {
    this.moved?.(Object.keys(values));
    const since = performance.now();
    for (const [name, value] of Object.entries(values)) this.live.set(name, { value, since });
    this.want();
  }

  /** A handle is dragged: the server says which parameters follow. */
  pull(/** @type {Drag} */ drag) {
    this.moved?.(null);
    this.drag = drag;
    this.want();
  }

  /** Another state takes the place of all that is live, in a hand or on its way. */
  reset() {
    this.turn += 1;
    this.live.clear();
    this.held.clear();
    this.drag = null;
    this.dirty = false;
    this.message = "";
    this.halted = null;
    this.coming = false;
    this.takeBack("moved");
    clearTimeout(this.timer);
  }

  /** Python put another state in the place of all that the reader has typed or moved. */
  renounce() {
    for (const name of [...this.live.keys()]) if (!this.held.has(name)) this.live.delete(name);
    this.message = "";
  }

  /** Give up values that cannot be drawn. */
  drop(/** @type {string} */ name) {
    this.live.delete(name);
    this.held.delete(name);
    this.tell();
  }

  /** Marks go when the figure has moved on from the state that they are about. */
  unmark(params) {
    if (!this.marked) return;
    if (same(params, this.marked.at)) this.marked.seen = true;
    else if (this.marked.seen) {
      this.marked = null;
      this.pencil?.clear();
    }
  }

  /** Give the live values to Python (all, or those named): the page follows, links and texts included. */
  commit(/** @type {string[]|null} */ names = null) {
    const values = {};
    const now = performance.now();
    for (const [name, entry] of this.live) {
      if (names && !names.includes(name)) continue;
      entry.since = now;
      if (!same(entry.value, this.committed[name])) values[name] = entry.value;
    }
    if (Object.keys(values).length) this.commitTo?.(values);
  }

  /** The hand is off: no value is in flight any more, and what is shown becomes whole. */
  whenStill(/** @type {() => void} */ then) {
    this.after.push(then);
    if (this.after.length === 1) this.waitUntilStill();
  }

  waitUntilStill() {
    const moving = (this.busy && !this.flight?.whole) || this.dirty;
    if (moving && this.painter) setTimeout(() => this.waitUntilStill(), 15);
    else for (const then of this.after.splice(0)) then();
  }

  // --- the loop of frames ---------------------------------------------------------------------------------------

  want() {
    if (!this.still) this.halted = null;
    this.dirty = true;
    this.next();
    this.hurry();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pause(), this.held.size ? HELD : PAUSE);
  }

  next() {
    if (this.busy || !this.dirty || !this.wire?.open || !this.painter) return;
    this.ask(this.draft);
  }

  /** A whole frame that takes its time while the reader moves on is not worth waiting for. */
  hurry() {
    const { flight } = this;
    if (!this.dirty || !flight || flight.taken) return;
    if (flight.share !== null || (flight.whole && performance.now() - flight.since > EAGER)) this.takeBack("moved");
  }

  takeBack(/** @type {string} */ why) {
    if (!this.flight || this.flight.taken) return;
    this.flight.taken = why;
    this.wire?.stop(this.flight.id, why !== "stopped");
  }

  /** The reader is content with the draft. */
  stop() {
    const { flight } = this;
    if (flight && !flight.taken) this.takeBack("stopped");
    else if (this.coming) this.halt();
  }

  /** The draft stays. Python, if it computes, is told too: the socket may have stopped before it got to the same run. */
  halt() {
    const computing = this.coming;
    this.halted = this.values();
    this.coming = false;
    this.tell();
    if (computing) this.stopTo?.();
  }

  /** Whether the reader stopped the whole frame of what is shown. */
  get still() {
    return this.halted !== null && same(this.halted, this.values());
  }

  /** How far a frame is that takes long: a share, 0 if nobody can tell; null: nothing takes long. */
  get share() {
    const { flight } = this;
    if (flight && !flight.taken && flight.share !== null) return flight.share;
    // Python has waited for it already, whether the socket can ask for it or not.
    return this.coming && !flight?.taken && same(this.values(), this.committed) ? 0 : null;
  }

  ask(/** @type {boolean} */ draft) {
    const { drag, slug, narrow, pin, reader } = this;
    const values = this.values();
    const turn = this.turn;
    if (!drag && !this.held.size) this.gesture = 0;
    else this.gesture ||= ++this.gestures;
    const { gesture } = this;
    this.dirty = false;
    this.drag = null;
    this.busy = true;
    const flight = { id: 0, values, drag, whole: this.draft && !draft, since: performance.now(), share: null, taken: "" };
    this.flight = flight;
    const request = { slug, values, narrow, draft, pin, drag, gesture, fresh: !this.base, reader };
    const answered = (answer) => {
      this.busy = false;
      this.flight = null;
      if (turn !== this.turn || flight.taken === "past") {
        this.base = null; // it belongs to a state that is gone; the next request asks for the whole frame
        this.next();
        return;
      }
      if (!answer) {
        // Lost with the connection: ask again once it is back. The dragged values are still here.
        this.base = null;
        this.dirty = true;
        this.drag ??= drag;
        if (flight.share !== null) this.tell();
        return;
      }
      if (answer.stopped) this.stopped(flight);
      else this.take(answer, values, drag, draft);
      this.next();
    };
    flight.id = this.wire.ask(request, answered, (share) => {
      flight.share = share;
      this.hurry();
      this.tell();
    });
  }

  /** A request was taken back: by the reader, or since there is something newer to ask for. */
  stopped({ taken, values, drag }) {
    if (taken === "moved") this.drag ??= drag;
    else if (!this.dirty && same(values, this.values())) this.halt();
    this.tell();
  }

  take(answer, values, drag, draft) {
    if (!this.painter) {
      this.base = null; // the figure went away meanwhile, and the server counts this frame as seen
      return;
    }
    if (answer.error !== undefined) {
      this.unsettled = false; // asking again would only hear it again
      this.say(String(answer.error));
      return;
    }
    const shown = this.frame;
    let changes = null;
    if (answer.frame) this.base = answer.frame;
    else if (!this.base) return;
    else {
      // What the reader moves, and who follows it, hold parameters of earlier frames: those stay as they were.
      this.base.params = structuredClone(this.base.params);
      apply(this.base, answer.patch);
      if (shown === this.base) changes = answer.patch;
    }
    if (!changes && shown) changes = difference(shown, this.base);
    this.frame = this.base;
    this.drafted = draft;
    if (!draft) this.coming = false;
    this.unsettled = true;
    this.message = "";
    if (drag) this.follow(values);
    this.unmark(this.frame.params);
    this.painter.show(this.frame, changes);
    this.tell();
  }

  /** After a drag the parameters are the server's: those that it changed are live now. */
  follow(/** @type {Record<string, any>} */ asked) {
    const since = performance.now();
    for (const [name, value] of Object.entries(this.frame.params)) {
      if (!same(value, asked[name])) this.live.set(name, { value, since });
    }
  }

  pause() {
    clearTimeout(this.timer);
    this.hurry();
    if (this.busy || this.dirty) {
      if (this.wire?.open) this.timer = setTimeout(() => this.pause(), PAUSE / 3);
      return;
    }
    if (!this.unsettled || !this.painter) return;
    if (this.drafted && this.wire?.open && !this.still) {
      this.ask(false);
      this.timer = setTimeout(() => this.pause(), PAUSE / 3);
      return;
    }
    this.unsettled = false;
    this.painter.settle(this.frame);
  }

  /** What the figure must ask again for: another width, a connection that is back. */
  refresh() {
    if (this.live.size || this.dirty) this.want();
    else if (this.coming) this.complete();
  }

  /** Python has the draft only: ask for the whole frame. */
  complete() {
    this.drafted = true;
    this.unsettled = true;
    this.pause();
  }

  // --- what Python says -----------------------------------------------------------------------------------------

  /**
   * Python committed a state. Live values that it knows now are live no more; those in a hand stay ahead of it.
   * @param {Record<string, any>} committed
   * @returns {boolean} whether a live value is still ahead: then Python's frame is not what should be shown
   */
  receive(committed) {
    const before = this.committed;
    const now = performance.now();
    this.committed = committed;
    if (!this.held.size) this.gesture = 0;
    for (const [name, { value, since }] of [...this.live]) {
      if (this.held.has(name)) continue;
      const known = same(value, committed[name]) || !same(before[name], committed[name]) || now - since > LINGER;
      if (known || !(name in committed)) this.live.delete(name);
    }
    return [...this.live].some(([name, { value }]) => !same(value, committed[name]));
  }

  /** A whole frame from Python. */
  put(frame) {
    this.frame = frame;
    this.unmark(frame.params);
    this.message = "";
    this.unsettled = false;
    this.drafted = false;
    this.dirty = false;
    this.drag = null;
    // What is still computed for another state must not take the place of this one, nor the draft of this one.
    const { flight } = this;
    if (flight && !flight.drag && (!same(flight.values, frame.params) || (this.draft && !flight.whole))) this.takeBack("past");
    clearTimeout(this.timer);
    this.tell();
  }

  // --- what others hear -----------------------------------------------------------------------------------------

  say(/** @type {string} */ sentence) {
    this.message = sentence;
    this.tell();
  }

  tell() {
    for (const listener of this.listeners) listener(this);
  }

  /** Show the state that a guess was about, and marks over it until the reader moves on. */
  reveal(values, /** @type {number} */ panel, marks) {
    this.pencil?.show(panel, marks);
    this.marked = marks.length ? { at: values, seen: false } : null;
    this.push(values);
    this.whenStill(() => this.commit(Object.keys(values)));
  }

  /** The verdict on a guess. @returns {Promise<any>} */
  predict(/** @type {number} */ index, guess) {
    return new Promise((done, fail) => {
      if (!this.wire?.open) fail(new Error("The answer needs the server, which cannot be reached just now. Try again."));
      else {
        this.wire.ask({ slug: this.slug, predict: index, guess }, (answer) => {
          if (answer?.verdict) done(answer.verdict);
          else fail(new Error(answer?.error || "The connection was lost. Try again."));
        });
      }
    });
  }
}

/** @type {Map<string, Store>} */
const stores = new Map();

/** The store of a lesson; made when first asked for, by whichever component comes first. */
export function storeOf(/** @type {string} */ slug) {
  let store = stores.get(slug);
  if (!store) stores.set(slug, (store = new Store(slug)));
  return store;
}

/**
 * The state of a lesson on this page: what Python committed, what is live, and the frame that is shown.
 *
 * One store for each lesson; the figure, the panel beside it and the matrix editors share it, since all import this
 * module from the same address. socket.js has what it asks the server and what it hears.
 *
 * Beside its server one request is on its way, the newest values go next, and the next is asked for when the last is
 * drawn. Where the server is far away several are on their way, frames are fetched ahead (ahead.js), and until the newest
 * is there the nearest that is known is shown (known.js, near.js). Where a lesson has drafts, a whole frame that is still
 * computed when the reader moves on is taken back, so that drafts follow at once.
 *
 * @typedef {import("./committed.js").Control} Control
 * @typedef {{name: string, index: number|null, x: number, y: number, key?: boolean}} Drag where it is to be, or of a key by how much
 */

import { difference, same } from "../common/arrays.js";
import { Ahead } from "./ahead.js";
import { Values } from "./committed.js";
import { Near } from "./near.js";

const PAUSE = 150; // ms without a change after which the whole figure is drawn
const HELD = 350; // the same while a hand is on it: a drag that only falters must not pay for it
const EAGER = 200; // ms that a whole frame may take before a reader who moves on has it stopped
const LANE = 25; // ms of the way to the server for which one more request may be on it
const LANES = 6; // requests on their way at most
const SLOW = 60; // ms that the server takes for a frame from which on another request would only wait for it

export class Store extends Values {
  constructor(/** @type {string} */ slug) {
    super(slug);
    /** @type {string|null} the control whose widget the reader touched last: only then is a change the reader's, not a
     * rerun's. Kept here, by name: a server that comes back in mid-drag makes the page anew. */
    this.inHand = null;
    /** @type {any} the frame that is shown */
    this.frame = null;
    /** The directions of the frame that is shown, by number; null: nobody told. @type {number|null} */ this.signs = null;
    /** Whether some of them are those of a gesture, and others than its link shows. */ this.carried = false;
    /** @type {any[]} challenges as Python gave them */
    this.challenges = [];
    this.draft = false;
    this.narrow = false;
    this.pin = null;
    /** @type {Drag|null} */ this.drag = null;
    this.dirty = false;
    this.drafted = false;
    this.unsettled = false;
    this.message = "";
    /** @type {import("./socket.js").Wire|null} */ this.wire = null;
    /** @type {{show(frame: any, changes: any): void, settle(frame: any): void}|null} */ this.painter = null;
    /** @type {any} what the panel may ask of the figure: to pick a point, to draw marks */ this.pencil = null;
    /** @type {Set<(store: Store) => void>} */ this.listeners = new Set();
    /** @type {{at: Record<string, any>, seen: boolean}|null} a guess and the truth lie over the figure, at this state */
    this.marked = null;
    this.timer = 0;
    /** @type {{id: number, values: any, drag: Drag|null, draft: boolean, whole: boolean, since: number, order: number,
     * gesture: number, share: number|null, taken: string}[]} the requests on their way, the newest last: `whole` where a
     * draft would have been quicker, `order` which of all wishes it is, `share` once it takes long, `taken` back since the
     * reader moved ("moved"), said stop ("stopped"), or sees another state by now ("past") */
    this.flights = [];
    /** Counts what the reader wanted, and the one of these that is shown. */ this.order = 0;
    this.shown = 0;
    this.service = 0;
    /** Since when there is a wish that is not shown, in ms; 0: there is none. */ this.unmet = 0;
    this.ahead = new Ahead(this);
    this.near = new Near(this);
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
    /** Counts how often Python has put another state in place of what was typed. */ this.turns = 0;
    /** @type {((names: string[]|null) => void)|null} hears what the reader moves, by name; null: a handle, and who knows */
    this.moved = null;
  }

  // --- what the reader does -------------------------------------------------------------------------------------

  /** Values that the reader moves right now; asks for their frame. */
  push(/** @type {Record<string, any>} */ values) {
    const names = Object.keys(values);
    this.moved?.(names);
    const since = performance.now();
    for (const [name, value] of Object.entries(values)) this.live.set(name, { value, since });
    if (names.length === 1) this.ahead.move(names[0], values[names[0]]);
    this.want();
  }

  /** A handle is dragged: the server says which parameters follow. */
  pull(/** @type {Drag} */ drag) {
    this.moved?.(null);
    // Presses of a key that wait for the one on its way add up.
    const { drag: waits } = this;
    const more = waits && waits.key && drag.key && waits.name === drag.name && waits.index === drag.index;
    this.drag = more ? { ...drag, x: waits.x + drag.x, y: waits.y + drag.y } : drag;
    this.want();
  }

  /** Another state takes the place of all that is live, in a hand or on its way. */
  reset() {
    this.turn += 1;
    this.live.clear();
    this.given.clear();
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
    this.turns += 1;
    for (const name of [...this.live.keys()]) if (!this.held.has(name)) this.end(name);
    this.message = "";
  }

  /** Give up values that cannot be drawn. */
  drop(/** @type {string} */ name) {
    this.end(name);
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

  /** The hand is off: no value is in flight any more, and what is shown becomes whole. */
  whenStill(/** @type {() => void} */ then) {
    this.after.push(then);
    if (this.after.length === 1) this.waitUntilStill();
  }

  waitUntilStill() {
    const moving = this.flights.some((flight) => !flight.whole) || this.dirty;
    if (moving && this.painter) setTimeout(() => this.waitUntilStill(), 15);
    else for (const then of this.after.splice(0)) then();
  }

  // --- the loop of frames ---------------------------------------------------------------------------------------

  want() {
    if (!this.still) this.halted = null;
    if (!this.drag && !this.held.size) this.gesture = 0;
    else this.gesture ||= ++this.gestures;
    this.order += 1;
    const met = !this.unmet;
    this.unmet ||= performance.now();
    this.dirty = true;
    this.next();
    if (met && this.behind && this.wire?.far) this.tell(); // no frame comes that would tell that it is late
    this.hurry();
    this.ahead.pump();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.pause(), this.held.size ? HELD : PAUSE);
  }

  next() {
    if (!this.dirty || !this.painter) return;
    const entry = this.drag ? null : this.near.find();
    if (entry) {
      this.dirty = false;
      this.present(entry.frame, this.draft, entry.signs, this.order, entry.gesture > 0);
    } else if (this.wire?.open && !this.busy) {
      this.ask(this.draft);
      this.nearer();
    } else this.nearer();
  }

  /** Whether a value of a clock can be shown or asked for now; if not, the clock skips it. */
  ready(/** @type {string} */ name, /** @type {any} */ value) {
    return !this.busy || this.near.find({ ...this.values(), [name]: value }) !== null;
  }

  /** Whether as many requests are on their way as may be. */
  get busy() {
    const lanes = this.wire?.far && !this.slow ? Math.min(LANES, 1 + Math.floor(this.wire.trip / LANE)) : 1;
    return this.flights.length >= lanes;
  }

  /** Whether the server takes so long for a frame that what is asked for meanwhile only waits. */
  get slow() {
    return this.service > SLOW || this.flights.some(({ share, whole }) => share !== null || whole);
  }

  /** What is wanted is not there: show what is nearest to it, if that is nearer than what is shown. */
  nearer() {
    if (!this.painter || !this.behind || this.drag || (this.wire?.open && !this.wire.far)) return;
    const entry = this.near.nearest();
    if (entry) this.present(entry.frame, this.draft, entry.signs, this.shown, entry.gesture > 0);
  }

  /** Whether what is shown is not what is wanted. */
  get behind() {
    return this.shown < this.order;
  }

  /** A whole frame that takes its time while the reader moves on is not worth waiting for. */
  hurry() {
    if (!this.dirty) return;
    const long = ({ share, whole, since }) => share !== null || (whole && performance.now() - since > EAGER + this.wire.trip);
    this.takeBack("moved", long);
  }

  /** Take requests back: all, or those of a kind. @param {(flight: any) => boolean} [which] */
  takeBack(/** @type {string} */ why, which = () => true) {
    for (const flight of this.flights) {
      if (flight.taken || !which(flight)) continue;
      flight.taken = why;
      this.wire?.stop(flight.id, why !== "stopped");
    }
  }

  /** The reader is content with the draft. */
  stop() {
    if (this.flights.some(({ taken }) => !taken)) this.takeBack("stopped");
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
    const long = this.flights.find(({ taken, share }) => !taken && share !== null);
    if (long) return long.share;
    // Python has waited for it already, whether the socket can ask for it or not.
    return this.coming && !this.flights.some(({ taken }) => taken) && same(this.values(), this.committed) ? 0 : null;
  }

  ask(/** @type {boolean} */ draft) {
    const { drag, slug, narrow, pin, reader, gesture, turn } = this;
    const values = this.values();
    const onward = Boolean(drag) && this.flights.some((each) => each.drag && !each.taken);
    this.dirty = false;
    this.drag = null;
    const since = performance.now();
    const flight = { id: 0, values, drag, draft, whole: this.draft && !draft, since, order: this.order, gesture, share: null, taken: "" };
    this.flights.push(flight);
    const answered = (answer) => {
      this.flights = this.flights.filter((each) => each !== flight);
      if (answer?.frame) {
        this.service = Math.max(0, performance.now() - since - this.wire.trip);
        // A handle's frame may say that it stopped; and its values are not those that were asked for.
        if (!drag) this.near.learn(this.near.key(values, draft), answer, gesture);
      }
      if (turn !== this.turn || flight.taken === "past") {
        this.next(); // it belongs to a state that is gone
        return;
      }
      if (!answer) {
        // Lost with the connection: ask again once it is back. The dragged values are still here.
        this.dirty = true;
        this.drag ??= drag;
        if (flight.share !== null) this.tell();
        return;
      }
      if (answer.stopped) this.stopped(flight);
      else this.take(answer, flight);
      this.next();
    };
    flight.id = this.wire.ask({ slug, values, narrow, draft, pin, drag, onward, gesture, reader }, answered, (share) => {
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

  take(answer, flight) {
    if (!this.painter) return;
    if (answer.error !== undefined) {
      this.unsettled = false; // asking again would only hear it again
      this.met(flight.order);
      this.say(String(answer.error));
      return;
    }
    if (flight.drag) this.follow(answer.frame, flight.values);
    // What was wanted later may be shown already, or what is nearer to it than this.
    else if (flight.order < this.order && !this.near.closer(answer.frame)) return;
    this.present(answer.frame, flight.draft, answer.signs ?? 0, flight.order, Boolean(answer.carried));
  }

  /** The wish of that number is the newest that got its answer. */
  met(/** @type {number} */ order) {
    this.shown = Math.max(this.shown, order);
    const open = this.flights.filter((flight) => flight.order > this.shown).map(({ since }) => since);
    this.unmet = this.behind ? Math.min(performance.now(), ...open) : 0;
  }

  /** Show a frame that stands for the wish of that number. */
  present(frame, /** @type {boolean} */ draft, /** @type {number} */ signs, /** @type {number} */ order, carried = false) {
    const changes = this.frame && difference(this.frame, frame);
    this.frame = frame;
    if (order > this.shown) this.met(order);
    if (signs !== this.signs) this.ahead.anew();
    this.signs = signs;
    this.carried = carried;
    this.drafted = draft;
    if (!draft) this.coming = false;
    this.unsettled = true;
    this.message = "";
    this.unmark(frame.params);
    this.painter.show(frame, changes);
    this.tell();
  }

  pause() {
    clearTimeout(this.timer);
    this.hurry();
    if (this.flights.length || this.dirty) {
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

  /** Python committed a state; of none in a hand a gesture is over. @param {Record<string, any>} committed */
  receive(committed) {
    if (!this.held.size) this.gesture = 0;
    return super.receive(committed);
  }

  /** A whole frame from Python. */
  put(frame) {
    this.frame = frame;
    this.met(++this.order);
    this.signs = this.near.signs(frame.params);
    this.carried = false;
    this.unmark(frame.params);
    this.message = "";
    this.unsettled = false;
    this.drafted = false;
    this.dirty = false;
    this.drag = null;
    // What is still computed for another state must not take the place of this one, nor the draft of this one.
    this.takeBack("past", ({ drag, values, whole }) => !drag && (!same(values, frame.params) || (this.draft && !whole)));
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
}

/** @type {Map<string, Store>} */
const stores = new Map();

/** The store of a lesson; made when first asked for, by whichever component comes first. */
export function storeOf(/** @type {string} */ slug) {
  let store = stores.get(slug);
  if (!store) stores.set(slug, (store = new Store(slug)));
  return store;
}

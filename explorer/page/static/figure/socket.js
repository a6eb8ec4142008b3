/**
 * One WebSocket for all figures of the page; it reconnects by itself. Several requests may be on their way. Answers of one
 * kind come in the order of their requests; frames come as what changed since the frame before, and are whole here.
 *
 * What is said over it (JSON text; explorer/answers.py and socket.py are the other side):
 *
 *   {id, slug, values, narrow, draft, pin, drag, onward, gesture, reader}   asks for a frame; `drag` is {name, index, x, y}
 *                                                         or null, `onward`: from where the drag before it led; `gesture`
 *                                                         numbers what the hand does, 0 when it rests
 *   {id, frame}                                           the whole frame
 *   {id, patch: [[path, value], ...]}                     what changed since the last frame of this connection
 *   {id, error}                                           a sentence for the reader; nothing else happened
 *   {id, progress}                                        the answer takes over a second; the share that is done, 0 if unknown
 *   {stop: id, moved}                                     takes a request back; `moved`: another state will be asked for
 *   {id, stopped: true}                                   the answer to a request that was taken back
 *   {id, slug, predict, guess}                            asks for the verdict on a guess
 *   {id, verdict: {text, near, truth, values}}
 */

import { applied } from "../common/arrays.js";

const FEEL = 300; // ms between two looks at how far away the server is
const SAMPLES = 5; // looks of which the quickest counts: the others waited for something else
const FAR = 20; // ms of a round trip from which on the server counts as far away
const PATIENCE = 8000; // ms without any word, while an answer is owed, after which the connection counts as dead

export class Wire {
  /** @param {string} address path relative to the page, "scope/live" */
  constructor(address) {
    const url = new URL(address, document.baseURI);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    this.url = url.href;
    this.open = false;
    this.number = 0;
    /** @type {Map<number, {done: (answer: any) => void, progress: ((share: number) => void)|undefined}>} */
    this.waiting = new Map();
    /** @type {Set<(open: boolean) => void>} called when the connection opens or is lost */
    this.listeners = new Set();
    this.tries = 0;
    this.due = 0;
    /** @type {any} the frame that came last, of whatever figure: what comes next says what differs from it */
    this.last = null;
    /** @type {number[]} round trips of the last pings, in ms */
    this.trips = [];
    this.felt = -Infinity;
    addEventListener("online", () => this.retryNow());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.retryNow());
    this.connect();
  }

  connect() {
    clearTimeout(this.timer);
    const before = this.socket;
    const socket = (this.socket = new WebSocket(this.url));
    before?.close(); // it may still be opening
    socket.onopen = () => {
      if (socket !== this.socket) return;
      this.open = true;
      this.tries = 0;
      this.felt = -Infinity;
      this.feel();
      this.tell();
    };
    socket.onmessage = (event) => socket === this.socket && this.receive(JSON.parse(event.data), event.data.length);
    socket.onclose = () => socket === this.socket && this.lose();
  }

  lose() {
    const was = this.open;
    this.open = false;
    this.last = null;
    this.trips = [];
    this.socket.onclose = null;
    this.socket.close();
    const waiting = [...this.waiting.values()];
    this.waiting.clear();
    this.patience();
    for (const { done } of waiting) done(null);
    // Half a second at first, so that a restart of the server is hardly felt; then up to eight.
    const pause = Math.min(8000, 500 * 1.6 ** this.tries++);
    this.timer = setTimeout(() => this.connect(), pause);
    if (was || this.tries === 1) this.tell();
  }

  retryNow() {
    if (!this.open && this.tries > 1) {
      this.tries = 0;
      this.connect();
    }
  }

  tell() {
    for (const listener of [...this.listeners]) listener(this.open);
  }

  /**
   * Ask; `done` gets the answer, or null if the connection was lost before it came. `progress` hears how far an answer
   * is that takes long.
   * @param {Record<string, any>} request
   * @param {(answer: any) => void} done
   * @param {(share: number) => void} [progress]
   * @returns {number} the number of the request; 0 if it could not be sent
   */
  ask(request, done, progress) {
    if (!this.open) {
      done(null);
      return 0;
    }
    const id = ++this.number;
    this.waiting.set(id, { done, progress });
    this.patience();
    this.socket.send(JSON.stringify({ id, ...request }));
    return id;
  }

  /** Take a request back; its answer says so, unless it was on its way. `moved`: something else will be asked for. */
  stop(/** @type {number} */ id, moved = false) {
    if (this.open && this.waiting.has(id)) this.socket.send(JSON.stringify({ stop: id, moved }));
  }

  /** Look, now and then, how far away the server is; what it computes meanwhile has no part in it. */
  feel() {
    const now = performance.now();
    if (!this.open || now - this.felt < FEEL) return;
    this.felt = now;
    this.socket.send(JSON.stringify({ ping: Math.round(now) }));
  }

  /** Milliseconds to the server and back; 0 while that is not known. */
  get trip() {
    return this.trips.length ? Math.min(...this.trips) : 0;
  }

  get far() {
    return this.trip > FAR;
  }

  receive(answer, /** @type {number} */ length) {
    if (answer.pong !== undefined) {
      this.trips = [...this.trips, performance.now() - answer.pong].slice(-SAMPLES);
      return;
    }
    // Before anything else, whoever asked and whether he is still there: the next answer counts on it.
    const frames = answer.ahead ?? (answer.frame || answer.patch ? [answer] : []);
    for (const each of frames) {
      if (!each.frame && !each.patch) continue; // what cannot be had ahead
      this.last = each.frame ?? applied(this.last, each.patch);
      each.frame = this.last;
      each.bytes = length / frames.length;
    }
    const entry = this.waiting.get(answer.id);
    if (!entry) return;
    if (answer.progress === undefined) this.waiting.delete(answer.id);
    this.patience();
    if (answer.progress === undefined) entry.done(answer);
    else entry.progress?.(answer.progress);
  }

  /** Any word says that the server is there, also to those whose turn comes later. */
  patience() {
    clearTimeout(this.due);
    if (this.waiting.size) this.due = setTimeout(() => this.lose(), PATIENCE);
  }
}

/** @type {Map<string, Wire>} */
const wires = new Map();

/** The page's connection to an address. */
export function wireTo(address) {
  const href = new URL(address, document.baseURI).href;
  let wire = wires.get(href);
  if (!wire) wires.set(href, (wire = new Wire(address)));
  return wire;
}

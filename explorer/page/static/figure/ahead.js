/**
 * Fetches frames before they are wanted, where the server is far away: along the slider under the pointer or in the hand,
 * along the way of a play bar or a sweep. Near the hand every value, farther off every second, fourth, eighth, then what
 * lies between; in the direction of the hand first, from where it will be when the answer is there.
 *
 * It takes what is left over: the server answers these requests when nothing else waits (explorer/ahead.py), and fewer
 * are on their way where they come late, so that the value under the hand never queues behind them.
 */

import { keysAlong } from "./known.js";

/** @typedef {import("./store.js").Store} Store @typedef {import("./store.js").Control} Control */

const PIECE = 4; // values in a request
const [FEWEST, MOST] = [2, 40]; // frames on their way
const LATE = 100; // ms over the round trip after which an answer came late
const HAND = 30; // ms that the hand is ahead of the picture on top of the way to the server
const STILL = 150; // ms after which a hand that does not move rests
const LOOKS = 800; // values that are looked at to find the next ones
const COARSE = [1 / 2, 1 / 4, 1 / 8, 1 / 16, 0]; // how fast values thin out with their distance, round by round
const REACH = 1500; // ms of its way for which a moving hand gets every value
const [SPENT, REFILL] = [600, 100]; // frames that may be fetched along one slider at once, and more of them in a second
const HOVER = 48; // frames for a pointer that only rests on a slider
const PAUSES = { busy: 300, costly: 2000, refused: 2000 }; // ms after an answer that says so

/** The values of a slider or play bar by number. */
export function gridOf(/** @type {Control|null|undefined} */ control) {
  if (!control || !["slider", "steps"].includes(control.kind)) return null;
  const { low, high, step, values } = control;
  if (!values && !(step > 0)) return null;
  return {
    count: values ? values.length : Math.floor((high - low) / step + 1e-6) + 1,
    at: (/** @type {number} */ i) => (values ? values[i] : Number((low + i * step).toPrecision(12))),
    /** The number of a value, not always a whole one. */
    of: (/** @type {number} */ value) => (values ? between(values, value) : (value - low) / step),
  };
}

/** Where a value stands in an ascending list. */
function between(/** @type {number[]} */ values, /** @type {number} */ value) {
  let [from, to] = [0, values.length - 1];
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    if (values[middle] <= value) from = middle;
    else to = middle;
  }
  const share = (value - values[from]) / (values[to] - values[from] || 1);
  return from + Math.min(1, Math.max(0, share));
}

const power = (/** @type {number} */ x) => 2 ** Math.floor(Math.log2(Math.max(1, x)));

/**
 * Numbers of values worth having, the most wanted first.
 * @param {number} count how many there are @param {number} center where the hand will be
 * @param {number} speed in values a millisecond, with its sign; 0: it rests
 */
export function* order(count, center, speed) {
  const way = speed < 0 ? -1 : 1;
  const behind = speed ? 4 : 1; // how much farther off what lies behind counts as being
  const least = power(Math.abs(speed) * 8); // no screen shows more
  const start = Math.min(count - 1, Math.max(0, Math.round(center)));
  yield start;
  for (const thinning of COARSE) {
    const reach = thinning || !speed ? count : Math.abs(speed) * REACH;
    const sides = [
      { sign: way, weight: 1, d: 0 },
      { sign: -way, weight: behind, d: 0 },
    ];
    for (;;) {
      const side = sides.reduce((best, each) => (each.d * each.weight < best.d * best.weight ? each : best));
      const stride = Math.max(least, power(side.d * side.weight * thinning));
      side.d += stride;
      const at = Math.round((start + side.sign * side.d) / stride) * stride;
      if (at >= 0 && at < count && at !== start) yield at;
      if (side.d > count || side.d * side.weight > reach) side.d = Infinity;
      if (sides.every((each) => each.d === Infinity)) break;
    }
  }
}

export class Ahead {
  constructor(/** @type {Store} */ store) {
    this.store = store;
    /** @type {string|null} the control that frames are fetched along */ this.name = null;
    this.place = 0;
    this.speed = 0;
    this.moved = -Infinity;
    this.room = 16;
    this.shrunk = 0;
    this.flying = 0;
    /** @type {Set<string>} keys of what is on its way */ this.pending = new Set();
    /** @type {Set<string>} keys that are of no use just now: their directions are not those on the screen */ this.useless = new Set();
    this.resume = 0;
    this.rest = "";
    this.left = SPENT;
    this.filled = 0;
    this.timer = 0;
  }

  /** Another frame is on the screen, with directions of its own. */
  anew() {
    this.useless.clear();
  }

  /** A pointer rests on this control, or takes it; null: it has left. */
  aim(/** @type {string|null} */ name) {
    if (name !== this.name) {
      this.name = gridOf(name === null ? null : this.store.control(name)) ? name : null;
      this.speed = 0;
      this.moved = -Infinity;
    }
    this.store.wire?.feel();
    this.pump();
  }

  /** The reader, or a clock, has moved a control. */
  move(/** @type {string} */ name, /** @type {any} */ value) {
    const grid = gridOf(this.store.control(name));
    if (!grid) {
      this.name = null;
      return;
    }
    const now = performance.now();
    const at = grid.of(Number(value));
    const passed = now - this.moved;
    if (name !== this.name || passed > 2 * STILL) this.speed = 0;
    else if (passed > 0) {
      const speed = (at - this.place) / passed;
      this.speed = speed * this.speed > 0 ? (this.speed + speed) / 2 : speed;
    }
    Object.assign(this, { name, place: at, moved: now });
    this.store.wire?.feel();
  }

  /** Ask for as much as there is room for. */
  pump() {
    const { store } = this;
    const { wire } = store;
    clearTimeout(this.timer);
    if (!this.name || !store.painter || !store.frame || !wire?.open || store.slow) return;
    const now = performance.now();
    if (!wire.far || now < this.resume) {
      // It may still turn out to be far away.
      if (!wire.trip || wire.far) this.timer = setTimeout(() => this.pump(), wire.far ? this.resume - now : 50);
      return;
    }
    const grid = gridOf(store.control(this.name));
    if (!grid) return;
    const values = store.values();
    const key = keysAlong(store.near.about(store.draft), values, this.name);
    this.refill(key(0), now);
    const held = store.held.size > 0;
    if (now - this.moved > STILL) {
      this.speed = 0;
      this.place = grid.of(Number(store.value(this.name)));
    }
    const center = this.place + this.speed * (wire.trip + HAND);
    let looks = 0;
    let piece = [];
    const allowed = () => this.flying < this.room && this.left >= (held ? 1 : SPENT - HOVER);
    if (!allowed()) return;
    for (const at of order(grid.count, center, this.speed)) {
      if (++looks > LOOKS) break;
      const value = grid.at(at);
      const told = key(value);
      if (this.pending.has(told) || this.useless.has(told) || store.near.usable(told)) continue;
      this.pending.add(told);
      this.flying += 1;
      this.left -= 1;
      piece.push(value);
      if (piece.length < PIECE && allowed()) continue;
      this.send(values, piece, key);
      piece = [];
      if (!allowed()) break;
    }
    if (piece.length) this.send(values, piece, key);
  }

  /** What may be fetched grows with time, and is whole for another slider or another state of the rest. */
  refill(/** @type {string} */ rest, /** @type {number} */ now) {
    if (rest !== this.rest) this.left = SPENT;
    else this.left = Math.min(SPENT, this.left + ((now - this.filled) / 1000) * REFILL);
    Object.assign(this, { rest, filled: now });
  }

  /** Fewer on their way where an answer came late, said once for all that were sent before that; more where not. */
  fit(/** @type {number} */ sent, /** @type {boolean} */ late, /** @type {number} */ count) {
    if (!late) this.room = Math.min(MOST, this.room + count / 4);
    else if (sent > this.shrunk) {
      this.room = Math.max(FEWEST, this.room * 0.7);
      this.shrunk = performance.now();
    }
  }

  /** @param {Record<string, any>} values @param {number[]} at @param {(value: any) => string} key */
  send(values, at, key) {
    const { store } = this;
    const [sent, trip, gesture] = [performance.now(), store.wire.trip, store.held.size ? store.gesture : 0];
    const { slug, narrow, pin, draft, reader } = store;
    const request = { slug, values, narrow, pin, draft, gesture, reader, ahead: { name: this.name, at } };
    store.wire.ask(request, (answer) => {
      for (const value of at) this.pending.delete(key(value));
      this.flying -= at.length;
      if (!answer) return;
      for (const each of answer.ahead ?? []) {
        const told = key(each.at);
        if (each.frame) store.near.learn(told, each, gesture);
        if (!store.near.usable(told)) this.useless.add(told);
      }
      this.fit(sent, performance.now() > sent + trip + LATE, at.length);
      const pause = PAUSES[answer.error === undefined ? answer.left : "refused"];
      if (pause) this.resume = performance.now() + pause;
      store.nearer();
      this.pump();
    });
  }
}

/**
 * The values of a lesson's controls on this page: what Python committed, and over it what is live, ahead of Python.
 *
 * @typedef {{name: string, kind: string, label: string, key: string, initial: any, [more: string]: any}} Control
 */

import { same } from "../common/arrays.js";

const LINGER = 1500; // ms that a released value waits to be committed before it is given up

export class Values {
  constructor(/** @type {string} */ slug) {
    this.slug = slug;
    /** @type {Control[]} */ this.controls = [];
    /** @type {Record<string, any>} values as Python has them */
    this.committed = {};
    /** @type {Map<string, {value: any, since: number, led?: boolean}>} values ahead of Python; `led`: a handle moved it */
    this.live = new Map();
    /** @type {Set<string>} controls in a hand: a pointer is down on them, or they play */
    this.held = new Set();
    /** @type {((values: Record<string, any>) => void)|null} */ this.commitTo = null;
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

  /** After a drag the parameters are the server's: those that it changed are live now. */
  follow(frame, /** @type {Record<string, any>} */ asked) {
    const since = performance.now();
    for (const [name, value] of Object.entries(frame.params)) {
      if (this.live.get(name)?.led || !same(value, asked[name])) this.live.set(name, { value, since, led: true });
    }
  }

  /**
   * Python committed a state. Live values that it knows now are live no more; those in a hand stay ahead of it.
   * @param {Record<string, any>} committed
   * @returns {boolean} whether a live value is still ahead: then Python's frame is not what should be shown
   */
  receive(committed) {
    const before = this.committed;
    const now = performance.now();
    this.committed = committed;
    for (const [name, { value, since }] of [...this.live]) {
      if (this.held.has(name)) continue;
      const known = same(value, committed[name]) || !same(before[name], committed[name]) || now - since > LINGER;
      if (known || !(name in committed)) this.live.delete(name);
    }
    return [...this.live].some(([name, { value }]) => !same(value, committed[name]));
  }
}

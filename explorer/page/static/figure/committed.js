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
    /** @type {Map<string, any[]>} values that were given to Python and did not come back yet, oldest first */
    this.given = new Map();
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

  /**
   * Give the live values to Python (all, or those named): the page follows, links and texts included. A commit takes the
   * place of one that Python has not read yet, so what was given before goes along.
   */
  commit(/** @type {string[]|null} */ names = null) {
    const values = {};
    const now = performance.now();
    for (const [name, entry] of this.live) {
      if (names && !names.includes(name) && !this.given.has(name)) continue;
      entry.since = now;
      if (same(entry.value, this.committed[name]) && !this.given.has(name)) continue;
      values[name] = entry.value;
      this.give(name);
    }
    if (Object.keys(values).length) this.commitTo?.(values);
  }

  /** The live value of a control is on its way to Python. */
  give(/** @type {string} */ name) {
    const [given, value] = [this.given.get(name) ?? [], this.value(name)];
    if (!given.length || !same(given.at(-1), value)) this.given.set(name, [...given, value]);
  }

  /** A value is live no more: Python has it, or it is given up. */
  end(/** @type {string} */ name) {
    this.live.delete(name);
    this.given.delete(name);
  }

  /** Whether what Python has is what the reader gave before moving on; such an echo of the past takes nothing back. */
  echoes(/** @type {string} */ name, /** @type {any} */ committed) {
    const given = this.given.get(name) ?? [];
    const at = given.findIndex((value) => same(value, committed));
    if (at >= 0) this.given.set(name, given.slice(at + 1));
    return at >= 0;
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
      const anew = !same(before[name], committed[name]) && !this.echoes(name, committed[name]);
      const known = same(value, committed[name]) || anew || now - since > LINGER;
      if (known || !(name in committed)) this.end(name);
    }
    return [...this.live].some(([name, { value }]) => !same(value, committed[name]));
  }
}

/**
 * Frames that this page has seen or fetched ahead, by the state that they show: bounded in bytes, oldest use goes first.
 *
 * A frame is a pure function of its lesson and its values, but for the signs of eigenvectors and the like, which follow
 * the hand while it moves something (explorer/ahead.py): `signs` names them, `carried` says that they are of one gesture.
 *
 * @typedef {{frame: any, signs: number, gesture: number, bytes: number}} Entry `gesture`: the only one that it is good for;
 *   0: any that shows the same directions
 */

const ROOM = 24 * 2 ** 20; // bytes, as they came over the wire, for all lessons of this page together
const LONGEST = 4000; // characters of a state: one with a reader's data in it is not kept
const OVER = 600; // bytes that an entry takes beside its frame

export class Known {
  constructor(room = ROOM) {
    this.room = room;
    this.bytes = 0;
    /** @type {Map<string, Entry>} */ this.entries = new Map();
  }

  /** What is known of a state. */
  get(/** @type {string} */ key) {
    const entry = this.entries.get(key);
    if (!entry) return null;
    this.entries.delete(key);
    this.entries.set(key, entry);
    return entry;
  }

  has(/** @type {string} */ key) {
    return this.entries.has(key);
  }

  add(/** @type {string} */ key, frame, /** @type {number} */ length, signs = 0, gesture = 0) {
    if (key.length > LONGEST) return;
    this.drop(key);
    const bytes = length + key.length + OVER;
    this.entries.set(key, { frame, signs, gesture, bytes });
    this.bytes += bytes;
    for (const oldest of this.entries.keys()) {
      if (this.bytes <= this.room) break;
      this.drop(oldest);
    }
  }

  drop(/** @type {string} */ key) {
    this.bytes -= this.entries.get(key)?.bytes ?? 0;
    this.entries.delete(key);
  }

  clear() {
    this.entries.clear();
    this.bytes = 0;
  }
}

/** The frames of all figures of this page. */
export const known = new Known();

const part = (/** @type {string} */ name, value) => `${name}=${JSON.stringify(value)}&`;
const parts = (/** @type {string[]} */ names, values) => names.map((name) => part(name, values[name])).join("");

/** The key of a state. @param {string} about the lesson, and how it is drawn @param {Record<string, any>} values */
export function keyOf(about, values) {
  return about + parts(Object.keys(values).sort(), values);
}

/** The keys of the states that differ in one control's value alone. @returns {(value: any) => string} */
export function keysAlong(/** @type {string} */ about, /** @type {Record<string, any>} */ values, /** @type {string} */ name) {
  const names = Object.keys(values).sort();
  const at = names.indexOf(name);
  const [before, after] = [about + parts(names.slice(0, at), values), parts(names.slice(at + 1), values)];
  return (value) => before + part(name, value) + after;
}

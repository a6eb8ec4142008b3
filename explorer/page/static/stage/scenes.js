/**
 * The scenes of a lecture, fetched when it opens and kept: in the hall the network may go at any time. What is missing
 * is asked for again until it is there; only what the server refuses (a lesson that is no more) is an error.
 */

import { askState, Refused } from "./view.js";

/** @typedef {import("./view.js").State} State @typedef {import("./view.js").Places} Places */

const [FIRST, LAST] = [400, 5000]; // ms before a scene is asked for again: at first, and at most

export class Scenes {
  /** @param {Places} places @param {(missing: boolean) => void} told hears whether the server is out of reach */
  constructor(places, told) {
    this.places = places;
    this.told = told;
    /** @type {Map<string, Promise<State>>} by lesson and query */ this.asked = new Map();
    /** @type {Map<string, State>} */ this.there = new Map();
    /** @type {Set<() => void>} who waits to ask again */ this.sleepers = new Set();
    this.turn = 0;
    addEventListener("online", () => this.wake());
  }

  /** @param {{lesson: string, query: string}} scene @returns {string} */
  key({ lesson, query }) {
    return `${lesson}?${query}`;
  }

  /** Whether a scene is here, so that it can be shown at once. */
  has(scene) {
    return this.there.has(this.key(scene));
  }

  /** A scene's lesson and first frame, however long it takes. @returns {Promise<State>} rejected only if it cannot be */
  get(scene) {
    const key = this.key(scene);
    let found = this.asked.get(key);
    if (!found) {
      this.asked.set(key, (found = this.fetch(scene)));
      found.catch(() => this.asked.delete(key)); // another visit asks anew
    }
    return found;
  }

  async fetch(scene) {
    for (let tries = 0; ; tries += 1) {
      try {
        const state = await askState(this.places, scene.lesson, scene.query);
        this.there.set(this.key(scene), state);
        this.told(false);
        return state;
      } catch (error) {
        if (error instanceof Refused) throw error;
        this.told(true);
        await this.sleep(Math.min(LAST, FIRST * 1.6 ** tries));
      }
    }
  }

  /** Until it is time to ask again, or the network is back. @returns {Promise<void>} */
  sleep(/** @type {number} */ pause) {
    return new Promise((done) => {
      const rise = () => {
        clearTimeout(timer);
        this.sleepers.delete(rise);
        done();
      };
      const timer = setTimeout(rise, pause);
      this.sleepers.add(rise);
    });
  }

  wake() {
    for (const rise of [...this.sleepers]) rise();
  }

  /** Fetch all of these, one after the other, so that a lecture that opens is no burden; what is no longer in it goes. */
  async gather(/** @type {{lesson: string, query: string}[]} */ scenes) {
    const turn = ++this.turn;
    const keys = new Set(scenes.map((scene) => this.key(scene)));
    for (const key of [...this.asked.keys()]) {
      if (keys.has(key)) continue;
      this.asked.delete(key);
      this.there.delete(key);
    }
    for (const scene of scenes) {
      if (turn !== this.turn) return;
      await this.get(scene).catch(() => {}); // whoever shows it says why it cannot be
    }
  }
}

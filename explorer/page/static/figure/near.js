/**
 * What of the frames that are known may be shown now: the one that is wanted, or the nearest to it along the slider in the
 * hand, while the server is far away; and a mark over the figure when it has to do for longer.
 */

import { gridOf } from "./ahead.js";
import { keyOf, keysAlong, known } from "./known.js";
import { h, write } from "../common/dom.js";
import { same } from "../common/arrays.js";

/** @typedef {import("./store.js").Store} Store */

const STEPS = 400; // values on either side among which the nearest is looked for
const SOON = 200; // ms for which a picture may be behind the hand before it is marked
const LOOK = 60; // ms between two looks at whether it still is

export class Near {
  constructor(/** @type {Store} */ store) {
    this.store = store;
  }

  /** What frames are of, beside the values. */
  about(/** @type {boolean} */ draft) {
    const { slug, narrow, pin } = this.store;
    return `${slug}:${Number(narrow)}:${Number(draft)}:${pin || ""}:`;
  }

  key(/** @type {Record<string, any>} */ values, /** @type {boolean} */ draft) {
    return keyOf(this.about(draft), values);
  }

  /** Keep what an answer brought. */
  learn(/** @type {string} */ key, answer, /** @type {number} */ gesture) {
    known.add(key, answer.frame, answer.bytes, answer.signs ?? 0, answer.carried ? gesture : 0);
  }

  /** The directions of a whole frame by number, if they are known. */
  signs(/** @type {Record<string, any>} */ params) {
    return known.get(this.key(params, false))?.signs ?? null;
  }

  /** A known frame, if it may follow the one that is shown: none of its directions jumps to its other side. */
  usable(/** @type {string} */ key) {
    const entry = known.get(key);
    if (!entry) return null;
    const { store } = this;
    const gesture = store.held.size ? store.gesture : 0;
    const fits = entry.gesture ? entry.gesture === gesture : !gesture || !entry.signs || entry.signs === store.signs;
    return fits ? entry : null;
  }

  find(values = this.store.values()) {
    return this.usable(this.key(values, this.store.draft));
  }

  /** The slider in the hand, where on it the wanted value is, and how far from that a frame is; null: not on it. */
  along() {
    const { store } = this;
    const name = store.ahead.name;
    const grid = gridOf(name === null ? null : store.control(name));
    if (!name || !grid) return null;
    const values = store.values();
    const at = Math.round(grid.of(Number(values[name])));
    const distance = (frame) => {
      const others = frame && Object.keys(values).every((each) => each === name || same(values[each], frame.params[each]));
      return others ? Math.abs(grid.of(Number(frame.params[name])) - at) : Infinity;
    };
    return { name, grid, values, at, distance };
  }

  /** The known frame that is nearest to what is wanted, if it is nearer than the one that is shown. */
  nearest() {
    const found = this.along();
    if (!found) return null;
    const { name, grid, values, at, distance } = found;
    const key = keysAlong(this.about(this.store.draft), values, name);
    const reach = Math.min(STEPS, Math.ceil(distance(this.store.frame)) - 1);
    for (let d = 0; d <= reach; d++) {
      for (const i of d ? [at - d, at + d] : [at]) {
        const entry = i >= 0 && i < grid.count ? this.usable(key(grid.at(i))) : null;
        if (entry) return entry;
      }
    }
    return null;
  }

  /** Whether a frame is nearer to what is wanted than the one that is shown; so is any if there is no telling. */
  closer(frame) {
    const found = this.along();
    const shown = found?.distance(this.store.frame) ?? Infinity;
    return shown === Infinity || /** @type {any} */ (found).distance(frame) < shown;
  }
}

/** Says over the figure of which value the picture is, when that has not been the wanted one for a while. */
export class NearMark {
  constructor(/** @type {HTMLElement} */ stage, /** @type {Store} */ store) {
    this.store = store;
    this.node = h("div", { class: "scope-behind", "data-testid": "near-mark", hidden: true });
    stage.append(this.node);
    this.timer = 0;
  }

  update() {
    const { store, node } = this;
    clearTimeout(this.timer);
    const late = store.unmet ? performance.now() - store.unmet : 0;
    // Where the server computes for long, the bar of that run speaks.
    node.hidden = !(late > SOON) || store.share !== null || !store.wire?.far;
    if (!node.hidden) write(node, this.words());
    if (late) this.timer = setTimeout(() => this.update(), LOOK);
  }

  words() {
    const { store } = this;
    const control = store.ahead.name ? store.control(store.ahead.name) : null;
    const value = control && store.frame?.params[control.name];
    return typeof value === "number" ? `Shown: ${control.label} ${String(Number(value.toPrecision(6))).replace("-", "−")}` : "Following…";
  }

  remove() {
    clearTimeout(this.timer);
    this.node.remove();
  }
}

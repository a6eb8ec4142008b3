/** The sweep of a scene: one number moves from here to there in some seconds, eased, with live frames. */

/** @typedef {import("../figure/store.js").Store} Store @typedef {import("../figure/store.js").Control} Control */
/** @typedef {{name: string, from: number, to: number, seconds: number}} Told */

/** Smoothstep: how far the way is gone after a share of the time; slow at both ends. */
export const eased = (/** @type {number} */ time) => time * time * (3 - 2 * time);

/** The share of the time after which a share of the way is gone: the inverse of `eased`, in closed form. */
export const uneased = (/** @type {number} */ way) => 0.5 - Math.sin(Math.asin(1 - 2 * Math.min(1, Math.max(0, way))) / 3);

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

export class Sweep {
  /** @param {Store} store @param {Control} control @param {Told} told @param {() => void} changed it plays, or not any more */
  constructor(store, control, told, changed) {
    Object.assign(this, { store, control, changed });
    /** The way as the scene tells it, and the way that is gone now. */
    this.whole = this.told = told;
    /** @type {number|undefined} since when the clock stands */ this.rest = undefined;
    this.playing = false;
    this.tick = this.tick.bind(this);
  }

  get value() {
    return Number(this.store.value(this.control.name));
  }

  /** A logarithmic slider is swept evenly over its decades. */
  at(/** @type {number} */ way) {
    const { from, to } = this.told;
    return this.control.values ? from * (to / from) ** way : from + (to - from) * way;
  }

  /** How much of the way lies behind a value. */
  behind(/** @type {number} */ value) {
    const { from, to } = this.told;
    return this.control.values ? Math.log(value / from) / Math.log(to / from) : (value - from) / (to - from);
  }

  /** The nearest value that the control has. */
  snap(/** @type {number} */ value) {
    const { values, low, high, step } = this.control;
    if (values) return values.reduce((best, each) => (Math.abs(Math.log(each / value)) < Math.abs(Math.log(best / value)) ? each : best));
    return Number(Math.min(high, Math.max(low, low + Math.round((value - low) / step) * step)).toPrecision(12));
  }

  /** Go on from where the number is now, also where a hand has put it off the way; from the end, begin again. */
  play() {
    const { from, to, seconds } = this.whole;
    this.told = this.whole;
    const behind = this.behind(this.value);
    const done = Math.abs(behind - 1) < 1e-6 || !Number.isFinite(behind);
    if (calm()) {
      this.push(to);
      this.finish();
      return;
    }
    this.offset = 0;
    if (!done && (behind < 0 || behind > 1)) {
      // From outside the way: to its end, as fast as the sweep is.
      this.told = { ...this.whole, from: this.value, seconds: Math.max(1, seconds * Math.abs(1 - behind)) };
    } else if (!done) this.offset = uneased(behind);
    this.since = performance.now();
    this.rest = undefined;
    this.playing = true;
    this.store.held.add(this.control.name);
    if (done) this.push(from);
    requestAnimationFrame(this.tick);
    this.changed();
  }

  push(/** @type {number} */ value) {
    const snapped = this.snap(value);
    if (snapped === this.value) return;
    this.pushing = true;
    this.store.push({ [this.control.name]: snapped });
    this.pushing = false;
  }

  /** Where the clock says that it is now; a slow server skips values and keeps the time. */
  tick(/** @type {number} */ now) {
    if (!this.playing) return;
    // Out of the server's reach no frame follows: the clock stands, and goes on from here when the server is back.
    if (!this.store.wire?.open) this.rest ??= now;
    else if (this.rest !== undefined) {
      this.since += now - this.rest;
      this.rest = undefined;
    }
    if (this.rest !== undefined) {
      requestAnimationFrame(this.tick);
      return;
    }
    const time = Math.min(1, this.offset + Math.max(0, now - this.since) / (1000 * this.told.seconds));
    const value = this.snap(this.at(eased(time)));
    if (time === 1 || this.store.ready(this.control.name, value)) this.push(value);
    if (time === 1) this.pause();
    else requestAnimationFrame(this.tick);
  }

  pause() {
    if (!this.playing) return;
    this.stop();
    this.finish();
    this.changed();
  }

  /** A hand takes over: the clock stops, and the number is the hand's. */
  stop() {
    if (this.playing) this.store.held.delete(this.control.name);
    this.playing = false;
  }

  finish() {
    this.store.held.delete(this.control.name);
    this.store.whenStill(() => this.store.commit());
  }
}

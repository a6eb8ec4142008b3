/**
 * The reader's own view of a figure: ranges of axes and cameras of spaces that are not the lesson's.
 *
 * They are kept here, and put over each frame that is drawn, as long as what is looked at stays the same (`uirevision`).
 * Plotly would keep them by itself only where its own drags made them, and a drag on a plane makes none (gestures.js).
 */

import { same } from "../common/arrays.js";
import { axisOf } from "./pixels.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */

const PLANE = /^[xy]axis\d*$/;
const NEAREST = 1e-4; // of the lesson's own span, the least that a zoom shows
const FARTHEST = 20; // and the most
const STEEPEST = 1.5; // radians above the floor: straight from above a turn would mean nothing

/** The range of an axis that is `factor` times as wide, with the share `at` of it where it was. */
export function widened([low, high], /** @type {number} */ factor, at = 0.5) {
  const still = low + at * (high - low);
  return [still + (low - still) * factor, still + (high - still) * factor];
}

/** A camera's eye turned about what it looks at, and moved to `factor` times the distance. */
export function turned(camera, across, upward, factor = 1) {
  const centre = { x: 0, y: 0, z: 0, ...camera.center };
  const [x, y, z] = ["x", "y", "z"].map((name) => camera.eye[name] - centre[name]);
  const far = Math.hypot(x, y, z) * factor;
  const round = Math.atan2(y, x) + across;
  const above = Math.max(-STEEPEST, Math.min(STEEPEST, Math.atan2(z, Math.hypot(x, y)) + upward));
  const flat = far * Math.cos(above);
  const eye = { x: centre.x + flat * Math.cos(round), y: centre.y + flat * Math.sin(round), z: centre.z + far * Math.sin(above) };
  return { ...camera, eye };
}

export class Outlook {
  /** @param {Drawing} drawing */
  constructor(drawing) {
    this.drawing = drawing;
    /** @type {Map<string, any>} ranges and cameras by their key in the layout */ this.own = new Map();
    /** What they belong to. */ this.revision = "";
    /** @type {Set<() => void>} called when the view is the lesson's again, or no longer */ this.listeners = new Set();
    this.waiting = false;
  }

  /** Put the reader's view into a resolved layout, in place; it is gone where something else is looked at. */
  over(layout) {
    if (layout.uirevision !== this.revision) this.forget();
    this.revision = layout.uirevision;
    for (const [key, kept] of this.own) {
      if (!layout[key]) continue;
      if (PLANE.test(key)) layout[key] = { ...layout[key], range: [...kept], autorange: false };
      else layout[key] = { ...layout[key], camera: kept };
    }
  }

  forget(/** @type {RegExp|null} */ kind = null) {
    if (!this.own.size) return;
    for (const key of [...this.own.keys()]) if (!kind || kind.test(key)) this.own.delete(key);
    this.tell();
  }

  tell() {
    for (const listener of this.listeners) listener();
  }

  // --- what is where ------------------------------------------------------------------------------------------------

  range(/** @type {string} */ key) {
    return this.own.get(key) ?? [...this.drawing.gd._fullLayout[key].range];
  }

  camera(/** @type {string} */ scene) {
    return this.own.get(scene) ?? this.drawing.gd._fullLayout[scene]._scene?.getCamera() ?? this.drawing.fitted[scene].camera;
  }

  /** The keys of the two axes of the plane under a point. @returns {string[]} none beside the planes */
  planeAt(x, y) {
    const plane = this.drawing.planeAt(x, y);
    return plane ? [plane.xaxis, plane.yaxis].map((name) => `${name[0]}axis${name.slice(1)}`) : [];
  }

  /** The key of the space under a point; "" where there is none. */
  sceneAt(x, y) {
    const full = this.drawing.gd._fullLayout || {};
    const { _size: size } = full;
    for (const [key, scene] of Object.entries(full)) {
      if (!/^scene\d*$/.test(key) || !scene.domain) continue;
      const [u, v] = [(x - size.l) / size.w, 1 - (y - size.t) / size.h];
      const within = (share, [low, high]) => share >= low && share <= high;
      if (within(u, scene.domain.x) && within(v, scene.domain.y)) return key;
    }
    return "";
  }

  /** Whether the plane under a point is not as the lesson shows it. */
  movedAt(x, y) {
    return this.planeAt(x, y).some((key) => this.own.has(key));
  }

  // --- what the reader asks for -------------------------------------------------------------------------------------

  /** Show `factor` times as much of what is under a point, which stays where it is. */
  zoom(factor, x, y) {
    const keys = this.planeAt(x, y);
    const scene = keys.length ? "" : this.sceneAt(x, y);
    for (const key of keys) {
      const { _offset, _length } = axisOf(this.drawing.gd, key.replace("axis", ""));
      const share = key[0] === "x" ? (x - _offset) / _length : 1 - (y - _offset) / _length;
      this.widen(key, factor, share);
    }
    if (scene) this.keep(scene, turned(this.camera(scene), 0, 0, factor));
  }

  /** The same for all panels, about their middles. */
  zoomAll(factor) {
    for (const key of Object.keys(this.drawing.gd._fullLayout)) {
      if (PLANE.test(key)) this.widen(key, factor);
      else if (/^scene\d*$/.test(key)) this.keep(key, turned(this.camera(key), 0, 0, factor));
    }
  }

  widen(key, factor, share = 0.5) {
    const lessons = this.drawing.frame.figure.layout[key]?.range;
    const range = widened(this.range(key), factor, share);
    const part = lessons ? (range[1] - range[0]) / (lessons[1] - lessons[0]) : 1;
    if (part > NEAREST && part < FARTHEST) this.keep(key, range);
  }

  /** Move the plane under a point by so many pixels; a space is turned. */
  shift(dx, dy, x, y) {
    const keys = this.planeAt(x, y);
    for (const key of keys) {
      const { _length } = axisOf(this.drawing.gd, key.replace("axis", ""));
      const [low, high] = this.range(key);
      const by = (key[0] === "x" ? -dx : dy) * ((high - low) / _length);
      this.keep(key, [low + by, high + by]);
    }
    const scene = keys.length ? "" : this.sceneAt(x, y);
    if (scene) this.turn(scene, dx, dy);
  }

  /** Turn a space as a hand does that moves by so many pixels. */
  turn(/** @type {string} */ scene, dx, dy) {
    const radian = 110; // pixels
    this.keep(scene, turned(this.camera(scene), -dx / radian, dy / radian));
  }

  keep(key, value) {
    const first = !this.own.size;
    this.own.set(key, value);
    if (first) this.tell();
    if (this.waiting) return;
    this.waiting = true; // once a frame of the screen, whatever the number of events
    requestAnimationFrame(() => {
      this.waiting = false;
      this.show();
    });
  }

  show() {
    if (!this.drawing.ready || !this.own.size) return;
    const change = {};
    for (const [key, kept] of this.own) {
      if (PLANE.test(key)) change[`${key}.range`] = [...kept];
      else change[`${key}.camera`] = kept;
    }
    this.drawing.Plotly.relayout(this.drawing.gd, change);
  }

  /** A mouse turned a space: from now on that is the view, unless it is the lesson's own that came back. */
  heard(change) {
    for (const [key, value] of Object.entries(change || {})) {
      const scene = /^(scene\d*)\.camera$/.exec(key)?.[1];
      if (!scene || !value?.eye || same({ ...value.eye }, this.drawing.fitted[scene]?.camera?.eye)) continue;
      this.own.set(scene, value);
      this.tell();
    }
  }
}

/** Draws frames into one Plotly element: by the fast lane while something moves, by Plotly otherwise. */

import { numbers } from "../common/arrays.js";
import { alone } from "./alone.js";
import { paint } from "./fastlane.js";
import { cleared } from "./fields.js";
import { fit } from "./fit.js";
import { Outlook } from "./outlook.js";
import { axisOf } from "./pixels.js";
import { resolve } from "../common/looks.js";
import { camerasOf } from "./camera.js";

/** @type {Promise<any>|null} */
let library = null;

/** plotly.js from an address, once a page. A classic script: it is too large to be worth a module of its own. */
export function loadPlotly(address) {
  if (/** @type {any} */ (window).Plotly) return Promise.resolve(/** @type {any} */ (window).Plotly);
  library ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = address;
    script.async = true;
    script.onload = () => done(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      library = null;
      script.remove();
      fail(new Error("plotly.js did not load"));
    };
    document.head.append(script);
  });
  return library;
}

const AXIS = /^[xy]axis\d*$/;
const SPACE = /^scene\d*$/;
const REST = 250; // ms without a turn after which the camera is news
const SCALE = ["range", "tickvals", "ticktext", "tick0", "dtick"]; // what of an axis rests while a handle is held

/** Whether a part of the layout rests while a handle is held. */
const rests = (key, part) => key === "uirevision" || (AXIS.test(key) && SCALE.includes(part));

/**
 * Plotly's settings. They stay as they are for one element: other settings would make Plotly begin anew. Its own bar of
 * buttons is off: the element is an image to a screen reader, and an image holds no buttons; ours are in the toolbar.
 * What a double click does is ours as well: it resets the view, or adds a point (handles.js).
 */
const SETTINGS = { displayModeBar: false, showTips: false, doubleClick: false, scrollZoom: false };

export class Drawing {
  /**
   * @param {HTMLElement} gd the element that Plotly draws in
   * @param {any} Plotly
   */
  constructor(gd, Plotly) {
    this.gd = /** @type {any} */ (gd);
    this.Plotly = Plotly;
    this.cache = {};
    this.revision = 0;
    this.visit = 0;
    /** Whether the figure has a window of its own and uses all of it. */ this.hall = false;
    /** The number of the panel that is drawn alone; -1: all are. */
    this.alone = -1;
    /** The picture is ahead of Plotly's own data. */
    this.ahead = false;
    /** @type {any} */ this.frame = null;
    /** @type {any} */ this.look = null;
    /** @type {any} */ this.template = null;
    /** @type {any} the layout as it was fitted to the element last */ this.fitted = {};
    /** @type {import("./titles.js").Title[]} the titles of panels, as they were fitted */ this.titles = [];
    this.drawing = false;
    this.ready = false;
    /** @type {Record<string, any>|null} the axes at the time when a handle was taken; they rest until it is let go */
    this.resting = null;
    this.outlook = new Outlook(this);
    /** @type {((cameras: string) => boolean)|null} hears where the reader looks from at the end of a turn ("": as it
     * opened); says whether that is news */
    this.onTurn = null;
    /** @type {(() => string)|null} says from where the state looks by now */ this.wanted = null;
    /** The cameras of the state that is drawn, and those that were reported and are on their way back. */
    this.cameras = { drawn: "", told: "" };
    this.turning = 0;
    /** @type {Set<() => void>} called when the picture or its axes have changed */
    this.moved = new Set();
  }

  /** Draw a frame with Plotly. */
  draw(frame) {
    this.frame = frame;
    if (!this.look) return;
    const figure = resolve(alone(this.placed(frame.figure), this.alone), this.look);
    if (this.resting) this.rest(figure.layout);
    // The fast lane has moved the picture without Plotly's knowledge: a new revision makes it draw all data again.
    const { clientWidth: width, clientHeight: height } = this.gd;
    this.titles = fit(figure, this.template, width, height, this.hall);
    this.fitted = figure.layout;
    const layout = { ...figure.layout, template: this.template, datarevision: ++this.revision, width, height };
    // A reader's zoom outlives new frames, but not a visit to another scene of the lecture.
    if (this.visit) layout.uirevision = `${layout.uirevision}:${this.visit}`;
    layout.dragmode = false; // a drag that misses its handle leaves the plane as it is (gestures.js)
    for (const key of Object.keys(layout)) if (SPACE.test(key)) layout[key] = { ...layout[key], dragmode: "turntable" };
    this.see(frame.params?.camera);
    this.outlook.over(layout);
    this.forget();
    this.enlarge();
    this.drawing = true;
    this.cache = {};
    cleared(this.gd);
    try {
      const done = this.Plotly.react(this.gd, figure.data, layout, SETTINGS);
      done.catch((error) => console.warn("Mathscope: the figure was not drawn.", error));
    } finally {
      this.drawing = false;
    }
    this.ahead = false;
    if (!this.ready) this.listen();
    this.tell();
  }

  /** Another state's cameras take the place of the reader's own, which are the state's once they have come back. */
  see(/** @type {string|undefined} */ camera) {
    if (camera === undefined) return;
    const { drawn, told } = this.cameras;
    const overtaken = Boolean(told && this.wanted && this.wanted() !== told); // by Undo, Reset or another state
    if (told && !overtaken && camera !== told) return;
    if (overtaken || (!told && camera !== drawn)) this.outlook.forget(SPACE);
    this.cameras = { drawn: camera, told: "" };
  }

  /** A space was turned; when it rests, that is news. */
  turned() {
    clearTimeout(this.turning);
    this.turning = setTimeout(() => {
      if (!this.ready || this.gd._dragging || this.alone >= 0) return; // the state has the cameras of all spaces
      const cameras = camerasOf(this.gd._fullLayout, this.fitted);
      if (this.onTurn?.(cameras)) this.cameras.told = cameras;
    }, REST);
  }

  /** Axes of equal scale keep the range that they first had and stretch to it after a new one; Plotly's own relayout
   * forgets it in the same way, `react` does not. */
  forget() {
    for (const [key, axis] of Object.entries(this.gd._fullLayout || {})) {
      if (AXIS.test(key)) /** @type {any} */ (axis)._inputRange = null;
    }
  }

  /** Texts and dots in space that are new in a later frame would be half as large: plotly.js makes their shapes for one
   * pixel a pixel at first, and for its sharper canvas afterwards. */
  enlarge() {
    for (const [key, value] of Object.entries(this.gd._fullLayout || {})) {
      if (!SPACE.test(key)) continue;
      const traces = Object.values(/** @type {any} */ (value)._scene?.traces || {});
      for (const { textMarkers, scatterPlot } of /** @type {any[]} */ (traces)) {
        if (textMarkers) textMarkers.pixelRatio = 1;
        if (scatterPlot) scatterPlot.pixelRatio = 1;
      }
    }
  }

  /**
   * Draw what changed in the frame that is shown.
   * @param {any} frame the whole new frame
   * @param {import("../common/arrays.js").Patch} changes within the frame; null if unknown
   */
  update(frame, changes) {
    // A frame with a part more or less, as the stale one that stood in for this has, differs as a whole.
    if (changes?.some(([path]) => !path.length)) changes = null;
    let inFigure = changes && changes.filter(([path]) => path[0] === "figure").map(([path, value]) => [path.slice(1), value]);
    if (inFigure && this.resting) inFigure = inFigure.filter(([path]) => !(path[0] === "layout" && rests(path[1], path[2])));
    if (this.gd._dragging) {
      // The reader is zooming: Plotly has moved the layers meanwhile, so the picture waits until the hand is off.
      this.frame = frame;
      this.ahead = true;
      return;
    }
    // The fast lane writes into the picture of all panels.
    if (!this.ready || !inFigure || (this.alone >= 0 && inFigure.length)) this.draw(frame);
    else if (inFigure.length === 0) this.frame = frame;
    else if (paint(this.gd, this.placed(frame.figure), inFigure, this)) {
      this.frame = frame;
      this.ahead = true;
    } else this.draw(frame);
    this.tell();
  }

  /** A handle is taken: under it the axes must not move, or it would run away from the hand that holds it. */
  freeze() {
    const layout = this.frame?.figure.layout || {};
    const kept = Object.entries(layout).filter(([key]) => AXIS.test(key) || key === "uirevision");
    this.resting = structuredClone(Object.fromEntries(kept)); // patches change the frame in place
  }

  /** The handle is let go: the axes may follow now. */
  thaw() {
    const before = this.resting;
    this.resting = null;
    const after = this.frame?.figure.layout || {};
    if (before && Object.keys(before).some((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))) this.draw(this.frame);
  }

  /** Put the resting axes into a resolved layout, in place; an axis that became another kind of axis is left alone. */
  rest(layout) {
    for (const [key, kept] of Object.entries(this.resting || {})) {
      if (key === "uirevision") layout[key] = kept;
      else if (layout[key] && layout[key].type === kept.type) for (const part of SCALE) layout[key][part] = kept[part] instanceof Array ? [...kept[part]] : kept[part];
    }
  }

  /**
   * The figure with its texts where they belong in axes that rest; the frame has them placed for its own axes. A text in
   * a corner stays in the corner, a name keeps its distance on the screen from what it names (viz/labels.py).
   */
  placed(figure) {
    const resting = this.resting;
    if (!resting || !figure.data.some((trace) => trace.meta)) return figure;
    const moved = (trace, letter) => {
      const key = (trace[`${letter}axis`] || letter).replace(letter, `${letter}axis`);
      const [own, kept] = [figure.layout[key]?.range, resting[key]?.range];
      if (!own || !kept) return trace[letter];
      const wider = (kept[1] - kept[0]) / (own[1] - own[0]);
      const at = "xy".indexOf(letter);
      const spot = trace.meta.of?.[at];
      const [from, to] = spot === undefined ? [own[0], kept[0]] : [spot, spot];
      const [middle, half] = [(kept[0] + kept[1]) / 2, (kept[1] - kept[0]) / 2];
      // What is named is to be seen; then its name is, too.
      const reach = spot >= kept[0] && spot <= kept[1] ? trace.meta.edge[at] * half : Infinity;
      const place = (value) => middle + Math.max(-reach, Math.min(reach, to + (value - from) * wider - middle));
      return Array.from(numbers(trace[letter]), (value) => (value === null ? null : place(value)));
    };
    const data = figure.data.map((trace) => (trace.meta ? { ...trace, x: moved(trace, "x"), y: moved(trace, "y") } : trace));
    return { ...figure, data };
  }

  /** The axes and cameras that the lesson opens with. */
  resetView() {
    if (!this.ready || !this.frame) return;
    this.outlook.forget();
    const layout = this.frame.figure.layout;
    const opened = Boolean(this.onTurn?.("")); // then the next frame brings the cameras
    this.cameras.told = "";
    const change = {};
    for (const [key, value] of Object.entries(layout)) {
      if (AXIS.test(key)) Object.assign(change, value.range ? { [`${key}.range`]: [...value.range] } : { [`${key}.autorange`]: true });
      if (!opened && SPACE.test(key)) change[`${key}.camera`] = this.fitted[key]?.camera ?? value.camera;
    }
    this.Plotly.relayout(this.gd, change);
    clearTimeout(this.turning);
  }

  /** One panel alone, by its number, or all (-1); `now`: of the frame that is shown. */
  setAlone(/** @type {number} */ at, now = true) {
    if (this.alone === at) return;
    this.alone = at;
    if (now && this.frame) this.draw(this.frame);
  }

  /** Let Plotly draw what the fast lane has drawn, so that the figure is its own again. */
  settle() {
    if (this.ahead && this.frame && !this.gd._dragging) this.draw(this.frame);
  }

  /** The element has another size. */
  resize() {
    const full = this.gd._fullLayout;
    const { clientWidth: width, clientHeight: height } = this.gd;
    if (this.ready && this.frame && width && height && (full.width !== width || full.height !== height)) this.draw(this.frame);
  }

  setLook(look, template) {
    if (this.look === look) return;
    this.look = look;
    this.template = template;
    if (this.frame) this.draw(this.frame);
  }

  listen() {
    this.ready = true;
    const gd = this.gd;
    gd.on("plotly_afterplot", () => {
      if (this.drawing) return;
      this.cache = {};
      // A zoom made Plotly draw again, from the data that it knows; they are behind what was on the screen.
      if (this.ahead && !gd._dragging) queueMicrotask(() => this.settle());
      this.tell();
    });
    gd.on("plotly_relayouting", () => this.tell());
    gd.on("plotly_relayout", (change) => {
      this.outlook.heard(change);
      if (this.ahead && !this.drawing) queueMicrotask(() => this.settle());
      this.tell();
      if (Object.keys(change).some((key) => /^scene\d*\.camera/.test(key))) this.turned();
    });
  }

  tell() {
    for (const listener of this.moved) listener();
  }

  /** Pixels within the element for a point of the data, and those of the plane that are nearest; null if the axes are not there. */
  place(xaxis, yaxis, x, y) {
    if (!this.ready) return null;
    const [a, b] = [axisOf(this.gd, xaxis), axisOf(this.gd, yaxis)];
    if (!a || !b) return null;
    const [px, py] = [a.c2p(x, true), b.c2p(y, true)];
    const inside = px >= -2 && px <= a._length + 2 && py >= -2 && py <= b._length + 2;
    const edge = (axis, at) => axis._offset + Math.min(axis._length, Math.max(0, at));
    const nearest = { x: edge(a, px), y: edge(b, py) };
    return { x: a._offset + px, y: b._offset + py, nearest, inside: inside && Number.isFinite(px) && Number.isFinite(py) };
  }

  /** The point of the data under pixels within the element. */
  unplace(xaxis, yaxis, px, py) {
    const [a, b] = [axisOf(this.gd, xaxis), axisOf(this.gd, yaxis)];
    return { x: a.p2c(px - a._offset), y: b.p2c(py - b._offset) };
  }

  /** The axes under pixels within the element, by Plotly's names. @returns {{xaxis: string, yaxis: string}|null} */
  planeAt(px, py) {
    for (const plot of Object.values(this.gd._fullLayout?._plots || {})) {
      const { xaxis: a, yaxis: b } = /** @type {any} */ (plot);
      const [x, y] = [px - a._offset, py - b._offset];
      if (x >= 0 && x <= a._length && y >= 0 && y <= b._length) return { xaxis: a._id, yaxis: b._id };
    }
    return null;
  }

  /** The axes of a panel by its number: panels follow one another in the order of their traces. */
  planeOf(panel) {
    const seen = [];
    for (const trace of this.frame?.figure.data || []) {
      const name = trace.scene || trace.xaxis || "x";
      if (!seen.some((each) => each.name === name)) seen.push({ name, xaxis: trace.xaxis || "x", yaxis: trace.yaxis || "y", flat: !trace.scene });
    }
    // A ghost or a reordering cannot change the numbers of x, x2, x3, where all panels are planes.
    if (seen.every((each) => each.flat)) {
      const number = panel ? String(panel + 1) : "";
      return { xaxis: `x${number}`, yaxis: `y${number}` };
    }
    return seen[panel]?.flat ? seen[panel] : null;
  }
}

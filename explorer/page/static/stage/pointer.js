/**
 * The pointer: a spot that both windows of a lecture see in the same place of the figure, however large each is. A place
 * is a panel and a share of its width and height; outside of all panels, of the panel that is nearest.
 *
 * @typedef {{panel: string, x: number, y: number}} Spot
 */

import { h } from "../common/dom.js";

/** The panels of a figure in pixels of its element. @returns {{panel: string, left: number, top: number, width: number, height: number}[]} */
function panels(/** @type {any} */ gd) {
  const full = gd?._fullLayout;
  if (!full?._size) return [];
  const { l, t, w, h: high } = full._size;
  const box = (panel, x, y) => ({ panel, left: l + w * x[0], top: t + high * (1 - y[1]), width: w * (x[1] - x[0]), height: high * (y[1] - y[0]) });
  const planes = Object.entries(full._plots || {}).map(([name, { xaxis, yaxis }]) => ({ panel: name, left: xaxis._offset, top: yaxis._offset, width: xaxis._length, height: yaxis._length }));
  const spaces = Object.entries(full).filter(([key, value]) => /^scene\d*$/.test(key) && value.domain);
  return [...planes, ...spaces.map(([name, { domain }]) => box(name, domain.x, domain.y))].filter(({ width, height }) => width > 0 && height > 0);
}

const away = (low, size, at) => Math.max(low - at, 0, at - low - size);

export class Pointer {
  /** @param {import("./view.js").View} view @param {(spot: Spot|null) => void} told hears where it is; null: put away */
  constructor(view, told) {
    this.view = view;
    this.told = told;
    this.on = false;
    /** @type {Spot|null} */ this.spot = null;
    this.dot = h("div", { class: "stage-pointer", "aria-hidden": "true", hidden: true });
    view.layers.append(this.dot);
    view.layers.addEventListener("pointermove", (event) => this.on && this.move(event));
    view.layers.addEventListener("pointerleave", () => this.on && this.put(null, true));
    new ResizeObserver(() => this.place()).observe(view.layers);
  }

  toggle() {
    this.on = !this.on;
    this.view.layers.classList.toggle("stage-pointing", this.on);
    if (!this.on) this.put(null, true);
  }

  /** The panels in pixels of the layers; without a figure the whole place is one panel. */
  boxes() {
    const { layers } = this.view;
    const gd = this.view.layer?.querySelector(".scope-plot");
    const found = panels(gd);
    if (!found.length) return [{ panel: "", left: 0, top: 0, width: layers.clientWidth, height: layers.clientHeight }];
    const [a, b] = [gd.getBoundingClientRect(), layers.getBoundingClientRect()];
    return found.map((box) => ({ ...box, left: box.left + a.left - b.left, top: box.top + a.top - b.top }));
  }

  move(/** @type {PointerEvent} */ event) {
    const edge = this.view.layers.getBoundingClientRect();
    const [x, y] = [event.clientX - edge.left, event.clientY - edge.top];
    const far = (box) => Math.hypot(away(box.left, box.width, x), away(box.top, box.height, y));
    const box = this.boxes().reduce((best, each) => (far(each) < far(best) ? each : best));
    this.put({ panel: box.panel, x: (x - box.left) / box.width, y: (y - box.top) / box.height }, true);
  }

  /** @param {Spot|null} spot @param {boolean} [mine] moved here, so that the others must hear of it */
  put(spot, mine = false) {
    this.spot = spot;
    this.place();
    if (mine) this.told(spot);
  }

  place() {
    const { spot } = this;
    const box = spot && this.boxes().find(({ panel }) => panel === spot.panel);
    this.dot.hidden = !box;
    if (box && spot) this.dot.style.transform = `translate(${box.left + spot.x * box.width}px, ${box.top + spot.y * box.height}px)`;
  }
}

/** Over the lower edge of the figure, while its whole frame takes long: how far it is, and a button that stops it. */

import { attr, h, write } from "../common/dom.js";

/** @typedef {import("./store.js").Store} Store */

export class RunBar {
  /** @param {HTMLElement} place what it lies over; it is there only while something takes long @param {Store} store
   * @param {() => void} left what to do when the button goes that the reader stands on */
  constructor(place, store, left) {
    this.place = place;
    this.store = store;
    this.left = left;
    this.words = h("span", { class: "scope-run-words", "aria-hidden": "true" });
    this.done = h("span", { class: "scope-run-done" });
    this.track = h("span", { class: "scope-run-track", role: "progressbar", "aria-label": "Computing", "aria-valuemin": "0", "aria-valuemax": "100" }, this.done);
    this.button = h("button", { type: "button", class: "scope-button", title: "Stop, and keep the draft", onclick: () => store.stop() }, "Stop");
    this.node = h("div", { class: "scope-run", "data-testid": "live-run" }, this.words, this.track, this.button);
  }

  update() {
    const { share } = this.store;
    if (share === null) {
      if (!this.node.isConnected) return;
      const here = this.node.contains(document.activeElement);
      this.node.remove();
      if (here) this.left();
      return;
    }
    const percent = Math.floor(100 * share);
    write(this.words, percent ? `Computing … ${percent}%` : "Computing …");
    this.done.style.width = `${percent}%`;
    if (percent) attr(this.track, "aria-valuenow", String(percent));
    else this.track.removeAttribute("aria-valuenow");
    if (!this.node.isConnected) this.place.append(this.node);
  }
}

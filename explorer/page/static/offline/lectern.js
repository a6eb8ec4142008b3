/**
 * The lecturer's own window beside a lecture from a file: this scene and the next, the notes, the time. A file has no
 * address that two windows could meet at, so the window is written from here, and its keys turn the pages here.
 */

import { h, write } from "../common/dom.js";
import { listen, sheet } from "../stage/keys.js";
import { Times } from "../stage/times.js";

const HERE = new Set(["f", "?", "o", "m", "v", "l"]); // keys that make sense in front of the audience alone

export class Lectern {
  /** @param {import("./slides.js").Slides} slides */
  constructor(slides) {
    this.slides = slides;
    /** @type {Window|null} */ this.window = null;
    addEventListener("pagehide", () => this.window?.close());
  }

  /** Open the window, or bring it to the front. */
  open() {
    if (this.window && !this.window.closed) return this.window.focus();
    this.window = window.open("", "", "popup,width=960,height=720");
    if (!this.window) return sheet.open("refused", "The lecturer’s window", ["This browser keeps new windows back; allow them for this page, or read the notes with M."]);
    const { document: page } = this.window;
    const { told } = this.slides;
    page.title = `${told.title} · Notes`;
    page.documentElement.lang = "en";
    page.documentElement.dataset.look = "light";
    for (const style of document.querySelectorAll("style")) page.head.append(page.importNode(style, true));
    this.times = new Times(told.link || told.title, told.minutes, () => (this.slides.index + 1) / told.stops.length);
    this.now = h("p", { class: "offline-now" });
    this.next = h("p", { class: "stage-next" });
    this.notes = h("div", { class: "stage-notes", tabindex: 0, role: "region", "aria-label": "Notes" });
    page.body.className = "stage offline-lectern";
    page.body.append(h("header", { class: "stage-head" }, h("h1", {}, told.title), h("div", { class: "stage-times" }, ...this.times.nodes)), this.now, this.next, this.notes);
    listen(() => this.slides.bindings().filter(({ keys }) => !keys.some((key) => HERE.has(key))), page);
    return this.tell();
  }

  /** Another scene, or another moment of it. */
  tell() {
    if (!this.window || this.window.closed) return;
    const { told, index, cover } = this.slides;
    const [stop, next] = [told.stops[index], told.stops[index + 1]];
    const waits = stop.sweep?.start === "click" && !this.slides.begun ? "The next key starts the sweep.\n\n" : "";
    write(this.now, `${stop.name}  ${stop.caption || stop.title}${cover.hidden ? "" : " (the screen is blank)"}`);
    write(this.next, next ? `Next: ${next.caption || next.title}` : "This is the last scene.");
    this.notes.replaceChildren(...(waits + (stop.notes || "No notes for this scene.")).trim().split(/\n\s*\n/).map((text) => h("p", { class: "offline-notes" }, text)));
    this.times.tick();
  }
}

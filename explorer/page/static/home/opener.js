/**
 * A file that was made here opens its state again: drop it on the home page, or choose it. The file is read in the
 * browser and goes nowhere. Every format carries the same mark (explorer/export/origin.py): "mathscope:state:" and the
 * lesson with its query in base64url.
 */

import { h, icon, write } from "../common/dom.js";

const MARK = /mathscope:state:([A-Za-z0-9_-]{1,40000})/;
const LARGEST = 64 * 1024 * 1024; // bytes; a page with an animation in it has a few million

/** The state that a file's bytes carry ("eigenvectors?angle=30"), or null. */
export function stateIn(/** @type {ArrayBuffer} */ bytes) {
  // Latin-1 keeps every byte, so that the mark is found in binary files too.
  const found = MARK.exec(new TextDecoder("latin1").decode(bytes));
  if (!found) return null;
  try {
    const packed = atob(found[1].replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(packed, (letter) => letter.charCodeAt(0)));
  } catch {
    return null;
  }
}

/** The place for a file, and the whole page as one while it is there. */
export class Opener {
  /**
   * @param {() => string[]} slugs the lessons that exist
   * @param {(file: File) => Promise<boolean>} other takes a file that carries no state, if it can read it
   */
  constructor(slugs, other) {
    this.slugs = slugs;
    this.other = other;
    this.input = /** @type {HTMLInputElement} */ (
      h("input", { type: "file", class: "scope-unseen", tabindex: -1, "aria-hidden": "true", accept: ".png,.svg,.pdf,.html,.json,.csv,.py,.rs,.ipynb,.gif,.mp4", onchange: () => this.take(this.input.files) })
    );
    this.said = h("p", { role: "status", "aria-live": "polite", class: "scope-opener-said" });
    this.root = h(
      "div",
      { class: "scope-opener", role: "group", "aria-label": "Open the state of a file" },
      h("button", { type: "button", class: "scope-button", onclick: () => this.input.click() }, icon("open"), "Open a figure"),
      h("span", {}, "or drop a file that was made here: it leads back to its state."),
      this.input,
      this.said,
    );
    this.depth = 0;
    const files = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    this.listeners = {
      dragenter: (event) => files(event) && this.over(1),
      dragleave: (event) => files(event) && this.over(-1),
      dragover: (event) => files(event) && event.preventDefault(),
      drop: (event) => {
        if (!files(event)) return;
        event.preventDefault(); // or the browser would leave for the file
        this.depth = 0;
        this.over(0);
        this.take(event.dataTransfer.files);
      },
    };
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener);
  }

  over(/** @type {number} */ step) {
    this.depth = Math.max(0, this.depth + step);
    this.root.classList.toggle("scope-dropping", this.depth > 0);
  }

  /** Open the first file. @param {FileList|null} files */
  async take(files) {
    const file = files?.[0];
    if (!file) return;
    write(this.said, `Reading ${file.name} …`);
    write(this.said, await this.read(file));
    this.input.value = ""; // the same file may be chosen again
  }

  /** Go to the file's state; what hinders it comes back as one sentence. @param {File} file */
  async read(file) {
    if (file.size > LARGEST) return `${file.name} has ${Math.round(file.size / 1e6)} MB; at most ${Math.round(LARGEST / 1e6)} MB are read.`;
    let state = null;
    try {
      state = stateIn(await file.arrayBuffer());
    } catch {
      return `${file.name} cannot be read.`;
    }
    if (state === null && (await this.other(file))) return "";
    if (state === null) return `${file.name} carries no state; files made in the tab Take away do.`;
    const [slug, ...query] = state.split("?");
    if (!this.slugs().includes(slug)) return `${file.name} shows the lesson “${slug.slice(0, 40)}”, which does not exist here.`;
    location.assign(query.length ? `${slug}?${query.join("?")}` : slug);
    return `Opening ${file.name} …`;
  }

  remove() {
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener);
  }
}

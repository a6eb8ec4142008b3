/** Under the figure: the notice, the state of the live updates, and what one can do with the figure. */

import { h, icon, write } from "../common/dom.js";
import { typeset } from "../common/maths.js";
import { add } from "../lectures/mylecture.js";
import { fileName, stampPng, stampSvg } from "./stamp.js";
import { storeOf } from "./store.js";

/** @typedef {import("./drawing.js").Drawing} Drawing */

const STEP = 1.25; // how much more or less a press of a button shows

export class Toolbar {
  /** @param {HTMLElement} stage what goes full screen @param {Drawing} drawing @param {string} slug
   * @param {boolean} bare only the words, for a page that has buttons of its own */
  constructor(stage, drawing, slug, bare = false) {
    this.drawing = drawing;
    this.slug = slug;
    this.program = "Mathscope";
    this.notice = h("p", { class: "scope-notice" });
    this.status = h("p", { class: "scope-status", role: "status", "aria-live": "polite", tabindex: "-1" });
    const button = (name, label, act, text = "") =>
      h("button", { type: "button", class: "scope-button", "aria-label": label, title: label, onclick: act }, icon(name), text || null);
    this.node = h("div", { class: "scope-bar" }, h("div", { class: "scope-words" }, this.notice, this.status));
    if (bare) return;
    const { outlook } = drawing;
    this.whole = button("reset", "Show the whole figure", () => this.drawing.resetView());
    const looks = () => this.whole.classList.toggle("scope-main", outlook.own.size > 0);
    outlook.listeners.add(looks);
    this.full = button("full", "Full screen", () => this.fill(stage));
    this.full.hidden = !document.fullscreenEnabled;
    const more = h("button", { type: "button", class: "scope-button scope-bar-more", "aria-label": "More to do with the figure", "aria-expanded": "false", onclick: () => {
      more.setAttribute("aria-expanded", String(this.node.classList.toggle("scope-bar-open")));
    } }, "⋯");
    this.node.append(
      more,
      h(
        "div",
        { class: "scope-tools", role: "group", "aria-label": "The figure" },
        button("nearer", "Zoom in (Ctrl and wheel, two fingers)", () => outlook.zoomAll(1 / STEP)),
        button("farther", "Zoom out (Ctrl and wheel, two fingers)", () => outlook.zoomAll(STEP)),
        this.whole,
        button("link", "Copy the link to this figure", () => this.copy()),
        button("add", "Add this state to my lecture", () => this.lecture()),
        this.full,
        button("save", "Download as PNG", () => this.save("png"), "PNG"),
        button("save", "Download as SVG", () => this.save("svg"), "SVG"),
      ),
    );
  }

  /** @param {string} notice of the figure @param {string} trouble of a request or of the connection */
  update(notice, trouble) {
    typeset(this.notice, notice);
    if (!this.flash) write(this.status, trouble);
    this.trouble = trouble;
  }

  /** @param {string} sentence @param {Node|null} more after it, such as a link: then it stays longer */
  say(sentence, more = null) {
    clearTimeout(this.flash);
    write(this.status, sentence);
    if (more) this.status.append(" ", more);
    this.flash = setTimeout(
      () => {
        this.flash = 0;
        write(this.status, this.trouble || "");
      },
      more ? 10_000 : 2500,
    );
  }

  /** The state that is shown becomes the last scene of the reader's lecture. */
  lecture() {
    const link = storeOf(this.slug).frame?.link ?? location.search.slice(1);
    const { number, error } = add(this.slug, document.title.split(" · ")[0], link);
    if (error) this.say(error);
    else this.say(`Added as scene ${number}.`, h("a", { href: "lectures" }, "Open my lecture"));
  }

  async copy() {
    try {
      await navigator.clipboard.writeText(location.href);
      this.say("Link copied.");
    } catch {
      // No clipboard without HTTPS: an old way that still works, from a field that is selected.
      const field = /** @type {HTMLInputElement} */ (h("input", { value: location.href, class: "scope-unseen" }));
      document.body.append(field);
      field.select();
      const done = document.execCommand("copy");
      field.remove();
      this.say(done ? "Link copied." : "Copy the link from the address bar.");
    }
  }

  async fill(stage) {
    try {
      if (document.fullscreenElement) await document.exitFullscreen();
      else await stage.requestFullscreen();
    } catch {
      this.say("This browser refuses full screen here.");
    }
  }

  async save(format) {
    try {
      this.drawing.settle();
      const { gd, Plotly, frame } = this.drawing;
      const { width, height } = gd._fullLayout;
      const address = await Plotly.toImage(gd, { format, width, height, scale: format === "png" ? 2 : 1 });
      const told = {
        slug: this.slug,
        link: frame.link,
        alt: frame.alt,
        title: document.title,
        source: new URL(frame.link ? `?${frame.link}` : "?", location.href).href,
        program: this.program,
      };
      const made = await (await fetch(address)).arrayBuffer();
      const blob = format === "png" ? stampPng(new Uint8Array(made), told) : stampSvg(new TextDecoder().decode(made), told);
      const file = URL.createObjectURL(blob);
      h("a", { href: file, download: fileName(this.slug, frame.link, format) }).click();
      setTimeout(() => URL.revokeObjectURL(file), 10_000);
      this.say(`${format.toUpperCase()} saved.`);
    } catch (error) {
      console.warn("Mathscope:", error);
      this.say("The picture could not be made.");
    }
  }
}

/** The presenter's own window: this scene and the next, the notes, the time. */

import { h, write } from "../common/dom.js";
import { Drawing, loadPlotly } from "../figure/drawing.js";
import { loadLooks } from "../common/looks.js";

const [WIDE, HIGH] = [800, 450]; // pixels that the still is drawn for, before it is made small

const TYPE = [26, 24, 22, 20, 18, 16]; // pixels of the notes: the largest that shows them whole, read from a lectern

const two = (/** @type {number} */ number) => String(Math.floor(number)).padStart(2, "0");

export class Presenter {
  /** @param {import("./lecture.js").Player} player @param {HTMLElement} place */
  constructor(player, place) {
    this.player = player;
    const { view, lecture } = player;
    this.clock = h("output", { class: "stage-clock", "aria-label": "Time of day" });
    this.passed = h("output", { class: "stage-clock", "aria-label": "Time since the start" });
    this.blanked = h("p", { class: "stage-blanked", role: "status" });
    this.sheet = h("div", { style: `width:${WIDE}px;height:${HIGH}px;transform-origin:0 0` });
    this.still = h("div", { class: "stage-still", role: "img", "aria-label": "The next scene" }, this.sheet);
    this.next = h("p", { class: "stage-next" });
    this.notes = h("div", { class: "stage-notes", tabindex: 0, role: "region", "aria-label": "Notes" });
    const restart = h("button", { type: "button", class: "scope-button", onclick: () => this.restart() }, "Restart");
    const blank = h("button", { type: "button", class: "scope-button", onclick: () => player.act(() => (player.blank = !player.blank)) }, "Blank");
    place.classList.add("stage-presenter");
    place.append(
      h("header", { class: "stage-head" }, h("h1", {}, lecture.title), this.blanked, h("div", { class: "stage-times" }, this.clock, this.passed, restart, blank)),
      h("section", { class: "stage-now", "aria-label": "This scene" }, view.words, view.figure, view.desk, player.foot),
      h("section", { class: "stage-side", "aria-label": "What comes next, and notes" }, this.next, this.still, this.notes),
      player.bar,
    );
    new ResizeObserver(() => this.fit()).observe(this.notes);
    this.key = `mathscope:started:${player.data.name}`;
    this.started = this.remembered();
    this.tick();
    setInterval(() => this.tick(), 500);
  }

  /** A reload goes on counting. */
  remembered() {
    try {
      const found = Number(sessionStorage.getItem(this.key));
      if (found > 0) return found;
      sessionStorage.setItem(this.key, String(Date.now()));
    } catch {
      // Without the browser's memory a reload starts the count anew.
    }
    return Date.now();
  }

  restart() {
    this.started = Date.now();
    try {
      sessionStorage.setItem(this.key, String(this.started));
    } catch {
      // As above.
    }
    this.tick();
  }

  tick() {
    const now = new Date();
    write(this.clock, `${two(now.getHours())}:${two(now.getMinutes())}`);
    const seconds = Math.max(0, (Date.now() - this.started) / 1000);
    const hours = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : "";
    write(this.passed, `+${hours}${two((seconds / 60) % 60)}:${two(seconds % 60)}`);
  }

  tell(/** @type {boolean} */ blank) {
    write(this.blanked, blank ? "The audience’s screen is blank (B)" : "");
  }

  /** Another scene: its notes, and the one after it as a still. */
  async show(/** @type {number} */ index) {
    const { player } = this;
    const { scenes } = player.lecture;
    const scene = scenes[index];
    const next = scenes[index + 1];
    this.notes.replaceChildren(...(scene.notes || "No notes for this scene.").trim().split(/\n\s*\n/).map((text) => h("p", {}, text)));
    this.notes.scrollTop = 0;
    this.fit();
    write(this.next, next ? `Next: ${next.caption || next.title}` : "This is the last scene.");
    this.still.hidden = !next;
    this.index = index;
    if (!next) return;
    try {
      const { places } = player.view;
      const [Plotly, looks, state] = await Promise.all([loadPlotly(places.plotly), loadLooks(places.looks), player.ask(index + 1)]);
      if (this.index !== index) return;
      this.drawing ??= this.draw(Plotly, looks);
      this.still.setAttribute("aria-label", `The next scene: ${state.frame.alt}`);
      this.drawing.draw(state.frame);
    } catch (error) {
      if (this.index === index) write(this.next, `The next scene cannot be shown: ${/** @type {Error} */ (error).message}`);
    }
  }

  /** Type as large as the room allows; what does not fit at the smallest scrolls. */
  fit() {
    for (const size of TYPE) {
      this.notes.style.fontSize = `${size}px`;
      if (this.notes.scrollHeight <= this.notes.clientHeight + 1) return;
    }
  }

  draw(Plotly, looks) {
    const drawing = new Drawing(this.sheet, Plotly);
    drawing.setLook(looks.light, looks.templates.light);
    const shrink = () => (this.sheet.style.transform = `scale(${this.still.clientWidth / WIDE})`);
    new ResizeObserver(shrink).observe(this.still);
    return drawing;
  }
}

/** The presenter's own window: this scene and the next, the notes, the time. */

import { attr, h, memory, write } from "../common/dom.js";
import { pictureOf } from "./pictures.js";

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
    this.room = h("output", { class: "stage-pace", "aria-label": "The room" });
    this.pace = h("output", { class: "stage-pace", "aria-label": "Pace" });
    this.still = h("img", { class: "stage-still", alt: "" });
    this.goal = /** @type {HTMLInputElement} */ (h("input", { class: "scope-field stage-goal", type: "number", min: 1, max: 600, "aria-label": "Target time in minutes", title: "Target time in minutes", placeholder: "min", oninput: () => this.aim() }));
    this.next = h("p", { class: "stage-next" });
    this.notes = h("div", { class: "stage-notes", tabindex: 0, role: "region", "aria-label": "Notes" });
    const restart = h("button", { type: "button", class: "scope-button", onclick: () => this.restart() }, "Restart");
    const blank = h("button", { type: "button", class: "scope-button", onclick: () => player.act(() => (player.blank = !player.blank)) }, "Blank");
    place.classList.add("stage-presenter");
    place.append(
      h("header", { class: "stage-head" }, h("h1", {}, lecture.title), this.blanked, h("div", { class: "stage-times" }, this.clock, this.passed, "of", this.goal, this.pace, this.room, restart, blank)),
      h("section", { class: "stage-now", "aria-label": "This scene" }, view.words, view.figure, view.desk, player.foot),
      h("section", { class: "stage-side", "aria-label": "What comes next, and notes" }, this.next, this.still, this.notes),
      player.bar,
    );
    new ResizeObserver(() => this.fit()).observe(this.notes);
    this.key = `mathscope:started:${player.data.name}`;
    this.aimKey = `mathscope:minutes:${player.data.name}`;
    this.started = this.remembered();
    this.goal.value = String(memory.read(this.aimKey) ?? lecture.minutes ?? "");
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

  /** How long the lecture may take, as the lecturer wants it. */
  aim() {
    memory.write(this.aimKey, this.goal.value ? Number(this.goal.value) : null);
    this.tick();
  }

  /** Minutes ahead of or behind a clock by which each scene takes as long as every other. */
  tellPace(/** @type {number} */ seconds) {
    const minutes = Number(this.goal.value);
    const { index, lecture, stops } = this.player;
    if (!(minutes > 0) || index < 0) return write(this.pace, "");
    const due = (minutes * (stops[index].scene + 1)) / lecture.scenes.length;
    const left = minutes - seconds / 60;
    const late = Math.round(seconds / 60 - due);
    attr(this.pace, "data-late", String(late > 0));
    return write(this.pace, left < 0 ? `${Math.ceil(-left)} min over` : `${Math.ceil(left)} min left${late > 0 ? `, ${late} behind` : ""}`);
  }

  tick() {
    const now = new Date();
    write(this.clock, `${two(now.getHours())}:${two(now.getMinutes())}`);
    const seconds = Math.max(0, (Date.now() - this.started) / 1000);
    const hours = seconds >= 3600 ? `${Math.floor(seconds / 3600)}:` : "";
    this.tellPace(seconds);
    write(this.passed, `+${hours}${two((seconds / 60) % 60)}:${two(seconds % 60)}`);
  }

  /** How many phones follow. */
  tellRoom(/** @type {number} */ count) {
    write(this.room, `${count} following`);
  }

  tell(/** @type {boolean} */ blank) {
    write(this.blanked, blank ? "The audience’s screen is blank (B)" : "");
  }

  /** Another scene: its notes, and the one after it as a still. */
  async show(/** @type {number} */ index) {
    const { player } = this;
    const stop = player.stops[index];
    const next = player.stops[index + 1];
    const waits = stop.sweep?.start === "click" ? "The next key starts the sweep.\n\n" : "";
    this.notes.replaceChildren(...(waits + (stop.notes || "No notes for this scene.")).trim().split(/\n\s*\n/).map((text) => h("p", {}, text)));
    this.notes.scrollTop = 0;
    this.fit();
    write(this.next, next ? `Next: ${next.caption || next.title}` : "This is the last scene.");
    this.still.hidden = true;
    this.index = index;
    if (!next?.lesson) return;
    try {
      const state = await player.scenes.get(next); // after an outage it comes by itself
      const picture = await pictureOf(player.data, state.frame);
      if (this.index !== index) return;
      this.still.setAttribute("src", picture);
      this.still.setAttribute("alt", `The next scene: ${state.frame.alt}`);
      this.still.hidden = false;
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
}

/** The presenter's own window: this scene and the next, the notes, the time. */

import { h, write } from "../common/dom.js";
import { pictureOf } from "./pictures.js";
import { Times } from "./times.js";

const TYPE = [26, 24, 22, 20, 18, 16]; // pixels of the notes: the largest that shows them whole, read from a lectern

export class Presenter {
  /** @param {import("./lecture.js").Player} player @param {HTMLElement} place */
  constructor(player, place) {
    this.player = player;
    const { view, lecture } = player;
    // By this clock each scene takes as long as every other.
    this.times = new Times(player.data.name, lecture.minutes, () => (player.index < 0 ? 0 : (player.stops[player.index].scene + 1) / lecture.scenes.length));
    this.blanked = h("p", { class: "stage-blanked", role: "status" });
    this.room = h("output", { class: "stage-pace", "aria-label": "The room" });
    this.still = h("img", { class: "stage-still", alt: "" });
    this.next = h("p", { class: "stage-next" });
    this.notes = h("div", { class: "stage-notes", tabindex: 0, role: "region", "aria-label": "Notes" });
    const blank = h("button", { type: "button", class: "scope-button", onclick: () => player.act(() => (player.blank = !player.blank)) }, "Blank");
    place.classList.add("stage-presenter");
    place.append(
      h("header", { class: "stage-head" }, h("h1", {}, lecture.title), this.blanked, h("div", { class: "stage-times" }, ...this.times.nodes, this.room, blank)),
      h("section", { class: "stage-now", "aria-label": "This scene" }, view.words, view.figure, view.desk, player.foot),
      h("section", { class: "stage-side", "aria-label": "What comes next, and notes" }, this.next, this.still, this.notes),
      player.bar,
    );
    new ResizeObserver(() => this.fit()).observe(this.notes);
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

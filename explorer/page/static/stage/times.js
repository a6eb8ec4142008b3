/** What a lecturer's own window says of the time: of the day, since the start, and how much of it is left. */

import { attr, h, memory, write } from "../common/dom.js";

const two = (/** @type {number} */ number) => String(Math.floor(number)).padStart(2, "0");

export class Times {
  /** @param {string} name of the lecture @param {number|null|undefined} minutes how long it may take @param {() => number} share how much of it is given, from 0 to 1 */
  constructor(name, minutes, share) {
    this.share = share;
    this.clock = h("output", { class: "stage-clock", "aria-label": "Time of day" });
    this.passed = h("output", { class: "stage-clock", "aria-label": "Time since the start" });
    this.pace = h("output", { class: "stage-pace", "aria-label": "Pace" });
    this.goal = /** @type {HTMLInputElement} */ (h("input", { class: "scope-field stage-goal", type: "number", min: 1, max: 600, "aria-label": "Target time in minutes", title: "Target time in minutes", placeholder: "min", oninput: () => this.aim() }));
    const restart = h("button", { type: "button", class: "scope-button", onclick: () => this.restart() }, "Restart");
    this.nodes = [this.clock, this.passed, "of", this.goal, this.pace, restart];
    this.key = `mathscope:started:${name}`;
    this.aimKey = `mathscope:minutes:${name}`;
    this.started = this.remembered();
    this.goal.value = String(memory.read(this.aimKey) ?? minutes ?? "");
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

  /** Minutes left, and behind the part of the lecture that was given. */
  tellPace(/** @type {number} */ seconds) {
    const minutes = Number(this.goal.value);
    const due = minutes * this.share();
    if (!(due > 0)) return write(this.pace, "");
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
}

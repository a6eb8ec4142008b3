/** Under the figure, where the eye is: the challenge of the moment, what became of it, and how far the lesson is. */

import { attr, h, icon, memory, setIcon, write } from "../common/dom.js";
import { sentence, typeset } from "../common/maths.js";
import { PredictionForm } from "./predict.js";

/** @typedef {import("./store.js").Store} Store */

const SOLVED = "mathscope:solved";

export class Goal {
  constructor(/** @type {Store} */ store) {
    this.store = store;
    this.shape = "";
    this.at = 0;
    /** @type {{href: string, title: string}|null} the lesson after this one */ this.after = null;
    this.solved = memory.numbers(SOLVED, store.slug);
    this.marks = h("div", { class: "scope-goal-marks", role: "group", "aria-label": "Challenges of this lesson" });
    this.pages = h("div", { class: "scope-goal-pages" });
    this.said = h("p", { class: "scope-goal-said", role: "status", "aria-live": "polite" });
    this.ask = h("button", { type: "button", class: "scope-button scope-quiet", "aria-expanded": "false", onclick: () => this.hint() }, "Hint");
    this.next = h("button", { type: "button", class: "scope-button scope-quiet", onclick: () => this.go(this.following()) }, "Next challenge");
    this.onward = /** @type {HTMLAnchorElement} */ (h("a", { class: "scope-button scope-quiet", hidden: true }));
    this.acts = h("div", { class: "scope-goal-acts" }, this.said, this.ask, this.next, this.onward);
    this.node = h("section", { class: "scope-goal", "aria-label": "Challenges", hidden: true }, this.marks, this.pages, this.acts);
    this.update = this.update.bind(this);
    store.listeners.add(this.update);
  }

  update() {
    const { challenges, frame } = this.store;
    const shape = JSON.stringify(challenges);
    if (shape !== this.shape) {
      this.shape = shape;
      this.build(challenges);
    }
    const now = frame?.solved?.map((each) => each === true) ?? [];
    const fresh = now.findIndex((each, at) => each && !this.solved.has(at));
    now.forEach((each, at) => each && this.remember(at));
    // What is solved on the way to another one is seen as well.
    if (fresh >= 0 && !now[this.at]) this.turn(fresh);
    this.now = now;
    this.show();
  }

  remember(at) {
    if (this.solved.has(at)) return;
    this.solved.add(at);
    memory.add(SOLVED, this.store.slug, this.solved);
  }

  build(challenges) {
    this.node.hidden = !challenges.length;
    this.rows = challenges.map((each, at) => this.row(each, at));
    this.marks.replaceChildren(...this.rows.map((row) => row.mark));
    this.marks.style.gridTemplateColumns = `repeat(${challenges.length > 3 ? Math.ceil(challenges.length / 2) : challenges.length}, auto)`;
    this.pages.replaceChildren(...this.rows.map((row) => row.page));
    const open = this.rows.findIndex((_, at) => !this.solved.has(at));
    this.turn(Math.max(0, open));
  }

  row(each, at) {
    const picture = icon("ring");
    const mark = h("button", { type: "button", class: "scope-goal-mark", onclick: () => this.go(at) }, picture);
    const prompt = sentence("p", { class: "scope-prompt" }, each.prompt);
    const hint = each.hint ? sentence("p", { class: "scope-hint", id: `scope-hint-${this.store.slug}-${at}`, hidden: true }, each.hint) : null;
    const row = { mark, picture, hint, verdict: false, page: h("div", { class: "scope-challenge", hidden: true }, prompt) };
    if (each.predict) {
      const form = new PredictionForm(this.store, at, each.predict, (verdict) => {
        typeset(prompt, each.predict.rounds[form.round].prompt);
        if (hint && form.round) hint.hidden = true; // it speaks of the first numbers
        row.verdict = verdict !== null && verdict.truth !== null;
        row.near = Boolean(verdict?.near);
        if (verdict?.near) this.remember(at);
        this.show();
      });
      row.form = form;
      row.page.append(form.node);
    }
    if (hint) row.page.append(hint);
    return row;
  }

  /** The next one that is open, after the one that is shown. */
  following() {
    const { length } = this.rows;
    for (let by = 1; by < length; by++) if (!this.solved.has((this.at + by) % length)) return (this.at + by) % length;
    return (this.at + 1) % length;
  }

  turn(at) {
    this.at = at;
    this.rows.forEach((row, place) => {
      row.page.hidden = place !== at;
      if (place === at) row.mark.setAttribute("aria-current", "true");
      else row.mark.removeAttribute("aria-current");
    });
  }

  go(at) {
    this.turn(at);
    this.show();
  }

  hint() {
    const { hint } = this.rows[this.at];
    if (hint) hint.hidden = !hint.hidden;
    this.show();
  }

  show() {
    if (!this.rows?.length) return;
    const of = this.rows.length;
    this.rows.forEach((row, at) => {
      const ever = this.solved.has(at);
      setIcon(row.picture, ever ? "check" : "ring");
      attr(row.mark, "aria-label", `Challenge ${at + 1} of ${of}, ${ever ? "solved" : "open"}`);
      attr(row.mark, "title", `Challenge ${at + 1} of ${of}${ever ? ", solved" : ""}`);
      row.mark.classList.toggle("scope-solved", ever);
    });
    const row = this.rows[this.at];
    const here = this.now?.[this.at] || (row.verdict && row.near);
    const ever = this.solved.has(this.at);
    const done = this.rows.filter((_, at) => this.solved.has(at)).length; // what is remembered may be of a lesson that had more
    const all = done === of;
    const far = all ? `all ${of} challenges of this lesson` : `${done} of ${of} in this lesson`;
    this.node.classList.toggle("scope-now", Boolean(here));
    write(this.said, here ? `Solved: ${far}.` : ever ? "Solved before." : done ? `${done} of ${of} solved` : `Challenge ${this.at + 1} of ${of}`);
    this.ask.hidden = !row.hint || Boolean(here) || (row.form?.round ?? 0) > 0;
    attr(this.ask, "aria-expanded", String(Boolean(row.hint && !row.hint.hidden)));
    if (row.hint) attr(this.ask, "aria-controls", row.hint.id);
    this.next.hidden = of < 2 || (all && Boolean(here) && this.after !== null);
    write(this.next, here || ever || row.verdict ? "Next challenge" : "Another");
    this.next.classList.toggle("scope-main", Boolean(here));
    this.onward.hidden = !(all && here && this.after);
    if (this.after) {
      attr(this.onward, "href", this.after.href);
      write(this.onward, `Next lesson: ${this.after.title}`);
    }
  }

  remove() {
    this.store.listeners.delete(this.update);
    this.node.remove();
  }
}

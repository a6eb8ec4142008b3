/** "Predict first": the form in which a reader gives a guess before the figure answers. */

import { h, write } from "../common/dom.js";
import { typeset } from "../common/maths.js";
import { numberFrom, tableFrom } from "../common/numbers.js";

/** @typedef {import("./store.js").Store} Store */
/** @typedef {{near: boolean, text: string, truth: any, values: any, next: number|null}} Verdict */
/** @typedef {{prompt: string, question: string}} Round */

const number = (/** @type {string} */ text) => numberFrom(text) ?? NaN;
const MISSING = { number: "Type a number first.", tile: "Choose a panel first.", point: "Choose a point first.", curve: "Draw a curve first." };

/** The verdict on a guess. @returns {Promise<any>} */
function verdictOn(/** @type {Store} */ store, /** @type {number} */ index, guess) {
  return new Promise((done, fail) => {
    if (!store.wire?.open) fail(new Error("The answer needs the server, which cannot be reached just now. Try again."));
    else {
      store.wire.ask({ slug: store.slug, predict: index, guess }, (answer) => {
        if (answer?.verdict) done(answer.verdict);
        else fail(new Error(answer?.error || "The connection was lost. Try again."));
      });
    }
  });
}

/** Show the state that a guess was about, and marks over it until the reader moves on. */
function reveal(/** @type {Store} */ store, values, /** @type {number} */ panel, marks) {
  store.pencil?.show(panel, marks);
  store.marked = marks.length ? { at: values, seen: false } : null;
  store.push(values);
  store.whenStill(() => store.commit(Object.keys(values)));
}

let count = 0;

/** The form of one prediction, over all its rounds. */
export class PredictionForm {
  /**
   * @param {Store} store
   * @param {number} index of the challenge
   * @param {{kind: string, unit: string, panel: number, rounds: Round[]}} asked
   * @param {(verdict: Verdict|null) => void} heard hears of each verdict, and null when another round is asked
   */
  constructor(store, index, asked, heard) {
    this.store = store;
    this.index = index;
    this.asked = asked;
    this.heard = heard;
    this.round = 0;
    this.id = `scope-guess-${++count}`;
    /** @type {any} a list of numbers; for a number and a tile the text as it was typed */ this.guess = null;
    /** @type {HTMLInputElement[]} */ this.fields = [];
    this.stop = null;
    /** Whether a verdict is on its way. */ this.asking = false;
    this.question = h("p", { class: "scope-question", id: `${this.id}-q` });
    this.body = h("div", { class: "scope-guess" });
    this.send = h("button", { type: "submit", class: "scope-button scope-main" }, "Answer");
    this.look = h("button", { type: "button", class: "scope-button", hidden: true, onclick: () => this.ask(true) }, "Show the answer");
    this.again = h("button", { type: "button", class: "scope-button scope-main", hidden: true, onclick: () => this.anew() }, "Try with new numbers");
    this.verdict = h("p", { class: "scope-verdict", role: "status", "aria-live": "polite" });
    this.row = h("div", { class: "scope-predict-row" }, this.question, this.body, this.send, this.look);
    this.node = h("form", { class: "scope-predict", novalidate: true, onsubmit: (event) => (event.preventDefault(), this.ask(false)) }, this.row, this.verdict, this.again);
    this[asked.kind]();
    typeset(this.question, asked.rounds[0].question);
  }

  // --- a field for each kind ----------------------------------------------------------------------------------------

  field(label, name, oninput, shown = true) {
    const input = /** @type {HTMLInputElement} */ (
      h("input", { id: `${this.id}-${name}`, type: "text", autocomplete: "off", autocapitalize: "off", class: "scope-field", "aria-label": shown ? null : label, oninput })
    );
    this.fields.push(input);
    return { input, node: shown ? h("label", { for: `${this.id}-${name}`, class: "scope-label" }, label, input) : input };
  }

  number() {
    const { unit } = this.asked;
    const only = this.field("Your guess", "n", () => (this.guess = only.input.value.trim() || null), false);
    only.input.setAttribute("aria-describedby", `${this.id}-q`);
    only.input.placeholder = "Your guess";
    this.body.append(only.node, unit ? h("span", {}, unit) : "");
  }

  tile() {
    const only = this.field("Panel, counted row by row from 1", "t", () => (this.guess = only.input.value.trim() || null));
    const pick = this.toggle("Click in the figure", () => this.store.pencil?.tile((place) => {
      this.guess = place;
      only.input.value = String(place);
    }));
    this.body.append(pick, only.node);
  }

  point() {
    const typed = () => {
      const value = [number(x.input.value), number(y.input.value)];
      this.guess = value.every(Number.isFinite) ? value : null;
      this.sketch();
    };
    const x = this.field("x", "x", typed);
    const y = this.field("y", "y", typed);
    const pick = this.toggle("Click in the figure", () => this.store.pencil?.pick(this.asked.panel, (spot) => {
      this.guess = spot.map((value) => Number(value.toPrecision(4)));
      [x.input.value, y.input.value] = this.guess.map(String);
      this.sketch();
    }));
    this.body.append(pick, h("span", { class: "scope-or" }, "or type it:"), x.node, y.node);
  }

  curve() {
    const typed = this.field("Or as points: x,y; x,y; …", "c", () => {
      const table = tableFrom(typed.input.value, 2);
      const rows = table && !table.says ? table.values : [];
      const whole = rows.length > 1 && rows.every((row) => row.length === 2 && !row.includes(null));
      this.guess = whole ? [rows.map((row) => row[0]), rows.map((row) => row[1])] : null;
      this.sketch();
    });
    const draw = this.toggle("Draw in the figure", () => this.store.pencil?.curve(this.asked.panel, (curve) => {
      this.guess = curve;
      typed.input.value = "";
      this.sketch();
    }));
    const clear = h("button", { type: "button", class: "scope-button", onclick: () => {
      this.guess = null;
      typed.input.value = "";
      this.sketch();
      if (this.stop) draw.restart();
    } }, "Clear");
    this.body.append(draw, clear, typed.node);
  }

  /** A button that lends the figure to the form until it is pressed again. */
  toggle(label, begin) {
    const start = () => {
      this.stop = begin() || null;
      button.setAttribute("aria-pressed", String(this.stop !== null));
    };
    const button = /** @type {any} */ (h("button", { type: "button", class: "scope-button", "aria-pressed": "false", onclick: () => (this.stop ? finish() : start()) }, label));
    const finish = () => {
      this.stop?.();
      this.stop = null;
      button.setAttribute("aria-pressed", "false");
    };
    button.finish = finish;
    button.restart = start;
    return button;
  }

  mine() {
    return { kind: this.asked.kind, value: this.guess, role: "accent", label: "your guess", dash: true };
  }

  sketch() {
    this.store.pencil?.show(this.asked.panel, this.guess ? [this.mine()] : []);
  }

  // --- the verdict --------------------------------------------------------------------------------------------------

  async ask(/** @type {boolean} */ look) {
    if (this.asking) return; // a second press of Enter
    if (!look && this.guess === null) return write(this.verdict, MISSING[this.asked.kind]);
    this.asking = true;
    for (const button of this.body.querySelectorAll("[aria-pressed]")) /** @type {any} */ (button).finish?.();
    write(this.verdict, "…");
    try {
      this.hear(await verdictOn(this.store, this.index, { guess: this.guess, round: this.round, look }), look);
    } catch (error) {
      write(this.verdict, error.message);
    } finally {
      this.asking = false;
    }
  }

  /** @param {Verdict} found @param {boolean} looked whether the reader only wanted to be told */
  hear(found, looked) {
    const { store, asked } = this;
    const told = found.truth !== null;
    typeset(this.verdict, `${found.near && !/^(Exactly|Right)/.test(found.text) ? "Near enough. " : ""}${found.text}`);
    this.verdict.classList.toggle("scope-near", found.near);
    this.row.hidden = told;
    this.look.hidden = told;
    this.again.hidden = found.next === null;
    this.next = found.next;
    if (told) {
      // The figure answers now: the state that was asked about, the guess and the truth over it.
      const marked = asked.kind === "point" || asked.kind === "curve";
      const guess = looked || this.guess === null ? [] : [this.mine()];
      reveal(store, found.values, asked.panel, marked ? [...guess, { kind: asked.kind, value: found.truth, role: "optimum", label: "the truth" }] : []);
      if (!this.again.hidden) this.again.focus();
    }
    this.heard(found);
  }

  /** The same question with other numbers. */
  anew() {
    this.round = this.next ?? 0;
    this.guess = null;
    for (const field of this.fields) field.value = "";
    typeset(this.question, this.asked.rounds[this.round].question);
    write(this.verdict, "");
    this.verdict.classList.remove("scope-near");
    this.row.hidden = false;
    this.look.hidden = this.again.hidden = true;
    this.store.pencil?.clear();
    this.heard(null);
    this.fields[0]?.focus();
  }
}

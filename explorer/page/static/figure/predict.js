/** "Predict first": the form in which a reader gives a guess before the figure answers. */

import { h, write } from "../common/dom.js";

/** @typedef {import("./store.js").Store} Store */

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

const finite = (/** @type {string} */ text) => (text.trim() === "" ? NaN : Number(text.replace(",", ".").replace("−", "-")));

let count = 0;

/**
 * The form of one prediction.
 * @param {Store} store
 * @param {number} index of the challenge
 * @param {{question: string, kind: string, unit: string, panel: number}} asked
 * @param {(near: boolean) => void} done hears whether the guess was near enough
 */
export function predictionForm(store, index, asked, done) {
  const id = `scope-guess-${++count}`;
  const verdict = h("p", { class: "scope-verdict", role: "status", "aria-live": "polite" });
  const body = h("div", { class: "scope-guess" });
  const send = h("button", { type: "submit", class: "scope-button scope-main" }, "Answer");
  let guess = null;
  let stop = null;

  const field = (label, name, oninput) => {
    const input = /** @type {HTMLInputElement} */ (
      h("input", { id: `${id}-${name}`, type: "text", inputmode: "decimal", autocomplete: "off", class: "scope-field", oninput })
    );
    return { input, node: h("label", { for: `${id}-${name}`, class: "scope-label" }, label, input) };
  };

  const sketch = () => store.pencil?.show(asked.panel, guess ? [mine()] : []);
  const mine = () => ({ kind: asked.kind, value: guess, role: "accent", label: "your guess", dash: true });

  if (asked.kind === "number") {
    const only = field(asked.unit ? `Your guess (${asked.unit})` : "Your guess", "n", () => {
      const value = finite(only.input.value);
      guess = Number.isFinite(value) ? value : null;
    });
    body.append(only.node);
  } else if (asked.kind === "tile") {
    const only = field("Which panel? They are counted row by row, from 1", "t", () => {
      const value = finite(only.input.value);
      guess = Number.isInteger(value) ? value : null;
    });
    const pick = toggle("Click in the figure", () => store.pencil?.tile((number) => {
      guess = number;
      only.input.value = String(number);
    }));
    body.append(pick, only.node);
  } else if (asked.kind === "point") {
    const typed = () => {
      const value = [finite(x.input.value), finite(y.input.value)];
      guess = value.every(Number.isFinite) ? value : null;
      sketch();
    };
    const x = field("x", "x", typed);
    const y = field("y", "y", typed);
    const pick = toggle("Click in the figure", () => store.pencil?.pick(asked.panel, (spot) => {
      guess = spot.map((value) => Number(value.toPrecision(4)));
      [x.input.value, y.input.value] = guess.map(String);
      sketch();
    }));
    body.append(pick, h("span", { class: "scope-or" }, "or type it:"), x.node, y.node);
  } else {
    const typed = field("Or as points: x,y; x,y; …", "c", () => {
      const rows = typed.input.value.split(";").map((row) => row.split(",").map(finite));
      const whole = rows.length > 1 && rows.every((row) => row.length === 2 && row.every(Number.isFinite));
      guess = whole ? [rows.map((row) => row[0]), rows.map((row) => row[1])] : null;
      sketch();
    });
    const draw = toggle("Draw in the figure", () => store.pencil?.curve(asked.panel, (curve) => {
      guess = curve;
      typed.input.value = "";
      sketch();
    }));
    const clear = h("button", { type: "button", class: "scope-button", onclick: () => {
      guess = null;
      typed.input.value = "";
      sketch();
      if (stop) draw.restart();
    } }, "Clear");
    body.append(draw, clear, typed.node);
  }

  /** A button that lends the figure to the form until it is pressed again. */
  function toggle(label, begin) {
    const start = () => {
      stop = begin() || null;
      button.setAttribute("aria-pressed", String(stop !== null));
    };
    const button = /** @type {any} */ (h("button", { type: "button", class: "scope-button", "aria-pressed": "false", onclick: () => (stop ? finish() : start()) }, label));
    const finish = () => {
      stop?.();
      stop = null;
      button.setAttribute("aria-pressed", "false");
    };
    button.finish = finish;
    button.restart = start;
    return button;
  }

  const answer = async (event) => {
    event.preventDefault();
    if (guess === null) {
      write(verdict, asked.kind === "tile" ? "Choose a panel first." : asked.kind === "number" ? "Type a number first." : asked.kind === "point" ? "Choose a point first." : "Draw a curve first.");
      return;
    }
    for (const button of body.querySelectorAll("[aria-pressed]")) /** @type {any} */ (button).finish?.();
    write(verdict, "…");
    try {
      const found = await verdictOn(store, index, guess);
      write(verdict, `${found.near ? "Near enough. " : ""}${found.text}`);
      verdict.classList.toggle("scope-near", Boolean(found.near));
      // The figure answers now: the state that was asked about, the guess and the truth over it.
      const marks = asked.kind === "number" || asked.kind === "tile" ? [] : [mine(), { kind: asked.kind, value: found.truth, role: "optimum", label: "the truth" }];
      reveal(store, found.values, asked.panel, marks);
      done(Boolean(found.near));
    } catch (error) {
      write(verdict, error.message);
    }
  };
  return h("form", { class: "scope-predict", novalidate: true, onsubmit: answer }, h("p", { class: "scope-question" }, asked.question), body, h("div", { class: "scope-row" }, send), verdict);
}

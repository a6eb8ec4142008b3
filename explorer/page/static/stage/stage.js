/** The page of one figure that fills its window: /show/SLUG. With a lecture's name it hands over to the player. */

import { h, icon } from "../common/dom.js";
import { hallScale } from "../common/looks.js";
import { lessonAddress } from "./door.js";
import { showSnippet } from "./embed.js";
import { fullScreen, help, listen, sheet, showCode } from "./keys.js";
import { isShown } from "./controls.js";
import { askState, Refused, usual, View } from "./view.js";

/** @typedef {import("./view.js").State & import("./view.js").Places & {kind: string, look: string,
 *   embedded: boolean, chosen: string[]|null}} Data */

class Show {
  /** @param {Data} data @param {HTMLElement} place */
  constructor(data, place) {
    this.data = data;
    this.view = new View(data, { look: data.look, passing: false });
    const bindings = this.bindings();
    if (!data.embedded) {
      const buttons = bindings.filter((each) => each.button).map((each) => this.button(each));
      this.title = h("h1", {}, data.lesson.title);
      place.append(h("header", { class: "stage-head" }, this.title, h("div", { class: "stage-tools" }, ...buttons)));
      this.cover = h("div", { class: "stage-blank", role: "status", hidden: true }, h("span", { class: "scope-unseen" }, "The screen is blank; press B to go on."));
      place.append(this.cover);
      listen(() => bindings);
    } else place.append(h("h1", { class: "scope-unseen" }, data.lesson.title));
    place.append(this.view.words, this.view.figure, this.view.desk);
    this.view.show(data, data.chosen).then(() => location.hash === "#embed" && !data.embedded && this.embed());
  }

  button({ shown, says, act, button, toggles }) {
    const node = h("button", { type: "button", class: "scope-button", "aria-label": says, title: `${says} (${shown})`, onclick: (event) => act(event) }, button);
    if (toggles) node.setAttribute("aria-pressed", "false");
    if (toggles) this.numbersButton = node;
    return node;
  }

  bindings() {
    const { view, data } = this;
    return [
      { keys: ["p", "Escape"], shown: "P, Escape", says: "To the lesson’s page", button: "Lesson", act: () => this.leave() },
      { keys: ["c"], shown: "C", says: "Choose the controls", button: "Controls", act: () => this.choose() },
      // A clicker's keys go through the states that the lesson names, and move no slider, wherever the focus is.
      { keys: ["PageDown"], shown: "Page Down", says: "The lesson’s next preset", over: true, act: () => this.step(1) },
      { keys: ["PageUp"], shown: "Page Up", says: "The lesson’s preset before", over: true, act: () => this.step(-1) },
      { keys: ["b", "."], shown: "B .", says: "Blank screen, or back", act: () => (this.cover.hidden = !this.cover.hidden) },
      { keys: ["n"], shown: "N", says: "The numbers of the moment", button: "Numbers", toggles: true, act: () => this.numbers() },
      { keys: ["z"], shown: "Z", says: "One panel after the other, alone", button: "Panel", act: () => view.nextPanel() },
      { keys: ["q"], shown: "Q", says: "QR code of this very state", button: "QR", act: () => showCode(data, lessonAddress(view.store, data.root)) },
      { keys: ["e"], shown: "E", says: "Embed it in a course page", button: "Embed", act: () => this.embed() },
      { keys: ["f"], shown: "F", says: "Full screen", button: icon("full"), act: fullScreen },
      { keys: ["?"], shown: "?", says: "The keys", button: "?", act: () => help(this.bindings()) },
    ];
  }

  /** To another preset, by its place in the lesson's text; the first key only brings a blank screen back. */
  async step(/** @type {number} */ by) {
    if (!this.cover.hidden) {
      this.cover.hidden = true;
      return;
    }
    const { presets, slug } = this.data.lesson;
    const at = Math.min(presets.length - 1, Math.max(0, (this.preset ?? -1) + by));
    if (at === this.preset) return;
    const turn = (this.turn = (this.turn || 0) + 1);
    try {
      const state = await askState(this.data, slug, presets[at].link);
      if (turn !== this.turn) return;
      this.preset = at;
      await this.view.show(state, this.view.chosen);
      this.view.say(`${at + 1} / ${presets.length}  ${presets[at].name}`);
    } catch (error) {
      const refused = error instanceof Refused;
      if (turn === this.turn) this.view.say(refused ? error.message : "The server is out of reach; the figure stays as it is.");
    }
  }

  leave() {
    if (sheet.kind) sheet.close();
    else location.assign(lessonAddress(this.view.store, this.data.root));
  }

  numbers() {
    this.view.showNumbers(!this.view.all);
    this.numbersButton.setAttribute("aria-pressed", String(this.view.all));
  }

  /** The names of the controls on the screen. */
  controls() {
    const { state, store, chosen } = this.view;
    return chosen ?? usual(state.lesson.controls, store.frame?.params || state.values);
  }

  embed() {
    const { view, data } = this;
    showSnippet({ store: view.store, title: data.lesson.title, places: data, controls: this.controls() });
  }

  /** Which controls are shown; the link says it. */
  choose() {
    const { view } = this;
    const { controls } = view.state.lesson;
    const values = view.store.frame?.params || view.state.values;
    const now = this.controls();
    const boxes = controls.map((control) => h("input", { type: "checkbox", value: control.name, checked: now.includes(control.name), onchange: () => take() }));
    const take = () => {
      view.chosen = boxes.filter((box) => /** @type {HTMLInputElement} */ (box).checked).map((box) => box.getAttribute("value"));
      view.arrange();
      const query = new URLSearchParams(location.search);
      query.set("controls", view.chosen.join(","));
      history.replaceState(history.state, "", `${location.pathname}?${query}`);
    };
    const rows = controls.map((control, at) =>
      h("label", { class: "stage-pick" }, boxes[at], control.label, isShown(control, values) ? null : h("span", { class: "scope-note" }, "in another view")),
    );
    sheet.open("choose", "Controls on the screen", rows);
  }
}

/** The window's size sets the size of type around the figure, as it does within (figure.js). */
function grow() {
  document.documentElement.style.setProperty("--stage", String(hallScale()));
}

addEventListener("resize", grow);
grow();
const told = document.getElementById("stage-data")?.textContent || "{}";
const data = JSON.parse(told);
const place = /** @type {HTMLElement} */ (document.querySelector("main"));
if (data.kind === "lecture") import("./lecture.js").then(({ open }) => open(data, place));
else new Show(data, place);

/**
 * The page /lectures: ready lectures to start, print and take over, and the builder of the reader's own. What is typed
 * is in the browser's memory at once. The server is asked only to read and write YAML and to print.
 *
 * @typedef {import("./mylecture.js").Lecture} Lecture
 * @typedef {import("./mylecture.js").Scene} Scene
 */

import { h, icon } from "../common/dom.js";
import { KEY, read, save, whole } from "./mylecture.js";
import { editor } from "./sceneeditor.js";

const data = JSON.parse(document.getElementById("lectures-data").textContent);

/** A file for the reader. */
function download(/** @type {Blob} */ blob, /** @type {string} */ name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "lecture";

class Page {
  constructor() {
    /** @type {Lecture} */ this.lecture = read();
    /** @type {Lecture|null} what the last large change replaced */ this.before = null;
    this.message = h("p", { class: "lec-message", role: "status", "aria-live": "polite" });
    this.progress = /** @type {HTMLProgressElement} */ (h("progress", { class: "lec-progress", hidden: true, "aria-label": "The handout is being drawn", max: 1, value: 0 }));
    this.mine = h("section", { class: "lec-mine", "aria-labelledby": "lec-mine-title" });
    this.file = /** @type {HTMLInputElement} */ (h("input", { type: "file", accept: ".yaml,.yml,application/yaml,text/yaml", hidden: true, onchange: () => this.load() }));
    document.body.append(
      h("header", { class: "lec-head" }, h("a", { href: "./", class: "lec-home" }, "Mathscope"), h("h1", {}, "Lectures"), h("p", {}, "A lecture is a row of scenes: states of lessons, with a caption, notes, and perhaps something that moves.")),
      h(
        "main",
        {},
        h("section", { "aria-labelledby": "lec-ready-title" }, h("h2", { id: "lec-ready-title" }, "Ready to give"), h("ul", { class: "lec-ready" }, ...data.ready.map((each) => this.ready(each)))),
        this.mine,
      ),
      h("div", { class: "lec-bar" }, this.message, this.progress),
      this.file,
    );
    this.draw();
    // Another page of this browser added a scene.
    addEventListener("storage", (event) => {
      if (event.key !== KEY) return;
      this.lecture = read();
      this.draw();
    });
  }

  button(name, label, act, more = {}) {
    return h("button", { type: "button", class: "scope-button", onclick: act, ...more }, name ? icon(name) : null, label);
  }

  say(/** @type {string} */ sentence, undo = false) {
    this.message.replaceChildren(sentence);
    if (undo && this.before) this.message.append(" ", this.button("", "Undo", () => this.undo()));
  }

  ready(each) {
    if (each.error) return h("li", { class: "lec-card" }, h("h3", {}, `${each.name}.yaml`), h("p", { class: "lec-error" }, each.error));
    return h(
      "li",
      { class: "lec-card" },
      h("h3", {}, each.title),
      h("p", { class: "lec-count" }, `${each.scenes} scenes${each.author ? ` · ${each.author}` : ""}`),
      h("p", {}, each.about),
      h(
        "div",
        { class: "lec-row", role: "group", "aria-label": each.title },
        h("a", { class: "scope-button scope-main", href: `lecture/${each.name}` }, icon("play"), "Start"),
        h("a", { class: "scope-button", href: `lecture/${each.name}?presenter=1`, target: "_blank", rel: "noopener" }, "Presenter view"),
        this.button("save", "Handout", () => this.fetched(each.name).then((lecture) => lecture && this.print(lecture))),
        h("a", { class: "scope-button", href: `lecture/${each.name}.yaml`, download: `${each.name}.yaml` }, icon("save"), "YAML"),
        this.button("copy", "Take over", () => this.takeOver(each.name), { title: "Make it my lecture, to change it" }),
      ),
    );
  }

  async fetched(name) {
    try {
      const answer = await fetch(`lecture/${name}.json`);
      if (answer.ok) return whole(await answer.json());
      this.say(await answer.text());
    } catch {
      this.say("The server cannot be reached just now. Your lecture is safe in this browser.");
    }
    return null;
  }

  async takeOver(name) {
    const lecture = await this.fetched(name);
    if (lecture) this.replace({ ...lecture, name: "" }, `“${lecture.title}” is your lecture now.`);
  }

  // --- my lecture -----------------------------------------------------------------------------------------------------

  /** Every change ends here: kept at once. */
  keep() {
    if (!save(this.lecture)) this.say("This browser keeps nothing (a private window?). Download the YAML before you leave.");
  }

  /** A change that undo takes back: the lecture before it stays at hand. */
  replace(/** @type {Lecture} */ lecture, /** @type {string} */ sentence) {
    this.before = structuredClone(this.lecture);
    this.lecture = lecture;
    this.keep();
    this.draw();
    this.say(sentence, true);
  }

  undo() {
    if (!this.before) return;
    this.lecture = this.before;
    this.before = null;
    this.keep();
    this.draw();
    this.say("Undone.");
  }

  move(/** @type {number} */ from, /** @type {number} */ to, focus = "") {
    const { scenes } = this.lecture;
    if (from === to || to < 0 || to >= scenes.length) return;
    scenes.splice(to, 0, ...scenes.splice(from, 1));
    this.keep();
    this.draw();
    this.say(`Scene ${from + 1} is scene ${to + 1} now.`);
    const row = this.list.children[to];
    const button = /** @type {HTMLButtonElement} */ (row?.querySelector(`[data-act=${focus || "up"}]`));
    (button?.disabled ? /** @type {HTMLElement} */ (row.querySelector("[data-act]:not([disabled])")) : button)?.focus();
  }

  copy(/** @type {number} */ index) {
    const { scenes } = this.lecture;
    if (scenes.length >= data.limits.scenes) return this.say(`A lecture has at most ${data.limits.scenes} scenes.`);
    scenes.splice(index + 1, 0, structuredClone(scenes[index]));
    this.keep();
    this.draw();
    this.say(`Scene ${index + 2} is a copy of scene ${index + 1}.`);
    return undefined;
  }

  remove(/** @type {number} */ index) {
    const scenes = this.lecture.scenes.filter((_, at) => at !== index);
    this.replace({ ...this.lecture, scenes }, `Scene ${index + 1} is deleted.`);
    const next = this.list.children[Math.min(index, scenes.length - 1)];
    /** @type {HTMLElement|null} */ (next?.querySelector("[data-act=delete]"))?.focus();
  }

  draw() {
    const { lecture } = this;
    const some = lecture.scenes.length > 0;
    const field = (name, label) =>
      h("label", { class: "lec-field" }, label, h("input", { class: "scope-field", value: lecture[name], maxlength: data.limits[name], "data-field": name, oninput: (event) => { lecture[name] = event.target.value; this.keep(); } }));
    this.list = h("ol", { class: "lec-scenes" }, ...lecture.scenes.map((scene, index) => editor(this, scene, index, data)));
    this.mine.replaceChildren(
      h("h2", { id: "lec-mine-title" }, "My lecture"),
      h("div", { class: "lec-fields" }, field("title", "Title"), field("author", "Author"), field("about", "About")),
      h(
        "div",
        { class: "lec-row", role: "group", "aria-label": "My lecture" },
        some ? h("a", { class: "scope-button scope-main", href: "lecture/mine" }, icon("play"), "Start") : null,
        some ? h("a", { class: "scope-button", href: "lecture/mine?presenter=1", target: "_blank", rel: "noopener" }, "Presenter view") : null,
        some ? this.button("save", "Handout", () => this.print(this.lecture)) : null,
        some ? this.button("save", "YAML", () => this.write()) : null,
        this.button("", "Load YAML", () => this.file.click()),
        some ? this.button("trash", "Empty", () => this.replace(whole(null), "Your lecture is empty.")) : null,
      ),
      some
        ? this.list
        : h("p", { class: "lec-empty" }, "No scene yet. Open a ", h("a", { href: "./" }, "lesson"), ", set it up, and press the button “Add this state to my lecture” under its figure; take over a ready lecture; or load a YAML file."),
    );
  }

  // --- the server -----------------------------------------------------------------------------------------------------

  async post(address, body) {
    try {
      return await fetch(address, { method: "POST", body });
    } catch {
      this.say("The server cannot be reached just now. Your lecture is safe in this browser.");
      return null;
    }
  }

  async load() {
    const file = this.file.files[0];
    this.file.value = "";
    if (!file) return;
    const answer = await this.post("lecture/read", file);
    if (!answer) return;
    if (!answer.ok) this.say(`${file.name}: ${await answer.text()} Your lecture is as it was.`);
    else {
      const lecture = whole(await answer.json());
      this.replace(lecture, `${file.name}: ${lecture.scenes.length} scenes loaded.`);
    }
  }

  async write() {
    const answer = await this.post("lecture/write", JSON.stringify(this.lecture));
    if (!answer) return;
    if (!answer.ok) this.say(await answer.text());
    else {
      download(await answer.blob(), `${fileName(this.lecture.title)}.yaml`);
      this.say("The YAML file is saved.");
    }
  }

  /** The handout, scene after scene: the answer is a line of JSON for each, and the last line is the file. */
  async print(/** @type {Lecture} */ lecture) {
    if (!this.progress.hidden) return this.say("A handout is being drawn already.");
    this.progress.hidden = false;
    this.progress.value = 0;
    this.say("The handout is being drawn …");
    try {
      const answer = await this.post("lecture/handout", JSON.stringify(lecture));
      if (answer && !answer.ok) this.say(await answer.text());
      else if (answer) await this.follow(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      this.say("The connection was lost before the handout was complete. Try again.");
    } finally {
      this.progress.hidden = true;
    }
    return undefined;
  }

  async follow(reader) {
    let rest = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) throw new Error("cut off");
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const told = JSON.parse(line);
        if (told.error) return this.say(told.error);
        if (told.pdf) {
          const bytes = Uint8Array.from(atob(told.pdf), (letter) => letter.charCodeAt(0));
          download(new Blob([bytes], { type: "application/pdf" }), `${told.name}.pdf`);
          return this.say("The handout is saved.");
        }
        this.progress.max = told.of;
        this.progress.value = told.done;
        this.say(`The handout is being drawn: ${told.done} of ${told.of} scenes.`);
      }
    }
  }
}

document.documentElement.classList.toggle("scope-dark", matchMedia("(prefers-color-scheme: dark)").matches);
new Page();

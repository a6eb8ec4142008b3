/**
 * The page /lectures: ready lectures to start, print and take over, and the builder of the reader's own. What is typed
 * is in the browser's memory at once. The server is asked only to read and write YAML and to print.
 *
 * @typedef {import("./mylecture.js").Lecture} Lecture
 * @typedef {import("./mylecture.js").Scene} Scene
 */

import { h, icon } from "../common/dom.js";
import { KEY, keep, kept, MOST_KEPT, pack, read, save, SHELF, unpack, whole } from "./mylecture.js";
import { editor } from "./sceneeditor.js";

const data = JSON.parse(document.getElementById("lectures-data").textContent);

/** A file for the reader. */
function download(/** @type {Blob} */ blob, /** @type {string} */ name) {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const fileName = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60) || "lecture";

const PACKED = "One HTML file for a hall without a network: sweeps and sliders move, your notes are in it";

class Page {
  constructor() {
    /** @type {Lecture} */ this.lecture = read();
    /** @type {Lecture[]} those that are not open */ this.others = kept();
    /** @type {{lecture: Lecture, others: Lecture[]}|null} what the last large change replaced */ this.before = null;
    this.message = h("p", { class: "lec-message", role: "status", "aria-live": "polite" });
    this.progress = /** @type {HTMLProgressElement} */ (h("progress", { class: "lec-progress", hidden: true, "aria-label": "How far the file is", max: 1, value: 0 }));
    const layouts = { "per_page=1&notes=1": "a scene a page, with notes", "per_page=1&notes=0": "a scene a page, no notes", "per_page=2": "two scenes a page", "per_page=4": "four scenes a page" };
    this.layout = /** @type {HTMLSelectElement} */ (h("select", { class: "scope-field", "data-field": "layout" }, ...Object.entries(layouts).map(([value, text]) => h("option", { value }, text))));
    this.mine = h("section", { class: "lec-mine", "aria-labelledby": "lec-mine-title" });
    this.file = /** @type {HTMLInputElement} */ (h("input", { type: "file", accept: ".yaml,.yml,application/yaml,text/yaml", hidden: true, onchange: () => this.load() }));
    document.body.append(
      h("header", { class: "lec-head" }, h("a", { href: "./", class: "lec-home" }, "Mathscope"), h("h1", {}, "Lectures"), h("p", {}, "A lecture is a row of scenes: states of lessons, with a caption, notes, and perhaps something that moves.")),
      h(
        "main",
        {},
        h("label", { class: "lec-layout" }, "Handouts have ", this.layout),
        h("section", { "aria-labelledby": "lec-ready-title" }, h("h2", { id: "lec-ready-title" }, "Ready to give"), h("ul", { class: "lec-ready" }, ...data.ready.map((each) => this.ready(each)))),
        this.mine,
      ),
      h("div", { class: "lec-bar" }, this.message, this.progress),
      this.file,
    );
    this.draw();
    // Another page of this browser added a scene.
    addEventListener("storage", (event) => {
      if (event.key !== KEY && event.key !== SHELF) return;
      this.lecture = read();
      this.others = kept();
      this.draw();
    });
    unpack(location.hash).then((lecture) => lecture && this.another(lecture, `“${lecture.title}” came with the link.`));
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
        this.button("save", "Handout", () => this.fetched(each.name, true).then((lecture) => lecture && this.print(lecture))),
        this.button("save", "Offline", () => this.fetched(each.name, true).then((lecture) => lecture && this.pack(lecture)), { title: PACKED }),
        h("a", { class: "scope-button", href: `lecture/${each.name}.yaml`, download: `${each.name}.yaml` }, icon("save"), "YAML"),
        this.button("copy", "Take over", () => this.takeOver(each.name), { title: "Make it my lecture, to change it" }),
      ),
    );
  }

  async fetched(name, names = false) {
    try {
      const answer = await fetch(`lecture/${name}.json${names ? "?names=1" : ""}`);
      if (answer.ok) return whole(await answer.json());
      this.say(await answer.text());
    } catch {
      this.say("The server cannot be reached just now. Your lecture is safe in this browser.");
    }
    return null;
  }

  async takeOver(name) {
    const lecture = await this.fetched(name, true);
    if (lecture) this.another({ ...lecture, name: "" }, `“${lecture.title}” is your lecture now.`);
  }

  // --- my lecture -----------------------------------------------------------------------------------------------------

  /** Every change ends here: kept at once. */
  keep() {
    if (!save(this.lecture) || !keep(this.others)) this.say("This browser keeps nothing more (a private window, or it is full). Download the YAML before you leave.");
  }

  /** A change that undo takes back: the lecture before it stays at hand. */
  replace(/** @type {Lecture} */ lecture, /** @type {string} */ sentence, others = this.others) {
    this.before = structuredClone({ lecture: this.lecture, others: this.others });
    this.lecture = lecture;
    this.others = others;
    this.keep();
    this.draw();
    this.say(sentence, true);
  }

  /** Open another lecture; the one that was open is kept beside it. */
  another(/** @type {Lecture} */ lecture, /** @type {string} */ sentence, rest = this.others) {
    const others = this.lecture.scenes.length ? [this.lecture, ...rest] : rest;
    if (others.length > MOST_KEPT) return this.say(`This browser keeps ${MOST_KEPT} lectures; delete one first.`);
    return this.replace(lecture, sentence, others);
  }

  /** The lectures that are not open. */
  shelf() {
    if (!this.others.length) return null;
    const rows = this.others.map((each, at) => {
      const rest = this.others.filter((_, index) => index !== at);
      return h(
        "li",
        {},
        h("span", { class: "lec-kept" }, each.title, h("span", { class: "lec-count" }, ` · ${each.scenes.length} scenes`)),
        this.button("open", "Open", () => this.another(each, `“${each.title}” is open.`, rest), { "aria-label": `Open ${each.title}` }),
        this.button("trash", "Delete", () => this.replace(this.lecture, `“${each.title}” is deleted.`, rest), { "aria-label": `Delete ${each.title}` }),
      );
    });
    return h("div", {}, h("h3", {}, "My other lectures"), h("ul", { class: "lec-shelf" }, ...rows));
  }

  /** A link that carries the whole lecture, if it is short. */
  async link() {
    const packed = await pack(this.lecture);
    if (!packed) return this.say("This lecture is too long for a link; send its YAML file instead.");
    const address = new URL(`lecture/mine#${packed}`, data.home || document.baseURI).href;
    try {
      await navigator.clipboard.writeText(address);
      this.say("The link is copied; it carries the whole lecture.");
    } catch {
      this.say("Copy the link: ");
      this.message.append(h("a", { href: address }, "this lecture"));
    }
    return undefined;
  }

  undo() {
    if (!this.before) return;
    this.lecture = this.before.lecture;
    this.others = this.before.others;
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

  /** A scene without a figure, at the end. */
  page() {
    const { scenes } = this.lecture;
    if (scenes.length >= data.limits.scenes) return this.say(`A lecture has at most ${data.limits.scenes} scenes.`);
    scenes.push({ lesson: "", title: "A title", link: "", show: [], caption: "", notes: "", sweep: null, text: "" });
    this.keep();
    this.draw();
    return this.say(`Scene ${scenes.length} is a page of text.`);
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
        some ? this.button("save", "Offline", () => this.pack(this.lecture), { title: PACKED }) : null,
        some ? this.button("save", "YAML", () => this.write()) : null,
        some ? this.button("link", "Link", () => this.link()) : null,
        this.button("", "Load YAML", () => this.file.click()),
        this.button("add", "Text", () => this.page()),
        some ? this.button("", "New lecture", () => this.another(whole(null), "A new lecture.")) : null,
        some ? this.button("trash", "Empty", () => this.replace(whole(null), "Your lecture is empty.")) : null,
      ),
      this.shelf(),
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
      this.another(lecture, `${file.name}: ${lecture.scenes.length} scenes loaded.`);
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
    if (!this.progress.hidden) return this.say("A file is being made already.");
    this.progress.hidden = false;
    this.progress.value = 0;
    this.say("The handout is being drawn …");
    try {
      const answer = await this.post(`lecture/handout?${this.layout.value}`, JSON.stringify(lecture));
      if (answer && !answer.ok) this.say(await answer.text());
      else if (answer) await this.follow(answer.body.pipeThrough(new TextDecoderStream()).getReader());
    } catch {
      this.say("The connection was lost before the handout was complete. Try again.");
    } finally {
      this.progress.hidden = true;
    }
    return undefined;
  }

  /** The whole lecture as one file: lines of JSON say how far it is, after the last of them come its bytes. */
  async pack(/** @type {Lecture} */ lecture) {
    if (!this.progress.hidden) return this.say("A file is being made already.");
    this.progress.hidden = false;
    this.progress.value = 0;
    this.say("The offline page is being made …");
    try {
      const answer = await this.post("lecture/offline", JSON.stringify(lecture));
      if (answer && !answer.ok) this.say(await answer.text());
      else if (answer) await this.unpack(answer.body.getReader());
    } catch {
      this.say("The connection was lost before the page was complete. Try again.");
    } finally {
      this.progress.hidden = true;
    }
    return undefined;
  }

  async unpack(/** @type {ReadableStreamDefaultReader<Uint8Array>} */ reader) {
    let head = "";
    /** @type {{size: number, name: string}|null} */ let file = null;
    /** @type {Uint8Array[]} */ const parts = [];
    let there = 0;
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      let rest = value;
      for (let end = rest.indexOf(10); !file && end >= 0; end = rest.indexOf(10)) {
        const told = JSON.parse(head + new TextDecoder().decode(rest.subarray(0, end)));
        head = "";
        rest = rest.subarray(end + 1);
        if (told.error) return this.say(told.error);
        if (told.size) file = told;
        else {
          this.progress.max = told.of;
          this.progress.value = told.done;
          this.say(`The offline page is being made: ${told.done} of ${told.of} scenes.`);
        }
      }
      if (!file) head += new TextDecoder().decode(rest);
      else {
        parts.push(rest);
        there += rest.length;
      }
    }
    if (!file || there !== file.size) throw new Error("cut off");
    download(new Blob(parts, { type: "text/html" }), file.name);
    return this.say(`The offline page is saved: ${(file.size / 1e6).toFixed(1)} MB.`);
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

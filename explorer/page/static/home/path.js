/**
 * The path on the home page: what a reader wants to understand, the next steps, the map (a list by section on a phone or
 * if asked for), and the progress as a file and a link.
 */

import { h, icon, write } from "../common/dom.js";
import { LessonMap } from "./map.js";
import * as progress from "./progress.js";

const STEPS = 6; // next steps that are shown at once

export class Path {
  /** @param {any} data sections, map, goals */
  constructor(data) {
    this.data = data;
    this.lessons = data.sections.flatMap((section) => section.lessons);
    this.bySlug = new Map(this.lessons.map((lesson) => [lesson.slug, lesson]));
    this.wish = /** @type {HTMLSelectElement} */ (
      h("select", { class: "scope-wish", id: "scope-wish", onchange: () => this.keep({ goal: this.wish.value }) },
        h("option", { value: "" }, "anything: show all"),
        ...Object.entries(data.goals).map(([name, goal]) => h("option", { value: name }, goal.wish)))
    );
    this.steps = h("div", { class: "scope-steps" });
    this.map = new LessonMap(data.map, data.sections);
    this.list = h("div", { class: "scope-way-list" });
    this.turn = h("button", { type: "button", class: "scope-button scope-turn", "aria-pressed": "false", onclick: () => this.asList(!this.root.classList.contains("scope-as-list")) }, "As a list");
    this.said = h("p", { role: "status", "aria-live": "polite", class: "scope-progress-said" });
    this.input = /** @type {HTMLInputElement} */ (
      h("input", { type: "file", accept: ".json", class: "scope-unseen", tabindex: -1, "aria-hidden": "true", onchange: () => this.take() })
    );
    this.amount = h("span", { class: "scope-progress-amount" });
    const tools = h(
      "div",
      { class: "scope-progress", role: "group", "aria-label": "Your progress" },
      this.amount,
      h("button", { type: "button", class: "scope-button", onclick: () => this.save() }, icon("save"), "Save as a file"),
      h("button", { type: "button", class: "scope-button", onclick: () => this.copy() }, icon("link"), "Copy as a link"),
      h("button", { type: "button", class: "scope-button", onclick: () => this.input.click() }, icon("open"), "Read a file"),
      this.input,
      this.said,
    );
    this.root = h(
      "section",
      { class: "scope-path", "aria-labelledby": "scope-path-title" },
      h("h2", { id: "scope-path-title", class: "scope-unseen" }, "Your path"),
      h("div", { class: "scope-wish-row" }, h("label", { for: "scope-wish" }, "I want to understand"), this.wish, this.turn),
      this.steps,
      this.map.root,
      this.list,
      tools,
    );
    this.storage = (event) => event.key?.startsWith("mathscope:") && this.update();
    window.addEventListener("storage", this.storage);
    this.arrive();
    this.update();
  }

  /** A link that carries progress: add it to what is here, say so, and leave the address clean. */
  arrive() {
    try {
      const found = progress.readHash(location.hash, this.lessons, this.data.goals);
      if (!found) return;
      this.add(found, "the link");
    } catch (error) {
      write(this.said, error.message);
    }
    history.replaceState(history.state, "", location.pathname + location.search);
  }

  now() {
    return progress.remembered(this.lessons, this.data.goals);
  }

  keep(/** @type {Partial<progress.Progress>} */ part) {
    progress.remember({ ...this.now(), ...part });
    this.update();
  }

  add(/** @type {progress.Progress} */ found, from) {
    progress.remember(progress.together(this.now(), found));
    const { been, solved, known } = progress.amounts(found);
    write(this.said, `Read from ${from} and added to what is here: ${been} lessons, ${solved} challenges, ${known} marked as known.`);
  }

  update() {
    const now = this.now();
    const passed = progress.passedOf(now);
    const states = new Map(this.lessons.map((lesson) => [lesson.slug, progress.stateOf(lesson, now, passed)]));
    const way = now.goal ? this.data.goals[now.goal].way : null;
    this.wish.value = now.goal;
    this.map.update(states, way);
    this.showSteps(states, passed, way);
    this.showList(states, way);
    const { been, solved, known } = progress.amounts(now);
    write(this.amount, `You have been to ${been} of ${this.lessons.length} lessons and solved ${solved} challenges${known ? `; ${known} marked as known` : ""}. This is kept in this browser only.`);
  }

  showSteps(states, passed, way) {
    const slugs = way || this.lessons.map((lesson) => lesson.slug);
    const open = slugs.filter((slug) => states.get(slug) === "open");
    const done = slugs.filter((slug) => passed.has(slug)).length;
    const told = way
      ? open.length ? `${way.length} lessons on the way, ${done} behind you. Next:` : `All ${way.length} lessons of the way are behind you.`
      : open.length ? "Open to you now:" : "You have been everywhere.";
    // A button that was pressed goes; the next one takes the focus, so that the keyboard does not start over.
    const focused = [...this.steps.querySelectorAll("button")].indexOf(/** @type {any} */ (document.activeElement));
    this.steps.replaceChildren(
      h("p", {}, told),
      h("ul", {}, ...open.slice(0, STEPS).map((slug) => h(
        "li",
        {},
        h("a", { href: slug, "data-slug": slug }, this.bySlug.get(slug).name),
        h("button", { type: "button", class: "scope-known", "aria-label": `I know it: ${this.bySlug.get(slug).title}`, onclick: () => this.keep({ known: [...this.now().known, slug] }) }, "I know it"),
      ))),
    );
    if (focused >= 0) {
      const buttons = /** @type {NodeListOf<HTMLElement>} */ (this.steps.querySelectorAll("button"));
      (buttons[Math.min(focused, buttons.length - 1)] || this.wish).focus();
    }
  }

  /** The map in words: on the way to a goal in its order, else by section. */
  showList(states, way) {
    const opened = [...this.list.querySelectorAll("details")].map((each) => each.open);
    const row = (slug) => {
      const lesson = this.bySlug.get(slug);
      const state = states.get(slug);
      const names = lesson.before.map((each) => this.bySlug.get(each).name).join(", ");
      const forget = state === "known" ? h("button", { type: "button", class: "scope-known", "aria-label": `Not known after all: ${lesson.title}`, title: "Not known after all", onclick: () => this.keep({ known: this.now().known.filter((each) => each !== slug) }) }, icon("cross")) : null;
      return h("li", { class: `scope-is-${state}` }, h("div", {}, h("a", { href: slug, "data-slug": slug }, lesson.title), h("span", {}, ` ${progress.SAID[state]}${names ? `; after ${names}` : ""}`)), forget);
    };
    if (way) {
      this.list.replaceChildren(h("ol", { "aria-label": "The way" }, ...way.map(row)));
      return;
    }
    this.list.replaceChildren(
      ...this.data.sections.map((section, at) => {
        const open = section.lessons.filter((lesson) => states.get(lesson.slug) === "open").length;
        return h("details", { open: opened[at] ?? false }, h("summary", {}, section.title, h("span", {}, open ? ` ${open} open to you now` : "")), h("ol", {}, ...section.lessons.map((lesson) => row(lesson.slug))));
      }),
    );
  }

  asList(on) {
    this.root.classList.toggle("scope-as-list", on);
    this.turn.setAttribute("aria-pressed", String(on));
  }

  save() {
    const address = URL.createObjectURL(new Blob([progress.written(this.now())], { type: "application/json" }));
    h("a", { href: address, download: "mathscope-progress.json" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    write(this.said, "Saved as mathscope-progress.json.");
  }

  async copy() {
    const link = location.origin + location.pathname + progress.asHash(this.now());
    try {
      await navigator.clipboard.writeText(link);
      write(this.said, "Copied. Open the link in another browser, and it continues from here.");
    } catch {
      // No clipboard without a secure address: the link itself can be copied by hand.
      this.said.replaceChildren("Copy this link: ", h("a", { href: link }, "your progress"));
    }
  }

  async take() {
    const file = this.input.files?.[0];
    if (!file) return;
    if (file.size > progress.LARGEST) write(this.said, `${file.name} is too large to be a file of progress.`);
    else await this.read(await file.text(), file.name);
    this.input.value = "";
  }

  /** Take a file that was dropped on the page, if it is one of progress. @param {File} file */
  async dropped(file) {
    if (file.size > progress.LARGEST) return false;
    const text = await file.text();
    if (!progress.isProgress(text)) return false;
    await this.read(text, file.name);
    return true;
  }

  /** Take over a file's text; what hinders it is said. */
  async read(text, name) {
    try {
      this.add(progress.readFile(text, this.lessons, this.data.goals), name);
      this.update();
    } catch (error) {
      write(this.said, `${name}: ${error.message}`);
    }
  }

  remove() {
    window.removeEventListener("storage", this.storage);
  }
}

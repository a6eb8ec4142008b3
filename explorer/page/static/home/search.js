/**
 * Finding a lesson: the map of the curriculum on the home page, and the list in the sidebar.
 *
 * @typedef {{slug: string, number: number, heading: string, title: string, idea: string, terms: string[],
 *   text: string, thumb: string, challenges?: number}} Lesson
 * @typedef {{name: string, title: string, subtitle: string, lessons: Lesson[]}} Section
 */

import { h, icon, memory, write } from "../common/dom.js";
import { markPage, pageIsDark } from "../common/looks.js";
import { visit } from "../common/visit.js";
import { matches, marked, wordsOf } from "./match.js";
import { Opener } from "./opener.js";

class Finder {
  constructor(component) {
    const { data, parentElement } = component;
    this.home = data.mode === "home";
    this.told = "";
    this.field = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        class: "scope-search-field",
        placeholder: this.home ? "Search titles, ideas, terms" : "Search",
        "aria-label": "Search the lessons",
        "aria-keyshortcuts": "/",
        autocomplete: "off",
        spellcheck: "false",
        oninput: () => this.filter(),
        onkeydown: (event) => this.key(event),
      })
    );
    this.box = h("div", { class: "scope-search-box", role: "search", "aria-label": this.home ? "The map of lessons" : "Sidebar" }, icon("search"), this.field, h("kbd", { "aria-hidden": "true" }, "/"));
    this.count = h("p", { class: "scope-search-count", role: "status", "aria-live": "polite" });
    this.list = h(this.home ? "div" : "nav", { class: "scope-search-list", "aria-label": this.home ? null : "Lessons" });
    const hero = h(
      "header",
      { class: "scope-hero" },
      h("h1", {}, "Mathscope"),
      h("p", {}, "The mathematics behind AI and machine learning, in figures that move while you drag."),
    );
    this.again = h("p", { class: "scope-again" });
    const lectures = h("p", { class: "scope-lectures" }, h("a", { href: "lectures" }, this.home ? "Lectures: ready to give, or your own" : "Lectures"));
    this.opener = this.home ? new Opener(() => this.data.sections.flatMap((section) => section.lessons.map((lesson) => lesson.slug))) : null;
    this.root = h("div", { class: `scope-search scope-search-${data.mode}` }, this.home ? hero : null, this.box, this.home ? this.again : null, this.opener && this.opener.root, lectures, this.count, this.list);
    parentElement.append(this.root);
    this.root.addEventListener("click", (event) => this.click(event));
    this.slash = (event) => {
      const busy = event.target.closest?.("input, textarea, select, [contenteditable=true]");
      if (event.key !== "/" || busy || event.ctrlKey || event.metaKey || event.altKey) return;
      if (!this.field.offsetParent) return; // a closed sidebar
      event.preventDefault();
      this.field.focus();
      this.field.select();
    };
    document.addEventListener("keydown", this.slash);
  }

  update({ data }) {
    this.data = data;
    this.alone(!this.home && !data.current);
    markPage();
    const dark = pageIsDark();
    const told = JSON.stringify([data.sections, data.current, dark]);
    if (told === this.told) return;
    this.told = told;
    this.dark = dark;
    this.resume();
    this.filter();
  }

  /** On the home page the search is the map's: the sidebar has none of its own there. */
  alone(without) {
    if (without === this.box.hidden) return;
    this.box.hidden = without;
    if (!without || !this.field.value) return;
    this.field.value = "";
    this.filter();
  }

  /** Continue where one left off. */
  resume() {
    const last = memory.read("mathscope:last", null);
    const known = last && this.data.sections.flatMap((section) => section.lessons).find((lesson) => lesson.slug === last.slug);
    this.again.replaceChildren();
    if (!known) return;
    const address = last.link ? `${known.slug}?${last.link}` : known.slug;
    // With a state in the link the page is loaded anew: a switch of pages inside Streamlit drops the query.
    this.again.append("Continue where you left off: ", h("a", { href: address, "data-slug": last.link ? null : known.slug }, known.title));
  }

  filter() {
    const words = wordsOf(this.field.value);
    let found = 0;
    const sections = this.data.sections.map((section) => {
      const lessons = matches(section.lessons, words);
      found += lessons.length;
      return { section, lessons };
    });
    this.list.replaceChildren(...sections.filter(({ lessons }) => lessons.length).map((each) => this.section(each, words)));
    const all = this.data.sections.reduce((sum, section) => sum + section.lessons.length, 0);
    write(this.count, words.length ? (found === 0 ? "Nothing found. Try another word." : found === 1 ? "One lesson found." : `${found} lessons found.`) : "");
    this.count.hidden = !words.length && !this.home;
    if (this.home && !words.length) write(this.count, `${all} lessons in ${this.data.sections.length} sections`);
  }

  section({ section, lessons }, words) {
    const { current } = this.data;
    if (this.home) {
      const id = `scope-section-${section.name}`;
      return h(
        "section",
        { class: "scope-section", "aria-labelledby": id },
        h("div", { class: "scope-section-head" }, h("h2", { id }, section.title), h("p", {}, section.subtitle)),
        ...underHeadings(lessons, words).flatMap(([heading, under]) => [
          heading ? h("h3", { class: "scope-heading" }, heading) : null,
          h("ul", { class: "scope-cards" }, ...under.map((lesson) => h("li", {}, this.card(lesson, words, heading ? "h4" : "h3")))),
        ]),
      );
    }
    const here = section.lessons.some((lesson) => lesson.slug === current);
    const link = (lesson) =>
      h(
        "li",
        {},
        h("a", { href: lesson.slug, "data-slug": lesson.slug, "aria-current": lesson.slug === current ? "page" : null }, ...marked(lesson.title, words), this.tick(lesson)),
      );
    const lists = underHeadings(lessons, words).flatMap(([heading, under]) => [
      heading ? h("p", { class: "scope-heading" }, heading) : null,
      h("ul", { "aria-label": heading || null }, ...under.map(link)),
    ]);
    return h("details", { open: here || words.length > 0 || this.data.sections.length === 1 }, h("summary", {}, h("span", {}, section.title), h("span", { class: "scope-how-many" }, String(lessons.length))), ...lists);
  }

  card(lesson, words, title) {
    const thumb = lesson.thumb ? `${lesson.thumb}.${this.dark ? "dark" : "light"}.svg` : "";
    const said = words.length ? matches.term(lesson, words) : "";
    return h(
      "a",
      { href: lesson.slug, "data-slug": lesson.slug, class: "scope-card" },
      thumb
        ? h("img", { src: thumb, alt: "", width: 320, height: 180, loading: "lazy" })
        : h("div", { class: "scope-no-thumb", "aria-hidden": "true" }, String(lesson.number)),
      h("div", { class: "scope-card-text" }, h(title, {}, ...marked(lesson.title, words)), h("p", {}, ...marked(lesson.idea, words)), said ? h("p", { class: "scope-term" }, ...marked(said, words)) : null, this.tick(lesson)),
    );
  }

  /** How many of a lesson's challenges were solved in this browser. */
  tick(lesson) {
    const solved = (memory.read("mathscope:solved", {})[lesson.slug] || []).length;
    if (!solved) return null;
    const of = lesson.challenges ? ` of ${lesson.challenges}` : "";
    const whole = lesson.challenges && solved >= lesson.challenges;
    const text = this.home ? `${solved}${of} solved` : "";
    return h("span", { class: `scope-tick${whole ? " scope-whole" : ""}`, title: `${solved}${of} challenges solved` }, icon("check"), text || h("span", { class: "scope-unseen" }, `, ${solved}${of} challenges solved`));
  }

  // --- hand and keys --------------------------------------------------------------------------------------------

  /** A plain click leads to the lesson without loading the page anew; any other click is the browser's. */
  click(event) {
    const link = event.target.closest?.("a[data-slug]");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    if (link.dataset.slug !== this.data.current) visit(link.href);
  }

  links() {
    return [.../** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("a[data-slug]"))].filter((link) => link.offsetParent);
  }

  key(event) {
    const links = this.links();
    if (event.key === "Enter" && links.length && this.field.value.trim()) {
      event.preventDefault();
      links[0].click();
    } else if (event.key === "ArrowDown" && links.length) {
      event.preventDefault();
      links[0].focus();
    } else if (event.key === "Escape" && this.field.value) {
      event.preventDefault();
      this.field.value = "";
      this.filter();
    }
  }

  /** Arrow keys walk over the links. */
  walk(event) {
    const links = this.links();
    const at = links.indexOf(event.target.closest?.("a[data-slug]"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (at < 0 || !step) return;
    event.preventDefault();
    if (at + step < 0) this.field.focus();
    else links[Math.min(links.length - 1, at + step)].focus();
  }

  remove() {
    document.removeEventListener("keydown", this.slash);
    this.opener?.remove();
    this.root.remove();
  }
}

/**
 * The lessons under their headings, in order; what a search found stands in the order of the search, under none.
 *
 * @param {Lesson[]} lessons
 * @param {string[]} words
 * @returns {[string, Lesson[]][]}
 */
function underHeadings(lessons, words) {
  if (words.length) return [["", lessons]];
  return [...new Set(lessons.map((lesson) => lesson.heading))].map((heading) => [heading, lessons.filter((lesson) => lesson.heading === heading)]);
}

/** @type {WeakMap<HTMLElement, Finder>} */
const finders = new WeakMap();

/** Streamlit calls this at each rerun. */
export function mount(component) {
  const { parentElement } = component;
  let finder = finders.get(parentElement);
  if (finder && !finder.root.isConnected) {
    finder.remove();
    finder = undefined;
  }
  if (!finder) {
    finders.set(parentElement, (finder = new Finder(component)));
    const { list } = finder;
    const mine = finder;
    list.addEventListener("keydown", (event) => mine.walk(event));
  }
  finder.update(component);
  const mine = finder;
  return () => {
    mine.remove();
    if (finders.get(parentElement) === mine) finders.delete(parentElement);
  };
}

export default mount;

/**
 * Finding a lesson: the map of the curriculum on the home page, and the list in the sidebar.
 *
 * @typedef {{slug: string, number: number, heading: string, title: string, idea: string, terms: string[],
 *   text: string, thumb: string, challenges: number, name: string, before: string[], after: string[]}} Lesson
 * @typedef {{name: string, title: string, subtitle: string, lessons: Lesson[]}} Section
 */

import { h, icon, memory, write } from "../common/dom.js";
import { markPage, pageIsDark } from "../common/looks.js";
import { visit } from "../common/visit.js";
import { defined, forget, matches, marked, queryOf } from "./match.js";
import { Opener } from "./opener.js";
import { Path } from "./path.js";
import { arrived } from "./progress.js";
import { Terms } from "./terms.js";

const FEW = 5; // with fewer lessons found, what their presets say is looked through as well
const DEFINED = 3; // terms of the glossary that a search shows
// A window in which Streamlit opens the sidebar, and the figure needs its width more: a tablet, a phone on its side.
const crowded = matchMedia("(min-width: 768px) and (max-width: 1099.98px)");

/** Close the sidebar where it crowds the figure; whoever opens it again has it. */
function makeRoom() {
  const closing = /** @type {HTMLElement | null} */ (document.querySelector("[data-testid=stSidebarCollapseButton] button"));
  if (crowded.matches) closing?.click();
}

crowded.addEventListener("change", makeRoom);

/** What the search looks through beside the lessons' own titles, terms and ideas; fetched once, when it is needed. */
let fetched = null;
const words = () => (fetched ??= fetch("scope/words.json").then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))).catch(() => {
  fetched = null; // the next search tries again
  return { glossary: [], shows: {}, synonyms: [] };
});

class Finder {
  constructor(component) {
    const { data, parentElement } = component;
    this.home = data.mode === "home";
    this.told = "";
    this.field = /** @type {HTMLInputElement} */ (
      h("input", {
        type: "search",
        class: "scope-search-field",
        placeholder: this.home ? "Search lessons, terms, what a figure shows" : "Search",
        "aria-label": "Search the lessons",
        "aria-keyshortcuts": "/",
        autocomplete: "off",
        spellcheck: "false",
        onfocus: () => this.prepare(),
        oninput: () => this.filter(),
        onkeydown: (event) => this.key(event),
      })
    );
    this.box = h("div", { class: "scope-search-box", role: "search", "aria-label": this.home ? "The map of lessons" : "Sidebar" }, icon("search"), this.field, h("kbd", { "aria-hidden": "true" }, "/"));
    this.count = h("p", { class: "scope-search-count", role: "status", "aria-live": "polite" });
    /** @type {{glossary: {term: string, meaning: string, anchor: string}[], synonyms: string[][]}} */
    this.words = { glossary: [], synonyms: [] };
    this.terms = h("dl", { class: "scope-defined" });
    this.list = h(this.home ? "div" : "nav", { class: "scope-search-list", "aria-label": this.home ? null : "Lessons" });
    const hero = h(
      "header",
      { class: "scope-hero" },
      h("h1", {}, "Mathscope"),
      h("p", {}, "The mathematics behind AI and machine learning, in figures that move while you drag."),
    );
    this.again = h("p", { class: "scope-again" });
    const lectures = h("p", { class: "scope-lectures" }, h("a", { href: "lectures" }, this.home ? "Lectures: ready to give, or your own" : "Lectures"), " · ", h("a", { href: "glossary" }, this.home ? "Glossary and notation" : "Glossary"));
    this.opener = this.home ? new Opener(() => this.lessons().map((lesson) => lesson.slug), async (file) => !!(await this.path?.dropped(file))) : null;
    this.path = null;
    this.way = h("div", {});
    this.root = h("div", { class: `scope-search scope-search-${data.mode}` }, this.home ? hero : null, this.box, this.home ? this.again : null, this.home ? this.way : null, this.opener && this.opener.root, lectures, this.count, this.terms, this.list);
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
    // The line under a lesson's idea has links as well; they lie in Streamlit's own part of the page.
    this.aside = (event) => event.target.closest?.(".scope-before") && this.click(event);
    if (!this.home) document.addEventListener("click", this.aside);
    this.tips = this.home ? null : new Terms();
    if (!this.home) makeRoom();
  }

  update({ data }) {
    this.data = data;
    this.alone(!this.home && !data.current);
    markPage();
    if (this.home && !this.path) this.way.append((this.path = new Path(data)).root);
    if (!this.home && data.current) arrived(data.current);
    const dark = pageIsDark();
    const told = JSON.stringify([data.sections, data.current, dark]);
    if (told === this.told) return;
    this.told = told;
    this.dark = dark;
    this.all = this.lessons();
    delete this.root.dataset.words; // new data know nothing yet of what the lessons show
    if (this.home || this.field.value) this.prepare();
    this.resume();
    this.filter();
  }

  /** See that the words are there; what was typed meanwhile is looked for again. */
  async prepare() {
    if (this.root.dataset.words) return;
    const told = await words();
    if (!told.glossary.length) return;
    for (const lesson of this.lessons()) lesson.shows = told.shows[lesson.slug] || [];
    this.words = told;
    this.root.dataset.words = "there";
    forget(this.lessons());
    if (this.field.value) this.filter();
  }

  lessons() {
    return this.data.sections.flatMap((section) => section.lessons);
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
    const known = last && this.lessons().find((lesson) => lesson.slug === last.slug);
    this.again.replaceChildren();
    if (!known) return;
    const address = last.link ? `${known.slug}?${last.link}` : known.slug;
    // With a state in the link the page is loaded anew: a switch of pages inside Streamlit drops the query.
    this.again.append("Continue where you left off: ", h("a", { href: address, "data-slug": last.link ? null : known.slug }, known.title));
  }

  filter() {
    const query = queryOf(this.field.value, this.all, this.words.synonyms);
    const { words } = query;
    let found = 0;
    const deep = matches(this.all, query).length < FEW;
    const sections = this.data.sections.map((section) => {
      const lessons = matches(section.lessons, query, deep);
      found += lessons.length;
      return { section, lessons };
    });
    this.list.replaceChildren(...sections.filter(({ lessons }) => lessons.length).map((each) => this.section(each, words)));
    const all = this.data.sections.reduce((sum, section) => sum + section.lessons.length, 0);
    const terms = words.length ? defined(this.words.glossary, query).slice(0, DEFINED) : [];
    this.terms.replaceChildren(...terms.map((each) => h("div", {}, h("dt", {}, h("a", { href: `glossary#${each.anchor}` }, ...marked(each.term, words))), this.home ? h("dd", {}, each.meaning) : null)));
    const number = found === 0 ? "Nothing found. Try another word." : found === 1 ? "One lesson found." : `${found} lessons found.`;
    write(this.count, !words.length ? "" : query.read ? `Read as “${query.read}”. ${number}` : number);
    this.count.hidden = !words.length && !this.home;
    this.way.hidden = words.length > 0;
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
    if (link.dataset.slug !== this.data.current) visit(link.getAttribute("href")); // the property of a link in SVG is no text
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
    document.removeEventListener("click", this.aside);
    this.tips?.remove();
    this.opener?.remove();
    this.path?.remove();
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

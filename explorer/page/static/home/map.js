/**
 * The map of the lessons: a lane for each section, arrows from what comes before, the reader's own way in colour.
 * Python laid it out (explorer/paths/layout.py). The keyboard walks over it with the arrow keys; the list beside it says
 * the same.
 */

import { attr, h, svg, write } from "../common/dom.js";
import { SAID } from "./progress.js";

const MARKS = { whole: "✓✓", some: "✓", seen: "•", known: "=" };

export class LessonMap {
  /**
   * @param {{width: number, height: number, wide: number, high: number, lane: number, boxes: Record<string, number[]>, arrows: [string, string, string][]}} drawing
   * @param {{title: string, lessons: any[]}[]} sections
   */
  constructor(drawing, sections) {
    this.lessons = new Map(sections.flatMap((section) => section.lessons).map((lesson) => [lesson.slug, lesson]));
    const { boxes, wide, high } = drawing;
    this.boxes = boxes;
    this.arrows = drawing.arrows.map(([from, to, d]) => ({ from, to, node: svg("path", { d, class: "scope-map-arrow" }) }));
    /** @type {Map<string, SVGElement>} */
    this.nodes = new Map();
    for (const [slug, [x, y]] of Object.entries(boxes)) {
      const node = svg(
        "a",
        { href: slug, "data-slug": slug, class: "scope-map-node", tabindex: -1, transform: `translate(${x} ${y})` },
        svg("rect", { x: -wide / 2, y: -high / 2, width: wide, height: high, rx: 6 }),
        svg("text", { y: 4.2, "text-anchor": "middle" }, this.lessons.get(slug).name),
        svg("text", { x: wide / 2 - 6, y: 4.2, "text-anchor": "end", class: "scope-map-mark" }),
      );
      this.nodes.set(slug, node);
    }
    this.entry = [...this.nodes.keys()].sort((a, b) => boxes[a][1] - boxes[b][1] || boxes[a][0] - boxes[b][0]);
    const heads = sections.map((section, lane) => svg("text", { x: (lane + 0.5) * drawing.lane, y: 18, "text-anchor": "middle", class: "scope-map-lane", "aria-hidden": "true" }, section.title));
    this.picture = svg(
      "svg",
      { viewBox: `0 0 ${drawing.width} ${drawing.height}`, role: "group", "aria-label": "Map of the lessons; arrow keys go from one to the next. The same stands in the list.", class: "scope-map-picture" },
      svg("g", { "aria-hidden": "true" }, ...this.arrows.map((arrow) => arrow.node)),
      ...heads,
      ...this.entry.map((slug) => this.nodes.get(slug)),
    );
    this.about = h("p", { class: "scope-map-about", "aria-hidden": "true" });
    this.root = h("div", { class: "scope-map" }, this.about, this.picture);
    this.stop(this.entry[0]);
    this.picture.addEventListener("pointerover", (event) => this.point(event));
    this.picture.addEventListener("pointerleave", () => this.light(null));
    this.picture.addEventListener("focusin", (event) => this.point(event));
    this.picture.addEventListener("focusout", () => this.light(null));
    this.picture.addEventListener("keydown", (event) => this.walk(event));
    this.light(null);
  }

  /** @param {Map<string, string>} states @param {string[]|null} way */
  update(states, way) {
    this.states = states;
    const on = way && new Set(way);
    for (const [slug, node] of this.nodes) {
      attr(node, "class", `scope-map-node scope-is-${states.get(slug)}${on ? (on.has(slug) ? " scope-on-way" : " scope-off-way") : ""}`);
      attr(node, "aria-label", this.told(slug));
      write(node.lastElementChild, MARKS[states.get(slug)] || "");
    }
    for (const { from, to, node } of this.arrows) attr(node, "class", `scope-map-arrow${on ? (on.has(from) && on.has(to) ? " scope-on-way" : " scope-off-way") : ""}`);
    this.light(null);
  }

  names(slugs) {
    return slugs.map((slug) => this.lessons.get(slug).name).join(", ");
  }

  told(slug) {
    const lesson = this.lessons.get(slug);
    const before = lesson.before.length ? `After ${this.names(lesson.before)}.` : "Needs no other.";
    return `${lesson.title}: ${SAID[this.states.get(slug)]}. ${before}${lesson.after.length ? ` Leads to ${this.names(lesson.after)}.` : ""}`;
  }

  point(event) {
    const slug = event.target.closest?.(".scope-map-node")?.dataset.slug;
    if (slug) this.light(slug);
  }

  /** Show a lesson with all that it needs and all that it leads to at once; null: none. */
  light(slug) {
    const near = slug ? new Set([slug, ...this.back(slug), ...this.lessons.get(slug).after]) : null;
    const back = slug ? new Set([slug, ...this.back(slug)]) : null;
    for (const [each, node] of this.nodes) node.classList.toggle("scope-near", !!near?.has(each));
    for (const { from, to, node } of this.arrows) node.classList.toggle("scope-near", !!slug && ((back.has(from) && back.has(to)) || from === slug));
    this.root.classList.toggle("scope-lit", !!slug);
    write(this.about, slug ? `${this.told(slug)}` : "✓✓ all solved · ✓ some solved · • been there · = marked as known · thick frame: open to you now. An arrow leads from what a lesson needs.");
  }

  /** All that comes before, however far back. */
  back(slug, found = new Set()) {
    for (const each of this.lessons.get(slug).before) {
      if (!found.has(each)) this.back(each, found.add(each));
    }
    return found;
  }

  stop(slug) {
    for (const [each, node] of this.nodes) attr(node, "tabindex", each === slug ? "0" : "-1");
  }

  /** Up and down in the lane; left and right to the nearest in the next lane. */
  walk(event) {
    const at = event.target.closest?.(".scope-map-node")?.dataset.slug;
    const step = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
    if (!at || !step) return;
    event.preventDefault();
    const [x, y] = this.boxes[at];
    const [across, down] = step;
    const ahead = this.entry.filter((slug) => {
      const [u, v] = this.boxes[slug];
      return across ? Math.sign(u - x) === across : u === x && Math.sign(v - y) === down;
    });
    const far = (slug) => Math.abs(this.boxes[slug][0] - x) * 100 + Math.abs(this.boxes[slug][1] - y);
    const next = ahead.sort((a, b) => far(a) - far(b))[0];
    if (!next) return;
    this.stop(next);
    /** @type {any} */ (this.nodes.get(next)).focus();
  }
}

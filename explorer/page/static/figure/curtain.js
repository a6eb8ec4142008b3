/**
 * The figure of the next page, before that page is there: asked for when the pointer or the focus comes to its link, drawn
 * over the figure of this page when the link is followed, and handed to the next page's figure, which goes on with it.
 */

import { h } from "../common/dom.js";
import { Drawing } from "./drawing.js";

const REST = 50; // ms that a pointer rests on a link before its figure is asked for
const KEPT = 8; // frames
const LONGEST = 4000; // ms after which a page that does not come has no figure any more

/** The frames that came, by lesson; the oldest first. @type {Map<string, any>} */
export const frames = new Map();
/** The one that is drawn, until its page takes it. @type {{slug: string, node: HTMLElement, gd: HTMLElement, drawing: Drawing}|null} */
let drawn = null;

/** The lesson that a link leads to as it opens; "" if it leads elsewhere. */
function slugOf(/** @type {EventTarget|null} */ target) {
  const link = target instanceof Element ? target.closest("a[data-slug]") : null;
  return link?.getAttribute("href") === link?.getAttribute("data-slug") ? (link?.getAttribute("data-slug") ?? "") : "";
}

/** The node and the drawing of the figure that is drawn already, for the page that it belongs to and that puts it in its
 * place in this very task. */
export function taken(/** @type {string} */ slug) {
  const found = drawn;
  if (found?.slug !== slug) {
    lift();
    return null;
  }
  found.node.remove();
  drawn = null;
  return found;
}

/** Away with it: the reader went on in another way. What plotly.js holds for it, a canvas of space too, is given back. */
function lift(which = drawn) {
  if (!which || drawn !== which) return;
  which.node.remove();
  which.drawing.Plotly.purge(which.gd);
  drawn = null;
}

/**
 * Listen to the links of a page.
 * @param {{slug: string, store: any, stage: HTMLElement, drawing: Drawing, narrow?: boolean}} figure
 * @param {any} Plotly
 * @returns {() => void} ends it
 */
export function listen(figure, Plotly) {
  let timer = 0;
  /** What is on its way: a page that takes long must not be waited for by who points elsewhere. */
  let asked = { slug: "", id: 0 };
  const takeBack = () => {
    clearTimeout(timer);
    if (asked.id) figure.store.wire?.stop(asked.id, true);
    asked = { slug: "", id: 0 };
  };

  const near = (event) => {
    const slug = slugOf(event.target);
    if (slug && slug === asked.slug) return;
    takeBack();
    if (!slug || slug === figure.slug || figure.narrow || frames.has(slug)) return;
    timer = setTimeout(() => {
      const { wire } = figure.store;
      if (!wire?.open || figure.store.held.size) return;
      const id = wire.ask({ slug, values: {}, narrow: false, draft: false }, (answer) => {
        if (asked.id === id) asked = { slug: "", id: 0 };
        if (!answer?.frame?.figure.data.length) return;
        frames.set(slug, structuredClone(answer.frame)); // the next answer changes it in place
        if (frames.size > KEPT) frames.delete(frames.keys().next().value);
      });
      asked = { slug, id };
    }, REST);
  };

  const follow = (/** @type {MouseEvent} */ event) => {
    const slug = slugOf(event.target);
    const frame = frames.get(slug);
    if (!frame || slug === figure.slug || figure.narrow || !figure.store.wire?.open) return;
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (document.fullscreenElement || figure.stage.closest("[data-testid=stMain]")?.scrollTop) return; // its place is another
    lift();
    const gd = h("div", { class: "scope-plot" });
    const node = h("div", { class: "scope-curtain scope-figure", "data-params": JSON.stringify(frame.params), "aria-hidden": "true" }, gd);
    const { left, top, width, height } = figure.stage.getBoundingClientRect();
    const paper = getComputedStyle(figure.stage).backgroundColor;
    Object.assign(node.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px`, background: paper });
    document.body.append(node);
    const drawing = new Drawing(gd, Plotly);
    drawing.look = figure.drawing.look;
    drawing.template = figure.drawing.template;
    drawing.draw(frame);
    const mine = (drawn = { slug, node, gd, drawing });
    setTimeout(() => lift(mine), LONGEST);
  };

  document.addEventListener("pointerover", near);
  document.addEventListener("focusin", near);
  document.addEventListener("click", follow, true); // before the click leads away
  return () => {
    takeBack();
    document.removeEventListener("pointerover", near);
    document.removeEventListener("focusin", near);
    document.removeEventListener("click", follow, true);
  };
}

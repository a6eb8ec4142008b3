/** A scene without a figure: a title, a text with its formulas on lines of their own, an image. */

import { h } from "../common/dom.js";

/** A line that is a formula stands between two dollar signs, or between two pairs of them. */
const FORMULA = /^\s*\${1,2}(.+?)\${1,2}\s*$/;

/** @param {{title?: string, text?: string, image?: string, alt?: string}} scene @returns {HTMLElement} */
export function card({ title, text, image, alt }) {
  const parts = (text || "").split(/\n\s*\n/).filter((part) => part.trim());
  const lines = (/** @type {string} */ part) => {
    const rows = part.split("\n");
    if (!rows.some((row) => FORMULA.test(row))) return [h("p", {}, part)];
    return rows.map((row) => h("p", FORMULA.test(row) ? { class: "stage-formula" } : {}, row.replace(FORMULA, "$1")));
  };
  return h(
    "div",
    { class: "stage-card" },
    title ? h("h2", {}, title) : null,
    parts.length ? h("div", { class: "stage-card-text" }, ...parts.flatMap(lines)) : null,
    image ? h("img", { src: image, alt: alt || title || "" }) : null,
  );
}

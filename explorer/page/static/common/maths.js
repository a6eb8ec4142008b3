/** Names and powers in a sentence as they are set: x_row with a subscript, n^(−0.333) with a superscript. */

import { h } from "./dom.js";

// A name of one letter has an index; in body_mass the line is a letter of a name that somebody gave.
const MARK = /(?<=(?<![\p{L}\p{N}_])\p{L})_(?=[\p{L}\d])|(?<=[\p{L}\p{N}|)\]])\^(?=[\p{L}\p{N}(+−-])/gu;
const PLAIN = /^[+−-]?[\p{L}\d.′]+/u;

/** What is raised or lowered from `at` on: what is in brackets, without them, or a word or number. @returns {[string, number]} and where it ends */
function raised(text, at) {
  if (text[at] !== "(") {
    const found = PLAIN.exec(text.slice(at))?.[0].replace(/\.$/, "") ?? "";
    return [found, at + found.length];
  }
  let depth = 0;
  for (let end = at; end < text.length; end++) {
    depth += text[end] === "(" ? 1 : text[end] === ")" ? -1 : 0;
    if (!depth) return [text.slice(at + 1, end), end + 1];
  }
  return ["", at];
}

/** The pieces of a text, each with what holds it: "" for the line itself, "sub", "sup". @returns {[string, string][]} */
export function pieces(/** @type {string} */ text) {
  const found = [];
  let from = 0;
  for (const mark of text.matchAll(MARK)) {
    if (mark.index < from) continue;
    const [inside, end] = raised(text, mark.index + 1);
    if (!inside) continue;
    found.push(["", text.slice(from, mark.index)], [mark[0] === "_" ? "sub" : "sup", inside]);
    from = end;
  }
  found.push(["", text.slice(from)]);
  return /** @type {[string, string][]} */ (found.filter(([, part]) => part));
}

const written = new WeakMap();

/** Write a sentence into an element, set like that; only where it differs. */
export function typeset(/** @type {HTMLElement} */ node, /** @type {string} */ text) {
  if (written.get(node) === text) return;
  written.set(node, text);
  node.replaceChildren(...pieces(text).map(([tag, part]) => (tag ? h(tag, {}, part) : part)));
}

/** An element with such a sentence in it. @returns {HTMLElement} */
export function sentence(tag, props, /** @type {string} */ text) {
  const node = h(tag, props);
  typeset(node, text);
  return node;
}

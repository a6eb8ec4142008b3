/** Matching lessons with what a reader types, and marking where it was found. */

import { h } from "../common/dom.js";

/**
 * Letters without accents and case, one for one, so that places in the plain text are places in the text; z is s, since
 * half of the readers write normalize.
 */
const plain = (/** @type {string} */ text) =>
  [...text].map((letter) => letter.normalize("NFD")[0].toLowerCase()[0]?.replace("z", "s") ?? letter).join("");

export const wordsOf = (/** @type {string} */ text) => plain(text).split(/\s+/).filter(Boolean);

/** @type {WeakMap<any, {title: string, terms: string, rest: string}>} */
const prepared = new WeakMap();

function fields(lesson) {
  let found = prepared.get(lesson);
  if (!found) {
    found = { title: plain(lesson.title), terms: plain((lesson.terms || []).join(" · ")), rest: plain(`${lesson.idea} ${lesson.text || ""} ${lesson.slug}`) };
    prepared.set(lesson, found);
  }
  return found;
}

const LETTER = /[\p{L}\p{N}]/u;

/** Where a word stands in a text: 0 nowhere, 1 within a word, 2 at its beginning, 3 as a whole word. */
function place(/** @type {string} */ text, /** @type {string} */ word) {
  let best = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const begins = !at || !LETTER.test(text[at - 1]);
    const ends = at + word.length === text.length || !LETTER.test(text[at + word.length]);
    best = Math.max(best, begins ? (ends ? 3 : 2) : 1);
  }
  // A few letters are found within many words, and mean nothing there: ode in model.
  return best === 1 && word.length < 4 ? 0 : best;
}

/** The lessons in which each word is found, titles before terms before texts; all, in their order, without words. */
export function matches(lessons, /** @type {string[]} */ words) {
  if (!words.length) return lessons;
  const phrase = words.join(" ");
  const score = (lesson) => {
    const { title, terms, rest } = fields(lesson);
    let sum = words.length > 1 ? (title.includes(phrase) ? 8 : terms.includes(phrase) ? 6 : rest.includes(phrase) ? 1 : 0) : 0;
    for (const word of words) {
      const [inTitle, inTerms, inRest] = [title, terms, rest].map((text) => place(text, word));
      if (inTitle) sum += (title.startsWith(word) ? 9 : 6) + inTitle;
      else if (inTerms) sum += 2 + inTerms;
      else if (inRest) sum += inRest / 2;
      else return 0;
    }
    return sum;
  };
  return lessons
    .map((lesson, at) => ({ lesson, at, points: score(lesson) }))
    .filter((each) => each.points > 0)
    .sort((a, b) => b.points - a.points || a.at - b.at)
    .map((each) => each.lesson);
}

/** The terms of a lesson in which a word was found, or a piece of its text around the first hit. */
matches.term = (lesson, /** @type {string[]} */ words) => {
  const hits = (lesson.terms || []).filter((term) => words.some((word) => plain(term).includes(word)));
  if (hits.length) return hits.slice(0, 4).join(" · ");
  const shown = plain(`${lesson.title} ${lesson.idea}`);
  const word = words.find((each) => !shown.includes(each));
  const text = (lesson.text || "").replace(/[*_`$]/g, "");
  const at = word ? plain(text).indexOf(word) : -1;
  if (at < 0) return "";
  const start = Math.max(0, text.lastIndexOf(" ", Math.max(0, at - 30)) + 1);
  return `${start ? "… " : ""}${text.slice(start, at + 60).replace(/\s+/g, " ")} …`;
};

/** Text with the found words marked, as nodes. @returns {(Node|string)[]} */
export function marked(/** @type {string} */ text, /** @type {string[]} */ words) {
  const flat = plain(text);
  if (!words.length || flat.length !== text.length) return [text];
  const hit = new Array(text.length).fill(false);
  for (const word of words) {
    for (let at = flat.indexOf(word); at >= 0; at = flat.indexOf(word, at + 1)) hit.fill(true, at, at + word.length);
  }
  const out = [];
  for (let from = 0; from < text.length; ) {
    let to = from;
    while (to < text.length && hit[to] === hit[from]) to++;
    const piece = text.slice(from, to);
    out.push(hit[from] ? h("mark", {}, piece) : piece);
    from = to;
  }
  return out;
}

/**
 * Matching lessons with what a reader types, and marking where it was found: a word as it stands, another word for the
 * same thing, and, for a word that stands nowhere, the nearest one that does.
 *
 * @typedef {{words: string[], weight: number}} Way a way to read what was typed
 * @typedef {{ways: Way[], words: string[], read: string}} Query `words`: all that may be marked; `read`: how misspelt
 *   words were read, or ""
 */

import { h } from "../common/dom.js";

/**
 * Letters without accents and case, one for one, so that places in the plain text are places in the text; z is s, since
 * half of the readers write normalize.
 */
export const plain = (/** @type {string} */ text) =>
  [...text].map((letter) => letter.normalize("NFD")[0].toLowerCase()[0]?.replace("z", "s").replace("’", "'") ?? letter).join("");

export const wordsOf = (/** @type {string} */ text) => plain(text).split(/\s+/).filter(Boolean);

/** @type {WeakMap<any, {title: string, terms: string, shows: string, rest: string, notices: string}>} */
const prepared = new WeakMap();

/** The lessons have changed: read them again. */
export function forget(/** @type {any[]} */ lessons) {
  for (const lesson of lessons) prepared.delete(lesson);
  known.clear();
}

function fields(lesson) {
  let found = prepared.get(lesson);
  if (!found) {
    found = {
      title: plain(`${lesson.title} · ${lesson.name || ""}`),
      terms: plain((lesson.terms || []).join(" · ")),
      shows: plain((lesson.shows || []).map((each) => each.name).join(" · ")),
      rest: plain(`${lesson.idea} ${lesson.text || ""} ${lesson.slug}`),
      notices: plain((lesson.shows || []).map((each) => each.notice).join(" ")),
    };
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

// --- how to read what was typed -----------------------------------------------------------------------------------------

const MOST_WAYS = 8;

/**
 * The ways to read what was typed. @param {string} text @param {any[]} lessons @param {string[][]} synonyms groups of
 * words for one thing @returns {Query}
 */
export function queryOf(text, lessons, synonyms = []) {
  const typed = wordsOf(text);
  const words = corrected(typed, lessons, synonyms);
  const read = words.join(" ") === typed.join(" ") ? "" : words.join(" ");
  /** @type {Way[]} */
  const ways = [{ words, weight: 1 }];
  for (const group of synonyms) {
    const same = group.map((each) => wordsOf(each));
    for (const each of same) {
      const at = findRow(words, each);
      if (at < 0) continue;
      for (const other of same) {
        if (other !== each && ways.length < MOST_WAYS) {
          // As one phrase: its words apart would be found all over the texts.
          ways.push({ words: [...words.slice(0, at), other.join(" "), ...words.slice(at + each.length)], weight: 0.6 });
        }
      }
      break;
    }
  }
  return { ways, words: [...new Set(ways.flatMap((way) => way.words))], read };
}

/** Where a row of words stands in another, or -1. */
function findRow(/** @type {string[]} */ words, /** @type {string[]} */ row) {
  for (let at = 0; at + row.length <= words.length; at++) {
    if (row.every((word, k) => words[at + k] === word)) return at;
  }
  return -1;
}

/** @type {Map<any[], Map<string, number>>} */
const known = new Map();

/** All words of the lessons with their worth: one in a title or a term is likelier meant than one in a text. */
function vocabulary(lessons, synonyms) {
  let found = known.get(lessons);
  if (found) return found;
  found = new Map();
  const add = (text, worth) => {
    for (const word of text.split(/[^\p{L}\p{N}]+/u)) {
      // A plural stands for its singular as well, which finds more.
      for (const form of [word, word.replace(/s$/, "")]) if (form.length > 3) found.set(form, Math.max(worth, found.get(form) || 0));
    }
  };
  for (const lesson of lessons) {
    const { title, terms, shows, rest, notices } = fields(lesson);
    add(rest, 0);
    add(notices, 0);
    add(shows, 1);
    add(title, 2);
    add(terms, 2);
  }
  for (const group of synonyms) for (const each of group) add(plain(each), 2);
  known.clear(); // there is one list of lessons at a time
  known.set(lessons, found);
  return found;
}

/** The typed words; each that stands nowhere is replaced by the nearest that does, if one is near. */
function corrected(/** @type {string[]} */ words, lessons, synonyms) {
  const stands = (word) =>
    lessons.some((lesson) => Object.values(fields(lesson)).some((text) => place(text, word))) ||
    synonyms.some((group) => group.some((each) => place(plain(each), word)));
  return words.map((word) => {
    if (word.length < 4 || word.length > 30 || stands(word)) return word;
    const most = word.length < 6 ? 1 : 2;
    let best = word;
    let least = most + 1;
    for (const [other, worth] of vocabulary(lessons, synonyms)) {
      const off = distance(word, other, most);
      // The first letter is rarely wrong; of words as near, one of a title, and the one most alike in length.
      const cost = off + (word[0] === other[0] ? 0 : 0.5) - 0.2 * worth + 0.01 * Math.abs(other.length - word.length);
      if (off <= most && cost < least) [best, least] = [other, cost];
    }
    return best;
  });
}

/**
 * How many letters must be put in, left out, changed or swapped with their neighbour to make the first word the second,
 * or the beginning of the second (somebody may still be typing); more than `most` counts as most + 1.
 */
export function distance(/** @type {string} */ one, /** @type {string} */ other, /** @type {number} */ most) {
  if (one.length - other.length > most) return most + 1;
  /** @type {number[]} */ let last = [];
  let row = Array.from({ length: other.length + 1 }, (_, j) => j);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) next[j] = Math.min(next[j], last[j - 2] + 1);
    }
    if (Math.min(...next) > most) return most + 1;
    [last, row] = [row, next];
  }
  const whole = row[other.length];
  // Only the last letters may be missing for free, or every word would be near to every long one.
  const begun = Math.min(...row.slice(Math.max(0, one.length - 1)));
  return Math.min(whole, begun + (one.length < 5 ? 1 : 0), most + 1);
}

// --- what fits it -------------------------------------------------------------------------------------------------------

/** What a lesson is worth for some words: titles before terms before what it shows before texts; 0: a word is missing. */
function worth(lesson, /** @type {string[]} */ words, /** @type {boolean} */ deep) {
  const { title, terms, shows, rest: text, notices } = fields(lesson);
  const rest = deep ? `${text} ${notices}` : text;
  const phrase = words.join(" ");
  let sum = words.length > 1 ? (title.includes(phrase) ? 8 : terms.includes(phrase) ? 6 : shows.includes(phrase) ? 3 : rest.includes(phrase) ? 1 : 0) : 0;
  for (const word of words) {
    const [inTitle, inTerms, inShows, inRest] = [title, terms, shows, rest].map((text) => place(text, word));
    if (inTitle) sum += (title.startsWith(word) ? 9 : 6) + inTitle;
    else if (inTerms) sum += 2 + inTerms;
    else if (inShows) sum += 1 + inShows / 2;
    else if (inRest) sum += inRest / 2;
    else return 0;
  }
  return sum;
}

/**
 * The lessons that fit what was typed, best first; all, in their order, if nothing was typed. `deep`: look through what
 * the presets say as well, where nearly every word stands somewhere.
 */
export function matches(lessons, /** @type {Query} */ query, deep = false) {
  if (!query.words.length) return lessons;
  return lessons
    .map((lesson, at) => ({ lesson, at, points: Math.max(...query.ways.map((way) => way.weight * worth(lesson, way.words, deep))) }))
    .filter((each) => each.points > 0)
    .sort((a, b) => b.points - a.points || a.at - b.at)
    .map((each) => each.lesson);
}

/** The terms of a lesson in which a word was found, what it shows, or a piece of its text around the first hit. */
matches.term = (lesson, /** @type {string[]} */ words) => {
  const hits = (lesson.terms || []).filter((term) => words.some((word) => place(plain(term), word)));
  if (hits.length) return hits.slice(0, 4).join(" · ");
  const shown = (lesson.shows || []).filter((each) => words.some((word) => place(plain(each.name), word)));
  if (shown.length) return `Shows: ${shown.slice(0, 4).map((each) => each.name).join(" · ")}`;
  const there = plain(`${lesson.title} ${lesson.idea}`);
  const word = words.find((each) => !there.includes(each));
  const text = [lesson.text || "", ...(lesson.shows || []).map((each) => each.notice)].find((each) => word && place(plain(each), word)) || "";
  const bare = text.replace(/[*_`$]/g, "");
  const at = word ? plain(bare).indexOf(word) : -1;
  if (at < 0) return "";
  const start = Math.max(0, bare.lastIndexOf(" ", Math.max(0, at - 30)) + 1);
  return `${start ? "… " : ""}${bare.slice(start, at + 60).replace(/\s+/g, " ")} …`;
};

/** The entries of the glossary whose term fits what was typed, best first. @template {{term: string}} T @param {T[]} entries @returns {T[]} */
export function defined(entries, /** @type {Query} */ query) {
  const fits = (term, words) => (words.length && words.every((word) => place(term, word) > 1) ? (term === words.join(" ") ? 2 : 1) : 0);
  return entries
    .map((entry, at) => ({ entry, at, points: Math.max(...query.ways.map((way) => way.weight * fits(plain(entry.term), way.words))) }))
    .filter((each) => each.points > 0)
    .sort((a, b) => b.points - a.points || a.entry.term.length - b.entry.term.length || a.at - b.at)
    .map((each) => each.entry);
}

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

/**
 * What a reader has done, in this browser only: where they have been, what they solved, what they say they know, what
 * they want to understand. It leaves the browser as a file or as a link, and is read back from both.
 *
 * @typedef {{seen: string[], known: string[], solved: Record<string, number[]>, goal: string}} Progress
 */

import { memory } from "../common/dom.js";

const KEYS = { seen: "mathscope:seen", known: "mathscope:known", solved: "mathscope:solved", goal: "mathscope:goal" };
const FORMAT = "mathscope progress";
export const LARGEST = 200_000; // bytes of a file or link
export const HASH = "#progress=";

/** A reader has opened a lesson. */
export function arrived(/** @type {string} */ slug) {
  const seen = memory.read(KEYS.seen, []);
  if (Array.isArray(seen) && !seen.includes(slug)) memory.write(KEYS.seen, [...seen, slug]);
}

/** What is remembered of the lessons that exist; anything else is left out. @returns {Progress} */
export function remembered(lessons, goals) {
  return sound({ seen: memory.read(KEYS.seen, []), known: memory.read(KEYS.known, []), solved: memory.read(KEYS.solved, {}), goal: memory.read(KEYS.goal, "") }, lessons, goals);
}

export function remember(/** @type {Progress} */ progress) {
  for (const [name, key] of Object.entries(KEYS)) memory.write(key, progress[name]);
}

/** Only what can be: lessons that exist, numbers of challenges that they have, a goal that is offered. */
function sound(told, lessons, goals) {
  const list = (value) => (Array.isArray(value) ? lessons.map((lesson) => lesson.slug).filter((slug) => value.includes(slug)) : []);
  const solved = {};
  for (const { slug, challenges } of lessons) {
    const numbers = told?.solved && Object.hasOwn(told.solved, slug) ? told.solved[slug] : [];
    if (!Array.isArray(numbers)) continue;
    const found = [...new Set(numbers)].filter((at) => Number.isInteger(at) && at >= 0 && at < challenges).sort((a, b) => a - b);
    if (found.length) solved[slug] = found;
  }
  return { seen: list(told?.seen), known: list(told?.known), solved, goal: typeof told?.goal === "string" && Object.hasOwn(goals, told.goal) ? told.goal : "" };
}

/** Both together: what was done in either; the goal of the second, if it has one. */
export function together(/** @type {Progress} */ one, /** @type {Progress} */ other) {
  const both = (a, b) => [...new Set([...a, ...b])];
  const solved = { ...one.solved };
  for (const [slug, numbers] of Object.entries(other.solved)) solved[slug] = both(solved[slug] || [], numbers).sort((a, b) => a - b);
  return { seen: both(one.seen, other.seen), known: both(one.known, other.known), solved, goal: other.goal || one.goal };
}

/** The text of a file. */
export function written(/** @type {Progress} */ progress) {
  return `${JSON.stringify({ format: FORMAT, version: 1, ...progress }, null, 1)}\n`;
}

/** Whether a text is meant as a file of progress. */
export const isProgress = (/** @type {string} */ text) => text.slice(0, 400).includes(`"${FORMAT}"`);

/** The progress in the text of a file. Throws an Error with a sentence. @returns {Progress} */
export function readFile(/** @type {string} */ text, lessons, goals) {
  if (text.length > LARGEST) throw new Error("That is too long to be a file of progress.");
  let told = null;
  try {
    told = JSON.parse(text);
  } catch {
    throw new Error("That is no file of progress: it is not JSON.");
  }
  if (told?.format !== FORMAT) throw new Error("That is no file of progress.");
  if (told.version !== 1) throw new Error("That file of progress was written by a later version.");
  return sound(told, lessons, goals);
}

/** The part of a link behind the address. It stays in the browser: what follows # is sent to no server. */
export function asHash(/** @type {Progress} */ progress) {
  const bytes = new TextEncoder().encode(JSON.stringify(progress));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return HASH + btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The progress in a link; null if it has none. Throws an Error with a sentence. @returns {Progress|null} */
export function readHash(/** @type {string} */ hash, lessons, goals) {
  if (!hash.startsWith(HASH)) return null;
  const packed = hash.slice(HASH.length);
  if (packed.length > LARGEST) throw new Error("The progress in the link is too long.");
  try {
    const text = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    return sound(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0)))), lessons, goals);
  } catch {
    throw new Error("The progress in the link cannot be read: it was cut or changed.");
  }
}

/** How many lessons and challenges a progress holds. */
export function amounts(/** @type {Progress} */ progress) {
  const solved = Object.values(progress.solved).reduce((sum, numbers) => sum + numbers.length, 0);
  const been = new Set([...progress.seen, ...Object.keys(progress.solved)]).size;
  return { been, solved, known: progress.known.length };
}

/**
 * How a reader stands to a lesson: "whole" (all challenges solved), "some" (one at least), "seen", "known" (so they
 * say), "open" (they have been to all that it needs), "later".
 */
export function stateOf(lesson, /** @type {Progress} */ progress, passed) {
  const solved = (progress.solved[lesson.slug] || []).length;
  if (solved && solved >= lesson.challenges) return "whole";
  if (solved) return "some";
  if (progress.seen.includes(lesson.slug)) return "seen";
  if (progress.known.includes(lesson.slug)) return "known";
  return lesson.before.every((slug) => passed.has(slug)) ? "open" : "later";
}

/** The lessons that need not be gone to any more. @returns {Set<string>} */
export function passedOf(/** @type {Progress} */ progress) {
  return new Set([...progress.seen, ...progress.known, ...Object.keys(progress.solved)]);
}

export const SAID = {
  whole: "all challenges solved",
  some: "some challenges solved",
  seen: "been there",
  known: "marked as known",
  open: "open to you now",
  later: "needs others first",
};

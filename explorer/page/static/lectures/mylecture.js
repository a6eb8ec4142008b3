/**
 * The reader's own lecture, kept in this browser under one key and in one form (JSON, as explorer/lectures/model.py
 * tells a lecture). Lesson pages add to it, /lectures edits it, /lecture/mine plays it.
 *
 * @typedef {{name: string, from: number, to: number, seconds: number}} Sweep
 * @typedef {{lesson: string, title: string, link: string, show: string[], caption: string, notes: string,
 *   sweep: Sweep|null}} Scene
 * @typedef {{name: string, title: string, author: string, about: string, scenes: Scene[]}} Lecture
 */

export const KEY = "mathscope:lecture";
const MOST = 100;

const text = (value) => (typeof value === "string" ? value : "");

/** What was stored, made whole: a page must not fail on what an older version, or a hand, has written. @returns {Lecture} */
export function whole(told) {
  const given = told && typeof told === "object" ? told : {};
  const scenes = Array.isArray(given.scenes) ? given.scenes : [];
  return {
    name: text(given.name),
    title: text(given.title) || "My lecture",
    author: text(given.author),
    about: text(given.about),
    scenes: scenes
      .filter((scene) => scene && typeof scene.lesson === "string")
      .map((scene) => ({
        lesson: scene.lesson,
        title: text(scene.title),
        link: text(scene.link),
        show: Array.isArray(scene.show) ? scene.show.filter((name) => typeof name === "string") : [],
        caption: text(scene.caption),
        notes: text(scene.notes),
        sweep: scene.sweep && typeof scene.sweep === "object" && typeof scene.sweep.name === "string" ? { ...scene.sweep } : null,
      })),
  };
}

/** @returns {Lecture} */
export function read() {
  try {
    return whole(JSON.parse(localStorage.getItem(KEY) || "null"));
  } catch {
    return whole(null);
  }
}

/** Keep the lecture. @returns {boolean} false if this browser keeps nothing (a private window, or it is full) */
export function save(/** @type {Lecture} */ lecture) {
  try {
    localStorage.setItem(KEY, JSON.stringify(lecture));
    return true;
  } catch {
    return false;
  }
}

/** Add a state as the last scene. @returns {{number: number, error: string}} the number of the scene, or why not */
export function add(/** @type {string} */ lesson, /** @type {string} */ title, /** @type {string} */ link) {
  const lecture = read();
  if (lecture.scenes.length >= MOST) return { number: 0, error: `A lecture has at most ${MOST} scenes.` };
  lecture.scenes.push({ lesson, title, link, show: [], caption: "", notes: "", sweep: null });
  if (!save(lecture)) return { number: 0, error: "This browser keeps nothing (a private window?), so no scene was added." };
  return { number: lecture.scenes.length, error: "" };
}

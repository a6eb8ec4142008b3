/**
 * The reader's own lectures, kept in this browser in one form (JSON, as explorer/lectures/writing.py tells a lecture).
 * One of them is open: lesson pages add to it, /lectures edits it, /lecture/mine plays it. It lies under one key, the
 * others together under a second.
 *
 * @typedef {{name: string, from: number, to: number, seconds: number, start?: "click"}} Sweep
 * @typedef {{lesson: string, title: string, link: string, show: string[], caption: string, notes: string,
 *   sweep: Sweep|null, numbers?: string[], given?: string[], holds?: string[], steps?: Scene[],
 *   text?: string, image?: string, alt?: string}} Scene
 * @typedef {{name: string, title: string, author: string, about: string, minutes?: number, scenes: Scene[]}} Lecture
 */

export const KEY = "mathscope:lecture";
export const SHELF = "mathscope:lectures"; // those that are not open, newest first
const MOST = 100; // scenes of a lecture
export const MOST_KEPT = 50; // lectures

const text = (value) => (typeof value === "string" ? value : "");

const list = (value) => (Array.isArray(value) ? value.filter((each) => typeof each === "string") : []);

/** A scene, or a step of one. @returns {Scene} */
function wholeScene(/** @type {any} */ scene) {
  const { sweep } = scene;
  /** @type {Scene} */ const found = {
    lesson: text(scene.lesson),
    title: text(scene.title),
    link: text(scene.link),
    show: list(scene.show),
    caption: text(scene.caption),
    notes: text(scene.notes),
    sweep: sweep && typeof sweep === "object" && typeof sweep.name === "string" ? { ...sweep } : null,
  };
  // What is not of every scene is there only where it says something.
  for (const key of ["numbers", "given", "holds"]) if (list(scene[key]).length) found[key] = list(scene[key]);
  for (const key of ["text", "image", "alt"]) if (text(scene[key])) found[key] = scene[key];
  if (Array.isArray(scene.steps) && scene.steps.length) found.steps = scene.steps.filter((each) => each && typeof each === "object").map(wholeScene);
  return found;
}

/** What was stored, made whole: a page must not fail on what an older version, or a hand, has written. @returns {Lecture} */
export function whole(told) {
  const given = told && typeof told === "object" ? told : {};
  const scenes = Array.isArray(given.scenes) ? given.scenes : [];
  return {
    name: text(given.name),
    title: text(given.title) || "My lecture",
    author: text(given.author),
    about: text(given.about),
    ...(Number(given.minutes) > 0 ? { minutes: Number(given.minutes) } : {}),
    scenes: scenes.filter((scene) => scene && (typeof scene.lesson === "string" || scene.title || scene.text || scene.image)).map(wholeScene),
  };
}

/** The lectures that are kept beside the open one. @returns {Lecture[]} */
export function kept() {
  try {
    const found = JSON.parse(localStorage.getItem(SHELF) || "[]");
    return Array.isArray(found) ? found.map(whole) : [];
  } catch {
    return [];
  }
}

/** @returns {boolean} false if this browser keeps nothing, or is full */
export function keep(/** @type {Lecture[]} */ lectures) {
  try {
    localStorage.setItem(SHELF, JSON.stringify(lectures));
    return true;
  } catch {
    return false;
  }
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

// --- a lecture in a link -----------------------------------------------------------------------------------------------

const LINK = 6000; // characters of a lecture in a link; a longer one travels as a file
const WHOLE = 1_000_000; // characters of a lecture out of a link

const through = async (/** @type {BlobPart} */ part, stream) => new Response(new Blob([part]).stream().pipeThrough(stream));

/** A lecture as the part of a link after the #, packed; "" if it is too long for one. */
export async function pack(/** @type {Lecture} */ lecture) {
  const answer = await through(JSON.stringify(lecture), new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const found = `lecture=${btoa(String.fromCharCode(...bytes.slice(0, LINK))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "")}`;
  return bytes.length > LINK || found.length > LINK ? "" : found;
}

/** The lecture that a link carries after its #, or null. @returns {Promise<Lecture|null>} */
export async function unpack(/** @type {string} */ hash) {
  const packed = /^#?lecture=([\w-]+)$/.exec(hash)?.[1];
  if (!packed) return null;
  try {
    const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
    const { body } = await through(bytes, new DecompressionStream("deflate-raw"));
    const reader = body.pipeThrough(new TextDecoderStream()).getReader();
    let told = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      told += value;
      if (told.length > WHOLE) throw new Error("too long"); // a few bytes can be packed to unfold without end
    }
    const lecture = whole(JSON.parse(told));
    return lecture.scenes.length ? { ...lecture, name: "" } : null;
  } catch {
    return null;
  }
}

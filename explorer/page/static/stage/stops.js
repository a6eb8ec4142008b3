/** What a lecture is to the player: fetched, and in the order in which the keys go through it. */

import { read as mine, unpack } from "../lectures/mylecture.js";
import { calm } from "./sweep.js";

/** @typedef {import("./view.js").Places & {name: string, presenter: boolean, kind: string}} Data
 * @typedef {{lesson: string, title: string, link: string, show: string[], numbers?: string[], caption: string, notes: string,
 *   sweep: import("./sweep.js").Told|null, text?: string, image?: string, steps?: any[]}} Scene
 * @typedef {{name: string, title: string, minutes?: number|null, scenes: Scene[]}} Lecture
 * @typedef {Scene & {scene: number, step: number, of: number, query: string}} Stop a scene, or a step of one, as the next key brings it */

/** The lecture of that name. @returns {Promise<Lecture>} */
export async function fetchLecture(/** @type {Data} */ { name, root }) {
  if (name === "mine") {
    const carried = location.hash.startsWith("#lecture=");
    const own = carried ? await unpack(location.hash) : mine();
    if (!own) throw new Error("The lecture in this link cannot be read; the link may have been cut.");
    if (!own.scenes.length) throw new Error("This browser keeps no lecture of yours yet; build one on the page of lectures, or on a lesson’s page.");
    if (!JSON.stringify(own).includes("{{")) return own;
    // Its words name values of its figures.
    const answer = await fetch(new URL(`${root}lecture/fill`, document.baseURI), { method: "POST", body: JSON.stringify(own) });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }
  const answer = await fetch(new URL(`${root}lecture/${encodeURIComponent(name)}.json`, document.baseURI));
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}

/** The query of a scene's first frame: a sweep begins at its start, or is over at once for those who want it calm. */
export function opening(/** @type {Scene} */ scene) {
  const query = new URLSearchParams(scene.link || "");
  if (scene.sweep) query.set(scene.sweep.name, String(calm() ? scene.sweep.to : scene.sweep.from));
  return query.toString();
}

/** What the keys go through: each scene, and after it its steps. @returns {Stop[]} */
export function stops(/** @type {Lecture} */ lecture) {
  return lecture.scenes.flatMap((scene, at) => {
    const steps = [scene, ...(scene.steps || []).map((step) => ({ ...scene, ...step }))];
    return steps.map((each, step) => ({ ...each, scene: at, step, of: steps.length, query: opening(each) }));
  });
}

/** A stop as links and people name it: 3, or 3.2 for the second step of scene 3. */
export const nameOf = (/** @type {Stop} */ { scene, step }) => (step ? `${scene + 1}.${step + 1}` : String(scene + 1));

/** The scene and the step that a name means; what cannot be leads to the nearest, and is `stray`.
 * @param {Stop[]} all @param {string|null} text */
export function stopIn(all, text) {
  const [asked, part] = (text ?? "1").split(".").map((each) => Math.round(Number(each || "1")));
  const scene = Number.isFinite(asked) ? Math.min(all[all.length - 1].scene, Math.max(0, asked - 1)) : 0;
  const { of } = all.find((stop) => stop.scene === scene);
  const step = Number.isFinite(part) && part >= 1 && part <= of ? part - 1 : 0;
  const stray = text !== null && text !== `${scene + 1}` && text !== nameOf(all.find((stop) => stop.scene === scene && stop.step === step));
  return { scene, step, stray };
}

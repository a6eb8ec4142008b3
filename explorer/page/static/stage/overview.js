/** All scenes of a lecture side by side, with a small picture of each; a click or Enter leads there. */

import { h } from "../common/dom.js";
import { sheet } from "./keys.js";
import { pictureOf } from "./pictures.js";

/** @type {Map<string, string>} pictures that were drawn, by the key of their scene */
const drawn = new Map();

/** @param {import("./lecture.js").Player} player */
export function overview(player) {
  let open = true;
  const items = player.stops.map((stop, index) => {
    const picture = h("span", { class: "stage-mini" }, stop.lesson ? "" : stop.title);
    const label = `${player.name(index)}  ${stop.caption || stop.title}`;
    const go = () => {
      sheet.close();
      player.jump(index);
    };
    const now = index === player.index ? "true" : null;
    return { stop, picture, node: h("button", { type: "button", class: "scope-button stage-tile", "aria-current": now, onclick: go }, picture, h("span", {}, label)) };
  });
  sheet.open("overview", player.lecture.title, [h("div", { class: "stage-tiles" }, ...items.map(({ node }) => node))], () => (open = false));
  if (sheet.kind !== "overview") return;
  items[player.index]?.node.focus();
  (async () => {
    for (const { stop, picture } of items) {
      if (!open) return;
      if (!stop.lesson || !player.scenes.has(stop)) continue; // what is not there yet has its words
      const key = player.scenes.key(stop);
      if (!drawn.has(key)) drawn.set(key, await pictureOf(player.data, (await player.scenes.get(stop)).frame));
      picture.replaceChildren(h("img", { src: drawn.get(key), alt: "" }));
    }
  })().catch((error) => console.warn("Mathscope: the pictures of the scenes were not drawn.", error));
}

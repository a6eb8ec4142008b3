/** The snippet that puts a figure, at its state and with its chosen controls, into a frame on a course page. */

import { h, write } from "../common/dom.js";
import { NEAR, outward } from "./address.js";
import { sheet } from "./keys.js";

const LOOKS = { "": "as the reader’s system", light: "light", dark: "dark", projector: "projector" };

const quoted = (/** @type {string} */ text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/** The HTML of the frame. @param {{address: string, title: string, width: string, height: number}} frame */
export function snippet({ address, title, width, height }) {
  const style = `border:0;width:${width};height:${height}px`;
  return `<iframe src="${quoted(address)}" title="${quoted(title)}" style="${style}" loading="lazy"></iframe>`;
}

/**
 * Open the dialog.
 * @param {{store: import("../figure/store.js").Store, title: string, places: import("./view.js").Places, controls: string[]}} figure
 */
export function showSnippet({ store, title, places, controls }) {
  const look = /** @type {HTMLSelectElement} */ (
    h("select", { class: "scope-field", onchange: () => update() }, ...Object.entries(LOOKS).map(([value, text]) => h("option", { value }, text)))
  );
  const height = /** @type {HTMLInputElement} */ (h("input", { class: "scope-field", type: "number", min: 200, max: 2000, step: 10, value: 480, oninput: () => update() }));
  const text = /** @type {HTMLTextAreaElement} */ (h("textarea", { class: "scope-field stage-snippet", readonly: true, rows: 5, "aria-label": "HTML of the frame" }));
  const said = h("span", { role: "status" });
  const copy = async () => {
    text.select();
    try {
      await navigator.clipboard.writeText(text.value);
      write(said, "Copied.");
    } catch {
      // No clipboard without HTTPS: the old way still works from a field that is selected.
      write(said, document.execCommand("copy") ? "Copied." : "Copy the selected text.");
    }
  };
  const update = () => {
    const query = new URLSearchParams(store.frame?.link || "");
    query.set("controls", controls.join(","));
    query.set("embed", "1");
    if (look.value) query.set("look", look.value);
    const address = outward(new URL(`${places.root}show/${store.slug}?${query}`, document.baseURI).href, places);
    const pixels = Math.min(2000, Math.max(200, Math.round(Number(height.value)) || 480));
    text.value = snippet({ address, title: `${title} (Mathscope)`, width: "100%", height: pixels });
    write(said, "");
  };
  update();
  const names = controls.map((name) => store.control(name)?.label || name).join(", ") || "none";
  sheet.open("embed", "On a course page", [
    h("p", {}, `This state, with the controls that are on the screen now (${names}); the key C chooses others.`),
    h("label", { class: "stage-pick" }, "Look", look),
    h("label", { class: "stage-pick" }, "Height in pixels", height),
    text,
    places.near ? h("p", {}, NEAR) : "",
    h("div", { class: "stage-pick" }, h("button", { type: "button", class: "scope-button scope-main", onclick: copy }, "Copy"), said),
  ]);
}

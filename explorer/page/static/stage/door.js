/** From a lesson's page to the stage and back, each time with the state of the moment. */

import { isTyping } from "./keys.js";

/** @typedef {import("../figure/store.js").Store} Store */

/** The query of a page without what is not wanted, and with a state. */
function query(/** @type {Store} */ store, /** @type {string[]} */ without) {
  const own = new Set([...without, ...store.controls.flatMap((control) => [control.name, control.key])]);
  const kept = new URLSearchParams([...new URLSearchParams(location.search)].filter(([name]) => !own.has(name))).toString();
  const found = [store.frame?.link, kept].filter(Boolean).join("&");
  return found ? `?${found}` : "";
}

/** The lesson's page for what the stage shows. @param {string} root the way to the site's root */
export function lessonAddress(/** @type {Store} */ store, root, /** @type {string[]} */ without = ["look", "embed"]) {
  return new URL(`${root}${store.slug}${query(store, without)}`, document.baseURI).href;
}

const stageAddress = (store) => new URL(`show/${store.slug}${query(store, ["look", "embed"])}`, document.baseURI).href;

/** On a lesson's page: the key P and the button lead to the stage; a link with `look=projector` leads there at once.
 * @returns {() => void} stops it */
export function door(/** @type {Store} */ store) {
  const asked = new URLSearchParams(location.search);
  if (asked.get("look") === "projector") {
    asked.delete("look");
    location.replace(new URL(`show/${store.slug}?${asked}`, document.baseURI).href);
  }
  const key = (event) => {
    if (event.key.toLowerCase() !== "p" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    location.assign(stageAddress(store));
  };
  // The button is a link to the state that Python knows; a plain click takes the one that is seen.
  const click = (event) => {
    const link = event.target.closest?.(".st-key-tool-projector a");
    if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    location.assign(stageAddress(store));
  };
  document.addEventListener("keydown", key);
  document.addEventListener("click", click, true);
  return () => {
    document.removeEventListener("keydown", key);
    document.removeEventListener("click", click, true);
  };
}

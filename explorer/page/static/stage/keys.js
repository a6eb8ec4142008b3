/** The keys of the stage, and the dialogs that some of them open: help, the QR code, the choice of controls. */

import { h } from "../common/dom.js";
import { NEAR, outward } from "./address.js";

/** @typedef {{keys: string[], shown: string, says: string, act: (event: KeyboardEvent) => void, over?: boolean}} Binding
 * `over`: also where a slider has the focus, which would otherwise take the key for itself; without `shown`: not in the help. */

const FIELDS = "input:not([type=range], [type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]:not([contenteditable=false])";

/** Whether a key there is part of a text or a choice, and so not ours. */
export const isTyping = (/** @type {EventTarget|null} */ target) => target instanceof Element && Boolean(target.closest(FIELDS));

const MOVES = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp", "PageDown"]);

/** Whether the element with the focus uses that key itself. */
function taken(/** @type {KeyboardEvent} */ event, /** @type {Binding} */ binding) {
  const at = event.target instanceof Element ? event.target : null;
  if (!at || isTyping(at)) return Boolean(at);
  if (MOVES.has(event.key)) return !binding.over && at.matches("input[type=range], input[type=radio], .scope-handle");
  if (event.key === " " || event.key === "Enter") return Boolean(at.closest("button, a[href], summary, label, input"));
  return false;
}

/** Listen to the keys of a page. @param {() => Binding[]} bindings @param {Document} [page] another window's @returns {() => void} stops it */
export function listen(bindings, page = document) {
  const hear = (/** @type {KeyboardEvent} */ event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const binding = bindings().find((each) => each.keys.includes(key));
    if (!binding || taken(event, binding)) return;
    if (event.repeat && !MOVES.has(event.key)) return;
    event.preventDefault();
    binding.act(event);
  };
  page.addEventListener("keydown", hear);
  return () => page.removeEventListener("keydown", hear);
}

/** A dialog in front of the page. One at a time; the key that opened it closes it again. */
class Sheet {
  constructor() {
    this.title = h("h2", { id: "stage-sheet-title" });
    this.body = h("div", { class: "stage-sheet-body" });
    this.node = /** @type {HTMLDialogElement} */ (
      h(
        "dialog",
        { class: "stage-sheet", "aria-labelledby": "stage-sheet-title" },
        h("div", { class: "stage-sheet-head" }, this.title, h("button", { type: "button", class: "scope-button", onclick: () => this.close() }, "Close")),
        this.body,
      )
    );
    this.kind = "";
    this.node.addEventListener("close", () => !this.node.open && this.gone()); // by the Escape key
    this.node.addEventListener("click", (event) => event.target === this.node && this.close());
  }

  /** @param {string} kind a second opening of the same kind closes it @param {() => void} [closed] hears when it is gone */
  open(kind, title, /** @type {(Node|string)[]} */ children, closed) {
    const again = this.kind === kind;
    this.close();
    if (again) return;
    if (!this.node.isConnected) document.body.append(this.node);
    this.title.textContent = title;
    this.body.replaceChildren(...children);
    this.kind = kind;
    this.closed = closed;
    this.node.showModal();
  }

  close() {
    if (!this.node.open) return;
    this.node.close();
    this.gone();
  }

  gone() {
    const { closed } = this;
    this.kind = "";
    this.closed = undefined;
    closed?.();
  }
}

export const sheet = new Sheet();

/** The list of keys. */
export function help(/** @type {Binding[]} */ bindings) {
  const rows = bindings.filter(({ shown }) => shown).map(({ shown, says }) => h("div", {}, h("dt", {}, h("kbd", {}, shown)), h("dd", {}, says)));
  sheet.open("help", "Keys", [h("dl", { class: "stage-keys" }, ...rows)]);
}

/** The QR code of an address. @param {import("./view.js").Places} places @param {string} own the address as this page has it */
export async function showCode(places, own, /** @type {(() => void)|undefined} */ closed = undefined, title = "This figure on your own screen") {
  const address = outward(own, places);
  const place = h("div", { class: "stage-code" }, "…");
  const link = h("a", { href: address, class: "stage-code-link" }, address.length > 220 ? `${address.slice(0, 220)}…` : address);
  const near = places.near ? h("p", { class: "stage-code-link" }, NEAR) : "";
  sheet.open("code", title, [place, link, near], closed);
  if (!sheet.kind) return;
  try {
    const answer = await fetch(new URL(`${places.root}scope/qr.svg?text=${encodeURIComponent(address)}`, document.baseURI));
    if (!answer.ok) throw new Error(await answer.text());
    const picture = URL.createObjectURL(await answer.blob());
    place.replaceChildren(h("img", { src: picture, alt: `QR code of ${address}`, onload: () => URL.revokeObjectURL(picture) }));
  } catch (error) {
    place.replaceChildren(h("p", {}, /** @type {Error} */ (error).message));
  }
}

/** Full screen, or back. */
export async function fullScreen() {
  try {
    if (document.fullscreenElement) await document.exitFullscreen();
    else await document.documentElement.requestFullscreen();
  } catch {
    sheet.open("refused", "Full screen", ["This browser refuses full screen here; its own key is F11."]);
  }
}

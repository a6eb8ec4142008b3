/** The key T leads from the figure to the theory, and back. */

import { isTyping } from "../stage/keys.js";

const NEAR = 120; // pixels from the top of the screen, within which the text is what is read

/** @returns {() => void} stops it */
export function reading() {
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key.toLowerCase() !== "t" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const text = document.querySelector(".st-key-lesson-text");
    const tab = /** @type {HTMLElement|null} */ (text?.querySelector("[role=tab]"));
    if (!text || !tab) return;
    event.preventDefault();
    const open = tab.getAttribute("aria-selected") === "true";
    if (open && text.getBoundingClientRect().top < NEAR) {
      document.querySelector(".st-key-lesson-head")?.scrollIntoView({ block: "end" });
      return;
    }
    if (!open) tab.click();
    tab.focus({ preventScroll: true });
    text.scrollIntoView({ block: "start" });
  };
  document.addEventListener("keydown", key);
  return () => document.removeEventListener("keydown", key);
}

/** The key T leads from the figure to the theory, and back. */

import { isTyping } from "../stage/keys.js";

const NEAR = 120; // pixels from the top of the screen, within which the text is what is read
const PAUSE = 60; // milliseconds until it is seen whether the page was long enough to go there
const TRIES = 25;
const HANDS = ["wheel", "pointerdown", "touchstart", "keydown"];

/** @returns {() => void} stops it */
export function reading() {
  let left = 0;
  const stay = () => (left = 0); // a hand that scrolls is not led back
  /** The text of a tab that was just opened comes a moment later, and until then the page may end too early. */
  const lead = (/** @type {Element} */ text) => {
    text.scrollIntoView({ block: "start" });
    if (text.getBoundingClientRect().top >= NEAR && left-- > 0) setTimeout(lead, PAUSE, text);
  };
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
    left = TRIES;
    lead(text);
  };
  document.addEventListener("keydown", key);
  for (const hand of HANDS) addEventListener(hand, stay, { capture: true, passive: true });
  return () => {
    document.removeEventListener("keydown", key);
    for (const hand of HANDS) removeEventListener(hand, stay, { capture: true });
  };
}

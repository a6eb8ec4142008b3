/**
 * Terms in a lesson's text: their sentence shows while the pointer or the focus is on them. It stays while the pointer is
 * on the sentence itself, and goes with Escape. A click opens the glossary at the term.
 */

import { h, write } from "../common/dom.js";

const LINK = 'a[href*="glossary#"]';
const WAIT = 150; // ms until the sentence goes, so that the pointer can reach it

export class Terms {
  constructor() {
    this.tip = h("div", { class: "scope-tip", role: "tooltip", id: "scope-tip", hidden: true });
    document.body.append(this.tip);
    this.timer = 0;
    /** @type {HTMLElement|null} */ this.link = null;
    this.listeners = {
      pointerover: (event) => this.over(event),
      pointerout: (event) => this.out(event),
      focusin: (event) => this.over(event),
      focusout: (event) => this.out(event),
      keydown: (event) => event.key === "Escape" && this.hide(),
      scroll: () => this.place(), // the focus scrolls to the word that it comes to
    };
    for (const [name, listener] of Object.entries(this.listeners)) document.addEventListener(name, listener, { capture: true, passive: true });
  }

  over(event) {
    if (this.tip.contains(event.target)) clearTimeout(this.timer);
    const link = event.target.closest?.(LINK);
    if (!link || !document.querySelector('[data-testid="stApp"]')?.contains(link)) return;
    clearTimeout(this.timer);
    // The browser's own tooltip would come as well, later and not for the keyboard.
    if (link.title) [link.dataset.sentence] = [link.title, link.removeAttribute("title")];
    if (!link.dataset.sentence) return;
    this.link?.removeAttribute("aria-describedby");
    this.link = link;
    link.setAttribute("aria-describedby", this.tip.id);
    write(this.tip, link.dataset.sentence);
    this.tip.hidden = false;
    this.place();
  }

  place() {
    if (!this.link) return;
    const at = this.link.getClientRects()[0];
    if (!at) return this.hide(); // the text is gone
    const { width, height } = this.tip.getBoundingClientRect();
    const left = Math.max(8, Math.min(at.left, innerWidth - width - 8));
    const top = at.top > height + 12 ? at.top - height - 6 : at.bottom + 6;
    this.tip.style.transform = `translate(${left}px, ${top}px)`;
  }

  out(event) {
    if (!event.target.closest?.(LINK) && !this.tip.contains(event.target)) return;
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.hide(), WAIT);
  }

  hide() {
    this.tip.hidden = true;
    this.link?.removeAttribute("aria-describedby");
    this.link = null;
  }

  remove() {
    for (const [name, listener] of Object.entries(this.listeners)) document.removeEventListener(name, listener, { capture: true });
    clearTimeout(this.timer);
    this.tip.remove();
  }
}

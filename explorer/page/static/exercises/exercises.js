/** A sheet of exercises on a screen: print it, or answer its questions one by one. Without a script it is a sheet. */

import { h, icon, write } from "../common/dom.js";

const { slug, seed, count } = document.body.dataset;
const items = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".exe-list > li"))];
const asked = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".exe-list")][0] ? [...document.querySelectorAll(".exe-list")[0].children] : []);
const print = /** @type {HTMLElement} */ (document.querySelector(".exe-print"));
const turn = /** @type {HTMLElement} */ (document.querySelector(".exe-turn"));

print.hidden = false;
print.addEventListener("click", () => window.print());

const solved = new Set();

async function ask(/** @type {number} */ at, /** @type {Record<string, string>} */ query) {
  try {
    const answer = await fetch(`exercises/${slug}/check?${new URLSearchParams({ seed, n: count, item: String(at), ...query })}`);
    return answer.ok ? await answer.json() : { sentence: (await answer.text()).slice(0, 200) };
  } catch {
    return { sentence: "There was no answer. Is the connection down? Try again." };
  }
}

/** The field under a question. */
function form(/** @type {number} */ at) {
  const said = h("p", { role: "status", "aria-live": "polite", class: "exe-said" });
  const field = /** @type {HTMLInputElement} */ (h("input", { autocomplete: "off", spellcheck: "false", "aria-label": `Answer to question ${at + 1}` }));
  const tell = (found, before = "", after = "") => {
    const told = [found.said, found.law].filter(Boolean).join(". ").replace(/\.\. /g, ". ");
    write(said, `${before}${told} ${after}`);
    said.append(" ", h("a", { href: found.state ? `${slug}?${found.state}` : slug }, "See it in the figure"));
  };
  const submit = async (event) => {
    event.preventDefault();
    if (!field.value.trim()) return;
    const found = await ask(at, { guess: field.value });
    if (found.sentence) write(said, found.sentence);
    else if (found.right) {
      solved.add(at);
      tell(found, "Right: ", `${solved.size} of ${asked.length} answered.`);
    } else write(said, "Not near enough. Try again, or let it be shown.");
  };
  const show = async () => {
    const found = await ask(at, { show: "1" });
    if (found.sentence) write(said, found.sentence);
    else tell(found);
  };
  return h(
    "form",
    { class: "exe-answer", onsubmit: submit },
    field,
    h("button", { type: "submit", class: "scope-button" }, icon("check"), "Check"),
    h("button", { type: "button", class: "scope-button", onclick: show }, "Show the answer"),
    said,
  );
}

if (document.querySelector(".exe-room")) {
  asked.forEach((item, at) => item.append(form(at)));
  let now = 0;
  const back = h("button", { type: "button", class: "scope-button", onclick: () => go(now - 1) }, "Previous");
  const next = h("button", { type: "button", class: "scope-button", onclick: () => go(now + 1) }, "Next");
  const place = h("span", { role: "status" });
  const walk = h("nav", { class: "exe-walk", "aria-label": "Questions", hidden: true }, back, place, next);
  document.querySelector("main").append(walk);
  const go = (to) => {
    now = Math.max(0, Math.min(items.length - 1, to));
    items.forEach((item, at) => item.classList.toggle("exe-now", at === now));
    back.toggleAttribute("disabled", now === 0);
    next.toggleAttribute("disabled", now === items.length - 1);
    write(place, `${now + 1} of ${items.length}`);
    /** @type {HTMLElement|null} */ (items[now].querySelector("input"))?.focus();
  };
  turn.hidden = false;
  turn.addEventListener("click", () => {
    const on = document.body.classList.toggle("exe-single");
    turn.setAttribute("aria-pressed", String(on));
    walk.hidden = !on;
    if (on) go(now);
  });
}

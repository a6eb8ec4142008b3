/** The glossary's own search: of the terms that hold what is typed. Without a script the page is whole but for this. */

import { plain } from "../home/match.js";

const find = /** @type {HTMLElement} */ (document.querySelector(".glo-find"));
const field = /** @type {HTMLInputElement} */ (document.querySelector("#glo-field"));
const status = /** @type {HTMLElement} */ (find.querySelector("[role=status]"));
const sections = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main > section:not(.glo-notation)"))];
const rows = sections.flatMap((section) => [.../** @type {NodeListOf<HTMLElement>} */ (section.querySelectorAll("dl > div"))]);
const terms = new Map(rows.map((row) => [row, plain(row.querySelector("dt").textContent)]));

find.hidden = false;
field.addEventListener("input", () => {
  const words = plain(field.value).trim();
  for (const row of rows) row.hidden = !terms.get(row).includes(words);
  for (const section of sections) section.hidden = !section.querySelector("dl > div:not([hidden])");
  const found = rows.filter((row) => !row.hidden).length;
  status.textContent = !words ? "" : found === 1 ? "One term." : found ? `${found} terms.` : "No term. The search of the home page looks through the lessons as well.";
});

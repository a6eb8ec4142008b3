/** The address of a lesson's page: the state of its figure, beside what says how it is shown (look, embed). */

import { same } from "../common/arrays.js";

/** What of a query is the state: controls and the pinned state. The rest is how it is shown.
 * @param {string} query @param {{name: string, key: string}[]} controls */
function partsOf(query, controls) {
  const own = new Set(["pin", ...controls.flatMap((control) => [control.name, control.key])]);
  const parts = [...new URLSearchParams(query)];
  return { state: parts.filter(([name]) => own.has(name)).sort(), rest: parts.filter(([name]) => !own.has(name)) };
}

/** Whether the page's address is another state than this link. @param {string} link @param {any[]} controls */
export function strayed(link, controls, /** @type {string|null} */ pin) {
  const pinned = pin ? new URLSearchParams({ pin }).toString() : "";
  const here = link.includes("pin=") ? link : [link, pinned].filter(Boolean).join("&");
  return !same(partsOf(location.search, controls).state, partsOf(here, controls).state);
}

/** The link becomes the page's address: what is neither control nor pin stays. @param {string} link @param {any[]} controls */
export function putAddress(link, controls, /** @type {string|null} */ pin) {
  const query = partsOf(location.search, controls).rest;
  if (pin) query.push(["pin", pin]);
  const kept = new URLSearchParams(query).toString();
  const search = [kept, link].filter(Boolean).join("&");
  const address = location.pathname + (search ? `?${search}` : "") + location.hash;
  if (address !== location.pathname + location.search + location.hash) history.replaceState(history.state, "", address);
}

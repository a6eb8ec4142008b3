/** The page of one figure that works without a server (explorer/sweeps/offline.py). */

import { h } from "../common/dom.js";
import { Live } from "./live.js";

const told = document.getElementById("story");
const place = document.getElementById("offline");
if (told?.textContent && place) {
  const live = new Live(JSON.parse(told.textContent));
  place.append(h("div", { class: "offline-figure" }, live.stage, live.notice), h("div", { class: "offline-side scope-panel" }, live.controls, live.readouts.node));
  live.open();
}

/** The keys of a lecture. */

import { fullScreen, help } from "./keys.js";
import { overview } from "./overview.js";
import { Typed } from "./turn.js";

const typed = new Typed();

/** To the scene that was typed, as in 12 or 3.2; one that is not there is told so. */
function enter(/** @type {import("./lecture.js").Player} */ player) {
  const text = typed.take();
  if (!text) return player.forward();
  const [scene, step] = text.split(".").map(Number);
  const index = player.indexOf(scene - 1, step ? step - 1 : 0);
  if (index >= 0) return player.jump(index);
  return player.view.say(`There is no scene ${text}; the lecture has scenes 1 to ${player.lecture.scenes.length}.`);
}

/** @param {import("./lecture.js").Player} player @returns {import("./keys.js").Binding[]} */
export function bindings(player) {
  const found = [
    // A clicker sends Page Up and Page Down: they are its own wherever the focus is.
    { keys: ["PageDown"], shown: "", says: "", over: true, act: () => player.forward() },
    { keys: ["PageUp"], shown: "", says: "", over: true, act: () => player.back() },
    { keys: ["ArrowRight", "ArrowDown", " "], shown: "→ ↓ Page Down Space Enter", says: "Next: a sweep that waits, a step, a scene", act: () => player.forward() },
    { keys: ["Enter"], shown: "", says: "", act: () => enter(player) },
    { keys: ["ArrowLeft", "ArrowUp"], shown: "← ↑ Page Up", says: "Previous step or scene", act: () => player.back() },
    { keys: ["Home"], shown: "Home", says: "First scene", act: () => player.jump(0) },
    { keys: ["End"], shown: "End", says: "Last scene", act: () => player.jump(player.indexOf(player.lecture.scenes.length - 1)) },
    { keys: [..."0123456789"], shown: "1 2 Enter", says: "To scene 12; 3.2 is the second step of scene 3", act: (event) => typed.add(event.key) },
    { keys: ["o"], shown: "O", says: "All scenes", act: () => overview(player) },
    { keys: ["s"], shown: "S", says: "Start or pause the sweep, from where it stands", act: () => player.toggleSweep() },
    { keys: ["l"], shown: "L", says: "Pointer on the figure, in both windows", act: () => player.pointer.toggle() },
    // The dot of a clicker is the black screen, unless it stands in a number.
    { keys: ["b", "."], shown: "B .", says: "Blank screen, or back", act: (event) => (event.key === "." && typed.text ? typed.add(".") : player.act(() => (player.blank = !player.blank))) },
    { keys: ["n"], shown: "N", says: "The numbers of the moment", act: () => player.act(() => player.view.showNumbers(!player.view.all)) },
    { keys: ["z"], shown: "Z", says: "One panel after the other, alone", act: () => player.act(() => player.view.nextPanel()) },
    { keys: ["q"], shown: "Q", says: "QR code of this very state", act: () => player.toggleCode("figure") },
    { keys: ["w"], shown: "W", says: "QR code for phones that follow this lecture", act: () => player.toggleCode("lecture") },
    { keys: ["t"], shown: "T", says: "A vote of the phones: ask, close, put away", act: () => player.lectern?.next() },
    { keys: ["f"], shown: "F", says: "Full screen", act: fullScreen },
    { keys: ["v"], shown: "V", says: "Presenter view, in a second window", act: () => player.present() },
    { keys: ["p"], shown: "P", says: "The lesson’s page, in this state", act: () => player.leave() },
    { keys: ["?"], shown: "?", says: "The keys", act: () => help(bindings(player)) },
  ];
  return player.presenter ? found.filter(({ keys }) => keys[0] !== "v") : found;
}

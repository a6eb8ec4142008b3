/** How high a figure is. It follows from the width of its place alone, so that nothing shifts when a frame comes. */

const NARROW = 640; // pixels of width under which panels are stacked
const LOW = 0.75; // height of a screen as a share of a narrow figure's width, under which they stand side by side
// Pixels of the first screen that are not the figure's: the challenge, the tools, and the tabs or the first control.
const BELOW = { wide: 168, narrow: 232 };
const GOAL = { wide: 74, narrow: 87 }; // of these the challenge's, where it is a sentence
const BAR = 40; // of a play bar
const LEAST = { wide: 320, narrow: 270, many: 280 }; // of a figure; of a panel among two or more that are stacked: handles lie apart

/** Whether panels are stacked: where the place is upright, or the screen not too low for that: a phone on its side, a
 * large zoom. @param {boolean} fill whether the figure takes the size of its place */
export function isNarrow(/** @type {HTMLElement} */ place, fill) {
  const width = place.clientWidth;
  return width < NARROW && (fill ? width < place.clientHeight : innerHeight > LOW * width);
}

/** What the first screen leaves for the figure: less what is above it, its challenge (of that height) and its play bar. */
export function roomFor(/** @type {HTMLElement} */ place, /** @type {boolean} */ narrow, /** @type {number} */ goal, /** @type {boolean} */ played) {
  const scroller = place.closest("[data-testid=stMain]");
  const above = place.getBoundingClientRect().top + (scroller?.scrollTop ?? scrollY);
  const [below, usual] = narrow ? [BELOW.narrow, GOAL.narrow] : [BELOW.wide, GOAL.wide];
  const more = Math.max(0, goal - usual); // of a prediction with a form
  return innerHeight - above - below - more - (played ? BAR : 0);
}

/** As high as the width asks for, and no higher than the room that the first screen leaves. */
export function heightIn(/** @type {number} */ room, /** @type {number} */ width, /** @type {boolean} */ narrow, /** @type {number} */ panels) {
  if (narrow) return Math.round(Math.max(panels * (panels > 2 ? LEAST.many : LEAST.narrow), Math.min(panels * width * 0.86 + 40, room)));
  return Math.round(Math.max(LEAST.wide, Math.min(room, width * 0.62)));
}

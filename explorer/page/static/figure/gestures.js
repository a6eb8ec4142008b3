/**
 * What a hand on the empty plane does: nothing that it did not ask for.
 *
 * A mouse that misses a handle leaves the figure as it is, a wheel and a finger scroll the page. The view is moved by who
 * asks: Ctrl and the wheel (a trackpad's pinch is that, too), two fingers, the buttons of the toolbar; where it is no
 * longer the lesson's, a mouse moves it by a drag. In space a mouse turns the camera, and so does a finger sideways.
 *
 * Listeners are on what the figure lies in and come before Plotly's own, which would take each touch for a drag.
 */

/** @typedef {import("./drawing.js").Drawing} Drawing */
/** @typedef {{x: number, y: number, spread: number}} Grip the middle of two fingers, and how far they are apart */

const NOTCH = 0.0022; // of a wheel's way, the logarithm of the zoom: a notch of 100 is a quarter
const SLACK = 4; // pixels that a press may tremble

export class Gestures {
  /** @param {HTMLElement} place what the figure lies in @param {Drawing} drawing */
  constructor(place, drawing) {
    this.drawing = drawing;
    this.outlook = drawing.outlook;
    /** @type {Grip|null} */ this.grip = null;
    /** @type {{x: number, y: number, scene: string, turns: boolean|null}|null} */ this.finger = null;
    /** @type {{x: number, y: number, moved: boolean}|null} */ this.mouse = null;
    this.place = place;
    this.outlook.listeners.add(() => place.classList.toggle("scope-zoomed", this.outlook.own.size > 0));
    const own = { capture: true, passive: false };
    place.addEventListener("wheel", (event) => this.wheel(event), own);
    place.addEventListener("touchstart", (event) => this.touch(event), own);
    place.addEventListener("touchmove", (event) => this.move(event), own);
    for (const type of ["touchend", "touchcancel"]) place.addEventListener(type, (event) => this.lift(/** @type {TouchEvent} */ (event)), own);
    place.addEventListener("mousedown", (event) => this.keep(event), true);
    place.addEventListener("pointerdown", (event) => this.press(event), true);
    place.addEventListener("pointermove", (event) => this.drag(event), true);
    for (const type of ["pointerup", "pointercancel"]) place.addEventListener(type, () => this.release(), true);
  }

  /** Pixels within the figure. */
  at({ clientX, clientY }) {
    const box = this.drawing.gd.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  // --- wheel -------------------------------------------------------------------------------------------------------

  wheel(/** @type {WheelEvent} */ event) {
    event.stopPropagation(); // Plotly would take it for a zoom of a space
    if (!event.ctrlKey && !event.metaKey) return; // the page scrolls
    event.preventDefault();
    const { x, y } = this.at(event);
    const way = event.deltaY * (event.deltaMode ? 33 : 1);
    this.outlook.zoom(Math.exp(Math.max(-1, Math.min(1, way * NOTCH))), x, y);
  }

  // --- fingers -----------------------------------------------------------------------------------------------------

  /** @returns {Grip|null} */
  gripOf(/** @type {TouchEvent} */ { touches }) {
    // A finger that holds a handle, or rests beside the figure, is none of them.
    const all = [...touches];
    if (all.length !== 2 || !all.every(({ target }) => this.place.contains(/** @type {Node} */ (target)))) return null;
    const [a, b] = all.map((each) => this.at(each));
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, spread: Math.max(20, Math.hypot(a.x - b.x, a.y - b.y)) };
  }

  touch(/** @type {TouchEvent} */ event) {
    event.stopPropagation();
    this.finger = null;
    this.grip = this.gripOf(event);
    if (this.grip) event.preventDefault();
    else if (event.touches.length === 1) {
      const spot = this.at(event.touches[0]);
      const scene = this.outlook.sceneAt(spot.x, spot.y);
      if (scene) this.finger = { ...spot, scene, turns: null };
    }
  }

  move(/** @type {TouchEvent} */ event) {
    event.stopPropagation();
    const [grip, finger] = [this.gripOf(event), this.finger];
    if (grip && this.grip) {
      if (event.cancelable) event.preventDefault();
      const before = this.grip;
      this.grip = grip;
      this.outlook.shift(grip.x - before.x, grip.y - before.y, before.x, before.y);
      this.outlook.zoom(before.spread / grip.spread, grip.x, grip.y);
    } else if (finger && event.touches.length === 1) {
      const spot = this.at(event.touches[0]);
      const [dx, dy] = [spot.x - finger.x, spot.y - finger.y];
      if (finger.turns === null && Math.hypot(dx, dy) < SLACK) return;
      finger.turns ??= Math.abs(dx) > Math.abs(dy); // upright it scrolls the page
      if (!finger.turns) return;
      if (event.cancelable) event.preventDefault();
      this.finger = { ...finger, ...spot };
      this.outlook.turn(finger.scene, dx, 0);
    }
  }

  lift(/** @type {TouchEvent} */ event) {
    event.stopPropagation();
    this.grip = this.gripOf(event);
    this.finger = null;
  }

  // --- a mouse, where the view is not the lesson's any more --------------------------------------------------------

  /** Plotly hears of no press on a plane: it would lay a sheet over the page that hides who is beneath from the mouse. */
  keep(/** @type {MouseEvent} */ event) {
    const { x, y } = this.at(event);
    if (!this.outlook.sceneAt(x, y)) event.stopPropagation();
  }

  press(/** @type {PointerEvent} */ event) {
    const spot = this.at(event);
    if (event.pointerType === "touch" || event.button !== 0 || !this.outlook.movedAt(spot.x, spot.y)) return;
    this.mouse = { ...spot, moved: false };
  }

  drag(/** @type {PointerEvent} */ event) {
    const { mouse } = this;
    if (!mouse) return;
    const spot = this.at(event);
    const [dx, dy] = [spot.x - mouse.x, spot.y - mouse.y];
    if (!mouse.moved && Math.hypot(dx, dy) < SLACK) return;
    if (!mouse.moved) this.place.setPointerCapture(event.pointerId);
    this.mouse = { ...spot, moved: true };
    this.place.classList.add("scope-moving");
    this.outlook.shift(dx, dy, mouse.x, mouse.y);
  }

  release() {
    this.mouse = null;
    this.place.classList.remove("scope-moving");
  }
}

/** Small pictures of states, drawn one after the other out of sight and kept by who asks for them. */

import { h } from "../common/dom.js";
import { loadLooks } from "../common/looks.js";
import { Drawing, loadPlotly } from "../figure/drawing.js";

const [WIDE, HIGH] = [800, 450]; // pixels that a picture is drawn for, before it is made small
const SCALE = 0.4;

/** @type {Promise<any>} one drawing at a time, in one element */ let queue = Promise.resolve();
/** @type {{drawing: Drawing, Plotly: any}|null} */ let easel = null;

async function setUp(/** @type {{plotly: string, looks: string}} */ places, look) {
  const [Plotly, looks] = await Promise.all([loadPlotly(places.plotly), loadLooks(places.looks)]);
  if (!easel) {
    const sheet = h("div", { "aria-hidden": "true", style: `position:fixed;left:-9999px;top:0;width:${WIDE}px;height:${HIGH}px` });
    document.body.append(sheet);
    easel = { drawing: new Drawing(sheet, Plotly), Plotly };
  }
  easel.drawing.setLook(looks[look], looks.templates[look]);
  return easel;
}

/** The picture of a frame as the address of an image. @returns {Promise<string>} */
export function pictureOf(/** @type {{plotly: string, looks: string}} */ places, frame, look = "light") {
  const made = queue.then(async () => {
    const { drawing, Plotly } = await setUp(places, look);
    drawing.draw(frame);
    return Plotly.toImage(drawing.gd, { format: "png", width: WIDE, height: HIGH, scale: SCALE });
  });
  queue = made.catch(() => {}); // one that fails keeps none of the others waiting
  return made;
}

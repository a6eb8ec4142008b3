/** Where the reader looks at the spaces of a figure from, as the control "camera" holds it (explorer/controls/camera.py). */

const [MOST_TILT, FARTHEST, NEAREST] = [89, 0.3, 3];
const degrees = (/** @type {number} */ angle) => Math.round((angle * 1800) / Math.PI) / 10;
const within = (/** @type {number} */ value, low, high) => Math.min(high, Math.max(low, value));

/** Turn, tilt and zoom of each space, in the order of the panels: "35,20,1;40,15,1".
 * @param {any} full Plotly's layout, with the cameras as they are @param {any} fitted the layout as it was drawn */
export function camerasOf(full, fitted) {
  const keys = Object.keys(fitted).filter((key) => /^scene\d*$/.test(key));
  const number = (/** @type {string} */ key) => Number(key.slice(5) || 1);
  const told = keys.sort((a, b) => number(a) - number(b)).map((key) => {
    const [x, y, z] = arm(full[key].camera);
    const before = arm(fitted[key].camera);
    const tilt = within(degrees(Math.atan2(z, Math.hypot(x, y))), -MOST_TILT, MOST_TILT);
    const zoom = ((fitted[key].zoom ?? 1) * Math.hypot(...before)) / Math.hypot(x, y, z);
    return [degrees(Math.atan2(y, x)), tilt, Math.round(within(zoom, FARTHEST, NEAREST) * 100) / 100].join(",");
  });
  return told.join(";");
}

/** From what the camera looks at to the camera. */
function arm({ eye, center = { x: 0, y: 0, z: 0 } }) {
  return [eye.x - center.x, eye.y - center.y, eye.z - center.z];
}

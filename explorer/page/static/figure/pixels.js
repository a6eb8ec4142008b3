/** From data to pixels, in the axes as they stand: what the writers of the fast lane (fastlane.js) have in common. */

import { numbers } from "../common/arrays.js";
import { short } from "./styles.js";

export const FAR = 2e5; // pixels: beyond, Plotly cuts lines at twenty screens; closer the cut cannot be seen

/** The axis of a Plotly axis name ("x2"). */
export function axisOf(gd, name) {
  return gd._fullLayout[`${name[0]}axis${name.slice(1)}`];
}

/**
 * From data to pixels along one axis: `slope * v + offset` after an optional logarithm.
 * @returns {((value: number) => number)|null} null: a kind of axis that is left to Plotly
 */
export function scaleOf(axis) {
  const offset = axis._b;
  const slope = axis._m;
  if (axis.rangebreaks && axis.rangebreaks.length) return null;
  if (axis.type === "linear") return (value) => offset + slope * value;
  if (axis.type === "log") return (value) => (value > 0 ? offset + slope * Math.log10(value) : NaN);
  return null;
}

/** Whether a list holds a value that a logarithmic axis cannot show; Plotly has its own way with those. */
function breaksLog(axis, values) {
  if (axis.type !== "log") return false;
  for (let i = 0; i < values.length; i++) if (values[i] <= 0) return true;
  return false;
}

/** The pixels of a trace's points. @returns {{x: Float64Array, y: Float64Array, count: number}|null} */
export function pixels(gd, trace) {
  const xAxis = axisOf(gd, trace.xaxis || "x");
  const yAxis = axisOf(gd, trace.yaxis || "y");
  if (!xAxis || !yAxis) return null;
  const toX = scaleOf(xAxis);
  const toY = scaleOf(yAxis);
  const xs = numbers(trace.x);
  const ys = numbers(trace.y);
  if (!toX || !toY || !xs || !ys || typeof xs === "string" || breaksLog(xAxis, xs) || breaksLog(yAxis, ys)) return null;
  const count = Math.min(xs.length, ys.length);
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    // A missing value travels as null outside packed arrays; it must not become zero.
    x[i] = xs[i] === null ? NaN : toX(xs[i]);
    y[i] = ys[i] === null ? NaN : toY(ys[i]);
    if (x[i] > FAR || x[i] < -FAR || y[i] > FAR || y[i] < -FAR) return null;
  }
  return { x, y, count };
}

/** The `d` of a polyline that breaks at NaN. */
export function pathOf({ x, y, count }, stepped) {
  let path = "";
  let i = 0;
  while (i < count) {
    if (x[i] !== x[i] || y[i] !== y[i]) {
      i++;
      continue;
    }
    let end = i;
    while (end + 1 < count && x[end + 1] === x[end + 1] && y[end + 1] === y[end + 1]) end++;
    path += `M${short(x[i])},${short(y[i])}`;
    for (let k = i + 1; k <= end; k++) {
      if (stepped) path += `H${short(x[k])}V${short(y[k])}`;
      else path += `L${short(x[k])},${short(y[k])}`;
    }
    i = end + 1;
  }
  return path;
}

/** Plotly's own point number of an element, or -1. */
export const numberOf = (node) => (node.__data__ && Number.isInteger(node.__data__.i) ? node.__data__.i : -1);

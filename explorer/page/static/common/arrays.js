/**
 * What travels in a frame: packed arrays, patches, and the difference of two frames.
 *
 * @typedef {{dtype: string, bdata: string, shape?: string}} Packed an array as Plotly takes it: base64 of its bytes
 * @typedef {(string|number)[]} Path where in a frame: ["figure", "data", 3, "x"]
 * @typedef {[Path, any][]} Patch values that changed, by path
 */

const KINDS = {
  f8: Float64Array,
  f4: Float32Array,
  i4: Int32Array,
  u4: Uint32Array,
  i2: Int16Array,
  u2: Uint16Array,
  i1: Int8Array,
  u1: Uint8Array,
  u1c: Uint8ClampedArray,
};

/** @returns {value is Packed} */
export function isPacked(value) {
  return value !== null && typeof value === "object" && typeof value.bdata === "string";
}

/** @type {WeakMap<Packed, any>} Plotly takes an array for unchanged if it is the same object: decode each only once. */
const decoded = new WeakMap();

/** The numbers of a packed array: a typed array, or a list of them (rows) if it has two axes. */
export function unpack(/** @type {Packed} */ packed) {
  let found = decoded.get(packed);
  if (!found) {
    const text = atob(packed.bdata);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    const flat = new (KINDS[packed.dtype] || Float64Array)(bytes.buffer);
    const shape = packed.shape ? String(packed.shape).split(",").map(Number) : [flat.length];
    found = flat;
    if (shape.length === 2) {
      found = Array.from({ length: shape[0] }, (_, row) => flat.subarray(row * shape[1], (row + 1) * shape[1]));
    }
    decoded.set(packed, found);
  }
  return found;
}

/** The numbers of a list that may be packed. @returns {ArrayLike<any>} */
export function numbers(value) {
  return isPacked(value) ? unpack(value) : value;
}

/** A frame after a patch: what did not change is shared with the frame before, which stays as it is. */
export function applied(frame, /** @type {Patch} */ patch) {
  let out = frame;
  const own = new Set(); // containers of the new frame's own, copied once
  const copy = (value) => {
    if (own.has(value)) return value;
    const copied = Array.isArray(value) ? [...value] : { ...value };
    own.add(copied);
    return copied;
  };
  for (const [path, value] of patch) {
    if (!path.length) {
      out = value;
      continue;
    }
    let place = (out = copy(out));
    for (const step of path.slice(0, -1)) place = place[step] = copy(place[step]);
    place[path[path.length - 1]] = value;
  }
  return out;
}

const isObject = (value) => value !== null && typeof value === "object";

/** Whether two values of JSON say the same. */
export function same(a, b) {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

/**
 * The patch that leads from one frame to another. Lists of plain values and packed arrays change as a whole.
 * @returns {Patch}
 */
export function difference(from, to, /** @type {Path} */ path = [], /** @type {Patch} */ out = []) {
  if (from === to) return out;
  const nested = isObject(from) && isObject(to) && Array.isArray(from) === Array.isArray(to);
  if (!nested || isPacked(to) || isPacked(from) || (Array.isArray(to) && !to.some(isObject))) {
    if (!same(from, to)) out.push([path, to]);
    return out;
  }
  const keys = Object.keys(to);
  if (keys.length !== Object.keys(from).length || keys.some((key) => !(key in from))) {
    out.push([path, to]);
    return out;
  }
  for (const key of keys) difference(from[key], to[key], [...path, Array.isArray(to) ? Number(key) : key], out);
  return out;
}

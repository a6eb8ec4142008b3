/** Where the eye of a space stands, so that the box and what is written beside it have room. */

const TYPE = 13; // pixels of type in the light look
const LABELS = 50; // pixels beside a space for the numbers of its upright axis (viz/compose.py)
const LETTER = 4.5; // and by letter of its title
const RIGHT = 16; // pixels on the other side
const [ABOVE, BELOW] = [8, 36]; // and above and under the box, where the numbers of its other axes are
const NEAREST = 0.55; // of its distance, where the eye may stand in a hall

/** Plotly's camera sees as much in height in every panel, and in an upright one less in width: it steps back until the
 * box leaves room for what is written beside it, in type of that `size` in pixels, and moves to the left, where most of it is. */
export function stepBack(scene, width, height, /** @type {number} */ size, hall = false) {
  const scale = size / TYPE;
  if (scene.xaxis?.visible === false || !scene.camera?.eye) return;
  const { eye, center = { x: 0, y: 0, z: 0 } } = scene.camera;
  const zoom = scene.zoom ?? 1;
  const [x, y, z] = [eye.x - center.x, eye.y - center.y, eye.z - center.z].map((part) => part * zoom);
  const flat = Math.hypot(x, y) || 1;
  const across = [-y / flat, x / flat];
  const wide = Math.abs(across[0]) * (scene.aspectratio?.x ?? 1) + Math.abs(across[1]) * (scene.aspectratio?.y ?? 1);
  const left = scale * (LABELS + LETTER * (scene.zaxis?.title?.text || "").length);
  const free = Math.max(width - left - scale * RIGHT, 0.3 * width);
  const pixel = (2 * Math.tan(Math.PI / 8) * Math.hypot(x, y, z)) / height;
  const far = Math.max(1, wide / (pixel * free));
  if (hall) {
    const aspect = scene.aspectratio ?? { x: 1, y: 1, z: 1 };
    const { part, to } = filled([x, y, z], aspect, { width: free, height, aside: (left - scale * RIGHT) / 2, scale }, far);
    const [cx, cy, cz] = to;
    scene.camera = { ...scene.camera, center: { x: cx, y: cy, z: cz }, eye: { x: (part * x) / zoom + cx, y: (part * y) / zoom + cy, z: (part * z) / zoom + cz } };
    return;
  }
  const shift = -0.5 * (left - scale * RIGHT) * far * pixel;
  const to = { x: shift * across[0], y: shift * across[1], z: 0 };
  const away = far / zoom;
  scene.camera = { ...scene.camera, center: to, eye: { x: away * x + to.x, y: away * y + to.y, z: away * z } };
}

/** In a hall the box fills its place: how near the eye may come, as a part of where it is (at most `far`), and what it
 * looks at, so that the box and its numbers are in the middle of their room. */
function filled(/** @type {number[]} */ eye, aspect, room, /** @type {number} */ far) {
  const long = Math.hypot(...eye);
  const flat = Math.hypot(eye[0], eye[1]) || 1;
  const ahead = eye.map((part) => -part / long);
  const across = [-eye[1] / flat, eye[0] / flat, 0];
  const up = [across[1] * ahead[2], -across[0] * ahead[2], across[0] * ahead[1] - across[1] * ahead[0]];
  const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
  const signs = [-0.5, 0.5];
  const corners = signs.flatMap((i) => signs.flatMap((j) => signs.map((k) => [i * aspect.x, j * aspect.y, k * aspect.z])));
  const focal = room.height / 2 / Math.tan(Math.PI / 8); // pixels of a unit at a distance of one
  const [above, below] = [ABOVE * room.scale, BELOW * room.scale];
  const middle = [room.aside, (below - above) / 2];
  const view = (/** @type {number} */ part) => {
    const off = [0, 0];
    for (let turn = 0; ; turn += 1) {
      const seen = corners.map((corner) => {
        const way = corner.map((value, i) => value - part * eye[i] - off[0] * across[i] - off[1] * up[i]);
        const depth = Math.max(0.05, dot(way, ahead));
        return [(focal * dot(way, across)) / depth, (focal * dot(way, up)) / depth];
      });
      const ends = [0, 1].map((axis) => [Math.min(...seen.map((spot) => spot[axis])), Math.max(...seen.map((spot) => spot[axis]))]);
      if (turn === 4) return { fits: ends[0][1] - ends[0][0] <= room.width && ends[1][1] - ends[1][0] <= room.height - above - below, to: across.map((value, i) => off[0] * value + off[1] * up[i]) };
      ends.forEach(([low, high], axis) => (off[axis] += (((low + high) / 2 - middle[axis]) * part * long) / focal));
    }
  };
  let part = far;
  while (part > NEAREST && view(part - 0.02).fits) part -= 0.02;
  return { part, to: view(part).to };
}

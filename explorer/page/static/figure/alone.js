/** One panel of a figure by itself, as large as the figure: for the last row of a hall. */

const PLANE = /^xaxis(\d*)$/;
const SPACE = /^scene\d*$/;

/** @typedef {{key: string, name: string, x: [number, number], y: [number, number]}} Panel `key` in the layout, `name` in traces */

/** The panels of a figure as one reads them: by rows, from the left. @returns {Panel[]} */
export function panelsOf({ layout }) {
  const found = Object.entries(layout).flatMap(([key, value]) => {
    const number = PLANE.exec(key)?.[1];
    const other = number !== undefined && layout[`yaxis${number}`];
    if (other && value.domain && other.domain) return [{ key, name: `x${number}`, x: value.domain, y: other.domain }];
    return SPACE.test(key) && value.domain ? [{ key, name: key, ...value.domain }] : [];
  });
  return found.sort((a, b) => (Math.abs(b.y[1] - a.y[1]) > 1e-3 ? b.y[1] - a.y[1] : a.x[0] - b.x[0]));
}

/** A figure with the panel of that number alone; the figure itself, where there is no such panel, or but one. */
export function alone(figure, /** @type {number} */ at) {
  const panels = panelsOf(figure);
  const panel = panels[at];
  if (!panel || panels.length < 2) return figure;
  const mine = (trace) => (trace.scene || trace.xaxis || "x") === panel.name;
  const data = figure.data.filter(mine).map((trace) => (typeof trace.colorbar?.x === "number" ? { ...trace, colorbar: { ...trace.colorbar, x: 1, y: 0.5, len: 1 } } : trace));
  const layout = Object.fromEntries(Object.entries(figure.layout).filter(([key]) => !PLANE.test(key) && !/^yaxis\d*$/.test(key) && !SPACE.test(key)));
  const own = figure.layout[panel.key];
  if (SPACE.test(panel.key)) layout[panel.key] = { ...own, domain: { x: [0, 1], y: [0, 1] } };
  else {
    const other = panel.key.replace("x", "y");
    layout[panel.key] = { ...own, domain: [0, 1] };
    layout[other] = { ...figure.layout[other], domain: [0, 1] };
  }
  const inside = (note) => note.x >= panel.x[0] - 1e-3 && note.x <= panel.x[1] + 1e-3 && note.y >= panel.y[0] - 1e-3 && note.y <= panel.y[1] + 1e-3;
  const share = (value, [low, high]) => (value - low) / (high - low);
  const noteOf = (note) => {
    if (note.xref !== "paper" || note.yref !== "paper") return note.xref === panel.name ? [note] : [];
    return inside(note) ? [{ ...note, x: share(note.x, panel.x), y: share(note.y, panel.y) }] : [];
  };
  if (layout.annotations) layout.annotations = layout.annotations.flatMap((note) => noteOf(note));
  for (const part of ["images", "shapes"]) if (layout[part]) layout[part] = layout[part].filter(({ xref }) => xref === panel.name);
  return { ...figure, data, layout };
}

/** Small helpers to build elements. Text goes in as text nodes only: data never becomes markup. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Element} node
 * @param {Record<string, any>} props `on*` are listeners, `class` and the rest attributes; null, undefined, false: left out
 * @param {(Node|string|null|undefined)[]} children
 */
function fill(node, props, children) {
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children) {
    if (child !== null && child !== undefined) node.append(child);
  }
  return node;
}

/** An HTML element. @returns {HTMLElement} */
export function h(tag, props = {}, ...children) {
  return /** @type {HTMLElement} */ (fill(document.createElement(tag), props, children));
}

/** An SVG element. @returns {SVGElement} */
export function svg(tag, props = {}, ...children) {
  return /** @type {SVGElement} */ (fill(document.createElementNS(SVG, tag), props, children));
}

/** Write text only where it differs, so that a frame touches no node that it does not change. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Set an attribute only where it differs. */
export function attr(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

const ICONS = {
  play: "M7 4.5v15l12-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  start: "M5 5h2.5v14H5zM19 5v14L8.5 12z",
  back: "M15.5 5v14L6 12zM17 5h2v14h-2z",
  forward: "M8.5 5v14L18 12zM5 5h2v14H5z",
  link: "M10.6 13.4a1 1 0 0 1 0-1.4l1.4-1.4a1 1 0 1 1 1.4 1.4L12 13.4a1 1 0 0 1-1.4 0zM7.8 20.5a4.3 4.3 0 0 1-3-7.3l3-3 1.4 1.4-3 3a2.3 2.3 0 0 0 3.2 3.2l3-3 1.4 1.4-3 3a4.2 4.2 0 0 1-3 1.3zm8.4-6.7-1.4-1.4 3-3a2.3 2.3 0 0 0-3.2-3.2l-3 3-1.4-1.4 3-3a4.3 4.3 0 0 1 6 6z",
  full: "M4 4h6v2H6v4H4zm10 0h6v6h-2V6h-4zM4 14h2v4h4v2H4zm14 0h2v6h-6v-2h4z",
  save: "M11 4h2v9.2l3.1-3.1 1.4 1.4L12 17l-5.5-5.5 1.4-1.4 3.1 3.1zM5 18h14v2H5z",
  nearer: "M10.5 3.5a7 7 0 1 0 4.2 12.6l4.6 4.6 1.4-1.4-4.6-4.6a7 7 0 0 0-5.6-11.2zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM9.5 7.5v2h-2v2h2v2h2v-2h2v-2h-2v-2z",
  farther: "M10.5 3.5a7 7 0 1 0 4.2 12.6l4.6 4.6 1.4-1.4-4.6-4.6a7 7 0 0 0-5.6-11.2zm0 2a5 5 0 1 1 0 10 5 5 0 0 1 0-10zM7.5 9.5v2h6v-2z",
  open: "M3 5h6.6l2 2H21v12H3zm2 4v8h14V9z",
  reset: "M12 5V1.5L7 6l5 4.5V7a5 5 0 1 1-5 5H5a7 7 0 1 0 7-7z",
  check: "M9.5 17.6 4 12.1l1.6-1.6 3.9 3.9 8.9-8.9L20 7.1z",
  cross: "M6.4 5 12 10.6 17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
  ring: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zm0 2a6 6 0 1 1 0 12 6 6 0 0 1 0-12z",
  add: "M4 5h12v2H4zm0 5h12v2H4zm0 5h7v2H4zm13-2h2v3h3v2h-3v3h-2v-3h-3v-2h3z",
  up: "M12 5l7 7-1.4 1.4-4.6-4.6V20h-2V8.8l-4.6 4.6L5 12z",
  down: "M12 19l-7-7 1.4-1.4 4.6 4.6V4h2v11.2l4.6-4.6L19 12z",
  copy: "M8 3h12v14h-3v4H4V7h4zm2 2v10h8V5zM6 9v10h9v-2H8V9z",
  trash: "M9 3h6l1 2h4v2H4V5h4zM6 8h12l-1 13H7zm3 2v9h1.5v-9zm4.5 0v9H15v-9z",
  grip: "M8 5h3v3H8zm5 0h3v3h-3zM8 10.5h3v3H8zm5 0h3v3h-3zM8 16h3v3H8zm5 0h3v3h-3z",
  search: "M10.5 4a6.5 6.5 0 1 0 4 11.6l4.4 4.4 1.4-1.4-4.4-4.4A6.5 6.5 0 0 0 10.5 4zm0 2a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9z",
};

/** A decorative icon in the colour of the text around it. @param {keyof typeof ICONS} name */
export function icon(name) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", width: 18, height: 18, "aria-hidden": "true", focusable: "false", class: "scope-icon" },
    svg("path", { d: ICONS[name], fill: "currentColor" }),
  );
}

/** Change the picture of an icon in place. */
export function setIcon(node, name) {
  attr(node.firstElementChild, "d", ICONS[name]);
}

/** The browser's memory, which may be switched off: then nothing is remembered and nothing fails. */
export const memory = {
  /** The whole numbers that are remembered under a name; nothing else that may stand there. @returns {Set<number>} */
  numbers(key, name) {
    const found = this.read(key, {})[name];
    return new Set(Array.isArray(found) ? found.filter((each) => Number.isInteger(each) && each >= 0) : []);
  },
  /** Remember them beside those that another window has remembered meanwhile. */
  add(key, name, /** @type {Iterable<number>} */ numbers) {
    const all = this.read(key, {});
    const both = new Set([...this.numbers(key, name), ...numbers]);
    this.write(key, { ...all, [name]: [...both].sort((a, b) => a - b) });
  },
  read(key, otherwise) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? otherwise;
    } catch {
      return otherwise;
    }
  },
  write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // Private windows may refuse; the page works without.
    }
  },
};

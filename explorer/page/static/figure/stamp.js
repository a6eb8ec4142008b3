/**
 * Pictures that the browser makes say where they come from, as the server's files do (explorer/export/origin.py): a
 * title, the alternative text, the link, the program with its licence, and the mark by which a file opens its state.
 *
 * @typedef {{slug: string, link: string, alt: string, title: string, source: string, program: string}} Told
 */

const LONGEST = 100; // characters of a file's name before its ending
const HEADER = 33; // bytes of a PNG before its second chunk: the signature and IHDR

/** The token that leads from a file back to its state: the lesson and its query in base64url. */
export function markOf(/** @type {string} */ slug, /** @type {string} */ link) {
  const bytes = new TextEncoder().encode(link ? `${slug}?${link}` : slug);
  const packed = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return `mathscope:state:${packed.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

/** A name that holds the lesson and the state: eigenvectors_angle-30.png. */
export function fileName(/** @type {string} */ slug, /** @type {string} */ link, /** @type {string} */ kind) {
  const parts = [...new URLSearchParams(link)].map(([name, value]) => `${name}-${value.replace(/[^A-Za-z0-9.]/g, "-")}`);
  return `${[slug, ...parts].join("_").slice(0, LONGEST).replace(/[-_.]+$/, "")}.${kind}`;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let value = n;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** The CRC-32 of PNG (ISO 3309). */
function crc(/** @type {Uint8Array} */ bytes) {
  let value = 0xffffffff;
  for (const byte of bytes) value = TABLE[(value ^ byte) & 255] ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

/** A chunk of international text (PNG specification, 11.3.3.4), uncompressed. */
function textChunk(/** @type {string} */ key, /** @type {string} */ text) {
  const body = new TextEncoder().encode(`iTXt${key}\0\0\0\0\0${text}`);
  const chunk = new Uint8Array(body.length + 8);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, body.length - 4);
  chunk.set(body, 4);
  view.setUint32(body.length + 4, crc(body));
  return chunk;
}

/** A PNG with the texts in it. @param {Uint8Array} png @param {Told} told */
export function stampPng(png, told) {
  const texts = {
    Title: told.title,
    Description: told.alt,
    Source: told.source,
    Software: told.program,
    // The mark ends where its letters end: a space keeps it from the checksum, whose bytes may be letters as well.
    Comment: `${markOf(told.slug, told.link)} `,
  };
  const chunks = Object.entries(texts).map(([key, text]) => textChunk(key, text));
  return new Blob([png.slice(0, HEADER), ...chunks, png.slice(HEADER)], { type: "image/png" });
}

/** An SVG with the texts in it. @param {string} svg @param {Told} told */
export function stampSvg(svg, told) {
  const tree = new DOMParser().parseFromString(svg, "image/svg+xml");
  const root = tree.documentElement;
  const add = (name, text) => {
    const node = tree.createElementNS("http://www.w3.org/2000/svg", name);
    node.textContent = text;
    return node;
  };
  const words = `${told.source} ${told.program} ${markOf(told.slug, told.link)}`;
  root.prepend(add("title", told.title), add("desc", told.alt), add("metadata", words));
  return new Blob([new XMLSerializer().serializeToString(tree)], { type: "image/svg+xml" });
}

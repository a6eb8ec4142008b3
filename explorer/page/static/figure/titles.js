/** The titles of panels: how wide a text is, and how a title that is too long for its panel is made to fit. */

/**
 * @typedef {{room: number, size: number, family: string, drawn: number, lines: number}} Title the pixels that a title has,
 *   the type that it would have with room enough, and the size and number of lines that it got
 */

const canvas = document.createElement("canvas").getContext("2d");

/** Pixels of a text. */
export function widthOf(/** @type {string} */ text, /** @type {number} */ size, /** @type {string} */ family, weight = "") {
  canvas.font = `${weight} ${size}px ${family}`;
  return canvas.measureText(text.replace(/<[^>]*>/g, "")).width;
}

/** Make a title fit: smaller type first, then a second line. @returns {boolean} whether there are two lines */
export function squeeze(note, room, size, family) {
  const plain = String(note.text).replace(/<[^>]*>/g, "");
  canvas.font = `bold ${size}px ${family}`;
  const wide = canvas.measureText(plain).width * 1.04;
  if (wide <= room) return false;
  const smaller = Math.max(0.86 * size, (size * room) / wide);
  note.font = { ...note.font, size: smaller };
  if ((wide * smaller) / size <= room + 1) return false;
  const words = plain.split(" ");
  let line = "";
  let at = 0;
  while (at < words.length && canvas.measureText(`${line} ${words[at]}`).width * 1.04 * (smaller / size) <= room) line += `${at ? " " : ""}${words[at++]}`;
  if (at === 0 || at === words.length) return false;
  note.text = `<b>${line}<br>${words.slice(at).join(" ")}</b>`;
  return true;
}

/** Numbers as a reader writes them (1/2, √2, 0,5, −1, π/4), and tables of them out of a spreadsheet or a program. */

const LONGEST = 60;
const PIECE = /\s*(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|sqrt|pi|[πe√+\-*/^()])/gy;

/** The finite number that a text stands for; null if it is none. @returns {number|null} */
export function numberFrom(/** @type {string} */ text) {
  let plain = text.trim().toLowerCase().replace(/[−–]/g, "-").replace(/[·×]/g, "*");
  if (/^[-+]?\d*,\d+$/.test(plain)) plain = plain.replace(",", ".");
  if (!plain || plain.length > LONGEST) return null;
  const pieces = [];
  PIECE.lastIndex = 0;
  for (let found; PIECE.lastIndex < plain.length && (found = PIECE.exec(plain)); ) pieces.push(found[1]);
  if (pieces.join("") !== plain.replace(/\s/g, "")) return null;
  let at = 0;
  const took = (...marks) => (marks.includes(pieces[at]) ? pieces[at++] : "");
  const sum = () => {
    let value = product();
    for (let mark; (mark = took("+", "-")); ) value += mark === "+" ? product() : -product();
    return value;
  };
  const product = () => {
    let value = signed();
    for (let mark; (mark = took("*", "/")) || (at < pieces.length && /^[\dπ√(.]|^sqrt|^pi|^e/.test(pieces[at])); ) value = mark === "/" ? value / signed() : value * signed();
    return value;
  };
  const signed = () => (took("-") ? -signed() : took("+") ? signed() : power());
  const power = () => {
    const base = atom();
    return took("^") ? base ** signed() : base;
  };
  const atom = () => {
    if (took("√", "sqrt")) return Math.sqrt(atom());
    if (took("π", "pi")) return Math.PI;
    if (took("e")) return Math.E;
    if (took("(")) {
      const value = sum();
      return took(")") ? value : NaN;
    }
    return /^[\d.]/.test(pieces[at] ?? "") ? Number(pieces[at++]) : NaN;
  };
  const value = sum();
  return at === pieces.length && Number.isFinite(value) ? value : null;
}

/** The rows of a text: lines, or parted by LaTeX's double backslash or semicolons, or each in its own brackets. */
function rowsOf(/** @type {string} */ text) {
  const bracketed = [...text.matchAll(/[([]([^()[\]]*)[)\]]/g)].map((found) => found[1]);
  if (bracketed.length > 1 && /[)\]]\s*[,;\s]\s*[([]/.test(text)) return bracketed;
  for (const mark of [/\r?\n/, /\\\\/, /;/]) {
    const found = text.split(mark).filter((row) => /[^\s;[\]()]/.test(row));
    if (found.length > 1) return found;
  }
  return [text];
}

/** The cells of a row: the first of tabs, &, semicolons, commas and spaces that makes `width` of them, or else the most. */
function cellsOf(/** @type {string} */ row, /** @type {number} */ width) {
  let plain = row.replace(/^[\s|,;]+|[\s|,;]+$/g, "");
  const open = (/** @type {string} */ part) => part.replace(/[^([{]/g, "").length - part.replace(/[^)\]}]/g, "").length;
  // Brackets around it go, whole or half; those of sqrt(2) stay.
  while (/^[([{]/.test(plain) && (open(plain) > 0 || (/[)\]}]$/.test(plain) && !/^[^([{]*[)\]}]./.test(plain.slice(1))))) plain = plain.slice(1).trim();
  while (/[)\]}]$/.test(plain) && open(plain) < 0) plain = plain.slice(0, -1).trim();
  const ways = [/\t|&/, /;/, /,/, /,\s+/, /\s+/].map((mark) => plain.split(mark).map((cell) => cell.trim()));
  const fitting = ways.find((cells) => cells.length === width && !cells.some((cell) => /[\d.]\s+[\d.]/.test(cell)));
  return fitting ?? ways.reduce((most, cells) => (cells.length > most.length ? cells : most));
}

/** A pasted text as rows of cells, where a table of `width` columns is expected; null if it is one cell alone.
 * @returns {string[][]|null} */
export function tableFrom(/** @type {string} */ text, /** @type {number} */ width) {
  const rows = rowsOf(text.trim()).map((row) => cellsOf(row, width));
  return rows.length > 1 || rows[0].length > 1 ? rows : null;
}

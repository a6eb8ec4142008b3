/**
 * Numbers as a reader writes them (1/2, √2, 0,5, −1, π/4), and tables of them out of a spreadsheet, a program or LaTeX.
 * Python reads the same texts by the same rules: explorer/controls/written.py and tables.py say why each is there.
 */

const LONGEST = 60;
const LAYERS = 4;
const [POWER, LARGEST] = [20, 1e6]; // in a formula, as in mathcore/common: they bound the work for a reader's text
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const FRACTIONS = { "½": 1 / 2, "⅓": 1 / 3, "⅔": 2 / 3, "¼": 1 / 4, "¾": 3 / 4, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5, "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8 };
const FUNCTIONS = { ...Object.fromEntries(["asin", "acos", "atan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "exp", "log", "sqrt", "cbrt", "abs", "min", "max"].map((name) => [name, Math[name]])), ln: Math.log };
const PIECE = /(?:[0-9]+ *)?[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?|(?:asin|acos|atan|sinh|cosh|tanh|sin|cos|tan|exp|log|ln|sqrt|cbrt|abs|min|max)(?= *\()|pi|[πe√∛+\-*/^(),|]/g;
const PLAIN = /^[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/;
const PERIOD = /\.[0-9]* *\([0-9]+\)/;
const THOUSANDS = /^[-+]?[1-9][0-9]{0,2},[0-9]{3}$/;
const DECIMAL_COMMA = /^[-+]?[0-9]*,[0-9]+(?:e[-+]?[0-9]+)?$/i;
/** @type {[RegExp, any][]} */
const PLAINER = [
  [/[\u200b-\u200d\u2060\ufeff]/g, ""],
  [/[\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\x0b\x0c\x1c-\x1f\x85]/g, " "],
  [/\r\n?/g, "\n"],
  [/[−–‐‑‒﹣]/g, "-"],
  [/\\(?:cdot|times)(?![A-Za-z])/g, "*"],
  [/\\pi(?![A-Za-z])/g, "π"],
  [/\\sqrt *\{([^{}\\]*)\}/g, "√($1)"],
  [/(?<![\w.])(\d+) *\\[td]?frac *\{(\d+)\} *\{(\d+)\}/g, "($1+$2/$3)"],
  [/(?<![\w.])(\d+) *\\[td]?frac *(\d)(\d)/g, "($1+$2/$3)"],
  [/\\[td]?frac *\{([^{}\\]*)\} *\{([^{}\\]*)\}/g, "(($1)/($2))"],
  [/\\[td]?frac *(\d)(\d)/g, "($1/$2)"],
  [/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)],
];
/** @type {[RegExp, any][]} */
const MARKS = [
  [/[·×⋅∙•∗]|\*\*/g, (mark) => (mark === "**" ? "^" : "*")],
  [/[÷∕⁄]/g, "/"],
  [/([\dπe)|½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])(⁻?)([⁰¹²³⁴-⁹]+)/g, (_, base, minus, raised) => `${base}^(${minus ? "-" : ""}${[...raised].map((digit) => RAISED.indexOf(digit)).join("")})`],
  [/sqrt *(\d+\.?\d*)(?= *(?:[-+*/)|,]|$))/g, "√$1"],
];

const replaced = (/** @type {string} */ text, /** @type {[RegExp, any][]} */ marks) => marks.reduce((found, [mark, other]) => found.replace(mark, other), text);
const plainer = (/** @type {string} */ text) => replaced(text, PLAINER);
const stripped = (/** @type {string} */ text) => text.replace(/^[ \n]+|[ \n]+$/g, "");
const ended = (/** @type {string} */ text) => stripped(text).replace(/[ \n,;]+$/, "");
const plainly = (/** @type {string} */ text) => plainer(text).replace(/[\t\n]/g, " ").replace(/^ +| +$/g, "");

/** What to ask about a text that is one number to one reader and a thousandfold of it to another (1,250); or none. */
export function asked(/** @type {string} */ text) {
  const plain = text.trim();
  return THOUSANDS.test(plainly(text)) ? `“${plain}” can be read in two ways: write ${plain.replace(",", "")} or ${plain.replace(",", ".")}.` : "";
}

/** Whether a text is one number with a comma, as a spreadsheet copies a cell: 1,5. */
export const hasComma = (/** @type {string} */ text) => DECIMAL_COMMA.test(plainly(text));

/** The finite number that a text stands for; null if it is none, or may be two. `comma`: commas part decimals.
 * @returns {number|null} */
export function numberFrom(/** @type {string} */ text, comma = false) {
  let plain = plainly(text);
  if (!comma && THOUSANDS.test(plain)) return null;
  if (DECIMAL_COMMA.test(plain)) plain = plain.replace(",", ".");
  if (!plain || plain.length > LONGEST) return null;
  plain = replaced(plain.toLowerCase(), MARKS);
  const whole = PLAIN.test(plain) ? Number(plain) : NaN;
  if (whole === whole) return Number.isFinite(whole) ? whole : null;
  const pieces = plain.match(PIECE) ?? [];
  const bars = plain.split("|").length - 1;
  if (PERIOD.test(plain)) return null;
  if (pieces.join("").replace(/ /g, "") !== plain.replace(/ /g, "") || (bars !== 0 && bars !== 2)) return null;
  const value = calculated(pieces);
  return Number.isFinite(value) ? value : null;
}

/** The value of a formula; NaN if it has none. */
function calculated(/** @type {string[]} */ pieces) {
  let at = 0;
  let bar = false;
  const took = (...marks) => (marks.includes(pieces[at]) ? pieces[at++] : "");
  const sum = () => {
    let value = product();
    for (let mark; (mark = took("+", "-")); ) value += mark === "+" ? product() : -product();
    return value;
  };
  // Numbers side by side are no product: 1 000, 2 1/2.
  const begins = () => at < pieces.length && (/^[πe√∛(a-z]/.test(pieces[at]) || (pieces[at] === "|" && !bar));
  const product = () => {
    let value = signed();
    for (let mark; (mark = took("*", "/")) || begins(); ) value = mark === "/" ? value / signed() : value * signed();
    return value;
  };
  const signed = () => (took("-") ? -signed() : took("+") ? signed() : power());
  const power = () => {
    const begin = at;
    const base = atom();
    const exponential = pieces.slice(begin, at).join("").replace(/[()]/g, "") === "e";
    if (!took("^")) return base;
    const exponent = signed();
    if (exponential) return Math.exp(exponent);
    return Math.abs(exponent) <= POWER ? base ** exponent : wrong();
  };
  const wrong = () => {
    at = Infinity; // and nothing after it counts
    return NaN;
  };
  const closed = (/** @type {number} */ value, mark = ")") => (took(mark) ? value : wrong());
  const atom = () => {
    const piece = pieces[at++] ?? "";
    if (piece === "√") return Math.sqrt(atom());
    if (piece === "∛") return Math.cbrt(atom());
    if (piece === "π" || piece === "pi") return Math.PI;
    if (piece === "e") return Math.E;
    if (piece === "(") return closed(sum());
    if (piece === "|" && !bar) {
      bar = true;
      const size = Math.abs(sum());
      bar = false;
      return closed(size, "|");
    }
    if (piece in FUNCTIONS) {
      took("(");
      const values = [sum()];
      while (took(",")) values.push(sum());
      const fits = /^m/.test(piece) ? values.length > 1 : values.length === 1;
      return fits ? closed(FUNCTIONS[piece](...values)) : wrong();
    }
    const fraction = FRACTIONS[piece.at(-1) ?? ""];
    const size = Number(fraction ? piece.slice(0, -1) : /^[\d.]/.test(piece) ? piece : NaN);
    return size <= LARGEST ? size + (fraction ?? 0) : wrong();
  };
  const value = sum();
  return at === pieces.length ? value : NaN;
}

// --- tables -----------------------------------------------------------------------------------------------------------

const SIDE_BY_SIDE = /(?<=[\w.)½⅓⅔¼¾π|])\s+(?=[\w.(½⅓⅔¼¾π√∛|])/g;
const SIGNED = /(?<=[\w.)½⅓⅔¼¾π|])\s+(?=[-+]\S)/g;
const LATEX = /^\\begin\{([a-z]*matrix|array)\}(?:\{[lcr|]*\})?((?:(?!\\begin)[\s\S])*)\\end\{\1\}$/;
const LATEX_FRAME = /(\\\\)|\\(?:left|right)\s*(?:\\?[[\](){}|.])|\\[[\],;! ]|\\hline|\$/g;

/** Why a text is no table. */
class Unread extends Error {}

/** The text with what stands in round brackets covered, where nothing parts numbers. */
function covered(/** @type {string} */ row) {
  let depth = 0;
  return row.replace(/[\s\S]/g, (sign) => {
    if (sign === ")") depth--;
    const kept = depth ? "x" : sign;
    if (sign === "(") depth++;
    return kept;
  });
}

function split(/** @type {RegExp} */ mark, /** @type {string} */ row) {
  const found = [];
  let begin = 0;
  for (const each of covered(row).matchAll(mark)) {
    found.push(stripped(row.slice(begin, each.index)));
    begin = each.index + each[0].length;
  }
  return [...found, stripped(row.slice(begin))];
}

const parted = (/** @type {string[]} */ cells) => cells.map(covered).some((cell) => cell.search(SIDE_BY_SIDE) >= 0 || cell.search(SIGNED) >= 0);

/** A table without what a program or LaTeX writes around all of it: A = np.array(...). */
function unwrapped(/** @type {string} */ text) {
  text = text.replace(/^[A-Za-z]\w*\s*:?=\s*(?=[[({\\A-Za-z])/, "");
  const whole = text.replace(/[ ;]+$/, "");
  const called = /^(?:[a-z]+\.)?(?:as)?(?:array|matrix|tensor)\s*\(\s*(?=[[(])/i.exec(whole);
  if (called && whole.endsWith(")")) {
    const inside = whole.slice(called[0].length, -1);
    const last = Math.max(inside.lastIndexOf("]"), inside.lastIndexOf(")")) + 1;
    return /^(?:\s*,\s*\w+\s*=[^,]*)*\s*,?\s*$/.test(inside.slice(last)) ? inside.slice(0, last) : text;
  }
  if (!text.includes("\\begin")) return text;
  text = stripped(text.replace(LATEX_FRAME, (_, kept) => kept ?? " "));
  const latex = LATEX.exec(text);
  return latex ? stripped(latex[2]) : text;
}

/** The text with square brackets around rows, whatever they were; round ones stay where they belong to a number. */
function structured(/** @type {string} */ text) {
  const marks = text.split("");
  /** @type {{at: number, several: boolean, apart: boolean, before: string}[]} */ const begun = [];
  const places = (/** @type {RegExp} */ mark) => new Set([...text.matchAll(mark)].map((found) => found.index));
  const [beside, signs] = [places(SIDE_BY_SIDE), places(SIGNED)];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at];
    const top = begun.at(-1);
    if ("([{".includes(sign)) begun.push({ at, several: sign !== "(", apart: false, before: text.slice(Math.max(0, at - 2), at).trim().slice(-1) });
    else if (")]}".includes(sign)) {
      if (!top || "([{".indexOf(text[top.at]) !== ")]}".indexOf(sign)) throw new Unread(`A “${sign}” closes no bracket.`);
      begun.pop();
      const alone = ",;&([{".includes(top.before) && ",;&)]}([{".includes(text.slice(at + 1, at + 3).trim().slice(0, 1));
      if (!/[\p{L}√∛]/u.test(top.before) && (top.several || (top.apart && alone))) [marks[top.at], marks[at]] = ["[", "]"];
      else if (sign !== ")") throw new Unread(`“${top.before}${text[top.at]}” begins neither a row nor a number.`);
    } else if (top) {
      top.several ||= ",;&\t\n\\".includes(sign) || beside.has(at);
      top.apart ||= signs.has(at);
    }
  }
  if (begun.length) throw new Unread(`A “${text[begun.at(-1)?.at ?? 0]}” is not closed.`);
  return marks.join("");
}

/** What stands in a table, without the brackets around all of it. */
function inner(/** @type {string} */ text) {
  let found = structured(unwrapped(stripped(plainer(text).replace(/[⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠]/g, ""))));
  for (let layer = 0; layer < LAYERS; layer++) {
    found = ended(found);
    let [depth, first] = [0, found.length];
    for (let at = 0; at < found.length && first === found.length; at++) {
      depth += Number(found[at] === "[") - Number(found[at] === "]");
      if (!depth) first = at;
    }
    if (found[0] !== "[" || first !== found.length - 1) break;
    found = found.slice(1, -1);
  }
  return found;
}

function rowsOf(/** @type {string} */ text, /** @type {number} */ width) {
  const inside = inner(text);
  let found;
  if (inside.includes("[")) {
    const pieces = inside.split(/\[([^[\]]*)\]/);
    const outside = pieces.filter((each, k) => k % 2 === 0 && !/^\s*[,;]?\s*$/.test(each));
    if (outside.length) {
      const stray = outside.map((each) => each.replace(/[[\]]/g, "").replace(/^[ \n,;]+|[ \n,;]+$/g, "")).find(Boolean) ?? outside[0].trim();
      throw new Unread(`“${stray.slice(0, 20)}” stands outside the brackets of the rows.`);
    }
    return pieces.filter((_, k) => k % 2).map((row) => row.replace(/\n/g, " "));
  }
  if (inside.includes("\\\\")) found = inside.split(/\\{2,}/).map((row) => row.replace(/\n/g, " "));
  else if (inside.includes("\n")) found = inside.split("\n").filter((row) => width === 1 || /[^ ]/.test(row));
  else found = split(/ *; */g, inside);
  while (found.length && !/[^ ]/.test(found.at(-1) ?? "")) found.pop();
  return found;
}

/** The cells of a row: parted by tabs or &, or semicolons, or else by commas or spaces, where each is one number. */
function cellsOf(/** @type {string} */ row, /** @type {number} */ width) {
  row = ended(row);
  for (const mark of [/ *,? *[\t&] */g, / *; */g]) {
    if (covered(row).search(mark) < 0) continue;
    const found = split(mark, row);
    return found.length > width && !found.at(-1) ? found.slice(0, -1) : found;
  }
  const ways = [/,/g, /,\s+/g, /\s+/g].map((mark) => split(mark, row));
  if (ways[0].slice(1).includes("") || (ways[0][0] === "" && ways[0].length > 1 && !/^,\d/.test(row))) return ways[0];
  const single = ways.filter((found) => !parted(found));
  if (!single.length) throw new Unread(`“${row.slice(0, 40)}” is not cut into numbers by commas or spaces alone.`);
  return single.find((found) => found.length === width) ?? single.reduce((most, found) => (found.length > most.length ? found : most));
}

/** The cells of a column that was written as one row; a comma parts them where no space does. */
function columnOf(/** @type {string} */ row) {
  row = ended(row);
  const plain = covered(row);
  if (/[\t&;]/.test(plain)) return cellsOf(row, row.length).map((cell) => [cell]);
  const spaced = /,\s/.test(plain);
  if (/\s,\S/.test(plain) || (spaced && /,\S/.test(plain))) throw new Unread(`“${row.slice(0, 40)}” can be read in two ways: write semicolons between the numbers.`);
  return split(spaced || !/\s/.test(plain) ? /\s*,\s*/g : /\s+/g, row).map((cell) => [cell]);
}

/** A pasted text as rows of cells and of their numbers (null: none), where a table of `width` columns is expected; or
 * what is wrong with it; null if it is one cell alone.
 * @returns {{cells: string[][], values: (number|null)[][], says: string}|null} */
export function tableFrom(/** @type {string} */ text, /** @type {number} */ width) {
  try {
    const rows = rowsOf(text, width);
    const cells = width === 1 && rows.length === 1 ? columnOf(rows[0]) : rows.map((row) => cellsOf(row, width));
    if (cells.length < 2 && (cells[0] ?? []).length < 2) return null;
    const row = cells.findIndex((each) => each.includes(""));
    if (row >= 0) return { cells, values: [], says: `Row ${row + 1} of the table has no number in place ${cells[row].indexOf("") + 1}.` };
    const comma = cells.flat().map((cell) => plainer(cell).trim()).some((cell) => DECIMAL_COMMA.test(cell) && !THOUSANDS.test(cell));
    const values = cells.map((each) => each.map((cell) => numberFrom(cell, comma)));
    return { cells, values, says: comma ? "" : (cells.flat().map(asked).find(Boolean) ?? "") };
  } catch (error) {
    if (error instanceof Unread) return { cells: [], values: [], says: error.message };
    throw error;
  }
}

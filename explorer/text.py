"""Numbers as a reader likes to see them: in the page, in LaTeX, in alternative text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

_SUPERSCRIPT = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
LAST_BIT = 4e-16
ROUNDING = 1e-12  # of what a number is computed from: less than this share of it is the error of double precision
_OPERATOR = re.compile(r"([-+/]|\\cdot|\\times)\s*$")
PLACEHOLDER = re.compile(r"\{\{\s*([a-z_][a-z0-9_]*)\s*(?:\|\s*(\d+)\s*)?\}\}")


def _parts(value: float, digits: int) -> tuple[str, int | None]:
    """The mantissa's text and the power of ten, or None where no power is written."""
    if value == 0:
        return "0", None
    if math.isinf(value):
        return "∞" if value > 0 else "−∞", None
    magnitude = math.floor(math.log10(abs(value)))
    if -4 <= magnitude < 6:
        text = f"{value:.{max(digits - 1 - magnitude, 0)}f}"
        return (text.rstrip("0").rstrip(".") if "." in text else text), None
    # Python's own notation: 10.0**magnitude would be 0 for the smallest numbers, and 9.9999 must round to 1, not to 10.
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    magnitude = int(power)
    return (mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa), magnitude


def settled(value: float, scale: float = 1.0) -> float:
    """The value, or 0 where it is only the rounding error of numbers of the size `scale`.

    >>> settled(6.1e-17), settled(0.25)
    (0.0, 0.25)
    """
    return 0.0 if abs(value) <= ROUNDING * scale else value


def number(value: complex, digits: int = 4) -> str:
    """A number with `digits` significant digits, a real minus sign, and a power of ten where it is very large or small.

    >>> number(-0.000012345)
    '−1.234×10⁻⁵'
    >>> number(0.5 - 2j)
    '0.5 − 2i'
    """
    if isinstance(value, complex):
        real, imaginary = value.real, value.imag
        sign = "+" if imaginary > 0 else "−"
        return f"{number(real, digits)} {sign} {number(abs(imaginary), digits)}i" if imaginary else number(real, digits)
    if math.isnan(value):
        return "undefined"
    mantissa, power = _parts(float(value), digits)
    text = mantissa.replace("-", "−")
    return text if power is None else f"{text}×10{str(power).translate(_SUPERSCRIPT)}"


# What may begin a sentence with a small letter that means something: a function's name, a letter alone that is no "a".
_NAMED = r"(?:sin|cos|tan|sinh|cosh|tanh|exp|log|ln|det|tr|sup|inf|lim|arg)\b(?!-)"
_WORD = re.compile(rf"(?!{_NAMED})(?:[a-z][a-z]+(?![\w(.])|a(?=\s+[a-z]{{2}})(?!\s+(?:is|has|and|or)\b))")


def sentence(text: str) -> str:
    """The text with a capital at its beginning, where that is an ordinary word: λ and Λ, b and B are other things.

    >>> sentence("a step too long"), sentence("a₂ is almost a₁"), sentence("tanh(x) is odd")
    ('A step too long', 'a₂ is almost a₁', 'tanh(x) is odd')
    """
    return text[0].upper() + text[1:] if _WORD.match(text) else text


# Nouns that are counted in texts with live numbers; "1 times the largest" counts nothing.
_COUNTED = (
    "alarm|arrow|bin|bit|circle|coin|column|component|covariate|cut|degree|dimension|dot|draw|edge|evaluation|feature|"
    "fold|fork|group|hump|iteration|label|labelling|layer|level|look|mode|model|move|nat|neuron|node|pair|panel|particle|"
    "patient|path|pile|piece|plot|point|rank|record|riffle|root|round|row|run|sample|shock|sign|step|stump|term|test|"
    "trial|tree|value|walk|week|weight|word|year"
)
_MEASURED = r"(?! (?:the|as|its|an?|more|larger|that)\b)"
_ONE = re.compile(rf"(?<![\w.,×/⁻−^*+=])1 (?:((?:false )?(?:{_COUNTED}))s|(loss|toss)es|(time)s{_MEASURED})\b")


def agreed(text: str) -> str:
    """The text with the singular where a live number happens to be 1.

    >>> agreed("after 1 steps, 1 times"), agreed("1 times the largest"), agreed("11 steps, or 0.1 steps")
    ('after 1 step, 1 time', '1 times the largest', '11 steps, or 0.1 steps')
    """
    return _ONE.sub(lambda found: f"1 {next(filter(None, found.groups()))}", text)


def apart(values: Sequence[complex], digits: int = 4) -> list[str]:
    """Two numbers in so many digits, or in as many more as tell them from one another.

    >>> apart([99.001, 98.999]), apart([3.0, 1.0]), apart([2.0, 2.0])
    (['99.001', '98.999'], ['3', '1'], ['2', '2'])
    """
    for count in range(digits, 16):
        first, second = (number(value, count) for value in values)
        if first != second:
            return [first, second]
    return [number(value, digits) for value in values]


def places(typed: ArrayLike, most: int = 8) -> int:
    """How many decimals the numbers were typed with: 2 or more, `most` at most.

    >>> places([[1, 0.5]]), places([[1, 0.0001]])
    (2, 4)
    """
    tails = (np.format_float_positional(each).partition(".")[2] for each in np.ravel(typed).tolist())
    return min(most, max(2, *map(len, tails)))


def show(value: float | str, digits: int = 4, unit: str = "") -> str:
    """A readout's value as text, with its unit."""
    text = value if isinstance(value, str) else number(value, digits)
    return agreed(text + (unit if unit in ("°", "%") else f" {unit}" if unit else ""))


def as_matrix(rows: ArrayLike, decimals: int = 2) -> str:
    """A matrix as text in a fixed number of decimals, so that it rests while its entries run.

    >>> as_matrix([[1, -0.5], [0, 2]])
    '[1.00 −0.50; 0.00 2.00]'
    """
    told = np.round(np.asarray(rows, dtype=float), decimals) + 0.0  # no −0.00
    return f"[{'; '.join(' '.join(f'{entry:.{decimals}f}' for entry in row) for row in told)}]".replace("-", "−")


def latex(value: Any, digits: int = 4) -> str:
    """A number, complex number, vector (as a column) or matrix as LaTeX; text stays as it is.

    >>> latex([1.0, 6e-17])
    '\\\\begin{bmatrix}1 \\\\\\\\ 0\\\\end{bmatrix}'
    """
    if isinstance(value, str):
        return value
    array = np.asarray(value)
    if array.ndim == 1:
        array = array[:, None]
    if array.ndim == 2:
        if array.dtype.kind in "fc":  # beside the largest entry that is only its last bit
            array = np.where(np.abs(array) <= LAST_BIT * np.abs(array).max(initial=0.0), 0.0, array)
        rows = (" & ".join(latex(entry, digits) for entry in row) for row in array)
        return r"\begin{bmatrix}" + r" \\ ".join(rows) + r"\end{bmatrix}"
    if np.iscomplexobj(array):
        real, imaginary = float(array.real), float(array.imag)
        if imaginary == 0:
            return latex(real, digits)
        return f"{latex(real, digits)} {'+' if imaginary > 0 else '-'} {latex(abs(imaginary), digits)}\\,i"
    if np.isnan(array):
        return r"\text{undefined}"
    mantissa, power = _parts(float(array), digits)
    mantissa = mantissa.replace("∞", r"\infty").replace("−", "-")
    return mantissa if power is None else rf"{mantissa}\times 10^{{{power}}}"


def polynomial(coefficients: Sequence[float], centre: float = 0.0, most: int = 5) -> str:
    """The sum of coefficients[k] (x - centre)^k as LaTeX: its first `most` nonzero terms.

    >>> polynomial([1, 0, -0.5])
    '1 - 0.5\\\\,x^{2}'
    """
    step = "x" if centre == 0 else f"(x {'-' if centre > 0 else '+'} {latex(abs(centre))})"
    terms = [(k, float(a)) for k, a in enumerate(coefficients) if a != 0]
    parts: list[str] = []
    for k, a in terms[:most]:
        power = "" if k == 0 else rf"\,{step}" if k == 1 else rf"\,{step}^{{{k}}}"
        parts.append(("- " if a < 0 else "+ " if parts else "") + latex(abs(a)) + power)
    return " ".join(parts + [r"+ \cdots"] * (len(terms) > most)) or "0"


def fill(markdown: str, numbers: Mapping[str, Any]) -> str:
    """The markdown with each placeholder {{name}} or {{name|digits}} replaced by the value as LaTeX.

    A value gets brackets where it needs them: 10^{6}^2 is an error of LaTeX, -2^2 is -4, and no sign follows another.

    >>> fill(r"{{s}}^2 + {{m}}^2 + {{k}}^2 - 2 \\cdot {{m}}", {"s": 2.5e6, "m": -2, "k": 3})
    '(2.5\\\\times 10^{6})^2 + (-2)^2 + 3^2 - 2 \\\\cdot (-2)'

    Raises:
        KeyError: a placeholder that names no value.
    """

    def value(match: re.Match[str]) -> str:
        if match[1] not in numbers:
            raise KeyError(f"The text names {{{{{match[1]}}}}}, which the scene does not give.")
        told, after = latex(numbers[match[1]], int(match[2] or 4)), markdown[match.end() :][:6]
        raised = after.startswith("^") and re.search(r"\\times" if after == r"^\circ" else r"\\times|^-|\\,i$", told)
        signed = told.startswith("-") and _OPERATOR.search(markdown[max(0, match.start() - 8) : match.start()])
        return f"({told})" if raised or signed else told

    return PLACEHOLDER.sub(value, markdown)


def literal(text: str) -> str:
    """A text that may quote a reader (a formula, a file) as Markdown that shows it as it is: x*y*z keeps its stars."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)


# Where no word is looked at: formulas, code, links and pictures, headings, placeholders.
_WHOLE = re.compile(
    r"\$\$.*?\$\$|(?<!\\)\$[^$]+?(?<!\\)\$|```.*?```|`[^`\n]+`|!?\[[^\]]*\]\([^)]*\)|^#.*?$|\{\{.*?\}\}",
    re.DOTALL | re.MULTILINE,
)


def linked(markdown: str, links: Mapping[str, tuple[str, str] | None]) -> str:
    """The markdown in which each phrase of `links` is a link where it occurs first, longer phrases before shorter ones.

    Args:
        links: by phrase: an address, and the sentence that is shown as the link's tooltip; None for a phrase that stays
            as it is, with all that is in it. One in capitals (PCA, MAP) is found in capitals only.
    """
    plain = " ".join(markdown.lower().split())
    links = {phrase: found for phrase, found in links.items() if phrase.lower() in plain}  # or a text takes 100 ms
    if not links:
        return markdown
    known = {_key(phrase): found for phrase, found in links.items()}
    each = (
        (r"(?i:{})" if phrase[1:].islower() else "{}").format(re.escape(phrase).replace(r"\ ", r"\s+"))
        for phrase in sorted(links, key=len, reverse=True)
    )
    words = re.compile(rf"(?<![\w-])({'|'.join(each)})(s?)(?![\w-])")
    used: set[str] = set()

    def link(match: re.Match[str]) -> str:
        phrase = _key(" ".join(match[1].split()))
        phrase = phrase if phrase in known else phrase.lower()  # FP8 is fp8, which is no name in capitals
        found = known[phrase]
        if found is None or phrase in used:
            return match[0]
        used.add(phrase)
        return as_link(match[0], *found)

    parts, end = [], 0
    for whole in _WHOLE.finditer(markdown):
        parts += [words.sub(link, markdown[end : whole.start()]), whole[0]]
        end = whole.end()
    return "".join([*parts, words.sub(link, markdown[end:])])


def as_link(words: str, address: str, sentence: str) -> str:
    """A link in Markdown, with a sentence as its tooltip, whatever signs that has."""
    tooltip = re.sub(r'([\\"`*_$<\[\]~:])', r"\\\1", sentence)
    return f'[{words}]({address} "{tooltip}")'


def _key(phrase: str) -> str:
    """A phrase in small letters, unless it has capitals within."""
    return phrase.lower() if phrase[1:].islower() else phrase

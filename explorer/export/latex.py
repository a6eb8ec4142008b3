"""Texts of figures as LaTeX: letters of mathematics become its commands, what TeX reads as code is written out."""

from __future__ import annotations

import unicodedata

_GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu"),
    *("xi", "o", "pi", "rho", "varsigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"),
)
_CAPITALS = {"Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma"}
_CAPITALS |= {"Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega"}
_SIGNS = {
    "−": "-", "·": r"\cdot ", "×": r"\times ", "÷": r"\div ", "±": r"\pm ", "∓": r"\mp ", "≤": r"\leq ",
    "≥": r"\geq ", "≠": r"\neq ", "≈": r"\approx ", "≡": r"\equiv ", "∼": r"\sim ", "∝": r"\propto ",
    "∞": r"\infty ", "∂": r"\partial ", "∇": r"\nabla ", "√": r"\surd ", "∛": r"\sqrt[3]{}", "∫": r"\int ",
    "∑": r"\sum ", "∏": r"\prod ", "∈": r"\in ", "∉": r"\notin ", "⊂": r"\subset ", "⊆": r"\subseteq ",
    "∪": r"\cup ", "∩": r"\cap ", "∅": r"\emptyset ", "∀": r"\forall ", "∃": r"\exists ", "¬": r"\neg ",
    "∧": r"\wedge ", "∨": r"\vee ", "⊗": r"\otimes ", "⊕": r"\oplus ", "⊙": r"\odot ", "∘": r"\circ ",
    "⊥": r"\perp ", "∥": r"\parallel ", "‖": r"\Vert ", "⟨": r"\langle ", "⟩": r"\rangle ", "→": r"\to ",
    "←": r"\leftarrow ", "↔": r"\leftrightarrow ", "⇒": r"\Rightarrow ", "⇔": r"\Leftrightarrow ",
    "↦": r"\mapsto ", "↑": r"\uparrow ", "↓": r"\downarrow ", "⋅": r"\cdot ", "∗": "*", "′": r"^{\prime}",
    "″": r"^{\prime\prime}", "ℓ": r"\ell ", "ℝ": r"\mathbf{R}", "ℕ": r"\mathbf{N}", "ℤ": r"\mathbf{Z}",
    "ℂ": r"\mathbf{C}", "𝔼": r"\mathbf{E}", "ℙ": r"\mathbf{P}", "½": r"\frac12", "¼": r"\frac14",
    "¾": r"\frac34", "⅓": r"\frac13", "⅔": r"\frac23", "⅛": r"\frac18", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
    "⌈": r"\lceil ", "⌉": r"\rceil ", "ϕ": r"\phi ", "ϵ": r"\epsilon ", "ϑ": r"\vartheta ", "∖": r"\setminus ",
    "≪": r"\ll ", "≫": r"\gg ",  "⋮": r"\vdots ", "⋯": r"\cdots ", "○": r"\circ ",
    "●": r"\bullet ", "★": r"\star ", "△": r"\triangle ", "∡": r"\angle ", "∠": r"\angle ", "≅": r"\cong ",
    "ᵀ": "^{T}", "⊤": "^{T}", "†": r"\dagger ", "°": r"^{\circ}", "∆": r"\Delta ", "µ": r"\mu ",
    "ı": r"\imath ",
}  # fmt: skip
# Marks of a key, by what LaTeX has without further packages.
_SIGNS |= {"◆": r"\diamond ", "◇": r"\diamond ", "⬟": r"\bullet ", "⬢": r"\bullet ", "•": r"\bullet ", "✚": "+"}
_SIGNS |= {"▲": r"\triangle ", "▼": r"\bigtriangledown ", "▸": r"\triangleright ", "┆": r"\vdots ", "✓": r"\surd "}
_SIGNS |= (
    dict.fromkeys("✖✕✗", r"\times ") | dict.fromkeys("╌╍┈┅━", "-") | {"‴": r"^{\prime\prime\prime}", "≲": r"\leq "}
)
_SIGNS |= {"⁗": r"^{\prime\prime\prime\prime}", "ℚ": r"\mathbf{Q}", "ᐟ": "/", "ȳ": r"\bar{y}"}
_WORDS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\ensuremath{<}", ">": r"\ensuremath{>}",
    "|": r"\ensuremath{|}", "…": r"\dots{}", "–": "--", "—": "---", "‘": "`", "’": "'", "“": "``", "”": "''", '"': "''",
    "\u00a0": "~", "\u2009": r"\,", "\u202f": r"\,", "\u200a": r"\,", "\u200b": "", "\u2060": "", "\n": " ", "\t": " ",
    "€": r"\texteuro{}", "␣": r"\textvisiblespace{}", "■": r"\rule{1ex}{1ex}", "▮": r"\rule{0.6ex}{1.2ex}",
    "□": r"{\fboxsep0.5ex\fbox{}}", "§": r"\S{}", "«": "<<", "»": ">>",
}  # fmt: skip
_ACCENTS = {
    "\u0304": r"\bar", "\u0305": r"\overline", "\u0302": r"\hat", "\u0303": r"\tilde", "\u0307": r"\dot",
    "\u0308": r"\ddot", "\u20d7": r"\vec", "\u0301": r"\acute", "\u0300": r"\grave", "\u030a": r"\mathring",
}  # fmt: skip
_MATH = {chr(0x3B1 + at): rf"\{name} " if name != "o" else "o" for at, name in enumerate(_GREEK)}
_MATH |= {letter: rf"\{name} " for letter, name in _CAPITALS.items()} | _SIGNS


def _letter(letter: str) -> tuple[str, bool]:
    """A letter as LaTeX, and whether that is mathematics.

    Raises:
        KeyError: a letter without a command, such as one of another script.
    """
    if letter in _MATH:
        return _MATH[letter], True
    if letter in _WORDS:
        return _WORDS[letter], False
    kind = unicodedata.decomposition(letter)
    if kind.startswith(("<super>", "<sub>")):
        inner, _ = _letter(chr(int(kind.split()[1], 16)))
        return ("^" if kind.startswith("<super>") else "_") + f"{{{inner}}}", True
    if ord(letter) < 0x180 and letter.isprintable():  # Latin letters, which LaTeX reads as they are
        return letter, False
    raise KeyError(letter)


def latex(text: str) -> str:
    """A text as LaTeX that prints it, for a document in UTF-8, with blanks at its ends kept.

    A letter without a command stays as it is: LuaLaTeX and XeLaTeX print it if their font has it.
    """
    found: list[str] = []
    at = 0
    while at < len(text):
        letter = text[at]
        at += 1
        try:
            said, mathematics = _letter(letter)
        except KeyError:
            said, mathematics = letter, False
        while at < len(text) and text[at] in _ACCENTS:
            said, mathematics = rf"{_ACCENTS[text[at]]}{{{said}}}", True
            at += 1
        found.append(f"${said}$" if mathematics else said)
    said = "".join(found)
    blank = len(said) - len(said.lstrip(" "))
    return "~" * blank + said.strip(" ") + "~" * (len(said) - len(said.rstrip(" ")) if said.strip(" ") else 0)


def unread(text: str) -> set[str]:
    """The letters of a text that have no command of LaTeX's here."""
    found = set()
    for letter in text:
        if letter in _ACCENTS:
            continue
        try:
            _letter(letter)
        except KeyError:
            found.add(letter)
    return found

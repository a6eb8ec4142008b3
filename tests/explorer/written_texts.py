"""Texts that a reader types or pastes, and what they mean: Python and the browser read them alike."""

from __future__ import annotations

from math import e, pi, sin, sqrt

NUMBERS: dict[str, float | None] = {
    "1/2": 0.5, "0,5": 0.5, ",5": 0.5, "−1": -1, "–1": -1, " 3 ": 3, "1e1": 10, "1.": 1, "1.5E−3": 0.0015,
    "√4": 2, "sqrt(9)/2": 1.5, "2^(-1)": 0.5, "2^-1": 0.5, "1/2/2": 0.25, "-2^2": -4, "2**3": 8, "√2^2": 2,
    "π/4": pi / 4, "2π": 2 * pi, "-√3/2": -sqrt(3) / 2, "√2√2": 2, "1/2π": pi / 2, "2(3)": 6, "2 pi": 2 * pi,
    "½": 0.5, "2½": 2.5, "2 ½": 2.5, "3²": 9, "10⁻³": 1e-3, "π²": pi**2, "6÷3": 2, "2·3": 6, "2×3": 6,
    "|−3|": 3, "2|3|": 6, "|1−3|/2": 1, "(1+2)/3": 1, "min(1,2)": 1, "max(1, 2, 3)": 3, "sin(π/6)": sin(pi / 6),
    "ln(e)": 1, "exp(1)": e, "2e": 2 * e, "e^23": e**23, "sqrt2/2": sqrt(2) / 2, "１／２": 0.5, "\u00a03": 3,
    r"\frac{1}{2}": 0.5, r"-\frac{\sqrt{2}}{2}": -sqrt(2) / 2, r"\frac12\pi": pi / 2, "\u200b7": 7, "10^6": 1e6,
    r"1\frac{1}{2}": 1.5, r"-2\tfrac34": -2.75,
    "0,125": 0.125, "1250,125": 1250.125, "5000000": 5e6, "0^0": 1, "1 - 2": -1,
    **dict.fromkeys(["0.3(3)", "0.(3)", "1.2(3)", "0.3 (3)"]),
    **dict.fromkeys(["1 000", "2 1/2", "1.5.2", "1.5 2", "1,250"]),
    **dict.fromkeys(["−100,000", "1,250.5", "1.250,5", "1'000", "1_000"]),
    **dict.fromkeys(
        ["", "abc", "1/0", "1/", "()", "1 2 x", "(" * 80, "inf", "nan", "NaN", "٣", "1e999", "(1,5)", "e2"]
    ),
    **dict.fromkeys(["0,5π", "2^21", "1··2", "2²³", "1.5½", "½½"]),
    **dict.fromkeys(["(2)3", "π2", "sqrt2π", "min(1)", "abs(1,2)", "√-1"]),
    **dict.fromkeys(["[1+2]/3", "3%", "45°", "3!", "> 3", "3 ± 1", "2 million", "|1", "||1||", "1e6.5", "5e9π"]),
}  # fmt: skip
"""Each text and its number; None where it is refused."""

A = ((1.0, 0.5), (-2.0, 3.0))
TABLES: dict[str, tuple[tuple[float, ...], ...] | None] = {
    **dict.fromkeys(["1,0.5;-2,3", "1 0.5; −2 3", "[1 0.5; -2 3]", "A = [1, 0.5;\n -2, 3];", "1, 0.5,\n-2, 3,\n"], A),
    **dict.fromkeys(["[[1, 0.5], [-2, 3]]", "[[1,.5],[-2,3],]", "{{1, 1/2}, {-2, 3}}", "(1, 0.5), (-2, 3)"], A),
    **dict.fromkeys(["array([[ 1. ,  0.5],\n       [-2. ,  3. ]])"], A),
    **dict.fromkeys(["[[ 1.   0.5]\n [-2.   3. ]]", "(1 .5)(-2 3)"], A),
    **dict.fromkeys(["np.array([[1, .5], [-2, 3]], dtype=float)", "A = Matrix([[1, 0.5], [-2, 3]])"], A),
    **dict.fromkeys([r"\begin{pmatrix} 1 & 0.5 \\ -2 & 3 \end{pmatrix}"], A),
    **dict.fromkeys([r"$\left[\begin{array}{cc}1&.5\\-2&3\end{array}\right]$"], A),
    **dict.fromkeys(["1 & \\frac{1}{2} \\\\\n-2 & 3 \\\\"], A),
    **dict.fromkeys(["⎡1   0.5⎤\n⎢       ⎥\n⎣-2   3 ⎦", "1\t½\n\n−2\t|−3|\n"], A),
    **dict.fromkeys(["1\t0,5\r\n−2\t3\r\n", "1; 0,5\n-2; 3"], A),
    **dict.fromkeys(["1 0,5\n-2 3", "1,0 0,5; -2,0 3,0", "1,0, 0,5\n-2,0, 3,0"], A),
    **dict.fromkeys(["[[√(1),min(1/2,2)],[-(1+3)/2,sqrt(9)]]", "min(1, 2), (1+2)/6; -2, 3", "(1)\t(0.5)\n-2\t3"], A),
    "0,5 -2; 1,250 3": ((0.5, -2.0), (1.25, 3.0)),
    **dict.fromkeys(["1/2 [[1,2],[3,4]]", "[[1,2],[3,4]].T", "-[[1,2],[3,4]]"]),
    **dict.fromkeys(["0,1; (2,3)", "2·[[1, 0], [0, 1]]", "[1,2] x [3,4]"]),
    **dict.fromkeys(["[[1,2],[3,4]]^2", "[[[1,2],[3,4]],[[1,2],[3,4]]]"]),
    **dict.fromkeys(["[[1,2],[3,4]", "1,2],[3,4]", "(1, 2], [3, 4)"]),
    **dict.fromkeys(["1\t\t3\n4\t5", "\t1\n2\t3", "1,,3\n4,5", "1, ,3; 4,5"]),
    **dict.fromkeys(["1\t\n2\t3", "1;;2\n3;4", "[[1,,2],[3,4]]", ",2;3,4"]),
    **dict.fromkeys(["1,250\t2\n3\t4", "0,√2 √3; 1,2", "0,5 -2 1; 1 2"]),
    **dict.fromkeys(["a\tb\n1\t2", "matrix(c(1,2,3,4), nrow=2)", "1 000 2; 3 4"]),
}  # fmt: skip
"""Each text and its matrix of two by two; None where it is refused."""

"""What the exercises of linear algebra are written with."""

import math
from collections.abc import Iterable

MAPS = (
    ((2.0, 1.0), (0.0, 1.0)),
    ((1.0, -1.0), (1.0, 2.0)),
    ((0.0, 1.0), (2.0, -1.0)),
    ((-1.0, 2.0), (1.0, 0.0)),
    ((1.0, 2.0), (-2.0, 1.0)),
)


def row(values: Iterable[float]) -> str:
    """A list as a reader writes it: (5.1, 3.5)."""
    return f"({', '.join(f'{value:g}' for value in values)})"


def power(value: float) -> str:
    """A power of ten: 10⁻⁴."""
    return "10" + f"{math.log10(value):.0f}".translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))

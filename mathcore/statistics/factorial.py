"""Two factors: cell means, the additive fit, what is left of it, and the scale on which the values are taken.

Source: Box and Cox, "An analysis of transformations", Journal of the Royal Statistical Society B 26 (1964).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mathcore.statistics.anova import f_tail

Array = NDArray[np.float64]

# Survival times, in units of ten hours, of four animals a cell: three poisons (rows), treatments A to D (columns).
# Box and Cox (1964), table 1.
POISONS = np.array(
    [
        [(0.31, 0.45, 0.46, 0.43), (0.82, 1.10, 0.88, 0.72), (0.43, 0.45, 0.63, 0.76), (0.45, 0.71, 0.66, 0.62)],
        [(0.36, 0.29, 0.40, 0.23), (0.92, 0.61, 0.49, 1.24), (0.44, 0.35, 0.31, 0.40), (0.56, 1.02, 0.71, 0.38)],
        [(0.22, 0.21, 0.18, 0.23), (0.30, 0.37, 0.38, 0.29), (0.23, 0.25, 0.24, 0.22), (0.30, 0.36, 0.31, 0.33)],
    ]
)
AROUND = (0.8, 0.95, 1.05, 1.2)  # the four values of a drawn cell, as parts of its mean


def drawn_cells(means: ArrayLike) -> Array:
    """Values (2, 2, 4) around four positive means: each cell has the same shape, and a spread in proportion."""
    return np.round(np.asarray(means, float).reshape(2, 2, 1) * np.array(AROUND), 10)


def on_scale(values: ArrayLike, power: float) -> Array:
    """Positive values on Box and Cox's scales, less their constant: y^power/power, ln y for power 0; all increase."""
    y = np.asarray(values, float)
    return np.asarray(np.log(y) if power == 0 else y**power / power)


@dataclass(frozen=True)
class TwoWay:
    """A balanced analysis of r rows, c columns and n values a cell.

    Attributes:
        cells: (r, c) means. grand: their mean. rows, columns: (r,), (c,) effects. left: (r, c) cell means less the
        additive fit grand + row + column: the interaction.
        squares: sums of squares of "rows", "columns", "interaction", "within". freedoms: their degrees of freedom.
        total: the sum of squares of all values, computed on its own.
    """

    cells: Array
    grand: float
    rows: Array
    columns: Array
    left: Array
    squares: dict[str, float]
    freedoms: dict[str, int]
    total: float

    @property
    def fit(self) -> Array:
        """The additive fit (r, c): its lines are parallel."""
        return np.asarray(self.grand + self.rows[:, None] + self.columns)

    def f(self, source: str) -> float:
        """The mean square of a source over that within the cells; NaN without spread."""
        below = self.squares["within"] / self.freedoms["within"]
        return self.squares[source] / self.freedoms[source] / below if below > 0 else float("nan")

    def p(self, source: str) -> float:
        """P(F is this large) if that source has no effect."""
        return f_tail(self.f(source), self.freedoms[source], self.freedoms["within"])

    @property
    def twist(self) -> float:
        """The difference of differences between the first and last row, and the first and last column."""
        m = self.cells
        return float((m[0, -1] - m[0, 0]) - (m[-1, -1] - m[-1, 0]))


def two_way(values: ArrayLike) -> TwoWay:
    """The analysis of values (r, c, n), n >= 2."""
    y = np.asarray(values, float)
    r, c, n = y.shape
    cells = y.mean(axis=2)
    grand = float(cells.mean())
    rows, columns = cells.mean(axis=1) - grand, cells.mean(axis=0) - grand
    left = cells - grand - rows[:, None] - columns
    squares = {
        "rows": float(c * n * np.sum(rows**2)),
        "columns": float(r * n * np.sum(columns**2)),
        "interaction": float(n * np.sum(left**2)),
        "within": float(np.sum((y - cells[..., None]) ** 2)),
    }
    total = float(np.sum((y - y.mean()) ** 2))
    squares = {name: each if each > 1e-26 * total else 0.0 for name, each in squares.items()}  # not rounding
    freedoms = {"rows": r - 1, "columns": c - 1, "interaction": (r - 1) * (c - 1), "within": r * c * (n - 1)}
    return TwoWay(cells, grand, rows, columns, left, squares, freedoms, total)


def mean_at(height: float, power: float) -> float:
    """The mean of a cell of `drawn_cells` whose values have this mean on a scale; where there is none, the nearest."""
    around = np.array(AROUND)
    if power == 0:
        return float(np.exp(height - np.log(around).mean()))
    return float(max(power * height / float(np.mean(around**power)), 1e-9) ** (1 / power))

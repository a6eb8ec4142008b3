"""Matrices cut into blocks: a product in Falk's scheme with its cuts, one block as a sum, the Schur complement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, bars, label, line
from viz.linear import headings, matrix
from viz.panels import Axis, Plane

GAP = 0.7  # between the factors and their product
SUB = "₁₂"


def _part(cut: int, which: int, end: int) -> slice:
    """The part before (0) or after (1) a cut."""
    return slice(0, cut) if which == 0 else slice(cut, end)


def _mask(shape: tuple[int, int], rows: slice, columns: slice) -> NDArray[np.bool_]:
    found = np.zeros(shape, bool)
    found[rows, columns] = True
    return found


def block_product(
    left: ArrayLike,
    right: ArrayLike,
    cuts: tuple[int, int, int],
    lit: tuple[int, int],
    names: tuple[Sequence[str], Sequence[str], Sequence[str]],
    title: str,
) -> Plane:
    """A product cut after `cuts` = (rows, inner index, columns); block `lit` and the blocks that make it are lit.

    `names` are those of the rows, of the inner index and of the columns.
    """
    a, b = np.asarray(left, float), np.asarray(right, float)
    (m, k), n = a.shape, b.shape[1]
    rows, columns = _part(cuts[0], lit[0], m), _part(cuts[2], lit[1], n)
    first, second = _part(cuts[1], 0, k), _part(cuts[1], 1, k)
    style: dict[str, Any] = {"font": 11, "digits": 1}
    lit_a = {"data": _mask((m, k), rows, first), "model": _mask((m, k), rows, second)}
    lit_b = {"data": _mask((k, n), first, columns), "model": _mask((k, n), second, columns)}
    cells = [
        *matrix(a, at=(-GAP - k, 0), lit=lit_a, **style),
        *matrix(b, at=(0, GAP + k), lit=lit_b, **style),
        *matrix(a @ b, at=(0, 0), lit={"optimum": _mask((m, n), rows, columns)}, **style),
        *headings(rows=names[1], at=(0, GAP + k), font=11),
        *headings(columns=names[2], at=(0, GAP + k), font=11),
        *headings(rows=names[0], at=(-GAP - k, 0), font=11),
    ]
    lines = (
        ([-GAP - k, n], [-cuts[0], -cuts[0]]),
        ([-GAP - k + cuts[1]] * 2, [0.15, -m - 0.15]),
        ([-0.15, n + 0.15], [GAP + k - cuts[1]] * 2),
        ([cuts[2]] * 2, [GAP + k + 0.1, -m - 0.15]),
    )
    cells += [line(x, y, "ink", width=1.6, dash="dash", hover=False) for x, y in lines]
    wide, tall = Axis("", (-GAP - k - 1.4, n + 0.3), visible=False), Axis("", (-m - 0.4, GAP + k + 0.9), visible=False)
    return Plane(cells, wide, tall, title, weight=1.7)


def block_sum(terms: tuple[ArrayLike, ArrayLike], lit: tuple[int, int]) -> Plane:
    """The lit block, at most 3 by 2, as the sum of its two terms."""
    one, two = (np.full((3, 2), np.nan) for _ in range(2))
    first, second = (np.asarray(each, float) for each in terms)
    high, wide = first.shape
    one[:high, :wide], two[:high, :wide] = first, second
    i, j = SUB[lit[0]], SUB[lit[1]]
    parts: list[Trace] = []
    shown = ((one, "data", f"X{i}₁ W₁{j}"), (two, "model", f"X{i}₂ W₂{j}"), (one + two, "optimum", f"C{i}{j}"))
    for k, (values, role, text) in enumerate(shown):
        parts += matrix(values, at=(0, 8.6 - 4.1 * k), size=(1.3, 1), role=role, font=13, frame="none")
        parts.append(label([0.2], [8.8 - 4.1 * k], f"<b>{text}</b>", role, position="middle right"))
    for k, sign in enumerate("+="):
        parts.append(label([-0.4], [5.0 - 4.1 * k], sign, position="middle center", size=18))
    across, up = Axis("", (-1, 3.4), visible=False), Axis("", (-3, 9.6), visible=False)
    return Plane(parts, across, up, f"Block C{i}{j}: a sum")


def schur_blocks(values: ArrayLike, complement: ArrayLike, names: Sequence[str]) -> Plane:
    """A symmetric matrix in four blocks with the Schur complement of the first under the last.

    The upper left corner is (0, 9.6), a cell 1.25 wide and 1 high.
    """
    whole, rest = np.asarray(values, float), np.asarray(complement, float)
    n = len(whole)
    first = np.arange(n) < n - len(rest)
    both = np.outer(first, ~first) | np.outer(~first, first)
    lit = {"data": np.outer(first, first), "accent": both, "model": np.outer(~first, ~first)}
    style: dict[str, Any] = {"font": 12, "size": (1.25, 1.0)}
    cells = [
        *matrix(whole, at=(0, 9.6), lit=lit, **style),
        *headings(rows=names, at=(0, 9.6), size=(1.25, 1), font=12),
        *headings(columns=names, at=(0, 9.6), size=(1.25, 1), font=12),
        *matrix(rest, at=(1.25 * (n - len(rest)), 4.2), lit={"optimum": np.ones(rest.shape, bool)}, **style),
        label([1.25 * n], [4.6], "<b>S = D − C A⁻¹ B</b>", "optimum", position="middle left"),
    ]
    across, up = Axis("", (-0.9, 5.3), visible=False), Axis("", (-0.1, 10.5), visible=False)
    return Plane(cells, across, up, "[A B; C D], and S")


def variances(values: ArrayLike, complement: ArrayLike, names: Sequence[str], top: float) -> Plane:
    """The variances of a covariance matrix, and what is left of the last ones once the first ones are known."""
    before, after = np.diag(np.asarray(values, float)).copy(), np.full(len(names), np.nan)
    rest = np.diag(np.asarray(complement, float))
    after[len(names) - len(rest) :] = rest
    texts = [f"{100 * part:.0f}%" if np.isfinite(part) else "known" for part in after / before]
    before[np.isnan(after)] = 0.0
    at = np.arange(len(names))
    traces = [
        bars(at - 0.2, before, "model", width=0.38, name="before"),
        bars(at + 0.2, np.nan_to_num(after), "optimum", width=0.38, name="after"),
        label(at, before + 0.04 * top, texts, position="middle center", size=12),
        label([-0.5], [0.95 * top], "before", "model", position="middle right"),
        label([-0.5], [0.88 * top], "after: what stays unexplained", "optimum", position="middle right"),
    ]
    return Plane(
        traces,
        Axis("feature", (-0.6, len(names) - 0.4), ticks=at.tolist(), labels=names),
        Axis("variance (cm²)", (0, top)),
        "Variance before and after",
    )

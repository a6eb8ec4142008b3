"""Kronecker products: whose eigenvalues multiply, the vec trick in cells, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from viz.blocks import Trace, arrow, label, line, markers
from viz.labels import spread
from viz.linear import column_mask, entry, entry_mask, matrix, row_mask
from viz.panels import Axis, Plane

Array = NDArray[np.float64]
SUB = "₁₂"
SIZES = np.array([2.0, 1000.0])
FLOOR = 1e-17  # of a logarithmic axis of eigenvalues: what rounding leaves of them may be negative


def falling_eigenvalues(products: ArrayLike, found: ArrayLike) -> Plane:
    """The eigenvalues of the product of two kernels, sorted: as products (rings) and of the big matrix (dots)."""
    one, two = (np.sort(np.asarray(each, float))[::-1] for each in (products, found))
    k = np.arange(1, len(one) + 1)
    traces = [
        markers(k, np.maximum(one, FLOOR), "accent", size=9, ring=True, name="λᵢμⱼ"),
        markers(k, np.maximum(two, FLOOR), "data", size=4, name="of A ⊗ B"),
    ]
    ticks = (1e-16, 1e-12, 1e-8, 1e-4, 1)
    return Plane(
        traces,
        Axis("k, sorted", (0, 65), ticks=range(0, 65, 16)),
        Axis("eigenvalue", (FLOOR, 100), log=True, ticks=ticks, labels=("10⁻¹⁶", "10⁻¹²", "10⁻⁸", "10⁻⁴", "1")),
        "○ λᵢμⱼ   • eigenvalues of A ⊗ B",
    )


def stretched_eigenvalues(first: ArrayLike, second: ArrayLike, found: ArrayLike, size: float) -> Plane:
    """Real eigenvalues: those of B (n,) in the middle, on either side times one of A's (2,), and `found` (2n,) on them.

    `found` are the eigenvalues of the Kronecker product itself, as dots in the rings; `size` is half the height.
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    products = np.outer(a, b)
    dots = np.empty(products.size)
    dots[np.argsort(products.ravel())] = np.sort(np.asarray(found, float))
    traces: list[Trace] = []
    for value, x in zip(a, (-1.0, 1.0), strict=True):
        ends = np.stack([b, value * b, np.full_like(b, np.nan)], axis=1).ravel()
        traces.append(line(np.tile([0.0, x, np.nan], len(b)), ends, "accent", width=1.6, opacity=0.6, hover=False))
    sides = np.repeat([-1.0, 1.0], len(b))
    traces += [
        markers(np.zeros(len(b)), b, "model", size=10, symbol="square", name="μ of B"),
        markers(sides, products.ravel(), "accent", size=15, ring=True, name="λμ"),
        markers(sides, dots, "ink", size=6, name="eigenvalue of A ⊗ B"),
    ]
    for x, values, role, side in ((0.0, b, "model", 1), (-1.0, products[0], "ink", -1), (1.0, products[1], "ink", 1)):
        text = [entry(float(value)) for value in values]
        places = spread(values, 0.1 * size, 0.96 * size)
        where = "middle right" if side > 0 else "middle left"
        traces.append(label(np.full(len(b), x + 0.12 * side), places, text, role, position=where, size=12))
    names = ("λ₁ = " + entry(float(a[0])), "μ", "λ₂ = " + entry(float(a[1])))
    for x, name, role in zip((-1.0, 0.0, 1.0), names, ("data", "model", "data"), strict=True):
        traces.append(label([x], [1.1 * size], f"<b>{name}</b>", role, position="middle center", size=13))
    return Plane(
        traces,
        Axis("○ λ · μ   • eigenvalue of A ⊗ B", (-1.75, 1.75), ticks=()),
        Axis("eigenvalue", (-size, 1.2 * size)),
        "Eigenvalues multiply",
    )


def turned_eigenvalues(first: ArrayLike, second: ArrayLike, found: ArrayLike, size: float) -> Plane:
    """Complex eigenvalues: the figure of B's (n,), turned and stretched by each of A's (2,), with `found` (2n,) on it.

    `found` are the eigenvalues of the Kronecker product itself, as dots in the rings; `size` is half the width.
    """
    a, b, dots = (np.asarray(each, complex) for each in (first, second, found))
    around = b[np.argsort(np.angle(b - b.mean()))] if np.abs(b.imag).max() > 0 else np.sort(b)
    traces: list[Trace] = []
    for value in a:
        for factor, role in ((1.0 + 0j, "model"), (value, "accent")):
            corners = np.append(factor * around, factor * around[0])
            traces.append(line(corners.real, corners.imag, role, width=1.6, opacity=0.6, hover=False))
    products = np.outer(a, b)
    traces += [
        *(arrow((value.real, value.imag), "data", width=2.4, name="λ of A") for value in a),
        markers(b.real, b.imag, "model", size=10, symbol="square", name="μ of B"),
        markers(products.real.ravel(), products.imag.ravel(), "accent", size=15, ring=True, name="λμ"),
        markers(dots.real, dots.imag, "ink", size=6, name="eigenvalue of A ⊗ B"),
    ]
    named = [(a[0], "λ₁", "data"), (a[1], "λ₂", "data"), (b[np.argmax(np.abs(b))], "μ", "model")]
    named += [(row[np.argmax(np.abs(row))], f"λ{SUB[i]}μ", "accent") for i, row in enumerate(products)]
    for value, name, role in named:
        # The eigenvalues of A are named beside their arrows, since the products lie ahead of them.
        ahead = value / abs(value) if abs(value) > 1e-9 else 1j
        spot = value + 0.15 * size * (ahead * (1j if value.imag >= 0 else -1j) if role == "data" else ahead)
        traces.append(label([spot.real], [spot.imag], f"<b>{name}</b>", role, position="middle center", size=13))
    return Plane(
        traces,
        Axis("real part   (○ λ · μ   • of A ⊗ B)", (-size, size)),
        Axis("imaginary part", (-size, size)),
        "Eigenvalues turn and stretch",
        equal=True,
    )


def two_ways(big: ArrayLike, left: ArrayLike, x: ArrayLike, right: ArrayLike, at: int) -> Plane:
    """(B^T kron A) vec X above, A X B below, with entry `at` of the result lit in both.

    `left` is A (2, 2), `x` (2, 3), `right` is B (3, 3), `big` their (6, 6).
    """
    a, middle, b = (np.asarray(each, float) for each in (left, x, right))
    image = a @ middle @ b
    j, i = divmod(at, len(image))
    style: dict[str, Any] = {"font": 10}
    small: dict[str, Any] = {"font": 10, "size": (0.8, 0.75)}
    long_x, long_image = middle.ravel(order="F"), image.ravel(order="F")
    cells = [
        *matrix(big, at=(0, 6), lit={"accent": row_mask((6, 6), at)}, name="Bᵀ ⊗ A", **style),
        *matrix(long_x, at=(6.7, 6), lit={"data": np.ones(6, bool)}, name="vec X", **style),
        label([8.15], [3], "=", position="middle center", size=16),
        *matrix(long_image, at=(8.6, 6), lit={"optimum": row_mask((6, 1), at)}, name="vec AXB", **style),
        *matrix(a, at=(-0.6, -1.6), lit={"accent": row_mask((2, 2), i)}, name="A", **small),
        *matrix(middle, at=(1.3, -1.6), lit={"data": np.ones((2, 3), bool)}, name="X", **small),
        *matrix(b, at=(4.0, -1.2), lit={"accent": column_mask((3, 3), j)}, name="B", **small),
        label([6.72], [-2.35], "=", position="middle center", size=16),
        *matrix(
            image, at=(7.05, -1.6), lit={"optimum": entry_mask((2, 3), i, j)}, name="AXB", font=10, size=(1.0, 0.75)
        ),
    ]
    wide, tall = Axis("", (-0.8, 10.1), visible=False), Axis("", (-4, 6.8), visible=False)
    return Plane(cells, wide, tall, "Two ways to AXB", weight=2.0)


def cost(size: float, full: float, trick: float, measured: Mapping[int, tuple[float, float]]) -> Plane:
    """Multiplications over the size n of the factors, n^4 and 2 n^3, at `size` `full` and `trick` of them.

    `measured` has seconds (full, trick) by n; they are drawn as multiplications at two per nanosecond.
    """
    n, times = np.array(list(measured), float), np.array(list(measured.values()))
    traces = [
        line(SIZES, SIZES**4, "gradient", name="full product"),
        line(SIZES, 2 * SIZES**3, "optimum", name="vec trick"),
        markers(n, times[:, 0] * 2e9, "gradient", size=8, ring=True, name="measured"),
        markers(n, times[:, 1] * 2e9, "optimum", size=8, ring=True, name="measured"),
        line([size, size], [1, 1e13], "model", width=1.6, dash="dash", hover=False),
        markers([size], [full], "gradient", size=10, name="full product"),
        markers([size], [trick], "optimum", size=10, name="vec trick"),
        label([2.4], [3e10], "full: n⁴", "gradient", position="middle right"),
        label([2.4], [3e9], "trick: 2n³", "optimum", position="middle right"),
        label([1000], [6], "○ measured time, at 2 per ns", "muted", position="middle left", size=12),
    ]
    powers = (1, 1e3, 1e6, 1e9, 1e12)
    return Plane(
        traces,
        Axis("n", (2, 1100), log=True, ticks=(2, 10, 100, 1000)),
        Axis("multiplications", (1, 1e13), log=True, ticks=powers, labels=("1", "10³", "10⁶", "10⁹", "10¹²")),
        "The cost",
    )

"""What the lesson says: readouts, laws, notices, alternative texts, and named values for text and programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.statistics import correlations as co
from mathcore.statistics import third_variables as tv
from pages.statistics.correlation_data.panels import two
from pages.statistics.correlation_data.state import Correlated

Said = list[Readout | Law]
TIES = "some values are equal"
UNMOVED = "not all that it predicts is taken away"
said = lambda value, digits=4: number(value, digits) if np.isfinite(value) else "none"
vif = lambda value: number(value, 4) if np.isfinite(value) else "∞"


def point_readouts(q: Correlated) -> Said:
    (u, v), r = q.offset, q.pearson
    found: Said = [
        Readout(f"r of the {q.n} points", said(r)),
        Readout("r with one more", said(q.r_after), role="gradient"),
    ]
    if np.isfinite(r):
        first = float(co.influence(r, u, v)) / (q.n + 1)
        found.append(Readout("its place, in SDs of the others", f"{number(u, 3)}, {number(v, 3)}", role="gradient"))
        found.append(Readout("change of r", q.r_after - r, role="gradient"))
        found.append(Readout("… if one point hardly mattered", first, note="(uv − r(u² + v²)/2)/(n + 1)"))
    if np.isfinite(q.r_after):
        anew = float(np.corrcoef(q.all_x, q.all_y)[0, 1])
        found.append(law("an update is enough", "r from the sums = r of all, anew", q.r_after, anew))
        found.append(law("r is a mean of signed areas", "Σ uᵢvᵢ/(n + 1) = r", np.mean(q.z_x * q.z_y), q.r_after))
    if q.is_held:
        found.append(law("it may move, and r stands still", "r = the level", q.r_after, q.p.level, slack=1e-7))
    return found


def point_notice(q: Correlated) -> str:
    if not np.isfinite(q.r_after):
        return "All x, or all y, are equal: what does not vary has no correlation."
    if q.p.hold and not q.is_held:
        if not np.isfinite(q.pearson):
            return "The others have no r of their own, so there is no level to keep to: the newcomer is free."
        return f"Nowhere in this window does one more point make r = {two(q.p.level)}: the newcomer is free."
    if max(np.abs(q.z_x).max(), np.abs(q.z_y).max()) > 5.25:
        return "A point stands beyond the right panel, and waits at its edge."
    if not np.isfinite(q.pearson):
        return "Without the newcomer there is no r at all: it alone makes x, or y, vary."
    return ""


def measure_readouts(q: Correlated) -> Said:
    p, n = q.pairs, q.n
    low, high = q.fisher
    found: Said = [
        Readout("Pearson’s r", said(q.pearson), role="model"),
        Readout("95% interval for r, if jointly normal", f"{two(low)} to {two(high)}" if low == low else "none"),
        Readout("Spearman’s ρ", said(q.spearman), role="data"),
        Readout("Kendall’s τ", said(q.kendall), role="optimum", note=f"{p.rising} pairs rise, {p.falling} fall"),
        Readout("Chatterjee’s ξ of y on x", said(q.xi), role="accent"),
        Readout("… and of x on y", said(co.xi(q.y, q.x)), role="accent", note="ξ is not symmetric."),
    ]
    if not np.isfinite(q.measures).all():
        return found
    unless, bend = TIES if q.tied else "", abs(3 * (n + 2) * q.kendall - 2 * (n + 1) * q.spearman)
    by_d, ties = co.rank_differences(q.x, q.y), TIES if p.equal_y else ""
    found.append(law("ρ by differences of ranks", "ρ = 1 − 6Σd²/(n³ − n)", q.spearman, by_d, unless=unless))
    found.append(law("τ and ρ cannot part by much", "|3(n + 2)τ − 2(n + 1)ρ| ≤ n − 2", bend, n - 2.0, unless=unless))
    found.append(law("ξ stays below 1", "ξ ≤ (n − 2)/(n + 1)", q.xi, (n - 2) / (n + 1), unless=ties))
    return found


def measure_notice(q: Correlated) -> str:
    if np.ptp(q.x) == 0 or np.ptp(q.y) == 0:
        return "All x, or all y, are equal: what does not vary has no correlation."
    if q.pairs.equal_x:
        return "Some x are equal: ξ takes their points in the order in which they are listed."
    return ""


def third_readouts(q: Correlated) -> Said:
    between, within = q.covariances
    name = q.third.names[2][:30]
    found: Said = [
        Readout("r of all, as they are", said(q.r_raw), role="null"),
        Readout("r now", said(q.r_moved), role="gradient"),
        Readout(f"partial r, given {name}", said(q.r_partial), role="ink"),
    ]
    for k, level in enumerate(q.third.levels[:4]):
        inside = q.third.z == k
        each = co.pearson(q.third.x[inside], q.third.y[inside]) if inside.sum() > 1 else co.NONE
        found.append(Readout(f"r within {level[:30]}", said(each), role="optimum"))
    both = np.cov(*q.moved)[0, 1]
    parts = "covariance = predicted + rest"
    found.append(law("two parts", parts, both / q.scale, (between + within) / q.scale, digits=5))
    if np.isfinite([q.r_moved, q.by_inverse]).all():
        unless = "" if q.p.removed == 100 else UNMOVED
        note = "On the right: −p₁₂/√(p₁₁p₂₂) of the inverse of the whole correlation matrix."
        says = "r now = by the inverse matrix"
        found.append(law("partial correlation", says, q.r_moved, q.by_inverse, slack=1e-6, unless=unless, note=note))
    return found


def third_notice(q: Correlated) -> str:
    if np.ptp(q.third.z) == 0:
        return "The third column does not vary: it predicts nothing, and there is nothing to take away."
    if not np.isfinite(q.r_partial):
        return "The third variable predicts x or y exactly: when all is taken away nothing is left to correlate."
    return ""


def trio_readouts(q: Correlated) -> Said:
    found: Said = [
        Readout("r of Y and Z may be", f"{number(q.bounds[0], 4)} to {number(q.bounds[1], 4)}", role="accent"),
        Readout("smallest eigenvalue of the matrix", q.least_eigenvalue),
    ]
    if q.possible:
        found.append(Readout("partial r of Y and Z, given X", q.given_x, role="optimum"))
        found.append(Readout("R² of Z on X and Y", q.r_squared, role="optimum"))
        found.append(Readout("VIF of Z", vif(1 / (1 - q.r_squared) if q.r_squared < 1 - 1e-9 else np.inf)))
    unless = "" if q.possible else "no data have these three"
    det, area = float(np.linalg.det(q.three)), (1 - q.p.r_xy**2) * (1 - q.r_squared)
    found.append(law("a volume", "det R = (1 − r²)(1 − |shadow|²)", det, area))
    found.append(law("they belong to some data", "smallest eigenvalue ≥ 0", q.least_eigenvalue, 0.0, unless=unless))
    if q.r_squared < 1 - 1e-6:
        inverse = float(tv.partial_from_inverse(q.three)[1, 2])
        says = "partial r = by the inverse matrix"
        found.append(law("where the shadow stands", says, q.given_x, inverse, slack=1e-6))
    return found


trio_notice = lambda q: (
    "" if q.possible else "No data have these three correlations: the shadow would be longer than Z itself."
)


def table_readouts(q: Correlated) -> Said:
    names, k = q.columns[0], len(q.columns[0])
    eigenvalues = np.linalg.eigvalsh(q.weakened)
    found: Said = [
        Readout("largest VIF", vif(q.inflation[q.worst]), role="model", note=names[q.worst][:40]),
        Readout("smallest eigenvalue", float(eigenvalues[0])),
        Readout("R² of that column on all others", f"{q.explained:.6f}"),
    ]
    found.append(law("the eigenvalues share out the columns", "Σ λ = number of columns", eigenvalues.sum(), k))
    if np.isfinite(q.inflation).all():
        found.append(
            law("two ways to add them up", "Σ VIF = Σ 1/λ", q.inflation.sum(), np.sum(1 / eigenvalues), tolerance=1e-6)
        )
    if not q.collinear and q.explained < 1 - 1e-9:
        unless, right = "the correlations are weakened" if q.p.shrink else "", 1 / (1 - q.explained)
        found.append(
            law("it is a regression", "VIF = 1/(1 − R²)", q.inflation[q.worst], right, tolerance=1e-6, unless=unless)
        )
    return found


def table_notice(q: Correlated) -> str:
    if not np.isfinite(q.inflation).all():
        return "One column is a combination of others: the matrix has no inverse, and no partial correlations."
    return ""


point_says = (
    "A cloud of {} points with r {} on a map of what one more would make of r: here {}. Beside it, signed areas."
)
third_says = "{} pairs coloured by a third variable. r is {}; with {:g}% of what that predicts taken away {}."
trio_says = "X, Y and the shadow of Z in a disc, and the ellipse of correlations that go together. The three are {}."
point_alt = lambda q: point_says.format(q.n, two(q.pearson), two(q.r_after))
measure_alt = lambda q: f"{q.n} points, the same by rank, and four measures: {', '.join(map(two, q.measures))}."
third_alt = lambda q: third_says.format(len(q.third.x), two(q.r_raw), q.p.removed, two(q.r_moved))
trio_alt = lambda q: trio_says.format("possible" if q.possible else "impossible")
table_alt = lambda q: f"Correlations of {len(q.inflation)} columns; the largest VIF is {vif(q.inflation[q.worst])}."


def numbers(q: Correlated) -> dict[str, Any]:
    """Named values for the text and the programs."""
    between, within = q.split.between, q.split.within
    u, v = q.offset
    found: dict[str, Any] = {
        "size": q.n,
        "offset_x": u,
        "offset_y": v,
        "rising": q.pairs.rising,
        "falling": q.pairs.falling,
    }
    found |= {"fisher_low": q.fisher[0], "fisher_high": q.fisher[1], "pairs_count": q.n * (q.n - 1) // 2}
    found |= {"covariance": between + within, "within": within, "between": between}
    found |= {"left_between": q.covariances[0], "left_sum": sum(q.covariances), "third_name": q.third.names[2][:40]}
    found |= {"least_yz": q.bounds[0], "most_yz": q.bounds[1], "worst_name": q.columns[0][q.worst][:40]}
    found |= {"worst_inflation": q.inflation[q.worst], "r_squared_worst": q.explained, "size_after": q.n + 1}
    return found | {"determinant": (1 - q.p.r_xy**2) * (1 - q.r_squared)}


def listing(q: Correlated) -> Mapping[str, Any]:
    """The constants of the programs: the data themselves."""
    t = q.third
    found: dict[str, Any] = {"x": q.x.tolist(), "y": q.y.tolist(), "newcomer": q.spot.tolist()}
    found |= {"u": t.x.tolist(), "v": t.y.tolist(), "third": t.z.tolist(), "grouped": q.grouped}
    return found | {name: float(q.p[name]) for name in ("removed", "r_xy", "r_xz", "r_yz")}

"""What the lesson says: readouts, laws, notices, alternative texts, and named values for the text and the programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number, settled
from mathcore.statistics import correlations as co
from mathcore.statistics import third_variables as tv
from pages.statistics.correlation_data.panels import two
from pages.statistics.correlation_data.state import Correlated

Said = list[Readout | Law]
TIES, WEAK = "some values are equal", "the correlations are weakened"
PART, NONE, ASIDE = "not all that it predicts is taken away", "no data have these three", "ξ is not symmetric."
STILL = "All x, or all y, are equal: what does not vary has no correlation."
ALONE = "Without the newcomer there is no r at all: it alone makes x, or y, vary."
NOWHERE = "Nowhere in this window does one more point make r = {}: the newcomer is free."
BEYOND = "A point stands beyond the right panel, and waits at its edge."
LISTED = "Some x are equal: ξ takes their points in the order in which they are listed."
LEVEL = "The third column does not vary: it predicts nothing, and there is nothing to take away."
EXACT = "The third variable predicts x or y exactly: when all is taken away nothing is left to correlate."
LONGER = "No data have these three correlations: the shadow would be longer than Z itself."
SINGULAR = "One column is a combination of others: the matrix has no inverse, and no partial correlations."


def say(name: str, value: float, role: str = "ink", note: str = "") -> Readout:
    """A number, or that there is none."""
    text = number(settled(value)) if np.isfinite(value) else "∞" if value == np.inf else "none"
    return Readout(name, text, role=role, note=note)


def point_readouts(q: Correlated) -> Said:
    (u, v), r = q.offset, q.pearson
    found: Said = [say(f"r of the {q.n} points", r), say("r with one more", q.r_after, "gradient")]
    if np.isfinite(r):
        first, place = float(co.influence(r, u, v)) / (q.n + 1), f"{number(u, 3)}, {number(v, 3)}"
        found.append(Readout("its place (u, v), in SDs of the others", place, role="gradient"))
        found.append(Readout("change of r, to first order", first, note="(uv − r(u² + v²)/2)/(n + 1)"))
    if np.isfinite(q.r_after):
        anew, areas = float(np.corrcoef(q.all_x, q.all_y)[0, 1]), np.mean(q.z_x * q.z_y)
        found.append(law("an update is enough", "r from the sums = r of all, anew", q.r_after, anew))
        found.append(law("r is a mean of signed areas", "Σ uᵢvᵢ/(n + 1) = r", areas, q.r_after))
    if q.is_held:
        found.append(law("it may move, and r stands still", "r = the level", q.r_after, q.p.level, slack=1e-7))
    return found


def point_notice(q: Correlated) -> str:
    if not np.isfinite(q.r_after):
        return STILL
    if q.p.hold and not q.is_held:
        return NOWHERE.format(two(q.p.level)) if np.isfinite(q.pearson) else ALONE
    if max(np.abs(q.z_x).max(), np.abs(q.z_y).max()) > 5.25:
        return BEYOND
    return "" if np.isfinite(q.pearson) else ALONE


def measure_readouts(q: Correlated) -> Said:
    p, n, (low, high) = q.pairs, q.n, q.fisher
    found: Said = [
        say("Pearson’s r", q.pearson, "model"),
        Readout("95% interval, if jointly normal", f"{two(low)} to {two(high)}" if low == low else "none"),
        say("Spearman’s ρ", q.spearman, "data"),
        say("Kendall’s τ", q.kendall, "optimum", f"{p.rising} pairs rise, {p.falling} fall"),
        say("Chatterjee’s ξ of y on x", q.xi, "accent"),
        say("… and of x on y", co.xi(q.y, q.x), "accent", ASIDE + " Equal y: as listed." * bool(p.equal_y)),
    ]
    if np.isfinite(q.measures).all():
        unless, bend = TIES if q.tied else "", abs(3 * n * q.kendall - 2 * (n + 1) * q.spearman)
        by_d, most, ties = co.rank_differences(q.x, q.y), (n - 2) / (n + 1), TIES if p.equal_y else ""
        found.append(law("ρ by differences of ranks", "ρ = 1 − 6Σd²/(n³ − n)", q.spearman, by_d, unless=unless))
        found.append(law("ξ stays below 1", "ξ ≤ (n − 2)/(n + 1)", q.xi, most, unless=ties))
        if not q.tied:
            found.append(law("τ and ρ stay together", "|3nτ − 2(n + 1)ρ| ≤ n − 2", bend, n - 2.0))
    return found


def third_readouts(q: Correlated) -> Said:
    t, (between, within) = q.third, np.array(q.covariances) / q.scale
    found: Said = [say("r of all, as they are", q.r_raw, "null"), say("r now", q.r_moved, "gradient")]
    found.append(say(f"partial r, given {t.names[2][:30]}", q.r_partial))
    for k in [k for k in range(min(4, len(t.levels))) if (t.z == k).any()]:
        found.append(say(f"r within {t.levels[k][:30]}", co.pearson(t.x[t.z == k], t.y[t.z == k]), "optimum"))
    says, both = "r now = by the inverse matrix", np.cov(*q.moved)[0, 1] / q.scale
    found.append(law("two parts", "covariance = predicted + rest", both, between + within, digits=5))
    if np.isfinite([q.r_moved, q.by_inverse]).all():
        unless = "" if q.p.removed == 100 else PART
        found.append(law("partial correlation", says, q.r_moved, q.by_inverse, slack=1e-6, unless=unless))
    return found


def trio_readouts(q: Correlated) -> Said:
    says, r2, unless = "partial r = by the inverse matrix", q.r_squared, "" if q.possible else NONE
    det, volume = float(np.linalg.det(q.three)), (1 - q.p.r_xy**2) * (1 - r2)
    found: Said = [Readout("r of Y and Z may be", " to ".join(map(number, q.bounds)), role="accent")]
    found.append(Readout("smallest eigenvalue of the matrix", q.least_eigenvalue))
    if q.possible:
        found.append(Readout("partial r of Y and Z, given X", q.given_x, role="optimum"))
        found.append(Readout("R² of Z on X and Y: |shadow|²", r2, role="optimum"))
        found.append(say("VIF of Z", 1 / (1 - r2) if r2 < 1 - 1e-9 else np.inf))
    found.append(law("a volume", "det R = (1 − r²)(1 − |shadow|²)", det, volume, note="r is that of X and Y."))
    found.append(law("they belong to some data", "smallest eigenvalue ≥ 0", q.least_eigenvalue, 0.0, unless=unless))
    if r2 < 1 - 1e-6:
        inverse = float(tv.partial_from_inverse(q.three)[1, 2])
        found.append(law("where the shadow stands", says, q.given_x, inverse, slack=1e-6))
    return found


def table_readouts(q: Correlated) -> Said:
    top, least = int(np.argmax(q.inflation)), float(np.linalg.eigvalsh(q.weakened)[0])
    name, worst, r2, unless = q.columns[0][top], q.inflation[top], q.explained[top], WEAK if q.p.shrink else ""
    found: Said = [say("largest VIF", worst, "model", name[:40]), Readout("smallest eigenvalue", least)]
    found.append(Readout("R² of that column on all others", f"{r2:.6f}"))
    if not q.collinear and r2 < 1 - 1e-9:
        found.append(law("it is a regression", "VIF = 1/(1 − R²)", worst, 1 / (1 - r2), tolerance=1e-6, unless=unless))
    return found


# A name, perhaps a reader's, as it may stand between braces in LaTeX: without what means something there.
spoken = lambda name: "".join(c if c.isalnum() or c in " .,:;()/+=-" else " " for c in name)[:40].strip() or "column"
measure_notice = lambda q: STILL if min(np.ptp(q.x), np.ptp(q.y)) == 0 else LISTED if q.pairs.equal_x else ""
third_notice = lambda q: LEVEL if np.ptp(q.third.z) == 0 else EXACT if np.isnan(q.r_partial) else ""
trio_notice = lambda q: "" if q.possible else LONGER
table_notice = lambda q: "" if np.isfinite(q.inflation).all() else SINGULAR
point_alt = lambda q: f"A map of r with one more point: {two(q.pearson)} of {q.n} points becomes {two(q.r_after)}."
measure_alt = lambda q: f"{q.n} points, the same by rank, and four measures: {', '.join(map(two, q.measures))}."
third_alt = lambda q: f"{len(q.third.x)} pairs, {q.p.removed:g}% taken away: r {two(q.r_raw)} becomes {two(q.r_moved)}."
trio_alt = lambda q: f"Z over the plane of X and Y, and an ellipse: {'possible' if q.possible else 'impossible'}."
table_alt = lambda q: f"Correlations of {len(q.inflation)} columns; the largest VIF is {number(q.inflation.max())}."


def numbers(q: Correlated) -> dict[str, Any]:
    """Named values for the text and the programs."""
    s, p, (u, v), (low, high) = q.split, q.pairs, q.offset, q.fisher
    found: dict[str, Any] = {"size": q.n, "size_after": q.n + 1, "offset_x": u, "offset_y": v, "rising": p.rising}
    found |= {"falling": p.falling, "pairs_count": q.n * (q.n - 1) // 2, "fisher_low": low, "fisher_high": high}
    found |= {"covariance": s.between + s.within, "within": s.within, "between": s.between, "least_yz": q.bounds[0]}
    found |= {"left_between": q.covariances[0], "most_yz": q.bounds[1], "third_name": spoken(q.third.names[2])}
    found |= {"worst_inflation": q.inflation[q.worst], "r_squared_worst": q.explained[q.worst]}
    return found | {"worst_name": spoken(q.columns[0][q.worst]), "determinant": (1 - q.p.r_xy**2) * (1 - q.r_squared)}


def listing(q: Correlated) -> Mapping[str, Any]:
    """The constants of the programs: the data themselves, those with a third variable as texts."""
    t, plain = q.third, lambda values: " ".join(repr(each).removesuffix(".0") for each in values.tolist())
    found: dict[str, Any] = {"x": q.x.tolist(), "y": q.y.tolist(), "newcomer": q.spot.tolist()}
    found |= {"u": plain(t.x), "v": plain(t.y), "third": plain(t.z), "grouped": q.grouped}
    return found | {name: float(q.p[name]) for name in ("removed", "r_xy", "r_xz", "r_yz")}

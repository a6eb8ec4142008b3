"""What the lesson says in numbers and words: readouts, laws, notices, alternative texts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import integrals_in_learning as learning
from mathcore.calculus import quadrature
from pages.calculus.integration.state import NAMES, PRIMES, RULES, SETS

if TYPE_CHECKING:
    from pages.calculus.integration.state import Integration

Found = list[Readout | Law]
INTEGRAL = "integral of f from a to b"
LETTERS = {"ends": ("L", "R", "T"), "middle": ("M", "T", "S"), "gauss": ("G", "S", "the mix")}
MIXES = {"ends": "(L + R)/2", "middle": "(2M + T)/3", "gauss": "(3G + 2S)/5"}


def pair(q: Integration) -> Found:
    found: Found = [Readout(INTEGRAL, q.exact, digits=9, role="data")]
    usable = np.isfinite(q.totals)
    if not q.found or not usable.any():
        return found
    errors, (first, second, mixed), order = q.totals - q.exact, NAMES[q.p.pair], q.pair.order
    for error, name, role in zip(errors, (first, second, mixed), ("model", "accent", "optimum"), strict=True):
        found.append(Readout(f"error of {name}", error if np.isfinite(error) else "no value", digits=5, role=role))
    if not usable.all():
        return found
    if abs(errors[0]) > 4 * q.floor:
        found.append(Readout(f"error of {second} ÷ error of {first}", errors[1] / errors[0], digits=5))
    one, other, _ = LETTERS[q.p.pair]
    t, weights = np.polynomial.legendre.leggauss(4)
    edges, t = q.panels.edges, 0.5 * (t + 1)
    roof = quadrature.roofs(q.p.function, q.pair, edges, t, q.p.tilt if order > 1 else 0.0)[0]
    under = float(np.diff(edges) @ roof @ weights / 2)
    if np.isfinite(under):
        note = "Its bend is orthogonal to every polynomial that the roof's degree can hold."
        found.append(
            law("bending the roofs leaves their area", f"area under the roofs = {one}", under, q.totals[0], note=note)
        )
    (low, high), width = q.extremes, abs(q.b - q.a)
    most = max(abs(low), abs(high))
    sign = low >= -1e-9 * most or high <= 1e-9 * most
    unless = "" if np.isfinite(most) and sign else f"{PRIMES[order]} may change its sign between a and b"
    off, half = abs(q.exact - 0.5 * (q.totals[0] + q.totals[1])), 0.5 * abs(q.totals[1] - q.totals[0])
    tiny = 1e-12 * (1 + q.table.size) + q.table.unsure(q.a, q.b)
    says = f"distance from ½({one} + {other}) ≤ ½|{other} − {one}|"
    found.append(law("the integral lies between the two", says, off, half, slack=tiny, unless=unless))
    if np.isfinite(most):
        bound = q.pair.unit * width ** (order + 1) / q.p.n**order * most
        power = {1: "h/2", 2: "h²/12", 4: "h⁴/2880"}[order]
        says = f"|error of {other}| ≤ (b − a) · {power} · max|{PRIMES[order]}|"
        note = "The maximum is proved by interval arithmetic."
        found.append(law("the error has a bound", says, abs(errors[1]), bound, slack=tiny, note=note))
    return found


def trouble(q: Integration) -> str:
    """What stands in the way of the integral, or between the reader and the ends asked for."""
    if not q.found:
        near = number(q.table.trouble(q.a, q.b), 3).replace("−0", "0") if q.table.bad.any() else "a"
        return f"No integral was found near x = {near}: f is not defined there, or grows too fast to have an area."
    if (q.p.a, q.p.b) != (q.a, q.b):
        return "An end lies outside the window, and is held at its edge: choose a wider window."
    if q.a == q.b:
        return "Both ends are at one place: the integral is 0, and so is every error."
    if q.table.unsure(q.a, q.b) > 1e-11 * (1 + q.table.size):
        return f"f wiggles or climbs so fast that its integral is known to {number(q.table.unsure(q.a, q.b), 2)} only."
    return ""


def pair_notice(q: Integration) -> str:
    if q.found and not np.isfinite(q.totals).all():
        name = NAMES[q.p.pair][int(np.isfinite(q.totals[0]))]
        return f"f has no value at a place where “{name}” looks, though its integral exists: that rule has no answer."
    if said := trouble(q):
        return said
    (low, high), scaled = q.bend_heights, q.panels.errors / q.panels.scale
    if (np.abs(q.panels.errors) > 8 * q.floor).any() and ((scaled < low) | (scaled > high)).any():
        return "A panel's error is cut off at the edge: f has a corner, a jump or a steep end there."
    return ""


def pair_alt(q: Integration) -> str:
    first, second, _ = NAMES[q.p.pair]
    one, two = (number(v) for v in (q.totals[:2] - q.exact))
    what = f"f = {q.p.function} from {number(q.a)} to {number(q.b)} in {q.p.n} panels"
    return f"{what}; the integral is {number(q.exact, 6)}. {first} is off by {one}, {second} by {two}."


def cost(value: float) -> str:
    return "more than 1025" if np.isinf(value) else number(value, 3 if value > 9999 else 6)


def orders(q: Integration) -> Found:
    rule, found = RULES[q.p.rule], [Readout(INTEGRAL, q.exact, digits=9, role="data")]
    if not q.found:
        return list(found)
    out: Found = [*found, Readout(f"error of {rule}, {q.count} evaluations", q.error, digits=4)]
    if np.isfinite(q.ratio) and q.ratio > 0:
        out.append(Readout("order: log₂ of error ÷ error with twice the panels", float(np.log2(q.ratio)), digits=4))
    if q.a != q.b:
        for name, text in RULES.items():
            if name != "newton" or q.p.rule == "newton":
                low = 64 if name == "gauss" else 25 if name == "newton" else 0
                value = f"more than {low}" if np.isinf(q.costs[name]) and low else cost(q.costs[name])
                out.append(Readout(f"evaluations that get below: {text}", value))
    w = q.nodes[1] / q.count
    out.append(law("the weights add up", "Σw ÷ (b − a) = 1", w.sum(), 1.0, slack=1e-14 * np.abs(w).sum() + 1e-12))
    if q.p.rule == "newton":
        out.append(Readout("Σ|w| ÷ (b − a): what it makes of rounding", np.abs(w).sum(), role="model"))
    if q.p.rule == "random":
        out.append(Readout("error to expect (root mean square)", q.deviation / np.sqrt(q.count), role="gradient"))
        return out
    degree = quadrature.exactness(q.p.rule, q.count)
    t = 2 * quadrature.nodes_of(q.p.rule, q.count)[0] - 1
    worst = np.abs(np.polynomial.legendre.legvander(t, degree)[:, 1:].T @ w).max(initial=0.0)
    name = f"exact for every polynomial up to degree {degree}"
    out.append(law(name, "largest error on Legendre’s = 0", worst, 0.0, slack=1e-13 * (1 + np.abs(w).sum())))
    return out


def orders_notice(q: Integration) -> str:
    if said := trouble(q):
        return said
    if not np.isfinite(q.error):
        return f"f has no value at a node of “{RULES[q.p.rule]}”, though its integral exists: no answer, no dot."
    if np.abs(q.nodes[1]).max() > 2.6:
        return (
            f"Weights are cut off: they go from {number(q.nodes[1].min(), 4)} to {number(q.nodes[1].max(), 4)} shares."
        )
    top = quadrature.TOP.get(q.p.rule, 1025)
    return f"{RULES[q.p.rule]} is shown up to {top} evaluations." if q.p.count > top else ""


def orders_alt(q: Integration) -> str:
    what = f"The error of six rules on {q.p.function} against the number of evaluations"
    return f"{what}. {RULES[q.p.rule]} with {q.count} is off by {number(q.error)}."


def area(q: Integration) -> Found:
    mean = q.strip / q.dx
    found: Found = [
        Readout("F(x), the area from a to x", q.so_far, digits=6, role="optimum"),
        Readout("f(x)", q.here if np.isfinite(q.here) else "no value", digits=6, role="data"),
        Readout("ΔF/Δx, the mean height of the strip", mean, digits=6, role="accent"),
    ]
    if not np.isfinite([q.here, mean, q.slope]).all():
        return found
    smooth = np.isfinite(q.steep)
    if smooth:
        says, note = "|ΔF/Δx − f(x)| ≤ ½ · Δx · max|f′|", "The maximum over the strip, proved by interval arithmetic."
        off = abs(mean - q.here)
        found.append(law("the strip is nearly a rectangle", says, off, 0.5 * q.dx * q.steep, tolerance=1e-9, note=note))
    unless = "" if smooth else "f may jump or be too steep in the strip"
    slack = 1e-6 * (1 + abs(q.here)) + (1e-6 * q.steep if smooth else 0.0)
    found.append(law("the slope of F is f", "slope of F at x = f(x)", q.slope, q.here, slack=slack, unless=unless))
    return found


def area_notice(q: Integration) -> str:
    if not np.isfinite(q.so_far):
        near = number(q.table.trouble(q.a, q.x), 3).replace("−0", "0")
        return f"No area from a to x was found: near x = {near} f is not defined, or grows too fast to have one."
    if q.p.x != q.x or q.p.a != q.a:
        return "a or x lies outside the window, and is held at its edge: choose a wider window."
    return ""


def area_alt(q: Integration) -> str:
    what = f"f = {q.p.function}, its area from {number(q.a)} to {number(q.x)}, which is {number(q.so_far)}"
    return f"{what}, and the curve of all such areas, whose slope there is {number(q.here)}."


def loses(q: Integration) -> str:
    """From which number of dimensions on the grid errs more than chance does on average."""
    worse = q.grid_errors[:, q.p.doublings] > q.integrand.random / np.sqrt(2.0**q.p.doublings)
    last = np.flatnonzero(~worse)
    first = int(last[-1]) + 2 if len(last) else 1
    return f"d = {first}" if first <= learning.MOST_DIMENSIONS else "none up to 10"


def dimension(q: Integration) -> Found:
    d, n = q.p.d, 2**q.p.doublings
    run, exact = abs(float(q.chances.run[q.at])), float(q.integrand.exact[d - 1])
    mean = float(q.integrand.values(learning.grid(d, q.p.doublings))[:, -1].mean())
    counts = learning.shares(d, q.p.doublings)
    even = str(counts[0]) if counts[0] == counts[-1] else f"{counts[-1]} or {counts[0]}"
    found: Found = [
        Readout("integral", exact, digits=6),
        Readout("places of the grid along each axis", even),
        Readout("grid: |error| ÷ integral", q.grid_error, role="model"),
        Readout("random: the same, root mean square", q.random_error, role="gradient"),
        Readout("Sobol: the same, over 8 scramblings", q.chances.sobol[q.at], role="optimum"),
        Readout("the grid loses to chance from", loses(q)),
    ]
    if q.integrand.factor is not None:
        product = [float(q.integrand.factor((np.arange(m) + 0.5) / m).mean()) for m in counts]
        says = f"mean over {n} points = product of {d} means"
        found.append(law("the grid of a product is a product", says, mean, np.prod(product)))
    says = "|error| ≤ 6 · deviation of f/√N"
    found.append(law("this run of random points", says, run, 6 * q.random_error + 1e-12))
    return found


def dimension_alt(q: Integration) -> str:
    what = f"{2**q.p.doublings} points in {q.p.d} dimensions, drawn: {SETS[q.p.points].lower()}"
    errors = f"grid {number(q.grid_error)}, random {number(q.random_error)}, Sobol {number(q.chances.sobol[q.at])}"
    return f"{what}. Errors as parts of the integral: {errors}."


def roc(q: Integration) -> Found:
    (false, true), (low, middle, high), (wins, ties) = q.rates, q.roc.areas, learning.duels(*q.scores)
    found: Found = [
        Readout("of the ill called ill", true, role="model"),
        Readout("of the well called ill", false, role="data"),
        Readout("thresholds that differ", float(len(q.roc.levels))),
        law("left ends: strict wins", "lower staircase = P(ill > well)", low, wins),
        law("trapezoids: ties count half (AUC)", "trapezoids = P(ill > well) + ½ P(tie)", middle, wins + 0.5 * ties),
        law("right ends: ties count as wins", "upper staircase = P(ill > well or a tie)", high, wins + ties),
    ]
    return found


def roc_notice(q: Integration) -> str:
    return "All scores are rounded to one value: nothing is told apart." if len(q.roc.levels) == 1 else ""


def roc_alt(q: Integration) -> str:
    false, true = (number(v, 3) for v in q.rates)
    return f"The ROC curve of {q.p.feature}: area {number(q.auc)}. At this threshold {true} of the ill and {false} of the well."


def numbers(q: Integration) -> dict[str, Any]:
    """For the text and the programs; what the programs print hangs on the function, its ends and n alone."""
    n, f, order = q.p.n, q.formula, q.pair.order
    middle = quadrature.panels(q.table, quadrature.PAIRS["middle"], q.a, q.b, n).totals
    found = {"integral": q.exact, "midpoint": middle[0], "trapezoid": middle[1], "simpson": middle[2]}
    found |= {"gauss": quadrature.estimate(f, q.a, q.b, "gauss", n), "f": f.latex, "h": (q.b - q.a) / n}
    found |= {f"{name}_error": found[name] - q.exact for name in ("midpoint", "trapezoid", "simpson", "gauss")}
    mean = q.integrand.values(learning.grid(q.p.d, q.p.doublings))[:, -1].mean()
    found |= {"grid_mean": mean, "cube": q.integrand.exact[q.p.d - 1], "size": 2**q.p.doublings}
    found |= {"prime": ("f", "f'", "f''", "", "f''''")[order], "sobol_error": q.chances.sobol[q.at]}
    false, true = q.rates
    return found | {
        "false_share": false,
        "true_share": true,
        "rule_name": RULES[q.p.rule],
        "mean_height": q.strip / q.dx,
    }

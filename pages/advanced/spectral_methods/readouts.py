"""What the views say in numbers, in a notice and in words."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number, settled
from mathcore.advanced import spectral_graphs as graphs
from pages.advanced.spectral_methods.panels import many, sub
from pages.advanced.spectral_methods.state import HALF, Cuts

Said = list[Readout | Law]
told = lambda value: number(settled(value))  # what rounding leaves of a zero is 0


def cut(q: Cuts) -> Said:
    bound = lambda *sides: law(*sides, tolerance=1e-6, unless="L is not normalised" * q.plain, scale=1)
    by_vector, top = graphs.rayleigh_of_cut(q.w, q.before), np.sqrt(2 * q.lambda_2)
    return [
        Readout("λ₂", q.lambda_2, role="optimum", scale=1),
        Readout(f"least conductance, at {q.best}", q.conductance_best, role="optimum", scale=1),
        Readout(f"conductance of your cut, at {q.p.size}", q.conductance, role="accent", scale=1),
        law("your cut as a vector", "f ᵀL f / f ᵀD f = Ncut", by_vector, q.ncut, scale=1),
        bound("no cut is below the relaxed one", "λ₂ ≤ Ncut", q.lambda_2, q.ncut),
        bound("Cheeger, below", "λ₂/2 ≤ φ", q.lambda_2 / 2, q.conductance_best),
        bound("Cheeger, above", "φ ≤ √(2λ₂)", q.conductance_best, top),
    ]


def cut_notice(q: Cuts) -> str:
    if not q.sure and q.lambda_2 < 1e-9:
        return "The graph is in three pieces or more, to rounding: many cuts sever nothing, and one of them is shown."
    if not q.sure:
        return "λ₂ and λ₃ agree to ten digits: the Fiedler vector is one of many."
    return "λ₂ is below what the right panel shows: the two parts hardly touch." if q.lambda_2 < 5e-9 else ""


def cut_alt(q: Cuts) -> str:
    at = f"44 points, their graph at scale {q.p.sigma:g}, and a cut after {q.p.size} of them in the Fiedler order"
    return f"{at}: its conductance is {told(q.conductance)}, the least {told(q.conductance_best)} at {q.best}."


def scales(q: Cuts) -> Said:
    parts, joined = int(graphs.components(q.w).max()) + 1, int((q.w.sum(axis=1) > 0).sum())
    return [
        Readout("right, by the best cut of the sweep", f"{q.right} of {2 * HALF}", role="optimum"),
        Readout("right, by k-means of the coordinates", f"{q.right_means} of {2 * HALF}"),
        Readout("λ₂", q.values[1], role="gradient", scale=1),
        Readout("gap λ₃ − λ₂", q.values[2] - q.values[1], scale=1),
        law("whatever the scale", "λ₁ + … + λₙ = nodes with edges", q.values.sum(), joined),
        law("each part makes a zero", "parts ≤ eigenvalues below 10⁻⁹", parts, graphs.zero_values(q.values)),
    ]


def scales_notice(q: Cuts) -> str:
    return "" if q.settled else "Three pieces or more, to rounding, or λ₂ = λ₃: the cut that is shown is one of many."


def scales_alt(q: Cuts) -> str:
    at = f"Eigenvalues of the graph over its scale; at {q.p.sigma:g} the cut has {q.right} of 44 points right"
    return f"{at}, k-means {q.right_means}; λ₂ is {told(q.values[1])}, λ₃ {told(q.values[2])}."


def roach(q: Cuts) -> Said:
    found, best, least = q.by_fiedler.cut, q.by_count.cut, min(q.lambda_odd, q.lambda_even)
    return [
        Readout("edges cut by Fiedler’s halves", found, role="accent"),
        Readout("edges cut by the best halves", best, role="optimum"),
        Readout("mode opposite on both rails", q.lambda_odd, role="accent"),
        Readout("mode alike on both: 2 − 2 cos(π/length)", q.lambda_even, role="data"),
        law("λ₂ is the lower of the two", "λ₂ = the lower mode", q.roach[0][1], least),
        law("no half does better than the best", "best ≤ Fiedler’s", best, found),
        law("a bound on all halves", "λ₂ n/4 ≤ best", q.roach[0][1] * q.length / 2, best),
    ]


def roach_alt(q: Cuts) -> str:
    at = f"A roach with {many(q.p.rungs, 'rung')} and antennae of length {q.p.antenna}"
    return f"{at}: the halves by the Fiedler vector cut {q.by_fiedler.cut} edges, the best halves {q.by_count.cut}."


def net(q: Cuts) -> Said:
    n, pairs = len(q.net), np.argwhere(np.triu(q.net) > 0)
    around, trees = q.resistances[pairs[:, 0], pairs[:, 1]].sum(), float(np.prod(q.modes.values[1:]) / n)
    said: Said = [
        Readout(f"λ{sub(q.mode_at)}", q.lambda_k, role="accent"),
        Readout("connected sets of one sign", q.domains),
        law("zeros count the parts", "zero eigenvalues = parts", q.zeros, q.parts),
        law("Courant’s nodal domains", "sets ≤ k, or its last equal", q.domains, q.alike[-1]),
        law("Foster: resistances of all edges", "Σ R = n − parts", around, n - q.parts),
        law("Kirchhoff: spanning trees", "λ₂ ⋯ λₙ / n = det L₋ₙ", trees, graphs.spanning_trees(q.net), tolerance=1e-6),
    ]
    if q.karate:
        side, stayed = q.modes.vectors[:, 1] > 0, np.isin(np.arange(1, 35), graphs.WITH_INSTRUCTOR)
        wrong = np.flatnonzero(side != (stayed if (side == stayed).sum() > 17 else ~stayed)) + 1
        said.append(Readout("by the sign of mode 2 on the wrong side", ", ".join(map(str, wrong)), role="accent"))
    return said


def net_notice(q: Cuts) -> str:
    if q.p.mode > len(q.net):
        return f"This graph has {len(q.net)} modes: the last one is shown."
    return f"λ{sub(q.mode_at)} is there {len(q.alike)} times: its mode is one of many." if len(q.alike) > 1 else ""


def net_alt(q: Cuts) -> str:
    what = "Zachary’s karate club" if q.karate else "A graph of ten nodes"
    at = f"{what} in {many(q.parts, 'part')}, coloured by mode {q.mode_at}, and its eigenvalues"
    return f"{at}: λ₂ is {number(q.modes.values[1])}; this mode has {many(q.domains, 'connected set')} of one sign."


def spread(q: Cuts) -> Said:
    now, size, alpha = q.spread.errors[q.p.tick], q.spread.errors[0], float(q.p.alpha)
    return [
        Readout("right now, without a label", f"{100 * q.share:.1f}%", role="data"),
        Readout("right in the limit F*", f"{100 * q.share_limit:.1f}%", role="optimum"),
        Readout("right by the nearest label", f"{100 * q.share_nearest:.1f}%"),
        Readout("still without any class", int((q.spread.classes[q.p.tick] < 0).sum())),
        law("each round shrinks what is missing", "‖F − F*‖ ≤ αᵗ ‖F*‖", now, size * alpha**q.p.tick, scale=size),
        law("spreading keeps the mass", "Σ √d F* = Σ √d Y", *q.spread.mass),
    ]


def spread_alt(q: Cuts) -> str:
    at = f"1797 digits by two vectors of their graph; ten have labels, and after {many(q.p.tick, 'round')}"
    return f"{at} {100 * q.share:.1f} percent of the others are right; in the limit {100 * q.share_limit:.1f}."

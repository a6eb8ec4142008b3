"""What the lesson says in numbers and words."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law, up_to
from explorer.text import number, settled
from mathcore.calculus import conditional_expectation as ce
from mathcore.calculus import measures as ms
from mathcore.calculus import modes_of_convergence as mc
from mathcore.common.expressions import parse
from pages.calculus.measure_theory.state import Measure

Found = list[Readout | Law]
POWERS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
WORDS = {"surely": "almost surely", "probability": "in probability", "l1": "in L¹ (in mean)", "l2": "in L²"}
EMPTY = "A is empty, an event of probability 0 that every σ-algebra has: drag its corners apart."
CUT = "f goes beyond ±20 and is cut off there: what is integrated is the bounded part."
HOLES, LIMITED = "Where f is not defined it counts as 0.", "Of ℚ denominators up to 24 are drawn; the sums take all."
DRAWN = {"fat": "Six stages of the set are drawn; the sums take all.", "dirichlet": LIMITED, "thomae": LIMITED}
FORMULAS = {"dirichlet": r"1_{\mathbb Q}", "thomae": r"\text{Thomae's function}", "fat": r"1_{\text{fat Cantor set}}"}
PARTS, SUMMED = ("atom", "density", "Cantor law"), up_to(3.0**-8, "the error of the sum")
RESTLESS = "Xₙ(ω) has a limit at no ω"  # why the theorem of dominated convergence is silent
EXCUSES = {"typewriter": RESTLESS, "escape": "no integrable function dominates them", "flip": RESTLESS}


def seen(q: Measure) -> Found:
    a, cut = q.event, "" if q.event.measurable else "A cuts a cell, so it is no event of F"
    variance, k = float(ce.photograph().var()), q.cells.count
    return [
        Readout("cells of F, and its events", f"{k:,} and 2{str(k).translate(POWERS)}"),
        Readout("variance explained", 100 * q.explained, "%", role="model"),
        Readout("is A an event of F?", "no: it cuts a cell" if cut else "yes", role="accent"),
        law("variance splits", "Var X = Var E[X|F] + E Var(X|F)", variance, q.cells.between + q.within),
        law("the same integral over A", "∫ X dP = ∫ E[X|F] dP", a.of_x, a.of_mean, unless=cut),
        law("the largest event of F within A", "P(inner) ≤ P(A)", a.inner, a.probability),
        law("the smallest event of F around A", "P(A) ≤ P(outer)", a.probability, a.outer),
        law("tower: G the next coarser", "max |E[E[X|F]|G] − E[X|G]| = 0", q.tower, 0.0, tolerance=1e-8),
    ]


def tree(q: Measure) -> Found:
    y, k, size, best = q.tree.target, q.p.leaves, np.diff(q.borders)[q.leaf], int(np.argmax(q.unseen))
    left, rival = q.tree.left(k), q.tree.left(k, np.median)
    off = np.abs(np.add.reduceat(y - q.guess, q.borders[:-1])).max()
    return [
        Readout("y(ω), of this patient", y[q.p.patient], role="accent"),
        Readout("E[y|F](ω), the mean of the leaf", q.guess[q.p.patient], role="model"),
        Readout("patients in the leaf", f"{size} of {len(y)}"),
        Readout("R² on new patients", q.unseen[k - 1], role="gradient"),
        Readout("most on new patients", f"{number(q.unseen[best], 3)}, with {best + 1} leaves", role="optimum"),
        law("R² of the tree", "1 − E(y − E[y|F])²/Var y = share of Var y", 1 - left / y.var(), q.explained_by_leaves),
        law("nearer than the medians of the leaves", "E(y − E[y|F])² ≤ E(y − median)²", left, rival),
        law("in each leaf the errors cancel", "max |sum of y − E[y|F]| = 0", off, 0.0, tolerance=1e-8),
    ]


def slabs(q: Measure) -> Found:
    (low, high), (under, over), g = q.riemann, q.lebesgue, q.graph
    wild, lengths = "" if g.monotone else "f goes up and down", "area under the lengths, from the foot up"
    return [
        Readout("integral of f (Lebesgue)", g.integral, digits=g.digits, scale=g.scale),
        Readout("Riemann: lower and upper sum", f"{number(low, 5)} and {number(high, 5)}", role="gradient"),
        Readout("Lebesgue: lower and upper sum", f"{number(under, 5)} and {number(over, 5)}", role="model"),
        Readout("length μ{f > t}", q.above_t, role="accent"),
        law(lengths, "∫ f = foot + ∫ μ{f > t} dt", g.integral, q.layers, digits=g.digits, scale=g.scale),
        law("slabs miss at most one slab", "upper − lower ≤ height of a slab", over - under, q.slab),
        law("and columns?", "upper − lower ≤ height of a slab", high - low, q.slab, unless=wild),
    ]


def laws(q: Measure) -> Found:
    w, singular = q.law, "" if q.law.density == 1 else "F has a part without a density"
    off = abs(float(q.draws.mean()) - w.mean)
    return [
        Readout("F(x)", q.cdf, digits=8, role="optimum"),
        Readout("mass of the cell of x", q.cell_mass, role="optimum"),
        Readout("of it atom, density, Cantor", ", ".join(number(part, 3) for part in q.masses)),
        Readout("length that holds the whole Cantor part", (2 / 3) ** q.p.level, role="data"),
        Readout("draws that are exactly the atom", f"{int((q.draws == w.place).sum())} of 300", role="accent"),
        law("F regained from F′", "∫ F′ dx = F(1) − F(0−)", w.density * float(ms.bump(1.0)), 1.0, unless=singular),
        law("the mean is the area above F", "E X = 1 − ∫ F dx", w.mean, 1 - q.area, **SUMMED),
        law("Hoeffding (fails once in 10⁹ seeds)", "|mean of the draws − E X| ≤ 0.19", off, 0.19),
    ]


def modes(q: Measure) -> Found:
    s, excuse, far = q.sizes, EXCUSES.get(q.p.sequence, ""), mc.sizes(q.p.sequence, mc.FAR, q.p.eps).mean
    ticks: Found = [Readout(f"to 0 {WORDS[mode]}", "yes" if tick else "no") for mode, tick in q.modes.items()]
    says = "It grows without bound: nothing" if q.p.sequence == "escape" else "It stays bounded as n grows: something"
    most = Readout("E max(X₁, …, Xₙ)", q.envelope_mean, role="null", note=f"{says} integrable dominates.")
    return [
        *ticks,
        most,
        law("limit and mean change places", "E Xₙ at 2⁵² = 0", far, 0.0, tolerance=1e-6, unless=excuse),
        law("Markov", "ε · P(Xₙ > ε) ≤ E Xₙ", q.p.eps * s.often, s.mean),
        law("L² is stronger than L¹", "E Xₙ ≤ √E Xₙ²", s.mean, s.root),
        law("now is no likelier than ever again", "P(Xₙ > ε) ≤ P(ever again > ε)", s.often, s.ever),
        law("Fatou, from n to 31", "E min Xₘ ≤ min E Xₘ", *q.fatou),
    ]


seen_notice = lambda q: EMPTY if q.event.probability == 0 else ""
slabs_notice = lambda q: DRAWN.get(q.graph.kind, " ".join([CUT] * q.graph.cut_off + [HOLES] * q.graph.holes))
percent = lambda share: f"{number(100 * share, 3)}%"
told = lambda q: f"{'block' if q.p.known == 'blocks' else 'brightness class'}, one of {q.cells.count}"
ticks = lambda q: ", ".join(f"{'' if tick else 'not '}{WORDS[mode]}" for mode, tick in q.modes.items())
parts = lambda q: ", ".join(f"{percent(w)} {name}" for w, name in zip(q.p.shares[0], PARTS, strict=True))
seen_alt = lambda q: f"A photograph, and its means given of a pixel its {told(q)}: {percent(q.explained)} explained."
leaves = lambda q: "1 leaf" if q.p.leaves == 1 else f"{q.p.leaves} leaves"
tree_alt = lambda q: f"442 patients in {leaves(q)}, whose means explain {percent(q.explained_by_leaves)}."
whole = lambda g: number(settled(g.integral, g.scale), g.digits)
slabs_alt = lambda q: f"f in {q.pieces} columns, and in as many slabs; its integral is {whole(q.graph)}."
laws_alt = lambda q: f"Distribution function of a law ({parts(q)}); F at {number(q.p.x)} is {number(q.cdf)}."
modes_alt = lambda q: f"The sequence {q.p.sequence} at n = {q.p.step}; it goes to 0 {ticks(q)}."


def numbers(q: Measure) -> dict[str, Any]:
    """Named values for the text and the programs."""
    y, s, a = q.tree.target, q.sizes, q.event
    w = dict(zip(("w_atom", "w_density", "w_cantor"), q.p.shares[0], strict=True))
    formula = FORMULAS[q.p.kind] if q.p.kind in FORMULAS else parse(q.p.text, ("x",)).latex
    layers = (y[:, None] > np.arange(y.max() + 1)).mean(axis=0).sum()
    seen = {"cell_count": q.cells.count, "explained_percent": 100 * q.explained, "variance_x": ce.photograph().var()}
    event = {"p_a": a.probability, "p_inner": a.inner, "p_outer": a.outer, "of_x": a.of_x, "of_mean": a.of_mean}
    sums = dict(zip(("low_sum", "high_sum", "low_slabs", "high_slabs"), (*q.riemann, *q.lebesgue), strict=True))
    own = {"own_percent": 100 * q.explained_by_leaves, "new_percent": 100 * q.unseen[q.p.leaves - 1]}
    tree = {"target_mean": y.mean(), "target_variance": y.var(), "layer_cake": layers, **own}
    law_ = {"law_mean": q.law.mean, "law_variance": q.law.variance, "cell_width": 3.0**-q.p.level, **w}
    size = {"p_far": s.often, "p_ever": s.ever, "mean_n": s.mean, "root_n": s.root}
    area = {"formula": formula, "integral": float(f"{settled(q.graph.integral, q.graph.scale):.{q.graph.digits}g}")}
    return seen | event | sums | area | tree | law_ | size


def listing(q: Measure) -> dict[str, Any]:
    """The constants of the programs."""
    cells = np.repeat(np.arange(q.p.leaves), np.diff(q.borders))
    p = {name: q.p[name] for name in ("known", "level", "leaves", "place", "x", "sequence", "step", "eps")}
    return p | {"shares": q.p.shares[0], "targets": q.tree.target.astype(int).tolist(), "cells": cells.tolist()}

"""What stands beside each figure: numbers, laws, notices, alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm
from pages.advanced.manifold_learning.state import EDGE, Manifold

Said = list[Readout | Law]
CLOUDS = {"noise": "Noise, one group", "sizes": "Two sizes, 1 and 5", "gaps": "Two gaps, 20 and 100"}


def path_readouts(q: Manifold) -> Said:
    found: Said = [
        Readout("straight through space", q.chord_length, role="null"),
        Readout("along the sheet: the truth", q.sheet_length, role="optimum"),
    ]
    if not len(q.way.nodes):
        return [*found, Readout("along the graph", "there is no path", role="model")]
    cuts = law(
        *("the graph does not cut through", "0.7 · sheet ≤ graph", mf.SHORT * q.sheet_length, q.graph_length),
        unless=q.excuse,
    )
    return [
        *found,
        Readout("along the graph", q.graph_length, role="model", note=f"{len(q.way.nodes) - 1} hops"),
        law("no way is shorter than straight through space", "space ≤ graph", q.chord_length, q.graph_length),
        law("its hops, measured on the sheet, are a detour", "sheet ≤ sum of hops", q.sheet_length, q.hops),
        cuts,
    ]


def pieces(q: Manifold) -> str:
    many = q.isomap.pieces
    lost = int((~q.isomap.inside).sum())
    return f"The graph falls into {many} pieces; {lost} points are not in the largest." if many > 1 else ""


def path_notice(q: Manifold) -> str:
    if q.a == q.b:
        return "A and B are the same point of the sample."
    return (
        ""
        if len(q.way.nodes)
        else "A and B lie in different pieces of the graph: there is no path. Take more neighbours."
    )


def path_alt(q: Manifold) -> str:
    return (
        f"A Swiss roll of {q.p.n} points and its sheet. From A to B it is {number(q.chord_length, 3)} "
        f"through space, {number(q.sheet_length, 3)} along the sheet and {number(q.graph_length, 3)} along the graph."
    )


def guilty_readouts(q: Manifold) -> Said:
    whole = law(
        *("edges that stay on their turn spoil nothing", "pairs cut short (%) = 0", q.short_percent, 0.0),
        unless=q.excuse,
    )
    return [
        Readout("edges to another turn", f"{q.guilty_count} of {q.edge_count:,}", role="gradient"),
        Readout("pairs short-circuited, under 70% of the truth", q.short_percent, "%", 3, "gradient"),
        Readout("correlation of graph distance with the truth", q.correlation),
        Readout("residual variance of the map (needs no truth)", q.residual),
        law("the worst of all pairs is an edge", "worst pair = worst edge", q.worst_pair, q.worst_edge),
        whole,
        law(
            *("true distances give the sheet back", "largest error = 0"),
            *(mf.unrolled_error(int(q.p.n), q.p.seed), 0.0),
            slack=1e-9,
            note="Classical scaling of the distances on the sheet, all pairs.",
        ),
    ]


def guilty_alt(q: Manifold) -> str:
    return (
        f"The roll from its end with {q.guilty_count} edges to another turn; graph distance over distance on the sheet "
        f"for pairs of points, {number(q.short_percent, 3)}% of them short-circuited; and Isomap's map of the points."
    )


def digits_readouts(q: Manifold) -> Said:
    maps = [q.digits.maps[name] for name in nm.METHODS]
    three = lambda scores: ", ".join(f"{score:.3f}" for score in scores)
    return [
        Readout("trustworthiness: PCA, Isomap, t-SNE", three([m.trust for m in maps])),
        Readout("vote of 5 nearest right: PCA, Isomap, t-SNE", three([m.vote for m in maps])),
        Readout("rank correlation of distances: PCA, Isomap, t-SNE", three([m.order for m in maps])),
        Readout("this digit", str(q.digits.labels[q.p.digit])),
        law("PCA is a projection: no distance grows", "largest factor ≤ 1", q.digits.growth, 1.0),
        law(
            *("its squared distances are its share of variance", "Σ after / Σ before = (λ₁ + λ₂) / Σ λ"),
            *(q.digits.squares, q.digits.variance),
        ),
    ]


def digits_alt(q: Manifold) -> str:
    kept = ", ".join(f"{name} {q.kept_of_digit[name]}" for name in nm.METHODS)
    return f"600 digits in three maps, with lines from digit {q.p.digit} to its ten nearest. Of these are kept: {kept}."


def tsne_readouts(q: Manifold) -> Said:
    name, before, after = q.compared
    run = q.embedding
    logs = np.log(np.where(run.own > 0, run.own, 1.0))
    rows = np.exp(-(run.own * logs).sum(axis=1))
    worst = float(rows[np.argmax(np.abs(rows - q.asked))])
    groups: Said = [Readout(name, f"{number(before, 3)} in the data, {number(after, 3)} in the map", role="accent")]
    return [
        Readout("KL divergence of the map", q.divergence, "nats", role="model"),
        Readout("trustworthiness of 10 neighbours", q.tsne_trust, digits=3),
        *(groups if name else []),
        law("every row has the perplexity that was asked", "e^H = perplexity", worst, q.asked, tolerance=1e-6),
        law(
            *("two ways to the divergence", "KL = cross entropy − entropy", q.divergence),
            nm.cross_entropy(run.joint, q.tsne_map) - nm.entropy(run.joint),
        ),
        law("no map has less (Gibbs)", "KL ≥ 0", q.divergence, 0.0),
    ]


def tsne_notice(q: Manifold) -> str:
    out = int((np.abs(q.tsne_map / q.size) > EDGE).any(axis=1).sum())
    return f"Points that wait at the edge, because they lie beyond it: {out}." if out else ""


def tsne_alt(q: Manifold) -> str:
    return (
        f"A t-SNE map of {CLOUDS[q.p.cloud].lower()} at perplexity {q.asked} after {nm.EVERY * q.p.tick} iterations, "
        f"distances before and after, and the divergence over perplexity, now {number(q.divergence, 3)} nats."
    )

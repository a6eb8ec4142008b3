"""What the figures show and what is said beside them: a roll and its graph, three maps of digits, a run of t-SNE."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from explorer.lesson import Law, Readout, State, kept, law
from explorer.text import number
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm

Said = list[Readout | Law]
EDGE, TOP = 1.12, 1.8  # of the axes of a map that is drawn to one size; the highest divergence that is drawn
LONGEST, WIDEST = 112.0, 62.0  # of the axes of graph distances and of Isomap's map
CLOUDS = {"noise": "Noise, one group", "sizes": "Two sizes, 1 and 5", "gaps": "Two gaps, 20 and 100"}
COMPARED = {"sizes": "second group, times as wide as the first", "gaps": "far gap, times as wide as the near one"}


class Manifold(State):
    """Named quantities; lengths are in units of the roll, whose turns are 2π apart along a ray."""

    roll = kept("n", "noise", "seed")(lambda q: mf.swiss_roll(int(q.p.n), float(q.p.noise), q.p.seed))
    isomap = kept("n", "noise", "seed", "k")(lambda q: mf.isomap(q.roll, q.p.k))
    embedding = kept("cloud", "run", "perplexity")(lambda q: nm.tsne_run(q.p.cloud, q.p.run, int(q.p.perplexity)))

    @kept("n", "noise", "seed", "k", "all_pairs")
    def walked(self) -> mf.Isomap:
        """What the figure shows: walks from every point, or from landmarks."""
        return self.isomap if self.p.all_pairs else mf.isomap(self.roll, self.p.k, everywhere=False)

    # The points of the sample that are nearest, on the sheet, to where the reader put A and B.
    a = cached_property(lambda q: q.roll.nearest(q.p.first))
    b = cached_property(lambda q: q.roll.nearest(q.p.last))
    way = cached_property(lambda q: mf.way(q.roll, q.p.k, q.a, q.b))
    chord_length = cached_property(lambda q: float(np.linalg.norm(q.roll.space[q.a] - q.roll.space[q.b])))
    graph_length = cached_property(lambda q: q.way.length)
    sheet_length = cached_property(lambda q: float(np.hypot(*(q.roll.sheet[q.a] - q.roll.sheet[q.b]))))
    edge_count = cached_property(lambda q: int((q.roll.rank <= q.p.k).sum()))
    guilty = cached_property(lambda q: q.roll.guilty(q.p.k))  # of all edges
    guilty_count = cached_property(lambda q: int(q.guilty.sum()))
    worst_edge = cached_property(lambda q: q.roll.worst_edge(q.p.k))
    worst_pair = cached_property(lambda q: q.isomap.worst)
    short_percent = cached_property(lambda q: 100 * q.isomap.short)
    digits = cached_property(lambda q: nm.mapped_digits())
    keeps = cached_property(lambda q: {m: int(q.digits.maps[m].kept[q.p.digit]) for m in nm.METHODS})
    asked = cached_property(lambda q: int(q.p.perplexity))
    tsne_map = cached_property(lambda q: q.embedding.maps[q.p.tick])
    divergence = cached_property(lambda q: q.embedding.divergence(q.p.tick))
    size = cached_property(lambda q: q.embedding.size(q.p.tick))
    ratio = cached_property(lambda q: nm.compared(q.p.cloud, q.tsne_map, q.embedding.groups))
    # What is not so where the graph may cut through the roll.
    leap = cached_property(lambda q: "an edge leads to another turn" if q.guilty_count else "")
    excuse = cached_property(lambda q: "noise moves points off the sheet" if float(q.p.noise) else q.leap)


def path_readouts(q: Manifold) -> Said:
    cut = mf.SHORT * q.sheet_length
    walked = q.graph_length if len(q.way.nodes) else "there is no path"
    found: Said = [
        Readout("straight through space", q.chord_length, role="null"),
        Readout("along the sheet: the truth", q.sheet_length, role="optimum"),
        Readout("along the graph", walked, role="model"),
    ]
    laws = [
        law("no way is shorter than straight through space", "space ≤ graph", q.chord_length, q.graph_length),
        law("its hops, measured on the sheet, are a detour", "sheet ≤ sum of hops", q.sheet_length, q.way.on_sheet),
        law("the graph does not cut through", "0.7 · sheet ≤ graph", cut, q.graph_length, unless=q.excuse),
    ]
    return found + (laws if len(q.way.nodes) else [])


def path_notice(q: Manifold) -> str:
    same = "A and B are the same point of the sample." if q.a == q.b else ""
    return same or ("" if len(q.way.nodes) else "A and B lie in two pieces of the graph. Take more neighbours.")


def path_alt(q: Manifold) -> str:
    ways = f"{number(q.chord_length, 3)} through space, {number(q.sheet_length, 3)} along the sheet"
    walked = f"{number(q.graph_length, 3)} along the graph" if len(q.way.nodes) else "there is no path in the graph"
    return f"A Swiss roll of {q.p.n} points and its sheet. From A to B it is {ways}, and {walked}."


def guilty_readouts(q: Manifold) -> Said:
    clean, short = "edges that stay on their turn spoil nothing", 100 * q.walked.short
    some = "" if q.p.all_pairs else "only pairs with a landmark are walked"
    error = mf.unrolled_error(int(q.p.n), q.p.seed, q.p.all_pairs)
    return [
        Readout("edges to another turn", f"{q.guilty_count} of {q.edge_count:,}", role="gradient"),
        Readout("pairs short-circuited: under 70% of the truth", short, "%", 3, "gradient"),
        Readout("correlation of graph distance with the truth", q.walked.correlation),
        Readout("residual variance of the map (needs no truth)", q.walked.residual, digits=3),
        law("the worst of all pairs is an edge", "worst pair = worst edge", q.walked.worst, q.worst_edge, unless=some),
        law(clean, "pairs short-circuited (%) = 0", short, 0.0, unless=q.excuse),
        law("true distances give the sheet back", "largest error = 0", error, 0.0, slack=1e-9),
    ]


def guilty_notice(q: Manifold) -> str:
    found, lost = q.walked, int((~q.walked.inside).sum())
    out = int((np.abs(found.map) > WIDEST).any(axis=1).sum())
    far = int((np.isfinite(found.graph) & (found.graph > LONGEST)).sum())
    apart = f"The graph falls into {found.pieces} pieces; {lost} points are not in the largest. " if lost else ""
    drawn = f"Drawn at the edge, though they lie beyond it: {far} pairs, {out} points of the map."
    return f"{apart}{drawn if out or far else ''}".strip()


def guilty_alt(q: Manifold) -> str:
    says = f"The roll from its end, edges to another turn: {q.guilty_count}. Graph distances over true ones, "
    return f"{says}{number(100 * q.walked.short, 3)}% of them short-circuited; and Isomap’s map."


def digits_readouts(q: Manifold) -> Said:
    scores = [(m.trust, m.vote, m.order) for m in (q.digits.maps[name] for name in nm.METHODS)]
    trust, vote, order = (", ".join(f"{each:.3f}" for each in three) for three in zip(*scores, strict=True))
    share = "its squared distances are its share of variance"
    return [
        Readout("trustworthiness: PCA, Isomap, t-SNE", trust),
        Readout("vote of 5 nearest right: PCA, Isomap, t-SNE", vote),
        Readout("rank correlation of distances: PCA, Isomap, t-SNE", order),
        Readout("this digit is a", str(q.digits.labels[q.p.digit])),
        law("PCA is a projection: no distance grows", "largest factor ≤ 1", q.digits.growth, 1.0),
        law(share, "Σ after / Σ before = (λ₁ + λ₂) / Σ λ", q.digits.squares, q.digits.variance),
    ]


def digits_alt(q: Manifold) -> str:
    names = ("PCA", "Isomap", "t-SNE")
    keeps = ", ".join(f"{says} {q.keeps[name]}" for says, name in zip(names, nm.METHODS, strict=True))
    return f"600 digits in three maps, with lines from digit {q.p.digit} to its ten nearest. Kept are: {keeps}."


def tsne_readouts(q: Manifold) -> Said:
    run, name = q.embedding, COMPARED.get(q.p.cloud, "")
    row = float(run.perplexities[np.argmax(np.abs(run.perplexities - q.asked))])
    apart = nm.cross_entropy(run.joint, q.tsne_map) - nm.entropy(run.joint)
    before = number(nm.compared(q.p.cloud, run.points, run.groups), 3)
    groups: Said = [Readout(name, f"{before} in the data, {number(q.ratio, 3)} in the map", role="accent")]
    return [
        Readout("KL divergence of the map", q.divergence, "nats", role="model"),
        Readout("trustworthiness", run.trust(q.p.tick), digits=3),
        *(groups if name else []),
        law("every row has the perplexity that was asked", "e^H = perplexity", row, q.asked, tolerance=1e-6),
        law("two ways to the divergence", "KL = cross entropy − entropy", q.divergence, apart),
        law("no map has less (Gibbs)", "KL ≥ 0", q.divergence, 0.0),
    ]


def tsne_notice(q: Manifold) -> str:
    out = int((np.abs(q.tsne_map / q.size) > EDGE).any(axis=1).sum())
    above = "The divergence is beyond its axis: its dot waits at the edge." if q.divergence > TOP else ""
    return f"Points that wait at the edge, as do their distances: {out}. {above}".strip() if out else above


def tsne_alt(q: Manifold) -> str:
    says = f"A t-SNE map of {CLOUDS[q.p.cloud].lower()}, perplexity {q.asked}, {nm.EVERY * q.p.tick} iterations;"
    return f"{says} distances before and after; the divergence over perplexity, now {number(q.divergence, 3)} nats."

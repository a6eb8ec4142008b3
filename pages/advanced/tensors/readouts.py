"""What the views of the lesson on tensors say in numbers and in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors.state import COUNT, Tensors

W = tensors.Small(tensors.border_target())


def einsum_readouts(q: Tensors) -> list[Readout | Law]:
    c, s, many = q.found, q.step, len(q.found.piles)
    sizes = ", ".join(f"{letter} {c.size[letter]}" for letter in c.letters)
    summed = f"over {', '.join(c.summed)}: {many} piles" if c.summed else "nothing: one pile"
    at = ", ".join(f"{letter} = {value}" for letter, value in s.picked.items())
    return [
        Readout("in full", c.subscripts),
        Readout("lengths of the axes", sizes),
        Readout("summed", summed, role="accent"),
        Readout("products that are added in all", c.products, digits=6),
        Readout(f"the entry {at}".strip(), q.step.written, role="model"),
        law("this entry so far", "by loops = numpy.einsum, masked", s.value, s.masked.ravel()[s.chosen]),
        law("all entries so far", "|by loops| = |numpy.einsum|", np.linalg.norm(s.so_far), np.linalg.norm(s.masked)),
    ]


def einsum_alt(q: Tensors) -> str:
    done = f"{q.step.added} of {len(q.found.piles)} piles are added"
    return f"The contraction {q.found.subscripts} on small whole numbers; {done}; the chosen entry is {q.step.written}."


def order_readouts(q: Tensors) -> list[Readout | Law]:
    return [
        Readout(f"multiplications of {einsum.ORDERS[q.p.order]}", q.chosen_total, role="accent", digits=7),
        Readout("of the cheapest order", q.least, role="optimum", digits=7),
        Readout("as many times as the cheapest", q.chosen_total / q.least, digits=4),
        Readout("of one sum over all five letters, three a term", 3.0 * np.prod(q.p.sizes), digits=7, role="null"),
        law("dynamic programming finds it", "programme = least of the five", q.least, min(q.totals.values())),
        law("no order beats it", "programme ≤ this order", q.least, q.chosen_total),
    ]


def order_alt(q: Tensors) -> str:
    sizes, takes = "×".join(f"{n:.0f}" for n in q.p.sizes), f"takes {number(q.chosen_total)} multiplications"
    return f"A chain {sizes}: {einsum.ORDERS[q.p.order]} {takes}, the cheapest order {number(q.least)}."


def rank_readouts(q: Tensors) -> list[Readout | Law]:
    t, share = q.small, float(q.crowd.two.mean())
    unless = "" if t.parted or t.rank < 3 else "the two zeros are one: hyperdeterminant 0"
    return [
        Readout("det X and det Y", f"{number(t.pencil[0])} and {number(t.pencil[2])}"),
        Readout("mean of the determinant over θ", t.mean),
        Readout("its swing", t.swing),
        Readout("rank over the real numbers", t.rank, role="data" if t.rank < 3 else "gradient"),
        law("Cayley’s twelve terms", "hyperdeterminant = 4 (swing² − mean²)", t.cayley, 4 * (t.swing**2 - t.mean**2)),
        law("two terms, complex if need be", "max |T − two terms| = 0", t.missing, 0.0, tolerance=1e-6, unless=unless),
        Readout(f"rank 2 among {COUNT} random tensors", f"{100 * share:.1f}%", role="data"),
        law("random tensors of rank 2", "share = π/4", share, np.pi / 4, slack=0.05, note="2000 draws"),
    ]


def rank_notice(q: Tensors) -> str:
    mean, swing = abs(q.small.mean), q.small.swing
    said = "Your tensor lies beyond the picture: it waits at the edge." if mean > 4 or swing > 5 else ""
    said = said or "The determinant is larger than its panel at some angles." * (mean + swing > 4 + 1e-9)
    return q.small.remark or said


def rank_alt(q: Tensors) -> str:
    place, share = f"mean {number(q.small.mean)}, swing {number(q.small.swing)}", 100 * q.crowd.two.mean()
    return f"A 2×2×2 tensor of {place} among {COUNT} random ones; its rank is {q.small.rank}; {share:.0f}% have rank 2."


def border_readouts(q: Tensors) -> list[Readout | Law]:
    t, exact = q.pair, q.pair.exact
    unless = "" if q.p.format == "double" else "the terms are rounded to fewer digits"
    return [
        Readout("n", t.n, digits=5),
        Readout("off by: |two terms − W|", t.off, role="model", digits=5),
        Readout("size of the first term", t.size, role="gradient", digits=5),
        Readout("the two zeros are apart by", float(np.diff(exact.angles)[0]), "°"),
        law("error", "|two terms − W| = √(3/n² + 1/n⁴)", t.off, t.formula, unless=unless),
        law("rank 2 at every n", "hyperdeterminant = 1/n²", exact.cayley, t.n**-2.0, tolerance=1e-10),
        law("W itself is on the border", "hyperdeterminant of W = 0", W.cayley, 0.0),
    ]


def border_notice(q: Tensors) -> str:
    if q.p.format != "double" and q.pair.off > 1.2 * q.pair.formula:
        return "Rounding rules here: the terms are so large that what they leave when they cancel has few digits."
    return ""


def border_alt(q: Tensors) -> str:
    terms = f"two terms of size {number(q.pair.size)} miss W by {number(q.pair.off)}"
    falls = "the error falls as n grows" if q.p.format == "double" else "the error falls until rounding makes it rise"
    return f"At n = {number(q.p.split)} {terms}; {falls}, and the terms grow."


def photo_readouts(q: Tensors) -> list[Readout | Law]:
    s, whole = q.squeezed, q.shot.tensor.size
    unless = "the bases are refined" if q.p.refined else ""
    return [
        Readout("relative error", f"{100 * s.error:.2f}%", role="accent"),
        Readout("numbers stored", f"{s.stored:,} of {whole:,}: {100 * s.share:.1f}%"),
        law("orthonormal bases: Pythagoras", "error² = |T|² − |core|²", s.error2, q.shot.norm2 - s.core2),
        law("the HOSVD’s error", "error² = core entries cut off, squared", s.error2, s.cut2, unless=unless),
        law("not below the largest tail", "largest tail ≤ error²", max(s.tails), s.error2),
        law("not above the tails together", "error² ≤ sum of the three tails", s.error2, sum(s.tails)),
    ]


def photo_notice(q: Tensors) -> str:
    if q.squeezed.stored > q.shot.tensor.size:
        return "Core and bases have more numbers than the photograph: nothing is saved."
    return "One colour: every pixel is a multiple of it, only lighter or darker." if q.p.colours == 1 else ""


def photo_alt(q: Tensors) -> str:
    ranks, s = "×".join(map(str, q.ranks)), q.squeezed
    return f"A photograph and what a core of {ranks} gives back: {100 * s.error:.1f}% off, {s.stored:,} numbers."


def numbers(q: Tensors) -> dict[str, Any]:
    c, t, s, moment = q.found, q.small, q.squeezed, q.step
    result = rf"\texttt{{{c.output}}}" if c.output else r"\text{a number}"
    summed = ", ".join(c.summed) or r"\text{no letter}"
    words = {"string": rf"\texttt{{{','.join(c.inputs)}}} \to {result}", "summed_letters": summed}
    words |= {"named": rf"\text{{{einsum.ORDERS[q.p.order]}}}"}
    sums = {"products_in_all": c.products, "result_norm": np.linalg.norm(c.whole()), "all_piles": len(c.piles)}
    sums |= {"added": moment.added, "chosen": moment.chosen, "entry_so_far": moment.value}
    sums |= {"entry_whole": c.whole().ravel()[moment.chosen], "times": q.chosen_total / q.least}
    ranks = dict(zip(("det_x", "mixed", "det_y"), t.pencil, strict=True))
    ranks |= {"mean": t.mean, "swing": t.swing, "cayley": t.cayley, "rank": t.rank}
    ranks |= {"share_percent": 100 * q.crowd.two.mean(), "off": q.pair.off, "off_formula": q.pair.formula}
    ranks |= {"off_exact": tensors.Pair(q.p.split).off, "term_norm": q.pair.size}
    photo = {"error_percent": 100 * s.error, "stored_percent": 100 * s.share, "stored": s.stored, "core2": s.core2}
    return {**words, **sums, **ranks, **photo, "total2": q.shot.norm2, "error2": s.error2}

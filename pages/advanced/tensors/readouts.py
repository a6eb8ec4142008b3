"""What the views of the lesson on tensors say in numbers and in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.advanced import einsum, tensors
from pages.advanced.tensors.state import COUNT, Tensors
from viz.linear import entry

LONGEST = 60  # letters of a sum that is written out


def at(letters: str, values: Sequence[int]) -> str:
    return f"[{', '.join(f'{a} = {k}' for a, k in zip(letters, values, strict=False))}]" if letters else ""


def written(q: Tensors) -> str:
    """The sum that the chosen entry is so far."""
    bracket = lambda x: f"({entry(x)})" if x < 0 else entry(x)
    texts = ["·".join(map(bracket, each)) for each in q.products]
    said, whole = "", f" = {entry(q.entry_value)}"
    for k, text in enumerate(texts):
        longer = f"{said} + {text}" if said else text
        if len(longer) + len(whole) + 4 > LONGEST:
            return f"{said} + …{whole}"
        said = longer
    return f"{said}{whole}" if said else "0, nothing is added yet"


def einsum_readouts(q: Tensors) -> list[Readout | Law]:
    c = q.found
    sizes = ", ".join(f"{letter} {c.size[letter]}" for letter in c.letters)
    summed = f"over {', '.join(c.summed)}: {q.piles} pile{'s' * (q.piles > 1)}" if c.summed else "nothing: one pile"
    return [
        Readout("in full", c.subscripts),
        Readout("lengths of the axes", sizes),
        Readout("summed", summed, role="accent"),
        Readout("products that are added in all", c.products, digits=6),
        Readout(f"the entry {at(c.output, q.spot)}".strip(), written(q), role="model"),
        law("this entry so far", "by loops = numpy.einsum, masked", q.entry_value, q.masked.ravel()[q.chosen]),
        law("all entries so far", "|by loops| = |numpy.einsum|", np.linalg.norm(q.so_far), np.linalg.norm(q.masked)),
    ]


def einsum_notice(q: Tensors) -> str:
    c = q.found
    if c.implicit and len(c.output) > 1:
        order = "".join(dict.fromkeys(x for x in c.letters if x in c.output))
        turned = "" if order == c.output else f", not {order}: the result is turned"
        return f"No arrow: the result has the letters that stand once, in alphabetical order, {c.output}{turned}."
    if any(len(set(group)) < len(group) for group in c.inputs):
        return "A letter twice in one operand takes its diagonal; the other entries are never read."
    alone = [x for x in c.summed if sum(x in group for group in c.inputs) == 1 and len(c.inputs) == 2]
    if alone:
        return f"The letter {alone[0]} stands in one operand and not in the result: that operand is summed over it."
    shared = [x for x in c.output if all(x in group for group in c.inputs) and len(c.inputs) == 2]
    return f"Both operands and the result have {shared[0]}: it is matched, not summed." if shared else ""


def einsum_alt(q: Tensors) -> str:
    done = f"{q.added} of {q.piles} piles are added"
    return f"The contraction {q.found.subscripts} on small whole numbers; {done}; the chosen entry is {written(q)}."


def rank_readouts(q: Tensors) -> list[Readout | Law]:
    unless = "" if q.parted else "the two zeros are one: hyperdeterminant 0"
    return [
        Readout("det X and det Y", f"{number(q.det_x)} and {number(q.det_y)}"),
        Readout("mean of the determinant over θ", q.mean),
        Readout("its swing", q.swing),
        Readout("rank over the real numbers", q.rank, role="data" if q.rank < 3 else "gradient"),
        law("Cayley’s twelve terms", "hyperdeterminant = 4 (swing² − mean²)", q.cayley, 4 * (q.swing**2 - q.mean**2)),
        law("two terms of complex numbers", "max |T − two terms| = 0", q.missing, 0.0, tolerance=1e-6, unless=unless),
        Readout(f"rank 2 among {COUNT} random tensors", f"{100 * q.share:.1f}%", role="data"),
        law("the share of rank 2", "share = π/4", q.share, np.pi / 4, slack=0.05, note="2000 draws"),
    ]


def rank_notice(q: Tensors) -> str:
    if not q.parted:
        flat = tensors.flat_ranks(q.tensor)
        if min(flat) == 0:
            return "All entries are zero: no term is needed, and every angle is a zero."
        if q.rank < 3:
            return f"Hyperdeterminant 0, yet rank {q.rank}: an unfolding has rank 1, so this is a matrix in disguise."
        return "Exactly on the border: rank 3, though tensors of rank 2 come as near as you like."
    return "Your tensor lies beyond the picture: it waits at the edge." if max(abs(q.mean), q.swing) > 5 else ""


def rank_alt(q: Tensors) -> str:
    place = f"mean {number(q.mean)} and swing {number(q.swing)}"
    return (
        f"A 2×2×2 tensor at {place} among {COUNT} random ones; its rank is {q.rank}, {100 * q.share:.0f}% have rank 2."
    )


def border_readouts(q: Tensors) -> list[Readout | Law]:
    unless = "" if q.p.format == "double" else "the terms are rounded to fewer digits"
    apart = float(np.rad2deg(np.abs(np.diff(q.close_zeros))[0]))
    return [
        Readout("n", q.p.split, digits=5),
        Readout("off by: |two terms − W|", q.off, role="model", digits=5),
        Readout("size of the first term", q.term_norm, role="gradient", digits=5),
        Readout("the two zeros are apart by", apart, "°"),
        law("error", "|two terms − W| = √(3/n² + 1/n⁴)", q.off, q.off_formula, unless=unless),
        law("a swing larger than the mean: rank 2", "mean² ≤ swing²", *q.squares),
        law("W itself is on the border", "hyperdeterminant of W = 0", q.w_cayley, 0.0),
    ]


def border_notice(q: Tensors) -> str:
    if q.p.format != "double" and q.off > 1.2 * q.off_formula:
        return "Rounding rules here: the terms are so large that what they leave when they cancel has few digits."
    return ""


def border_alt(q: Tensors) -> str:
    terms = f"two terms of size {number(q.term_norm)} miss W by {number(q.off)}"
    return f"At n = {number(q.p.split)} {terms}; the error falls and the terms grow as n grows."


def photo_readouts(q: Tensors) -> list[Readout | Law]:
    unless = "the bases are refined" if q.p.refined else ""
    return [
        Readout("relative error", f"{100 * q.error:.2f}%", role="accent"),
        Readout("numbers stored", f"{q.stored:,} of {q.shot.tensor.size:,}: {100 * q.stored_share:.1f}%"),
        law("orthonormal bases: Pythagoras", "error² = |T|² − |core|²", q.error2, q.shot.norm2 - q.core2),
        law("the HOSVD’s error", "error² = core entries cut off, squared", q.error2, q.cut2, unless=unless),
        law("not below the largest tail", "largest tail ≤ error²", max(q.tails), q.error2),
        law("not above the tails together", "error² ≤ sum of the three tails", q.error2, sum(q.tails)),
    ]


def photo_notice(q: Tensors) -> str:
    if q.stored > q.shot.tensor.size:
        return "Core and bases have more numbers than the photograph: nothing is saved."
    if q.p.colours == 1:
        return "One colour: every pixel is a multiple of it, only lighter or darker."
    return ""


def photo_alt(q: Tensors) -> str:
    ranks = "×".join(map(str, q.ranks))
    return f"A photograph and what a core of {ranks} gives back: {100 * q.error:.1f}% off, {q.stored:,} numbers."


def numbers(q: Tensors) -> dict[str, Any]:
    c = q.found
    result = rf"\texttt{{{c.output}}}" if c.output else r"\text{a number}"
    first = {"string": rf"\texttt{{{','.join(c.inputs)}}} \to {result}"}
    first |= {"summed_letters": ", ".join(c.summed) or r"\text{no letter}", "all_piles": q.piles}
    sums = {"products_in_all": c.products, "result_norm": float(np.linalg.norm(c.whole())), "total2": q.shot.norm2}
    percent = {"error_percent": 100 * q.error, "stored_percent": 100 * q.stored_share, "share_percent": 100 * q.share}
    return (
        first
        | sums
        | percent
        | {"mixed": float(tensors.pencil(q.tensor)[1]), "off_exact": tensors.border_error(q.p.split)}
    )

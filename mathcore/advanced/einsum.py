"""Einstein's summation in slow motion: an index string as a sum of piles, one for each value of the summed letters.

The grammar is that of `numpy.einsum` for one or two operands of at most three letters. Its axes get small sizes in the
order in which their letters first appear. With it the places where a page draws slices and the network, and the cost
of a chain of products in each order. Source: A. Einstein, Annalen der Physik 49 (1916), section 5; NumPy's manual.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from mathcore.common.memory import remembered

Array = NDArray[np.float64]
SIZES = (3, 4, 2, 3, 2, 2)  # of the letters, in the order of their first appearance
MOST_PILES = 24
LONGEST = 60  # letters of a sum that is written out
GRAMMAR = r" *([a-zA-Z] *){1,3}(, *([a-zA-Z] *){1,3})?(-> *([a-zA-Z] *){0,6})?"  # blanks as numpy takes them


class Meaningless(ValueError):
    """An index string that means nothing; the message says why in one sentence."""


@dataclass(frozen=True)
class Contraction:
    """An index string, read.

    Args:
        inputs: the letters of each operand.
        output: the letters of the result.
        implicit: whether the output was left to the convention: the letters that appear once, in alphabetical order.
    """

    inputs: tuple[str, ...]
    output: str
    implicit: bool

    @cached_property
    def letters(self) -> str:
        """All letters, in the order of their first appearance."""
        return "".join(dict.fromkeys("".join(self.inputs)))

    @cached_property
    def summed(self) -> str:
        """The letters that the result does not have."""
        return "".join(each for each in self.letters if each not in self.output)

    @cached_property
    def size(self) -> dict[str, int]:
        """The length of the axis of each letter."""
        return dict(zip(self.letters, SIZES, strict=False))

    @property
    def subscripts(self) -> str:
        """The string in full, as `numpy.einsum` takes it."""
        return f"{','.join(self.inputs)}->{self.output}"

    def shape(self, letters: str) -> tuple[int, ...]:
        """The lengths of the axes of those letters."""
        return tuple(self.size[each] for each in letters)

    @cached_property
    def piles(self) -> list[dict[str, int]]:
        """The values of the summed letters, one dictionary for each pile; the last letter runs fastest."""
        ranges = [range(self.size[each]) for each in self.summed]
        return [dict(zip(self.summed, values, strict=True)) for values in itertools.product(*ranges)]

    @cached_property
    def products(self) -> int:
        """How many products of entries are added up in all: the sizes of all letters, multiplied."""
        return int(np.prod(self.shape(self.letters)))

    @cached_property
    def operands(self) -> list[Array]:
        """Small whole numbers: entry number n of the first operand is (5n + 2) mod 7 − 2, of the second (3n + 4) mod 5
        − 2, n counted from 0 in C order."""
        rules = ((5, 2, 7), (3, 4, 5))
        found = []
        for letters, (a, b, m) in zip(self.inputs, rules, strict=False):
            n = np.arange(np.prod(self.shape(letters), dtype=int))
            found.append(((a * n + b) % m - 2.0).reshape(self.shape(letters)))
        return found

    @property
    def remark(self) -> str:
        """A sentence on what the string does beyond the product of two matrices, or none."""
        two = len(self.inputs) == 2
        if self.implicit and len(self.output) > 1:
            order = "".join(x for x in self.letters if x in self.output)
            turned = "" if order == self.output else f", not {order}: the result is turned"
            return f"No arrow: the result has the letters that stand once, alphabetically, {self.output}{turned}."
        if any(len(set(group)) < len(group) for group in self.inputs):
            return "A letter twice in one operand takes its diagonal; the other entries are never read."
        shared = [x for x in self.letters if two and all(x in group for group in self.inputs)]
        if two and (alone := [x for x in self.summed if x not in shared]):
            return f"The letter {alone[0]} stands in one operand and not in the result: that operand is summed over it."
        kept = [x for x in shared if x in self.output]
        return f"Both operands and the result have {kept[0]}: it is matched, not summed." if kept else ""

    def whole(self) -> Array:
        """The result, by `numpy.einsum`."""
        return np.asarray(np.einsum(self.subscripts, *self.operands), dtype=float)

    def masked(self, count: int) -> Array:
        """The sum of the first `count` piles, by `numpy.einsum` with a mask over the summed letters as another
        operand."""
        mask = np.zeros(len(self.piles))
        mask[:count] = 1
        inputs = ",".join([*self.inputs, self.summed])
        cut = mask.reshape(self.shape(self.summed))
        return np.asarray(np.einsum(f"{inputs}->{self.output}", *self.operands, cut), dtype=float)

    @cached_property
    def pile_values(self) -> Array:
        """The piles, shape (number of piles, *shape of the result), by loops over the letters and nothing else."""
        found = np.zeros((len(self.piles), *self.shape(self.output)))
        for number, fixed in enumerate(self.piles):
            for spot in itertools.product(*map(range, self.shape(self.output))):
                values = fixed | dict(zip(self.output, spot, strict=True))
                found[(number, *spot)] = np.prod(self.factors(values))
        return found

    def factors(self, values: dict[str, int]) -> list[float]:
        """The entry of each operand at those values of the letters."""
        return [float(x[self.spot(letters, values)]) for x, letters in zip(self.operands, self.inputs, strict=True)]

    def spot(self, letters: str, values: dict[str, int]) -> tuple[int, ...]:
        """Where in an operand of those letters the values point."""
        return tuple(values[each] for each in letters)

    def lit(self, letters: str, values: dict[str, int]) -> NDArray[np.bool_]:
        """The entries of an operand that agree with the values of some of its letters, and lie on its diagonal where it
        has a letter twice."""
        at = np.indices(self.shape(letters))
        found = np.ones(self.shape(letters), bool)
        for axis, letter in enumerate(letters):
            found &= at[axis] == at[letters.index(letter)]
            if letter in values:
                found &= at[axis] == values[letter]
        return found


def same(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether two lists of index groups are alike up to the names of their letters: ("ij", "j", "i") and
    ("ab", "b", "a")."""
    names: dict[str, str] = {}
    if [len(each) for each in first] != [len(each) for each in second]:
        return False
    pairs = list(zip("".join(first), "".join(second), strict=True))
    return all(names.setdefault(a, b) == b for a, b in pairs) and len(set(names.values())) == len(names)


@remembered
def read(text: str) -> Contraction:
    """An index string as a contraction.

    Raises:
        Meaningless: it is not of the grammar, or means nothing.
    """
    if not re.fullmatch(GRAMMAR, text):
        raise Meaningless("An index string has one or two groups of one to three letters, and an arrow: ij,jk->ik.")
    left, arrow, right = text.replace(" ", "").partition("->")
    inputs = tuple(left.split(","))
    letters = "".join(inputs)
    if not arrow:
        right = "".join(sorted(each for each in set(letters) if letters.count(each) == 1))
    if twice := [each for each in right if right.count(each) > 1]:
        raise Meaningless(f"The letter {twice[0]} stands twice in the output; a result has each axis once.")
    if strange := [each for each in right if each not in letters]:
        raise Meaningless(f"The output asks for {strange[0]}, and no operand has an axis of that name.")
    if len(right) > 3:
        raise Meaningless(f"The result would have {len(right)} axes; at most three can be drawn: sum over a letter.")
    found = Contraction(inputs, right, not arrow)
    if len(found.piles) > MOST_PILES:
        raise Meaningless(f"That is a sum of {len(found.piles)} piles; at most {MOST_PILES} are shown: keep a letter.")
    return found


def _figure(x: float) -> str:
    return f"{x + 0.0:g}".replace("-", "−")


def _factor(x: float) -> str:
    return f"({_figure(x)})" if x < 0 else _figure(x)


@dataclass(frozen=True)
class Moment:
    """A contraction when the first `pile` of its piles are added, and an entry of its result, in reading order."""

    contraction: Contraction
    pile: int
    entry: int

    added = cached_property(lambda q: min(q.pile, len(q.contraction.piles)))
    current = cached_property(lambda q: q.contraction.piles[max(q.added, 1) - 1])  # the pile on show, by its letters
    this_pile = cached_property(lambda q: q.contraction.pile_values[max(q.added, 1) - 1])
    so_far = cached_property(lambda q: q.contraction.pile_values[: q.added].sum(axis=0))
    masked = cached_property(lambda q: q.contraction.masked(q.added))
    chosen = cached_property(lambda q: min(q.entry, q.so_far.size - 1))

    @cached_property
    def picked(self) -> dict[str, int]:
        """The values of the output's letters at the entry."""
        spot = np.unravel_index(self.chosen, self.so_far.shape or (1,))
        return {letter: int(k) for letter, k in zip(self.contraction.output, spot, strict=False)}

    @cached_property
    def products(self) -> list[list[float]]:
        """The factors of each product that the entry has so far."""
        return [self.contraction.factors(pile | self.picked) for pile in self.contraction.piles[: self.added]]

    @cached_property
    def value(self) -> float:
        """What the entry is so far."""
        return float(sum(np.prod(each) for each in self.products))

    @cached_property
    def written(self) -> str:
        """The sum that the entry is so far, cut short after some letters."""
        said, last = "", f" = {_figure(self.value)}"
        for factors in self.products:
            longer = f"{said} + {'·'.join(_factor(x) for x in factors)}".removeprefix(" + ")
            if len(longer) + len(last) + 4 > LONGEST:
                return f"{said} + …{last}"
            said = longer
        return f"{said}{last}" if said else "0, nothing is added yet"

    def pile_of(self, letters: str, flat: int) -> int:
        """The number, from 1, of the pile in which an entry of an operand takes part; what it leaves open stays."""
        spot = np.unravel_index(flat, self.contraction.shape(letters))
        summed = self.contraction.summed
        wanted = self.current | {a: int(k) for a, k in zip(letters, spot, strict=True) if a in summed}
        return self.contraction.piles.index(wanted) + 1


class Sheet:
    """Where the cells of a tensor stand: the first of three axes goes along the page, the last two are rows and
    columns; a cell is a unit square, `gap` lies between two slices."""

    gap = 0.6

    def __init__(self, letters: str, shape: tuple[int, ...], top: float) -> None:
        self.letters, self.top = letters, top
        self.count, self.rows, self.columns = (1, *shape, 1)[-3:] if len(shape) == 1 else (1, 1, 1, *shape)[-3:]
        self.width = self.left(self.count) - self.gap

    def left(self, number: int) -> float:
        """The left edge of a slice."""
        return number * (self.columns + self.gap)

    def middle(self, flat: int) -> Array:
        """The middle of an entry, in reading order."""
        k, rest = divmod(flat, self.rows * self.columns)
        i, j = divmod(rest, self.columns)
        return np.array([self.left(k) + j + 0.5, self.top - i - 0.5])

    def nearest(self, x: float, y: float) -> int:
        """The entry, in reading order, that is nearest to a place."""
        every = np.array([self.middle(n) for n in range(self.count * self.rows * self.columns)])
        return int(np.argmin(np.hypot(*(every - (x, y)).T)))


@dataclass(frozen=True)
class Network:
    """The diagram of a contraction: a node for each operand, a line for each letter, in a plane of a few units."""

    nodes: Array
    summed: Array  # lines that stay inside, with NaN between them
    kept: Array  # lines that lead out
    ends: Array  # dots: where a letter is summed over one operand alone, or joins two lines and leads out
    names: list[tuple[str, float, float]]


def network(c: Contraction) -> Network:
    """The diagram of a contraction (R. Penrose, 1971)."""
    nodes = [np.array([0.0, y]) for y in ((1.1, -1.1) if len(c.inputs) == 2 else (0.0,))]
    shared = [each for each in c.letters if all(each in group for group in c.inputs)] if len(nodes) == 2 else []
    lines: dict[bool, list[Array]] = {True: [], False: []}
    ends, names, gap = [np.full(2, np.nan)], [], np.full((1, 2), np.nan)
    for number, letter in enumerate(shared):
        bow = 0.9 * (number - (len(shared) - 1) / 2)
        t, side = np.linspace(0, 1, 25)[:, None], 1.0 if bow >= 0 else -1.0
        path = (1 - t) * nodes[0] + t * nodes[1] + 4 * t * (1 - t) * np.array([bow, 0.0])
        lines[letter in c.summed] += [path, gap]
        if letter in c.output:
            lines[False] += [np.array([path[12], [1.4 * side, path[12, 1]]]), gap]
            ends.append(path[12])
        names.append((letter, float(path[12, 0] + 0.3 * side), float(path[12, 1] + 0.24)))
    for k, (node, group) in enumerate(zip(nodes, c.inputs, strict=True)):
        own = [each for each in dict.fromkeys(group) if each not in shared]
        for place, letter in enumerate(own):
            step = 1.1 if len(nodes) == 2 else 2 * np.pi / 3
            turn = (-np.pi / 2 if k else np.pi / 2) + (place - (len(own) - 1) / 2) * step
            way, inside, twice = np.array([np.cos(turn), np.sin(turn)]), letter in c.summed, group.count(letter) > 1
            if twice:  # a diagonal: the axis returns to its node
                angle = np.linspace(0, 2 * np.pi, 41)[:, None]
                loop = 0.5 * way * (1 - np.cos(angle)) + 0.35 * np.array([-way[1], way[0]]) * np.sin(angle)
                lines[inside] += [node + loop, gap]
            leg = np.array([node + way if twice else node, node + (1.4 if twice else 1.0 if inside else 1.25) * way])
            if not (twice and inside):
                lines[inside] += [leg, gap]
            if inside != twice:
                ends.append(leg[1] if inside else leg[0])
            if abs(way[0]) > 0.3 and not twice:  # beyond the end of a slanting leg, beside an upright one
                spot = leg[1] + 0.28 * way
            else:
                spot = node + 0.85 * way + (0.62 if twice else 0.34) * np.array([1.0 if way[0] >= -0.1 else -1.0, 0.15])
            names.append((letter, *spot.tolist()))
    summed, kept = (np.concatenate(lines[each] or [gap]) for each in (True, False))
    return Network(np.array(nodes), summed, kept, np.array(ends), names)


# Of a chain of four the orders by their cuts: 213 first multiplies over the second gap, then over the first, the third.
ORDERS = {"123": "((AB)C)D", "213": "(A(BC))D", "132": "(AB)(CD)", "231": "A((BC)D)", "321": "A(B(CD))"}


def chain_costs(sizes: Sequence[float], order: str) -> list[tuple[int, int, int, float]]:
    """The three products of a chain of four matrices of sizes[0] × sizes[1], ..., in an order of ORDERS: the first and
    the last of the matrices of each, where it is cut, and how many multiplications it takes."""
    groups, found = [(k, k) for k in range(4)], []
    for cut in map(int, order):
        at = next(n for n, (_, last) in enumerate(groups) if last == cut - 1)
        (first, _), (_, last) = groups[at : at + 2]
        groups[at : at + 2] = [(first, last)]
        found.append((first, last, cut, float(sizes[first] * sizes[cut] * sizes[last + 1])))
    return found


def parents(order: str) -> list[int]:
    """An order as a tree. Its nodes are A, B, C and D (0 to 3), then the three products as they are made (4 to 6); of
    each the number of the product that it goes into, -1 for the last."""
    found, node = [-1] * 7, {(k, k): k for k in range(4)}
    for product, (first, last, cut, _) in enumerate(chain_costs((1, 1, 1, 1, 1), order), 4):
        found[node[first, cut - 1]] = found[node[cut, last]] = product
        node[first, last] = product
    return found


def cheapest(sizes: Sequence[float]) -> float:
    """The least number of multiplications of a chain, by dynamic programming (Cormen and others, Introduction to
    Algorithms, section 15.2)."""
    n = len(sizes) - 1
    best = np.zeros((n, n))
    for length in range(1, n):
        for i in range(n - length):
            j = i + length
            ways = [best[i, k] + best[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1] for k in range(i, j)]
            best[i, j] = min(ways)
    return float(best[0, -1])

"""Einstein's summation in slow motion: an index string as a sum of piles, one for each value of the summed letters.

The grammar is that of `numpy.einsum` for one or two operands of at most three letters. Its axes get small sizes in the
order in which their letters first appear. Source: A. Einstein, Annalen der Physik 49 (1916), section 5; NumPy's manual.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SIZES = (3, 4, 2, 3, 2, 2)  # of the letters, in the order of their first appearance
MOST_PILES = 24
GRAMMAR = r"\s*[a-zA-Z]{1,3}\s*(,\s*[a-zA-Z]{1,3}\s*)?(->\s*[a-zA-Z]{0,6}\s*)?"


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


@lru_cache(maxsize=256)
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

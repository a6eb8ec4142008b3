"""What comes before a lesson, what it leads to, and the way to a goal."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from explorer import catalogue


def before(slug: str) -> tuple[str, ...]:
    """The lessons that come just before one."""
    return catalogue.places()[slug].before


@cache
def after() -> dict[str, tuple[str, ...]]:
    """The lessons that each leads to at once, in teaching order."""
    places = catalogue.places()
    return {slug: tuple(other for other in catalogue.lessons() if slug in places[other].before) for slug in places}


@cache
def needed(slug: str) -> frozenset[str]:
    """All that comes before a lesson, however far back.

    Raises:
        RecursionError: the prerequisites go round in a circle; a test holds that they do not.
    """
    return frozenset(other for each in before(slug) for other in {each} | needed(each))


@cache
def depth(slug: str) -> int:
    """How many lessons the longest way to this one has, itself included."""
    return 1 + max((depth(each) for each in before(slug)), default=0)


def way(ends: Iterable[str]) -> list[str]:
    """The lessons of the way that ends with these, each after all that it needs; lessons of one depth in teaching
    order."""
    wanted = {slug for end in ends for slug in {end} | needed(end)}
    return sorted((slug for slug in catalogue.lessons() if slug in wanted), key=depth)

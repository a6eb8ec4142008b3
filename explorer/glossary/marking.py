"""Terms of other lessons under the words of a lesson's text: a quiet link where a term occurs first."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from explorer import catalogue
from explorer.glossary.entries import entries
from explorer.lesson import Lesson
from explorer.text import as_link, linked

# Terms that are everyday words as well, or names of people: in a text they mostly mean something else.
_EVERYDAY = """
    markov, chebyshev, cantelli, hoeffding, bernstein, chernoff, azuma, newton, nesterov, hölder, householder,
    huber, kahan, wilkinson, roy, pillai, wilks, hotelling, wilson, neyman, welch, tukey, holm, pearson, spearman,
    kendall, kramers, liouville, parseval, slater, radon, fatou, lindley, cauchy, pareto, poisson, gaussian,
    longley, krylov, cholesky, wilcoxon, friedman, cheeger, tucker, hellinger, dijkstra, milstein, viterbi,
    manhattan, anscombe, jeffreys, gamma, scalar, vector, matrix, loss, norm, distribution, probability,
    expectation, measure, bias, derivative, independence, transpose, batch, layer, rank, volume, orientation,
    tolerance, jump, mean, rate, scale, mass, score, window, mode, influence, power, belt, cluster, survey, poll,
    census, limit, inverse, affine, convex, concave, concentration, temperature, squeeze, contour, chord, margin,
    rounding, replication, interaction, robust, causality, nested, masking, violin, bits, matrices, tensor, reshape,
    scaling, reflection, rotation, spectrum, kernel, diffusion, permutation, dimension, coordinates, projection,
    saddle, density, prior, odds, integral, tangent, momentum, uncertainty, forecast, instrument, regret, optimism,
    hedge, damping, attention, significance, randomisation, outliers, unbiased, efficiency, remainder, arcsine,
    half-plane, singular, sample size, degrees of freedom, roulette, initialisation, shrinkage, expected value,
    uniform end, gamma shape, contraction, continuity, mixed product, step size, steepest descent
"""
EVERYDAY = frozenset(word.strip() for word in _EVERYDAY.split(","))

# In these a term is a part of another name.
_NAMES = "mean value theorem for integrals", "residual network", "minimum covariance determinant"

_BREAK = "\n\n\x1e\n\n"  # between parts of a text


def _links(lesson: Lesson) -> dict[str, tuple[str, str] | None]:
    """What is marked in a lesson's text: terms of other lessons with one meaning, no everyday words and none of its own
    title. What stands within a term of its own, as *gradient* in *conjugate gradients*, is not marked."""
    meanings = Counter(entry.term.lower() for entry in entries())
    title = re.findall(r"[\w-]+", lesson.title.lower())
    found: dict[str, tuple[str, str] | None] = {
        entry.term: (f"glossary#{entry.anchor}", entry.meaning)
        for entry in entries()
        if meanings[entry.term.lower()] == 1
        and entry.term.lower() not in EVERYDAY
        and not _within(entry.term.lower().split(), title)
    }
    own = [entry.term for entry in entries() if lesson.slug in entry.lessons]
    return found | dict.fromkeys([*own, *_NAMES])


def _within(words: list[str], title: list[str]) -> bool:
    """Whether words stand in a row in a title, in the singular or plural."""
    alike = [{word, word.removesuffix("s")} for word in title]
    return any(
        all(word in each for word, each in zip(words, alike[at:], strict=False))
        for at in range(len(title) - len(words) + 1)
    )


@lru_cache(maxsize=32)  # of a few kilobytes each: the same text is asked for at every change of a control
def marked(slug: str, *parts: str) -> tuple[str, ...]:
    """Parts of a lesson's text in which terms of other lessons lead to the glossary, each where it occurs first."""
    return tuple(linked(_BREAK.join(parts), _links(catalogue.find(slug))).split(_BREAK))


def listed(lesson: Lesson) -> str:
    """The terms of a lesson in a row, as Markdown: each leads to the glossary."""
    found = [entry for entry in entries() if lesson.slug in entry.lessons]
    return " · ".join(as_link(entry.term, f"glossary#{entry.anchor}", entry.meaning) for entry in found)

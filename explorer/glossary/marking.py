"""Terms of other lessons under the words of a lesson's text: a quiet link where a term occurs first."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

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
    uniform end, gamma shape
"""
EVERYDAY = frozenset(word.strip() for word in _EVERYDAY.split(","))

_BREAK = "\n\n\x1e\n\n"  # between parts of a text


def _links(slug: str) -> dict[str, tuple[str, str]]:
    """The terms that are marked in a lesson's text: of other lessons, with one meaning, and no everyday words."""
    meanings = Counter(entry.term.lower() for entry in entries())
    return {
        entry.term: (f"glossary#{entry.anchor}", entry.meaning)
        for entry in entries()
        if slug not in entry.lessons and meanings[entry.term.lower()] == 1 and entry.term.lower() not in EVERYDAY
    }


@lru_cache(maxsize=32)  # of a few kilobytes each: the same text is asked for at every change of a control
def marked(slug: str, *parts: str) -> tuple[str, ...]:
    """Parts of a lesson's text in which terms of other lessons lead to the glossary, each where it occurs first."""
    return tuple(linked(_BREAK.join(parts), _links(slug)).split(_BREAK))


def listed(lesson: Lesson) -> str:
    """The terms of a lesson in a row, as Markdown: each leads to the glossary."""
    found = [entry for entry in entries() if lesson.slug in entry.lessons]
    return " · ".join(as_link(entry.term, f"glossary#{entry.anchor}", entry.meaning) for entry in found)

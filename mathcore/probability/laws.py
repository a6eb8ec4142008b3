"""The table of named laws: their parameters, densities or masses, distribution functions, quantiles, moments, draws.

    LAWS["gamma"].at(3, 2).cdf(6.0)          # by place, in the order of `parameters`
    LAWS["gamma"].at(k=3, theta=2).moments   # or by key: mean, variance, skewness, kurtosis
    LAWS["norm"].at().samples(100, seed=1)   # defaults; the same draws on every machine

Conventions: exponential has a rate, gamma a shape and a scale; the geometric law counts trials, the negative binomial
failures; log-normal has the mean and deviation of log X; kurtosis is 3 for a normal law. `law_names` says how each is
called with these numbers in SciPy, NumPy, R, Stan and PyTorch, and what textbooks do otherwise.
"""

from __future__ import annotations

from mathcore.probability.law_form import Distribution, Law, Moments, Parameter
from mathcore.probability.laws_discrete import DISCRETE
from mathcore.probability.laws_positive import POSITIVE
from mathcore.probability.laws_real import REAL

__all__ = ["LAWS", "Distribution", "Law", "Moments", "Parameter", "distribution"]

LAWS: dict[str, Law] = {law.key: law for law in (*DISCRETE, *REAL, *POSITIVE)}


def distribution(key: str, *values: float, **named: float) -> Distribution:
    """The law of that key at values of its parameters: `distribution("gamma", 3, 2)`.

    Raises:
        KeyError: there is no such law; the message says which there are.
        TypeError: more values than parameters, or one of an unknown name.
    """
    if key not in LAWS:
        raise KeyError(f"There is no law {key[:40]}; there are {', '.join(LAWS)}.")
    return LAWS[key].at(*values, **named)

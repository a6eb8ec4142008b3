"""What the laws of `laws` are called in SciPy, NumPy, R, Stan and PyTorch at given parameters, and their misreadings.

SciPy 1.17 (`scipy.stats`), NumPy 2.4 (methods of `numpy.random.Generator`), R 4 (what is not in `stats` with its
package), Stan 2.36 (Functions Reference; arguments by place), PyTorch 2 (`torch.distributions`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

LIBRARIES = ("SciPy", "NumPy", "R", "Stan", "PyTorch")


@dataclass(frozen=True)
class Call:
    """A function, with arguments by place and by name; what it gives is multiplied by `times`, and `shift` added."""

    function: str
    arguments: tuple[float, ...]
    named: tuple[tuple[str, float], ...]
    shift: float = 0.0
    times: float = 1.0

    def __str__(self) -> str:
        parts = [short(value) for value in self.arguments]
        parts += [f"{name}={short(value)}" for name, value in self.named]
        moved = "" if not self.shift else f" {'+' if self.shift > 0 else '−'} {short(abs(self.shift))}"
        several = "" if self.times == 1 else f"{short(self.times)} × "
        return f"{several}{self.function}({', '.join(parts)}){moved}"


@dataclass(frozen=True)
class Misreading:
    """What comes of a convention that is another one: the law `key` at `theta`, moved by `shift`."""

    says: str
    key: str
    theta: tuple[float, ...]
    shift: float = 0.0


def short(value: float) -> str:
    """A parameter as it is typed."""
    return f"{value:.4g}"


def call(function: str, *arguments: float, shift: float = 0.0, times: float = 1.0, **named: float) -> Call:
    """A call; an underscore at the end of a name keeps it from being a word of Python."""
    return Call(function, arguments, tuple((name.rstrip("_"), value) for name, value in named.items()), shift, times)


Five = tuple[Call | None, Call | None, Call | None, Call | None, Call | None]
c = call


def _geometric(p: float) -> Five:
    stan = c("neg_binomial", 1, p / (1 - p), shift=1)
    return c("geom", p=p), c("geometric", p=p), c("dgeom", prob=p, shift=1), stan, c("Geometric", probs=p, shift=1)


def _negative_binomial(r: float, p: float) -> Five:
    torch = c("NegativeBinomial", total_count=r, probs=1 - p)
    return (
        c("nbinom", n=r, p=p),
        c("negative_binomial", n=r, p=p),
        c("dnbinom", size=r, prob=p),
        c("neg_binomial", r, p / (1 - p)),
        torch,
    )


# In the order of LIBRARIES; None where there is no such function.
NAMES: dict[str, Callable[..., Five]] = {
    "bernoulli": lambda p: (
        c("bernoulli", p=p),
        c("binomial", n=1, p=p),
        c("dbinom", size=1, prob=p),
        c("bernoulli", p),
        c("Bernoulli", probs=p),
    ),
    "binom": lambda n, p: (
        c("binom", n=n, p=p),
        c("binomial", n=n, p=p),
        c("dbinom", size=n, prob=p),
        c("binomial", n, p),
        c("Binomial", total_count=n, probs=p),
    ),
    "geom": _geometric,
    "nbinom": _negative_binomial,
    "poisson": lambda m: (
        c("poisson", mu=m),
        c("poisson", lam=m),
        c("dpois", lambda_=m),
        c("poisson", m),
        c("Poisson", rate=m),
    ),
    "hypergeom": lambda N, K, n: (
        c("hypergeom", M=N, n=K, N=n),
        c("hypergeometric", ngood=K, nbad=N - K, nsample=n),
        c("dhyper", m=K, n=N - K, k=n),
        c("hypergeometric", n, K, N - K),
        None,
    ),
    "randint": lambda a, b: (
        c("randint", low=a, high=b + 1),
        c("integers", low=a, high=b + 1),
        c("extraDistr::ddunif", min=a, max=b),
        c("discrete_range", a, b),
        None,
    ),
    "zipf": lambda s: (c("zipf", a=s), c("zipf", a=s), c("VGAM::dzeta", shape=s - 1), None, None),
    "logser": lambda p: (c("logser", p=p), c("logseries", p=p), c("extraDistr::dlgser", theta=p), None, None),
    "betabinom": lambda n, a, b: (
        c("betabinom", n=n, a=a, b=b),
        None,
        c("extraDistr::dbbinom", size=n, alpha=a, beta=b),
        c("beta_binomial", n, a, b),
        None,
    ),
    "skellam": lambda m, n: (c("skellam", mu1=m, mu2=n), None, c("extraDistr::dskellam", mu1=m, mu2=n), None, None),
    "uniform": lambda a, b: (
        c("uniform", loc=a, scale=b - a),
        c("uniform", low=a, high=b),
        c("dunif", min=a, max=b),
        c("uniform", a, b),
        c("Uniform", low=a, high=b),
    ),
    "norm": lambda m, s: (
        c("norm", loc=m, scale=s),
        c("normal", loc=m, scale=s),
        c("dnorm", mean=m, sd=s),
        c("normal", m, s),
        c("Normal", loc=m, scale=s),
    ),
    "t": lambda v, m, s: (
        c("t", df=v, loc=m, scale=s),
        c("standard_t", df=v, shift=m, times=s),
        c("dt", df=v) if (m, s) == (0, 1) else c("extraDistr::dlst", df=v, mu=m, sigma=s),
        c("student_t", v, m, s),
        c("StudentT", df=v, loc=m, scale=s),
    ),
    "beta": lambda a, b: (
        c("beta", a=a, b=b),
        c("beta", a=a, b=b),
        c("dbeta", shape1=a, shape2=b),
        c("beta", a, b),
        c("Beta", concentration1=a, concentration0=b),
    ),
    "cauchy": lambda m, g: (
        c("cauchy", loc=m, scale=g),
        c("standard_cauchy", shift=m, times=g),
        c("dcauchy", location=m, scale=g),
        c("cauchy", m, g),
        c("Cauchy", loc=m, scale=g),
    ),
    "laplace": lambda m, b: (
        c("laplace", loc=m, scale=b),
        c("laplace", loc=m, scale=b),
        c("extraDistr::dlaplace", mu=m, sigma=b),
        c("double_exponential", m, b),
        c("Laplace", loc=m, scale=b),
    ),
    "logistic": lambda m, s: (
        c("logistic", loc=m, scale=s),
        c("logistic", loc=m, scale=s),
        c("dlogis", location=m, scale=s),
        c("logistic", m, s),
        None,
    ),
    "gumbel_r": lambda m, b: (
        c("gumbel_r", loc=m, scale=b),
        c("gumbel", loc=m, scale=b),
        c("extraDistr::dgumbel", mu=m, sigma=b),
        c("gumbel", m, b),
        c("Gumbel", loc=m, scale=b),
    ),
    "triang": lambda a, m, b: (
        c("triang", c=(m - a) / (b - a), loc=a, scale=b - a),
        c("triangular", left=a, mode=m, right=b),
        c("extraDistr::dtriang", a=a, b=b, c=m),
        None,
        None,
    ),
    "vonmises": lambda m, k: (
        c("vonmises", kappa=k, loc=m),
        c("vonmises", mu=m, kappa=k),
        c("circular::dvonmises", mu=m, kappa=k),
        c("von_mises", m, k),
        c("VonMises", loc=m, concentration=k),
    ),
    "expon": lambda r: (
        c("expon", scale=1 / r),
        c("exponential", scale=1 / r),
        c("dexp", rate=r),
        c("exponential", r),
        c("Exponential", rate=r),
    ),
    "gamma": lambda k, t: (
        c("gamma", a=k, scale=t),
        c("gamma", shape=k, scale=t),
        c("dgamma", shape=k, rate=1 / t),
        c("gamma", k, 1 / t),
        c("Gamma", concentration=k, rate=1 / t),
    ),
    "chi2": lambda v: (c("chi2", df=v), c("chisquare", df=v), c("dchisq", df=v), c("chi_square", v), c("Chi2", df=v)),
    "f": lambda m, n: (
        c("f", dfn=m, dfd=n),
        c("f", dfnum=m, dfden=n),
        c("df", df1=m, df2=n),
        None,
        c("FisherSnedecor", df1=m, df2=n),
    ),
    "lognorm": lambda m, s: (
        c("lognorm", s=s, scale=float(np.exp(m))),
        c("lognormal", mean=m, sigma=s),
        c("dlnorm", meanlog=m, sdlog=s),
        c("lognormal", m, s),
        c("LogNormal", loc=m, scale=s),
    ),
    "weibull_min": lambda k, t: (
        c("weibull_min", c=k, scale=t),
        c("weibull", a=k, times=t),
        c("dweibull", shape=k, scale=t),
        c("weibull", k, t),
        c("Weibull", scale=t, concentration=k),
    ),
    "pareto": lambda m, a: (
        c("pareto", b=a, scale=m),
        c("pareto", a=a, shift=m, times=m),
        c("extraDistr::dpareto", a=a, b=m),
        c("pareto", m, a),
        c("Pareto", scale=m, alpha=a),
    ),
    "invgamma": lambda a, b: (
        c("invgamma", a=a, scale=b),
        None,
        c("extraDistr::dinvgamma", alpha=a, beta=b),
        c("inv_gamma", a, b),
        c("InverseGamma", concentration=a, rate=b),
    ),
    "rayleigh": lambda s: (
        c("rayleigh", scale=s),
        c("rayleigh", scale=s),
        c("extraDistr::drayleigh", sigma=s),
        c("rayleigh", s),
        None,
    ),
    "maxwell": lambda s: (c("maxwell", scale=s), None, c("VGAM::dmaxwell", rate=1 / s**2), None, None),
    "halfnorm": lambda s: (
        c("halfnorm", scale=s),
        None,
        c("extraDistr::dhnorm", sigma=s),
        None,
        c("HalfNormal", scale=s),
    ),
    "halfcauchy": lambda g: (
        c("halfcauchy", scale=g),
        None,
        c("extraDistr::dhcauchy", sigma=g),
        None,
        c("HalfCauchy", scale=g),
    ),
    "invgauss": lambda m, v: (
        c("invgauss", mu=m / v, scale=v),
        c("wald", mean=m, scale=v),
        c("extraDistr::dwald", mu=m, lambda_=v),
        None,
        None,
    ),
    "fisk": lambda a, b: (
        c("fisk", c=b, scale=a),
        None,
        c("flexsurv::dllogis", shape=b, scale=a),
        c("loglogistic", a, b),
        None,
    ),
    "levy": lambda s: (c("levy", scale=s), None, c("rmutil::dlevy", m=0, s=s), None, None),
}

# What a reader of another convention makes of the same numbers.
MISREAD: dict[str, Callable[..., tuple[str, tuple[float, ...], float]]] = {
    "geom": lambda p: ("failures before the success are counted, not trials", (p,), -1.0),
    "nbinom": lambda r, p: ("p is taken for what is counted: PyTorch’s probs", (r, 1 - p), 0.0),
    "hypergeom": lambda N, K, n: ("R’s n is taken for N: it has the unmarked ones", (N + K, K, n), 0.0),
    "randint": lambda a, b: ("the upper end is left out, as in SciPy and NumPy", (a, b - 1), 0.0),
    "zipf": lambda s: ("s is put into VGAM, whose shape is s − 1", (s + 1,), 0.0),
    "uniform": lambda a, b: ("uniform(a, b) in SciPy: from a on, b wide", (a, a + b), 0.0),
    "norm": lambda m, s: ("σ is taken for the variance, as in N(μ, σ²)", (m, s**0.5), 0.0),
    "t": lambda v, m, s: ("σ is taken for the variance of the scale", (v, m, s**0.5), 0.0),
    "laplace": lambda m, b: ("b is taken for the standard deviation", (m, b / 2**0.5), 0.0),
    "logistic": lambda m, s: ("s is taken for the standard deviation", (m, s * 3**0.5 / np.pi), 0.0),
    "cauchy": lambda m, g: ("γ is taken for the whole quartile range", (m, g / 2), 0.0),
    "vonmises": lambda m, k: ("SciPy’s order: kappa first, then the direction", (k, m), 0.0),
    "triang": lambda a, m, b: ("SciPy’s c is a share of the width: triang(c=mode)", (a, a + m * (b - a), b), 0.0),
    "expon": lambda r: ("the rate is put where a scale stands: expon(scale=λ)", (1 / r,), 0.0),
    "gamma": lambda k, t: ("the scale is put where a rate stands: dgamma(x, k, θ)", (k, 1 / t), 0.0),
    "lognorm": lambda m, s: ("μ is put into SciPy’s loc: lognorm(s=σ, loc=μ)", (0.0, s), m),
    "weibull_min": lambda k, t: ("PyTorch’s order: the scale first, then the shape", (t, k), 0.0),
    "pareto": lambda m, a: ("NumPy’s pareto begins at 0: it is a Lomax law", (m, a), -m),
    "invgamma": lambda a, b: ("β is taken for the scale of the gamma below", (a, 1 / b), 0.0),
    "rayleigh": lambda s: ("σ is taken for the mean", (s / (np.pi / 2) ** 0.5,), 0.0),
    "maxwell": lambda s: ("σ is taken for VGAM’s rate, 1/σ²", (s**-0.5,), 0.0),
    "halfnorm": lambda s: ("σ is taken for the standard deviation of X", (s / (1 - 2 / np.pi) ** 0.5,), 0.0),
    "invgauss": lambda m, v: ("SciPy’s mu is μ/λ, and not the mean: scale forgotten", (m, 1.0), 0.0),
    "fisk": lambda a, b: ("shape first, then scale, as in flexsurv and SciPy", (b, a), 0.0),
}

# What is refused, where the usual misreading gives no law at all.
REFUSED = {
    "vonmises": "SciPy has kappa first, then the direction; the other way round, these numbers give no law.",
    "triang": "SciPy’s c is the mode as a share of the width: the mode itself, put there, gives no law.",
}

BOOKS = {
    "geom": "Trials (Ross, SciPy, NumPy) or failures (R, PyTorch)",
    "nbinom": "Failures before success r; others count all trials",
    "hypergeom": "Each library has another order and meaning of N, n, k",
    "norm": "N(μ, σ²) on paper, σ in every library; JAGS: precision",
    "expon": "Rate λ on paper and in R, scale 1/λ in SciPy and NumPy",
    "gamma": "Ga(α, β), β a rate, in Bishop and Gelman; here a scale",
    "lognorm": "μ, σ are those of log X; the mean of X is e^(μ + σ²/2)",
    "zipf": "Zipf’s law often stops at a largest rank N",
    "weibull_min": "Also with the rate b = λ⁻ᵏ, as in BUGS",
    "invgamma": "β is a scale of X, and the rate of 1/X",
    "beta": "Also by its mean α/(α + β) and the size α + β",
    "t": "The variance is σ²ν/(ν − 2), not σ²",
    "pareto": "Type I, from xₘ on; the Lomax law begins at 0",
    "laplace": "Scale b; the standard deviation is b√2",
    "logistic": "Scale s; the standard deviation is πs/√3",
    "triang": "SciPy’s c is the share (mode − a)/(b − a)",
    "vonmises": "For large κ nearly normal, of variance 1/κ",
    "uniform": "U(a, b) on paper; SciPy takes the width",
    "invgauss": "IG(μ, λ): mean and shape; SciPy’s mu is μ/λ",
}


def named(key: str, theta: tuple[float, ...]) -> dict[str, Call | None]:
    """The law in each library; None where it has none."""
    return dict(zip(LIBRARIES, NAMES[key](*theta), strict=True))


def misread(key: str, theta: tuple[float, ...]) -> Misreading | None:
    """The most usual misreading of a law's parameters; None if they are the same everywhere, or if it gives no law."""
    if key not in MISREAD:
        return None
    says, other, shift = MISREAD[key](*theta)
    if (key == "vonmises" and other[1] < 0) or (key == "triang" and other[1] > other[2]):
        return None
    return Misreading(says, key, tuple(float(value) for value in other), shift)


def text(found: Any) -> str:
    """A call as it is read in a figure."""
    return "no such function" if found is None else str(found)


def scipy_density(key: str, theta: tuple[float, ...], x: float) -> float:
    """The density or mass at x by `scipy.stats`, called as `NAMES` says."""
    found = NAMES[key](*theta)[0]
    assert found is not None
    law = getattr(stats, found.function)
    density = getattr(law, "pmf", None) or law.pdf
    return float(density(x, *found.arguments, **dict(found.named)))

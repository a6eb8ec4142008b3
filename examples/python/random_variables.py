"""A random variable by hand: any law from its distribution function alone, and how far a binomial is from a Poisson.

The quantile function is found by halving, draws are made of uniforms, and scipy.stats says whether that was right.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special, stats

# --- parameters ---
LAW = "gamma"
THETA = [3.0, 2.0]
U = 0.6
N = 10
# --- end of parameters ---

# Each law with the parameters that textbooks give it, as SciPy wants them: most have a scale where there is a rate.
MAKE: dict[str, Callable[..., Any]] = {
    "bernoulli": lambda p: stats.bernoulli(p),
    "binom": lambda n, p: stats.binom(int(n), p),
    "geom": lambda p: stats.geom(p),  # counts trials
    "nbinom": lambda r, p: stats.nbinom(r, p),  # counts failures
    "poisson": lambda rate: stats.poisson(rate),
    "hypergeom": lambda total, marked, drawn: stats.hypergeom(int(total), int(marked), int(drawn)),
    "randint": lambda a, b: stats.randint(int(a), int(b) + 1),  # the upper end is left out
    "zipf": lambda s: stats.zipf(s),
    "logser": lambda p: stats.logser(p),
    "betabinom": lambda n, a, b: stats.betabinom(int(n), a, b),
    "skellam": lambda first, second: stats.skellam(first, second),
    "uniform": lambda a, b: stats.uniform(a, b - a),  # from a, so wide
    "norm": lambda mu, sigma: stats.norm(mu, sigma),
    "t": lambda df, mu, sigma: stats.t(df, mu, sigma),
    "beta": lambda a, b: stats.beta(a, b),
    "cauchy": lambda x0, gamma: stats.cauchy(x0, gamma),
    "laplace": lambda mu, b: stats.laplace(mu, b),
    "logistic": lambda mu, s: stats.logistic(mu, s),
    "gumbel_r": lambda mu, b: stats.gumbel_r(mu, b),
    "triang": lambda a, c, b: stats.triang((c - a) / (b - a), a, b - a),
    "vonmises": lambda mu, kappa: stats.vonmises(kappa, mu),
    "expon": lambda rate: stats.expon(scale=1 / rate),
    "gamma": lambda k, theta: stats.gamma(k, scale=theta),
    "chi2": lambda df: stats.chi2(df),
    "f": lambda df1, df2: stats.f(df1, df2),
    "lognorm": lambda mu, sigma: stats.lognorm(sigma, scale=np.exp(mu)),
    "weibull_min": lambda k, lam: stats.weibull_min(k, scale=lam),
    "pareto": lambda low, a: stats.pareto(a, scale=low),
    "invgamma": lambda a, b: stats.invgamma(a, scale=b),
    "rayleigh": lambda sigma: stats.rayleigh(scale=sigma),
    "maxwell": lambda sigma: stats.maxwell(scale=sigma),
    "halfnorm": lambda sigma: stats.halfnorm(scale=sigma),
    "halfcauchy": lambda gamma: stats.halfcauchy(scale=gamma),
    "invgauss": lambda mu, lam: stats.invgauss(mu / lam, scale=lam),
    "fisk": lambda a, b: stats.fisk(b, scale=a),
    "levy": lambda c: stats.levy(scale=c),
}
law = MAKE[LAW](*THETA)
discrete = not hasattr(law, "pdf") or law.dist.name in {
    "bernoulli", "binom", "geom", "nbinom", "poisson", "hypergeom", "randint", "zipf", "logser", "betabinom", "skellam"
}  # fmt: skip


def reach(x):
    """F(x). SciPy adds up Zipf's masses one by one, and its tail is long: here it is a tail of the zeta function."""
    return 1 - special.zeta(THETA[0], np.floor(x) + 1) / special.zeta(THETA[0]) if LAW == "zipf" else law.cdf(x)


def quantile(u):
    """The least x with F(x) >= u, for one u or many, from the distribution function alone."""
    if discrete:  # heights of steps are rounded: who reaches one is not on the next
        u = u - 1e-13 * np.minimum(u, 1 - u)
    low, high = np.full(np.shape(u), -1.0), np.full(np.shape(u), 1.0)
    while (short := reach(high) < u).any():
        high = np.where(short, 2 * high, high)
    while (over := reach(low) >= u).any():
        low = np.where(over, 2 * low, low)
    for _ in range(200):
        middle = np.floor((low + high) / 2) if discrete else (low + high) / 2
        if not ((low < middle) & (middle < high)).any():
            break
        short = reach(middle) < u
        low, high = np.where(short, middle, low), np.where(short, high, middle)
    return high


x = float(quantile(U))
print(f"x = {x:.12g}")
print(f"reached = {reach(x):.12g}")
print(f"height = {law.pmf(x) if discrete else law.pdf(x):.12g}")
if discrete:
    assert reach(x - 1) - 1e-12 < U < reach(x) + 1e-12
else:
    assert np.isclose(x, law.ppf(U), rtol=1e-6, atol=1e-9)

# Draws of the law from uniforms: nothing else is needed. Their shares are held against F, at and before each value.
values, counts = np.unique(quantile(np.random.default_rng(1).random(1000)), return_counts=True)
shares = np.cumsum(counts) / 1000
gaps = shares - reach(values), shares - counts / 1000 - reach(values - discrete)
print(f"largest gap of 1000 draws: {np.abs(gaps).max():.3f}")

# Total variation between binomial(n, 3/n) and Poisson(3); Le Cam promises at most n p^2.
k = np.arange(200)
variation = 0.5 * np.abs(stats.binom.pmf(k, N, 3 / N) - stats.poisson.pmf(k, 3)).sum()
print(f"variation = {variation:.12g}")
assert variation <= 9 / N

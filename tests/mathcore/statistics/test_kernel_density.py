"""The kernel estimate against `scipy.stats.gaussian_kde`, its exact error against quadrature and simulation, the best
bandwidth against `scipy.optimize`."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from mathcore.statistics import kernel_density as kd

GRID = np.linspace(-4, 4, 321)


@pytest.mark.parametrize("name", list(kd.MIXTURES))
def test_errors_by_quadrature(name):
    law = kd.MIXTURES[name]
    assert law.w.sum() == pytest.approx(1)
    assert integrate.quad(lambda x: kd.mixed([x], law)[0], -8, 8, limit=300)[0] == pytest.approx(1, abs=1e-7)
    for h, n in ((0.05, 40), (0.4, 1000), (3.0, 10)):
        varies, bias = (float(part[0]) for part in kd.errors(h, law, n))
        assert varies + bias == pytest.approx(kd.added_up(h, law, n), rel=1e-8, abs=1e-12)
        x = np.linspace(-20, 20, 20001)
        away = (kd.mixed(x, law, h) - kd.mixed(x, law)) ** 2
        assert bias == pytest.approx(integrate.simpson(away, x=x), rel=1e-6, abs=1e-10)


@pytest.mark.parametrize(
    ("name", "n", "best", "ratio"), [("humps", 100, 0.2616, 4.135), ("normal", 100, 0.4455, 1.007)]
)
def test_the_best_bandwidth(name, n, best, ratio):
    law = kd.MIXTURES[name]
    h, least = kd.best(name, n)
    known = optimize.minimize_scalar(lambda v: kd.mise(np.exp(v), law, n)[0], bracket=(-2, -1, 0), tol=1e-10)
    assert (h, least) == pytest.approx((np.exp(known.x), known.fun), rel=1e-5)
    rule = kd.rule_of_thumb(kd.spread(law), n)
    assert h == pytest.approx(best, abs=5e-5) and kd.mise(rule, law, n)[0] / least == pytest.approx(ratio, abs=1e-3)


def test_the_claw():
    law, (h, least) = kd.MIXTURES["claw"], kd.best("claw", 1000)
    ratio = kd.mise(kd.rule_of_thumb(kd.spread(law), 1000), law, 1000)[0] / least
    assert ratio == pytest.approx(6.44, abs=0.01) and 0.05 < h < 0.053


@pytest.mark.parametrize("h", [0.02, 0.1, 0.5, 3.0])
@pytest.mark.parametrize("n", [12, 150, 2000])
def test_the_estimate(h, n):
    x = kd.sample("claw", 4, 2000)[:n]
    known = stats.gaussian_kde(x, bw_method=h / np.std(x, ddof=1))(GRID)
    assert kd.estimate(GRID, x, h) == pytest.approx(known, abs=2e-3 * known.max())


def test_the_mean_error_is_met_by_samples():
    law, cell = kd.MIXTURES["humps"], GRID[1] - GRID[0]
    truth = kd.mixed(GRID, law)
    each = [np.sum((kd.estimate(GRID, kd.sample("humps", seed, 100), 0.2) - truth) ** 2) * cell for seed in range(200)]
    assert np.mean(each) == pytest.approx(kd.mise(0.2, law, 100)[0], abs=5 * np.std(each) / np.sqrt(200))


@pytest.mark.parametrize("name", list(kd.MIXTURES))
def test_samples_follow_their_law(name):
    law, x = kd.MIXTURES[name], kd.sample(name, 11, 2000)
    heights = stats.norm.cdf(np.sort(x)[:, None], law.mu, law.sigma) @ law.w
    assert stats.kstest(heights, "uniform").pvalue > 1e-3
    assert np.std(x) == pytest.approx(kd.spread(law), rel=0.08)

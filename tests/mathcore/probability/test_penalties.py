"""Ridge and lasso against scikit-learn, the noise against statsmodels, the posterior mean of two weights against a fine
grid; distances from a mode against SciPy's chi law."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from sklearn.datasets import load_diabetes
from sklearn.linear_model import BayesianRidge, Lasso, LinearRegression, Ridge

from mathcore.probability import penalties, typical

ALL = tuple(range(10))
SCALES = np.geomspace(0.2, 200, 31)


@pytest.mark.parametrize("columns", [ALL, (2, 8), (2, 3)])
def test_both_priors_agree_with_scikit_learn(columns: tuple[int, ...]) -> None:
    table = penalties.diabetes(columns)
    for alpha in (1e-3, 1.0, 50.0, 4e3, 1e6):
        wanted = Ridge(alpha=alpha, fit_intercept=False).fit(table.x, table.y).coef_
        assert penalties.ridge(table, alpha) == pytest.approx(wanted, abs=1e-8)
    for alpha in (0.03, 1.0, 10.0, 44.0, 50.0):
        wanted = Lasso(alpha=alpha, fit_intercept=False, tol=1e-13, max_iter=200_000).fit(table.x, table.y).coef_
        found = penalties.lasso(penalties.lasso_knots(columns), alpha)
        assert found == pytest.approx(wanted, abs=2e-5)
        assert ((found == 0) == (wanted == 0)).all()


def test_numbers_of_the_text() -> None:
    table = penalties.diabetes()
    assert table.noise == pytest.approx(sm.OLS(load_diabetes().target, sm.add_constant(table.x)).fit().mse_resid)
    evidence = BayesianRidge().fit(table.x, table.y)
    assert evidence.lambda_ / evidence.alpha_ == pytest.approx(14.86, abs=0.005)
    assert evidence.lambda_**-0.5 == pytest.approx(14.05, abs=0.005)
    knots = penalties.lasso_knots()
    assert knots.alphas[0] == pytest.approx(45.16, abs=0.005)
    found = penalties.lasso(knots, 10.0)
    pulls = np.abs(table.x.T @ (table.y - table.x @ found)) / 442
    assert np.count_nonzero(found) == 4
    assert pulls[found != 0] == pytest.approx(np.full(4, 10.0))
    assert pulls[found == 0].max() == pytest.approx(8.07, abs=0.005)
    best = LinearRegression(fit_intercept=False).fit(table.x, table.y).coef_
    assert penalties.lasso(knots, 0.0) == pytest.approx(best, abs=1e-6)
    assert not penalties.lasso(knots, 45.2).any()


def test_the_scale_of_the_prior_is_the_minimum_of_minus_the_log_posterior() -> None:
    """Both alphas from their definition: the gradient of the log posterior is zero at the weights."""
    for laplace in (False, True):
        found = penalties.fit((2, 8), 3.0, SCALES, laplace)
        pull = found.pulls / found.table.noise
        push = np.sqrt(2) / 3.0 * np.sign(found.weights) if laplace else found.weights / 9.0
        assert pull == pytest.approx(push, rel=1e-9)
        assert found.path.shape == (31, 2)
        rest = found.table.y - found.table.x @ found.weights
        assert found.explained == pytest.approx(1 - rest @ rest / (found.table.y @ found.table.y))


@pytest.mark.parametrize("laplace", [False, True])
@pytest.mark.parametrize("tau", [0.2, 0.299, 0.5, 200.0])
def test_the_posterior_mean_is_that_of_a_fine_grid(tau: float, laplace: bool) -> None:
    found = penalties.fit((2, 3), tau, SCALES, laplace)
    step = 0.03
    u, v = (step * (np.arange(low, high) + 0.5) for low, high in ((-500, 1900), (-500, 1300)))
    at = np.stack(np.meshgrid(u, v, indexing="ij"))
    far = at - LinearRegression(fit_intercept=False).fit(found.table.x, found.table.y).coef_[:, None, None]
    gram = found.table.x.T @ found.table.x
    quadratic = gram[0, 0] * far[0] ** 2 + 2 * gram[0, 1] * far[0] * far[1] + gram[1, 1] * far[1] ** 2
    prior = stats.laplace(scale=tau / np.sqrt(2)) if laplace else stats.norm(scale=tau)
    logs = prior.logpdf(u)[:, None] + prior.logpdf(v) - quadratic / (2 * found.table.noise)
    mass = np.exp(logs - logs.max())
    wanted = [(each * mass).sum() / mass.sum() for each in at]
    average = penalties.average(found, tau, laplace)
    assert average == pytest.approx(wanted, abs=6e-4)
    if not laplace:
        assert average == pytest.approx(found.weights, abs=1e-8)
    elif tau < 0.34:  # at the corner of the diamond
        assert found.weights[1] == 0 and average[1] > 0.3


@pytest.mark.parametrize("laplace", [False, True])
def test_the_map_is_where_the_contours_touch(laplace: bool) -> None:
    found = penalties.fit((2, 8), 2.0, SCALES, laplace)
    rings, prior, best = penalties.contours(found, laplace)

    def loss(w: np.ndarray) -> np.ndarray:
        return ((found.table.y - w @ found.table.x.T) ** 2).sum(axis=-1)

    lowest = loss(best)
    for ring, level in zip(rings, (1.0, 0.4, 1.8), strict=True):
        assert loss(ring) - lowest == pytest.approx(np.full(181, level * (loss(found.weights) - lowest)), rel=1e-8)
    size = np.abs(prior).sum(axis=1) if laplace else np.hypot(*prior.T)
    mine = np.abs(found.weights).sum() if laplace else np.hypot(*found.weights)
    assert size == pytest.approx(np.full(181, mine))
    assert loss(prior).min() >= loss(found.weights) - 1e-6  # no point of equal prior has a smaller loss


def test_distances_follow_the_chi_law() -> None:
    for d in (1, 2, 10, 100, 200):
        law = stats.chi(d)
        r = np.linspace(0.1, 16, 40)
        assert typical.inside(r, d) == pytest.approx(law.cdf(r), abs=1e-12)
        assert typical.radius([0.01, 0.5, 0.99], d) == pytest.approx(law.ppf([0.01, 0.5, 0.99]))
        assert stats.kstest(typical.distances(200, 2000, 7)[d - 1], law.cdf).pvalue > 1e-3
        product = typical.shells(r, d)[2]
        best = np.sqrt(d - 1) if d > 1 else 1e-9
        assert product == pytest.approx(law.pdf(r) / law.pdf(best), rel=1e-6, abs=1e-300)
    assert typical.inside(5, 100) == pytest.approx(1.1e-15, rel=0.05)
    assert typical.radius(0.5, 100) == pytest.approx(9.967, abs=5e-4)

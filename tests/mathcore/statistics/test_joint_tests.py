"""Mean vectors compared: against statsmodels' `test_mvmean_2indep` and `MANOVA`, scikit-learn's discriminant analysis,
SciPy's quadrature and by simulation; groups drawn to a plan; Hypothesis for the laws."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from statsmodels.multivariate.manova import MANOVA
from statsmodels.stats.multivariate import test_mvmean_2indep as two_means

from mathcore.common.tables import iris
from mathcore.statistics import feature_groups as many
from mathcore.statistics import joint_tests as joint

RNG = np.random.default_rng(58)
scipy_stats: Any = stats


def samples(k: int, p: int, least: int = 4) -> list[Any]:
    mix = RNG.normal(size=(p, p))
    return [RNG.normal(size=(RNG.integers(least, least + 11), p)) @ mix + 0.6 * RNG.normal(size=p) for _ in range(k)]


@pytest.mark.parametrize("p", [2, 3, 4])
def test_two_groups_are_statsmodels(p):
    for _ in range(8):
        a, b = samples(2, p, p + 2)
        found, known = joint.two_groups(a, b), two_means(a, b)
        assert (found.t_squared, found.f, found.p) == pytest.approx((known.t2, known.statistic, known.pvalue), rel=1e-9)
        u = RNG.normal(size=p)
        t = scipy_stats.ttest_ind(a @ u, b @ u)
        assert float(found.along(u)) == pytest.approx(t.statistic**2)
        assert joint.t_tail(found.along(u), found.freedom) == pytest.approx(t.pvalue)
        assert found.t_by_cosine(u) == pytest.approx(float(found.along(u)))
        alpha = joint.f_tail(found.f, p, found.freedom - p + 1)
        if alpha > 1e-8:
            assert joint.t_squared_critical(alpha, p, found.freedom) == pytest.approx(found.t_squared, rel=1e-6)
        assert found.named()["f_below"] == known.df[1]


def test_the_best_direction_is_the_discriminant():
    x, y = iris()
    found = joint.two_groups(x[y == 1], x[y == 2])
    lda = LinearDiscriminantAnalysis(solver="lsqr").fit(x[y > 0], y[y > 0])
    ratio = found.best / lda.coef_[0]
    assert ratio == pytest.approx(np.full(4, ratio[0]), rel=1e-9) and ratio[0] > 0
    turned = np.linspace(0, np.pi, 100_001)
    two = joint.two_groups(x[y == 1, :2], x[y == 2, :2])
    curve = two.along(np.stack([np.cos(turned), np.sin(turned)], axis=1))
    assert curve.max() == pytest.approx(two.t_squared, rel=1e-8)
    assert (two.t_squared, two.f, two.p) == pytest.approx((31.9795, 15.83, 1.126e-6), rel=3e-3)


def test_a_design_is_a_sample_made_to_it():
    for size, rho, seed in ((8, 0.3, 1), (25, 0.9, 2), (60, -0.95, 999_999)):
        noise = many.exact_noise(2, size, rho, seed)
        shift = tuple(RNG.uniform(-1, 1, 2).tolist())
        plan, (a, b) = joint.Design(size, shift, rho, 0.05), many.around([(0.0, 0.0), shift], noise).groups
        known = two_means(a, b)
        assert (plan.t_squared, plan.groups.p) == pytest.approx((known.t2, known.pvalue), rel=1e-8)
        assert plan.t == pytest.approx([scipy_stats.ttest_ind(b[:, j], a[:, j]).statistic for j in (0, 1)])
        below = plan.freedom - 1
        limit = stats.f.isf(0.05, 2, below)
        assert plan.power == pytest.approx(stats.ncf.sf(limit, 2, below, plan.t_squared), abs=1e-8)
        assert plan.jointly == (known.pvalue < 0.05)
        assert plan.critical["Bonferroni"] == pytest.approx(stats.t.isf(0.0125, plan.freedom) ** 2)
        d = np.array(shift)
        half = 0.5 * np.sqrt(d @ np.linalg.solve([[1, rho], [rho, 1]], d))
        assert plan.error == pytest.approx(stats.norm.sf(half))
    assert np.array_equal(many.exact_noise(1, 9, 0.0, 3).shape, (1, 9, 2))
    assert joint.Design(25, (0.4, -0.4), 0.9, 0.05).error == pytest.approx(0.1855, abs=1e-4)  # the entry's


def test_error_of_the_discriminant_by_simulation():
    plan = joint.Design(25, (0.4, -0.4), 0.9, 0.05)
    root = np.linalg.cholesky([[1, 0.9], [0.9, 1]])
    x = RNG.normal(size=(200_000, 2)) @ root.T
    wrong = np.mean(x @ plan.groups.best > 0.5 * plan.groups.d_squared)
    assert wrong == pytest.approx(plan.error, abs=0.004)


@pytest.mark.parametrize(("k", "p"), [(2, 2), (2, 4), (3, 2), (3, 4), (5, 2), (9, 2), (3, 13)])
def test_manova_is_statsmodels(k, p):
    groups = samples(k, p, p + 2)
    x, of = np.concatenate(groups), np.repeat(np.arange(k), [len(each) for each in groups])
    design = np.stack([np.ones(len(x)), *(of == j for j in range(1, k))], axis=1).astype(float)
    contrast = np.eye(k)[1:]
    table = MANOVA(x, design).mv_test([("groups", contrast)]).results["groups"]["stat"]
    found = joint.manova(groups)
    assert list(found.statistics.values()) == pytest.approx(table["Value"].astype(float).tolist(), rel=1e-8)
    tails = table["Pr > F"].astype(float).tolist()
    assert list(found.p_values.values())[:3] == pytest.approx(tails[:3], rel=1e-6, abs=1e-12)
    assert found.p_values["Roy"] >= tails[3] - 1e-9  # statsmodels' F of the largest root is a lower bound of its p
    assert found.hypothesis + found.error == pytest.approx(found.total)
    scores = [(each - found.grand) @ found.axes[:, 0] for each in groups]
    assert found.first_f(groups) == pytest.approx(stats.f_oneway(*scores).statistic)
    within = sum((len(s) - 1) * np.var(s, ddof=1) for s in scores) / found.design[2]
    assert within == pytest.approx(1.0)
    if k == 2:
        t2 = joint.two_groups(*groups).t_squared
        assert found.roots[0] * found.design[2] == pytest.approx(t2)
        assert list(found.p_values.values()) == pytest.approx([joint.two_groups(*groups).p] * 4, rel=1e-6)


def test_iris_and_wine():
    found = joint.manova(many.built_in("iris").groups)
    assert found.roots[:2] == pytest.approx([32.1919, 0.28539], rel=1e-5)
    assert found.statistics["Wilks"] == pytest.approx(0.023439, abs=1e-6)
    assert found.statistics["Pillai"] == pytest.approx(1.1919, abs=1e-4)
    assert found.roots[0] / found.roots.sum() == pytest.approx(0.99121, abs=1e-5)
    shares = LinearDiscriminantAnalysis().fit(*iris()).explained_variance_ratio_
    assert found.roots[:2] / found.roots.sum() == pytest.approx(shares)
    assert joint.manova(many.built_in("wine").groups).statistics["Wilks"] == pytest.approx(0.01934, abs=1e-5)


@pytest.mark.parametrize("design", [(2, 2, 27), (4, 2, 27), (2, 5, 40), (2, 2, 6), (13, 2, 60)])
def test_roys_root_by_quadrature(design):
    p, q, within = design
    m, n = (abs(p - q) - 1) / 2, (within - p - 1) / 2

    def density(b: float, a: float) -> float:
        return float((a * b) ** m * ((1 - a) * (1 - b)) ** n * (a - b))

    whole = integrate.dblquad(density, 0, 1, 0, lambda a: a, epsabs=1e-14)[0]
    for theta in (0.15, 0.4, 0.7):
        part = integrate.dblquad(density, 0, theta, 0, lambda a: a, epsabs=1e-14)[0]
        tail = float(joint.roy_tail(theta / (1 - theta), *design))
        assert tail == pytest.approx(1 - part / whole, abs=1e-6)


def test_roys_root_by_simulation():
    for p, q, within in ((2, 2, 20), (4, 2, 12)):
        h, e = RNG.normal(size=(40_000, q, p)), RNG.normal(size=(40_000, within, p))
        squares = [np.einsum("mki,mkj->mij", each, each) for each in (h, e)]
        largest = np.linalg.eigvals(np.linalg.solve(squares[1], squares[0])).real.max(axis=1)
        for level in (0.3, 0.05):
            root = joint.critical(level, p, q, within)["Roy"]
            assert np.mean(largest > root) == pytest.approx(level, abs=5 * np.sqrt(level / 40_000))
    with pytest.raises(ValueError, match="two roots"):
        joint.roy_tail(0.3, 4, 3, 30)


@pytest.mark.parametrize("design", [(2, 2, 27), (2, 1, 20), (4, 2, 147), (2, 8, 50), (13, 2, 175), (2, 2, 4)])
def test_critical_values_are_where_p_is_alpha(design):
    p, q, _ = design
    for alpha in (0.01, 0.05, 0.2):
        found = joint.critical(alpha, *design)
        tails = joint.p_values(found, *design)
        assert list(tails.values()) == pytest.approx([alpha] * 4, rel=1e-6)
        for test, value in found.items():
            x, y = joint.boundary(test, value, min(p, q))
            assert (x >= y - 1e-9).all()
            if min(p, q) == 2:
                values = [joint.statistics(pair)[test] for pair in zip(x, y, strict=True)]
                assert values == pytest.approx([value] * len(values), rel=1e-4)


@settings(max_examples=40, deadline=None)
@given(
    st.floats(-0.95, 0.95), st.floats(-3, 3), st.floats(-3, 3), st.floats(0, 6.3), st.floats(0.5, 3), st.floats(-2, 2)
)
def test_laws_of_two_groups(rho, x, y, angle, stretch, shear):
    pooled = np.array([[1, rho], [rho, 1]])
    g = joint.TwoGroups(np.array([x, y]), pooled, 12.5, 48)
    u = np.array([np.cos(angle), np.sin(angle)])
    assert float(g.along(u)) <= g.t_squared + 1e-9 * (1 + g.t_squared)
    mixed = np.array([[stretch, shear], [0.0, 1.0]])
    same = joint.TwoGroups(mixed @ g.difference, mixed @ pooled @ mixed.T, 12.5, 48)
    assert same.t_squared == pytest.approx(g.t_squared, rel=1e-6, abs=1e-9)
    t = np.sqrt(12.5) * g.difference
    first, second = t.tolist()
    assert float(joint.joint_from_singles(first, second, rho)) == pytest.approx(g.t_squared, rel=1e-8, abs=1e-9)
    assert g.t_squared >= np.max(t**2) - 1e-9 * (1 + g.t_squared)


def test_means_can_be_drawn_to_any_roots():
    noise = many.exact_noise(3, 10, 0.9, 4)
    m = joint.manova(many.around([(-0.6, -0.3), (0.1, 0.3), (0.5, 0.0)], noise).groups)
    for wanted in ((0.5, 0.1), (0.3, 0.3), (1.0, 0.01)):
        means, sentence = many.means_with_roots(m, wanted, 3.0)
        assert means is not None and not sentence
        assert joint.manova(many.around(means, noise).groups).roots == pytest.approx(wanted, rel=1e-8)
    for wanted in ((0.1, 0.5), (0.5, -0.1), (900.0, 800.0)):
        means, sentence = many.means_with_roots(m, wanted, 3.0)
        assert means is None and sentence.endswith(".")


def test_what_cannot_be_compared():
    a = RNG.normal(size=(6, 2))
    with pytest.raises(ValueError, match="determine one another"):
        joint.manova([np.column_stack([a[:, 0], 2 * a[:, 0]]), np.column_stack([a[:, 1], 2 * a[:, 1]])])
    with pytest.raises(ValueError, match="inverse"):
        many.standardised(many.Sample((a * [1, 0], a * [1, 0]), ("A", "B"), ("x", "y")))
    with pytest.raises(ValueError, match="two groups"):
        many.standardised(many.Sample((a,), ("A",), ("x", "y")))
    with pytest.raises(ValueError, match="nine"):
        many.from_columns(("x", "y", "g"), np.column_stack([RNG.normal(size=(20, 2)), np.arange(20)]))
    with pytest.raises(ValueError, match="more rows"):
        joint.two_groups(a[:1], a[1:2])
    with pytest.raises(ValueError, match="more rows"):
        joint.manova([a[:1], a[1:2]])


def test_a_shadow_is_a_projection():
    rows, u = RNG.normal(size=(30, 2)), np.array([0.6, 0.8])
    found = many.shadow(rows, 1.0, u, (4.0, 3.0, 1.0), 0.2)
    assert found.dots @ u == pytest.approx(rows @ u)
    out = np.array([0.8, -0.6])
    assert found.dots @ out == pytest.approx(np.full(30, 4.2))
    assert found.top @ u == pytest.approx(rows.mean(axis=0) @ u) and found.top @ out == pytest.approx(3.0)

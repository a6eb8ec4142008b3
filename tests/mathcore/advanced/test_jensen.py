"""Jensen's gap against SymPy, SciPy and scikit-learn; its sign, its bracket and its equality cases as laws."""

from __future__ import annotations

import numpy as np
import pytest
import sympy as sp
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.spatial import ConvexHull
from scipy.stats import gmean, norm
from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score, log_loss

from mathcore.advanced import jensen

X = sp.symbols("x", positive=True)
SMOOTH = {"square": X**2, "exp": sp.exp(X), "log": sp.log(X), "wave": sp.sin(2 * X)}
NAMES = [*SMOOTH, "hinge"]
place = st.integers(5, 300).map(lambda k: k / 100)
share = st.integers(0, 100).map(lambda k: k / 100)
masses = st.lists(st.tuples(place, share), min_size=1, max_size=6).filter(lambda rows: any(w > 0 for _, w in rows))


def gap_of(name: str, rows: list[tuple[float, float]]) -> jensen.Gap:
    return jensen.jensen(name, [x for x, _ in rows], [w for _, w in rows])


@pytest.mark.parametrize("name", SMOOTH)
def test_values_and_slopes_are_sympys(name):
    for at in (0.05, 0.4, 1.0, 1.7, 3.0):
        assert jensen.value(name, at) == pytest.approx(float(SMOOTH[name].subs(X, at)), rel=1e-13)
        assert jensen.slope(name, at) == pytest.approx(float(sp.diff(SMOOTH[name], X).subs(X, at)), rel=1e-13)


@pytest.mark.parametrize("name", SMOOTH)
@pytest.mark.parametrize("ends", [(0.05, 3.0), (0.2, 0.5), (0.6, 1.0), (1.6, 3.0), (2.3, 2.4), (1.0, 1.0)])
def test_the_extremes_of_the_second_derivative_are_found(name, ends):
    """Against a fine grid of SymPy's derivative, refined by SciPy's bounded minimiser."""
    second = sp.lambdify(X, sp.diff(SMOOTH[name], X, 2), "numpy")
    found = jensen.bends(name, *ends)
    for sign, bound in zip((1, -1), found, strict=True):
        grid = np.linspace(*ends, 4001)
        values = sign * np.broadcast_to(second(grid), grid.shape)
        best = float(values.min())
        if ends[0] < ends[1]:
            k = int(values.argmin())
            near = grid[max(k - 1, 0)], grid[min(k + 1, 4000)]
            best = min(
                best, float(minimize_scalar(lambda x, s=sign: s * float(second(x)), bounds=near, method="bounded").fun)
            )
        assert sign * bound == pytest.approx(best, rel=1e-6)


def test_the_hinge():
    assert jensen.value("hinge", [0.2, 1.0, 2.5]).tolist() == [0.0, 0.0, 1.5]  # scipy has none; the definition
    assert [jensen.slope("hinge", at) for at in (0.5, 1.0, 1.5)] == [0.0, 0.5, 1.0]
    assert jensen.bends("hinge", 0.5, 1.5) == (0.0, np.inf)
    assert jensen.bends("hinge", 0.5, 1.0) == jensen.bends("hinge", 1.0, 2.0) == (0.0, 0.0)


def test_known_gaps():
    found = jensen.jensen("exp", [0, 2], [1, 1])
    exact = (1 + sp.exp(2)) / 2 - sp.E
    assert found.gap == pytest.approx(float(exact), rel=1e-13) == pytest.approx(1.47625, abs=5e-6)
    assert (found.least, found.most) == pytest.approx((0.5, float(sp.exp(2) / 2)))
    assert jensen.jensen("square", [1, 3], [2, 2]).gap == 1
    bet = jensen.jensen("log", [1.5, 0.6], [1, 1])
    assert np.exp([bet.value_of_mean, bet.mean_of_values]) == pytest.approx([1.05, np.sqrt(0.9)], rel=1e-13)


@given(masses)
def test_the_gap_of_the_square_is_numpys_variance(rows):
    x, w = np.array(rows).T
    found = gap_of("square", rows)
    assert found.variance == pytest.approx(np.cov(x, aweights=w, ddof=0) if len(x) > 1 else 0, abs=1e-12)
    assert found.gap == pytest.approx(found.variance, abs=1e-12)
    assert found.least == found.most == pytest.approx(found.gap, abs=1e-12)


@given(masses)
def test_the_gap_of_the_logarithm_is_the_geometric_over_the_arithmetic_mean(rows):
    x, w = np.array(rows).T
    assert gap_of("log", rows).gap == pytest.approx(np.log(gmean(x, weights=w) / np.average(x, weights=w)), abs=1e-12)


@given(st.sampled_from(NAMES), masses)
def test_the_gap_has_the_sign_of_the_bend_lies_in_its_bracket_and_is_the_mean_over_the_tangent(name, rows):
    found = gap_of(name, rows)
    x, w = np.array(rows).T
    assert found.mean == pytest.approx(np.average(x, weights=w), rel=1e-12)
    assert found.gap == pytest.approx(np.average(found.above_tangent(x), weights=w), abs=1e-11)
    assert found.least - 1e-11 <= found.gap <= found.most + 1e-11
    if found.shape != "bent both ways":
        assert {"convex": found.gap > -1e-11, "concave": found.gap < 1e-11, "straight": abs(found.gap) < 1e-11}[
            found.shape
        ]


@given(st.sampled_from(["square", "exp", "log"]), masses)
def test_where_f_bends_everywhere_only_one_place_closes_the_gap(name, rows):
    held = {x for x, w in rows if w > 0}
    assert (abs(gap_of(name, rows).gap) < 1e-13) == (len(held) == 1)


@given(st.sampled_from(NAMES), masses)
def test_where_f_is_straight_the_gap_is_zero_and_not_the_rounding_of_its_sides(name, rows):
    found = gap_of(name, rows)
    assert (found.gap == 0) >= (found.shape == "straight")
    assert found.mean_of_values == pytest.approx(found.value_of_mean + found.gap, abs=1e-12)


@given(masses)
def test_the_hinge_has_a_gap_exactly_where_weight_lies_on_both_sides_of_its_kink(rows):
    held = [x for x, w in rows if w > 0]
    assert (gap_of("hinge", rows).gap > 1e-5) == (min(held) < 1 < max(held))


def test_the_wave_has_gaps_of_both_signs():
    assert gap_of("wave", [(0.2, 1), (1.3, 1)]).gap < 0 < gap_of("wave", [(1.8, 1), (2.9, 1)]).gap
    assert jensen.jensen("wave", [0.2, 2.9], [1, 1]).shape == "bent both ways"


def test_places_without_weight_do_not_count():
    found = jensen.jensen("log", [0.0, 1.0, 2.0], [0, 1, 1])
    assert found.low == 1 and np.isfinite(found.gap)
    for weights in ([0, 0, 0], [-1, 1, 1]):
        with pytest.raises(ValueError, match="positive"):
            jensen.jensen("log", [1, 2, 3], weights)
    with pytest.raises(ValueError, match="no function"):
        jensen.value("cube", 1.0)


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=8))
def test_the_hull_is_scipys(points):
    corners = jensen.hull(points)
    spread = np.array(points, float)
    flat = np.linalg.matrix_rank(spread - spread[0]) < 2
    if flat:
        assert len(corners) == 2
        assert {tuple(row) for row in corners} == {min(map(tuple, spread.tolist())), max(map(tuple, spread.tolist()))}
        return
    theirs = ConvexHull(spread)
    assert {tuple(row) for row in corners} == {tuple(row) for row in spread[theirs.vertices].tolist()}
    x, y = corners.T
    assert 0.5 * (x @ np.roll(y, -1) - y @ np.roll(x, -1)) == pytest.approx(theirs.volume)  # and counter-clockwise


observed, mean, deviation = st.floats(-3, 3), st.floats(-3, 3), st.floats(0.4, 2)


@settings(max_examples=12)
@given(observed, mean, deviation)
def test_the_evidence_is_the_integral_of_the_joint_density_and_the_mean_weight(x, m, s):
    evidence = quad(lambda z: norm.pdf(z) * norm.pdf(x, z, 1), -12, 12, epsabs=1e-13)[0]
    assert np.exp(jensen.log_evidence(x)) == pytest.approx(evidence, rel=1e-8)
    assert jensen.log_evidence(x) == pytest.approx(norm.logpdf(x, 0, np.sqrt(2)), rel=1e-12)
    z = np.linspace(-3, 3, 7)
    theirs = norm.logpdf(z) + norm.logpdf(x, z, 1) - norm.logpdf(z, m, s)
    assert jensen.log_weight(x, z, m, s) == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@settings(max_examples=12)
@given(observed, mean, deviation)
def test_the_elbo_is_an_integral_and_what_it_misses_is_the_divergence(x, m, s):
    at, wide = jensen.posterior(x)
    q = norm(m, s)
    over = {"a": m - 12 * s, "b": m + 12 * s, "epsabs": 1e-11, "limit": 200}
    elbo = quad(lambda z: q.pdf(z) * (norm.logpdf(z) + norm.logpdf(x, z, 1) - q.logpdf(z)), **over)[0]
    assert jensen.elbo(x, m, s) == pytest.approx(elbo, abs=1e-8)
    kl = quad(lambda z: q.pdf(z) * (q.logpdf(z) - norm.logpdf(z, at, wide)), **over)[0]
    assert jensen.kl_normal(m, s, at, wide) == pytest.approx(kl, abs=1e-8)
    assert jensen.log_evidence(x) - jensen.elbo(x, m, s) == pytest.approx(jensen.kl_normal(m, s, at, wide), abs=1e-10)


@given(observed)
def test_the_posterior_closes_the_gap_and_makes_all_weights_alike(x):
    m, s = jensen.posterior(x)
    assert jensen.elbo(x, m, s) == pytest.approx(jensen.log_evidence(x), abs=1e-12)
    assert np.ptp(jensen.log_weight(x, np.linspace(-4, 4, 9), m, s)) < 1e-12
    grid = np.linspace(-8, 8, 4001)
    density = np.exp(norm.logpdf(grid) + norm.logpdf(x, grid, 1))
    density /= density.sum()
    assert (grid @ density, np.sqrt(grid**2 @ density - (grid @ density) ** 2)) == pytest.approx(
        (m, s), rel=1e-6, abs=1e-8
    )


def test_the_elbo_of_the_prior():
    assert jensen.log_evidence(1.5) == pytest.approx(-1.82801, abs=5e-6)
    assert jensen.elbo(1.5, 0, 1) == pytest.approx(-2.54394, abs=5e-6)
    assert jensen.kl_normal(0, 1, *jensen.posterior(1.5)) == pytest.approx(0.715926, abs=5e-7)


@given(st.floats(-3, 3), deviation, st.floats(-3, 3), deviation)
def test_a_divergence_is_zero_for_equals_only(m, s, m2, s2):
    assume(abs(m - m2) + abs(s - s2) > 1e-3)
    assert jensen.kl_normal(m, s, m, s) == 0 < jensen.kl_normal(m, s, m2, s2)


def test_the_losses_of_bagged_trees_are_scikit_learns():
    found = jensen.bagged()
    pixels, labels = load_digits(return_X_y=True)
    assert found.images.shape == (jensen.TESTED, 8, 8) and found.chances.shape == (jensen.TREES, jensen.TESTED, 10)
    assert (found.images.reshape(-1, 64) == pixels[1::2]).all() and (found.labels == labels[1::2]).all()
    assert found.chances.sum(axis=2) == pytest.approx(1)
    for trees in (1, 2, 7, 20):
        first = found.chances[:trees]
        each, together = found.losses(trees)
        assert each.mean() == pytest.approx(np.mean([log_loss(found.labels, p) for p in first]), rel=1e-12)
        assert together.mean() == pytest.approx(log_loss(found.labels, first.mean(axis=0)), rel=1e-12)
        assert (together <= each + 1e-12).all()
        right = [accuracy_score(found.labels, p.argmax(axis=1)) for p in (*first, first.mean(axis=0))]
        assert found.accuracies(trees) == pytest.approx((np.mean(right[:-1]), right[-1]))


def test_a_leaf_gives_laplaces_rule():
    """No probability is 0 or 1, and the least is that of a class that a leaf of at most 899 digits has not."""
    chances = jensen.bagged().chances
    assert 1 / 909 <= chances.min() < chances.max() < 1

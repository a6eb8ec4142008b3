"""A coin's posterior against SciPy and Bayes on a grid; modes and medians on rulers against numerical integration."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, optimize, stats

from mathcore.probability import beta_posterior as beta

SHAPES = st.floats(0.3, 60)
BENDS = st.floats(0, 1)


@given(SHAPES, SHAPES)
def test_the_law_is_that_of_scipy(a: float, b: float) -> None:
    law, oracle = beta.Beta(a, b), stats.beta(a, b)
    p = np.linspace(0.01, 0.99, 33)
    assert law.density(p) == pytest.approx(oracle.pdf(p), rel=1e-9, abs=1e-12)
    assert law.cdf(p) == pytest.approx(oracle.cdf(p), abs=1e-12)
    assert law.quantile([0.1, 0.5, 0.9]) == pytest.approx(oracle.ppf([0.1, 0.5, 0.9]), abs=1e-9)
    assert (law.mean, law.sd) == pytest.approx((oracle.mean(), oracle.std()))


def test_the_posterior_is_bayes_on_a_grid() -> None:
    p = np.linspace(0, 1, 20_001)[1:-1]
    weight = stats.beta(2, 5).pdf(p) * stats.binom(12, p).pmf(4)
    found = beta.after(beta.Beta(2, 5), 4, 12)
    assert found == beta.Beta(6, 13)
    assert found.mean == pytest.approx((p * weight).sum() / weight.sum(), abs=1e-9)
    assert found.mode() == pytest.approx(p[weight.argmax()], abs=1e-4)


def test_the_numbers_of_the_text() -> None:
    law = beta.Beta(3, 9)
    assert [law.mode(bend) for bend in (0, 0.5, 1)] == pytest.approx([0.2, 2.5 / 11, 0.25])
    assert float(law.quantile(0.5)) == pytest.approx(0.235786, abs=1e-6)
    assert beta.after(beta.Beta(1, 1), 0, 10).mean == pytest.approx(1 / 12)
    assert beta.after(beta.Beta(2, 2), 0, 10).mode() == pytest.approx(1 / 12)
    assert beta.after(beta.Beta(400, 400), 80, 100).mode() == pytest.approx(0.5334, abs=5e-5)


@pytest.mark.parametrize(
    ("a", "b", "bend", "mode"),
    [
        *((1, 3, 0, 0.0), (3, 1, 0, 1.0), (0.5, 2, 0, 0.0), (0.5, 0.5, 0, None), (1, 1, 0, None)),
        *((0.5, 0.5, 1, 0.5), (0.5, 1, 0, 0.0), (1, 0.5, 0, 1.0), (0.4, 0.7, 0.5, 0.0), (1, 1, 0.2, 0.5)),
    ],
)
def test_modes_at_ends_and_where_there_is_none(a: float, b: float, bend: float, mode: float | None) -> None:
    found = beta.Beta(a, b).mode(bend)
    assert np.isnan(found) if mode is None else found == pytest.approx(mode)


@given(SHAPES, SHAPES, BENDS)
def test_the_mode_on_a_ruler_is_the_highest_place_there(a: float, b: float, bend: float) -> None:
    if a - 1 + bend < 0.05 or b - 1 + bend < 0.05:
        return
    law = beta.Beta(a, b)
    found = optimize.minimize_scalar(
        lambda p: -(law.log_density(p) + bend * np.log(p * (1 - p))), bounds=(1e-9, 1 - 1e-9), method="bounded"
    )
    assert law.mode(bend) == pytest.approx(found.x, abs=1e-4)
    if bend == 0 and a > 1.05 and b > 1.05:
        assert beta.summit(law) == pytest.approx(law.mode(), abs=1e-6)


@pytest.mark.parametrize("bend", [0.0, 0.3, 0.5, 0.9, 0.99, 1.0])
def test_the_ruler_is_the_integral_of_its_density_of_marks(bend: float) -> None:
    for p in (0.01, 0.2, 0.77, 0.995):
        wanted = integrate.quad(lambda u: (u * (1 - u)) ** -bend, 0.5, p)[0]
        assert beta.coordinate(p, bend) == pytest.approx(wanted, rel=1e-7)
    assert beta.coordinate(0.9, 0.5) == pytest.approx(2 * np.arcsin(np.sqrt(0.9)) - np.pi / 2)
    assert beta.place([beta.EDGE, 0.5, 1 - beta.EDGE], bend) == pytest.approx([0, 0.5, 1], abs=1e-12)
    law = beta.Beta(3, 9)
    fine = np.linspace(beta.EDGE, 1 - beta.EDGE, 20_001)
    area = integrate.trapezoid(beta.density_on_ruler(law, fine, bend), beta.place(fine, bend))
    assert area == pytest.approx(law.cdf(1 - beta.EDGE) - law.cdf(beta.EDGE), abs=1e-6)
    assert beta.middle(law, fine, bend) == pytest.approx(stats.beta(3, 9).median(), abs=1e-6)


@given(st.floats(1, 30), st.floats(1, 30), BENDS)
def test_the_bend_is_found_again_from_the_mode(a: float, b: float, bend: float) -> None:
    law = beta.Beta(a, b)
    if abs(a - b) < 0.2 or not np.isfinite(law.mode(bend)):
        return
    assert beta.bend_of(law, law.mode(bend)) == pytest.approx(bend, abs=1e-6)


def test_the_story_is_told_toss_by_toss() -> None:
    row = beta.tosses(0.7, 50, 1)
    share, peaks, means = beta.story(beta.Beta(2, 2), row)
    assert np.isnan(share[0]) and row[:10].sum() == 7
    assert (share[10], peaks[10], means[10]) == pytest.approx((0.7, 8 / 12, 9 / 14))
    assert len(share) == 51 and peaks[0] == 0.5
    assert (beta.tosses(0.0, 9, 3) == 0).all() and (beta.tosses(1.0, 9, 3) == 1).all()


@settings(max_examples=30)
@given(st.floats(1, 30), st.floats(1, 30), BENDS)
def test_slices_have_equal_probability_over_p_and_on_every_ruler(a: float, b: float, bend: float) -> None:
    law = beta.Beta(a, b)
    p, heights = beta.slices(law, 10)
    assert integrate.trapezoid(heights, p, axis=1) == pytest.approx(np.full(10, 0.1), rel=0.06)
    assert p[:, 0] == pytest.approx(stats.beta.ppf(np.arange(10) / 10, a, b), abs=1e-9)
    seen = (p[:, 0] > beta.EDGE) & (p[:, -1] < 1 - beta.EDGE)
    x, on = beta.slices(law, 10, bend)
    assert integrate.trapezoid(on, x, axis=1)[seen] == pytest.approx(np.full(seen.sum(), 0.1), rel=0.06)
    assert (np.diff(x, axis=1) >= -1e-12).all() and x.min() > -1e-9 and x.max() < 1 + 1e-9


def test_a_narrow_law_is_seen_on_its_grid() -> None:
    law = beta.Beta(980, 20)
    p = beta.around(np.linspace(0.002, 0.998, 300), [law, beta.Beta(2, 2)])
    assert (np.diff(p) >= 0).all() and len(p) == 500 and (p[0], p[-1]) == (0.002, 0.998)
    assert law.density(p).max() == pytest.approx(stats.beta(980, 20).pdf(law.mode()), rel=2e-3)

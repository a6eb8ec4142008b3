"""The lesson on Bayesian inference: its readouts at random states, what is degenerate, what its text says.

Oracles: R-hat by SciPy's analysis of variance and the kernels' own; slope by scikit-learn's Ridge; marginal likelihood
by GaussianProcessRegressor; the Nile by statsmodels. (The mathematics has its oracles in `tests/mathcore/probability`,
the chains theirs in `tests/kernels`.)
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import f_oneway
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF
from sklearn.linear_model import Ridge
from statsmodels.datasets import nile

from explorer.lesson import Law, Unanswerable
from mathcore import kernels
from mathcore.probability import sampled_chains as sc
from pages.probability.bayesian_inference import panels
from tests.lessons import contracts

ONE_SIDE = ((0.45, 0.2), (0.3, -0.3), (0.5, 0.4), (0.35, 0.0))
BOTH = ((-0.45, 0.2), (0.3, -0.3), (-0.5, 0.4), (0.35, 0.0))
ISLANDS = {"view": "trust", "density": "mixture", "distance": 10.0, "method": "hmc", "leaps": 8, "tick": 1000}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("bayesian_inference")


def said(scene: Any, start: str) -> Any:
    return next(each for each in scene.readouts if each.name.startswith(start))


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_the_diagnostics_at_random_states(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "trust"})
        x, n = scene.state.draws, scene.state.draws.shape[0]
        if values["tick"] < 8 or (np.ptp(x, axis=0) == 0).any():
            assert not scene.state.ready and said(scene, "R-hat of 1992").value == "none yet" and scene.notice
            continue
        wanted = np.sqrt((n - 1 + f_oneway(*x.T).statistic) / n)
        assert said(scene, "R-hat of 1992").value == pytest.approx(wanted, rel=1e-6)
        points = scene.state.course.points[values["tick"] // 2 + 1 : values["tick"] + 1]
        assert kernels.Chains(points, np.ones(4)).r_hat()[0] == pytest.approx(wanted, rel=1e-6)
        assert said(scene, "draws with x > 0").value == pytest.approx(100 * np.mean(points[..., 0] > 0))


def test_the_line_and_the_curve_at_random_states(lesson):
    for values in contracts.random_states(lesson):
        x, y = np.array(values["points"]).T
        if not values["flat"]:
            scene = lesson.scene(**values | {"view": "lines"})
            rows = np.stack([np.ones_like(x), x], axis=1)
            ridge = Ridge(alpha=values["noise"] ** 2 / values["prior"] ** 2, fit_intercept=False).fit(rows, y)
            assert said(scene, "formula and grid").left == pytest.approx(ridge.coef_[1], abs=1e-6)
        scene = lesson.scene(**values | {"view": "curves"})
        x, y = np.array(values["observed"]).T
        model = GaussianProcessRegressor(RBF(values["length"]), alpha=values["sigma"] ** 2, optimizer=None)
        wanted = model.fit(x[:, None], y).log_marginal_likelihood_value_
        assert said(scene, "log marginal").value == pytest.approx(wanted, rel=1e-5, abs=1e-5)


def test_r_hat_is_fooled_by_starts_on_one_island_and_sees_those_on_both(lesson):
    for seed in (1, 2):
        report = lesson.scene(**ISLANDS, starts=ONE_SIDE, seed=seed).state.report
        assert max(report[:3]) < 1.01 and report.right == 1.0 and abs(report.mean) / report.error > 100
        report = lesson.scene(**ISLANDS, starts=BOTH, seed=seed).state.report
        assert 5 < report.classic < 7 and report.right == 0.5
    # What the entry of the kernels said of the form of 1992, for Metropolis: 5.76 to 5.87, and 1.001 to 1.004.
    for starts, low, high in ((BOTH, 5.3, 6.5), (ONE_SIDE, 1.0, 1.02)):
        values = ISLANDS | {"method": "metropolis", "step": 1.0, "starts": starts}
        assert low <= lesson.scene(**values).state.report.classic <= high


def test_what_the_text_says(lesson):
    start = preset(lesson, "Four that disagree").state
    assert start.draws.size == 600 and round(start.report.effective) == 2
    assert (np.abs(lesson.scene().panels[2].traces[1]["y"][40:]) < 0.06).all()  # "forgets in 40 steps"
    assert lesson.scene(tick=1000).state.report.classic > 1.05  # "at step 1,000 they still do not agree"
    rolling = preset(lesson, "Rolling along").state
    assert rolling.course.moved(400).mean() > 0.95 and rolling.report.classic < 1.02
    top = preset(lesson, "A broad top").state
    assert top.own.acceptance > 0.9 and top.own.gain < 10
    assert top.sweep[1, np.argmax(top.sweep[0])] == pytest.approx(1 / 3, abs=0.08)
    fooled = preset(lesson, "Fooled").state.report
    assert np.round(fooled[:3], 2) == pytest.approx([1, 1, 1]) and fooled.mean / fooled.error > 200
    one_back = lesson.scene(**ISLANDS, starts=(BOTH[0], *ONE_SIDE[1:])).state.report
    assert max(one_back[:3]) > 1.5
    crawl = preset(lesson, "Gibbs crawls").state
    assert round(crawl.coupling, 3) == -0.960 and round(100 * crawl.forgets) == 4
    centred = lesson.scene(view="lines", centre=True).state
    assert round(centred.coupling, 3) == 0.041 and round(100 * centred.forgets, 1) == 99.7
    two = lesson.scene(view="curves").state.peaks
    assert two[0] == pytest.approx((1.278, 0.452, -9.245), abs=0.03) and two[1] == pytest.approx(
        (9.1, 0.67, -9.66), abs=0.1
    )
    lower = preset(lesson, "Signal or noise").state
    assert (lower.p.length, lower.p.sigma) == pytest.approx(two[1][:2], rel=0.03)
    river = preset(lesson, "The Nile").state
    assert river.peaks[0] == pytest.approx((1.044, 0.734, -24.135), abs=0.001)
    assert river.peaks[1] == pytest.approx((0.396, 0.477, -25.052), abs=0.001)
    model = GaussianProcessRegressor(RBF(1.044), alpha=0.734**2, optimizer=None).fit(
        river.data[:, :1], river.data[:, 1]
    )
    years = np.arange(1885, 1925)
    mean = model.predict((years[:, None] - 1920) / 10)
    assert abs(years[np.argmax(mean)] - 1891) <= 1 and abs(years[np.argmin(mean)] - 1914) <= 1


def test_the_correlation_of_intercept_and_slope_does_not_hang_on_the_coordinates_of_gibbs(lesson):
    """The text and the programs say it of these two; of the centred pair they say another one."""
    plain, centred = (lesson.scene(view="lines", centre=each).numbers for each in (False, True))
    assert plain["r"] == centred["r"] == pytest.approx(-0.960, abs=5e-4)
    assert plain["gibbs_gain"] == centred["gibbs_gain"]
    assert plain["r_centred"] == pytest.approx(lesson.scene(view="lines", centre=True).state.coupling, abs=1e-12)


def test_what_a_method_earns(lesson):
    """Metropolis and Hamiltonian on the banana, 60 and 35; with correlation 0.95, 30 and more than 200."""
    gain = lambda *how: np.mean([sc.efficiency(sc.Setup(*how), 2000, seed).gain for seed in (1, 2, 3)])  # noqa: E731
    assert gain("metropolis", "banana", 0.5, 2.8, 1) == pytest.approx(62, abs=8)
    assert gain("hmc", "banana", 0.5, 0.4, 10) == pytest.approx(35, abs=6)
    assert gain("metropolis", "gaussian", 0.95, 1.68, 1) == pytest.approx(30, abs=5)
    assert gain("hmc", "gaussian", 0.95, 0.356, 10) > 180


def test_draws_on_opposite_sides_are_not_counted_beyond_what_is_measured():
    """Many own chains give about 2,200 here; the noise of the correlations gave 83,333."""
    found = sc.efficiency(sc.Setup("hmc", "gaussian", 0.95, 0.356, 12), 1000, 1).gain
    assert found == pytest.approx(1000 / 12 * np.log10(sc.MEASURED * 1000))


def test_the_nile_is_the_nile(lesson):
    table = nile.load_pandas().data
    flow = (table["volume"] - table["volume"].mean()) / table["volume"].std(ddof=0)
    years = (table["year"] - 1920) / 10
    wanted = np.round(np.stack([years, flow], axis=1)[::6], 2)
    assert np.array_equal(preset(lesson, "The Nile").state.data, wanted)
    assert table["year"].iloc[0] == 1871


def test_a_flat_prior_over_points_at_one_place_is_refused_and_the_rest_of_the_page_stands(lesson):
    stack = {"points": ((1.0, 2.0), (1.0, 3.0)), "flat": True}
    with pytest.raises(Unanswerable, match="one x"):
        lesson.scene(view="lines", **stack)
    assert np.isnan(lesson.scene(**stack).numbers["slope"])
    assert "prior" in lesson.scene(view="lines", points=stack["points"]).notice


def test_the_prior_pulls_the_slope_and_without_it_the_slope_is_least_squares(lesson):
    for flat in (False, True):
        scene = lesson.scene(view="lines", flat=flat, prior=0.3)
        law = said(scene, "no prior")
        assert isinstance(law, Law) and law.holds == flat and bool(law.unless) != flat


def test_gibbs_outside_the_normal_falls_back_and_says_so(lesson):
    other, same = (lesson.scene(method=method) for method in ("gibbs", "metropolis"))
    assert "Metropolis moves" in other.notice and not same.notice
    assert np.array_equal(other.state.course.points, same.state.course.points)
    normal = lesson.scene(method="gibbs", density="gaussian").state
    assert np.array_equal(normal.course.points, kernels.gibbs_chains(0.9, normal.spots, panels.LAST, 1).points)


def test_r_hats_far_above_1_are_in_the_picture(lesson):
    """Chains on both islands: about 6, and the curve is not cut at 4."""
    scene = lesson.scene(**ISLANDS, starts=BOTH)
    curve, axis = next(t for t in scene.panels[1].traces if t.get("mode") == "lines"), scene.panels[1].y
    assert curve["y"][-1] == pytest.approx(scene.state.report.classic - 1) and curve["y"][-1] < axis.range[1]


def test_a_start_follows_the_pointer_and_stops_at_the_edge(lesson):
    for density, box in panels.BOXES.items():
        scene = lesson.scene(density=density)
        moved, _ = lesson.pulled(scene, "pull_start", 2, 1.0, 1.5)
        assert lesson.at(moved).spots[2] == pytest.approx([1.0, 1.5], abs=0.06)
        moved, _ = lesson.pulled(scene, "pull_start", 2, 99.0, 0.0)
        assert lesson.at(moved).spots[2][0] == box[0][1]


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    solved = np.zeros(len(lesson.challenges))
    states = contracts.random_states(lesson, 60)
    for values in states:
        for key in ("tuning", "trust", "lines"):
            scene = contracts.drawn(lesson, values | {"view": key})
            solved += [bool(each) for each in lesson.solved(scene)] if scene else 0
    assert solved.max() <= 2, solved


def test_points_at_one_x_tell_the_height_there_and_the_prior_shares_it(lesson):
    scene = lesson.scene(view="lines", points=((4, 3.9), (4, 4.1), (4, 4.0)), noise=0.3, prior=3.0)
    assert "share the height as the prior says" in scene.notice

"""The lesson on the natural gradient at random states: lengths by SciPy's integrals of the metric, divergences
and coins by scipy.stats, natural runs by plain arithmetic, tumours by statsmodels; degenerate states; the text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.linalg import eigvals
from scipy.special import rel_entr
from scipy.stats import binom, norm

from explorer.lesson import Law
from mathcore.advanced import fisher_logistic as fl
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient.state import BEAD
from tests.lessons import contracts
from tests.lessons.asking import value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("natural_gradient")


def preset(lesson: Any, name: str) -> Any:
    found = next(each for each in lesson.presets if each.name == name)
    return lesson.scene(lesson.parameters(found.values))


def test_lengths_and_divergences_are_integrals(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "laws"})
        (m, s), (n, r) = values["first"], values["second"]
        flat = math.hypot(n - m, math.sqrt(2) * (r - s))
        assert value(scene, "Fisher length") == pytest.approx(
            quad(lambda t, flat=flat, s=s, r=r: flat / (s + t * (r - s)), 0, 1)[0], rel=1e-9, abs=1e-12
        )
        way = ng.geodesic((m, s), (n, r), np.linspace(0, 1, 3001))
        move, middle = np.diff(way, axis=0), 0.5 * (way[1:, 1] + way[:-1, 1])
        assert value(scene, "Fisher distance") == pytest.approx(
            (np.hypot(move[:, 0], math.sqrt(2) * move[:, 1]) / middle).sum(), rel=1e-5, abs=1e-9
        )
        x = np.linspace(m - 14 * s, m + 14 * s, 40001)
        p, q = norm.pdf(x, m, s), np.maximum(norm.pdf(x, n, r), 1e-300)
        if abs(m - n) < 8 * r:
            assert value(scene, "KL(A") == pytest.approx(np.trapezoid(rel_entr(p, q), x), rel=1e-2, abs=1e-6)


def test_the_runs_are_steps_of_their_gradients(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "descent"})
        q, (m, s) = scene.state, values["start"]
        for k in range(values["tick"]):
            eta = 1 / values["pieces"]
            m, s = m - eta * m, s + eta * s / 2 * ((1 + m * m) / s**2 - 1)
            assert q.runs["natural"]["sigma"][k + 1] == pytest.approx([m, s], rel=1e-9, abs=1e-12)
        assert value(scene, "natural in (μ, σ)") == pytest.approx(float(ng.distance((m, s), (0, 1))), abs=1e-9)


def test_the_coins_are_scipys(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "coins"})
        p, q, n = values["heads"], values["others"], values["tosses"]
        k = np.arange(n + 1)
        total = 0.5 * np.abs(binom.pmf(k, n, p) - binom.pmf(k, n, q)).sum()
        assert value(scene, "the best guess") == pytest.approx(0.5 * (1 - total), abs=1e-12)
        assert value(scene, "Fisher") == pytest.approx(2 * abs(math.asin(p**0.5) - math.asin(q**0.5)), abs=1e-12)


def test_the_tumours_are_those_of_statsmodels(lesson):
    for features in ("three", "ten"):
        problem = fl.patients(features, True)
        fit = sm.Logit(problem.y, problem.x).fit(disp=0)
        for units in ("standard", "own"):
            scene = lesson.scene(view="tumours", features=features, units=units, damping=1e-9)
            assert value(scene, "best loss") == pytest.approx(-fit.llf / 569, rel=1e-10)
            x = fl.patients(features, units == "standard").x
            p = fit.predict(problem.x)
            values = np.linalg.svd(np.sqrt(p * (1 - p) / 569)[:, None] * x, compute_uv=False) ** 2
            assert scene.state.spectrum == pytest.approx(values, rel=1e-4)


def test_the_numbers_in_the_text(lesson):
    start, crawl, jump = preset(lesson, "A detour"), preset(lesson, "Crawl"), preset(lesson, "Blow-up")
    assert [len(each) for each in ng.threaded(start.state.p.first, start.state.p.second, BEAD)] == [8, 12]
    assert preset(lesson, "As far as N(0, 2²)").numbers["far"] == pytest.approx(0.980, abs=5e-4)
    wide = lesson.scene(first=(0, 1), second=(0, 2))
    assert wide.numbers["far"] == pytest.approx(np.sqrt(2) * np.log(2)) and "N(0, 1²) and N(0, 2²)" in wide.alt
    detour = preset(lesson, "A detour").numbers  # in beads of the length 0.5
    assert detour["straight"] / 0.5 == pytest.approx(12) and detour["far"] / 0.5 == pytest.approx(8.5, abs=0.05)
    assert (crawl.numbers["plain_mean"], crawl.numbers["plain_sd"]) == pytest.approx((4.49, 9.22), abs=5e-3)
    assert (crawl.numbers["natural_mean"], crawl.numbers["natural_sd"]) == pytest.approx((0.0001, 1.002), abs=5e-4)
    assert jump.state.runs["plain"]["sigma"][1, 1] == pytest.approx(124, abs=0.5)
    assert jump.state.runs["natural"]["log"][1, 1] > 10  # "the first one overshoots"
    for pieces in (10, 100):
        assert np.isnan(ng.descend("natural", "natural", (0.5, 0.1), 1 / pieces, 1)[-1]).all()
    assert (ng.coin_distance(0.9, 0.95), ng.coin_distance(0.5, 0.6)) == pytest.approx((0.192, 0.201), abs=5e-4)
    errors = [ng.best_error(*coins, 30) for coins in ((0.9, 0.95), (0.5, 0.6))]
    assert errors[0] == pytest.approx(errors[1], abs=0.02)  # "the tosses tell as much"
    standard, own = (lesson.scene(view="tumours", units=units).numbers["condition"] for units in ("standard", "own"))
    assert (standard, own) == pytest.approx((2.4e4, 6.4e10), rel=0.02)
    least = fl.best("ten")[1]
    assert fl.reached(fl.natural_run(fl.patients("ten", True), 30)[1] - least, 1e-3) == 6
    assert fl.reached(fl.plain_run("ten", True, 1000) - least, 1e-3) is None
    hops = np.diff(fl.natural_run(fl.patients("ten", True), 30, empirical=True)[1])[10:]
    assert (hops[1:] * hops[:-1] < 0).all()  # "hops to and fro"


def test_the_best_guess_of_which_normal_law_it_was():
    """The Idea: right 69 times in a hundred, and 50.2 times. The draw is guessed by the side of the middle it is on."""
    for sigma, right in ((1, 69), (100, 50.2)):
        assert 100 * norm.cdf(0.5 / sigma) == pytest.approx(right, abs=0.2 if sigma == 1 else 0.01)


def test_the_pace_near_the_best_says_whether_the_steps_settle(lesson):
    for features, wanted in (("ten", 2.45), ("three", 1.34)):
        raw = {"view": "tumours", "features": features, "matrix": "empirical", "damping": 1e-9}
        for units in ("standard", "own"):
            assert lesson.scene(**raw, units=units).numbers["fastest"] == pytest.approx(wanted, abs=0.005)
    for damping in (1e-9, 1e-4, 3.16e-4, 1e-3, 0.01):
        scene = lesson.scene(view="tumours", matrix="empirical", damping=damping)
        q, w = scene.state, sm.Logit(scene.state.problem.y, scene.state.problem.x).fit(disp=0).params
        p = 1 / (1 + np.exp(-q.problem.x @ w))
        hessian, empirical = (
            (q.problem.x.T * each) @ q.problem.x / 569 for each in (p * (1 - p), (p - q.problem.y) ** 2)
        )
        rates = eigvals(np.linalg.solve(empirical + q.damped * np.eye(len(w)), hessian)).real
        assert (scene.numbers["slowest"], scene.numbers["fastest"]) == pytest.approx(
            (rates.min(), rates.max()), rel=1e-3
        )
        hops = np.diff(q.hand[1])[-8:]
        assert (rates.max() > 2) == bool((hops[1:] * hops[:-1] < 0).all())


def test_each_size_of_step_that_loses_a_run_is_marked(lesson):
    """The third chart is empty nowhere: of every size of step it shows how far the charts part, or a cross."""
    for start in ((0.5, 0.1), (-5.0, 0.1), (6.0, 0.5), (4.0, 6.0)):
        scene = lesson.scene(view="descent", start=start)
        drawn = [np.array(each["y"], float) for each in scene.panels[2].traces if len(each["x"]) == 7]
        for curve, crosses in zip(drawn[::2], drawn[1::2], strict=True):
            assert (np.isfinite(curve) ^ np.isfinite(crosses)).all()
        words = str([each.get("text") for each in scene.panels[2].traces])
        assert ("leads to no law" in words) == any(np.isnan(each).any() for each in drawn[::2])
    assert "nothing moves" in lesson.scene(view="descent", start=(0.0, 1.0)).notice


def test_the_figure_holds_the_highest_beads(lesson):
    scene = lesson.scene(first=(-4.0, 2.4), second=(4.0, 2.4))
    top = max(np.nanmax(np.array(each["y"], float)) for each in scene.panels[0].traces)
    assert top < scene.panels[0].y.range[1]


def test_the_names_of_the_ways_stay_in_the_figure_and_off_the_laws(lesson):
    """At 1180 by 560 pixels a letter is about 0.12 wide and a line 0.17 high, in the units of the axes."""
    states = [{**each, "view": "laws"} for each in contracts.random_states(lesson, 25)]
    for values in [*states, {"first": (0.0, 0.4), "second": (0.0, 2.4)}, {"first": (-4.0, 0.3), "second": (-4.0, 2.4)}]:
        scene = lesson.scene(**values)
        for each in scene.panels[0].traces:
            text = str((each.get("text") or [""])[0])
            if text.startswith(("shortest", "straight")):
                (x,), (y,), wide = each["x"], each["y"], 0.12 * len(text)
                left = x - wide * {"middle center": 0.5, "middle left": 1.0, "middle right": 0.0}[each["textposition"]]
                assert left > -4.4 and left + wide < 4.4 and 0.08 < y < 4.72
                for m, s in (scene.state.p.first, scene.state.p.second):
                    assert not (left < m < left + wide and abs(s - y) < 0.1), values


def test_a_coin_that_always_shows_one_side_has_no_hump(lesson):
    def humps(p: float) -> int:
        panel = lesson.scene(view="coins", heads=p).panels[1]
        dashed = [each for each in panel.traces if each.get("line", {}).get("dash") == "dash"]
        return sum(bool(np.isfinite(np.array(each["y"], float)).any()) for each in dashed)

    assert (humps(0.0), humps(0.5), humps(1.0)) == (1, 2, 1)


def test_natural_paths_agree_in_the_limit_and_plain_ones_part(lesson):
    for start in ((4.0, 6.0), (3.0, 2.0), (-2.0, 2.0)):
        q = lesson.scene(view="descent", start=start).state
        natural, plain = q.parted["natural"], q.parted["plain"]
        slope = np.log2(natural[-2] / natural[-1])
        assert slope == pytest.approx(1, abs=0.1) and plain[-1] > 100 * natural[-1]


def test_equal_laws_and_equal_coins_say_so(lesson):
    same = lesson.scene(first=(1.0, 1.0), second=(1.0, 1.0))
    assert same.notice and same.numbers["far"] == 0 and same.numbers["straight"] == 0
    assert "same" in lesson.scene(view="coins", heads=0.3, others=0.3).notice
    assert "infinite" in lesson.scene(view="coins", heads=0.0).notice
    poles = lesson.scene(view="coins", heads=0.0, others=1.0)
    assert poles.numbers["apart"] == pytest.approx(math.pi) and poles.numbers["overlap"] == pytest.approx(0, abs=1e-12)


def test_equal_means_make_the_straight_line_the_shortest(lesson):
    for mu in (-3.0, 0.0, 2.5):
        numbers = lesson.scene(first=(mu, 0.4), second=(mu, 2.4)).numbers
        assert numbers["far"] == pytest.approx(numbers["straight"], rel=1e-12)
        assert numbers["far"] == pytest.approx(math.sqrt(2) * math.log(2.4 / 0.4), rel=1e-12)
        assert numbers["mean_way"] == pytest.approx(mu, abs=1e-12)


def test_a_start_at_the_data_stays(lesson):
    scene = lesson.scene(view="descent", start=(0.0, 1.0))
    for each in scene.readouts:
        if "distance" in each.name and not isinstance(each, Law):
            assert each.value == pytest.approx(0, abs=1e-12)
    assert np.isfinite(scene.state.parted["natural"]).all()


def test_the_walker_stays_on_the_shortest_way(lesson):
    scene = lesson.scene()
    for x, y in ((-2.0, 2.5), (0.0, 4.0), (3.9, 0.1), (1.0, 1.0)):
        moved, sentence = lesson.pulled(scene, "walker", None, x, y)
        q = lesson.scene(moved).state
        assert not sentence and float(ng.distance(q.p.first, q.walked)) == pytest.approx(q.p.share * q.far)


def test_random_places_hardly_solve_the_challenges(lesson):
    rng = np.random.default_rng(2)
    solved = np.zeros(3)
    for _ in range(150):
        laws = {"first": (0.0, 1.0), "second": (round(rng.uniform(-4, 4), 2), round(rng.uniform(0.3, 2.4), 2))}
        start = (round(rng.uniform(-6, 6), 2), round(rng.uniform(0.1, 12), 2))
        begun = {"view": "descent", "start": start, "pieces": int(rng.integers(10, 101))}
        coins = {"view": "coins", "heads": round(rng.uniform(0, 1), 2), "others": round(rng.uniform(0, 1), 2)}
        for k, values in enumerate((laws, begun, coins)):
            solved[k] += bool(lesson.challenges[k + 1].solved(lesson.at(lesson.parameters(values))))
    assert (solved <= 6).all()


@pytest.mark.parametrize("tick", [0, 1])
def test_no_run_is_lost_before_it_began(lesson, tick):
    scene = lesson.scene(view="descent", start=(5.0, 1.0), pieces=20, tick=tick)
    assert bool(lesson.solved(scene)[2]) == (tick > 0)


def test_a_run_that_is_too_short_says_how_long_it_is(lesson):
    """The damped run has 30 steps and the plain one 1000: neither comes within a thousandth of a nat."""
    scene = lesson.scene(view="tumours", damping=0.01)
    assert [value(scene, f"{who}: steps") for who in ("plain gradient", "in hand")] == ["over 1,000", "over 30"]

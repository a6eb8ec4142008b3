"""The lesson on the natural gradient at random states: lengths by SciPy's integrals of the metric, divergences
and coins by scipy.stats, natural runs by plain arithmetic, tumours by statsmodels; degenerate states; the text."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.integrate import quad
from scipy.special import rel_entr
from scipy.stats import binom, norm

from explorer.lesson import Law
from mathcore.advanced import fisher_logistic as fl
from mathcore.advanced import natural_gradient as ng
from pages.advanced.natural_gradient.state import BEAD
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("natural_gradient")


def preset(lesson: Any, name: str) -> Any:
    found = next(each for each in lesson.presets if each.name == name)
    return lesson.scene(lesson.parameters(found.values))


def named(scene: Any, start: str) -> Any:
    return next(each for each in scene.readouts if each.name.startswith(start))


def test_lengths_and_divergences_are_integrals(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "laws"})
        (m, s), (n, r) = values["first"], values["second"]
        flat = math.hypot(n - m, math.sqrt(2) * (r - s))
        assert named(scene, "Fisher length").value == pytest.approx(
            quad(lambda t, flat=flat, s=s, r=r: flat / (s + t * (r - s)), 0, 1)[0], rel=1e-9, abs=1e-12
        )
        way = ng.geodesic((m, s), (n, r), np.linspace(0, 1, 3001))
        move, middle = np.diff(way, axis=0), 0.5 * (way[1:, 1] + way[:-1, 1])
        assert named(scene, "Fisher distance").value == pytest.approx(
            (np.hypot(move[:, 0], math.sqrt(2) * move[:, 1]) / middle).sum(), rel=1e-5, abs=1e-9
        )
        x = np.linspace(m - 14 * s, m + 14 * s, 40001)
        p, q = norm.pdf(x, m, s), np.maximum(norm.pdf(x, n, r), 1e-300)
        if abs(m - n) < 8 * r:
            assert named(scene, "KL(A").value == pytest.approx(np.trapezoid(rel_entr(p, q), x), rel=1e-2, abs=1e-6)


def test_the_runs_are_steps_of_their_gradients(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "descent"})
        q, (m, s) = scene.state, values["start"]
        for k in range(values["tick"]):
            eta = 1 / values["pieces"]
            m, s = m - eta * m, s + eta * s / 2 * ((1 + m * m) / s**2 - 1)
            assert q.runs["natural"]["sigma"][k + 1] == pytest.approx([m, s], rel=1e-9, abs=1e-12)
        assert named(scene, "natural in (μ, σ)").value == pytest.approx(float(ng.distance((m, s), (0, 1))), abs=1e-9)


def test_the_coins_are_scipys(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "coins"})
        p, q, n = values["heads"], values["others"], values["tosses"]
        k = np.arange(n + 1)
        total = 0.5 * np.abs(binom.pmf(k, n, p) - binom.pmf(k, n, q)).sum()
        assert named(scene, "the best guess").value == pytest.approx(0.5 * (1 - total), abs=1e-12)
        assert named(scene, "Fisher").value == pytest.approx(2 * abs(math.asin(p**0.5) - math.asin(q**0.5)), abs=1e-12)


def test_the_tumours_are_those_of_statsmodels(lesson):
    for features in ("three", "ten"):
        problem = fl.patients(features, True)
        fit = sm.Logit(problem.y, problem.x).fit(disp=0)
        for units in ("standard", "own"):
            scene = lesson.scene(view="tumours", features=features, units=units, damping=1e-9)
            assert named(scene, "best loss").value == pytest.approx(-fit.llf / 569, rel=1e-10)
            x = fl.patients(features, units == "standard").x
            p = fit.predict(problem.x)
            values = np.linalg.svd(np.sqrt(p * (1 - p) / 569)[:, None] * x, compute_uv=False) ** 2
            assert scene.state.spectrum == pytest.approx(values, rel=1e-4)


def test_the_numbers_in_the_text(lesson):
    start, crawl, jump = preset(lesson, "A detour"), preset(lesson, "Crawl"), preset(lesson, "Blow-up")
    assert [len(each) for each in ng.threaded(start.state.p.first, start.state.p.second, BEAD)] == [8, 12]
    assert preset(lesson, "As far as N(0, 2)").numbers["far"] == pytest.approx(0.980, abs=5e-4)
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

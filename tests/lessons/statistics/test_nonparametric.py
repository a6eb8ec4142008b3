"""The lesson on nonparametric statistics: its readouts and what its text says against SciPy's `mannwhitneyu`,
`ttest_ind` and `ks_2samp`, scikit-learn's `roc_auc_score` and statsmodels' `lowess`; what is degenerate, what a reader
brings, what the challenges take.

The mathematics (the counted law, efficiencies, intervals, errors of kernels, LOWESS) has its oracles in
`tests/mathcore/statistics`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.optimize import brentq
from statsmodels.nonparametric.smoothers_lowess import lowess as known_lowess

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Unanswerable
from tests.lessons.asking import law, value

scipy_stats: Any = stats


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("nonparametric")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def points(a: Any, b: Any) -> tuple[tuple[float, float], ...]:
    return (*((float(x), 7.0) for x in a), *((float(x), 3.0) for x in b))


def test_drawn_groups_at_random(lesson):
    rng = np.random.default_rng(8)
    for _ in range(10):
        m, n = rng.integers(3, 12, 2)
        a, b = np.round(rng.uniform(0, 20, m), 1), np.round(rng.uniform(0, 16, n), 1)
        scene = lesson.scene(points=points(a, b))
        t, u = scipy_stats.ttest_ind(a, b, equal_var=False), stats.mannwhitneyu(a, b)
        assert (scene.numbers["welch_t"], scene.numbers["welch_p"]) == pytest.approx((t.statistic, t.pvalue))
        assert scene.numbers["u"] == u.statistic
        assert scene.numbers["ks"] == pytest.approx(stats.ks_2samp(a, b).statistic)
        if len({*a, *b}) == m + n:
            exact = stats.mannwhitneyu(a, b, method="exact").pvalue
            assert scene.numbers["p_u"] == pytest.approx(exact) and not scene.notice.startswith("Equal")


def test_what_the_presets_say(lesson):
    numbers = {each.name: lesson.scene(lesson.parameters(each.values)).numbers for each in lesson.presets}
    assert numbers["An outlier"]["welch_p"] > 0.05 > numbers["An outlier"]["p_u"]
    assert numbers["In line"]["welch_p"] < numbers["In line"]["p_u"] == numbers["An outlier"]["p_u"]
    assert numbers["Four against four"]["p_u"] == pytest.approx(2 / 70)
    assert numbers["AUC is U"]["auc"] == pytest.approx(0.9375, abs=5e-5)
    equal = preset(lesson, "Equal medians").state
    assert len(equal.pairs.sign) == equal.m * equal.n == 225  # all that a reader draws are shown
    assert np.median(equal.a) == np.median(equal.b) == 5 and round(equal.c.p_u, 3) == 0.042
    for k in (1, 2, 3):
        dice = lesson.scene(view="pairs", data=f"dice{k}")
        assert dice.numbers["auc"] == pytest.approx(5 / 9) and dice.state.a.mean() == 5
    assert 1.8 < numbers["Heavy tails"]["wilcoxon_efficiency"] < 1.9
    assert numbers["The worst case"]["wilcoxon_efficiency"] == pytest.approx(0.864, abs=5e-4)
    assert np.isinf(numbers["Cauchy"]["wilcoxon_efficiency"])
    level = law(preset(lesson, "Cauchy"), "the level of t")
    assert level.left < 0.03 and level.unless and not level.holds
    assert numbers["The rule blurs"]["ratio"] == pytest.approx(4.13, abs=0.01)
    assert numbers["Claw"]["ratio"] == pytest.approx(6.44, abs=0.01)
    assert numbers["Claw"]["h"] == pytest.approx(numbers["Claw"]["best_h"], rel=0.03)


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    assert "$2/70 = 0.029$" in text and 2 / 20 == 0.1  # three against three
    assert scipy_stats.wilcoxon([1.0, 2, 3, 4, 5], method="exact").pvalue == 1 / 16
    assert 100 * np.pi / 3 == pytest.approx(105, abs=0.5)


def test_the_curve_passes_where_statsmodels_says(lesson):
    for cloud in ("motorcycle", "engel"):
        for robust, fraction in ((False, 0.3), (True, 0.6)):
            q = lesson.scene(view="smooth", cloud=cloud, robust=robust, fraction=fraction).state
            wanted = known_lowess(
                q.scatter.y, q.scatter.x, frac=fraction, it=3 * robust, delta=0, xvals=np.append(q.smooth[0], q.at)
            )
            assert np.append(q.smooth[1], q.line.height) == pytest.approx(wanted, abs=1e-6 * np.ptp(q.scatter.y))


def test_a_reader_brings_groups_and_a_cloud(lesson):
    table = np.stack([np.arange(12.0) % 7, np.arange(12) % 2], axis=1)
    own = pack(OwnData(("score", "model"), table, ((), ("red", "blue"))))
    scene = lesson.scene(view="pairs", data=own)
    assert scene.state.two.first == "red" and scene.panels[1].title.startswith("red wins ")
    columns = lesson.scene(data=pack(OwnData(("x", "y"), np.stack([np.arange(9.0), np.arange(9.0) ** 2], axis=1))))
    assert (columns.state.two.first, columns.state.m) == ("x", 9)
    cloud = lesson.scene(view="smooth", cloud=pack(OwnData(("x", "y"), np.random.default_rng(1).normal(size=(80, 2)))))
    assert cloud.panels[0].x.title == "x" and np.isfinite(cloud.state.smooth[1]).all()
    upright = OwnData(("x", "y"), np.stack([np.ones(9), np.arange(9.0)], axis=1))
    with pytest.raises(Unanswerable, match="one x"):
        lesson.scene(view="smooth", cloud=pack(upright))
    lone = OwnData(("y", "g"), np.stack([np.arange(5.0), [0, 0, 0, 0, 1]], axis=1), ((), ("a", "b")))
    with pytest.raises(Unanswerable, match="fewer than two"):
        lesson.scene(data=pack(lone))


def test_what_is_degenerate(lesson):
    constant = lesson.scene(points=points([5, 5, 5], [5, 5, 5]))
    assert constant.numbers["p_u"] == 1 and "divides by zero" in constant.notice
    assert value(constant, "Welch’s t") == "undefined"
    apart = lesson.scene(points=points([6, 6, 6], [5, 5, 5]))
    assert "divides by zero" in apart.notice and apart.numbers["p_u"] == pytest.approx(0.1)
    few = lesson.scene(points=points([6, 7], [3, 4]))
    assert "no labelling reaches 5%" in few.notice
    tied_few = lesson.scene(points=points([1, 1, 1, 1], [1, 1, 1, 2]))
    assert "no labelling reaches 5%" in tied_few.notice and tied_few.numbers["p_u"] == 1
    assert "normal law" in lesson.scene(data="sepals").notice
    tied = lesson.scene(points=points([6, 7, 8, 9, 3], [3, 4, 5, 1, 2]))
    assert tied.notice.startswith("Equal values")
    with pytest.raises(Unanswerable, match="fewer than two"):
        lesson.scene(points=points([6, 7, 8, 9], []))


def test_the_curve_of_ranks_passes_through_the_value_where_its_own_group_is_tied(lesson):
    for x in (0.5, 1.5, 2.4, 4.5, 7.5, 15.5):
        q = lesson.scene(points=points([x, 2, 2, 2, 7], [1, 3, 3, 6, 9])).state
        assert np.interp(x, *q.swept[::2]) == pytest.approx(q.c.p_u)


def test_programs_where_nothing_varies(lesson):
    from explorer import listing
    from tests.lessons import contracts

    many = np.stack([np.ones(50), np.arange(50) % 2], axis=1)
    own = pack(OwnData(("y", "g"), many, ((), ("red", "blue"))))
    for scene in (lesson.scene(data=own), lesson.scene(points=points([6, 6, 6], [5, 5, 5]))):
        printed = contracts.printed(contracts.python_prints(listing.python(lesson, scene.state.p)))
        contracts.agrees(lesson, scene.state.p, printed, "constant")


def test_what_leaves_a_panel_is_said(lesson):
    assert "cut off" in lesson.scene(view="density", h=0.02).notice and not lesson.scene(view="density").notice
    for cloud in ("motorcycle", "engel"):
        for fraction, robust in ((0.3, False), (0.3, True), (0.7, True), (1.0, True)):
            assert not lesson.scene(view="smooth", cloud=cloud, fraction=fraction, robust=robust, focus=100).notice
    x = np.append(np.linspace(0, 1, 20), [30, 31, 32])
    gap = pack(OwnData(("x", "y"), np.stack([x, np.arange(23) % 2], axis=1)))
    assert "leaves the panel" in lesson.scene(view="smooth", cloud=gap, fraction=0.05).notice
    cauchy = lesson.scene(view="tails", tail=1, seed=3)
    far = np.abs(cauchy.state.x[0] + cauchy.state.p.shift - 0.3) > 4.3
    assert cauchy.panels[0].title == f"A sample ({far.sum()} off the axis), three intervals" and far.any()


def test_bumps_that_are_drawn_add_up_to_the_estimate(lesson):
    scene = lesson.scene(view="density", count=12, h=0.5)
    bumps = scene.panels[0].traces[0]
    x, y = (np.reshape(bumps[axis], (scene.state.p.count, -1))[:, :-1] for axis in "xy")
    at = scene.state.sample[0]
    total = sum(np.interp(at, *each, left=0, right=0) for each in zip(x, y, strict=True))
    assert total == pytest.approx(float(stats.norm.pdf(at, scene.state.sample, 0.5).mean()), rel=0.02)


def test_handles(lesson):
    scene = lesson.scene()
    moved, sentence = lesson.pulled(scene, "place", None, 12.3, 0.5)
    assert not sentence and moved["points"][0] == (12.3, 7.4) and moved["points"][1:] == scene.state.p.points[1:]
    _, sentence = lesson.pulled(scene, "place", None, 29.0, 0.5)
    assert sentence.endswith(".")
    pairs = lesson.scene(view="pairs")
    moved, _ = lesson.pulled(pairs, "spot", None, 1.0, 1.0)
    assert lesson.scene(moved).state.shares == (1.0, 1.0)
    tails, (at, _) = lesson.scene(view="tails"), (0.2, 0)
    moved, _ = lesson.pulled(tails, "weight", None, at, 1.0)
    assert moved["tail"] == 0.2


def test_the_prediction(lesson):
    predicted = next(each.predict for each in lesson.challenges if each.predict)
    truth = predicted.truth(lesson.scene().state)
    assert truth == pytest.approx(1, abs=1e-6) and abs(lesson.scene().numbers["welch_t"] - truth) > 5 * predicted.near
    # Whatever a reader's scale: values of 10^15 are no nearer to infinity.
    wide = np.stack([1e15 * np.linspace(-0.9, 0.9, 14), np.arange(14) % 2], axis=1)
    own = pack(OwnData(("y", "g"), wide, ((), ("red", "blue"))))
    assert predicted.truth(lesson.scene(data=own).state) == pytest.approx(1, abs=1e-6)
    for wrong in (0.0, np.inf, 2.14, -1.0):
        assert abs(wrong - truth) > predicted.near


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng = np.random.default_rng(5)
    solved = np.zeros(2)
    for _ in range(150):
        m, n = rng.integers(6, 12, 2)
        a, b = rng.uniform(0, 20, m), rng.uniform(0, 20, n)
        for k, view in enumerate(("ranks", "pairs")):
            solved[k] += bool(
                lesson.solved(lesson.scene(view=view, points=points(np.round(a, 1), np.round(b, 1))))[k + 1]
            )
    assert (solved <= 4).all(), solved


def test_where_ranks_overtake_t(lesson):
    """The efficiency passes 1 at s = 0.0533 (quadrature and root of SciPy): above the 0.05 of the slider."""

    def by_quadrature(s: float) -> float:
        known = scipy_stats.t(1 / s)
        return 12 * float(known.var()) * quad(lambda x: known.pdf(x) ** 2, -np.inf, np.inf)[0] ** 2

    crossing = brentq(lambda s: by_quadrature(s) - 1, 0.01, 0.2)
    assert crossing == pytest.approx(0.0533, abs=1e-4) and "passes $1$ just above $s = 0.05$" in lesson.text()
    below, above = (lesson.scene(view="tails", tail=s).state.efficiency[0] for s in (0.05, 0.06))
    assert below < 1 < above and below == pytest.approx(by_quadrature(0.05), rel=1e-6)

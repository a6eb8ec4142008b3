"""The lesson on hypothesis testing: readouts against statsmodels (power, sample size), SciPy (t-tests, chi-square,
Fisher, McNemar's binomial) and counting at random states; handles, degenerate states, and each number of its text.
(The mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower

from explorer import listing
from explorer.controls.data import OwnData, pack
from explorer.lesson import Law, Unanswerable
from mathcore.common.tables import digits
from mathcore.statistics import hypothesis_tests as ht
from mathcore.statistics import line_up, samples
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("hypothesis_testing")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(**next(each.values for each in lesson.presets if each.name == name))


def test_power_is_statsmodels_at_random_states(lesson):
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "power"})
        d, n, alpha = values["effect"], values["n"], values["alpha"]
        wanted = TTestIndPower().power(d, n, alpha) if d else alpha
        if np.isfinite(wanted):  # statsmodels has no number for some large effects
            assert value(scene, "P(significant), if the effect is d") == pytest.approx(wanted, abs=1e-8)
        needed = scene.state.needed
        if 2 < needed < 1e5:
            assert needed == np.ceil(TTestIndPower().solve_power(d, power=0.8, alpha=alpha) - 1e-6)


def test_every_experiment_counts(lesson):
    for values in contracts.random_states(lesson, 10):
        scene = lesson.scene(**values | {"view": "p"})
        assert value(scene, "share of the experiments") == np.mean(scene.state.many.p <= values["alpha"])
        assert scene.state.exact[0] == pytest.approx(ht.rejects(scene.state.plan, 0.05, 60)[0], abs=3e-4)


def test_the_filter_by_simulation(lesson):
    rng = np.random.default_rng(3)
    for signal, real, alpha in ((0.5, 0.3, 0.05), (2.0, 0.8, 0.01), (1.0, 0.1, 0.2)):
        scene = lesson.scene(view="filter", signal=signal, real=real, alpha=alpha)
        true = rng.random(400_000) < real
        z = rng.normal(size=400_000) + signal * true
        passed = np.abs(z) >= stats.norm.isf(alpha / 2)
        q = scene.state
        assert q.false == pytest.approx(np.mean(~true[passed]), abs=0.01)
        assert q.passing.exaggeration == pytest.approx(np.abs(z[passed & true]).mean() / signal, rel=0.02)
        assert q.passing.wrong_sign == pytest.approx(np.mean(z[passed & true] < 0), abs=0.01)


def test_the_t_test_and_the_table_are_scipys(lesson):
    for data, pairs in (("iris", True), ("sleep", True), ("sleep", False), ("diabetes", True), ("draw", True)):
        scene = lesson.scene(view="t", data=data, pairs=pairs)
        s = scene.state.sample
        test: Any = stats.ttest_rel if data == "sleep" and pairs else stats.ttest_ind
        wanted = test(s.first_group, s.second_group)
        assert (value(scene, "t with"), value(scene, "P(|t|")) == pytest.approx((wanted.statistic, wanted.pvalue))
        assert value(scene, "the same by") == pytest.approx(wanted.pvalue, abs=0.03)
        assert value(scene, "p of Welch") == pytest.approx(
            stats.ttest_ind(s.first_group, s.second_group, equal_var=False).pvalue
        )
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "table"})
        counts = np.array(values["counts"])
        if not scene.state.table.empty:
            assert value(scene, "p by") == pytest.approx(stats.chi2_contingency(counts, correction=False).pvalue)
            assert value(scene, "p exactly") == pytest.approx(stats.fisher_exact(counts).pvalue, abs=1e-9)


def test_a_reader_brings_two_groups_or_pairs(lesson):
    rng = np.random.default_rng(1)
    label = np.arange(30.0) % 2
    own = OwnData(("score", "arm"), np.stack([rng.normal(size=30) + label, label], axis=1), ((), ("old", "new")))
    scene = lesson.scene(view="t", data=pack(own))
    x = own.values[:, 0]
    assert scene.state.tested.t == pytest.approx(stats.ttest_ind(x[label == 0], x[label == 1]).statistic)
    assert "old" in str(scene.plotly()["data"])
    pairs = OwnData(("before", "after"), rng.normal(size=(12, 2)))
    for view in ("t", "lineup"):
        found = lesson.scene(view=view, data=pack(pairs)).state
        assert found.paired and found.tested.t == pytest.approx(stats.ttest_rel(*pairs.values.T).statistic)
    many = OwnData(("before", "after"), rng.normal(size=(1000, 2)))
    figure = lesson.scene(view="lineup", data=pack(many)).plotly()
    assert sum(len(np.atleast_1d(trace.get("x", 0))) for trace in figure["data"]) < 20_000
    assert "ignores" in lesson.scene(view="t", data=pack(pairs), pairs=False).notice


def test_large_values_with_small_differences_keep_their_ties_and_their_laws(lesson):
    """Time stamps, say: rounding must not part labellings that are equal, nor call their spread nothing."""
    x, label = np.random.default_rng(0).normal(size=8), np.arange(8.0) % 2
    for offset, spread in ((0, 1e-3), (1e3, 1e-4), (1e6, 1e-2), (1e9, 1e-2)):
        values = offset + spread * x + label
        scene = lesson.scene(view="t", data=pack(OwnData(("time", "arm"), np.stack([values, label], axis=1))))
        assert all(each.holds for each in scene.readouts if isinstance(each, Law)), offset
        less = values - offset
        wanted = stats.ttest_ind(less[label == 0], less[label == 1]).statistic
        assert scene.state.tested.t == pytest.approx(wanted, rel=1e-6)
    apart = OwnData(("a", "b"), np.stack([x, x + 1 + 1e-7 * x[::-1]], axis=1))
    with pytest.raises(Unanswerable, match="next to nothing"):
        lesson.scene(view="t", data=pack(apart))


def test_where_the_test_assumes_what_is_not_so_its_law_fails_and_says_why(lesson):
    kept = lesson.scene(view="p", shift=0)
    assert law(kept, "a true null").holds and not law(kept, "a true null").unless and not kept.notice
    for name, why in (("Unequal spreads", "spreads"), ("Rows twice", "twice")):
        scene = preset(lesson, name)
        found = law(scene, "a true null")
        assert why in found.unless and not found.holds and why in scene.notice
    assert not lesson.scene(view="p", shift=0, size_a=40, size_b=10, ratio=3, test="welch").notice


def test_a_true_null_gives_uniform_p_for_every_seed(lesson):
    found = [
        stats.kstest(lesson.scene(view="p", shift=0, seed=seed).state.many.p, "uniform").pvalue for seed in range(20)
    ]
    assert min(found) > 1e-4 and np.median(found) > 0.1


def test_the_handles_follow_and_stop(lesson):
    scene = lesson.scene()
    moved, said = lesson.pulled(scene, "line", None, 0.5, 1.0)
    assert not said and lesson.scene(moved).state.edge == pytest.approx(0.5, abs=0.01)
    moved, said = lesson.pulled(scene, "line", None, -0.4, 1.0)
    assert "right of zero" in said and moved["alpha"] == 0.05
    assert lesson.pulled(scene, "peak", None, 0.8, 0.3)[0]["effect"] == 0.8
    assert lesson.pulled(scene, "size", None, 120.2, 0.3)[0]["n"] == 120
    table = lesson.scene(view="table")
    assert lesson.pulled(table, "cut", 1, 0.7, 0.52)[0]["counts"] == ((12, 8), (10, 10))
    tiles = lesson.scene(view="lineup", data="iris")
    assert lesson.pulled(tiles, "choose", None, 2.5, 0.5)[0]["pick"] == 18


def test_degenerate_states_say_so(lesson):
    for points in (
        ((1, 6), (1, 7), (5, 3), (5, 2)),
        ((3, 6), (3, 7), (3, 3), (3, 2)),
        ((1, 6), (2, 7), (5, 8), (5, 2)),
    ):
        for view in ("t", "lineup"):
            with pytest.raises(Unanswerable):
                lesson.scene(view=view, points=points)
        assert lesson.scene(view="power", points=points).numbers["t"] != lesson.scene().numbers["t"]  # NaN, no error
    for counts in (((0, 0), (0, 0)), ((0, 0), (3, 4)), ((5, 0), (3, 0))):
        scene = lesson.scene(view="table", counts=counts)
        assert "empty" in scene.notice and value(scene, "p by") == 1 and value(scene, "p exactly") == pytest.approx(1)
    assert "no effect" in lesson.scene(effect=0).notice and value(lesson.scene(effect=0), "smallest n").startswith(
        "no n"
    )
    small = lesson.scene(n=2, alpha=0.001)
    assert "beyond" in small.notice and small.handles[0][1].spot[0] < 2.2
    assert lesson.scene(view="p", size_a=2, size_b=2).state.many.p.max() <= 1


def test_the_real_tile_is_hidden_until_it_is_revealed(lesson):
    start = dict(preset(lesson, "Line-up").state.p)
    closed, opened = (lesson.scene(**start | {"reveal": reveal}) for reveal in (False, True))
    real = closed.state.hidden
    assert value(closed, "tiles with") == "hidden" and value(opened, "tiles with") == "1 of 20"
    said = [*(str(getattr(each, "value", "")) for each in closed.readouts), closed.alt, closed.panels[0].title]
    assert not any(f"{real}" in text.split() for text in said)
    right = lesson.scene(**start | {"reveal": True, "pick": real})
    assert value(right, "is it the real").startswith("yes") and value(right, "t of your") == pytest.approx(
        -3.2058, abs=1e-4
    )


def test_the_challenges_are_not_solved_by_wandering(lesson):
    """Random states solve them hardly ever."""
    states = contracts.random_states(lesson, 60)
    for place, challenge in enumerate(lesson.challenges):
        if challenge.solved:
            views = challenge.views
            found = [lesson.solved(lesson.scene(**values | {"view": views[0]}))[place] for values in states]
            assert np.mean(found) < 0.05, challenge.prompt


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    models = samples.built_in("models")
    a, b = models.first_group, models.second_group
    table = stats.chi2_contingency([[a.sum(), 400 - a.sum()], [b.sum(), 400 - b.sum()]], correction=False)
    assert (a.sum(), b.sum()) == (362, 341)
    assert (table.statistic, table.pvalue) == pytest.approx((5.17, 0.023), abs=5e-3)
    only = int(np.sum(a > b)), int(np.sum(b > a))
    assert only == (27, 6) and stats.binomtest(27, 33).pvalue == pytest.approx(0.00032, abs=5e-6)
    labels, ink = digits().labels, digits().values.sum(axis=1)
    half = len(labels) // 2
    drift = stats.chi2_contingency([np.bincount(labels[:half]), np.bincount(labels[half:])])
    assert drift.statistic == pytest.approx(0.34, abs=5e-3) and drift.dof == 9 and drift.pvalue > 0.99999
    test = stats.ttest_ind(ink[:half], ink[half:])
    assert (test.statistic, test.pvalue) == pytest.approx((2.70, 0.007), abs=5e-3)
    assert ink[:half].mean() / ink[half:].mean() == pytest.approx(1.014, abs=5e-4)
    assert round(1 - 0.95**20, 2) == 0.64
    for said in ("$362$", "$27$ to $6$", "probability $0.00032$", r"$1.4\%$", "$p > 0.99999$", r"$36\%$"):
        assert said in text, said
    assert ht.false_share(0.1, 0.8, 0.05) == pytest.approx(0.36)
    assert preset(lesson, "80% power").state.power == pytest.approx(0.8, abs=2e-3)
    assert preset(lesson, "Underpowered").state.power == pytest.approx(0.29, abs=5e-3)
    assert preset(lesson, "Unequal spreads").state.expected == pytest.approx(0.26, abs=5e-3)
    assert preset(lesson, "Rows twice").state.expected == pytest.approx(0.17, abs=5e-3)
    dance = preset(lesson, "The dance").state.many.p[:30]
    assert dance.min() < 0.001 and dance.max() > 0.4
    assert preset(lesson, "Significant, so right?").state.false == pytest.approx(0.36, abs=5e-3)
    curse = preset(lesson, "The winner’s curse").state.passing
    assert curse.exaggeration > 4.5 and 1 / curse.wrong_sign == pytest.approx(11, abs=0.6)
    sleep = preset(lesson, "Sleep, in pairs")
    assert (sleep.state.tested.t, sleep.state.tested.p) == pytest.approx((-4.06, 0.0028), abs=5e-3)
    assert lesson.scene(view="t", data="sleep", pairs=False).state.tested.p == pytest.approx(0.079, abs=5e-4)
    bars, tea = lesson.scene(view="table").state.table, preset(lesson, "The lady’s tea").state.table
    # Of a two-sided p: |z| beyond a bound on either side, z ~ N(1.96, 2).
    bounds = stats.norm.isf(np.array([0.00016, 0.65]) / 2)
    again = stats.norm.sf((bounds - 1.96) / 2**0.5) + stats.norm.cdf((-bounds - 1.96) / 2**0.5)
    assert again == pytest.approx([0.1, 0.9], abs=1e-3)
    assert "below $0.00016$ with $10\\%$, and above $0.65$ with $10\\%$" in text
    assert (bars.p, bars.exact, tea.p, tea.chances[-1]) == pytest.approx((0.057, 0.11, 0.0047, 1 / 70), abs=1.5e-3)
    pairs = line_up.two_groups("sleep")
    assert np.sum(pairs.second_group > pairs.first_group) == 9  # "nearly all go up"


def test_the_program_where_there_is_no_t(lesson):
    for values, says in (
        ({"points": ((0.0, 0.0),) * 4}, "at least two values in each group"),
        ({"points": ((2.0, 3.0), (2.0, 4.0), (2.0, 7.0), (2.0, 8.0))}, "next to nothing varies"),
    ):
        parameters = lesson.parameters(values)
        told = contracts.python_prints(listing.python(lesson, parameters))
        assert says in told and "\nt = " not in told
        contracts.agrees(lesson, parameters, contracts.printed(told), str(values))

"""The lesson on comparing models: its readouts against SciPy (`ttest_rel`, `binomtest`, `friedmanchisquare`) and
statsmodels (`multipletests`) at random states, the numbers in its text, what is degenerate, a reader's files, drags.

The mathematics and the table of runs have their oracles in `tests/mathcore/statistics/test_ml_comparisons.py`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from explorer import listing
from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import ml_runs
from tests.lessons import contracts
from tests.lessons.asking import drag, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("ml_significance")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def test_seeds_at_random_states_are_scipys(lesson):
    for values in contracts.random_states(lesson, 20):
        q = lesson.scene(**values | {"view": "seeds"}).state
        a, b = q.scores.first[q.chosen], q.scores.second[q.chosen]
        if len(a) > 2 and np.ptp(b - a) > 0:
            known = stats.ttest_rel(b, a)
            assert (q.plain.t, q.plain.p) == pytest.approx((known.statistic, known.pvalue))
            assert len(a) == q.reported <= values["runs"]


def test_items_many_and_pool_at_random_states(lesson):
    for values in contracts.random_states(lesson, 12):
        items = contracts.drawn(lesson, values | {"view": "items"})
        if items:
            t: Any = items.numbers["table"]
            known = stats.binomtest(t.first, t.split).pvalue if t.split else 1.0
            assert value(items, "exact p") == pytest.approx(known)
        many = lesson.scene(**values | {"view": "many", "tests": "simulated"}).state
        for name, method in (("Bonferroni", "bonferroni"), ("BH", "fdr_bh")):
            known = multipletests(many.tested[0], values["alpha"], method=method)[0].sum()
            assert abs(many.rejected[name] - known) <= (np.ptp(many.tested[0]) == 0) * many.many
        pool = lesson.scene(**values | {"view": "pool", "added": 1 + values["added"] % 4}).state
        assert pool.ranked.corrected == pytest.approx(stats.friedmanchisquare(*np.array(pool.pool).T).statistic)


def test_what_the_text_says(lesson):
    twins = preset(lesson, "Same model twice").state
    assert twins.apart[[0, 2]] == pytest.approx([-1.33, -3.17], abs=0.01) and twins.plain.p == pytest.approx(
        0.355, abs=1e-3
    )
    assert np.abs(twins.apart).max() == pytest.approx(6.33, abs=0.01)
    for n in range(5, 31):
        band = lesson.scene(data="trees", runs=n).state.plain
        assert band.mean - band.half(0.05) > 0  # "from five runs on the band keeps clear of zero"
    trees = preset(lesson, "A real difference").state
    assert 0 < trees.apart[0] < abs(twins.apart[0])  # "shows less than before"
    corrected = preset(lesson, "Corrected").state
    assert (corrected.plain.p, corrected.corrected.p) == pytest.approx((0.045, 0.32), abs=5e-3)
    assert corrected.plain.mean == pytest.approx(0.76, abs=5e-3)
    best = preset(lesson, "Best of twenty").state
    assert (best.luck, best.ahead) == pytest.approx((1.867, 20 / 21), abs=1e-3)
    more = preset(lesson, "More splits").state
    assert more.level == pytest.approx(1 / 3, abs=0.01)
    assert preset(lesson, "Half and half").state.measured[2] == pytest.approx(0.43, abs=5e-3)
    items = preset(lesson, "Same items").state.table
    assert (items.both + items.first, items.both + items.second, items.first, items.second) == (742, 756, 3, 17)
    assert (items.p, items.p_unpaired) == pytest.approx((0.0026, 0.14), abs=1e-3)
    coin = preset(lesson, "Close to a coin").state.table
    assert (coin.first, coin.second) == (100, 88)
    pairs = preset(lesson, "45 pairs").state.rejected
    assert (pairs["none"], pairs["Bonferroni"], pairs["Holm"]) == (31, 27, 29)
    fifteen = preset(lesson, "Fifteen p-values").state.rejected
    assert fifteen == {"none": 9, "Bonferroni": 3, "Holm": 3, "BH": 4}
    nothing = preset(lesson, "Nothing at all").state
    assert nothing.rates["none"].any_false == pytest.approx(1 - 0.95**20, abs=0.015)  # "two of three"
    assert nothing.rejected == {"none": 2, "Bonferroni": 0, "Holm": 0, "BH": 0}
    four, five = preset(lesson, "Four trees").state, preset(lesson, "The pool decides").state
    assert four.gap < four.cd and four.ranked.p < 0.05 and five.gap > five.cd
    assert lesson.scene(view="pool", league="duel", added=3).state.gap == pytest.approx(2.4)


def test_the_pool_does_not_change_the_test_of_two(lesson):
    alone, crowd = (lesson.scene(view="pool", added=k, place="below") for k in (0, 4))
    assert value(alone, "p of the two alone") == value(crowd, "p of the two alone")
    d = np.diff(np.array(ml_runs.LEAGUE)[:, [0, 3]]).ravel()
    assert value(alone, "p of the two alone") == pytest.approx(
        stats.wilcoxon(d[d != 0], method="exact").pvalue, abs=2e-3
    )


def test_a_few_windows_of_the_same_forest_differ(lesson):
    """A challenge: luck is rare, so that it must be looked for."""
    found = [
        (start, runs)
        for start in range(1, 27)
        for runs in range(5, 32 - start)
        if lesson.solved(lesson.scene(start=start, runs=runs))[0]
    ]
    assert 3 <= len(found) <= 6
    same = lesson.scene(start=26, runs=30)  # beyond the end the window is cut, and that is said
    assert same.state.reported == 5 and "end at run 30" in same.notice


def test_random_states_do_not_solve_the_challenges(lesson):
    rng = np.random.default_rng(5)
    solved = np.zeros(3)
    for _ in range(150):
        counts = tuple(map(tuple, rng.integers(0, 201, (2, 2)).tolist()))
        seeds = lesson.scene(start=int(rng.integers(1, 31)), runs=int(rng.integers(1, 31)))
        items = lesson.scene(view="items", answers="counts", counts=counts)
        pool = lesson.scene(view="pool", added=int(rng.integers(5)), alpha=round(float(rng.uniform(0.01, 0.2)), 2))
        solved += [bool(lesson.solved(s)[k]) for k, s in enumerate((seeds, items, pool))]
    assert (solved <= 4).all(), solved


def test_the_prediction(lesson):
    predicted = next(each.predict for each in lesson.challenges if each.predict)
    truth = predicted.truth(lesson.scene(**predicted.at).state)
    z = np.random.default_rng(1).normal(size=(200_000, 20)).max(axis=1).mean()
    assert truth == pytest.approx(0.5 * z, abs=0.01)
    assert all(abs(truth - guess) > predicted.near for guess in (0.5, 1.0, 0.75, 1.5))


def test_degenerate_states(lesson):
    equal = lesson.scene(data="draw", pairs=((80, 81), (82, 83), (90, 91)), runs=3)
    assert "no spread" in equal.notice and value(equal, "t on 2").startswith("∞")
    single = lesson.scene(runs=1)
    assert value(single, "p-value").startswith("one run") and "no test" in single.panels[1].title
    with pytest.raises(Unanswerable, match="zero"):
        lesson.scene(view="items", answers="counts", counts=((0, 0), (0, 0)))
    agreed = lesson.scene(view="items", answers="counts", counts=((50, 0), (0, 3)))
    assert "p = 1" in agreed.notice and agreed.state.table.p == 1
    assert "not be read" in lesson.scene(view="pool", alpha=0.01).notice


def test_the_bars_of_the_coin_stand_at_their_shares(lesson):
    """Two traces of bars would be set beside each other, each off its place."""
    for values in ({"upto": 200}, {"answers": "counts", "counts": ((200, 1), (0, 200))}, {}):
        scene = lesson.scene(view="items", **values)
        bars = [each for each in scene.panels[-1].traces if each["type"] == "bar"]
        n = scene.state.table.split
        assert len(bars) == 1 and bars[0]["x"] == pytest.approx(np.arange(n + 1) / n)
        law = stats.binom.pmf(np.arange(n + 1), n, 0.5)
        assert bars[0]["y"] == pytest.approx(law / law.max())
        tail = sum(law[k] for k in range(n + 1) if bars[0]["marker"]["color"][k] == "@accent")
        assert tail == pytest.approx(scene.state.table.p)


@pytest.mark.parametrize(
    "values",
    [
        {"runs": 1},
        {"data": "draw", "pairs": ((80, 81), (82, 83), (90, 91)), "runs": 3},
        {"data": "draw", "pairs": ((80.1, 79.0), (82.3, 81.2), (90.7, 89.6)), "runs": 3},
        {"data": "draw", "pairs": ((80, 80), (82, 82))},
    ],
)
def test_the_program_where_there_is_no_spread(lesson, values):
    parameters = lesson.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, str(values))


def test_rows_of_a_file_that_are_not_used_are_told(lesson):
    rng = np.random.default_rng(6)
    runs, p = pack(OwnData(("a", "b"), rng.normal(size=(40, 2)))), pack(OwnData(("p",), rng.uniform(size=(80, 1))))
    league = rng.normal(size=(60, 4)) + np.arange(4)
    assert "first 30" in lesson.scene(data=runs, runs=30).notice
    assert "first 60" in lesson.scene(view="many", tests=p).notice
    assert "first 40" in lesson.scene(view="pool", league=pack(OwnData(tuple("abcd"), league))).notice


def test_a_readers_files(lesson):
    rng = np.random.default_rng(2)
    scores = np.round(rng.normal(80, 2, (40, 2)), 1)
    q = lesson.scene(data=pack(OwnData(("a model of a long name", "b"), scores)), runs=30, overlap=0.2).state
    assert q.plain.p == pytest.approx(stats.ttest_rel(*scores[:30].T).pvalue) and q.scores.names[0].endswith("…")
    assert q.corrected.factor == pytest.approx(1 / 30 + 0.25)
    right = rng.integers(0, 2, (900, 2)).astype(float)
    scene = lesson.scene(view="items", answers=pack(OwnData(("a", "b"), right)))
    assert scene.state.table.total == 797 and "first 797" in scene.notice and len(scene.panels) == 2
    with pytest.raises(Unanswerable, match="1, or wrong"):
        lesson.scene(view="items", answers=pack(OwnData(("a", "b"), scores)))
    p = np.array([[0.2], [0.001], [0.03]])
    assert lesson.scene(view="many", tests=pack(OwnData(("p",), p))).state.rejected["BH"] == 2
    with pytest.raises(Unanswerable, match="between 0 and 1"):
        lesson.scene(view="many", tests=pack(OwnData(("p",), p - 0.1)))
    league = OwnData(tuple("abcd"), rng.normal(size=(12, 4)))
    scene = lesson.scene(view="pool", league=pack(league), added=2)
    assert scene.state.pool.shape == (12, 6) and scene.state.methods[-1] == "+2"
    tied = lesson.scene(view="pool", league=pack(OwnData(tuple("abcd"), np.ones((5, 4)))))
    assert tied.state.gap == 0 and "not be read" in tied.notice


def test_pairing_holds_for_scores_that_are_large_and_nearly_equal(lesson):
    a = np.random.default_rng(7).normal(1e6, 1e5, 20)
    scene = lesson.scene(data=pack(OwnData(("a", "b"), np.stack([a, a * (1 + 1e-9)], axis=1))), runs=20)
    assert all(each.holds for each in scene.readouts if isinstance(each, Law))


def test_drags(lesson):
    scene, sentence = drag(lesson, {}, "last", None, 25.2, 0.0)
    assert not sentence and scene.state.end == 25
    _, sentence = drag(lesson, {"data": "draw"}, "last", None, 20.0, 0.0)
    assert sentence.endswith("8.")
    scene, _ = drag(lesson, {"data": "draw"}, "second", 2, 3.0, 95.0)
    assert scene.state.p.pairs[2][1] == 95
    scene, _ = drag(lesson, {"view": "many"}, "ps", 4, 5.0, 0.012)
    assert scene.state.rejected["BH"] == 5  # "drag the fifth under its line"
    scene, sentence = drag(lesson, {"view": "splits"}, "rho", None, 31.0, 0.5)
    assert not sentence and scene.state.p.rho == pytest.approx((31 * 0.5 - 1) / 30, abs=0.006)
    scene, _ = drag(lesson, {"view": "items", "answers": "counts"}, "split", None, 1.0, 1.1)
    assert scene.state.table.second == 0 and scene.state.table.split == 17
    scene, _ = drag(lesson, {"view": "pool"}, "pool", None, 6.1, 1.0)
    assert scene.state.p.added == 2


def test_squares_of_small_units_are_shown(lesson):
    a, b = 1e-9 * np.array([[3.0, 5.0, 4.0, 8.0], [4.0, 4.0, 6.0, 11.0]])
    scene = lesson.scene(view="seeds", data=pack(OwnData(("a", "b"), np.stack([a, b], axis=1))), start=1)
    shared = next(each for each in scene.readouts if each.name.startswith("pairing removes"))
    assert shared.left == pytest.approx(np.var(b - a, ddof=1)) and shared.sides == ("2.92×10⁻¹⁸",) * 2

"""The lesson on sampling. Oracles: NumPy's means, deviations and correlations of scikit-learn's breast cancer data and
digits at random states; all samples by itertools; variance ratios by sums of squares; Student's intervals by SciPy; the
published numbers of the Literary Digest. Also what is degenerate, drags, and numbers that the text says. (The
mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

from itertools import combinations, combinations_with_replacement
from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_breast_cancer, load_digits

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Law, Unanswerable
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

VALUES = {"cells": load_breast_cancer().data[:, 0], "digits": load_digits().data.sum(axis=1)}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("sampling_distributions")


@pytest.fixture(scope="module")
def states(lesson):
    return [{**each, "simulated": 200, "seed": each["seed"] % 3} for each in contracts.random_states(lesson)]


def own(values: Any, by: Any) -> str:
    return pack(OwnData(("y", "by"), np.stack([np.asarray(values, float), np.asarray(by, float)], axis=1)))


def test_the_lit_rows_and_the_means_are_of_the_population(lesson, states):
    for values in states:
        if values["data"] not in VALUES:
            continue
        scene, y = lesson.scene(**values | {"view": "draw"}), VALUES[values["data"]]
        q = scene.state
        assert value(scene, "mean of the population") == pytest.approx(y.mean())
        lit = scene.panels[0].traces[1]["x"]
        assert len(lit) == len(q.lit) == min(values["n"], len(y))
        assert values["design"] == "replaced" or len(set(q.lit.tolist())) == len(q.lit)
        if values["design"] in ("simple", "replaced", "convenience"):
            assert q.means[q.shown] == pytest.approx(y[q.lit].mean())
        if values["design"] == "simple":
            formula = y.std(ddof=1) * np.sqrt((1 - q.n / len(y)) / q.n)
            assert law(scene, "how far").right == pytest.approx(formula)


def test_the_sample_under_the_curve(lesson, states):
    for values in states:
        if values["data"] not in VALUES:
            continue
        scene, y = lesson.scene(**values | {"view": "bias"}), VALUES[values["data"]]
        q, (out, inside, curve) = scene.state, scene.panels[0].traces[:3]
        taken = np.isfinite(inside["y"])
        assert taken.sum() == q.n and (taken == np.isnan(out["y"])).all()
        height = np.interp(y, curve["x"], curve["y"])
        drawn = np.where(taken, inside["y"], out["y"])
        clear = np.abs(drawn - height) > 0.01
        assert ((drawn < height) == taken)[clear].all()
        assert law(scene, "of this very sample").left == pytest.approx(y[taken].mean() - y.mean())
        if q.n < len(y):
            assert q.dials.defect == pytest.approx(np.corrcoef(taken, y)[0, 1], abs=1e-9)


def test_groups_by_sums_of_squares(lesson, states):
    for values in states:
        if values["data"] not in VALUES:
            continue
        scene = lesson.scene(**values | {"view": "groups"})
        x = VALUES[values["data"]][scene.state.piles]
        count, m = x.shape
        total = ((x - x.mean()) ** 2).sum()
        between = m * ((x.mean(axis=1) - x.mean()) ** 2).sum()
        # Mean squares of one-way analysis of variance, over S².
        wanted = (
            between / (count - 1) / (total / (x.size - 1)),
            (total - between) / (x.size - count) / (total / (x.size - 1)),
        )
        sides = law(scene, "clusters").left, law(scene, "strata").left
        assert sides == pytest.approx(wanted)
        assert count * m + scene.state.size % m == scene.state.size


def test_all_samples_by_itertools(lesson, states):
    by: dict[str, Any] = {"mean": np.mean, "median": np.median, "largest": np.max}
    by["variance"] = lambda x: np.var(x, ddof=1) if len(x) > 1 else 0.0
    for values in states:
        scene = lesson.scene(**values | {"view": "all"})
        q, statistic = scene.state, by[values["statistic"]]
        if not values["back"]:
            wanted = [statistic(each) for each in combinations(values["few"], q.small)]
            assert (q.every.mean, q.every.error) == pytest.approx((np.mean(wanted), np.std(wanted)), abs=1e-9)
        else:
            assert len(q.every.rows) == len(list(combinations_with_replacement(values["few"], q.small)))
        assert q.value == pytest.approx(statistic(np.array(values["few"])[q.pick]))


def test_the_three_dials(lesson, states):
    for values in states:
        scene = lesson.scene(**values | {"view": "dials"})
        f, p = values["percent"] / 100, values["yes"]
        rho = scene.state.poll.defect
        error = rho * np.sqrt((1 - f) / f * p * (1 - p))
        assert value(scene, "error") == pytest.approx(100 * error)
        assert rho <= values["defect"] and (rho == values["defect"]) == (scene.notice == "")
        shift = rho * np.sqrt(values["people"] - 1)
        held = stats.norm.cdf(1.959964 - shift) - stats.norm.cdf(-1.959964 - shift)
        assert scene.numbers["percent_covered"] == pytest.approx(100 * held, abs=1e-4)


def test_the_bar_sets_the_size_of_the_sample(lesson):
    for design in ("simple", "replaced", "stratified", "neyman"):
        for n in (15, 60, 300):
            at = next(h for _, h in lesson.scene(design=design, n=n).handles).spot
            scene, sentence = drag(lesson, {"design": design}, "error", None, *at)
            assert scene.state.n == n and not sentence
    assert drag(lesson, {}, "error", None, 14.127, 0.6)[0].state.n == 569
    # Nearer than a hundredth of the axis:
    assert drag(lesson, {"design": "replaced"}, "error", None, 14.127, 0.6)[1] == ""
    assert drag(lesson, {}, "error", None, 20.0, 0.6)[1].endswith(".")


def test_the_curve_sets_the_tilt(lesson):
    base = {"view": "bias", "n": 200}
    for tilt in (-0.5, 0, 0.4):
        at = next(h for _, h in lesson.scene(**base, tilt=tilt).handles if h.name == "tilt").spot
        scene, sentence = drag(lesson, base, "tilt", None, *at)
        assert scene.state.p.tilt == pytest.approx(tilt, abs=0.02) and not sentence
    assert drag(lesson, base, "tilt", None, 19.0, 0.02)[1].endswith(".")
    for name in ("n", "count"):
        assert drag(lesson, base, name, None, 450.3, 0.3)[0].state.n == 450
        assert drag(lesson, base, name, None, 5000.0, 0.3)[1].endswith(".")


def test_the_other_handles(lesson):
    scene, sentence = drag(lesson, {"view": "groups"}, "alike", None, 0.5, 1.0)
    assert scene.state.alike == pytest.approx(0.5, abs=0.03) and not sentence
    assert drag(lesson, {"view": "groups"}, "alike", None, -0.3, 1.0)[1].endswith(".")
    scene, _ = drag(lesson, {"view": "all"}, "few", 2, 17.04, 0.3)
    assert scene.state.p.few == (2, 3, 17, 8, 9, 12, 14, 20)
    scene, sentence = drag(lesson, {"view": "dials"}, "sample", None, 0.01, 0.005)
    assert scene.state.poll.worth == pytest.approx(404, rel=0.06) and not sentence
    assert "More cannot go wrong" in drag(lesson, {"view": "dials"}, "sample", None, 0.001, 0.5)[1]
    scene, _ = drag(lesson, {"view": "dials"}, "people", None, 0.1, 1e-4)
    assert scene.state.p.people == pytest.approx(1e8)
    assert drag(lesson, {"view": "dials"}, "people", None, 0.1, 0.5)[1].endswith(".")


def test_what_is_degenerate(lesson):
    for few in ([3] * 20, list(range(11))):
        with pytest.raises(Unanswerable, match="twelve rows"):
            lesson.scene(data=own(few, range(len(few))))
    for view in ("draw", "groups", "bias"):
        for design in ("simple", "replaced", "neyman", "convenience"):
            for data in (
                own([1, 2, 4, 8] * 3, [0, 1, 2, 3] * 3),
                own([0] * 20 + [1], range(21)),
                own([1, 5] * 9, [0, 1] * 9),
            ):
                scene = lesson.scene(view=view, data=data, design=design)
                for each in scene.readouts:
                    assert isinstance(each, Law) or "undefined" not in str(each.value)
    for n in (569, 600):
        scene = lesson.scene(n=n)
        assert "census" in scene.notice and scene.state.width == 0 and np.ptp(scene.state.means) < 1e-9
    put_back = lesson.scene(n=600, design="replaced")
    assert "stops at 569" in put_back.notice and "569 draws of 569" in put_back.panels[0].title
    assert lesson.scene(n=569, design="replaced").notice == ""
    assert "census" in lesson.scene(view="bias", n=600).notice
    assert lesson.scene(view="bias", n=600).state.here == pytest.approx([0, 1])
    assert "as many" in lesson.scene(view="all", few=(1, 2, 4), small=8).notice
    assert "one value" in lesson.scene(view="all", statistic="variance", small=1).notice
    assert "most that is possible" in lesson.scene(view="dials", percent=0.0102, defect=0.5).notice
    assert "left over" in lesson.scene(view="groups").notice


def test_the_identity_far_from_zero(lesson):
    """Of values around 1e9 the mean itself has seven digits less than their deviations from it."""
    for tilt in (-1, 0, 1):
        scene = lesson.scene(view="bias", data=own(1e9 + np.arange(20), range(20)), tilt=tilt, n=13)
        near = lesson.scene(view="bias", data=own(np.arange(20), range(20)), tilt=tilt, n=13)
        assert law(scene, "of this very sample").holds
        assert law(scene, "of this very sample").left == pytest.approx(law(near, "of this very sample").left)


def test_a_dot_stands_near_its_value(lesson):
    """Of either population: no pile is so tall that it is drawn as several, which would look like a plateau."""
    for data, y in VALUES.items():
        x = np.array(lesson.scene(data=data).panels[0].traces[0]["x"])
        assert np.abs(x - y).max() < 0.02 * np.ptp(y)


def test_groups_and_strata_cross_where_both_are_one(lesson):
    from mathcore.statistics import small_populations as sp

    for count, m in ((28, 20), (5, 3)):
        at = -1 / (count * m - 1)
        assert (sp.cluster_effect(at, count, m), sp.strata_effect(at, count, m)) == pytest.approx((1, 1))


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    at = {preset.name: lesson.scene(lesson.parameters(preset.values)).state for preset in lesson.presets}
    neyman = at["Neyman"]
    assert sorted(neyman.counts.tolist()) == [29, 31] and neyman.counts[0] == 31
    assert (neyman.formula, neyman.plain) == pytest.approx((0.281, 0.430), abs=5e-4)
    assert float(neyman.population.errors("stratified", 60)) == pytest.approx(0.296, abs=5e-4)
    lean = at["Convenience"]
    assert lean.width < 1.1 * lean.plain and lean.center - lean.mu > 2 * lean.width
    assert len(at["Every sample"].every.chance) == 56
    assert at["The largest"].every.mean == pytest.approx(16.34, abs=0.005)
    assert at["Clusters"].heap.cluster_effect == pytest.approx(7.9, abs=0.1)
    assert at["Clusters"].heap.strata_effect == pytest.approx(0.65, abs=0.01)
    filed = at["As filed"]
    assert (filed.alike, filed.heap.cluster_effect, filed.piles.size) == pytest.approx((0.031, 1.60, 1780), abs=5e-3)
    big = at["Big and biased"]
    assert (big.here[0], big.equal, big.plain) == pytest.approx((0.375, 76, 0.076), abs=0.6)
    assert big.here[0] == pytest.approx(0.375, abs=0.003) and big.plain == pytest.approx(0.076, abs=5e-4)
    assert "450 random rows is $0.076$" in text and big.here[1] == 0
    assert round(lesson.scene(view="bias", n=300).state.equal) == 23
    assert at["A paradox"].poll.worth == pytest.approx(1105, abs=1)
    digest = at["Literary Digest"].poll
    assert digest.worth == pytest.approx(6.15, abs=0.2) and digest.error == pytest.approx(0.195, abs=0.002)
    assert digest.answers == pytest.approx(2_266_566, rel=0.01)
    faint = [lesson.scene(view="bias", tilt=0.1, n=n).state.here[1] for n in (100, 430, 565)]
    assert faint[1] == pytest.approx(0.56, abs=0.03) and faint[0] > 0.7 and faint[2] > 0.85


def test_laws_of_random_samples_are_excused_by_the_odds_alone(lesson):
    for view, name in (("draw", "they centre"), ("draw", "how far"), ("bias", "were it at random")):
        for tilt in (0, 0.5):
            found = law(lesson.scene(view=view, design="convenience", tilt=tilt), name)
            assert bool(found.unless) == (tilt > 0) and (tilt > 0 or found.holds)
    assert not law(lesson.scene(view="bias", tilt=0.3, n=300), "were it at random").holds


def test_the_second_challenge_takes_a_faint_tilt_and_most_rows(lesson):
    solved = [
        lesson.solved(lesson.scene(view="bias", n=n, tilt=tilt))[1]
        for n in range(10, 601, 59)
        for tilt in (-1, -0.5, -0.12, -0.05, 0, 0.05, 0.3, 1)
    ]
    assert 0 < sum(solved) <= 4


def test_the_third_challenge_is_not_at_an_end(lesson):
    ends = [{"members": m, "likeness": r} for m in (2, 60) for r in (0, 1)] + [{"order": "file", "members": 60}]
    for data in VALUES:
        for end in ends:
            assert not lesson.solved(lesson.scene(view="groups", data=data, **end))[2], (data, end)


def test_the_prediction(lesson):
    predict = lesson.challenges[0].predict
    truth = predict.truth(lesson.at(lesson.parameters(predict.at)))
    assert truth == pytest.approx(6.2, abs=0.1)
    assert abs(lesson.scene(view="dials").state.poll.worth - truth) > predict.near


def test_a_census_has_no_width(lesson):
    for design in ("simple", "convenience"):
        assert lesson.scene(n=600, design=design).alt.endswith("± 0.")
    assert lesson.scene(view="bias", n=600, design="convenience").numbers["typical"] == 0

"""What is special to the curse of dimensionality.

Oracles: volumes by `scipy.special.betainc` and `math.gamma`; distances by `scipy.spatial.distance.cdist`; neighbours by
scikit-learn's `NearestNeighbors`; the intrinsic dimension by the maximum likelihood of a Pareto law; skewness by
`scipy.stats.skew`; iris by scikit-learn's `KNeighborsClassifier` on precomputed distances. (`mathcore` has its own in
`tests/mathcore/advanced`.)
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.spatial.distance import cdist, pdist
from sklearn.feature_selection import f_classif
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from explorer.controls.data import OwnData, pack
from explorer.lesson import Unanswerable
from mathcore.advanced import curse_neighbours as near
from mathcore.advanced import curse_of_dimensionality as curse
from mathcore.common.tables import iris
from pages.advanced.curse_of_dimensionality.state import SIZES
from tests.lessons import contracts
from tests.lessons.asking import drag, law


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("curse_of_dimensionality")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(p.values for p in lesson.presets if p.name == name)))


def own(values: Any) -> str:
    return pack(OwnData(tuple("abcdef"), np.asarray(values, float)))


def test_orange_and_balls_at_random_states(lesson):
    for values in contracts.random_states(lesson, 15):
        d, t = values["d"], values["peel"]
        scene = lesson.scene(**values | {"view": "orange"})
        assert scene.readouts[0].value == pytest.approx(100 * stats.beta(d, 1).sf(1 - t), rel=1e-8)
        assert (1 - t) ** scene.readouts[1].value == pytest.approx(0.01)
        assert (1 - scene.readouts[2].value / 100) ** d == pytest.approx(0.5)
        scene = lesson.scene(**values | {"view": "balls"})
        log = d / 2 * math.log10(math.pi) - math.lgamma(d / 2 + 1) / math.log(10)
        found = [each.value for each in scene.readouts[:4]]
        wanted = [math.sqrt(d) - 1, log + d * math.log10((math.sqrt(d) - 1) / 4), log - d * math.log10(2), log]
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9)


def test_distances_at_random_states(lesson):
    for values in contracts.random_states(lesson, 6):
        scene = lesson.scene(**values | {"view": "crowd"})
        q, d, n = scene.state, values["d"], values["points"]
        columns = np.arange(d) % 3 if values["copied"] else np.arange(d)
        x = curse.random_uniforms(values["seed"], 0, 0, n * curse.MOST).reshape(n, -1)
        far = cdist(x[:, columns], curse.query_point(values["query"], values["seed"])[None, columns]).ravel()
        assert (q.nearest, q.farthest, q.spread) == pytest.approx((far.min(), far.max(), far.std()))
        assert scene.readouts[0].value == pytest.approx(far.max() / far.min() - 1)


def test_the_table_at_some_states(lesson):
    for table, share, seed in (("cells", 40, 2), ("wine", 100, 3), ("wine", 0, 1)):
        scene = lesson.scene(view="table", table=table, shuffle=share, seed=seed)
        whole = near.table(table)
        x = near.shuffled(whole, round(whole.shape[1] * share / 100), seed)
        distances, lists = NearestNeighbors(n_neighbors=10, algorithm="brute").fit(x).kneighbors()
        pareto = 1 / np.mean(np.log(distances[:, 1] / distances[:, 0])) * (len(x) - 1) / len(x)
        contrast = np.mean(cdist(x, x).max(axis=1) / distances[:, 0] - 1)
        skew = stats.skew(np.bincount(lists.ravel(), minlength=len(x)))
        found = [scene.readouts[k].value for k in (0, 2, 4)]
        assert found == pytest.approx([pareto, contrast, skew])
        assert law(scene, "shuffling").left == pytest.approx(np.mean(pdist(whole) ** 2))


def test_iris_at_some_states(lesson):
    species = iris().labels
    for features, seed in ((4, 1), (22, 2), (102, 1), (1000, 5)):
        scene = lesson.scene(view="noise", features=features, seed=seed)
        x = np.concatenate([stats.zscore(iris().values), near.noise_features(seed, features - 4)], axis=1)
        apart = cdist(x, x)
        np.fill_diagonal(apart, 1e9)
        model = KNeighborsClassifier(5, metric="precomputed").fit(apart, species)
        assert scene.readouts[0].value == pytest.approx(100 * model.score(apart, species))
        squares, same = pdist(x) ** 2, pdist(species[:, None]) == 0
        gap = squares[~same].mean() - squares[same].mean()
        assert scene.readouts[4].value == pytest.approx(gap / squares[same].std())


def test_the_numbers_in_the_text(lesson):
    skin, box, crowd = (preset(lesson, name) for name in ("Thin skin", "Larger than its box", "Crowding"))
    assert skin.numbers["peel_percent"] == pytest.approx(99, abs=0.1) and skin.state.peeled.mean() > 0.9
    assert 4 * np.sqrt(1210 - 1) == pytest.approx(139, abs=0.5) and box.numbers["log10_share"] > 0
    assert f"the farthest is {100 * crowd.numbers['contrast']:.0f}% farther" in lesson.text()
    assert [round(100 * (1 - 0.95**d)) for d in (3, 90)] == [14, 99]  # an orange's skin
    real, mixed = preset(lesson, "Real digits"), preset(lesson, "Shuffled digits")
    assert real.numbers["dimension_now"] == pytest.approx(8, abs=0.5)
    assert mixed.state.now.skew > real.state.now.skew and mixed.state.now.times.max() > real.state.now.times.max()
    assert mixed.state.now.square == pytest.approx(real.state.now.square, rel=1e-12)
    assert lesson.scene(view="noise", features=4).numbers["euclid_percent"] == pytest.approx(95, abs=0.5)
    drowned = preset(lesson, "Drowned").numbers
    assert drowned["euclid_percent"] < 45 and drowned["screened_percent"] > 90 and drowned["nearer_percent"] < 55
    # From the corner of the cube the distances crowd more than from most points.
    free = {query: lesson.scene(view="crowd", d=200, query=query).numbers["contrast"] for query in ("corner", "random")}
    assert free["corner"] < free["random"]
    # Noise: mean 2m and deviation sqrt(8m) of squared distances of standard normals.
    z = np.random.default_rng(4).normal(size=(2, 20_000, 30))
    squares = ((z[0] - z[1]) ** 2).sum(axis=1)
    assert (squares.mean(), squares.std()) == pytest.approx((60, np.sqrt(240)), rel=0.02)


def test_a_hundredth_of_the_points_against_ten_times_the_dimension(lesson):
    """What the text says of averages over deals; single deals of ten points fall on both sides."""
    states = ((100, 1000), (100, 10), (1000, 1000))
    scenes = [[lesson.scene(view="crowd", seed=s, d=d, points=n) for d, n in states] for s in range(1, 21)]
    seen = np.array([[scene.numbers["contrast"] for scene in row] for row in scenes])
    whole, few, wide = seen.mean(axis=0)
    assert 0.35 < few / whole < 0.5 and 0.24 < wide / whole < 1 / 3
    assert (seen[:, 1] < seen[:, 2]).any() and (seen[:, 1] > 2 * seen[:, 2]).any()
    assert "takes the contrast to less than a third" in lesson.text() and "a little less than half" in lesson.text()


def test_copies_of_three_keep_their_contrast(lesson):
    scenes = [lesson.scene(view="crowd", d=d, copied=True) for d in (30, 60, 90)]
    assert np.ptp([s.numbers["contrast"] for s in scenes]) < 1e-9  # multiples of three: the same in all
    assert not law(scenes[-1], "variances").holds and law(scenes[-1], "no range").holds
    assert law(lesson.scene(view="crowd", d=300), "variances").holds


def test_an_orange_that_is_just_ripe_and_one_that_is_not(lesson):
    """Above 112 not all whole dimensions are on the slider: then the next that is counts, so that each peel has one."""
    for peel in (0.03, 0.04, 0.05, 0.06, 0.07, 0.08):
        ripe = SIZES[(1 - peel) ** SIZES <= 0.01]
        near_it = SIZES[np.abs(SIZES - ripe[0]) < 4].tolist()
        assert [d for d in near_it if lesson.solved(lesson.scene(d=d, peel=peel))[0]] == [ripe[0]]
        assert ripe[0] - math.log(0.01) / math.log(1 - peel) < 2
    assert not lesson.solved(lesson.scene(d=44, peel=0.1))[0]


def test_ten_points_that_crowd_as_a_thousand_do(lesson):
    for seed in range(1, 7):
        many = lesson.scene(view="crowd", d=400, seed=seed).numbers["contrast"]
        assert 0.16 < many < 0.22
        found = 0
        for d in SIZES[::12].tolist():
            scene = lesson.scene(view="crowd", d=d, points=10, seed=seed)
            solved = bool(lesson.solved(scene)[1])
            found += solved
            assert solved == (0.15 <= scene.numbers["contrast"] <= 0.2)
            assert not lesson.solved(lesson.scene(view="crowd", d=d, points=10, seed=seed, copied=True))[1]
        assert 2 <= found < 0.25 * len(SIZES[::12])


def test_the_four_lengths_stand_out_of_any_noise(lesson):
    """What the text says of F, against scikit-learn."""
    weakest = f_classif(*iris())[0].min()
    assert weakest == pytest.approx(49.16, abs=0.01)
    best = [f_classif(near.noise_features(s, 996), iris().labels)[0].max() for s in range(1, 61)]
    assert np.mean(np.array(best) < 10) == pytest.approx(stats.f(2, 147).cdf(10) ** 996, abs=0.06)
    assert stats.f(2, 147).cdf(10) ** 996 == pytest.approx(11 / 12, abs=0.003)
    assert "F = 49" in lesson.text() and "below 10 in eleven deals of twelve" in lesson.text()


def test_iris_among_a_thousand_features_on_the_average(lesson):
    right = [lesson.scene(view="noise", features=1000, seed=s).numbers["euclid_percent"] for s in range(1, 9)]
    assert np.mean(right) == pytest.approx(40, abs=5) and "from 95% to some 40%" in lesson.text()


def test_predictions_have_the_answers_that_they_explain(lesson):
    middle, shuffled = (c.predict for c in lesson.challenges[2:])
    states = [lesson.at(lesson.parameters(each.at)) for each in (middle, shuffled)]
    assert middle.truth(states[0]) == 2.0
    assert shuffled.truth(states[1]) == pytest.approx(0, abs=1e-9)


def test_tables_of_the_reader(lesson):
    rng = np.random.default_rng(6)
    line = rng.normal(size=(60, 1)) @ np.ones((1, 6)) + 1e-3 * rng.normal(size=(60, 6))
    scene = lesson.scene(view="table", table=own(line), shuffle=100)
    assert scene.numbers["dimension_real"] < scene.numbers["dimension_now"]
    copies = np.repeat(rng.normal(size=(20, 6)), 2, axis=0)  # each row has a copy: no nearest neighbour apart from it
    constant = np.concatenate([rng.normal(size=(40, 5)), np.ones((40, 1))], axis=1)
    assert lesson.scene(view="table", table=own(constant)).numbers["table_columns"] == 6
    for bad in (copies, np.ones((30, 6)), rng.normal(size=(5, 6))):
        with pytest.raises(Unanswerable, match="twelve"):
            lesson.scene(view="table", table=own(bad))
        assert "none" in str(lesson.scene(table=own(bad)).numbers["dimension_now"])  # the other views have their text


@pytest.mark.parametrize("far", [50.0, 1e6])
def test_neighbours_beside_a_far_outlier(lesson, far):
    """Distances of 1e-6 of the farthest one are not rounding: against scipy's, difference by difference."""
    values = np.concatenate([np.random.default_rng(0).normal(size=(60, 6)), np.full((1, 6), far)])
    scene = lesson.scene(view="table", table=own(values))
    x = stats.zscore(values)
    apart = np.sort(cdist(x, x), axis=1)
    dimension = 60 / np.log(apart[:, 2] / apart[:, 1]).sum()
    assert scene.numbers["dimension_real"] == pytest.approx(dimension, rel=1e-6)
    assert scene.numbers["contrast_real"] == pytest.approx(np.mean(apart[:, -1] / apart[:, 1] - 1), rel=1e-6)


def test_a_drag_of_the_ball_and_of_the_curve(lesson):
    balls = {"view": "balls"}
    for name, x, y, wanted in (("middle", 2.0, 0.0, 9), ("middle", -3.0, 0.0, 16), ("d along", 100.0, 0.0, 100)):
        assert drag(lesson, balls, name, None, x, y)[0].state.p.d == wanted
    assert drag(lesson, {}, "steep", None, 2 ** (-1 / 50), 0.5)[0].state.p.d == 50
    assert drag(lesson, {}, "inner", None, 0.8, 0.3)[0].state.p.peel == pytest.approx(0.2)

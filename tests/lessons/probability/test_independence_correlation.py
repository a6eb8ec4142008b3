"""The lesson on independence and correlation. Oracles at random states: information of the table from scikit-learn's
mutual_info_score; r and ranks of the points from SciPy; distance correlation from statsmodels; the laws of *Shapes* and
*Normal* from scikit-learn's nearest neighbours and simulated moments; the features from mutual_info_score; and what is
degenerate, what is dragged, numbers that the text says, ways to cheat. (The mathematics has its own oracles in
`tests/mathcore/probability`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import pearsonr, spearmanr
from sklearn.datasets import load_iris
from sklearn.feature_selection import mutual_info_regression
from sklearn.metrics import mutual_info_score
from statsmodels.stats.dist_dependence_measures import distance_statistics

from explorer import listing
from explorer.lesson import Law
from mathcore.probability import dependence, dependent_laws
from pages.probability.independence_correlation.state import NAMES
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("independence_correlation")


def preset(lesson: Any, name: str) -> Any:
    found = next(each for each in lesson.presets if each.name == name)
    return lesson.scene(lesson.parameters(found.values))


def test_readouts_at_random_states_against_their_libraries(lesson):
    for values in contracts.random_states(lesson):
        table = lesson.scene(**values | {"view": "table"})
        w = np.rint(10 * np.array(values["weights"])).astype(int)  # scikit-learn cuts counts to whole numbers
        if w.any():
            assert value(table, "mutual") == pytest.approx(mutual_info_score(None, None, contingency=w), abs=1e-12)
        points = lesson.scene(**values | {"view": "points"})
        x, y = np.array(values["points"]).T
        if np.ptp(x) > 0 and np.ptp(y) > 0:
            assert value(points, "Pearson") == pytest.approx(pearsonr(x, y).statistic, abs=1e-9)
            assert value(points, "Spearman") == pytest.approx(spearmanr(x, y).statistic, abs=1e-9)
            assert value(points, "distance") == pytest.approx(distance_statistics(x, y).distance_correlation, abs=1e-7)
        wines = lesson.scene(**values | {"view": "wines"})
        found, bins = dependence.wines(), values["bins"]
        a, b = (np.floor(found.shares[:, int(values[name])] * bins).astype(int) for name in ("first", "second"))
        single, other = (mutual_info_score(each, found.cultivar) for each in (a, b))
        assert value(wines, "synergy") == pytest.approx(
            mutual_info_score(bins * a + b, found.cultivar) - single - other, abs=1e-9
        )


@pytest.mark.parametrize(
    "values",
    [
        {"view": "shapes", "exponent": 0.75},
        {"view": "shapes", "family": "square", "angle": 25},
        {"view": "normal", "rho": -0.8, "stretch": 0.5},
        {"view": "normal", "rho": 0.9, "joint": False, "stretch": 0.8},
    ],
)
def test_the_laws_against_draws(lesson, values):
    q = lesson.scene(**values).state
    drawn = dependent_laws.draws(q.shape, q.t, q.jointly, 40_000, 8)
    risen = dependent_laws.stretched(drawn, q.s)
    assert pearsonr(*risen.T).statistic == pytest.approx(q.true_r, abs=0.03)
    assert spearmanr(*drawn.T).statistic == pytest.approx(q.rank_r, abs=0.02)
    estimate = mutual_info_regression(risen[:5000, :1], risen[:5000, 1], random_state=0)[0]
    assert estimate == pytest.approx(q.information, abs=0.06)


def test_r_says_it_all_only_of_jointly_normal_pairs(lesson):
    honest = law(lesson.scene(view="normal", rho=0.7), "r says")
    assert honest.holds and not honest.unless
    for values in ({"joint": False}, {"stretch": 0.5}, {"view": "shapes"}, {"view": "shapes", "family": "square"}):
        broken = law(lesson.scene(**{"view": "normal", "rho": 0.7} | values), "r says")
        assert broken.unless and not broken.holds


def test_a_stretch_moves_r_alone(lesson):
    states = [lesson.scene(view="normal", rho=-0.8, stretch=s).state for s in (0, 0.6, 1.2, 2)]
    assert len({(q.information, q.rank_r) for q in states}) == 1
    rs = [q.true_r for q in states]
    assert rs == sorted(rs) and rs[0] == pytest.approx(-0.8) and rs[-1] > -np.exp(-4)


def test_the_numbers_in_the_text(lesson):
    text, w = lesson.text(), dependence.wines()
    secret = preset(lesson, "The secret pair").state.pair
    assert "1.03 of 1.09 nats" in text and (secret.both, secret.entropy) == pytest.approx((1.03, 1.09), abs=0.005)
    codes = [dependence.binned(w.shares[:, k], 3) for k in range(13)]
    pairs = [dependence.pair(codes[i], codes[j], w.cultivar, 3) for i in range(13) for j in range(i)]
    assert secret.both > max(each.both for each in pairs)  # "more than any pair of real features"
    twins = lesson.scene(view="wines", first="6", second="5").state
    assert NAMES["5"] == "total phenols" and twins.pair.given == pytest.approx(0.03, abs=0.005)
    assert twins.pair.given == pytest.approx(twins.pair.shuffled[2] - twins.pair.shuffled[0], abs=0.005)
    ranks = spearmanr(w.f[:13], w.information[:13]).statistic
    assert "0.95" in text and ranks == pytest.approx(0.95, abs=0.005)
    codes = [dependence.binned(w.shares[:, k], 8) for k in range(13)]
    crowded = [dependence.pair(codes[i], codes[j], w.cultivar, 8).shuffled[2] for i in range(13) for j in range(i)]
    assert "0.23 to 0.43 nats" in text and (min(crowded), max(crowded)) == pytest.approx((0.23, 0.43), abs=0.005)
    many = preset(lesson, "Too many bins").state.pair
    assert many.shuffled[2] > 0.6 * many.both  # "how much of it is counting"


def test_the_irises_of_the_preset_are_scikit_learns(lesson):
    iris = load_iris()
    size = np.digitize(iris.data[:, 3], [1.0, 1.7])
    counts = [[np.sum((iris.target == k) & (size == j)) for j in range(3)] for k in range(3)]
    scene = preset(lesson, "Irises")
    assert scene.state.p.weights == tuple(map(tuple, counts)) and scene.numbers["maximal"] == pytest.approx(1)


def test_what_the_presets_say(lesson):
    outlier = preset(lesson, "One outlier").state
    without = dependence.cloud(outlier.x[:-1], outlier.y[:-1])
    assert outlier.pearson > 0.55 and abs(without.pearson) < 0.05 and abs(outlier.spearman) < outlier.cloud.shuffled[0]
    ring = preset(lesson, "Ring").state
    assert ring.distance_correlation < ring.shuffled_distance and abs(ring.pearson) < 1e-9
    arch = preset(lesson, "Arch").state
    assert max(abs(arch.pearson), abs(arch.spearman)) < arch.cloud.shuffled[0]
    assert arch.distance_correlation > 1.2 * arch.shuffled_distance
    good = preset(lesson, "Two good ones").state.pair
    assert good.synergy < -0.1
    mirrored = preset(lesson, "Stretched margins").state
    assert abs(mirrored.true_r) < 0.25 and mirrored.rank_r < -0.75


@pytest.mark.parametrize(
    ("weights", "says"),
    [
        (((0.0,) * 3,) * 3, "All weights are zero"),
        (((1.0, 0.0, 0.0), (0.0,) * 3, (0.0,) * 3), "empty"),
        (((5.0, 5.0, 0.0), (2.0, 2.0, 0.0), (1.0, 1.0, 0.0)), "empty"),
        (((2.0, 4.0, 6.0), (1.0, 2.0, 3.0), (3.0, 6.0, 9.0)), "Independent"),
        (((100.0, 0.1, 100.0), (0.1, 0.1, 0.0), (100.0, 0.0, 100.0)), "rare"),
    ],
)
def test_degenerate_tables_are_drawn_and_said(lesson, weights, says):
    scene = lesson.scene(weights=weights)
    assert says in scene.notice
    assert all(np.isfinite([each.left, each.right]).all() for each in scene.readouts if isinstance(each, Law))
    for _, handle in scene.handles:
        assert np.isfinite(handle.spot).all()


def test_points_without_a_correlation(lesson):
    for points in (((1.0, 2.0),) * 5, ((1.0, 2.0), (1.0, -2.0), (1.0, 0.0), (1.0, 3.0))):
        scene = lesson.scene(view="points", points=points)
        assert "no correlation" in scene.notice and "nan" not in scene.alt
        assert not any(lesson.solved(scene))


def test_cuts_and_edges_follow_and_stop(lesson):
    scene, sentence = drag(lesson, {}, "cut", 0, 0.1, 0.6)
    assert scene.state.table.cuts[1, 0] == pytest.approx(0.6, abs=0.01) and not sentence
    assert drag(lesson, {}, "cut", 0, 0.1, 0.05)[1] and drag(lesson, {}, "edge", 0, 0.9, 1.0)[1]
    scene, sentence = drag(lesson, {}, "edge", 1, 0.5, 1.0)
    assert scene.state.table.columns[2] == pytest.approx(0.5, abs=0.01) and not sentence
    shares = scene.state.table.joint / scene.state.table.columns
    before = lesson.scene().state.table
    assert shares == pytest.approx(before.joint / before.columns, abs=0.01)


def test_scores_keep_their_sides_while_a_hand_moves_a_cut(lesson):
    scene = lesson.scene(weights=((10.0, 20.0, 10.0), (20.0, 9.0, 20.0), (10.0, 20.0, 12.0)))
    for height in np.linspace(0.75, 0.55, 12):
        moved, _ = lesson.pulled(scene, "cut", 1, 0.5, float(height))
        after = lesson.scene(moved, scene)
        old, new = (np.nan_to_num(np.concatenate(each.state.scores)) for each in (scene, after))
        assert old @ new > 0 or min(np.linalg.norm(old), np.linalg.norm(new)) == 0
        diamonds = after.panels[2].traces[2]  # the means of the columns lie on the line, whatever the sign
        assert diamonds["y"] == pytest.approx(after.state.maximal * diamonds["x"], abs=1e-9)
        scene = after


def test_corner_vertex_and_lift_follow(lesson):
    scene, sentence = drag(lesson, {"view": "shapes"}, "corner", None, 0.5, 0.9)
    assert scene.state.p.exponent == pytest.approx(1, rel=0.03) and not sentence
    for x in (-1.0, 0.1, 1.2):
        scene, sentence = drag(lesson, {"view": "shapes"}, "corner", None, x, 0.0)
        assert sentence and scene.state.p.exponent in (0.5, 32)
    scene, sentence = drag(lesson, {"view": "shapes", "family": "square"}, "vertex", None, -1.0, 1.0)
    assert scene.state.p.angle == 90 and not sentence
    scene, _ = drag(lesson, {"view": "normal", "stretch": 0.5}, "lift", None, 0.0, -0.8)
    assert scene.handles[1][1].spot[1] == pytest.approx(-0.8, abs=0.03)
    assert drag(lesson, {"view": "normal", "stretch": 1}, "lift", None, 0.0, -4.0)[1].endswith(".")


def test_only_one_real_pair_has_so_much_synergy(lesson):
    """The challenge asks for a discovery: of all 78 pairs of real features one passes, however many bins are taken."""
    for bins in range(2, 9):
        states = {(a, b): {"first": str(a), "second": str(b)} for a in range(13) for b in range(a)}
        scenes = {at: lesson.scene(view="wines", bins=bins, **v) for at, v in states.items()}
        passing = [at for at, scene in scenes.items() if lesson.solved(scene)[1]]
        assert passing == ([(3, 2)] if bins <= 6 else []), bins


def test_a_coin_that_flips_the_sign_of_zero_flips_nothing(lesson):
    honest = law(lesson.scene(view="normal", rho=0, joint=False), "r says")
    assert honest.holds and not honest.unless
    assert law(lesson.scene(view="normal", rho=0, joint=False, stretch=1), "r says").unless


def test_a_table_of_probabilities_is_dragged_as_smoothly_as_one_of_per_cents(lesson):
    values = {"weights": ((0.1, 0.2, 0.1), (0.1, 0.2, 0.3), (0.0, 0.0, 0.0))}
    scene, sentence = drag(lesson, values, "cut", 0, 0.1, 0.37)
    assert scene.state.table.cuts[1, 0] == pytest.approx(0.37, abs=0.02) and not sentence
    values = {"weights": ((100.0,) * 3,) * 3}
    scene, sentence = drag(lesson, values, "edge", 0, 0.6, 1.0)
    assert scene.state.table.columns[0] == pytest.approx(0.6, abs=0.01) and not sentence


def test_small_random_clouds_do_not_pass_as_dependent(lesson):
    """dCor of a few points is large by chance: the challenge compares it with what shuffling leaves."""
    rng, solved = np.random.default_rng(4), 0
    for n in [4, 6, 10, 20] * 60:
        points = tuple(map(tuple, np.round(rng.uniform(-3, 3, (n, 2)), 1).tolist()))
        solved += bool(lesson.solved(lesson.scene(view="points", points=points))[0])
    assert solved <= 1


def test_no_one_number_answers_both_predictions(lesson):
    asked = [each.predict for each in lesson.challenges if each.predict]
    truths = [each.truth(lesson.at(lesson.parameters(each.at))) for each in asked]
    assert truths == pytest.approx([0, (np.exp(-0.99) - 1) / (np.e - 1)], abs=1e-12)
    assert abs(truths[0] - truths[1]) > sum(each.near for each in asked)
    assert abs(truths[1] + 0.99) > asked[1].near  # nor does the correlation before the stretch


@pytest.mark.parametrize(
    "values",
    [
        {"weights": ((0.0,) * 3,) * 3},
        {"points": ((1.0, 2.0),) * 5},
        {"points": ((1.1, 2.0), (1.1, -2.0), (1.1, 0.0), (1.1, 2.9))},
        {"rho": 0.9, "joint": False, "stretch": 1.0},
        {"rho": -0.99, "joint": False, "exponent": 0.5, "angle": 0.0},
    ],
)
def test_the_program_agrees_where_something_is_degenerate_or_the_coin_is_flipped(lesson, values):
    parameters = lesson.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    assert {"normal_information", "stretched_r"} <= set(found)
    contracts.agrees(lesson, parameters, found, str(values))


@pytest.mark.parametrize(
    "values", [{"stretch": 0.2, "seed": 5}, {"stretch": 0.2, "seed": 2}, {"stretch": 0}, {"stretch": 1}]
)
def test_all_draws_beyond_the_picture_are_counted_and_only_the_far_ones_make_r(lesson, values):
    """On both sides, and where nothing is stretched: no notice counted what lies below."""
    scene = lesson.scene(view="normal", **values)
    low, high = scene.panels[0].x.range
    dots = next(each for each in scene.panels[0].traces if each.get("name") == "a draw")
    at = np.array([dots["x"], dots["y"]])
    out = int(((at < low) | (at > high)).any(axis=0).sum())
    assert out and f"beyond the picture: {out} of 400" in scene.notice
    assert ("r hangs" in scene.notice) == bool(values["stretch"] and (at > high).any())

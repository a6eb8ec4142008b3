"""The lesson on cross-validation: its readouts against scikit-learn's `cross_val_predict`, `KNeighborsClassifier`,
`KNeighborsRegressor` and `Pipeline` at random states, what its text and presets say, the reader's own file, what is
degenerate, what the challenges take.

The mathematics (folds, held-out errors, the learning curve, noise, windows) has its oracles in
`tests/mathcore/statistics`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, PredefinedSplit, TimeSeriesSplit, cross_val_predict, cross_val_score
from sklearn.neighbors import KNeighborsRegressor, NearestCentroid
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Unanswerable
from mathcore.common.randomness import random_normals
from mathcore.statistics import leaks
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("cross_validation")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def apart(x, y):
    return np.abs(x[y == 1].mean(axis=0) - x[y == 0].mean(axis=0))


def test_errors_of_drawn_points_are_those_of_a_pipeline(lesson):
    rng = np.random.default_rng(2)
    for _ in range(8):
        heights = tuple(np.round(rng.uniform(-2.5, 2.5, 24), 2).tolist())
        degree, folds, seed = int(rng.integers(0, 6)), int(rng.integers(3, 25)), int(rng.integers(0, 1000))
        scene = lesson.scene(heights=heights, degree=degree, folds=folds, seed=seed)
        q, x, y = scene.state, scene.state.x[:, None], np.array(heights)
        model = make_pipeline(PolynomialFeatures(degree), LinearRegression())
        predicted = cross_val_predict(model, x, y, cv=PredefinedSplit(q.fold))
        assert value(scene, "error of held-out") == pytest.approx(np.mean((predicted - y) ** 2), rel=1e-6)
        fit = model.fit(x, y)
        assert value(scene, "error of the fitted") == pytest.approx(np.mean((fit.predict(x) - y) ** 2), rel=1e-6)
        t = np.linspace(0, 1, 2001)
        new = 0.16 + integrate.simpson((fit.predict(t[:, None]) - np.sin(2 * np.pi * t)) ** 2, x=t)
        assert value(scene, "error on new rows") == pytest.approx(new, rel=1e-5)


def test_accuracies_on_noise_are_those_of_a_pipeline(lesson):
    five = PredefinedSplit(leaks.FOLD)
    for seed, features, most in ((1, 1000, 100), (7, 150, 20)):
        q = lesson.scene(
            view="noise", seed=seed, features=features, most=lesson.nearest({"most": most})[0]["most"]
        ).state
        choose = SelectKBest(apart, k=min(q.p.most, q.p.features))
        for run in (0, 5):
            x = random_normals(seed, run, 0, 50 * leaks.MOST).reshape(-1, 50).T[:, : q.p.features]
            inside = cross_val_score(make_pipeline(choose, NearestCentroid()), x, leaks.CLASS, cv=five).mean()
            outside = cross_val_score(NearestCentroid(), choose.fit_transform(x, leaks.CLASS), leaks.CLASS, cv=five)
            assert q.here[:, run] == pytest.approx([outside.mean(), inside])


def test_the_readers_own_series_and_classes(lesson):
    rng = np.random.default_rng(5)
    x = np.round(np.cumsum(rng.uniform(0.5, 1.5, 90)), 3)
    y = np.round(rng.normal(size=90).cumsum(), 3)
    own = pack(OwnData(("day", "price"), np.column_stack([x, y])))
    scene = lesson.scene(view="time", data=own, scheme="future", neighbours=3, month=50)
    model, errors = KNeighborsRegressor(3), []
    for train, test in TimeSeriesSplit(5).split(x):
        errors.append((model.fit(x[train, None], y[train]).predict(x[test, None]) - y[test]) ** 2)
    assert scene.state.scores["future"] == pytest.approx(np.sqrt(np.concatenate(errors).mean()))
    errors = [
        (model.fit(x[train, None], y[train]).predict(x[test, None]) - y[test]) ** 2 for train, test in KFold(5).split(x)
    ]
    assert scene.state.scores["blocks"] == pytest.approx(np.sqrt(np.concatenate(errors).mean()))
    words = pack(OwnData(("day", "kind"), np.column_stack([x, (x > 40) * 1.0]), ((), ("early", "late"))))
    scene = lesson.scene(view="time", data=words)
    assert scene.state.scores["shuffled"] > 0.95 > scene.state.scores["future"]
    assert scene.plotly()["data"]


def test_what_is_degenerate(lesson):
    tiny = pack(OwnData(("a", "b"), np.array([[1.0, 2.0], [1.0, 2.0], [1.0, 2.0]])))
    scene = lesson.scene(view="time", data=tiny)
    assert "2 parts" in scene.notice and value(scene, "RMSE, shuffled") == "0"
    with pytest.raises(Unanswerable, match="no row to train on"):
        lesson.scene(view="time", data=tiny, scheme="future", gap=60)
    flat = lesson.scene(heights=(0.0,) * 24)
    assert value(flat, "correlation") == "undefined: they do not vary" and value(flat, "error of held-out") < 1e-20
    beyond = lesson.scene(view="estimate", rows=24, variables=15, parts=2)
    assert beyond.state.dimension == 10 and "up to p = 10" in beyond.notice
    assert (
        lesson.scene(view="doubles", scheme="future", row=5).notice
        == "Row 5 is not tested here: nothing stands before it."
    )
    taken = lesson.scene(view="noise", features=50, most=100)
    assert "All features" in taken.notice and not law(taken, "noise cannot").unless and law(taken, "noise cannot").holds
    few = lesson.scene(view="time", data=tiny, scheme="future", month=300, cuts=9)
    assert "2 parts" in few.notice and "the last is shown" in few.notice
    unseen = lesson.scene(folds=5, shown=9, copies="apart").notice
    assert "There are 5 folds" in unseen and "87.5%" in unseen  # neither hides the other


def test_the_series_tells_training_rows_from_others(lesson):
    """In the future with a gap: what trains, what is held out, and the rest are three colours; the first stretch is
    never called held out."""

    def shown(**values):
        traces = {each.get("name"): each["y"] for each in lesson.scene(view="time", **values).panels[0].traces}
        kinds = ("trains", "held out together", "not used", "predicted")
        return [int(np.isfinite(np.asarray(traces[kind], dtype=float)).sum()) for kind in kinds]

    trains, held, rest, predicted = shown(scheme="future", gap=10, month=300)
    assert (trains, held, predicted) == (91 + 2 * 87 - 10, 87, 87) and trains + held + rest == 526
    assert shown(scheme="future", month=20) == [0, 0, 526, 0]
    trains, held, rest, _ = shown(month=20)
    assert trains + held == 526 and rest == 0


def test_the_curve_of_noise_goes_through_the_present_number(lesson):
    scene = lesson.scene(view="noise", features=299, most=47)
    ring = next(each for each in scene.panels[1].traces if each.get("name") == "mean of eight tables")
    curves = [each for each in scene.panels[1].traces if each["mode"].startswith("lines") and len(each["x"]) == 10]
    at = [np.interp(299, each["x"], each["y"]) for each in curves]
    assert len(at) == 2 and at == pytest.approx(list(ring["y"]))


def test_what_the_presets_say(lesson):
    five, loo = preset(lesson, "Five folds").state, preset(lesson, "Leave one out").state
    assert (five.chosen, five.best, loo.p.folds) == (3, 3, 24)
    assert np.all(np.diff(five.fitted_error) < 0)
    twins, together = preset(lesson, "Twins dealt apart"), preset(lesson, "Twins together")
    assert twins.state.chosen == 8 and twins.state.best == 3 and not law(twins, "a copy").holds
    assert together.state.split == 0 and law(together, "a copy").holds and len(together.state.y) == 48
    assert together.state.held_out_error == pytest.approx(five.held_out_error)
    stretches = preset(lesson, "Whole stretches").state
    assert stretches.held_out_error.min() > 3 * five.held_out_error.min()
    before, inside = preset(lesson, "Chosen before").state, preset(lesson, "Chosen inside").state
    assert before.lit_accuracy == pytest.approx(0.99, abs=5e-3) and inside.lit_accuracy == pytest.approx(0.5, abs=0.05)
    hand, out = preset(lesson, "The same hand").state, preset(lesson, "Hands held out").state
    assert hand.next_door == pytest.approx(0.15, abs=5e-3) and hand.next_door / hand.by_chance == pytest.approx(
        8, abs=0.3
    )
    assert (hand.table.y[hand.spot], hand.shown_rows.predicted[hand.spot]) == (3, 3)
    assert out.shown_rows.predicted[out.spot] == 8 and out.next_door < 0.01
    errors = 1 - np.array([hand.scores["shuffled"], hand.scores["blocks"]])
    assert errors[1] / errors[0] == pytest.approx(2.7, abs=0.3)  # "thrice", by scikit-learn's own shuffle 2.87
    between, future = preset(lesson, "Between the months").state, preset(lesson, "The future").state
    assert between.scores["shuffled"] == pytest.approx(1.1, abs=0.05) and between.next_door == 1
    assert future.scores["future"] == pytest.approx(6.8, abs=0.05)
    forty, two = preset(lesson, "Forty rows").state, preset(lesson, "Two folds").state
    assert forty.coverage == pytest.approx(0.82, abs=0.01) and abs(forty.sets.correlation) < 0.1
    assert two.bias == pytest.approx(0.88, abs=5e-3)


def test_a_constant_left_out_is_always_wrong(lesson):
    challenge = next(each for each in lesson.challenges if each.predict)
    scene = lesson.scene(**challenge.predict.at)
    assert challenge.predict.truth(scene.state) == 0
    assert value(scene, "correlation") == "−1"
    assert lesson.scene(folds=24, degree=0).state.predicted.std() > 0
    assert value(lesson.scene(folds=24, degree=0), "correlation") == "−1"


def test_copies_are_known_only_where_twins_are_split(lesson):
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "folds", "copies": "apart", "degree": min(values["degree"], 6)})
        found = law(scene, "a copy")
        assert bool(found.unless) == (scene.state.split > 0)
    assert lesson.scene(copies="apart", order="stretches", folds=6).state.split == 0


def test_handles_choose_folds_degrees_features_and_rows(lesson):
    scene = lesson.scene()
    assert lesson.pulled(scene, "lane", None, -0.04, -5.8)[0]["shown"] == 5
    assert lesson.pulled(scene, "degree_line", None, 6.2, 1.0)[0]["degree"] == 6
    lifted, sentence = lesson.pulled(scene, "point", 4, 0.0, 3.5)
    assert lifted["heights"][4] == 2.5 and sentence.endswith(".")
    noise = lesson.scene(view="noise")
    wide = lesson.pulled(noise, "edge", None, 0.2, 0.0)[0]
    assert wide["most"] > noise.parameters["most"]
    assert abs(lesson.scene(wide).state.cut - 0.16) < 0.03  # the edge crosses y = 0 at cut/0.8
    doubles = lesson.scene(view="doubles")
    found = lesson.pulled(doubles, "this", None, 600.0, 580.0)[0]["row"]
    assert np.hypot(found - 600, doubles.state.shown_rows.nearest[found - 1] + 1 - 580) < 30
    estimate = lesson.scene(view="estimate")
    assert lesson.pulled(estimate, "train", None, 20.0, 0.7)[0]["parts"] == 2
    assert lesson.pulled(estimate, "train", None, 36.0, 0.7)[0]["parts"] == 10


def test_challenges_are_not_won_by_a_single_slider(lesson):
    """From each view's start, one control anywhere in its range; only the prompt's own slider of folds may win."""
    for place, view in ((0, "noise"), (1, "estimate")):
        for name in {0: ("features", "most"), 1: ("rows", "variables")}[place]:
            control = lesson.control(name)
            for one in control.every():
                state = lesson.at(lesson.parameters({"view": view, name: one}))
                assert not lesson.challenges[place].solved(state), (name, one)


def test_heights_that_a_polynomial_meets_leave_no_error(lesson):
    line = tuple(round(-2.3 + 0.2 * k, 2) for k in range(24))
    for heights, degrees, least in (((0.3,) * 24, (0, 3, 8), 0), ((-2.5,) * 24, (0, 8), 0), (line, (1, 8), 1)):
        for degree in degrees:
            for folds, order in ((5, "shuffled"), (3, "stretches"), (24, "shuffled")):
                scene = lesson.scene(heights=heights, degree=degree, folds=folds, order=order)
                assert value(scene, "error of the fitted") == value(scene, "error of held-out") == 0
                assert value(scene, "deviation of the folds") == 0 and scene.state.chosen == least
                assert value(scene, "degree that the folds choose") == f"{least}, promising 0"
    constant = lesson.scene(heights=(0.3,) * 24)  # every degree gives the same constant: 0.16 + 0.09 + the mean of sin²
    assert constant.state.best == 0 and value(constant, "degree that is best") == "0, at 0.75"

"""The lesson on bias and variance. Oracles: fits by numpy.polyfit and scikit-learn's DecisionTreeRegressor; bias and
deviation at a place by many samples of numpy's own generator; the best degree and the wrong model that wins by a direct
computation with numpy.linalg.lstsq. Also what is degenerate, and numbers that the text says.
(The mathematics has its oracles in `tests/mathcore/statistics`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.tree import DecisionTreeRegressor

from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import random_features as rf
from mathcore.statistics import smoothers as sm
from tests.lessons import contracts
from tests.lessons.asking import law


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("bias_variance")


def own(rows: Any) -> str:
    return pack(OwnData(("hours", "marks"), np.asarray(rows, float)))


def test_the_sliders_have_the_settings_of_the_methods(lesson):
    names = {"polynomial": "degree", "neighbours": "neighbours", "ridge": "penalty", "tree": "leaves"}
    for method, name in names.items():
        assert sorted(sm.SETTINGS[method]) == [float(each) for each in lesson.control(name).every()]
    assert tuple(lesson.control("features").every()) == rf.SIZES
    assert tuple(lesson.control("shrink").every()) == rf.PENALTIES[1:]


def test_the_fits_are_those_of_the_libraries(lesson):
    for values in contracts.random_states(lesson, 30):
        q = lesson.scene(**values | {"view": "fits"}).state
        x, y, at = sm.places(q.p.n), q.answers[7], q.p.at
        if q.p.method == "polynomial" and q.p.degree < 10:
            assert q.said[7] == pytest.approx(np.polyval(np.polyfit(x, y, q.p.degree), at), abs=1e-6)
        if q.p.method == "tree" and q.p.sigma > 0 and q.p.leaves > 1:
            tree = DecisionTreeRegressor(max_leaf_nodes=q.p.leaves, random_state=0).fit(x[:, None], y)
            assert q.said[7] == pytest.approx(tree.predict(x[[q.cell], None])[0], abs=1e-9)
        if q.p.method == "neighbours":
            assert np.sort(q.row)[-q.p.neighbours :] == pytest.approx(1 / q.p.neighbours)


@pytest.mark.parametrize(
    "values",
    [{}, {"degree": 6, "n": 20, "rho": 0.6}, {"truth": "abs(x)", "degree": 2, "at": -0.3}],
)
def test_bias_and_deviation_at_a_place_by_another_generator(lesson, values):
    q = lesson.scene(**values).state
    n, rho, rng = q.p.n, q.p.rho, np.random.default_rng(3)
    e = rng.normal(size=(4000, n))
    for i in range(1, n):
        e[:, i] = rho * e[:, i - 1] + np.sqrt(1 - rho**2) * e[:, i]
    f = np.abs if q.p.truth == "abs(x)" else lambda x: np.sin(np.pi * x)
    x = np.linspace(-1, 1, n)
    fits = np.polynomial.legendre.legfit(x, (f(x) + q.p.sigma * e).T, q.p.degree)
    said = np.polynomial.legendre.legval(q.p.at, fits)
    error = 5 * said.std() / np.sqrt(4000)
    assert q.bias_here == pytest.approx(said.mean() - f(q.p.at), abs=error)
    assert q.deviation_here == pytest.approx(said.std(), rel=0.06)


def test_the_star_is_the_degree_with_the_least_error(lesson):
    for sigma, n in ((0.4, 30), (0.05, 30), (0.6, 20)):
        q = lesson.scene(view="terms", sigma=sigma, n=n).state
        x = np.linspace(-1, 1, n)
        f, errors = np.sin(np.pi * x), []
        for degree in range(16):
            basis = np.polynomial.chebyshev.chebvander(x, degree)
            rest = f - basis @ np.linalg.lstsq(basis, f, rcond=None)[0]
            errors.append(rest @ rest / n + sigma**2 * (degree + 1) / n)
        assert q.best == int(np.argmin(errors))
    assert lesson.scene(view="terms").state.best == 3


def test_only_what_breaks_a_formula_excuses_it(lesson):
    scene = lesson.scene(view="terms")
    assert not any(each.unless for each in scene.readouts if isinstance(each, Law))
    tree = lesson.scene(view="terms", method="tree", leaves=6)
    failed = {each.name for each in tree.readouts if isinstance(each, Law) and not each.holds}
    assert "what noise it lets through" in failed and "the three terms, measured" not in failed
    alike = lesson.scene(view="terms", method="neighbours", neighbours=9, rho=0.8)
    assert not law(alike, "what noise").holds and law(alike, "what the method").holds
    assert law(alike, "the three terms").holds


def test_handles_set_the_method_in_hand(lesson):
    def pulled(values: dict[str, Any], name: str, x: float, y: float = 0.2) -> Any:
        moved, _ = lesson.pulled(lesson.scene(**values), name, None, x, y)
        return lesson.scene(moved).state

    assert pulled({"view": "terms"}, "setting", 7.9).p.degree == 7
    assert pulled({"view": "terms", "method": "neighbours"}, "setting", 10.4).p.neighbours == 3
    assert pulled({"view": "terms", "method": "tree"}, "setting", 200.0).p.leaves == 16
    assert pulled({"view": "table", "method": "ridge"}, "chosen", 18.2).p.penalty == 1e-3
    assert pulled({"view": "table"}, "chosen", -4.0).p.degree == 0
    assert pulled({"view": "digits"}, "features", 640).p.features == 632
    assert pulled({}, "place", -0.314).p.at == -0.31


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"sigma": 0}, "no variance"),
        ({"method": "tree"}, "chooses its cuts"),
        ({"rho": 0.5}, "alike"),
        ({"view": "weights", "method": "tree"}, "first sample"),
        ({"view": "weights", "degree": 15, "at": 1}, "beyond"),
        ({"view": "terms", "truth": "100*x^2"}, "divide it"),
    ],
)
def test_what_is_special_is_said(lesson, values, says):
    assert says in lesson.scene(**values).notice


@pytest.mark.parametrize("truth", ["1/x", "log(x)", "exp(9*x)"])
def test_a_truth_without_values_is_refused_in_a_sentence(lesson, truth):
    for view in ("fits", "terms", "weights"):
        with pytest.raises(Unanswerable, match=r"every x from −1 to 1\.$"):
            lesson.scene(view=view, truth=truth)
    assert lesson.scene(view="digits", truth=truth).panels and lesson.scene(view="table", truth=truth).panels


@pytest.mark.parametrize("method", list(sm.SETTINGS))
@pytest.mark.parametrize("truth", ["2", "0", "400*x^2", "tanh(12*x)"])
def test_constant_and_large_truths_are_drawn(lesson, method, truth):
    for view in ("fits", "terms", "weights"):
        scene = lesson.scene(view=view, method=method, truth=truth, leaves=16)
        for each in scene.readouts:
            assert not isinstance(each, Law) or (
                np.isfinite([each.left, each.right]).all() and (each.holds or each.unless)
            )
    if truth in "20" and method != "tree":
        assert lesson.scene(method=method, truth=truth).state.bias_here == pytest.approx(0, abs=1e-9)


def test_the_readers_table_is_learnt_from(lesson):
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 30, 90)
    rows = np.stack([x, 3 + 2 * x + rng.normal(0, 4, 90)], axis=1).round(2)
    for method in sm.SETTINGS:
        scene = lesson.scene(view="table", data=own(rows), method=method)
        assert scene.panels[0].x.title == "hours" and scene.panels[0].y.title.startswith("marks")
        assert all(each.holds for each in scene.readouts if isinstance(each, Law))
    q = lesson.scene(view="table", data=own(rows)).state
    assert int(np.argmin(q.split.error)) == 1  # a straight line
    with pytest.raises(Unanswerable, match=r"at least 60\.$"):
        lesson.scene(view="table", data=own(rows[:40]))
    with pytest.raises(Unanswerable, match="nothing to learn"):
        lesson.scene(view="table", data=own(np.stack([x, 0 * x + 5], axis=1)))
    few = np.stack([np.arange(90.0) % 3, rows[:, 1]], axis=1)  # three places
    for method in sm.SETTINGS:
        lesson.scene(view="table", data=own(few), method=method, degree=15, leaves=16)


def test_the_wrong_model_wins_where_its_last_coefficient_is_worth_less_than_it_costs(lesson):
    """Of x/6 at n even places: left out, the slope costs the mean of (x/6)², and saves σ²/n."""
    for n in (20, 25, 30, 40, 60):
        for sigma in (0.3, 0.5, 0.6):
            x = np.linspace(-1, 1, n)
            scene = lesson.scene(view="terms", truth="x/6", degree=0, sigma=sigma, n=n)
            assert lesson.solved(scene)[2] == (np.mean((x / 6) ** 2) < sigma**2 / n)


def test_random_states_rarely_solve_a_challenge(lesson):
    solved = np.zeros(len(lesson.challenges))
    for values in contracts.random_states(lesson, 40):
        for view in ("fits", "terms", "digits"):
            scene = contracts.drawn(lesson, values | {"view": view})
            if scene is not None:
                solved += [bool(each) for each in lesson.solved(scene)]
    assert solved.max() <= 2, solved


def test_the_prediction(lesson):
    predict = lesson.challenges[0].predict
    assert predict.truth(lesson.at(lesson.parameters(predict.at))) == pytest.approx(0.01, abs=1e-12)


def test_the_numbers_in_the_text(lesson):
    s, at = rf.sweep(), {size: k for k, size in enumerate(rf.SIZES)}
    peak, far = at[200], at[2000]
    assert round(100 * s.wrong[1, peak]) == 80 and round(s.error[1, peak]) == 397
    assert (100 * s.wrong[1, far], 100 * s.wrong_of_mean[1, far]) == pytest.approx((3.9, 1.7), abs=0.06)
    tenth = rf.PENALTIES.index(0.1)
    assert s.error[tenth, peak] == pytest.approx(0.27, abs=0.005) and (np.diff(s.error[tenth]) <= 0).all()
    assert s.error[1].argmin() == far and s.error[1].argmax() == peak and s.gain[1, peak] > 1000
    tree = lesson.scene(view="terms", method="tree", leaves=6).state
    assert tree.terms.variance[tree.place] > 2.5 * 0.16 * 6 / 30
    best = {name: lesson.scene(view="table", data=name).state.split.error for name in ("engel", "diabetes")}
    assert (int(np.argmin(best["engel"])), int(np.argmin(best["diabetes"]))) == (2, 1)
    nile = [lesson.scene(view="table", method=method).state.split.error for method in sm.SETTINGS]
    assert min(range(4), key=lambda k: nile[k].min()) == 3 and int(nile[3].argmin()) == 1
    q = lesson.scene(view="table", method="tree", leaves=2).state
    low, high = q.table.ends
    drops = [low + (high - low) * np.argmax(np.diff(each) != 0) / 120 for each in q.split.curves[1]]
    assert 1895 < np.median(drops) < 1902
    just = lesson.scene().state
    assert abs(just.bias_here) == pytest.approx(just.deviation_here, rel=0.35)
    near = lesson.scene(view="weights", method="neighbours", neighbours=9, at=0.97).state
    assert near.squares == pytest.approx(1 / 9) and near.bias_here > 0.5
    assert lesson.scene(view="weights", degree=15, at=1).state.row[-1] > 0.9


def test_a_table_that_is_too_short_spoils_no_other_view(lesson):
    short = own(np.stack([np.arange(20.0), np.arange(20.0) ** 2], axis=1))
    scene = lesson.scene(data=short)
    assert "cannot be learnt" in scene.numbers["table_said"] and scene.numbers["fixed_total"] > 0


def test_rounding_is_not_shown_as_a_bias(lesson):
    for truth in ("100*x^2", "x^3 - x", "2"):
        q = lesson.scene(truth=truth, at=0.2).state
        assert q.bias_here == 0 and q.terms.bias[3] == 0 and q.fixed["bias"] == 0
    assert lesson.scene(at=0).state.bias_here == 0  # the sine and all fits to it without noise are odd
    assert 0 < abs(lesson.scene(degree=12, at=0.2).state.bias_here) < 1e-7  # small, and real


def test_the_penalties_reach_from_all_coefficients_to_the_mean(lesson):
    parameters = lesson.scene(view="terms", method="ridge").state.terms.parameters
    assert parameters[0] < 1.05 and parameters[-1] > 15.9
    assert 0 < lesson.scene(view="terms", method="ridge").state.best < len(parameters) - 1


def test_a_wrong_degree_may_win_with_correlated_errors_too(lesson):
    """By the covariance of least squares, (XᵀX)⁻¹ Xᵀ C X (XᵀX)⁻¹."""
    n, sigma, rho = 20, 0.6, 0.3
    x = np.linspace(-1, 1, n)
    f, c = 0.2 * (5 * x**3 - 3 * x) / 2, rho ** np.abs(np.subtract.outer(np.arange(n), np.arange(n)))
    errors = []
    for degree in (2, 3, 4, 5):
        h = np.vander(x, degree + 1) @ np.linalg.pinv(np.vander(x, degree + 1))
        errors.append(np.square(h @ f - f).mean() + sigma**2 * np.trace(h @ c @ h.T) / n)
    assert errors[0] < min(errors[1:])
    values = {"view": "terms", "truth": "0.2*(5*x^3-3*x)/2", "n": n, "sigma": sigma, "rho": rho}
    assert lesson.solved(lesson.scene(**values, degree=2))[2] and not lesson.solved(lesson.scene(**values, degree=3))[2]


def test_names_in_the_figures_lie_free(lesson):
    """The line at the place ends above the names; the foot of the weights is under all of them."""
    for method in sm.SETTINGS:
        for at in (-1, -0.4, 0.1, 0.3, 1):
            plane = lesson.scene(view="weights", method=method, at=at).panels[0]
            low, high = plane.y.range
            assert plane.handles[0].at[1] < 0 and "Σw²" in plane.title and len(plane.title) < 52
            assert low < plane.handles[0].at[1] - 0.05 * (high - low)
        axis = lesson.scene(view="table", method=method).panels[1].x
        assert [float(each.replace(",", "")) for each in axis.labels] == [
            sm.SETTINGS[method][int(k)] for k in axis.ticks
        ]
    assert lesson.scene(view="terms", method="tree").panels[0].x.title == "leaves"


def test_averaging_lowers_squared_errors_and_not_always_wrong_names():
    s, at = rf.sweep(), rf.SIZES.index(200)
    assert round(s.of_mean[1, at]) == 34 and round(100 * s.wrong_of_mean[1, at]) == 80
    assert s.wrong_of_mean[1, at] >= s.wrong[1, at]


def test_the_best_degree_of_a_table_is_itself_an_estimate(lesson):
    def best(name: str, seed: int) -> int:
        return int(np.argmin(lesson.scene(view="table", data=name, seed=seed).state.split.error))

    assert {best("engel", seed) for seed in range(1, 8)} == {1, 2, 3}
    assert {best("diabetes", seed) for seed in range(1, 8)} == {1}


def test_without_noise_trees_do_not_vary(lesson):
    assert lesson.scene(method="tree", sigma=0, leaves=1, n=20, truth="sin(pi*x)").numbers["mean_here"] == 0
    for n, leaves in ((30, 6), (55, 11), (80, 16)):
        q = lesson.scene(method="tree", sigma=0, n=n, leaves=leaves).state
        assert q.deviation_here == 0 and not q.variance_curve.any() and not q.terms.variance.any()
    assert lesson.scene(method="tree", sigma=0.4).state.said.std() == pytest.approx(
        lesson.scene(method="tree", sigma=0.4).state.deviation_here
    )


def test_a_truth_of_zero_is_zero(lesson):
    assert lesson.scene(at=-1.0).numbers["f_here"] == 0  # sin(−π)

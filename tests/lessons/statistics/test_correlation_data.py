"""Correlation and Covariance in Data. Oracles: NumPy's corrcoef on all points for the map and what is held, scipy.stats
for the four measures and Fisher's interval, regressions by numpy.linalg.lstsq for what is left of a third variable,
eigenvalues for which three correlations fit, statsmodels for the variance inflation."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.outliers_influence import variance_inflation_factor

from explorer.controls.data import OwnData, pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import third_variables as tv
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("correlation_data")


def readout(scene: Any, start: str) -> Any:
    return next(each for each in scene.readouts if each.name.startswith(start))


def own(columns: Any, levels: Any = ()) -> str:
    values = np.array(columns, float).T
    return pack(OwnData(tuple(f"c{k}" for k in range(values.shape[1])), values, levels))


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def test_the_numbers_at_random_states(lesson):
    for values in contracts.random_states(lesson, 30):
        q = lesson.at(lesson.parameters({**values, "view": "point"}))
        x, y = np.array(values["points"]).T
        if np.ptp(x) == 0 or np.ptp(y) == 0:
            assert np.isnan([q.pearson, q.spearman, q.kendall]).all()
            continue
        assert q.pearson == pytest.approx(stats.pearsonr(x, y).statistic, abs=1e-12)
        assert q.spearman == pytest.approx(stats.spearmanr(x, y).statistic, abs=1e-12)
        assert q.kendall == pytest.approx(stats.kendalltau(x, y).statistic, abs=1e-12)
        anew = np.corrcoef(np.append(x, q.spot[0]), np.append(y, q.spot[1]))[0, 1]
        assert q.r_after == pytest.approx(anew, abs=1e-12)
        if q.n > 3 and abs(q.pearson) < 1 - 1e-9:
            assert q.fisher == pytest.approx(tuple(stats.pearsonr(x, y).confidence_interval()), abs=1e-9)
        matrix = np.array([[1, q.p.r_xy, q.p.r_xz], [q.p.r_xy, 1, q.p.r_yz], [q.p.r_xz, q.p.r_yz, 1]])
        assert (np.linalg.eigvalsh(matrix)[0] >= -1e-9) == q.possible


def test_the_map_is_the_r_of_all_points(lesson):
    q = lesson.at(lesson.parameters({}))
    for i, j in ((0, 0), (56, 80), (13, 70), (40, 4)):
        x, y = np.append(q.x, j * 0.25), np.append(q.y, i * 0.25)
        assert q.landscape[i, j] == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-12)


def test_along_a_level_r_stands_still_wherever_it_is_pulled(lesson):
    rng = np.random.default_rng(1)
    start = lesson.scene(hold=True, level=0.5)
    places = set()
    for x, y in rng.uniform((0, 0), (20, 14), (25, 2)):
        moved, _ = lesson.pulled(start, "newcomer", None, float(x), float(y))
        q = lesson.at(moved)
        assert np.corrcoef(np.append(q.x, q.spot[0]), np.append(q.y, q.spot[1]))[0, 1] == pytest.approx(0.5, abs=1e-8)
        places.add((round(float(q.spot[0]), 1), round(float(q.spot[1]), 1)))
    assert len(places) > 15


def test_a_level_that_is_nowhere_is_said(lesson):
    scene = lesson.scene(hold=True, level=0.95)
    assert "Nowhere" in scene.notice and scene.state.spot.tolist() == [16.5, 2.0]
    column = tuple((8.0, float(y)) for y in range(5))
    scene = lesson.scene(hold=True, points=column)
    assert "Without the newcomer" in scene.notice and np.isfinite(scene.state.r_after)


def test_constant_points_have_no_correlation(lesson):
    level = tuple((float(x), 5.0) for x in range(4))
    for view in ("point", "measures"):
        scene = lesson.scene(points=level, extra=(9.0, 5.0), view=view)
        assert "no correlation" in scene.notice
        assert not any(isinstance(each, Law) for each in scene.readouts)


def test_anscombes_presets_have_the_published_values(lesson):
    published = {"Anscombe I": (0.81642, 0.818, 0.636), "Anscombe II": (0.81624, 0.691, 0.564)}
    published |= {"Anscombe III": (0.81629, 0.991, 0.964)}
    for name, (r, rho, tau) in published.items():
        q = preset(lesson, name).state
        assert q.pearson == pytest.approx(r, abs=5e-6)
        assert (q.spearman, q.kendall) == pytest.approx((rho, tau), abs=6e-4)
    assert preset(lesson, "A lever").state.r_after == pytest.approx(0.81652, abs=5e-6)


def test_what_is_left_of_a_third_variable_is_a_regressions_rest(lesson):
    for data in ("longley", "iris", "petals"):
        q = lesson.at(lesson.parameters({"view": "third", "data": data, "removed": 100}))
        t = q.third
        design = np.eye(3)[t.z.astype(int)] if t.levels else np.column_stack([np.ones(len(t.z)), t.z - t.z.mean()])
        rests = [v - design @ np.linalg.lstsq(design, v, rcond=None)[0] for v in (t.x, t.y)]
        assert q.r_moved == pytest.approx(np.corrcoef(*rests)[0, 1], abs=1e-9)
        assert np.array(q.moved) == pytest.approx(np.array(rests), abs=1e-8)


def test_a_readers_table_with_numbers_groups_and_degenerate_columns(lesson):
    rng = np.random.default_rng(2)
    x, y, z = rng.normal(size=(3, 30))
    q = lesson.at(lesson.parameters({"view": "third", "data": own([x, y, z]), "removed": 100}))
    assert q.r_moved == pytest.approx(tv.partial_from_inverse(np.corrcoef([x, y, z]))[0, 1], abs=1e-9)
    groups = own([x, y, np.arange(30) % 2 * 2], ((), (), ("a", "b", "c")))  # no row of group b
    scene = lesson.scene(view="third", data=groups, removed=100)
    assert [each.name for each in scene.readouts if each.name.startswith("r within")] == ["r within a", "r within c"]
    assert "does not vary" in lesson.scene(view="third", data=own([x, y, np.ones(30)])).notice
    exact = lesson.scene(view="third", data=own([x, y, 2 * x]), removed=100)
    assert "exactly" in exact.notice and readout(exact, "r now").value == "none"
    alone = own([x[:4], y[:4], range(4)], ((), (), ("a", "b", "c", "d")))
    assert "exactly" in lesson.scene(view="third", data=alone, removed=100).notice
    with pytest.raises(Unanswerable):
        lesson.scene(view="third", data=own([np.ones(30), y, z]))
    elsewhere = lesson.scene(data=own([np.ones(30), y, z]), table=own([x, y, z, np.ones(30)]))
    assert np.isnan([elsewhere.numbers["r_raw"], elsewhere.numbers["r_squared_worst"]]).all()
    far = lesson.scene(view="third", data=own([1e12 + x, 1e-9 * y, 1e9 * z]))
    assert np.isfinite(far.state.r_moved)


def test_a_readers_four_columns(lesson):
    rng = np.random.default_rng(3)
    a = rng.normal(size=(4, 40))
    q = lesson.at(lesson.parameters({"view": "table", "table": own(a)}))
    standard = (a.T - a.mean(axis=1)) / a.std(axis=1)
    assert q.inflation == pytest.approx([variance_inflation_factor(standard, k) for k in range(4)])
    dependent = lesson.scene(view="table", table=own([a[0], a[1], a[2], a[0] + a[1]]), partial=True)
    assert "combination" in dependent.notice and readout(dependent, "largest VIF").value == "∞"
    with pytest.raises(Unanswerable):
        lesson.scene(view="table", table=own([a[0], a[1], a[2], np.zeros(40)]))


def test_a_column_outside_of_the_combination_keeps_its_inflation(lesson):
    a = np.random.default_rng(3).normal(size=(4, 40))
    scene = lesson.scene(view="table", table=own([a[2], a[0], a[1], a[0] + a[1]]))
    standard = a - a.mean(axis=1, keepdims=True)
    rest = standard[2] - standard[:2].T @ np.linalg.lstsq(standard[:2].T, standard[2], rcond=None)[0]
    assert scene.state.inflation[0] == pytest.approx(standard[2] @ standard[2] / (rest @ rest), rel=1e-9)
    assert np.isinf(scene.state.inflation[1:]).all()
    largest = readout(scene, "largest VIF")
    assert (largest.value, largest.note) == ("∞", "c1") and readout(scene, "R² of that").value == "1.000000"


def test_the_largest_inflation_is_the_largest_at_every_weakening(lesson):
    for table in ("longley", "iris", "diabetes"):
        for shrink in (0, 0.3, 1, 5, 12, 30):
            scene = lesson.scene(view="table", table=table, shrink=shrink)
            names, q = scene.state.columns[0], scene.state
            s = shrink / 100
            inverse = np.linalg.inv((1 - s) * np.corrcoef(q.columns[1].T) + s * np.eye(len(names)))
            assert readout(scene, "largest VIF").note == names[int(np.argmax(np.diag(inverse)))]


def test_a_readers_names_do_no_harm_in_latex(lesson):
    values = np.random.default_rng(4).normal(size=(20, 3))
    data = pack(OwnData(("a", "b", "50%_of {x}$\\frac"), values))
    assert lesson.scene(view="third", data=data).numbers["third_name"] == "50  of  x   frac"


def test_ties_break_what_holds_without_them(lesson):
    scene = lesson.scene(view="measures", points=((1, 1), (1, 2), (2, 2), (3, 5), (4, 4)))
    broken = readout(scene, "ρ by differences")
    assert broken.unless and not broken.holds


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    flowers = tv.third("iris")
    within = [np.corrcoef(flowers.x[flowers.z == k], flowers.y[flowers.z == k])[0, 1] for k in range(3)]
    assert [f"{r:.2f}" for r in within] == ["0.74", "0.53", "0.46"]
    means = [[v[flowers.z == k].mean() for k in range(3)] for v in (flowers.x, flowers.y)]
    assert f"{np.corrcoef(means)[0, 1]:.2f}" == "-0.75"
    jobs = tv.third("longley")
    years = tv.split(jobs.x, jobs.y, jobs.z, False)
    assert [f"{r:+.2f}" for r in years.correlations([0, 1])] == ["+0.50", "-0.83"]
    found = sm.datasets.longley.load_pandas()
    values = tv.longley()[1]
    assert np.round(tv.inflation(tv.shrunk(tv.correlation_matrix(values), 0.01)))[1] == 67
    assert round(tv.inflation(tv.correlation_matrix(values))[1]) == 1789
    weak = np.linalg.inv(tv.shrunk(tv.correlation_matrix(values), 0.01))
    assert round((weak @ tv.correlation_matrix(values) @ weak)[1, 1], 1) == 3.5 and "1789 to 3.5" in text
    assert round(np.corrcoef(found.endog, values[:, 1])[0, 1], 2) == 0.98
    fits = [sm.OLS(found.endog[:n], sm.add_constant(found.exog[:n])).fit() for n in (16, 15)]
    assert fits[0].params["GNP"] < 0 and abs(fits[0].tvalues["GNP"]) < 1.1
    signs = np.sign(fits[0].params * fits[1].params)
    assert [name for name, sign in signs.items() if sign < 0] == ["GNPDEFL", "POP"]
    patients = tv.correlation_matrix(tv.table("diabetes")[1])
    given_all = tv.partial_from_inverse(patients)
    assert (round(patients[4, 5], 2), round(given_all[4, 5], 2)) == (0.90, 0.96)
    assert (np.sign(patients) * np.sign(given_all) < 0).any()
    k = 1 - 2 / np.pi
    assert round(0.6 * np.sqrt(k) / np.sqrt(1 - 0.36 + 0.36 * k), 2) == 0.41
    assert (6 / np.pi * np.arcsin(0.45), 2 / np.pi * np.arcsin(0.9)) == pytest.approx((0.891, 0.713), abs=6e-4)
    assert "$0.891$ and $0.713$" in text and "1789 to 67" in text
    start = lesson.scene().state
    assert (f"{start.pearson:.2f}", f"{start.r_after:.2f}") == ("0.58", "-0.16")
    assert not re.search(r"TODO|\bx\b\n\n##", text)


def test_the_prediction_and_three_that_do_not_fit(lesson):
    prediction = lesson.challenges[3].predict
    q = lesson.at(lesson.parameters(prediction.at))
    assert prediction.truth(q) == pytest.approx(0.62)
    for guess in (0.81, 0.9, 0.0):
        assert abs(guess - prediction.truth(q)) > prediction.near
    scene = preset(lesson, "Impossible")
    assert "No data" in scene.notice and not readout(scene, "they belong").holds
    inside, _ = lesson.pulled(scene, "shadow", None, 0.3, 0.2)
    assert lesson.at(inside).possible


def test_random_points_do_not_solve_the_challenges(lesson):
    rng = np.random.default_rng(4)
    solved = np.zeros(3)
    for _ in range(100):
        points = tuple(map(tuple, np.round(rng.uniform((0, 0), (20, 14), (12, 2)), 2).tolist()))
        extra = tuple(np.round(rng.uniform((0, 0), (20, 14)), 2).tolist())
        r = dict(zip(("r_xy", "r_xz", "r_yz"), np.round(rng.uniform(-0.99, 0.99, 3), 2).tolist(), strict=True))
        for k, view in enumerate(("point", "measures", "trio")):
            scene = lesson.scene(view=view, points=points if k else lesson.control("points").initial, extra=extra, **r)
            solved[k] += bool(lesson.solved(scene)[k])
    assert (solved <= (4, 0, 1)).all(), solved


def test_a_level_of_zero_is_held_at_zero(lesson):
    assert lesson.scene(view="point", hold=True, level=0).numbers["r_after"] == 0

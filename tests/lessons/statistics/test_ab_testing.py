"""The lesson on online experiments. Oracles: false alarms and power of its designs by NumPy's simulation and published
tables; power of one look in closed form; CUPED by NumPy's regression on the reader's own columns; posteriors by SciPy's
beta; the model as covariate by scikit-learn. Each number of the text is computed here."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold, cross_val_predict

from explorer.controls.data import OwnData, pack
from explorer.lesson import Law, Unanswerable
from mathcore.statistics import online_experiments as oe
from mathcore.statistics import sequential as sq
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("ab_testing")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(**next(each.values for each in lesson.presets if each.name == name))


def own(y: Any, x: Any) -> str:
    return pack(OwnData(("outcome", "before"), np.stack([y, x], axis=1)))


def paths(looks: int, theta: float, runs: int = 100_000) -> np.ndarray:
    """z at equal looks, by NumPy."""
    rng = np.random.default_rng(looks)
    sums = np.cumsum(rng.normal(theta / looks, looks**-0.5, (runs, looks)), axis=1)
    return sums / np.sqrt(np.arange(1, looks + 1) / looks)


def test_false_alarms_at_random_states_by_numpy(lesson):
    for values in contracts.random_states(lesson, 6):
        scene = lesson.scene(**values | {"view": "peek"})
        z = paths(values["looks"], 0.0)
        over = np.abs(z) >= stats.norm.isf(values["level"] / 2)
        share = over.any(axis=1).mean() if values["stop"] else over[:, -1].mean()
        assert value(scene, "chance of a false alarm") / 100 == pytest.approx(share, abs=5 * np.sqrt(0.25 / 1e5))


def test_designs_at_random_states_by_numpy(lesson):
    for values in contracts.random_states(lesson, 6):
        scene = lesson.scene(**values | {"view": "design"})
        z, q = paths(values["looks"], values["effect"]), scene.state
        times = np.arange(1, values["looks"] + 1) / values["looks"]
        over = np.abs(z) >= q.constant * times ** (values["delta"] - 0.5)
        used = np.where(over.any(axis=1), times[over.argmax(axis=1)], 1.0)
        assert value(scene, "power") / 100 == pytest.approx(over.any(axis=1).mean(), abs=0.008)
        assert value(scene, "expected share") / 100 == pytest.approx(used.mean(), abs=0.008)
        edge = stats.norm.isf(values["level"] / 2)
        fixed = stats.norm.sf(edge - values["effect"]) + stats.norm.sf(edge + values["effect"])
        assert value(scene, "power of one look") / 100 == pytest.approx(fixed, abs=1e-9)


def test_cuped_is_numpys_regression_on_the_readers_own_columns(lesson):
    rng = np.random.default_rng(3)
    for m, link in ((12, 0.9), (60, -0.5), (301, 0.2)):
        x = np.round(rng.normal(50, 9, m), 2)
        y = np.round(link * x + rng.normal(0, 6, m), 2)
        scene = lesson.scene(view="cuped", data=own(y, x), slope_part=1)
        r = np.corrcoef(x, y)[0, 1]
        assert value(scene, "correlation") == pytest.approx(r)
        assert value(scene, "users needed") == pytest.approx(100 * (1 - r * r))
        factor = 1 / (m // 2) + 1 / (m - m // 2)
        assert value(scene, "standard error, means") == pytest.approx(np.sqrt(factor))
        assert all(each.holds for each in scene.readouts if isinstance(each, Law))
        assert scene.panels[0].x.title == "before" and scene.panels[0].y.title == "outcome"


def test_columns_with_which_nothing_can_be_done_say_so(lesson):
    rows = np.arange(8.0)
    for y, x in ((np.ones(8), rows), (rows, np.ones(8)), (rows[:4], rows[:4] ** 2)):
        with pytest.raises(Unanswerable, match="vary"):
            lesson.scene(view="cuped", data=own(y, x))
    perfect = lesson.scene(view="cuped", data=own(3 * rows + 1, rows))
    assert value(perfect, "users needed") == pytest.approx(0, abs=1e-9) and law(perfect, "adjusting").holds
    flat = lesson.scene(view="cuped", data=own(np.array([1.0, 2, 2, 1, 1, 2, 2, 1]), rows))
    assert "nothing to gain" in flat.notice and all(each.name != "tilt" for _, each in flat.handles)


def test_a_covariate_measured_too_late_misses_by_the_slope_times_its_move(lesson):
    for part, size in ((1.0, 0.3), (0.5, -0.4), (1.6, 0.2)):
        scene = lesson.scene(view="cuped", slope_part=part, size_of=size, before=False)
        missed = law(scene, "adjusting leaves the mean")
        r = value(scene, "correlation")
        assert missed.unless and missed.left == pytest.approx(size * (1 - part * r), abs=0.01)
    assert law(lesson.scene(view="cuped"), "adjusting").unless == ""


def test_bandits_at_random_states(lesson):
    for values in contracts.random_states(lesson, 4):
        scene = lesson.scene(**values | {"view": "bandit"})
        q = scene.state
        wins, pulls = q.counts
        assert pulls.sum() == oe.PULLS[values["pulled"]]
        nodes = np.linspace(0, 1, 20_001)
        a, b = (stats.beta(w + 1, n - w + 1) for w, n in zip(wins, pulls, strict=True))
        better = np.trapezoid(a.cdf(nodes) * b.pdf(nodes), nodes)
        assert value(scene, "this run: P(B") / 100 == pytest.approx(better, abs=1e-3)
        assert value(scene, "regret of a fixed") == pytest.approx(2500 * abs(values["rate_a"] - values["rate_b"]))


def test_equal_arms_cost_nothing_and_no_number_of_users_tells_them_apart(lesson):
    scene = lesson.scene(view="bandit", rate_a=0.1, rate_b=0.1)
    assert scene.numbers["final_regret"] == 0 and "alike" in scene.notice
    assert value(scene, "users per arm") == "no number is enough"


def test_the_two_lines_of_an_assignment_go_through_its_means_and_stay_apart(lesson):
    """At a steep slope they leave the panel; cut at its edge they must not be bent to one line."""
    for values in ({"slope_part": 2}, {"slope_part": 2, "data": "petals"}, {"slope_part": -0.5, "before": False}):
        scene = lesson.scene(view="cuped", **values)
        q, panel = scene.state, scene.panels[0]
        lines = [each for each in panel.traces if each.get("mode") == "lines" and len(each["x"]) == 2]
        given, distances = q.deals.treated[0], []
        for line, mask in zip(lines, (~given, given), strict=True):
            x, y = np.asarray(line["x"], float), np.asarray(line["y"], float)
            assert (
                np.ptp(y) / np.ptp(x) == pytest.approx(abs(q.slope)) and (np.diff(y) * np.diff(x) * q.slope > 0).all()
            )
            assert panel.y.range[0] - 1e-9 <= y.min() and y.max() <= panel.y.range[1] + 1e-9
            middle = q.table[1][mask].mean() + (q.moved if mask is given else 0.0)
            high = q.table[0][mask].mean() + (q.gain if mask is given else 0.0)
            assert y[0] + q.slope * (middle - x[0]) == pytest.approx(high)
            distances.append(y[0] - q.slope * x[0])
        assert distances[1] - distances[0] == pytest.approx(q.adjusted[0])


def test_the_slope_can_be_held_in_every_table(lesson):
    """Columns of two values, falling and skew ones: no slope takes the handle off the panel."""
    rng, two = np.random.default_rng(1), np.repeat([0.0, 1.0], 30)
    tables = [(two, two), (two + 0.1 * rng.normal(size=60), two), (-np.arange(40.0), np.arange(40.0))]
    for y, x in (*tables, tuple(np.exp(2 * rng.normal(size=(2, 50))))):
        for part in (-0.5, 0, 1, 2):
            for before in (True, False):
                scene = lesson.scene(view="cuped", data=own(y, x), slope_part=part, before=before)
                panel, at = scene.panels[0], next(each.at for _, each in scene.handles if each.name == "tilt")
                assert panel.x.range[0] < at[0] < panel.x.range[1] and panel.y.range[0] < at[1] < panel.y.range[1]


def test_an_effect_downwards_is_hidden_as_well_and_the_mean_estimate_says_so(lesson):
    late = {"view": "cuped", "before": False, "slope_part": 1.7}
    for size in (-0.3, 0.2, 0.5):
        scene = lesson.scene(**late, size_of=size)
        assert lesson.solved(scene)[3]
        assert value(scene, "adjusted estimate") == pytest.approx(size * (1 - 1.7 * value(scene, "correlation")))
        seen = scene.state.adjusted.mean() / scene.state.deals.deviations[0]
        assert value(scene, "adjusted estimate") == pytest.approx(seen, abs=0.011)
    assert not lesson.solved(lesson.scene(**late, size_of=-0.1))[3]


def test_the_program_finds_the_constant_where_it_is_largest(lesson, capsys):
    """Twenty looks, the steepest rising bounds: the constant is more than twice the bound of one look."""
    from explorer import listing

    values = lesson.parameters({"looks": 20, "delta": 0.7, "level": 0.1})
    scene = lesson.scene(values)
    exec(compile(listing.python(lesson, values), "ab_testing.py", "exec"), {"__name__": "program"})
    said = dict(line.split(" = ") for line in capsys.readouterr().out.splitlines())
    for name in ("constant", "power", "size", "false_alarms"):
        assert float(said[name]) == pytest.approx(scene.numbers[name], rel=1e-6), name
    assert scene.numbers["constant"] > 2 * scene.numbers["bound_one"]


def test_handles(lesson):
    scene, said = drag(lesson, {}, "bound", None, 1.0, 2.576)
    assert scene.state.p.level == pytest.approx(0.01, abs=3e-4) and not said
    assert drag(lesson, {}, "bound", None, 1.0, -1.0)[1].endswith(".")
    for looks in (2, 5, 10, 20):
        start = {"view": "design", "looks": looks, "delta": 0.5}
        wanted = lesson.scene(**start | {"delta": 0.23}).state
        scene, said = drag(lesson, start, "shape", None, 0.2, float(wanted.bounds[wanted.grip]))
        assert scene.state.p.delta == pytest.approx(0.23, abs=0.011) and not said
    assert "goes from" in drag(lesson, {"view": "design", "looks": 1}, "shape", None, 1.0, 4.0)[1]
    scene, _ = drag(lesson, {"view": "always"}, "lowest", None, 3000, 3.0)
    assert scene.numbers["tightest_users"] == pytest.approx(3000, rel=0.04)
    scene, _ = drag(lesson, {"view": "bandit"}, "true B", None, 0.2, 1.0)
    assert scene.state.p.rate_b == 0.2


def test_challenges_are_not_solved_by_a_single_slider(lesson):
    for control in lesson.controls:
        if control.kind not in ("slider", "steps"):
            continue
        every = list(control.every())
        for view in ("peek", "design", "cuped"):
            for at in every[:: max(1, len(every) // 6)]:
                found = lesson.solved(lesson.scene(**{"view": view, control.name: at}))
                assert not any(found) or (control.name == "level" and view == "peek"), (view, control.name, at)


def test_the_prediction_by_numpy(lesson):
    ask = lesson.challenges[0].predict
    z = paths(5, 1.0, 400_000)
    times = np.arange(1, 6) / 5
    over = np.abs(z) >= 2.4132
    at, stopped = over.argmax(axis=1), over.any(axis=1)
    estimates = (z[np.arange(len(z)), at] / np.sqrt(times[at]))[stopped]
    assert ask.truth(lesson.at(lesson.parameters(ask.at))) == pytest.approx(estimates.mean(), abs=0.03)


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    assert r"$5$, $8.3$, $10.7$, $14.2$, $19.3$, $24.8\%$" in text
    rates = 100 * sq.peeking(0.05)[[0, 1, 2, 4, 9, 19]]
    assert np.round(rates, 1).tolist() == [5, 8.3, 10.7, 14.2, 19.3, 24.8]
    flat, steep = preset(lesson, "Pocock").state, preset(lesson, "O’Brien–Fleming").state
    assert flat.constant == pytest.approx(2.413, abs=5e-4)
    assert (steep.bounds[0], steep.bounds[-1]) == pytest.approx((4.562, 2.040), abs=5e-4)
    assert (flat.power, steep.power) == pytest.approx((0.709, 0.789), abs=1e-3)
    assert flat.tested.stops[:-1, 0].sum() > 0.5 and 1 - steep.size == pytest.approx(0.2, abs=0.01)
    assert sq.peeking(0.05)[9] / 0.05 == pytest.approx(4, abs=0.15)  # "about four times as large"
    x, y = load_diabetes(return_X_y=True)
    r = np.corrcoef(cross_val_predict(LinearRegression(), x, y, cv=KFold(10)), y)[0, 1]
    assert f"$r = {r:.3f}$ and leaves ${100 * (1 - r * r):.0f}\\%$" in text
    r = oe.experiments(*oe.columns("bmi")[:2], 1).r
    assert f"($r = {r:.3f}$) leaves ${100 * (1 - r * r):.0f}\\%$" in text
    assert f"$p = {oe.mismatch(50_300, 49_700):.3f}$" in text and f"$p = {oe.mismatch(50_600, 49_400):.5f}$" in text
    assert np.ceil([oe.needed(0.1, 0.12), oe.needed(0.1, 0.11)]).tolist() == [3841, 14_751]
    assert "$3841$" in text and "$14{,}751$" in text
    looked = preset(lesson, "Ten looks").state
    lit = looked.stopped[0] <= sq.USERS
    assert lit.sum() == 6 and (np.abs(looked.drawn[lit, -1]) < looked.z).sum() == 4
    assert f"looks ${len(sq.ALONG)}$ times" in text
    valid = preset(lesson, "Always valid").state
    assert valid.ever_valid[0][-1] < 0.05 < 0.5 < valid.ever[0][-1]


def test_without_an_effect_the_mean_estimate_is_zero(lesson):
    for looks, delta in ((5, 0.5), (4, 0.31), (1, 0.7)):
        assert lesson.scene(view="design", effect=0, looks=looks, delta=delta).numbers["claimed"] == 0

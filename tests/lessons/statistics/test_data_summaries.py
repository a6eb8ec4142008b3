"""Data Summaries. Oracles: the bottoms by scipy.optimize, trimmed mean, MAD, IQR and skewness by scipy.stats, quartiles
and counts by NumPy, deviations by Python's `statistics` with fractions, digits against NIST's certified values."""

from __future__ import annotations

import re
import statistics
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy import optimize, stats

from explorer.controls.data import OwnData, pack
from explorer.lesson import Law
from mathcore.statistics import summaries as sm
from pages.statistics.data_summaries.state import BINS
from tests.lessons import contracts

VIEWS = ("bowls", "influence", "bins", "box", "digits")


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("data_summaries")


def own(values: Any) -> str:
    return pack(OwnData(("c",), np.array(values, float).reshape(-1, 1)))


EXTREMES = {
    "constant": own([7.25] * 5),
    "constant and huge": own([1e15] * 4),
    "far from zero": own([1e12 + k for k in (0, 1, 1, 3, 5, 8, 40)]),
    "huge": own([-1e15, 2e14, 1e15, 3.5e14]),
    "tiny": own([1e-15, 2e-15, 9e-15, 5e-15]),
    "two values": own([0, 0, 1, 1, 1, 0]),
    "many": own(np.round(np.random.default_rng(4).standard_cauchy(2000), 2)),
    "one far": own([1, 2, 3, 4, 1e9]),
}


def distance(t: float, x: Any, power: float) -> float:
    return float(np.linalg.norm(x - t, power))


def readout(scene: Any, start: str) -> Any:
    return next(each for each in scene.readouts if each.name.startswith(start))


def law(scene: Any, start: str) -> Law:
    found = readout(scene, start)
    assert isinstance(found, Law)
    return found


def test_bottoms_and_losses_at_random_states(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "bowls"})
        x, t = scene.state.x, scene.state.trial
        away = np.abs(x - t)
        found = [scene.numbers[f"{name}_distance"] for name in ("mean", "root", "largest")]
        assert found == pytest.approx([away.mean(), np.sqrt((away**2).mean()), away.max()], rel=1e-9, abs=1e-9)
        assert scene.state.median == pytest.approx(np.median(x))
        for name, power in (("mean", 2.0), ("midrange", np.inf)):
            bounds, here = (x.min(), x.max() + 1e-12), getattr(scene.state, name)
            bottom = optimize.minimize_scalar(distance, bounds=bounds, args=(x, power), method="bounded")
            assert distance(here, x, power) <= bottom.fun * (1 + 1e-9) + 1e-12, name


def test_summaries_with_bad_values_at_random_states(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "influence"})
        q, found = scene.state, scene.numbers
        everything = np.concatenate([q.x, np.full(q.copies, q.ghost_at)])
        wanted = {"mean": everything.mean(), "median": np.median(everything), "sd": everything.std(ddof=1)}
        wanted |= {"trimmed": stats.trim_mean(everything, 0.1), "iqr": stats.iqr(everything, scale="normal")}
        wanted["mad"] = stats.median_abs_deviation(everything, scale="normal")
        for name, value in wanted.items():
            assert found[f"{name}_all"] == pytest.approx(value, rel=1e-9, abs=1e-9), name
        assert abs(q.copies / len(everything) - values["bad"] / 100) <= 0.5 / q.n + 1e-12


def test_bars_hold_all_values_at_every_width_and_edge(lesson):
    for data in ("points", "nuclei", "michelson", "numacc", *EXTREMES.values()):
        for width, origin in ((2, 0), (2, 100), (2.5, 50), (7.5, 33), (50, 0), (50, 100)):
            q = lesson.scene(view="bins", data=data, width=width, origin=origin).state
            assert len(q.counts) == BINS and q.counts.sum() == q.n, (data[:12], width, origin)
            if q.n < 1000:
                edges = q.first_edge + q.bin_width * np.arange(-1, BINS)
                near = np.abs(np.subtract.outer(q.x, edges)).min() < 1e-6 * q.bin_width
                assert near or (q.counts == np.histogram(q.x, edges)[0]).all()


def test_quartiles_and_skewness_at_random_states(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "box"})
        q1, q3 = np.quantile(scene.state.x, [0.25, 0.75], method=values["rule"])
        assert (scene.numbers["q_low"], scene.numbers["q_high"]) == pytest.approx((q1, q3))
        if np.ptp(scene.state.x) > 0:
            assert scene.numbers["skew"] == pytest.approx(stats.skew(scene.state.x), abs=1e-9)


def test_deviations_at_random_states(lesson):
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "digits"})
        written = [Fraction(Decimal(repr(v))) for v in scene.state.x.tolist()]
        wanted = statistics.stdev(written)  # an offset does not change it
        assert scene.state.certified == pytest.approx(float(wanted), rel=1e-13)


def test_nists_data_and_the_digits_that_are_reached(lesson):
    """NIST StRD, certified: Michelso SD 0.0790105478190518, NumAcc3 and NumAcc4 SD 0.1."""
    start = scene = lesson.scene(view="digits", data="michelson", power=0)
    assert start.state.certified == pytest.approx(0.0790105478190518, rel=1e-14)
    assert start.state.mean == pytest.approx(299.8524, abs=1e-9) and start.numbers["digits_two"] > 12.5
    for power, two, one in ((6, 9.46, 1.14), (7, 8.25, 0.0)):
        scene = lesson.scene(view="digits", data="numacc", power=power)
        assert scene.state.certified == 0.1
        assert (scene.numbers["digits_two"], scene.numbers["digits_one"]) == pytest.approx((two, one), abs=0.005)
    assert scene.numbers["variance_one_pass"] == -2.0 and "−2" in scene.notice
    assert not law(scene, "in exact").holds and law(scene, "in exact").unless
    assert law(lesson.scene(view="digits", data="numacc", power=0), "in exact").unless == ""


@pytest.mark.parametrize("name", EXTREMES)
def test_extreme_files(lesson, name):
    for view in VIEWS:
        for more in ({}, {"what": "spread", "ghost": 200, "bad": 60, "t": 100, "width": 2, "origin": 100, "power": 12}):
            scene = lesson.scene(view=view, data=EXTREMES[name], **more)
            for each in scene.readouts:
                if isinstance(each, Law):
                    assert np.isfinite([each.left, each.right]).all(), (view, each.name)
                    assert each.holds or each.unless, (view, more, each)
                elif not isinstance(each.value, str):
                    assert np.isfinite(each.value), (view, each.name)
            scene.plotly()
            if "constant" in name:
                assert "All values are equal" in scene.notice


def test_what_breaks_and_what_holds(lesson):
    far = {"view": "influence", "ghost": 200}
    shares: dict[str, list[bool]] = {name: [] for name in ("trimmed", "median")}
    for bad in (0, 5, 20, 45, 55):
        scene = lesson.scene(**far, bad=bad, data="nuclei")
        for name, held in shares.items():
            held.append(law(scene, f"{name}: among").holds)
    assert shares == {"trimmed": [True, True, True, True, False], "median": [True, True, True, True, False]}
    assert not law(lesson.scene(**far, bad=60, points=(1, 2, 3)), "trimmed: among").holds
    assert not law(lesson.scene(**far, what="spread", bad=40), "the IQR").holds


def test_the_challenges_cannot_be_solved_by_chance(lesson):
    rng = np.random.default_rng(8)
    for _ in range(150):
        points = tuple(np.round(rng.uniform(0, 10, rng.integers(2, 21)) / 0.05) * 0.05)
        for view in ("bowls", "influence"):
            scene = lesson.scene(view=view, points=points)
            assert not any(lesson.solved(scene)), points
    for data in ("nuclei", "numacc", "michelson"):
        assert not any(lesson.solved(lesson.scene(view="influence", data=data)))
    for number, answer, slack in ((0, 5.5, 1e-9), (3, 5.82, 0.01)):
        asked = lesson.challenges[number].predict
        assert asked.truth(lesson.at(lesson.parameters(asked.at))) == pytest.approx(answer, abs=slack)
    assert lesson.scene(view="digits", data="numacc", power=4).numbers["digits_two"] > 11  # "Two passes keep 11"


def test_the_numbers_in_the_text(lesson):
    text, x = lesson.text(), sm.nuclei()
    said = [f"${x.mean():.2f}$", f"${np.median(x):.2f}$", f"${x.std(ddof=1):.2f}$"]
    said.append(f"${stats.median_abs_deviation(x, scale='normal'):.2f}$")
    said += [f"${stats.iqr(x) / x.std(ddof=1):.2f}$", f"${2 * stats.norm.ppf(0.75):.2f}$"]
    for clean, spoiled in sm.spoiled_accuracies().values():
        said += [rf"${100 * clean:.1f}\%$", rf"${100 * spoiled:.1f}\%$"]
    for each in said:
        assert each in text, each
    assert 0.6 < x.mean() / np.median(x) - 1 < 2 / 3  # "nearly two thirds above the median"
    wines = [round(178 * (clean - spoiled)) for clean, spoiled in sm.spoiled_accuracies().values()]
    assert wines == [4, 5, 0]
    law = stats.poisson(0.75)
    assert law.median() == 1 > law.mean() and law.stats("s") > 0  # the mean lies on the side of the short tail
    single = lesson.scene(view="digits", data="numacc").state.offsets.reached["one32"]
    assert single[2:].max() == 0  # κ = 1000: nothing is left in 32 bits


def test_what_the_presets_say(lesson):
    presets = {each.name: lesson.scene(lesson.parameters(each.values)) for each in lesson.presets}
    numbers = {name: scene.numbers for name, scene in presets.items()}
    up = lesson.scene(points=(1.5, 2.1, 2.4, 2.8, 3.0, 3.3, 3.6, 3.9, 4.4, 5.2, 9.9)).numbers
    start = numbers["Outlier"]
    moved = [up[name] - start[name] for name in ("midrange", "mean", "median")]
    assert moved == pytest.approx([0.2, 0.4 / 11, 0])  # half its speed, an eleventh, not at all
    towns = presets["Two towns"].parameters["points"]
    assert (np.median(towns), np.median([10, *towns[1:]])) == (0, 10)
    origin = presets["Bin origin"].parameters
    assert numbers["Bin origin"]["hump_count"] == 1
    there = lesson.scene(lesson.parameters({**origin, "origin": 60})).state
    assert there.hump_count == 2 and re.search("7.+0.+7", str(there.counts.tolist()))
    even = np.quantile(np.arange(9) * 1.25, [0, 0.25, 0.5, 0.75, 1])
    same = presets["Same box"].state.x
    assert np.quantile(same, [0, 0.25, 0.5, 0.75, 1]) == pytest.approx(even)
    assert presets["Half are bad"].state.mixed.median()[0] > 9.5 and "half" in presets["Half are bad"].notice
    assert not next(each for each in presets["Quarter"].readouts if each.name.startswith("the IQR")).holds
    assert presets["Nuclei"].state.midrange > np.quantile(sm.nuclei(), 0.99)  # "the midrange means nothing"


def test_dragged_points_and_edges(lesson):
    start = lesson.scene(view="bins", width=16)
    moved, said = lesson.pulled(start, "edge", None, 0.8, 1.0)
    assert moved["origin"] == 50 and not said
    moved, said = lesson.pulled(start, "edge", None, 5.0, 1.0)
    assert moved["origin"] == 100 and said.endswith(".")
    moved, _ = lesson.pulled(start, "width", None, 2.5, 1.0)
    assert moved["width"] == 25
    moved, _ = lesson.pulled(lesson.scene(view="influence"), "bad", None, 33.0, 0.0)
    assert moved["bad"] == 33


def test_short_sums_show_their_point_and_no_end_of_a_double(lesson):
    """1² + 2² + 44² = 1941, less 47²/3: one decimal; a double would hold ten digits more."""
    for values, point, end in (([1, 2, 44], 30.5, None), ([1, 2, 44000], None, None)):
        scene = lesson.scene(view="digits", data=own(values), power=0)
        text = next(t for t in scene.figure("light").data if t.text is not None and "a double ends here" in t.text)
        dots = next(t for t in scene.figure("light").data if t.text is not None and list(t.text) == ["."] * 3)
        assert np.isnan(float("nan") if text.x[0] is None else text.x[0]) == (end is None)
        assert np.isnan(float("nan") if dots.x[0] is None else dots.x[0]) == (point is None)
        assert point is None or dots.x[0] == point


def test_squares_of_small_units_are_shown(lesson):
    x = np.array([1.3e-9, 2e-9, 2.2e-9, 4.1e-9])
    t = lesson.scene(data=own(x)).state.trial
    parabola = law(lesson.scene(data=own(x)), "the mean’s bowl")
    assert parabola.left == pytest.approx(np.mean((x - t) ** 2)) and "×10⁻¹⁸" in parabola.sides[0]
    assert parabola.sides[0] == parabola.sides[1]
    assert "×10⁻¹⁸" in law(lesson.scene(view="influence", what="spread", data=own(x)), "two parts").sides[0]
    # NumAcc is symmetric about 0.2: its mean and its median are one.
    assert law(lesson.scene(data="numacc"), "mean and median").sides[0] == "0"


def test_a_summary_of_zero_is_zero(lesson):
    scene = lesson.scene(view="influence", data="numacc", ghost=-100, bad=60)
    assert scene.numbers["trimmed_all"] == 0 and str(readout(scene, "trimmed").value).startswith("0,")

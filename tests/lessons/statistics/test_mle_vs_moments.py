"""Maximum likelihood against moments. Oracles: uniform errors by simulation with NumPy's generator, by scipy.stats.beta
and irwinhall; fits by scipy.stats.gamma.fit (both methods); estimates and efficiencies by hand from the values drawn;
the numbers of the text by SciPy and scikit-learn's table; shapes of values that lie close together by mpmath."""

from __future__ import annotations

import re
from typing import Any

import mpmath
import numpy as np
import pytest
from scipy import stats
from sklearn.datasets import load_breast_cancer

from explorer import listing
from explorer.controls.data import OwnData, pack
from explorer.lesson import Law, Unanswerable
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("mle_vs_moments")


def own(values: Any) -> str:
    return pack(OwnData(("c",), np.array(values, float).reshape(-1, 1)))


def readout(scene: Any, start: str) -> Any:
    return next(each for each in scene.readouts if each.name.startswith(start))


def drag(lesson: Any, state: dict[str, Any], name: str, index: int | None, x: float, y: float) -> tuple[Any, str]:
    scene = lesson.scene(**state)
    values, sentence = lesson.pulled(scene, name, index, x, y)
    return lesson.scene(values, scene), sentence


def test_errors_of_both_rulers_by_simulation(lesson):
    rng = np.random.default_rng(8)
    for n, k in ((1, 0.5), (3, -0.7), (10, 0.0), (25, 2.0)):
        x, c = rng.random((40_000, n)), 1 + k / (n + 1)
        state = lesson.scene(n=n, k=k).state
        assert np.mean((2 * x.mean(1) - 1) ** 2) == pytest.approx(state.doubled.square, rel=0.05)
        assert np.mean((c * x.max(1) - 1) ** 2) == pytest.approx(state.likely.square, rel=0.05)
        assert np.mean(c * x.max(1) - 1) == pytest.approx(state.likely.bias, abs=0.006)


def test_the_readouts_of_the_rulers_are_those_of_a_beta_variable(lesson):
    for values in contracts.random_states(lesson, 15):
        n, c = values["n"], 1 + values["k"] / (values["n"] + 1)
        law = stats.beta(n, 1)
        square = c * c * (law.var() + law.mean() ** 2) - 2 * c * law.mean() + 1
        scene = lesson.scene(**values | {"view": "multiples"})
        assert scene.readouts[0].value == pytest.approx(square, rel=1e-6)
        assert scene.readouts[1].value == pytest.approx(c * law.mean() - 1, abs=1e-9)
        assert scene.readouts[2].value == pytest.approx(c * law.std(), rel=1e-6)
        rulers = lesson.scene(**values | {"view": "rulers"})
        assert rulers.readouts[0].value == pytest.approx(2 * stats.uniform.std() / np.sqrt(n))
        assert rulers.readouts[2].value == pytest.approx(4 * stats.uniform.var() / square, rel=1e-6)


def test_estimates_of_the_sample_in_hand_are_scipys(lesson):
    for values in contracts.random_states(lesson, 25):
        q = lesson.scene(**values | {"view": "pairs"}).state
        law, a, u = values["law"], values["shape"], np.array(values["sample"])
        frozen = {"uniform": stats.uniform(), "gamma": stats.gamma(a), "beta": stats.beta(a, 1)}
        x = frozen.get(law, stats.pareto(a)).ppf(u)
        assert q.x == pytest.approx(x, rel=1e-5, abs=1e-12)
        m, logs = x.mean(), np.log(q.x).mean()
        if law == "gamma" and np.ptp(x) > 1e-3 * m:
            wanted = m * m / x.var(), stats.gamma.fit(q.x, floc=0)[0]
            assert q.mine.likelihood == pytest.approx(wanted[1], rel=1e-4)
            assert q.mine.moments == pytest.approx(wanted[0], rel=1e-3)
        elif law in ("beta", "pareto"):
            assert q.mine.moments == pytest.approx(m / abs(1 - m), rel=1e-4)
            assert q.mine.likelihood == pytest.approx(1 / abs(logs), rel=1e-4)
        elif law == "uniform":
            assert tuple(q.mine) == pytest.approx((2 * m, x.max()))


def test_fits_of_the_readers_column_are_scipys(lesson):
    rng = np.random.default_rng(6)
    for x in (
        rng.gamma(0.6, 4, 30),
        rng.lognormal(1, 1, 80),
        rng.gamma(40, 0.1, 200),
        [1, 2, 3, 4, 1e9],
        [1e-9, 1, 2],
        [1e-15, 1, 1e15],
    ):
        scene = lesson.scene(view="fits", data=own(x))
        column = lesson.scene(view="fits", data=own(x)).state.values
        assert readout(scene, "shape by likelihood").value == pytest.approx(
            stats.gamma.fit(column, floc=0)[0], rel=1e-4
        )
        moments = np.mean(column) ** 2 / np.var(column)
        assert readout(scene, "shape by moments").value == pytest.approx(moments, rel=1e-6)


@pytest.mark.parametrize("values", [[0, 1, 2, 3], [-1, 2, 3]])
def test_a_column_with_zeros_is_refused_with_a_sentence(lesson, values):
    with pytest.raises(Unanswerable, match="positive numbers"):
        lesson.scene(view="fits", data=own(values))
    assert lesson.scene(data=own(values)).numbers["count"] == len(values)  # the text still has its names


def test_equal_values_say_so(lesson):
    for state in ({"view": "fits", "points": (5.0, 5.0, 5.0)}, {"view": "pairs", "law": "gamma", "sample": (0.4, 0.4)}):
        scene = lesson.scene(**state)
        assert "The values are equal" in scene.notice
        assert any(getattr(each, "value", "") == "infinite" for each in scene.readouts)


def test_the_numbers_in_the_text(lesson):
    text, data = lesson.text(), load_breast_cancer()
    x = data.data[:, list(data.feature_names).index("area error")]
    moments, likelihood = x.mean() ** 2 / x.var(), stats.gamma.fit(x, floc=0)
    logs = stats.lognorm.fit(x, floc=0)
    more = np.mean(stats.lognorm(*logs).logpdf(x) - stats.gamma(*likelihood).logpdf(x))
    for said in (f"${moments:.3f}$", f"${likelihood[0]:.3f}$", f"${x.min():.1f}$", f"${more:.2f}$ nats"):
        assert said in text, said
    apart = [abs(lesson.scene(view="fits", data=name).state.apart) for name in ("nuclei", "diabetes", "nile")]
    assert f"${apart[0]:.1f}$ standard" in text and f"$|z|={apart[1]:.2f}$" in text and f"${apart[2]:.2f}$" in text
    squares = [((9 / d - 1) ** 2 + 18 / d**2) for d in (9, 10, 11)]  # of a variance of ten normal values
    assert squares == pytest.approx((0.2222, 0.19, 0.1818), abs=5e-5)


def test_what_the_presets_say(lesson):
    by_name = {preset.name: lesson.scene(lesson.parameters(preset.values)) for preset in lesson.presets}
    assert by_name["Two rulers"].state.ratio == pytest.approx(2.2)
    lost = by_name["Impossible"].state
    assert (lost.mine.moments, lost.impossible) == (pytest.approx(0.7333, abs=1e-4), pytest.approx(1 / 8))
    clean, wrong = lesson.scene(view="pairs").state, by_name["One wrong in fifty"].state
    assert clean.many.likelihood.max() <= 1 < wrong.many.likelihood.max()
    assert wrong.errors[0] < 1.15 * clean.errors[0]
    pareto = by_name["A mean to distrust"].state
    assert (pareto.many.moments * pareto.truth).min() > 1 > (pareto.many.likelihood * pareto.truth).min()
    assert by_name["A tenth of the data"].state.efficiency == pytest.approx(0.098, abs=5e-4)


def test_the_prediction(lesson):
    guess = lesson.challenges[0].predict
    assert guess.truth(lesson.at(lesson.parameters(guess.at))) == pytest.approx(41 * 42 / 240)


def test_challenges_resist_the_ends_of_sliders_and_random_samples(lesson):
    for name in ("n", "k", "shape"):
        for value in lesson.control(name).extremes():
            for view in lesson.views:
                assert not any(lesson.solved(lesson.scene(**{name: value, "view": view}))), (name, value, view)
    rng, solved = np.random.default_rng(1), 0
    for _ in range(300):
        sample = tuple(np.round(rng.uniform(0.001, 0.999, rng.integers(5, 12)), 3).tolist())
        solved += bool(lesson.solved(lesson.scene(view="pairs", sample=sample))[2])
    assert solved <= 3
    tries = [tuple(np.round(rng.uniform(0.05, 10, 20) * 20).astype(int) / 20) for _ in range(100)]
    assert not any(lesson.solved(lesson.scene(view="fits", points=points))[3] for points in tries)


def test_points_of_any_law_follow_the_pointer_and_stay_in_the_law(lesson):
    for law, to in (("gamma", 1.7), ("beta", 0.6), ("pareto", 3.0), ("uniform", 0.42)):
        state = {"view": "pairs", "law": law, "shape": 2.0}
        scene, sentence = drag(lesson, state, "sample", 4, to, 0.0)
        assert not sentence and scene.state.x[4] / scene.state.unit == pytest.approx(to, rel=0.01)
    scene, sentence = drag(lesson, {"view": "pairs", "law": "beta"}, "sample", 4, 1.02, 0.0)
    assert sentence.endswith(".") and scene.state.x[4] < 1


def test_the_cliff_stands_at_the_upper_end(lesson):
    for n in (1, 7, 60):
        scene, sentence = drag(lesson, {"n": n}, "cliff", None, 1 + 1.3 / (n + 1), 0.0)
        assert scene.state.p.k == pytest.approx(1.3) and not sentence
    assert drag(lesson, {"n": 40}, "cliff", None, 2.0, 0.0)[1].endswith(".")


def test_a_pareto_law_without_mean_or_variance_is_drawn_and_said(lesson):
    for shape, says in ((0.502, "no mean"), (1.5, "infinite"), (3.0, "")):
        scene = lesson.scene(view="efficiency", family="pareto", shape=shape)
        assert says in scene.notice and bool(scene.notice) == bool(says)
        assert (readout(scene, "n × variance by moments").value == "infinite") == (shape <= 2)
        assert any(isinstance(each, Law) for each in scene.readouts)


def test_placeholders_are_filled_wherever_the_reader_goes(lesson):
    names = set(re.findall(r"\{\{\s*([a-z_]+)", lesson.text()))
    for values in contracts.random_states(lesson, 12):
        found = lesson.scene(**values | {"view": "rulers"}).numbers
        assert names <= set(found)
        assert all(np.isscalar(found[name]) or isinstance(found[name], str) for name in names)


def by_mpmath(x: Any) -> tuple[float, float, float]:
    """Both gamma shapes and Hausman's z, with sixty digits."""
    with mpmath.workdps(60):
        values = [mpmath.mpf(float(each)) for each in x]
        n = len(values)
        mean = mpmath.fsum(values) / n
        moments = mean**2 / (mpmath.fsum((v - mean) ** 2 for v in values) / n)
        gap = mpmath.log(mean) - mpmath.fsum(mpmath.log(v) for v in values) / n
        a = mpmath.findroot(lambda t: mpmath.log(t) - mpmath.digamma(t) - gap, (0.45 / gap, 0.6 / gap), tol=1e-45)
        lost = 2 * a * (a + 1) - a / (a * mpmath.polygamma(1, a) - 1)
        return float(moments), float(a), float((moments - a) / mpmath.sqrt(lost / n))


@pytest.mark.parametrize("scale", [30, 1e3, 2e4, 1e6])
def test_values_that_lie_close_together_lose_no_digits(lesson, scale):
    scene = lesson.scene(view="fits", data=own(scale + np.arange(7.0) ** 2 / 10))
    moments, likelihood, apart = by_mpmath(scene.state.values)
    assert tuple(scene.state.fit[-2:]) == pytest.approx((moments, likelihood), rel=1e-9)
    assert scene.state.apart == pytest.approx(apart, rel=1e-5)
    assert all(each.holds for each in scene.readouts if isinstance(each, Law))
    found = contracts.printed(contracts.python_prints(listing.python(lesson, scene.state.p)))
    assert found["standard_errors"] == pytest.approx(apart, rel=1e-4)


def test_a_narrow_column_fills_its_axis_and_the_plane_says_what_it_clips(lesson):
    scene = lesson.scene(view="fits", data=own(np.arange(1990, 2021)))
    low, high = scene.panels[0].x.range
    assert 1980 < low < 1990 and 2020 < high < 2030
    assert "beyond the axes" in scene.notice
    assert not lesson.scene(view="fits").notice and not lesson.scene(view="fits", data="nile").notice


@pytest.mark.parametrize("state", [{"points": (5.0, 5.0, 5.0)}, {"law": "gamma", "sample": (0.4, 0.4)}])
def test_the_program_and_the_text_stand_at_equal_values(lesson, state):
    scene = lesson.scene(view="fits", **state)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, scene.state.p)))
    contracts.agrees(lesson, scene.state.p, found, str(state))
    assert np.isnan(scene.numbers["standard_errors"]) == ("points" in state)


def test_the_program_of_a_column_that_is_not_positive(lesson):
    data = pack(OwnData(("x",), np.array([[1.0], [0.0], [2.5], [3.0]])))
    with pytest.raises(SystemExit, match="positive"):
        contracts.python_prints(listing.python(lesson, lesson.parameters({"view": "fits", "data": data})))

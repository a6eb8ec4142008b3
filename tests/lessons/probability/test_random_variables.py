"""The lesson on random variables. Oracles: scipy.stats for quantiles, moments and fits at random states of every law;
NumPy's sums for the doctor visits; the draws of the play bar are the quantiles of their uniforms. (The mathematics has
its oracles in `tests/mathcore/probability/test_law*.py`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import simpson

from explorer import listing
from explorer.lesson import Law, Readout
from mathcore.probability import law_shapes
from mathcore.probability.laws import LAWS
from pages.probability.random_variables.state import SLIDERS
from tests.lessons import contracts
from tests.mathcore.probability.test_laws import SCIPY


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("random_variables")


def value(scene: Any, start: str) -> Any:
    """The value of the readout whose name begins so; of a law its left side."""
    found = next(each for each in scene.readouts if each.name.startswith(start))
    return found.value if isinstance(found, Readout) else found.left


def oracle(scene: Any) -> Any:
    return SCIPY[scene.state.key](*scene.state.law.theta)


@pytest.mark.parametrize("key", LAWS)
def test_quantile_and_moments_of_every_law_are_scipys(lesson, key):
    for place, values in enumerate(contracts.random_states(lesson, 3)):
        scene = lesson.scene(**values | {"view": "law", "law": key})
        other, u = oracle(scene), scene.state.p.u
        x = value(scene, "x, the quantile")
        if not (scene.state.law.discrete and x > 1e5):
            assert x == pytest.approx(other.ppf(u), rel=1e-6, abs=1e-6) or abs(other.cdf(x) - u) < 1e-9, place
        mean, variance = (value(scene, name) for name in ("mean", "variance"))
        if not isinstance(mean, str):
            assert mean == pytest.approx(float(other.mean()), rel=1e-6, abs=1e-6)
        if not isinstance(variance, str) and key != "vonmises":
            assert variance == pytest.approx(float(other.var()), rel=1e-6)
        assert {"infinite": np.inf, "none": None}.get(mean, 0) in (np.inf, None, 0)


def test_every_parameter_has_a_slider_that_stands_with_its_law_alone(lesson):
    for key, law in LAWS.items():
        for view in ("law", "which", "names", "pearson"):
            shown = {each.name for each in lesson.shown(lesson.parameters({"view": view, "law": key}))}
            own = {each.name for each in SLIDERS[key]}
            assert own <= shown
            assert len(own) == len(law.parameters)
            others = {each.name for several in SLIDERS.values() for each in several} - own
            assert not shown & others
        assert "law" not in {each.name for each in lesson.shown(lesson.parameters({"view": "turn"}))}


def test_draws_are_quantiles_of_their_uniforms(lesson):
    for key in ("gamma", "t", "poisson", "vonmises"):
        scene = lesson.scene(law=key, drawn=50, seed=7)
        uniforms, draws = scene.state.draws
        np.testing.assert_allclose(draws, scene.state.law.ppf(uniforms))
        assert 0.3 < uniforms.mean() < 0.7
    first, second = (lesson.scene(seed=seed).state.draws[0] for seed in (7, 8))
    assert not np.array_equal(first, second)


def test_x_and_u_are_inverse_drags(lesson):
    for key in ("gamma", "norm", "beta", "cauchy", "expon"):
        scene = lesson.scene(law=key)
        for x in np.linspace(*scene.state.law.ppf([0.02, 0.97]), 9):
            moved, sentence = lesson.pulled(scene, "x", None, float(x), 0.0)
            low, high = scene.state.frame
            assert sentence == ""
            assert lesson.scene(moved).state.x == pytest.approx(x, abs=0.01 * (high - low))
        moved, _ = lesson.pulled(scene, "u", None, 0.0, 0.25)
        assert lesson.scene(moved).state.x == pytest.approx(float(oracle(scene).ppf(0.25)))
    moved, sentence = lesson.pulled(lesson.scene(), "x", None, -1.0, 0.0)
    assert sentence.endswith(".")
    assert moved["u"] == 0.0005
    for key in (
        "poisson",
        "binom",
        "nbinom",
        "skellam",
        "geom",
        "hypergeom",
    ):  # each integer is reached by its own drag
        scene = lesson.scene(law=key)
        for x in range(*(int(end) for end in scene.state.law.ppf([0.002, 0.998]))):
            assert lesson.scene(lesson.pulled(scene, "x", None, float(x), 0.0)[0]).state.x == x, key
    jump = lesson.scene(lesson.pulled(lesson.scene(law="poisson"), "x", None, 5.4, 0.0)[0])
    assert jump.state.x == 5


def test_the_dot_of_the_plane_is_dragged(lesson):
    start = lesson.scene(view="pearson", law="beta")
    moved, _ = lesson.pulled(start, "shape", None, 1.0, 3.2)
    assert lesson.scene(moved).state.place == pytest.approx((1.0, 3.2), abs=0.15)
    moved, _ = lesson.pulled(lesson.scene(view="pearson"), "shape", None, 2.0, 6.0)
    assert moved["gamma_k"] == 2.0  # 4/k is the squared skewness
    for spot in ((2.0, 3.5), (0.0, 1.2), (3.0, 7.3)):  # where a shape would leave its slider: as near as the sliders go
        moved, _ = lesson.pulled(start, "shape", None, *spot)
        assert lesson.scene(moved).state.place == pytest.approx(spot, abs=0.5)
    for key, spot in (("gamma", (3.0, 2.0)), ("norm", (0.0, 4.0))):
        _, sentence = lesson.pulled(lesson.scene(view="pearson", law=key), "shape", None, *spot)
        assert sentence.endswith("."), key


def test_doctor_visits(lesson):
    values = {"view": "which", "sample": "visits", "law": "nbinom", "nbinom_r": 0.7, "nbinom_p": 0.19}
    scene = lesson.scene(**values)
    x = scene.state.data
    assert value(scene, "AIC") == pytest.approx(4 - 2 * stats.nbinom.logpmf(x, 0.7, 0.19).sum())
    assert value(scene, "share of zeros") == "31.2% and 31.3%"
    poisson = lesson.scene(**values | {"law": "poisson", "poisson_rate": 2.9})
    assert value(poisson, "AIC") > 133_000
    assert value(poisson, "share of zeros").endswith("5.5%")
    assert value(lesson.scene(**values | {"law": "geom"}), "AIC").startswith("infinite")
    assert "integers" in lesson.scene(**values | {"law": "gamma"}).notice


def test_the_fit_is_kstests(lesson):
    for law, name in ((stats.norm(0.8, 0.9), "norm"), (stats.logistic(0.8, 0.5), "logistic")):
        values = {f"{name}_mu": 0.8, f"{name}_{'sigma' if name == 'norm' else 's'}": law.kwds.get("scale", law.args[1])}
        scene = lesson.scene(view="which", sample="growth", law=name, **values)
        assert value(scene, "largest gap") == pytest.approx(stats.kstest(scene.state.data, law.cdf).statistic, abs=1e-9)


def test_degenerate_states_say_so(lesson):
    assert "no mean" in lesson.scene(law="cauchy").notice
    assert "infinite mean" in lesson.scene(law="levy").notice
    assert "infinite variance" in lesson.scene(law="t", t_df=1.5).notice
    assert "infinite at an end" in lesson.scene(law="beta", beta_a=0.5, beta_b=0.5).notice
    assert "shown from 5 on" in lesson.scene(view="turn", n=1).notice
    assert "three times" in lesson.scene(view="turn", relation="share", holds=False).notice
    assert "no place" in lesson.scene(view="pearson", law="cauchy").notice
    assert "same parameters" in lesson.scene(view="names", law="poisson").notice
    for values in ({"law": "vonmises", "vonmises_mu": -1}, {"law": "triang"}):
        scene = lesson.scene(view="names", **values)
        assert "no law" in scene.notice and "nan" not in scene.alt.lower()
    assert "makes no difference" in lesson.scene(view="names", law="norm").notice
    assert "makes no difference" not in lesson.scene(view="names", law="norm", norm_sigma=2).notice
    assert "nothing is switched off" in lesson.scene(view="turn", relation="first", k=1, holds=False).notice
    one = lesson.scene(law="randint", randint_a=1, randint_b=2, view="names")
    assert value(one, "mean, meant") == "1.5 and 1"


def test_a_quantile_so_near_one_that_doubles_are_far_apart_is_still_one(lesson):
    scene = lesson.scene(law="beta", beta_a=20, beta_b=0.3, u=0.9995)
    assert all(each.holds for each in scene.readouts if isinstance(each, Law))


def test_shapes_are_drawn_at_mean_0_and_deviation_1(lesson):
    """By quadrature of what the panel draws; Simpson's rule is SciPy's."""
    for key in ("norm", "gamma", "gumbel_r", "weibull_min"):
        z, f = law_shapes.standardised(LAWS[key].at(), -6, 12)
        first, mean, square = (simpson(f * z**k, x=z) for k in (0, 1, 2))
        assert (first, mean, square) == pytest.approx((1, 0, 1), abs=5e-3), key
    z, f = law_shapes.standardised(LAWS["bernoulli"].at(0.3), -3, 5)
    spread = (0.3 * 0.7) ** 0.5
    inside = (z > -0.7) & (z < 1.6)
    assert z[inside] == pytest.approx([-0.3 / spread, 0.7 / spread])
    assert f[inside] == pytest.approx([0.7 * spread, 0.3 * spread])
    assert np.isnan(law_shapes.standardised(LAWS["cauchy"].at(), -3, 5)[1]).all()


def test_the_theorem_fails_without_its_assumption(lesson):
    for relation in ("first", "squares", "share", "powers"):
        scene = lesson.scene(view="turn", relation=relation, holds=False, amount=8000)
        law = next(each for each in scene.readouts if isinstance(each, Law))
        assert law.unless and not law.holds


def test_a_random_click_does_not_solve(lesson):
    solved = 0
    for values in contracts.random_states(lesson, 40):
        for view in ("law", "which"):
            solved += any(each is True for each in lesson.solved(lesson.scene(**values | {"view": view})))
    assert solved <= 3


def test_the_tails_of_t_are_told_as_ratios(lesson):
    """The preset: in all 0.03 apart, "beyond 4 the t law still has 160 times as much"."""
    scene = lesson.scene(**next(each for each in lesson.presets if each.name == "t becomes normal").values)
    assert scene.state.apart == pytest.approx(0.03, abs=1e-3)
    assert stats.t.sf(4, 5) / stats.norm.sf(4) == pytest.approx(160, rel=0.03)


@pytest.mark.parametrize(
    "values",
    [
        {"law": "zipf", "zipf_s": 1.2, "u": 0.9995},
        {"law": "zipf", "zipf_s": 1.5},
        {"law": "logser", "logser_p": 0.98},
        {"law": "betabinom", "betabinom_n": 1, "betabinom_a": 0.1, "betabinom_b": 0.1, "u": 0.5},
        {"law": "vonmises", "vonmises_mu": -3, "vonmises_kappa": 0},
    ],
)
def test_the_program_finds_quantiles_and_draws_where_tails_are_long_and_steps_are_rounded(lesson, values):
    """SciPy's search gave up or never ended; a step that fell short of u by rounding was passed over."""
    parameters = lesson.parameters(values)
    said = contracts.python_prints(listing.python(lesson, parameters))
    contracts.agrees(lesson, parameters, contracts.printed(said), str(values))
    gap = next(float(line.split(": ")[1]) for line in said.splitlines() if line.startswith("largest gap"))
    assert 0 < gap < 1.95 / 1000**0.5  # Kolmogorov's band of 99.9%; what steps jump over is no gap

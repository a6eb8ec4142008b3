"""Oracles. Stems: scipy.stats.norm. Samples: SciPy's laws. Tests: statsmodels, SciPy. Logistic: statsmodels.Logit.
Losses: scipy.stats, and a scan of the likelihood. Numbers in the text: statsmodels, closed forms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from explorer import listing
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

LAWS = {"normal": stats.norm, "laplace": stats.laplace, "cauchy": stats.cauchy}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("maximum_likelihood")


def test_stems_against_scipy(lesson):
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "stems"})
        x = np.array(values["sample"])
        assert value(scene, "log-likelihood") == pytest.approx(
            stats.norm.logpdf(x, values["mu"], values["sigma"]).sum()
        )
        mean, wide = stats.norm.fit(x)
        assert (value(scene, "μ̂"), value(scene, "σ̂")) == pytest.approx((mean, wide), abs=1e-9)
        if np.ptp(x) > 0:
            assert value(scene, "its peak") == pytest.approx(stats.norm.logpdf(x, mean, wide).sum())


def test_equal_observations_have_no_peak(lesson):
    scene = lesson.scene(sample=(1.0, 1.0, 1.0))
    assert "without bound" in scene.notice and value(scene, "its peak") == "none"
    assert not any(each.name == "no normal law is likelier" for each in scene.readouts)


def test_a_star_that_the_slider_does_not_reach_is_said(lesson):
    for sample, said in (((1.0, 1.2), True), ((-5.0, 5.0), True), ((-1.0, 1.0), False)):
        assert ("beyond the slider" in lesson.scene(sample=sample).notice) == said


def test_the_bars_hang_down_to_the_log_likelihood(lesson):
    for values in contracts.random_states(lesson, 6):
        scene = lesson.scene(**values | {"view": "stems"})
        bars = [trace for trace in scene.panels[1].traces if trace["type"] == "bar"]
        shown = max(scene.state.height, -4.5 * 0.93 * len(values["sample"]))  # no deeper than the panel
        assert bars[0]["base"][-1] + bars[0]["y"][-1] == pytest.approx(shown)
        assert bars[0]["y"].sum() == pytest.approx(shown)


def test_the_bell_and_the_map_move_the_same_law(lesson):
    for handle, spot, wanted in (("crest", (1.5, 0.3), (1.5, 0.9)), ("law", (2.0, 3.0), (2.0, 3.0))):
        scene, sentence = drag(lesson, {}, handle, None, *spot)
        assert (scene.parameters.mu, scene.parameters.sigma) == wanted and not sentence
    scene, sentence = drag(lesson, {}, "shoulder", None, -3.0, 0.2)
    assert scene.parameters.sigma == 0.5 and sentence.endswith(".")


def test_the_wrong_model_breaks_one_law_and_the_sandwich_repairs_the_interval(lesson):
    for model, ratio in (("normal", 2.0), ("exponential", 2.0), ("poisson", 3.0)):
        right, wrong = (lesson.scene(view="replicates", model=model, right=r, n=200) for r in (True, False))
        assert law(right, "curvature says").holds and not law(right, "curvature says").unless
        broken = law(wrong, "curvature says")
        assert broken.unless and not broken.holds and broken.left / broken.right == pytest.approx(ratio)
        assert law(wrong, "at the truth").holds and not law(wrong, "at the truth").unless  # slopes cancel all the same
        assert value(wrong, "sandwich, ") / value(wrong, "standard error") == pytest.approx(np.sqrt(ratio))
        assert value(wrong, "claimed 95%") < 86 and value(wrong, "sandwich 95%") > 92.5
        assert value(right, "claimed 95%") > 92.5


def test_few_draws_make_the_sandwich_worse_than_the_claim_of_a_right_model(lesson):
    for model in ("normal", "exponential", "poisson"):
        claimed, sandwich = lesson.scene(view="replicates", model=model, n=5).state.many.covers
        assert sandwich < claimed


def test_the_uniform_model_offers_no_wrong_law_and_has_its_own_rate(lesson):
    on, off = (lesson.scene(view="replicates", model="uniform", right=r) for r in (True, False))
    assert on.readouts == off.readouts
    assert law(on, "at the truth").unless and not law(on, "at the truth").holds
    assert value(on, "deviation of the peaks, exact") == pytest.approx(np.sqrt(0.0020614), rel=1e-4)
    assert value(on, "deviation of twice") == pytest.approx(np.sqrt(0.0166667), rel=1e-4)


def test_all_curves_are_tied_at_the_truth(lesson):
    for model in ("normal", "exponential", "poisson"):
        scene = lesson.scene(view="replicates", model=model, right=False, n=7)
        many = scene.state.many
        assert np.abs(many.curves(np.arange(40), np.array([many.truth]))).max() < 1e-9
        assert (many.summits >= -1e-12).all()


def test_picking_a_curve_takes_the_nearest_peak(lesson):
    scene = lesson.scene(view="replicates")
    many = scene.state.many
    for k in (3, 20, 39):
        after, _ = drag(lesson, {"view": "replicates"}, "pick", None, float(many.peak[k]), float(many.summits[k]))
        assert many.peak[after.parameters.which - 1] == pytest.approx(many.peak[k])


def test_three_tests_against_statsmodels(lesson):
    for hits, trials, p0 in ((17, 20, 0.6), (3, 40, 0.5), (20, 20, 0.8), (0, 5, 0.01), (50, 100, 0.5)):
        scene = lesson.scene(view="tests", hits=hits, trials=trials, null=p0)
        wilson = "{:.3f} to {:.3f}".format(*proportion_confint(hits, trials, method="wilson"))
        assert value(scene, "score").endswith(wilson)
        assert law(scene, "the score test").right == pytest.approx(
            stats.chisquare([hits, trials - hits], [trials * p0, trials * (1 - p0)])[0], abs=1e-9
        )
    assert "point" in lesson.scene(view="tests", hits=20).notice
    cut = lesson.scene(view="tests", hits=90, trials=10)
    assert cut.numbers["yeses"] == 10


def test_the_logistic_curve_against_statsmodels(lesson):
    for source in ("spector", "virginica"):
        scene = lesson.scene(view="logistic", source=source, tick=20)
        climb = scene.state.climb
        fit = sm.Logit(climb.y, sm.add_constant(climb.x)).fit(disp=0)
        assert (value(scene, "intercept"), value(scene, "slope")) == pytest.approx(fit.params, rel=1e-6)
        assert value(scene, "log-likelihood") == pytest.approx(fit.llf)
        assert law(scene, "as many").holds and not law(scene, "as many").unless
        early = lesson.scene(view="logistic", source=source, tick=1)
        assert law(early, "as many").unless


def test_dragging_a_point_across_the_middle_turns_its_label(lesson):
    start = {"view": "logistic"}
    scene, _ = drag(lesson, start, "pairs", 4, 6.5, 0.8)
    assert scene.state.climb.y[4] == 1.0
    parted, _ = drag(lesson, start, "pairs", 4, 4.5, 0.0)
    assert parted.state.climb.best.kind == "separable" and "never settles" in parted.notice


def test_degenerate_labels_say_so(lesson):
    same = {"view": "logistic", "pairs": ((2.0, 1.0), (4.0, 1.0))}
    assert "alike" in lesson.scene(**same).notice
    none = lesson.scene(view="logistic", pairs=((2.0, 0.0), (4.0, 0.0)), tick=5)
    assert none.numbers["intercept"] < -2 and "for labels 0 to −∞" in none.notice
    flat = lesson.scene(view="logistic", pairs=((5.0, 0.0), (5.0, 1.0), (5.0, 1.0)), tick=9)
    assert "flat" in flat.notice and flat.numbers["slope"] == pytest.approx(0.0, abs=1e-12)
    assert flat.state.climb.heights[-1] == pytest.approx(np.log(4 / 27))
    assert np.ptp(flat.state.ridge) < 1e-9


def test_losses_against_a_scan(lesson):
    scan = np.linspace(-7, 7, 28001)
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "losses"})
        x = np.array(values["observed"])
        heights = LAWS[values["density"]].logpdf(x[:, None] - scan).sum(axis=0)
        best = value(scene, "most likely")
        assert LAWS[values["density"]].logpdf(x - best).sum() >= heights.max() - 1e-9
        assert (value(scene, "mean"), value(scene, "median")) == pytest.approx((x.mean(), np.median(x)), abs=1e-9)


def test_an_even_number_of_points_has_a_flat_top_under_laplace(lesson):
    scene = lesson.scene(view="losses", density="laplace", observed=(-1.0, 2.0))
    assert "every θ from −1 to 2" in scene.notice


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    data = sm.datasets.spector.load_pandas()
    full = sm.Logit(data.endog, sm.add_constant(data.exog)).fit(disp=0)
    for name, said in (("GPA", "2.826"), ("TUCE", "0.095"), ("PSI", "2.379")):
        assert f"{full.params[name]:.3f}" == said and said in text
    assert f"{full.llf:.3f}" == "-12.890" and "-12.890" in text
    assert f"{lesson.scene(view='logistic', source='spector', tick=20).numbers['slope']:.3f}" == "2.840"
    visits = sm.datasets.randhie.load_pandas().data["mdvis"]
    mean, variance = visits.mean(), visits.var(ddof=0)
    assert len(visits) == 20190 and (round(mean, 2), round(variance, 1)) == (2.86, 20.3)
    assert round(np.sqrt(mean / len(visits)), 4) == 0.0119 and round(np.sqrt(variance / mean), 2) == 2.66
    assert f"{proportion_confint(20, 20, method='wilson')[0]:.3f}" == "0.839"
    start = lesson.scene().state
    assert 9.5 < -start.stems.min() < 10 and start.stems.argmin() == 5  # "the last point alone costs almost ten nats"
    limit = 2 * stats.norm.cdf(1.96 / np.sqrt(3)) - 1  # the law of the peaks is √3 times as wide as is claimed
    wrong = lesson.scene(view="replicates", model="poisson", right=False, n=50).state.many.covers
    assert f"hold only about {100 * limit:.0f}% of the time" in text and abs(wrong[0] - limit) < 0.04
    arrived = [lesson.scene(view="logistic", source="spector", tick=t).state.climb.arrived(t) for t in range(7)]
    assert arrived == [False] * 5 + [True] * 2  # "five lead to the top"


def key_stands_clear(panel: Any, row: float) -> bool:
    """Whether all that is drawn, and lies in the panel, is lower than that row of names."""
    found = [np.asarray(trace["y"], float) for trace in panel.traces if trace.get("mode") != "text"]
    return max(float(np.nanmax(np.append(y, -99.0))) for y in found) < row


def test_names_stand_where_nothing_is_drawn(lesson):
    for values in [preset.values for preset in lesson.presets] + contracts.random_states(lesson, 25):
        scene = {view: lesson.scene(**values | {"view": view}) for view in lesson.views}
        assert key_stands_clear(scene["replicates"].panels[0], 8.3)
        assert key_stands_clear(scene["tests"].panels[0], 2.3)
        assert key_stands_clear(scene["logistic"].panels[0], 1.1)
        assert key_stands_clear(scene["losses"].panels[1], 1.8)
        pulls = scene["losses"].panels[0]
        assert pulls.y.range is not None
        assert np.abs(scene["losses"].state.pulls).max() < pulls.y.range[1]  # no pull is cut at the edge of its panel
        drops = next(trace for trace in scene["stems"].panels[2].traces if trace.get("mode") == "text")
        shown = np.isfinite(drops["y"])
        assert (drops["y"][shown] < 4.1).all() and (np.abs(drops["x"][shown]) < 5).all()


def test_at_the_first_view_every_level_curve_has_its_number(lesson):
    drops = next(trace for trace in lesson.scene().panels[2].traces if trace.get("mode") == "text")
    assert np.isfinite(drops["y"]).all()


def test_the_program_at_degenerate_states(lesson):
    alike, there = tuple((x, 0.0) for x in (1.0, 2.0, 3.0)), ((5.1, 0.0), (5.1, 0.0), (5.1, 1.0))
    flat = {"observed": (-1.0, 1.0)}
    for values in ({"sample": (0.1,) * 3}, {"sample": (1.0,) * 2}, {"pairs": alike}, {"pairs": there, "tick": 5}, flat):
        parameters = lesson.parameters(values)
        found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
        contracts.agrees(lesson, parameters, found, str(values))


def test_random_states_hardly_solve_a_challenge(lesson):
    rng = np.random.default_rng(11)
    found = [0, 0, 0]
    for _ in range(60):
        sample = tuple(np.round(rng.normal(0, 1, 6).clip(-5, 5), 2))
        pairs = tuple(
            (float(np.round(x, 1)), float(y)) for x, y in zip(rng.uniform(0, 10, 8), rng.integers(0, 2, 8), strict=True)
        )
        observed = tuple(np.round(rng.uniform(-6, 6, 6), 2))
        for k, values in enumerate(
            ({"sample": sample}, {"view": "logistic", "pairs": pairs}, {"view": "losses", "observed": observed})
        ):
            found[k] += bool(lesson.solved(lesson.scene(**values))[k + 1])
    assert found[0] <= 1 and found[1] <= 1 and found[2] <= 10, found

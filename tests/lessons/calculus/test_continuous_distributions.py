"""The lesson on continuous distributions. Oracles: scipy.stats for probabilities, images and Kolmogorov's distance,
scipy.integrate for areas, scipy.stats.boxcox for exponents, closed forms for what the text says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import integrate, special, stats

from explorer import listing
from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Law, Unanswerable
from explorer.text import fill
from mathcore.calculus import flows
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

LAWS = {"normal": stats.norm(), "uniform": stats.uniform(), "half": stats.uniform(0, 0.5)}
LAWS |= {"exponential": stats.expon(), "arcsine": stats.arcsine(), "cauchy": stats.cauchy()}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("continuous_distributions")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(p.values for p in lesson.presets if p.name == name)))


def test_areas_heights_and_slopes_are_scipys_at_random_states(lesson):
    for values in contracts.random_states(lesson, 40):
        if values["law"] == "drawn":
            continue
        scene, oracle = lesson.scene(**values | {"view": "area"}), LAWS[values["law"]]
        low, high = sorted((values["a"], values["b"]))
        wanted = oracle.cdf(high) - oracle.cdf(low)
        assert scene.readouts[0].value == pytest.approx(wanted, abs=1e-12)
        found = law(scene, "the area")
        assert (found.left, found.right) == pytest.approx((wanted, wanted), abs=1e-9)
        if not scene.state.density.jumps(high):
            assert law(scene, "the slope").left == pytest.approx(oracle.pdf(high), abs=1e-5)


def test_where_the_density_jumps_its_slope_law_is_excused_and_fails(lesson):
    corner = law(lesson.scene(law="half", a=0.1, b=0.5), "the slope")
    assert corner.unless == "f jumps at b" and not corner.holds and corner.left == pytest.approx(1.0)
    inside = law(lesson.scene(law="half", a=0.1, b=0.49), "the slope")
    assert not inside.unless and inside.holds
    edge = lesson.scene(law="arcsine", a=0.2, b=1.0)
    assert any(getattr(each, "value", "") == "infinite" for each in edge.readouts)


def test_the_ends_of_the_strip_may_change_places(lesson):
    for view in ("area", "push", "sample"):
        one, other = (lesson.scene(view=view, a=a, b=b) for a, b in ((-0.5, 1.25), (1.25, -0.5)))
        assert [str(each) for each in one.readouts] == [str(each) for each in other.readouts]


@pytest.mark.parametrize(
    ("text", "name", "oracle"),
    [
        ("x^2", "normal", stats.chi2(1)),
        ("exp(x)", "normal", stats.lognorm(1)),
        ("log(x/(1-x))", "uniform", stats.logistic()),
    ],
)
def test_the_image_is_scipys_law(lesson, text, name, oracle):
    for b in (0.2, 0.55, 0.9):
        q = lesson.scene(view="push", map=text, law=name, a=0.1, b=b).state
        assert q.density_out == pytest.approx(oracle.pdf(q.level), rel=1e-7)
        assert q.cdf_out == pytest.approx(oracle.cdf(q.level), abs=1e-8)


def test_without_the_jacobian_the_area_is_the_mean_stretching(lesson):
    found = law(preset(lesson, "Wrong without it"), "all the probability")
    assert found.left == pytest.approx(np.exp(0.5), abs=1e-5) and not found.holds
    arcsine = lesson.scene(view="push", law="uniform", map="sin(pi*x)", jacobian=False)
    assert law(arcsine, "all the probability").left == pytest.approx(2.0, abs=1e-5)  # "twice too much area"


def test_the_histogram_is_of_the_law_of_the_output(lesson):
    for text, name, oracle in (("x^2", "normal", stats.chi2(1)), ("-log(x)", "uniform", stats.expon())):
        q = lesson.scene(view="push", map=text, law=name, seed=5).state
        assert stats.kstest(q.push.formula(q.drawn), oracle.cdf).pvalue > 0.01


def test_dots_fall_where_scipys_quantiles_are(lesson):
    for name in ("exponential", "arcsine", "normal"):
        scene = lesson.scene(view="sample", law=name, draws=300, seed=3)
        q = scene.state
        assert q.shown == pytest.approx(LAWS[name].ppf(q.uniforms[:300]), rel=1e-9)
        assert scene.readouts[1].value == pytest.approx(stats.kstest(q.shown, LAWS[name].cdf).statistic)
    crowded = law(lesson.scene(view="sample", even=False, draws=500), "nearer")
    assert crowded.unless and not crowded.holds
    assert lesson.scene(view="sample", draws=0).readouts  # nothing has fallen yet


def test_a_drawn_density_may_be_nothing(lesson):
    nothing = lesson.scene(law="drawn", sketch=(0.0,) * 33)
    assert "flat" in nothing.notice and nothing.state.probability == pytest.approx(2 / 8)
    humps = lesson.scene(law="drawn", a=-4.0, b=4.0)
    assert humps.state.probability == pytest.approx(1.0)


def test_flows_are_scipys_normals(lesson):
    for values in contracts.random_states(lesson):
        q = lesson.scene(**values | {"view": "plane", "flow": "coupling"}).state
        assert q.log_in == pytest.approx(stats.norm.logpdf(q.at).sum(), abs=1e-12)
        assert q.log_out == pytest.approx(q.log_in - flows.log_det_by_differences(q.flow, q.at), abs=1e-6)
        square = lesson.scene(**values | {"view": "plane", "flow": "box_muller"}).state
        assert square.log_out == pytest.approx(stats.norm.logpdf(square.images[0][0]).sum(), abs=1e-9)
    cloud = lesson.scene(view="plane", flow="box_muller", seed=2).state.cloud_out
    assert all(stats.kstest(cloud[:, k], "norm").pvalue > 0.01 for k in (0, 1))


def test_exponents_are_scipys_and_the_unit_matters_without_the_jacobian_alone(lesson):
    for name in ("income", "area", "proline"):
        wanted = stats.boxcox(flows.samples(name))[1]
        for unit in (1.0, 100.0, 10000.0):
            scene = lesson.scene(view="boxcox", data=name, unit=unit)
            assert scene.state.best == pytest.approx(wanted, abs=1e-5) and law(scene, "the unit").holds
        bare = lesson.scene(view="boxcox", data=name, unit=1.0, jacobian=False)
        assert bare.state.best == -3.0 and "runs away" in bare.notice and not law(bare, "the unit").holds


def test_own_numbers(lesson):
    rng = np.random.default_rng(4)
    own = pack(OwnData(("x",), rng.lognormal(size=(200, 1))))
    q = lesson.scene(view="boxcox", data=own).state
    assert q.best == pytest.approx(stats.boxcox(q.values)[1], abs=1e-4) and abs(q.best) < 0.3
    for bad, word in (([[1.0], [2.0], [-1.0]], "positive"), ([[2.0], [2.0], [2.0]], "alike")):
        with pytest.raises(Unanswerable, match=word):
            lesson.scene(view="boxcox", data=pack(OwnData(("x",), np.array(bad))))
    assert "undefined" in fill(
        lesson.text(), lesson.scene(data=pack(OwnData(("x",), np.array([[1.0], [2.0], [-1.0]])))).numbers
    )


@pytest.mark.parametrize(
    "text", ["1", "log(-1-x^2)", "floor(x)", "1/x", "sqrt(x)", "sin(1/x)", "x^20", "0*x", "exp(exp(x))"]
)
@pytest.mark.parametrize("name", ["normal", "arcsine", "cauchy"])
def test_strange_maps_are_drawn_and_said(lesson, text, name):
    for jacobian in (True, False):
        scene = lesson.scene(view="push", law=name, map=text, jacobian=jacobian)
        for each in scene.readouts:
            if isinstance(each, Law):
                assert np.isfinite([each.left, each.right]).all() and (each.holds or each.unless), (each, scene.notice)
        assert np.isfinite(np.concatenate([panel.x.range + panel.y.range for panel in scene.panels])).all()
        assert scene.plotly()["data"] and "{{" not in fill(lesson.text(), scene.numbers)


def test_the_strip_stops_at_the_picture(lesson):
    moved, sentence = drag(lesson, {"view": "push"}, "foot", 0, -6.0, 0.0)
    assert moved.state.p.a == -4.0 and sentence.endswith(".")
    moved, sentence = drag(lesson, {"view": "push"}, "pull_strip", None, 1.5, 0.0)
    assert (moved.state.p.a, moved.state.p.b) == (0.5, 2.5) and not sentence
    moved, _ = drag(lesson, {}, "on_f", 1, 2.0, 0.3)
    assert moved.state.p.b == 2.0
    moved, _ = drag(lesson, {"view": "boxcox"}, "pull_lam", None, -0.37, 0.0)
    assert moved.state.p.lam == -0.37


def test_a_map_to_the_exponential_law_is_recognised_however_it_is_written(lesson):
    def sent(text):
        return lesson.solved(lesson.scene(view="push", law="uniform", map=text))[1]

    for text in ("-ln(x)", "log(1/x)", "-log(1-x)", "0-log(abs(1-2*x))", "-2*log(sqrt(x))", "max(-log(x), 0)"):
        assert sent(text), text
    near = ("-log(x)+0.05", "-log(x)/1.02", "(x^-0.01-1)/0.01", "abs(log(x+0.05))", "max(-log(x), 0.1)")
    for text in ("x", "exp(-x)", *near, "log(x-2)"):
        assert not sent(text), text
    assert not lesson.solved(lesson.scene(view="area", law="uniform", map="-log(x)"))[1]


def test_the_shortest_strip_begins_where_the_density_is_highest(lesson):
    def solved(a, b):
        return lesson.solved(lesson.scene(law="exponential", a=a, b=b))[2]

    assert solved(0.0, 0.7) and not solved(0.0, 0.69) and not solved(-0.2, 0.6) and not solved(0.02, 0.72)
    assert np.log(2) == pytest.approx(LAWS["exponential"].ppf(0.5))


def test_the_prediction_is_the_chi_squared_law(lesson):
    prediction = lesson.challenges[0].predict
    truth = prediction.truth(lesson.scene(lesson.parameters(prediction.at)).state)
    assert truth == pytest.approx(stats.chi2(1).cdf(1), abs=1e-8) and truth == pytest.approx(0.682689, abs=1e-6)


def test_what_the_text_says(lesson):
    text = lesson.text()
    nodes, weights = special.roots_hermitenorm(20)
    x, weights = 1 + nodes, weights / weights.sum()
    for estimates, said in ((2 * x, 4), (x**2 * nodes, 30)):  # pathwise, score function, at mu = 1
        assert weights @ estimates == pytest.approx(2) and weights @ estimates**2 - 4 == pytest.approx(said)
    assert "variances are 4 and 30" in text
    incomes = flows.BoxCox(flows.samples("income"))
    assert f"skewness {incomes.skewness(1.0):.2f}" in text and f"{incomes.skewness(incomes.best()):.3f}" in text
    assert rf"$\hat\lambda = {incomes.best():.3f}$" in text and f"${incomes.best(1000.0):.2f}$" in text
    assert incomes.best(1.0) == -3.0
    peak = stats.lognorm(1)
    assert peak.pdf(np.exp(-1)) > max(peak.pdf(np.exp(-1.1)), peak.pdf(np.exp(-0.9)))
    assert integrate.quad(lambda u: np.exp(u) * stats.norm.pdf(u), -12, 12)[0] == pytest.approx(np.exp(0.5))
    assert preset(lesson, "A density of 2").state.probability == pytest.approx(0.4)
    assert lesson.scene(view="push", map="relu(x)").state.push.heaps[1] == pytest.approx([0.5], abs=1e-6)
    flat = lesson.scene(view="push", map="erf(x/sqrt(2))").state
    assert flat.push.pdf(np.linspace(-0.9, 0.9, 9)) == pytest.approx(0.5)


def test_names_and_texts_at_random_states(lesson):
    for values in contracts.random_states(lesson, 6):
        for state in contracts.in_every_view(lesson, values):
            try:
                scene = lesson.scene(**state)
            except Unanswerable:
                continue
            filled = fill(lesson.text(), scene.numbers)
            assert "{{" not in filled and len(scene.notice) <= 200


def test_no_bar_of_a_histogram_stands_where_there_can_be_no_values(lesson):
    for name, ends in (("exponential", (0.0, 9.0)), ("uniform", (0.0, 1.0)), ("half", (0.0, 0.5))):
        bars = lesson.scene(view="sample", law=name, draws=500).panels[1].traces
        x, heights, width = next((t["x"], t["y"], t["width"]) for t in bars if t["type"] == "bar")
        there = np.asarray(x)[np.asarray(heights) > 0]
        assert there.min() - 0.5 * width > ends[0] - 1e-6 and there.max() + 0.5 * width < ends[1] + 1e-6
    middles, heights = lesson.scene(view="push").state.histogram
    assert middles[0] - 0.5 * (middles[1] - middles[0]) == pytest.approx(0.0, abs=1e-4)
    assert heights[0] > 1.0  # the chi-squared law is highest at 0


def test_the_likelihood_without_the_jacobian_is_seen_up_to_its_end(lesson):
    for unit, end in ((1.0, -3.0), (10000.0, 3.0)):
        plane = lesson.scene(view="boxcox", unit=unit, jacobian=False).panels[1]
        star = next(t for t in plane.traces if t.get("name") == "most likely")
        q = lesson.scene(view="boxcox", unit=unit, jacobian=False).state
        assert (star["x"][0], star["y"][0]) == pytest.approx((end, float(q.boxcox.gain(end, unit))))
        assert plane.y.range[0] < star["y"][0] < plane.y.range[1]


def test_an_atom_is_told_beside_the_places(lesson):
    def places(**values):
        found = lesson.scene(view="push", **values).readouts
        return next(each.value for each in found if each.name.startswith("places"))

    assert places(map="floor(x)", b=0.5) == "an interval"
    assert places(map="relu(x)", b=-1.0) == places(map="relu(x)", b=0.0) == "an interval"  # 0 is its end
    assert places(map="if(x<0,0,x^2-x)", b=1.0) == "1 and an interval"
    assert places(map="relu(sin(5x))", b=0.0) == "10 intervals"
    assert places(map="x^2") == "2" and places(map="sin(1/x)", b=0.5).endswith("or more")


def test_the_area_is_named_where_it_has_room(lesson):
    for values, seen in (({}, True), ({"a": 3.0, "b": 4.0}, False), ({"a": 0.0, "b": 0.05}, False)):
        plane = lesson.scene(view="area", **values).panels[0]
        named = next(t for t in plane.traces if str(t.get("text", "")).find("area ") >= 0)
        assert np.isfinite(named["y"][0]) == seen
        assert plane.title.endswith(f"{lesson.scene(view='area', **values).state.probability:.3g}")


@pytest.mark.parametrize(
    ("law_", "text", "beyond"),
    [("cauchy", "erf(x/sqrt(2))", 7.0), ("cauchy", "tanh(x)", 15.0), ("cauchy", "exp(-x^2)", 5.0)],
)
def test_what_is_constant_to_rounding_alone_is_no_atom(lesson, law_, text, beyond):
    """erf and tanh are strictly increasing: Y has no atom, and what the sum over y cannot see is said to be missing."""
    scene = lesson.scene(view="push", law=law_, map=text, a=-1.0, b=1.0)
    p, every = scene.state.push, law(scene, "all the probability")
    assert not len(p.atoms) and "too large or level" in scene.notice and "atoms" not in scene.notice
    assert 0.01 < p.undefined < 2 * stats.cauchy.sf(beyond)
    assert every.holds and every.left == pytest.approx(1 - p.undefined, abs=1e-4) and (every.slack or 0.0) < 0.01
    y = np.array([-0.9, 0.5, 0.999999])
    if text != "exp(-x^2)":
        root = np.sqrt(2) * special.erfinv(y) if text.startswith("erf") else np.arctanh(y)
        assert p.cdf(y) == pytest.approx(stats.cauchy.cdf(root), abs=1e-8)


@pytest.mark.parametrize(("text", "b"), [("x^3", 0.0), ("x^5", 0.0), ("(x-1)^3", 1.0), ("x^2", 0.0)])
def test_where_the_slope_is_zero_the_density_is_infinite(lesson, text, b):
    scene = lesson.scene(view="push", law="normal", map=text, a=-1.0, b=b)
    assert value(scene, "density at g(b)") == "infinite" and "g′ = 0" in scene.notice
    assert scene.numbers["density_out"] == np.inf


def test_places_are_counted_where_x_is(lesson):
    """sin πx takes each value infinitely often: six of the places lie within six deviations."""
    found = [
        each for each in lesson.scene(view="push", map="sin(pi*x)", b=0.5).readouts if each.name.startswith("places")
    ]
    assert found[0].value == "6" and "all but 10⁻⁷" in found[0].note
    bounded = [each for each in lesson.scene(view="push", law="uniform").readouts if each.name.startswith("places")]
    assert not bounded[0].note


@pytest.mark.parametrize("b", [1.9, 0.5, 0.3])
def test_the_places_that_are_counted_are_those_that_hold_what_the_note_says(lesson, b):
    """sin πx = sin πb at b + 2k and 1 − b + 2k: beyond the last that must be counted X is with probability 1e-7."""
    scene = lesson.scene(view="push", law="exponential", map="sin(pi*x)", a=0.0, b=b)
    places = np.unique(np.round([place + 2 * k for place in (b, 1 - b) for k in range(-1, 12)], 9))
    least, count = ((places > 0) & (places < -np.log(1e-7))).sum(), int(value(scene, "places x"))
    assert least <= count <= ((places > 0) & (places < -np.log(1e-9))).sum()
    assert value(lesson.scene(view="push", law="exponential", map="cos(exp(x/3))"), "places x").endswith(" or more")
    assert value(lesson.scene(view="push", law="normal", map="log(x)"), "places x") == "1"


def test_the_error_of_the_sum_over_a_cell_is_said(lesson):
    values = {"layers": 3, "stretch": 0.8, "bend": 0.6, "point": (3.0, 3.0), "cell": 1.0}
    assert law(lesson.scene(view="plane", **values), "a cell keeps").note.startswith("up to the error of the sum: ±")


def test_one_dot_is_one(lesson):
    assert lesson.scene(view="sample", draws=1).alt.startswith("1 dot, sent through")


@pytest.mark.parametrize(
    "values",
    [
        *({"law": name} for name in ("uniform", "arcsine", "cauchy")),  # at an end of the support; in long tails
        *({"map": text, "a": -1.0, "b": 0.0} for text in ("x^2", "x^3")),  # where g is level
        {"law": "drawn", "sketch": (0.4, 0.8, 0.0, 0.2) * 8 + (0.5,), "a": -3.9, "b": -2.1},  # with corners
    ],
)
def test_the_program_finds_b_itself_among_the_places(lesson, values):
    parameters = lesson.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, str(values)[:80])


@pytest.mark.parametrize(
    ("text", "b", "height"),
    [
        ("relu(x)", -1.0, stats.norm.pdf(0)),
        ("relu(-x)", 1.0, stats.norm.pdf(0)),
        ("max(-1,min(1,x))", 2.45, stats.norm.pdf(1)),
    ],
)
def test_beside_an_atom_the_density_is_that_of_the_branch(lesson, text, b, height):
    scene = lesson.scene(view="push", law="normal", map=text, a=0.0 if b < 0 else -2.0, b=b)
    assert scene.state.push.pdf(scene.state.push.formula(np.array([b])))[0] == pytest.approx(height, rel=1e-6)


@pytest.mark.parametrize(("name", "b"), [("half", 0.5), ("uniform", 1.0), ("uniform", 0.0), ("exponential", 0.0)])
def test_where_f_jumps_no_tangent_of_the_corner_is_drawn(lesson, name, b):
    tangent = lambda **values: next(  # noqa: E731
        trace
        for trace in lesson.scene(view="area", law=name, **values).panels[1].traces
        if trace.get("name") == "tangent of F at b"
    )
    assert np.isnan(np.asarray(tangent(a=-1.0, b=b)["y"], float)).all()
    assert np.isfinite(np.asarray(tangent(a=-1.0, b=0.25)["y"], float)).all()


def test_without_the_jacobian_heights_are_taken_as_they_are_in_the_plane_too(lesson):
    start = {"view": "plane", "point": (1.2, 0.5), "stretch": 0.6}
    bare, right = (lesson.scene(**start, jacobian=on) for on in (False, True))
    assert value(bare, "density at its image") == pytest.approx(value(bare, "density at the centre"))
    assert value(right, "density at its image") == pytest.approx(np.exp(right.state.log_out))


def test_where_x_itself_is_infinitely_dense_no_slope_is_blamed(lesson):
    assert lesson.scene(view="push", law="arcsine").notice.startswith("At b X is infinitely dense")
    assert lesson.scene(view="push", law="normal", map="x^3", b=0.0, a=-1.0).notice.startswith("At b g′ = 0")


@pytest.mark.parametrize("function", ["x^3-3*x", "x*(2-x)", "3x^2-2x^3", "cos(pi*x)", "1-x^2", "sin(pi*x/2)"])
def test_an_infinite_density_at_a_turning_point_loses_no_probability(lesson, function):
    """y next to the turning point has no digits left by which the strip could be told."""
    scene = lesson.scene(**lesson.parameters({"view": "push", "law": "arcsine", "map": function}))
    for name in ("all the probability arrives", "a strip keeps its probability"):
        held = law(scene, name)
        assert held.left == pytest.approx(held.right, abs=1e-6) and not held.unless
        assert held.slack is not None and held.slack < 1e-5

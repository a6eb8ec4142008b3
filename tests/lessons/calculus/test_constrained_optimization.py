"""The lesson on constrained minima. Least values and multipliers of the opening problem: closed forms; of typed ones:
SciPy's SLSQP. Dual functions: closed forms. Streets: scikit-learn's SVC. Numbers of the text: the page's own, checked
against these. (The mathematics has its oracles in `tests/mathcore/calculus`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.svm import SVC

from explorer import listing
from explorer.lesson import Law
from mathcore.calculus import margins
from tests.lessons import contracts
from tests.lessons.asking import drag

QUARTIC, CUSP, PEANUT = "x^4-3*x^2+x+y^2", "y^2-x^3", "(x^2-1)^2+y^2"


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("constrained_optimization")


def said(scene: Any, start: str) -> Any:
    """The readout or law whose name starts so."""
    return next(each for each in scene.readouts if each.name.startswith(start))


@pytest.mark.parametrize("bound", [-1.0, 0.5, 1.0, 2.9, 3.0, 4.2])
def test_the_opening_problem_is_its_closed_form_at_every_bound(lesson, bound):
    price = max(4 * (3 - bound) / 3, 0.0)
    scene = lesson.scene(bound=bound, view="worth", step=0.1)
    assert said(scene, "least allowed f").value == pytest.approx(3 * price**2 / 8, abs=1e-9)
    assert said(scene, "multiplier").value == pytest.approx(price, abs=1e-9)
    after = max(4 * (2.9 - bound) / 3, 0.0)
    assert said(scene, "saved").value == pytest.approx(3 * (price**2 - after**2) / 8, abs=1e-9)
    assert said(scene, "promised").value == pytest.approx(0.1 * price, abs=1e-9)


def test_typed_problems_are_slsqps_at_random_bounds(lesson):
    rng = np.random.default_rng(4)
    for f, g in (("x+y", "x^2+y^2"), (QUARTIC, "x+y"), ("exp(x)+y^2", "-x-y"), ("x^2+y^2-x*y", "x-2*y")):
        for bound in np.round(rng.uniform(0.5, 3, 2), 2).tolist():
            scene = lesson.scene(objective=f, constraint=g, bound=bound)
            p, starts = scene.state.problem, rng.uniform(-2.5, 2.5, (6, 2))
            rule = {"type": "ineq", "fun": lambda z, p=p, c=bound: c - float(p.g(*z))}
            runs = [
                minimize(lambda z, p=p: float(p.f(*z)), at, method="SLSQP", bounds=[(-3, 3)] * 2, constraints=rule)
                for at in starts
            ]
            best = min(float(run.fun) for run in runs if run.success)
            assert said(scene, "least allowed f").value == pytest.approx(best, abs=1e-5)


def test_prices_of_the_opening_problem(lesson):
    for m in (-1.0, 0.0, 1.0, 2.67, 7.5):
        scene = lesson.scene(view="prices", price=m)
        assert said(scene, "d(m)").value == pytest.approx(2 * m - 3 * m * m / 8, abs=1e-9)
        assert bool(said(scene, "a price promises").unless) == (m < 0)
    best = lesson.scene(view="prices")
    assert said(best, "largest d").value == pytest.approx(8 / 3) and said(best, "gap").value == 0


def test_negative_prices_break_the_promise_and_the_page_says_so(lesson):
    scene = lesson.scene(view="prices", bound=4.0, price=-2.0)
    law = said(scene, "a price promises")
    assert not law.holds and law.unless and "negative price" in scene.notice
    assert said(lesson.scene(view="prices", bound=4.0, price=-2.0, kind="eq"), "a price promises").holds


def test_streets_are_scikit_learns(lesson):
    for pair, limit in (("easy", 10.0), ("hard", 1.0), ("hard", 10.0)):
        scene = lesson.scene(view="street", pair=pair, limit=limit)
        model = SVC(kernel="linear", C=limit, tol=1e-6).fit(*margins.flowers(pair))
        assert said(scene, "width of").value == pytest.approx(2 / np.hypot(*model.coef_[0]), rel=1e-3)
        assert int(said(scene, "support").value.split(";")[0]) == len(model.support_)


def test_numbers_in_the_text(lesson):
    text = lesson.text()
    widths = [margins.train(*margins.flowers("hard"), c) for c in (0.1, 1.0, 10.0, 100.0)]
    assert r",\,".join(f"{each.width:.3f}" for each in widths) in text
    assert r",\,".join(str(int(each.support.sum())) for each in widths) in text
    assert f"${margins.train(*margins.flowers('easy'), 100.0).width:.3f}$" in text
    gap = lesson.scene(view="prices", objective=QUARTIC, constraint="-x", bound=-0.2)
    assert said(gap, "gap").value == pytest.approx(0.98, abs=5e-4)
    worth = lesson.scene(view="worth")
    assert (said(worth, "promised").value, said(worth, "saved").value) == pytest.approx((2.67, 2.0), abs=5e-3)


def test_a_tip_has_no_multiplier(lesson):
    scene = lesson.scene(objective="x", constraint=CUSP, bound=0.0)
    assert said(scene, "multiplier").value == "none was found" and "No multiplier" in scene.notice
    law = said(scene, "pull and push")
    assert law.unless and not law.holds and law.left == pytest.approx(1.0)


def test_a_problem_without_an_allowed_point_is_drawn_and_said_in_every_view(lesson):
    for view in ("bead", "worth", "prices", "pursuit"):
        for kind in ("le", "eq"):
            scene = lesson.scene(constraint="x^2+y^2", bound=-1.0, kind=kind, view=view)
            assert "No allowed point" in scene.notice and scene.plotly()["data"]
    for kind in ("le", "eq"):  # f without a value anywhere
        assert lesson.scene(objective="log(-1-x^2)", kind=kind, view="prices").notice


def test_the_bead_stays_on_the_wall_and_the_wall_goes_through_the_pointer(lesson):
    rng = np.random.default_rng(5)
    for constraint, bound in (("x+y", 1.0), ("x^2+y^2", 4.0), (PEANUT, 0.5)):
        start = {"constraint": constraint, "bound": bound}
        for x, y in rng.uniform(-2.9, 2.9, (4, 2)).tolist():
            after, _ = drag(lesson, start, "pull_bead", None, x, y)
            assert float(after.state.problem.g(*after.state.bead.point)) == pytest.approx(bound, abs=1e-9)
            moved, sentence = drag(lesson, start, "wall", None, x, y)
            level = float(moved.state.problem.g(x, y))
            assert moved.parameters.bound == pytest.approx(level, abs=0.006) or sentence


def test_the_line_stops_at_a_dent(lesson):
    start = {"view": "prices", "objective": QUARTIC, "constraint": "-x", "bound": -0.2}
    _, sentence = drag(lesson, start, "touch", None, 0.3, 0.0)
    assert "touches" in sentence
    scene, sentence = drag(lesson, start, "touch", None, 1.5, 0.0)
    assert not sentence and scene.state.touch.g[0] == pytest.approx(1.5, abs=0.05)


def test_the_pursuit_settles_at_the_least_value_and_its_multiplier(lesson):
    scene = lesson.scene(view="pursuit")
    assert scene.state.run[-1] == pytest.approx((2 / 3, 1 / 3, 8 / 3), abs=5e-3)
    early = lesson.scene(view="pursuit", tick=24)
    assert np.isnan(early.state.run[25:]).all() and early.state.now == 24
    lost = lesson.scene(view="pursuit", objective="x*y", constraint="x^2+4*y^2", kind="eq", bound=8.0, rate=0.05)
    assert "lost" in lost.notice or np.isfinite(lost.state.run[-1]).all()


def test_a_moved_flower_goes_with_the_pointer_and_no_further_than_the_panel(lesson):
    scene, sentence = drag(lesson, {"view": "street"}, "pull_flower", 98, 3.4, 1.4)
    assert (scene.parameters.flower, scene.parameters.trial, scene.parameters.place) == (98, "moved", (3.4, 1.4))
    assert scene.state.flowers.spots[98] == pytest.approx([3.4, 1.4]) and not sentence
    beyond = lesson.scene(view="street", pair="easy", trial="moved", place=(7.0, 2.7))
    assert "edge" in beyond.notice and beyond.state.flowers.spots[44] == pytest.approx([5.5, 2.1])


def test_who_can_be_missed(lesson):
    whole = lesson.scene(view="street", pair="hard", limit=100.0).state.machine
    for flower in (60, 10, 55):
        scene = lesson.scene(view="street", pair="hard", limit=100.0, flower=flower, trial="out")
        assert whole.alpha[flower] == 0 and "no say" in scene.notice
        assert scene.state.machine.w == pytest.approx(whole.w, rel=1e-9)
        assert said(scene, "α of").value == "left out"


def test_the_flower_challenge_is_solved_by_those_that_open_the_street_alone(lesson):
    place = 3
    for flower in range(0, 100, 3):
        scene = lesson.scene(view="street", pair="hard", limit=100.0, flower=flower, trial="out")
        x, y = margins.flowers("hard")
        rest = np.arange(100) != flower
        width = 2 / np.hypot(*SVC(kernel="linear", C=100.0, tol=1e-4).fit(x[rest], y[rest]).coef_[0])
        assert lesson.solved(scene)[place] == (width > 0.3)


def test_a_bead_at_a_singular_point_does_not_rest(lesson):
    scene = lesson.scene(objective="x", constraint=CUSP, bound=0.0, walker=(0.0, 0.0))
    assert not scene.state.rests and scene.plotly()["data"]
    folded = lesson.scene(objective="|x-2|+2*|y-1|", bound=3.5, walker=(2.5, 1.0))
    assert all(each.holds or each.unless for each in folded.readouts if isinstance(each, Law))


def test_two_walls_at_a_corner_are_told_with_both_multipliers(lesson):
    start = {"constraint": "max(x+y-1,y-0.5)", "bound": -1.0}
    assert "3 and 3" in lesson.scene(**start).notice
    worth = lesson.scene(**start, view="worth", step=0.01)
    assert said(worth, "multiplier").value == pytest.approx(6)
    assert said(worth, "saved").value == pytest.approx(0.06, abs=1e-3) and said(worth, "no raise").holds


def test_no_least_value_and_no_gap_are_claimed_where_there_is_none(lesson):
    for f in ("1/x", "log(x)", "tan(x)"):
        for view in ("bead", "worth", "prices", "pursuit"):
            scene = lesson.scene(objective=f, constraint="y", view=view)
            assert "falls without end" in scene.notice and scene.plotly()["data"]
            assert said(scene, "least allowed f").value.startswith("none")
    pole = lesson.scene(objective="1/x", constraint="-x", bound=-0.5, view="prices")  # p(c) = 1/3, d(m) = -oo
    assert "falls without end" in pole.notice and said(pole, "least allowed f").value == pytest.approx(1 / 3)
    cheat = lesson.scene(objective="1000*x", constraint="x^2+y^2", bound=0.0, view="prices")  # d rises to p(c) for ever
    assert isinstance(said(cheat, "gap").value, str) and not any(lesson.solved(cheat))


def test_the_panel_of_f_along_the_wall_reaches_the_least_f(lesson):
    for bound in (-4.0, -2.0, 0.0, 1.0):
        scene = lesson.scene(bound=bound)
        low, high = scene.panels[1].y.range
        assert low < scene.state.optimum.value < high


def test_the_prediction_is_not_told_by_a_preset(lesson):
    (asked,) = [each.predict for each in lesson.challenges if each.predict]
    truth = asked.truth(lesson.scene(**asked.at).state)
    assert truth == pytest.approx(2.5) and abs(1.5 * 8 / 3 - truth) > asked.near  # the price alone does not do
    assert not any(f"{truth:g}" in preset.notice for preset in lesson.presets if preset.values.get("view") == "worth")


def test_laws_that_need_convexity_say_so(lesson):
    proved = said(lesson.scene(view="worth"), "no raise")
    assert isinstance(proved, Law) and proved.holds and not proved.unless
    broken = [
        said(lesson.scene(view="worth", objective=QUARTIC, constraint="-x", kind="eq", bound=b, step=2.0), "no raise")
        for b in (-0.6, -0.2, 0.4)
    ]
    assert all(each.unless for each in broken) and any(not each.holds for each in broken)
    thin = said(lesson.scene(view="prices", constraint="x^2+y^2", bound=0.0), "the best price")
    assert "strictly inside" in thin.unless  # Slater's condition


def test_random_states_have_finite_numbers(lesson):
    for values in contracts.random_states(lesson, 8):
        said_there = [each for each in lesson.scene(**values).readouts if not isinstance(each, Law)]
        assert all(isinstance(each.value, str) or np.isfinite(each.value) for each in said_there)


@pytest.mark.parametrize("kind", ["le", "eq"])
def test_a_wall_through_the_free_least_f_pushes_nothing(lesson, kind):
    """At (2, 1), on the wall x + y = 3, f = |x − 2| + 2|y − 1| is 0, and 0 is a mean of its slopes: λ = 0."""
    scene = lesson.scene(objective="|x-2|+2*|y-1|", bound=3.0, kind=kind)
    o = scene.state.optimum
    assert (o.value, o.multiplier, *o.point) == (0, 0, 2, 1) and "no multiplier" not in scene.alt
    assert all(each.holds or each.unless for each in scene.readouts if isinstance(each, Law))
    assert lesson.scene(objective="|x-2|+2*|y-1|", bound=2.99).state.optimum.multiplier == pytest.approx(1)


def test_the_rounding_of_a_search_is_not_written(lesson):
    assert "is at (0, 1)" in lesson.scene(objective="|x-2|+2*|y-1|").alt
    level = lesson.scene(objective="x^2", constraint="3", bound=5.0)
    assert "The least value 0 is at (0," in level.alt
    alone = lesson.scene(objective="x^2+y^2", constraint="x^2+y^2", bound=0.0)  # the wall is all that is allowed
    assert "does not touch" not in alone.notice and alone.state.optimum.multiplier == 0


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ({"constraint": "x^2+y^2", "bound": -2.88, "step": 1.0}, np.inf),  # g − c > 2.8: f + m(g − c) grows with m
        ({"objective": "x*y", "constraint": "x^2+4*y^2", "kind": "eq", "bound": -3.0, "step": 1.0}, np.inf),
        ({}, 8 / 3),
    ],
)
def test_a_dual_function_that_rises_for_ever_has_no_largest_value(lesson, values, best):
    parameters = lesson.parameters(values)
    assert lesson.scene(**values).numbers["dual_best"] == pytest.approx(best)
    found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
    contracts.agrees(lesson, parameters, found, str(values))


@pytest.mark.parametrize("view", ["bead", "worth", "prices", "pursuit"])
def test_an_objective_without_a_value_anywhere_is_said_to_have_none(lesson, view):
    assert lesson.scene(objective="(x-x)^(-1)", kind="le", view=view).notice.startswith("No allowed point")

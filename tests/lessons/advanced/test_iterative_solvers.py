"""The lesson on iterative solvers: SciPy's cg and dense solves at random states, what is degenerate, and what its text
says. (The mathematics has its oracles in `tests/mathcore/advanced/test_krylov.py`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.sparse.linalg import cg
from scipy.stats import binomtest

from explorer import listing
from mathcore.advanced import digits_ridge, krylov
from pages.advanced.iterative_solvers.state import TURN
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("iterative_solvers")


def at(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_two_steps_against_line_searches_in_plain_numbers(lesson):
    for values in contracts.random_states(lesson, 10):
        scene = lesson.scene(**values | {"view": "steps"})
        kappa, x = values["kappa"], TURN.T @ np.array(values["start"])  # in the axes of the ellipses
        bends = np.array([kappa**-0.5, kappa**0.5])
        whole = bends @ x**2
        if not whole:
            continue
        g = bends * x
        first = x - (g @ g) / (bends @ g**2) * g
        assert value(scene, "descent: error left after") == pytest.approx(np.sqrt(bends @ first**2 / whole), abs=1e-9)
        theirs, _ = cg(np.diag(bends), -bends * x, rtol=0, atol=0, maxiter=1)
        assert scene.state.two[1] == pytest.approx(TURN @ (x + theirs), abs=1e-9)


def test_polynomial_errors_are_those_of_scipys_cg(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "poly"})
        lam, k = np.array(values["spectrum"]), values["k"]
        theirs = np.zeros(len(lam))
        if 0 < k < len(np.unique(lam)):
            theirs, _ = cg(np.diag(lam), np.ones(len(lam)), rtol=0, atol=0, maxiter=k)
        elif k:
            theirs = 1 / lam
        error = np.sqrt(lam @ (theirs - 1 / lam) ** 2 / (1 / lam).sum())
        assert value(scene, "error at this step") == pytest.approx(error, rel=1e-4, abs=1e-7)
        assert value(scene, "condition number") == pytest.approx(lam.max() / lam.min())
        assert value(scene, "distinct") == str(len(np.unique(lam)))


@pytest.mark.parametrize("low", [1, 3, 5])
def test_an_outlier_above_a_crowd_is_a_root_to_the_last_bit(lesson, low):
    """The factors of the small roots at 10 multiply to as much as 10^13."""
    spectrum = (*(k / 10 for k in range(low, 12)), 10.0)
    for k in range(13):
        scene = lesson.scene(view="poly", spectrum=spectrum, k=k)
        assert law(scene, "left of b").holds
        assert scene.numbers["polynomial_error"] == pytest.approx(scene.numbers["line_error"], rel=1e-6, abs=1e-9)
        told = contracts.printed(contracts.python_prints(listing.python(lesson, scene.parameters)))
        assert told["polynomial_error"] == pytest.approx(told["line_error"], rel=1e-6, abs=1e-9)


def test_degenerate_states_are_said(lesson):
    assert "minimum" in lesson.scene(start=(0, 0)).notice
    assert "the right panel" in lesson.scene(start=(-5, 5), kappa=50).notice
    assert "left and the right panel" in lesson.scene(start=(5, 5), kappa=100).notice  # its first step leaves the left
    assert not lesson.scene().notice
    assert "circles" in lesson.scene(kappa=1).notice and "one step" in lesson.scene(kappa=1).notice
    one = lesson.scene(view="poly", spectrum=(4.0, 4.0), k=5)
    assert "ended at step 1" in one.notice and one.numbers["line_error"] < 1e-12 and one.numbers["line_kappa"] == 1
    assert "nothing" in lesson.scene(view="poly", k=0).notice
    assert "no further direction" in lesson.scene(view="ritz", matrix="strakos", arithmetic="exact", step=40).notice


def test_in_how_many_steps_conjugate_gradients_arrive(lesson):
    states: tuple[tuple[dict[str, Any], str], ...]
    states = ({}, "arrive in two"), ({"kappa": 1}, "arrive in one"), ({"start": (0, 0)}, "nothing to do")
    for values, arrive in states:
        scene = lesson.scene(**values)
        assert arrive in scene.alt
        left = scene.state.descent_errors[0] and scene.numbers["cg_left"]
        assert (left > 1e-9) == (arrive == "arrive in two")


def test_beyond_the_last_step_all_is_said_of_the_last(lesson):
    """Six distinct eigenvalues: at k = 12 the text says roots, error and promises of step 6; the dot goes on."""
    last, beyond = (lesson.scene(view="poly", k=k) for k in (6, 12))
    assert last.state.groups == 6 and beyond.state.k == 6
    for name in ("k", "line_error", "chebyshev_error", "line_apart"):
        assert beyond.numbers[name] == last.numbers[name]
    t = np.cosh(6 * np.arccosh((9.9 + 1) / (9.9 - 1)))
    assert beyond.numbers["chebyshev_error"] == pytest.approx(1 / t)
    assert beyond.alt == last.alt
    far = np.cosh(12 * np.arccosh((9.9 + 1) / (9.9 - 1)))
    assert law(beyond, "none of its degree").right == pytest.approx(1 / far)  # as the dashed curve at the dot
    for scene in (last, beyond, lesson.scene(view="poly", spectrum=(0.1, 10.0), k=2)):
        assert value(scene, "error at this step") == 0 and "the error is 0," in scene.alt
    assert "small" not in lesson.scene(view="poly", k=0).alt  # where it is 1 at each of them
    ended = lesson.scene(view="rounding", matrix="strakos", step=24)
    assert value(ended, "error now").startswith("0 and ")


def test_the_image_of_the_start_is_dragged_and_stops(lesson):
    scene = lesson.scene()
    moved, sentence = lesson.pulled(scene, "image", None, 1.0, -2.0)
    assert not sentence and lesson.at(moved).root @ np.array(moved["start"]) == pytest.approx([1, -2], abs=0.03)
    moved, sentence = lesson.pulled(lesson.scene(kappa=50), "image", None, 4.9, 4.9)
    assert sentence.endswith(".")


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    kappas = [digits_ridge.solve(kind, 0.1).kappa for kind in ("none", "jacobi")]
    assert f"${kappas[0]:.0f}$ to ${kappas[1]:.0f}$" in text
    variances = np.diag(digits_ridge.digits().covariance)
    assert variances.min() == 0 and 40 < variances.max() < 45
    right = digits_ridge.solve("none", 0.01).right
    assert rf"${100 * right[9]:.1f}\%$" in text and rf"${100 * right[60]:.1f}\%$" in text
    assert round(797 * (right[9] - right[60])) == 7
    wide = [digits_ridge.solve(kind, 10.0).kappa for kind in ("none", "jacobi")]
    assert f"{wide[0]:.1f}$ becomes ${wide[1]:.1f}$" in text
    data, a = digits_ridge.digits(), digits_ridge.system(0.01)
    points = krylov.conjugate_gradients(lambda x: np.einsum("ij,jk->ik", a, x), data.products, 60).points
    ninth, last = ((data.images @ points[k] + data.shares).argmax(axis=1) == data.labels for k in (9, 60))
    assert ((ninth & ~last).sum(), (last & ~ninth).sum()) == (9, 2)
    assert round(1 / binomtest(9, 11).pvalue) == 15 and "one of the two alone is right" in text
    assert krylov.needed(digits_ridge.solve("jacobi", 0.1).errors) == 41
    assert value(lesson.scene(view="digits"), "test digits right, solved") == pytest.approx(89.46, abs=0.01)
    found = lesson.scene(view="digits").state
    assert found.soon == 3 and found.solved.right[3] >= found.solved.goal > found.solved.right[2]
    assert found.solved.right.max() > found.solved.right[3]  # there is more to be had, for a step
    assert krylov.needed(digits_ridge.solve("none", 0.1).errors) is None


def test_what_the_presets_say(lesson):
    clusters = at(lesson, "Clusters").state
    assert np.abs(clusters.left).max() < 0.06 and clusters.line_error < 0.15 * clusters.chebyshev_error
    assert clusters.line_errors[4] > 0.7 * clusters.line_errors[3]
    assert at(lesson, "Nearly round").numbers["descent_bound"] == pytest.approx(0.2)
    even = at(lesson, "Even spread").state
    assert even.line_errors[11] > 1e-6 > even.line_errors[12]
    outlier = at(lesson, "An outlier")
    assert outlier.numbers["line_kappa"] == pytest.approx(20)
    assert np.abs(outlier.state.roots - 10).min() < 1e-3
    dragged = lesson.parameters({**outlier.parameters, "spectrum": (*outlier.parameters["spectrum"][:-1], 5.0)})
    assert lesson.scene(dragged).numbers["line_error"] == pytest.approx(outlier.numbers["line_error"], rel=0.2)
    ritz = at(lesson, "Ritz values").state
    assert min(np.abs(ritz.now[0] - 2.5)) < 1e-12 and abs(ritz.top_ritz - 3) < 1e-14
    assert 1e-6 < 1 - ritz.power_top / 3 < 1e-5
    ghosts = at(lesson, "Ghosts").state
    exact = lesson.scene(view="ritz", matrix="pair", step=110, arithmetic="exact")
    assert ghosts.ghosts >= 3 and exact.numbers["ghosts"] == 0
    strakos = at(lesson, "Strakoš")
    assert 3e-4 < strakos.numbers["run_error"] < 2e-3 and strakos.state.run.lost[17] > 0.1
    lam, eps = krylov.spectrum("even"), np.float32
    x: Any = np.zeros(100, eps)
    r: Any = np.ones(100, eps)
    d, rr = r, r @ r
    for _ in range(120):  # the residual of the recurrence falls on, that of x does not
        ad = lam.astype(eps) * d
        x, r, before = x + rr / (d @ ad) * d, r - rr / (d @ ad) * ad, rr
        rr = r @ r
        d = r + rr / before * d
    drifted, rounded = (np.sqrt(lam @ (each - 1 / lam) ** 2 / (1 / lam).sum()) for each in (x, (1 / lam).astype(eps)))
    assert np.linalg.norm(r) < 1e-7 * np.linalg.norm(1 - lam * x) and drifted > 4 * rounded
    single = at(lesson, "Single precision")
    assert single.numbers["run_error"] == pytest.approx(1.7e-7, rel=0.1)
    assert single.state.run_needed == 47 and single.numbers["run_error"] == pytest.approx(
        single.state.run.errors[-1], rel=0.2
    )


def test_laws_that_hold_but_for_rounding_say_so(lesson):
    """In single precision the error stays above the bound of a double: by roundings, as the note says."""
    single = law(lesson.scene(view="rounding", matrix="even", arithmetic="single", step=85), "still under")
    assert single.left > single.right and single.holds and single.note == "up to rounding: ±1×10⁻⁶"
    ritz = lesson.scene(view="ritz", matrix="outlier", step=100)
    assert all("rounding" in law(ritz, name).note for name in ("best of", "from below", "not farther"))


def test_outliers_cost_a_step_each_in_exact_arithmetic(lesson):
    """What the prediction is about, and the reader's own version of it: two outliers."""
    scene = lesson.scene(view="rounding", matrix="outlier", arithmetic="exact")
    assert value(scene, "steps to 10⁻⁶, exact") == "48"
    lam = np.append(np.arange(1.0, 99.0), [5e3, 1e4])
    assert krylov.needed(krylov.exact_errors(lam, np.ones(100), 80)) in range(45, 51)


def test_no_slider_alone_makes_the_worst_start(lesson):
    """From the start that the page opens with, κ of 8 was nearly the worst: none of 20 or more is."""
    for kappa in lesson.control("kappa").values:
        assert not lesson.solved(lesson.scene(kappa=float(kappa)))[0]


def test_what_has_left_a_panel_is_an_arrow_at_its_edge(lesson):
    """A dot on the lower edge read as an error of 1e-8."""

    def symbols(scene: Any, panel: int) -> list[str]:
        named = [trace for trace in scene.panels[panel].traces if trace.get("name") == "now"]
        return [trace["marker"]["symbol"] for trace in named]

    assert symbols(lesson.scene(view="poly", k=3), 1) == ["circle"]
    assert symbols(lesson.scene(view="poly", k=9), 1) == ["triangle-down"]
    assert symbols(lesson.scene(view="rounding", step=30), 1) == ["triangle-down", "circle"]


def test_rounding_opens_where_it_is_seen(lesson):
    state = lesson.scene(view="rounding").state
    assert state.run_error > 50 * state.exact_error > 1e-4


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng = np.random.default_rng(1)
    solved = np.zeros(2)
    for _ in range(120):
        start, kappa = tuple(rng.uniform(-5, 5, 2)), float(rng.choice(lesson.control("kappa").values))
        spectrum = tuple(rng.choice(np.arange(1, 101) / 10, int(rng.integers(2, 13))))
        solved[0] += bool(lesson.solved(lesson.scene(kappa=kappa, start=start))[0])
        solved[1] += bool(lesson.solved(lesson.scene(view="poly", spectrum=spectrum))[1])
    assert (solved <= 3).all()


@pytest.mark.parametrize("start", [(0.3, 2.63), (-3.1, 0.07), (4.9, 4.9), (0.0, 0.0)])
def test_the_program_knows_when_a_round_valley_leaves_nothing_to_descend(lesson, start):
    """At κ = 1 each step leaves a rounding error of the last, until its square is 0 where it is not: 0/0."""
    values = lesson.parameters({"kappa": 1.0, "start": start, "tick": 30})
    told = contracts.printed(contracts.python_prints(listing.python(lesson, values)))
    contracts.agrees(lesson, values, told, "κ = 1")


def test_below_the_panel_of_digits_an_arrow_stands_for_the_share(lesson):
    for step, symbol in ((0, "triangle-down"), (20, "circle")):
        panels = lesson.scene(view="digits", it=step).panels
        panel = next(each for each in panels if each.title == "Test digits right")
        mark = next(trace for trace in panel.traces if trace.get("name") == "now")
        assert mark["marker"]["symbol"] == symbol

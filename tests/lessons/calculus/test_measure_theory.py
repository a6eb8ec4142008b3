"""The lesson on measure: means over cells by scipy.ndimage, R² by scikit-learn's r2_score, integrals by
scipy.integrate.quad, F by scipy.stats.beta and the polygon of the Cantor function, sizes of Xₙ by sums over a grid,
each at random states; what is degenerate; numbers that the text says. (The mathematics: `tests/mathcore/calculus`.)"""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import integrate, ndimage, stats
from sklearn.datasets import load_digits
from sklearn.metrics import r2_score

from explorer.lesson import Law
from mathcore.calculus import conditional_expectation as ce
from mathcore.calculus import measures as ms
from mathcore.calculus import modes_of_convergence as mc
from mathcore.common.expressions import parse
from pages.calculus.measure_theory import panels, state
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("measure_theory")


def test_explained_variance_and_both_integrals_are_scipys(lesson):
    for values in contracts.random_states(lesson, 8):
        q = lesson.scene(**values | {"view": "seen"}).state
        x, labels = ce.photograph(), q.cells.labels
        means = ndimage.mean(x, labels, np.arange(labels.max() + 1))
        told = np.nan_to_num(means)[labels]
        assert q.explained == pytest.approx(told.var() / x.var(), rel=1e-9, abs=1e-12)
        (a, b), (c, d) = np.sort(np.array(values["corners"]), axis=0).astype(int)
        event = np.zeros(x.shape, bool)
        event[384 - d : 384 - b, a:c] = True
        event = np.isin(labels, labels[event]) if values["snap"] else event
        assert q.event.of_x == pytest.approx((x * event).mean(), abs=1e-9)
        assert q.event.of_mean == pytest.approx((told * event).mean(), abs=1e-9)


def test_a_law_is_excused_just_where_a_cuts_a_cell(lesson):
    start = {"corners": ((160, 112), (368, 272))}
    assert not law(lesson.scene(**start), "the same").unless  # all are multiples of 16
    scene, _ = drag(lesson, start, "corners", 0, 164, 112)
    assert law(scene, "the same").unless and not law(scene, "the same").holds
    assert not law(lesson.scene(**start, known="levels"), "the same").holds
    for known in ("blocks", "levels"):
        for level in range(9):
            found = law(lesson.scene(**start, known=known, level=level, snap=True), "the same")
            assert not found.unless and found.holds


def test_the_frames_close_in_on_a_as_blocks_get_finer(lesson):
    cut = lesson.presets[1].values
    frames = [lesson.scene(**{**cut, "level": level}).state.event for level in range(9)]
    for before, after in itertools.pairwise(frames):
        assert before.inner <= after.inner <= after.probability <= after.outer <= before.outer
    assert [each.measurable for each in frames] == [False] * 6 + [True] * 3  # "at 4 pixels they meet"
    for level in range(9):
        inner, outer = ce.enclosing(level, *lesson.scene(**{**cut, "level": level}).state.corners)
        for box, size in ((inner, frames[level].inner), (outer, frames[level].outer)):
            area = (box[1] - box[0]) * (box[3] - box[2]) / ce.photograph().size
            assert np.nan_to_num(area) == pytest.approx(size)


def test_an_empty_event_is_said_and_seen_by_all(lesson):
    for known in ("blocks", "levels"):
        for snap in (False, True):
            scene = lesson.scene(corners=((100, 100), (100, 200)), known=known, snap=snap)
            assert "empty" in scene.notice and not law(scene, "the same").unless


def test_a_slides_whole_and_stops_at_the_edge(lesson):
    start = {"corners": ((160, 112), (368, 272))}
    scene, sentence = drag(lesson, start, "event", None, 280, 200)
    assert np.ptp(scene.state.corners, axis=0).tolist() == [208, 160] and not sentence
    assert np.mean(scene.state.corners, axis=0) == pytest.approx((280, 200), abs=2)
    scene, sentence = drag(lesson, start, "event", None, 900, -50)
    assert scene.state.corners == [[304, 0], [512, 160]] and sentence


def test_the_first_challenge_wants_an_event_of_64_and_not_of_128(lesson):
    rng = np.random.default_rng(2)
    hits = 0
    for _ in range(40):
        unit = int(rng.choice([32, 64, 64]))
        a, c = unit * rng.integers(0, 512 // unit + 1, 2)
        b, d = unit * rng.integers(0, 384 // unit + 1, 2)
        level = int(rng.choice([1, 2, 2, 2, 3]))
        scene = lesson.scene(level=level, corners=((int(a), int(b)), (int(c), int(d))))
        on = lambda side, *ends: all(end % side == 0 for end in ends)  # noqa: E731
        big = abs(int(c - a) * int(d - b)) >= 0.1 * 512 * 384
        wanted = big and on(64, a, b, c, d) and not on(128, a, b, c, d)
        hits += wanted
        assert bool(lesson.solved(scene)[0]) == bool(wanted)
    assert hits > 4


def test_the_tree_is_scikit_learns_and_cells_are_intervals(lesson):
    for values in contracts.random_states(lesson, 6):
        scene = lesson.scene(**values | {"view": "tree"})
        q = scene.state
        assert q.explained_by_leaves == pytest.approx(r2_score(q.tree.target, q.guess), rel=1e-9)
        assert q.borders[q.leaf] <= q.p.patient < q.borders[q.leaf + 1]
        inside = q.tree.target[q.borders[q.leaf] : q.borders[q.leaf + 1]]
        assert value(scene, "E[y|F]") == pytest.approx(inside.mean())
        assert value(scene, "patients in") == f"{len(inside)} of 442"


def test_sums_enclose_scipys_integral(lesson):
    for text in ("x^2", "sin(9x)/2+x", "exp(-8(x-0.4)^2)", "x-0.6", "abs(sin(40x))"):
        known = integrate.quad(parse(text), 0, 1, limit=200)[0]
        for level in (0, 3, 8):
            q = lesson.scene(view="slabs", text=text, level=level).state
            assert q.graph.integral == pytest.approx(known, abs=1e-6)
            for low, high in (q.riemann, q.lebesgue):
                assert low - 1e-6 <= known <= high + 1e-6


def test_columns_are_excused_just_where_f_goes_up_and_down(lesson):
    for text, wild in (
        ("x^2", False),
        ("floor(4x)/4", False),
        ("1-x", False),
        ("sin(9x)", True),
        ("abs(sin(40x))", True),
    ):
        assert bool(law(lesson.scene(view="slabs", text=text), "and columns").unless) == wild
    dirichlet = lesson.scene(view="slabs", kind="dirichlet", level=8)
    assert law(dirichlet, "and columns").unless and not law(dirichlet, "and columns").holds
    assert law(dirichlet, "slabs miss").holds and dirichlet.state.riemann == [0, 1]
    thomae = [lesson.scene(view="slabs", kind="thomae", level=level).state.riemann[1] for level in range(9)]
    assert thomae == sorted(thomae, reverse=True) and thomae[-1] < 0.1  # it is Riemann integrable


@pytest.mark.parametrize("text", ["0*x", "3+0*x", "-2+0*x", "log(-x)", "1/x", "sqrt(x-1/2)", "1/(x-1/2)"])
def test_flat_unbounded_and_undefined_functions(lesson, text):
    for level in (0, 4, 8):
        scene = lesson.scene(view="slabs", text=text, level=level, share=1)
        assert all(each.holds for each in scene.readouts if isinstance(each, Law) and not each.unless)
        if text in ("1/x", "1/(x-1/2)"):
            assert "cut off" in scene.notice
        if text in ("log(-x)", "sqrt(x-1/2)"):
            assert "not defined" in scene.notice


def test_a_function_that_no_formula_gives_has_its_name_in_the_text(lesson):
    for kind, name in (("dirichlet", "1_{"), ("thomae", "Thomae"), ("fat", "Cantor")):
        assert name in lesson.scene(view="slabs", kind=kind).numbers["formula"]
    assert "x" in lesson.scene(view="slabs").numbers["formula"]


def test_what_is_cut_off_and_what_is_not_defined_are_both_said(lesson):
    notice = lesson.scene(view="slabs", text="log(0.5-x)*1000").notice
    assert "cut off" in notice and "not defined" in notice


def test_the_level_is_dragged_in_both_panels_and_stops(lesson):
    for handle in ("t_x", "t_l"):
        scene, sentence = drag(lesson, {"view": "slabs", "text": "x^2"}, handle, None, 0.5, 0.25)
        assert scene.state.t == pytest.approx(0.25, abs=2e-3) and not sentence
        assert scene.state.above_t == pytest.approx(0.5, abs=3e-3)
        scene, sentence = drag(lesson, {"view": "slabs", "text": "x^2"}, handle, None, 0.5, 1.05)
        assert scene.state.p.share == 1 and sentence


def test_the_third_challenge_takes_what_swings(lesson):
    for text, level, wanted in (
        ("cos(700x)", 6, True),
        ("cos(700x)", 5, False),
        ("x", 8, False),
        ("sin(60x)", 6, False),
        ("3+0*x", 8, False),  # no gap at all
        ("floor(x)", 8, True),  # one point: a column reaches up to it, and no slab has any length
    ):
        assert bool(lesson.solved(lesson.scene(view="slabs", text=text, level=level))[2]) == wanted
    assert not lesson.solved(lesson.scene(view="slabs", kind="dirichlet", level=8))[2]


def test_the_distribution_function_and_its_mean(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "laws"})
        (atom, density, dust), x, place = values["shares"][0], values["x"], values["place"]
        known = atom * (x >= place) + density * stats.beta(2, 2).cdf(x) + dust * np.interp(x, *ms.cantor_curve())
        assert value(scene, "F(x)") == pytest.approx(known, abs=6e-4)
        assert bool(law(scene, "F regained").unless) == (density < 1)
        k = values["level"]
        low, high = (scene.state.law.cell(x, k) / 3**k + d / 3**k for d in (0, 1))
        inside = (scene.state.draws >= low) & (scene.state.draws < high + (high == 1))
        p = value(scene, "mass of")
        assert abs(inside.mean() - p) <= 6 * np.sqrt(p * (1 - p) / 300) + 1e-9  # six standard errors
        assert value(scene, "draws that") == f"{(scene.state.draws == place).sum()} of 300"


def test_three_speeds_of_zooming(lesson):
    """At an atom mass by length grows by 3, on the Cantor set by 3/2, elsewhere it settles."""
    pure = lambda w, x: np.array(  # noqa: E731
        [lesson.scene(view="laws", shares=(w,), place=0.5, x=x, level=k).state.cell_mass * 3.0**k for k in range(9)]
    )
    assert pure((1.0, 0.0, 0.0), 0.5) == pytest.approx(3.0 ** np.arange(9))
    assert pure((0.0, 0.0, 1.0), 0.25) == pytest.approx(1.5 ** np.arange(9))
    assert pure((0.0, 0.0, 1.0), 0.4)[2:] == pytest.approx(0)
    assert pure((0.0, 1.0, 0.0), 0.4)[-1] == pytest.approx(6 * 0.4 * 0.6, rel=1e-3)


def test_a_part_is_dragged_and_the_others_keep_their_ratio(lesson):
    scene, sentence = drag(lesson, {"view": "laws"}, "part", 0, 0.0, 0.6)
    assert scene.state.p.shares[0] == (0.6, 0.2, 0.2) and not sentence
    scene, sentence = drag(lesson, {"view": "laws"}, "part", 2, 2.0, 1.3)
    assert scene.state.p.shares[0] == (0, 0, 1) and sentence


def test_sizes_of_a_sequence_against_a_fine_grid(lesson):
    grid = (np.arange(2**14) + 0.5) / 2**14
    for values in contracts.random_states(lesson, 10):
        scene = lesson.scene(**values | {"view": "modes"})
        n, name, eps = values["step"], values["sequence"], values["eps"]
        x = mc.value(name, n, grid)
        numbers = scene.numbers
        assert numbers["p_far"] == pytest.approx((x > eps).mean(), abs=2e-3)
        assert numbers["mean_n"] == pytest.approx(x.mean(), abs=2e-2)
        assert numbers["root_n"] ** 2 == pytest.approx((x**2).mean(), abs=0.07)
        assert numbers["x_n"] == float(mc.value(name, n, values["omega"]))


def test_the_typewriter_comes_over_every_outcome_once_a_sweep(lesson):
    for omega in [*np.linspace(0, 1, 41)]:
        path = mc.value("typewriter", np.arange(1, 32), omega)
        assert [path[2**k - 1 : 2 ** (k + 1) - 1].sum() for k in range(5)] == [1] * 5


def test_nothing_integrable_dominates_the_escaping_mass(lesson):
    for n in (1, 8, 31):
        scene = lesson.scene(view="modes", sequence="escape", step=n)
        assert value(scene, "E max") == pytest.approx(sum(1 / k for k in range(1, n + 1)))
    assert mc.envelope_mean("escape", 10**5) > 12  # it grows like ln n
    assert mc.envelope_mean("root", 10**5) < 2  # and this is bounded, so the mean goes to 0
    for name, exchanged in (("escape", False), ("flip", False), ("typewriter", True), ("root", True), ("power", True)):
        found = law(lesson.scene(view="modes", sequence=name), "limit and mean")
        assert found.holds == exchanged and bool(found.unless) == (name in ("escape", "flip", "typewriter"))


def test_the_numbers_in_the_text(lesson):
    text, found = lesson.text(), ce.grown().explained
    for k, told in ((2, "29.15"), (4, "43.34"), (8, "51.42"), (16, "60.59")):
        assert f"{100 * found[k - 1]:.2f}" == told and f"${told}" in text.replace("and $", "$").replace(", $", "$")
    unseen = ce.on_new_patients(1)
    assert unseen.argmax() + 1 == 7 and f"{100 * unseen.max():.1f}" == "36.6" and f"{100 * unseen[63]:.1f}" == "1.5"
    assert "best at 7 leaves, $36.6\\,\\%$; with 64 it is $1.5\\,\\%$" in text
    blocks, levels = ce.explained("blocks"), ce.explained("levels")
    assert (f"{100 * blocks[5]:.1f}", f"{100 * levels[3]:.1f}", f"{100 * levels[2]:.0f}") == ("89.3", "98.9", "96")
    assert (
        ce.partition("blocks", 5).count == 3072
        and f"{100 * blocks[1]:.0f}" == "56"
        and f"{100 * blocks[4]:.0f}" == "86"
    )
    pixels = load_digits().data
    assert f"{100 * (pixels == 0).mean():.1f}" == "48.9" and (pixels == 0).all(axis=0).sum() == 3
    assert round((1 - 1 / 1000) ** 100, 1) == 0.9
    dust = lesson.scene(lesson.parameters(lesson.presets[6].values)).state
    assert dust.law.singular == 1 and dust.cdf == pytest.approx(0.4)


def test_presets_do_not_give_the_prediction_away(lesson):
    asked = lesson.challenges[1].predict
    for preset in lesson.presets:
        assert not {**asked.at}.items() <= {**lesson.parameters(preset.values)}.items()
    assert asked.truth(lesson.scene(**asked.at).state) == pytest.approx(1 / 3)


def test_heights_have_room_for_every_sequence():
    for name in mc.SEQUENCES:
        top = max(float(mc.value(name, n, panels.OMEGAS).max()) for n in range(1, state.STEP.high + 1))
        assert top < panels.HEIGHTS[name]


def test_the_mean_of_the_largest_is_said_to_be_bounded_just_where_it_is(lesson):
    """E max(X₁, …, Xₙ) of n on (0, 1/n) is 1 + 1/2 + … + 1/n; of the others it is below 3 for every n."""
    for name in mc.SEQUENCES:
        found = next(
            each for each in lesson.scene(view="modes", sequence=name).readouts if each.name.startswith("E max")
        )
        grows = mc.envelope_mean(name, 4000) > 3
        assert grows == found.note.startswith("It grows without bound") and grows != found.note.startswith("It stays")
    escape = law(lesson.scene(view="modes", sequence="escape", step=16), "Fatou")
    assert escape.left == pytest.approx(16 / 31) and escape.right == 1


def test_no_digit_is_written_that_is_not_known(lesson):
    """Cut off at ±20, tan 3x has the integral −⅓ ln|cos 3| = 0.00335, tan 5x −⅕ ln|cos 5| = 0.252."""
    scene = lesson.scene(view="slabs", text="sin(1/x)", level=5)
    found, digits = law(scene, "area under"), scene.state.graph.digits
    assert found.digits == digits < 6
    for text, known in (("tan(3x)", "0.003"), ("tan(5x)", "0.25"), ("x^2-1/3", "0"), ("cos(2*pi*x)", "0")):
        scene = lesson.scene(view="slabs", text=text)
        told = next(each for each in scene.readouts if each.name.startswith("integral"))
        assert told.text == known and scene.alt.endswith(f"its integral is {known}.")
        assert law(scene, "area under").sides == (known, known) and law(scene, "area under").holds
    mean = law(lesson.scene(view="laws", shares=((1.0, 0.0, 0.0),), place=0.5), "the mean is the area")
    assert mean.holds and mean.note == "up to the error of the sum: ±0.00015"


def test_one_leaf_and_one_column_are_counted_as_one(lesson):
    assert "442 patients in 1 leaf, whose" in lesson.scene(view="tree", leaves=1).alt
    assert lesson.scene(view="slabs", level=0).alt.startswith("f in 1 column, and in as many slabs;")

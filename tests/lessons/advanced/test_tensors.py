"""The lesson on tensors: entries and piles by numpy.einsum and numpy.matmul at random strings, chains by a search over
all orders, rank by numpy.linalg.eig, the photograph by numpy.linalg.svd, what is degenerate, what its text says."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from explorer.lesson import Unanswerable
from explorer.listing import python
from mathcore.advanced import tensors
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("tensors")


def test_any_string_that_can_be_drawn_is_drawn_or_says_why_not(lesson):
    rng = np.random.default_rng(5)
    drawn = 0
    for _ in range(60):
        groups = ["".join(rng.choice(list("abcd"), rng.integers(1, 4))) for _ in range(rng.integers(1, 3))]
        letters = sorted(set("".join(groups)))
        output = "".join(rng.permutation(letters)[: rng.integers(0, 4)])
        text = ",".join(groups) + (f"->{output}" if rng.random() < 0.8 else "")
        try:
            scene = lesson.scene(subscripts=text, pile=24, entry=int(rng.integers(0, 36)))
        except Unanswerable as error:
            assert str(error).endswith(".")
            continue
        drawn += 1
        q = scene.state
        assert np.array_equal(q.step.so_far, np.einsum(text, *q.found.operands))
        assert scene.numbers["entry_so_far"] == scene.numbers["entry_whole"]
        assert len(scene.notice) <= 200 and all(len(str(getattr(r, "value", ""))) <= 64 for r in scene.readouts)
        scene.plotly()
    assert drawn > 30


def test_the_first_picture_is_half_a_matrix_product(lesson):
    q = lesson.scene().state
    a, b = q.found.operands
    assert np.array_equal(q.step.so_far, a[:, :2] @ b[:2]) and np.array_equal(q.step.this_pile, np.outer(a[:, 1], b[1]))
    assert value(lesson.scene(), "the entry i = 1, k = 1") == "(−1)·0 + 4·1 = 4"


def test_dragging_in_an_operand_takes_the_pile_and_in_the_result_the_entry(lesson):
    for pile, x in enumerate((0.5, 1.4, 2.6, 3.4), 1):
        assert drag(lesson, {}, "slice", 0, x, -1.0)[0].state.p.pile == pile
    scene, _ = drag(lesson, {}, "pick", None, 0.2, -100.0)
    assert scene.state.p.entry == 4


def test_nothing_is_added_at_pile_zero(lesson):
    scene = lesson.scene(pile=0)
    assert np.array_equal(scene.state.step.so_far, np.zeros((3, 2))) and "nothing is added" in value(scene, "the entry")


def parenthesised(sizes: list[float]) -> float:
    """The least cost of a chain by all orders in which neighbours are multiplied."""
    costs = []
    for order in itertools.permutations(range(1, len(sizes) - 1)):
        rest, cost = list(range(len(sizes))), 0.0
        for cut in order:
            k = rest.index(cut)
            cost += sizes[rest[k - 1]] * sizes[cut] * sizes[rest[k + 1]]
            rest.pop(k)
        costs.append(cost)
    return min(costs)


def test_costs_of_chains_against_all_orders(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "order"})
        assert value(scene, "of the cheapest order") == pytest.approx(parenthesised(list(values["sizes"])))
    start = lesson.scene(view="order")
    assert value(start, "as many times") == 100.0
    # All letters at once: three multiplications for each of the terms, 10 · 1000 · 10 · 1000 · 10 of them at first.
    terms = np.prod(start.state.p.sizes)
    assert value(start, "of one sum over all five letters") == 3 * terms > value(start, "multiplications of")
    linear = next(p for p in lesson.presets if p.name == "Linear attention")
    assert value(lesson.scene(**linear.values), "as many times") == pytest.approx(132.096e6 / 8.454e6, rel=1e-3)


def test_rank_against_eigenvalues_at_random_states(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "rank", "refined": False})
        x, y = (np.array(values["slices"])[:, cut] for cut in (slice(0, 2), slice(2, 4)))
        a, c = np.linalg.det(x), np.linalg.det(y)
        assert scene.numbers["det_x"] == pytest.approx(a, abs=1e-9)
        assert scene.numbers["mixed"] == pytest.approx(np.linalg.det(x + y) - a - c, abs=1e-9)
        if abs(scene.numbers["cayley"]) > 1e-6 and abs(a) > 1e-6:
            real = np.isreal(np.linalg.eigvals(np.linalg.solve(x, y))).all()
            assert scene.numbers["rank"] == (2 if real else 3)


def test_degenerate_tensors_say_what_they_are(lesson):
    says = {
        ((0, 0, 0, 0), (0, 0, 0, 0)): "zero",
        ((1, 0, 0, 0), (0, 1, 0, 0)): "disguise",
        ((0, 1, 1, 0), (1, 0, 0, 0)): "border",
    }
    for slices, said in says.items():
        scene = lesson.scene(view="rank", slices=slices)
        assert said in scene.notice
        assert law(scene, "two terms").holds == (said != "border")
        scene.plotly()
    assert "waits" in lesson.scene(view="rank", slices=((2, -2, 2, 2), (2, 2, -2, 2))).notice


def test_a_matrix_in_disguise_is_given_back_and_nothing_is_excused(lesson):
    for slices in (((0, 0, 0, 0),) * 2, ((1, 0, 0, 0), (0, 1, 0, 0)), ((1.3, -1.4, -1.1, 0),) * 2, ((2, 2, 2, 2),) * 2):
        found = law(lesson.scene(view="rank", slices=slices), "two terms")
        assert found.holds and not found.unless


def test_a_tensor_beyond_the_picture_waits_on_its_own_side_of_the_border(lesson):
    rng = np.random.default_rng(3)
    beyond = 0
    for values in rng.choice([-2, -1.9, -1, 1, 1.9, 2], (200, 2, 4)):
        scene = lesson.scene(view="rank", slices=values.tolist())
        t = scene.state.small
        spot = next(handle.spot for _, handle in scene.handles if handle.name == "tensor")
        if abs(t.mean) > 4 or t.swing > 5:
            beyond += 1
            assert abs(spot[0]) <= 4 + 1e-9 and spot[1] <= 5 + 1e-9
        assert (spot[1] > abs(spot[0])) == (t.swing > abs(t.mean))
    assert beyond > 5


@pytest.mark.parametrize("n", [1.0, 10.0, 100.0, 10_000.0])
def test_the_hyperdeterminant_on_the_way_to_the_border(lesson, n):
    """Of two terms it is (det U det V det W)²: here n⁴ times the sixth power of det(e₀ + e₁/n, e₀), which is 1/n."""
    found = law(lesson.scene(view="border", split=n), "rank 2")
    assert found.holds and found.left == pytest.approx(n**-2, rel=1e-3) and found.right == pytest.approx(n**-2)


def test_the_program_reads_blanks(lesson):
    values = lesson.parameters({"subscripts": "k j , ji -> i k", "entry": 1})
    contracts.agrees(lesson, values, contracts.printed(contracts.python_prints(python(lesson, values))), "")


def test_a_tensor_that_is_dragged_lies_under_the_pointer_or_stops(lesson):
    scene, sentence = drag(lesson, {"view": "rank"}, "tensor", None, 1.0, 2.0)
    assert (scene.numbers["mean"], scene.numbers["swing"]) == pytest.approx((1, 2), abs=0.11) and not sentence
    _, sentence = drag(lesson, {"view": "rank"}, "tensor", None, 3.5, 4.5)
    assert sentence.endswith(".")


def test_the_errors_of_the_curve_are_those_of_the_slider(lesson):
    for form in ("double", "single", "half"):
        for n in (1.0, 10.0, 100.0, 10_000.0):
            scene = lesson.scene(view="border", split=n, format=form)
            place = lesson.control("split").values.index(n)
            assert scene.state.errors[place] == scene.numbers["off"]
        scene = lesson.scene(view="border", format=form)
        rises = bool((np.diff(scene.state.errors) > 0).any())
        assert rises == (form != "double") == ("rise" in scene.alt) == ("rises" in scene.panels[0].title)
    assert not law(lesson.scene(view="border", split=1000.0, format="half"), "error").holds


def test_the_photograph_against_numpys_svd(lesson):
    scene = lesson.scene(view="photo", photo="flower", rows=12, columns=31, colours=2)
    t, again = scene.state.shot.tensor, scene.state.shot.tensor
    for axis, r in enumerate((12, 31, 2)):
        u = np.linalg.svd(np.moveaxis(t, axis, 0).reshape(t.shape[axis], -1), full_matrices=False)[0][:, :r]
        again = np.moveaxis(np.tensordot(u @ u.T, again, (1, axis)), 0, axis)
    assert np.allclose(scene.state.squeezed.rebuilt, again, atol=1e-9)
    assert scene.numbers["error_percent"] == pytest.approx(100 * np.linalg.norm(again - t) / np.linalg.norm(t))


def test_refining_breaks_the_law_of_the_core_and_keeps_pythagoras(lesson):
    scene = lesson.scene(view="photo", rows=10, columns=10, refined=True)
    assert not law(scene, "the HOSVD").holds and law(scene, "orthonormal").holds
    assert scene.numbers["error_percent"] < lesson.scene(view="photo", rows=10, columns=10).numbers["error_percent"]


def test_what_the_text_says(lesson):
    at = {preset.name: lesson.scene(**preset.values) for preset in lesson.presets}
    assert at["Border rank"].numbers["off"] == pytest.approx(0.0173, abs=5e-5)
    assert at["Half precision"].numbers["off_formula"] == pytest.approx(0.0017, abs=5e-5)
    assert at["Half precision"].numbers["off"] > 0.1
    assert at["Photo"].numbers["error_percent"] == pytest.approx(13.05, abs=0.005)
    assert at["Photo"].numbers["stored_percent"] == pytest.approx(12.75, abs=0.01)
    assert at["Complex product"].numbers["rank"] == 3 and at["Complex product"].state.small.missing < 1e-12
    assert at["Dual numbers"].numbers["rank"] == 3 and at["Dual numbers"].numbers["cayley"] == 0
    assert at["Turned"].state.found.output == "ik"
    tails = at["Without colour"].state.squeezed.tails
    assert tails[2] > 10 * max(tails[:2])  # "the colours' tail is a floor"


def test_challenges_cannot_be_had_for_nothing(lesson):
    """Random states of random views, the ends of each control, and a dragged tensor on the border."""
    hits = np.zeros(len(lesson.challenges), int)
    for values in [*contracts.random_states(lesson, 40), *contracts.corners(lesson)]:
        for state in contracts.in_every_view(lesson, values):
            if state["view"] in ("einsum", "rank"):
                hits += np.array([bool(each) for each in lesson.solved(lesson.scene(**state))])
    assert not hits.any()
    scene, _ = drag(lesson, {"view": "rank"}, "tensor", None, 1.0, 1.0)
    assert not scene.state.small.parted and not any(lesson.solved(scene))


def test_the_temple_has_few_answers(lesson):
    whole = tensors.photograph("china")
    kept = np.cumsum(np.cumsum(np.cumsum(whole.core_squares, 0), 1), 2)
    hits = []
    for a, b, c in itertools.product(range(1, 40), range(1, 40), (1, 2, 3)):
        error = np.sqrt((whole.norm2 - kept[a - 1, b - 1, c - 1]) / whole.norm2)
        if tensors.numbers_stored(whole.tensor.shape, (a, b, c)) <= 0.08 * whole.tensor.size and error < 0.1535:
            hits.append((a, b, c))
    assert hits == [(13, 14, 2), (14, 13, 2), (15, 12, 3), (15, 13, 2)]

"""The lesson on sparse matrices: entries of L against SciPy's SuperLU, the arrays and bytes against scipy.sparse, the
least fill against sampled orders, what is degenerate, and numbers that its text says. (The mathematics has its oracles
in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import sparse
from scipy.sparse.linalg import splu
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from explorer import listing
from mathcore.advanced import elimination, elimination_costs, sparse_formats
from pages.advanced.sparse_matrices.lesson import graph
from pages.advanced.sparse_matrices.state import LETTERS, ORDERS
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("sparse_matrices")


def lower(matrix: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The pattern of SciPy's factor of a matrix with this pattern, rows and columns in that order."""
    a = -matrix[np.ix_(order, order)] + (len(matrix) + 1) * np.eye(len(matrix))
    options = {"SymmetricMode": True}
    return splu(sparse.csc_matrix(a), "NATURAL", diag_pivot_thresh=0, options=options).L.toarray() != 0


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("what", [{"graph": "karate"}, {"side": 4}, {"side": 7}])
def test_the_drawn_triangle_is_scipys_factor(lesson, order, what):
    scene = lesson.scene(order=order, tick=49, **what)
    q, a = scene.state, sparse_formats.adjacency(scene.state.net).toarray()
    found = lower(a, q.game.order)
    drawn = np.eye(q.nodes, dtype=bool)
    for pairs in (q.pairs, q.game.fill):
        rows = np.sort(q.places[pairs], axis=1)
        drawn[rows[:, 1], rows[:, 0]] = True
    assert (drawn == found).all()
    assert law(scene, "entries of L").left == found.sum() == scene.numbers["entries_chosen"]
    below = found.sum(axis=0) - 1
    assert value(scene, "multiply-adds") == (below * (below + 1) // 2).sum()


def test_the_last_one_eliminated_has_its_neighbours_lit(lesson):
    """By the matrix: the column of L that was made last."""
    for values in contracts.random_states(lesson, 15):
        q = lesson.scene(**values | {"view": "eliminate"}).state
        if not q.gone:
            continue
        column = lower(sparse_formats.adjacency(q.net).toarray(), q.game.order)[:, q.gone - 1]
        assert sorted(q.places[list(q.game.fronts[q.gone - 1])]) == [k for k in np.flatnonzero(column) if k >= q.gone]


def test_your_order_against_sampled_orders(lesson):
    rng = np.random.default_rng(5)
    for values in contracts.random_states(lesson, 10):
        scene = lesson.scene(**values | {"view": "own"})
        q = scene.state
        a = np.array(values["edges"], float)
        order = np.array([LETTERS.index(letter) for letter in values["own"]])
        assert value(scene, "fill of your") == lower(a, order).sum() - 9 - a.sum() / 2
        sampled = [lower(a, rng.permutation(9)).sum() - 9 - a.sum() / 2 for _ in range(40)]
        assert law(scene, "no order does better").right <= min(sampled)
        assert q.least == 0 or not q.chordal


def test_costs_are_those_of_the_grid_that_is_eliminated(lesson):
    for k in (4, 7):
        for order in ORDERS:
            small = lesson.scene(side=k, order=order)
            for measure, cost in (("fill", small.state.fill), ("work", small.state.game.work)):
                scene = lesson.scene(view="cost", size=k, order=order, measure=measure)
                assert scene.state.at_size[order] == cost
    factor = splu(
        sparse_formats.real()["grid"].tocsc(), "NATURAL", diag_pivot_thresh=0, options={"SymmetricMode": True}
    )
    weight = sum(each.nbytes for each in (factor.L.data, factor.L.indices, factor.L.indptr))
    assert lesson.scene(view="cost", size=31, measure="memory").state.at_size["natural"] == weight


def test_the_rate_names_the_sizes_that_it_is_measured_at(lesson):
    """Row by row the fill is (k − 1)³; half of k is rounded down, and there is no grid below 3 by 3."""
    for k, low, high in ((3, 3, 4), (4, 3, 4), (5, 3, 5), (7, 3, 7), (15, 7, 15), (40, 20, 40)):
        scene = lesson.scene(view="cost", size=k)
        rate = np.log(((high - 1) / (low - 1)) ** 3) / np.log(high / low)
        assert value(scene, f"from {low} to {high} it grows") == pytest.approx(rate)
        assert scene.alt.endswith(f"it is {(k - 1) ** 3} row by row.")  # once
        assert "by Nested dissection" in lesson.scene(view="cost", size=k, order="dissection").alt


def test_formats_and_real_matrices_are_scipys(lesson):
    for values in contracts.random_states(lesson):
        a = np.array(values["matrix"])
        scene = lesson.scene(**values | {"view": "formats", "zero": False})
        assert scene.state.stored == sparse.csr_matrix(a).nnz
        for name in ("coo", "csr", "csc"):
            found = sparse.coo_matrix(a).asformat(name)
            names = ("row", "col", "data") if name == "coo" else ("indptr", "indices", "data")
            weight = sum(8 * len(found.data) if each == "data" else 4 * len(getattr(found, each)) for each in names)
            assert value(scene, f"bytes as {name.upper()}") == weight
    for name, found in sparse_formats.real().items():
        scene = lesson.scene(view="worth", set=name)
        arrays = found.data, found.indices.astype(np.int32), found.indptr.astype(np.int32)
        assert value(scene, "bytes as CSR") == sum(each.nbytes for each in arrays)
        assert value(scene, "bytes dense") == found.toarray().nbytes
        assert value(scene, "density") == pytest.approx(100 * (found.toarray() != 0).mean())


def test_letters_and_the_corner_are_dragged(lesson):
    start = lesson.scene(view="own")
    names = [handle.index for _, handle in start.handles]
    assert names == list(range(9))
    scene, sentence = drag(lesson, {"view": "own"}, "letter", 0, 0.95, -0.95)
    assert scene.parameters["own"] == "bcdefghia" and not sentence and scene.state.fill == 0
    back, _ = drag(lesson, scene.parameters, "letter", 0, -3.0, 3.0)  # it is still a
    assert back.parameters["own"] == LETTERS
    scene, sentence = drag(lesson, {}, "pivot", None, 0.5, -30 / 49)
    assert scene.parameters["tick"] == 30 and not sentence
    for y, tick in ((0.2, 0), (-1.5, 49)):
        scene, sentence = drag(lesson, {}, "pivot", None, 0.5, y)
        assert scene.parameters["tick"] == tick and sentence.endswith(".")


def test_what_is_degenerate(lesson):
    none = ((0,) * 9,) * 9
    empty = lesson.scene(view="own", edges=none)
    assert "No edges" in empty.notice and empty.state.fill == 0 == empty.state.least
    full = lesson.scene(view="own", edges=tuple(tuple(int(i != j) for j in range(9)) for i in range(9)))
    assert full.state.fill == 0 and full.state.chordal  # nothing is left to be made
    apart = lesson.scene(**graph("abc def ghi", "adgbehcfi"))
    assert "apart" in apart.notice and apart.state.fill == 0
    blank = lesson.scene(view="formats", matrix=((0.0,) * 5,) * 4)
    assert "Nothing is stored" in blank.notice and blank.state.heavy["csr"] == 20
    crowd = lesson.scene(view="formats", matrix=((1.0,) * 5,) * 4, zero=True)
    assert "No zero" in crowd.notice and crowd.state.stored == 20
    assert "last one" in lesson.scene(view="formats", ask="row", place=4).notice
    assert lesson.scene(view="formats", ask="column", place=4).notice == ""
    assert max(each.nnz for each in sparse_formats.real().values()) < 2**16  # two bytes can point to all entries
    for width, pays in (("8", True), ("4", False), ("1", False)):
        assert bool(lesson.scene(view="worth", set="digits", value=width).notice) != pays


def test_the_least_degree_rule_is_rarely_beaten(lesson):
    """A random graph and order hardly ever solve the second challenge; the third likewise."""
    rng = np.random.default_rng(1)
    solved = np.zeros(3)
    for _ in range(60):
        edges = np.triu(rng.random((9, 9)) < rng.uniform(0.1, 0.6), 1).astype(int)
        matrix = rng.integers(-3, 4, (4, 5)) * (rng.random((4, 5)) < rng.uniform(0, 0.6))
        own = "".join(rng.permutation(list(LETTERS)))
        values = {"edges": (edges + edges.T).tolist(), "own": own, "matrix": matrix.astype(float).tolist()}
        for view in ("own", "formats"):
            solved += [bool(each) for each in lesson.solved(lesson.scene(view=view, **values))]
    assert solved.max() <= 3
    ring = lesson.challenges[0].predict
    assert ring.truth(lesson.at(lesson.parameters(ring.at))) == 6


def test_the_numbers_in_the_text(lesson):
    text = re.sub(r"\s+", " ", lesson.text())
    real, table = sparse_formats.real(), elimination_costs.totals()
    words, digits = real["words"], real["digits"]
    heavy = sparse_formats.weights(words.shape, words.nnz)
    rows, columns = words.shape
    assert rf"${rows} \times {columns}$ of which ${100 * words.nnz / rows / columns:.2f}\%$" in text
    less = heavy["dense"] / heavy["csr"]
    assert f"{heavy['dense']:,} bytes dense, {heavy['csr']:,} as CSR: smaller by a factor of ${less:.0f}$." in text
    of_digits = {v: sparse_formats.standing(digits, v, 4)[1] for v in (8, 1)}
    assert of_digits[8] == pytest.approx(0.77, abs=0.01) and f"${of_digits[1]:.1f}$ times *as much*" in text
    at = 31 - 3
    for name in ("degree", "natural"):
        assert f"{table['work'][name][at]:,.0f}" in text
    assert f"{table['work']['dense'][at] / 1e6:.1f} million" in text
    worst = max(table["fill"][name][at] for name in ORDERS) + 31**2 + 2 * 31 * 30
    assert f"{worst:,.0f} in the worst" in text and f"{31**4:,} entries" in text
    ranks = sparse_formats.ranks()
    for member in (34, 1, 33):
        assert f"${ranks[member - 1]:.4f}$ for member {member}" in text
    assert real["karate"].nnz == 156
    with pytest.raises(ValueError, match="center"):
        StandardScaler().fit(words)
    implicit = PCA(3, svd_solver="arpack", random_state=0).fit(words)  # sparse, and centred nevertheless
    centred = np.linalg.svd(words.toarray() - words.toarray().mean(axis=0), compute_uv=False)
    assert implicit.singular_values_ == pytest.approx(centred[:3])
    # Presets: 28 of the hub first; the small grid; the karate club.
    assert lesson.scene(view="own").state.fill == 28
    small = next(each for each in lesson.presets if each.name == "A small grid")
    q = lesson.at(lesson.parameters(small.values))
    assert (q.fill, q.least) == (5, 5) and len(elimination.eliminate(q.net, range(9)).fill) == 8
    fills = lesson.scene(graph="karate").numbers
    assert [fills[f"fill_{name}"] for name in ("natural", "degree", "dissection")] == [207, 12, 43]
    # Row by row the front is seven wide until the last row; two cuts of dissection, nine nodes, are full.
    assert [len(front) for front in lesson.scene().state.game.fronts[5:43]] == [7] * 37 + [6]
    cut = next(each for each in lesson.presets if each.name == "Nested dissection")
    q = lesson.at(lesson.parameters(cut.values))
    assert (q.so_far, q.fill, q.gone, len(q.game.fronts[39])) == (155, 155, 40, 9)


def test_a_hub_makes_fill_until_two_are_left(lesson):
    for place in range(9):
        order = LETTERS[1 : place + 1] + "a" + LETTERS[place + 1 :]
        left = 8 - place
        assert lesson.scene(view="own", own=order).state.fill == left * (left - 1) // 2


def test_the_programs_take_the_readers_values(lesson):
    """Each constant of both programs is that of the page, the matrix too, which no preset changes."""
    cells = ((0.0, -7.0, 0.0, 2.5, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0), (0.0,) * 5, (4.0,) * 5)
    parameters = lesson.parameters(graph("abc cd", "ihgfedcba") | {"matrix": cells, "graph": "karate", "zero": True})
    texts = listing.python(lesson, parameters), listing.rust(lesson, parameters)
    for name, (python, _, rust) in listing.constants(lesson, parameters).items():
        for text, literal in zip(texts, (python, rust), strict=True):
            assert not re.search(rf"^(const )?{name}\b", text, re.MULTILINE) or f" = {literal}" in text, name
    assert "-7.0" in texts[0] and "-7.0" in texts[1]


def test_a_play_ends_with_the_last_node(lesson):
    """The steps of the play bar are the nodes of the largest grid, and the letters of the reader's graph."""
    assert lesson.control("tick").high == lesson.scene().state.nodes == 49
    for turn in range(10):
        q = lesson.scene(view="own", turn=turn).state
        assert q.gone == turn and q.so_far == (28 if turn else 0)
    assert "tick" not in [control.name for control in lesson.views["own"].controls]


def test_arrays_have_the_room_that_they_need(lesson):
    for stored, widest in ((0, 12), (9, 12), (12, 12), (13, 20), (20, 20)):
        matrix = (np.arange(20) < stored).astype(float).reshape(4, 5).tolist()
        for form in ("coo", "csr", "csc"):
            scene = lesson.scene(view="formats", form=form, matrix=matrix)
            low, high = scene.panels[1].x.range
            assert scene.state.stored == stored and low < 0 and widest < high < widest + 1


def test_the_mean_of_the_fronts_is_the_fill_and_the_edges_that_were_there(lesson):
    for k in (3, 12, 40):
        q = lesson.scene(view="cost", size=k).state
        for mean, order in zip(q.fronts.mean(axis=1), ORDERS, strict=True):
            assert elimination_costs.totals()["fill"][order][k - 3] / k**2 == pytest.approx(mean - 2 * (k - 1) / k)


def test_a_letter_stays_itself_while_it_is_dragged(lesson):
    scene = lesson.scene(view="own")
    first = scene.parameters["own"][0]
    handle = next(each for _, each in scene.handles if each.label == f"letter {first}")
    for place in (2, 5):
        scene = lesson.scene(lesson.pulled(scene, "letter", handle.index, (place + 0.5) / 9, -(place + 0.5) / 9)[0])
        assert scene.parameters["own"].index(first) == place

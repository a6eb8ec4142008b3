"""Graphs: places of layers, courses, labels that keep apart; against geometry worked out here."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from viz import graphs, layouts

DAGS = st.integers(2, 14).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, n - 2), st.integers(1, n - 1)).map(sorted).filter(lambda e: e[0] != e[1]),
        min_size=1,
        max_size=24,
    ).map(lambda edges: (n, edges))
)


def crossings(ways):
    """How many pairs of different straight pieces of ways cross, counted piece by piece."""
    pieces = {(tuple(a), tuple(b)) for way in ways for a, b in itertools.pairwise(way.round(6).tolist())}
    found = 0
    for (a, b), (c, d) in itertools.combinations(sorted(pieces), 2):
        found += a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < 0
    return found


@given(DAGS)
def test_edges_go_to_the_right_and_nodes_keep_apart(dag):
    count, edges = dag
    nodes, ways = layouts.layered(count, edges)
    assert nodes.shape == (count, 2) and len(ways) == len(edges)
    for (i, j), way in zip(edges, ways, strict=True):
        assert np.array_equal(way[0], nodes[i]) and np.array_equal(way[-1], nodes[j])
        assert np.array_equal(np.diff(way[:, 0]), np.ones(len(way) - 1))  # a place in each layer that it passes
    places = {tuple(spot) for way in ways for spot in way.round(9).tolist()} | {
        tuple(s) for s in nodes.round(9).tolist()
    }
    for x, group in itertools.groupby(sorted(places), key=lambda spot: spot[0]):
        heights = np.array([spot[1] for spot in group])
        assert (np.diff(heights) >= 1 - 1e-6).all(), x
    y = np.concatenate([nodes[:, 1], *(way[:, 1] for way in ways)])
    assert y.max() == pytest.approx(-y.min(), abs=1e-9)


def test_layers_are_longest_ways():
    nodes, _ = layouts.layered(5, [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4)])
    assert nodes[:, 0].tolist() == [0, 0, 1, 1, 2]
    assert nodes[0, 1] > nodes[1, 1]  # earlier nodes stand higher


@pytest.mark.parametrize(
    ("count", "edges"),
    [
        (5, [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4)]),
        (6, [(0, 5), (1, 4), (2, 3)]),
        (8, [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4), (4, 5), (1, 5), (4, 6), (5, 7), (6, 7)]),
    ],
)
def test_planar_graphs_are_drawn_without_crossings(count, edges):
    assert crossings(layouts.layered(count, edges).ways) == 0


def test_the_long_edges_of_a_node_share_their_places():
    _, ways = layouts.layered(4, [(0, 1), (1, 2), (2, 3), (0, 2), (0, 3)])
    assert np.array_equal(ways[3][1], ways[4][1])


def test_a_cycle_has_no_layers():
    with pytest.raises(ValueError, match="without cycles"):
        layouts.layered(3, [(0, 1), (1, 2), (2, 1)])


def test_fitting_into_a_box():
    layers = layouts.layered(5, [(0, 2), (1, 2), (0, 3), (2, 4), (3, 4)])
    fitted = layers.fitted((10.0, 4.0), (4.0, 3.0))
    spots = np.concatenate(fitted.ways)
    assert spots[:, 0].min() == pytest.approx(10 - spots[:, 0].max())  # in the middle
    assert np.ptp(spots[:, 0]) == pytest.approx(8.0) and np.abs(spots[:, 1]).max() <= 2 + 1e-9
    single = layouts.layered(1, []).fitted((10.0, 4.0), (4.0, 3.0))
    assert single.nodes.tolist() == [[5.0, 0.0]] and single.ways == []


def test_courses_flow_from_node_to_node_and_lie_beside_one_another():
    nodes, ways = layouts.layered(2, [(0, 1), (0, 1)])
    one, two = layouts.flowing(ways, radius=0.2, aside=0.5)
    assert np.hypot(*(one[0] - nodes[0])) < 0.3 and np.hypot(*(one[-1] - nodes[1])) < 0.3
    assert one[len(one) // 2, 1] == pytest.approx(-two[len(two) // 2, 1]) != 0
    (straight,) = layouts.flowing([np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 0.0]])])
    assert np.array_equal(straight[[0, -1]], [[0, 0], [2, 0]])
    slope = np.gradient(straight[:, 1], straight[:, 0])
    assert np.abs(slope[[0, len(slope) // 2, -1]]).max() < 0.2  # along x where it passes a place


def test_labels_of_edges_that_cross_keep_apart():
    a, b = np.linspace([0, 0], [10, 10], 25), np.linspace([0, 10], [10, 0], 25)
    alike = graphs.edge_labels([a, b], ["1", "2"])
    assert np.array_equal([alike["x"][0], alike["y"][0]], [alike["x"][1], alike["y"][1]])
    kept = graphs.edge_labels([a, b], ["1", "2"], apart=2.0)
    assert np.hypot(np.diff(kept["x"]), np.diff(kept["y"]))[0] > 2
    assert (kept["x"][0], kept["y"][0]) == (alike["x"][0], alike["y"][0])  # the first stays
    unsaid = graphs.edge_labels([a, b], ["", "2"], apart=2.0)
    assert (unsaid["x"][1], unsaid["y"][1]) == (alike["x"][1], alike["y"][1])
    aside = graphs.edge_labels([a], ["1"], aside=1.0)
    assert np.hypot(aside["x"][0] - a[12, 0], aside["y"][0] - a[12, 1]) == pytest.approx(1.0)


def test_a_chart_says_what_it_leaves_out():
    edges = [(k, k + 1) for k in range(29)] + [(0, 29)]
    whole = layouts.chart(30, edges, [0], most=40, few=12)
    assert len(whole.nodes) == 30 and whole.edges == list(range(30)) and not whole.few
    cut = layouts.chart(30, edges, [0], most=10, few=12)
    assert len(cut.nodes) == 10 and cut.edges == list(range(9))
    for found in (whole, cut, layouts.chart(1, [], [])):
        spots = np.concatenate([found.nodes, *found.courses])
        assert (spots[:, 0] >= layouts.CHART_X[0]).all() and (spots[:, 0] <= layouts.CHART_X[1]).all()
        assert (np.abs(spots[:, 1]) <= layouts.CHART_Y[1]).all()


def test_gauges_and_their_handles_agree_and_are_undone():
    found = layouts.chart(3, [(0, 2), (1, 2)], [0, 1])
    values = {"x": 2.5, "y": -5.0}
    marks = graphs.gauges(found.bases, list(values.values()), 5.0, found.half)[2]
    for place, handle in enumerate(found.handles(values, 5.0)):
        assert handle.spot == pytest.approx((marks["x"][place], marks["y"][place]))
        name = handle.name.removeprefix("pull_")
        assert handle.moves is not None
        assert handle.moves(*handle.spot)[name] == pytest.approx(values[name])
    assert 2 * found.half <= found.bases[0, 1] - found.bases[1, 1]  # they do not meet
    assert [len(trace["x"]) for trace in graphs.gauges([], [], 5.0, 1.0)] == [1, 0, 0]


def test_nodes_change_their_role_while_traces_rest():
    spots = [(0, 0), (1, 0), (2, 0)]
    first, second = (
        graphs.status(spots, roles, ("null", "data")) for roles in (["data"] * 3, ["null", "data", "null"])
    )
    assert [trace["type"] for trace in first] == [trace["type"] for trace in second] == ["scatter"] * 2
    assert np.isnan(first[0]["x"]).all() and not np.isnan(first[1]["x"]).any()
    assert np.isnan(second[1]["x"]).tolist() == [True, False, True]


def test_texts_stand_in_nodes_or_beside_discs_of_a_size():
    assert graphs.node_labels([(0, 0)], ["a"])["mode"] == "text"
    beside = graphs.node_labels([(0, 0)], ["a"], side="top", clear=34)
    assert (beside["mode"], beside["textposition"], beside["marker"]["size"]) == ("markers+text", "top center", 34)
    assert graphs.node_labels([(0, 0)], [""], side="left")["text"] == [" "]


def test_ribbons_are_as_wide_as_they_say():
    path = np.stack([np.linspace(0, 10, 25), np.zeros(25)], axis=1)
    band = graphs.ribbons([path, path + 5], [2.0, 0.0])
    assert np.nanmax(band["y"]) == 1 and np.nanmin(band["y"]) == -1  # the second one draws nothing
    headed = graphs.ribbons([path], 1.0, head=2.0)
    assert np.nanmax(headed["x"]) == 10 and np.nanmax(headed["y"]) > 0.5


def test_strands_part_with_gaps():
    paths = [np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([[2.0, 0.0], [3.0, 1.0]])]
    found = graphs.strands(paths)
    assert np.isnan(found["x"]).tolist() == [False, False, True, False, False, True]
    assert np.isnan(graphs.strands([])["x"]).all()


def test_dense_networks_list_their_edges_as_their_weights():
    nodes, courses = layouts.dense((2, 3, 1), 4.0, 1.0)
    assert [len(layer) for layer in nodes] == [2, 3, 1] and len(courses) == 2 * 3 + 3
    assert np.array_equal(courses[1], [nodes[0][0], nodes[1][1]])  # row by row: from unit 0 to unit 1
    assert np.array_equal(courses[-1], [nodes[1][2], nodes[2][0]])
    assert all(layer[:, 1].sum() == pytest.approx(0) for layer in nodes)


def test_loops_and_curves_start_and_end_at_rims():
    spots = [(0.0, 0.0), (4.0, 0.0), (2.0, 3.0)]
    loop, way, back = graphs.courses(spots, [(0, 0), (0, 1), (1, 0)], radius=0.5, curve=0.2)
    assert np.hypot(*loop.T).min() >= 0.5
    for path, start in ((way, spots[0]), (back, spots[1])):
        assert np.hypot(*(path[0] - start)) == pytest.approx(0.5, abs=0.2)
    assert way[:, 1].max() > 0 > back[:, 1].min()  # each bends to its own left


def test_arrows_of_length_zero_draw_nothing():
    found = graphs.quiver([(0, 0), (1, 1)], [(0, 0), (1, 0)])
    assert np.isnan(found["x"][:7]).sum() >= 5 and np.nanmax(found["x"]) == 2


def test_a_tree_is_tidy():
    """Two trees: 5 over 0 and 4, 4 over 1, 2 and 3; and 6 alone."""
    parents = [5, 4, 4, 4, 5, -1, -1]
    spots = layouts.tidy(parents)
    assert spots.tolist() == [[0, 0], [1, 0], [2, 0], [3, 0], [2, 1], [1, 2], [4, 0]]
    assert layouts.tidy(parents, range(7))[:, 1].tolist() == list(range(7))
    with pytest.raises(ValueError, match="circle"):
        layouts.tidy([1, 0, -1])


@pytest.mark.parametrize("brackets", [False, True])
def test_a_tree_links_each_node_to_the_one_above_and_no_others(brackets):
    parents = [5, 4, 4, 4, 5, 7, -1, -1]
    spots = layouts.tidy(parents)
    trace = graphs.tree(spots, parents, brackets=brackets)
    path = np.stack([trace["x"], trace["y"]], axis=1)
    pieces = [(a, b) for a, b in itertools.pairwise(path) if np.isfinite([*a, *b]).all()]
    straight = {(*a, *b) for a, b in pieces}
    if not brackets:
        assert straight == {(*spots[above], *spots[node]) for node, above in enumerate(parents) if above >= 0}
        return
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pieces)
    uprights = {frozenset([tuple(a), tuple(b)]) for a, b in pieces if a[0] == b[0] and a[1] != b[1]}
    links = [(spots[k], spots[above]) for k, above in enumerate(parents) if above >= 0]
    assert uprights == {frozenset([tuple(child), (child[0], above[1])]) for child, above in links}

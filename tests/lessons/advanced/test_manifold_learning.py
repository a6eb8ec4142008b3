"""The lesson on maps of manifolds: distances against scikit-learn's Isomap and closed forms, scores against
scikit-learn's and SciPy's, divergences against scipy.special, what is degenerate, and what its text says. (The
mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import pdist, squareform
from scipy.special import rel_entr
from sklearn.manifold import Isomap, trustworthiness

from explorer.text import agreed
from mathcore.advanced import manifolds as mf
from mathcore.advanced import neighbour_maps as nm
from pages.advanced.manifold_learning.state import EDGE
from tests.lessons.asking import drag, law, value

SMALL = {"n": "300", "k": 5, "seed": 3}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("manifold_learning")


def at(lesson, preset):
    found = next(each for each in lesson.presets if each.name == preset)
    return lesson.scene(lesson.parameters(found.values))


def test_three_ways_from_a_to_b(lesson):
    rng = np.random.default_rng(5)
    for k in (4, 5, 9):
        first, last = (tuple(np.round(rng.uniform(0, [89, 21]), 1).tolist()) for _ in range(2))
        scene = lesson.scene(**SMALL | {"k": k, "first": first, "last": last})
        q, theirs = scene.state, Isomap(n_neighbors=k).fit(scene.state.roll.space).dist_matrix_
        assert value(scene, "along the graph") == pytest.approx(theirs[q.a, q.b], abs=1e-9)
        assert value(scene, "straight") == pytest.approx(np.sqrt(((q.roll.space[q.a] - q.roll.space[q.b]) ** 2).sum()))
        t = q.roll.angle[[q.a, q.b]]
        along = mf.arc_length(t)  # the distance in the plane of arc length and height
        assert value(scene, "along the sheet") == pytest.approx(
            np.hypot(along[1] - along[0], q.roll.space[q.a, 1] - q.roll.space[q.b, 1])
        )


def test_what_the_graph_does_to_all_pairs(lesson):
    scene = lesson.scene(view="guilty", **SMALL)
    roll = scene.state.roll
    theirs = Isomap(n_neighbors=5, eigen_solver="dense").fit(roll.space)
    far, true = squareform(theirs.dist_matrix_, checks=False), pdist(roll.sheet)
    assert value(scene, "pairs short-circuited") == pytest.approx(100 * np.mean(far < 0.7 * true))
    assert value(scene, "correlation") == pytest.approx(np.corrcoef(far, true)[0, 1])
    residual = 1 - np.corrcoef(far, pdist(theirs.embedding_))[0, 1] ** 2
    assert value(scene, "residual") == pytest.approx(residual, abs=1e-8)
    jumps = np.abs(np.subtract.outer(roll.angle, roll.angle)) > np.pi
    guilty = int(np.triu((theirs.nbrs_.kneighbors_graph(mode="connectivity").toarray() > 0) & jumps, 1).sum())
    assert int(value(scene, "edges to another turn").split()[0]) >= guilty
    assert scene.state.guilty_count == int(np.triu((roll.graph(5).toarray() > 0) & jumps, 1).sum())


def test_laws_that_say_what_is_switched_off(lesson):
    for values, says in (({"k": 8}, "another turn"), ({"noise": "1"}, "noise"), ({"k": 7}, "")):
        scene = lesson.scene(view="guilty", **values)
        clean = law(scene, "edges that stay")
        assert says in clean.unless and bool(clean.unless) == bool(says)
        assert clean.holds == (not says)
        assert law(scene, "the worst of all pairs").holds and law(scene, "true distances").holds


def test_a_drag_shows_landmarks_and_says_so(lesson):
    """A frame of a drag walks from 60 points, not from all: the same pairs are shown, and its law says what is off."""
    whole = lesson.parameters({"view": "guilty", "k": 9})
    scene = lesson.scene(lesson.drafted(whole))
    assert not scene.state.p.all_pairs and "isomap" not in vars(scene.state)
    assert scene.panels[1].title.startswith("≈") and "60 landmarks" in scene.panels[2].title
    assert "landmark" in law(scene, "the worst of all pairs").unless
    full = lesson.scene(whole)
    assert scene.panels[1].traces[0]["y"] == pytest.approx(full.panels[1].traces[0]["y"], nan_ok=True)
    assert value(scene, "pairs short-circuited") == pytest.approx(value(full, "pairs short-circuited"), abs=2)
    # The text and the programs speak of all pairs, and one that is dragged does not solve the challenge.
    assert scene.numbers["short_percent"] == full.numbers["short_percent"] == value(full, "pairs short-circuited")
    assert lesson.solved(lesson.scene(view="guilty", seed=5, k=9))[0]
    assert not lesson.solved(lesson.scene(view="guilty", seed=5, k=9, all_pairs=False))[0]


def test_nothing_leaves_its_panel_unsaid(lesson):
    """Few neighbours: walks and maps that are longer than the axes are drawn at their edge, and the notice counts them.
    Noise: the whole roll is in its box."""
    for values in ({"k": 4, "n": "800", "noise": "0.5"}, {"k": 4, "n": "500", "seed": 77}, {"noise": "1", "k": 12}):
        scene = lesson.scene(view="guilty", **values)
        found, (_, pairs, plane) = scene.state.walked, scene.panels
        over = int((found.graph[np.isfinite(found.graph)] > 112).sum())
        out = int((np.abs(found.map) > 62).any(axis=1).sum())
        assert (agreed(f"{over} pairs, {out} points") in scene.notice) == bool(over or out)
        for panel in (pairs, plane):
            for trace in panel.traces:
                for axis, key in ((panel.x, "x"), (panel.y, "y")):
                    at = np.asarray(trace[key], float)
                    assert (at[np.isfinite(at)] <= axis.range[1]).all() and (at[np.isfinite(at)] >= axis.range[0]).all()
        box = lesson.scene(**values).panels[0]
        for side, axis in enumerate((box.x, box.y, box.z)):
            at = scene.state.roll.space[:, side]
            assert axis.range[0] <= at.min() and at.max() <= axis.range[1]


def test_lengths_are_drawn_in_the_unit_of_the_sheet(lesson):
    scene = lesson.scene()
    sheet, q = scene.panels[1], scene.state
    assert sheet.equal
    ends = {round(float(trace["x"][1]), 9) for trace in sheet.traces if len(trace["x"]) == 2 and trace["x"][0] == 0}
    assert ends >= {round(each, 9) for each in (q.chord_length, q.sheet_length, q.graph_length)}


def test_the_runs_of_tsne(lesson):
    for cloud, perplexity, tick in (("noise", "30", 100), ("gaps", "90", 37), ("sizes", "2", 0)):
        scene = lesson.scene(view="tsne", cloud=cloud, perplexity=perplexity, run=2, tick=tick)
        q = scene.state
        weight = squareform(1 / (1 + pdist(q.tsne_map) ** 2))
        kl = rel_entr(q.embedding.joint, weight / weight.sum()).sum()
        assert value(scene, "KL") == pytest.approx(kl, rel=1e-9)
        trust = trustworthiness(q.embedding.points, q.tsne_map, n_neighbors=10)
        assert value(scene, "trustworthiness") == pytest.approx(trust, abs=1e-12)


def test_numbers_that_the_text_says(lesson):
    text = lesson.text()
    assert f"{mf.LENGTH:.2f}" in text
    start = lesson.scene().state
    assert 100 * (start.graph_length / start.sheet_length - 1) == pytest.approx(7, abs=0.5)
    few = at(lesson, "Too few neighbours").state
    assert 100 * (few.graph_length / few.sheet_length - 1) == pytest.approx(24, abs=0.5)
    residuals = [mf.isomap(start.roll, k).residual for k in (7, 8)]
    assert residuals == pytest.approx([0.002, 0.06], abs=1.5e-3)
    creeping = mf.isomap(mf.swiss_roll(500, 0.5, 2), 7)
    assert (creeping.short, creeping.residual) == pytest.approx((0.13, 0.04), abs=2e-3)
    one = at(lesson, "One edge").state
    assert (one.guilty_count, round(one.short_percent / 100 * 7)) == (1, 1) and one.edge_count > 5000
    assert not one.roll.guilty(11).any()
    assert 2 <= at(lesson, "Short circuit").state.guilty_count <= 9
    digit = at(lesson, "Digits, three maps").state
    assert digit.keeps == {"pca": 0, "isomap": 4, "tsne": 10}
    votes = [round(100 * digit.digits.maps[name].vote) for name in ("tsne", "pca")]
    assert votes == [99, 61] and rf"${votes[0]}\%$" in text and rf"${votes[1]}\%$" in text
    gaps = at(lesson, "Lost gaps").state
    assert gaps.ratio == pytest.approx(1, abs=0.1)
    assert nm.compared("gaps", gaps.embedding.points, gaps.embedding.groups) == pytest.approx(5, abs=0.1)
    # No k without a short circuit where noise moves points by 1.
    noisy = mf.swiss_roll(500, 1.0, start.p.seed)
    assert min(mf.isomap(noisy, k).short for k in (4, 6, 9)) > 0.1
    # "Watch one of them collapse": a group of fifty at perplexity 90.
    last = nm.tsne_run("gaps", 1, 90)
    assert nm.widths(last.maps[-1], last.groups).min() < 0.02 * last.size(-1)


def test_the_answers_of_the_predictions(lesson):
    sizes, noise = (each.predict for each in lesson.challenges[2:])
    assert sizes.truth(lesson.scene(**sizes.at).state) == pytest.approx(1.0, abs=0.15)
    assert noise.truth(lesson.scene(**noise.at).state) == 90
    assert f"KL {lesson.scene(**noise.at | {'perplexity': '90'}).state.divergence:.2f}." in noise.why


def test_ten_digits_are_kept_better_by_pca(lesson):
    maps = nm.mapped_digits().maps
    assert (maps["pca"].kept > maps["tsne"].kept).sum() == 10
    kept = maps["tsne"].kept[82], maps["pca"].kept[82]
    assert kept == (7, 8) and lesson.solved(lesson.scene(view="digits", digit=82))[1]
    assert not lesson.solved(lesson.scene(view="path", digit=82))[1]


def test_a_graph_in_pieces_and_one_point_twice(lesson):
    scene = next(
        found for seed in range(99) if (found := lesson.scene(view="guilty", n="300", k=4, seed=seed, noise="1")).notice
    )
    assert "pieces" in scene.notice
    q = scene.state
    inside, outside = np.flatnonzero(q.isomap.inside)[0], np.flatnonzero(~q.isomap.inside)[0]
    ends = {n: tuple(q.roll.sheet[i].round(1).tolist()) for n, i in (("first", inside), ("last", outside))}
    apart = lesson.scene(view="path", n="300", k=4, seed=q.p.seed, noise="1", **ends)
    if not np.isfinite(apart.state.graph_length):
        assert "two pieces" in apart.notice and value(apart, "along the graph") == "there is no path"
    same = lesson.scene(first=(40, 10), last=(40, 10))
    assert "same point" in same.notice and value(same, "along the graph") == 0


def test_ends_go_to_the_nearest_point_in_either_panel(lesson):
    scene, sentence = drag(lesson, {}, "sheet_A", None, 50.0, 10.0)
    q = scene.state
    assert not sentence and q.a == q.roll.nearest((50.0, 10.0))
    scene, _ = drag(lesson, {"view": "guilty"}, "end_B", None, -10.0, 0.0)
    q = scene.state
    gap = np.hypot(*(q.roll.space[:, [0, 2]] - [-10.0, 0.0]).T)
    assert gap[q.b] == pytest.approx(gap.min(), abs=0.3)  # two points of one place along the spiral


def test_a_drag_onto_a_point_takes_that_point(lesson):
    """Also one of two that lie close together."""
    for seed in (1, 2):
        roll = lesson.scene(n="800", seed=seed).state.roll
        apart = np.hypot(*(roll.sheet[:, None] - roll.sheet[None]).T)
        np.fill_diagonal(apart, np.inf)
        for i in np.argsort(apart.min(axis=0))[:4]:
            scene, _ = drag(lesson, {"n": "800", "seed": seed}, "sheet_A", None, *roll.sheet[i])
            assert scene.state.a == i


def test_dragging_the_star_and_the_perplexity(lesson):
    goal = nm.mapped_digits().maps["tsne"].scaled[317]
    scene, _ = drag(lesson, {"view": "digits"}, "pick_tsne", None, *goal)
    assert scene.state.p.digit == 317
    for x, chosen in ((0.5, "2"), (8.0, "5"), (9.0, "15"), (40.0, "30"), (500.0, "90")):
        scene, _ = drag(lesson, {"view": "tsne"}, "perplexity", None, x, 1.0)
        assert scene.state.p.perplexity == chosen


def test_points_thrown_out_are_counted(lesson):
    for run in range(1, nm.RUNS + 1):
        scene = lesson.scene(view="tsne", perplexity="90", run=run)
        far = (np.abs(scene.state.tsne_map) > EDGE * scene.state.size).any(axis=1).sum()
        assert scene.notice == (f"Points that wait at the edge, as do their distances: {far}." if far else "")
        assert far <= 0.04 * nm.POINTS
    early = lesson.scene(view="tsne", tick=0)
    assert "divergence" in early.notice and np.isfinite(early.panels[0].traces[0]["x"]).all()

"""The lesson on spectral methods: λ₂ by scipy.linalg.eigh, cuts counted anew, components by scipy.sparse.csgraph, right
answers by scikit-learn's Rand index and SpectralClustering, the roach by its whole matrix; what is degenerate, what
cheats, numbers that its text says. (The mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import eigh
from scipy.sparse import csgraph
from sklearn.cluster import KMeans, SpectralClustering
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.pairwise import rbf_kernel

from explorer.lesson import Readout
from mathcore.advanced import label_spreading as spreading
from mathcore.advanced.point_sets import MOONS, RINGS
from mathcore.common.tables import digits
from pages.advanced.spectral_methods import state as given
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value

TRUTH = np.arange(44) < 22
SHUFFLED = np.random.default_rng(5)


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("spectral_methods")


def weights(points, sigma):
    w = rbf_kernel(np.array(points), gamma=1 / (2 * sigma**2))
    return w - np.diag(np.diag(w))


def right_at(points, sigma):
    """Whether the best prefix of SciPy's Fiedler vector is one of the two groups."""
    w = weights(points, sigma)
    d = w.sum(axis=1)
    order = np.argsort(eigh(np.diag(d) - w, np.diag(d))[1][:, 1])
    sides = [np.isin(np.arange(44), order[:size]) for size in range(1, 44)]
    inside = min(sides, key=lambda s: w[np.ix_(s, ~s)].sum() / min(d[s].sum(), d[~s].sum()))
    return (inside == TRUTH).all() or (inside != TRUTH).all()


def jittered(scale: float) -> tuple[tuple[float, float], ...]:
    moved = np.clip(np.array(MOONS) + SHUFFLED.normal(0, scale, (44, 2)), (-1.75, -1.15), (1.75, 1.15))
    return tuple(map(tuple, moved.round(2).tolist()))


def preset(lesson, name):
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_the_sweep_against_scipy_and_a_count_of_its_own(lesson):
    for sigma, size, points in ((0.15, 22, MOONS), (0.3, 9, jittered(0.1)), (1.06, 40, jittered(0.4))):
        scene = lesson.scene(sigma=sigma, size=size, points=points)
        w = weights(points, sigma)
        d = w.sum(axis=1)
        values, vectors = eigh(np.diag(d) - w, np.diag(d))
        assert value(scene, "λ₂") == pytest.approx(values[1], abs=1e-10)
        order = np.argsort(-vectors[:, 1] * np.sign(vectors[0, 1]))
        inside = np.isin(np.arange(44), order[:size])
        cut = w[np.ix_(inside, ~inside)].sum()
        assert value(scene, "conductance of your cut") == pytest.approx(cut / min(d[inside].sum(), d[~inside].sum()))
        assert law(scene, "your cut").right == pytest.approx(cut / d[inside].sum() + cut / d[~inside].sum())
        assert (scene.state.before == inside).all()


def test_the_plain_laplacian_breaks_the_bounds_and_is_excused(lesson):
    scene = preset(lesson, "Outlier")
    assert not law(scene, "Cheeger, above").holds and law(scene, "Cheeger, above").unless
    assert np.abs(scene.state.fiedler[1:]).max() < 0.1 < scene.state.fiedler[0]  # "almost that point alone"
    same = lesson.scene(**{**scene.state.p, "laplacian": "normalised"})
    assert law(same, "Cheeger, above").holds and not law(same, "Cheeger, above").unless
    w = weights(scene.state.x, scene.state.p.sigma)
    assert scene.state.lambda_2 == pytest.approx(eigh(np.diag(w.sum(axis=1)) - w, eigvals_only=True)[1])


def test_the_clusters_are_those_of_scikit_learn_and_the_count_is_right(lesson):
    for points, sigma in ((MOONS, 0.127), (RINGS, 0.119), (RINGS, 0.15)):
        scene = lesson.scene(view="scales", points=points, sigma=sigma)
        theirs = SpectralClustering(2, gamma=1 / (2 * sigma**2), random_state=0).fit_predict(scene.state.x)
        assert adjusted_rand_score(theirs, scene.state.inside) == 1 == adjusted_rand_score(theirs, TRUTH)
        assert value(scene, "right, by the best") == "44 of 44"
        means = KMeans(2, n_init=20, random_state=0).fit_predict(scene.state.x)
        same = int((means == TRUTH).sum())
        assert value(scene, "right, by k-means") == f"{max(same, 44 - same)} of 44"
    assert value(preset(lesson, "Rings"), "right, by k-means") == "22 of 44"  # "half of the points wrong"


def test_the_greatest_jump_of_the_moons_is_between_them(lesson):
    q = preset(lesson, "Moons").state
    order = np.argsort(-q.fiedler)
    jumps = -np.diff(q.fiedler[order])
    assert jumps.argmax() + 1 == q.best == 22 and q.fiedler[order[21]] > 0 > q.fiedler[order[22]]


def test_the_band_says_what_the_cut_does_at_its_scales(lesson):
    scene = lesson.scene(view="scales")
    for k in (10, 14, 15, 20, 30):
        at = lesson.scene(view="scales", sigma=float(given.SCALES[k]))
        wanted = (at.state.right == 44) if at.state.settled else -1
        assert scene.state.verdicts[k] == wanted
        assert at.state.values[:6] == pytest.approx(scene.state.scales.values[k], abs=1e-12)


def test_too_fine_and_too_coarse(lesson):
    fine, coarse = preset(lesson, "Too fine"), preset(lesson, "Too coarse")
    assert "Three pieces" in fine.notice and not coarse.notice
    assert law(fine, "each part").right > 2
    means, found = coarse.state.means, coarse.state.inside
    assert max((means == found).sum(), (means != found).sum()) > 35  # "near to what k-means does"


def test_points_at_one_place_and_points_far_apart(lesson):
    one = lesson.scene(points=((0.0, 0.0),) * 44, sigma=0.03)
    assert one.state.lambda_2 == pytest.approx(44 / 43) and "one of many" in one.notice
    apart = tuple((x, y) for x in np.linspace(-1.7, 1.7, 11).round(2).tolist() for y in (-1.1, -0.3, 0.4, 1.1))
    for view in ("cut", "scales"):
        scene = lesson.scene(view=view, points=apart, sigma=0.03)
        assert "hree pieces" in scene.notice
        assert all(each.holds for each in scene.readouts if hasattr(each, "holds"))


def test_the_scale_is_dragged_in_both_panels_and_stops(lesson):
    scene, sentence = drag(lesson, {}, "stretch", None, -1.85 + 0.3, 0.0)
    assert scene.state.p.sigma == 0.3 and not sentence
    scene, sentence = drag(lesson, {"view": "scales"}, "where", None, 0.6, 0.4)
    assert scene.state.p.sigma == pytest.approx(0.6, rel=0.03) and not sentence
    for x, kept in ((-3.0, 0.03), (9.0, 3.0)):
        scene, sentence = drag(lesson, {}, "stretch", None, x, 0.0)
        assert scene.state.p.sigma == kept and sentence.endswith(".")


def test_the_first_challenge_takes_no_other_scale_and_no_easy_points(lesson):
    rule = lesson.challenges[0].solved
    solved = [s for s in given.SIGMA.values if rule(lesson.at(lesson.parameters({"view": "scales", "sigma": s})))]
    assert solved == [0.159]
    blobs = SHUFFLED.normal(0, 0.1, (44, 2)) + np.where(TRUTH[:, None], [-1, 0], [1, 0])
    easy = tuple(map(tuple, blobs.round(2).tolist()))
    assert not any(lesson.solved(lesson.scene(view="scales", points=easy, sigma=s))[0] for s in (0.5, 1.5, 2.83, 3.0))
    assert not lesson.solved(lesson.scene(view="scales", points=((0.0, 0.0),) * 44, sigma=3))[0]


def test_the_first_challenge_is_judged_by_what_the_curves_know(lesson, monkeypatch):
    def state(**values):
        return lesson.at(lesson.parameters({"view": "scales", **values}))

    asked: list[int] = []
    over_scales = given.graphs.over_scales

    def counted(x, sigmas, **more):
        asked.append(len(sigmas))
        return over_scales(x, sigmas, **more)

    monkeypatch.setattr(given.graphs, "over_scales", counted)
    state(sigma=0.1).is_right  # noqa: B018
    asked.clear()
    for sigma in (0.0949, 0.127, 0.142):  # in the band: nothing is asked but the scale itself
        assert not lesson.challenges[0].solved(state(sigma=sigma))
    assert all(count == 1 for count in asked)
    rings = state(points=RINGS).p.points
    right = {sigma for sigma in given.SIGMA.values if 0.1 < sigma < 0.5 and right_at(rings, sigma)}
    for sigma in (0.142, 0.159, 0.169, 0.179, 0.189):
        assert lesson.challenges[0].solved(state(sigma=sigma, points=RINGS)) == (sigma == max(right))


def test_the_roach_turns_where_the_modes_cross(lesson):
    for rungs in (3, 8, 12):
        for antenna in range(13):
            scene = lesson.scene(view="roach", rungs=rungs, antenna=antenna)
            q = scene.state
            f = q.roach[1]
            opposite = np.allclose(f[: q.length], -f[q.length :], atol=1e-8)
            assert opposite == (q.lambda_odd < q.lambda_even)
            assert q.by_fiedler.cut == rungs if opposite else q.by_fiedler.cut <= 3
    assert preset(lesson, "Roach").state.by_fiedler.cut == 10
    assert preset(lesson, "Just before").state.by_fiedler.cut == 2
    longer = lesson.scene(view="roach", rungs=10, antenna=9).state  # "one node less on each antenna than it takes"
    assert longer.lambda_odd < longer.lambda_even
    guess = next(each.predict for each in lesson.challenges if each.predict)
    assert guess.truth(lesson.at(lesson.parameters(guess.at))) == 8


def test_graphs_of_the_reader(lesson):
    for _ in range(25):
        net = np.triu(SHUFFLED.random((10, 10)) < SHUFFLED.uniform(0, 0.6), 1).astype(int)
        net = (net + net.T).tolist()
        scene = lesson.scene(view="modes", edges=net, mode=int(SHUFFLED.integers(1, 11)))
        count = csgraph.connected_components(np.array(net))[0]
        assert law(scene, "zeros").left == count == law(scene, "zeros").right
        values = np.linalg.eigvalsh(csgraph.laplacian(np.array(net, float)))
        assert scene.state.lambda_k == pytest.approx(max(values[scene.state.mode_at - 1], 0), abs=1e-10)
        assert all(each.holds for each in scene.readouts if hasattr(each, "holds"))


def test_no_edges_all_edges_and_more_modes_than_there_are(lesson):
    none, full = given.EDGES.extremes()
    assert law(lesson.scene(view="modes", edges=none), "zeros").left == 10
    assert lesson.scene(view="modes", edges=full).numbers["net_trees"] == pytest.approx(10.0**8)
    assert "10 modes" in lesson.scene(view="modes", mode=20).notice
    assert "there 9 times" in lesson.scene(view="modes", edges=full).notice
    scene = preset(lesson, "Karate")
    assert value(scene, "by the sign") == "3, 9"
    assert preset(lesson, "Two cliques").numbers["net_lambda_2"] == pytest.approx(0.29844, abs=1e-5)


def test_hardly_any_random_graph_solves_the_third_challenge(lesson):
    solved = 0
    for _ in range(300):
        net = np.triu(SHUFFLED.random((10, 10)) < 0.25, 1).astype(int)
        q = lesson.at(lesson.parameters({"view": "modes", "edges": (net + net.T).tolist()}))
        solved += bool(lesson.challenges[2].solved(q))
    assert solved <= 2


def test_labels_and_the_numbers_in_the_text(lesson):
    limits, nearest, truth, text = [], [], digits().labels, lesson.text()
    for seed in range(1, 21):
        found = spreading.spread(10, 0.95, seed)
        limits.append((found.limit == truth)[found.unlabelled].mean())
        nearest.append((found.nearest == truth)[found.unlabelled].mean())
    for said in (np.mean(limits), np.mean(nearest), np.min(limits)):
        assert rf"${100 * said:.1f}\%$" in text
    scene = preset(lesson, "Ten labels")
    assert scene.state.share_limit == pytest.approx(limits[3])
    spread = scene.state.spread
    assert scene.state.share == pytest.approx((spread.classes[6] == truth)[spread.unlabelled].mean())
    assert scene.state.share > scene.state.share_nearest + 0.2


def test_digits_cluster_as_the_text_says(lesson):
    graph = spreading.neighbours(10)
    found = SpectralClustering(10, affinity="precomputed", random_state=0).fit_predict(graph)
    means = KMeans(10, n_init=10, random_state=0).fit_predict(digits().values)
    for groups in (found, means):
        assert f"${adjusted_rand_score(digits().labels, groups):.3f}$" in lesson.text()


def test_no_preset_solves_a_challenge(lesson):
    for each in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(each.values)))), each.name


def test_readouts_hold_at_random_states(lesson):
    for values in contracts.random_states(lesson, 10):
        scene = lesson.scene(**values | {"view": "cut"})
        w = weights(values["points"], values["sigma"])
        inside = scene.state.before
        assert law(scene, "your cut").left == pytest.approx(law(scene, "your cut").right, rel=1e-9, abs=1e-12)
        assert scene.state.cut == pytest.approx(w[np.ix_(inside, ~inside)].sum(), abs=1e-9)


def test_what_is_missing_at_the_end_is_rounding(lesson):
    """α = 0.5 leaves 2⁻⁵⁰ after 50 rounds: both sides are below what a double can tell of F*."""
    last = lesson.control("tick").high
    for alpha in ("0.5", "0.95"):
        found = law(lesson.scene(view="labels", alpha=alpha, tick=last), "each round shrinks")
        assert found.holds and (found.sides == ("0", "0")) == (float(alpha) ** last < 1e-13)


def test_what_rounding_leaves_of_a_zero_is_told_as_zero(lesson):
    """Pieces that share no edge to rounding: λ₂, conductances and both sides of the bounds are 0, not some 10⁻²⁸."""
    for sigma in (0.03, 0.0424, 0.05):
        for values in ({"view": "cut"}, {"view": "cut", "laplacian": "plain"}, {"view": "scales"}):
            scene = lesson.scene(sigma=sigma, **values)
            texts = [scene.alt]
            for each in scene.readouts:
                texts += [each.text] if isinstance(each, Readout) else each.sides
            assert not [text for text in texts for power in "²³⁴⁵⁶⁷⁸" if f"×10⁻¹{power}" in text or "×10⁻²" in text]

"""The lesson on correlated features: readouts against statsmodels' `test_mvmean_2indep` and `MANOVA`, SciPy's t-tests
and non-central F and scikit-learn's `MinCovDet` at random states; what its text and presets say; what is degenerate;
what the challenges take.

The mathematics (Roy's root, critical values, the tightest half of the rows) has its oracles in
`tests/mathcore/statistics`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats
from sklearn.covariance import MinCovDet
from sklearn.datasets import load_iris, load_wine
from statsmodels.multivariate.manova import MANOVA
from statsmodels.stats.multivariate import test_mvmean_2indep as two_means

from explorer import listing
from explorer.controls import OwnData
from explorer.controls.data import pack
from explorer.lesson import Unanswerable
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("manova")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each for each in lesson.presets if each.name == name).values))


def own(columns: tuple[str, ...], values: Any, *names: str) -> str:
    levels = ((), (), names) if names else ()
    return pack(OwnData(columns, np.asarray(values, float), levels))


def test_two_groups_at_random_states(lesson):
    for values in contracts.random_states(lesson, 12):
        q = lesson.scene(**values | {"view": "directions", "pair": "draw"}).state
        a, b = q.pair.groups
        known = two_means(a, b)
        assert (q.t_squared, q.two.p) == pytest.approx((known.t2, known.pvalue), rel=1e-7, abs=1e-9)
        t = stats.ttest_ind(b @ q.u, a @ q.u).statistic
        assert q.t_u == pytest.approx(t**2, rel=1e-7, abs=1e-9)
        assert b.mean(axis=0) - a.mean(axis=0) == pytest.approx(q.p.shift, abs=1e-12)
        plan = lesson.scene(**values | {"view": "jointly"}).state
        assert (plan.t_joint, plan.p_joint) == pytest.approx((known.t2, known.pvalue), rel=1e-7, abs=1e-9)
        singles = [stats.ttest_ind(b[:, j], a[:, j]).pvalue for j in (0, 1)]
        assert plan.p_singles == pytest.approx(singles, rel=1e-7)
        assert plan.design.single_hits == sum(p < plan.p.alpha for p in singles)


def test_several_groups_at_random_states(lesson):
    for values in contracts.random_states(lesson, 8):
        q = lesson.scene(**values | {"view": "groups", "table": "draw"}).state
        if q.roots[0] < 1e-9:  # all means are one, which statsmodels does not take
            continue
        x, of = np.concatenate(q.sample.groups), np.repeat([0, 1, 2], q.p.each)
        design = np.stack([np.ones(len(x)), of == 1, of == 2], axis=1).astype(float)
        table = MANOVA(x, design).mv_test([("g", np.eye(3)[1:])]).results["g"]["stat"]
        assert list(q.m.statistics.values()) == pytest.approx(table["Value"].astype(float).tolist(), rel=1e-6, abs=1e-9)
        tails = table["Pr > F"].astype(float).tolist()[:3]
        assert list(q.p_four.values())[:3] == pytest.approx(tails, rel=1e-5, abs=1e-12)


def test_h_leaves_the_chance_ellipse_exactly_if_roy_rejects(lesson):
    angle = np.linspace(0, np.pi, 2001)
    u = np.stack([np.cos(angle), np.sin(angle)])
    for values in contracts.random_states(lesson, 20):
        q = lesson.scene(**values | {"view": "groups", "table": "draw"}).state
        _, _, h, e, _ = q.shown
        ratio = np.einsum("in,ij,jn->n", u, h, u) / np.einsum("in,ij,jn->n", u, e, u)
        if abs(ratio.max() / q.limits["Roy"] - 1) > 1e-3:
            assert (ratio.max() > q.limits["Roy"]) == q.rejects["Roy"]


def test_the_box_lies_in_the_ellipse_of_few_rows_only(lesson):
    """Its corner (t, t) has T² = 2t² where ρ = 0: the text says how few rows it takes, and the slider has more."""
    n = np.arange(3, 61)
    nu, fewest = 2 * n - 2, lesson.control("size").low
    for alpha in (0.01, 0.05, 0.1):
        threshold = 2 * nu / (nu - 1) * stats.f.isf(alpha, 2, nu - 1)
        inside = n[2 * stats.t.isf(alpha / 2, nu) ** 2 < threshold]
        assert inside.max() < fewest and (alpha != 0.05 or inside.tolist() == [3, 4, 5])
    assert f"$n=m\\ge{fewest:g}$" in lesson.text() and r"for $n=m\le5$" in lesson.text()


def test_the_numbers_in_the_text(lesson):
    text, start = lesson.text(), lesson.scene().state
    assert start.t_squared == pytest.approx(40) and start.singles == pytest.approx([2, 2])
    assert stats.t.sf(np.sqrt(2), 48) * 2 == pytest.approx(0.164, abs=5e-4) and "$p=0.16$" in text
    assert start.two.p < 1e-6 and "$p<10^{-6}$" in text
    with_same_signs = preset(lesson, "The same signs").state
    assert with_same_signs.t_squared == pytest.approx(2 * 2 / 1.9)
    ignored = preset(lesson, "Correlation ignored").state
    assert (ignored.t_chosen, ignored.t_squared) == pytest.approx((2.2, 7.2), abs=0.05)
    best = np.rad2deg(np.arctan2(*ignored.two.best[::-1])) % 180
    assert best == pytest.approx(142, abs=0.5) and ignored.t_squared > ignored.limit_all
    irises = preset(lesson, "Irises").state
    assert irises.chosen_angle == pytest.approx(7, abs=0.5) and irises.t_squared == pytest.approx(31.9795, abs=1e-4)
    four = preset(lesson, "Four measurements")
    assert value(four, "share of the first") == pytest.approx(99.121, abs=1e-3)
    assert (four.state.roots > four.state.limits["Roy"]).all()
    x, y = load_iris(return_X_y=True)
    assert four.state.sample.groups[2] == pytest.approx(x[y == 2])
    wine = lesson.scene(view="groups", table="wine")
    assert wine.numbers["wilks"] == pytest.approx(0.01934, abs=1e-5) and load_wine().data.shape[1] == 13


def test_what_the_presets_say(lesson):
    reverse = preset(lesson, "Rao’s paradox").state
    assert reverse.design.single_hits == 2 and not reverse.design.jointly
    assert (reverse.p_singles[0], reverse.p_joint) == pytest.approx((0.039, 0.110), abs=1e-3)
    three = preset(lesson, "Three means").state
    assert all(three.rejects.values())
    masked = preset(lesson, "Masked outliers").state
    assert not len(masked.outside) and (masked.flagged + 1).tolist() == [15, 16, 17, 18]
    loss = preset(lesson, "Stack loss")
    assert value(loss, "rows beyond: robustly") == "1, 2, 3, 17, 21" and value(loss, "rows beyond: by mean") == "0"
    assert value(loss, "largest D²") == pytest.approx(7.29, abs=0.005)


def test_robust_distances_at_random_states(lesson):
    rng, same = np.random.default_rng(2), 0
    for _ in range(10):
        n = int(rng.integers(8, 18))
        points = rng.normal(size=(n, 2))
        points[: n // 5] += 4
        q = lesson.scene(view="outliers", spots=tuple(map(tuple, np.clip(points, -6, 6).tolist()))).state
        known = MinCovDet(random_state=1).fit(q.rows)
        least = np.linalg.det(np.cov(q.rows[known.raw_support_].T, ddof=0))
        if q.robust and lesson.scene(q.p).numbers["mcd_determinant"] == pytest.approx(least):
            same += 1
            assert q.robust.distances == pytest.approx(known.dist_)
    assert same >= 4


def test_power_is_scipys_and_the_level_where_nothing_differs(lesson):
    scene = lesson.scene(view="jointly", shift=(0.3, 0.2), rho=0.2, size=30)
    limit = stats.f.isf(0.05, 2, 57)
    known = stats.ncf.sf(limit, 2, 57, scene.state.t_joint)
    assert value(scene, "power") == pytest.approx(100 * known)
    assert value(lesson.scene(view="jointly", shift=(0, 0)), "power") == pytest.approx(5)


def test_degenerate_states(lesson):
    still = lesson.scene(shift=(0, 0))
    assert "one" in still.notice and still.state.t_squared < 1e-20 and still.state.t_chosen == 0
    one = lesson.scene(view="groups", means=((0.2, 0.2),) * 3)
    assert "one" in one.notice and one.numbers["roy"] == pytest.approx(0, abs=1e-12)
    _, sentence = drag(lesson, {"view": "groups", "means": ((0.2, 0.2),) * 3}, "roots", None, 1.0, 0.5)
    assert sentence.endswith(".")
    with pytest.raises(Unanswerable, match="one line"):
        lesson.scene(view="outliers", spots=tuple((float(k), float(k)) for k in range(-5, 5)))
    half = lesson.scene(
        view="outliers", spots=(*((float(k), float(k)) for k in range(-4, 4)), (0, 3), (2, -1), (-3, 0))
    )
    assert "line" in half.notice and half.state.robust is None and value(half, "largest robust") == "none"
    few = lesson.scene(view="outliers", spots=((0, 0), (1, 0.2), (0.3, 1), (-0.8, 0.5), (-0.5, -0.9), (6, 6)))
    assert "so few" in few.notice and not len(few.state.outside)


def test_a_readers_file(lesson):
    rng = np.random.default_rng(5)
    table = np.column_stack([rng.normal(size=(24, 2)) * [1, 40], np.repeat([0, 1], 12)])
    table[12:, 0] += 1
    text = own(("length", "weight", "kind"), table, "red", "green")
    scene = lesson.scene(pair=text)
    assert scene.state.t_squared == pytest.approx(two_means(table[:12, :2], table[12:, :2]).t2)
    assert "red and green" in scene.notice and scene.panels[0].x.title == "length (pooled s)"
    groups = lesson.scene(view="groups", table=text)
    assert "one root" in groups.notice
    assert len({round(p, 12) for p in groups.state.p_four.values()}) == 1
    assert groups.numbers["roy"] * 22 == pytest.approx(scene.state.t_squared)
    rows = lesson.scene(view="outliers", cloud=pack(OwnData(("length", "weight"), table[:, :2])))
    assert rows.panels[0].x.title == "length" and rows.state.robust.distances.shape == (24,)
    with pytest.raises(Unanswerable, match="nine"):
        lesson.scene(pair=own(("x", "y", "g"), np.column_stack([table[:, :2], np.arange(24)])))
    with pytest.raises(Unanswerable, match="two groups"):
        lesson.scene(pair=own(("x", "y", "g"), np.column_stack([table[:, :2], np.ones(24)])))
    with pytest.raises(Unanswerable):
        lesson.scene(view="groups", table=own(("x", "y", "g"), np.column_stack([table[:, :2], np.ones(24)])))
    flat = own(("x", "y", "g"), np.column_stack([table[:, 0], 2 * table[:, 0], table[:, 2]]))
    for view in ({"pair": flat}, {"view": "groups", "table": flat}):
        with pytest.raises(Unanswerable, match="inverse"):
            lesson.scene(**view)


def test_handles(lesson):
    scene, sentence = drag(lesson, {}, "dial", None, -1.0, 1.0)
    assert not sentence and scene.state.p.angle == 135 and scene.state.t_u == pytest.approx(40)
    scene, sentence = drag(lesson, {}, "mean", 1, 0.3, 0.1)
    assert not sentence and scene.state.p.shift == (0.6, 0.2)
    scene, sentence = drag(lesson, {"view": "groups"}, "roots", None, 1.2, 0.6)
    assert not sentence and scene.state.roots / scene.state.limits["Roy"] == pytest.approx([1.2, 0.6], abs=0.02)
    _, sentence = drag(lesson, {"view": "groups"}, "roots", None, 0.5, 1.2)
    assert sentence.endswith(".")


def test_the_naive_direction_is_never_better(lesson):
    for shift in ((0.5, 0.2), (0.4, -0.4), (-0.7, 0.1)):
        scene = lesson.scene(shift=shift, naive=True)
        assert scene.state.t_chosen <= scene.state.t_squared + 1e-9 and law(scene, "the green").unless
    assert not law(lesson.scene(), "the green").unless


def test_random_states_hardly_ever_solve_a_challenge(lesson):
    rng = np.random.default_rng(58)
    solved = np.zeros(3)
    for _ in range(40):
        shift, rho = tuple(rng.uniform(-1.5, 1.5, 2)), float(rng.uniform(-0.95, 0.95))
        plane = lesson.scene(view="jointly", shift=shift, rho=rho, size=int(rng.integers(8, 60)))
        means = tuple(map(tuple, rng.uniform(-1, 1, (3, 2))))
        groups = lesson.scene(view="groups", means=means, each=int(rng.integers(5, 40)), rho=0.0)
        spots = tuple(map(tuple, rng.uniform(-6, 6, (int(rng.integers(6, 18)), 2))))
        solved += [bool(lesson.solved(scene)[k]) for k, scene in enumerate((plane, groups))] + [0]
        solved[2] += bool(lesson.solved(lesson.scene(view="outliers", spots=spots))[2])
    assert (solved <= 2).all(), solved


def test_the_prediction(lesson):
    predicted = next(each.predict for each in lesson.challenges if each.predict)
    truth = predicted.truth(lesson.scene(**predicted.at).state)
    assert truth == pytest.approx(2 / (1 - 0.81))
    for guess in (2, 20, 4, 40, 3.8):  # no help, half of what it was, twice, as it was, 2/(1 − ρ²)^½ by a slip
        assert abs(truth - guess) > predicted.near


def test_a_correlation_of_zero_reads_as_zero(lesson):
    scene = lesson.scene(view="jointly", rho=0.0)
    assert "at ρ = 0." in scene.panels[1].title and scene.numbers["tie"] == 0
    assert "t² = 0 along u" in lesson.scene(angle=225).panels[1].title


def test_box_and_ellipse(lesson):
    """At α ≤ 0.1 the box has corners outside the ellipse at every size; at α = 0.2 and few rows it need not."""
    for size in (8, 15, 25, 60):
        for alpha in (0.01, 0.05, 0.1):
            found = lesson.scene(view="jointly", rho=0.0, size=size, alpha=alpha).state.design.critical
            assert 2 * found["single"] > found["joint"] > found["single"]
    found = lesson.scene(view="jointly", rho=0.0, size=8, alpha=0.2).state.design.critical
    assert 2 * found["single"] < found["joint"]


def test_groups_of_very_few_rows(lesson):
    rng = np.random.default_rng(3)
    for sizes in ((2, 2, 1), (1, 1, 3)):
        kinds = np.repeat([0, 1, 2], sizes)
        table = own(("x", "y", "g"), np.column_stack([rng.normal(size=(5, 2)), kinds]), "a", "b", "c")
        with pytest.raises(Unanswerable, match="more rows"):
            lesson.scene(view="groups", table=table)
    table = own(("x", "y", "g"), np.column_stack([rng.normal(size=(6, 2)), [0, 0, 1, 1, 2, 2]]), "a", "b", "c")
    assert 0 < lesson.scene(view="groups", table=table).state.p_four["Hotelling–Lawley"] < 1


def test_groups_that_are_very_far_apart_stay_on_the_axis(lesson):
    rows, kinds = np.random.default_rng(0).normal(size=(40, 2)) * 1e-4, np.repeat([0, 1], 20)
    scene = lesson.scene(pair=own(("x", "y", "g"), np.column_stack([rows + kinds[:, None], kinds]), "a", "b"))
    assert scene.state.t_squared > 1e8 and scene.panels[1].y.range[1] > scene.state.t_squared


def test_rows_of_one_place_share_a_label(lesson):
    drawn = preset(lesson, "Stack loss").panels[0].traces
    labels = next(trace["text"] for trace in drawn if "17" in list(trace.get("text", ())))
    assert sorted(each for each in labels if each.strip()) == ["1, 2", "17", "21", "3"]


def test_equal_means_have_no_roots(lesson):
    for mean, rho, seed in ((-3.0, 0.0, 1), (2.7, -0.95, 0), (0.1, 0.5, 7)):
        scene = lesson.scene(view="groups", means=((mean, mean),) * 3, rho=rho, seed=seed)
        assert not scene.state.m.hypothesis.any() and "root is 0." in scene.alt
        assert value(scene, "Pillai") == value(scene, "Hotelling–Lawley") == value(scene, "Roy") == 0
    rows = 1e-9 * np.random.default_rng(3).normal(size=(12, 2))
    own = pack(OwnData(("x", "y", "kind"), np.column_stack([rows, np.repeat([0.0, 1.0, 2.0], 4)])))
    scatter = law(lesson.scene(view="groups", table=own), "Pythagoras")
    assert "×10⁻¹" in scatter.sides[0] and scatter.sides[0] == scatter.sides[1]


def test_no_correlation_is_zero_in_the_text(lesson):
    for seed in range(4):
        assert lesson.scene(rho=0, seed=seed).numbers["correlation"] == 0


def test_programs_where_a_covariance_has_no_inverse(lesson):
    for spots in (((0.0, 0.0),) * 5, tuple((float(k), float(k)) for k in range(-5, 5))):
        with pytest.raises(SystemExit, match="one line"):
            contracts.python_prints(listing.python(lesson, lesson.parameters({"view": "outliers", "spots": spots})))
    x = np.arange(8.0)
    flat = pack(OwnData(("x", "y", "kind"), np.stack([x, 2 * x, x % 2], axis=1)))
    told = contracts.python_prints(listing.python(lesson, lesson.parameters({"view": "directions", "pair": flat})))
    assert "no inverse" in told and "t_squared" not in told and "wilks = " in told


def test_means_on_a_line_have_one_root(lesson):
    for means in (((3, 3), (-3, -3), (3, 3)), ((0.5, 0.1), (1.0, 0.2), (-2.0, -0.4))):
        for seed in range(3):
            scene = lesson.scene(view="groups", means=means, rho=-0.95, each=40, seed=seed)
            assert scene.state.roots[1] == 0 < scene.state.roots[0]

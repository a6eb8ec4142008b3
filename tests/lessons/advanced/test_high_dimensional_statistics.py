"""The lesson on high dimension: NumPy's eigh and PCA by SVD for the spectrum and the axis, fresh samples for what the
axis is worth, scikit-learn's LedoitWolf for the covariance, a simulation for single means, and what the text says.
(The mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.covariance import LedoitWolf

from mathcore.advanced import shrinkage, spiked
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("high_dimensional_statistics")


def sample(values):
    x = spiked.entries(values["entries"], values["seed"])[: values["rows"], : values["features"]].copy()
    x[:, 0] *= np.sqrt(values["spike"])
    return x


def test_the_first_component_is_that_of_an_svd(lesson):
    for values in contracts.random_states(lesson)[:12]:
        x = sample(values)
        _, sizes, rows = np.linalg.svd(x, full_matrices=False)
        scene = lesson.scene(**values | {"view": "spectrum"})
        assert value(scene, "largest") == pytest.approx(sizes[0] ** 2 / len(x), rel=1e-9)
        scene = lesson.scene(**values | {"view": "direction"})
        assert value(scene, "cos²") == pytest.approx(rows[0, 0] ** 2, abs=1e-8)
        assert value(scene, "angle") == pytest.approx(np.rad2deg(np.arccos(abs(rows[0, 0]))), abs=1e-3)


def test_what_the_found_axis_explains_in_fresh_data(lesson):
    scene = lesson.scene(view="direction", spike=3.0)
    x = sample({"entries": "gaussian", "seed": 1, "rows": 400, "features": 200, "spike": 3.0})
    axis = np.linalg.svd(x, full_matrices=False)[2][0]
    fresh = np.random.default_rng(2).normal(size=(50_000, 200))
    fresh[:, 0] *= np.sqrt(3)
    assert np.square(fresh @ axis).mean() == pytest.approx(value(scene, "variance along the found"), rel=0.03)


def test_the_limit_fails_only_where_the_tails_are_heavy(lesson):
    heavy = [lesson.scene(entries="heavy", seed=s, spike=1.0) for s in range(5)]
    assert not any(law(each, "near").holds for each in heavy) and all(law(each, "near").unless for each in heavy)
    for kind in ("gaussian", "signs"):
        assert all(law(lesson.scene(entries=kind, seed=s), "near").holds for s in range(5))


def test_an_eigenvalue_beyond_the_axes_waits_at_their_edge(lesson):
    scene = lesson.scene(entries="heavy", seed=3, spike=1.0)
    assert scene.state.lambda_top > 40 and "beyond the axes" in scene.notice


def test_handles_move_the_spike_the_length_and_the_share(lesson):
    for view, handle, name, x in (
        ("spectrum", "truth", "spike", 3.3),
        ("spectrum", "strength", "spike", 1.4),
        ("direction", "direction", "spike", 2.7),
        ("stein", "length", "length", 7.5),
        ("shrink", "share", "share", 0.62),
    ):
        scene, said = drag(lesson, {"view": view}, handle, None, x, 0.5)
        assert scene.state.p[name] == pytest.approx(x) and not said
    assert drag(lesson, {}, "truth", None, 5.6, 0.5)[1]


@pytest.mark.parametrize(
    ("view", "handle", "at", "wanted", "beyond"),
    [
        ("direction", "stretch", (2 * np.sqrt(3.2), 1.0), {"spike": 3.2}, [(-3.0, 0.0), (1.9, 0.0), (6.0, 0.0)]),
        ("stein", "lift", (0.5, 7.3), {"length": 7.3}, [(0.1, -1.0), (0.1, 14.0)]),
        ("shrink", "pull", (1.0, None), {"share": 0.4}, [(1.0, 0.1), (1.0, 35.0)]),
    ],
)
def test_what_the_left_panels_have_to_drag(lesson, view, handle, at, wanted, beyond):
    values = lesson.scene(view=view).state.shrunk.values
    y = 0.6 * values[-1] + 0.4 * values.mean() if at[1] is None else at[1]
    scene, said = drag(lesson, {"view": view}, handle, None, at[0], y)
    assert not said and {name: scene.state.p[name] for name in wanted} == pytest.approx(wanted)
    for x, y in beyond:
        assert drag(lesson, {"view": view}, handle, None, x, y)[1].endswith(".")


def test_a_largest_eigenvalue_beyond_the_axis_is_told_and_its_handle_waits_at_the_edge(lesson):
    few = {"view": "shrink", "taken": 10, "seed": 16}
    scene = lesson.scene(**few)
    assert scene.state.shrunk.values[-1] > 100 and "180" in scene.notice
    assert next(h for _, h in scene.handles if h.name == "pull").spot[1] < 40
    moved, said = drag(lesson, few, "pull", None, 1.0, 20.0)
    largest = (1 - moved.state.p.share) * moved.state.shrunk.values[-1] + moved.state.p.share * moved.state.shrunk.mean
    assert not said and largest == pytest.approx(20, rel=0.02)
    assert "beyond" not in lesson.scene(view="shrink", taken=40).notice


def test_losses_and_risks_of_means(lesson):
    for values in contracts.random_states(lesson)[:12]:
        scene = lesson.scene(**values | {"view": "stein"})
        q = scene.state
        y, p = q.seen, values["means"]
        factor = 1 - (p - 2) / (y @ y)
        factor = max(factor, 0) if values["positive"] else factor
        assert value(scene, "and shrunk") == pytest.approx(np.square(factor * y - q.theta).sum(), rel=1e-9)
        assert value(scene, "total") == pytest.approx(np.square(y - q.theta).sum(), rel=1e-9)
    worst = lesson.scene(view="stein")
    draws = worst.state.theta + np.random.default_rng(3).normal(size=(100_000, 20))
    estimate = (1 - 18 / np.square(draws).sum(axis=1))[:, None] * draws
    assert np.square(estimate - worst.state.theta).mean(axis=0).max() == pytest.approx(
        value(worst, "largest risk"), rel=0.02
    )
    two = lesson.scene(view="stein", means=2)
    assert "nothing is shrunk" in two.notice and "Better" not in two.panels[1].title


def test_ledoit_and_wolf_on_the_rows_taken(lesson):
    for values in contracts.random_states(lesson)[:8]:
        scene = lesson.scene(**values | {"view": "shrink"})
        model = LedoitWolf().fit(scene.state.sample)
        off = np.linalg.norm(model.covariance_ - scene.state.truth)
        assert value(scene, "Ledoit") == pytest.approx(model.shrinkage_, rel=1e-9)
        assert value(scene, "error there") == pytest.approx(off, rel=1e-9)


def test_the_numbers_in_the_text(lesson):
    text = {preset.name: lesson.scene(lesson.parameters(preset.values)) for preset in lesson.presets}
    assert value(text["Too large"], "largest") == pytest.approx(3.07, abs=0.005)
    noise = text["Pure noise"].state.values
    assert (noise.min(), noise.max()) == pytest.approx((0.09, 2.84), abs=0.005)
    assert text["Hidden"].state.lambda_top < text["Hidden"].state.edges[1]
    assert (text["Wide"].state.values == 0).sum() == 100 and text["Wide"].state.edges[1] == pytest.approx(
        5.83, abs=0.01
    )
    assert text["Heavy tails"].state.excess > 50 and text["Heavy tails"].state.cos2 < 0.001
    x = text["Heavy tails"].state.x.copy()
    x[np.unravel_index(np.abs(x).argmax(), x.shape)] = 0  # the entry that makes it
    assert np.linalg.norm(x, 2) ** 2 / 400 < text["Heavy tails"].state.lambda_top - 1
    assert text["Askew"].state.angle == pytest.approx(56.3, abs=0.1)
    assert text["Nothing found"].state.angle == pytest.approx(77.2, abs=0.1)
    # An axis thrown at random in 200 dimensions: |g_1|/|g|, on average.
    thrown = np.random.default_rng(1).normal(size=(20_000, 200))
    angles = np.rad2deg(np.arccos(np.abs(thrown[:, 0]) / np.linalg.norm(thrown, axis=1)))
    assert angles.mean() == pytest.approx(86.8, abs=0.1)
    assert value(text["One pays"], "largest risk") == pytest.approx(5.39, abs=0.01)
    assert value(text["One pays"], "risk of the plain") / 20 == pytest.approx(0.61, abs=0.01)
    assert text["One pays"].state.singles[1:].max() < 1
    assert text["All alike"].state.risk < 25 and text["All alike"].state.worst < 0.5
    assert text["Past zero"].state.factor < -0.5
    assert (text["Forty digits"].state.shrunk.values < 1e-9).sum() == 22 and text["It can lose"].state.best == 0
    assert text["It can lose"].state.truths[0] == pytest.approx(13.3, abs=0.05)


def test_at_the_threshold_the_limit_of_the_cosine_is_zero(lesson):
    for rows, features, spike in ((400, 100, 1.5), (400, 20, 1.22), (100, 100, 2), (200, 50, 1.5), (250, 90, 1.6)):
        scene = lesson.scene(view="direction", rows=rows, features=features, spike=spike)
        ratio = features / rows
        limit = (1 - ratio / (spike - 1) ** 2) / (1 + ratio / (spike - 1)) if spike > 1 + np.sqrt(ratio) + 1e-9 else 0
        assert scene.state.expected_cos2 == pytest.approx(max(limit, 0), abs=0, rel=1e-9)


def test_how_often_noise_alone_passes_the_mark(lesson):
    """Gaussian noise in about one sample of 20; ±1 more seldom at these sizes; heavy tails nearly always."""
    rng, n, p = np.random.default_rng(8), 400, 200
    draws = {"gaussian": lambda: rng.normal(size=(n, p)), "signs": lambda: rng.choice([-1.0, 1.0], (n, p))}
    draws["heavy"] = lambda: rng.pareto(2.5, (n, p)) + 1
    edge, width, shares, notes = (1 + np.sqrt(p / n)) ** 2, lesson.scene().state.width, {}, {}
    for kind, draw in draws.items():
        scene = lesson.scene(entries=kind, spike=1)
        notes[kind] = next(each.note for each in scene.readouts if "Tracy" in each.name)
        passed = 0
        for _ in range(200):
            x = draw()
            x = x * rng.choice([-1.0, 1.0], (n, p)) / np.sqrt(5) if kind == "heavy" else x
            passed += (np.linalg.eigvalsh(x.T @ x / n)[-1] - edge) / width > 0.98
        shares[kind] = passed / 200
    assert 0.02 < shares["gaussian"] < 0.1 and shares["signs"] < shares["gaussian"] and shares["heavy"] > 0.9
    assert "in about one sample of 20" in notes["gaussian"] and "more seldom" in notes["signs"]
    assert "20" not in notes["heavy"] and "Gaussian noise alone is above 0.98" in lesson.text()


def test_ledoit_and_wolf_lose_on_the_tumours_in_about_half_of_the_draws(lesson):
    truth, losses = shrinkage.standardised("tumours").truth, 0
    for seed in range(60):
        found = shrinkage.ledoit_wolf(shrinkage.drawn("tumours", 40, seed))
        error = shrinkage.errors(found, truth)
        losses += bool(error(found.chosen) > error(0.0))
    assert 24 <= losses <= 38


def test_eigenvalues_on_the_floor_are_counted_in_a_sentence_that_fits_one_of_them(lesson):
    scene = lesson.scene(view="shrink", seed=999999, taken=500, share=0)
    assert scene.notice.endswith("on the floor, 1.") and np.sum(scene.state.shrunk.values < 1e-9) == 1

"""Oracles: counts and costs by scikit-learn's `confusion_matrix`, AUC by `roc_auc_score`, the least cost by trying all
thresholds, Brier scores by `brier_score_loss`, miscalibration by `IsotonicRegression`, bins by `calibration_curve`,
best reports by SciPy's bounded minimisation, the learning curve by `learnt`, whose oracle is scikit-learn's `Ridge`."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from sklearn.calibration import calibration_curve
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import accuracy_score, brier_score_loss, confusion_matrix, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from explorer import catalogue, listing
from mathcore.probability import tumour_scores as t
from pages.probability.why_probability.state import EDGE, TOP
from tests.lessons import contracts
from tests.lessons.asking import law


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("why_probability")


def preset(lesson: Any, name: str) -> Any:
    found = next(each for each in lesson.presets if each.name == name)
    return lesson.scene(lesson.parameters(found.values))


def claimed(model: str, exact: bool) -> tuple[Any, Any, Any]:
    """Scores that order the patients, the claimed probabilities, the truth."""
    found = t.scored(model)
    rank = np.unique(found.odds, return_inverse=True)[1]
    shares = IsotonicRegression().fit_transform(rank, found.truth)
    return (shares, shares, found.truth) if exact else (rank, found.claims, found.truth)


def test_decisions_at_random_states(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "decide"})
        score, p, y = claimed(values["scores"], values["exact"])
        threshold, miss = 1 / (1 + np.exp(-values["threshold"])), values["miss"]
        tn, fp, fn, tp = confusion_matrix(y, scene.state.claims[0] >= values["threshold"]).ravel()
        assert scene.readouts[0].value == pytest.approx(threshold)
        assert scene.readouts[1].value == pytest.approx(fp + miss * fn)
        assert scene.readouts[3].value == pytest.approx(100 * (tp + tn) / 569)
        assert scene.readouts[4].value == pytest.approx(roc_auc_score(y, score))
        assert [scene.numbers[k] for k in ("hits", "misses", "alarms", "left")] == [tp, fn, fp, tn]
        tried = [
            np.sum((score >= s) & (y == 0)) + miss * np.sum((score < s) & (y == 1)) for s in [*np.unique(score), 1e9]
        ]
        assert scene.numbers["least_cost"] == pytest.approx(min(tried))
        called = p >= 1 / (1 + miss)
        formula = np.sum(called & (y == 0)) + miss * np.sum(~called & (y == 1))
        assert scene.numbers["price"] == pytest.approx(formula - min(tried), abs=1e-9)


@pytest.mark.parametrize("model", t.MODELS)
@pytest.mark.parametrize("exact", [False, True])
def test_at_every_cost_of_a_miss_the_curve_is_the_cost_and_calibrated_claims_have_no_price(lesson, model, exact):
    for miss in lesson.control("miss").every():
        scene = lesson.scene(view="ratios", scores=model, exact=exact, miss=miss)
        assert law(scene, "its height").holds
        q = scene.state
        assert q.price >= -1e-9 and (not exact or q.price < 1e-9)
        if abs(q.price) < 1e-9:  # the star lies on the diamond
            assert np.sinh(q.best_across) == pytest.approx(-np.log(miss), abs=1e-9)
        low, high = q.best[1:]
        assert q.cuts.cost(max(low, min(np.sinh(q.best_across), high)), miss) >= q.least_cost


@pytest.mark.parametrize("model", t.MODELS)
@pytest.mark.parametrize("exact", [False, True])
def test_areas_are_brier_scores(lesson, model, exact):
    scene = lesson.scene(view="ratios", scores=model, exact=exact)
    score, p, y = claimed(model, exact)
    shares = IsotonicRegression().fit_transform(score, y)
    assert scene.numbers["brier"] == pytest.approx(brier_score_loss(y, p))
    assert scene.numbers["calibrated_brier"] == pytest.approx(brier_score_loss(y, shares))
    base = np.full(569, y.mean())
    assert scene.readouts[3].value == pytest.approx(brier_score_loss(y, base) - brier_score_loss(y, shares))


def test_bins_are_scikit_learns_and_their_parts_are_murphys(lesson):
    for values in contracts.random_states(lesson, 30):
        scene = lesson.scene(**values | {"view": "reliability", "equal": "width"})
        _, p, y = claimed(values["scores"], values["exact"])
        edges = np.linspace(0, 1, values["bins"] + 1)
        share, mean = calibration_curve(y, p, n_bins=values["bins"])
        if np.isin(p, edges[1:-1]).any() or len(share) != np.count_nonzero(scene.state.table.counts):
            continue  # a claim on an edge: scikit-learn puts it into the other bin
        counts = scene.state.table.counts[scene.state.table.counts > 0]
        reliability = counts @ (mean - share) ** 2 / 569
        assert scene.readouts[0].value == pytest.approx(reliability, abs=1e-12)
        assert scene.readouts[1].value == pytest.approx(counts @ (share - y.mean()) ** 2 / 569)
        assert scene.readouts[2].value == pytest.approx(y.mean() * (1 - y.mean()))


@pytest.mark.parametrize("model", t.MODELS)
@pytest.mark.parametrize("count", [2, 7, 10, 23])
def test_equal_counts_go_by_the_order_of_scores(lesson, model, count):
    """Half of what naive Bayes claims about malignant tumours rounds to 1; these are no ties."""
    q = lesson.scene(view="reliability", scores=model, bins=count, equal="count").state
    found, sizes = t.scored(model), q.table.counts
    if model in ("nb", "logistic"):
        assert sizes.min() >= 569 // count - 1 and sizes.max() <= 569 // count + 1
        groups = np.split(np.argsort(found.odds), np.cumsum(sizes)[:-1])
        reliability = sum(len(g) / 569 * (found.claims[g].mean() - found.truth[g].mean()) ** 2 for g in groups)
        assert q.parts[0] == pytest.approx(reliability, abs=1e-12)
    for odds, claim in np.unique(np.stack([found.odds, found.claims], axis=1), axis=0):
        assert len(set(q.table.place[(found.odds == odds) & (found.claims == claim)])) == 1


@pytest.mark.parametrize("bins", [9, 18, 20, 31])
def test_the_program_makes_the_same_bins_of_equal_counts(bins):
    registered = catalogue.find("why_probability")
    values = {"scores": "sigmoid", "bins": bins, "equal": "count", "view": "reliability"}
    parameters = registered.parameters(values)
    found = contracts.printed(contracts.python_prints(listing.python(registered, parameters)))
    contracts.agrees(registered, parameters, found, str(values))


@pytest.mark.parametrize("model", t.MODELS)
def test_calibrated_claims_are_drawn_on_the_diagonal(lesson, model):
    scene = lesson.scene(view="ratios", scores=model, exact=True)
    line = next(trace for trace in scene.panels[0].traces if trace.get("name") == "frequency")
    assert np.asarray(line["y"]) == pytest.approx(np.asarray(line["x"]), abs=1e-9)


@pytest.mark.parametrize("miss", [0.1, 10, 31.6, 100])
@pytest.mark.parametrize("model", t.MODELS)
def test_what_costs_are_called_lies_clear_of_the_curve(lesson, model, miss):
    panel = lesson.scene(scores=model, miss=miss).panels[1]
    texts = [min(trace["y"]) for trace in panel.traces if trace.get("mode") == "text" and trace["text"][0].strip()]
    highest = max(np.nanmax(np.asarray(t["y"], float)) for t in panel.traces if t.get("mode") != "text")
    assert highest <= TOP < panel.y.range[1] - 3 * 0.075 * panel.y.range[1] and min(texts) > TOP


def test_a_loss_beyond_the_axis_is_said(lesson):
    assert "waits at the top" in lesson.scene(view="losses", rule="log", chance=0.01, report=0.99).notice
    assert not lesson.scene(view="losses", rule="log").notice


def test_best_reports_at_random_states(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "losses"})
        q = scene.state
        found = minimize_scalar(lambda x, q=q: float(q.mean_loss(x)), bounds=(0, 1), method="bounded")
        assert q.mean_loss(q.best_report) <= found.fun + 1e-9
        if values["rule"] != "power" or values["exponent"] > 1.2:
            assert q.best_report == pytest.approx(found.x, abs=2e-3)
        assert bool(law(scene, "honesty").unless) == (not q.proper)


def test_noise_is_what_the_learner_gives(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "noise"})
        found, k = t.learnt(values["seed"], values["noise"], values["both"]), t.SIZES.index(values["train"])
        assert scene.readouts[0].value == pytest.approx(100 * found.measured[k])
        assert scene.readouts[1].value == pytest.approx(100 * np.mean(found.calls[k] != found.truth))
        votes = found.calls[k].mean(axis=0)
        assert scene.readouts[3].value == f"{np.sum((votes >= 0.1) & (votes <= 0.9))} of 200"


def test_the_sizes_of_the_slider_are_those_of_the_learner(lesson):
    assert tuple(lesson.control("train").every()) == t.SIZES


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    costs = {m: lesson.scene(scores=m).numbers for m in t.MODELS}
    assert [(costs[m]["formula_cost"], costs[m]["least_cost"]) for m in ("nb", "isotonic", "logistic")] == [
        (226, 77),
        (90, 81),
        (76, 58),
    ]
    for said in ("costs $226$ where $77$", "from $226$ down to $90$", "($81$)", "costs $76$, and its best is $58$"):
        assert said in text
    y = t.scored("nb").truth
    assert [round(accuracy_score(y, t.scored(m).claims >= 0.5), 4) for m in ("nb", "isotonic")] == [0.9385, 0.9350]
    assert [round(costs[m]["cuts"].auc, 3) for m in ("nb", "isotonic", "sigmoid")] == [0.988, 0.985, 0.939]
    folds = [test for _, test in StratifiedKFold(10, shuffle=True, random_state=0).split(y, y)]
    p = t.scored("sigmoid").claims
    assert np.mean([roc_auc_score(y[f], p[f]) for f in folds]) == pytest.approx(0.988, abs=5e-4)
    floors = [p[f].min() for f in folds]
    assert (round(min(floors), 3), round(max(floors), 3)) == (0.061, 0.074)
    odds = t.scored("nb").odds
    assert 68 < np.median(odds[y == 1]) < 69 and costs["nb"]["best_threshold"] == pytest.approx(7e-6, rel=0.02)
    between = (odds > np.log(7e-6)) & (odds < -np.log(10))
    assert between.sum() == 38 and "lie 38 patients" in text


def test_what_the_presets_say(lesson):
    assert preset(lesson, "Overconfident").numbers["price"] == 149
    repaired = preset(lesson, "Repaired").numbers
    assert (repaired["formula_cost"], repaired["least_cost"]) == (90, 81)
    assert preset(lesson, "Equal costs").numbers["price"] == 4
    every = preset(lesson, "Every cost").numbers
    assert every["miscalibration"] / every["brier"] == pytest.approx(1 / 3, abs=0.01)
    q = preset(lesson, "Lonely bins").state
    counts = q.table.counts[q.table.counts > 0]
    assert counts[[0, -1]].sum() == 556 and len(counts) == 8 and counts[1:-1].sum() == 13 and counts[1:-1].max() == 3
    assert q.outside[[0, -1]].all() and q.outside.sum() == 2
    lie = preset(lesson, "Improper").numbers
    assert (lie["expected_loss"], lie["least_loss"], lie["best_report"]) == pytest.approx((0.32, 0.2, 1))
    floor = preset(lesson, "A floor of 10%").state
    assert floor.error < 0.03 and floor.measured > floor.floor == 0.1
    bins = [lesson.at(lesson.parameters({"bins": n, "equal": e})).parts[0] for n, e in ((2, "count"), (10, "width"))]
    assert bins[0] < bins[1]  # "looks better in two bins of equal counts than in ten"


def test_one_sided_noise_breaks_the_law_and_looks_better(lesson):
    found = law(lesson.scene(view="noise", both=False), "noise blurs")
    assert found.unless and not found.holds and found.left < found.right


def test_a_cost_beyond_the_axis_is_said_and_its_mark_waits(lesson):
    for values in ({"threshold": EDGE}, {"miss": 100, "threshold": 5}, {"miss": 100, "threshold": -40}):
        scene = lesson.scene(**values)
        beyond = max(scene.numbers["cost"], scene.numbers["formula_cost"]) > TOP
        assert ("waits at the top" in scene.notice) == beyond
        assert all(handle.spot[1] <= TOP for _, handle in scene.handles if handle.name in ("cut_cost", "formula"))


def test_dragging_moves_the_threshold_and_the_price_of_a_miss(lesson):
    start = lesson.scene()
    for name, at in (("cut", (-3.2, 0.0)), ("cut_cost", (2.0, 100.0))):
        moved, sentence = lesson.pulled(start, name, None, *at)
        assert moved.threshold == pytest.approx(np.sinh(at[0]), abs=0.026) and not sentence
    moved, _ = lesson.pulled(start, "formula", None, 0.0, 50.0)
    assert moved.miss == 1
    ratios = lesson.scene(view="ratios")
    assert lesson.pulled(ratios, "ratio", None, 0.5, 0.0)[0].miss == 1
    assert lesson.pulled(ratios, "level", None, 0.0, float(np.arcsinh(-np.log(50))))[0].miss == pytest.approx(
        50, rel=0.01
    )


def test_random_thresholds_hardly_ever_solve_the_first_challenge(lesson):
    rng = np.random.default_rng(2)
    solved = [lesson.solved(lesson.scene(threshold=float(u), miss=10))[0] for u in rng.uniform(-EDGE, EDGE, 300)]
    assert 0 < np.mean(solved) < 0.06
    few = {(n, e) for n in range(1, 41) for e in ("width", "count")}
    found = {k for k in few if lesson.solved(lesson.scene(view="reliability", bins=k[0], equal=k[1]))[1]}
    assert found == {(2, "count"), (4, "count"), (5, "count"), (7, "count")}


def test_no_exercise_takes_one_in_the_cost_for_the_threshold():
    """1/miss is not 1/(1 + miss): at a cost of 100 they were within what it forgives."""
    task = next(each for each in catalogue.tasks(catalogue.find("why_probability")) if "calibrated" in each.text)
    for miss in task.vary["miss"]:
        assert abs(1 / miss - 1 / (1 + miss)) > task.share / (1 + miss), miss

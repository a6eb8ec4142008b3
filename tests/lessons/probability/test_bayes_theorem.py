"""The lesson on Bayes' theorem. Its oracles: counts of simulated people for the predictive values, scikit-learn's
BernoulliNB for what is claimed of repeated tests, a simulation for what is true of them, scikit-learn's MultinomialNB
for the texts, 1/(1 + b) and 2/3 (Morgan et al. 1991) for the host. And what its text says in numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from explorer import listing
from mathcore.common.randomness import random_uniforms
from mathcore.probability import docstrings
from tests.lessons import contracts
from tests.lessons.asking import drag, law

TEXTS = docstrings.texts()


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("bayes_theorem")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_predictive_values_are_those_of_simulated_people(lesson):
    for k, (prevalence, sensitivity, specificity) in enumerate([(1, 90, 91), (10, 60, 80), (30, 99, 55)]):
        q = lesson.scene(prevalence=prevalence, sensitivity=sensitivity, specificity=specificity).state
        u = random_uniforms(3, k, 0, 2_000_000).reshape(-1, 2)
        sick = u[:, 0] < prevalence / 100
        positive = u[:, 1] < np.where(sick, sensitivity / 100, 1 - specificity / 100)
        assert q.ppv == pytest.approx(sick[positive].mean(), abs=4 * np.sqrt(q.ppv * (1 - q.ppv) / positive.sum()))
        assert q.npv == pytest.approx(1 - sick[~positive].mean(), abs=5e-3)


def test_the_prevalences_that_a_lecturer_asks_for_are_there(lesson):
    for asked in (
        "0.01",
        "0.1",
        "0.2",
        "0.5",
        "1",
        "2",
        "3",
        "5",
        "10",
        "15",
        "20",
        "25",
        "30",
        "40",
        "50",
        "60",
        "75",
    ):
        found, errors = lesson.nearest({"prevalence": asked})
        assert found["prevalence"] == float(asked) and not errors


def test_what_is_claimed_is_what_scikit_learn_claims_of_repeated_columns(lesson):
    for values in contracts.random_states(lesson, 20):
        q = lesson.scene(**values | {"view": "evidence", "tests": 4}).state
        model = BernoulliNB(alpha=1e-12, force_alpha=True)
        column = np.repeat([[1], [0], [1], [0]], 4, axis=1)
        model.fit(column, [1, 1, 0, 0], sample_weight=q.test.joint.ravel())
        assert q.claimed == pytest.approx(model.predict_proba([q.read])[0, 1], rel=1e-6, abs=1e-12)


def test_what_is_honest_is_what_becomes_of_simulated_tests(lesson):
    q = lesson.scene(view="evidence", prevalence=10, sensitivity=80, specificity=70, tests=3, copied=0.4).state
    u = random_uniforms(5, 0, 0, 7 * 400_000).reshape(-1, 7)
    sick = u[:, 0] < 0.1
    fresh = u[:, 1:4] < np.where(sick, 0.8, 0.3)[:, None]
    results = np.where(np.arange(3) * (u[:, 4:] < 0.4) > 0, fresh[:, :1], fresh)
    positives = results.all(axis=1)
    assert q.honest == pytest.approx(sick[positives].mean(), abs=0.006) and q.claimed - q.honest > 0.15


def test_a_copy_says_nothing_and_sends_nobody_home(lesson):
    scene = preset(lesson, "Same test twice")
    q = scene.state
    assert q.honest == pytest.approx(q.ppv, rel=1e-12) and q.claimed == pytest.approx(0.502513, abs=5e-7)
    assert not law(scene, "each weighs as if alone").holds and law(scene, "each weighs as if alone").unless
    assert law(lesson.scene(view="evidence", copied=1, tests=1), "each weighs as if alone").holds


def test_the_law_that_copies_break_multiplies_the_ratios_of_each_result_alone(lesson):
    for values in contracts.random_states(lesson, 20):
        scene = lesson.scene(**values | {"view": "evidence"})
        q, found = scene.state, law(scene, "each weighs as if alone")
        read = np.array(q.read, dtype=int)
        s, f = q.p.sensitivity / 100, 1 - q.p.specificity / 100
        sick, healthy = (np.prod(np.where(read == 1, yes, 1 - yes)) for yes in (s, f))
        prior = q.p.prevalence / 100
        assert found.left == pytest.approx(prior * sick / (prior * sick + (1 - prior) * healthy), rel=1e-9)


def test_a_result_that_contradicts_weighs_what_it_weighs_alone_though_it_depends(lesson):
    """So independence is enough for multiplying, and not needed: the text says "if"."""
    for findings in ("10000", "01111"):
        for copied in (0.3, 0.9, 1.0):
            q = lesson.scene(lesson.parameters({"view": "evidence", "findings": findings, "copied": copied})).state
            assert np.diff(q.chains[:, :3]) == pytest.approx(np.diff(q.chains[[0, 0], :3]))
    assert "Only if" not in lesson.text()


def test_results_that_copies_cannot_show_are_said(lesson):
    scene = lesson.scene(view="evidence", copied=1, tests=3, findings=((1, 1, 0, 1, 1),))
    assert "cannot happen" in scene.notice and not any("every way" in each.name for each in scene.readouts)
    assert np.isfinite(scene.state.honest)
    far = lesson.scene(view="evidence", tests=5, specificity=99.9)
    assert "stop at its end" in far.notice


def test_the_final_odds_are_scikit_learns(lesson):
    for once, own in ((False, False), (True, True)):
        table = docstrings.table(once, own)
        for k in (0, 15, 56, 90, 199, 230):
            q = lesson.scene(view="words", text=k, once=once, own=own).state
            model = MultinomialNB().fit(np.delete(table, k, axis=0), np.delete(TEXTS.modules, k))
            linalg, stats = model.predict_log_proba(table[[k]])[0]
            assert q.log_odds == pytest.approx(10 / np.log(10) * (linalg - stats), abs=1e-8)
            assert q.log_odds == q.reading.path[-1]


def test_every_text_has_words_that_count_whatever_is_left_out(lesson):
    """So the view needs no word on texts that say nothing."""
    for once in (False, True):
        for own in (False, True):
            assert all(docstrings.reading(k, once, own).weights.any() for k in range(231))


def test_the_host(lesson):
    for bias in (0, 0.25, 0.5, 1):
        q = lesson.scene(view="monty", bias=bias).state
        assert (q.switching, q.overall) == pytest.approx((1 / (1 + bias), 2 / 3))
    lost = lesson.scene(view="monty", knows=False, bias=0)
    assert np.isnan(lost.state.switching) and "never opens door 3" in lost.notice
    assert not law(lost, "two in three").holds
    assert lesson.scene(view="monty", knows=False, bias=0.3).state.switching == pytest.approx(0.5)


def test_cells_are_off_by_rounding_alone_and_a_vanished_disease_is_said(lesson):
    rare = lesson.scene(prevalence=0.01)
    assert rare.state.counts[0].sum() == 0 and "count more people" in rare.notice
    assert lesson.scene(prevalence=0.01, people="100000").state.counts.tolist() == [[9, 1], [8999, 90991]]
    for values in contracts.random_states(lesson, 40):
        q = lesson.scene(**values | {"view": "counts"}).state
        assert q.counts.sum() == q.many and (np.abs(q.counts - q.many * q.test.joint) < 1).all()


def test_names_in_the_square_keep_clear_of_its_edge_and_of_one_another(lesson):
    for values in [*contracts.random_states(lesson, 40), {"prevalence": 5, "sensitivity": 99.9}, {"specificity": 50}]:
        scene = lesson.scene(**values | {"view": "counts"})
        texts = [each for each in scene.panels[0].traces if each.get("mode") == "text"]
        hits = next(each for each in texts if "sick, pos" in each["text"][0])
        alarms = next((each for each in texts if "healthy, pos" in each["text"][0]), None)
        if scene.state.test.prevalence > 0.45:
            continue
        assert hits["y"][0] <= 0.95 and len(scene.panels[1].title) <= 36
        assert alarms is None or abs(hits["y"][0] - alarms["y"][0] - 0.03) > 0.06
        dark = hits["y"][0] < scene.state.test.false_positive_rate
        assert hits["textfont"]["color"] == ("@paper" if dark else "@model")


def test_the_answer_of_the_prediction_is_not_on_the_first_view(lesson):
    asked = lesson.challenges[0].predict
    truth = asked.truth(lesson.at(lesson.parameters(asked.at)))
    assert truth == pytest.approx(100 * 8 / (8 + 49.5))
    shown = [lesson.scene(lesson.parameters(each.values)).state.ppv for each in lesson.presets]
    assert min(abs(100 * np.array(shown) - truth)) > 1.4 * asked.near
    assert all(abs(truth - wrong) > 1.5 * asked.near for wrong in (80, 95, 5, 1, 8, 76))


def test_the_text_says_whether_the_host_knows_and_counts_without_plurals(lesson):
    for knows, says in ((True, "{knows}"), (False, "{does not know}")):
        assert says in lesson.scene(view="monty", knows=knows).numbers["host_knows"]
    assert lesson.scene(view="words").numbers["length"] == 57


def test_drags(lesson):
    scene, says = drag(lesson, {}, "column", None, 0.1, 0.0)
    assert scene.state.p.prevalence == 10 and not says
    scene, says = drag(lesson, {}, "alarms", None, 0.5, 0.8)
    assert scene.state.p.specificity == 50 and says.endswith(".")
    scene, says = drag(lesson, {"view": "curve"}, "lift", None, 0.0, 0.0)
    assert scene.state.ppv == pytest.approx(0.5, abs=0.01) and not says
    scene, says = drag(lesson, {"view": "evidence"}, "copying", None, 2.0, 89_100)
    assert scene.state.p.copied == 1 and not says
    scene, says = drag(lesson, {"view": "evidence"}, "copying", None, 2.0, 500)
    assert scene.state.p.copied == 0 and says.endswith(".")
    scene, _ = drag(lesson, {"view": "words"}, "pick", None, -56.0, 121.0)
    assert scene.state.name == "norm"


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    found = {(once, own): docstrings.judged(once, own) for once in (False, True) for own in (False, True)}
    wrong = {key: int(each.wrong.sum()) for key, each in found.items()}
    claims = {key: each.claimed * 231 for key, each in found.items()}
    assert (wrong[False, False], wrong[False, True], wrong[True, True], wrong[True, False]) == (4, 1, 2, 7)
    assert claims[False, False] < 1 and claims[True, True] == pytest.approx(2.7, abs=0.05)
    every = found[False, False].final
    assert 338 < np.median(np.abs(every)) < 339 and "338 decibans" in text
    assert 10 ** (-every[56] / 10) == pytest.approx(390_000, rel=5e-3) and "390,000" in text
    pasted = [shared.sum() for shared in TEXTS.shared if shared.any()]
    assert len(pasted) == 82 and 50 < np.mean(pasted) < 60
    assert not any(shared.any() for shared, module in zip(TEXTS.shared, TEXTS.modules, strict=True) if module == 1)
    batch = "in this case the array is treated as batch of lower dimensional slices"
    for words, shared in zip(TEXTS.words, TEXTS.shared, strict=True):
        assert not shared.any() or batch in " ".join(TEXTS.vocabulary[k] for k in words[shared])
    assert sum(pasted) / sum(map(len, TEXTS.words)) == pytest.approx(1 / 3, abs=0.01)
    one = found[False, True]
    assert np.abs(one.final[one.wrong]).max() < 3 and one.final[56] > 0  # "less than two to one"; "judged rightly"
    det, shared = docstrings.reading(15), TEXTS.shared[15]
    assert (~shared).sum() == 23 and shared.sum() == 34
    assert (det.weights[~shared].sum(), det.weights[shared].sum()) == pytest.approx((59, 335), abs=0.5)
    half = preset(lesson, "Half a copy").state
    assert (half.claimed, half.honest) == pytest.approx((0.999, 0.483), abs=5e-4)
    assert preset(lesson, "Base rate rules").state.ppv == pytest.approx(0.526, abs=5e-4)
    assert preset(lesson, "A rarer one").state.counts[:, 0].tolist() == [9, 8999]
    assert preset(lesson, "Sure and wrong").state.name == "norm"
    best = lesson.scene(prevalence=0.1, sensitivity=99.9, specificity=99).state
    assert best.ppv < 0.1  # "mostly false alarms, however high its sensitivity"


def test_no_random_text_solves_the_challenge_of_the_honest_error(lesson):
    solved = {
        (TEXTS.names[k], once, own)
        for k in range(231)
        for once in (False, True)
        for own in (False, True)
        if docstrings.judged(once, own).wrong[k] and abs(docstrings.judged(once, own).final[k]) < 3
    }
    assert len(solved) == 4


def test_random_tests_seldom_make_a_coin_flip_at_one_percent(lesson):
    u = random_uniforms(9, 0, 0, 400).reshape(-1, 2)
    tests = [{"sensitivity": 10 + 89.9 * a, "specificity": 50 + 49.9 * b} for a, b in u.tolist()]
    assert sum(lesson.solved(lesson.scene(**each))[1] for each in tests) <= 2


def test_no_end_of_a_slider_and_few_random_states_feign_certainty(lesson):
    start = {"view": "evidence"}
    for control in lesson.controls:
        if control.name != "view":
            for value in control.extremes():
                assert not lesson.solved(lesson.scene(**start | {control.name: value}))[2], control.name
    states = [values | start | {"prevalence": 1} for values in contracts.random_states(lesson, 200)]
    assert sum(lesson.solved(lesson.scene(**values))[2] for values in states) <= 2
    # Nor does one slider from a preset, but for a narrow stretch of it.
    half, sensitivity = next(each.values for each in lesson.presets if each.name == "Half a copy"), range(10, 100)
    tried = [lesson.scene(lesson.parameters({**half, "sensitivity": each})) for each in sensitivity]
    assert sum(lesson.solved(scene)[2] for scene in tried) <= 5


def test_the_python_program_runs_where_the_claim_is_next_to_nothing(lesson):
    values = {"prevalence": 0.01, "sensitivity": 99.9, "tests": 5, "findings": ((0, 0, 0, 0, 0),)}
    for more in ({}, {"copied": 1}, {"tests": 0}):
        parameters = lesson.parameters(values | more)
        found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
        contracts.agrees(lesson, parameters, found, str(more))

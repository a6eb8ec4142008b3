"""Bayes' theorem against scikit-learn's naive Bayes, SciPy's binomial law, simulated tests and hosts, and published
numbers; naive Bayes on SciPy's docstrings against scikit-learn, and the table of words against the installed SciPy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit
from scipy.stats import binom, contingency
from sklearn.naive_bayes import BernoulliNB, MultinomialNB

from mathcore.common.randomness import random_uniforms
from mathcore.probability import bayes, docstrings, icon_array

share = st.floats(0.001, 0.999)
tests = st.builds(bayes.Test, share, share, share)
records = st.lists(st.integers(0, 1), min_size=1, max_size=6)
RARE = bayes.Test(0.01, 0.9, 0.91)


def test_the_published_case():
    """1%, 90%, 91%: 9 of 98 (Gigerenzer's natural frequencies of Eddy's kind of case)."""
    assert bayes.whole(RARE.joint, 1000).tolist() == [[9, 1], [89, 901]]
    assert RARE.ppv == pytest.approx(0.0917431, abs=5e-8) and RARE.coin_flip == pytest.approx(1 / 11)
    assert (RARE.lr_plus, RARE.lr_minus) == pytest.approx((10, 0.1 / 0.91))
    two = bayes.decibans(1 / 99) + bayes.weights(RARE, (1, 1)).sum()
    assert bayes.probability_of(two) == pytest.approx(0.502513, abs=5e-7)
    assert bayes.probability_of(bayes.decibans(1 / 99) + bayes.weights(RARE, (1, 1), 1.0).sum()) == pytest.approx(
        RARE.ppv
    )


@settings(max_examples=30)
@given(tests)
def test_predictive_values_are_scikit_learns(test):
    model = BernoulliNB(alpha=1e-12, force_alpha=True)
    model.fit([[1], [0], [1], [0]], [1, 1, 0, 0], sample_weight=test.joint.ravel())
    (healthy_off, _), (_, sick_on) = model.predict_proba([[0], [1]])
    assert (test.ppv, test.npv) == pytest.approx((sick_on, healthy_off), rel=1e-6)


@given(tests)
def test_odds_ratios_are_scipys(test):
    """LR₊/LR₋ is the odds ratio of the table."""
    counts = np.maximum(np.rint(test.joint * 1e9), 1).astype(int)
    assert test.lr_plus / test.lr_minus == pytest.approx(
        contingency.odds_ratio(counts, kind="sample").statistic, rel=1e-4
    )


@given(st.floats(-400, 400))
def test_log_odds_and_back(weight):
    assert bayes.probability_of(weight) == pytest.approx(float(expit(weight * np.log(10) / 10)), rel=1e-12, abs=0)
    if abs(weight) < 80:
        back = bayes.decibans(bayes.odds_of(bayes.probability_of(weight)))
        assert back == pytest.approx(weight, abs=1e-6)


@given(tests, st.integers(1, 10_000))
def test_whole_people_add_up_and_are_near(test, people):
    found = bayes.whole(test.joint, people)
    assert found.sum() == people and (np.abs(found - people * test.joint) < 1).all()


@given(tests, records)
def test_independent_results_count_as_a_binomial(test, results):
    """The order does not matter: the law of the number of positives is SciPy's binomial."""
    n, k = len(results), sum(results)
    rates = np.array([test.sensitivity, test.false_positive_rate])
    weight = bayes.weights(test, results).sum()
    ratio = binom.logpmf(k, n, rates[0]) - binom.logpmf(k, n, rates[1])
    assert weight == pytest.approx(10 * ratio / np.log(10), rel=1e-9, abs=1e-9)


@settings(deadline=None)
@given(tests, records, st.floats(0, 0.999))
def test_copies_against_every_way_that_they_can_come_about(test, results, copied):
    total = bayes.decibans(bayes.odds_of(test.prevalence)) + bayes.weights(test, results, copied).sum()
    sick, healthy = bayes.people_left(test, results, copied)[-1]
    found = bayes.enumerated(test, results, copied)
    assert bayes.probability_of(total) == pytest.approx(found, rel=1e-9)
    assert sick / (sick + healthy) == pytest.approx(found, rel=1e-9)


@given(tests, st.floats(0, 1))
def test_a_copying_test_alone_is_as_good_as_the_first_and_its_correlation_is_the_share_of_copies(test, copied):
    rows = {pair: bayes.people_left(test, pair, copied)[-1] for pair in itertools.product((0, 1), repeat=2)}
    for state, (people, yes) in enumerate(
        ((test.prevalence, test.sensitivity), (1 - test.prevalence, test.false_positive_rate))
    ):
        both = {pair: row[state] / people for pair, row in rows.items()}
        assert sum(both.values()) == pytest.approx(1)
        assert both[0, 1] + both[1, 1] == pytest.approx(yes, abs=1e-12)
        assert (both[1, 1] - yes**2) / (yes * (1 - yes)) == pytest.approx(copied, abs=1e-9)


@given(tests, st.sampled_from([(1, 1), (1, 0), (0, 0), (0, 1)]), st.floats(0, 1))
def test_how_often_a_copy_is_read_off_the_people_left(test, results, copied):
    healthy = bayes.people_left(test, results, copied)[2, 1]
    assert bayes.copied_of(test, results, healthy) == pytest.approx(copied, abs=1e-6)


def test_nobody_is_left_whom_pure_copies_contradict():
    assert (bayes.people_left(RARE, (1, 0), 1.0)[-1] == 0).all() and np.isnan(bayes.enumerated(RARE, (1, 0), 1.0))
    assert bayes.weights(RARE, (1, 0), 1.0) == pytest.approx(bayes.weights(RARE, (1, 0), 0.0))
    assert bayes.people_left(RARE, (), 0.3).tolist() == [[0.01, 0.99]]


@pytest.mark.parametrize("knows", [True, False])
@pytest.mark.parametrize("bias", [0.0, 0.2, 0.5, 1.0])
def test_the_host_against_simulated_games(bias, knows):
    host, games = bayes.Host(bias, knows), 200_000
    u = random_uniforms(7, 1, 0, 2 * games).reshape(games, 2)
    car = 1 + np.floor(3 * u[:, 0]).astype(int)
    opened = np.where(u[:, 1] < bias, 3, 2)
    if knows:
        opened = np.where(car == 1, opened, 5 - car)
    goat = opened != car
    for door in (2, 3):
        seen = goat & (opened == door)
        if seen.any():
            assert host.switching(door) == pytest.approx((car[seen] == 5 - door).mean(), abs=0.006)
        else:
            assert np.isnan(host.switching(door))
    assert host.overall == pytest.approx((car[goat] != 1).mean(), abs=0.005)


@pytest.mark.parametrize(("bias", "chance"), [(0.0, 1), (0.5, 2 / 3), (1.0, 1 / 2)])
def test_the_hosts_habit_as_published(bias, chance):
    """Morgan, Chaganty, Dahiya and Doviak (1991): 1/(1 + b)."""
    assert bayes.Host(bias).switching(3) == pytest.approx(chance) and bayes.Host(bias).overall == pytest.approx(2 / 3)


@settings(max_examples=40)
@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_icons_of_groups_fill_their_cells_once(columns, rows, data):
    cells = columns * rows
    ends = sorted(data.draw(st.lists(st.integers(0, cells), min_size=3, max_size=3)))
    counts = np.diff([0, *ends, cells])
    owner = np.full(cells, -1)
    for group, found in enumerate(icon_array.groups(counts, columns, rows, 1.0)):
        for left, right, bottom, top in found[~np.isnan(found[:, 0])]:
            for cell in range(cells):
                x, y = (cell // rows + 0.5) / columns, 1 - (cell % rows + 0.5) / rows
                if left < x < right and bottom < y < top:
                    assert owner[cell] == -1
                    owner[cell] = group
    assert (owner == np.repeat(range(4), counts)).all()
    outline = icon_array.outline(int(counts[0]), columns, rows, 1.0)
    area = 0.5 * abs(np.sum(outline[:-1, 0] * outline[1:, 1] - outline[1:, 0] * outline[:-1, 1]))
    assert area == pytest.approx(counts[0] / cells)
    assert len(icon_array.gaps(columns, rows, 1.0)) == 3 * (columns + rows - 2)


@pytest.mark.may_skip
def test_the_table_of_words_is_that_of_the_scipy_it_names():
    kept = docstrings.texts()
    assert (len(kept.names), len(kept.vocabulary), sum(map(len, kept.words))) == (231, 522, 13_100)
    assert np.bincount(kept.modules).tolist() == [95, 136]
    if scipy.__version__ != kept.version:
        # Python 3.12 and later come with another SciPy (requirements.txt), whose texts differ.
        pytest.skip(f"The table is of SciPy {kept.version}.")
    found = docstrings.read_scipy()
    assert (found.version, found.vocabulary, found.names) == (kept.version, kept.vocabulary, kept.names)
    assert (found.modules == kept.modules).all()
    for mine, theirs in zip((*found.words, *found.shared), (*kept.words, *kept.shared), strict=True):
        assert (mine == theirs).all()


def test_the_table_is_read_as_it_was_written(tmp_path):
    docstrings.write(docstrings.texts(), tmp_path / "again.txt")
    assert (tmp_path / "again.txt").read_text() == docstrings.TABLE.read_text()


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("once", [False, True])
def test_naive_bayes_is_scikit_learns(once, own):
    table, found = docstrings.table(once, own), docstrings.judged(once, own)
    some = sorted({*range(0, 231, 17), *np.flatnonzero(found.wrong)})  # each of them left out
    for k in some:
        model = MultinomialNB().fit(np.delete(table, k, axis=0), np.delete(found.modules, k))
        linalg, stats = model.predict_log_proba(table[[k]])[0]
        assert found.final[k] == pytest.approx(10 / np.log(10) * (linalg - stats), rel=1e-9, abs=1e-9)
    assert found.claimed == pytest.approx(expit(-np.abs(found.final) * np.log(10) / 10).mean(), rel=1e-9)
    assert found.wrong.sum() == {(0, 0): 4, (1, 0): 7, (0, 1): 1, (1, 1): 2}[once, own]
    assert found.final[found.order.argsort()].tolist() == sorted(found.final)


@pytest.mark.parametrize("own", [False, True])
@pytest.mark.parametrize("once", [False, True])
def test_words_one_after_another_end_where_the_counts_do(once, own):
    texts, table = docstrings.texts(), docstrings.table(once, own)
    for k in range(0, 231, 7):
        read = docstrings.reading(k, once, own)
        assert read.path[-1] == pytest.approx(docstrings.judged(once, own).final[k], abs=1e-9)
        assert len(read.words) == len(texts.words[k])
        found = {word: (weight, times) for word, weight, times in read.strongest(len(read.words), 1000)}
        assert sum(times for _, times in found.values()) == table[k].sum()
        assert not own or not read.weights[texts.shared[k]].any()
        up, down = read.strokes(len(read.words))
        steps = np.nansum(np.diff(up.reshape(-1, 3)[:, :2])), np.nansum(np.diff(down.reshape(-1, 3)[:, :2]))
        assert steps == pytest.approx((read.weights[read.weights > 0].sum(), read.weights[read.weights < 0].sum()))


def test_sentences_stop_at_the_parameters():
    text = """Det A. The DET of A-1; see b.

    Parameters
    ----------
    a : array
    """
    assert docstrings.sentences(text) == [["det"], ["the", "det", "of"], ["see"]]

"""Bounds against published numbers and exact binomial laws (scipy.stats); fits against numpy.linalg.lstsq."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.stats import binom
from sklearn.datasets import load_breast_cancer, load_digits

from mathcore.advanced import generalization as gen
from mathcore.common.randomness import random_integers, random_normals, random_uniforms, random_words

COUNTS = np.array([1, 10, 100, 1000])


@pytest.fixture(scope="module")
def runs() -> gen.Runs:
    return gen.runs(3, COUNTS)


def test_published_numbers():
    assert gen.hoeffding(1000, 0.05, 100) == pytest.approx(0.0644, abs=5e-5)
    found = [float(gen.vapnik(n, 0.05, gen.polynomial_growth(2 * n, 3))) for n in (1e3, 1e4, 1e5)]
    assert found == pytest.approx([0.466, 0.165, 0.0573], abs=6e-4)
    assert gen.enough(0.1, 0.1, 3) == pytest.approx(
        brentq(lambda n: gen.vapnik(n, 0.1, gen.polynomial_growth(2 * n, 3)) - 0.1, 1e4, 1e5), rel=1e-9
    )
    assert gen.enough(0.1, 0.1, 3) == pytest.approx(29300, abs=50)  # Learning from Data: about 30,000


@pytest.mark.parametrize("risk", [0.02, 0.2, 0.5])
@pytest.mark.parametrize("n", [10, 100, 1000])
def test_hoeffding_holds_for_the_exact_binomial(n, risk):
    for delta in (0.01, 0.05, 0.5):
        k = np.arange(n + 1)
        beyond = np.abs(k / n - risk) > gen.hoeffding(n, delta)
        assert binom.pmf(k[beyond], n, risk).sum() <= delta


def test_the_crossing_of_union_and_vapnik():
    growth = float(gen.stump_growth(2000, 30))
    many = gen.widest(1000, 0.05, growth)
    assert gen.hoeffding(1000, 0.05, 10.0**many) == pytest.approx(float(gen.vapnik(1000, 0.05, growth)))


def test_no_sample_has_more_labelings_than_the_growth_function():
    table = load_breast_cancer().data[:40]
    made = {tuple((column >= cut).tolist()) for column in table.T for cut in [*column, np.inf]}
    assert len(made) <= np.exp(gen.stump_growth(40, 30)) + 1e-9


def test_gaps_are_those_of_a_plain_loop(runs):
    world = gen.population()
    for run, k in ((0, 2), (7, 6), (199, 12)):
        n = gen.SIZES[k]
        cases = random_integers(3, run, 0, n, 569).astype(int)
        wrong = world.says[:, cases] != world.labels[cases]
        gaps = np.abs(wrong.mean(axis=1) - world.risks)
        assert runs.gaps[run, k] == pytest.approx([gaps[:m].max() for m in COUNTS], abs=2e-6)
        unseen = np.setdiff1d(np.arange(569), cases)
        assert runs.rote[run, k] == pytest.approx((load_breast_cancer().target[unseen] == 0).sum() / 569)
    assert gen.sample_errors(gen.sample_counts(3, 0, 178)).shape == (1000,)


def test_one_stump_has_the_binomial_law(runs):
    risk = gen.population().risks[0]
    for k in (4, 8):
        n = gen.SIZES[k]
        share = np.mean(runs.gaps[:, k, 0] <= np.sqrt(risk * (1 - risk) / n))
        j = np.arange(n + 1)
        exact = binom.pmf(j[np.abs(j / n - risk) <= np.sqrt(risk * (1 - risk) / n)], n, risk).sum()
        assert share == pytest.approx(exact, abs=4 * np.sqrt(0.25 / gen.RUNS))


def test_coins(runs):
    """Of one hypothesis R̂ is E|S_n|/n of a fair walk; of more it only grows, and is at most Massart's bound."""
    for k, n in enumerate(gen.SIZES):
        j = np.arange(n + 1)
        exact = np.abs(2 * j - n) @ binom.pmf(j, n, 0.5) / n
        assert runs.coins[k, 0] == pytest.approx(exact, abs=4 * np.sqrt(1 / n / gen.COINS))
        assert (np.diff(runs.coins[k]) >= 0).all()
        assert runs.coins[k, 3] <= np.sqrt(2 * np.log(2 * 1000) / n) + 0.02


def test_rows_of_the_table_are_made_again():
    rows = json.loads(gen.TABLE.read_text())
    assert len(rows) == len(gen.WIDTHS) and gen.WIDTHS[16] == gen.TRAINED
    for k in (3, 9):
        again = gen.fit(gen.WIDTHS[k])
        for name in ("train", "test"):
            assert rows[k][name] == pytest.approx(again[name], abs=0.0031), name
        for name in ("norm", "price", "spectrum", "ball"):
            assert rows[k][name] == pytest.approx(again[name], rel=1e-5), name


def test_a_fit_is_numpys_least_squares():
    pixels, labels = load_digits(return_X_y=True)
    order = np.argsort(random_words(gen.NOISY, 0, 0, 1797), kind="stable")[:1500]
    k = 13  # 211 cosines
    width = gen.WIDTHS[k]
    waves = random_normals(gen.NOISY, 2, 0, 64 * width).reshape(-1, 64)
    phases = 2 * np.pi * random_uniforms(gen.NOISY, 3, 0, width)
    features = np.sqrt(2 / width) * np.cos(pixels[order] / 16 @ waves.T / 2 + phases)
    weights = np.linalg.lstsq(features[:500], np.eye(10)[labels[order[:500]]] - 0.1, rcond=None)[0]
    right = (features @ weights).argmax(axis=1) == labels[order]
    found = gen.memorised()
    assert found.norm[k, 0] == pytest.approx(np.linalg.norm(weights), rel=1e-6)
    assert [found.train[k, 0], found.test[k, 0]] == pytest.approx([right[:500].mean(), right[500:].mean()], abs=2e-3)


def test_what_the_table_says():
    found, last, exact = gen.memorised(), len(gen.WIDTHS) - 1, gen.WIDTHS.index(500)
    assert (found.train[exact:] == 1).all()  # every labeling is learnt
    assert found.test[last, 0] > 0.97 and abs(found.test[last, 4] - 0.1) < 0.03
    assert found.norm[last, 4] > 3.5 * found.norm[last, 0]
    assert found.norm == pytest.approx(found.price, rel=1e-6)
    assert (found.ball[:, 0] <= found.ball[:, 1]).all()

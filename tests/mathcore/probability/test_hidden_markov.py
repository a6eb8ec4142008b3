"""Hidden states against all paths by brute force, and against statsmodels' regime switching on the Nile."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import norm
from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

from mathcore.probability import hidden_markov as hidden

UPPER, LOWER, SPREAD, STAY = 1097.75, 849.97, 126.4, 0.98


def model(seed: int, zeros: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    p, start = rng.dirichlet(np.ones(3), 3), rng.dirichlet(np.ones(3))
    if zeros:
        p[0], p[1] = (0.6, 0.4, 0.0), (0.0, 0.3, 0.7)
    return p, start, np.log(rng.uniform(0.05, 1, (5, 3)))


@pytest.mark.parametrize("zeros", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_everything_against_all_paths(seed, zeros):
    p, start, seen = model(seed, zeros)
    found, (path, top) = hidden.beliefs(p, start, seen), hidden.viterbi(p, start, seen)
    every = hidden.every_path(3, 5)
    assert len(every) == len({tuple(way) for way in every.tolist()}) == 243
    chances = np.array([
        start[way[0]] * np.prod([p[i, j] for i, j in pairwise(way)])
        * np.exp(sum(seen[t, k] for t, k in enumerate(way))) for way in every
    ])  # fmt: skip
    assert np.exp(hidden.log_probability(p, start, seen, every)) == pytest.approx(chances)
    assert np.exp(found.log_evidence) == pytest.approx(np.full(5, chances.sum()))
    assert top == pytest.approx(np.log(chances.max()))
    assert path.tolist() == every[chances.argmax()].tolist()
    answers = hidden.decode(p, start, seen)
    assert (
        answers.best.tolist() == path.tolist() and answers.log_best == top and answers.logs.max() == pytest.approx(top)
    )
    assert answers.daily.tolist() == found.smoothed.argmax(axis=1).tolist()
    for t in range(5):
        shares = np.array([chances[every[:, t] == k].sum() for k in range(3)]) / chances.sum()
        assert found.smoothed[t] == pytest.approx(shares)
        short = hidden.beliefs(p, start, seen[: t + 1])
        assert found.filtered[t] == pytest.approx(short.smoothed[t])
    pair = [[chances[(every[:, 2] == i) & (every[:, 3] == j)].sum() for j in range(3)] for i in range(3)]
    assert found.pairs[2] == pytest.approx(np.array(pair) / chances.sum())


def test_the_days_best_states_may_form_an_impossible_path():
    p, start, nothing = np.array([[1.0, 0, 0], [0, 0, 1], [0, 0, 1]]), (0.4, 0.3, 0.3), np.zeros((2, 3))
    daily = hidden.beliefs(p, start, nothing).smoothed.argmax(axis=1)
    path, top = hidden.viterbi(p, start, nothing)
    assert daily.tolist() == [0, 2] and hidden.log_probability(p, start, nothing, daily) == -np.inf
    assert path.tolist() == [0, 0] and np.exp(top) == pytest.approx(0.4)


def test_what_cannot_be_seen_is_refused():
    with pytest.raises(ValueError, match="probability zero"):
        hidden.beliefs(np.eye(2), (1.0, 0.0), hidden.log([[1.0, 1.0], [0.0, 1.0]]))


def test_a_sighting_names_the_state_or_says_nothing():
    seen = np.exp(hidden.noisy("b-", "abc", 0.8))
    assert seen == pytest.approx(np.array([[0.1, 0.8, 0.1], [1, 1, 1]]))


def test_the_nile_against_statsmodels():
    years, flow = hidden.nile_flow()
    assert years[[0, -1]].tolist() == [1871, 1970] and flow[:28].mean() == UPPER
    seen = hidden.normal(flow, (UPPER, LOWER), SPREAD)
    assert seen[:, 1] == pytest.approx(norm.logpdf(flow, LOWER, SPREAD))
    found = hidden.beliefs(hidden.staying(STAY), (0.5, 0.5), seen)
    fitted = MarkovRegression(flow, k_regimes=2, trend="c").smooth(
        np.array([STAY, 1 - STAY, UPPER, LOWER, SPREAD**2])  # staying in 0, from 1 to 0, both levels, the variance
    )
    assert found.smoothed[:, 0] == pytest.approx(fitted.smoothed_marginal_probabilities[:, 0], abs=1e-8)
    assert found.filtered[:, 0] == pytest.approx(fitted.filtered_marginal_probabilities[:, 0], abs=1e-8)
    assert found.log_evidence[0] == pytest.approx(fitted.llf) and np.ptp(found.log_evidence) < 1e-9
    path, top = hidden.viterbi(hidden.staying(STAY), (0.5, 0.5), seen)
    assert np.flatnonzero(np.diff(path)).tolist() == [27]  # after 1898
    assert found.smoothed[27:29, 0] == pytest.approx([0.839, 0.041], abs=5e-4)
    assert top == pytest.approx(float(hidden.log_probability(hidden.staying(STAY), (0.5, 0.5), seen, path)))


def test_the_best_path_of_a_part_of_the_nile_is_the_best_of_all():
    flow = hidden.nile_flow()[1][20:34]
    seen = hidden.normal(flow, (UPPER, LOWER), SPREAD)
    every = hidden.every_path(2, 14)
    logs = hidden.log_probability(hidden.staying(0.9), (0.5, 0.5), seen, every)
    path, top = hidden.viterbi(hidden.staying(0.9), (0.5, 0.5), seen)
    assert top == pytest.approx(logs.max()) and path.tolist() == every[logs.argmax()].tolist()

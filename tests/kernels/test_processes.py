"""Walks, looks, stochastic equations, chains, learning and diffusion against closed forms and other libraries."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy import integrate, stats

from mathcore import kernels


def test_walks_follow_the_binomial_and_the_arcsine_law(engine):
    n, r = 40, 60_000
    found = kernels.random_walks(n, r, 3)
    ups = np.arange(n + 1)
    assert stats.chisquare(*_pooled(found.end_counts, stats.binom(n, 0.5).pmf(ups) * r)).pvalue > 1e-4
    # Feller, volume 1, III.4: both laws are u(2k) u(n - 2k) with u(2k) = C(2k, k) / 4^k.
    u = np.array([stats.binom(2 * k, 0.5).pmf(k) for k in range(n // 2 + 1)])
    arcsine = np.zeros(n + 1)
    arcsine[::2] = u * u[::-1]
    for counts in (found.positive_counts, found.last_zero_counts):
        assert np.all(counts[1::2] == 0)
        assert stats.chisquare(*_pooled(counts[::2], arcsine[::2] * r)).pvalue > 1e-4
    # Reflection: P(max >= m) = P(S >= m) + P(S > m).
    for m in (3, 8):
        exact = stats.binom(n, 0.5).sf((n + m - 1) // 2) + stats.binom(n, 0.5).sf((n + m) // 2)
        assert found.top_counts[m:].sum() / r == pytest.approx(exact, abs=0.01)


def _pooled(counts, expected):
    """Cells with few expected counts put together, so that the chi-square law holds."""
    few = expected < 8.0
    counts, expected = (np.append(v[~few], v[few].sum()) for v in (counts, expected))
    return (counts, expected) if expected[-1] > 0 else (counts[:-1], expected[:-1])


@pytest.mark.parametrize("p", [0.5, 0.47])
def test_ruin_and_its_duration_in_closed_form(engine, p):
    found = kernels.gamblers_ruin(4, 10, 50_000, 3, probability=p)
    if p == 0.5:
        chance, duration = 0.6, 24.0
    else:
        q = (1 - p) / p
        chance = (q**4 - q**10) / (1 - q**10)
        duration = 4 / (1 - 2 * p) - 10 / (1 - 2 * p) * (1 - q**4) / (1 - q**10)
    assert found.playing == 0
    assert found.ruin_probability == pytest.approx(chance, abs=5 * 0.5 / np.sqrt(50_000))
    assert found.mean_duration == pytest.approx(duration, rel=0.05)


def test_peeking_inflates_as_published(engine):
    # Armitage, McPherson and Rowe (1969), table 2: 5 looks at 5% reject 14.2%, 10 looks 19.3%.
    for k, published in [(1, 0.05), (2, 0.083), (5, 0.142), (10, 0.193)]:
        found = kernels.repeated_looks(np.arange(1, k + 1), np.full(k, 1.959964), 200_000, 3)
        assert found.rejected[-1] == pytest.approx(published, abs=0.004)
    # Pocock's bound for 5 looks keeps 5%.
    found = kernels.repeated_looks(np.arange(1, 6), np.full(5, 2.413), 200_000, 4)
    assert found.rejected[-1] == pytest.approx(0.05, abs=0.003)
    power = kernels.repeated_looks([1.0], [1.959964], 200_000, 5, drift=2.8)
    assert power.above.sum() / 200_000 == pytest.approx(stats.norm.sf(1.959964 - 2.8), abs=0.005)


def test_exact_laws_of_brownian_motion_and_ornstein_uhlenbeck(engine):
    walk = kernels.sde_paths("brownian", [0.3, 2.0], 1.0, 4.0, 50, 20_000, 3)
    assert stats.kstest(walk.values[-1], stats.norm(1.0 + 1.2, 4.0).cdf).pvalue > 1e-4
    assert np.allclose(walk.values, 1.0 + 0.3 * walk.times[:, None] + 2.0 * walk.brownian)
    ou = kernels.sde_paths("ornstein_uhlenbeck", [2.0, 0.5, 0.8], -1.0, 1.0, 1000, 20_000, 3, keep=2)
    law = stats.norm(0.5 - 1.5 * np.exp(-2.0), 0.8 * np.sqrt((1 - np.exp(-4.0)) / 4.0))
    assert abs(ou.values[-1].mean() - law.mean()) < 0.02
    assert ou.values[-1].std() == pytest.approx(law.std(), rel=0.03)


def test_strong_orders_one_half_and_one(engine):
    errors: dict[str, list[float]] = {"euler": [], "milstein": []}
    for scheme, found in errors.items():
        for steps in (16, 64, 256):
            run = kernels.sde_paths(
                "geometric", [0.5, 1.0], 1.0, 1.0, steps, 4000, 3, scheme=scheme, refine=256 // steps, keep=2
            )
            exact = np.exp(run.brownian[-1])  # mu - sigma^2 / 2 = 0
            found.append(float(np.mean(np.abs(run.values[-1] - exact))))
    order = {scheme: -np.polyfit(np.log([16, 64, 256]), np.log(found), 1)[0] for scheme, found in errors.items()}
    assert order["euler"] == pytest.approx(0.5, abs=0.12)
    assert order["milstein"] == pytest.approx(1.0, abs=0.12)


def test_refined_runs_follow_the_same_brownian_motion(engine):
    fine = kernels.sde_paths("brownian", [0.0, 1.0], 0.0, 1.0, 64, 300, 9, keep=17)
    coarse = kernels.sde_paths("brownian", [0.0, 1.0], 0.0, 1.0, 16, 300, 9, refine=4, keep=17)
    assert np.allclose(fine.brownian, coarse.brownian, atol=1e-12)


def test_double_well_has_boltzmanns_law(engine):
    run = kernels.sde_paths("double_well", [1.0, 1.0], 0.0, 30.0, 3000, 8000, 3, keep=2)
    edges = np.linspace(-2, 2, 9)
    fine = np.linspace(-4, 4, 8001)
    weight = np.exp(-2.0 * (fine**4 / 4 - fine**2 / 2))
    cdf = np.cumsum(weight) / weight.sum()
    exact = np.diff(np.interp(edges, fine, cdf))
    assert np.allclose(run.histogram(edges) / 8000, exact, atol=0.02)


def test_crossings_are_those_of_the_same_paths(engine):
    """With the same arguments the paths of both kernels are the same; refined and not, from below and from above."""
    for model, parameters, level in (("double_well", [1.0, 0.8], 0.5), ("ornstein_uhlenbeck", [1.0, 0.0, 1.0], -2.0)):
        for refine in (1, 3):
            run = kernels.sde_paths(model, parameters, -1.0, 8.0, 100, 700, 3, refine=refine, keep=101)
            found = kernels.first_crossings(model, parameters, -1.0, level, 8.0, 100, 700, 3, refine=refine)
            beyond = run.values >= level if level > -1.0 else run.values <= level
            first = np.where(beyond.any(axis=0), run.times[beyond.argmax(axis=0)], np.inf)
            assert np.allclose(found.times, first)
            assert found.crossed == np.mean(np.isfinite(first))
            assert found.by([4.0, 8.0])[1] == found.crossed and np.isnan(found.by(9.0))


def test_brownian_motion_meets_a_level_by_the_reflection_principle_with_the_shift_of_looking_rarely(engine):
    # Broadie, Glasserman and Kou (1997): the level stands zeta(1/2) / sqrt(2 pi) sqrt(h) farther away.
    h = 0.01
    found = kernels.first_crossings("brownian", [0.0, 1.0], 0.0, 1.0, 1.0, 100, 200_000, 3)
    assert found.crossed == pytest.approx(2 * stats.norm.sf(1.0 + 0.5826 * np.sqrt(h)), abs=0.004)
    assert abs(found.crossed - 2 * stats.norm.sf(1.0)) > 0.01


def test_the_double_well_is_left_after_the_mean_time_of_the_double_integral(engine):
    # dX = (X - X^3) dt + s dW: E T(-1 -> 1) = 2/s^2 int_-1^1 e^{2V(y)/s^2} int_-inf^y e^{-2V(z)/s^2} dz dy, Gardiner.
    s = 0.7
    v = lambda x: x**4 / 4 - x**2 / 2  # noqa: E731
    inner = lambda y: integrate.quad(lambda z: np.exp(-2 * v(z) / s**2), -6, y)[0]  # noqa: E731
    exact = 2 / s**2 * integrate.quad(lambda y: np.exp(2 * v(y) / s**2) * inner(y), -1, 1)[0]
    assert exact == pytest.approx(14.64, abs=0.01)
    found = kernels.first_crossings("double_well", [1.0, s], -1.0, 1.0, 400.0, 40_000, 4_000, 3)
    assert found.crossed == 1.0
    # The mean of 4,000 times of about that deviation, and the looks: 0.58 s sqrt(h) beyond the level, in time some 1%.
    assert found.times.mean() == pytest.approx(exact, rel=0.06)


def test_a_level_at_the_start_is_refused(engine):
    with pytest.raises(ValueError, match="where the paths start"):
        kernels.first_crossings("brownian", [0.0, 1.0], 1.0, 1.0, 1.0, 10, 10, 3)


def test_markov_chains_follow_the_powers_of_their_matrix(engine):
    p = np.random.default_rng(1).dirichlet(np.ones(4), size=4)
    start = np.array([1.0, 0.0, 0.0, 0.0])
    counts = kernels.markov_chains(p, start, 12, 50_000, 3)
    assert counts.shape == (13, 4) and np.all(counts.sum(axis=1) == 50_000)
    for t in (1, 2, 5, 12):
        exact = start @ np.linalg.matrix_power(p, t)
        assert stats.chisquare(counts[t], exact * 50_000).pvalue > 1e-4
    assert counts[0, 0] == 50_000


@pytest.mark.parametrize("leaps", [0, 10])
@pytest.mark.parametrize(("density", "parameters"), [("gaussian", [0.6]), ("banana", [0.3, 1.5]), ("mixture", [3.0])])
def test_chains_have_the_moments_of_their_density(engine, density, parameters, leaps):
    starts = np.random.default_rng(2).normal(size=(200, 2))
    found = kernels.sample_density(density, parameters, starts, 600, 3, step=0.25 if leaps else 1.5, leaps=leaps)
    kept = found.points[100:].reshape(-1, 2)
    x, y = np.meshgrid(np.linspace(-9, 9, 400), np.linspace(-9, 14, 500))
    weight = np.exp(kernels.log_density(density, parameters, x, y))
    weight /= weight.sum()
    for f in (lambda x, y: x, lambda x, y: y, lambda x, y: x * x, lambda x, y: y * y, lambda x, y: x * y):
        assert np.mean(f(kept[:, 0], kept[:, 1])) == pytest.approx(np.sum(weight * f(x, y)), abs=0.15)
    assert np.all((found.acceptance > 0.1) & (found.acceptance <= 1.0))
    assert np.all(found.r_hat(100) < 1.2)


@pytest.mark.parametrize("leaps", [0, 9])
@pytest.mark.parametrize(("density", "parameters"), [("gaussian", [0.6]), ("banana", [0.5, 1.5]), ("mixture", [3.0])])
def test_the_chain_goes_to_the_end_of_a_proposals_path_or_stays(engine, density, parameters, leaps):
    starts = np.random.default_rng(2).normal(size=(20, 2))
    arguments = (density, parameters, starts, 80, 3)
    chains = kernels.sample_density(*arguments, step=0.4, leaps=leaps)
    paths = kernels.proposal_paths(*arguments, step=0.4, leaps=leaps)
    assert paths.points.shape == (80, max(leaps, 1) + 1, 20, 2) and paths.energy.shape == paths.points.shape[:3]
    assert np.array_equal(paths.points[:, 0], chains.points[:-1])
    taken = np.all(chains.points[1:] == paths.points[:, -1], axis=2)
    assert np.array_equal(chains.points[1:][~taken], chains.points[:-1][~taken])
    assert np.array_equal(taken.mean(axis=0), chains.acceptance)
    potential = -kernels.log_density(density, parameters, paths.points[..., 0], paths.points[..., 1])
    if leaps == 0:
        assert np.array_equal(paths.energy, potential)
    else:
        # Leaps move by the momentum at their middle; half a gradient on each side gives those at their ends.
        h = 1e-5

        def force(q: np.ndarray) -> np.ndarray:
            at = lambda dx, dy: kernels.log_density(density, parameters, q[..., 0] + dx, q[..., 1] + dy)  # noqa: E731
            return np.stack([at(h, 0) - at(-h, 0), at(0, h) - at(0, -h)], axis=-1) / (2 * h)

        q = paths.points
        momentum = (q[:, 1:] - q[:, :-1]) / 0.4 + 0.2 * force(q[:, 1:])
        assert np.allclose(paths.energy[:, 1:], potential[:, 1:] + 0.5 * (momentum**2).sum(axis=3), atol=1e-5)
        rise = paths.energy[:, -1] - paths.energy[:, 0]
        assert np.all(taken[rise <= 0]) and not np.any(taken[rise > 40])


def test_leaps_go_back_the_way_they_came_and_keep_the_energy_to_second_order(engine):
    """The two properties that make the proposal fair and good: reversible, and an error of the square of the step."""
    worst = []
    for step, leaps in ((0.1, 20), (0.05, 40)):
        path = kernels.proposal_paths("banana", [0.3, 2.0], [[0.4, -0.3]], 1, 7, step=step, leaps=leaps)
        worst.append(np.abs(path.energy[0, :, 0] - path.energy[0, 0, 0]).max())
    assert worst[0] / worst[1] == pytest.approx(4.0, rel=0.1)


@pytest.mark.parametrize("r", [-0.7, 0.0, 0.9])
def test_gibbs_has_its_stationary_law_and_its_memory(engine, r):
    """Each sweep multiplies the memory of y by r^2, so y is an autoregression with that coefficient."""
    found = kernels.gibbs_chains(r, np.zeros((400, 2)), 600, 3)
    assert found.points.shape == (601, 400, 2) and np.all(found.acceptance == 1.0)
    kept = found.points[100:]
    assert np.allclose(np.cov(kept.reshape(-1, 2).T), [[1.0, r], [r, 1.0]], atol=0.03)
    assert np.all(stats.kstest(kept[::100, :, 1].ravel(), "norm").pvalue > 1e-4)
    y = kept[..., 1]
    assert np.mean(y[1:] * y[:-1]) == pytest.approx(r * r, abs=0.03)
    x_given_y = np.polyfit(kept[:-1, :, 1].ravel(), kept[1:, :, 0].ravel(), 1)[0]
    assert x_given_y == pytest.approx(r, abs=0.02)


def test_short_leaps_are_always_accepted(engine):
    found = kernels.sample_density("gaussian", [0.5], np.zeros((8, 2)), 500, 3, step=0.01, leaps=5)
    assert np.all(found.acceptance > 0.99)


def grid() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    walls = np.zeros((4, 5))
    walls[1, 1:4] = 1
    rewards = np.full((4, 5), -0.05)
    rewards[3, 4] = 1.0
    terminal = np.zeros((4, 5))
    terminal[3, 4] = 1
    return walls, rewards, terminal


WORLD = grid()


def test_q_learning_finds_the_values_of_value_iteration(engine):
    walls, rewards, terminal = grid()
    found = kernels.gridworld(
        walls, rewards, terminal, (0, 0), 3000, 4, 3, learning_rate=0.5, discount=0.9, exploration=0.5
    )
    value = np.zeros((4, 5))
    q = np.zeros((4, 5, 4))
    for _ in range(200):
        for i, j in np.ndindex(4, 5):
            for a, (di, dj) in enumerate([(-1, 0), (0, 1), (1, 0), (0, -1)]):
                r, c = i + di, j + dj
                r, c = (r, c) if 0 <= r < 4 and 0 <= c < 5 and not walls[r, c] else (i, j)
                q[i, j, a] = rewards[r, c] + 0.9 * value[r, c] * (1 - terminal[r, c])
        value = q.max(axis=2) * (1 - terminal)
    open_cells = (walls == 0) & (terminal == 0)
    assert np.allclose(found.q.max(axis=3)[:, open_cells], value[open_cells], atol=1e-6)
    assert found.returns[:, -500:].max() <= value[0, 0] + 1e-9


def cliff():
    """Sutton and Barto, example 6.6: 4 x 12, reward -1 a move, a cliff of -100 along the lower edge."""
    rewards, terminal = np.full((4, 12), -1.0), np.zeros((4, 12))
    rewards[3, 1:11] = -100.0
    terminal[3, 1:] = 1
    return np.zeros((4, 12)), rewards, terminal


def route(q, start=(3, 0), longest=60):
    """The cells of the greedy walk from the lower left corner, the start included."""
    at, seen = start, [start]
    while at != (3, 11) and len(seen) < longest:
        di, dj = [(-1, 0), (0, 1), (1, 0), (0, -1)][int(q[at].argmax())]
        at = (min(max(at[0] + di, 0), 3), min(max(at[1] + dj, 0), 11))
        seen.append(at)
    return seen


def test_sarsa_walks_away_from_the_cliff_and_q_learning_along_it(engine):
    # Sutton and Barto (2018), example 6.6: Q-learning learns the 13 moves along the edge, SARSA a detour further up,
    # and SARSA's returns while it explores are the better ones.
    found = {
        on: kernels.gridworld(*cliff(), (3, 0), 3000, 6, 3, learning_rate=0.1, discount=1.0, on_policy=on)
        for on in (False, True)
    }
    routes = {on: [route(q) for q in each.q] for on, each in found.items()}
    assert all(len(each) == 14 for each in routes[False])
    assert all(14 < len(each) < 60 and each[-1] == (3, 11) for each in routes[True])
    assert all(min(i for i, j in each if 2 < j < 9) < 2 for each in routes[True])
    late = {on: each.returns[:, -1000:].mean() for on, each in found.items()}
    assert late[True] > late[False] + 5


def test_sarsa_without_exploration_is_td_of_the_greedy_moves(engine):
    """Where it neither explores nor slips, what is learnt along its walk is the value of that walk."""
    walls, rewards, terminal = grid()
    found = kernels.gridworld(
        walls, rewards, terminal, (0, 0), 4000, 1, 3, learning_rate=0.3, discount=0.9, exploration=0.0, on_policy=True
    )
    best = found.q.max(axis=3)[0]
    at, steps = (0, 0), [(0, 0)]
    while not terminal[at] and len(steps) < 30:
        di, dj = [(-1, 0), (0, 1), (1, 0), (0, -1)][int(found.q[0][at].argmax())]
        at = (at[0] + di, at[1] + dj)
        steps.append(at)
    exact = 0.0
    for here, there in list(itertools.pairwise(steps))[::-1]:
        exact = rewards[there] + 0.9 * exact * (not terminal[there])
        assert best[here] == pytest.approx(exact, abs=1e-6)


def test_td_finds_the_values_of_the_policy(engine):
    walls, rewards, terminal = grid()
    policy = np.ones((4, 5), dtype=int)
    policy[:, 4] = 2
    found = kernels.gridworld(
        walls, rewards, terminal, (0, 0), 400, 2, 3, learning_rate=0.2, discount=0.9, policy=policy
    )
    rest = [sum(-0.05 * 0.9**i for i in range(k - 1)) + 0.9 ** (k - 1) for k in range(1, 8)]
    assert np.allclose(found.q[:, 0, :, 0], [rest[6], rest[5], rest[4], rest[3], rest[2]], atol=1e-6)


@pytest.mark.parametrize("stochastic", [True, False])
def test_the_reverse_process_returns_the_mixture(engine, stochastic):
    weights, centres, s = np.array([0.5, 0.3, 0.2]), np.array([[2.0, 0.0], [-2.0, 1.0], [0.0, -2.0]]), 0.3
    found = kernels.reverse_diffusion(weights, centres, s, 6000, 3, duration=6.0, steps=400, stochastic=stochastic)
    assert found.times[0] == pytest.approx(6.0) and found.times[-1] == 0.0
    assert found.points.shape == (len(found.times), 6000, 2)
    end = found.points[-1]
    nearest = np.linalg.norm(end[:, None] - centres, axis=2).argmin(axis=1)
    assert np.allclose(np.bincount(nearest) / 6000, weights, atol=0.03)
    for k in range(3):
        cloud = end[nearest == k]
        assert np.allclose(cloud.mean(axis=0), centres[k], atol=0.05)
        assert np.allclose(cloud.std(axis=0), s, rtol=0.12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: kernels.random_walks(0, 5, 1), "steps"),
        (lambda: kernels.random_walks(5, 5, 1, probability=1.5), "probability"),
        (lambda: kernels.gamblers_ruin(5, 5, 10, 1), "start"),
        (lambda: kernels.repeated_looks([1.0, 0.5], [2.0, 2.0], 10, 1), "ascend"),
        (lambda: kernels.repeated_looks([1.0], [2.0, 2.0], 10, 1), "as many"),
        (lambda: kernels.sde_paths("heston", [1.0], 0.0, 1.0, 5, 5, 1), "model"),
        (lambda: kernels.sde_paths("geometric", [1.0], 0.0, 1.0, 5, 5, 1), "parameters"),
        (lambda: kernels.sde_paths("geometric", [1.0, 1.0], 0.0, 0.0, 5, 5, 1), "duration"),
        (lambda: kernels.markov_chains([[0.5, 0.4], [0.0, 1.0]], [1.0, 0.0], 5, 5, 1), "sum to 1"),
        (lambda: kernels.markov_chains([[0.5, 0.5]], [1.0, 0.0], 5, 5, 1), "shape"),
        (lambda: kernels.sample_density("gaussian", [1.0], [[0.0, 0.0]], 5, 1, step=1.0), "correlation"),
        (lambda: kernels.gibbs_chains(-1.0, [[0.0, 0.0]], 5, 1), "correlation"),
        (lambda: kernels.gibbs_chains(0.5, [[0.0]], 5, 1), "columns"),
        (lambda: kernels.proposal_paths("gaussian", [0.1], np.zeros((99, 2)), 10**5, 1, step=1.0, leaps=9), "kept"),
        (lambda: kernels.sample_density("funnel", [1.0], [[0.0, 0.0]], 5, 1, step=1.0), "density"),
        (lambda: kernels.gridworld(*WORLD, (1, 1), 5, 1, 1), "start"),
        (lambda: kernels.gridworld(*WORLD, (0, 0), 5, 1, 1, discount=1.1), "discount"),
        (lambda: kernels.reverse_diffusion([1.0], [[0.0, 0.0]], 0.0, 10, 1), "deviation"),
        (lambda: kernels.reverse_diffusion([1.0, 1.0], [[0.0, 0.0]], 1.0, 10, 1), "weights"),
    ],
)
def test_bad_arguments_are_refused_in_a_sentence(engine, call, words):
    with pytest.raises(ValueError, match=words):
        call()

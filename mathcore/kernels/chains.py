"""Markov chains, chains that sample a density, and agents that learn in a gridworld."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.chains import CHAIN_LANES, DENSITIES, LANES
from mathcore.kernels_numpy.chains import log_density as _log_density
from mathcore.kernels_numpy.learning import neighbours

from . import _check
from ._engine import backend, kernel
from ._run import MOST_DRAWS, Control, block_range, joined, over_blocks
from .sampling import block_count


def markov_chains(
    transition: npt.ArrayLike,
    initial: npt.ArrayLike,
    steps: int,
    chains: int,
    seed: int,
    *,
    control: Control | None = None,
) -> Integers:
    """How many of some chains are in each state at each time; (steps + 1, k).

    transition (k, k): row i holds the probabilities of the moves from i; initial (k,): those of the start. Each row
    sums to 1 within 1e-9; k at most 256. steps 1 to 100,000; chains 1 to 10^8; chains times steps times k at most 4e10.
    """
    p, start = _check.array("transition", transition, 2), _check.array("initial", initial, 1)
    k = _check.integer("the number of states", len(start), 1, 256)
    if p.shape != (k, k):
        raise ValueError(f"transition has the shape {p.shape}: with {k} states it must be {(k, k)}.")
    if np.any(p < 0.0) or np.any(start < 0.0):
        raise ValueError("A probability is below 0.")
    if np.any(np.abs(p.sum(axis=1) - 1.0) > 1e-9) or abs(start.sum() - 1.0) > 1e-9:
        raise ValueError("Each row of transition, and initial, must sum to 1.")
    steps = _check.integer("steps", steps, 1, 100_000)
    chains = _check.integer("chains", chains, 1, 100_000_000)
    _check.work("markov_chains", steps * chains * k, MOST_DRAWS)
    seed, kernel = _check.seed(seed), backend().markov
    rows, begin = np.cumsum(p, axis=1), np.cumsum(start)
    parts = over_blocks(
        lambda a, b: kernel(rows, begin, steps, chains, seed, a, b),
        block_range(None, block_count(chains, LANES)),
        control,
    )
    return np.asarray(np.sum(parts, axis=0))


@dataclass(frozen=True)
class Chains:
    """points : (steps + 1, c, 2), the start first; acceptance : (c,) share of the proposals that each chain took."""

    points: Floats
    acceptance: Floats

    def r_hat(self, burn: int = 0) -> Floats:
        """Gelman and Rubin's (1992) ratio for x and y, after ``burn`` steps; (2,); needs two chains."""
        kept = self.points[burn:]
        n = len(kept)
        within = kept.var(axis=0, ddof=1).mean(axis=0)
        between = kept.mean(axis=0).var(axis=0, ddof=1)
        return np.asarray(np.sqrt((n - 1) / n + between / within))


def log_density(density: str, parameters: npt.ArrayLike, x: npt.ArrayLike, y: npt.ArrayLike) -> Floats:
    """The logarithm of a density of ``sample_density``, up to a constant, at points of any shapes that broadcast."""
    p = _density_parameters(density, parameters)
    at = [_check.array(name, v, np.ndim(v), 0) for name, v in (("x", x), ("y", y))]
    try:
        columns, rows = np.broadcast_arrays(*at)
    except ValueError:
        raise ValueError(f"x has the shape {at[0].shape} and y {at[1].shape}: they must broadcast.") from None
    return np.asarray(_log_density(density, p, columns, rows))


def _density_parameters(density: str, parameters: npt.ArrayLike) -> Floats:
    _check.choice("density", density, DENSITIES)
    given = _check.array("parameters", parameters, 1)
    needed = 2 if density == "banana" else 1
    if len(given) != needed:
        raise ValueError(f"{density} has {needed} parameter{'s' if needed > 1 else ''}, not {len(given)}.")
    if density == "gaussian" and not abs(given[0]) < 1.0:
        raise ValueError(f"The correlation is {given[0]:g}: it must lie strictly between -1 and 1.")
    if density == "banana" and not given[1] > 0.0:
        raise ValueError(f"The deviation is {given[1]:g}: it must be above 0.")
    return np.concatenate([given, np.zeros(2 - needed)])


def sample_density(
    density: str,
    parameters: npt.ArrayLike,
    starts: npt.ArrayLike,
    steps: int,
    seed: int,
    *,
    step: float,
    leaps: int = 0,
    control: Control | None = None,
) -> Chains:
    """Chains in the plane whose limit law is a density, by Metropolis (leaps = 0) or Hamiltonian Monte Carlo.

    Parameters
    ----------
    density, parameters
        gaussian (correlation r): log p = -(x^2 - 2 r x y + y^2) / (2 (1 - r^2)). banana (bend b, deviation s):
        log p = -(x^2 / s^2 + (y - b (x^2 - s^2))^2) / 2 (Haario et al., 1999). mixture (separation d): half and half,
        normals of deviation 1 at (-d/2, 0) and (d/2, 0).
    starts
        (c, 2); 1 to 10,000 chains.
    steps
        1 to 1,000,000; steps times chains at most 10,000,000 (160 MB).
    step, leaps
        Metropolis (1953): deviation of the normal proposal. HMC (Duane et al., 1987; Neal, 2011): length of each of
        the ``leaps`` leapfrog steps (1 to 1,000), with a mass of 1.
    """
    p = _density_parameters(density, parameters)
    at, steps = _starts_and_steps(starts, steps, 1)
    leaps = _check.integer("leaps", leaps, 0, 1_000)
    size, seed, kernel = _check.real("step", step, 0.0, 1e3, open_low=True), _check.seed(seed), backend().sample_density
    results = over_blocks(
        lambda a, b: kernel(density, p, size, leaps, at, steps, seed, a, b),
        block_range(None, block_count(len(at), CHAIN_LANES)),
        control,
    )
    points, accepted = zip(*results, strict=True)
    return Chains(np.concatenate(points, axis=1), np.concatenate(accepted) / steps)


def _starts_and_steps(starts: npt.ArrayLike, steps: int, each: int) -> tuple[Floats, int]:
    """The starts (c, 2) and the steps, where a step keeps ``each`` points."""
    at = _check.array("starts", starts, 2)
    if at.shape[1] != 2:
        raise ValueError(f"starts has {at.shape[1]} columns: a point of the plane has 2.")
    c = _check.integer("the number of chains", len(at), 1, 10_000)
    steps = _check.integer("steps", steps, 1, 1_000_000)
    if steps * c * each > 10_000_000:
        raise ValueError(f"steps times chains is {steps * c * each:,} points: at most 10,000,000 are kept.")
    return at, steps


@dataclass(frozen=True)
class ProposalPaths:
    """Where proposals pass: the start of step t, then each of its leaps; Metropolis has its proposal only.

    points : (steps, m, c, 2) with m = max(leaps, 1) + 1; energy : (steps, m, c), (px^2 + py^2) / 2 - log p, in which
    Metropolis has no momentum. Exact motion keeps the energy; the bar of acceptance is its rise from first to last.
    """

    points: Floats
    energy: Floats


def proposal_paths(
    density: str,
    parameters: npt.ArrayLike,
    starts: npt.ArrayLike,
    steps: int,
    seed: int,
    *,
    step: float,
    leaps: int = 0,
    control: Control | None = None,
) -> ProposalPaths:
    """The proposals of the chains that ``sample_density`` gives for the same arguments, those refused among them.

    Chain c moves at step t from ``points[t, 0, c]`` to ``points[t, -1, c]``, or stays. All as there, but steps times
    chains times the points of a path are at most 10,000,000.
    """
    p = _density_parameters(density, parameters)
    leaps = _check.integer("leaps", leaps, 0, 1_000)
    m = max(leaps, 1) + 1
    at, steps = _starts_and_steps(starts, steps, m)
    size, seed = _check.real("step", step, 0.0, 1e3, open_low=True), _check.seed(seed)
    compute = kernel("proposal_paths")
    parts = over_blocks(
        lambda a, b: compute(density, p, size, leaps, at, steps, seed, a, b),
        block_range(None, block_count(len(at), CHAIN_LANES)),
        control,
    )
    found = joined(parts, 1).reshape(steps, m, len(at), 3)
    return ProposalPaths(found[..., :2], found[..., 2])


def gibbs_chains(
    correlation: float, starts: npt.ArrayLike, steps: int, seed: int, *, control: Control | None = None
) -> Chains:
    """Gibbs's sampler (Geman and Geman, 1984) on two standard normals with a correlation r; nothing is refused.

    A step is a sweep: x from its law given y, N(r y, 1 - r^2), then y given the new x; between the two the chain is at
    (the new x, the old y). starts, steps: as in ``sample_density``.
    """
    r = _check.real("correlation", correlation)
    if not abs(r) < 1.0:
        raise ValueError(f"The correlation is {r:g}: it must lie strictly between -1 and 1.")
    at, steps = _starts_and_steps(starts, steps, 1)
    seed, compute = _check.seed(seed), kernel("gibbs")
    parts = over_blocks(
        lambda a, b: compute(r, at, steps, seed, a, b), block_range(None, block_count(len(at), CHAIN_LANES)), control
    )
    return Chains(joined(parts, 1), np.ones(len(at)))


@dataclass(frozen=True)
class Learning:
    """What agents learnt in a grid.

    Attributes
    ----------
    q : (agents, h, w, 4) values of the moves up, right, down, left; for TD(0), the values of the cells in the first.
    returns : (agents, episodes) discounted return of each episode.
    """

    q: Floats
    returns: Floats


def gridworld(
    walls: npt.ArrayLike,
    rewards: npt.ArrayLike,
    terminal: npt.ArrayLike,
    start: tuple[int, int],
    episodes: int,
    agents: int,
    seed: int,
    *,
    learning_rate: float = 0.1,
    discount: float = 0.95,
    exploration: float = 0.1,
    slip: float = 0.0,
    longest: int = 500,
    policy: npt.ArrayLike | None = None,
    on_policy: bool = False,
    control: Control | None = None,
) -> Learning:
    """Q-learning (Watkins, 1989), SARSA (Rummery and Niranjan, 1994), or TD(0) of a policy (Sutton, 1988), by
    independent agents.

    walls, rewards, terminal (h, w), at most 10,000 cells: walls and edges hold a move; the reward of a cell is paid on
    entering it; a terminal cell ends the episode, as do ``longest`` moves. A move is replaced by a random one with the
    chance ``slip``. An agent takes the best move known (the first of equals), or a random one with the chance
    ``exploration``. ``on_policy``: SARSA, which learns what a move is worth followed by the move that it makes next,
    exploration included; Q-learning learns its worth followed by the best. policy (h, w): moves 0 to 3 (up, right,
    down, left) to evaluate instead. The rates and chances lie in [0, 1]. episodes 1 to 100,000, agents 1 to 10,000;
    moves at most 4e9 in all.
    """
    blocked, ends = _check.array("walls", walls, 2) != 0.0, _check.array("terminal", terminal, 2) != 0.0
    prize = _check.array("rewards", rewards, 2)
    h, w = blocked.shape
    if ends.shape != (h, w) or prize.shape != (h, w) or h * w > 10_000:
        raise ValueError("walls, rewards and terminal must have one shape, of at most 10,000 cells.")
    i, j = _check.integer("start[0]", start[0], 0, h - 1), _check.integer("start[1]", start[1], 0, w - 1)
    if blocked[i, j] or ends[i, j]:
        raise ValueError(f"start is {(i, j)}: it must not be a wall or a terminal cell.")
    episodes = _check.integer("episodes", episodes, 1, 100_000)
    agents = _check.integer("agents", agents, 1, 10_000)
    longest = _check.integer("longest", longest, 1, 100_000)
    _check.work("gridworld", episodes * agents * longest, 4_000_000_000)
    moves = np.zeros(0, dtype=np.int64)
    if policy is not None:
        moves = np.ascontiguousarray(policy, dtype=np.int64).reshape(-1)
        if moves.size != h * w or moves.min() < 0 or moves.max() > 3:
            raise ValueError("policy must hold a move from 0 to 3 for each cell.")
    names = ("learning_rate", "discount", "exploration", "slip")
    given = (learning_rate, discount, exploration, slip)
    hyper = np.array([_check.real(name, value, 0.0, 1.0) for name, value in zip(names, given, strict=True)])
    after, seed, kernel = neighbours(blocked.astype(np.int64)), _check.seed(seed), backend().gridworld
    results = over_blocks(
        lambda a, b: kernel(
            after,
            prize.reshape(-1),
            ends.reshape(-1).astype(np.int64),
            moves,
            i * w + j,
            hyper,
            bool(on_policy),
            episodes,
            longest,
            seed,
            a,
            b,
        ),
        block_range(None, agents),
        control,
    )
    learnt, returns = zip(*results, strict=True)
    return Learning(np.concatenate(learnt).reshape(agents, h, w, 4), np.concatenate(returns))

"""Decisions in a grid: values by sweeps and by policy iteration, the best route for every discount, and the cliff.

Cells are numbered along rows from the top; moves are up, right, down, left (0 to 3), and walls and edges hold a move,
as in `mathcore.kernels.gridworld`. The reward of a cell is paid on entering it; a terminal cell ends the walk. With the
chance `slip` a move is replaced by one of the four, evenly. Sources: Bellman (1957); Howard (1960); Sutton and Barto,
*Reinforcement Learning* (2018), chapters 3, 4 and 6.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq

from mathcore import kernels

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))
ASIDE, DEEPEST = 0.03, 40  # how far beside a tie of two policies one looks which is better; of a parametric search
TIE = 1e-9  # moves whose worth differs by less of it are equals, and the first is made; far prizes are tiny at small γ


@dataclass(frozen=True)
class World:
    """A grid of `shape` (rows, columns): where each move leads, (n, 4), and for each cell its reward on entering,
    whether it ends the walk and whether it is a wall, each (n,)."""

    shape: tuple[int, int]
    after: Integers
    rewards: Array
    ends: NDArray[np.bool_]
    walls: NDArray[np.bool_]

    @cached_property
    def live(self) -> NDArray[np.bool_]:
        """Cells in which a move is made."""
        return ~(self.ends | self.walls)

    @cached_property
    def stray(self) -> Array:
        """Where one of the four moves, evenly drawn, leads: (n, n)."""
        n = len(self.rewards)
        out = np.zeros((n, n))
        for move in range(4):
            out[np.arange(n), self.after[:, move]] += 0.25
        return out

    def cell(self, place: Sequence[float]) -> int:
        """The number of the cell in column place[0], row place[1]."""
        return round(place[1]) * self.shape[1] + round(place[0])

    def place(self, cell: ArrayLike) -> Array:
        """Columns and rows of cells (k,): (k, 2)."""
        row, column = np.divmod(np.asarray(cell), self.shape[1])
        return np.stack([column, row], axis=-1).astype(float)


def world(shape: tuple[int, int], walls: ArrayLike, prizes: Sequence[tuple[Sequence[float], float]]) -> World:
    """A grid with walls (k, 2) and terminal prizes ((column, row), reward); a prize stands on a wall that is there, and
    on a prize named before it."""
    blocked, rewards, ends = np.zeros(shape, bool), np.zeros(shape), np.zeros(shape, bool)
    for column, row in np.asarray(walls, dtype=float).reshape(-1, 2).round().astype(int).tolist():
        blocked[row, column] = True
    for (x, y), reward in prizes:
        at = round(y), round(x)
        blocked[at], rewards[at], ends[at] = False, reward, True
    return _world(blocked, rewards, ends)


def _world(blocked: NDArray[np.bool_], rewards: Array, ends: NDArray[np.bool_]) -> World:
    shape = blocked.shape[0], blocked.shape[1]
    row, column = np.divmod(np.arange(blocked.size), shape[1])
    after = np.empty((blocked.size, 4), dtype=np.int64)
    for move, (down, right) in enumerate(MOVES):
        r, c = np.clip(row + down, 0, shape[0] - 1), np.clip(column + right, 0, shape[1] - 1)
        after[:, move] = np.where(blocked[r, c], row * shape[1] + column, r * shape[1] + c)
    return World(shape, after, rewards.ravel(), ends.ravel(), blocked.ravel())


def action_values(w: World, values: Array, discount: ArrayLike, slip: float) -> Array:
    """Bellman's right side for each move: (..., n, 4) from values (..., n) at discounts (...)."""
    entering = w.rewards + np.asarray(discount)[..., None] * np.where(w.ends, 0.0, values)
    made = entering[..., w.after]
    return np.where(w.live[:, None], (1 - slip) * made + slip * made.mean(axis=-1, keepdims=True), 0.0)


def greedy(q: Array) -> Integers:
    """The best move of each cell, the first of equals: (..., n)."""
    return np.argmax(q >= q.max(axis=-1, keepdims=True) - TIE * np.abs(q).max(axis=-1, keepdims=True), axis=-1)


def sweeps(w: World, start: Array, discount: float, slip: float, count: int) -> Array:
    """Values after 0, 1, ..., count sweeps of value iteration from `start` (n,): (count + 1, n)."""
    out = np.empty((count + 1, len(start)))
    out[0] = np.where(w.live, start, 0.0)
    for k in range(count):
        out[k + 1] = action_values(w, out[k], discount, slip).max(axis=-1)
    return out


def evaluate(w: World, policy: Integers, discount: ArrayLike, slip: float) -> Array:
    """The worth of policies (..., n) at discounts (...), by linear equations: (..., n).

    Raises:
        numpy.linalg.LinAlgError: at discount 1, where a policy need not come to an end.
    """
    gamma = np.asarray(discount, dtype=float)
    n = len(w.rewards)
    chosen = np.take_along_axis(np.broadcast_to(w.after, (*policy.shape, 4)), policy[..., None], -1)[..., 0]
    moves = np.eye(n)[chosen] * (1 - slip) + slip * w.stray
    moves = np.where(w.live[:, None], moves, 0.0)
    system = np.eye(n) - gamma[..., None, None] * moves * ~w.ends
    return np.asarray(np.linalg.solve(system, (moves @ w.rewards)[..., None])[..., 0])


def solve(w: World, discount: ArrayLike, slip: float, policy: Integers | None = None) -> tuple[Array, Integers]:
    """The best values (..., n) and the first of the best policies (..., n), by Howard's policy iteration, begun with
    what forty sweeps find, or with a policy (..., n). Discounts lie below 1, or each policy ends by slipping."""
    gamma = np.asarray(discount, dtype=float)
    if policy is None:
        values = np.zeros((*gamma.shape, len(w.rewards)))
        for _ in range(40):
            after = action_values(w, values, gamma, slip).max(axis=-1)
            if np.array_equal(after, values):  # where nothing slips, sweeps end: every route is short
                return values, greedy(action_values(w, values, gamma, slip))
            values = after
        policy = greedy(action_values(w, values, gamma, slip))
    values = evaluate(w, policy, gamma, slip)
    for _ in range(60):
        q = action_values(w, values, gamma, slip)
        now = np.take_along_axis(q, policy[..., None], -1)[..., 0]
        better = q.max(axis=-1) > now + TIE * 1e-2 * np.abs(now)
        if not better.any():
            break
        policy = np.where(better, q.argmax(axis=-1), policy)
        values = evaluate(w, policy, gamma, slip)
    return values, greedy(action_values(w, values, gamma, slip))


def route(w: World, policy: Integers, start: int) -> Integers:
    """The cells that a policy (n,) passes from `start` where no move slips, until it ends or comes back: (k,)."""
    path = [start]
    seen = {start}
    while not w.ends[path[-1]]:
        path.append(int(w.after[path[-1], policy[path[-1]]]))
        if path[-1] in seen:
            break
        seen.add(path[-1])
    return np.array(path)


def distances(w: World, start: int) -> Integers:
    """Moves to each cell on a shortest way that passes no terminal cell: (n,); -1 where there is none."""
    out = np.full(len(w.rewards), -1)
    out[start] = 0
    waiting = deque([start])
    while waiting:
        here = waiting.popleft()
        if w.ends[here]:
            continue
        for there in w.after[here].tolist():
            if out[there] < 0:
                out[there] = out[here] + 1
                waiting.append(there)
    return out


def break_even(small: float, near: int, large: float, far: int) -> float:
    """The discount at which a prize `small` after `near` moves is worth one `large` after `far`: small γ^(near-1) =
    large γ^(far-1). NaN where the larger one is not farther, or one is not `within_reach` (0 moves away)."""
    return (small / large) ** (1 / (far - near)) if far > near > 0 and large > small else np.nan


def within_reach(
    w: World, start: int, places: Sequence[Sequence[float]], sizes: Sequence[float]
) -> list[tuple[int, float]]:
    """Of prizes at `places`, in the order of the world, how many moves away each is and how large: (0, 0) for one that
    cannot be reached, that the start stands on, or that another one named later covers."""
    far = distances(w, start)
    cells = [w.cell(place) for place in places]
    seen = [far[c] > 0 and c not in cells[k + 1 :] for k, c in enumerate(cells)]
    return [(int(far[c]), float(size)) if ok else (0, 0.0) for c, size, ok in zip(cells, sizes, seen, strict=True)]


@dataclass(frozen=True)
class Strip:
    """The best policy over all discounts, seen from a start: discounts (m,), worth of the start (m,), its first move
    (m,), length of its route (m,; -1 where it does not end), where it ends (m,), and the discounts of its switches."""

    discounts: Array
    worth: Array
    first: Integers
    length: Integers
    ends_at: Integers
    switches: tuple[float, ...]
    corners: tuple[float, ...] = ()  # worths of the start at the switches
    # The stretches between switches: from, to, and of the route there its first move, length, and last cell.
    pieces: tuple[tuple[float, float, int, int, int], ...] = ((0.0, 1.0, 0, 0, -1),)

    @cached_property
    def curve(self) -> tuple[Array, Array]:
        """Discounts in order, the switches among them, and the worth at each."""
        x, y = np.append(self.discounts, self.switches), np.append(self.worth, self.corners)
        order = np.argsort(x, kind="stable")
        return x[order], y[order]


def strip(w: World, start: int, discounts: Array, slip: float) -> Strip:
    """`solve` over discounts (m,), and where the route changes: there the worths of two policies cross. Between two
    policies that cross a third may be better: then it is looked at on both sides (a parametric search)."""
    if w.ends[start] or w.walls[start]:
        nothing = np.zeros(len(discounts), dtype=np.int64)
        return Strip(discounts, np.zeros(len(discounts)), nothing, nothing, np.full(len(discounts), start), ())
    values, policies = solve(w, discounts, slip)
    signs = [_sign(w, policy, start) for policy in policies]
    switches: list[float] = []
    for k in range(len(discounts) - 1):
        if signs[k] != signs[k + 1]:
            ends = (discounts[k], policies[k]), (discounts[k + 1], policies[k + 1])
            switches += _crossings(w, start, slip, *ends, DEEPEST)
    first, length, last = np.array(signs).T
    # Each switch and the middle of each stretch between two, begun with what is best next to it on the grid.
    cuts = np.array([0.0, *switches, 1.0])
    asked = np.append(switches, 0.5 * (cuts[1:] + cuts[:-1]))
    nearby = policies[np.searchsorted(discounts, asked).clip(0, len(discounts) - 1)]
    worths, best = solve(w, asked, slip, nearby)
    corners = tuple(worths[: len(switches), start].tolist())
    signed = [_sign(w, policy, start) for policy in best[len(switches) :]]
    pieces = tuple((a, b, *sign) for (a, b), sign in zip(pairwise(cuts.tolist()), signed, strict=True))
    return Strip(discounts, values[:, start], first, length, last, tuple(switches), corners, pieces)


def _sign(w: World, policy: Integers, start: int) -> tuple[int, int, int]:
    path = route(w, policy, start)
    ended = bool(w.ends[path[-1]])
    return int(policy[start]), len(path) - 1 if ended else -1, int(path[-1]) if ended else -1


def _crossings(
    w: World, start: int, slip: float, low: tuple[float, Integers], high: tuple[float, Integers], depth: int
) -> list[float]:
    """Discounts between two at which the route of the best policy changes."""
    if _sign(w, low[1], start) == _sign(w, high[1], start):
        return []
    pair = np.stack([low[1], high[1]])

    def lead(gamma: float) -> float:
        worth = evaluate(w, pair, np.full(2, gamma), slip)[:, start]
        return float(worth[0] - worth[1])

    ends = lead(low[0]), lead(high[0])
    if ends[0] <= 0 or ends[1] >= 0:  # equals at an end: the switch is there, if beyond it the other one is better
        at, side, sign = (low[0], max(low[0] - ASIDE, low[0] / 2), 1) if ends[0] <= 0 else (high[0], 0.0, -1)
        side = side if sign > 0 else min(at + ASIDE, (at + 1) / 2)
        worth = evaluate(w, pair, np.full(2, side), slip)[:, start]
        return [at] if sign * (worth[0] - worth[1]) > TIE * worth.max() else []
    at = float(brentq(lead, low[0], high[0], xtol=1e-13, rtol=1e-13))
    best, policy = solve(w, at, slip, low[1])
    if depth and best[start] > evaluate(w, low[1], at, slip)[start] * (1 + 1e-9):
        middle = at, policy
        return [
            *_crossings(w, start, slip, low, middle, depth - 1),
            *_crossings(w, start, slip, middle, high, depth - 1),
        ]
    return [at]


# The cliff of Sutton and Barto, example 6.6: 4 rows of 12; -1 a move, -100 for a fall, which here ends the walk.
ROWS, COLUMNS, FALL = 4, 12, -100.0
START, GOAL = 3 * COLUMNS, 4 * COLUMNS - 1


def cliff(fall: float = FALL) -> World:
    """The cliff: from the lower left corner to the lower right one, over a fall between them."""
    rewards, ends = np.full((ROWS, COLUMNS), -1.0), np.zeros((ROWS, COLUMNS), bool)
    rewards[3, 1:-1], ends[3, 1:] = fall, True
    return _world(np.zeros((ROWS, COLUMNS), bool), rewards, ends)


def along(row: int) -> Integers:
    """The policy that goes up to a row (2: along the edge, 0: at the top), right in it, and down at the end: (48,)."""
    policy = np.full((ROWS, COLUMNS), 1)
    policy[row + 1 :, :] = 0
    policy[:, -1] = 2
    policy[:row, :-1] = 2  # from above, down to that row
    return policy.ravel()


@dataclass(frozen=True)
class Learner:
    """What agents learnt at the cliff: their mean values of moves (48, 4), the mean of their returns in each episode
    (episodes,), and the mean and its standard error over the last fifth of the episodes."""

    q: Array
    returns: Array
    late: float
    error: float


def learn(
    on_policy: bool, exploration: float, rate: float, episodes: int, agents: int, seed: int, fall: float = FALL
) -> Learner:
    """Q-learning, or SARSA if `on_policy`, at the cliff with discount 1, by the kernel."""
    w, shape = cliff(fall), (ROWS, COLUMNS)
    found = kernels.gridworld(
        np.zeros(shape),
        w.rewards.reshape(shape),
        w.ends.reshape(shape),
        (3, 0),
        episodes,
        agents,
        seed,
        learning_rate=rate,
        discount=1.0,
        exploration=exploration,
        on_policy=on_policy,
    )
    last = found.returns[:, -max(1, episodes // 5) :].mean(axis=1)
    error = float(last.std(ddof=1) / np.sqrt(agents))
    return Learner(found.q.mean(axis=0).reshape(-1, 4), found.returns.mean(axis=0), float(last.mean()), error)


EXPLORING = np.linspace(0.0, 0.4, 17)


def exposed(policy: Integers, exploration: ArrayLike) -> tuple[Array, Array]:
    """Of a policy (48,) at the cliff that explores with chances (m,), from the start: the mean number of moves, and the
    probability of a fall (both (m,)). With a fall that costs F the walk is worth -(moves - fall) - F fall."""
    w = cliff(-1.0)
    moves, falls = [], []
    for chance in np.atleast_1d(np.asarray(exploration, dtype=float)).tolist():
        counted = evaluate(w, policy, 1.0, chance)[START]
        worse = evaluate(cliff(-2.0), policy, 1.0, chance)[START]
        moves.append(-counted)
        falls.append(counted - worse)
    return np.array(moves), np.array(falls)


@lru_cache(maxsize=1)
def routes_exposed() -> Array:
    """`exposed` of the three routes (edge, one row back, top) over EXPLORING: (3, 2, m)."""
    return np.array([exposed(along(row), EXPLORING) for row in (2, 1, 0)])


def priced(exposures: Array, fall: float) -> Array:
    """Worths (...) from mean numbers of moves and probabilities of a fall, (..., 2, m), where a fall costs `fall`."""
    moves, falls = np.moveaxis(exposures, -2, 0)
    return np.asarray(-(moves - falls) - fall * falls)

"""Learning in a gridworld, step by step: the NumPy twin of ``core/src/learning.rs``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .arrays import Floats, Integers
from .generator import integer_below, random_words, uniform
from .poll import poll

MOVES = ((-1, 0), (0, 1), (1, 0), (0, -1))
_AHEAD = 3 * 4096


def neighbours(walls: Integers) -> Integers:
    """The cell that each of the moves up, right, down, left leads to; walls and edges hold; (cells, 4)."""
    h, w = walls.shape
    out = np.empty((h * w, 4), dtype=np.int64)
    for i in range(h):
        for j in range(w):
            for a, (di, dj) in enumerate(MOVES):
                r, c = i + di, j + dj
                free = 0 <= r < h and 0 <= c < w and walls[r, c] == 0
                out[i * w + j, a] = r * w + c if free else i * w + j
    return out


def gridworld(
    following: Integers,
    rewards: Floats,
    terminal: Integers,
    policy: Integers,
    start: int,
    hyper: Floats,
    on_policy: bool,
    episodes: int,
    longest: int,
    seed: int,
    first_agent: int,
    last_agent: int,
) -> tuple[Floats, Floats]:
    """Q-learning, SARSA, or TD(0) of a policy: what each agent has learnt, and what each of its episodes brought.

    following (cells, 4) as ``neighbours``; rewards (cells,) on entering a cell; terminal (cells,) 0 or 1; hyper (4,):
    learning rate, discount, exploration, slip (the chance that a random move is made in place of the chosen one).
    policy (cells,) of moves makes it TD(0): column 0 holds the values, the others 0. An empty policy makes it
    Q-learning: the greedy move, the first of equals, or a random one with the chance of exploration; ``on_policy``
    makes that SARSA, which learns from the move that it makes next, not from the best (so the last of ``longest``
    teaches nothing). An episode ends in a terminal cell or after ``longest`` moves. Each agent reads a stream of its
    own, three words a move. Returns (agents, cells, 4) and the discounted returns (agents, episodes).
    """
    rate, discount, exploration, slip = hyper.tolist()
    cells = len(rewards)
    learnt = np.zeros((last_agent - first_agent, cells, 4))
    returns = np.zeros((last_agent - first_agent, episodes))
    after, prize, ends = following.tolist(), rewards.tolist(), terminal.tolist()
    choose = policy.tolist()
    for agent in range(first_agent, last_agent):
        q = [[0.0] * 4 for _ in range(cells)]
        used = 0
        words: Iterator[tuple[float, int]] = iter(())
        for episode in range(episodes):
            poll()
            here, weight, total = start, 1.0, 0.0
            before: tuple[list[float], int, float] | None = None  # of SARSA: the row, the move and its gain
            for _ in range(longest):
                if used % _AHEAD == 0:
                    drawn = random_words(seed, agent, used, _AHEAD)
                    words = iter(zip(uniform(drawn).tolist(), integer_below(drawn, 4).tolist(), strict=True))
                used += 3
                (explore, _), (slips, _), (_, any_move) = next(words), next(words), next(words)
                if choose:
                    move = choose[here]
                else:
                    row = q[here]
                    move = any_move if explore < exploration else row.index(max(row))
                if before is not None:
                    row, past, gain = before
                    row[past] += rate * (gain + discount * q[here][move] - row[past])
                # One word serves both chances: a move that explores is random already, and slipping keeps it so.
                there = after[here][any_move if slips < slip else move]
                gain = prize[there]
                column = 0 if choose else move
                if on_policy and not choose and not ends[there]:
                    before = q[here], move, gain
                else:
                    future = 0.0 if ends[there] else (q[there][0] if choose else max(q[there]))
                    q[here][column] += rate * (gain + discount * future - q[here][column])
                total += weight * gain
                weight *= discount
                here = there
                if ends[here]:
                    break
            returns[agent - first_agent, episode] = total
        learnt[agent - first_agent] = q
    return learnt, returns

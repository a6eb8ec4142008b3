"""Random walks, gambler's ruin and repeated looks at a test: the NumPy twin of ``core/src/walks.rs``."""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Integers
from .generator import COIN_WORDS, coin_state, coins, columns, single_pair, table
from .means import groups
from .poll import poll

LANES = 64 * COIN_WORDS
_TOSSES = 64


def walks(
    probability: float, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """Walks of +-1 steps from 0, up with ``probability``: four histograms over the replicates of some blocks.

    Counts of the end, at index end + steps (2 steps + 1,); of the maximum (steps + 1,); of the time spent positive,
    where a visit to 0 from above counts as positive (steps + 1,); of the time of the last visit to 0 (steps + 1,).
    Memory: the counts and about 2 MB.
    """
    ends = np.zeros(2 * steps + 1, dtype=np.int64)
    tops, positives, lasts = (np.zeros(steps + 1, dtype=np.int64) for _ in range(3))
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = coin_state(seed, begin, end)
        # Narrow integers: more of them fit into a vector and into the cache.
        narrow = np.int16 if steps < np.iinfo(np.int16).max else np.int32
        at, top, positive, last = (np.zeros(width, dtype=narrow) for _ in range(4))
        for row in range(0, steps, _TOSSES):
            poll()
            for t, up in enumerate(coins(state, row, min(_TOSSES, steps - row), probability)[:, :width], start=row + 1):
                at += up
                positive += at > 0
                at -= ~up
                np.maximum(top, at, out=top)
                last[at == 0] = t
        ends += np.bincount(at.astype(np.int64) + steps, minlength=2 * steps + 1)
        for counts, values in ((tops, top), (positives, positive), (lasts, last)):
            counts += np.bincount(values, minlength=steps + 1)
    return ends, tops, positives, lasts


def ruin(
    probability: float, start: int, goal: int, steps: int, replicates: int, seed: int, first_block: int, last_block: int
) -> tuple[Integers, Integers]:
    """A gambler with ``start`` who stops at 0 or ``goal``: how many stop at each time, ruined and with the goal.

    Both (steps + 1,); who still plays after ``steps`` rounds is in neither. Memory: the counts and about 2 MB.
    """
    ruined, won = np.zeros(steps + 1, dtype=np.int64), np.zeros(steps + 1, dtype=np.int64)
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = coin_state(seed, begin, end)
        player, at = np.arange(width), np.full(width, start, dtype=np.int64)
        for row in range(0, steps, _TOSSES):
            poll()
            if not at.size:
                break
            for t, ups in enumerate(coins(state, row, min(_TOSSES, steps - row), probability), start=row + 1):
                at += np.where(ups[player], 1, -1)
                lost, reached = at == 0, at == goal
                ruined[t] += np.count_nonzero(lost)
                won[t] += np.count_nonzero(reached)
                playing = ~(lost | reached)
                player, at = player[playing], at[playing]
    return ruined, won


def looks(
    means: Floats,
    deviations: Floats,
    scales: Floats,
    bounds: Floats,
    replicates: int,
    seed: int,
    first_block: int,
    last_block: int,
) -> tuple[Integers, Integers]:
    """A running sum of normals looked at k times: at which look it first leaves its bounds, above and below.

    At look i the sum grows by a normal of mean means[i] and deviation deviations[i]; its statistic is the sum times
    scales[i]; it stops where the statistic is at least bounds[i] or at most -bounds[i]. All (k,); results (k,). Memory:
    about 2 MB.
    """
    k = len(bounds)
    above, below = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
    for begin, end, width in groups(first_block, last_block, replicates, LANES):
        state = columns(seed, begin, end, LANES)[:width]
        total = np.zeros(width)
        for row in range(0, k, 2):
            poll()
            z = single_pair(table(state, row // 2, 1, LANES)[0])
            for i in range(row, min(row + 2, k)):
                total += means[i] + deviations[i] * z[i - row]
                statistic = total * scales[i]
                up, down = statistic >= bounds[i], statistic <= -bounds[i]
                above[i] += np.count_nonzero(up)
                below[i] += np.count_nonzero(down & ~up)
                kept = np.flatnonzero(~(up | down))
                total, state, z = total[kept], state[kept], (z[0][kept], z[1][kept])
            if not total.size:
                break
    return above, below

"""Two-armed bandits: what choosing while learning costs and brings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.bandits import LANES

from . import _check
from ._engine import kernel
from ._run import MOST_DRAWS, Control, block_range, joined, over_blocks
from .sampling import block_count

POLICIES = ("commit", "epsilon", "upper", "thompson")
_PARAMETERS = {"epsilon": 0.1, "upper": 1.0, "thompson": 0.0}


@dataclass(frozen=True)
class Bandits:
    """Runs of a bandit with two arms, as they stand after some numbers of pulls.

    Attributes
    ----------
    times : (k,) numbers of pulls, ascending.
    pulls : (k, 2, runs) how often each arm was pulled by then.
    wins : (k, 2, runs) how often it paid 1.
    probabilities : (2,) the chances that it does.
    """

    times: Integers
    pulls: Floats
    wins: Floats
    probabilities: Floats

    @property
    def regret(self) -> Floats:
        """(k, runs) pulls of the worse arm times what each costs in expectation: the pseudo-regret."""
        best = self.probabilities.max()
        return np.asarray(np.einsum("kar,a->kr", self.pulls, best - self.probabilities))


def bandits(
    probabilities: tuple[float, float],
    policy: str,
    times: npt.ArrayLike,
    replicates: int,
    seed: int,
    *,
    parameter: float | None = None,
    control: Control | None = None,
) -> Bandits:
    """Pull two arms that pay 1 with these probabilities, by one of four policies.

    Parameters
    ----------
    policy, parameter
        ``commit``: the arms take turns for the first ``parameter`` pulls (a whole number; all of them if None), then
        the one with the greater mean is pulled for good: a trial and its decision. ``epsilon``: a random arm with the
        chance ``parameter`` (0.1), else the one with the greater mean so far. ``upper``: the greater of mean +
        parameter sqrt(2 log t / pulls) after t pulls; 1 is UCB1 (Auer, Cesa-Bianchi and Fischer, 2002). ``thompson``:
        the greater of one draw from each arm's posterior under uniform priors (Thompson, 1933); it has no parameter.
    times
        (k,) whole numbers from 1 to 100,000, ascending: after how many pulls the state is kept; the last ends the run.
    replicates
        Runs, 1 to 1,000,000; k times replicates at most 20,000,000. Where arms are equal a coin chooses.

    The same seed gives each policy the same luck: pull t pays if the same uniform is below the arm's probability.
    """
    p = np.array([_check.real("a probability", value, 0.0, 1.0) for value in probabilities])
    if p.shape != (2,):
        raise ValueError(f"There are {len(p)} probabilities: a bandit here has two arms.")
    policy = _check.choice("policy", policy, POLICIES)
    at = _check.array("times", times, 1)
    if np.any(at != np.floor(at)) or at[0] < 1 or at[-1] > 100_000 or np.any(np.diff(at) <= 0):
        raise ValueError("times must be whole numbers that ascend from at least 1 to at most 100,000.")
    replicates = _check.integer("replicates", replicates, 1, 1_000_000)
    _check.work("bandits", int(at[-1]) * replicates, MOST_DRAWS)
    if len(at) * replicates > 20_000_000:
        raise ValueError(f"{len(at):,} times of {replicates:,} runs are too many to keep: at most 20,000,000 in all.")
    if policy == "thompson" and parameter is not None:
        raise ValueError("thompson has no parameter.")
    if policy == "commit":
        value = float(_check.integer("parameter", int(at[-1]) if parameter is None else parameter, 0, 100_000))
    else:
        value = _check.real("parameter", _PARAMETERS[policy] if parameter is None else parameter, 0.0, 1e6)
    if policy == "epsilon" and value > 1.0:
        raise ValueError(f"parameter is {value:g}: the chance of a random arm must lie between 0 and 1.")
    seed, compute, whole = _check.seed(seed), kernel("bandits"), at.astype(np.int64)
    parts = over_blocks(
        lambda a, b: compute(p, policy, value, whole, replicates, seed, a, b),
        block_range(None, block_count(replicates, LANES)),
        control,
    )
    found = joined(parts, 2)
    second = found[:, :1]
    return Bandits(whole, np.concatenate([whole[:, None, None] - second, second], axis=1), found[:, 1:], p)

"""Paths of stochastic differential equations, and noise turned back into a mixture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mathcore.kernels_numpy import diffusion as _diffusion
from mathcore.kernels_numpy.arrays import Floats, Integers
from mathcore.kernels_numpy.sde import LANES, MODELS, SCHEMES

from . import _check
from ._engine import backend, kernel
from ._run import MOST_DRAWS, Control, block_range, joined, over_blocks
from .sampling import block_count

_KEPT = 20_000_000


@dataclass(frozen=True)
class SdePaths:
    """Paths kept at some times.

    Attributes
    ----------
    times : (g,); values : (g, paths) the solution X; brownian : (g, paths) the Brownian motion W that drives it.
    """

    times: Floats
    values: Floats
    brownian: Floats

    def band(self, levels: npt.ArrayLike = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Floats:
        """Quantiles over the paths at each time, (levels, g)."""
        return np.asarray(np.quantile(self.values, np.asarray(levels), axis=1))

    def histogram(self, edges: npt.ArrayLike, time: int = -1) -> Integers:
        """Counts of X at a kept time between ascending edges."""
        return np.asarray(np.histogram(self.values[time], np.asarray(edges))[0], dtype=np.int64)

    def examples(self, count: int) -> Floats:
        """The first few paths, (count, g)."""
        return self.values[:, :count].T.copy()

    def merge(self, other: SdePaths) -> SdePaths:
        """The paths of both parts of a run, those of ``self`` first."""
        if not np.array_equal(self.times, other.times):
            raise ValueError("These paths are of different runs: their times must agree.")
        return SdePaths(self.times, np.hstack([self.values, other.values]), np.hstack([self.brownian, other.brownian]))


@dataclass(frozen=True)
class Crossings:
    """When paths first met a level.

    Attributes
    ----------
    times : (paths,) the end of the step in which each path first was at the level or beyond it; inf: not by the end.
    duration : the time simulated.
    """

    times: Floats
    duration: float

    @property
    def crossed(self) -> float:
        """The share of the paths that met it."""
        return float(np.mean(np.isfinite(self.times)))

    def by(self, time: npt.ArrayLike) -> Floats:
        """The share of the paths that met it by each of some times up to the duration; NaN for later ones."""
        asked = np.asarray(time, dtype=np.float64)
        share = np.searchsorted(np.sort(self.times), asked, side="right") / len(self.times)
        return np.asarray(np.where(asked <= self.duration, share, np.nan))


def _kept(steps: int, keep: int) -> Integers:
    return np.unique(np.round(np.linspace(0, steps, keep)).astype(np.int64))


def _equation(model: str, parameters: npt.ArrayLike, scheme: str) -> Floats:
    """The three parameters of the engines, of a model and a scheme that they know."""
    _check.choice("model", model, MODELS)
    _check.choice("scheme", scheme, SCHEMES)
    given = _check.array("parameters", parameters, 1)
    needed = 3 if model == "ornstein_uhlenbeck" else 2
    if len(given) != needed:
        raise ValueError(f"{model} has {needed} parameters, not {len(given)}.")
    return np.concatenate([given, np.zeros(3 - needed)])


def sde_paths(
    model: str,
    parameters: npt.ArrayLike,
    start: float,
    duration: float,
    steps: int,
    paths: int,
    seed: int,
    *,
    scheme: str = "euler",
    refine: int = 1,
    keep: int = 101,
    blocks: range | None = None,
    control: Control | None = None,
) -> SdePaths:
    """dX = a(X) dt + b(X) dW by Euler and Maruyama's or Milstein's scheme (Kloeden and Platen, 1992).

    Parameters
    ----------
    model, parameters
        brownian (drift, sigma): a = drift, b = sigma. ornstein_uhlenbeck (rate, mean, sigma): a = rate (mean - X),
        b = sigma. geometric (mu, sigma): a = mu X, b = sigma X. double_well (strength, sigma): a = strength (X - X^3),
        b = sigma.
    start, duration, steps, paths
        X at time 0; the time simulated, above 0; 1 to 1,000,000 steps; 1 to 10,000,000 paths; 4e10 normals in all.
    scheme
        euler or milstein; they differ only where b depends on X, that is, for geometric.
    refine
        Normals summed to the Brownian increment of a step, 1 to 10,000. Runs with the same steps times refine follow
        the same Brownian motions, so that a coarse run can be compared with a fine one, path by path.
    keep
        Times at which the paths are kept, evenly spread, 0 and the end among them; times paths at most 20,000,000.
    """
    p = _equation(model, parameters, scheme)
    x0, time = _check.real("start", start), _check.real("duration", duration, 0.0, open_low=True)
    steps = _check.integer("steps", steps, 1, 1_000_000)
    paths = _check.integer("paths", paths, 1, 10_000_000)
    refine = _check.integer("refine", refine, 1, 10_000)
    _check.work("sde_paths", steps * refine * paths, MOST_DRAWS)
    grid = _kept(steps, _check.integer("keep", keep, 2, 100_000))
    if len(grid) * paths > _KEPT:
        raise ValueError(f"keep times paths is {len(grid) * paths:,}: at most {_KEPT:,} values are kept.")
    dt, seed, compute = time / steps, _check.seed(seed), backend().sde_paths
    results = over_blocks(
        lambda a, b: compute(model, p, scheme, x0, dt, grid, refine, paths, seed, a, b),
        block_range(blocks, block_count(paths, LANES)),
        control,
    )
    x, w = (joined(list(column), 1) for column in zip(*results, strict=True))
    return SdePaths(np.asarray(grid * dt, dtype=np.float64), x, w)


def first_crossings(
    model: str,
    parameters: npt.ArrayLike,
    start: float,
    level: float,
    duration: float,
    steps: int,
    paths: int,
    seed: int,
    *,
    scheme: str = "euler",
    refine: int = 1,
    blocks: range | None = None,
    control: Control | None = None,
) -> Crossings:
    """When the paths of ``sde_paths`` first meet a level: with the same arguments, the same paths.

    ``level``, other than ``start``, is met from below or from above, as ``start`` lies. Nothing is kept but the step,
    and a block of paths ends when all have met it, so that ``duration`` may be long. The paths are looked at after
    whole steps h: one that meets the level between two looks and turns is not seen, as if the level stood
    0.5826 sigma sqrt(h) farther away (Broadie, Glasserman and Kou, 1997); sigma is b(X) at the level. The models,
    ``scheme`` and ``refine`` as there; 1 to 10,000,000 paths, 1 to 1,000,000 steps, 4e10 normals in all.
    """
    p = _equation(model, parameters, scheme)
    x0, at, time = (
        _check.real("start", start),
        _check.real("level", level),
        _check.real("duration", duration, 0.0, open_low=True),
    )
    if x0 == at:
        raise ValueError(f"level is {at:g}, where the paths start: it must lie above or below.")
    steps = _check.integer("steps", steps, 1, 1_000_000)
    paths = _check.integer("paths", paths, 1, 10_000_000)
    refine = _check.integer("refine", refine, 1, 10_000)
    _check.work("first_crossings", steps * refine * paths, MOST_DRAWS)
    dt, seed, compute = time / steps, _check.seed(seed), kernel("sde_crossings")
    parts = over_blocks(
        lambda a, b: compute(model, p, scheme, x0, at, dt, steps, refine, paths, seed, a, b),
        block_range(blocks, block_count(paths, LANES)),
        control,
    )
    found = np.concatenate(parts).astype(np.float64)
    return Crossings(np.where(found > 0, found * dt, np.inf), time)


@dataclass(frozen=True)
class Reverse:
    """Particles on their way back: times (g,), descending, and points (g, particles, 2)."""

    times: Floats
    points: Floats


def reverse_diffusion(
    weights: npt.ArrayLike,
    centres: npt.ArrayLike,
    deviation: float,
    particles: int,
    seed: int,
    *,
    duration: float = 4.0,
    steps: int = 500,
    stochastic: bool = True,
    keep: int = 21,
    control: Control | None = None,
) -> Reverse:
    """From noise to a mixture of round normals by the exact score: Song et al. (2021).

    Forward, dX = -X dt + sqrt(2) dB takes the mixture to the standard normal: at time t the centres are e^-t times
    what they were and the variance is deviation^2 e^-2t + 1 - e^-2t. Backward from ``duration`` (0.1 to 20) to 0, by
    Euler's method with ``steps`` (1 to 100,000) that shrink geometrically towards time 0, where the score changes fast:
    the SDE dX = (X + 2 score) ds + sqrt(2) dB if ``stochastic``, and the ODE dX = (X + score) ds otherwise.
    weights (k,), above 0, are scaled to sum 1; centres (k, 2), k at most 32; deviation, above 0; particles 1 to
    1,000,000, particles times ``keep`` at most 10,000,000.
    """
    w, c = _check.array("weights", weights, 1), _check.array("centres", centres, 2)
    if c.shape[1] != 2 or len(w) != len(c) or len(c) > 32 or np.any(w <= 0.0):
        raise ValueError(
            "weights must be above 0, one for each row of centres, which has two columns and 1 to 32 rows."
        )
    s = _check.real("deviation", deviation, 0.0, 100.0, open_low=True)
    time = _check.real("duration", duration, 0.1, 20.0)
    steps = _check.integer("steps", steps, 1, 100_000)
    particles = _check.integer("particles", particles, 1, 1_000_000)
    grid = _kept(steps, _check.integer("keep", keep, 2, 1_000))
    if len(grid) * particles > 10_000_000:
        raise ValueError(f"keep times particles is {len(grid) * particles:,}: at most 10,000,000 points are kept.")
    _check.work("reverse_diffusion", steps * particles * len(c), MOST_DRAWS // 10)
    # t + d falls geometrically from duration + d to d: short steps where the score is steep, and t = 0 is reached.
    d = min(0.01, s * s)
    times = (time + d) * (d / (time + d)) ** (np.arange(steps + 1) / steps) - d
    times[-1] = 0.0
    fade = np.exp(-times[:-1])
    variances = s * s * fade * fade + (1.0 - fade * fade)
    lengths, logs, seed, compute = -np.diff(times), np.log(w / w.sum()), _check.seed(seed), backend().reverse_diffusion
    results = over_blocks(
        lambda a, b: compute(logs, c, fade, variances, lengths, bool(stochastic), grid, particles, seed, a, b),
        block_range(None, block_count(particles, _diffusion.LANES)),
        control,
    )
    return Reverse(times[grid], np.ascontiguousarray(np.concatenate(results, axis=2).transpose(0, 2, 1)))

"""The state of the lesson: a column of numbers, losses at a trial value, bad values put in, bins, lost digits."""

from __future__ import annotations

from fractions import Fraction
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, kept
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm

Array = NDArray[np.float64]
NAMES = {"points": "x", "nuclei": "area error (pixels²)", "michelson": "speed of light (1000 km/s)", "numacc": "x"}
BINS, GRID = 54, 161  # bars of a histogram at most; places of a curve
WIDTHS, SHIFTS = np.linspace(2.0, 50.0, 33), np.linspace(0.0, 100.0, 26)  # of the map, in % of the axis and of a bin
POWERS = range(13)  # offsets 0, 10, ..., 10¹²


class Summaries(State):
    """Of the data: `x`, `low` to `wide`; the other quantities belong to one view each."""

    n = cached_property(lambda q: len(q.x))
    own = cached_property(lambda q: q.p.data == "points")
    mean = cached_property(lambda q: float(q.x.mean()))
    median = cached_property(lambda q: sum(sm.medians(q.x)) / 2)
    midrange = cached_property(lambda q: float(q.x.min() + q.x.max()) / 2)
    sd_n = cached_property(lambda q: float(q.x.std()))  # divisor n
    trial = cached_property(lambda q: q.low + q.wide * q.p.t / 100)
    ghost_at = cached_property(lambda q: q.low + q.wide * q.p.ghost / 100)
    copies = cached_property(lambda q: sm.copies_of(q.p.bad / 100, q.n))
    everything = cached_property(lambda q: np.concatenate([q.x, np.full(q.copies, q.ghost_at)]))
    mixed = cached_property(lambda q: sm.Mixed(q.x, q.ghost_at, q.copies))
    clean = cached_property(lambda q: sm.Mixed(q.x, q.ghost_at, 0))
    names = cached_property(lambda q: sm.CENTRES if q.p.what == "centre" else sm.SPREADS)
    bin_width = cached_property(lambda q: q.wide * q.p.width / 100)
    first_edge = cached_property(lambda q: q.low + q.bin_width * q.p.origin / 100)
    counts = cached_property(lambda q: sm.bin_counts(q.x, q.first_edge - q.bin_width, q.bin_width, BINS))
    middles = cached_property(lambda q: q.first_edge + q.bin_width * (np.arange(BINS) - 0.5))
    hump_count = cached_property(lambda q: int(sm.humps(q.counts)[0]))
    mode = cached_property(lambda q: float(q.middles[np.argmax(q.counts)]))  # the first of the tallest
    sums = cached_property(lambda q: q.exact[q.p.power])
    certified = cached_property(lambda q: ld.exact_deviation(q.sums[0] - q.sums[1], q.n))

    @kept("data", "points")
    def column(self) -> tuple[str, Array]:
        """The name and the values of what the reader chose, drew or brought."""
        if self.p.data == "points":
            return NAMES["points"], np.array(self.p.points, dtype=float)
        if self.p.data.startswith("own:"):
            found = unpack(self.p.data)
            return found.columns[0], found.values[:, 0]
        table = {"nuclei": sm.nuclei, "michelson": ld.michelson, "numacc": ld.num_acc}
        return NAMES[self.p.data], table[self.p.data]()

    x = cached_property(lambda q: q.column[1])
    name = cached_property(lambda q: q.column[0])

    @cached_property
    def low(self) -> float:
        """Where the axis begins: 0 for points, so that it rests; else at the smallest value."""
        return 0.0 if self.own else self._ends[0]

    @cached_property
    def wide(self) -> float:
        """How wide the axis is."""
        return 10.0 if self.own else self._ends[1] - self._ends[0]

    @cached_property
    def _ends(self) -> tuple[float, float]:
        low, high = float(self.x.min()), float(self.x.max())
        room = 0.0 if high - low > 1e-9 * max(abs(low), abs(high)) else max(0.5, 1e-3 * abs(low))
        return low - room, high + room

    @kept("data", "points", "what")
    def sensitivity(self) -> tuple[Array, dict[str, Array]]:
        """(n + 1) times how far one more value at y moves each summary, for many y."""
        y = self.low + self.wide * np.linspace(-1.0, 2.0, GRID)
        one, none = sm.Mixed(self.x, y, 1), sm.Mixed(self.x, y, 0)
        return y, {name: (self.n + 1) * (one.summary(name) - none.summary(name)) for name in self.names}

    @cached_property
    def broken(self) -> tuple[Array, dict[str, Array]]:
        """The share of bad values, and each summary with them; as many copies as come to 60% at most."""
        many = np.unique(np.round(np.linspace(0, self.n * 1.5, 41)).astype(int))
        found = sm.Mixed(self.x, self.ghost_at, many)
        return many / (many + self.n), {name: found.summary(name) for name in self.names}

    @kept("data", "points")
    def hump_map(self) -> Array:
        """How many humps the histogram has, for each of WIDTHS (rows) and SHIFTS."""
        wide, shift = (each.ravel() for each in np.meshgrid(WIDTHS * self.wide / 100, SHIFTS / 100, indexing="ij"))
        counts = sm.bin_counts(self.x, self.low + (shift - 1) * wide, wide, BINS)
        return np.asarray(sm.humps(counts).reshape(len(WIDTHS), len(SHIFTS)), dtype=float)

    @kept("data", "points")
    def density(self) -> tuple[Array, Array]:
        """A kernel estimate of the density, over the axis and a little beyond."""
        grid = self.low + self.wide * np.linspace(-0.04, 1.04, GRID)
        return grid, sm.kernel_density(self.x, grid)

    @cached_property
    def quartiles(self) -> Array:
        """Lower quartile, median, upper quartile by the rule that is chosen."""
        return np.asarray(np.quantile(self.x, [0.25, 0.5, 0.75], method=self.p.rule))

    @kept("data", "points")
    def exact(self) -> list[tuple[Fraction, Fraction]]:
        """Σx² and (Σx)²/n at each offset, without rounding."""
        return [ld.exact_sums(self.x, power) for power in POWERS]

    @kept("data", "points")
    def reached(self) -> dict[str, Array]:
        """The digits of the standard deviation that each method gets right, at each offset."""
        kinds = {"one": (ld.one_pass, np.float64), "two": (ld.two_pass, np.float64)}
        kinds |= {"one32": (ld.one_pass, np.float32), "two32": (ld.two_pass, np.float32)}
        true = [ld.exact_deviation(a - b, self.n) for a, b in self.exact]
        shifted = [ld.shifted(self.x, power) for power in POWERS]
        return {
            key: np.array([ld.digits(ld.root(of(x, kind)), s) for x, s in zip(shifted, true, strict=True)])
            for key, (of, kind) in kinds.items()
        }

    @cached_property
    def variances(self) -> tuple[float, float, float]:
        """One pass, two passes, Welford's, at the offset, divisor n − 1."""
        x = ld.shifted(self.x, self.p.power)
        return ld.one_pass(x), ld.two_pass(x), ld.welford(x)

    @cached_property
    def kappas(self) -> Array:
        """The condition number of the standard deviation at each offset; infinite for constant data."""
        return np.array([float(a / (a - b)) ** 0.5 if a > b else np.inf for a, b in self.exact])

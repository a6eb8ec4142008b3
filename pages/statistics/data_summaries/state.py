"""The state of the lesson: a column of numbers, losses at a trial value, bad values put in, bins, lost digits."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import unpack
from explorer.lesson import State, kept
from explorer.text import number, settled
from mathcore.statistics import lost_digits as ld
from mathcore.statistics import summaries as sm

Array = NDArray[np.float64]
TABLES: dict[str, Any] = {"nuclei": ("area error (pixels²)", sm.nuclei), "numacc": ("x", ld.num_acc)}
TABLES |= {"michelson": ("speed of light (1000 km/s)", ld.michelson)}
DATA, BINS, GRID = ("data", "points"), 54, 161  # what the data hang on; bars of a histogram; places of a curve
WIDTHS, SHIFTS = np.linspace(2.0, 50.0, 33), np.linspace(0.0, 100.0, 26)  # of the map, in % of the axis and of a bin
POWERS = range(13)  # offsets 0, 10, ..., 10¹²


class Summaries(State):
    """Of the data: `x` to `sd_n`; then what belongs to one view each."""

    @kept("data", "points")
    def column(self) -> tuple[str, Array]:
        """The name and the values of what the reader chose, drew or brought."""
        if self.p.data == "points":
            return "x", np.array(self.p.points, dtype=float)
        if self.p.data.startswith("own:"):
            found = unpack(self.p.data)
            return found.columns[0], found.values[:, 0]
        name, load = TABLES[self.p.data]
        return name, load()

    x = cached_property(lambda q: q.column[1])
    n = cached_property(lambda q: len(q.x))
    own = cached_property(lambda q: q.p.data == "points")
    low = cached_property(lambda q: 0.0 if q.own else sm.span(q.x)[0])  # of the axis, which rests for points
    wide = cached_property(lambda q: 10.0 if q.own else sm.span(q.x)[1])
    fuzz = cached_property(lambda q: 1e-9 * q.wide + 9e-16 * q.n**0.5 * np.abs(q.x).max())  # of sums in doubles
    mean = cached_property(lambda q: float(q.x.mean()))
    median = cached_property(lambda q: sum(sm.medians(q.x)) / 2)
    midrange = cached_property(lambda q: float(q.x.min() + q.x.max()) / 2)
    sd_n = cached_property(lambda q: float(q.x.std()))  # divisor n
    trial = cached_property(lambda q: q.low + q.wide * q.p.t / 100)
    ghost_at = cached_property(lambda q: q.low + q.wide * q.p.ghost / 100)
    copies = cached_property(lambda q: sm.copies_of(q.p.bad / 100, q.n))
    mixed = cached_property(lambda q: sm.Mixed(q.x, q.ghost_at, q.copies))
    clean = cached_property(lambda q: sm.Mixed(q.x, q.ghost_at, 0))
    names = cached_property(lambda q: sm.CENTRES if q.p.what == "centre" else sm.SPREADS)
    places = cached_property(lambda q: q.low + q.wide * np.linspace(-1.0, 2.0, GRID))  # of one more value
    sensitivity: Any = kept(*DATA, "what")(lambda q: sm.sensitivity(q.x, q.places, q.names))
    broken = cached_property(lambda q: sm.breakdown(q.x, q.ghost_at, q.names))
    bin_width = cached_property(lambda q: q.wide * q.p.width / 100)
    first_edge = cached_property(lambda q: q.low + q.bin_width * q.p.origin / 100)
    counts = cached_property(lambda q: sm.bin_counts(q.x, q.first_edge - q.bin_width, q.bin_width, BINS))
    middles = cached_property(lambda q: q.first_edge + q.bin_width * (np.arange(BINS) - 0.5))
    hump_count = cached_property(lambda q: int(sm.humps(q.counts)[0]))
    hump_map: Any = kept(*DATA)(lambda q: sm.hump_map(q.x, q.low, WIDTHS * q.wide / 100, SHIFTS / 100, BINS))
    mode = cached_property(lambda q: float(q.middles[np.argmax(q.counts)]))  # the first of the tallest
    box = cached_property(lambda q: sm.box(q.x, q.p.rule))
    density: Any = kept(*DATA)(lambda q: sm.kernel_density(q.x, q.low + q.wide * np.linspace(-0.04, 1.04, GRID)))
    offsets: Any = kept(*DATA)(lambda q: ld.by_offset(q.x, POWERS))
    certified = cached_property(lambda q: q.offsets.deviations[q.p.power])
    variances = cached_property(lambda q: ld.variances(ld.shifted(q.x, q.p.power)))

    def told(self, x: float) -> str:
        """A place on the axis, with four digits of the axis's width."""
        size = max(abs(self.low), abs(self.low + self.wide))
        return number(settled(x, size), min(15, 4 + max(0, int(np.ceil(np.log10(size / self.wide) - 1e-9)))))

    def share(self, x: Any) -> Any:
        """A place on the axis in % of its width."""
        return 100 * (x - self.low) / self.wide

"""Series that were observed: built-in ones, a reader's, and what is too little of one."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from statsmodels.datasets import co2, sunspots

from mathcore.statistics import seasonal

Array = NDArray[np.float64]
MOST = 600  # values of a reader that are used: the last ones
FEWEST = 60  # that a trend and a season are made of


class Record(NamedTuple):
    """A series: where it stands in time, its values, each (n,), and what both are called."""

    time: Array
    values: Array
    when: str
    what: str


def _frozen(time: ArrayLike, values: ArrayLike, when: str, what: str) -> Record:
    found = Record(np.array(time, dtype=float), np.array(values, dtype=float), when, what)
    found.time.setflags(write=False)
    found.values.setflags(write=False)
    return found


@lru_cache
def monthly_co2() -> Record:
    """Monthly means of CO2 at Mauna Loa in ppm, March 1958 to December 2001, at the middle of each month; five months
    without a value are interpolated. Weekly data of C. D. Keeling and T. P. Whorf, as statsmodels ships them."""
    months = co2.load_pandas().data["co2"].resample("MS").mean().interpolate()
    return _frozen(1958 + (2 + np.arange(len(months)) + 0.5) / 12, months, "year", "CO₂ (ppm)")


@lru_cache
def yearly_sunspots() -> Record:
    """The mean sunspot number of each year from 1700 to 2008, as statsmodels ships it."""
    table = sunspots.load_pandas().data
    return _frozen(table["YEAR"], table["SUNACTIVITY"], "year", "sunspots")


def numbered(values: ArrayLike, what: str) -> Record:
    """A series at the steps 1, 2, ...: its last MOST values."""
    found = np.asarray(values, dtype=float)[-MOST:]
    return _frozen(np.arange(1.0, len(found) + 1), found, "step", what[:30])


def too_little(values: Array, lags: int) -> str:
    """Why autocorrelations up to a lag cannot be had; "" if they can."""
    if len(values) < lags + 6:
        return f"Autocorrelations up to lag {lags} take {lags + 6} values or more."
    if np.ptp(values) <= 1e-9 * np.abs(values).max():
        return "All values are equal: nothing varies that could be correlated."
    return ""


def seasonless(values: Array, period: int) -> str:
    """Why a series cannot be taken apart and forecast with that season; "" if it can."""
    if len(values) < max(FEWEST, 4 * period):
        return f"Trend and season take {max(FEWEST, 4 * period)} values or more."
    early = values[: seasonal.first_origin(len(values), period)]
    if np.abs(seasonal.differenced(early, period)).max() <= 1e-9 * np.abs(values).max():
        return (
            "The first three fifths of the series are a trend and a season exactly: nothing in them is left to chance."
        )
    return ""

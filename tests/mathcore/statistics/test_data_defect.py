"""Meng's identity. Oracles: numpy.corrcoef, numbers published by Meng (2018), scipy.stats, an independent simulation,
phi coefficients of extreme tables."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from mathcore.statistics import data_defect as dd
from mathcore.statistics import survey_designs as sd


@given(st.integers(3, 40), st.integers(0, 10_000), st.data())
def test_the_identity_holds_for_any_sample(size, seed, data):
    rng = np.random.default_rng(seed)
    y, n = rng.normal(size=size) * 10.0 ** rng.integers(-3, 4), data.draw(st.integers(1, size - 1))
    taken = np.isin(np.arange(size), rng.permutation(size)[:n])
    found = dd.dials(y, taken)
    assert found.defect == pytest.approx(np.corrcoef(y, taken)[0, 1], abs=1e-10)
    assert found.error == pytest.approx(y[taken].mean() - y.mean(), abs=1e-10 * np.abs(y).max())


def test_a_census_has_no_defect():
    found = dd.dials([1.0, 2.0, 5.0], [True] * 3)
    assert (found.defect, found.quantity, found.error) == (0, 0, 0)


def test_the_defect_of_random_samples_is_one_over_root_of_n():
    y = sd.built_in("cells").values
    for n in (10, 100, 500):
        lots = sd.lots(569, 1000, n)
        defects = [dd.dials(y, row <= np.partition(row, n - 1)[n - 1]).defect for row in lots]
        assert np.std(defects) == pytest.approx(1 / np.sqrt(568), rel=0.1)


def test_mengs_numbers():
    poll = dd.Poll(2.3e8, 0.01, 0.005, 0.5)
    assert poll.meng == pytest.approx(404, abs=0.5) and poll.worth == pytest.approx(poll.meng, rel=1e-4)
    # A random sample of that size errs as much: sqrt(p q / n), but for the finite population.
    assert poll.error == pytest.approx(np.sqrt(0.25 / poll.worth), rel=1e-4)


def test_the_literary_digest():
    n, people, landon = 1_293_669 + 972_897, 27_747_636 + 16_679_543, 16_679_543
    p, share = landon / people, n / people
    error = 1_293_669 / n - p
    rho = error / np.sqrt((1 - share) / share * p * (1 - p))
    assert (p, 1_293_669 / n, rho) == pytest.approx((0.375, 0.571, 0.0935), abs=5e-4)
    poll = dd.Poll(people, share, rho, p)
    assert poll.error == pytest.approx(error) and poll.worth == pytest.approx(6.15, abs=0.01)
    assert poll.coverage < 1e-12


@given(st.floats(1e4, 1e9), st.floats(1e-4, 0.95), st.floats(1e-5, 1.0), st.floats(0.02, 0.98))
def test_a_poll(people, share, wanted, yes):
    poll = dd.Poll(people, share, wanted, yes)
    assert poll.error / poll.claimed == pytest.approx(poll.defect * np.sqrt(people - 1), rel=1e-9)
    mean_square = float(sd.simple_error(np.sqrt(people / (people - 1) * yes * (1 - yes)), poll.worth, int(1e18)))
    finite = mean_square * np.sqrt(max(1 - poll.worth / people, 0.0))
    assert finite == pytest.approx(poll.error, rel=1e-5, abs=1e-12)
    assert -1e-12 <= yes + poll.error <= 1 + 1e-12 and poll.worth <= people
    assert (yes + poll.error) * share <= yes + 1e-12  # no more yeses among the answers than there are


def test_the_largest_defect_is_the_phi_of_the_extreme_table():
    for share, yes in ((0.1, 0.3), (0.5, 0.2), (0.3, 0.3)):
        both = min(share, yes)
        table = np.array([[both, share - both], [yes - both, 1 - share - yes + both]])
        phi = (table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]) / np.sqrt(share * (1 - share) * yes * (1 - yes))
        assert float(dd.most_defect(share, yes)) == pytest.approx(phi)


@given(st.floats(5, 1e6), st.floats(1e-3, 0.9))
def test_lines_of_equal_worth(worth, share):
    people = 1e8
    rho = float(dd.defect_of(worth, share, people))
    assert float(dd.equal_size(rho**2 * (1 - share) / share, people)) == pytest.approx(worth, rel=1e-9)


def test_coverage_under_a_bias():
    """A bias of 0.2 deviations: a larger sample has the worse interval."""
    for n, wanted in ((25, 0.830), (100, 0.484), (400, 0.0207)):
        assert float(dd.covered(0.2 * np.sqrt(n))) == pytest.approx(wanted, abs=5e-4)
        shift = 0.2 * np.sqrt(n)
        assert float(dd.covered(shift)) == pytest.approx(
            stats.norm.cdf(1.959964 - shift) - stats.norm.cdf(-1.959964 - shift)
        )


def test_errors_and_coverage_of_biased_samples_against_a_plain_loop():
    y = sd.built_in("cells").values
    d, odds = y - y.mean(), np.exp(0.3 * (y - y.mean()) / y.std())
    times = sd.waiting(sd.lots(569, 40, 5)) / odds
    grid = np.array([10, 60, 450, 569])
    typical, held = dd.believed(dd.running_sums(d, times), grid, 569)
    for k, n in enumerate(grid):
        samples = [y[np.argsort(row)[:n]] for row in times]
        off = np.array([x.mean() - y.mean() for x in samples])
        assert typical[k] == pytest.approx(np.sqrt(np.mean(off**2)), abs=1e-9)
        if n < 569:
            half = [stats.t.ppf(0.975, n - 1) * stats.sem(x) * np.sqrt(1 - n / 569) for x in samples]
            assert held[k] == pytest.approx(np.mean(np.abs(off) <= half))
    assert held[-1] == 1
    for whole, early in zip(dd.running_sums(d, times), dd.running_sums(d, times, 60), strict=True):
        assert early == pytest.approx(whole[:, :60])


def test_large_tumours_are_imaged():
    """By NumPy's own generator and the Gumbel trick: 450 rows err as about 76 random ones, 300 as about 23."""
    y, rng = sd.built_in("cells").values, np.random.default_rng(0)
    z = (y - y.mean()) / y.std()
    order = np.argsort(-(0.3 * z + rng.gumbel(size=(1500, 569))), axis=1)
    for n, typical, worth in ((450, 0.376, 76), (300, 0.713, 23.4)):
        found = np.sqrt(np.mean((y[order[:, :n]].mean(axis=1) - y.mean()) ** 2))
        assert found == pytest.approx(typical, abs=0.01)
        assert float(dd.equal_size(found**2 / y.var(), 569)) == pytest.approx(worth, rel=0.05)


def test_the_curve_of_chances_has_the_sample_under_it():
    y = sd.built_in("cells").values
    z, lots = (y - y.mean()) / y.std(), sd.lots(569, 1, 3)[0]
    for tilt, n in ((0.3, 60), (-0.8, 400), (0.0, 568), (1.0, 569)):
        times, odds = sd.waiting(lots), np.exp(tilt * z)
        under = dd.chance_by(1.0, times) <= dd.chance_by(dd.level_of(times, odds, n), odds)
        assert under.sum() == n
        assert (np.sort(np.argsort(times / odds)[:n]) == np.flatnonzero(under)).all()
    tilt, off = dd.tilt_for(sd.waiting(lots), z, 200, 1.5, 0.5)
    hour = dd.level_of(sd.waiting(lots), np.exp(tilt * z), 200)
    assert abs(off) < 0.02 and float(dd.chance_by(hour, np.exp(tilt * 1.5))) == pytest.approx(0.5, abs=0.03)

"""Windows, spectra, convolutions and a filter against scipy.signal, SymPy, Harris's table and published records."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from scipy import fft, integrate, signal

from mathcore.calculus import spectra

WINDOWS = list(spectra.COSINES)
HARRIS = {"boxcar": (-13.25, 1.0), "hann": (-31.47, 1.5), "hamming": (-42.45, 1.363), "blackman": (-58.11, 1.727)}


@pytest.mark.parametrize("name", WINDOWS)
@pytest.mark.parametrize("count", [32, 64, 309])
def test_windows_are_scipys(name, count):
    w = spectra.window(name, count)
    assert w == pytest.approx(signal.get_window(name, count), abs=1e-14)
    assert spectra.noise_bandwidth(w) == pytest.approx(count * (w**2).sum() / w.sum() ** 2)


@pytest.mark.parametrize("name", WINDOWS)
def test_side_lobes_and_noise_bandwidths(name):
    lobe, wide = HARRIS[name]
    assert spectra.side_lobe(name, 64) == pytest.approx(lobe, abs=0.01)
    assert spectra.noise_bandwidth(spectra.window(name, 64)) == pytest.approx(wide, abs=5e-4)


@given(st.sampled_from(WINDOWS), st.integers(32, 256), st.floats(1, 30), st.integers(0, 999))
def test_spectra_against_scipy(name, count, frequency, seed):
    x = np.random.default_rng(seed).normal(size=count)
    w = spectra.window(name, count)
    assert spectra.spectrum(x, w) == pytest.approx(fft.rfft(x * w) * 2 / w.sum(), abs=1e-12)
    zoomed = signal.czt(x * w, 5, w=np.exp(-2j * np.pi * 0.001), a=np.exp(2j * np.pi * frequency / 64))
    at = np.arange(5) * 0.001 + frequency / 64
    wanted = [abs(x * w @ np.exp(-2j * np.pi * f * np.arange(count))) for f in at]
    assert np.abs(zoomed) == pytest.approx(wanted, abs=1e-9)
    bins = np.abs(spectra.spectrum(x, w))
    low = frequency / 64 * count
    assert spectra.beside(x, w, frequency / 64) == pytest.approx(
        max(bins[int(np.floor(low + 1e-9))], bins[int(np.ceil(low - 1e-9))])
    )


@pytest.mark.parametrize("name", WINDOWS)
def test_a_tone_on_a_bin_has_its_amplitude_and_leaks_no_farther_than_the_window(name):
    x = spectra.tone(12.0, 1.0, -6.0)
    size = np.abs(spectra.spectrum(x, spectra.window(name, 64)))
    assert size[12] == pytest.approx(10 ** (-6 / 20))
    reach = {"boxcar": 0, "hann": 1, "hamming": 1, "blackman": 2}[name]
    assert np.delete(size, range(12 - reach, 13 + reach)).max() < 1e-14
    assert spectra.decibels(0.0) == -180.0
    assert len(spectra.tone(3.3, 0.75)) == 48 and len(spectra.tone(3.3, 0.75, rate=512)) == 384


def test_sunspots_and_their_peaks():
    found = spectra.sunspots()
    x = found.values
    size = np.abs(np.fft.rfft(x)) ** 2
    size[1:] *= 2  # 309 is odd
    assert (x @ x, size.sum() / 309) == pytest.approx((504015.0311, 504015.0311), abs=1e-3)
    top = int(np.argmax(size))
    assert [309 / m for m in (top - 1, top, top + 1)] == pytest.approx([11.444, 11.036, 10.655], abs=1e-3)
    assert 1 / spectra.highest_peak(x, np.ones(309)) == pytest.approx(11.00, abs=0.005)
    grid = np.linspace(0.085, 0.097, 4001)
    fine = [abs(x @ np.exp(-2j * np.pi * f * np.arange(309))) for f in grid]
    assert spectra.highest_peak(x, np.ones(309)) == pytest.approx(grid[np.argmax(fine)], abs=1e-5)
    assert 1 / spectra.highest_peak(x, spectra.window("hann", 309)) == pytest.approx(11.15, abs=0.005)


def test_carbon_dioxide():
    found = spectra.carbon_dioxide()
    assert len(found.values) == 526 and abs(found.values.mean()) < 1e-9
    assert 12 * spectra.highest_peak(found.values, np.ones(526)) == pytest.approx(1.0005, abs=1e-4)
    size = np.abs(np.fft.rfft(found.values))
    assert 12 * np.argsort(-size)[:2] / 526 == pytest.approx([1.0038, 2.0076], abs=1e-4)
    with pytest.raises(ValueError, match="read-only"):
        found.values[0] = 0.0


@pytest.mark.parametrize("name", spectra.KERNELS)
def test_convolutions_both_ways(name):
    x = np.random.default_rng(6).normal(size=64)
    first, h = spectra.KERNELS[name]
    full = signal.fftconvolve(x, h)
    wanted = [full[n - first] if 0 <= n - first < len(full) else 0.0 for n in range(64)]
    made = spectra.convolved(x, name, padded=True)
    assert made.out == pytest.approx(wanted, abs=1e-12)
    assert made.linear == pytest.approx(wanted, abs=1e-12)
    ring = spectra.convolved(x, name, padded=False)
    around = [sum(g * x[(n - first - j) % 64] for j, g in enumerate(h)) for n in range(64)]
    assert ring.out == pytest.approx(around, abs=1e-12)
    assert np.abs(ring.out - ring.linear).max() > 1e-3
    _, response = signal.freqz(h, worN=2 * np.pi * np.arange(33) / 64)
    assert ring.kernel_size == pytest.approx(np.abs(response), abs=1e-12)


spots = st.tuples(st.floats(-40, -0.5), st.floats(0.5, 70))


def system(pole, zero) -> spectra.System:
    return spectra.System(2 * np.pi * complex(*pole), 2 * np.pi * complex(*zero))


def polynomials(found: spectra.System) -> tuple[list[float], list[float]]:
    """Numerator and denominator in powers of s."""
    return [[1.0, -2 * r.real, abs(r) ** 2] for r in (found.zero, found.pole)]  # type: ignore[return-value]


@given(spots, st.tuples(st.floats(-40, 20), st.floats(0, 70)), st.floats(0, 70))
def test_gains_against_scipy_and_laplaces_integral(pole, zero, probe):
    found, omega = system(pole, zero), 2 * np.pi * probe
    _, response = signal.freqs(*polynomials(found), worN=[omega])
    assert found.by_lengths(omega) == pytest.approx(abs(response[0]), rel=1e-9, abs=1e-9)
    assert found.response(1j * omega) == pytest.approx(response[0], rel=1e-9, abs=1e-9)
    integral = found.transformed(1j * omega, 25 / abs(found.pole.real))
    assert integral == pytest.approx(response[0], rel=1e-7, abs=1e-7)


def test_laplaces_integral_against_quad_where_the_poles_are_anywhere():
    for pole, s in (((3.0, 20.0), 40.0 + 9j), ((-2.0, 5.0), -1.0 + 3j), ((0.0, 7.0), 2.0)):
        found = system(pole, (-4.0, 11.0))
        parts = [
            integrate.quad(
                lambda t, part=part, s=s, h=found: getattr(complex(h.impulse(t)) * np.exp(-s * t), part),
                0,
                1.5,
                limit=2000,
                epsabs=1e-11,
            )[0]
            for part in ("real", "imag")
        ]
        assert found.transformed(s, 1.5) == pytest.approx(1 + complex(*parts), rel=1e-8)


def test_the_impulse_response_against_scipy():
    found = system((-3.0, 12.0), (-1.0, 20.0))
    up, down = polynomials(found)
    t = np.linspace(0, 0.4, 200)
    rest = np.polysub(up, down)[1:]  # H - 1
    _, wanted = signal.impulse((rest, down), T=t)
    assert found.impulse(t) == pytest.approx(wanted, abs=1e-8 * np.abs(wanted).max())


def test_laplace_pairs_of_sympy():
    t, s = sympy.symbols("t s", positive=True)
    a, w = sympy.symbols("a w", positive=True)
    pair = sympy.laplace_transform(sympy.exp(-a * t) * sympy.sin(w * t), t, s, noconds=True)
    assert sympy.simplify(pair - w / ((s + a) ** 2 + w**2)) == 0
    # The same transform as H - 1 with a zero that leaves the numerator constant.
    found = spectra.System(complex(-2.0, 5.0), complex(-2.0, 7.0))
    h = sympy.laplace_transform(
        sympy.Rational(24, 5) * sympy.exp(-2 * t) * sympy.sin(5 * t), t, s, noconds=True
    )  # (s + 2)^2 + 49 over (s + 2)^2 + 25 is 1 + 24/((s + 2)^2 + 25)
    assert found.response(1.3) == pytest.approx(1 + complex(h.subs(s, 1.3)))
    assert found.impulse(0.3) == pytest.approx(24 / 5 * np.exp(-0.6) * np.sin(1.5))


@pytest.mark.parametrize("pole", [(-8.0, 38.0), (-0.5, 50.0), (0.0, 20.0), (2.0, 9.0), (0.0, 50.0), (0.0, 3.0)])
def test_the_output_against_a_simulation(pole):
    found = system(pole, (-8.0, 50.0))
    t = np.linspace(0, 1, 20_001)
    tones = [(2 * np.pi * 3, 1.0), (2 * np.pi * 50, 0.8)]
    x = sum(a * np.sin(w * t) for w, a in tones)
    _, wanted, _ = signal.lsim(polynomials(found), x, t)
    out = found.output(t, tones)
    assert out == pytest.approx(wanted, abs=1e-3 * np.abs(wanted).max())


def test_the_notch_of_the_entry():
    """`scipy.signal.iirnotch(50, 30)`: a digital filter of the same make; tone kept, hum gone."""
    found = system((-50 / 60, 50.0), (0.0, 50.0))
    b, a = signal.iirnotch(50, 30, 10_000)
    _, digital = signal.freqz(b, a, worN=[3, 45, 60], fs=10_000)
    analog = [found.by_lengths(2 * np.pi * f) for f in (3, 45, 60)]
    assert analog == pytest.approx(np.abs(digital), abs=2e-3)
    assert found.by_lengths(2 * np.pi * 50) == 0.0


def test_poles_in_words_and_at_the_probe():
    assert system((-1.0, 5.0), (0.0, 1.0)).dies.startswith("halves in 0.11")
    assert system((1.0, 5.0), (0.0, 1.0)).dies.startswith("doubles in 0.11")
    assert system((0.0, 5.0), (0.0, 1.0)).dies == "goes on for ever"
    assert system((0.0, 5.0), (0.0, 1.0)).by_lengths(2 * np.pi * 5.0) == np.inf
    assert system((0.0, 5.0), (0.0, 5.0)).by_lengths(2 * np.pi * 5.0) == 1.0

"""Spectra of finite records seen through windows, and linear systems by their poles and zeros.

The discrete transform is X_m = sum x_n exp(-2 pi i m n / N), without a factor. Sources: F. J. Harris, "On the use of
windows for harmonic analysis with the discrete Fourier transform", Proc. IEEE 66 (1978); A. V. Oppenheim and A. S.
Willsky, *Signals and Systems*, 2nd ed., Prentice Hall, 1997, chapter 9.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Complex = NDArray[np.complex128]
RATE = 64  # samples a second of the two tones
PADDED = 8192  # length to which records are padded with zeros: the curve between the bins
NODES, SHARES = np.polynomial.legendre.leggauss(10)
FLOOR = 1e-9  # the least magnitude that is shown: -180 dB
COSINES = {  # w_n = a_0 - a_1 cos(2 pi n/N) + a_2 cos(4 pi n/N): periodic windows
    "boxcar": (1.0, 0.0, 0.0),
    "hann": (0.5, 0.5, 0.0),
    "hamming": (0.54, 0.46, 0.0),
    "blackman": (0.42, 0.5, 0.08),
}


class Record(NamedTuple):
    """`values` (n,), evenly spaced, of mean zero, `rate` of them in a unit of time."""

    values: Array
    rate: float


@lru_cache
def sunspots() -> Record:
    """Yearly sunspot numbers 1700 to 2008 less their mean, as statsmodels ships them; shape (309,)."""
    from statsmodels import datasets  # statsmodels.api takes seconds to import

    found = np.array(datasets.sunspots.load_pandas().data.SUNACTIVITY, dtype=float)
    return _frozen(found - found.mean(), 1.0)


@lru_cache
def carbon_dioxide() -> Record:
    """Monthly means of CO2 at Mauna Loa, March 1958 to December 2001 (ppm), as statsmodels ships the weekly values; the
    few months without one interpolated, and a parabola fitted by least squares subtracted; shape (526,)."""
    from statsmodels import datasets  # statsmodels.api takes seconds to import

    months = datasets.co2.load_pandas().data["co2"].resample("MS").mean().interpolate()
    found = np.array(months, dtype=float)
    t = np.linspace(-1.0, 1.0, len(found))
    return _frozen(found - np.polynomial.polynomial.polyval(t, np.polynomial.polynomial.polyfit(t, found, 2)), 12.0)


def _frozen(values: Array, rate: float) -> Record:
    values.setflags(write=False)
    return Record(values, rate)


def tone(frequency: float, seconds: float, decibels: float = 0.0, phase: float = 0.6, rate: int = RATE) -> Array:
    """A cosine of that frequency (Hz), sampled `rate` times a second; 0 dB is the amplitude 1."""
    t = np.arange(round(rate * seconds)) / rate
    return np.asarray(10 ** (decibels / 20) * np.cos(2 * np.pi * frequency * t + phase))


def window(name: str, count: int) -> Array:
    """A window (count,), periodic as `scipy.signal.get_window` makes it by default. Raises KeyError for no window."""
    a0, a1, a2 = COSINES[name]
    angle = 2 * np.pi * np.arange(count) / count
    return np.asarray(a0 - a1 * np.cos(angle) + a2 * np.cos(2 * angle))


def spectrum(values: ArrayLike, shape: ArrayLike, padded: int | None = None) -> Complex:
    """The transform (m // 2 + 1,) of a windowed record, padded with zeros to the length m, scaled so that a tone of
    amplitude 1 that lies on a bin has the magnitude 1 there."""
    w = np.asarray(shape, dtype=float)
    return np.asarray(np.fft.rfft(np.asarray(values) * w, padded) * 2 / w.sum())


def beside(values: ArrayLike, shape: ArrayLike, cycles: float) -> float:
    """The larger of the magnitudes at the two bins around a frequency in cycles a sample; on a bin, the one there."""
    at = cycles * len(np.asarray(shape))
    size = np.abs(spectrum(values, shape))
    around = [int(np.floor(at + 1e-9)), int(np.ceil(at - 1e-9))]
    return float(size[np.clip(around, 0, len(size) - 1)].max())


def decibels(magnitude: ArrayLike) -> Array:
    """20 log10, not below FLOOR."""
    return np.asarray(20 * np.log10(np.maximum(np.abs(magnitude), FLOOR)))


def noise_bandwidth(shape: ArrayLike) -> float:
    """How many bins of white noise a window lets through: N sum w^2 / (sum w)^2."""
    w = np.asarray(shape, dtype=float)
    return float(len(w) * (w @ w) / w.sum() ** 2)


@lru_cache(maxsize=64)
def side_lobe(name: str, count: int) -> float:
    """The highest side lobe of a window in dB below its main lobe; the main lobe ends at the first minimum."""
    size = decibels(np.fft.rfft(window(name, count), 2**16) / window(name, count).sum())
    falls = np.diff(size) < 0
    return float(size[int(np.argmin(falls)) :].max())


def highest_peak(values: ArrayLike, shape: ArrayLike) -> float:
    """The frequency, in cycles a sample, at which the padded spectrum is largest: a parabola through the three highest
    of 16,385 places."""
    size = np.abs(spectrum(values, shape, 2**15))
    m = int(np.clip(np.argmax(size), 1, len(size) - 2))
    a, b, c = size[m - 1 : m + 2]
    bend = a - 2 * b + c
    return float((m + (0.5 * (a - c) / bend if bend < 0 else 0.0)) / 2**15)


class System(NamedTuple):
    """H(s) = (s - z)(s - conj z) / ((s - p)(s - conj p)), p not real: a pair of poles, a pair of zeros, H(inf) = 1."""

    pole: complex
    zero: complex

    def response(self, s: ArrayLike) -> Complex:
        """H at complex frequencies s (radians a second)."""
        at = np.asarray(s, dtype=complex)
        up = (at - self.zero) * (at - np.conj(self.zero))
        return np.asarray(up / ((at - self.pole) * (at - np.conj(self.pole))))

    def by_lengths(self, omega: float) -> float:
        """|H(i omega)| as it is read off the plane: lengths to the zeros over lengths to the poles; inf at a pole."""
        if self.zero == self.pole:
            return 1.0
        zeros = np.hypot(self.zero.real, omega - self.zero.imag) * np.hypot(self.zero.real, omega + self.zero.imag)
        poles = np.hypot(self.pole.real, omega - self.pole.imag) * np.hypot(self.pole.real, omega + self.pole.imag)
        return float(zeros / poles) if poles > 0 else float("inf")

    @property
    def dies(self) -> str:
        """What becomes of the oscillation of the poles, in words."""
        if self.pole.real == 0:
            return "goes on for ever"
        return f"{'halves' if self.pole.real < 0 else 'doubles'} in {np.log(2) / abs(self.pole.real):.3g} s"

    @property
    def residue(self) -> complex:
        """Of H at the pole."""
        return complex((self.pole - self.zero) * (self.pole - np.conj(self.zero)) / (self.pole - np.conj(self.pole)))

    def impulse(self, t: ArrayLike) -> Array:
        """What an impulse at 0 leaves behind it, t > 0: h(t) without the impulse itself, 2 Re(residue e^(pt))."""
        return np.asarray(2 * (self.residue * np.exp(self.pole * np.asarray(t, dtype=float))).real)

    def transformed(self, s: complex, last: float) -> complex:
        """Laplace's integral of h(t) exp(-st) from 0 to `last`, the impulse at 0 included: Gauss's quadrature on pieces
        of at most half a turn of the fastest oscillation."""
        fastest = abs(self.pole.imag) + abs(s.imag) + abs(self.pole.real) + 1.0
        pieces = int(np.ceil(last * fastest / np.pi))
        starts, within = np.arange(pieces) * (last / pieces), 0.5 * (NODES + 1) * (last / pieces)
        # exp is multiplicative, so the sum over all nodes is one over the pieces times one within a piece.
        parts = [
            residue * np.exp(rate * starts).sum() * (SHARES * np.exp(rate * within)).sum()
            for residue, rate in ((self.residue, self.pole - s), (self.residue.conjugate(), self.pole.conjugate() - s))
        ]
        return complex(1.0 + 0.5 * last / pieces * sum(parts))

    def output(self, t: ArrayLike, tones: ArrayLike) -> Array:
        """The answer to the sum of A sin(omega t), from rest at t = 0; `tones` (n, 2) holds omega and A.

        Partial fractions: H(i omega) turns each tone, and the pole answers with its own oscillation.
        """
        times = np.asarray(t, dtype=float)
        found = np.zeros(len(times))
        for omega, amplitude in np.asarray(tones, dtype=float):
            pole = self.pole
            if abs(pole - 1j * omega) < 1e-5:  # resonance: the limit of both parts, which grow against one another
                pole += 1e-5
            near = System(pole, self.zero)
            steady = near.response(1j * omega) * np.exp(1j * omega * times)
            own = near.residue * omega / (pole**2 + omega**2) * np.exp(pole * times)
            found += amplitude * (steady.imag + 2 * own.real)
        return found


KERNELS = {  # name: first place and weights h
    "box": (-4, np.full(9, 1 / 9)),
    "gauss": (-8, np.exp(-0.5 * (np.arange(-8, 9) / 3.0) ** 2) / np.exp(-0.5 * (np.arange(-8, 9) / 3.0) ** 2).sum()),
    "edge": (-1, np.array([0.5, 0.0, -0.5])),
    "echo": (0, 0.2 * 0.8 ** np.arange(24) / (1 - 0.8**24)),
}
"""Small kernels: a mean of 9, a bell of sd 3, half the difference of both neighbours, a fading memory of 24 values."""


class Convolved(NamedTuple):
    """`out` (n,), the convolution as the transforms give it; `linear` (n,), the sums themselves, with zeros around the
    signal; `signal_size`, `kernel_size` (m // 2 + 1,), the magnitudes of the transforms of length m = `length`."""

    out: Array
    linear: Array
    signal_size: Array
    kernel_size: Array
    length: int


def convolved(signal: ArrayLike, kernel: str, padded: bool) -> Convolved:
    """y_n = sum over j of h_j x_{n-j}, as a product of discrete transforms: of twice the length, so that no end reaches
    round to the other (`padded`), or of the signal's own. Raises KeyError for no kernel."""
    x = np.asarray(signal, dtype=float)
    first, h = KERNELS[kernel]
    m = 2 * len(x) if padded else len(x)
    on_ring = np.zeros(m)
    on_ring[(first + np.arange(len(h))) % m] = h
    left, right = np.fft.rfft(x, m), np.fft.rfft(on_ring)
    out = np.fft.irfft(left * right, m)[: len(x)]
    full = np.convolve(x, h)
    # full[i] is y at the place i + first.
    linear = np.array([full[n - first] if 0 <= n - first < len(full) else 0.0 for n in range(len(x))])
    return Convolved(out, linear, np.abs(left), np.abs(right), m)

"""The state of the lesson: circles, sums of waves, records through windows, convolutions, a filter, a network."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.lesson import State, kept
from mathcore.calculus import fourier_series as series
from mathcore.calculus import spectra
from mathcore.calculus import spectral_bias as bias
from pages.calculus.integral_transforms.panels import HALF_WAVES, HUM, LOUD, TURNS, WANTED, T

Array = NDArray[np.float64]
RADIANS = 2 * np.pi


class Transforms(State):
    """`chain`: the curve as circles; `wave`, `terms`: the periodic function and the sum that is kept, `lens` the places
    of the zoom; `record`, `window`: what is measured, and through what; `leak`: what the strong tone alone shows at the
    bins beside the faint one (dB); `made`: signal and kernel convolved; `system`: the filter, `gains` those of probe,
    tone and hum; `net`: the network at the step shown, `courses` (looks, 12) what it has learnt of each wave."""

    chain = cached_property(lambda q: series.circles(q.p.corners, q.p.keep))
    misfit = cached_property(lambda q: series.misfit(q.p.corners, q.chain, q.p.circles))
    rebuilt = cached_property(lambda q: series.rebuilt(q.chain, q.p.circles, 4 * TURNS))
    time = cached_property(lambda q: q.p.turn / TURNS)
    faded = cached_property(lambda q: q.p.fade == "fejer")
    wave = cached_property(lambda q: series.periodic(q.p.shape, q.p.drawn))
    sum_misfit = cached_property(lambda q: series.mean_square_misfit(q.wave, q.terms))
    terms = cached_property(lambda q: series.terms(q.wave, q.p.order, q.faded))
    # A square wave has no even terms: with an even K its last one is K - 1, and the lens must not change.
    half_wave = cached_property(lambda q: np.pi / (q.p.order + (q.wave.coefficients[q.p.order] != 0)))
    lens = cached_property(lambda q: q.wave.spot + q.half_wave * HALF_WAVES)
    overshoot = cached_property(lambda q: q.peak[1] - q.wave.high)
    loud = cached_property(lambda q: spectra.tone(q.p.strong, q.p.seconds))
    count = cached_property(lambda q: len(q.record.values))
    window = cached_property(lambda q: spectra.window(q.p.window, q.count))
    bins = cached_property(lambda q: np.abs(spectra.spectrum(q.record.values, q.window)))
    cycles = cached_property(lambda q: q.p.strong * q.p.seconds)
    own_window = cached_property(lambda q: spectra.window(q.p.window, len(q.loud)))
    leak = cached_property(lambda q: float(spectra.decibels(spectra.beside(q.loud, q.own_window, q.p.faint[0] / 64))))
    made = cached_property(lambda q: spectra.convolved(q.p.drawn, q.p.kernel, q.p.padded))
    system = cached_property(lambda q: spectra.System(RADIANS * complex(*q.p.pole), RADIANS * complex(*q.p.zero)))
    grows = cached_property(lambda q: q.p.pole[0] >= 0 and q.p.pole != q.p.zero)  # h, or it never dies away
    gains = cached_property(lambda q: [q.system.by_lengths(RADIANS * f) for f in (q.p.probe, WANTED, HUM)])
    features = cached_property(lambda q: q.p.given == "features")
    net = cached_property(lambda q: bias.parts(q.training.weights[q.p.tick], q.features))
    courses = cached_property(lambda q: bias.amplitudes(q.training.outputs))
    learnt = cached_property(lambda q: q.courses[q.p.tick, np.array(bias.TONES) - 1])
    by_frequency = cached_property(lambda q: bias.error_by_frequency(q.training.outputs[q.p.tick]))

    @kept("shape", "drawn", "order", "fade")
    def peak(self) -> tuple[float, float]:
        return series.highest(self.terms, self.wave.spot)

    def _tones(self, rate: int) -> Array:
        strong = spectra.tone(self.p.strong, self.p.seconds, rate=rate)
        return strong + spectra.tone(self.p.faint[0], self.p.seconds, self.p.faint[1], 2.0, rate)

    @cached_property
    def record(self) -> spectra.Record:
        real = {"sunspots": spectra.sunspots, "co2": spectra.carbon_dioxide}.get(self.p.record)
        return real() if real else spectra.Record(self._tones(spectra.RATE), float(spectra.RATE))

    @cached_property
    def shown(self) -> Array:
        """The record as it is drawn, its largest value 1."""
        found = self._tones(512) if self.p.record == "tones" else self.record.values
        return found / max(float(np.abs(found).max()), 1e-12)

    @kept("record", "window", "seconds", "strong", "faint")
    def highest(self) -> float:
        """The frequency of the highest peak, in cycles a unit of time."""
        return spectra.highest_peak(self.record.values, self.window) * self.record.rate

    @kept("pole", "zero", "probe")
    def laplace(self) -> float:
        """|the integral of h(t) exp(-st)| at s = i omega of the probe, until h has died away; NaN if it never does."""
        if self.grows:
            return np.nan
        last = 25 / abs(self.system.pole.real) if self.system.pole.real else 1.0
        return abs(self.system.transformed(1j * RADIANS * self.p.probe, last))

    @kept("pole", "zero")
    def output(self) -> Array:
        return self.system.output(T, [(RADIANS * WANTED, 1.0), (RADIANS * HUM, LOUD)])

    @kept("given", "seed")
    def training(self) -> bias.Training:
        return bias.train(self.p.seed, self.p.given == "features")

    @kept("given", "seed", "tick")
    def speeds(self) -> Array:
        return bias.speeds(self.net, bias.inputs(self.features))

    @kept("given", "seed", "tick")
    def pull(self) -> tuple[float, float]:
        return bias.pull(self.net, bias.inputs(self.features), bias.TONES[1])


def numbers(q: Transforms) -> dict[str, Any]:
    """Named values for the text and the programs."""
    c, n, f, linear = q.chain, q.p.circles, q.wave, q.made.linear
    found = {"energy": c.energy, "kept_energy": c.energy - c.left[n], "left": c.left[n], "rms": np.sqrt(c.left[n])}
    found |= {"first_turn": int(c.turns[0]), "first_arm": abs(c.arms[0]), "wave_energy": f.energy}
    found |= {"sum_left": series.energy_left(f, q.p.order, q.faded), "peak_value": q.peak[1]}
    found |= {"samples": len(q.loud), "spacing": 1 / q.p.seconds, "leak_db": q.leak}
    found |= {"first_wave": abs(f.coefficients[1])}
    found |= {"bandwidth": spectra.noise_bandwidth(q.own_window), "faint_at": q.p.faint[0], "faint_level": q.p.faint[1]}
    found |= {"output_energy": linear @ linear, "pole_hz": complex(*q.p.pole), "zero_hz": complex(*q.p.zero)}
    tones = ("tone", WANTED), ("hum", HUM), ("probe", q.p.probe)
    found |= {f"gain_{name}": q.system.by_lengths(RADIANS * hertz) for name, hertz in tones}
    for name, (x, y) in (("zero", q.p.zero), ("pole", q.p.pole)):
        found |= {f"to_{name}": np.hypot(x, q.p.probe - y), f"to_{name}_mirror": np.hypot(x, q.p.probe + y)}
    return found


def listing(q: Transforms) -> dict[str, Any]:
    """The constants of the programs."""
    p, found = q.p, {"faded": q.faded, "seconds": float(q.p.seconds), "strong": float(q.p.strong)}
    same = ("corners", "keep", "circles", "shape", "drawn", "order", "window", "kernel", "pole", "zero")
    return found | {name: p[name] for name in same} | {"faint": p.faint[0], "probe": float(p.probe)}

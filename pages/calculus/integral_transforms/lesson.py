"""Taken apart into pure oscillations, a signal is easy to filter, to compress and to learn, and no energy is lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from explorer.controls import Choice, Point, Points, Seed, Sketch, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.calculus import fourier_series as series
from mathcore.calculus import spectra
from mathcore.calculus import spectral_bias as bias
from pages.calculus.integral_transforms import panels, readouts, state
from pages.calculus.integral_transforms.state import Transforms

SAID = "Fourier series, epicycles, Parseval, Gibbs, leakage, window, FFT, convolution, poles and zeros, spectral bias"
KEEP = {"largest": "Largest first", "slowest": "Slowest first", "positive": "Positive k alone"}
SHAPES = {"square": "Square wave", "saw": "Sawtooth", "triangle": "Triangle", "drawn": "My own"}
FADES = {"cut": "Cut off", "fejer": "Faded out"}
WINDOWS = {"boxcar": "None", "hann": "Hann", "hamming": "Hamming", "blackman": "Blackman"}
KERNELS = {name: label.capitalize() for name, label in panels.KERNELS.items()}
DRAW = "Draw over the pad. Places from left to right: one period of f, or the signal."
CORNERS = Points("corners", "Corners of the curve", series.CAT, (-3.0, 3.0), (-2.6, 2.6), 0.01, fewest=24, most=24)
KEPT = Choice("keep", "Which circles", KEEP, "largest", help="Of those that turn at most 64 times a period.")
CIRCLES = Slider("circles", "Number of circles", 1, panels.CIRCLES, 5, 1, integer=True)
TURN = Steps("turn", "Moment", high=panels.TURNS, default=60, rate=24, help="120 of them are one turn.")
SHAPE = Choice("shape", "Function f", SHAPES, "square")
DRAWN = Sketch("drawn", "Drawn curve", tuple(series.BEAT.tolist()), -1.0, 1.0, help=DRAW)
ORDER = Slider("order", "Highest frequency", 1, series.MOST, 15, log=True, integer=True, per_decade=700)
FADE = Choice("fade", "Terms are", FADES, "cut", help="Faded out: term k is multiplied by 1 − k/(K + 1).")
RECORD = Choice("record", "Record", readouts.RECORDS, "tones")
TONES = {"record": ("tones",)}
WINDOW = Choice("window", "Window", WINDOWS, "boxcar")
LENGTH = Slider("seconds", "Length of the record", 0.5, 4.0, 1.0, 0.25, unit="s", when=TONES)
STRONG = Slider("strong", "Strong tone", 4.0, 28.0, 10.3, 0.05, unit="Hz", when=TONES)
FAINT = Point("faint", "Faint tone (Hz, dB)", (18.0, -40.0), (4.0, 28.0), (-90.0, -6.0), 0.05, when=TONES)
KERNEL = Choice("kernel", "Kernel h", KERNELS, "box")
SPOT = Slider("place", "Place n", 0, series.KNOTS - 1, 24, 1, integer=True)
PADDED = Toggle("padded", "Pad with zeros", True, help="Without them the transform takes the signal for a ring.")
POLE = Point("pole", "Pole (σ, ω)/2π", (-8.0, 38.0), (-40.0, 20.0), (0.5, 70.0), 0.5, help="In Hz; with its mirror.")
ZERO = Point("zero", "Zero (σ, ω)/2π", (-8.0, 50.0), (-40.0, 20.0), (0.0, 70.0), 0.5, help="In Hz; with its mirror.")
PROBE = Slider("probe", "Probe frequency", 0, 70, 20, 0.5, unit="Hz")
GIVEN = Choice("given", "The network is given", {"plain": "x alone", "features": "Fourier features"}, "plain")
SEED = Seed("seed", "Seed of the first weights", 1)
TICK = Steps("tick", "Tick", high=bias.LOOKS, default=25, rate=12, help=f"A tick is {bias.EVERY} steps.")

filtered = lambda pole, zero: {"view": "filter", "pole": pole, "zero": zero}
heard = lambda window, strong, *faint: {"view": "spectrum", "window": window, "strong": strong, "faint": faint}
AT_249 = {"view": "jumps", "order": 249}
CREST = "Seen through the lens the sums tend to (2/π) Si(πx), and its crest is 8.949% of the jump too high."


def clean(q: Transforms) -> bool:
    """Whether the hum is filtered out and the tone is kept, by a filter that rings no longer than is asked."""
    quick = q.system.pole.real <= -np.log(2) / 0.2
    return bool(quick and q.gains[2] <= 0.05 and abs(q.gains[1] - 1) <= 0.01)


def audible(q: Transforms) -> bool:
    """Whether a tone of -45 dB or less, near the strong one, stands over the leak in one second of record."""
    at, level = q.p.faint
    near = q.p.record == "tones" and q.p.seconds <= 1 and abs(at - q.p.strong) <= 5 + 1e-9
    return bool(near and level <= -45 and level - q.leak >= 10)


CHAIN, CURVE = (panels.curve_panel, panels.ledger_panel), (CORNERS, KEPT, CIRCLES, TURN)
LENS, WAVE = (
    (panels.sum_panel, panels.zoom_panel, panels.decay_panel),
    (SHAPE, replace(DRAWN, when={"shape": ("drawn",)}), ORDER, FADE),
)
SEEN, MEASURE = (panels.record_panel, panels.spectrum_panel), (RECORD, WINDOW, LENGTH, STRONG, FAINT)
SLID, SLIDE, wraps = (panels.sliding_panel, panels.product_panel), (DRAWN, KERNEL, SPOT, PADDED), readouts.wraps
PLANE = panels.plane_panel, panels.gain_panel, panels.signals_panel
NET, TRAIN = (panels.fit_panel, panels.courses_panel, panels.speeds_panel), (GIVEN, SEED, TICK)
lesson = Lesson(
    title="Integral Transforms (Laplace, Fourier) in ML",
    terms=SAID.split(", "),
    state=Transforms,
    views={
        "circles": View("Circles", CHAIN, readouts.circles, readouts.circles_alt, CURVE, readouts.circles_notice),
        "jumps": View("Jumps", LENS, readouts.sums, readouts.sums_alt, WAVE, readouts.sums_notice),
        "spectrum": View("Spectrum", SEEN, readouts.spectrum, readouts.spectrum_alt, MEASURE, readouts.spectrum_notice),
        "convolve": View("Convolution", SLID, readouts.convolution, readouts.convolution_alt, SLIDE, wraps),
        "filter": View("Poles", PLANE, readouts.poles, readouts.poles_alt, [POLE, ZERO, PROBE], readouts.poles_notice),
        "learning": View("Learning", NET, readouts.learning, readouts.learning_alt, TRAIN, readouts.given),
    },
    numbers=state.numbers,
    listing=state.listing,
    challenges=(
        Challenge(
            "Predict: a square wave is summed up to k = 249. How far, in % of the jump, does the sum rise above it?",
            "Through the lens of the middle panel the sums look alike from k = 20 on.",
            predict=Prediction("Above the wave", lambda q: 50 * q.overshoot, 0.3, AT_249, unit="%", why=CREST),
        ),
        Challenge(
            "Poles: the hum at 5% or less, the tone within 1%, and the filter’s own ringing halved within 0.2 s.",
            "Which lengths are short at 50 Hz alone? Far from there the others must cancel them.",
            clean,
            [filtered((-10, 49), (0, 50)), filtered((-30, 40), (0, 50)), filtered((-15, 47.5), (-0.5, 50))],
            [filtered((-0.5, 50), (0, 50)), filtered((-10, 30), (0, 50)), filtered((2, 50), (0, 50))],
            views=["filter"],
        ),
        Challenge(
            "Spectrum, 1 s or less: let a tone of −45 dB or less, within 5 Hz of the other, rise 10 dB over that leak.",
            "Either no leak reaches its place, or the side lobes there are low enough.",
            audible,
            [heard("blackman", 10.3, 15, -45), heard("boxcar", 10, 13, -80), heard("hann", 10, 14, -70)],
            [heard("hann", 10.3, 15, -45), heard("hamming", 10.3, 15, -45), heard("blackman", 10.3, 18, -60)],
            views=["spectrum"],
        ),
    ),
    related=("taylor_series", "spectral_decomposition", "time_series", "differential_equations", "gradient_descent"),
    oracles=(
        "coefficients: scipy.integrate.quad, scipy.fft; overshoot: SciPy’s Si; windows: scipy.signal.get_window",
        "filter: scipy.signal.freqs, lsim, sympy.laplace_transform; network: scikit-learn’s MLPRegressor",
    ),
    source=(series.circles, series.periodic, spectra.convolved, spectra.System, bias.train),
)

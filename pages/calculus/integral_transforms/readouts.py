"""What the page says of each view: readouts, laws with both sides, notices, alternative texts."""

from __future__ import annotations

import numpy as np

from explorer.lesson import Law, Readout, law
from explorer.text import number
from mathcore.calculus import fourier_series as series
from mathcore.calculus import spectra
from mathcore.calculus import spectral_bias as bias
from pages.calculus.integral_transforms.state import Transforms

Told = list[Readout | Law]
RECORDS = {"tones": "Two tones", "sunspots": "Sunspots 1700–2008", "co2": "CO₂ at Mauna Loa, 1958–2001"}


def circles(q: Transforms) -> Told:
    found, n, best = q.chain, q.p.circles, series.circles(q.p.corners)
    share = 100 * (1 - found.left[n] / found.energy) if found.energy > 1e-12 else 100.0
    whole, missing = ("all k > 0", "negative k are left out") if q.p.keep == "positive" else ("all k ≠ 0", "")
    return [
        Readout("energy of the curve, mean |z − c₀|²", found.energy, role="data"),
        Readout(f"of it in these {n} circles", share, "%", role="model"),
        law("Parseval: the misfit", "mean |z − S|² = Σ |cₖ|² left out", q.misfit, found.left[n]),
        law("no other choice leaves less", "largest first ≤ left out", best.left[n], found.left[n]),
        law("all circles together", f"Σ |cₖ|² over {whole} = energy", found.reachable, found.energy, unless=missing),
    ]


def sums(q: Transforms) -> Told:
    f, cut = q.wave, "" if q.faded else "the terms are cut off, not faded out"
    left, over = series.energy_left(f, q.p.order, q.faded), 100 * q.overshoot / f.jump if f.jump else np.nan
    return [
        Readout("energy of f, mean f²", f.energy, role="data"),
        Readout("root of the mean squared misfit", np.sqrt(q.sum_misfit), role="model"),
        Readout("above the top of f, in % of the jump", over if f.jump else "f does not jump", role="accent"),
        law("Parseval: the misfit", "mean (f − S)² = Σ |cₖ|² left out", q.sum_misfit, left),
        law("the sum stays below the top of f", "max S ≤ max f", q.peak[1], f.high, unless=cut),
    ]


def spectrum(q: Transforms) -> Told:
    x, two = q.record.values * q.window, q.p.record == "tones"
    spread = np.abs(np.fft.rfft(x)) ** 2
    spread[1 : (len(x) + 1) // 2] *= 2  # all but the first, and of an even number the last, stand for k and -k
    told: Told = [
        Readout("bins are apart by", q.record.rate / q.count, "Hz" if two else "1/year", role="model"),
        Readout("highest side lobe of the window", spectra.side_lobe(q.p.window, q.count), "dB", role="accent"),
        Readout("noise that a bin lets in", spectra.noise_bandwidth(q.window), "bins", role="accent"),
        law("Parseval, of record × window", "Σ xₙ² = Σ |Xₘ|² / N", x @ x, spread.sum() / len(x)),
    ]
    if not two:
        return [Readout("period of the highest peak", 1 / q.highest, "years", role="model"), *told]
    alone = np.abs(np.fft.rfft(q.loud * q.window)) ** 2
    stray = np.delete(alone, round(q.cycles)).sum() / alone.sum()
    why = "a window widens it" if q.p.window != "boxcar" else ""
    why = "it lies between two bins" if abs(q.cycles - round(q.cycles)) > 1e-9 else why
    return [
        Readout("strong tone: cycles in the record", q.cycles, digits=5, role="data"),
        Readout("the faint tone stands over the leak by", q.p.faint[1] - q.leak, "dB", role="accent"),
        *told,
        law("a tone alone stays in its bin", "share of its energy elsewhere = 0", stray, 0.0, unless=why),
    ]


def convolution(q: Transforms) -> Told:
    made, h, wraps = q.made, spectra.KERNELS[q.p.kernel][1], "" if q.p.padded else "the ends wrap around"
    n = int(np.argmax(np.abs(made.out - made.linear))) if wraps else q.p.place
    sides = made.out[n], made.linear[n]
    return [
        Readout(f"output y at n = {q.p.place}", made.out[q.p.place], role="model"),
        law(f"the convolution theorem, at n = {n}", "inverse of X·H = Σ hⱼ xₙ₋ⱼ", *sides, unless=wraps),
        law("no frequency gains more", "max |H| ≤ Σ |hⱼ|", made.kernel_size.max(), np.abs(h).sum()),
    ]


def poles(q: Transforms) -> Told:
    name, grows = f"Laplace’s integral at {q.p.probe:g} Hz", "a pole is not left of the axis" if q.grows else ""
    says = "|∫ h(t) e^(−iωt) dt| = lengths ○ ÷ lengths ×"
    dies = q.system.dies if q.p.pole != q.p.zero else "none: the zeros cancel it"
    gains = zip(("gain of the tone, 3 Hz", "gain of the hum, 50 Hz"), q.gains[1:], strict=True)
    return [
        *(Readout(name, gain if gain < 1e12 else "without bound", digits=5, role="data") for name, gain in gains),
        Readout("the filter’s own oscillation", dies, role="accent"),
        law(name, says, q.laplace, q.gains[0], tolerance=1e-7, unless=grows),
    ]


def learning(q: Transforms) -> Told:
    names = zip(bias.TONES, q.learnt.tolist(), ("model", "accent", "gradient"), strict=True)
    error, says = np.mean((q.training.outputs[q.p.tick] - bias.TARGET) ** 2), "from the kernel = a tiny step, measured"
    return [
        *(Readout(f"amplitude of k = {k} (the target has 1)", value, role=role) for k, value, role in names),
        Readout("speed of k = 1 over speed of k = 6", q.speeds[0] / q.speeds[5]),
        law("Parseval", "mean squared error = Σ over frequencies", error, q.by_frequency.sum()),
        law("the pull on k = 3 at these weights", says, *q.pull, slack=1e-6),
    ]


def circles_notice(q: Transforms) -> str:
    if q.chain.energy < 1e-12:
        return "All corners are at one place: the curve is a point, and no circle has a radius."
    return "These circles draw the whole curve: nothing is left." if q.chain.left[q.p.circles] < 1e-12 else ""


def sums_notice(q: Transforms) -> str:
    return "" if q.wave.jump else "There is no jump, and the sums close in on f everywhere at once."


def spectrum_notice(q: Transforms) -> str:
    if q.p.record == "co2":
        return "A parabola was taken off, and five months without a value were interpolated."
    near = q.p.record == "tones" and abs(q.p.strong - q.p.faint[0]) * q.p.seconds < 1
    return "The two tones are less than a bin apart: the record is too short to part them." if near else ""


def poles_notice(q: Transforms) -> str:
    if q.p.pole == q.p.zero:
        return "The zeros lie on the poles: they cancel, and all passes unchanged."
    if q.p.pole[0] > 0:
        return (
            "A pole is right of the axis: h grows, and its integral has no value on the axis. The gain means nothing."
        )
    return (
        "" if q.p.pole[0] else "The poles lie on the axis: h never dies away, and at their frequency the output grows."
    )


def learning_alt(q: Transforms) -> str:
    said = ", ".join(f"{number(v, 2)} of k = {k}" for k, v in zip(bias.TONES, q.learnt.tolist(), strict=True))
    return f"A network after {bias.EVERY * q.p.tick} steps has learnt {said}; beside it the speed of each frequency."


wraps = lambda q: (
    "" if q.p.padded else "Not padded: what leaves at one end comes in at the other. Grey: with zeros around."
)
given = lambda q: f"It is also given sin πkx and cos πkx, k = 1 to {bias.FEATURES}." if q.features else ""
circles_alt = lambda q: (
    f"A closed curve of 24 corners and {q.p.circles} circles that draw it; the circles left out have the energy "
    f"{number(q.chain.left[q.p.circles], 3)} of {number(q.chain.energy, 3)}."
)
sums_alt = lambda q: (
    f"A {q.p.shape} wave and its sum of waves up to k = {q.p.order}; the highest point of the sum is "
    f"{number(q.peak[1])}, that of the wave {number(q.wave.high)}."
)
spectrum_alt = lambda q: (
    f"{RECORDS[q.p.record]} through the window “{q.p.window}”, and the spectrum, highest at {number(q.highest)} cycles "
    "a unit of time."
)
convolution_alt = lambda q: (
    f"A drawn signal convolved with a small kernel; at {q.p.place} it is {number(q.made.out[q.p.place])}. Beside it "
    "the magnitudes of the three transforms."
)
poles_alt = lambda q: (
    f"Poles and zeros in the plane of s; the gain along the imaginary axis, {number(q.gains[1], 3)} at 3 Hz and "
    f"{number(q.gains[2], 3)} at 50 Hz; a second of in- and output."
)

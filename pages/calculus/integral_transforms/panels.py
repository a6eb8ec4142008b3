"""The panels of the lesson, two or three to a view.

What is given is drawn as "data", what is made of parts as "model", what is left out as "null", the misfit and what is
pointed at as "accent".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import viz
from explorer.text import number
from mathcore.calculus import fourier_series as series
from mathcore.calculus import spectra
from mathcore.calculus import spectral_bias as bias

if TYPE_CHECKING:
    from pages.calculus.integral_transforms.state import Transforms

Trace = dict[str, Any]
CIRCLES, TURNS = 24, 120  # circles at most; moments of one turn
ROUND = np.append(np.exp(2j * np.pi * np.linspace(0, 1, 97)), np.nan)
LEDGER, FLOOR, DECAY = (3e-8, 30.0), 1e-6, (1e-6, 2.0)
PERIOD = viz.Axis("t", (-np.pi, np.pi), ticks=(-np.pi, 0.0, np.pi), labels=("−π", "0", "π"))
HEIGHT = viz.Axis("f(t), and the sum", (-1.45, 1.45))
HALF_WAVES = np.linspace(-6, 6, 289)
WIDE = {"tones": (32.0, "Hz", -100.0), "sunspots": (0.3, "1/year", -60.0), "co2": (3.2, "1/year", -60.0)}
KERNELS = {"box": "mean of 9", "gauss": "bell", "edge": "difference", "echo": "fading memory"}
WANTED, HUM, LOUD = 3.0, 50.0, 0.8  # Hz of the two tones that are filtered; amplitude of the hum, if the tone has 1
T, HERTZ, GAINS = np.linspace(0.0, 1.0, 1201), np.linspace(0.0, 70.0, 561), (3e-3, 300.0)
TALL = 3.2  # of the filter's signals, as far as they are drawn
FINE, MOST = np.linspace(-1, 1, 257), 12  # inputs, and frequencies of the network that are shown


def _xy(z: ArrayLike, role: str, **style: Any) -> Trace:
    return viz.line(np.real(z), np.imag(z), role, **style)


def _if(condition: ArrayLike, values: ArrayLike) -> NDArray[np.float64]:
    """The values where the condition holds; what is hidden is NaN."""
    return np.where(condition, values, np.nan)


def _words(x: ArrayLike, y: ArrayLike, text: Any, role: Any, side: str = "middle right", size: float = 13) -> Trace:
    """Text in the figure, in the colour of one role or of one each."""
    found = viz.label(np.atleast_1d(x), np.atleast_1d(y), text, position=side, size=size)
    found["textfont"]["color"] = f"@{role}" if isinstance(role, str) else [f"@{each}" for each in role]
    return found


def curve_panel(q: Transforms) -> viz.Plane:
    """The polygon, the chain of circles at one moment, what they draw, and how far the pen is off."""
    n, found, corners = q.p.circles, q.chain, np.array(q.p.corners)
    joints = series.chain(found, n, q.time)
    z, pen, there = series.as_complex(corners), joints[-1], series.along(corners, q.time)
    rings = joints[:-1, None] + np.abs(found.arms[:n, None]) * ROUND
    padding, up = np.full(CIRCLES - n, np.nan), np.sign(there.imag - pen.imag + 1e-12)  # the name is beyond the handle
    traces = [
        _xy(np.append(z, z[0]), "data", width=1.8, dash="dot", name="given"),
        _xy(q.rebuilt, "model", width=2.2, opacity=0.4, hover=False),
        _xy(np.where(np.arange(len(q.rebuilt)) <= 4 * q.p.turn, q.rebuilt, np.nan), "model", width=3.2, name="sum"),
        _xy(np.append(rings, np.repeat(padding, len(ROUND))), "muted", width=1.1, opacity=0.7, hover=False),
        _xy(np.append(joints, padding), "ink", width=1.8, hover=False),
        _xy([pen, there], "accent", width=4.5, name="misfit"),
        viz.dots((pen.real, pen.imag), "model", size=10, name="pen"),
        _words(_if(abs(there - pen) > 0.15, there.real), there.imag + 0.33 * up, "misfit", "accent", "middle center"),
    ]
    handles = viz.handles("corners", corners, "corner", "data")
    title = f"A closed curve, and {n} circles in a chain" if n > 1 else "A closed curve, and one circle"
    return viz.Plane(traces, viz.Axis("x", (-3.3, 3.3)), viz.Axis("y", (-3, 3)), title, equal=True, handles=handles)


def ledger_panel(q: Transforms) -> viz.Plane:
    """The energy of each circle in the order in which they are taken, and what is left: the sum of the faint bars."""
    n, places, left = q.p.circles, np.arange(1, CIRCLES + 1), np.clip(q.chain.left[: CIRCLES + 1], FLOOR, LEDGER[1])
    energy = np.abs(q.chain.arms[:CIRCLES]) ** 2
    high = _if(energy > FLOOR, energy)
    turns = [f"{k:+d}".replace("-", "−") for k in q.chain.turns[:CIRCLES].tolist()]
    low, says = 1e-6 * 0.4 ** (1 + (places - 1) % 3), f"misfit, all that is left out: {number(q.chain.left[n], 3)}"
    traces = [
        viz.stems(places, _if(places <= n, high), "model", width=8, base=FLOOR),
        viz.stems(places, _if(places > n, high), "null", width=8, base=FLOOR),
        _words(places, low, turns, "muted", "middle center", 11),
        viz.line(np.arange(CIRCLES + 1) + 0.5, left, "accent", width=1.6, dash="dot", name="left after n circles"),
        viz.segment((n + 0.5, FLOOR), (n + 0.5, left[n]), "accent", width=1.6, hover=False),
        viz.dots((n + 0.5, left[n]), "accent", size=12, name="mean squared misfit"),
        _words(CIRCLES + 0.8, 12.0, says, "accent", "middle left", 15),
    ]
    take = lambda x, _: {"circles": round(x - 0.5)}
    handle = viz.Handle("cut", (n + 0.5, left[n]), "number of circles", "accent", moves=take, follows="x")
    x = viz.Axis("circles as they are taken; above, their turns k", (0.3, CIRCLES + 1), ticks=(1, 6, 12, 18, 24))
    y = viz.Axis("energy |cₖ|², and misfit", LEDGER, log=True, ticks=[10.0**k for k in range(-6, 2)])
    return viz.Plane(traces, x, y, "Where the energy is", handles=[handle])


def sum_panel(q: Transforms) -> viz.Plane:
    """The function and the sum over one period, with the window of the zoom."""
    wide = np.clip(q.lens[[0, -1]], -np.pi, np.pi)
    t, table = np.linspace(-np.pi, np.pi, series.GRID // 2 + 1), series.tabulated(q.terms)
    traces = [
        viz.rectangles([[*wide, -1.4, 1.4]], "accent", opacity=0.1, width=1.0),
        viz.polyline(q.wave.drawn(), "data", width=2.2, name="f"),
        viz.line(t, np.append(table[::2], table[0]), "model", name="sum"),
        viz.dots(q.peak, "accent", size=9, name="highest"),
    ]
    return viz.Plane(traces, PERIOD, HEIGHT, f"Waves up to k = {q.p.order}")


def zoom_panel(q: Transforms) -> viz.Plane:
    """The same around the jump, in half-waves of the last term: the picture that does not change."""
    f, jumps, gibbs = q.wave, q.wave.jump > 0, q.wave.jump > 0 and not q.faded  # faded sums have no crest
    crest = float(_if(gibbs, series.gibbs(1.0)))
    traces = [
        viz.line(HALF_WAVES, _if(gibbs, series.gibbs(HALF_WAVES)), "null", width=5, opacity=0.6, name="limit"),
        viz.line(HALF_WAVES, _if((np.abs(HALF_WAVES) > 0.02) | (not jumps), f.at(q.lens)), "data", name="f"),
        viz.line(HALF_WAVES, series.summed(q.terms, q.lens), "model", width=2.4, name="sum"),
        viz.line([-6, 6, np.nan, -6, 6], [crest, crest, np.nan, -crest, -crest], "accent", width=1.2, dash="dash"),
        _words(-5.8, crest + 0.17, "+8.95% of the jump", "accent"),
        _words(5.8, -crest - 0.17, "grey: (2/π) Si(πx)", "muted", "middle left"),
    ]
    where = "jump" if jumps else "peak" if q.p.shape == "triangle" else "slope"
    x = viz.Axis("half-waves x of the last term", (-6, 6))
    return viz.Plane(traces, x, HEIGHT, f"The {where}, through a lens")


def decay_panel(q: Transforms) -> viz.Plane:
    """Sizes of the coefficients: how fast they fall says how smooth the function is."""
    k, cut, size = np.arange(1, series.MOST + 1), q.p.order + 0.5, np.abs(q.wave.coefficients[1:])
    taken = np.append(np.abs(q.terms[1:]), np.zeros(series.MOST - q.p.order))
    guides = [viz.line(k, y, "ink", width=1.2, dash="dot", hover=False) for y in (0.9 / k, 0.55 / k**2.0)]
    traces = [
        viz.called(guides[0], "1/k: jump", at=0.35, size=13),
        viz.called(guides[1], "1/k²: corner", at=0.7, size=13),
        viz.called(viz.line([cut, cut], DECAY, "accent", width=1.6, hover=False)),
        viz.called(viz.line(k[size > DECAY[0]], size[size > DECAY[0]], width=0, hover=False)),
        viz.markers(k, _if(size > DECAY[0], size), "null", size=5, name="|cₖ|"),
        viz.markers(k, _if(taken > DECAY[0], taken), "model", size=7, name="kept"),
    ]
    take = lambda x, _: {"order": int(np.clip(round(x - 0.5), 1, series.MOST))}
    handle = viz.Handle("order_cut", (cut, 3e-6), "highest frequency", "accent", moves=take, follows="loosely")
    # Loosely: k is whole, and on a logarithmic axis the first whole numbers lie far apart.
    x = viz.Axis("frequency k", (0.8, 330.0), log=True, ticks=(1, 10, 100), labels=("1", "10", "100"))
    return viz.Plane(
        traces, x, viz.Axis("size |cₖ|", DECAY, log=True), "How fast they fall", handles=[handle], room=(150.0, 170.0)
    )


def record_panel(q: Transforms) -> viz.Plane:
    """The record and its repetition, which is what the discrete transform is told, and what the window makes of it."""
    x, w = q.shown, spectra.window(q.p.window, len(q.shown))
    share = np.arange(2 * len(x)) / len(x)
    traces = [
        viz.line(share, np.tile(x, 2), "null", width=1.4, opacity=0.8, name="record"),
        viz.line(share, np.tile(w, 2), "accent", width=1.6, dash="dash", name="window"),
        viz.line(share, np.tile(w * x, 2), "model", width=2.2, name="record × window"),
        viz.segment((1, -1.3), (1, 1.15), "ink", width=1.2, dash="dot", hover=False),
        _words(1.0, 1.28, "seam", "ink", "middle center"),
        _words(0.02, 1.28, "window", "accent"),
    ]
    time = viz.Axis("time, in lengths of the record", (0, 2), ticks=(0, 0.5, 1, 1.5, 2))
    return viz.Plane(traces, time, viz.Axis("share of its largest value", (-1.35, 1.45)), "The record, repeated")


def spectrum_panel(q: Transforms) -> viz.Plane:
    """The spectrum in decibels: dots at the bins, and between them what zeros behind the record would show."""
    two, rate, (wide, unit, low) = q.p.record == "tones", q.record.rate, WIDE[q.p.record]
    fine = np.abs(spectra.spectrum(q.record.values, q.window, spectra.PADDED))
    tall = 1.0 if two else max(float(fine.max()), 1e-12)
    alone = _if(two, np.abs(spectra.spectrum(q.loud, q.own_window, spectra.PADDED)))
    at, spots = np.arange(len(fine)) * rate / spectra.PADDED, np.arange(len(q.bins)) * rate / q.count
    shown = lambda values: np.maximum(spectra.decibels(values), low)
    marks, drop = np.array([[q.p.strong, 0.0], q.p.faint]), _if(two, [[q.p.faint[0], 6.0], q.p.faint])
    traces = [
        viz.area(at, _if(two, shown(alone)), low, "null", opacity=0.3, name="the strong tone alone"),
        viz.line(at, shown(fine / tall), "model", width=2.0, name="between the bins"),
        viz.markers(spots, shown(q.bins / tall), "model", size=6, name="bin"),
        viz.polyline(drop, "accent", width=1.2, dash="dot", hover=False),
        viz.dots(_if(two, marks[:1]), "data", size=11, ring=True, name="strong tone"),
        viz.dots(_if(two, marks[1:]), "accent", size=11, ring=True, name="faint tone"),
        _words(_if(two, marks[:, 0]), [17.0, 9.5], ["strong", "faint"], ("data", "accent"), "middle center"),
        _words(_if(not two, q.highest), 2.0, f"period {1 / q.highest:#.4g} years", "accent", "top right"),
    ]
    handles = [
        viz.Handle("strong", marks[0], "strong tone", "data", moves=lambda x, _: {"strong": x}, follows="x"),
        viz.Handle("faint", marks[1], "faint tone", "accent"),
    ]
    x, y = viz.Axis(f"frequency ({unit})", (0, wide)), viz.Axis("magnitude (dB)", (low, 23.0), ticks=range(-100, 1, 20))
    title = "Its spectrum; grey: the strong tone alone" if two else "Its spectrum"
    return viz.Plane(traces, x, y, title, handles=handles if two else [])


def sliding_panel(q: Transforms) -> viz.Plane:
    """The signal; the kernel, turned round and slid to one place; its products with the signal, which add up to y."""
    x, n, names = np.array(q.p.drawn), q.p.place, ["signal x", "output y", "kernel, products"]
    first, h = spectra.KERNELS[q.p.kernel]
    under = n - first - np.arange(len(h))  # the place of the signal that each entry of the kernel meets
    met = np.pad(x, 64)[under + 64] if q.p.padded else x[under % 64]
    where, high, made = np.full((3, 24), np.nan)
    where[: len(h)], high[: len(h)], made[: len(h)] = under if q.p.padded else under % 64, h / np.abs(h).max(), h * met
    traces = [
        viz.stems(where, 0.5 * high - 1.9, "accent", width=3, base=-1.9),
        viz.segment((n, -2.6), (n, q.made.out[n]), "ink", width=1.2, dash="dot", hover=False),
        viz.line(np.arange(64), x, "data", width=1.8, name="signal x"),
        viz.stems(where, made, "accent", width=3),
        viz.line(np.arange(64), q.made.linear, "null", width=6, opacity=0.55, name="with zeros around"),
        viz.line(np.arange(64), q.made.out, "model", width=2.6, name="output y"),
        viz.dots((n, q.made.out[n]), "model", size=12, name="y at n"),
        _words(n, -2.75, "n", "ink", "middle center", 15),
        _words([-0.5, 15.0, 31.0], [1.33] * 3, names, ("data", "model", "accent")),
    ]
    slide = lambda a, _: {"place": round(a)}
    handle = viz.Handle("slide", (n, q.made.out[n]), "place n", "model", moves=slide, follows="x")
    x_axis = viz.Axis("place", (-1, 65), ticks=range(0, 65, 16))
    y_axis = viz.Axis("signal, products, output", (-2.95, 1.5), ticks=(-1, -0.5, 0, 0.5, 1))
    return viz.Plane(traces, x_axis, y_axis, f"A {KERNELS[q.p.kernel]} slides over the signal", handles=[handle])


def product_panel(q: Transforms) -> viz.Plane:
    """Magnitudes of the transforms: at each frequency the output's is the product of the two others."""
    x, h = q.made.signal_size / 64, q.made.kernel_size
    k = np.arange(len(x)) * 64 / q.made.length
    parts = (x, "data", "|X|/64", 0.15), (h, "accent", "|H|", 0.45), (x * h, "model", "|X|·|H|/64", 0.85)
    traces = [viz.called(viz.line(k, np.maximum(y, 1e-5), role, name=name), name, at=at) for y, role, name, at in parts]
    axes = viz.Axis("frequency (cycles in 64 places)", (0, 32)), viz.Axis("magnitude", (1e-5, 3.0), log=True)
    return viz.Plane(traces, *axes, "Their transforms are multiplied")


def plane_panel(q: Transforms) -> viz.Plane:
    """The plane of s in hertz: poles, zeros, and the lengths to them from the probe on the imaginary axis."""
    p, z, mirror, at = np.array(q.p.pole), np.array(q.p.zero), np.array([1, -1]), np.array([0.0, q.p.probe])
    rods = lambda spot: np.array([at, spot, [np.nan, np.nan], at, spot * mirror])
    traces = [
        viz.rectangles([[0, 30, -90, 90]], "gradient", opacity=0.1),
        viz.line([0, 0], [-90, 90], "ink", width=1.4, hover=False),
        viz.polyline(rods(z), "optimum", width=2.4, name="to the zeros"),
        viz.polyline(rods(p), "accent", width=2.4, dash="dash", name="to the poles"),
        viz.dots([z, z * mirror], "optimum", size=13, ring=True, name="zero"),
        viz.dots([p, p * mirror], "accent", size=11, symbol="x", name="pole"),
        viz.dots(at, "ink", size=10, name="probe"),
        _words([15.0, -27.0], [73.0, -77.0], ["grows", "dies away"], "muted", "middle center"),
    ]
    handles = [
        viz.Handle("zero", z, "zero", "optimum"),
        viz.Handle("pole", p, "pole", "accent"),
        viz.Handle("probe", at, "probe frequency", "ink", moves=lambda _, y: {"probe": y}, follows="y"),
    ]
    x, y = viz.Axis("σ/2π (Hz)", (-50, 30), ticks=(-40, -20, 0, 20)), viz.Axis("ω/2π (Hz)", (-83, 80))
    return viz.Plane(traces, x, y, "Poles × and zeros ○", equal=True, handles=handles, weight=0.75)


def gain_panel(q: Transforms) -> viz.Plane:
    """|H| along the imaginary axis: what each frequency is multiplied by."""
    # Where a pole lies on the axis itself, its gain is read a hair beside it.
    gain = np.clip(np.abs(q.system.response(2j * np.pi * HERTZ + (0 if q.p.pole[0] else 1e-6))), *GAINS)
    probe, *tones = np.clip(q.gains, *GAINS).tolist()
    traces = [
        viz.segment((-1, 1), (70, 1), "null", width=1.2, dash="dot", hover=False),
        viz.stems([WANTED, HUM], tones, "data", width=5, base=GAINS[0]),
        viz.line(HERTZ, gain, "model", width=2.6, name="gain"),
        viz.dots((q.p.probe, probe), "ink", size=11, name="probe"),
        _words([WANTED + 1, HUM + 1], [5e-3, 5e-3], ["tone", "hum"], "data"),
    ]
    slide = lambda x, _: {"probe": x}
    handle = viz.Handle("gain_probe", (q.p.probe, probe), "probe frequency", "ink", moves=slide, follows="x")
    axes = viz.Axis("frequency (Hz)", (-1, 70)), viz.Axis("gain |H(iω)|", GAINS, log=True)
    return viz.Plane(traces, *axes, "Gain: lengths ○ ÷ ×", handles=[handle])


def signals_panel(q: Transforms) -> viz.Plane:
    """What goes in and what comes out, from rest."""
    tone, hum = (np.sin(2 * np.pi * f * T) for f in (WANTED, HUM))
    out = TALL * viz.clipped(np.stack([T / TALL, q.output / TALL], axis=1), (0.0, 0.0), 1.0)
    traces = [
        viz.line(T, tone + LOUD * hum, "data", width=1.2, opacity=0.5, name="in"),
        viz.line(T, tone, "ink", width=1.6, dash="dash", name="the tone alone"),
        viz.polyline(out, "model", width=2.2, name="out"),
        _words([0.02, 0.18, 0.4], [3.7, 3.7, 3.7], ["in", "out", "dashed: tone"], ("data", "model", "ink")),
    ]
    axes = viz.Axis("time (seconds)", (0, 1)), viz.Axis("signal", (-3.4, 4.0), ticks=range(-3, 4))
    return viz.Plane(traces, *axes, "A tone with hum, filtered")


def fit_panel(q: Transforms) -> viz.Plane:
    """The target and what the network says of it."""
    traces = [
        viz.line(FINE, bias.target(FINE), "data", width=1.8, dash="dot", name="target"),
        viz.line(FINE, bias.output(q.net, bias.inputs(q.features, FINE)), "model", width=2.8, name="network"),
        _words([-0.95, -0.95], [3.5, 3.0], ["target: k = 1, 3, 6", "network"], ("data", "model")),
    ]
    axes = viz.Axis("input x", (-1, 1)), viz.Axis("output", (-3.0, 3.8), ticks=range(-3, 4))
    return viz.Plane(traces, *axes, f"After {bias.EVERY * q.p.tick:,} steps")


def courses_panel(q: Transforms) -> viz.Plane:
    """How much of each wave the network has learnt, step by step."""
    steps, now = bias.EVERY * np.arange(bias.LOOKS + 1), bias.EVERY * q.p.tick
    traces: list[Trace] = [viz.segment((0, 1), (steps[-1], 1), "null", width=1.2, dash="dot", hover=False)]
    styles = (("model", "solid", 0.15), ("accent", "dash", 0.4), ("gradient", "dot", 0.6))
    for k, (role, dash, at) in zip(bias.TONES, styles, strict=True):
        course = viz.line(steps, q.courses[:, k - 1], role, width=2.6, dash=dash, name=f"k = {k}")
        traces += [viz.called(course, f"k = {k}", at=at), viz.dots((now, q.courses[q.p.tick, k - 1]), role, size=9)]
    traces.append(viz.segment((now, -0.6), (now, 1.6), "ink", width=1.2, hover=False))
    wind = lambda x, _: {"tick": int(np.clip(round(x / bias.EVERY), 0, bias.LOOKS))}
    handle = viz.Handle("now", (now, -0.5), "step", "ink", moves=wind, follows="x")
    axes = viz.Axis("step of Adam", (-40, 4040), ticks=range(0, 4001, 1000)), viz.Axis("amplitude learnt", (-0.6, 1.6))
    return viz.Plane(traces, *axes, "How much is learnt", handles=[handle])


def speeds_panel(q: Transforms) -> viz.Plane:
    """How fast gradient descent would shrink an error of each frequency at the present weights."""
    k, size = np.arange(1, MOST + 1), np.clip(q.speeds, 2e-3, 90)
    roles = zip(("null", "model", "accent", "gradient"), (0, *bias.TONES), strict=True)
    others = ~np.isin(k, bias.TONES)
    traces = [viz.stems(k, _if(others if f == 0 else k == f, size), role, width=11, base=1e-3) for role, f in roles]
    x = viz.Axis("k of an error sin(πkx)", (0.3, 12.7), ticks=(1, 3, 6, 9, 12))
    y = viz.Axis("speed (1/time)", (1e-3, 100.0), log=True)
    return viz.Plane(traces, x, y, "Why: their speeds")

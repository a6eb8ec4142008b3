"""The lesson on integral transforms: energies against long discrete transforms, the overshoot against SciPy's Si, leaks
against `scipy.signal.get_window` and `scipy.fft`, convolutions against `scipy.signal.fftconvolve`, gains against
`scipy.signal.freqs`, the network's numbers against plain projections, at random states; what is degenerate; what the
text says. (The mathematics has its oracles in `tests/mathcore/calculus`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import fft, signal, special
from sklearn.datasets import load_digits
from sklearn.kernel_approximation import RBFSampler
from sklearn.metrics.pairwise import rbf_kernel

from explorer import listing
from explorer.lesson import Law
from mathcore.calculus import spectra
from mathcore.calculus import spectral_bias as bias
from pages.calculus.integral_transforms.panels import HALF_WAVES
from tests.lessons import contracts
from tests.lessons.asking import law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("integral_transforms")


@pytest.fixture(scope="module")
def states(lesson):
    return contracts.random_states(lesson, 20)


def at_preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def sampled(corners: Any, places: int) -> np.ndarray:
    z = np.array(corners) @ [1, 1j]
    knots, closed, t = np.arange(len(z) + 1) / len(z), np.append(z, z[0]), np.arange(places) / places
    return np.interp(t, knots, closed.real) + 1j * np.interp(t, knots, closed.imag)


def test_circles_against_a_long_transform(lesson, states):
    for values in states:
        scene = lesson.scene(**values | {"view": "circles"})
        z = sampled(values["corners"], 12_000)
        c = fft.fft(z) / len(z)
        energy = np.mean(np.abs(z - z.mean()) ** 2)
        k = [j for j in range(-64, 65) if j and (values["keep"] != "positive" or j > 0)]
        size = np.abs(c[k]) ** 2
        kept = np.sort(size)[::-1] if values["keep"] == "largest" else size[np.lexsort((-np.array(k), np.abs(k)))]
        left = energy - kept[: values["circles"]].sum()
        assert value(scene, "energy") == pytest.approx(energy, rel=1e-4)
        assert law(scene, "Parseval").left == pytest.approx(left, abs=1e-3 * energy)


def test_sums_against_a_long_transform_and_si(lesson, states):
    for values in states:
        scene = lesson.scene(**values | {"view": "jumps"})
        q = scene.state
        t = -np.pi + 2 * np.pi * (np.arange(32_000) + 0.5) / 32_000
        kept = (q.terms[1:, None] * np.exp(1j * np.outer(np.arange(1, len(q.terms)), t[::40]))).real
        s = q.terms[0].real + 2 * kept.sum(axis=0)
        assert q.peak[1] >= s.max() - 1e-9
        assert value(scene, "energy") == pytest.approx(np.mean(q.wave.at(t) ** 2), abs=1e-4)
        assert law(scene, "Parseval").right == pytest.approx(
            np.mean((q.wave.at(t[::40]) - s) ** 2), abs=0.05 * q.wave.energy + 1e-6
        )
    gibbs = 100 * (special.sici(np.pi)[0] / np.pi - 0.5)
    for order in (99, 249):
        scene = lesson.scene(view="jumps", order=order)
        assert value(scene, "above the top") == pytest.approx(gibbs, abs=0.003)
    # The square wave has no even terms: an even K adds nothing, and the lens must not stretch.
    for order in (1, 5, 49):
        odd, even = (lesson.scene(view="jumps", order=k).panels[1].traces[2]["y"] for k in (order, order + 1))
        assert even == pytest.approx(odd, abs=1e-12)
    for order in (3, 40, 41):  # in the lens the crest stands at x = 1
        q = lesson.at(lesson.parameters({"view": "jumps", "order": order}))
        assert np.interp(q.peak[0], q.lens, HALF_WAVES) == pytest.approx(1, abs=1e-9)
    truth = lesson.challenges[0].predict.truth(lesson.at(lesson.parameters(lesson.challenges[0].predict.at)))
    assert truth == pytest.approx(8.94925, abs=1e-5)


def test_leaks_windows_and_lines(lesson, states):
    for values in states:
        values = values | {"view": "spectrum", "record": "tones"}
        q = lesson.at(lesson.parameters(values))
        count = round(64 * values["seconds"])
        w = signal.get_window(values["window"], count)
        x = np.cos(2 * np.pi * values["strong"] * np.arange(count) / 64 + 0.6) * w
        size = np.abs(fft.rfft(x)) * 2 / w.sum()
        place = values["faint"][0] * count / 64
        around = [int(np.floor(place + 1e-9)), int(np.ceil(place - 1e-9))]
        assert q.leak == pytest.approx(20 * np.log10(max(size[around].max(), 1e-9)), abs=1e-6)
        scene = lesson.scene(**values)
        assert value(scene, "noise") == pytest.approx(count * (w @ w) / w.sum() ** 2)
    on_bin = lesson.scene(view="spectrum", strong=10.0)
    assert not law(on_bin, "a tone").unless and law(on_bin, "a tone").left < 1e-20
    assert law(lesson.scene(view="spectrum", strong=10.5), "a tone").left > 0.1
    assert "less than a bin" in lesson.scene(view="spectrum", strong=10.0, faint=(10.5, -6.0)).notice


def test_convolutions_against_scipy(lesson, states):
    for values in states:
        scene = lesson.scene(**values | {"view": "convolve"})
        first, h = spectra.KERNELS[values["kernel"]]
        full = signal.fftconvolve(values["drawn"], h)
        n = values["place"]
        straight = full[n - first] if 0 <= n - first < len(full) else 0.0
        if values["padded"]:
            assert value(scene, "output y") == pytest.approx(straight, abs=1e-12)
        # What is drawn at the place adds up to the output, wrapped or not.
        products = scene.panels[0].traces[3]["y"]
        assert np.nansum(products) == pytest.approx(value(scene, "output y"), abs=1e-12)
    assert not law(at_preset(lesson, "Round the ends"), "the convolution").holds


def test_gains_against_scipy(lesson, states):
    for values in states:
        scene = lesson.scene(**values | {"view": "filter"})
        z, p = (2 * np.pi * complex(*values[name]) for name in ("zero", "pole"))
        up, down = ([1.0, -2 * r.real, abs(r) ** 2] for r in (z, p))
        for name, hertz in (("gain of the tone", 3.0), ("gain of the hum", 50.0)):
            _, wanted = signal.freqs(up, down, worN=[2 * np.pi * hertz])
            if abs(1j * 2 * np.pi * hertz - p) > 1e-9:
                assert value(scene, name) == pytest.approx(abs(wanted[0]), rel=1e-9, abs=1e-9)
        assert law(scene, "Laplace").holds or values["pole"][0] >= 0


def test_the_network_says_what_it_says(lesson):
    for given in ("plain", "features"):
        scene = lesson.scene(view="learning", given=given, tick=25)
        out = scene.state.training.outputs[25]
        parts = [2 * np.mean(out * np.sin(np.pi * k * bias.X)) for k in (1, 3, 6)]
        assert [each.value for each in scene.readouts[:3]] == pytest.approx(parts)
        assert law(scene, "Parseval").left == pytest.approx(np.mean((out - bias.TARGET) ** 2))
        assert law(scene, "the pull").holds
    slow = at_preset(lesson, "Low notes first").state.learnt
    assert abs(slow[0] - 1) < 0.05 and 0.3 < slow[1] < 0.7 and abs(slow[2]) < 0.1  # "learnt, on its way, hardly begun"
    assert at_preset(lesson, "With Fourier features").state.learnt == pytest.approx([1, 1, 1], abs=0.02)


def test_degenerate_curves(lesson):
    point = lesson.scene(corners=((1.0, 2.0),) * 24)
    assert "point" in point.notice and value(point, "energy") == 0
    assert all(each.holds for each in point.readouts if isinstance(each, Law) and not each.unless)
    flat = lesson.scene(view="jumps", shape="drawn", drawn=(0.4,) * 64)
    assert value(flat, "above the top") == "f does not jump" and flat.state.peak[1] == pytest.approx(0.4)
    line = lesson.scene(corners=tuple((k / 6 - 2, 0.0) for k in range(24)), circles=24)
    assert law(line, "Parseval").holds


def test_poles_on_the_axis_and_beyond_it(lesson):
    at_hum = lesson.scene(view="filter", pole=(0, 50), zero=(-8, 50), probe=50)
    assert "never dies" in at_hum.notice and np.isinf(law(at_hum, "Laplace").right)
    assert np.isfinite(at_hum.state.output).all() and np.abs(at_hum.state.output).max() > 5
    together = lesson.scene(view="filter", pole=(3, 20), zero=(3, 20))
    assert any("cancel" in str(getattr(each, "value", "")) for each in together.readouts)
    assert all(each.holds and not each.unless for each in together.readouts if isinstance(each, Law))
    assert "cancel" in together.notice and together.state.gains == pytest.approx([1, 1, 1])
    t = np.linspace(0, 1, 1201)
    x = np.sin(6 * np.pi * t) + 0.8 * np.sin(100 * np.pi * t)
    assert together.state.output == pytest.approx(x, abs=1e-9)
    beyond = at_preset(lesson, "Poles cross the axis")
    for scene in (
        at_hum,
        beyond,
        lesson.scene(view="filter", pole=(0, 20), probe=50),
    ):  # h never dies away: no integral
        assert np.isnan(law(scene, "Laplace").left) and law(scene, "Laplace").unless and not law(scene, "Laplace").holds
    assert "right of the axis" in beyond.notice and "doubles" in beyond.readouts[2].value
    drawn = beyond.panels[2].traces[2]["y"]
    assert np.nanmax(np.abs(drawn)) <= 3.2 + 1e-9  # it stays in its panel


def test_the_program_stands_a_pole_on_the_axis(lesson):
    for change in (
        {"pole": (0, 50)},
        {"pole": (0, 3), "zero": (20, 0), "probe": 3.0},
        {"pole": (0, 50), "zero": (0, 50)},
    ):
        parameters = lesson.parameters(change)
        found = contracts.printed(contracts.python_prints(listing.python(lesson, parameters)))
        contracts.agrees(lesson, parameters, found, str(change))
        assert np.isinf(list(found.values())).any() == (change.get("zero") != change["pole"])


def test_what_solves_the_filter_does_what_it_says(lesson):
    """In a second, after the ringing has died, the output is the tone, shifted, and almost no hum."""
    for answer in lesson.challenges[1].answers:
        scene = lesson.scene(**answer)
        assert lesson.solved(scene)[1]
        out, t = scene.state.output, np.linspace(0, 1, 1201)
        late = t >= 0.5
        hum = 2 * abs(np.mean((out * np.exp(-100j * np.pi * t))[late][:-1])) / 0.8
        assert hum <= 0.06
    for sigma, passes in ((-0.5, False), (-1.0, True)):  # ln 2 / (2π · 0.5) = 0.22 s
        assert lesson.solved(lesson.scene(view="filter", pole=(sigma, 50), zero=(0, 50)))[1] == passes
    # Poles on top of the zeros make a filter that does nothing.
    assert not lesson.solved(lesson.scene(view="filter", pole=(-8, 50), zero=(-8, 50)))[1]


def test_the_faint_tone_cannot_be_had_cheaply(lesson):
    base: dict[str, Any] = {"view": "spectrum", "window": "blackman", "strong": 10.3, "faint": (15.0, -45.0)}
    assert lesson.solved(lesson.scene(**base))[2]
    for change in (
        {"seconds": 4.0},  # a longer record is easy
        {"faint": (15.0, -44.0)},
        {"faint": (16.0, -45.0)},
        {"faint": (10.3, -45.0)},  # on the strong tone itself
        {"faint": (12.0, -45.0)},  # within the main lobe
        {"record": "sunspots"},
        {"view": "circles"},
    ):
        assert not lesson.solved(lesson.scene(**base | change))[2], change
    # 9.05 - 4.05 is a little more than 5 to a computer, and 5 to a reader.
    assert lesson.solved(lesson.scene(**base | {"strong": 4.05, "faint": (9.05, -45.0)}))[2]


def test_one_way_round_has_a_floor(lesson):
    scene = at_preset(lesson, "One way round")
    floor = scene.state.chain.energy - scene.state.chain.reachable
    assert scene.state.chain.left[-1] == pytest.approx(floor, rel=1e-3) and floor > 0.1
    assert not law(scene, "all circles").holds


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    square = at_preset(lesson, "A square").state.chain
    assert square.turns[:4].tolist() == [1, -3, 5, -7]
    assert np.abs(square.arms[:4]) ** 2 / abs(square.arms[0]) ** 2 == pytest.approx([1, 1 / 81, 1 / 625, 1 / 2401])
    assert 2 / np.pi * special.sici(np.pi)[0] == pytest.approx(1.17898, abs=5e-6) and "1.17898" in text
    sun = spectra.sunspots().values
    for name, said in (("boxcar", "11.00"), ("hann", "11.15")):
        assert f"{1 / spectra.highest_peak(sun, spectra.window(name, 309)):.2f}" == said and said in text
    carbon = spectra.carbon_dioxide().values
    assert f"{12 * spectra.highest_peak(carbon, np.ones(526)):.4f}" == "1.0005" and "1.0005" in text
    x = load_digits().data[:500] / 16
    kernel = rbf_kernel(x, gamma=0.05)
    # A product 2 cos(w·x + b) cos(w·y + b) has the mean k and the variance (1 + k^4)/2 + 1/2 - k^2.
    assert f"{np.sqrt(np.mean(1 + kernel**4 / 2 - kernel**2)):.2f}" == "0.82" and r"0.82/\sqrt m" in text
    for m, said in ((100, "0.064"), (400, "0.036"), (1600, "0.017"), (6400, "0.012")):
        z = RBFSampler(gamma=0.05, n_components=m, random_state=0).fit_transform(x)
        assert f"{np.sqrt(np.mean((z @ z.T - kernel) ** 2)):.3f}" == said and said in text
    ten, hann = at_preset(lesson, "Between two bins"), at_preset(lesson, "Hann's window")
    assert value(ten, "the faint") < 0 < 10 < value(hann, "the faint")
    wrapped = at_preset(lesson, "Round the ends").state.made
    assert abs(wrapped.out[4] - wrapped.linear[4]) > 0.02


def test_the_cut_in_the_ledger_moves_the_number_of_circles(lesson):
    scene = lesson.scene()
    for x, circles, says in ((3.4, 3, False), (24.4, 24, False), (0.4, 1, True), (-5.0, 1, True)):
        moved, sentence = lesson.pulled(scene, "cut", None, x, 1.0)
        assert moved["circles"] == circles and bool(sentence) == says
    moved, sentence = lesson.pulled(scene, "corners", 4, 9.0, 0.5)
    assert moved["corners"][4] == (3.0, 0.5) and sentence.endswith(".")


def test_no_preset_solves_a_challenge(lesson):
    for preset in lesson.presets:
        assert not any(lesson.solved(lesson.scene(lesson.parameters(preset.values)))), preset.name


def test_faded_sums_are_not_held_against_the_limit_of_sums_that_are_cut_off(lesson):
    """Fejér's sums stay below the top of f: neither the crest of 8.95% nor the sine integral is theirs."""
    for fade, drawn in (("fejer", False), ("none", True)):
        fades = next(each for each in lesson.controls if each.name == "fade")
        scene = lesson.scene(view="jumps", shape="square", fade=fade if fade in fades.options else fades.default)
        limit = next(trace for trace in scene.panels[1].traces if trace.get("name") == "limit")
        assert np.isfinite(np.asarray(limit["y"], float)).any() == drawn

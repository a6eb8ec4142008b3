"""What is special to the lesson on tail inequalities.

Oracles: exact tails `scipy.stats.binom`, and the enumeration of groups for copies; Chernoff's bound the divergence by
`scipy.special.rel_entr`; moments factorials and sums over `scipy.stats.binom`; masses NumPy's averages; sizes of test
sets the closed forms with `scipy.stats.norm`; the real model's misses `scipy.stats.binom`; the text its own numbers.
"""

from __future__ import annotations

from math import factorial
from typing import Any

import numpy as np
import pytest
from scipy.special import rel_entr
from scipy.stats import binom, expon, norm, pareto

from explorer import listing
from explorer.lesson import Law
from mathcore.advanced import set_sizes, tail_bounds
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("tail_inequalities")


def test_tails_and_bounds_of_sums(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "tails", "copies": False})
        n, p, z = values["n"], values["chance"], values["z"]
        x = n * p + z * np.sqrt(n * p * (1 - p))
        share = x / n
        assert value(scene, "the tail begins") == pytest.approx(x)
        assert value(scene, "exact") == pytest.approx(binom.sf(np.ceil(x - 1e-7) - 1, n, p), rel=1e-6, abs=1e-15)
        assert value(scene, "Markov") == pytest.approx(n * p / x)
        assert value(scene, "Cantelli") == pytest.approx(1 / (1 + z * z))
        assert value(scene, "Hoeffding") == pytest.approx(np.exp(-2 * (x - n * p) ** 2 / n), rel=1e-6)
        if share < 1 - 1e-9:
            kl = rel_entr([share, 1 - share], [p, 1 - p]).sum()
            assert value(scene, "Chernoff") == pytest.approx(np.exp(-n * kl), rel=1e-6)
        elif share > 1 + 1e-9:
            assert value(scene, "Chernoff") == 0 and "cannot reach" in scene.notice


def test_one_variable_and_its_moments(lesson):
    cdf: dict[str, Any] = {"waits": expon().cdf, "coins": binom(10, 0.5).cdf, "pareto": pareto(3).cdf}
    heads = np.arange(11.0)
    coins = [binom.pmf(heads, 10, 0.5) @ heads**k for k in range(12)]
    moments = {"waits": [float(factorial(k)) for k in range(12)], "coins": coins, "pareto": [1.0, 1.5, 3.0]}
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "why"})
        of, a = values["source"], values["level"]
        edge = cdf[of](np.ceil(a - 1e-9) - 1) if of == "coins" else cdf[of](a)
        assert value(scene, "exact") == pytest.approx(1 - edge, abs=1e-12)
        some = min(moment / a**k for k, moment in enumerate(moments[of]))
        assert scene.numbers["least_moment"] <= some + 1e-9
        if scene.numbers["best_order"] < 12:
            assert scene.numbers["least_moment"] == pytest.approx(some)


def test_masses(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "met"})
        x, w, k = np.array(values["masses"]), np.array(values["weights"][0]), values["k"]
        mean = np.average(x, weights=w)
        sd = np.sqrt(np.average((x - mean) ** 2, weights=w))
        assert (scene.numbers["mean"], scene.numbers["sd"]) == pytest.approx((mean, sd), abs=1e-9)
        off = x - mean if values["upper"] else np.abs(x - mean)
        if sd > 1e-9 and np.abs(off - k * sd).min() > 1e-6:
            assert scene.numbers["mass_tail"] == pytest.approx(w[off >= k * sd].sum())


def test_sizes_of_test_sets(lesson):
    rate = set_sizes.wrong().mean()
    for values in contracts.random_states(lesson, 15):
        scene = lesson.scene(**values | {"view": "set"})
        eps, delta, cap = values["eps"], values["delta"] / values["models"], values["cap"]
        v, log = cap * (1 - cap), np.log(2 / delta)
        wanted = [v / (eps**2 * delta), log / (2 * eps**2), 2 * (v + eps / 3) * log / eps**2]
        wanted.append((norm.ppf(1 - delta / 2) / eps) ** 2 * v)
        found = [scene.numbers[f"items_{method}"] for method in set_sizes.METHODS]
        assert found == pytest.approx(np.ceil(wanted), abs=1.001, rel=1e-5)
        missed = next(each for each in scene.readouts if isinstance(each, Law))
        n = int(found[1])
        low, high = np.floor(n * (rate - eps) + 1e-9), np.ceil(n * (rate + eps) - 1e-9)
        assert missed.left == pytest.approx(binom.cdf(low, n, rate) + binom.sf(high - 1, n, rate), abs=1e-12)


def preset(lesson: Any, name: str) -> Any:
    values = next(each.values for each in lesson.presets if each.name == name)
    return lesson.scene(lesson.parameters(values))


def test_what_the_presets_say(lesson):
    coin, rare, copies = (preset(lesson, name) for name in ("Coin", "Rare event", "Copies"))
    assert coin.numbers["threshold"] == 60 and coin.numbers["hoeffding"] < 1.02 * coin.numbers["chernoff"]
    assert rare.numbers["hoeffding"] == pytest.approx(0.92, abs=0.005)
    bounds = tail_bounds.bounds(100, 0.01, 2.0)
    assert min(bounds, key=lambda name: float(bounds[name])) == "cantelli" and 2 < rare.numbers["threshold"] < 3
    assert copies.numbers["exact"] > max(v for k, v in copies.state.bounds.items() if k != "markov")
    assert copies.numbers["exact"] < copies.numbers["markov"]
    moments = preset(lesson, "Moments win").numbers
    found = moments["least_moment"], moments["least_exponential"], moments["tail"]
    assert found == pytest.approx((0.0384, 0.0916, 0.0067), abs=5e-5)
    nearly, met = preset(lesson, "Nearly met").numbers, preset(lesson, "Cantelli met")
    assert (nearly["mass_tail"], nearly["mass_bound"]) == pytest.approx((0.24, 0.25))
    assert met.numbers["mass_tail"] == pytest.approx(0.2) and met.numbers["wasted"] == pytest.approx(0, abs=1e-12)
    test, many = preset(lesson, "Test set").numbers, preset(lesson, "Thousand models").numbers
    assert (test["items_hoeffding"], test["items_bernstein"]) == (4612, 1000)
    one = lesson.scene(view="set", eps=0.024).numbers
    assert many["items_hoeffding"] < 3 * one["items_hoeffding"]
    assert many["items_chebyshev"] == pytest.approx(1000 * one["items_chebyshev"], rel=1e-3)
    assert rf"${100 * set_sizes.wrong().mean():.1f}\%$" in lesson.text()


def test_copies_break_the_bounds_and_never_markovs(lesson):
    scene = preset(lesson, "Copies")
    laws = {each.name: each for each in scene.readouts if isinstance(each, Law)}
    assert not laws["no bound lies below the truth"].holds and laws["Markov needs no independence"].holds
    assert scene.notice.endswith("there are only 10.")
    assert lesson.scene(n=5, z=1.5, copies=True).notice.endswith("there are only 1.")


@pytest.mark.parametrize("upper", [False, True])
def test_a_constant_has_no_tail(lesson, upper):
    for values in ({"masses": (1.3, 1.3, 1.3)}, {"weights": ((0.0, 1.0, 0.0),)}):
        scene = lesson.scene(view="met", upper=upper, **values)
        assert scene.numbers["mass_tail"] == 0 and "one place" in scene.notice
        assert not any(isinstance(each, Law) for each in scene.readouts)  # Chebyshev's inequality asks for sd > 0
        assert not any(lesson.solved(scene))


def test_a_mass_a_little_heavier_or_lighter_misses(lesson):
    for k, side in ((2, 0.125), (2.5, 0.08), (5, 0.02)):
        for step in (-0.005, 0.0, 0.005):
            weights = ((round(side + step, 3), round(1 - 2 * side - 2 * step, 3), round(side + step, 3)),)
            scene = lesson.scene(view="met", k=k, masses=(-1.5, 0, 1.5), weights=weights)
            assert lesson.solved(scene)[0] == (step == 0)


def test_random_states_solve_nothing(lesson):
    for values in contracts.random_states(lesson, 60):
        for state in contracts.in_every_view(lesson, values):
            assert not any(lesson.solved(lesson.scene(**state)))


def test_nothing_is_said_that_cannot_be_said(lesson):
    assert "infinite" in lesson.scene(view="why", order=6).notice  # the exponential law, a = 4: s must be under 4
    assert value(lesson.scene(view="why", order=6), "e⁻ˢ") == "infinite"
    assert "P ≤ 1" in lesson.scene(view="why", level=1).notice
    assert "at least as fast" in lesson.scene(view="why", level=4, order=4).notice  # e^x against e^-x
    assert not lesson.scene(view="why", level=4, order=3.95).notice


def test_at_the_top_both_bounds_are_the_truth_in_the_limit(lesson):
    """No whole moment up to 200 is quite as low as Chernoff's bound, which is P: so nothing is said to beat it."""
    for order in (1, 10, 15):
        scene = lesson.scene(view="why", source="coins", level=10, order=order)
        assert "largest value" in scene.notice and value(scene, "best whole moment") == "the larger the better"
        assert law(scene, "as s grows").left == law(scene, "as s grows").right == 2.0**-10
        assert not any("beat" in each.name for each in scene.readouts)
        whole = lesson.scene(view="why", source="coins", level=9.95, order=order)
        assert law(whole, "whole moments").left < law(whole, "whole moments").right


def test_copies_are_measured_by_the_deviation_of_independent_draws(lesson):
    """With ten copies each the deviation of the sum is √250, not 5: the alternative text says where the tail begins."""
    scene = preset(lesson, "Copies")
    assert "is 65 or more with" in scene.alt and "sd over" not in scene.alt
    assert value(scene, "exact tail") == pytest.approx(binom.sf(6, 10, 0.5))
    assert "if they are independent" in lesson.text()


def test_the_upper_tail_is_above_the_mean(lesson):
    """A mass of 0.2 lies 1.71 deviations below: it is no part of the upper tail."""
    both, upper = (lesson.scene(view="met", upper=on) for on in (False, True))
    assert value(upper, "upper tail") == 0 and "above the mean or higher is 0," in upper.alt
    assert value(both, "both tails") == pytest.approx(0.2) and "from the mean or farther is 0.2," in both.alt


def test_of_two_best_moments_the_first(lesson):
    """(a - 1)!/a^(a - 1) = a!/a^a: under the exponential law two orders tie at every whole a."""
    for a in range(2, 11):
        scene = lesson.scene(view="why", source="waits", level=a)
        assert scene.numbers["best_order"] == a - 1
        assert scene.numbers["least_moment"] == pytest.approx(factorial(a) / a**a, rel=1e-12)


def test_powers_that_are_not_whole_may_say_more(lesson):
    """Below the mean a root still bounds the tail by less than 1; under a Pareto law 2.4 may be better than 1 and 2."""
    root = lesson.scene(view="why", source="waits", level=1, order=0.5)
    assert value(root, "E Xˢ") == pytest.approx(np.sqrt(np.pi) / 2) and root.numbers["best_order"] == 0
    assert "whole powers and exponentials" in root.notice
    heavy = lesson.scene(view="why", source="pareto", level=5, order=2.4)
    assert value(heavy, "E Xˢ") < heavy.numbers["least_moment"] and "powers below 3" in heavy.notice


def test_at_each_exponent_the_power_says_more(lesson):
    for values in contracts.random_states(lesson):
        scene = lesson.scene(**values | {"view": "why"})
        if scene.state.p.source != "pareto" and np.isfinite(scene.numbers["exponential_bound"]):
            ratio = np.linspace(0, 3, 301)  # x/a
            s = values["order"]
            assert (ratio**s <= np.exp(s * (ratio - 1)) + 1e-12).all()
            assert law(scene, "at each s the power").holds


@pytest.mark.parametrize(("source", "level", "end"), [("waits", 2.0, 2.0), ("waits", 7.0, 7.0), ("pareto", 5.0, 3.0)])
def test_a_bound_that_runs_off_to_infinity_leaves_the_panel(lesson, source, level, end):
    s, power, exponential = lesson.scene(view="why", source=source, level=level).state.curves
    bound = exponential if source == "waits" else power
    high = bound[s < end]
    assert high[-1] > 100 and (high[:-1] < high[-1]).all() and np.isinf(bound[s >= end]).all()


def test_no_single_slider_leads_from_a_preset_to_the_second_challenge(lesson):
    sweeps = {"n": range(1, 200), "chance": np.arange(1, 100) / 100, "z": np.arange(1, 121) / 20}
    solved = lesson.challenges[1].solved
    for start in ({}, {"chance": 0.01}, {"z": 3}):  # as the presets of that view, but for the copies
        for name, sweep in sweeps.items():
            assert not any(solved(lesson.state(lesson.parameters(start | {name: each}))) for each in sweep)


@pytest.mark.parametrize("level", [1.0, 1.5, 2.1])
def test_the_program_runs_where_high_moments_overflow(lesson, level, capsys):
    parameters = lesson.parameters({"view": "why", "level": level})
    exec(compile(listing.python(lesson, parameters), "tail_inequalities.py", "exec"), {})
    said = dict(line.split(" = ") for line in capsys.readouterr().out.splitlines() if " = " in line)
    assert float(said["least_moment"]) == pytest.approx(lesson.scene(parameters).numbers["least_moment"], rel=1e-9)


def test_handles(lesson):
    scene, _ = drag(lesson, {}, "here", None, 3.0, 0.2)
    assert (scene.state.p.z, scene.state.p.chance) == (3.0, 0.2)
    scene, sentence = drag(lesson, {"view": "met"}, "weight", 1, 0.0, 5.0)
    assert scene.state.w == pytest.approx([0, 1, 0]) and sentence.endswith(".")
    scene, _ = drag(lesson, {"view": "set"}, "band", None, 100.0, 0.08)
    assert scene.state.p.eps == pytest.approx(0.08)

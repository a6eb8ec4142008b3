"""The lesson on entropy and KL: scipy.stats.entropy for the readouts in bits and nats, scipy.integrate.quad for fits,
all at random states; what is degenerate; challenges cheated; numbers that its text says. (Codes are held against all
trees, letters against collections.Counter, minima against scipy.optimize in `tests/mathcore/probability`.)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import entropy, norm

from explorer.lesson import Law, Readout
from mathcore.probability import information, letters
from pages.probability.entropy_kl import panels
from tests.lessons import contracts


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("entropy_kl")


def readout(scene: Any, start: str) -> Readout:
    return next(each for each in scene.readouts if isinstance(each, Readout) and each.name.startswith(start))


def value(scene: Any, start: str) -> float:
    found = readout(scene, start).value
    return np.inf if isinstance(found, str) else found


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(**next(each.values for each in lesson.presets if each.name == name))


def test_surprises_are_scipys_in_either_unit_and_direction(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "surprise"})
        p, q, base = (
            np.array(values["p_shares"][0]),
            np.array(values["q_shares"][0]),
            2 if values["unit"] == "bits" else None,
        )
        p, q = (q, p) if values["swap"] else (p, q)
        kl = entropy(p, q, base=base)
        assert value(scene, "entropy") == pytest.approx(entropy(p, base=base), abs=1e-9)
        assert value(scene, "surplus") == pytest.approx(kl, abs=1e-9)
        assert value(scene, "the other way") == pytest.approx(entropy(q, p, base=base), abs=1e-9)
        assert value(scene, "cross-entropy") == pytest.approx(entropy(p, base=base) + kl, abs=1e-9)


def test_units_stand_on_every_readout(lesson):
    for values in [each.values for each in lesson.presets] + contracts.random_states(lesson, 6):
        for state in contracts.in_every_view(lesson, values):
            scene = lesson.scene(**state)
            for each in scene.readouts:
                said = (
                    each.unit or str(each.value) if isinstance(each, Readout) else f"{each.left_name} {each.right_name}"
                )
                wanted = ("bit", "nat", "characters", "of 1", "hump", "bridge", "moments", "no minimum")
                assert any(word in said for word in wanted), (state, each.name, said)


def test_the_areas_are_the_readouts(lesson):
    for values in contracts.random_states(lesson, 25):
        scene = lesson.scene(**values | {"view": "surprise", "unit": "bits"})
        x, y = scene.panels[1].traces[0]["x"].reshape(-1, 6), scene.panels[1].traces[0]["y"].reshape(-1, 6)
        area = np.nansum((x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]))
        drawn = np.array(values["q_shares" if values["swap"] else "p_shares"][0])
        if drawn[drawn > 0].min() > 2.0**-panels.TALL:
            assert area == pytest.approx(value(scene, "entropy"), abs=1e-9)
        else:
            assert scene.notice


def test_words_and_their_mean_length(lesson):
    for values in contracts.random_states(lesson, 40):
        scene = lesson.scene(**values | {"view": "code"})
        p, dealt = np.array(values["p_shares"][0]), {word.symbol: word.length for word in scene.state.words}
        if any(share > 0 and k not in dealt for k, share in enumerate(p)):
            assert np.isinf(value(scene, "mean length L")) and "no word" in scene.notice
        else:
            assert value(scene, "mean length L") == pytest.approx(sum(p[k] * n for k, n in dealt.items()))
        if values["code"] == "p":
            assert value(scene, "mean length L") == pytest.approx(value(scene, "mean length of the best"))
        assert value(scene, "budget") == pytest.approx(sum(2.0**-n for n in dealt.values()))


def test_an_overdrawn_budget_goes_below_the_entropy_and_is_said(lesson):
    scene = preset(lesson, "Too short")
    broken = next(each for each in scene.readouts if isinstance(each, Law) and each.name.startswith("no decodable"))
    assert broken.unless and not broken.holds and "begins with another" in scene.notice
    words = [word.text for word in scene.state.words]
    assert words[3].startswith(words[0])
    kept = lesson.scene(view="code", code="own", own=(2.0, 2.0, 2.0, 2.0))  # as the text says: A dragged to two bits
    assert kept.state.budget == 1 and kept.state.mean_length == 2 and not kept.notice


def test_fits_against_quadrature(lesson):
    for values in contracts.random_states(lesson, 5):
        scene = lesson.scene(**values | {"view": "fit"})
        d, w, m, s = (values[name] for name in ("distance", "weight", "q_mean", "q_sd"))

        def p(x: float, d: float = d, w: float = w) -> float:
            return float(np.logaddexp(np.log(w) + norm.logpdf(x, -d / 2), np.log(1 - w) + norm.logpdf(x, d / 2)))

        def q(x: float, m: float = m, s: float = s) -> float:
            return float(norm.logpdf(x, m, s))

        back = quad(lambda x: np.exp(q(x)) * (q(x) - p(x)), m - 9 * s, m + 9 * s, points=[m, 0.0], limit=300)[0]
        forth = quad(lambda x: np.exp(p(x)) * (p(x) - q(x)), -15, 15, points=[-d / 2, 0.0, d / 2], limit=300)[0]
        assert value(scene, "KL(q ‖ p)") == pytest.approx(back, abs=1e-6)
        assert value(scene, "KL(p ‖ q)") == pytest.approx(forth, abs=1e-6)
        assert (
            value(scene, "lowest")
            <= value(scene, "KL(p ‖ q)" if values["direction"] == "forward" else "KL(q ‖ p)") + 1e-9
        )


def test_degenerate_distributions(lesson):
    certain = {"p_shares": ((1.0, 0.0, 0.0, 0.0),)}
    scene = lesson.scene(**certain)
    assert value(scene, "entropy") == 0 and np.isinf(value(scene, "the other way"))
    code = lesson.scene(view="code", **certain)
    assert value(code, "mean length L") == 0 and "empty" in code.notice and "empty" in code.alt
    both = lesson.scene(p_shares=((0.5, 0.5, 0.0, 0.0),), q_shares=((0.0, 0.5, 0.5, 0.0),))
    assert np.isinf(value(both, "surplus")) and "infinite" in both.notice and "∞" in both.panels[1].title
    one = lesson.scene(view="fit", distance=0, q_mean=0, q_sd=1)
    assert value(one, "KL(p ‖ q)") == pytest.approx(0, abs=1e-9) == value(one, "KL(q ‖ p)")


def test_dragging_a_height_moves_the_model_and_a_leaf_makes_words_of_my_own(lesson):
    scene = lesson.scene()
    moved = lesson.pulled(scene, "height", 0, 0.25, 1.0)[0]
    assert moved["q_shares"][0] == pytest.approx((0.5, 1 / 6, 1 / 6, 1 / 6), abs=0.003)
    swapped = lesson.pulled(lesson.scene(swap=True), "height", 3, 0.9, 1.0)[0]
    assert swapped["p_shares"][0][3] == 0.5
    code = lesson.scene(view="code")
    moved, _ = lesson.pulled(code, "leaf", 0, 0.2, 2.2)
    assert (moved["code"], moved["own"]) == ("own", (2.0, 2.0, 3.0, 3.0))
    moved, sentence = lesson.pulled(code, "leaf", 3, 0.9, 9.0)
    assert sentence.endswith(".") and moved["own"][3] == 4.0


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    p = np.append(0.91, np.full(9, 0.01))
    assert f"${entropy(p):.4f}$" in text
    counted, held = letters.by_order(0.1, 26_000)
    for said in (held[3], held[5], counted[5]):
        assert f"${said:.3f}$" in text
    assert held.argmin() == 3
    share = np.bincount(letters.corpus(), minlength=27) / len(letters.corpus())
    length = information.mean_length(share, information.huffman(share))
    assert f"${length:.3f}$" in text and f"${information.entropy(share):.3f}$" in text
    assert preset(lesson, "A label").state.kl == pytest.approx(0.515, abs=5e-4)
    assert preset(lesson, "Nearly certain").state.blocks_p[:2] == pytest.approx([1, 0.645])
    wrong = preset(lesson, "Wrong code").state
    assert (wrong.mean_length, wrong.entropy) == (2.625, 1.75) and wrong.blocks_q == pytest.approx([2.625] * 4)
    little = preset(lesson, "Little text").state
    assert (little.counted, little.held_out) == pytest.approx((0.69, 3.93), abs=0.005)
    assert little.by_order[1].argmin() == 1
    stuck = preset(lesson, "Stuck")
    assert readout(stuck, "descent").value == "the bridge"
    assert stuck.state.minima[:2, 2] == pytest.approx([1.88, 0.51], abs=0.005)
    assert readout(preset(lesson, "Three minima"), "descent").value == "the bridge"
    assert preset(lesson, "Bridge").state.lowest == 0


def test_all_handles_of_a_fit_stand_in_their_panel(lesson):
    for mean in (-7.0, -2.0, 2.0, 2.79, 2.8, 7.0):
        for sd in (0.5, 3.0, 6.0):
            scene = lesson.scene(view="fit", q_mean=mean, q_sd=sd)
            for number, handle in scene.handles:
                low, high = scene.panels[number].x.range
                assert low <= handle.spot[0] <= high, (mean, sd, handle.name)
            moved, sentence = lesson.pulled(scene, "width", None, mean + (1.5 if mean < 2.8 else -1.5), 0.1)
            assert moved["q_sd"] == pytest.approx(1.5) and not sentence


def test_what_a_panel_cannot_show_is_said(lesson):
    stuck = preset(lesson, "Stuck")
    assert "the bridge, 1.88 nats" in stuck.notice
    costs = [trace for trace in stuck.panels[2].traces if trace.get("mode") == "markers"]
    assert all(0 <= np.nanmax(trace["y"]) <= panels.COSTLY for trace in costs)
    assert "left hump, 2.3 nats" in lesson.scene(view="fit", weight=0.1, distance=9).notice
    assert not lesson.scene(view="fit").notice
    assert "integral" in lesson.scene(view="fit", q_mean=7, q_sd=6).notice
    for code in ("p", "q"):  # whichever tree is shown: the diamonds of q are on the right
        assert "no word" in lesson.scene(view="code", code=code, q_shares=((0.0, 0.5, 0.5, 0.0),)).notice
    dear = lesson.scene(view="code", q_shares=((0.01, 0.33, 0.33, 0.33),))
    assert max(dear.state.cross_entropy, *dear.state.blocks_q) > panels.MOST and "off the right panel" in dear.notice


def test_the_key_of_the_blocks_keeps_clear_of_them(lesson):
    rng = np.random.default_rng(2)
    crossed = [{"q_shares": ((0.05, 0.05, 0.3, 0.6),)}]  # H(p, q) is 3.55 bits there
    spread = [{"p_shares": each[:1], "q_shares": each[1:]} for each in rng.dirichlet(np.ones(4), (30, 2))]
    for values in crossed + spread:
        scene = lesson.scene(**values | {"view": "code"})
        key = next(t for t in scene.panels[1].traces if t.get("text") and panels.MARKS in np.ravel(t["text"])[0])
        level = float(np.ravel(key["y"])[0])
        near = [each for each in (scene.state.cross_entropy, *scene.state.blocks_q[2:]) if abs(each - level) < 0.4]
        assert not near, (values, level, near)


def test_a_sentence_begins_after_one_space(lesson):
    """Not after several, of which the text knows nothing: there every letter would cost log2 27."""
    codes = letters.parts()[0]
    text = "".join(letters.ALPHABET[code] for code in codes)
    for order in range(1, letters.ORDERS):
        found = lesson.scene(view="text", order=order, sentence="the data").state.surprises
        ring = text[-1] + text
        starts, pairs = ring[:26_000].count(" "), sum(ring[n : n + 2] == " t" for n in range(26_000))
        assert found[0] == pytest.approx(np.log2((starts + 2.7) / (pairs + 0.1)))
        assert (found[:2] < np.log2(27) - 1).all()


def test_random_states_do_not_solve_challenges(lesson):
    solved = [lesson.solved(lesson.scene(**values)) for values in contracts.random_states(lesson, 60)]
    assert sum(any(each) for each in solved) <= 1


@pytest.mark.parametrize("view", ["surprise", "code", "fit", "text"])
def test_default_states_of_other_views_solve_nothing(lesson, view):
    assert not any(lesson.solved(lesson.scene(view=view)))
    if view == "code":
        cheats = ({"p_shares": ((1.0, 0, 0, 0),)}, {"p_shares": ((0.7, 0.1, 0.1, 0.1),)}, {"own": (1.0,) * 4})
        assert not any(any(lesson.solved(lesson.scene(view=view, code="own", **each))) for each in cheats)

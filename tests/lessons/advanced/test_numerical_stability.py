"""The lesson on numerical stability. Oracles: NumPy's half and single precision for roundings, differences and sums,
math.fsum for exact sums, fractions for the solved systems, scipy.special for log-sum-exp, scikit-learn for the rounded
classifier. (The mathematics has its own in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from scipy.special import logsumexp
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from explorer.catalogue import tasks
from explorer.lesson import Law
from mathcore.advanced.floating_point import FORMATS
from mathcore.advanced.stable_algorithms import posed
from tests.lessons import contracts
from tests.lessons.asking import law, value

NUMPY: dict[str, Any] = {"fp16": np.float16, "fp32": np.float32, "fp64": np.float64}


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("numerical_stability")


def preset(lesson: Any, name: str) -> Any:
    return lesson.scene(lesson.parameters(next(each.values for each in lesson.presets if each.name == name)))


def test_differences_are_those_of_numpys_own_arithmetic(lesson):
    for values in contracts.random_states(lesson):
        for name, kind in list(NUMPY.items())[:2]:
            scene = lesson.scene(**values | {"view": "cancel", "stored": name})
            a, b = values["a"], values["b"]
            assert value(scene, "computed") == float(kind(a) - kind(b))
            if a != b:
                exact = Fraction(a) - Fraction(b)
                error = abs(Fraction(float(kind(a) - kind(b))) - exact) / abs(exact)
                assert value(scene, "relative error") == pytest.approx(float(error), abs=1e-12)


def test_sums_are_those_of_numpys_own_arithmetic(lesson):
    terms = {"tenths": 0.1, "thousandths": 0.001, "ones": 1.0}
    for values in contracts.random_states(lesson, 12):
        if values["format"] in NUMPY and values["kind"] in terms:
            kind, n = NUMPY[values["format"]], values["count"]
            stored = np.full(n, terms[values["kind"]], kind)
            scene = lesson.scene(**values | {"view": "sums"})
            assert value(scene, "a loop") == float(np.cumsum(stored, dtype=kind)[-1])
            assert value(scene, "exact sum") == math.fsum(stored.astype(float).tolist())


def test_solutions_are_off_by_what_fractions_say(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "solve"})
        s = scene.state.solved
        off = max(abs(Fraction(t) - Fraction(x)) for t, x in zip(s.truth.tolist(), s.solution.tolist(), strict=True))
        assert value(scene, "relative error") == pytest.approx(float(off), rel=1e-9, abs=1e-15)


def test_softmax_is_scipys(lesson):
    for values in contracts.random_states(lesson, 12):
        scene = lesson.scene(**values | {"view": "softmax", "wide": "fp32"})
        assert value(scene, "m + ln") == pytest.approx(logsumexp(values["logits"]), rel=2e-6, abs=2e-6)
        assert value(scene, "true") == pytest.approx(logsumexp(values["logits"]))


def test_what_cannot_be_rounded_is_said(lesson):
    beyond = lesson.scene(x=1e5)
    assert "beyond" in beyond.notice and value(beyond, "relative error") == "beyond the format"
    assert not any(isinstance(each, Law) for each in beyond.readouts)
    gone = lesson.scene(x=1e-5)
    assert "becomes 0" in gone.notice and not law(gone, "standard").holds and law(gone, "the nearest").holds
    assert "right of the left panel" in lesson.scene(x=100).notice
    exact = lesson.scene(x=10)
    assert value(exact, "relative error") == 0 and value(exact, "neighbours") == "10 and 10"


def test_of_whole_groups_the_number_of_terms_is_said(lesson):
    scene = lesson.scene(view="sums", kind="peters", count=10)
    assert "n = 8" in scene.notice and "After 8: " in scene.alt and scene.numbers["terms"] == 8


def test_beyond_a_format_without_infinity_there_is_nan(lesson):
    """E4M3 (FP8 formats for deep learning, 2022): 448 is followed by NaN. E5M2 has infinities."""
    for x, small, rounded, around in (
        (501, "E4M3", "NaN, or 448", "448 and NaN"),
        (457, "E4M3", "448", "448 and NaN"),
        (1e5, "E5M2", "∞", "57344 and ∞"),
        (9.33, "E4M3", "9", "9 and 10"),
    ):
        scene = lesson.scene(small=small, x=lesson.control("x").check(x))
        assert (value(scene, "rounded fl"), value(scene, "neighbours")) == (rounded, around)
        assert ("is beyond" in scene.alt) == ("is beyond" in scene.notice) == (rounded in ("NaN, or 448", "∞"))
        assert "∞" not in (scene.alt + scene.state.becomes if small == "E4M3" else "")


def test_what_the_text_says_of_an_error_beyond_a_format(lesson):
    """E4M3 has no infinity: NaN, or the error of 448 in place of x."""
    assert lesson.scene(small="E4M3", x=1e4).numbers["relative"] == r"\text{NaN, or }1 - 448/x"
    assert "NaN, or 448" in lesson.scene(small="E4M3", x=1e4).numbers["becomes"]
    assert lesson.scene(small="E5M2", x=1e5).numbers["relative"] == np.inf
    near = lesson.scene(small="E4M3", x=450)
    x = near.parameters["x"]
    assert near.numbers["relative"] == pytest.approx(abs(448 - x) / x)


def test_which_shares_are_not_a_number(lesson):
    """0/0 and ∞/∞ are NaN, a finite number over ∞ is 0."""
    for logits, said in (
        ((-120, -115, -110, -119), "zero in fp32: shares are NaN."),
        ((95, 100, 90, 91), "infinite in fp32: shares are NaN."),
        ((-40, 88, 90, 91), "infinite in fp32: shares are NaN, or 0."),
        ((-40, 88.4, 88.4, 88.1), "infinite in fp32: shares are 0."),
    ):
        scene = lesson.scene(view="softmax", wide="fp32", logits=logits)
        with np.errstate(all="ignore"):
            powers = np.exp(np.array(logits, np.float32))
            shares = powers / powers.sum()
        whole = {"NaN": np.isnan(shares).all(), "0": (shares == 0).all()}
        name = said.split("are ")[1][:-1]
        assert whole.get(name, np.isnan(shares).any() and not np.isnan(shares).all()) and said in scene.notice


def test_how_many_exponentials_lie_above_the_ceiling(lesson):
    for wide, logits, above in (
        ("fp32", (-40.0, 88.0, 90.0, 91.0), "2"),
        ("fp32", (-40.0, 88.4, 88.4, 88.1), "none"),
        ("fp16", (-110.0, -111.0, -112.0, -113.0), "none"),
        ("fp16", (12.0, 12.0, 12.0, 12.0), "4"),
    ):
        scene = lesson.scene(view="softmax", wide=wide, logits=logits)
        with np.errstate(over="ignore", divide="ignore"):
            plain = np.exp(np.array(logits, NUMPY[wide]))
            log = np.log(plain.sum(dtype=NUMPY[wide]))
        assert int(np.isinf(plain).sum()) == (0 if above == "none" else int(above))
        assert f"{above} of them above the ceiling" in scene.alt
        assert not np.isfinite(log) and scene.state.naive[1] == log  # readout and text say the same infinity
        assert value(scene, "ln Σ eᶻ as it stands").startswith("∞" if log > 0 else "−∞")


def test_equal_numbers_have_no_relative_error(lesson):
    scene = lesson.scene(view="cancel", a=1.234, b=1.234)
    assert "a = b" in scene.notice and value(scene, "relative error").startswith("none")
    assert value(scene, "amplification") == "∞" and value(scene, "computed") == 0


def test_sterbenz_needs_a_factor_of_two(lesson):
    far = lesson.scene(view="cancel", a=4, b=0.57, stored="E4M3")
    assert law(far, "Sterbenz").unless and not law(far, "Sterbenz").holds
    assert not law(lesson.scene(view="cancel"), "Sterbenz").unless


def test_a_sum_may_overflow_though_no_term_does(lesson):
    scene = lesson.scene(view="softmax", wide="fp16", logits=(11.0, 11.0, 1.0, 1.0))
    assert np.isinf(scene.state.naive[1]) and np.isfinite(scene.state.naive[0]).all()
    assert "infinite" in scene.notice and "shares are 0" in scene.notice and law(scene, "the shifted").holds
    assert "NaN" in preset(lesson, "Softmax").notice
    low = lesson.scene(view="softmax", wide="fp16", logits=(-110.0, -111.0, -112.0, -113.0))
    assert "zero" in low.notice and low.state.shifted[0] == pytest.approx(low.state.true_shares, abs=2e-3)


def test_hilberts_matrix_ends_at_twenty(lesson):
    scene = lesson.scene(view="solve", matrix="hilbert", size=60)
    assert "up to size 20" in scene.notice and len(scene.state.solved.truth) == 20
    moved, sentence = lesson.pulled(scene, "system", None, 40.0, 1.0)
    assert moved["size"] == 20 and sentence


def test_numbers_in_the_text(lesson):
    tenths, small, four = (preset(lesson, name) for name in ("Tenths", "Small steps", "Peters’ four"))
    assert value(tenths, "a loop") == pytest.approx(999.903, abs=5e-4)
    assert all(value(tenths, way) == 1000 for way in ("pairwise", "Kahan", "Neumaier"))
    assert [value(small, way) for way in ("a loop", "Neumaier", "Kahan")] == [4, 8, 10]
    assert [value(four, way) for way in ("a loop", "pairwise", "Kahan", "Neumaier")] == [0, 0, 0, 2048]
    assert value(four, "exact sum") == 5000
    half = preset(lesson, "In half precision").state
    assert float(half.gap.error) == pytest.approx(0.023, abs=5e-4)
    assert float(half.gap.bounded) == pytest.approx(0.98, abs=5e-3) and float(half.gap.second) == 1
    plain = preset(lesson, "No pivot").state
    assert plain.solved.solution.tolist() == [0, 1] and plain.condition == pytest.approx(4)
    doubled = preset(lesson, "Wilkinson").state
    assert doubled.solved.error == pytest.approx(0.019, abs=5e-4) and doubled.solved.growth == 2.0**59
    assert doubled.condition == 60
    ill = preset(lesson, "Hilbert").state
    assert ill.solved.error == pytest.approx(0.19, abs=5e-3) and ill.solved.growth == 1
    assert ill.solved.backward < 2.0**-53 and "19%" in lesson.text()
    soft = preset(lesson, "Softmax").state
    assert np.isnan(soft.naive[0]).sum() == 2
    too_small = preset(lesson, "Too small").state
    assert too_small.p.x < too_small.form.tiny and too_small.p.x > FORMATS["E5M2"].tiny
    assert too_small.off / too_small.p.x > too_small.form.unit
    for name, end, epsilon in (("fp16", 11.09, 9.77e-4), ("fp32", 88.72, 1.19e-7), ("bf16", 88.72, 7.81e-3)):
        assert math.log(FORMATS[name].largest) == pytest.approx(end, abs=5e-3)
        assert 2 * FORMATS[name].unit == pytest.approx(epsilon, rel=2e-3)
    assert float(FORMATS["fp16"].spacing(4)) / 2 == pytest.approx(0.00195, abs=1e-5)
    assert posed("hilbert", 20, 1.0, True).error > 1


def test_rounded_weights_of_a_classifier(lesson):
    pixels, labels = load_digits(return_X_y=True)
    split = train_test_split(pixels / 16, labels, test_size=0.5, random_state=0)
    model = LogisticRegression(max_iter=2000).fit(split[0], split[2])
    assert len(split[3]) == 899
    for name, said in (("fp64", 96.0), ("bf16", 96.0), ("E4M3", 95.8), ("E5M2", 95.9)):
        form = FORMATS[name]
        scores = split[1] @ form.round(model.coef_).T + form.round(model.intercept_)
        right = 100 * np.mean(scores.argmax(axis=1) == split[3])
        assert right == pytest.approx(said, abs=0.12) and rf"${said}\%$" in lesson.text()


def test_a_right_difference_needs_equal_roundings(lesson):
    rng = np.random.default_rng(5)
    solved = 0
    for _ in range(600):
        b, steps = rng.integers(500, 3800) / 1000, int(rng.integers(1, 200))
        scene = lesson.scene(view="cancel", a=min(b + steps / 1000, 4.0), b=b, stored=str(rng.choice(["E4M3", "bf16"])))
        solved += lesson.solved(scene)[1]
    assert solved < 12  # a random pair hardly ever does
    for end in (0.5, 4.0):
        for other in ("a", "b"):
            assert not lesson.solved(lesson.scene(view="cancel", **{other: end}))[1]


def test_a_sum_that_overflows_is_no_step_from_a_preset(lesson):
    """Kahan's failure was one choice away from Peters' four, and the challenge with it."""
    for each in lesson.presets:
        start = lesson.parameters(each.values)
        for name in ("wide", "kind", "format", "matrix", "stored"):
            for option in lesson.control(name).options:
                for view in ("sums", "softmax", "cancel"):
                    assert not any(
                        lesson.solved(lesson.scene(lesson.parameters({**start, name: option, "view": view})))
                    )
    rng = np.random.default_rng(2)
    for _ in range(300):
        logits = tuple(np.round(rng.uniform(-120, 120, 4), 1).tolist())
        assert not lesson.solved(lesson.scene(view="softmax", logits=logits, wide=str(rng.choice(["fp16", "fp32"]))))[0]


def test_the_sum_of_exponentials_overflows_in_numpys_own_arithmetic(lesson):
    for each in (*lesson.challenges[0].answers, *lesson.challenges[0].misses):
        with np.errstate(over="ignore"):
            powers = np.exp(np.array(each["logits"], NUMPY[each["wide"]]))
            total = np.cumsum(powers, dtype=powers.dtype)[-1]
        overflows = bool(np.isinf(total) and np.isfinite(powers).all())
        assert overflows == lesson.solved(lesson.scene(**each))[0] == (each in lesson.challenges[0].answers)


def test_the_lens_shows_the_error_of_a_less_that_of_b(lesson):
    """In each format, also where a cell is thinner than a pixel; and the pole stands at b, wherever b is."""
    for values in contracts.random_states(lesson, 20):
        state = lesson.scene(**values | {"view": "cancel"}).state
        (off, half), d = state.lens, state.gap
        assert (np.abs(off) <= half + 1e-9).all() and half.max() <= 1.5
        if 0.5 <= float(d.first / d.second) <= 2:
            assert off[2] == pytest.approx(off[0] - off[1], abs=1e-6)
        assert np.isinf(state.gaps.bounded).any() and values["b"] in state.across
    seen = lesson.scene(view="cancel", a=3.1, b=2.85, stored="fp32").state.lens[0]
    assert seen[0] == pytest.approx(seen[1]) and abs(seen[0]) > 0.3 and seen[2] == pytest.approx(0, abs=1e-6)


def test_curves_that_coincide_share_a_name(lesson):
    def names(panel: int, **values: Any) -> list[str]:
        traces = lesson.scene(view="sums", **values).panels[panel].traces
        return [text for trace in traces if trace.get("mode") == "text" for text in trace["text"] if text != " "]

    assert "exact, pairwise, Kahan" in names(0) and "a loop" in names(0)
    assert names(0, format="fp32") == ["all"]


def test_each_error_has_its_name_at_its_end_clear_of_the_others(lesson):
    for kind in ("tenths", "ones", "peters"):
        for held in ("bf16", "fp16", "fp32", "fp64"):
            plane = lesson.scene(view="sums", kind=kind, format=held).panels[1]
            texts = {"".join(each["text"]): each for each in plane.traces if each.get("mode") == "text"}
            ends = [np.log10(texts[name]["y"][0]) for name in ("a loop", "Neumaier", "Kahan", "pairwise")]
            low, high = np.log10(plane.y.range)
            assert np.diff(np.sort(ends)).min() > 0.08 * (high - low)
            assert low < min(ends) and max(ends) < high
            assert all(texts[name]["x"][0] > 1e4 for name in ("a loop", "Neumaier", "Kahan", "pairwise"))


def test_the_shifted_sum_is_right_within_what_is_shown(lesson):
    """The slack of the law is a few units of the format, not a twentieth of the number."""
    for wide, most in (("fp16", 0.2), ("fp32", 3e-5)):
        shown = law(lesson.scene(view="softmax", wide=wide), "the shifted")
        assert shown.holds and abs(shown.left - shown.right) < most


def test_the_counter_stops(lesson):
    prediction = lesson.challenges[2].predict
    assert prediction.truth(lesson.at(lesson.parameters(prediction.at))) == 2048
    for wrong in (5010, 4096, 2046, 1024, 65504):
        assert abs(wrong - 2048) > prediction.near


def test_no_exercise_takes_the_number_itself_for_what_it_is_rounded_to(lesson):
    task = next(each for each in tasks(lesson) if "rounded?" in each.text)
    for x in task.vary["x"]:
        rounded = lesson.at(lesson.parameters({**task.at, "x": x})).rounded
        assert abs(x - rounded) > task.near, x

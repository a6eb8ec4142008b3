"""Predict first: a reader's guess beside the answer, and how far off it was.

A guess that is wrong is not asked for again with its answer on the screen: where the prediction has other numbers
(`Challenge.again`, or those of an exercise that repeats it), the answer is told and those are asked; where it has none,
the reader hears how the guess was wrong and thinks again, or asks to be told, which ends it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import ControlError, jsonable
from explorer.controls.base import clipped
from explorer.controls.written import AmbiguousError, number_from
from explorer.lesson import Lesson, Prediction
from explorer.text import ROUNDING, show

LONGEST = 200  # letters of a guess
_SHAPES = {"number": (), "point": (2,), "curve": (2, None), "tile": ()}
_WORDS = {
    "number": "a number, such as 0.25, 1/4, 25% or √2",
    "point": "a point",
    "curve": "a curve drawn from left to right",
    "tile": "the number of a panel",
}
_BEFORE = re.compile(r"^(?:[≈~=]|(?:about|around|roughly|ca\.)(?= )|[A-Za-zα-ωΑ-Ω∂]\w?\s*[=≈])\s*", re.IGNORECASE)
_AFTER = re.compile(r"(?<=[\d).π½¼¾])\s*(%|°|[^\W\d_]+(?:\s+[^\W\d_]+)*)\.?$")
_SCALES = {"k": 1e3, "M": 1e6, "dozen": 12.0, "hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_RANGE = re.compile(r"(\d+(?:[.,]\d*)?) ?[-–—] ?(\d+(?:[.,]\d*)?)", re.ASCII)  # and 5 − 2 is 3
_SHARES = ("%", "percent", "per cent")
# Words after a number that leave it as it is; any other may change it: 2 and a half, 10 to the minus three.
_COUNTED = {"panel", *["digit", "item", "point", "sample", "step", "time", "iteration", "epoch", "unit"]}
_MEASURED = {  # what is measured in two units, and how large each is
    "bit": ("information", 1.0),
    "nat": ("information", 1 / math.log(2)),
    "°": ("angle", 1.0),
    "deg": ("angle", 1.0),
    "degree": ("angle", 1.0),
    "rad": ("angle", 180 / math.pi),
    "radian": ("angle", 180 / math.pi),
}


class GuessError(ValueError):
    """The guess is not of the form that was asked for."""


def judge(lesson: Lesson, index: Any, told: Any) -> dict[str, Any]:
    """The verdict on a guess.

    Args:
        lesson: the lesson that asks.
        index: which of its challenges, from 0.
        told: {"guess", "round", "look"}: what the reader says (a number may be text as a reader writes it), which of
            the challenge's rounds was asked, and whether the reader only wants to be told. Or the guess alone.

    Returns:
        {"text", "near", "truth", "values", "next"}: the sentence; whether it was near enough; the answer and the
        parameters of the asked state, both None while the answer is kept back; the round to ask next, or None.

    Raises:
        GuessError: the challenge asks for no guess, or the guess is not of the form that it asks for.
    """
    found = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(lesson.challenges)
    rounds = lesson.challenges[index].rounds() if found else []
    if not rounds:
        raise GuessError("That challenge asks for no guess.")
    asked = told if isinstance(told, Mapping) else {"guess": told}
    place = asked.get("round", 0)
    if not isinstance(place, int) or isinstance(place, bool) or not 0 <= place < len(rounds):
        raise GuessError("That question was not asked.")
    prediction = rounds[place][1]
    look = asked.get("look") is True
    guess = None if look else _guess(prediction, asked.get("guess"))
    parameters = lesson.parameters(prediction.at)
    truth = np.asarray(prediction.truth(lesson.at(parameters)), dtype=float)
    near = False
    if guess is None:
        text = f"{_answer(prediction, truth)} {prediction.why}"
    else:
        off, text, less = _measure(prediction, truth, guess)
        near = bool(off <= max(prediction.near, prediction.share * float(np.linalg.norm(truth))))
        if not near and len(rounds) == 1:
            return {"text": less, "near": False, "truth": None, "values": None, "next": None}
        text = f"{text} {prediction.why}"
    return {
        "text": text.strip(),
        "near": near,
        "truth": truth.tolist(),
        "values": {name: jsonable(value) for name, value in parameters.items()},
        "next": place + 1 if not near and place + 1 < len(rounds) else None,
    }


def number_in(text: str, unit: str = "") -> float:
    """The number that a guess says: digits, a fraction or a formula, also with its unit (7 steps), as a share (3%), or
    in words that count (2 million, 1.5k).

    Where the answer itself is in per cent, 3% and 3 are the same; where it is a share, 3% is 0.03. Where it is in bits,
    1 nat is 1.44.

    Raises:
        GuessError: it says no number, or more than that: two numbers, a bound, a word that may change it; or it is in
            another unit than the answer.
    """
    plain = _BEFORE.sub("", text.strip())
    sentence = f"The guess must be {_WORDS['number']}."
    if len(text) > LONGEST:
        raise GuessError(sentence)
    ends = [float(end.replace(",", ".")) for end in found.groups()] if (found := _RANGE.fullmatch(plain)) else []
    if ends and ends[0] < ends[1]:
        raise GuessError(f"“{clipped(plain)}” is a range: the guess must be {_WORDS['number']}.")
    try:
        return number_from(plain, "The guess", 0.0)
    except AmbiguousError as error:
        raise GuessError(str(error)) from None
    except ControlError:
        pass
    after = _AFTER.search(plain)
    if after is None:
        raise GuessError(sentence)
    scale, words = 1.0, after[1]
    first, _, rest = words.partition(" ")
    if words != unit and (first in _SCALES or first.lower() in _SCALES):
        scale, words = _SCALES.get(first, _SCALES.get(first.lower(), 1.0)), rest.strip()
    if words.lower() in _SHARES:
        scale *= 1.0 if unit == "%" else 0.01
    elif words:
        scale *= _in_unit(words, unit)
    try:
        return number_from(plain[: after.start()], "The guess", 0.0) * scale
    except AmbiguousError as error:
        raise GuessError(str(error)) from None
    except ControlError:
        raise GuessError(sentence) from None


def _in_unit(words: str, unit: str) -> float:
    """By what a number of one unit is multiplied to be one of another; raises GuessError."""
    told, asked = (each if len(each) < 2 else each.lower().removesuffix("s") for each in (words, unit))
    kinds = _MEASURED.get(told), _MEASURED.get(asked)
    if told == asked or (not asked and (told in _COUNTED or kinds[0])):
        return 1.0
    if kinds[0] and kinds[1] and kinds[0][0] == kinds[1][0]:
        return kinds[0][1] / kinds[1][1]
    if told in _COUNTED or kinds[0]:
        raise GuessError(f"The answer is in {unit}, not in {clipped(words)}.")
    raise GuessError(f"“{clipped(words)}” after the number is not understood: the guess must be {_WORDS['number']}.")


def _guess(prediction: Prediction, guess: Any) -> NDArray[np.float64]:
    wanted = _WORDS[prediction.kind]
    if isinstance(guess, str) and prediction.kind in ("number", "tile"):
        guess = number_in(guess, prediction.unit)
    try:
        array = np.asarray(guess, dtype=float)
    except (TypeError, ValueError):
        raise GuessError(f"The guess must be {wanted}.") from None
    shape = _SHAPES[prediction.kind]
    fits = array.ndim == len(shape) and all(want in (None, have) for want, have in zip(shape, array.shape, strict=True))
    if not fits or array.size > 4000 or not np.isfinite(array).all() or (array.ndim == 2 and array.shape[1] < 2):
        raise GuessError(f"The guess must be {wanted}.")
    return array


def _answer(prediction: Prediction, truth: NDArray[np.float64]) -> str:
    if prediction.kind == "number":
        return f"It is {show(float(truth), 4, prediction.unit)}."
    if prediction.kind == "tile":
        return f"It is panel {truth:.0f}."
    if prediction.kind == "point":
        return f"It is at ({show(float(truth[0]), 3)}, {show(float(truth[1]), 3)})."
    return "The curve is in the figure."


def _measure(prediction: Prediction, truth: NDArray[np.float64], guess: NDArray[np.float64]) -> tuple[float, str, str]:
    """How far off the guess is, the sentence that says so, and the one that says as much as can be without the
    answer."""
    unit, answer = prediction.unit, _answer(prediction, truth)
    if prediction.kind == "number":
        off = float(abs(guess - truth))
        said, right = show(float(guess), 4, unit), show(float(truth), 4, unit)
        if off <= ROUNDING * max(1.0, abs(float(truth))):
            return 0.0, f"Exactly: {right}.", ""
        less = "Too small." if guess < truth else "Too large."
        if said == right:
            return off, f"Right to the digits shown: {right}.", less
        return off, f"You said {said}; it is {right}: off by {show(off, 2, unit)}.", less
    if prediction.kind == "tile":
        off = float(abs(guess - truth))
        less = f"Panel {guess:.0f} is not the one."
        return (
            off,
            f"You chose panel {guess:.0f}; it is panel {truth:.0f}." if off else f"Panel {truth:.0f} it is.",
            less,
        )
    if prediction.kind == "point":
        off = float(np.hypot(*(guess - truth)))
        if off <= ROUNDING * max(1.0, float(np.abs(truth).max())):
            return 0.0, f"Exactly there. {answer}", ""
        less = f"Your point is {show(off, 2, unit)} away."
        return off, f"{answer[:-1]}: your point is {show(off, 2, unit)} away.", less
    order = np.argsort(guess[0], kind="stable")
    x, y = guess[0][order], guess[1][order]
    inside = (truth[0] >= x[0]) & (truth[0] <= x[-1])
    width = np.ptp(truth[0])
    covered = float(np.ptp(truth[0][inside]) / width) if inside.any() and width > 0 else 0.0
    if covered < 0.5:
        less = "Your curve covers less than half of the axis: draw it from left to right across the panel."
        return np.inf, less, less
    gap = np.interp(truth[0][inside], x, y) - truth[1][inside]
    off = float(np.sqrt(np.mean(gap**2)))
    less = f"Your curve is off by {show(off, 2, unit)} on average (root mean square)."
    return off, less, less

"""Predict first: a reader's guess beside the answer, and how far off it was."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.controls import jsonable
from explorer.lesson import Lesson, Prediction
from explorer.text import show


class GuessError(ValueError):
    """The guess is not of the form that was asked for."""


def judge(lesson: Lesson, index: Any, guess: Any) -> dict[str, Any]:
    """The verdict on a guess: {"text", "near", "truth", "values"}; `values` are the parameters of the asked state.

    Raises:
        GuessError: the challenge asks for no guess, or the guess is not of the form that it asks for.
    """
    found = isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(lesson.challenges)
    prediction = lesson.challenges[index].predict if found else None
    if prediction is None:
        raise GuessError("That challenge asks for no guess.")
    parameters = lesson.parameters(prediction.at)
    truth = np.asarray(prediction.truth(lesson.at(parameters)), dtype=float)
    off, text = _measure(prediction, truth, _guess(prediction, guess))
    return {
        "text": f"{text} {prediction.why}".strip(),
        "near": bool(off <= prediction.near),
        "truth": truth.tolist(),
        "values": {name: jsonable(value) for name, value in parameters.items()},
    }


def _guess(prediction: Prediction, guess: Any) -> NDArray[np.float64]:
    shapes = {"number": (), "point": (2,), "curve": (2, None), "tile": ()}
    names = {"number": "a number", "point": "a point", "curve": "a curve drawn from left to right"}
    wanted = (names | {"tile": "the number of a panel"})[prediction.kind]
    try:
        array = np.asarray(guess, dtype=float)
    except (TypeError, ValueError):
        raise GuessError(f"The guess must be {wanted}.") from None
    shape = shapes[prediction.kind]
    fits = array.ndim == len(shape) and all(want in (None, have) for want, have in zip(shape, array.shape, strict=True))
    if not fits or array.size > 4000 or not np.isfinite(array).all() or (array.ndim == 2 and array.shape[1] < 2):
        raise GuessError(f"The guess must be {wanted}.")
    return array


def _measure(prediction: Prediction, truth: NDArray[np.float64], guess: NDArray[np.float64]) -> tuple[float, str]:
    """How far off the guess is, and the sentence that says so."""
    unit = prediction.unit
    if prediction.kind == "number":
        off = float(abs(guess - truth))
        return (
            off,
            f"You said {show(float(guess), 4, unit)}; it is {show(float(truth), 4, unit)}: "
            f"off by {show(off, 2, unit)}.",
        )
    if prediction.kind == "tile":
        off = float(abs(guess - truth))
        return off, f"You chose panel {guess:.0f}; it is panel {truth:.0f}." if off else f"Panel {truth:.0f} it is."
    if prediction.kind == "point":
        off = float(np.hypot(*(guess - truth)))
        spot = f"({show(float(truth[0]), 3)}, {show(float(truth[1]), 3)})"
        return off, f"It is at {spot}: your point is {show(off, 2, unit)} away."
    order = np.argsort(guess[0], kind="stable")
    x, y = guess[0][order], guess[1][order]
    inside = (truth[0] >= x[0]) & (truth[0] <= x[-1])
    width = np.ptp(truth[0])
    covered = float(np.ptp(truth[0][inside]) / width) if inside.any() and width > 0 else 0.0
    if covered < 0.5:
        return np.inf, "Your curve covers less than half of the axis: draw it from left to right across the panel."
    gap = np.interp(truth[0][inside], x, y) - truth[1][inside]
    off = float(np.sqrt(np.mean(gap**2)))
    return off, f"Your curve is off by {show(off, 2, unit)} on average (root mean square)."

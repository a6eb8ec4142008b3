"""Typed functions in complex balls: continued along a path, and their multiple roots to all digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import flint
import numpy as np
from numpy.typing import NDArray

from mathcore.calculus.complex_roots import multiple_of_a_right_angle
from mathcore.calculus.series import _CONTEXT
from mathcore.common.expressions import Call, Node, Number, Variable, at_complex, constant

ARITHMETIC = {"add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "neg": np.negative}
SAMPLES = 8  # of a path, at which the sizes are seen
FLAT = 1e-2  # slopes at which a root may be a multiple one
MOST_MULTIPLE = 12  # multiple roots that are sharpened


def continued(node: Node, path: NDArray[Any], sizes: list[float] | None = None) -> NDArray[Any]:
    """A tree along a path (n,) of complex balls that begins beside a real point: logarithms and roots begin on their
    principal branch and are continued. Into `sizes` go the binary logarithms of some |values| of each of its parts.

    Raises:
        NotImplementedError: a kink or a step, which has no continuation.
        ZeroDivisionError: a logarithm of what is not told from 0.
    """
    found = _continued(node, path, sizes)
    if sizes is not None:
        sizes += [_exponent(each) for each in found[:: max(1, len(found) // SAMPLES)] if not each.contains(0)]
    return found


def _exponent(value: flint.acb) -> float:
    """The binary logarithm of its size."""
    size = abs(value).mid()
    return float(size.log()) / math.log(2) if size.is_finite() else 0.0


def _continued(node: Node, path: NDArray[Any], sizes: list[float] | None) -> NDArray[Any]:
    match node:
        case Number(value):
            known = {np.pi: flint.arb.pi, np.e: flint.arb.const_e}.get(value)
            ball = known() if known else flint.arb(flint.fmpq(*Fraction(repr(float(value))).as_integer_ratio()))
            return np.array([flint.acb(ball)] * len(path), dtype=object)
        case Variable():
            return path
        case Call("pow", (base, exponent)):
            p = constant(exponent)
            if p is not None and p == round(p):
                return _each(lambda u: u ** round(p), continued(base, path, sizes))
            return _each(flint.acb.exp, continued(exponent, path, sizes) * _logarithm(continued(base, path, sizes)))
        case Call("add" | "sub" | "mul" | "div" | "neg" as name, arguments):
            return ARITHMETIC[name](*(continued(argument, path, sizes) for argument in arguments))
        case Call(name, (argument,)):
            u = continued(argument, path, sizes)
            match name:
                case "log":
                    return _logarithm(u)
                case "sqrt":
                    return _each(flint.acb.exp, _logarithm(u) / 2)
                case "cbrt":
                    sign = 1 if u[0].real > 0 else -1
                    return sign * _each(flint.acb.exp, _logarithm(sign * u) / 3)
                case "softplus":
                    return _logarithm(1 + _each(flint.acb.exp, u))
                case "sigmoid":
                    return 1 / (1 + _each(flint.acb.exp, -u))
                case "atan":
                    i = flint.acb(0, 1)
                    return (_logarithm(1 + i * u) - _logarithm(1 - i * u)) / (2 * i)
                case "asin" | "acos":
                    i = flint.acb(0, 1)
                    angle = -i * _logarithm(i * u + _each(flint.acb.exp, _logarithm(1 - u * u) / 2))
                    return angle if name == "asin" else flint.arb.pi() / 2 - angle
                case "exp" | "sin" | "cos" | "tan" | "sinh" | "cosh" | "tanh" | "erf":
                    return _each(getattr(flint.acb, name), u)
    raise NotImplementedError


def sharpened(g: Node, targets: tuple[complex, ...], roots: list[complex]) -> list[complex]:
    """Roots of g = w that a search found, multiple ones to all digits: of x^4 it finds some near 0.01 for 0."""
    z, step = np.array(roots, dtype=complex), 1e-6
    if not len(z):
        return roots
    with np.errstate(all="ignore"):
        flat = np.abs(at_complex(g, z + step) - at_complex(g, z - step)) < 2 * step * FLAT
        away = np.abs(at_complex(g, z)[:, None] - np.array(targets))
    found, rest = list(z[~flat]), sorted(np.flatnonzero(flat), key=lambda k: float(away[k].min()))
    for _ in range(MOST_MULTIPLE):
        if not rest:
            break
        root = _multiple_root(g, targets[int(away[rest[0]].argmin())], complex(z[rest[0]]))
        found.append(complex(z[rest[0]]) if root is None else root)
        rest = [k for k in rest[1:] if abs(z[k] - found[-1]) > (0.02 if root is not None else 1e-6)]
    return [complex(each) for each in [*found, *z[rest]]]


def _multiple_root(g: Node, w: complex, start: complex) -> complex | None:
    """A root of g = w by Schröder's iteration, Newton's for (g − w)/g′, which multiplicity does not slow down, at 1024
    bits; None where it does not settle near its start."""
    with _CONTEXT:
        flint.ctx.prec = 1024
        z, h = flint.acb(start), flint.acb(flint.arb(2) ** -240)
        level = flint.acb(multiple_of_a_right_angle(w.real), multiple_of_a_right_angle(w.imag))
        try:
            for _ in range(40):
                below, here, above = (each - level for each in _values(g, [z - h, z, z + h]))
                slope, bend = (above - below) / (2 * h), (above - 2 * here + below) / (h * h)
                if abs(here) < flint.arb(2) ** -700:
                    break
                move = (here * slope / (slope * slope - here * bend)).mid()
                z = (z - move).mid()
                if abs(move) < flint.arb(2) ** -120:
                    break
            found = complex(z)
        except (ZeroDivisionError, NotImplementedError, ValueError):
            return None
    return found if np.isfinite(found) and abs(found - start) < 0.1 else None


def _values(g: Node, points: list[flint.acb]) -> list[flint.acb]:
    """g at some points, each on its principal branch."""
    return [continued(g, np.array([each], dtype=object))[0] for each in points]


def _each(function: Callable[[flint.acb], flint.acb], u: NDArray[Any]) -> NDArray[Any]:
    return np.array([function(one) for one in u], dtype=object)


def _logarithm(u: NDArray[Any]) -> NDArray[Any]:
    """log u (n,), continued from the principal value at the first.

    Raises:
        ZeroDivisionError: u is not told from 0, or has no value, somewhere on the way.
    """
    found = [one.log() for one in u]
    angles = np.array([float(one.imag.mid()) for one in found])
    if not np.isfinite(angles).all():
        raise ZeroDivisionError
    turns = np.round((np.unwrap(angles) - angles) / (2 * np.pi))
    around = flint.acb(0, 2) * flint.arb.pi()
    return np.array([one + around * int(turn) for one, turn in zip(found, turns, strict=True)], dtype=object)

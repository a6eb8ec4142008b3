"""Random numbers for what is drawn outside the kernels: the same counter-based generator, read by position.

Number i of a stream of a seed is the same whatever is drawn before it, on every machine, with the Rust kernels or
without: nothing here has a state. `mathcore.kernels_numpy.generator` says how, with its sources.
"""

from __future__ import annotations

from mathcore.kernels_numpy.generator import (
    columns,
    exponential,
    integer_below,
    random_integers,
    random_normals,
    random_uniforms,
    random_words,
    table,
    uniform,
)

__all__ = [
    "columns",
    "exponential",
    "integer_below",
    "random_integers",
    "random_normals",
    "random_uniforms",
    "random_words",
    "table",
    "uniform",
]

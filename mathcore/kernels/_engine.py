"""Which engine computes: Rust if it is installed, NumPy if not, or what MATHSCOPE_ENGINE says."""

from __future__ import annotations

import importlib
import os
from types import ModuleType
from typing import Any

from mathcore import kernels_numpy

ENGINES = ("auto", "rust", "numpy")


def rust_module() -> ModuleType | None:
    """The extension ``mathscope_kernels``, or None where it is not installed."""
    try:
        return importlib.import_module("mathscope_kernels")
    except ModuleNotFoundError:
        return None


def backend() -> ModuleType:
    """The module that holds the kernels, chosen anew at each call, so that a test can switch.

    Raises ValueError if MATHSCOPE_ENGINE is not one of auto, rust, numpy, and ImportError if it says rust and the
    extension is not installed: who forces an engine wants no silent substitute.
    """
    wanted = os.environ.get("MATHSCOPE_ENGINE", "auto").strip().lower() or "auto"
    if wanted not in ENGINES:
        raise ValueError(f"MATHSCOPE_ENGINE is {wanted!r}: it must be one of {', '.join(ENGINES)}.")
    if wanted == "numpy":
        return kernels_numpy
    rust = rust_module()
    if rust is not None:
        return rust
    if wanted == "rust":
        raise ImportError("MATHSCOPE_ENGINE is 'rust', but mathscope_kernels is not installed: run `make kernels`.")
    return kernels_numpy


def kernel(name: str) -> Any:
    """The kernel of this name; where an older extension lacks it, NumPy's, which gives the same numbers.

    Raises ImportError if MATHSCOPE_ENGINE says rust and the extension lacks it: no substitute for what is forced.
    """
    module = backend()
    if hasattr(module, name):
        return getattr(module, name)
    if os.environ.get("MATHSCOPE_ENGINE", "").strip().lower() == "rust":
        raise ImportError(f"mathscope_kernels {module.__version__} has no {name}: run `make kernels` to build it anew.")
    return getattr(kernels_numpy, name)


def engine() -> str:
    """The name of the engine, for the footer of a page: "Rust 0.1.0, 2 threads" or "NumPy"."""
    module = backend()
    if module is kernels_numpy:
        return "NumPy"
    return f"Rust {module.__version__}, {module.threads()} thread{'s' if module.threads() != 1 else ''}"

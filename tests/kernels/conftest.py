"""Every test that asks for ``engine`` runs once on each engine.

Without Rust on the machine only NumPy runs, and the header of the run says so. Where Rust is to be expected, because
cargo is there or MATHSCOPE_ENGINE says so, a missing extension is a failure and not a silent skip. So is one that is
older than a kernel: the tests of that kernel fail with a sentence that says how to build it anew.
"""

from __future__ import annotations

import os
import shutil
from types import ModuleType
from typing import Any

import pytest

from mathcore import kernels_numpy
from mathcore.kernels._engine import rust_module

RUST = rust_module()
EXPECTED = os.environ.get("MATHSCOPE_ENGINE") == "rust" or shutil.which("cargo") is not None
ENGINES = ["numpy", "rust"] if RUST is not None or EXPECTED else ["numpy"]
LACKING = [name for name in kernels_numpy.__all__ if RUST is not None and not hasattr(RUST, name)]


def pytest_report_header() -> str:
    """Say which engines are tested."""
    if RUST is not None:
        older = f"; it is older than {', '.join(LACKING)}, whose tests will fail: `make kernels`" if LACKING else ""
        return f"kernels: NumPy and Rust {RUST.__version__} ({RUST.instructions()}, {RUST.threads()} threads){older}"
    if EXPECTED:
        return "kernels: Rust is expected, but mathscope_kernels is not installed: its tests will fail"
    return "kernels: NumPy only, since neither mathscope_kernels nor cargo is here"


def rust() -> ModuleType:
    """The extension, or a failure that says how to get it."""
    if RUST is None:
        pytest.fail("mathscope_kernels is not installed: pip install ./rust_kernels/python")
    return RUST


def lacks(name: str) -> Any:
    """What a test meets that asks an older extension for a kernel."""
    if name in LACKING:
        pytest.fail(f"mathscope_kernels is older than the kernel {name}: run `make kernels` to build it anew.")
    raise AttributeError(f"module 'mathscope_kernels' has no attribute {name!r}")


@pytest.fixture(autouse=True)
def complaint(monkeypatch: pytest.MonkeyPatch) -> None:
    """An older extension says in each test what it lacks."""
    if LACKING:
        monkeypatch.setattr(RUST, "__getattr__", lacks, raising=False)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of an engine, which ``mathcore.kernels`` is made to use."""
    module = rust() if request.param == "rust" else kernels_numpy
    monkeypatch.setenv("MATHSCOPE_ENGINE", request.param)
    return module


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A comparison of the two engines may be skipped: `both` does so only where there is no cargo."""
    for item in items:
        if "both" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.may_skip)


@pytest.fixture
def both() -> tuple[ModuleType, ModuleType]:
    """(NumPy, Rust); the test is skipped where there is no Rust and none is expected."""
    if RUST is None and not EXPECTED:
        pytest.skip("only NumPy is here")
    return kernels_numpy, rust()

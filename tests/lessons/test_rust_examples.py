"""The Rust examples: they print the same named numbers as the Python ones. Needs cargo; without it, it says so."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

from explorer import catalogue
from explorer.version import ROOT
from tests.lessons.test_every_lesson import printed

CARGO = shutil.which("cargo")
LESSONS = list(catalogue.lessons().values())
pytestmark = [
    pytest.mark.may_skip,
    pytest.mark.skipif(CARGO is None, reason="Rust part not run: no cargo"),
]


@pytest.fixture(scope="session")
def programs():
    """The folder of the built programs."""
    package = ROOT / "examples" / "rust"
    built = subprocess.run(
        [str(CARGO), "build", "--locked", "--bins"], cwd=package, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr[-3000:]
    target = os.environ.get("CARGO_TARGET_DIR")
    return (package / "target" if target is None else package / target) / "debug"


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_rust_and_python_print_the_same_numbers(lesson, programs):
    rust = subprocess.run([programs / lesson.slug], capture_output=True, text=True, timeout=120, check=False)
    assert rust.returncode == 0, rust.stderr
    python = subprocess.run(
        [sys.executable, ROOT / "examples" / "python" / f"{lesson.slug}.py"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    ours, theirs = printed(rust.stdout), printed(python.stdout)
    assert ours.keys() == theirs.keys()
    for name in ours:
        assert ours[name] == pytest.approx(theirs[name], rel=1e-6, abs=1e-9, nan_ok=True), name

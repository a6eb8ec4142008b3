"""What drew a figure: the version of Mathscope and a fingerprint of the sources."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import plotly

VERSION = "0.1.0"
YEAR = 2026  # of this version (LICENSE says the same): a citation must not change with the clock
ROOT = Path(__file__).resolve().parents[1]
CHECKOUT = (ROOT / "pyproject.toml").exists()
"""Whether this runs from the sources; otherwise from an installed wheel, which has no programs of a developer."""
COMMAND = "python -m mathscope" if CHECKOUT else "mathscope"
"""How the command line is called."""
SOURCES = ("explorer", "mathcore", "pages", "viz", "rust_kernels/core/src", "examples/python", "examples/rust/src")


@cache
def fingerprint() -> str:
    """Twelve hexadecimal digits that change whenever a source that can change a figure, or a program, does."""
    digest = hashlib.sha256(plotly.__version__.encode())
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".md", ".rs", ".js", ".css"}:
                digest.update(path.relative_to(ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:12]

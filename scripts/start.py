"""Installs what is missing and starts the application, without make: `py -m scripts.start` on Windows, `python3 -m
scripts.start` elsewhere, in the folder of the sources. What follows goes to `mathscope run`: `--port 9000 --open`.

It needs nothing but Python 3.11 or newer: it makes `.venv`, and does in it what `make run` does.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
OLDEST = (3, 11)


def python_of(folder: Path, system: str = os.name) -> Path:
    """The Python of a virtual environment."""
    return folder / ("Scripts/python.exe" if system == "nt" else "bin/python")


def main(arguments: Sequence[str]) -> int:
    """Set up and run; the exit code."""
    if sys.version_info < OLDEST:
        print(f"Mathscope needs Python 3.11 or newer; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    python = python_of(VENV)
    if not python.exists():
        print(f"Making .venv with Python {sys.version.split()[0]} ...", flush=True)
        venv.create(VENV, with_pip=True)
    for words in (["scripts.setup", "app", "kernels"], ["mathscope", "run", *arguments]):
        try:
            code = subprocess.run([str(python), "-m", *words], cwd=ROOT, check=False).returncode
        except KeyboardInterrupt:
            return 130
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

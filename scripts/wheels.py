"""Builds the wheels into dist/: the application, and the kernels for this system and any Python from 3.11 on (abi3).

`python -m scripts.wheels`, or `make wheels`. Without cargo only the application is built: it works with NumPy alone.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts.setup import ROOT, cargo, rust_environment

DIST = ROOT / "dist"
KERNELS = ROOT / "rust_kernels" / "python" / "Cargo.toml"


def application() -> None:
    """Build the wheel of the application; raises CalledProcessError."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(DIST)]
    subprocess.run(command, cwd=ROOT, check=True)


def kernels() -> None:
    """Build the wheel of the kernels, for every processor of this kind and not for this machine's alone; raises
    CalledProcessError."""
    command = [sys.executable, "-m", "maturin", "build", "--release", "--locked", "--quiet"]
    subprocess.run(
        [*command, "--manifest-path", str(KERNELS), "--out", str(DIST)], env=rust_environment(), cwd=ROOT, check=True
    )


def built() -> list[Path]:
    """The wheels in dist/."""
    return sorted(DIST.glob("*.whl"))


def main() -> int:
    """Build both; the exit code."""
    for old in built():
        old.unlink()
    try:
        application()
        if cargo():
            kernels()
        else:
            print("Without the wheel of the Rust kernels: cargo is not installed (https://rustup.rs).")
    except subprocess.CalledProcessError as error:
        print(f"This command failed: {' '.join(map(str, error.cmd))}", file=sys.stderr)
        return 1
    for wheel in built():
        print(f"{wheel.relative_to(ROOT)} ({wheel.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())

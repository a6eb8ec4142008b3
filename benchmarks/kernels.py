"""Speed and memory of the kernels beside NumPy and Numba, in one run: ``python -m benchmarks.kernels``.

Each simulation is computed four ways at the same sizes (``kernels_sizes``): by the Rust kernel, by its NumPy twin, by
NumPy as a competent user writes it, and by Numba in parallel. Each way has a process to itself, which computes once to
warm up (Numba compiles then) and then several times; the shortest time counts, as the one least disturbed. The memory
is the peak of the process in its second computation, less what it held before it. The table goes to ``kernels.md``.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

WAYS = ("rust", "twin", "numpy", "numba")
MODULES = {"rust": "engine", "twin": "engine", "numpy": "numpy", "numba": "numba"}
OUTPUT = Path(__file__).with_suffix(".md")


def peak_of(run: Callable[[], Any]) -> float:
    """Megabytes that a run adds to the resident memory at its peak; NaN where Linux's /proc does not tell."""
    status, reset = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.exists():
        return float("nan")
    # Freed memory that the allocator keeps would hide what the run needs: give it back first.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
    reset.write_text("5")  # the peak so far is forgotten

    def kilobytes(key: str) -> int:
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(key))

    before = kilobytes("VmRSS")
    run()
    return (kilobytes("VmHWM") - before) / 1024.0


def measure(way: str, name: str, budget: float) -> dict[str, float]:
    """Seconds of the fastest run and megabytes of the second, in this process."""
    run = import_module(f"benchmarks.kernels_by_{MODULES[way]}").WAYS[name]
    run()
    megabytes = peak_of(run)
    best, spent = float("inf"), 0.0
    for turn in range(30):
        began = time.perf_counter()
        run()
        took = time.perf_counter() - began
        best, spent = min(best, took), spent + took
        if spent > budget and turn >= 2:
            break
    return {"seconds": best, "megabytes": megabytes}


def in_a_process(way: str, name: str, budget: float, threads: int) -> dict[str, float]:
    """``measure`` in a process of its own."""
    environment = os.environ | {
        "MATHSCOPE_ENGINE": "rust" if way == "rust" else "numpy",
        "MATHSCOPE_THREADS": str(threads),
        "NUMBA_NUM_THREADS": str(threads),
        "OPENBLAS_NUM_THREADS": str(threads),
    }
    command = [sys.executable, "-m", "benchmarks.kernels", "--one", way, name, "--budget", str(budget)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    result: dict[str, float] = json.loads(done.stdout)
    return result


def processor() -> str:
    """The name of the processor, where the system tells."""
    info = Path("/proc/cpuinfo")
    names = [line.split(":", 1)[1].strip() for line in info.read_text().splitlines() if line.startswith("model name")]
    return names[0] if info.exists() and names else platform.processor()


def milliseconds(cell: dict[str, float]) -> str:
    """A time as it is read."""
    return f"{cell['seconds'] * 1e3:,.1f}"


def table(rows: dict[str, dict[str, dict[str, float]]]) -> list[str]:
    """The rows of the table, with the quotients."""
    out = [
        "| simulation | Rust, ms | NumPy twin, ms | NumPy, ms | Numba, ms | over NumPy | over Numba "
        "| MB: Rust, NumPy, Numba |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for name, cells in rows.items():
        times = " | ".join(milliseconds(cells[way]) for way in WAYS)
        rust = cells["rust"]["seconds"]
        quotients = " | ".join(f"{cells[way]['seconds'] / rust:.1f}x" for way in ("numpy", "numba"))
        memory = ", ".join(f"{cells[way]['megabytes']:.0f}" for way in ("rust", "numpy", "numba"))
        out.append(f"| {name} | {times} | {quotients} | {memory} |")
    return out


def header(threads: int, budget: float) -> list[str]:
    """What was measured, and where."""
    import numba
    import numpy

    import mathscope_kernels

    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return [
        "# The kernels beside NumPy and Numba",
        "",
        "Written by `python -m benchmarks.kernels`, which says what is measured and how; sizes in `kernels_sizes.py`.",
        "",
        f"- {processor()}, {threads} threads for Rust, Numba, BLAS; instructions: {mathscope_kernels.instructions()}",
        f"- Python {platform.python_version()}, NumPy {numpy.__version__}, Numba {numba.__version__}, "
        f"mathscope_kernels {mathscope_kernels.__version__}",
        f"- load of the machine before the run: {load} (other programs running make every time longer); "
        f"fastest of the runs in {budget:g} s, at least 3",
        "",
    ]


def main() -> None:
    """Measure all, or one way of one simulation."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--one", nargs=2, metavar=("WAY", "NAME"), help="measure in this process and print JSON")
    parser.add_argument("--budget", type=float, default=2.0, help="seconds for the repetitions of each measurement")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--only", help="simulations whose name contains this; nothing is written")
    given = parser.parse_args()
    if given.one:
        way, name = given.one
        print(json.dumps(measure(way, name, given.budget)))
        return
    names = [n for n in import_module("benchmarks.kernels_by_engine").WAYS if (given.only or "") in n]
    lines = header(given.threads, given.budget)
    rows: dict[str, dict[str, dict[str, float]]] = {}
    for name in names:
        rows[name] = {way: in_a_process(way, name, given.budget, given.threads) for way in WAYS}
        print(table({name: rows[name]})[-1], flush=True)
    if not given.only:
        OUTPUT.write_text("\n".join(lines + table(rows)) + "\n")


if __name__ == "__main__":
    main()

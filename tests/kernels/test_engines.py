"""The engines against one another: every kernel, the same bits, on any number of threads and any instructions."""

from __future__ import annotations

import inspect
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from mathcore import kernels, kernels_numpy
from tests.kernels.engine_calls import CALLS, GRID, LOOKS, NOBODY, REWARDS, STARTS, TERMINAL, XS, P, X


def parts(found: Any) -> tuple[Any, ...]:
    return found if isinstance(found, tuple) else (found,)


def assert_equal(a: Any, b: Any, exact: bool = True) -> None:
    for p, q in zip(parts(a), parts(b), strict=True):
        assert p.shape == q.shape and p.dtype == q.dtype
        if exact:
            assert np.array_equal(p, q, equal_nan=True)
        else:
            assert np.allclose(p, q, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", CALLS)
def test_engines_agree(both, name):
    call, blocks, exact = CALLS[name]
    a, b = (call(module, 0, blocks) for module in both)
    assert_equal(a, b, exact)


@pytest.mark.parametrize("name", CALLS)
def test_results_do_not_depend_on_threads_or_instructions(both, name):
    call, blocks, _ = CALLS[name]
    _, rust = both
    threads = rust.threads()
    try:
        whole = call(rust, 0, blocks)
        for count in (1, 3):
            rust.set_threads(count)
            assert_equal(call(rust, 0, blocks), whole)
        for instructions in ("baseline", "avx2"):
            rust.limit_instructions(instructions)
            assert_equal(call(rust, 0, blocks), whole)
    finally:
        rust.set_threads(threads)
        rust.limit_instructions("avx512")


@pytest.mark.parametrize("name", CALLS)
def test_no_blocks_give_an_empty_result_and_wrong_blocks_an_error(engine, name):
    call = CALLS[name][0]
    for p in parts(call(engine, 0, 0)):
        assert p.size == 0 or p.sum() == 0
    if engine is not kernels_numpy:
        with pytest.raises(ValueError, match="block"):
            call(engine, 2, 1)


def joined_as(pieces: list[Any], whole: Any) -> bool:
    """Whether a result is the sum of its pieces, or these side by side along one of the axes."""
    if whole.dtype == np.int64 and all(p.shape == whole.shape for p in pieces) and np.array_equal(sum(pieces), whole):
        return True
    for axis in range(whole.ndim):
        others = [p.shape[:axis] + p.shape[axis + 1 :] for p in [*pieces, whole]]
        if len(set(others)) == 1 and np.array_equal(np.concatenate(pieces, axis), whole, equal_nan=True):
            return True
    return False


@pytest.mark.parametrize("name", CALLS)
def test_results_do_not_depend_on_the_order_of_the_blocks(engine, name):
    call, blocks, _ = CALLS[name]
    whole = parts(call(engine, 0, blocks))
    alone = {b: parts(call(engine, b, b + 1)) for b in reversed(range(blocks))}
    for i, p in enumerate(whole):
        assert joined_as([alone[b][i] for b in range(blocks)], p)


@pytest.mark.parametrize("diagonal", [True, False])
@pytest.mark.parametrize("size", [(1, 1), (5, 7), (300, 300)])
def test_engines_agree_on_the_ratios_of_pairs(both, diagonal, size):
    draw = np.random.default_rng(size[0])
    a, b = draw.normal(size=(size[0], 6)), draw.normal(size=(size[1], 6))
    if diagonal:
        b = a
    b[-1] = a[0]  # a pair of coinciding points, which is left out
    before, after = a @ b.T, a[:, :4] @ b[:, :4].T * 1.5
    lengths = [tuple((p[:, :k] * p[:, :k]).sum(axis=1) * f for p in (a, b)) for k, f in ((6, 1.0), (4, 1.5))]
    found = [module.count_ratios(before, after, *lengths, diagonal, 0.2, 1.4, 9, 0.2) for module in both]
    assert np.array_equal(found[0][0], found[1][0])
    assert found[0][1:] == found[1][1:]
    pairs = size[0] * (size[0] - 1) // 2 if diagonal else size[0] * size[1]
    assert found[1][0].sum() + found[1][2] == pairs


def test_the_stubs_are_those_of_the_module(both, tmp_path):
    """mypy's stubtest: the names, signatures and defaults of the stubs against the extension as it is installed."""
    allowed = tmp_path / "allowed"
    # The aliases are of the stubs alone; the inner module is how maturin packs the extension.
    allowed.write_text("mathscope_kernels\\.(_Floats|_Integers|_Words|mathscope_kernels)\n")
    command = [sys.executable, "-m", "mypy.stubtest", "mathscope_kernels", "--allowlist", str(allowed)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stdout


def test_signatures_are_the_same(both):
    numpy, rust = both
    for name in numpy.__all__:
        ours = list(inspect.signature(getattr(numpy, name)).parameters)
        theirs = list(inspect.signature(getattr(rust, name)).parameters)
        assert ours == theirs, name
        assert getattr(rust, name).__doc__


def test_the_environment_forces_an_engine(monkeypatch):
    monkeypatch.setenv("MATHSCOPE_ENGINE", "numpy")
    assert kernels.engine() == "NumPy"
    monkeypatch.setenv("MATHSCOPE_ENGINE", "fortran")
    with pytest.raises(ValueError, match="MATHSCOPE_ENGINE"):
        kernels.engine()


def test_an_older_extension_gives_numpys_numbers_and_says_what_it_lacks_where_it_is_forced(monkeypatch):
    older = ModuleType("mathscope_kernels")
    older.__dict__.update(__version__="0.0.9", threads=lambda: 1, poll_with=lambda question: None)
    monkeypatch.setitem(sys.modules, "mathscope_kernels", older)
    monkeypatch.setenv("MATHSCOPE_ENGINE", "numpy")
    found = kernels.gibbs_chains(0.5, STARTS, 5, 1).points
    monkeypatch.setenv("MATHSCOPE_ENGINE", "auto")
    assert np.array_equal(kernels.gibbs_chains(0.5, STARTS, 5, 1).points, found)
    monkeypatch.setenv("MATHSCOPE_ENGINE", "rust")
    with pytest.raises(ImportError, match=r"0\.0\.9 has no gibbs"):
        kernels.gibbs_chains(0.5, STARTS, 5, 1)


def test_numpys_kernel_stops_where_it_stands_in_for_that_of_an_older_extension(monkeypatch):
    older = ModuleType("mathscope_kernels")
    older.__dict__.update(__version__="0.0.9", threads=lambda: 1, poll_with=lambda question: None)
    monkeypatch.setitem(sys.modules, "mathscope_kernels", older)
    monkeypatch.setenv("MATHSCOPE_ENGINE", "auto")
    asked = []

    class Impatient(kernels.Control):
        def ask(self) -> None:
            asked.append(1)
            if len(asked) > 3:  # one block of chains: only a question within it can stop it
                self.cancel()
            super().ask()

    with pytest.raises(kernels.Cancelled):
        kernels.gibbs_chains(0.5, STARTS[:3], 20_000, 1, control=Impatient())
    assert len(asked) == 4


def test_rust_names_itself(both, monkeypatch):
    monkeypatch.setenv("MATHSCOPE_ENGINE", "rust")
    assert kernels.engine().startswith(f"Rust {both[1].__version__}, ")


def test_a_run_tells_how_far_it_is_and_can_be_stopped(engine):
    shares: list[float] = []
    kernels.sample_means("uniform", 10, 20_000, 1, control=kernels.Control(shares.append))
    assert shares == sorted(shares) and shares[-1] == 1.0
    control = kernels.Control()
    timer = threading.Timer(0.2, control.cancel)
    began = time.perf_counter()
    timer.start()
    with pytest.raises(kernels.Cancelled):
        kernels.sample_means("normal", 1_000_000, 40_000, 1, control=control)
    assert time.perf_counter() - began < 0.2 + 1.0


def test_whoever_watches_follows_and_stops_the_runs_inside(engine):
    def run() -> list[Any]:
        means = kernels.sample_means("exponential", 7, 30_000, 3)
        ratios = kernels.pair_ratios(np.eye(600), np.eye(600)[:, :50])
        return [means.counts, means.mean, means.variance, ratios.counts, ratios.within]

    shares: list[float] = []
    with kernels.watching(kernels.Control(shares.append)):
        watched = run()
    assert shares.count(1.0) == 2 and 0 < min(shares) <= 1
    heard = len(shares)
    for found, alone in zip(watched, run(), strict=True):
        assert np.array_equal(found, alone)
    assert len(shares) == heard, "nobody watches any more"
    control = kernels.Control()
    control.cancel()
    with kernels.watching(control):
        with pytest.raises(kernels.Cancelled):
            kernels.sample_means("exponential", 7, 30_000, 3)
        with pytest.raises(kernels.Cancelled):
            kernels.pair_ratios(np.eye(60), np.eye(60))
        kernels.sample_means("exponential", 7, 300, 3, control=kernels.Control())  # a Control of its own goes first
        with kernels.watching(None):
            kernels.sample_means("exponential", 7, 300, 3)


@pytest.mark.skipif(not hasattr(signal, "SIGALRM"), reason="this system has no SIGALRM")
def test_a_signal_is_honoured_within_a_second(engine):
    class Rung(Exception):
        pass

    def ring(*_: object) -> None:
        raise Rung

    before = signal.signal(signal.SIGALRM, ring)
    began = time.perf_counter()
    signal.setitimer(signal.ITIMER_REAL, 0.2)
    try:
        with pytest.raises(Rung):
            kernels.sample_means("normal", 1_000_000, 40_000, 1)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
    assert time.perf_counter() - began < 0.2 + 1.0


def test_the_other_threads_run_on(both):
    """The GIL is released: a Python thread counts while a kernel computes."""
    counted, stop = [0], threading.Event()

    def count() -> None:
        while not stop.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    both[1].sample_means("normal", 0.0, 2000, 100_000, 1, 0.0, 1.0, -1.0, 1.0, 10, 0, 98)
    stop.set()
    thread.join()
    assert counted[0] > 5


BAD: dict[str, Callable[[ModuleType], Any]] = {
    "source": lambda e: e.sample_means("gamma", 0.0, 5, 10, 1, 0.0, 1.0, 0.0, 1.0, 5, 0, 1),
    "low": lambda e: e.sample_means("uniform", 0.0, 5, 10, 1, 0.0, 1.0, 1.0, 0.0, 5, 0, 1),
    "parameter": lambda e: e.sample_means("uniform", np.nan, 5, 10, 1, 0.0, 1.0, 0.0, 1.0, 5, 0, 1),
    "ranks": lambda e: e.bootstrap_order(XS, np.array([83]), 10, 1, 0, 1),
    "ranks below 0": lambda e: e.bootstrap_order(XS, np.array([-1]), 10, 1, 0, 1),
    "values": lambda e: e.bootstrap_order(XS[:0], np.array([0]), 10, 1, 0, 1),
    "contiguous": lambda e: e.bootstrap_order(XS[::2], np.array([0]), 10, 1, 0, 1),
    "chosen": lambda e: e.permutation_sums(X, 84, 10, 1, 0, 1),
    "columns": lambda e: e.sample_density("gaussian", np.zeros(2), 0.1, 0, np.zeros((3, 3)), 5, 1, 0, 1),
    "correlation": lambda e: e.gibbs(1.0, STARTS, 5, 1, 0, 1),
    "step": lambda e: e.proposal_paths("gaussian", np.zeros(2), 0.0, 3, STARTS, 5, 1, 0, 1),
    "density": lambda e: e.proposal_paths("funnel", np.zeros(2), 0.1, 3, STARTS, 5, 1, 0, 1),
    "square": lambda e: e.markov(np.zeros((2, 3)), np.zeros(2), 5, 10, 1, 0, 1),
    "cells": lambda e: e.gridworld(
        np.full((20, 4), 20), REWARDS, TERMINAL, NOBODY, 0, np.zeros(4), False, 5, 5, 1, 0, 1
    ),
    "grid": lambda e: e.sde_paths("brownian", np.zeros(3), "euler", 0.0, 0.1, GRID[::-1].copy(), 1, 10, 1, 0, 1),
    "factors": lambda e: e.interval_coverage("normal", 0.0, 5, 9, 1, 0.0, np.ones(2), np.ones(3), 0, 0, 1),
    "thresholds": lambda e: e.tail_frequencies("normal", 0.0, 5, 9, 1, 0.0, 1.0, np.array([np.nan]), 0, 1),
    "row and a column": lambda e: e.count_ratios(P, P[:4].copy(), (X, X), (X, X), False, 0.0, 1.0, 5, 0.2),
    "lengths": lambda e: e.looks(LOOKS[0][:3], *LOOKS[1:], 10, 1, 0, 1),
}


@pytest.mark.parametrize("name", BAD)
def test_the_extension_refuses_what_it_could_not_survive(both, name):
    with pytest.raises(ValueError, match=r"\.$"):
        BAD[name](both[1])


def test_wrong_types_are_type_errors_and_never_a_crash(both):
    with pytest.raises(TypeError):
        both[1].bootstrap_sums(np.zeros((2, 3), dtype=np.float32), 10, 1, 0, 1)
    with pytest.raises((TypeError, OverflowError)):
        both[1].random_words(-1, 0, 0, 5)


def test_memory_is_that_of_the_summary(both):
    """A million means of 100 draws: the draws would take 800 MB, the run takes a few."""
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("the peak memory is read from Linux's /proc")

    def kilobytes(key: str) -> int:
        return next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith(key))

    Path("/proc/self/clear_refs").write_text("5")  # the peak so far is forgotten
    before = kilobytes("VmRSS")
    both[1].sample_means("uniform", 0.0, 100, 1_000_000, 1, 0.0, 1.0, 0.0, 1.0, 50, 0, 977)
    assert kilobytes("VmHWM") - before < 48 * 1024

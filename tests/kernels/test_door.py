"""The door as a whole: every function refuses what is wrong in a sentence, long runs stop, parts of a run merge."""

from __future__ import annotations

import concurrent.futures
import inspect
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from mathcore import kernels

PLANE = kernels.objective("himmelblau")
RULE = kernels.rule("momentum", step=0.002)
DATA = np.random.default_rng(1).normal(size=(30, 4))
WALLS = np.zeros((3, 3))

# Arguments that each function of the door takes. What has none of its own is left out: engine, watching.
GOOD: dict[str, dict[str, Any]] = {
    "bandits": {"probabilities": (0.2, 0.4), "policy": "epsilon", "times": [1, 20], "replicates": 30, "seed": 1},
    "basins": {"of": PLANE, "how": RULE, "x": [0.0, 1.0], "y": [0.0, 2.0], "steps": 5, "radius": 0.05},
    "bootstrap": {"values": DATA[:, 0], "statistic": "quantile", "replicates": 70, "seed": 1, "level": 0.5},
    "descend": {"of": PLANE, "how": RULE, "starts": DATA[:, :2], "steps": 5},
    "divergences": {"affinities": np.ones((4, 4)) - np.eye(4), "points": DATA[None, None, :4, :2]},
    "first_crossings": {
        "model": "double_well",
        "parameters": [1.0, 0.8],
        "start": -1.0,
        "level": 1.0,
        "duration": 1.0,
        "steps": 8,
        "paths": 5,
        "seed": 1,
        "scheme": "euler",
        "refine": 2,
    },
    "gamblers_ruin": {"start": 2, "goal": 5, "replicates": 50, "seed": 1, "probability": 0.4, "steps": 30},
    "gibbs_chains": {"correlation": 0.5, "starts": DATA[:, :2], "steps": 5, "seed": 1},
    "gridworld": {
        "walls": WALLS,
        "rewards": WALLS,
        "terminal": WALLS,
        "start": (0, 0),
        "episodes": 2,
        "agents": 1,
        "seed": 1,
        "learning_rate": 0.1,
        "discount": 0.9,
        "exploration": 0.1,
        "slip": 0.0,
        "longest": 5,
    },
    "interval_coverage": {"source": "normal", "n": 5, "replicates": 20, "seed": 1, "method": "t", "confidence": 0.9},
    "law": {"source": "bernoulli", "probability": 0.5},
    "log_density": {"density": "banana", "parameters": [0.3, 2.0], "x": DATA[:, 0], "y": DATA[:, 1]},
    "markov_chains": {"transition": np.eye(2), "initial": [1.0, 0.0], "steps": 3, "chains": 5, "seed": 1},
    "objective": {"name": "quadratic", "kappa": 10.0, "angle": 0.3},
    "pair_ratios": {"x": DATA, "projected": DATA[:, :2], "epsilon": 0.2, "bins": 5, "low": 0.0, "high": 2.0},
    "permutation_difference": {
        "a": DATA[:, 0],
        "b": DATA[:, 1],
        "replicates": 70,
        "seed": 1,
        "statistic": "mean",
    },
    "projection_matrix": {"kind": "sparse", "rows": 3, "width": 7, "seed": 1, "sparsity": 3},
    "proportion_coverage": {"n": 12, "p": [0.1, 0.4], "method": "wald", "confidence": 0.9},
    "proportion_intervals": {"n": 12, "method": "wilson", "confidence": 0.9},
    "proposal_paths": {
        "density": "banana",
        "parameters": [0.5, 1.5],
        "starts": DATA[:, :2],
        "steps": 5,
        "seed": 1,
        "step": 0.5,
        "leaps": 2,
    },
    "random_projection_distortions": {"x": DATA, "k": 2, "seed": 1, "kind": "gaussian", "epsilon": 0.2, "bins": 9},
    "random_walks": {"steps": 9, "replicates": 50, "seed": 1, "probability": 0.4},
    "repeated_looks": {"information": [1.0, 2.0], "bounds": [2.0, 2.0], "replicates": 50, "seed": 1, "drift": 0.1},
    "reverse_diffusion": {
        "weights": [0.5, 0.5],
        "centres": [[0.0, 1.0], [2.0, 0.0]],
        "deviation": 0.3,
        "particles": 20,
        "seed": 1,
        "steps": 8,
    },
    "rule": {"name": "adam", "step": 0.1, "momentum": 0.9, "decay": 0.99},
    "running_means": {"source": "uniform", "n": 20, "paths": 5, "seed": 1, "points": 5},
    "sample_density": {
        "density": "gaussian",
        "parameters": [0.5],
        "starts": DATA[:, :2],
        "steps": 5,
        "seed": 1,
        "step": 0.5,
        "leaps": 2,
    },
    "sample_means": {
        "source": "pareto",
        "n": 5,
        "replicates": 50,
        "seed": 1,
        "tail": 3.0,
        "bins": 7,
        "low": -1.0,
        "high": 1.0,
    },
    "sde_paths": {
        "model": "geometric",
        "parameters": [0.1, 0.2],
        "start": 1.0,
        "duration": 1.0,
        "steps": 8,
        "paths": 5,
        "seed": 1,
        "scheme": "milstein",
        "refine": 2,
        "keep": 3,
    },
    "standardisation": {"of": kernels.law("uniform"), "n": 5},
    "tsne": {
        "affinities": np.ones((4, 4)) - np.eye(4),
        "starts": DATA[None, :4, :2],
        "iterations": [0, 5],
        "early": 2,
        "exaggeration": 4.0,
        "learning_rate": 10.0,
    },
    "tail_frequencies": {"source": "normal", "n": 5, "thresholds": [0.1, 0.2], "replicates": 20, "seed": 1},
}
# What is wrong elsewhere is right here: points of any shapes that broadcast, one threshold, no rate of one's own.
ALLOWED = {("log_density", axis, kind) for axis in "xy" for kind in ("deeper", "a number")} | {
    ("tail_frequencies", "thresholds", "a number"),
    ("tsne", "learning_rate", "nothing"),
}


def wrong_values(value: Any) -> Iterator[tuple[str, Any]]:
    """Values of which none may be taken for this one."""
    if isinstance(value, str):
        yield "unknown name", "nonsense"
    elif isinstance(value, int):
        yield from (("negative", -1), ("half", 2.5), ("huge", 2**70), ("no number", "x"), ("nothing", None))
    elif isinstance(value, float):
        yield from (("NaN", np.nan), ("infinite", np.inf), ("no number", "x"), ("nothing", None))
    elif isinstance(value, (list, np.ndarray)):
        array = np.array(value, dtype=float)
        holed, endless = array.copy(), array.copy()
        holed.flat[-1], endless.flat[0] = np.nan, np.inf
        yield from (("with a NaN", holed), ("with an infinity", endless), ("empty", array[:0]))
        yield from (("deeper", array[None]), ("a number", 0.5), ("words", np.full(array.shape, "x")))


CASES = [
    (name, key, kind, value)
    for name, arguments in GOOD.items()
    for key, right in arguments.items()
    for kind, value in wrong_values(right)
    if (name, key, kind) not in ALLOWED
]


def test_every_function_of_the_door_is_here():
    functions = {name for name in kernels.__all__ if inspect.isfunction(getattr(kernels, name))}
    assert functions - {"engine", "watching"} == set(GOOD)


@pytest.mark.parametrize("name", GOOD)
def test_good_arguments_are_taken(engine, name):
    getattr(kernels, name)(**GOOD[name])


@pytest.mark.parametrize(("name", "key", "kind", "value"), CASES, ids=lambda v: v if isinstance(v, str) else "")
def test_wrong_arguments_are_value_errors_in_a_sentence(engine, name, key, kind, value):
    with pytest.raises(ValueError, match=r"^[^\n]+\.$"):
        getattr(kernels, name)(**(GOOD[name] | {key: value}))


DISC = np.random.default_rng(1).normal(size=(999, 2))
# Runs that would take from many seconds to hours on either engine, most of them in a single block.
LONG: dict[str, Callable[[kernels.Control | None], Any]] = {
    "walks": lambda c: kernels.random_walks(100_000, 390_000, 1, control=c),
    "ruin": lambda c: kernels.gamblers_ruin(90_000, 180_000, 390_000, 1, steps=100_000, control=c),
    "looks": lambda c: kernels.repeated_looks(np.arange(1, 3001), np.full(3000, 9.0), 9_000_000, 1, control=c),
    "sde": lambda c: kernels.sde_paths("double_well", [1.0, 1.0], 0, 1, 1_000_000, 30_000, 1, keep=2, control=c),
    "crossings": lambda c: kernels.first_crossings(
        "double_well", [1.0, 0.1], -1, 1, 9, 1_000_000, 30_000, 1, control=c
    ),
    "tsne": lambda c: kernels.tsne(np.ones((999, 999)) - np.eye(999), DISC, [0, 9_000], control=c),
    "means": lambda c: kernels.sample_means("pareto", 1_000_000, 40_000, 1, control=c),
    "hmc": lambda c: kernels.sample_density("banana", [0.3, 2], DATA[:, :2], 60_000, 1, step=0.1, leaps=900, control=c),
}


@pytest.mark.parametrize("name", LONG)
def test_a_long_run_can_be_stopped_within_a_second(engine, name):
    control = kernels.Control()
    timer = threading.Timer(0.3, control.cancel)
    began = time.perf_counter()
    timer.start()
    with pytest.raises(kernels.Cancelled):
        LONG[name](control)
    assert time.perf_counter() - began < 0.3 + 1.0


# A shell that starts a program in the background lets it ignore Ctrl-C; what is tested here is a program that does not.
INTERRUPTED = """
import signal, time
from mathcore import kernels
signal.signal(signal.SIGINT, signal.default_int_handler)
print("begun", flush=True)
try:
    kernels.sde_paths("double_well", [1.0, 1.0], 0.0, 1.0, 1_000_000, 30_000, 1, keep=2)
except KeyboardInterrupt:
    print(time.time(), flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is a signal on POSIX only")
def test_ctrl_c_is_honoured_within_a_second(engine):
    """A process of its own, which gets the signal that Ctrl-C sends."""
    with subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "begun\n"
        time.sleep(0.5)
        sent = time.time()
        process.send_signal(signal.SIGINT)
        caught = float(process.stdout.readline())
    assert process.returncode == 0
    assert caught - sent < 1.0


# Runs of three blocks whose parts may be computed anywhere: what is called, and with what.
SPLIT: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "means": (kernels.sample_means, ("exponential", 33, 3000, 5)),
    "running means": (kernels.running_means, ("mixture", 33, 3000, 5)),
    "coverage": (kernels.interval_coverage, ("exponential", 33, 3000, 5)),
    "tails": (kernels.tail_frequencies, ("pareto", 33, [0.1, 0.5], 3000, 5)),
    "walks": (kernels.random_walks, (77, 3000, 5)),
    "ruin": (kernels.gamblers_ruin, (3, 9, 3000, 5)),
    "looks": (kernels.repeated_looks, (np.arange(1, 12), np.full(11, 2.0), 3000, 5)),
    "sde": (kernels.sde_paths, ("geometric", [0.1, 0.2], 1.0, 1.0, 9, 700, 5)),
    "bootstrap": (kernels.bootstrap, (DATA[:, 0], "median", 150, 5)),
    "permutation": (kernels.permutation_difference, (DATA[:, 0], DATA[:, 1], 150, 5)),
}


def fields(summary: Any) -> dict[str, Any]:
    """The arrays of a summary."""
    return {key: value for key, value in vars(summary).items() if isinstance(value, np.ndarray)}


def test_a_run_split_over_processes_merges_to_the_same(engine):
    cuts = (range(1), range(1, 3))
    spawn = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=spawn) as pool:
        halves = {
            name: [pool.submit(call, *given, blocks=cut) for cut in cuts] for name, (call, given) in SPLIT.items()
        }
        for name, (first, second) in halves.items():
            call, given = SPLIT[name]
            whole, merged = fields(call(*given)), fields(first.result().merge(second.result()))
            assert whole and whole.keys() == merged.keys()
            for key, value in whole.items():
                assert np.array_equal(value, merged[key]), (name, key)

"""Runs the tests, part by part: ``python -m scripts.test [lint] [python] [rust] [browser] [-- pytest's arguments]``.

A step that fails does not stop the next ones, so that one run shows everything that is wrong. The last line counts the
steps; each test counts itself in the closing lines of pytest and cargo above it. Above the last line stands again every
test that failed, with its reason: a log that is cut to its end still says what is wrong.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.browser import installed
from scripts.setup import KERNELS, ROOT, cargo, kernels_environment, rust_environment

PARTS = ("lint", "python", "rust", "browser")
RUST_PACKAGES = ("rust_kernels", "examples/rust")
FAILURE = re.compile(
    r"(FAILED|ERROR) \S+::|ERROR \S+\.py\b|test .* \.\.\. FAILED$"
)  # pytest's summary; cargo's line of a test


@dataclass(frozen=True)
class Step:
    """A command with its name; it passes if it exits with 0."""

    name: str
    command: tuple[str, ...]
    folder: Path = ROOT


def python(module: str, *arguments: str) -> tuple[str, ...]:
    """The command that runs a module with this Python."""
    return (sys.executable, "-m", module, *arguments)


def steps(part: str, arguments: list[str]) -> list[Step]:
    """The steps of one part, in order."""
    if part == "lint":
        return [
            Step("ruff: style", python("ruff", "check", ".")),
            Step("ruff: format", python("ruff", "format", "--check", ".")),
            Step("mypy: types", python("mypy", "--num-workers", "2")),
            Step("README: tables", python("scripts.readme", "--check")),
            Step("import-linter: arrows", (str(Path(sys.executable).with_name("lint-imports")), "--no-logo")),
        ]
    if part == "python":
        inside = ("--durations=10", "-n", "2", "-m", "not browser")
        return [Step("pytest: in process", python("pytest", *inside, *arguments))]
    if part == "browser":
        words = ("--durations=10", "-m", "browser")
        if arguments:  # they may choose tests, of which a part may have none
            return [Step("pytest: browser", python("pytest", *words, *arguments))]
        return [Step("pytest: browser", python("pytest", *words, "-n", "2", "--dist", "loadgroup", "tests/browser"))]
    return [step for package in RUST_PACKAGES for step in rust_steps(package)]


def rust_steps(package: str) -> list[Step]:
    """The steps of one cargo package; a folder that is missing makes them fail."""
    targets = ("--all-targets",) if package == "rust_kernels" else ()  # the examples have no tests: all would be twice
    commands = {
        "format": ("fmt", "--all", "--check"),
        "clippy": ("clippy", "--workspace", "--locked", *targets, "--", "-D", "warnings"),
    }
    if package == "rust_kernels":
        commands["tests"] = ("test", "--workspace", "--locked")
    else:  # what the programs print is held at every preset by tests/lessons/test_rust_examples.py
        commands["a program"] = ("run", "--locked", "--bin", "eigenvectors")
    found = cargo() or "cargo"
    return [Step(f"{package}: {name}", (found, *words), ROOT / package) for name, words in commands.items()]


def add_components() -> None:
    """See that rustup's cargo can format and lint; Debian's own cargo has both as packages."""
    for component, command in (("rustfmt", "fmt"), ("clippy", "clippy")):
        there = subprocess.run([cargo() or "cargo", command, "--version"], capture_output=True, check=False)
        if there.returncode:
            subprocess.run(["rustup", "component", "add", component], check=False, env=rust_environment())


def run(step: Step) -> tuple[bool, list[str]]:
    """Run one step under a heading; whether it passed, and the lines by which pytest and cargo name what failed."""
    print(f"\n=== {step.name}", flush=True)
    failures: list[str] = []
    try:
        with subprocess.Popen(
            step.command,
            cwd=step.folder,
            env=environment(step),
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
                if FAILURE.match(line):
                    failures.append(line.rstrip())
        return process.returncode == 0, failures
    except OSError as error:
        print(f"{step.command[0]} cannot be run: {error}", flush=True)
        return False, failures


def environment(step: Step) -> dict[str, str]:
    """The environment of a step: the kernels as they are built for use, and the browser that the set-up found."""
    found = installed()
    named = {"MATHSCOPE_CHROMIUM": found} if found else {}
    return (kernels_environment() if step.folder == KERNELS.parent else rust_environment()) | named


def main(words: list[str]) -> int:
    """Run the named parts and count their steps; the exit code."""
    split = words.index("--") if "--" in words else len(words)
    parts, arguments = words[:split] or list(PARTS), words[split + 1 :]
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        print(f"There is no part {unknown[0]}: there are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    results: list[tuple[str, str, float]] = []
    failures: list[str] = []
    for part in parts:
        if part == "rust" and not cargo():
            results.append(("Rust part not run: no cargo", "", 0.0))
            continue
        if part == "rust":
            add_components()
        for step in steps(part, arguments):
            started = time.monotonic()
            passed, named = run(step)
            failures += named
            results.append((step.name, "passed" if passed else "FAILED", time.monotonic() - started))
    print("\n=== All steps")
    for name, outcome, seconds in results:
        print(f"{name:32} {outcome:8} {seconds:6.1f} s" if outcome else name)
    if failures:
        print("\n=== What failed", *failures, sep="\n")
    failed = sum(outcome == "FAILED" for _, outcome, _ in results)
    passed_steps = sum(outcome == "passed" for _, outcome, _ in results)
    print(f"\nsteps: {passed_steps} passed, {failed} failed", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    os.chdir(ROOT)
    sys.exit(main(sys.argv[1:]))

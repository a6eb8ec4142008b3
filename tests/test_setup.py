"""The requirement files and the steps behind the Makefile."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import browser, setup

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements", "requirements-dev")


def direct(name: str) -> dict[str, str]:
    """The direct dependencies of a .in file, with what is said beside each."""
    lines = (ROOT / f"{name}.in").read_text().splitlines()
    named = [line.partition("#") for line in lines if line[:1].isalnum()]
    return {re.split(r"[ ;\[]", left)[0]: reason.strip() for left, _, reason in named}


def pins(name: str) -> set[str]:
    """The pinned lines of a .txt file, their environment markers included."""
    lines = (ROOT / f"{name}.txt").read_text().splitlines()
    return {line for line in lines if line and not line.lstrip().startswith("#")}


@pytest.mark.parametrize("name", FILES)
def test_every_direct_dependency_is_pinned_and_has_a_reason(name):
    pinned = {line.split("==")[0] for line in pins(name)}
    for package, reason in direct(name).items():
        assert package in pinned, f"{package}: run make lock"
        assert reason, package


@pytest.mark.parametrize("name", FILES)
def test_requirements_are_exact_and_name_no_index(name):
    text = (ROOT / f"{name}.txt").read_text()
    assert all(re.match(r"[a-z0-9._-]+==[^ ]+( ; .+)?$", line) for line in pins(name))
    assert not re.search(r"https?://|file:|--(extra-)?index|--find-links", text)


def test_development_uses_the_very_versions_of_the_application():
    assert pins("requirements") <= pins("requirements-dev")


@pytest.fixture
def sandbox(tmp_path, monkeypatch):
    """A virtual environment and a kernels folder of the test's own, and no command that is really run."""
    kernels = tmp_path / "rust_kernels" / "python"
    kernels.mkdir(parents=True)
    (kernels / "pyproject.toml").write_text("")
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(setup, "KERNELS", kernels)
    (tmp_path / ".venv").mkdir()
    runs: list[list[str]] = []

    def run(command, **options):
        runs.append([str(word) for word in command])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("scripts.setup.subprocess.run", run)
    return tmp_path, runs


def test_requirements_are_installed_once_and_again_when_they_change(sandbox):
    folder, runs = sandbox
    (folder / "requirements.txt").write_text("numpy==2.4.6\n")
    setup.requirements("requirements")
    setup.requirements("requirements")
    assert len(runs) == 1
    (folder / "requirements.txt").write_text("numpy==2.5.5\n")
    setup.requirements("requirements")
    assert len(runs) == 2


def test_without_cargo_a_sentence_and_no_failure(sandbox, monkeypatch, capsys):
    _, runs = sandbox
    monkeypatch.setattr(setup, "cargo", lambda: None)
    setup.kernels(strict=False)
    assert "cargo is not installed" in capsys.readouterr().out
    assert not runs


def test_kernels_are_built_once_and_again_when_a_source_changes(sandbox, monkeypatch):
    folder, runs = sandbox
    monkeypatch.setattr(setup, "cargo", lambda: "/usr/bin/cargo")
    setup.kernels(strict=False)
    built = len(runs)
    setup.kernels(strict=False)
    assert len(runs) == built > 0
    (folder / "rust_kernels" / "python" / "lib.rs").write_text("// new")
    setup.kernels(strict=False)
    assert len(runs) == 2 * built


def test_a_failed_build_is_told_and_removes_older_kernels(sandbox, monkeypatch, capsys):
    folder, _ = sandbox
    monkeypatch.setattr(setup, "cargo", lambda: "/usr/bin/cargo")
    package = folder / ".venv/lib/python3.11/site-packages/mathscope_kernels"
    package.mkdir(parents=True)
    runs = []

    def run(command, **options):
        runs.append(command)
        if "stdout" in options:
            options["stdout"].write("Compiling\nerror: linker `cc` not found\n")
        return subprocess.CompletedProcess(command, 1)

    monkeypatch.setattr("scripts.setup.subprocess.run", run)
    setup.kernels(strict=False)
    said = capsys.readouterr().out
    assert "linker `cc` not found" in said
    assert ".venv/log/kernels.txt" in said
    assert "uninstall" in runs[-1]
    with pytest.raises(setup.SetupError, match="linker"):
        setup.kernels(strict=True)


def test_a_named_browser_wins(monkeypatch):
    monkeypatch.setenv("MATHSCOPE_CHROMIUM", "/opt/browser")
    assert browser.launch_options()["executable_path"] == "/opt/browser"


def test_setup_refuses_to_run_outside_a_virtual_environment(monkeypatch, capsys):
    monkeypatch.setattr(sys, "base_prefix", sys.prefix)
    assert setup.main(["app"]) == 2
    assert "use make" in capsys.readouterr().err

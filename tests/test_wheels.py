"""What is in the wheel of the application, and what it requires; nothing is built."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement

from explorer import catalogue, listing
from explorer.assets import ALLOWED, STATIC
from explorer.export import fonts
from explorer.lectures import shelf
from explorer.version import ROOT, SOURCES, VERSION
from scripts import start, wheel_metadata

ENDINGS = {".py", ".md", ".rs", ".js", ".css"}  # of which the fingerprint is made


@pytest.fixture(scope="module")
def builder() -> WheelBuilder:
    return WheelBuilder(str(ROOT))


@pytest.fixture(scope="module")
def inside(builder: WheelBuilder) -> set[str]:
    """The paths in the wheel."""
    return {file.distribution_path for file in builder.recurse_included_files()}


def test_everything_lies_in_one_folder_and_nothing_of_the_developers_does(inside):
    assert all(path.startswith("mathscope/") for path in inside)
    assert not [path for path in inside if re.search(r"/(tests|scripts|benchmarks|target|__pycache__)/", path)]


def test_every_file_that_the_application_reads_is_in_the_wheel(inside):
    needed = [path for path in STATIC.rglob("*") if path.suffix in ALLOWED]
    needed += list(fonts.FOLDER.glob("*.ttf")) + list(shelf.FOLDER.glob("*.yaml"))
    for lesson in catalogue.lessons().values():
        needed += [lesson.folder / "lesson.md", lesson.card("light"), lesson.card("dark")]
        needed += [listing.EXAMPLES / "python" / f"{lesson.slug}.py"]
        needed += [listing.EXAMPLES / "rust" / "src" / "bin" / f"{lesson.slug}.rs"]
    needed += [ROOT / "app.py", ROOT / ".streamlit" / "config.toml", ROOT / "examples" / "rust" / "Cargo.toml"]
    # Tables and whatever else lies beside a module, and all that the fingerprint of the sources is made of.
    for folder in ("explorer", "mathcore", "viz", "pages"):
        needed += [path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    for folder in SOURCES:
        needed += [path for path in (ROOT / folder).rglob("*") if path.suffix in ENDINGS]
    missing = {f"mathscope/{path.relative_to(ROOT).as_posix()}" for path in needed} - inside
    assert not missing
    assert len(needed) > 1000


def test_the_wheel_names_itself_and_its_command(builder):
    core = builder.metadata.core
    assert (core.name, core.version) == ("mathscope", VERSION)
    assert core.scripts == {"mathscope": "mathscope.__main__:start"}
    kernels = tomllib.loads((ROOT / "rust_kernels" / "Cargo.toml").read_text(encoding="utf-8"))
    version = kernels["workspace"]["package"]["version"]
    assert core.optional_dependencies == {"kernels": [f"mathscope-kernels=={version}"]}


def test_it_requires_what_the_application_imports_in_the_versions_that_were_tested(builder):
    found = {each.name: each for each in map(Requirement, builder.metadata.core.dependencies)}
    direct = re.findall(r"^([a-z0-9-]+)", (ROOT / "requirements.in").read_text(encoding="utf-8"), re.MULTILINE)
    assert set(found) == set(direct)
    pinned = re.findall(r"^([a-z0-9._-]+)==([^ \n]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE)
    for name, version in pinned:
        assert name not in found or found[name].specifier.contains(version), name
    assert not found["streamlit"].specifier.contains("2.0") and not found["numpy"].specifier.contains("3.0")
    assert found["uvloop"].marker is not None


def test_a_requirement_that_is_not_pinned_stops_the_build(tmp_path):
    (tmp_path / "requirements.txt").write_text("numpy==2.4.6\nnumpy==2.5.5 ; python_full_version >= '3.12'\n", "utf-8")
    (tmp_path / "requirements.in").write_text("# The mathematics\nnumpy  # arrays\n", "utf-8")
    assert wheel_metadata.dependencies(tmp_path) == ["numpy>=2.4.6,<3"], "an older Python has the older one"
    (tmp_path / "requirements.in").write_text("numpy\nscipy  # more\n", "utf-8")
    with pytest.raises(ValueError, match="scipy"):
        wheel_metadata.dependencies(tmp_path)


@pytest.mark.parametrize("path", ["Scripts/python.exe", "bin/python"])
def test_without_make_the_environment_is_made_and_used(path, tmp_path, monkeypatch):
    runs: list[list[str]] = []

    def run(words: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        runs.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(start, "VENV", tmp_path)
    monkeypatch.setattr(start, "python_of", lambda folder: folder / path)
    monkeypatch.setattr(start.venv, "create", lambda folder, with_pip: runs.append(["venv", str(folder)]))
    monkeypatch.setattr(start.subprocess, "run", run)
    assert start.main(["--port", "9000"]) == 0
    python = str(tmp_path / Path(path))
    assert runs == [
        ["venv", str(tmp_path)],
        [python, "-m", "scripts.setup", "app", "kernels"],
        [python, "-m", "mathscope", "run", "--port", "9000"],
    ]


def test_where_windows_keeps_the_python_of_an_environment():
    assert start.python_of(Path("v"), "nt") == Path("v/Scripts/python.exe")
    assert start.python_of(Path("v"), "posix") == Path("v/bin/python")

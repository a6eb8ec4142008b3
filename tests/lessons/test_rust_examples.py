"""The Rust programs, at every preset: they print the named numbers of the figure, as the Python ones do.

The parameters of a program are constants. So that each preset of each lesson need not be linked on its own, one program
is built in which each is a module; presets that differ in nothing that the program reads share theirs. Needs cargo;
without it, it says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import pages
from explorer import catalogue, listing
from explorer.lesson import Lesson
from explorer.lesson.presets import Preset
from explorer.version import ROOT
from tests.lessons import contracts

CARGO = shutil.which("cargo")
SLUGS = list(pages.slugs())
PACKAGE = ROOT / "examples" / "rust"
pytestmark = [
    pytest.mark.may_skip,
    pytest.mark.timeout(1200),  # the first one waits for the build, which another process may do meanwhile
    pytest.mark.skipif(CARGO is None, reason="Rust part not run: no cargo"),
]


# Formulas that a reader may type, with cases, corners, steps, powers of negative numbers, small decimals.
TYPED: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "taylor_series": [
        *(
            {"function": text, "centre": 0.5}
            for text in ("if(0<x<1,x^2,sin(x))", "max(x,0.6,x^2)", "0.00001x^3+ceil(x)")
        ),
        *({"function": text} for text in ("cbrt(x)^3", "x^2*sqrt(x^2)*abs(x)", "e^(-1/x^2)+x", "acos(1-x^4)")),
    ],
    "derivatives": [
        *({"function": text, "a": -1.5} for text in ("x^floor(x)", "x*log(x)", "x^1.5", "(-2)^x", "0.00001x^3")),
        {"function": "atan(1/x)", "a": 0.0},
    ],
    "convexity": [{"function": text, "a": -1.3, "b": 1.7} for text in ("if(0<x<1,x^2,sin(x))", "+cbrt(x)")],
    "integration": [{"function": text, "a": -1.0, "b": 1.0} for text in ("0.00001x^3", "min(x,if(x<0,-1,x^2))")],
    "functions_limits": [{"function": text, "a": 1.0} for text in ("0.00001x^3", "relu(x-1)+floor(x)")],
}


def programs(lesson: Lesson) -> dict[str, list[Preset]]:
    """The presets, and what is typed, of each program that differs from the others of the lesson."""
    found: dict[str, list[Preset]] = {}
    typed = [Preset(f"typed {values}", values, "") for values in TYPED.get(lesson.slug, ())]
    for preset in [*lesson.presets, *typed]:
        found.setdefault(listing.rust(lesson, lesson.parameters(preset.values)), []).append(preset)
    return found


def module(lesson: Lesson, place: int) -> str:
    """The name of the module of a program."""
    return f"{lesson.slug}_{place}"


def name_of(folder: Path) -> str:
    """What the program in a folder is called: cargo takes two of one name for one, and would not build the other."""
    return f"mathscope-{folder.name}"


def written(folder: Path, slugs: Sequence[str]) -> None:
    """The sources of the program of all presets of these lessons; a file that is there already is left, so that it is
    not built anew."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    names = []
    sources = {}
    for lesson in map(catalogue.find, slugs):
        if not (PACKAGE / "src" / "bin" / f"{lesson.slug}.rs").exists():
            continue  # its own test says so
        for place, source in enumerate(programs(lesson)):
            name = module(lesson, place)
            names.append(name)
            assert source.count("\nfn main() {") == 1, f"{lesson.slug}: one main, without arguments"
            sources[f"{name}.rs"] = source.replace("\nfn main() {", "\npub fn main() {")
    arms = "\n".join(f'        "{name}" => {name}::main(),' for name in names)
    mods = "\n".join(f"mod {name};" for name in names)
    # At some presets a branch of a program is never taken; constants would tell the compiler so.
    sources["main.rs"] = f"""#![allow(warnings, unconditional_panic, arithmetic_overflow, clippy::all)]
{mods}

fn main() {{
    match std::env::args().nth(1).expect("a preset").as_str() {{
{arms}
        other => panic!("there is no {{other}}"),
    }}
}}
"""
    manifest = (
        (PACKAGE / "Cargo.toml").read_text().replace('name = "mathscope-examples"', f'name = "{name_of(folder)}"')
    )
    # Each of the hundreds of modules runs once: what the compiler saves by doing less is more than what they lose.
    manifest += f"\n[profile.dev.package.{name_of(folder)}]\ndebug = false\nopt-level = 0\n"
    lock = (PACKAGE / "Cargo.lock").read_text().replace('name = "mathscope-examples"', f'name = "{name_of(folder)}"')
    every = {f"src/{name}": source for name, source in sources.items()} | {"Cargo.toml": manifest, "Cargo.lock": lock}
    for name, text in every.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:  # at once: another process may be building these files
            fresh = path.with_name(f"{path.name}.{os.getpid()}")
            fresh.write_text(text)
            fresh.replace(path)


@pytest.fixture(scope="session")
def program(request: pytest.FixtureRequest) -> Path:
    """The built program of all presets of the lessons that are asked for: that of all takes minutes, of one seconds."""
    here = (each for each in request.session.items if each.path == Path(__file__))
    asked = {each.callspec.params["slug"] for each in here if isinstance(each, pytest.Function)}
    given = os.environ.get("CARGO_TARGET_DIR")
    target = PACKAGE / "target" if given is None else PACKAGE / given
    folder = target / ("presets" if len(asked) == len(SLUGS) else "some")
    written(folder, [slug for slug in SLUGS if slug in asked])
    built = subprocess.run(
        [str(CARGO), "build", "--target-dir", str(target)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert built.returncode == 0, built.stderr[-3000:]
    return target / "debug" / name_of(folder)


@pytest.mark.parametrize("slug", SLUGS)
def test_the_rust_program_agrees_with_the_figure_and_with_python_at_every_preset(slug: str, program: Path):
    lesson = catalogue.find(slug)
    assert (PACKAGE / "src" / "bin" / f"{slug}.rs").exists(), f"examples/rust/src/bin/{slug}.rs is missing"
    for place, presets in enumerate(programs(lesson).values()):
        run = subprocess.run([program, module(lesson, place)], capture_output=True, text=True, timeout=120, check=False)
        assert run.returncode == 0, f"{lesson.slug}, {presets[0].name}: {run.stderr[-1000:]}"
        found = contracts.printed(run.stdout)
        for preset in presets:
            contracts.agrees(lesson, lesson.parameters(preset.values), found, f"{lesson.slug}, {preset.name}")
        if place == 0:  # the Python programs' numbers are held at every preset by their own test
            python = listing.python(lesson, lesson.parameters(presets[0].values))
            assert found.keys() == contracts.printed(contracts.python_prints(python)).keys(), presets[0].name

"""A lesson's programs with the current parameters written in: Python, Rust, notebook.

The programs are the files in `examples/` that the tests run. Between two marks each has one constant a line; a line is
rewritten if the lesson has a parameter of that name (in capitals), and nothing else in the file changes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import nbformat
import numpy as np

from explorer.controls.base import rust_float
from explorer.lesson import Lesson, Parameters
from explorer.version import ROOT

EXAMPLES = ROOT / "examples"
_PYTHON = re.compile(
    r"(?P<before>.*?# --- parameters ---\n)(?P<inside>.*?)(?P<after># --- end of parameters ---.*)", re.DOTALL
)
_RUST = re.compile(
    r"(?P<before>.*?// --- parameters ---\n)(?P<inside>.*?)(?P<after>// --- end of parameters ---.*)", re.DOTALL
)
_PYTHON_LINE = re.compile(r"^(?P<name>[A-Z][A-Z0-9_]*) = .*$")
_RUST_LINE = re.compile(r"^const (?P<name>[A-Z][A-Z0-9_]*): (?P<type>[^=]+?) = .*;$")


@cache
def _file(path: str) -> str:
    return (EXAMPLES / path).read_text(encoding="utf-8")


def constants(lesson: Lesson, parameters: Parameters) -> dict[str, tuple[str, str, str]]:
    """Of each constant by its name in capitals: the Python literal, the Rust type and the Rust literal."""
    if lesson.listing is None:
        return {
            control.name.upper(): (control.python(parameters[control.name]), *control.rust(parameters[control.name]))
            for control in lesson.controls
        }
    return {
        name.upper(): (python_literal(value), *rust_literal(value))
        for name, value in lesson.listing(lesson.at(parameters)).items()
    }


def python_literal(value: Any) -> str:
    """A number, truth value, text, or (nested) sequence of them as Python writes it."""
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, (bool, np.bool_)):
        return repr(bool(value))
    if isinstance(value, (int, np.integer)):
        return repr(int(value))
    if isinstance(value, (float, np.floating)):
        return repr(float(value))
    return "[" + ", ".join(python_literal(each) for each in value) + "]"


def rust_literal(value: Any) -> tuple[str, str]:
    """The same as Rust's type and literal; a list that is empty is one of numbers."""
    if isinstance(value, str):
        return "&str", python_literal(value)
    if isinstance(value, (bool, np.bool_)):
        return "bool", "true" if value else "false"
    if isinstance(value, (int, np.integer)):
        return ("usize" if value >= 0 else "i64"), str(int(value))
    if isinstance(value, (float, np.floating)):
        return "f64", rust_float(float(value))
    parts = [rust_literal(each) for each in value]
    kind = parts[0][0] if parts else "f64"
    return f"[{kind}; {len(parts)}]", "[" + ", ".join(text for _, text in parts) + "]"


def _rewrite(text: str, block: re.Pattern[str], line: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> str:
    match = block.fullmatch(text)
    if match is None:
        raise ValueError("The example has no block of parameters.")
    lines = []
    for each in match["inside"].splitlines():
        found = line.match(each)
        if not found and each.strip() and not each.startswith(("#", "//")):  # it would keep its old value in silence
            raise ValueError(f"In its block of parameters each constant has one line; this is none: {each[:60]}")
        lines.append(write(found) if found else each)
    return match["before"] + "\n".join(lines) + "\n" + match["after"]


def python(lesson: Lesson, parameters: Parameters) -> str:
    """The lesson's Python program with these parameters."""
    found = constants(lesson, parameters)
    return _rewrite(
        _file(f"python/{lesson.slug}.py"), _PYTHON, _PYTHON_LINE, lambda m: f"{m['name']} = {found[m['name']][0]}"
    )


def rust(lesson: Lesson, parameters: Parameters) -> str:
    """The lesson's Rust program with these parameters; a line keeps the type that it declares for a number."""
    found = constants(lesson, parameters)

    def write(match: re.Match[str]) -> str:
        _, kind, literal = found[match["name"]]
        declared = match["type"]
        if declared in _FLOATS and kind in _INTEGERS:
            kind, literal = declared, rust_float(float(literal))
        elif declared in _INTEGERS and kind in _INTEGERS:
            kind = declared
        return f"const {match['name']}: {kind} = {literal};"

    return _rewrite(_file(f"rust/src/bin/{lesson.slug}.rs"), _RUST, _RUST_LINE, write)


_FLOATS = {"f64"}
_INTEGERS = {"usize", "u64", "u32", "i64", "i32"}


def cargo() -> str:
    """The Cargo.toml of the Rust examples."""
    return _file("rust/Cargo.toml")


def crate(lesson: Lesson, parameters: Parameters) -> bytes:
    """The Rust program with its Cargo.toml, as a ZIP that `cargo run` works in."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (("Cargo.toml", cargo()), (f"src/bin/{lesson.slug}.rs", rust(lesson, parameters))):
            archive.writestr(zipfile.ZipInfo(f"{lesson.slug}-rust/{name}"), text)  # no clock in a file
    return out.getvalue()


def notebook(lesson: Lesson, parameters: Parameters, drawing: str = "") -> str:
    """The Python program as a Jupyter notebook: its title, its parameters, its code, and what draws the figure."""
    match = _PYTHON.fullmatch(python(lesson, parameters))
    assert match is not None
    intro = f"# {lesson.title}\n\n{lesson.idea}"
    cells: list[Mapping[str, Any]] = [nbformat.v4.new_markdown_cell(intro, id="title")]
    parts = (("imports", match["before"]), ("parameters", match["inside"]), ("program", match["after"]))
    for name, text in (*parts, ("figure", drawing)):
        text = re.sub(r"^# --- (end of )?parameters ---$\n?", "", text, flags=re.MULTILINE).strip()
        if text:
            cells.append(nbformat.v4.new_code_cell(text, id=name))
    book = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    nbformat.validate(book)
    return str(nbformat.writes(book))

"""`mathscope exercises SLUG`: a sheet of exercises as a page to print."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from explorer import export
from explorer.assets import STATIC
from explorer.exercises import page
from explorer.exercises.build import ExerciseError, sheet


def run(slug: str, seed: int, count: int, answers: bool, output: str | None) -> int:
    """Write the sheet to a file, or to standard output; returns the exit status."""
    try:
        found = sheet(slug, seed, count)
    except (ExerciseError, KeyError) as error:
        print(error.args[0], file=sys.stderr)
        return 2
    style = (STATIC / "exercises" / "exercises.css").read_text(encoding="utf-8")
    text = page.html(found, count, answers, export.home_page().rstrip("/") + "/", style=style)
    if output is None:
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(encoding="utf-8")  # as the page says of itself, whatever a console can show
        print(text, end="")
        return 0
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2
    return 0

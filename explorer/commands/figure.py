"""The command `mathscope figure SLUG`: a state as a file, or what a printer would say of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from explorer import export, link
from explorer.commands import Parser, add_controls, joined, opened
from explorer.controls import ControlError
from explorer.lesson import Unanswerable
from explorer.sweeps import multiples
from explorer.version import COMMAND

_USAGE = {
    "look": "light, dark or projector",
    "width": "pixels",
    "height": "pixels",
    "scale": "pixels of a PNG for each of them",
    "preset": f"for paper: {', '.join(export.PRESETS)}",
    "width_mm": "for paper: millimetres, in place of a preset",
    "height_mm": "for paper: millimetres (default: as suits the figure)",
    "font": "for paper: points of the smallest type",
    "line": "for paper: points of an ordinary line",
    "dpi": "pixels to the inch of a PNG",
    "grey": "1: in greys",
    "transparent": "1: without a background",
    "letters": "1: (a), (b) before the titles of panels",
    "titles": "0: no titles over panels",
    "serif": "1: for paper: type like Times",
    "draw": "what a program or a notebook draws with: plotly, matplotlib or no",
}

OPTIONS = {
    "format": f"of the file, where FILE is a folder: {', '.join(export.FORMATS)} (default: pdf)",
    "check": "without a value: say whether the figure is fit to print; 1 if it is not",
    **_USAGE,
    **multiples.OPTIONS,
}
"""What the command takes for every lesson, and what it means."""


def run(slug: str, arguments: Sequence[str], taken: set[Path] | None = None) -> int:
    """Run the command for a lesson; 0 is success, 1 a check that failed, 2 what a user got wrong (one sentence).

    `taken` are the files in the folder that this run must leave alone; its own joins them.
    """
    found = opened("figure", slug)
    if found is None:
        return 2
    lesson, parser = found
    names = lesson.names
    kinds = ", ".join(export.FORMATS)
    parser.add_argument(
        "-o",
        "--output" if "output" not in names else "--output-file",
        dest=" output",
        metavar="FILE",
        help=f"the file, its ending one of {kinds}; or a folder, and the file gets a name that holds the state",
    )
    if "format" not in names:
        parser.add_argument(
            "--format", dest=" format", metavar="KIND", help=f"of the file in a folder: {kinds} (default: pdf)"
        )
    if "check" not in names:
        parser.add_argument(
            "--check", dest=" check", action="store_true", help="say whether the figure is fit to print; 1 if it is not"
        )
    for name in (*export.OPTIONS, *multiples.OPTIONS):
        if name not in names:  # a control's own name comes first
            parser.add_argument(f"--{name}", help=(_USAGE | multiples.OPTIONS)[name])
    add_controls(parser, lesson)
    # A value such as -1,2 begins with a minus and is no option: it is joined to its name before argparse sees it.
    given = vars(parser.parse_args(joined(arguments)))
    output, kind, checking = given.pop(" output"), given.pop(" format", None), given.pop(" check", False)
    if output is None and not checking:
        parser.error("-o names the file to write (or --check looks at the figure)")
    texts = {name: text for name, text in given.items() if text is not None}
    try:
        parameters = lesson.parameters({name: text for name, text in texts.items() if name in names})
        options = {name: text for name, text in texts.items() if name not in names}
        scene, shape = multiples.asked(lesson, parameters, options, export.Shape.read(options))
        if output is not None:
            path = Path(output)
            if path.is_dir() or output.endswith(("/", "\\")):
                kind = kind or "pdf"
                path = _free(path / export.file_name(lesson, parameters, kind, shape.label), taken)
            else:
                kind = path.suffix.removeprefix(".").lower()
            body = export.make(scene, kind, shape)
            try:
                path.write_bytes(body)
            except OSError as error:
                print(f"{path} cannot be written: {error.strerror}.", file=sys.stderr)
                return 2
            if path != Path(output):
                print(path)
        if checking:
            report = export.check(scene, shape)
            print(report.text())
            return 0 if report.passed else 1
    except (ControlError, export.ExportError, Unanswerable) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _free(path: Path, taken: set[Path] | None) -> Path:
    """The path, with a number where a line before has it: two may differ in what no name tells, as look or letters."""
    if taken is None:
        return path
    found, number = path, 1
    while found in taken:
        number += 1
        found = path.with_stem(f"{path.stem}_{number}")
    taken.add(found)
    return found


LIST = """On each line of LIST stands a state, eigenvectors?angle=30, or its whole address; options of `figure` may
stand in it too (preset=plos, format=svg), in place of those that are given for all lines. Lines that begin with # are
left out. A line that cannot be drawn is said, and the others are drawn all the same."""


def several(arguments: Sequence[str]) -> int:
    """The command `figures LIST -o FOLDER ...`: that of a figure for each line of a file.

    Goes on after a line that cannot be drawn, and then ends with its status.
    """
    parser = Parser(
        prog=f"{COMMAND} figures",
        description="The figures of a list of states as files.",
        epilog=LIST,
        usage=f"{COMMAND} figures LIST -o FOLDER [--format pdf] [--preset plos] ...",
    )
    parser.add_argument("list", metavar="LIST", help="the file of states, UTF-8")
    parser.add_argument("-o", "--output", metavar="FOLDER", help="where the files go; it is made if it is not there")
    parser.add_argument("--check", action="store_true", help="say of each whether it is fit to print; 1 if one is not")
    if not arguments:
        parser.error("the list comes first")
    known, rest = parser.parse_known_args(joined(arguments))
    if known.output is None and not known.check:
        parser.error("-o names the folder of the files (or --check looks at the figures)")
    shared = [*rest, *(["--check"] if known.check else [])]
    try:
        lines = Path(known.list).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{known.list} cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}.", file=sys.stderr)
        return 2
    if known.output is not None:
        try:
            Path(known.output).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            print(f"{known.output} is no folder, and none can be made there: {error.strerror}.", file=sys.stderr)
            return 2
        shared += ["-o", known.output]
    worst, taken = 0, set[Path]()
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        status = _line(text, shared, taken)
        if status:
            print(f"{known.list}, line {number}: {text[:80]}", file=sys.stderr)
        worst = max(worst, status)
    return worst


def _line(text: str, shared: Sequence[str], taken: set[Path]) -> int:
    """One line of a list, which says what is drawn and not where it goes; the status."""
    place, _, query = text.partition("?")
    try:
        told = link.parse(query.partition("#")[0])
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    passed_over = link.RESERVED - {*export.OPTIONS, *multiples.OPTIONS}  # what a page's address says of the page
    own = [f"--{name}={value}" for name, value in told.items() if name not in passed_over]
    strange = next((name for name in told if name in ("o", "output", "output-file", "help", "check")), None)
    if strange is not None:
        print(f"A line says what is drawn; it cannot say {strange}.", file=sys.stderr)
        return 2
    try:
        return run(place.rstrip("/").rpartition("/")[2], [*shared, *own], taken)
    except SystemExit as end:  # argparse has said why
        return int(end.code or 0)


def origin(path: str) -> int:
    """Print the state that a file carries."""
    try:
        found = export.state_in(Path(path).read_bytes())
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}.", file=sys.stderr)
        return 2
    if found is None:
        print(f"{path} carries no state of Mathscope.", file=sys.stderr)
        return 2
    print(found)
    return 0

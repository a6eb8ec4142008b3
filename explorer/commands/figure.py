"""The command `mathscope figure SLUG`: a state as a file, or what a printer would say of it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from explorer import export, link
from explorer.commands import joined, opened
from explorer.controls import ControlError
from explorer.lesson import Unanswerable
from explorer.sweeps import multiples

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


def run(slug: str, arguments: Sequence[str]) -> int:
    """Run the command for a lesson; 0 is success, 1 a check that failed, 2 what a user got wrong (one sentence)."""
    found = opened("figure", slug)
    if found is None:
        return 2
    lesson, parser = found
    names = {control.name for control in lesson.controls}
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
    for control in lesson.controls:
        parser.add_argument(f"--{control.name}", help=control.usage(), metavar="VALUE")
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
                path /= export.file_name(lesson, parameters, kind, shape.label)
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


def several(arguments: Sequence[str]) -> int:
    """The command `figures FILE ...`: that of a figure for each line of a file, a state
    ("eigenvectors?angle=30&preset=plos") or its whole address.

    The other arguments are those of `figure`, a folder as the output; what a line says comes after them. Goes on after
    a line that cannot be drawn, and then ends with its status.
    """
    if not arguments or arguments[0].startswith("-"):
        print(
            "The list comes first: figures LIST.txt -o FOLDER [--format pdf] [--preset plos]. On each of its lines "
            "stands a state, eigenvectors?angle=30, or its address.",
            file=sys.stderr,
        )
        return 0 if arguments and arguments[0] in ("-h", "--help") else 2
    path, arguments = arguments[0], arguments[1:]
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        print(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no UTF-8'}.", file=sys.stderr)
        return 2
    worst = 0
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        place, _, query = text.partition("?")
        slug = place.rstrip("/").rpartition("/")[2]
        own = [f"--{name}={value}" for name, value in link.parse(query).items()]
        try:
            status = run(slug, [*arguments, *own])
        except SystemExit as end:  # argparse has said why
            status = int(end.code or 0)
        if status:
            print(f"{path}, line {number}: {text[:80]}", file=sys.stderr)
        worst = max(worst, status)
    return worst


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

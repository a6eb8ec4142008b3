"""The command line: `python -m explorer list | figure | offline | animate | origin | lecture | new | thumbnails`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from explorer import catalogue


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. What a user can get wrong is one sentence on standard error."""
    texts = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(prog="python -m explorer", description="Mathscope from the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    listed = commands.add_parser("list", help="the lessons that exist")
    listed.add_argument("--json", action="store_true", help="with their controls, as JSON")
    drawn = commands.add_parser("figure", help="a lesson's figure as a file", add_help=False)
    drawn.add_argument("slug", help="the lesson, as list names it")
    told = commands.add_parser("lecture", help="the handout of a lecture as a PDF, or a check of its scenes")
    told.add_argument(
        "names", nargs="*", metavar="NAME", help="a ready lecture, or the path of a YAML file; default: all"
    )
    told.add_argument("-o", "--output", help="the PDF to write")
    told.add_argument(
        "--address", help="what the links of the PDF begin with (otherwise MATHSCOPE_URL, or this machine)"
    )
    told.add_argument(
        "--per-page", type=int, default=1, choices=(1, 2, 4), help="scenes on a page; 2 and 4 have no notes"
    )
    told.add_argument("--no-notes", action="store_true", help="leave the notes out, for the audience")
    told.add_argument("--check", action="store_true", help="draw each scene, and say what could not be given so")
    for name, usage in (
        ("offline", "a page with live sliders that needs no network"),
        ("animate", "a sweep as GIF or MP4"),
    ):
        commands.add_parser(name, help=usage, add_help=False).add_argument("slug", help="the lesson, as list names it")
    asked = commands.add_parser("origin", help="the state that a file made here carries")
    asked.add_argument("file", help="a PNG, SVG, PDF, HTML, JSON, CSV, program or notebook")
    new = commands.add_parser("new", help="the skeleton of a new lesson")
    new.add_argument("section", help="linear_algebra, calculus, probability, statistics or advanced")
    new.add_argument("slug", help="the lesson's name in links: lower case, with underscores")
    thumbs = commands.add_parser("thumbnails", help="draw the pictures of the lesson cards")
    thumbs.add_argument(
        "--check", action="store_true", help="draw nothing; fail if a picture is missing or out of date"
    )
    thumbs.add_argument("slugs", nargs="*", help="these lessons only")
    known, rest = parser.parse_known_args(texts)
    if known.command == "figure":
        from explorer.commands import figure

        return figure.run(known.slug, rest)
    if known.command in ("offline", "animate"):
        return int(import_module(f"explorer.commands.{known.command}").run(known.slug, rest))
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if known.command == "origin":
        from explorer.commands.figure import origin

        return origin(known.file)
    if known.command == "list":
        from explorer.commands import lessons

        return lessons.listed(known.json)
    if known.command == "new":
        from explorer.commands import new as scaffold

        return _say(scaffold.new, known.section, known.slug)
    if known.command == "lecture":
        from explorer.commands.lecture import run

        return run(known.names, known.output, known.address, known.check, known.per_page, not known.no_notes)
    from explorer.commands import thumbnails

    for slug in known.slugs:
        if not catalogue.listed(slug):
            print(f"There is no lesson {slug}. `python -m explorer list` names them.", file=sys.stderr)
            return 2
    return thumbnails.check(known.slugs) if known.check else thumbnails.draw(known.slugs)


def _say(action: object, *arguments: str) -> int:
    assert callable(action)
    try:
        print(action(*arguments))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads along (`| head`) has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)

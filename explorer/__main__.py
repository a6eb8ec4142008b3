"""The command line `mathscope`; `python -m mathscope` and `python -m explorer` are the same."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from explorer import catalogue
from explorer.commands import Parser, general
from explorer.near import hint
from explorer.version import CHECKOUT, COMMAND, VERSION

ON_A_LESSON = {
    "figure": "a lesson's figure as a file",
    "offline": "a page with live sliders that needs no network",
    "animate": "a sweep as GIF or MP4",
}
"""The commands `COMMAND SLUG ...`, whose options depend on the lesson; each is a module."""
OF_A_CHECKOUT = ("new", "thumbnails")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status. What a user can get wrong is one sentence on standard error."""
    texts = list(sys.argv[1:] if arguments is None else arguments)
    parser, parsers = _parser()
    command, rest = (texts[0], texts[1:]) if texts else ("", [])
    if not command:
        parser.print_help()
        return 2
    if not command.startswith("-") and command not in parsers:
        print(
            f"There is no command {command[:40]}.{hint(command, parsers)} `{COMMAND} --help` lists them.",
            file=sys.stderr,
        )
        return 2
    if command in ON_A_LESSON:
        return _on_a_lesson(command, rest)
    if command == "figures":
        from explorer.commands.figure import several

        return several(rest)
    if command == "run":
        from explorer.commands import serve

        return serve.run(rest)
    if command in OF_A_CHECKOUT and not CHECKOUT:
        print(f"{command} changes the sources: it works in a checkout of Mathscope only.", file=sys.stderr)
        return 2
    if command.startswith("-"):
        parser.parse_args(texts)
        return 2
    return _plain(command, parsers[command].parse_args(rest))


def _parser() -> tuple[Parser, Mapping[str, Parser]]:
    """The parser of the whole line, and that of each command by name."""
    parser = Parser(prog=COMMAND, description="Mathscope from the command line: the mathematics behind AI, in figures.")
    parser.add_argument("--version", action="version", version=f"Mathscope {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    commands.add_parser("run", help="start the application", add_help=False)
    listed = commands.add_parser("list", help="the lessons that exist")
    listed.add_argument("--json", action="store_true", help="with their controls, as JSON")
    for name, usage in ON_A_LESSON.items():
        commands.add_parser(name, help=usage, add_help=False)
    commands.add_parser("figures", help="the figures of a list of states as files", add_help=False)
    told = commands.add_parser("lecture", help="a lecture as a handout or as a page without a server, or a check")
    told.add_argument(
        "names", nargs="*", metavar="NAME", help="a ready lecture, or the path of a YAML file; default: all"
    )
    told.add_argument("-o", "--output", help="the PDF to write; with --offline the HTML file")
    told.add_argument(
        "--offline", action="store_true", help="the whole lecture as one page that needs no network, its sliders alive"
    )
    told.add_argument("--address", help="what its links begin with (otherwise MATHSCOPE_URL, or this machine)")
    told.add_argument(
        "--per-page", type=int, default=1, choices=(1, 2, 4), help="scenes on a page; 2 and 4 have no notes"
    )
    told.add_argument("--no-notes", action="store_true", help="leave the notes out, for the audience")
    told.add_argument("--check", action="store_true", help="draw each scene, and say what could not be given so")
    sheet = commands.add_parser("exercises", help="a sheet of exercises with fresh numbers, as a page to print")
    sheet.add_argument("slug", help="the lesson, as list names it")
    sheet.add_argument("--seed", type=int, default=1, help="another seed, other numbers (0 to 999999; default 1)")
    sheet.add_argument("-n", "--count", type=int, default=4, help="questions of each kind (1 to 12; default 4)")
    sheet.add_argument("--answers", action="store_true", help="with answers, tolerances and laws")
    sheet.add_argument("-o", "--output", help="the HTML file to write; default: standard output")
    asked = commands.add_parser("origin", help="the state that a file made here carries")
    asked.add_argument("file", help="a PNG, SVG, PDF, HTML, JSON, CSV, program or notebook")
    new = commands.add_parser("new", help="the skeleton of a new lesson (in a checkout)")
    new.add_argument("section", help="linear_algebra, calculus, probability, statistics or advanced")
    new.add_argument("slug", help="the lesson's name in links: lower case, with underscores")
    thumbs = commands.add_parser("thumbnails", help="draw the pictures of the lesson cards (in a checkout)")
    thumbs.add_argument(
        "--check", action="store_true", help="draw nothing; fail if a picture is missing or out of date"
    )
    thumbs.add_argument("slugs", nargs="*", help="these lessons only")
    return parser, commands.choices


def _on_a_lesson(command: str, rest: Sequence[str]) -> int:
    module = import_module(f"explorer.commands.{command}")
    if not rest or rest[0] in ("-h", "--help"):
        print(general(command, ON_A_LESSON[command], module.OPTIONS))
        return 0 if rest else 2
    if rest[0].startswith("-"):
        print(f"The lesson comes first, as in: {COMMAND} {command} eigenvectors ...", file=sys.stderr)
        return 2
    return int(module.run(rest[0], rest[1:]))


def _plain(command: str, known: argparse.Namespace) -> int:
    """Run a command whose options are the same for every lesson."""
    if command == "origin":
        from explorer.commands.figure import origin

        return origin(known.file)
    if command == "exercises":
        from explorer.commands import exercises

        return exercises.run(known.slug, known.seed, known.count, known.answers, known.output)
    if command == "list":
        from explorer.commands import lessons

        return lessons.listed(known.json)
    if command == "new":
        from explorer.commands import new as scaffold

        return _say(scaffold.new, known.section, known.slug)
    if command == "lecture":
        from explorer.commands import lecture

        notes = not known.no_notes
        return lecture.run(
            known.names, known.output, known.address, known.check, known.per_page, notes, whole=known.offline
        )
    from explorer.commands import thumbnails

    for slug in known.slugs:
        if not catalogue.listed(slug):
            print(f"There is no lesson {slug}.{hint(slug, catalogue.lessons())}", file=sys.stderr)
            return 2
    return thumbnails.check(known.slugs) if known.check else thumbnails.draw(known.slugs)


def _say(action: Callable[..., str], *arguments: str) -> int:
    try:
        print(action(*arguments))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def start() -> int:
    """The command as a program: what `main` returns, whatever reads the output and in whatever encoding.

    A console that has no letter for κ (cp1252 on Windows) gets it as an escape, which JSON reads as the letter.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = main()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads along (`| head`) has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except KeyboardInterrupt:
        code = 130
    return code


if __name__ == "__main__":
    sys.exit(start())

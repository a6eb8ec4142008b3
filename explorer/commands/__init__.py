"""The commands of `mathscope` that have a module of their own, and what they share."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from explorer import catalogue
from explorer.controls import ControlError
from explorer.export import ExportError
from explorer.lesson import Lesson, Parameters, Unanswerable
from explorer.near import hint
from explorer.version import COMMAND

Make = Callable[[Lesson, Parameters, Mapping[str, str], str], bytes]


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence with the nearest names, without the list of all options."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **{"allow_abbrev": False, **options})

    def error(self, message: str) -> NoReturn:
        """Say the sentence and end with status 2."""
        unknown = message.removeprefix("unrecognized arguments: ")
        if unknown != message:
            word = unknown.split()[0].partition("=")[0]
            self.strange(word, [option for option in self._option_string_actions if option.startswith("--")])
        print(f"{message[:1].upper()}{message[1:]}. {self.prog} --help says what can be given.", file=sys.stderr)
        sys.exit(2)

    def strange(self, word: str, names: Sequence[str]) -> NoReturn:
        """Say that there is no such option or name, which are near, and end with status 2."""
        kind = "option" if word.startswith("-") else "argument"
        print(f"{self.prog} takes no {kind} {word[:40]}.{hint(word, names)}", file=sys.stderr)
        sys.exit(2)


def opened(command: str, slug: str) -> tuple[Lesson, argparse.ArgumentParser] | None:
    """The lesson and the parser of a command on it, still without arguments; None, and a sentence, if there is none."""
    try:
        lesson = catalogue.find(slug)
    except KeyError as error:
        print(f"{error.args[0]} `{COMMAND} list` names them.", file=sys.stderr)
        return None
    return lesson, Parser(prog=f"{COMMAND} {command} {slug}", description=lesson.idea)


def add_controls(parser: argparse.ArgumentParser, lesson: Lesson) -> None:
    """An option for each control of the lesson; and, without help, for the names that older commands have."""
    for control in lesson.controls:
        parser.add_argument(f"--{control.name}", help=control.usage(), metavar="VALUE")
    for name in sorted(lesson.names.difference(control.name for control in lesson.controls)):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)


def general(command: str, usage: str, own: Mapping[str, str]) -> str:
    """The help of a command on a lesson, without a lesson: the options that it has for all of them."""
    parser = Parser(
        prog=f"{COMMAND} {command}",
        description=f"{usage[:1].upper()}{usage[1:]}.",
        epilog=f"Each lesson has its own controls besides: {COMMAND} {command} eigenvectors --help names them. "
        f"{COMMAND} list names the lessons.",
    )
    parser.add_argument("slug", help="the lesson, as list names it")
    parser.add_argument("-o", "--output", help="the file", metavar="FILE")
    for name, said in own.items():
        parser.add_argument(f"--{name}", help=said, metavar="VALUE")
    return parser.format_help()


def run(command: str, slug: str, arguments: Sequence[str], own: Mapping[str, str], make: Make) -> int:
    """Run a command that writes one file of a lesson; returns the exit status.

    Args:
        own: the command's options and what they mean; where a lesson has a control of that name, it is the control's.
        make: from the lesson, its parameters, the given options and the ending of the output to the file's bytes.
    """
    found = opened(command, slug)
    if found is None:
        return 2
    lesson, parser = found
    names = lesson.names
    parser.add_argument("-o", "--output", required=True, help="the file", dest="=output", metavar="FILE")
    for name, usage in own.items():
        if name not in names:
            parser.add_argument(f"--{name}", help=usage)
    add_controls(parser, lesson)
    given = {name: text for name, text in vars(parser.parse_args(joined(arguments))).items() if text is not None}
    output = Path(given.pop("=output"))
    options = {name: given.pop(name) for name in own if name in given and name not in names}
    try:
        parameters = lesson.parameters(given)
        output.write_bytes(make(lesson, parameters, options, output.suffix.removeprefix(".").lower()))
    except (ControlError, ExportError, Unanswerable) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{output} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def progress(done: int, of: int) -> None:
    """A line on a terminal that counts."""
    if sys.stderr.isatty():
        print(f"\r{done} of {of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def joined(arguments: Sequence[str]) -> list[str]:
    """The arguments with values such as -1,2 joined to their option: they begin with a minus and are no options."""
    found: list[str] = []
    for text in arguments:
        if (
            text.startswith("-")
            and text[1:2].isdigit()
            and found
            and found[-1].startswith("--")
            and "=" not in found[-1]
        ):
            found[-1] += f"={text}"
        else:
            found.append(text)
    return found

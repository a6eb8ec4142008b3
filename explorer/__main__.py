"""The command line: `python -m explorer list | figure | lecture | new | thumbnails`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from explorer import catalogue, export, link
from explorer.controls import ControlError, jsonable
from explorer.lesson import Unanswerable


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
    told.add_argument("--address", default="http://localhost:8501/", help="what the links of the PDF begin with")
    told.add_argument("--check", action="store_true", help="draw each scene, and say what could not be given so")
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
        return _figure(known.slug, rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if known.command == "list":
        return _list(known.json)
    if known.command == "new":
        from explorer import scaffold

        return _say(scaffold.new, known.section, known.slug)
    if known.command == "lecture":
        from explorer.lectures import command

        return command.run(known.names, known.output, known.address, known.check)
    from explorer import thumbnails

    return thumbnails.check(known.slugs) if known.check else thumbnails.draw(known.slugs)


def _say(action: object, *arguments: str) -> int:
    assert callable(action)
    try:
        print(action(*arguments))
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _list(as_json: bool) -> int:
    if not as_json:
        for section in catalogue.sections():
            if section.lessons:
                print(section.title)
            for lesson in section.lessons:
                print(f"  {lesson.slug:24} {lesson.title}")
        return 0
    told = [
        {
            "slug": lesson.slug,
            "section": lesson.section,
            "title": lesson.title,
            "idea": lesson.idea,
            "controls": [
                {"name": c.name, "kind": c.kind, "label": c.label, "default": jsonable(c.initial)}
                for c in lesson.controls
            ],
            "presets": [
                {"name": p.name, "link": link.write(lesson, lesson.parameters(p.values))} for p in lesson.presets
            ],
        }
        for lesson in catalogue.lessons().values()
    ]
    print(json.dumps(told, ensure_ascii=False, indent=1))
    return 0


def _figure(slug: str, arguments: Sequence[str]) -> int:
    try:
        lesson = catalogue.find(slug)
    except KeyError as error:
        print(f"{error.args[0]} `python -m explorer list` names them.", file=sys.stderr)
        return 2
    parser = argparse.ArgumentParser(
        prog=f"python -m explorer figure {slug}", description=lesson.idea, allow_abbrev=False
    )
    parser.add_argument(
        "-o", "--output", required=True, help=f"the file; its ending is one of {', '.join(export.FORMATS)}"
    )
    for name, usage in (
        ("look", "light, dark or projector"),
        ("width", "pixels"),
        ("height", "pixels"),
        ("scale", "of a PNG"),
    ):
        parser.add_argument(f"--{name}", help=usage)
    for control in lesson.controls:
        parser.add_argument(f"--{control.name}", help=control.usage(), metavar="VALUE")
    # A value such as -1,2 begins with a minus and is no option: it is joined to its name before argparse sees it.
    given = vars(parser.parse_args(_joined(arguments)))
    output = Path(given.pop("output"))
    shape = {name: given.pop(name) for name in ("look", "width", "height", "scale")}
    try:
        parameters = lesson.parameters({name: text for name, text in given.items() if text is not None})
        drawn = export.Shape.read({name: text for name, text in shape.items() if text is not None})
        body = export.make(lesson.scene(parameters), output.suffix.removeprefix(".").lower(), drawn)
        output.write_bytes(body)
    except (ControlError, export.ExportError, Unanswerable) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{output} cannot be written: {error.strerror}.", file=sys.stderr)
        return 2
    return 0


def _joined(arguments: Sequence[str]) -> list[str]:
    joined: list[str] = []
    for text in arguments:
        if (
            text.startswith("-")
            and text[1:2].isdigit()
            and joined
            and joined[-1].startswith("--")
            and "=" not in joined[-1]
        ):
            joined[-1] += f"={text}"
        else:
            joined.append(text)
    return joined


if __name__ == "__main__":
    sys.exit(main())

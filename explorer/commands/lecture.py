"""`mathscope lecture`: a lecture as a handout or as one page without a server, or a check of its scenes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from explorer import export
from explorer.address import local
from explorer.lectures import check, handout, offline, reading, shelf
from explorer.lectures.model import Lecture
from explorer.lectures.yaml_items import LectureError


def run(
    names: Sequence[str],
    output: str | None,
    address: str | None,
    checked: bool,
    per_page: int = 1,
    notes: bool = True,
    whole: bool = False,
) -> int:
    """Check lectures (all ready ones if none is named), or write the handout of one, or with `whole` the page that
    needs no network; returns the exit status."""
    try:
        broken = [] if names else [f"lectures/{name}.yaml: {error}" for name, error in shelf.broken().items()]
        found = [_find(name) for name in names] or list(shelf.ready().values())
        if broken:
            raise LectureError(broken[0])
        if checked:
            return _check(found)
        if output is None or len(names) != 1:
            wanted = ("--offline ", "HTML file", "html") if whole else ("", "PDF", "pdf")
            raise LectureError(
                f"Name one lecture and the {wanted[1]} to write, as in: lecture NAME {wanted[0]}-o NAME.{wanted[2]}"
            )
        if whole and not output.endswith((".html", ".htm")):
            raise LectureError("A lecture that needs no network is an HTML file; let its name end in .html.")
        layout = handout.Layout(per_page, notes and per_page == 1)
        home = (address or export.home_page()).rstrip("/") + "/"
        if local(home):
            print(
                f"The links begin with {home}, which only this machine opens; --address names another.", file=sys.stderr
            )
        if whole:
            return _pack(offline.Offline(found[0], notes, home=home), Path(output))
        return _print(found[0], Path(output), home, layout)
    except (LectureError, export.ExportError) as error:
        print(error, file=sys.stderr)
        return 2
    except OSError as error:
        print(f"{error.filename}: {error.strerror}.", file=sys.stderr)
        return 2


def _find(name: str) -> Lecture:
    """A ready lecture by its name, or the user's own file by its path."""
    if name in shelf.ready():
        return shelf.ready()[name]
    if not name.endswith((".yaml", ".yml")):
        raise LectureError(
            f"There is no lecture “{name}”; there are {', '.join(shelf.ready())}, and paths to .yaml files."
        )
    try:
        path = Path(name)
        return reading.read(path.read_text(encoding="utf-8"), folder=path.parent)
    except UnicodeDecodeError:
        raise LectureError(f"{name}: the file is not UTF-8 text.") from None
    except LectureError as error:
        raise LectureError(f"{name}: {error}") from None


def _check(lectures: Sequence[Lecture]) -> int:
    wrong = 0
    for lecture in lectures:
        faults = check.faults(lecture)
        wrong += len(faults)
        print(
            f"{lecture.name or lecture.title}: {len(lecture.scenes)} scenes, {'no fault' if not faults else 'FAULTS'}"
        )
        for fault in faults:
            print(f"  {fault}", file=sys.stderr)
    return 1 if wrong else 0


def _told(done: int, total: int) -> None:
    print(f"\r{done} of {total} scenes drawn", end="" if done < total else "\n", file=sys.stderr, flush=True)


def _pack(page: offline.Offline, output: Path) -> int:
    body = page.make(_told)
    output.write_bytes(body)
    print(f"{len(body) / 1e6:.1f} MB", file=sys.stderr)
    return 0


def _print(lecture: Lecture, output: Path, address: str, layout: handout.Layout) -> int:
    total = handout.count(lecture)

    output.write_bytes(handout.make(lecture, address, lambda done: _told(done, total), layout))
    return 0

"""The ready lectures: the files of the folder `lectures/`, read when they have changed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from explorer.lectures.model import Lecture
from explorer.lectures.reading import read
from explorer.lectures.yaml_items import LectureError
from explorer.version import ROOT

FOLDER = ROOT / "lectures"
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_read: dict[Path, tuple[tuple[int, int], Lecture | LectureError]] = {}


def _shelf(keep: Callable[[Lecture | LectureError], bool]) -> dict[str, Any]:
    """What the files of the folder hold, by name; a file is read again when it has changed."""
    found: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_size)
        if path not in _read or _read[path][0] != stamp:
            _read[path] = (stamp, _load(path))
        if keep(_read[path][1]):
            found[path.stem] = _read[path][1]
    return found


def _load(path: Path) -> Lecture | LectureError:
    try:
        if not _NAME.fullmatch(path.stem) or path.stem == "mine":
            raise LectureError(f"{path.name}: a name has small letters, digits and hyphens, and is not mine.")
        return read(path.read_text(encoding="utf-8"), path.stem, FOLDER)
    except UnicodeDecodeError:
        return LectureError("The file is not UTF-8 text.")
    except LectureError as error:
        return error


def ready() -> Mapping[str, Lecture]:
    """The lectures of the folder `lectures/`, by the name of the file. A file that cannot be read is in `broken`."""
    return _shelf(lambda found: isinstance(found, Lecture))


def broken() -> Mapping[str, LectureError]:
    """The files of the folder that are no lectures, and why; one of them hurts none of the others."""
    return _shelf(lambda found: isinstance(found, LectureError))

"""The log of the server and of the processes that draw: a line an event, without what readers typed or uploaded.

MATHSCOPE_LOG=json writes each line as a JSON object, one for each request as well; text, the default, is for people. A
fault of ours is told by where it happened and what it was of: neither the message of an exception nor the values of
controls are written, since a reader's data may be in them.
"""

from __future__ import annotations

import datetime
import logging
import os
import traceback
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import orjson

from explorer import catalogue
from explorer.version import ROOT

FORMS = ("text", "json")
_OWN = set(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
_log = logging.getLogger("explorer")
_warnings = logging.getLogger("explorer.warnings")


def form() -> str:
    """How the log is written.

    Raises:
        ValueError: MATHSCOPE_LOG is neither text nor json.
    """
    wanted = os.environ.get("MATHSCOPE_LOG", "").strip().lower() or "text"
    if wanted not in FORMS:
        raise ValueError(f"MATHSCOPE_LOG is {wanted!r}: it must be one of {', '.join(FORMS)}.")
    return wanted


class Lines(logging.Formatter):
    """A record as one line: its event, and what is known of it by name."""

    def __init__(self, json: bool) -> None:
        super().__init__()
        self.json = json

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        when = datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds")
        more = {name: value for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[1] is not None:
            more |= told(record.exc_info[1])
        if self.json:
            line = {"time": when, "level": record.levelname.lower(), "event": record.getMessage()}
            return orjson.dumps(line | {"pid": record.process} | more, default=str).decode()
        known = " ".join(f"{name}={value}" for name, value in more.items())
        # One line for an event, whatever is in it: a line break would let what somebody sent look like another event.
        text = "".join(each if each.isprintable() else " " for each in f"{record.getMessage()} {known}")
        return f"{when} {record.levelname} {text}".rstrip()


def begin() -> None:
    """Write what this program says to the standard error, warnings of the libraries too. Once for a process."""
    if any(isinstance(handler.formatter, Lines) for handler in _log.handlers):
        return
    handler = logging.StreamHandler()
    handler.setFormatter(Lines(form() == "json"))
    _log.addHandler(handler)
    _log.setLevel(logging.INFO if form() == "json" else logging.WARNING)
    _log.propagate = False
    warnings.showwarning = _warned


def _warned(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning of a library, with the line of ours that led to it."""
    own = [frame for frame in traceback.extract_stack() if _ours(frame.filename)]
    by = [place(frame) for frame in own if Path(frame.filename).name != "logs.py"][-1:]
    _warnings.warning(
        "A library warned", extra={"kind": category.__name__, "said": str(message)[:200], "by": by[0] if by else ""}
    )


def _ours(name: str) -> bool:
    path = Path(name)
    return path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in ("explorer", "mathcore", "pages", "viz")


def place(frame: traceback.FrameSummary) -> str:
    """File, line and function of a step of a traceback."""
    name = Path(frame.filename)
    short = name.relative_to(ROOT).as_posix() if _ours(frame.filename) else "/".join(name.parts[-2:])
    return f"{short}:{frame.lineno} {frame.name}"


def told(error: BaseException) -> dict[str, Any]:
    """What the log says of an exception: its kind and where it was raised; not its message, which may hold data."""
    return {"kind": type(error).__name__, "where": [place(step) for step in traceback.extract_tb(error.__traceback__)]}


def lesson(slug: object) -> str:
    """The name of a lesson for the log; a name that a reader made up is not written."""
    return slug if isinstance(slug, str) and catalogue.listed(slug) else "unknown"


def fault(log: logging.Logger, event: str, error: BaseException, message: str = "") -> None:
    """A defect of ours, while a message of the socket was answered: of which lesson, with which of its controls set."""
    known: dict[str, Any] = {}
    with suppress(orjson.JSONDecodeError, AttributeError, TypeError):  # it was no message
        read = orjson.loads(message) if message else {}
        known = {"lesson": lesson(read.get("slug"))}
        if known["lesson"] != "unknown":
            found, values = catalogue.find(known["lesson"]), read.get("values") or {}
            known["controls"] = [control.name for control in found.controls if control.name in values]
            known["view"] = values["view"] if values.get("view") in found.views else ""
    log.error(event, extra=known | told(error))

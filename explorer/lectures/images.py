"""The images of a lecture: small files beside it, or in it; checked by what they are, and never by a request's path."""

from __future__ import annotations

import base64
import binascii
import re
from pathlib import Path

from explorer.lectures.yaml_items import LectureError

LARGEST = 1_500_000  # bytes of one image
MOST = 4_000_000  # bytes of all images of a lecture
MOST_TEXT = MOST * 4 // 3 + 10_000  # characters of the same, in base64
KINDS = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
_DATA = re.compile(r"data:(image/[a-z]+);base64,([A-Za-z0-9+/=\s]+)", re.ASCII)


def read(text: str, folder: Path | None) -> str:
    """An image as a data: URI: `text` is one, or the name of a file within `folder`, the lecture's own.

    Raises:
        LectureError: it is neither, or is no PNG, JPEG or WebP, or is too large.
    """
    if text.startswith("data:"):
        match = _DATA.fullmatch(text)
        if match is None:
            raise LectureError("an image in the file is written as data:image/png;base64,….")
        try:
            return _checked(base64.b64decode(re.sub(r"\s", "", match[2]), validate=True))
        except binascii.Error:
            raise LectureError("the image is no base64 text.") from None
    if folder is None:
        raise LectureError(
            "an image is found beside a file on the server only; elsewhere write data:image/png;base64,…."
        )
    home = folder.resolve()
    path = (home / text).resolve()
    if not path.is_relative_to(home) or not path.is_file():
        raise LectureError(f"there is no image “{text[:60]}” in the folder of the lecture.")
    if path.stat().st_size > LARGEST:
        raise _too_large(path.stat().st_size)
    return _checked(path.read_bytes())


def content(image: str) -> bytes:
    """The bytes of an image that `read` gave."""
    return base64.b64decode(image.partition(",")[2])


def _too_large(size: int) -> LectureError:
    return LectureError(f"the image has {size / 1e6:.1f} MB; at most {LARGEST / 1e6:g} MB are shown.")


def _checked(body: bytes) -> str:
    if len(body) > LARGEST:
        raise _too_large(len(body))
    for kind, mark in KINDS.items():
        if body.startswith(mark):
            return f"data:{kind};base64,{base64.b64encode(body).decode()}"
    raise LectureError("an image is a PNG, a JPEG or a WebP file.")

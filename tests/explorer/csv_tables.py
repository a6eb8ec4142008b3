"""What a test sees of a reader's file: its columns, and what is said of it."""

from __future__ import annotations

from explorer.controls.csv_files import Asked, read

GAP = None


def columns(content: str | bytes, **asked: object) -> dict[str, list[float | None]]:
    """The columns that are read, NaN as None."""
    found = read(content if isinstance(content, bytes) else content.encode(), Asked(**asked))  # type: ignore[arg-type]
    return {name: [None if v != v else v for v in found.table[name]] for name in found.table}


def said(content: str | bytes) -> str:
    return "; ".join(read(content if isinstance(content, bytes) else content.encode()).said)

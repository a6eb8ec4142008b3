"""Puts the tables of the benchmarks into the README, between their marks: ``python -m scripts.readme [--check]``."""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BLOCK = re.compile(r"<!-- (benchmarks/\w+\.md) -->\n.*?<!-- end -->", re.DOTALL)


def filled(readme: str) -> str:
    """The README with each block replaced by its file, but for the file's own headings."""

    def block(match: re.Match[str]) -> str:
        path = ROOT / match[1]
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        body = "\n".join(line for line in text.splitlines() if not line.startswith("# ")).strip()
        return f"<!-- {match[1]} -->\n{body}\n<!-- end -->"

    return BLOCK.sub(block, readme)


def main(arguments: list[str]) -> int:
    """Write the README, or with --check return 1 if it is not what would be written."""
    path = ROOT / "README.md"
    now = path.read_text(encoding="utf-8")
    wanted = filled(now)
    if "--check" in arguments:
        return int(now != wanted)
    path.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

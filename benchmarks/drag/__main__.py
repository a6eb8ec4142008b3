"""``python -m benchmarks.drag [--rounds N] [--only NAME ...]``: drag, print the table, write benchmarks/drag.md."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from benchmarks.drag.measure import Drags, measure
from benchmarks.drag.pages import ACROSS, LINES, NEAR, PAGES
from benchmarks.drag.quiet import Patience
from benchmarks.drag.report import across, document, table

OUTPUT = Path(__file__).resolve().parents[1] / "drag.md"
PAIRS = 2  # drags there and back in one round


def main() -> None:
    """Measure the pages in turn, `rounds` times, one browser at a time."""
    names = [page.name for page in PAGES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drag", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2, help="how often each page is opened and dragged (2)")
    parser.add_argument("--only", choices=names, action="append", help="only this page; the table is not written")
    lines = [line.name for line in (NEAR, *LINES)]
    parser.add_argument("--line", choices=lines, action="append", help="only over this line; the table is not written")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for a quiet machine in all (300)")
    chosen = parser.parse_args()
    pages = [page for page in PAGES if not chosen.only or page.name in chosen.only]
    wanted = [line for line in (NEAR, *LINES) if not chosen.line or line.name in chosen.line]
    ways = [(line, page) for line in wanted for page in pages if line is NEAR or page.name in ACROSS]
    results = {(line.name, page.name): Drags() for line, page in ways}
    browser, patience = "", Patience(chosen.patience)
    for round_ in range(chosen.rounds):
        for line, page in ways:
            print(f"round {round_ + 1} of {chosen.rounds}: {page.name}, {line.name}", flush=True)
            browser = asyncio.run(measure(page, line, PAIRS, results[line.name, page.name], patience))
    rows = [(page, results[line.name, page.name]) for line, page in ways if line is NEAR]
    far = [(line, page, results[line.name, page.name]) for line, page in ways if line is not NEAR]
    print("\n" + table(rows) + "\n\n" + across(far))
    if not chosen.only and not chosen.line:
        text = document(rows, far, browser)
        OUTPUT.write_text(text)
        print(f"\nwritten to {OUTPUT.relative_to(Path.cwd()) if OUTPUT.is_relative_to(Path.cwd()) else OUTPUT}")


if __name__ == "__main__":
    main()

"""``python -m benchmarks.drag [--rounds N] [--only NAME ...]``: drag, print the tables, write benchmarks/drag.md.

A round takes about ten minutes on a machine that is at rest.
"""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path

from benchmarks.delay import Line
from benchmarks.drag.kinds import KINDS
from benchmarks.drag.measure import Drags, measure
from benchmarks.drag.openings import Openings, measure_openings
from benchmarks.drag.pages import ACROSS, LINES, NEAR, PAGES, THIN
from benchmarks.drag.quiet import Patience
from benchmarks.drag.report import across, document, kinds_table, openings_table, table

OUTPUT = Path(__file__).resolve().parents[1] / "drag.md"
PAIRS, FAR_PAIRS = 2, 1  # drags there and back in one round, beside the server and over a line or of another kind


def main() -> None:
    """Measure the pages in turn, `rounds` times, one browser at a time."""
    names = [page.name for page in PAGES]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.drag", description=__doc__)
    parser.add_argument("--rounds", type=int, default=1, help="how often each page is opened and dragged (1)")
    parser.add_argument("--only", choices=names, action="append", help="only this page; the table is not written")
    lines = [line.name for line in (NEAR, *LINES)]
    parser.add_argument("--line", choices=lines, action="append", help="only over this line; the table is not written")
    parser.add_argument("--part", choices=("kinds", "openings"), help="only this part; the table is not written")
    parser.add_argument("--patience", type=float, default=300, help="seconds to wait for a quiet machine in all (300)")
    chosen = parser.parse_args()
    pages = [page for page in PAGES if not chosen.only or page.name in chosen.only]
    wanted = [line for line in (NEAR, *LINES) if not chosen.line or line.name in chosen.line]
    ways = [(line, page) for line in wanted for page in pages if line is NEAR or page.name in goes_over(line)]
    results = {(line.name, page.name): Drags() for line, page in ways if not chosen.part}
    kinds = {kind.page.name: Drags() for kind in KINDS}
    openings = Openings()
    browser, patience = "", Patience(chosen.patience)
    for round_ in range(chosen.rounds):
        for line, page in ways if not chosen.part else ():
            print(f"round {round_ + 1} of {chosen.rounds}: {page.name}, {line.name}", flush=True)
            pairs = PAIRS if line is NEAR else FAR_PAIRS
            browser = asyncio.run(measure(page, line, pairs, results[line.name, page.name], patience))
        for kind in KINDS if chosen.part == "kinds" or whole(chosen) else ():
            print(f"round {round_ + 1} of {chosen.rounds}: {kind.page.name}", flush=True)
            browser = asyncio.run(measure(kind.page, NEAR, FAR_PAIRS, kinds[kind.page.name], patience))
        if chosen.part == "openings" or whole(chosen):
            print(f"round {round_ + 1} of {chosen.rounds}: pages, tabs, a start", flush=True)
            asyncio.run(measure_openings(openings, patience))
    rows = [(page, results[line.name, page.name]) for line, page in ways if line is NEAR and not chosen.part]
    far = [(line, page, results[line.name, page.name]) for line, page in ways if line is not NEAR and not chosen.part]
    both = [(kind, kinds[kind.page.name]) for kind in KINDS]
    print("\n\n".join(("", table(rows), across(far), kinds_table(both), openings_table(openings))))
    if whole(chosen):
        text = document(rows, far, both, openings, browser)
        OUTPUT.write_text(text)
        print(f"\nwritten to {OUTPUT.relative_to(Path.cwd()) if OUTPUT.is_relative_to(Path.cwd()) else OUTPUT}")


def goes_over(line: Line) -> tuple[str, ...]:
    """The pages that are dragged over a line, by name."""
    return THIN if line.rate else ACROSS


def whole(chosen: argparse.Namespace) -> bool:
    """Whether all is measured, so that the tables may be written."""
    return not (chosen.only or chosen.line or chosen.part)


if __name__ == "__main__":
    main()

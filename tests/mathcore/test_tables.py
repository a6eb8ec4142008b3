"""Precomputed tables: each lies beside the module that makes it, whose docstring says by which command."""

from __future__ import annotations

import ast

import pytest

from explorer.version import ROOT

TABLES = sorted(
    path for path in (ROOT / "mathcore").rglob("*") if path.suffix in (".csv", ".json", ".npz", ".npy", ".txt")
)


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_a_table_says_how_it_was_made_and_a_test_knows_its_module(table):
    makers = []
    for path in table.parent.glob("*.py"):
        source = path.read_text()
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        said = ast.get_docstring(ast.parse(source)) or ""
        if table.name in source and f"python -m {module}" in " ".join(said.split()):
            assert '__name__ == "__main__"' in source, f"{path.name} says a command that does nothing"
            makers.append(path.stem)
    assert len(makers) == 1, f"{table.name}: {len(makers)} modules beside it say how it is made"
    tests = (ROOT / "tests" / "mathcore").rglob("test_*.py")
    assert any(makers[0] in path.read_text() for path in tests), f"no test makes rows of {table.name} again"
    assert table.stat().st_size < 100_000


def test_there_are_tables():
    assert len(TABLES) >= 3

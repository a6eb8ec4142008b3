"""The command that checks one lesson: what it runs is there, and who names no lesson gets a sentence."""

from __future__ import annotations

import ast

import pytest

from scripts import check
from scripts.setup import ROOT


def test_what_is_run_is_there():
    for name in (*check.OF_EACH, *check.OF_ALL):
        path, _, test = name.partition("::")
        functions = {
            node.name for node in ast.parse((ROOT / path).read_text()).body if isinstance(node, ast.FunctionDef)
        }
        assert not test or test in functions, name


@pytest.mark.parametrize(
    ("words", "said"),
    [([], "Name one or more lessons"), (["jensn"], "There is no lesson “jensn”. Did you mean jensen")],
)
def test_who_names_no_lesson_gets_a_sentence(words, said, capsys, monkeypatch):
    monkeypatch.setattr(check.subprocess, "run", lambda *_, **__: pytest.fail("nothing is run"))
    assert check.main(words) == 2
    assert said in capsys.readouterr().err

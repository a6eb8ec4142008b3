"""The command line."""

from __future__ import annotations

import json
import sys

import numpy as np
import pandas as pd
import pytest

import pages.calculus
from explorer import catalogue, listing
from explorer.__main__ import main
from explorer.catalogue import HEADINGS, find, lessons
from explorer.commands import new, thumbnails
from explorer.lesson import presets
from tests.lessons import contracts


def test_list_names_every_lesson(capsys):
    assert main(["list"]) == 0
    text = capsys.readouterr().out
    assert all(slug in text for slug in lessons())
    assert main(["list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [lesson["slug"] for lesson in told] == list(lessons())
    assert told[0]["controls"]


def test_figure_writes_the_state_that_it_is_given(tmp_path):
    path = tmp_path / "e.csv"
    assert main(["figure", "eigenvectors", "--matrix", "-1,2;3,1", "--angle", "0", "-o", str(path)]) == 0
    table = pd.read_csv(path)
    image = table[table["name"] == "Ax"][["x", "y"]].to_numpy()[-1]
    assert image.tolist() == [-1, 3]


@pytest.mark.parametrize("kind", ["png", "svg", "pdf", "html", "json"])
def test_figure_writes_every_format(tmp_path, kind):
    path = tmp_path / f"e.{kind}"
    assert main(["figure", "eigenvectors", "-o", str(path), "--look", "projector"]) == 0
    assert path.stat().st_size > 1000


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figure", "nothing", "-o", "a.csv"], "no lesson"),
        (["figure", "eigenvectors", "--angle", "999", "-o", "a.csv"], "out of reach"),
        (["figure", "eigenvectors", "-o", "a.exe"], "no format"),
        (["figure", "eigenvectors", "-o", "/no/such/folder/a.csv"], "cannot be written"),
        (["figure", "eigenvectors", "--look", "neon", "-o", "a.csv"], "look is one of"),
        (["new", "algebra", "my_lesson"], "no section"),
        (["thumbnails", "nothing"], "no lesson nothing"),
        (["thumbnails", "--check", "nothing"], "no lesson nothing"),
        (["new", "calculus", "My Lesson"], "slug"),
        (["new", "linear_algebra", "eigenvectors"], "exists already"),
    ],
)
def test_what_a_user_gets_wrong_is_one_sentence(arguments, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    error = capsys.readouterr().err
    assert said in error and "Traceback" not in error
    assert not list(tmp_path.iterdir())


def test_a_new_lesson_keeps_every_promise_before_a_line_of_it_is_changed(tmp_path, monkeypatch):
    """Its text still has to be written, and says so."""
    for folder in ("pages/calculus", "examples/python", "examples/rust/src/bin", "tests/lessons/calculus"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(new, "ROOT", tmp_path)
    assert "pages/calculus/my_lesson/lesson.py" in new.new("calculus", "my_lesson")
    monkeypatch.setattr(pages.calculus, "__path__", [*pages.calculus.__path__, str(tmp_path / "pages" / "calculus")])
    monkeypatch.setattr(listing, "EXAMPLES", tmp_path / "examples")
    lesson = catalogue._loaded.__wrapped__("calculus", "my_lesson")
    assert tuple(presets.sections(lesson.text())) == HEADINGS
    assert "What belongs here" in lesson.text() and len(lesson.presets) == 3
    for promise in contracts.PROMISES:
        promise(lesson)
    for written, file in ((listing.python, "python/my_lesson.py"), (listing.rust, "rust/src/bin/my_lesson.rs")):
        assert written(lesson, lesson.parameters()) == (tmp_path / "examples" / file).read_text()
    for module in [name for name in sys.modules if "my_lesson" in name]:
        del sys.modules[module]


@pytest.mark.parametrize("values", [[0.5], [0.5, -1.0, float("nan")], [3e-7]])
def test_a_thumbnail_is_out_of_date_when_all_its_numbers_grow_alike(values):
    before = np.array(values)
    assert thumbnails._plain(before) == thumbnails._plain(before * (1 + 1e-9))
    assert thumbnails._plain(before) != thumbnails._plain(before * 1.01)


def test_thumbnails_are_those_of_todays_figures(capsys):
    assert thumbnails.check() == 0, capsys.readouterr().err


@pytest.mark.parametrize("slug", ["vectors", "subspaces_basis"])
def test_the_card_of_planes_and_of_spaces_is_drawn_anew(slug, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "path", lambda lesson, look: tmp_path / f"{lesson.slug}.{look}.svg")
    assert thumbnails.draw([slug]) == 0
    assert all(thumbnails.current(find(slug), look) for look in ("light", "dark"))
    assert b"xtick" not in (tmp_path / f"{slug}.light.svg").read_bytes()


@pytest.mark.parametrize(("write", "path"), [(listing.python, "python/svd.py"), (listing.rust, "rust/src/bin/svd.rs")])
def test_a_constant_over_two_lines_is_no_silent_default(write, path, monkeypatch):
    """It would keep the value of the file, whatever the reader chose."""
    lesson = catalogue.find("svd")
    whole = (listing.EXAMPLES / path).read_text()
    mark = "parameters ---\n"
    before, _, after = whole.partition(mark)
    first, _, rest = after.partition("\n")
    name, _, value = first.partition(" = ")
    monkeypatch.setattr(listing, "_file", lambda _: f"{before}{mark}{name} =\n    {value}\n{rest}")
    with pytest.raises(ValueError, match="each constant has one line"):
        write(lesson, lesson.parameters())

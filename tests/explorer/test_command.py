"""The command line as a stranger meets it: help, typos, what a Windows console can show, how the server is started."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from streamlit import config

from explorer import __main__ as command
from explorer import catalogue
from explorer.__main__ import main, start
from explorer.near import hint, near
from explorer.version import ROOT

COMMANDS = ("run", "list", "figure", "figures", "offline", "animate", "lecture", "origin", "new", "thumbnails")
SHIPPED = ("explorer", "mathcore", "mathscope", "pages", "viz", "examples/python")
STARTING = ("scripts/setup.py", "scripts/start.py", "scripts/wheels.py", "app.py")


def asked(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Status, output and errors of a command."""
    try:
        code = main(words)
    except SystemExit as left:
        code = int(left.code or 0)
    found = capsys.readouterr()
    return code, found.out, found.err


@pytest.mark.parametrize("name", COMMANDS)
def test_help_needs_no_lesson(name, capsys):
    code, out, err = asked(capsys, name, "--help")
    assert code == 0 and not err
    assert out.startswith("usage: python -m mathscope") and name in out.splitlines()[0]
    assert name in asked(capsys, "--help")[1]


def test_the_general_help_of_figure_names_what_every_lesson_takes(capsys):
    general = asked(capsys, "figure", "--help")[1]
    own = asked(capsys, "figure", "eigenvectors", "--help")[1]
    controls = {control.name for control in catalogue.find("eigenvectors").controls}
    options = {word.strip("[],") for word in own.split() if word.startswith("--")}
    for option in options - {f"--{name}" for name in controls} - {"--help"}:
        assert option in general, option


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lectur"], "There is no command lectur. Did you mean lecture?"),
        (["figure", "eigenvector", "-o", "x.pdf"], "There is no lesson “eigenvector”. Did you mean eigenvectors"),
        (["offline", "gradient-descent"], "Did you mean gradient_descent?"),
        (["figure", "eigenvectors", "--anlge=30"], "takes no option --anlge. Did you mean --angle?"),
        (["figure", "eigenvectors", "--anlge", "30"], "takes no option --anlge. Did you mean --angle?"),
        (["animate", "eigenvectors", "--sweep", "angle", "--fsp", "9", "-o", "x.gif"], "Did you mean --fps?"),
        (["figure", "eigenvectors", "nonsense", "-o", "x.pdf"], "takes no argument nonsense."),
        (["figure", "--angle", "3"], "The lesson comes first"),
        (["list", "--jsn"], "Did you mean --json?"),
        (["lecture", "--chek"], "Did you mean --check?"),
        (["run", "--prot", "9000"], "Did you mean --port?"),
        (["run", "--port", "99999"], "A port is a number from 1 to 65535."),
        (["origin"], "file"),
        (["--nonsense"], "takes no option --nonsense."),
    ],
)
def test_a_typo_gets_one_sentence_with_the_nearest_names(words, said, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = asked(capsys, *words)
    assert code == 2 and not out and said in err
    assert err.count("\n") == 1, "one line, without the list of all options"
    assert not list(tmp_path.iterdir())


def test_what_is_not_near_is_not_offered():
    names = list(catalogue.lessons())
    assert near("zzzzzz", names) == [] and hint("zzzzzz", names) == ""
    assert near("SVD", names) == ["svd"]
    assert hint("a", ["ab"]) == " Did you mean ab?"
    assert hint("one", ["ones", "onee", "once"]).count(" or ") == 1
    assert near("x" * 10**6, names) == []


@pytest.mark.parametrize(
    "words",
    [["list"], ["list", "--json"], ["--help"], ["figure", "eigenvector"], ["origin", "κ.png"]]
    + [[name, "--help"] for name in COMMANDS]
    + [["figure", slug, "--help"] for slug in catalogue.lessons()],
    ids=" ".join,
)
def test_a_console_in_cp1252_gets_every_output(words, monkeypatch):
    """As on Windows where the output goes into a pipe or an old console: no letter of ours may raise there."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n") for _ in range(2))
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setattr(sys, "argv", ["mathscope", *words])
    with contextlib.suppress(SystemExit):
        start()
    out.flush()
    err.flush()
    text = out.buffer.getvalue().decode("cp1252")
    assert text or err.buffer.getvalue()
    if words == ["list", "--json"]:
        assert [each["title"] for each in json.loads(text)] == [each.title for each in catalogue.lessons().values()]


def test_a_sheet_that_is_sent_into_a_file_is_in_the_encoding_that_it_names(monkeypatch):
    out = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "argv", ["mathscope", "exercises", "svd", "--seed", "1"])
    assert start() == 0
    text = out.buffer.getvalue().decode("utf-8")
    assert '<meta charset="utf-8">' in text and "σ" in text and "\\u" not in text


def sources() -> list[Path]:
    found = [path for folder in SHIPPED for path in (ROOT / folder).rglob("*.py")]
    return found + [ROOT / name for name in STARTING]


POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios"}


def test_no_module_of_posix_alone_is_imported_with_another():
    """A function may, where it takes no for an answer."""
    for path in sources():
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names = {alias.name for alias in node.names} if isinstance(node, ast.Import) else set()
            names |= {str(node.module)} if isinstance(node, ast.ImportFrom) else set()
            assert not names & POSIX, path


def test_no_text_is_read_or_written_in_the_systems_own_encoding():
    wrong = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            named = any(keyword.arg == "encoding" for keyword in node.keywords)
            positional = {"read_text": 1, "write_text": 2}.get(name)
            if positional is not None and not named and len(node.args) < positional:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not wrong, "say encoding='utf-8'"


def test_run_starts_the_application_as_told(monkeypatch):
    from streamlit.web import cli

    told: list[str] = []
    monkeypatch.setattr(cli, "main", lambda **options: told.extend(sys.argv))
    monkeypatch.setattr(sys, "argv", ["mathscope"])
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    words = ["run", "--port", "9000", "--address", "0.0.0.0", "--path", "/maths", "--server.sslCertFile=c.pem"]
    assert main(words) == 0
    assert told[:3] == ["streamlit", "run", str(ROOT / "app.py")]
    given = dict(word.removeprefix("--").split("=", 1) for word in told[3:])
    assert given == {
        "server.headless": "true",
        "browser.serverAddress": "localhost",
        "server.address": "0.0.0.0",
        "server.port": "9000",
        "server.baseUrlPath": "/maths",
        "server.sslCertFile": "c.pem",
    }
    assert set(given) <= set(config.get_config_options())


def test_a_wheel_has_no_commands_of_a_developer(monkeypatch, capsys):
    monkeypatch.setattr(command, "CHECKOUT", False)
    for words in (["new", "calculus", "my_lesson"], ["thumbnails"]):
        code, out, err = asked(capsys, *words)
        assert code == 2 and not out and "in a checkout of Mathscope only" in err


def test_the_module_and_the_command_are_the_same():
    for name in ("mathscope", "explorer"):
        done = subprocess.run([sys.executable, "-m", name, "--version"], cwd=ROOT, capture_output=True, check=True)
        assert done.stdout.startswith(b"Mathscope ")

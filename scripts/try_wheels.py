"""Installs the wheels of dist/ in a fresh environment, far from the sources, and uses them as a stranger would.

`python -m scripts.try_wheels`, or `make try-wheels`, which builds them first. It takes a minute or two, most of it for
the installation; each trial prints a line. The exit code is 1 if one of them failed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from explorer import catalogue, export
from explorer.version import VERSION, fingerprint
from scripts.wheels import DIST, built

UV = (sys.executable, "-m", "uv", "--quiet")
PATIENCE = 120  # seconds for the server to answer: the first import of everything, on a slow machine
PROGRAM = """
import json, mathscope
scene = mathscope.lesson("eigenvectors").scene(angle=60, matrix=((1.0, 2.0), (3.0, 1.0)))
from explorer.version import fingerprint
from mathcore import kernels
print(json.dumps({"repr": repr(scene), "sources": fingerprint(), "engine": kernels.engine(),
                  "version": mathscope.__version__, "count": len(mathscope.lessons()),
                  "same": mathscope.open_link(repr(scene)[7:-1]).alt == scene.alt}))
"""


class Trial:
    """A fresh environment, and an empty folder to work in, with a module of the user's own in the way of ours."""

    def __init__(self, folder: Path) -> None:
        self.environment = folder / "environment"
        self.work = folder / "work"
        self.work.mkdir()
        (self.work / "viz.py").write_text("raise ImportError('a module of the user, not of Mathscope')\n")
        self.scripts = self.environment / ("Scripts" if os.name == "nt" else "bin")

    def ask(self, command: Sequence[str | Path]) -> str:
        """What a command prints; raises CalledProcessError if it fails."""
        done = subprocess.run(
            list(map(str, command)), cwd=self.work, env=_plain(), capture_output=True, check=True, timeout=600
        )
        return done.stdout.decode("utf-8", "replace")

    def tool(self, *words: str) -> str:
        """What `mathscope WORDS` prints."""
        return self.ask([self.scripts / "mathscope", *words])

    def install(self) -> None:
        """The environment, with the wheels and what they require."""
        self.ask([*UV, "venv", "--python", sys.executable, self.environment])
        extra = "[kernels]" if len(built()) > 1 else ""
        python = self.scripts / "python"
        self.ask(
            [
                *UV,
                "pip",
                "install",
                "--compile-bytecode",
                "--python",
                python,
                "--find-links",
                DIST,
                f"mathscope{extra} @ {_app().as_uri()}",
            ]
        )

    def commands(self) -> None:
        """The command line: lessons, help, files; each file that needs no browser is the checkout's, byte for byte."""
        assert VERSION in self.tool("--version")
        told = json.loads(self.tool("list", "--json"))
        assert [each["slug"] for each in told] == list(catalogue.lessons())
        assert "--preset" in self.tool("figure", "--help")
        scene = catalogue.find("eigenvectors").scene(angle=60, matrix=((1.0, 2.0), (3.0, 1.0)))
        for kind in ("json", "csv", "py", "ipynb", *(["pdf"] if export.browser() else [])):
            self.tool("figure", "eigenvectors", "--angle", "60", "--matrix", "1,2;3,1", "-o", f"e.{kind}")
            written = (self.work / f"e.{kind}").read_bytes()
            assert written, kind
            if kind != "pdf":  # it holds a date
                assert written == export.make(scene, kind), kind
        self.tool("offline", "eigenvectors", "--controls", "angle:0:90:4", "-o", "o.html")
        assert b"Plotly" in (self.work / "o.html").read_bytes()

    def library(self) -> None:
        """`import mathscope`, beside a module `viz` of the user's; the same sources, the kernels in Rust if built."""
        told = json.loads(self.ask([self.scripts / "python", "-c", PROGRAM]))
        assert told["repr"] == "<Scene eigenvectors?matrix=1,2;3,1&angle=60>", told
        assert told["sources"] == fingerprint() and told["version"] == VERSION, told
        assert told["count"] == len(catalogue.lessons()) and told["same"], told
        assert ("Rust" in told["engine"]) == (len(built()) > 1), told

    def server(self) -> None:
        """`mathscope run`, under a path."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        command = [self.scripts / "mathscope", "run", "--port", str(port), "--address", "127.0.0.1", "--path", "/maths"]
        with (self.work / "server.txt").open("wb") as log:
            process = subprocess.Popen(
                list(map(str, command)), cwd=self.work, env=_plain(), stdout=log, stderr=subprocess.STDOUT
            )
        try:
            home = f"http://127.0.0.1:{port}/maths/"
            _wait(home + "_stcore/health", process)
            for path, holds in (
                ("", b"<title>"),
                ("figure/eigenvectors.json?angle=60", b'"data"'),
                ("lectures", b"scope/static"),
                ("lecture/eigenvectors-to-svd", b"stage.js"),
                ("show/svd", b"stage-data"),
                ("scope/thumbnail/svd.light.svg", b"<svg"),
            ):
                with urllib.request.urlopen(home + path, timeout=60) as answer:
                    assert holds in answer.read(), path
        finally:
            process.terminate()
            process.wait(30)

    def without_installing(self) -> None:
        """`uvx`, which pipx is like: the command out of the wheel, in an environment that is thrown away."""
        found = self.ask([*UV, "tool", "run", "--python", sys.executable, "--from", _app(), "mathscope", "--version"])
        assert VERSION in found


def _app() -> Path:
    return next(path for path in built() if path.name.startswith("mathscope-"))


def _plain() -> dict[str, str]:
    """The environment without what would lead to the sources, or slow every command down."""
    dropped = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if name not in dropped}


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise AssertionError("the server did not answer")


def main() -> int:
    """Install and try; the exit code."""
    if not built():
        print("There is no wheel in dist/: make wheels builds them.", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="mathscope-"))
    trial = Trial(folder)
    failed = 0
    steps: list[Callable[[], None]] = [
        trial.install, trial.commands, trial.library, trial.server, trial.without_installing
    ]  # fmt: skip
    try:
        for step in steps:
            began = time.monotonic()
            try:
                step()
                print(f"ok      {step.__doc__} ({time.monotonic() - began:.0f} s)", flush=True)
            except (AssertionError, OSError, subprocess.SubprocessError) as error:
                failed += 1
                said = getattr(error, "stderr", b"") or b""
                print(f"FAILED  {step.__doc__}\n  {error!r}\n{said.decode('utf-8', 'replace')[-2000:]}", flush=True)
                if step == trial.install:
                    break
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{len(steps) - failed} trials passed, {failed} failed.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

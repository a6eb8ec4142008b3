"""The application in a process of its own, for what looks at it in a browser: tests, pictures, rehearsals."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 180  # seconds until it must answer, on a machine with other work


class Server:
    """The application on a free port; it can be killed and started again on the same one. A context manager.

    `environment` holds variables that it is started with, beside those of this process; `path` stands before all its
    addresses, as behind a proxy.
    """

    def __init__(self, log: Path, environment: Mapping[str, str] | None = None, path: str = "") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.path = f"/{path.strip('/')}" if path else ""
        self.url = f"http://127.0.0.1:{self.port}{self.path}"
        self.log = log
        self.environment = dict(environment or {})
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            RuntimeError: it does not answer in time; the message holds the end of its log.
        """
        options = ["--server.port", str(self.port), "--server.address", "127.0.0.1", "--server.headless", "true"]
        options += ["--server.baseUrlPath", self.path] if self.path else []
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", "app.py", *options],
                cwd=ROOT,
                env=os.environ | self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(self.url + "/scope/looks.json", timeout=2).read()
                return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"The application did not start:\n{self.log.read_text()[-3000:]}")

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

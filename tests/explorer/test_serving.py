"""How a server says how it is, what it tells browsers, and what it writes into its log."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from explorer import answers, frames, text
from explorer.controls.data import OwnData, pack
from explorer.routes import ROUTES
from explorer.serving import crew, health, logs, memory_of, meter
from explorer.serving.headers import _ROUTES, Headers, _route, ancestors
from explorer.version import VERSION
from mathcore import kernels

SECRET = "Krankenakte"


def client() -> TestClient:
    return TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Headers)], lifespan=health.lifespan))


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that draws by itself."""
    monkeypatch.setenv("MATHSCOPE_PROCESSES", "0")
    monkeypatch.setattr(logs, "begin", lambda: None)


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the log writes, as JSON."""
    found: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(self.format(record))

    handler, log = Keep(), logging.getLogger("explorer")
    handler.setFormatter(logs.Lines(json=True))
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield found
    log.removeHandler(handler)
    log.setLevel(logging.NOTSET)


def test_a_server_says_how_it_is(alone):
    with client() as asked:
        while (answer := asked.get("/health")).status_code == 503:
            time.sleep(0.05)
        found = answer.json()
        assert found["ready"] and found["version"] == VERSION and found["engine"] == kernels.engine()
        assert found["drawing"] == "server" and "MATHSCOPE_PROCESSES" in found["why"]
        assert found["memory"]["total"] == found["memory"]["server"] > 50e6
        before = found["cache"]
        with asked.websocket_connect("/scope/live") as wire:
            assert asked.get("/health").json()["connections"] == 1
            for _ in range(2):
                wire.send_text('{"id":1,"slug":"eigenvectors"}')
                assert "progress" not in wire.receive_json()
        found = asked.get("/health").json()
        assert found["connections"] == 0 and found["frames"]["server"] >= 2
        assert found["cache"]["room"] == before["room"] >= found["cache"]["used"]


def test_the_room_of_the_shelf_is_set(monkeypatch):
    """In a process of its own: it is read when the program begins."""
    code = "from mathcore.common.memory import SHELF; print(SHELF.room)"
    run = subprocess.run(
        [sys.executable, "-c", code], env={"MATHSCOPE_CACHE_MB": "7"}, capture_output=True, text=True, check=True
    )
    assert int(run.stdout) == 7 * 2**20


def test_metrics_are_what_prometheus_reads(alone, monkeypatch):
    with client() as asked:
        assert asked.get("/metrics").status_code == 404
        monkeypatch.setenv("MATHSCOPE_METRICS", "1")
        meter.METER.frame("server", 0.004)
        answer = asked.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    pattern = re.compile(r'[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? -?[0-9.e+-]+')
    names = set()
    for line in answer.text.splitlines():
        if line.startswith("# TYPE"):
            names.add(line.split()[2])
        elif not line.startswith("#"):
            assert pattern.fullmatch(line), line
            assert re.sub(r"_(bucket|sum|count)?(\{.*)? .*|[{ ].*", "", line) in names | {line.split()[0]}
    buckets = [int(n) for n in re.findall(r'frame_seconds_bucket\{where="server",le=".*"\} (\d+)', answer.text)]
    assert buckets == sorted(buckets) and f'frame_seconds_count{{where="server"}} {buckets[-1]}' in answer.text
    assert "mathscope_memory_bytes" in answer.text


def test_every_answer_has_its_headers(alone, monkeypatch):
    monkeypatch.setenv("MATHSCOPE_FRAME_ANCESTORS", "'self' https://moodle.example.edu")
    with client() as asked:
        for path in ("/lectures", "/show/eigenvectors", "/figure/eigenvectors.json", "/none"):
            told = asked.get(path).headers
            assert told["x-content-type-options"] == "nosniff"
            assert told["content-security-policy"].endswith("frame-ancestors 'self' https://moodle.example.edu")
        picture = asked.get("/scope/qr.svg?text=a").headers["content-security-policy"]
        assert picture.startswith("default-src 'none'") and "script-src" not in picture, "nothing in a picture runs"
    monkeypatch.setenv("MATHSCOPE_FRAME_ANCESTORS", "a; script-src *")
    with pytest.raises(ValueError, match="MATHSCOPE_FRAME_ANCESTORS"):
        ancestors()


def test_the_log_holds_no_data_of_a_reader(alone, lines, monkeypatch):
    own = pack(OwnData((SECRET, "y"), np.ones((4, 2))))

    def broken(*args: object, **named: object) -> None:
        raise RuntimeError(f"it was {SECRET}")

    monkeypatch.setattr(frames, "frame", broken)
    with client() as asked:
        asked.get(f"/{SECRET}?x={SECRET}")
        asked.get(f"/figure/eigenvectors.{SECRET}?angle={SECRET}")
        message = {"id": 1, "slug": "eigenvectors", "values": {"angle": 3}, "reader": "", "pin": SECRET + own}
        assert "fault" in json.loads(answers.answer(json.dumps(message), answers.Memory()))["error"]
    read = [json.loads(line) for line in lines]
    fault = next(line for line in read if line["event"] == "A frame could not be drawn")
    assert fault["lesson"] == "eigenvectors" and fault["controls"] == ["angle"] and fault["kind"] == "RuntimeError"
    assert fault["where"][-1].startswith("tests/") or fault["where"][-1].endswith("broken")
    assert {line["route"] for line in read if line["event"] == "request"} == {"/page", "/figure"}
    assert SECRET not in "".join(lines) and own not in "".join(lines)


def test_what_somebody_sent_makes_no_line_of_the_log(lines):
    broken, handler = RuntimeError("x"), logging.StreamHandler()
    log = logging.getLogger("explorer.test")
    made_up = json.dumps({"slug": "a\n2026 ERROR owned", "values": {"b\nc": 1, "view": SECRET}})
    logs.fault(log, "A frame could not be drawn", broken, message=made_up)
    told = json.loads(lines[-1])
    assert told["lesson"] == "unknown" and "controls" not in told and SECRET not in lines[-1]
    logs.fault(log, "it", broken, message=json.dumps({"slug": "eigenvectors", "values": {"angle": 1, SECRET: 2}}))
    assert json.loads(lines[-1])["controls"] == ["angle"] and SECRET not in lines[-1]
    record = log.makeRecord("a", logging.ERROR, "", 1, "one\ntwo\x1b[31m", (), None, extra={"said": "three\r\nfour"})
    handler.setFormatter(logs.Lines(json=False))
    assert len(handler.format(record).splitlines()) == 1 and "\x1b" not in handler.format(record)


def test_a_route_is_named_by_what_stands_behind_the_path_of_the_server():
    known = {route.path.split("/")[1] for route in ROUTES if hasattr(route, "path")}
    assert known - {""} <= _ROUTES
    for before in ("", "courses/maths", "/courses/maths/"):
        stem = "/" + before.strip("/") if before else ""
        assert _route(f"{stem}/figure/eigenvectors.svg", before) == "/figure"
        assert _route(f"{stem}/{SECRET}", before) == "/page"
        assert _route(f"{stem}/", before) == "/"
    assert _route("/health", "courses/maths") == "/health"


def test_a_warning_of_a_library_names_the_line_of_ours(lines, monkeypatch):
    def warn(value: float, *digits: int) -> str:
        logs._warned(RuntimeWarning("overflow encountered in square"), RuntimeWarning, "numpy.py", 1)
        return ""

    monkeypatch.setattr(text, "number", warn)
    assert text.show(1.5, 3, "") == ""
    (line,) = [json.loads(each) for each in lines]
    assert line["event"] == "A library warned" and line["said"] == "overflow encountered in square"
    assert re.fullmatch(r"explorer/text\.py:\d+ show", line["by"])


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [("MATHSCOPE_PROCESSES", "two", crew.processes), ("MATHSCOPE_LOG", "xml", logs.form)],
)
def test_a_setting_that_cannot_be_is_said(monkeypatch, name, value, read):
    monkeypatch.setenv(name, value)
    with pytest.raises(ValueError, match=name):
        read()


def test_a_process_knows_what_it_holds():
    assert 20e6 < memory_of.resident() < 20e9
    assert memory_of.resident(2**22 + 1) == 0


@pytest.mark.may_skip
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="glibc only")
def test_free_memory_is_given_back():
    """In a process of its own: threads draw large figures, and each leaves something small on top of them."""
    code = """
import threading
from explorer.serving import memory_of
held, left = memory_of.resident(), []
def draw():
    parts = [bytes(60_000) for _ in range(400)]  # below the size for which the system is asked each time
    left.append(bytes(2000))
threads = [threading.Thread(target=draw) for _ in range(8)]
[each.start() for each in threads]; [each.join() for each in threads]
kept = memory_of.resident() - held
memory_of.give_back()
print(kept, memory_of.resident() - held)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    kept, after = map(int, run.stdout.split())
    assert after < 10e6 < kept, "of what glibc kept"

"""Requests as a stranger would send them, a few of those of `benchmarks.soak`, in process: each gets its answer."""

from __future__ import annotations

import logging
import warnings
from itertools import islice

import orjson
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from benchmarks.soak.requests import hostile
from explorer import answers
from explorer.routes import ROUTES
from explorer.serving.headers import Headers

CLIENT = TestClient(Starlette(routes=ROUTES, middleware=[Middleware(Headers)]), raise_server_exceptions=False)
EACH = 60


@pytest.mark.parametrize("seed", range(6))
def test_hostile_requests_get_their_answer(seed, caplog):
    memory = answers.Memory()
    with warnings.catch_warnings(record=True) as warned, caplog.at_level(logging.WARNING):
        warnings.simplefilter("always")
        for request in islice(hostile(seed), EACH):
            if request.path:
                answer = CLIENT.get(request.path)
                assert answer.status_code < 500 or answer.status_code in (501, 503), request.path
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
            else:
                reply = orjson.loads(answers.answer(request.message, memory))
                assert reply.keys() & {"frame", "patch", "verdict", "error"}, request.message
                assert "fault" not in str(reply.get("error")), request.message
    assert not caplog.records
    assert not [str(each.message) for each in warned if issubclass(each.category, RuntimeWarning)]

"""The address that others can reach: the machine's on its network where the application answers there."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from explorer import address


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("MATHSCOPE_URL", raising=False)
    address._outside.cache_clear()
    yield
    address._outside.cache_clear()


def outside() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def test_an_address_of_this_machine_becomes_one_of_the_network_where_it_answers_there():
    host = outside()
    if host.startswith("127."):
        pytest.skip("this machine is on no network")
    with socket.socket() as server:
        server.bind(("", 0))
        server.listen()
        port = server.getsockname()[1]
        assert address.reachable(f"http://localhost:{port}/maths/") == f"http://{host}:{port}/maths/"


def test_where_nothing_answers_outside_the_address_stays_and_is_known_to_be_near():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        here = f"http://127.0.0.1:{server.getsockname()[1]}/"
        assert address.reachable(here) == here and address.local(here)


def test_the_named_address_comes_first_and_others_stay(monkeypatch: pytest.MonkeyPatch):
    assert address.reachable("https://maths.example.org/x/") == "https://maths.example.org/x/"
    assert not address.local("https://maths.example.org/") and not address.local("http://[broken")
    monkeypatch.setenv("MATHSCOPE_URL", "https://maths.example.org")
    assert address.reachable("http://localhost:8501/") == "https://maths.example.org"

"""The room of a lecture: who leads, who follows, who votes, and what is refused, bounded and forgotten."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from explorer.lectures import rooms


@pytest.fixture
def client() -> Iterator[TestClient]:
    rooms._rooms.clear()
    with TestClient(Starlette(routes=rooms.ROUTES)) as found:
        yield found
    rooms._rooms.clear()


def opened(client: TestClient) -> tuple[str, str]:
    told = client.post("/scope/room").json()
    return told["room"], told["key"]


@contextmanager
def joined(client: TestClient, name: str, **who: str) -> Iterator[Any]:
    """A socket in the room, after the word that says who comes."""
    with client.websocket_connect(f"/scope/room/{name}") as socket:
        socket.send_text(json.dumps(who))
        yield socket


def until(socket: Any, part: str, wanted: Any = ...) -> Any:
    """The next value of a part of what is told, or the first that is the wanted one."""
    for _ in range(50):
        told = json.loads(socket.receive_text())
        if part in told and (wanted is ... or told[part] == wanted):
            return told[part]
    raise AssertionError(f"{part} was not told")


def test_phones_hear_the_lecturers_state_also_those_who_come_later(client: TestClient):
    name, key = opened(client)
    with joined(client, name, key=key) as lecturer:
        with joined(client, name, me="1") as phone:
            lecturer.send_text('{"state": {"scene": 3}}')
            assert until(phone, "state", {"scene": 3})
            assert until(lecturer, "there", 1) == 1
        with joined(client, name, me="2") as late:
            assert until(late, "state") == {"scene": 3}
    assert key not in str(rooms._now(rooms._rooms[name], True))


def test_a_vote_counts_the_last_choice_of_each_until_it_is_closed(client: TestClient):
    name, key = opened(client)
    with (
        joined(client, name, key=key) as lecturer,
        joined(client, name, me="1") as one,
        joined(client, name, me="2") as two,
    ):
        lecturer.send_text('{"vote": {"question": "turned?", "options": ["yes", "no"]}}')
        assert until(one, "vote", {"question": "turned?", "options": ["yes", "no"], "counts": [0, 0], "open": True})
        one.send_text('{"choice": 0}')
        two.send_text('{"choice": 0}')
        two.send_text('{"choice": 1}')
        told = {"question": "turned?", "options": ["yes", "no"], "counts": [1, 1], "open": True}
        assert until(lecturer, "vote", told)
        lecturer.send_text('{"vote": "close"}')
        assert until(one, "vote", {**told, "open": False})
        one.send_text('{"choice": 1}')
        lecturer.send_text('{"vote": null}')
        while until(one, "vote") is not None:
            pass
        assert rooms._rooms[name].vote is None


@pytest.mark.parametrize(
    ("who", "text"),
    [
        ("1", '{"state": {"scene": 9}}'),
        ("1", '{"vote": null}'),
        ("1", '{"choice": true}'),
        ("1", '{"choice": 7}'),
        ("1", '{"choice": 0, "more": "' + "x" * 200 + '"}'),
        ("", '{"choice": 0}'),
        ("key", "[]"),
        ("key", "{"),
        ("key", '{"state": 3}'),
        ("key", '{"state": ' + '{"x": ' * 400 + "1" + "}" * 400 + "}"),
        ("key", '{"vote": {"options": ["one"]}}'),
        ("key", '{"vote": {"question": "q", "options": ["a", "' + "b" * 300 + '"]}}'),
        ("key", '{"state": {"x": "' + "x" * 30_000 + '"}}'),
    ],
)
def test_what_nobody_may_say_ends_the_connection_and_changes_nothing(client: TestClient, who: str, text: str):
    name, key = opened(client)
    room = rooms._rooms[name]
    room.vote = rooms.Vote("q", ["a", "b"])
    with joined(client, name, **({"key": key} if who == "key" else {"me": who})) as socket:
        socket.send_text(text)
        with pytest.raises(WebSocketDisconnect) as caught:
            until(socket, "nothing")
    assert caught.value.code == 1008
    assert room.vote.choices == {} and room.state == b"null"


def test_a_wrong_key_a_closed_room_and_another_site_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    name, _ = opened(client)
    for room, who, code in ((name, {"key": "guess"}, 4404), ("nowhere", {"me": "1"}, 4404), (name, {"me": 1}, 1008)):
        with joined(client, room, **who) as socket, pytest.raises(WebSocketDisconnect) as caught:
            socket.receive_text()
        assert caught.value.code == code
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect(f"/scope/room/{name}", headers={"origin": "https://evil.example"}),
    ):
        pass
    monkeypatch.setattr(rooms, "MOST_THERE", 0)
    with joined(client, name, me="1") as socket, pytest.raises(WebSocketDisconnect) as caught:
        socket.receive_text()
    assert caught.value.code == 4403


def test_the_key_in_an_address_opens_nothing_and_who_says_nothing_is_sent_away(client: TestClient, monkeypatch):
    name, key = opened(client)
    monkeypatch.setattr(rooms, "PATIENCE", 0.05)
    with (
        client.websocket_connect(f"/scope/room/{name}?key={key}") as socket,
        pytest.raises(WebSocketDisconnect) as caught,
    ):
        socket.receive_text()
    assert caught.value.code == 1008
    assert rooms._rooms[name].leading == rooms._rooms[name].following == 0


def test_the_lecturer_comes_into_a_full_room_and_counts_those_who_follow(client: TestClient, monkeypatch):
    monkeypatch.setattr(rooms, "MOST_THERE", 1)
    name, key = opened(client)
    with (
        joined(client, name, me="1"),
        joined(client, name, key=key) as hall,
        joined(client, name, key=key) as tablet,
    ):
        assert until(hall, "there") == until(tablet, "there") == 1, "two windows of the lecturer follow nobody"


def test_rooms_are_bounded_and_empty_ones_make_way(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rooms, "MOST_ROOMS", 2)
    (first, key), _ = opened(client), opened(client)
    with joined(client, first, key=key) as lecturer:
        lecturer.send_text('{"state": {}}')
        assert until(lecturer, "state", {}) == {}
        (third, other) = opened(client)
        assert set(rooms._rooms) == {first, third}, "nobody was in the second"
        with joined(client, third, key=other) as another:
            until(another, "there")
            answer = client.post("/scope/room")
            assert (answer.status_code, answer.text) == (503, "Too many rooms are open; try again later.")


def test_a_room_is_forgotten_after_a_day_and_who_is_in_it_is_sent_away(client: TestClient):
    name, _ = opened(client)
    with joined(client, name, me="1") as phone:
        until(phone, "vote")
        rooms._rooms[name].touched -= rooms.LASTS + 1
        opened(client)
        assert name not in rooms._rooms
        with pytest.raises(WebSocketDisconnect) as caught:
            until(phone, "nothing")
        assert caught.value.code == 4404

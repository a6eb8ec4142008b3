"""The processes that draw: the same answers as the server's own, none behind a heavy one, none lost with a process."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import orjson
import pytest

from explorer import answers, catalogue, socket
from explorer.serving import crew, drawer, jobs
from tests.explorer import slow_drawer

DEADLINE = 60.0  # seconds
COMMAND = (sys.executable, "-m", "tests.explorer.slow_drawer")


@pytest.fixture(autouse=True)
def listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server knows the lessons that the processes of these tests know."""
    known, more = catalogue.find, slow_drawer.LESSONS
    monkeypatch.setattr(catalogue, "find", lambda slug: more.get(slug) or known(slug))
    monkeypatch.setattr(catalogue, "listed", lambda slug: slug != "x")


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    """One event loop for all tests, as a server has."""
    with asyncio.Runner() as found:
        yield found


@pytest.fixture(scope="module")
def three(runner: asyncio.Runner) -> Iterator[crew.Crew]:
    """Three processes for all tests: each takes seconds to start."""
    found = crew.Crew(3, COMMAND)

    async def begin() -> None:
        found.begin()
        await until(lambda: found.told()["ready"] == 3)

    runner.run(begin())
    yield found
    runner.run(found.end())
    assert not found.drawers


Test = Callable[[Callable[[], Awaitable[None]]], None]


@pytest.fixture
def run(runner: asyncio.Runner, three: crew.Crew) -> Iterator[Test]:
    """Run a test in the loop with the three; after it they are there again, and idle."""
    crew.CREW = three

    async def bounded(test: Callable[[], Awaitable[None]]) -> None:
        async with asyncio.timeout(DEADLINE):
            await test()
            await until(lambda: three.told()["ready"] == 3 and not three.told()["working"])
            three.took.clear()

    yield lambda test: runner.run(bounded(test))
    crew.CREW = None


async def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        await asyncio.sleep(0.005)


class Reader:
    """A connection of a browser."""

    def __init__(self) -> None:
        self.memory = answers.Memory()
        self.number = 0

    async def ask(self, slug: str = "eigenvectors", **more: Any) -> dict[str, Any]:
        self.number += 1
        text = orjson.dumps({"id": self.number, "slug": slug, **more}).decode()
        found: dict[str, Any] = orjson.loads(await socket._answered(text, self.memory))
        assert found["id"] == self.number
        return found

    async def wait(self, size: int) -> dict[str, Any]:
        return await self.ask("slow", values={"size": size})


def test_a_process_answers_as_the_server_does(run, three):
    async def test() -> None:
        near, far = answers.Memory(), Reader()
        for more in ({"values": {"angle": 20}}, {"values": {"angle": 21}}, {"values": {"angle": 999}}, {}, {}):
            far_reply = await far.ask(**more)
            text = orjson.dumps({"id": far.number, "slug": "eigenvectors", **more}).decode()
            assert far_reply == orjson.loads(answers.answer(text, near))
        assert sum(each.drawn for each in three.drawers) >= 5

    run(test)


def test_another_process_goes_on_with_a_gesture_and_sends_the_whole_frame(run, three):
    """Directions keep their signs where the process changes in the middle of a drag."""
    shear = {"matrix": [[1.0, 0.5], [0.2, 1.0]]}
    steps = [{"drag": {"name": "eigen1", "index": None, "x": x, "y": 1.0}, "values": shear} for x in (0.5, 0.4, -0.4)]

    async def test() -> None:
        stays, moves = Reader(), Reader()
        for step, home in zip(steps, three.drawers, strict=True):
            first = await stays.ask(**step, gesture=7, fresh=True)
            moves.memory.seat.home = home
            second = await moves.ask(**step, gesture=7)
            assert "frame" in second and second["frame"] == first["frame"]

    run(test)


def test_what_the_browser_shows_is_never_mistaken(run, monkeypatch):
    """The server's own answer in between makes what a process has sent before no base for a patch."""

    async def test() -> None:
        reader = Reader()
        assert "frame" in await reader.ask(values={"angle": 1})
        assert "patch" in await reader.ask(values={"angle": 2})
        with monkeypatch.context() as patch:
            patch.setattr(socket, "_under_way", lambda asked: True)
            assert "frame" in await reader.ask(values={"angle": 3})
            assert "patch" in await reader.ask(values={"angle": 4})
        assert "frame" in await reader.ask(values={"angle": 5})

    run(test)


def test_light_frames_do_not_wait_for_heavy_ones(run, three):
    """Three processes, six readers who ask for a second of work each: somebody else's frames come meanwhile."""

    async def test() -> None:
        heavy = [asyncio.create_task(Reader().wait(1000)) for _ in range(6)]
        await until(lambda: three.told()["put_off"] >= 1)  # of those that nobody knew to be heavy, one gives way
        light = Reader()
        for angle in range(20):
            assert "error" not in await light.ask(values={"angle": angle})
            assert three.told()["heavy"] <= 2
        assert not all(each.done() for each in heavy), "the light ones came before the last of the heavy ones"
        assert {(await each)["frame"]["readouts"][0]["text"] for each in heavy} == {"1000"}
        assert three.expected(light.memory.seat, jobs.Asked("", 1, "", {"slug": "slow"})) > 0.9

    run(test)


def test_a_long_answer_tells_how_far_it_is_and_is_stopped(run, three):
    async def test() -> None:
        readers = [Reader() for _ in range(5)]
        asked = [asyncio.create_task(each.wait(50_000)) for each in readers]
        await until(lambda: readers[0].memory.wish.share == 0.5 and three.told()["waiting_heavy"] == 3)
        for reader in readers:
            reader.memory.stop(1, False)
        assert all([(await each)["stopped"] for each in asked])

    run(test)


def test_a_stop_before_its_turn_is_heeded(run):
    async def test() -> None:
        reader = Reader()
        reader.memory.stop(1, False)
        assert (await reader.wait(50_000))["stopped"]

    run(test)


def test_a_browser_that_leaves_stops_its_answer(run, three):
    async def test() -> None:
        reader = Reader()
        asked = asyncio.create_task(reader.wait(50_000))
        await until(lambda: three.told()["working"])
        reader.memory.leave()
        assert (await asked)["stopped"]

    run(test)


def test_what_nobody_wants_and_does_not_end_is_cut(run, three, monkeypatch, caplog):
    """Another process takes the place of one that is deaf to stops."""
    monkeypatch.setattr(crew, "GRACE", 0.2)
    before = three.replaced

    async def test() -> None:
        reader = Reader()
        asked = asyncio.create_task(reader.wait(999))
        await until(lambda: three.told()["working"])
        reader.memory.leave()
        assert (await asked)["stopped"]  # nothing failed: it was not wanted, and the log must not say otherwise
        assert "ended two processes" not in caplog.text
        assert three.replaced == before + 1

    run(test)


def test_a_dead_process_is_replaced_and_its_answer_comes_from_another(run, three):
    async def test() -> None:
        reader = Reader()
        asked = asyncio.create_task(reader.wait(1500))
        await until(lambda: three.told()["working"])
        victim = next(each for each in three.drawers if each.job)
        os.kill(victim.process.pid, signal.SIGKILL)
        assert (await asked)["frame"]["params"] == {"size": 1500}
        await until(lambda: three.told()["ready"] == 3)
        assert victim not in three.drawers

    run(test)


def test_a_message_that_ends_processes_ends_two_of_them_and_gets_a_sentence(run, three):
    before = three.replaced

    async def test() -> None:
        assert "could not be drawn" in (await Reader().ask("deadly", values={"size": 1}))["error"]
        assert three.replaced <= before + 2
        assert "frame" in await Reader().ask()

    run(test)


def test_the_lines_are_bounded(run, three, monkeypatch):
    monkeypatch.setattr(crew, "MOST_WAITING", 2)

    async def test() -> None:
        asked = [asyncio.create_task(Reader().wait(300)) for _ in range(7)]
        replies = [await each for each in asked]
        assert sum(reply.get("error") == crew.BUSY for reply in replies) == three.told()["busy"] == 2

    run(test)


def test_where_no_process_can_be_started_the_server_draws(runner, monkeypatch):
    monkeypatch.setattr(crew, "PAUSE", 0.01)
    found = crew.Crew(2, ("false",))
    monkeypatch.setattr(crew, "CREW", found)

    async def test() -> None:
        found.begin()
        await until(lambda: all(task.done() for task in found._tasks))
        assert "could not be started" in found.told()["why"]
        assert "frame" in await Reader().ask()
        await found.end()

    runner.run(test())


def test_what_is_carried_is_no_scene_to_drag_on():
    memory = answers.Memory()
    memory.gesture = 3
    lesson = catalogue.find("eigenvectors")
    memory.scene = lesson.scene()
    carried = drawer.hand_over(memory)
    assert carried is not None
    other = answers.Memory()
    drawer.take_up(other, carried)
    assert other.gesture == 3 and other.scene is not None and other.scene.lesson is lesson
    assert other.scene.parameters != lesson.parameters()

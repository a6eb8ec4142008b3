"""Results that take their time: one computation for all who ask, followed, stopped, and never left hanging."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

import viz
from explorer import frames, running
from explorer.controls import Slider
from explorer.lesson import Lesson, Readout, Scene, State, Unanswerable, View
from explorer.running import Stopped, Wish
from mathcore import kernels

DEADLINE = 20.0  # seconds


def until(true: Callable[[], object]) -> None:
    """Wait for something that must come."""
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end, "it did not come in time"
        time.sleep(0.002)


class Slow:
    """A lesson whose scene takes until `gate` is opened; it can be stopped, and tells that it is half done."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun = 0
        plane = viz.Plane([], viz.Axis("x", (0, 1)), viz.Axis("y", (0, 1)), "t")
        self.lesson = Lesson(
            title="Slow",
            idea="It takes its time.",
            terms=(),
            controls=(Slider("size", "Size", 0, 100, 50, integer=True),),
            state=State,
            views={
                "one": View("One", [lambda q: plane], lambda q: [Readout("size", self.compute(q.p))], lambda q: "a")
            },
            challenges=(),
            slug="slow",
        )

    def compute(self, parameters: Any) -> int:
        if parameters.size == 0:
            raise Unanswerable("Nothing has no size.")
        if parameters.size < 10:
            return int(parameters.size)
        self.begun += 1
        control = kernels._run.watcher(None)
        assert control is not None
        control.report(0.5)
        while not self.gate.wait(0.002):
            control.ask()
        return int(parameters.size)

    def at(self, size: int) -> Any:
        return self.lesson.parameters({"size": size})


def size(scene: Scene) -> float:
    """What the scene of a slow lesson came to."""
    return float(scene.readouts[0].value)  # type: ignore[union-attr]


@pytest.fixture
def slow() -> Iterator[Slow]:
    found = Slow()
    yield found
    found.gate.set()
    until(lambda: not running._runs)


@pytest.fixture
def pool(slow: Slow) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as found:
        yield found
        slow.gate.set()  # or a test that failed would wait for its threads for ever


def ask(pool: ThreadPoolExecutor, slow: Slow, wish: Wish, size: int = 50) -> Future[Any]:
    return pool.submit(running.scene, slow.lesson, slow.at(size), wish)


def test_what_is_quick_leaves_nothing_behind(slow: Slow):
    assert size(running.scene(slow.lesson, slow.at(3), Wish())) == 3
    with pytest.raises(Unanswerable, match="no size"):
        running.scene(slow.lesson, slow.at(0), Wish())
    assert not running._runs


def test_all_who_ask_share_one_computation_and_its_progress(slow: Slow, pool: ThreadPoolExecutor):
    wishes = [Wish() for _ in range(4)]
    asked = [ask(pool, slow, wish) for wish in wishes]
    until(lambda: all(wish.share == 0.5 for wish in wishes))
    assert running.under_way(slow.lesson, slow.at(50)) and not running.under_way(slow.lesson, slow.at(51))
    slow.gate.set()
    assert [size(future.result(DEADLINE)) for future in asked] == [50] * 4
    assert slow.begun == 1


def test_another_state_is_another_computation(slow: Slow, pool: ThreadPoolExecutor):
    asked = [ask(pool, slow, Wish(), size) for size in (50, 60)]
    until(lambda: slow.begun == 2)
    slow.gate.set()
    assert [size(future.result(DEADLINE)) for future in asked] == [50, 60]


def test_who_stops_is_let_go_and_the_others_go_on(slow: Slow, pool: ThreadPoolExecutor):
    first, second = Wish(), Wish()
    one = ask(pool, slow, first)
    until(lambda: first.share)
    two = ask(pool, slow, second)
    until(lambda: second.share)
    running.stop(second)
    with pytest.raises(Stopped):
        two.result(DEADLINE)
    assert not one.done() and slow.begun == 1
    # The one who computes stops: who still waits computes.
    two = ask(pool, slow, second := Wish())
    until(lambda: second.share)
    running.stop(first)
    with pytest.raises(Stopped):
        one.result(DEADLINE)
    until(lambda: slow.begun == 2)
    slow.gate.set()
    assert size(two.result(DEADLINE)) == 50


def test_a_reader_stops_all_that_is_the_readers(slow: Slow, pool: ThreadPoolExecutor):
    mine, page, other = Wish("me"), Wish("me"), Wish("you")
    job = running.begin(slow.lesson, slow.at(50), page)
    until(lambda: page.share)
    one, two = ask(pool, slow, mine), ask(pool, slow, other)
    until(lambda: mine.share and other.share)
    running.stop(mine, moved=True)
    assert page.cancelled and page.moved
    with pytest.raises(Stopped):
        one.result(DEADLINE)
    # A thread of its own computes on while anybody wants it.
    assert slow.begun == 1 and not job.done()
    slow.gate.set()
    assert size(two.result(DEADLINE)) == 50
    with pytest.raises(Stopped):
        job.result(DEADLINE)
    assert slow.begun == 1


def test_a_thread_of_its_own_ends_with_the_last_wish(slow: Slow):
    wish = Wish()
    job = running.begin(slow.lesson, slow.at(50), wish)
    until(lambda: wish.share)
    running.stop(wish)
    with pytest.raises(Stopped):
        job.result(DEADLINE)
    until(lambda: not running._runs)


def test_a_thread_that_is_torn_away_leaves_nobody_waiting(slow: Slow, pool: ThreadPoolExecutor):
    class Torn(BaseException):
        """As Streamlit tears a script away."""

    class Tearing(Wish):
        def report(self, share: float) -> None:
            until(lambda: len(next(iter(running._runs.values())).wishes) == 2)
            raise Torn

    def torn() -> None:
        with pytest.raises(Torn):
            running.scene(slow.lesson, slow.at(50), Tearing())

    one = pool.submit(torn)
    until(lambda: running._runs)
    two = ask(pool, slow, Wish())
    one.result(DEADLINE)
    until(lambda: slow.begun == 2)
    slow.gate.set()
    assert size(two.result(DEADLINE)) == 50


def test_all_hear_of_a_fault(slow: Slow, pool: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch):
    def fails(parameters: Any) -> None:
        until(lambda: len(next(iter(running._runs.values())).wishes) == 2)
        raise ZeroDivisionError

    object.__setattr__(slow.lesson, "scene", fails)
    for future in [ask(pool, slow, Wish()), ask(pool, slow, Wish())]:
        with pytest.raises(ZeroDivisionError):
            future.result(DEADLINE)
    assert not running._runs


def test_a_simulation_is_followed_and_stopped_without_knowing_it(monkeypatch: pytest.MonkeyPatch):
    from explorer.catalogue import find

    monkeypatch.setenv("MATHSCOPE_ENGINE", "numpy")
    lesson = find("lln_clt")
    parameters = lesson.parameters({"source": "cauchy", "n": 1000, "replicates": 100_000, "seed": 987})
    wish = Wish()
    job = running.begin(lesson, parameters, wish)
    until(lambda: wish.share > 0)
    running.stop(wish)
    with pytest.raises(Stopped):
        job.result(DEADLINE)
    small = lesson.parameters({"source": "cauchy", "n": 10, "replicates": 2000, "seed": 987})
    watched = running.scene(lesson, small, Wish())
    assert frames.encode(watched.plotly()["data"]) == frames.encode(lesson.scene(small).plotly()["data"])

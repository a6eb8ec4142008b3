"""Scenes that take their time: drawn once for all who ask at the same time, followed, and stopped.

A scene is wanted by a `Wish`: it hears how far the run is, and takes itself back. Whoever asks for what is being
computed already waits for that; a run goes on while somebody wants it.
"""

from __future__ import annotations

import threading
import time
from concurrent.futures import Future, TimeoutError

from explorer.lesson import Lesson, Parameters, Scene
from mathcore import kernels

PATIENCE = 1.0  # seconds after which a run is worth a word
_LOOK = 0.05  # seconds between two looks of one who waits


class Stopped(Exception):
    """The result is not wanted any more by the one who asked for it."""


class Wish(kernels.Control):
    """That a reader wants a result.

    Attributes:
        reader: a name under which the page and the socket of one reader know that they belong together; "" alone.
        share: how far the run is, in [0, 1]; 0 also where it cannot tell. A result of several runs begins again.
        began: when what it waits for began, in the seconds of `time.monotonic`.
        moved: taken back because the reader wants something else now, and not to be left with the draft.
    """

    def __init__(self, reader: str = "") -> None:
        super().__init__()
        self.reader = reader
        self.share = 0.0
        self.began = time.monotonic()
        self.moved = False

    @property
    def long(self) -> bool:
        """Whether it takes so long that the reader should hear of it."""
        return time.monotonic() - self.began >= PATIENCE

    def report(self, share: float) -> None:
        """Keep how far the run is."""
        self.share = share


class _Run(kernels.Control):
    """A result in the making, and the wishes for it.

    The `owner` is the wish whose own thread computes: the run ends with it. Without one the run has a thread for
    itself, and ends with the last wish.
    """

    def __init__(self, owner: Wish | None) -> None:
        super().__init__()
        self.owner = owner
        self.wishes: list[Wish] = []
        self.share = 0.0
        self.began = time.monotonic()
        self.outcome: Future[Scene] = Future()

    @property
    def cancelled(self) -> bool:
        if self.owner is not None:
            return self.owner.cancelled
        return all(wish.cancelled for wish in self.wishes)

    def report(self, share: float) -> None:
        self.share = share
        for wish in tuple(self.wishes):
            wish.report(share)


_lock = threading.Lock()  # held for a look into the dictionary, never while something is computed
_runs: dict[tuple[Lesson, Parameters], _Run] = {}


def scene(lesson: Lesson, parameters: Parameters, wish: Wish) -> Scene:
    """`lesson.scene(parameters)`, drawn in this thread unless that is being done already.

    Raises:
        Stopped: the wish was taken back.
        Unanswerable: as `lesson.scene` does.
    """
    return _scene(lesson, parameters, wish, wish)


def begin(lesson: Lesson, parameters: Parameters, wish: Wish) -> Future[Scene]:
    """The same for one who cannot wait: the scene comes in a thread that goes on while anybody wants it."""
    future: Future[Scene] = Future()

    def work() -> None:
        try:
            future.set_result(_scene(lesson, parameters, wish, None))
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=work, name=f"scene of {lesson.slug}", daemon=True).start()
    return future


def stop(wish: Wish, *, moved: bool = False) -> None:
    """Take a wish back, and with it the same reader's other wishes for the same result."""
    with _lock:
        together = [other for run in _runs.values() if wish in run.wishes for other in run.wishes]
    for each in [wish, *together]:
        if each is wish or (wish.reader and each.reader == wish.reader):
            each.moved = moved
            each.cancel()


def stop_for(reader: str, lesson: Lesson, parameters: Parameters, *, moved: bool = False) -> None:
    """Take back a reader's wishes for a scene that another process draws for the same reader."""
    with _lock:
        run = _runs.get((lesson, parameters))
        found = [wish for wish in run.wishes if reader and wish.reader == reader] if run else []
    for wish in found:
        wish.moved = moved
        wish.cancel()


def busy() -> bool:
    """Whether any scene is being drawn here."""
    return bool(_runs)


def under_way(lesson: Lesson, parameters: Parameters) -> bool:
    """Whether that scene is being drawn."""
    with _lock:
        return (lesson, parameters) in _runs


def _scene(lesson: Lesson, parameters: Parameters, wish: Wish, owner: Wish | None) -> Scene:
    key = (lesson, parameters)
    while not wish.cancelled:
        with _lock:
            run = _runs.get(key)
            mine = run is None
            if run is None:
                run = _runs[key] = _Run(owner)
            run.wishes.append(wish)
            wish.share, wish.began = run.share, min(run.began, wish.began)
        if mine:
            _compute(key, run)
        try:
            found = _awaited(run, wish)
        except kernels.Cancelled:
            continue  # the run ended with its owner: somebody who still waits computes
        if not wish.cancelled:
            return found
    raise Stopped


def _compute(key: tuple[Lesson, Parameters], run: _Run) -> None:
    """Compute a run; its outcome is the result or the error. An error that is none of the lesson's goes on as well."""
    lesson, parameters = key
    found: Scene | None = None
    error: BaseException | None = None
    try:
        with kernels.watching(run):
            found = lesson.scene(parameters)
    except Exception as raised:
        error = raised
    except BaseException:
        error = kernels.Cancelled("The thread that computed was torn away.")
        raise
    finally:
        with _lock:
            del _runs[key]
        # The run is out of the dictionary by now: who hears of its end finds another one there, or none.
        if found is not None:
            run.outcome.set_result(found)
        else:
            run.outcome.set_exception(error or kernels.Cancelled("The run ended without a scene."))


def _awaited(run: _Run, wish: Wish) -> Scene:
    """The outcome of a run.

    Raises:
        Stopped: the wish was taken back meanwhile.
        kernels.Cancelled: the run was stopped.
    """
    while not run.outcome.done() and not wish.cancelled:
        try:
            run.outcome.exception(_LOOK)
        except TimeoutError:
            continue
    if wish.cancelled:
        raise Stopped
    return run.outcome.result()

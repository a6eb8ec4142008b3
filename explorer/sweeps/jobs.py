"""Files that take a while: the work runs in a thread, a small fragment shows how far it is, and it can be stopped."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import streamlit as st

from explorer import export
from explorer.lesson import Unanswerable
from explorer.page.session import session
from explorer.sweeps.sweep import Busy, Progress, places

_WORKERS = ThreadPoolExecutor(2, "sweeps")


class Stopped(Exception):
    """The reader does not want the file any more."""


@dataclasses.dataclass(frozen=True)
class Made:
    """A finished file, and what the browser can show of it."""

    name: str
    media: str
    body: bytes
    preview: Any = None
    width: int = 0


@dataclasses.dataclass
class Job:
    """A file in the making: what for, the work, how far it is, and the wish to stop it."""

    wanted: Any
    unit: str
    stop: threading.Event = dataclasses.field(default_factory=threading.Event)
    done: int = 0
    of: int = 1
    result: Future[Made] | None = None

    def progress(self, done: int, of: int) -> None:
        """Called by the work."""
        self.done, self.of = done, of
        if self.stop.is_set():
            raise Stopped


def finished(
    form: str, label: str, wanted: Any, work: Callable[[Progress], Made], unit: str, disabled: bool = False
) -> Made | None:
    """The button, the bar while the file is made, then its download; the file is kept while the form says the same."""
    job = session().jobs.get(form)
    if job is not None and job.wanted[0] != wanted[0]:  # begun on another lesson's page
        _stop(form)
        job = None
    pressed = st.button(
        label, type="primary", key=f"{form}-make", icon=":material/draw:", disabled=disabled or job is not None
    )
    if pressed and job is None:
        job = _begin(form, work, Job(wanted, unit))
    if job is not None:
        _watch(form)
        return None
    kept = session().made.get(form)
    if isinstance(kept, str):
        st.error(kept)
        del session().made[form]
    if not isinstance(kept, tuple):
        return None
    if kept[0] != wanted:
        st.caption("The state or the form has changed since the last file was made.")
        return None
    file: Made = kept[1]
    st.download_button(
        f"Download {file.name}",
        file.body,
        file.name,
        file.media,
        on_click="ignore",
        type="primary",
        icon=":material/download:",
        key=f"{form}-download",
    )
    st.caption(f"{len(file.body) / 1e6:.2f} MB. The file carries its link, version and licence.")
    return file


def _begin(form: str, work: Callable[[Progress], Made], job: Job) -> Job | None:
    if not places.acquire(blocking=False):
        st.error(str(Busy()))
        return None
    session().made.pop(form, None)
    job.result = _WORKERS.submit(work, job.progress)
    job.result.add_done_callback(lambda _: places.release())
    session().jobs[form] = job
    return job


def _stop(form: str) -> None:
    if (job := session().jobs.pop(form, None)) is not None:  # None: pressed twice, or it was finished just then
        job.stop.set()


@st.fragment(run_every=0.4)
def _watch(form: str) -> None:
    """How far the work is, by itself; when it is over, the page is told.

    The script does not wait: one that waits is not interrupted by the controls of the page, which live in fragments.
    """
    job = session().jobs.get(form)
    if job is None:
        st.rerun()  # stopped: the form is open again
    assert job is not None and job.result is not None
    if job.result.done():
        del session().jobs[form]
        error = job.result.exception()
        if isinstance(error, (export.ExportError, Unanswerable)):
            session().made[form] = str(error)
        else:
            session().made[form] = (job.wanted, job.result.result())
        st.rerun()
    with st.container(horizontal=True, vertical_alignment="center"):
        words = f"{job.unit} {job.done + 1} of {job.of}" if job.done < job.of else "Writing the file"
        st.progress(min(1.0, job.done / job.of), words, width="stretch")
        st.button("Stop", key=f"{form}-stop", icon=":material/stop_circle:", on_click=_stop, args=(form,))

"""The page of a lesson: the figure, what moves it beside it, the text under it."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

import streamlit as st

from explorer import frames, link
from explorer.controls import jsonable
from explorer.export.origin import LICENCE
from explorer.lesson import Lesson, Parameters, Scene
from explorer.page import awaited, path_line, state, tabs, widgets
from explorer.page.components import mount
from explorer.page.session import session
from explorer.text import literal
from explorer.version import VERSION

FIGURE = "live-figure"


def show(lesson: Lesson, neighbours: dict[str, Any]) -> None:
    """The whole page. It is one fragment, so that a change of a control does not run the shell again."""
    state.enter(lesson)
    after = neighbours["after"]
    workbench(lesson, {"href": after.url_path, "title": after.title} if after else None)
    _neighbours(neighbours)


@st.fragment
def workbench(lesson: Lesson, after: dict[str, str] | None = None) -> None:
    """Everything that depends on the parameters; `after` is the lesson that follows."""
    parameters, sentences = state.current(lesson)
    if awaited.told_again():
        state.say_again(lesson)
    state.remember(parameters)
    with st.container(key="lesson-head", gap=None):
        with st.container(key="lesson-title", horizontal=True, vertical_alignment="center", gap="small"):
            st.title(lesson.title, anchor=False, width="stretch")
            _toolbar(lesson, parameters)
        with st.container(key="lesson-idea"):
            st.markdown(lesson.idea)
        path_line.show(lesson)
        _presets(lesson, parameters)
    status, scene = awaited.drawn(lesson, parameters)
    with st.container(key="lesson-said"):  # always there: a place that comes and goes would mount the figure anew
        for sentence in [*session().said, *sentences]:
            st.warning(literal(sentence), icon=":material/info:")
        if status == awaited.COMING:
            awaited.watch(lesson, parameters)
    with st.container(key="lesson-bench"):
        left, right = st.columns([2.9, 1], gap="medium")
    with left:
        _figure(lesson, parameters, status, scene, after)
        with st.container(key="lesson-text"):
            tabs.show(lesson, parameters, status, scene)
    with right:
        with st.container(key="lesson-controls", gap="small"):
            for control in lesson.shown(parameters):
                if control.kind != "steps":  # its play bar is under the figure
                    widgets.show(lesson, control)
        mount("panel", key="live-panel", data={"slug": lesson.slug})


def _figure(
    lesson: Lesson, parameters: Parameters, status: str, scene: Scene | None, after: dict[str, str] | None
) -> None:
    pin = session().pin
    if status == awaited.WHOLE:
        frame = frames.frame(lesson, parameters, pin=pin, scene=scene)
    else:
        frame = frames.standing_in(
            lesson, parameters, "The figure is being computed." if status == awaited.COMING else ""
        )
    payload = frames.encode(frame).decode()
    stamp = hashlib.sha256(f"{link.write(lesson, parameters)}|{pin}|{status}".encode()).hexdigest()[:16]
    described = []
    for control in lesson.controls:
        told = control.describe() | {"shown": control.shown(parameters)}
        told["key"] = f"{control.name}-editor" if control.component else control.name
        described.append(_plain(told))
    mount(
        "figure",
        key=FIGURE,
        data={
            "slug": lesson.slug,
            "title": lesson.title,
            "program": f"Mathscope {VERSION}, licence {LICENCE}",
            "socket": "scope/live",
            "controls": described,
            "values": {name: jsonable(value) for name, value in parameters.items()},
            "draft": bool(lesson.draft),
            "look": "auto",
            "pin": pin or None,
            "challenges": _challenges(lesson),
            "after": after,
            "payload": payload,
            "stamp": stamp,
            "turn": session().turn,
            "visit": session().visit,
            "entry": {"n": session().entries, "query": session().query},
            "status": status,
            "reader": session().reader,
        },
        on_commit_change=partial(state.commit, lesson, FIGURE),
        on_visited_change=partial(state.visit, lesson, FIGURE),
        on_stop_change=partial(awaited.stop, lesson, parameters),
    )


def _plain(value: Any) -> Any:
    """JSON's own types only: one NumPy number would turn a component's whole data into text."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value


def _challenges(lesson: Lesson) -> list[dict[str, Any]]:
    found = []
    for challenge in lesson.challenges:
        predict = None
        if challenge.predict:
            asked = challenge.predict
            predict = {
                "kind": asked.kind,
                "unit": asked.unit,
                "panel": lesson.panel_number(asked),
                "rounds": [{"prompt": prompt, "question": each.question} for prompt, each in challenge.rounds()],
            }
        found.append({"prompt": challenge.prompt, "hint": challenge.hint, "predict": predict})
    return found


def _presets(lesson: Lesson, parameters: Parameters) -> None:
    """The steps to look for, the further states, which are folded (guide.js unfolds them), and under them what to
    notice at the last one that was seen."""
    steps = lesson.steps
    with st.container(key="lesson-presets", horizontal=True, gap="small"):
        for index in steps:
            _preset(lesson, parameters, index)
        if len(steps) < len(lesson.presets):
            with st.container(key="lesson-further", horizontal=True, gap="small"):
                for index in range(len(lesson.presets)):
                    if index not in steps:
                        _preset(lesson, parameters, index)
    told = [
        {
            "step": index in steps,
            "name": preset.name,
            "notice": preset.notice,
            "values": _plain({k: jsonable(v) for k, v in preset.values.items()}),
        }
        for index, preset in enumerate(lesson.presets)
    ]
    mount("guide", key="live-guide", data={"slug": lesson.slug, "idea": lesson.idea, "presets": told})


def _preset(lesson: Lesson, parameters: Parameters, index: int) -> None:
    preset = lesson.presets[index]
    wanted = lesson.parameters(preset.values)
    st.button(
        preset.name,
        key=f"preset-{index}",
        help=preset.notice,
        type="primary" if wanted == parameters else "secondary",
        on_click=state.replace,
        args=(lesson, wanted),
    )


def _toolbar(lesson: Lesson, parameters: Parameters) -> None:
    def pin() -> None:
        # The figure writes it into the address (figure.js): Streamlit would add an entry to the browser's history.
        session().pin = "" if session().pin else link.write(lesson, parameters) or "defaults=1"

    pinned = bool(session().pin)
    with st.container(horizontal=True, gap="small", key="lesson-tools", width="content"):
        st.button(
            "Unpin" if pinned else "Pin",
            key="tool-pin",
            icon=":material/push_pin:",
            help="Keep this state as a pale ghost behind the next ones",
            on_click=pin,
        )
        st.button(
            "Undo",
            key="tool-undo",
            icon=":material/undo:",
            help="Back to the state before the last change",
            disabled=len(session().history) < 2,
            on_click=state.undo,
            args=(lesson,),
        )
        st.button(
            "Reset",
            key="tool-reset",
            icon=":material/restart_alt:",
            help="All controls back to where the lesson begins",
            on_click=state.replace,
            args=(lesson, lesson.parameters()),
        )
        # The link holds what Python knows; a click takes what is seen (stage/door.js), as the key P does.
        st.link_button(
            "Projector",
            f"show/{lesson.slug}?{link.write(lesson, parameters)}",
            key="tool-projector",
            icon=":material/present_to_all:",
            help="This figure alone, in large type, for a lecture hall (key P)",
        )


def _neighbours(neighbours: dict[str, Any]) -> None:
    with st.container(key="lesson-neighbours"):
        if neighbours["related"]:
            with st.container(horizontal=True, gap="small"):
                st.caption("Related")
                for page in neighbours["related"]:
                    st.page_link(page)
        with st.container(horizontal=True, horizontal_alignment="distribute"):
            if neighbours["before"]:
                st.page_link(neighbours["before"], icon=":material/arrow_back:")
            if neighbours["after"]:
                st.page_link(neighbours["after"], icon=":material/arrow_forward:", icon_position="right")

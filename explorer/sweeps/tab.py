"""The tab Take away, second part, for more than one state: live sliders offline, small multiples, films, embedding.

Each form is a fragment of its own. The work runs in a thread, a small fragment shows how far it is, and the page stays
as alive as ever; the work can be stopped.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from typing import Any

import streamlit as st

from explorer import export, link
from explorer.controls import Control, Seed, Slider
from explorer.lesson import Lesson, Parameters, Unanswerable
from explorer.page.away import home
from explorer.sweeps import animation, multiples, offline
from explorer.sweeps.jobs import Made, finished
from explorer.sweeps.sweep import Progress, Sweep, SweepError, over, possible, sweepable, word

SIZES = {"960 × 540": (960, 540), "800 × 450": (800, 450), "1280 × 720": (1280, 720), "720 × 720": (720, 720)}
HEIGHTS = (320, 900, 480)  # pixels of an embedded page: least, most, default


def show(lesson: Lesson, parameters: Parameters) -> None:
    """The four forms; a closed one costs nothing."""
    st.subheader("More than one state", anchor=False)
    found = sweepable(lesson, parameters)
    if not found:
        st.caption("In this state the lesson has no control that could be swept.")
        return
    for key, title, form in (
        ("offline", "One HTML file with live sliders", _offline),
        ("grid", "Small multiples", _grid),
        ("film", "Film: GIF or MP4", _film),
        ("embed", "Embed in a course page", _embed),
    ):
        with st.expander(title, key=f"sweep-{key}", on_change="rerun") as part:
            if part.open:
                form(lesson, parameters, found)


# --- the forms --------------------------------------------------------------------------------------------------------


@st.fragment
def _offline(lesson: Lesson, parameters: Parameters, controls: Sequence[Control]) -> None:
    st.caption(
        "Works from a USB stick: no server, no network. One or two controls stay alive; the others keep their values."
    )
    names = st.multiselect(
        "Controls that stay alive",
        [control.name for control in controls],
        default=[_first(controls).name],
        format_func=lambda name: lesson.control(name).label,
        max_selections=offline.MOST_CONTROLS,
        key=_key("offline", lesson, [control.name for control in controls]),
    )
    if not names:
        st.info("Choose a control.", icon=":material/info:")
        return
    count = offline.ONE if len(names) == 1 else offline.EACH
    try:
        sweeps = [
            _sweep(
                lesson,
                lesson.control(name),
                f"offline-{len(names)}",
                count,
                offline.MOST_FRAMES,
                now=parameters[name],
                keep=True,
            )
            for name in names
        ]
        page = offline.Offline(lesson, parameters, sweeps, home=home())
        size = _estimate(lesson.slug, parameters, tuple(sweeps))
    except SweepError as error:
        st.warning(str(error), icon=":material/info:")
        return
    too_large = size > offline.MOST_BYTES
    st.caption(
        f"{page.count} frames, about {size / 1e6:.1f} MB "
        f"({len(offline.plotly_source()) / 1e6:.1f} MB of them are Plotly, which draws the figure)."
        + (f" At most {offline.MOST_BYTES / 1e6:.0f} MB are made: choose fewer values." if too_large else "")
    )
    wanted = (lesson.slug, parameters, tuple(sweeps))

    def work(progress: Progress) -> Made:
        name = export.file_name(lesson, parameters, "html", "sliders")
        return Made(name, "text/html", page.make(progress))

    made = finished("offline", "Make the page", wanted, work, "Frame", disabled=too_large)
    if made and st.toggle("Try it here", key="offline-try"):
        st.iframe(made.body.decode(), height=760)


@st.fragment
def _grid(lesson: Lesson, parameters: Parameters, controls: Sequence[Control]) -> None:
    st.caption("One panel for each value of a control, all with the same axes, so that they compare.")
    try:
        sweep = _one(lesson, parameters, controls, "grid", multiples.COUNT, multiples.MOST)
        panels = len(lesson.scene(parameters).panels)
    except (SweepError, Unanswerable) as error:
        st.warning(str(error), icon=":material/info:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="grid-options"):
        which = {"": "The one that changes", **{str(k + 1): f"Panel {k + 1}" for k in range(panels)}}
        if panels > 1:
            which[multiples.ALL] = "All, as rows"
        panel = st.selectbox("Panel", list(which), format_func=which.__getitem__, key=f"grid-panel-{panels}", width=190)
        images = [kind for kind in export.FORMATS if kind in (*export.IMAGES, "html", "json", "csv")]
        kind = st.selectbox("File", images, format_func=str.upper, key="grid-kind", width=110)
        size = st.selectbox(
            "Size", ["", *export.PRESETS], key="grid-size", width=260,
            format_func=lambda name: export.PRESETS[name].title if name else "As on the screen",
        )  # fmt: skip
    columns = len(sweep.values) if panel == multiples.ALL else multiples.columns_of(len(sweep.values))
    st.caption(f"{len(sweep.values)} values in {columns} columns.")
    options = {"preset": size} if size else {}
    wanted = (lesson.slug, parameters, sweep, panel, kind, size)

    def work(progress: Progress) -> Made:
        scene = multiples.grid(lesson, parameters, sweep, panel, progress)
        shape = multiples.shaped(scene, dataclasses.replace(export.Shape.read(options), home=address), options)
        name = export.file_name(lesson, parameters, kind, "-".join(part for part in ("grid", sweep.name, size) if part))
        preview = export.make(scene, "png", shape)
        body = preview if kind == "png" else export.make(scene, kind, shape)
        return Made(name, export.FORMATS[kind].media.split(";")[0], body, preview, round(shape.wide / 25.4 * 96))

    address = home()
    made = finished("grid", "Make the grid", wanted, work, "Value")
    if made:
        st.image(made.preview, width=made.width, alt=f"Small multiples of {sweep.control.label}")


@st.fragment
def _film(lesson: Lesson, parameters: Parameters, controls: Sequence[Control]) -> None:
    st.caption("A control moves by itself: MP4 for slides, GIF for mails and web pages.")
    try:
        sweep = _one(lesson, parameters, controls, "film", 2, animation.MOST_FRAMES)
        with st.container(horizontal=True, vertical_alignment="bottom", key="film-options"):
            kind = st.selectbox("File", list(animation.KINDS), format_func=str.upper, key="film-kind", width=100)
            size = st.selectbox("Pixels", list(SIZES), key="film-size", width=140)
            seconds = st.number_input("Seconds", 0.5, 30.0, 4.0, 0.5, key="film-seconds", width=120)
            fps = st.number_input(
                "Frames a second", 1, 30, 15 if kind == "gif" else 20, key=f"film-fps-{kind}", width=130
            )
        with st.container(horizontal=True, gap="medium", key="film-switches"):
            smooth = st.toggle("Slow at both ends", True, key="film-smooth")
            back = st.toggle("There and back", key="film-back")
            dark = st.toggle("Dark", key="film-dark")
        wide, high = SIZES[size]
        fits = 2 * wide <= 1920 and 4 * wide * high * seconds * fps < animation.MOST_PIXELS
        film = animation.Film(
            seconds=seconds,
            fps=int(fps),
            ease="smooth" if smooth else "linear",
            back=back,
            look="dark" if dark else "light",
            width=wide,
            height=high,
            scale=2.0 if kind == "mp4" and fits else 1.0,  # a GIF would only grow
            home=home(),
        )
        if kind == "mp4":
            animation.encoder_path()
    except export.ExportError as error:
        st.warning(str(error), icon=":material/info:")
        return
    distinct = len(dict.fromkeys(animation.frames_of(sweep, film)))
    wide, high = film.pixels
    st.caption(
        f"{film.count} frames of {wide} × {high} pixels in {film.count / film.fps:.3g} s; "
        f"{distinct} different ones are drawn."
    )
    wanted = (lesson.slug, parameters, sweep, film, kind)

    def work(progress: Progress) -> Made:
        body = animation.make(lesson, parameters, sweep, film, kind, progress)
        name = export.file_name(lesson, parameters, kind, f"film-{sweep.name}")
        return Made(name, animation.KINDS[kind], body, body)

    made = finished("film", "Make the film", wanted, work, "Picture")
    if made and made.media == "image/gif":
        st.image(made.preview, alt=f"{sweep.control.label} moves")
    elif made:
        st.video(made.preview, loop=True, autoplay=True, muted=True, alt=f"{sweep.control.label} moves")


@st.fragment
def _embed(lesson: Lesson, parameters: Parameters, controls: Sequence[Control]) -> None:
    st.caption(
        "The page in the frame is the figure with the controls that you choose, and nothing else. It needs this server."
    )
    shown = [control for control in lesson.controls if control.shown(parameters)]
    names = st.multiselect(
        "Controls in it",
        [control.name for control in shown],
        default=[_first(controls).name],
        format_func=lambda name: lesson.control(name).label,
        key=_key("embed", lesson, [control.name for control in shown]),
    )
    with st.container(horizontal=True, vertical_alignment="bottom", key="embed-options"):
        look = st.segmented_control(
            "Look", ["light", "dark", "projector"], default="light", required=True, key="embed-look"
        )
        height = st.number_input("Height in pixels", *HEIGHTS[:2], HEIGHTS[2], 20, key="embed-height", width=150)
    try:
        alt = lesson.scene(parameters).alt
    except Unanswerable as error:
        alt = str(error)
    parts = [link.write(lesson, parameters), f"controls={','.join(names)}" if names else "", f"look={look}"]
    address = f"{home().rstrip('/')}/show/{lesson.slug}?" + "&".join(part for part in parts if part)
    st.code(snippet(address, f"{lesson.title}: {alt}", int(height)), language="html", wrap_lines=True)
    st.iframe(address, height=int(height))


def snippet(address: str, title: str, height: int) -> str:
    """The HTML that shows an address of ours within another page; `title` is what a screen reader says of the frame."""
    return (
        f'<iframe src="{escape(address)}"\n  title="{escape(title)}"\n'
        f'  width="100%" height="{height}" style="border: 0" loading="lazy" allowfullscreen></iframe>'
    )


# --- their parts ------------------------------------------------------------------------------------------------------


def _first(controls: Sequence[Control]) -> Control:
    """The control that a reader most likely wants to move: the first number."""
    return next((control for control in controls if isinstance(control, Slider)), controls[0])


def _one(
    lesson: Lesson, parameters: Parameters, controls: Sequence[Control], form: str, count: int, most: int
) -> Sweep:
    names = [control.name for control in controls]
    name = st.selectbox(
        "Control",
        names,
        index=names.index(_first(controls).name),
        format_func=lambda each: lesson.control(each).label,
        key=_key(form, lesson, names),
    )
    return _sweep(lesson, lesson.control(name), form, count, most, now=parameters[name])


def _key(form: str, lesson: Lesson, names: Sequence[str]) -> str:
    """The key of a list of controls: another lesson or view has other controls, and so another widget."""
    return f"{form}-control-{lesson.slug}-{'-'.join(names)}"


def _sweep(
    lesson: Lesson, control: Control, form: str, count: int, most: int, *, now: Any, keep: bool = False
) -> Sweep:
    """The fields for the values of one control: a range and how many, or a list of names. `keep` puts the present
    value among them."""
    key = f"{form}-{lesson.slug}-{control.name}"
    if isinstance(control, Seed):
        with st.container(horizontal=True, key=f"{key}-row"):
            first = st.number_input("First seed", 0, control.highest, now, key=f"{key}-from", width=150)
            number = st.number_input("Seeds", 2, most, min(most, 12), key=f"{key}-count", width=110)
        return over(control, int(number), first, min(control.highest, first + number - 1))
    if not isinstance(control, Slider):
        values = list(possible(control))
        chosen = st.multiselect(
            control.label,
            values,
            default=values[:most],
            format_func=lambda value: word(control, value),
            max_selections=most,
            key=f"{key}-values",
        )
        if len(chosen) < 2:
            raise SweepError(f"A sweep needs at least two values of {control.label}.")
        return Sweep(control, tuple(chosen))
    values = list(possible(control))
    low, high = st.select_slider(
        control.label, values, (values[0], values[-1]), format_func=lambda v: word(control, v), key=f"{key}-range"
    )
    between = len(possible(control, low, high))
    if between < 2:
        raise SweepError(f"A sweep needs at least two values of {control.label}.")
    if form == "film":
        return Sweep(control, (low, high))
    highest = min(most, between)
    number = st.number_input(
        f"How many values (of {between})", 2, highest, min(count, highest), key=f"{key}-count-{highest}", width=210
    )
    return over(control, int(number), low, high, keep=now if keep else None)


@lru_cache(maxsize=64)
def _estimate(slug: str, parameters: Parameters, sweeps: tuple[Sweep, ...]) -> int:
    from explorer.catalogue import find

    return offline.Offline(find(slug), parameters, sweeps).estimate()

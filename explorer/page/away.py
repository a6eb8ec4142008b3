"""The tab Take away: a figure as a file, with a preview at true size, what a printer would say of it, and its words."""

from __future__ import annotations

import dataclasses
import shlex
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

import streamlit as st

from explorer import export, link
from explorer.lesson import Lesson, Parameters, Unanswerable
from explorer.page.session import session
from explorer.sweeps import multiples
from explorer.text import literal
from explorer.version import COMMAND

SCREEN, OWN = "screen", "own"
SIZES = {
    SCREEN: "As on the screen (960 × 540 pixels)",
    **{name: f"{preset.title} ({preset.width:g} mm)" for name, preset in export.PRESETS.items()},
    OWN: "My own width, in mm",
}
DENSITIES = (150, 300, 450, 600, 1200)
_WORKERS = ThreadPoolExecutor(2, "take-away")
_PLACES = threading.BoundedSemaphore(6)  # files being made or waiting, over all readers


@dataclasses.dataclass(frozen=True)
class Made:
    """A finished file: its name and bytes, a preview that the browser can show with its width in CSS pixels, and the
    report of the check (both None where a format has none)."""

    name: str
    kind: str
    body: bytes
    preview: bytes | str | None
    width: float
    report: export.Report | None


def show(lesson: Lesson, parameters: Parameters) -> None:
    """The whole tab."""
    try:
        scene = lesson.scene(parameters)
        origin = export.describe(scene, home())
    except Unanswerable as error:
        st.markdown(literal(str(error)))
        return
    _file(lesson, parameters, len(scene.panels))
    _words(origin)
    _elsewhere(lesson, parameters)


def home() -> str:
    """The address of the application, as the reader's browser has it. Its path is the server's own setting: the path
    in `st.context.url` is wrong where one page's name ends with another's."""
    address = urlsplit(str(st.context.url or ""))
    base = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return export.home_page(f"{address.scheme}://{address.netloc}/{base}")


# --- the form ---------------------------------------------------------------------------------------------------------


@st.fragment
def _file(lesson: Lesson, parameters: Parameters, panels: int) -> None:
    with st.container(key="away-form", gap="small"):
        kind = st.segmented_control(
            "File", list(export.FORMATS), default="pdf", required=True, format_func=str.upper, key="away-kind"
        )
        st.caption(export.FORMATS[str(kind)].use, width="content")
        options = _options(str(kind), panels) if kind in (*export.IMAGES, "html", "json") else {}
        wanted = (lesson.slug, link.write(lesson, parameters), str(kind), tuple(options.items()))
        made = st.button("Make the file", type="primary", key="away-make", icon=":material/draw:")
    if made:
        _make(lesson, parameters, str(kind), options, wanted)
    kept = session().away
    if kept is not None and kept[0] == wanted:
        _result(kept[1])
    elif kept is not None and kept[0][0] == lesson.slug:
        st.caption("The figure or the form has changed since the last file was made.")
    _address(lesson, parameters, str(kind), options)


def _options(kind: str, panels: int) -> dict[str, str]:
    """What the form says of the shape, as the texts of a link; nothing where it is as the default."""
    options: dict[str, str] = {}
    if panels > 1:
        names = {"": "All", **{str(number): str(number) for number in range(1, panels + 1)}}
        panel = st.segmented_control(
            "Panels", list(names), format_func=names.__getitem__, default="", key=f"away-panel-{panels}"
        )
        if panel and int(panel) <= panels:
            options["panel"] = panel
    size = st.selectbox("Size", list(SIZES), format_func=SIZES.__getitem__, key="away-size")
    paper = size != SCREEN
    if paper:
        preset = export.PRESETS.get(str(size))
        with st.container(horizontal=True, gap="small", key="away-numbers"):
            if preset is None:
                wide = st.number_input("Width, mm", 40.0, 420.0, 120.0, 1.0, key="away-width", width=120)
                options["width_mm"] = f"{wide:g}"
            else:
                options["preset"] = str(size)
            usual = (float(preset.font), float(preset.line)) if preset else (8.0, 1.0)
            font = st.number_input("Smallest type, pt", 3.0, 48.0, usual[0], 0.5, key=f"away-font-{size}", width=140)
            line = st.number_input("Lines, pt", 0.1, 8.0, usual[1], 0.1, key=f"away-line-{size}", width=120)
            if font != usual[0]:
                options["font"] = f"{font:g}"
            if line != usual[1]:
                options["line"] = f"{line:g}"
            if kind == "png":
                dpi = st.selectbox("Pixels to the inch", DENSITIES, index=1, key="away-dpi", width=160)
                options["dpi"] = str(dpi)
    with st.container(horizontal=True, gap="medium", key="away-switches"):
        if st.toggle("Greys", key="away-grey", help="Each colour as a grey; those of this figure spread apart"):
            options["grey"] = "1"
        if st.toggle("No background", key="away-transparent"):
            options["transparent"] = "1"
        if st.toggle("(a), (b)", key="away-letters", help="A letter before the title of each panel"):
            options["letters"] = "1"
        if st.toggle("No titles", key="away-titles"):
            options["titles"] = "0"
        if paper and st.toggle("Serif", key="away-serif", help="Type like Times, as in most papers"):
            options["serif"] = "1"
        if not paper and st.toggle("Dark", key="away-dark"):
            options["look"] = "dark"
    return options


def _make(lesson: Lesson, parameters: Parameters, kind: str, options: Mapping[str, str], wanted: Any) -> None:
    """Make the file beside the script, which stays free to answer the reader and to show how far it is."""
    bar = st.progress(0.0, "Reading the state")
    stages: list[str] = []
    if not _PLACES.acquire(blocking=False):
        bar.empty()
        st.error("Too many files are being made; try again in a moment.")
        return
    job: Future[Made] = _WORKERS.submit(_work, lesson, parameters, kind, dict(options), home(), stages)
    job.add_done_callback(lambda _: _PLACES.release())
    began = time.monotonic()
    while not job.done():
        # Three tenths for each stage that is over, and within one a share that slows down: the browser does not tell.
        share = min(0.95, 0.3 * max(0, len(stages) - 1) + 0.3 * (1 - 0.5 ** (time.monotonic() - began)))
        bar.progress(share, stages[-1] if stages else "Waiting for its turn")
        time.sleep(0.1)
    bar.empty()
    try:
        session().away = (wanted, job.result())
    except (export.ExportError, Unanswerable) as error:
        session().away = None
        st.error(literal(str(error)))


def _work(
    lesson: Lesson, parameters: Parameters, kind: str, options: dict[str, str], home: str, stages: list[str]
) -> Made:
    """The file, its preview and its check; each stage is named in `stages` when it begins."""
    stages.append("Computing the figure")
    shape = dataclasses.replace(export.Shape.read(options), home=home)
    scene, shape = multiples.asked(lesson, parameters, options, shape)
    stages.append(f"Making the {kind.upper()}")
    body = export.make(scene, kind, shape)
    name = export.file_name(lesson, parameters, kind, shape.label)
    if kind not in export.IMAGES:
        return Made(name, kind, body, None, 0.0, None)
    preview: bytes | str = body
    if kind == "pdf":
        stages.append("Drawing the preview")
        preview = export.make(scene, "svg", shape)
    stages.append("Checking it for print")
    report = export.check(scene, shape)
    shown = preview.decode() if kind != "png" and isinstance(preview, bytes) else preview
    return Made(name, kind, body, shown, shape.wide / 25.4 * 96, report)


def _result(made: Made) -> None:
    with st.container(border=True, key="away-result"):
        st.download_button(
            f"Download {made.name}",
            made.body,
            made.name,
            export.FORMATS[made.kind].media.split(";")[0],
            on_click="ignore",
            type="primary",
            icon=":material/download:",
            key="away-download",
        )
        st.caption(f"{_size(len(made.body))}. The file carries its link, parameters, version and licence.")
        report = made.report
        if report is None or made.preview is None:
            return
        with st.container(key="away-preview"):
            st.image(made.preview, width=max(1, round(made.width)), alt="The figure at the size of the file")
        st.html(
            '<div class="scope-ruler" aria-hidden="true"></div>'
            f"<p class='scope-ruler-words'>{report.width_mm:.4g} × {report.height_mm:.4g} mm, here at true size: "
            "the line is 50 mm long where your screen keeps to the browser's inch.</p>"
        )
        st.markdown("**Fit to print?** " + ("Yes." if report.passed else "Not everywhere:"))
        lines = [
            f":{_SIGNS[finding.passed, finding.note]} {literal(finding.sentence)}"
            for finding in sorted(report.findings, key=lambda finding: (finding.passed, not finding.note))
        ]
        st.markdown("  \n".join(lines))  # lines of one paragraph: the signs are their bullets


_SIGNS = {
    (True, False): "green[:material/check:]",
    (True, True): "blue[:material/info:]",
    (False, False): "orange[:material/warning:]",
}


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{max(1, round(count / 1e3))} kB"


# --- addresses, commands, words ---------------------------------------------------------------------------------------


def _address(lesson: Lesson, parameters: Parameters, kind: str, options: Mapping[str, str]) -> None:
    """The same file by its address and by the command line."""
    query = link.write(lesson, parameters)
    address = "&".join(part for part in (query, urlencode(dict(options))) if part)
    own = {control.name for control in lesson.controls}
    told = {control.name: control.write(parameters[control.name]) for control in lesson.controls}
    told |= {name: text for name, text in options.items() if name not in own}
    shell = [f"--{name}={shlex.quote(text)}" for name, text in told.items()]
    st.caption("The same file at an address, and from a command line:")
    st.code(f"{home().rstrip('/')}/figure/{lesson.slug}.{kind}" + (f"?{address}" if address else ""), wrap_lines=True)
    command = f"{COMMAND} figure {lesson.slug} {' '.join(shell)} --format {kind} -o ."
    st.code(command, language="bash", wrap_lines=True)


def _words(origin: export.Origin) -> None:
    with st.expander("Caption, alternative text, BibTeX", key="away-words", on_change="rerun") as words:
        if words.open:
            for heading, text, language in (
                ("Caption", origin.caption, None),
                ("Alternative text", origin.alt, None),
                ("Credit line, if you share the figure under CC BY", origin.attribution, None),
                ("BibTeX (with \\usepackage{url})", origin.bibtex(), "latex"),
            ):
                st.caption(heading)
                st.code(text, language=language, wrap_lines=True)


def _elsewhere(lesson: Lesson, parameters: Parameters) -> None:
    """Every format by one click, without the form; and the figure in Python."""
    query = link.write(lesson, parameters)
    st.caption("At once, as on the screen:")
    with st.container(horizontal=True, key="take-away"):
        for kind, form in export.FORMATS.items():
            address = f"figure/{lesson.slug}.{kind}?" + "&".join(part for part in (query, "download=1") if part)
            st.link_button(kind.upper(), address, help=form.use)
    arguments = ", ".join(f"{name}={value!r}" for name, value in parameters.items())
    st.caption("In Python:")
    st.code(
        f"import mathscope\n\nscene = mathscope.lesson({lesson.slug!r}).scene({arguments})\nscene.figure()",
        language="python",
        wrap_lines=True,
    )

"""What must hold for every lesson, found through the catalogue."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import viz
from explorer import catalogue, frames, link, listing, predictions
from explorer.lesson import Law, Lesson, Readout, Scene, Unanswerable
from explorer.text import PLACEHOLDER, fill
from explorer.version import ROOT

LESSONS = list(catalogue.lessons().values())
MOST_CORNERS = 24
every_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)


def corners(lesson: Lesson) -> Iterator[dict[str, object]]:
    """Each control at each extreme with the others at their defaults, then a spread of joint corners."""
    for control in lesson.controls:
        for value in control.extremes():
            yield {control.name: value}
    names = [control.name for control in lesson.controls]
    ends = [list(control.extremes()) for control in lesson.controls]
    total = int(np.prod([len(each) for each in ends], dtype=object))
    wanted = {(k * 7919) % total for k in range(MOST_CORNERS)}
    for number in sorted(wanted):
        chosen = []
        for each in ends:
            number, place = divmod(number, len(each))
            chosen.append(each[place])
        yield dict(zip(names, chosen, strict=True))


def drawn(lesson: Lesson, values: dict[str, object]) -> Scene | None:
    """The scene; None where the lesson says in a sentence that there is nothing to draw."""
    try:
        return lesson.scene(lesson.parameters(values))
    except Unanswerable as error:
        sentence = str(error)
    assert sentence.endswith("."), f"{lesson.slug} {values}: not a sentence: {sentence}"
    return None


def check(lesson: Lesson, scene: Scene) -> None:
    """No NaN or infinity where a number belongs; the frame serialises; texts are filled."""
    where = f"{lesson.slug} {scene.parameters}"
    for each in scene.readouts:
        if isinstance(each, Law):
            assert np.isfinite([each.left, each.right]).all(), f"{where}: the law “{each.name}” is not finite"
        elif not isinstance(each.value, str):
            assert not np.isinf(each.value), f"{where}: the readout “{each.name}” is infinite"
    assert len(scene.alt) > 20 and "nan" not in scene.alt.lower(), f"{where}: alternative text: {scene.alt}"
    figure = scene.plotly()
    shown = 0
    for trace in figure["data"]:
        for key in ("x", "y", "z"):
            values = np.asarray(trace.get(key, 0.0), dtype=float)
            assert not np.isinf(values).any(), f"{where}: an infinity in {trace.get('name')} {key}"
            shown += int(np.isfinite(values).sum())
    assert shown > 0, f"{where}: an empty figure"
    for name, axis in figure["layout"].items():
        if re.fullmatch(r"[xy]axis\d*", name) and "range" in axis:
            low, high = axis["range"]
            assert np.isfinite([low, high]).all() and low != high, f"{where}: {name} has no range"
    for handle in scene.handles:
        assert handle.name in lesson.pulls or lesson.control(handle.name).kind in ("point", "points")
    frame = orjson.loads(frames.encode(frames.frame(lesson, scene.parameters or lesson.parameters())))
    assert frame["figure"]["data"]


def test_the_catalogue_counts_its_lessons():
    files = sorted(path.stem for path in (ROOT / "pages").glob("*/*.py") if path.stem != "__init__")
    assert sorted(lesson.slug for lesson in LESSONS) == files
    assert len(LESSONS) == len({lesson.slug for lesson in LESSONS}) >= 7


@every_lesson
def test_the_first_view_is_a_valid_figure_in_every_look(lesson):
    scene = lesson.scene()
    check(lesson, scene)
    for look in viz.LOOKS:
        figure = scene.figure(look)
        assert figure.layout.template.layout.paper_bgcolor
        assert '"@' not in figure.to_json(), "a colour role was left in the figure"
    assert scene.plotly(narrow=True, size=(390, 720))["data"]


@every_lesson
def test_presets_are_distinct_and_say_what_to_notice(lesson):
    states = [lesson.parameters(preset.values) for preset in lesson.presets]
    assert len(states) >= 3
    assert len(set(states)) == len(states)
    for preset, state in zip(lesson.presets, states, strict=True):
        assert len(preset.notice) > 20 and preset.notice.endswith(".")
        scene = drawn(lesson, dict(state))
        assert scene is not None, f"the preset {preset.name} draws nothing"
        check(lesson, scene)
        scene.figure()


@every_lesson
def test_every_corner_of_the_controls_is_drawn_or_explained(lesson):
    for values in corners(lesson):
        scene = drawn(lesson, values)
        if scene is not None:
            check(lesson, scene)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
@settings(max_examples=12)
@given(data=st.data())
def test_any_state_is_drawn_its_link_round_trips_and_the_figure_depends_on_nothing_else(lesson, data):
    values = {control.name: data.draw(control.strategy(), label=control.name) for control in lesson.controls}
    parameters = lesson.parameters(values)
    query = link.write(lesson, parameters)
    assert link.read(lesson, link.parse(query)) == (parameters, [])
    scene = drawn(lesson, values)
    if scene is None:
        return
    check(lesson, scene)
    again = lesson.draw(lesson.compute(parameters))
    assert frames.encode(again.plotly()["data"]) == frames.encode(scene.plotly()["data"])


@every_lesson
def test_the_draft_is_the_same_kind_of_figure(lesson):
    parameters = lesson.parameters()
    full, draft = lesson.scene(parameters).plotly(), lesson.scene(lesson.drafted(parameters)).plotly()
    assert [trace["type"] for trace in full["data"]] == [trace["type"] for trace in draft["data"]]


@every_lesson
def test_handles_can_be_dragged_anywhere(lesson):
    parameters = lesson.parameters()
    for handle in lesson.scene(parameters).handles:
        for x, y in itertools.product((-1e6, -1.0, 0.0, 0.5, 1e6), repeat=2):
            moved = lesson.pulled(parameters, handle.name, handle.index, x, y)
            scene = drawn(lesson, dict(moved))
            if scene is not None:
                check(lesson, scene)


@every_lesson
def test_challenges_have_an_answer_that_passes_and_a_start_that_does_not(lesson):
    assert lesson.challenges
    start = lesson.result(lesson.parameters())
    for challenge in lesson.challenges:
        assert len(challenge.prompt) > 10 and len(challenge.hint) > 10
        if challenge.solved is not None:
            assert not challenge.solved(start), f"solved before it began: {challenge.prompt}"
            assert challenge.solved(lesson.result(lesson.parameters(challenge.answer))), challenge.prompt
        else:
            assert challenge.predict is not None


@every_lesson
def test_a_prediction_is_near_the_truth_and_not_near_everything(lesson):
    for index, challenge in enumerate(lesson.challenges):
        if challenge.predict is None:
            continue
        truth = np.asarray(challenge.predict.truth(lesson.result(lesson.parameters(challenge.predict.at))), float)
        assert np.isfinite(truth).all()
        assert predictions.judge(lesson, index, truth.tolist())["near"]
        wrong = truth + 25 * challenge.predict.near * (np.array([0, 1])[:, None] if truth.ndim == 2 else 1)
        assert not predictions.judge(lesson, index, wrong.tolist())["near"]


@every_lesson
def test_the_text_is_complete_and_its_placeholders_are_filled(lesson):
    parts = catalogue.text_sections(lesson.text())
    assert tuple(parts) == catalogue.HEADINGS
    for heading, body in parts.items():
        assert len(body) > 80, f"{lesson.slug}: “{heading}” is too short"
        assert not re.search(r"\b(TODO|TBD|FIXME|lorem)\b|What belongs here", body)
        if heading != "With your numbers":
            assert not PLACEHOLDER.search(body)
    assert PLACEHOLDER.search(parts["With your numbers"])
    for preset in lesson.presets:
        filled = fill(parts["With your numbers"], lesson.scene(**preset.values).numbers)
        assert not PLACEHOLDER.search(filled)


@every_lesson
def test_readouts_are_named_once_and_short_enough_to_read(lesson):
    names = [each.name for each in lesson.scene().readouts]
    assert len(names) == len(set(names))
    assert any(isinstance(each, (Law, Readout)) for each in lesson.scene().readouts)
    assert lesson.idea.endswith(".") and len(lesson.idea) < 200
    assert lesson.terms and lesson.source


@every_lesson
def test_the_examples_with_default_parameters_are_the_files_themselves(lesson):
    parameters = lesson.parameters()
    examples = ROOT / "examples"
    assert listing.python(lesson, parameters) == (examples / "python" / f"{lesson.slug}.py").read_text()
    assert listing.rust(lesson, parameters) == (examples / "rust" / "src" / "bin" / f"{lesson.slug}.rs").read_text()


def printed(output: str) -> dict[str, float]:
    """The lines `name = number` of a program."""
    found = re.findall(
        r"^([a-z][a-z0-9_]*) = (-?(?:[\d.]+(?:e[-+]?\d+)?|inf|nan))\s*$", output, re.MULTILINE | re.IGNORECASE
    )
    return {name: float(text) for name, text in found}


@every_lesson
def test_the_python_example_prints_the_numbers_of_the_figure(lesson):
    run = subprocess.run(
        [sys.executable, ROOT / "examples" / "python" / f"{lesson.slug}.py"],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = printed(run.stdout)
    assert len(found) >= 3
    numbers = lesson.scene().numbers
    for name, value in found.items():
        assert name in numbers, f"{name} is printed, but the scene does not give it"
        assert value == pytest.approx(float(np.real(numbers[name])), rel=1e-6, abs=1e-9, nan_ok=True), name


@every_lesson
def test_the_notebook_runs_to_the_same_numbers(lesson):
    import nbformat

    book = nbformat.reads(listing.notebook(lesson, lesson.parameters()), as_version=4)
    program = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    run = subprocess.run([sys.executable, "-"], input=program, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr
    assert len(printed(run.stdout)) >= 3

"""What must hold for every lesson, found through the catalogue. The promises are in `contracts.py`."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pages
import viz
from explorer import catalogue, frames, link, listing, predictions
from explorer.lesson import Law, Lesson, Scene, presets
from explorer.text import PLACEHOLDER, fill
from explorer.version import ROOT
from mathcore.common import memory
from tests.lessons import caches, contracts
from tests.lessons.by_keys import everything_by_keys
from tests.lessons.contracts import corners, drawn

SLUGS = list(pages.slugs())
every_lesson = pytest.mark.parametrize("lesson", SLUGS, indirect=True)  # one that cannot be loaded fails alone
PER_VIEW = 120  # lines of code
LONGEST_LESSON, LONGEST_FILE = 300, 400
MOST_BY_COUNT = 1_000_000  # bytes
OF_THE_PROGRAM = {"explorer.catalogue._loaded"}  # as many as there are lessons


@pytest.fixture(scope="session")
def lesson(request: pytest.FixtureRequest) -> Lesson:
    """The lesson of a slug."""
    return catalogue.find(request.param)


def check(lesson: Lesson, scene: Scene) -> None:
    """No NaN or infinity where a number belongs; the frame serialises; texts are filled."""
    where = f"{lesson.slug} {scene.parameters}"
    for each in scene.readouts:
        if isinstance(each, Law):
            assert each.sound, f"{where}: the law “{each.name}” has a side that nothing explains"
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
    frame = orjson.loads(frames.encode(frames.frame(lesson, scene.parameters or lesson.parameters(), scene=scene)))
    assert frame["figure"]["data"]


def test_the_catalogue_counts_its_lessons():
    folders = sorted(path.parent.name for path in (ROOT / "pages").glob("*/*/lesson.py"))
    assert sorted(SLUGS) == folders
    assert list(catalogue.lessons()) == SLUGS and len(set(SLUGS)) >= 21


def test_the_readme_counts_the_lessons():
    said = (ROOT / "README.md").read_text()
    counts = {section.name: len(section.lessons) for section in catalogue.sections()}
    told = re.search(r"(\d+) lessons by section \(([^)]*)\)", said)
    assert told and int(told[1]) == len(SLUGS)
    assert [int(each) for each in re.findall(r"\d+", told[2])] == list(counts.values())


def test_related_lessons_form_one_map():
    """Each lesson leads to others that exist, some lesson leads to it, and all hang together."""
    related = {slug: set(lesson.related) for slug, lesson in catalogue.lessons().items()}
    missing = {slug: others - set(SLUGS) for slug, others in related.items() if others - set(SLUGS)}
    assert not missing, missing
    assert not {slug for slug, others in related.items() if len(others - {slug}) < 2}
    alone = set(SLUGS) - set().union(*related.values())
    assert not alone, f"no lesson leads to {sorted(alone)}: name it in the `related` of one that does"
    reached, found = set(), {SLUGS[0]}
    while found:
        reached |= found
        found = {t for s, others in related.items() for t in SLUGS if t in others or s in related[t] if s in found}
        found -= reached
    assert reached == set(SLUGS), "cut off from the others"


@pytest.mark.parametrize("promise", [*contracts.PROMISES, everything_by_keys], ids=lambda promise: promise.__name__)
@every_lesson
def test_a_lesson_keeps_its_promises(lesson: Lesson, promise: Callable[[Lesson], None]):
    promise(lesson)


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
    assert len({preset.name for preset in lesson.presets}) == len(states)
    for preset, state in zip(lesson.presets, states, strict=True):
        assert len(preset.notice) > 20 and preset.notice.endswith(".")
        assert not re.search(r"[$`]|\*\*", preset.notice), (
            f"{preset.name}: beside the figure no LaTeX and no Markdown is set"
        )
        scene = drawn(lesson, state)
        assert scene is not None, f"the preset {preset.name} draws nothing"
        check(lesson, scene)
        scene.figure()


@every_lesson
def test_every_view_is_seen_in_a_preset(lesson):
    seen = {lesson.view_of(lesson.parameters(preset.values)) for preset in lesson.presets}
    assert seen == set(lesson.views)


@every_lesson
def test_the_steps_to_look_for_are_few_and_show_every_view(lesson):
    steps = lesson.steps
    assert len(steps) == min(len(lesson.presets), 6) and list(steps) == sorted(set(steps))
    assert steps[0] == 0
    seen = {lesson.view_of(lesson.parameters(lesson.presets[at].values)) for at in steps}
    assert seen == set(lesson.views)


@every_lesson
def test_every_corner_of_the_controls_is_drawn_or_explained(lesson):
    for values in corners(lesson):
        scene = drawn(lesson, values)
        if scene is not None:
            check(lesson, scene)


@every_lesson
@settings(max_examples=12)
@given(data=st.data())
def test_any_state_is_drawn_its_link_round_trips_and_the_figure_depends_on_nothing_else(lesson, data):
    values = {control.name: data.draw(control.strategy(), label=control.name) for control in lesson.controls}
    parameters = lesson.parameters(values)
    query = link.write(lesson, parameters)
    assert link.read(lesson, link.parse(query)) == (parameters, [])
    scene = drawn(lesson, parameters)
    if scene is None:
        return
    check(lesson, scene)
    again = lesson.scene(parameters)
    assert frames.encode(again.plotly()["data"]) == frames.encode(scene.plotly()["data"])


@every_lesson
def test_what_is_kept_changes_no_figure(lesson, monkeypatch):
    """A figure drawn after many others is the one that is drawn first."""
    states = contracts.random_states(lesson, 6)
    last = [drawn(lesson, values) for values in [*states, *states]][len(states) :]
    for values, scene in zip(states, last, strict=True):
        monkeypatch.setattr(memory, "SHELF", memory.Shelf(memory.SHELF.room))
        first = drawn(lesson, values)
        assert (first is None) == (scene is None)
        if first is not None and scene is not None:
            assert frames.encode(first.plotly()["data"]) == frames.encode(scene.plotly()["data"])


@every_lesson
def test_what_is_cached_by_count_is_small(lesson):
    """A cache bounded by count may hold small values only; the others are `remembered`, which is bounded in bytes."""
    caches.forget()
    for preset in lesson.presets:
        drawn(lesson, preset.values)
    heavy = {name: size for name, size in caches.by_count() if size > MOST_BY_COUNT and name not in OF_THE_PROGRAM}
    assert not heavy


@every_lesson
def test_the_draft_is_the_same_kind_of_figure(lesson):
    for preset in lesson.presets:
        parameters = lesson.parameters(preset.values)
        full, draft = lesson.scene(parameters).plotly(), lesson.scene(lesson.drafted(parameters)).plotly()
        assert [trace["type"] for trace in full["data"]] == [trace["type"] for trace in draft["data"]]


@every_lesson
def test_handles_can_be_dragged_out_of_the_world(lesson):
    scene = lesson.scene()
    for _, handle in scene.handles:
        for x, y in ((-1e6, 1e6), (1e6, -1.0), (0.0, 0.0), (-1.0, 1e6)):
            after = drawn(lesson, lesson.pulled(scene, handle.name, handle.index, x, y)[0])
            if after is not None:
                check(lesson, after)


@every_lesson
def test_a_prediction_is_near_the_truth_and_not_near_everything(lesson):
    for index, challenge in enumerate(lesson.challenges):
        if challenge.predict is None:
            continue
        lesson.panel_number(challenge.predict)
        truth = np.asarray(challenge.predict.truth(lesson.at(lesson.parameters(challenge.predict.at))), float)
        assert np.isfinite(truth).all()
        assert predictions.judge(lesson, index, truth.tolist())["near"]
        rounds = challenge.rounds()
        texts = [(prompt, each.why) for prompt, each in rounds]
        assert len(set(texts)) == len(rounds), f"{lesson.slug}: a prediction is asked again in the same words"
        truths = [np.asarray(each.truth(lesson.at(lesson.parameters(each.at))), float) for _, each in rounds]
        for number, (found, (_, each)) in enumerate(zip(truths, rounds, strict=True)):
            assert np.isfinite(found).all()
            lesson.panel_number(each)
            told = {"guess": found.tolist(), "round": number}
            assert predictions.judge(lesson, index, told)["near"]
            if number:
                old = {"guess": truths[number - 1].tolist(), "round": number}
                assert not predictions.judge(lesson, index, old)["near"], f"{lesson.slug}: the answer before will do"
        wrong = truth + 25 * challenge.predict.near * (np.array([0, 1])[:, None] if truth.ndim == 2 else 1)
        assert not predictions.judge(lesson, index, wrong.tolist())["near"]


@every_lesson
def test_the_text_is_complete_and_its_placeholders_are_filled(lesson):
    parts = presets.sections(lesson.text())
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
def test_a_lesson_says_its_idea_its_terms_and_its_sources(lesson):
    assert lesson.idea.endswith(".") and len(lesson.idea) < 200 and "\n" not in lesson.idea
    assert lesson.terms and lesson.source


def lines_to_read(source: str) -> int:
    """The lines of a file without those of answers, near misses and oracles, which are tests that live in a lesson, and
    without predictions asked again."""
    tests: set[int] = set()
    for call in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)):
        name = getattr(call.func, "id", "")
        if name in ("Challenge", "Lesson"):
            lists = [each.value for each in call.keywords if each.arg in ("answers", "misses", "oracles", "again")]
            lists += call.args[3:5] if name == "Challenge" else []
            tests.update(line for each in lists for line in range(each.lineno, (each.end_lineno or 0) + 1))
    return len(source.splitlines()) - len(tests)


@every_lesson
def test_a_lesson_can_be_read_in_one_sitting(lesson):
    lines = {path.name: lines_to_read(path.read_text()) for path in lesson.folder.glob("*.py")}
    assert lines["lesson.py"] <= LONGEST_LESSON and max(lines.values()) <= LONGEST_FILE, lines
    assert sum(lines.values()) <= PER_VIEW * max(len(lesson.views), 2), lines


@every_lesson
def test_the_first_view_has_something_for_the_hand(lesson):
    scene = lesson.scene()
    plays = any(control.kind == "steps" for control in lesson.shown(scene.parameters))
    turns = any(not isinstance(panel, viz.Plane) for panel in scene.panels)
    assert scene.handles or plays or turns, "a handle, a run to play, or a space to turn"


@every_lesson
def test_no_file_of_a_lesson_asks_which_view_is_shown(lesson):
    for path in lesson.folder.glob("*.py"):
        assert not re.search(r"\bp\.view\b|[\"']view[\"']\s*:\s*\(", path.read_text()), path


@every_lesson
def test_the_examples_with_default_parameters_are_the_files_themselves(lesson):
    parameters = lesson.parameters()
    examples = ROOT / "examples"
    for write, name in ((listing.python, f"python/{lesson.slug}.py"), (listing.rust, f"rust/src/bin/{lesson.slug}.rs")):
        wanted, there = write(lesson, parameters), (examples / name).read_text()
        pairs = zip(wanted.splitlines(), there.splitlines(), strict=False)
        odd = next(((a, b) for a, b in pairs if a != b), ("", ""))
        assert wanted == there, f"examples/{name} is not as the defaults are written: “{odd[0]}”, not “{odd[1]}”"


@every_lesson
def test_the_notebook_runs_to_the_same_numbers(lesson):
    import nbformat

    parameters = lesson.parameters()
    book = nbformat.reads(listing.notebook(lesson, parameters), as_version=4)
    program = "\n\n".join(cell.source for cell in book.cells if cell.cell_type == "code")
    found = contracts.printed(contracts.python_prints(program))
    contracts.agrees(lesson, parameters, found, f"the notebook of {lesson.slug}")

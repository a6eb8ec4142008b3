"""The states at which a lesson is held to what it promises: presets, corners and random ones, in every view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from explorer.lesson import VIEW, Law, Lesson, Parameters, Readout, Scene, Unanswerable

MOST_CORNERS = 24
RANDOM = 25  # random states


def corners(lesson: Lesson) -> Iterator[dict[str, Any]]:
    """Each control at each extreme with the others at their defaults, then a spread of joint corners."""
    for control in lesson.controls:
        for value in control.extremes():
            yield {control.name: value}
    names = [control.name for control in lesson.controls]
    ends = [list(control.extremes()) for control in lesson.controls]
    total = int(np.prod([len(each) for each in ends], dtype=object))
    for number in sorted({(k * 7919) % total for k in range(MOST_CORNERS)}):
        chosen = []
        for each in ends:
            number, place = divmod(number, len(each))
            chosen.append(each[place])
        yield dict(zip(names, chosen, strict=True))


def in_every_view(lesson: Lesson, values: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """A state in each view of the lesson."""
    if len(lesson.views) == 1:
        yield dict(values)
    else:
        yield from ({**values, VIEW: key} for key in lesson.views)


def random_states(lesson: Lesson, count: int = RANDOM) -> list[dict[str, Any]]:
    """Random states, the same in each run."""
    found: list[dict[str, Any]] = []

    @settings(
        max_examples=count,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.fixed_dictionaries({control.name: control.strategy() for control in lesson.controls}))
    def collect(values: dict[str, Any]) -> None:
        found.append(values)

    collect()
    return found


def drawn(lesson: Lesson, values: Mapping[str, Any] | Parameters, following: Scene | None = None) -> Scene | None:
    """The scene; None where the lesson says in a sentence that there is nothing to draw."""
    parameters = values if isinstance(values, Parameters) else lesson.parameters(values)
    try:
        return lesson.scene(parameters, following)
    except Unanswerable as error:
        sentence = str(error)
    assert sentence.endswith("."), f"{lesson.slug} {values}: not a sentence: {sentence}"
    return None


def told(lesson: Lesson, parameters: Parameters) -> Sequence[Readout | Law]:
    """What is said beside the figure, without drawing it; nothing where the lesson says why there is nothing."""
    try:
        return lesson.views[lesson.view_of(parameters)].readouts(lesson.at(parameters))
    except Unanswerable as error:
        assert str(error).endswith("."), f"{lesson.slug} {parameters}: not a sentence: {error}"
        return []


def apart(lesson: Lesson, states: Iterable[Mapping[str, Any]]) -> Iterator[Parameters]:
    """These states in every view, without those that differ in nothing that their view shows."""
    seen = set()
    for values in states:
        for state in in_every_view(lesson, values):
            parameters = lesson.parameters(state)
            shown = tuple(control.write(parameters[control.name]) for control in lesson.shown(parameters))
            if (key := (lesson.view_of(parameters), shown)) not in seen:
                seen.add(key)
                yield parameters

"""Sweeps: which values a text stands for, and what is refused with a sentence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer import catalogue
from explorer.catalogue import find
from explorer.sweeps import sweep

LESSONS = list(catalogue.lessons().values())


@pytest.mark.parametrize(
    ("slug", "text", "values"),
    [
        ("eigenvectors", "angle:0:90:4", (0, 30, 60, 90)),
        ("eigenvectors", "angle:90:0:4", (90, 60, 30, 0)),
        ("eigenvectors", "angle:5,5,1", (5, 1)),
        ("eigenvectors", "basis:-90:90:3", (-90, 0, 90)),
        ("eigenvectors", "step:0:3:16", (0, 1, 2, 3)),
        ("eigenvectors", "view", ("turn", "flow", "power")),
        ("eigenvectors", "view:power,turn", ("power", "turn")),
        ("gradient_descent", "step:0.01:1:3", (0.01, 0.1, 1.0)),  # a logarithmic slider: equal ratios
        ("lln_clt", "independent", (False, True)),
        ("lln_clt", "seed:3:5", (3, 4, 5)),
    ],
)
def test_a_text_is_a_sweep(slug, text, values):
    found = sweep.read(find(slug), text, count=6, most=16)
    assert found.values == pytest.approx(values) if isinstance(values[0], float) else found.values == values
    assert sweep.read(find(slug), found.write(), count=6, most=16).values == found.values


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("angel:0:90", "no control named angel"),
        ("matrix", "cannot be swept"),
        ("angle:0:999", "out of reach"),
        ("angle:0:x", "not a number"),
        ("angle:0:90:1", "from 2 to 16"),
        ("angle:0:90:99", "from 2 to 16"),
        ("angle:0:90:00000000299", "from 2 to 16"),
        ("angle:0:90:" + "9" * 5000, "from 2 to 16"),
        ("angle:0:90:3:4", "FROM:TO"),
        ("angle:7", "at least two"),
        ("angle:7,7", "at least two"),
        ("angle:nan:3", "is not a number"),
        ("view:turn", "at least two"),
        ("view:turn,nothing", "not one of"),
        ("view:0:3", "has names"),
        ("angle:" + ",".join(map(str, range(300))), "at most 16"),
    ],
)
def test_what_cannot_be_swept_is_one_sentence(text, said):
    with pytest.raises(sweep.SweepError, match=said) as caught:
        sweep.read(find("eigenvectors"), text, count=6, most=16)
    assert "\n" not in str(caught.value)


def test_a_control_that_means_nothing_here_is_refused():
    lesson = find("eigenvectors")
    steps = sweep.read(lesson, "step:0:4", count=6, most=16)
    with pytest.raises(sweep.SweepError, match="changes nothing"):
        steps.states(lesson, lesson.parameters())
    assert len(steps.states(lesson, lesson.parameters({"view": "power"}))) == 5


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.slug)
def test_every_value_of_a_sweep_is_one_that_its_control_keeps(lesson):
    for control in sweep.sweepable(lesson, lesson.parameters()):
        found = sweep.over(control, 9, keep=lesson.parameters()[control.name])
        assert 2 <= len(found.values) <= 12
        assert all(control.check(value) == value for value in found.values)
        every = list(sweep.possible(control))
        assert (found.values[0], found.values[-1]) == (every[0], every[-1])
        assert len(set(map(str, found.values))) == len(found.values)
        if lesson.parameters()[control.name] in every:
            assert lesson.parameters()[control.name] in found.values


@given(st.integers(2, 400), st.integers(2, 60))
def test_spread_takes_both_ends_and_even_strides(length, count):
    taken = sweep.spread(range(length), count)
    assert taken[0] == 0 and taken[-1] == length - 1
    assert len(taken) == min(length, count)
    strides = np.diff(taken)
    assert strides.max() - strides.min() <= 1

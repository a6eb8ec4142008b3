"""The challenges of the lesson: every statistic that does what the prompt says is an answer."""

from typing import Any

import numpy as np
import pytest

from explorer import listing
from explorer.catalogue import find
from explorer.lesson import Unanswerable
from explorer.lesson.scene import Numbers
from pages.statistics.resampling.lesson import lesson
from tests.lessons import contracts


@pytest.mark.parametrize(
    ("data", "statistic", "solved"),
    [
        ("iris", "maximum", True),
        ("models", "median", True),  # of right and wrong: it is 1 in every resample
        ("diabetes", "median", False),
        ("sleep", "maximum", False),
    ],
)
def test_a_statistic_is_judged_by_its_replicates(data, statistic, solved):
    scene = lesson.scene(data=data, statistic=statistic)
    assert bool(lesson.challenges[0].solved(scene.state)) is solved


@pytest.mark.parametrize("statistic", ["trimmed_mean", "median"])
def test_where_bca_does_not_exist_a_sentence_says_so(statistic):
    found = {each.name: each for each in lesson.scene(view="intervals", data="models", statistic=statistic).readouts}
    said: Any = found["BCa interval"]
    assert str(said.value).startswith("does not exist: each row left out gives one value")


SKEWED = ((1, 8), (0, 3), (1.1, 3), (1.1, 2), (1.1, 1), (1.1, 4))


@pytest.mark.parametrize("mirrored", [False, True])
def test_the_tail_that_p_doubles_is_marked(mirrored):
    """Of groups of 1 and 5 the smaller tail may lie on the other side of zero than the observed difference: of the six
    labellings five are as large or larger, and two as small or smaller."""
    points = tuple((10 - x if mirrored else x, y) for x, y in SKEWED)
    scene: Any = lesson.scene(view="permutation", points=points)
    null = scene.state.null
    assert null.observed == pytest.approx(-0.12 if mirrored else 0.12) and null.p_exact == pytest.approx(2 / 3)
    share = null.replicates <= null.observed + 1e-9 if not mirrored else null.replicates >= null.observed - 1e-9
    assert null.p_value == pytest.approx(2 * share.mean(), abs=1e-3)
    _, marked = (trace for trace in scene.panels[1].traces if trace["type"] == "bar")
    seen = [(abs(x), y) for x, y in zip(marked["x"], marked["y"], strict=True) if y > 0]
    # Of the bar about the observed difference, which holds five labellings of six, one is marked.
    assert np.allclose(sorted(seen), [(0.133, 0.2), (1.2, 0.2)], atol=0.02)


FLAT = ((1, 8), (1, 3), (1, 3), (1, 2), (1, 1), (1, 4))  # all x are equal
ABOVE = ((1, 8), (2, 7), (1, 6), (1, 9), (1, 6), (1, 7))  # all y are above 5


@pytest.mark.parametrize(
    ("view", "values", "refused"),
    [
        ("pairs", {"statistic": "correlation", "points": FLAT}, ""),
        ("permutation", {"statistic": "correlation", "points": FLAT}, ""),
        ("bootstrap", {"statistic": "correlation", "points": FLAT}, "no correlation"),
        ("intervals", {"statistic": "correlation", "points": FLAT}, "no correlation"),
        ("bootstrap", {"points": ABOVE}, ""),
        ("intervals", {"points": ABOVE}, ""),
        ("pairs", {"points": ABOVE}, ""),
        ("permutation", {"points": ABOVE}, "one side of y = 5"),
    ],
)
def test_a_view_is_refused_only_for_what_it_draws(view, values, refused):
    if not refused:
        assert lesson.scene(view=view, **values).readouts
        return
    with pytest.raises(Unanswerable, match=refused):
        lesson.scene(view=view, **values)


def test_the_numbers_of_other_views_stand_where_one_has_none():
    state = lesson.at(lesson.parameters({"view": "pairs", "statistic": "correlation", "points": FLAT}))
    assert Numbers(lesson, state)["p_exact"] == pytest.approx(2 / 32)
    with pytest.raises(Unanswerable, match="no correlation"):
        Numbers(lesson, state)["bias"]


def test_the_program_where_there_are_no_two_groups():
    lesson = find("resampling")
    alone = lesson.parameters({"points": ((0.0, 0.0), (1.0, 0.0), (3.0, 1.0), (4.0, 0.0))})
    with pytest.raises(SystemExit, match="no two groups"):
        contracts.python_prints(listing.python(lesson, alone))
    iris = listing.python(lesson, lesson.parameters({"view": "pairs", "data": "iris"}))
    assert "PAIRED = False" in iris  # flowers of two species are no pairs, whatever is asked of them
    with pytest.raises(SystemExit, match="not pairs"):
        contracts.python_prints(
            listing.python(lesson, lesson.parameters({})).replace("PAIRED = False", "PAIRED = True")
        )


def test_a_jackknife_of_two_values_has_no_skewness():
    # Of an even number of values the medians without one of them are two values, each as often: a is 0.
    assert find("resampling").scene(statistic="median").numbers["acceleration"] == 0

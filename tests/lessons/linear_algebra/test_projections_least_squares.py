"""The challenges of the lesson, close to their borders."""

import pytest

from explorer.lesson import Law
from pages.linear_algebra.projections_least_squares.lesson import START, lesson
from tests.lessons import asking


@pytest.mark.parametrize(("last", "falls"), [(0.999, True), (1.0, False), (1.001, False)])
def test_a_slope_that_is_just_negative_is_negative(last, falls):
    scene = lesson.scene(points=(*START[:2], (3.0, last)))
    assert bool(lesson.challenges[0].solved(scene.state)) is falls


@pytest.mark.parametrize(
    ("points", "degree", "rest"),
    [
        (((2, 1), (2, 2), (2, 3)), 1, True),
        (((1, 1), (1, 2), (2, 3)), 2, True),
        (((2, 1), (2, 2), (2, 3)), 3, True),
        (((0, 1), (2, 2), (2, 3)), 2, False),  # at x = 0 no column but the ones is anything but zero
        (START, 1, False),
    ],
)
def test_residuals_add_up_to_zero_where_the_ones_are_a_combination(points, degree, rest):
    scene = lesson.scene(points=points, degree=degree, intercept=False)
    ones = next(each for each in scene.readouts if isinstance(each, Law) and "ones" in each.name)
    assert bool(ones.unless) is not rest and (abs(ones.left) < 1e-12) is rest
    assert ("nothing makes the residuals" in scene.notice) is (not rest and degree == 1)


def test_columns_on_different_places_are_independent_however_close():
    close = ((3.95, 0), (3.96, 1), (3.97, 0), (3.98, 1), (3.99, 0), (4.0, 1))
    scene = lesson.scene(view="degree", degree=5, points=close)
    assert asking.value(scene, "error on the points") == 0 and "As many columns as points" in scene.notice
    assert asking.value(scene, "condition number of the columns") == pytest.approx(5.721e15, rel=1e-3)
    many = (3.99, 3.991, 3.992, 3.993, 3.994, 3.995, 3.997, 3.999, 4.0)
    scene = lesson.scene(view="degree", degree=5, points=tuple((x, k % 2) for k, x in enumerate(many)))
    assert all(each.holds for each in scene.readouts if isinstance(each, Law)) and not scene.notice
    assert asking.value(scene, "error, each left out") == pytest.approx(3.582, rel=1e-3)


def test_what_is_said_without_the_column_of_ones():
    def say(*points: tuple[float, float], **more: int) -> str:
        return lesson.scene(points=points, intercept=False, **more).notice

    assert "its own shadow" in say((1, 1), (2, 2), (3, 3)) and "its own shadow" in say((0, 0), (1, 1), (2, 4), degree=2)
    assert "nothing makes the residuals" in say((0, 0), (1, 1), (2, 3))
    assert say((0, 1), (0, 2), (0, 3)).startswith("The one column is zero here")

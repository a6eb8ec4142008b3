"""The bounds on the loss of orthogonality are those of the columns as they are."""

import pytest

from explorer.lesson import Law
from pages.linear_algebra.independence_orthogonality.lesson import lesson
from tests.lessons import asking


@pytest.mark.parametrize(("count", "seed"), [(3, 1), (3, 17), (4, 2)])
def test_bounds_hold_where_glued_columns_have_more_than_the_condition_asked_for(count, seed):
    scene = lesson.scene(view="loss", family="glued", count=count, seed=seed, exponent=0)
    assert all(each.holds or each.unless for each in scene.readouts if isinstance(each, Law))
    assert "10 at least" in scene.notice


def test_where_nothing_is_left_the_panel_says_so_and_shows_no_rounding():
    """The last step had an empty panel beside the dependent columns, and the one before a length of 2.5e-16."""
    flat = ((1.5, 0, 1.5), (0, 1.5, 1.5), (0.5, 0.5, 1))
    before, last = (lesson.scene(matrix=flat, step=step) for step in (5, 6))
    assert asking.value(before, "length of what is left") == 0.0
    drawn = [str(trace.get("text")) for trace in last.panels[1].traces]
    assert any("nothing is left of a₃" in text for text in drawn)
    assert last.panels[1].title == "Step 6: nothing to scale"


@pytest.mark.parametrize(
    ("matrix", "rank", "volume"),
    [
        (((99, 0, 99), (0, 99, 99), (0, 0, 9e-8)), 3, 99 * 99 * 9e-8),
        (((2, 2, 0), (0, 1e-9, 0), (0, 0, 2)), 3, 4e-9),
        (((99, 98.99999999, 99), (98.99999999, 99, 98), (97, 97, 97)), 3, 9.699999903e-7),
        (((0.1, 0.2, 0.3), (0.7, 1.4, 2.1), (0.3, 0.6, 0.5)), 2, 0),
    ],
)
def test_dependent_is_a_fact_of_the_entries_and_no_tolerance(matrix, rank, volume):
    for step in range(7):
        scene = lesson.scene(matrix=matrix, step=step)
        assert asking.value(scene, "independent together") == ("yes" if rank == 3 else f"no: rank {rank}")
        box = next(each for each in scene.readouts if isinstance(each, Law) and "volume" in each.name)
        assert box.left == pytest.approx(volume, rel=1e-12, abs=0)
        assert box.right == pytest.approx(volume, rel=1e-12, abs=0)
        assert ("Nothing is left" in scene.notice) is (rank < 3) and ("Entries keep ten digits" in scene.notice) is (
            rank == 3
        )


def test_a_shadow_that_points_backwards_has_a_signed_length():
    scene = lesson.scene(matrix=((1, -1, 0.3), (0, 1, 0.5), (0, 0, 1)), step=2)
    assert asking.value(scene, "r₁₂, the shadow's signed length") == -1

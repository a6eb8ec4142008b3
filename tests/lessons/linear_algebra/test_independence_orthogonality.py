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

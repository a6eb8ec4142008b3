"""The bounds on the loss of orthogonality are those of the columns as they are."""

import pytest

from explorer.lesson import Law
from pages.linear_algebra.independence_orthogonality.lesson import lesson


@pytest.mark.parametrize(("count", "seed"), [(3, 1), (3, 17), (4, 2)])
def test_bounds_hold_where_glued_columns_have_more_than_the_condition_asked_for(count, seed):
    scene = lesson.scene(view="loss", family="glued", count=count, seed=seed, exponent=0)
    assert all(each.holds or each.unless for each in scene.readouts if isinstance(each, Law))
    assert "10 at least" in scene.notice

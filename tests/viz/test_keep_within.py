"""How far the entries of a matrix go that a hand moves."""

from __future__ import annotations

import pytest

import viz


def test_a_hand_goes_as_far_as_what_was_typed():
    viz.keep_within([[12, 3], [0, -3]], [[12, 1], [0, 1]], 3.0)
    with pytest.raises(viz.Limit, match="from −3 to 12: the column goes no further"):
        viz.keep_within([[12.1, 0], [0, 1]], [[12, 1], [0, 1]], 3.0, "column")
    with pytest.raises(viz.Limit, match="from −3 to 3"):
        viz.keep_within([[-3.01, 0], [0, 1]], [[2, 1], [0, 1]], 3.0)
    assert viz.span([[0.5, -7]], 2.0) == (-7.0, 2.0)


def test_how_far_along_an_axis_a_value_lies():
    assert viz.Axis("", (2.0, 6.0)).share(3.0) == 0.25 and viz.Axis("").share(3.0) == 0.0
    assert viz.Axis("", (1.0, 1000.0), log=True).share(10.0) == pytest.approx(1 / 3)
    assert viz.Axis("", (1.0, 1000.0), log=True).share(0.0) == -1.0
    for axis in (viz.Axis("", (2.0, 6.0)), viz.Axis("", (6.0, 2.0)), viz.Axis("", (1.0, 1000.0), log=True)):
        for share in (-0.3, 0.0, 0.4, 1.3):
            assert axis.share(axis.at(share)) == pytest.approx(share)
    with pytest.raises(ValueError, match="without a range"):
        viz.Axis("").at(0.5)

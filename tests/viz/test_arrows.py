"""An arrow of the plane: a head that is one with its shaft, and none where it points nowhere."""

from __future__ import annotations

import viz


def test_a_head_lets_no_light_through_and_has_no_edge():
    marker = viz.arrow((2, 1))["marker"]
    assert marker["opacity"] == 1 and marker["line"]["width"] == 0


def test_an_arrow_of_length_zero_has_no_head():
    assert viz.arrow((1, 1), tail=(1, 1))["marker"]["size"] == [0, 0]
    assert viz.arrow((1, 1))["marker"]["size"][1] > 0

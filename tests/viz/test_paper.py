"""Figures on paper: what is not written takes no room, and a colour bar's type is that of the axes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

import viz


def photograph(number: int) -> viz.Plane:
    hidden = viz.Axis("", (0, 3), visible=False), viz.Axis("", (0, 2), visible=False)
    return viz.Plane([viz.heatmap(np.ones((2, 3)), [0, 1, 2], [0, 1])], *hidden, f"Photo {number}", equal=True)


def curve() -> viz.Plane:
    return viz.Plane([viz.line([0, 1], [0, 1], "data")], viz.Axis("x", (0, 1)), viz.Axis("y", (0, 1)), "Curve")


def test_photographs_leave_no_room_for_numbers_that_are_not_there():
    panels = [photograph(1), photograph(2), photograph(3), curve()]
    inks = viz.lay_out([curve(), *panels[1:]], 336, 9.33, columns=1, tallest=640)
    plan = viz.lay_out(panels, 336, 9.33, columns=1, tallest=640)
    assert plan.rise < -15 and inks.rise == 0
    high = plan.height - sum(plan.margins[2:])
    inner = (336 - sum(plan.margins[:2]), high)
    drawn = viz.compose(plan.panels, columns=1, size=inner, room=9.33 / 13, rise=plan.rise)
    domains = [drawn["layout"][name]["domain"] for name in ("yaxis", "yaxis2", "yaxis3", "yaxis4")]
    for above, below in pairwise(domains):
        between = (above[0] - below[1]) * high
        assert 2 * 9.33 < between < 5.2 * 9.33, "a title has room, and not much more"


@pytest.mark.parametrize("look", list(viz.LOOKS))
def test_a_colour_bar_is_written_like_an_axis(look):
    template = viz.template_of(viz.LOOKS[look])
    axis, bar = template["layout"]["xaxis"], template["data"]["heatmap"][0]["colorbar"]
    assert bar["title"]["font"]["size"] == axis["title"]["font"]["size"]
    assert bar["tickfont"]["size"] == axis["tickfont"]["size"]

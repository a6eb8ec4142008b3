"""What the lesson on the spectral decomposition says of the layers that are on."""

from __future__ import annotations

from typing import Any

from pages.linear_algebra.spectral_decomposition.lesson import lesson


def test_a_cut_through_the_layers_of_one_eigenvalue_is_said():
    q: Any = lesson.scene(view="graph", graph="ring", kept=24).state
    values = q.filtered.spectrum.values
    for kept in range(1, 24):
        notice = lesson.scene(view="graph", graph="ring", kept=kept).notice
        assert ("choice of basis" in notice) == (abs(values[kept - 1] - values[kept]) < 1e-9), kept
    assert not lesson.scene(view="graph", graph="ring", kept=24).notice

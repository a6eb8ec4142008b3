"""What the lesson says of an eigenvector and its computed powers is what the figure shows."""

from typing import Any

from pages.linear_algebra.eigenvectors.lesson import lesson

STEEP = ((1.65, 1.35), (1.35, 1.65))  # eigenvalues 3 and 0.3: rounding grows tenfold a step


def test_powers_are_said_to_stay_where_they_do():
    on_second = {"matrix": STEEP, "view": "power", "angle": 135}
    assert "stay on the line" in lesson.scene(**on_second, step=5).notice
    left = lesson.scene(**on_second, step=30)
    q: Any = left.state
    assert abs(q.powers.vectors[-1] @ q.probe) < 0.01  # they end on the other line
    assert "rounding" in left.notice


def test_nearly_an_eigenvector_is_not_called_one():
    assert "x is an eigenvector" in lesson.scene(angle=45).alt
    turned = lesson.scene(matrix=((2, 0.01), (0, 1.99)), angle=0.0 + 90)
    q: Any = turned.state
    assert abs(q.turned) < 0.5
    assert "x is nearly an eigenvector" in turned.alt

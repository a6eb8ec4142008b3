"""What a reader types and pastes: read as it is meant, or refused; never read as something else."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.controls import ControlError, Matrix, Point, Points
from explorer.controls.written import number_from
from tests.explorer.written_texts import NUMBERS, TABLES

SQUARE = Matrix("m", "M", ((0.0, 0.0), (0.0, 0.0)), -99, 99, 0.001, wide=(-99.0, 99.0))
PAIRS = Points("pairs", "Pairs", ((0.0, 1.0), (2.0, 3.0)), (-99, 99), (-99, 99), fewest=1, most=9)
LINE = Points("line", "Line", (1.0,), (-99, 99), fewest=1, most=9)


@pytest.mark.parametrize(("text", "number"), NUMBERS.items())
def test_a_number_is_read_as_it_is_meant_or_refused(text: str, number: float | None):
    if number is None:
        with pytest.raises(ControlError, match=r"\.$"):
            number_from(text, "n", 0.0)
    else:
        assert number_from(text, "n", 0.0) == pytest.approx(number, rel=1e-14)


@pytest.mark.parametrize(("text", "matrix"), TABLES.items())
def test_a_table_is_read_as_it_is_meant_or_refused(text: str, matrix: tuple[tuple[float, ...], ...] | None):
    if matrix is None:
        with pytest.raises(ControlError, match=r"\.$"):
            SQUARE.read(text)
    else:
        assert SQUARE.read(text) == matrix


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1/2 [[1,2],[3,4]]", "“1/2” stands outside the brackets of the rows"),
        ("[[1,2],[3,4]].T", "“.T” stands outside the brackets of the rows"),
        ("1\t\t3\n4\t5", "row 1 has no number in place 2"),
        ("1,2; ,4", "row 2 has no number in place 1"),
        ("1 000\t2\n3\t4", "“1 000” is not a number: nothing stands between its parts"),
        ("[[1,2],[3,4]", "a “[” is not closed"),
    ],
)
def test_what_is_refused_is_named(text: str, said: str):
    with pytest.raises(ControlError, match=re.escape(said)):
        SQUARE.read(text)


def test_points_are_read_whole_or_refused():
    assert PAIRS.read("(0, 1), (2,3), (min(1,2), (1+2)/3)") == ((0, 1), (2, 3), (1, 1))
    with pytest.raises(ControlError, match="“0,1” stands outside"):
        PAIRS.read("0,1; (2,3)")
    assert LINE.read("[1, 2.5, 3]") == LINE.read("1\n2,5\n3") == LINE.read("[[1],[2.5],[3]]") == (1, 2.5, 3)
    assert LINE.read("1 , 2.5 , 3") == (1, 2.5, 3)
    for doubtful in ("1,5, 2,3, 4", "1 ,2 ,3"):
        with pytest.raises(ControlError, match="two ways: write semicolons"):
            LINE.read(doubtful)
    with pytest.raises(ControlError, match="row 2 has no number"):
        LINE.read("1\n\n3")
    point = Point("p", "p", (0.0, 0.0), (-9, 9), (-9, 9))
    assert point.read(r"\begin{pmatrix}0.5\\1\end{pmatrix}") == point.read("[[0.5], [1]]") == point.read("0,5 1")


ENTRY = st.integers(-9999, 9999).map(lambda n: n / 1000)


@given(st.tuples(*[st.tuples(ENTRY, ENTRY)] * 2))
def test_a_matrix_is_read_back_in_every_style(matrix: tuple[tuple[float, float], ...]):
    array = np.array(matrix)

    def joined(between: str, lines: str, frame: str = "%s", comma: bool = False) -> str:
        text = lines.join(between.join(f"{entry:.4f}" for entry in row) for row in matrix)
        return frame % (text.replace(".", ",") if comma else text)

    styles = [
        *(repr(array), "A = np." + repr(array), str(array), repr(array.tolist()), f"tensor({array.tolist()})"),
        *(joined(" & ", r" \\ ", r"\begin{pmatrix}%s\end{pmatrix}"), joined(", ", "}, {", "{{%s}}")),
        *(joined(" ", "; ", "[%s]"), joined(", ", ";\n", "[%s];"), joined("\t", "\r\n"), joined(", ", "), (", "(%s)")),
        *(joined(each, "\n", comma=True).replace("-", "−") for each in ("\t", "; ", " ")),
    ]
    for text in styles:
        assert SQUARE.read(text) == pytest.approx(array), text

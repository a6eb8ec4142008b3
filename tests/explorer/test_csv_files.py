"""A reader's CSV file, as people have it: read as they meant it, and said where something was left out.

The oracle is the table that the file was written from, by a generator of bad habits.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.controls.csv_files import LARGEST_FILE, MOST_ROWS, DataError, read
from tests.explorer.csv_tables import GAP, columns, said

TWO = {"pre": [1, 3, 5], "post": [2, 4, 6]}


@pytest.mark.parametrize(
    "content",
    [
        "pre,post\n1,2\n3,4\n5,6\n",
        "pre,post\n1,2,\n3,4,\n5,6,\n",
        "pre,post,\n1,2,\n3,4,\n5,6,\n",
        "pre;post\r\n1;2\r\n3;4\r\n5;6\r\n",
        "pre\tpost\r1\t2\r3\t4\r5\t6\r",
        "sep=;\npre;post\n1,0;2\n3;4,0\n5;6\n",
        "# who measured\n# pre,post\n1,2\n3,4\n5,6\n",
        "Sales 2023\n\npre,post\n1,2\n3,4\n5,6\n",
        "Sales 2023,\npre,post\n1,2\n3,4\n5,6\n",
        "  pre   post\n  1   2.0\n  3   4.0\n  5   6.0\n",
        '"pre","post"\n"1","2"\n"3","4"\n"5","6"\n',
        "pre,post\n$1,2%\n$3,4%\n$5,6%\n",
        "pre;post\n1 €;2\n3 €;4\n5 €;6\n",
    ],
)
def test_a_table_of_two_columns_is_read_whatever_the_habit(content):
    assert columns(content) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_encodings(encoding):
    assert columns("Größe,w\n1,2\n3,4\n5,6\n".encode(encoding)) == {"Größe": [1, 3, 5], "w": [2, 4, 6]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("1,2\n3,4\n5,6\n", "The first row holds numbers"),
        ("a,b\n1,2\n3,4,9\n5,6\n7,8\n", "1 row with more than 2 cells left out"),
        ("a,b,c\n1,2,3\n3,4\n5,6,1\n7,8,2\n", "1 row has fewer than 3 cells"),
        ("a,name\n1,Ann\n2,Bob\n3,Cy\n", "hold words: name"),
        ("a,b\n1,1\n2,\n3,\n4,\n", "fewer than three numbers: b"),
        ("a,b\n1,1\n2,tall\n3,3\n4,4\n", "1 cell is no number, as “tall”"),
        ("# by me\na,b\n1,1\n2,2\n3,3\n", "1 comment line was left out"),
        ("Sales\na,b\n1,1\n2,2\n3,3\n", "“Sales” above the table was taken for a title"),
        ("a;b\n1,234;1\n2,345;2\n3,456;3\n", "“1,234” was read as 1.234"),
        ("a,b\n1%,1\n2%,2\n3%,3\n", "% was taken off"),
        ("Größe,b\n1,1\n2,2\n3,3\n".encode("cp1252"), "Windows-1252"),
        ("v\n" + "1\n" * (MOST_ROWS + 5), f"first {MOST_ROWS:,} of {MOST_ROWS + 5:,} rows"),
    ],
)
def test_what_was_guessed_or_left_out_is_said(content, sentence):
    assert sentence in said(content)


def test_the_reader_may_say_otherwise():
    assert columns("2019,2020\n1,2\n3,4\n5,6\n", header=True) == {"2019": [1, 3, 5], "2020": [2, 4, 6]}
    assert columns("a;b\n1,234;1\n2,345;2\n3,456;3\n", decimal=".")["a"] == [1234, 2345, 3456]
    assert columns("1,5\n2,5\n3,5\n") == {"column 1": [1, 2, 3], "column 2": [5, 5, 5]}
    assert columns("1,5\n2,5\n3,5\n", separator="", decimal=",") == {"column 1": [1.5, 2.5, 3.5]}


def test_rows_that_quotation_marks_swallow_and_words_that_are_gaps_are_said():
    assert "“B,2 C,3 D” is one cell of several lines" in said('name,x\nA,1\n"B,2\nC,3\n"D,4\nE,5\nF,6\nG,7\n')
    words = "stress,y\n" + "none,2\nmild,3\nsevere,4\n" * 2
    assert "“stress”: “none” was read as a gap" in said(words)
    assert "was read as a gap" not in said(words.replace("none", ""))
    assert "the last ones are gaps" in said("a   b   c\n1   2   3\n4       6\n7   8   9\n1   2   4\n")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("NA,2\n3,4\n5,6\n7,8", {"column 1": [GAP, 3, 5, 7], "column 2": [2, 4, 6, 8]}),
        (
            "2,?,1\n3,?,2\n4,5,3\n5,6,4\n6,7,5",
            {f"column {k + 1}": v for k, v in enumerate([[2, 3, 4, 5, 6], [GAP, GAP, 5, 6, 7], [1, 2, 3, 4, 5]])},
        ),
        ("x\nNA\n2\n3\n4", {"x": [GAP, 2, 3, 4]}),
        ("Report\nv0\n-3.05\n63.49\nNA\n4.47", {"v0": [-3.05, 63.49, GAP, 4.47]}),
        ("country,2019,2020\nDE,1,2\nFR,2,3\nIT,3,5\n", {"2019": [1, 2, 3], "2020": [2, 3, 5]}),
        ("A,2019,2020\nB,2020,2021\nC,2000,2001\n", {"column 2": [2019, 2020, 2000], "column 3": [2020, 2021, 2001]}),
        ("% by me\n% x y\n1 2\n3 4\n5 6\n", {"x": [1, 3, 5], "y": [2, 4, 6]}),
        ("% change,b\n1,2\n3,4\n5,6\n", {"% change": [1, 3, 5], "b": [2, 4, 6]}),
        ("color,n\n#ff0000,5\n#00ff00,6\n#0000ff,7\n", {"n": [5, 6, 7]}),
    ],
)
def test_the_first_row_is_names_only_if_it_names(content, found):
    assert columns(content) == found


@pytest.mark.parametrize("broken", ["error,error", "#DIV/0!,#N/A", "n.d.,n.d."])
def test_a_row_without_numbers_among_rows_of_numbers_is_a_row_of_gaps(broken):
    content = "time,temp,hum\n" + "".join(f"{h}:00,{h + 0.5},{50 + h}\n" for h in range(8)).replace("5.5,55", broken)
    assert columns(content)["hum"] == [50, 51, 52, 53, 54, GAP, 56, 57]


def test_a_name_that_begins_like_a_note_is_data_and_cells_that_may_have_moved_are_said():
    for name in ("Legend of Zelda", "sources", "Notebook"):
        assert columns(f"item,n\nA,1\nB,2\nC,3\n{name},8\n")["n"] == [1, 2, 3, 8]
    assert "look whether their numbers moved" in said("a b c\n1 2 3\n4       6\n7 8 9\n1 2 3\n")


def test_a_comment_that_names_the_columns_is_not_said_to_be_left_out():
    assert said("#x,y\n1,2\n2,3\n3,4\n") == ""
    assert said("# me\n#x,y\n1,2\n2,3\n3,4\n") == "1 comment line was left out"


def test_no_column_takes_the_name_and_the_place_of_another():
    assert list(columns("x,x,x (2)\n1,2,3\n4,5,6\n7,8,9\n").values()) == [[1, 4, 7], [2, 5, 8], [3, 6, 9]]


def test_names_of_rows_do_not_shift_the_columns():
    for content in ('"a" "b"\n"r1" 1 2\n"r2" 3 4\n"r3" 5 6\n', "a,b\nr1,1,2\nr2,3,4\nr3,5,6\n"):
        assert columns(content) == {"a": [1, 3, 5], "b": [2, 4, 6]}


def test_words_that_come_again_are_groups():
    found = read(b"arm,v\ntreat,1\ncontrol,2\n,3\ntreat,4\ncontrol,5\n")
    assert found.levels == {"arm": ("treat", "control")}
    np.testing.assert_array_equal(found.table["arm"], [0, 1, np.nan, 0, 1])


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"# only a comment\n", "empty"),
        (b"\xff\xfe\x00\x01\x00", "not text"),
        (b"a\x00b", "not text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text"),
        (b"a,b\nx,y\nz,w\nq,r\n", "No column"),
        (b'a,b\n"1,2\n3,4\n', "quotation mark"),
        (b"1,2\n1,2\n1,2\n1,2,3\n1,2,3,4\n1,2,3,4,5\n", "different numbers of cells"),
        (b"1" * (LARGEST_FILE + 1), "MB"),
    ],
)
def test_what_is_no_table_gets_a_sentence(content, sentence):
    with pytest.raises(DataError, match=sentence) as caught:
        read(content)
    assert str(caught.value).endswith(".")


@given(st.binary(max_size=300) | st.text(alphabet='0123456789.,;-"\n\tab #%€', max_size=120).map(str.encode))
def test_no_file_ends_in_another_error(content):
    try:
        found = read(content)
    except DataError:
        return
    assert len(found.table.columns)


@dataclass(frozen=True)
class Habits:
    """How somebody writes a table."""

    separator: str
    decimal: str
    thousands: str
    quoted: bool
    trailing: bool
    title: bool
    comment: bool
    encoding: str
    ending: str
    minus: str


HABITS = st.builds(
    Habits,
    separator=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from(".,"),
    thousands=st.sampled_from(["", "group"]),
    quoted=st.booleans(),
    trailing=st.booleans(),
    title=st.booleans(),
    comment=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    ending=st.sampled_from(["\n", "\r\n"]),
    minus=st.sampled_from(["-", "\u2212"]),
)


def number(value: float, how: Habits) -> str:
    """A number with two decimals as somebody with these habits writes it."""
    text = f"{value:,.2f}" if how.thousands else f"{value:.2f}"
    if how.decimal == ",":
        text = text.replace(",", "_").replace(".", ",").replace("_", ".")
    return text if how.encoding == "cp1252" else text.replace("-", how.minus)


@settings(max_examples=300)
@given(
    HABITS,
    st.lists(st.tuples(*[st.integers(-9_999_999, 9_999_999)] * 3), min_size=3, max_size=12),
    st.sets(st.integers(0, 11), max_size=2),
)
def test_a_table_written_with_any_bad_habits_is_read_back(how, table, gaps):
    values = np.array(table) / 100
    out = io.StringIO()
    if how.comment:
        out.write("# exported by hand" + how.ending)
    if how.title:
        out.write("Trial at Zürich" + how.ending)
    writer = csv.writer(
        out, delimiter=how.separator, lineterminator=how.ending, quoting=csv.QUOTE_ALL if how.quoted else 0
    )
    end = [""] if how.trailing else []
    writer.writerow(["dose", "before (kg)", "after", *end])
    for k, row in enumerate(values):
        cells = [number(value, how) for value in row]
        writer.writerow([*cells[:2], "" if k in gaps else cells[2], *end])
    found = read(out.getvalue().encode(how.encoding)).table
    expected = np.where([[False, False, k in gaps] for k in range(len(values))], np.nan, values)
    kept = ["dose", "before (kg)", *(["after"] if np.isfinite(expected[:, 2]).sum() >= 3 else [])]
    assert list(found.columns) == kept
    np.testing.assert_array_equal(found.to_numpy(), expected[:, : len(kept)])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,234.5,2\n2,345.6,3\n3,456.7,4\n", "the first column was taken for names of the rows"),
        ("a,b\n1,5,2,5\n2,5,3,5\n3,5,4,5\n", "2 names stand over 4 columns"),
        ("a;b\n1.234;2\n567;3\n12.345;4\n", "“1.234” was read as 1.234: choose the other decimal mark"),
        ("a;b\n1.234 €;1\n6.500 €;2\n7.000 €;3\n", "“1.234 €” was read as 1.234: choose the other"),
        ("a,b\n(5),1\n(6),2\n7,3\n", "numbers in parentheses were read as negative"),
        ("Report\nof May\na,b\n1,2\n3,4\n5,6\n", "“Report” and 1 line more above the table"),
    ],
)
def test_what_may_be_other_than_it_was_meant_is_said(text, said):
    assert said in "; ".join(read(text.encode()).said)


def test_an_error_of_a_spreadsheet_at_the_start_of_a_line_is_no_comment():
    found = read(b"a,b\n#N/A,1\n#DIV/0!,2\n3,3\n4,5\n6,7\n")
    assert found.table["b"].tolist() == [1, 2, 3, 5, 7]
    assert np.isnan(found.table["a"][:2]).all()
    assert "1 cell is no number, as “#DIV/0!”" in "; ".join(found.said)


def test_a_remark_above_one_column_is_not_its_name():
    found = read(b"# measured in May\nheight\n1.5\n2.5\n3.5\n")
    assert found.table.to_dict("list") == {"height": [1.5, 2.5, 3.5]}


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("Source: World Bank\n", "as notes: 1 row, “Source: World Bank”"),
        ("Source: World Bank, 2020\n", "as notes: 1 row, “Source: World Bank”"),
        ("Source: IMF, World Bank, OECD, own figures\n", "1 row with more than 3 cells left out, as “Source: IMF”"),
        ("* p < 0.05\n** p < 0.01\n", "as notes: 2 rows, “* p < 0.05”, “** p < 0.01”"),
        ('"* p < 0.05, two-sided"\n', "as notes: 1 row, “* p < 0.05, two-sided”"),
        ("Note: hand-counted,,\nPage 1 of 2,,\n", "as notes: 2 rows"),
        ("N = 4\n", "as notes: 1 row, “N = 4”"),
        ("(4 rows)\n", "as notes: 1 row, “(4 rows)”"),
        ("Total,106,12\n", "as totals: 1 row, “Total”"),
        ("Gesamt,106,12\n\nQuelle: eigene Daten\n", "as notes: 1 row, “Quelle: eigene Daten”"),
        ("Mean,26.5,3\nSD,2.1,1\n", "as totals: 2 rows, “Mean”, “SD”"),
        ("Total (n = 4),106,12\n", "as totals: 1 row, “Total (n = 4)”"),
        (",106,12\n", "as totals: 1 row, “106”"),
        ("item,kg,pieces\n", "1 row with the names once more left out"),
        ("\nwhat,cost,share\nx,7,8\ny,9,10\n", "Another table begins at “what”, “cost”, …: it was left out"),
        ("---,---,---\n", "1 line of dashes left out"),
        ("\x1a", ""),
    ],
)
def test_what_stands_under_a_table_is_no_data_and_is_said(rows, sentence):
    """Neither read as data, nor gone without a word."""
    found = read(("item,kg,pieces\na,25,1\nb,30,3\nc,24,2\nd,27,6\n" + rows).encode())
    assert found.table.to_dict("list") == {"kg": [25, 30, 24, 27], "pieces": [1, 3, 2, 6]}
    assert sentence in "; ".join(found.said)


@pytest.mark.parametrize(
    ("content", "column", "values"),
    [
        ("country,x\nNO,1\nDK,2\nFI,3\nSE,4\n", "x", [1, 2, 3, 4]),  # Sweden is no standard error
        ("country,x\nDZ,1\nEG,2\nLY,3\nSD,9\n", "x", [1, 2, 3, 9]),
        ("name,x\nA,1\nB,2\nC,3\nD,NA\n", "x", [1, 2, 3, GAP]),
        ("name,x\nA,1\nB,2\nC,3\nD,\n", "x", [1, 2, 3, GAP]),
        ("item,a,Total\nx,1,3\ny,3,7\nz,5,11\n", "Total", [3, 7, 11]),
        ("item,x\nTotal cholesterol,5\nHDL,1\nLDL,3\nTotal protein,7\n", "x", [5, 1, 3, 7]),
    ],
)
def test_a_last_row_that_is_data_stays(content, column, values):
    assert columns(content)[column] == values


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("item,x\nA,1\nB,2\nSubtotal,3\nC,4\nD,5\n", "“Subtotal” in row 3 reads like a total and was kept as data"),
        ("region,x,y\nAll,60,6\nA,10,1\nB,20,2\nC,30,3\n", "“All” in row 1 reads like a total and was kept as data"),
        ("x,y\n1,10\n2,20\n3,30\n6,60\n", "The last row holds the sums of the rows above"),
        ("x,y\n5%,1\n0.05,2\n7%,3\n0.08,4\n", "2 numbers without % beside others with it"),
        ("x,y\n$5,1\n€6,2\n$7,3\n", "numbers with $ and with €: they are read alike"),
        ("x,y\n5,1\n-999,2\n7,3\n6,4\n", "Column 1 holds -999, far from its other numbers"),
    ],
)
def test_what_is_kept_and_may_be_no_data_is_said(content, sentence):
    assert sentence in said(content)


@pytest.mark.parametrize("value", [998, 1000, -998])
def test_an_ordinary_number_is_no_code_for_a_gap(value):
    assert "far from" not in said(f"x,y\n5,1\n{value},2\n7,3\n6,4\n")


def test_titles_and_units_around_the_names():
    content = "Notes: weights in kg, heights in cm\nid,w,h\n1,60,170\n2,70,180\n3,65,175\n"
    assert columns(content) == {"id": [1, 2, 3], "w": [60, 70, 65], "h": [170, 180, 175]}
    assert "“Notes: weights in kg” above the table was taken for a title" in said(content)
    content = "height,weight\n(cm),(kg)\n170,60\n180,70\n175,65\n"
    assert columns(content) == {"height": [170, 180, 175], "weight": [60, 70, 65]}
    assert "“(cm)”, “(kg)”, holds no number, as units do: it was left out" in said(content)


@pytest.mark.parametrize(
    "lines",
    [
        ",2019,,2020,\nid,a,b,a,b",
        "id,2019,,2020,\n,a,b,a,b",  # as a spreadsheet joins cells
        ",2019,2019,2020,2020\nid,a,b,a,b",  # as pandas writes two levels
        "A table\n,2019,,2020,\nid,a,b,a,b",
    ],
)
def test_names_in_two_lines_are_joined(lines):
    content = f"{lines}\n1,2,3,4,5\n2,3,4,5,6\n3,4,5,6,8\n"
    names = ["id", "2019 a", "2019 b", "2020 a", "2020 b"]
    assert columns(content) == dict(zip(names, ([1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6], [5, 6, 8]), strict=True))
    assert "Two lines of names were joined, as “2019 a”" in said(content)


@pytest.mark.parametrize("line", ["site,shade,hue", "site,shade,"])
def test_words_that_come_twice_are_no_names(line):
    assert "joined" not in said(f"{line}\nA,red,red\nB,blue,red\n1,2,3\n2,3,4\n3,4,5\n4,5,6\n5,6,7\n6,7,8\n")


def test_a_table_drawn_with_letters():
    for content in (
        "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |\n| 5 | 6 |\n",
        " a | b \n---+---\n 1 | 2\n 3 | 4\n 5 | 6\n(3 rows)\n",
    ):
        assert columns(content) == {"a": [1, 3, 5], "b": [2, 4, 6]}


def test_the_reader_may_keep_notes_and_totals():
    content = "item,amount\nA,10\nB,20\nC,30\nTotal,60\n"
    assert columns(content)["amount"] == [10, 20, 30]
    assert columns(content, notes=True)["amount"] == [10, 20, 30, 60]

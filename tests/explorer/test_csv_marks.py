"""What separates the cells of a reader's file and the decimals of its numbers, as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.controls.csv_files import DataError, read
from tests.explorer.csv_tables import GAP, columns, said


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["1000.0012", "1000.0013", "1000.0015"], [1000.0012, 1000.0013, 1000.0015]),
        (["1,5", "2,25", "-3"], [1.5, 2.25, -3]),
        (["1.234,5", "12.000,25", "7"], [1234.5, 12000.25, 7]),
        (["1 234,5", "2\u202f345,5", "7,0"], [1234.5, 2345.5, 7]),
        (["1'234.5", "2'345.5", "7"], [1234.5, 2345.5, 7]),
        (["\u22121.5", "2", "3"], [-1.5, 2, 3]),
        (["1e3", "2.5E-2", "3"], [1000, 0.025, 3]),
        (["(40)", "$1", "2"], [-40, 1, 2]),
        (["1'234,5", "12'345,25", "1'234'567,0"], [1234.5, 12345.25, 1234567]),
        (["1 234,5", "12 345,25", "1\u00a0234\u00a0567,0"], [1234.5, 12345.25, 1234567]),
        (["(40) €", "(7.5)%", "(2 €)"], [-40, -7.5, -2]),
        (["12%", "7.5 %", "3%"], [12, 7.5, 3]),
        ([".5", "+2", "3."], [0.5, 2, 3]),
        (["1", "n/a", "3", "NA", "", "5"], [1, GAP, 3, GAP, GAP, 5]),
    ],
)
@pytest.mark.parametrize("beside", [True, False])
def test_numbers_as_people_write_them(cells, numbers, beside):
    lines = [f"a;{cell};b" for cell in cells] if beside else cells
    content = "\n".join(["x;height;y" if beside else "height", *lines])
    assert columns(content)["height"] == (numbers if beside else [n for n, c in zip(numbers, cells, strict=True) if c])


def test_one_column_of_decimal_commas_is_one_column():
    numbers = [60 + k + k % 10 / 10 for k in range(12)]
    content = "Gewicht\n" + "\n".join(f"{number:.1f}".replace(".", ",") for number in numbers)
    assert columns(content) == {"Gewicht": pytest.approx(numbers)}
    assert "the commas in them were read as decimal marks" in said(content)
    assert columns("Messung 2020\n" + content) == columns(content)
    assert columns("Gewicht\n68\n71,5\n72,25\n") == {"Gewicht": [68, 71.5, 72.25]}
    assert "if it is a decimal mark" in said("1,5\n2,5\n3,5\n")
    assert "decimal mark" not in said("a,b\n1,5\n2,5\n3,5\n")


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["81 402,685", "44\u202f184,719", "350,188"], [81402.685, 44184.719, 350.188]),
        (["1'234,500", "44'184,719", "350,188"], [1234.5, 44184.719, 350.188]),
        (["1534,250", "912,375", "9125,500"], [1534.25, 912.375, 9125.5]),
        (["1.234.567", "500.375", "9.125.500"], [1234567, 500375, 9125500]),
        (["1,234,567", "500,375", "9,125,500"], [1234567, 500375, 9125500]),
        (["1534.250", "912.375", "9125.500"], [1534.25, 912.375, 9125.5]),
    ],
)
def test_one_cell_that_can_be_read_in_one_way_tells_the_decimal_mark_of_all(cells, numbers):
    content = "a;b\n" + "".join(f"{cell};{k}\n" for k, cell in enumerate(cells))
    assert columns(content)["a"] == numbers
    assert "decimal mark" not in said(content)


def test_a_column_that_only_another_one_tells_how_to_read_is_asked_about():
    times = "t;b\n12.30;3,125\n12.45;7,500\n13.00;8,125\n13.15;9,250\n"
    assert columns(times)["b"] == [3125, 7500, 8125, 9250]
    assert "“b”: “3,125” was read as 3125" in said(times)
    assert "was read as" not in said(times.replace("8,125", "12,345,678"))
    assert "“3.125” was read as 3125" in said("t\tb\n1,5\t3.125\n2,5\t7.500\n3,5\t8.125\n")
    assert "“1.234” was read as 1234" in said('x,y\n"1,5",1.234\n"2,5",3.456\n"3,5",2.345\n')


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        ("x\tz\n1.5\t0,567\n2.5\t0,123\n3.5\t0,456\n", [0.567, 0.123, 0.456]),
        ("x;z\n1,5;1.234\n2,5;0.567\n3,5;2.345\n", [1.234, 0.567, 2.345]),
        ("x;z\n1,5;1.234\n2,5;10.5\n3,5;2.345\n", [1.234, 10.5, 2.345]),
        ('x,z\n1.5,"0,567"\n2.5,"0,123"\n3.5,"1,456"\n', [0.567, 0.123, 1.456]),
        ("x;z\n1,5;2.5\n3,5;4.25\n5,5;6.125\n", [2.5, 4.25, 6.125]),
    ],
)
def test_a_column_may_have_a_decimal_mark_of_its_own(content, numbers):
    assert columns(content)["z"] == numbers
    assert "“z”: its decimal mark is the" in said(content)


def test_one_column_with_signs_units_or_notes_is_one_column():
    for numbers in ("−1,5\n2,5\n3,5", "-1,5 €\n2,5 €\n3,5 €", "-1,5%\n2,5%\n3,5%", "-1,5\n2,5\n3,5\nSource: me"):
        assert columns(f"x\n{numbers}\n") == {"x": [-1.5, 2.5, 3.5]}
        assert "One name stands over the rows" in said(f"x\n{numbers}\n")
    assert "One name" not in said("1,5\n2\n3,5\n4,25\n")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("01.11.2024;0,334\n27.08.2024;0,811\n16.01.2024;0,573\n", {"column 2": [0.334, 0.811, 0.573]}),
        ("a\t79,6%\nb\t7,6%\nc\t9,7%", {"column 2": [79.6, 7.6, 9.7]}),
        ("Wert;Ort;Datum;Fach\n1,5;A;01.01.2024;a\n2,5;B;02.01.2024;b\n3,5;C;03.01.2024;c", {"Wert": [1.5, 2.5, 3.5]}),
        ("Größe, cm;Ort\n1,5;a\n2,5;b\n3,5;c", {"Größe, cm": [1.5, 2.5, 3.5]}),
        ("Revenue\tkind\n12,554.84\ta\n20,554.84\tb\n10,554.84\tc", {"Revenue": [12554.84, 20554.84, 10554.84]}),
        ("v,b,c\na,1.2 (0.3),1\nb,2.2 (0.4),2\nc,3.2 (0.5),3\n", {"c": [1, 2, 3]}),
        ("phone,v\n030 123456,1\n040 234567,2\n089 345678,3", {"v": [1, 2, 3]}),
        ("$3,354.35\n$3,203.46\n$7,596.37", {"column 1": [3354.35, 3203.46, 7596.37]}),
        ("2020\n78,3\n77,9\n37,0", {"column 1": [2020, 78.3, 77.9, 37]}),
        ("1,5 2,5\n3,5 4,5\n5,5 6,5", {"column 1": [1.5, 3.5, 5.5], "column 2": [2.5, 4.5, 6.5]}),
    ],
)
def test_what_cuts_all_lines_alike_separates_and_not_what_stands_in_numbers(content, found):
    assert columns(content) == found


def test_a_name_with_a_comma_over_pairs_is_asked_about():
    assert "if it is a decimal mark" in said("Größe, cm\n1,5\n2,5\n3,5\n4,5")
    assert said("x, y\n1, 5\n2, 6\n3, 7\n") == ""


def test_a_minus_beside_a_plus_is_no_gap():
    found = read(b"x,g\n1,+\n2,-\n3,0\n4,-\n5,+\n6,0\n")
    assert found.levels["g"] == ("+", "-", "0") and not found.table["g"].isna().any()
    assert "“-” was read as a gap" in said("x,g\n1,a\n2,-\n3,b\n4,-\n5,a\n6,b\n")


def test_several_names_are_several_columns_even_over_fewer():
    assert columns("a,b,c\n1,2\n3,4\n5,6\n") == {"a": [1, 3, 5], "b": [2, 4, 6]}
    whole = '# by me\n"a,b,c"\n"1,2,3"\n"3,4,5"\n"5,6,7"\n'
    assert columns(whole) == {"a": [1, 3, 5], "b": [2, 4, 6], "c": [3, 5, 7]}
    assert "stands in quotation marks as a whole" in said(whole) and "1 comment line" in said(whole)
    assert columns('"Speed, km/h"\n"1,5"\n"2,5"\n"3,5"\n') == {"Speed, km/h": [1.5, 2.5, 3.5]}
    assert "2 names stand over 4 columns" in (mixed := said("x,y\n1,5,2,5\n2,5,3,5\n3,5,4,5\n")) and "gaps" not in mixed
    assert columns('"h"\n"1,2"\n"3,4"\n"5,6"\n') == {"h": [1.2, 3.4, 5.6]}


def test_letters_never_separate():
    assert columns("value\n10e1\n20e1\n30e2\n") == {"value": [100, 200, 3000]}
    with pytest.raises(DataError, match="No column"):
        read(b"mean\nmode\nmedian\n")


def test_decimal_commas_are_seen_beside_a_currency():
    found = read("a;b\n5 €;1\n6,50 €;2\n–7 €;3\n".encode())
    assert found.table["a"].tolist() == [5, 6.5, -7]


def test_titles_above_a_narrow_table_leave_its_separator():
    found = read(b"Report\nof May\na,b\n1,2\n3,4\n5,6\n")  # not a column of 1.2, 3.4, 5.6
    assert found.table["a"].tolist() == [1, 3, 5] and found.table["b"].tolist() == [2, 4, 6]


KINDS = ("01.01.2024", "12:30", "Berlin Mitte", "a", "01.01.2024 12:30", "", "x-1")


@settings(max_examples=300)
@given(
    st.sampled_from([(";", ","), ("\t", ","), ("\t", "."), ("|", ","), (",", ".")]),
    st.lists(st.sampled_from(KINDS), min_size=1, max_size=4),
    st.integers(0, 4),
    st.lists(st.integers(0, 9_999_999), min_size=3, max_size=30, unique=True),
    st.booleans(),
)
def test_a_column_of_numbers_is_found_among_words_and_dates(marks, words, place, numbers, named):
    """In each country's habit, with names over the columns and without, wherever the numbers stand."""
    separator, decimal = marks
    place = min(place, len(words))
    written = [f"{number / 100:.2f}".replace(".", decimal) for number in numbers]
    rows = [[*words[:place], cell, *words[place:]] for cell in written]
    names = [f"n{k}" for k in range(len(words) + 1)]
    content = "\n".join(separator.join(row) for row in ([names, *rows] if named else rows))
    found = columns(content)
    title = names[place] if named else f"column {place + 1}"
    assert found[title] == [number / 100 for number in numbers]
    assert set(found) == {title}


LOGGED = "".join(f"{k},{21 + k / 10}\n" for k in range(10))
DATED = "".join(f"2024-01-{d:02d},{'' if d == 1 else 20 + d}\n" for d in range(1, 9))
GAPPED = "".join(f'"C{k}","C{k}","GDP","X.Y",{"" if k < 2 else k},"{k + 2}.5",,\n' for k in range(6))
BANK = "".join(f'"C{k}","C{k}","GDP","X.Y","{k + 1}.5","{k + 2}.5","{k + 3}.25",\n' for k in range(6))


@pytest.mark.parametrize(
    ("content", "names", "rows", "above"),
    [
        (f"Device,X100\nSerial,1234\nInterval,10\nChannels,1\ntime,temp\n{LOGGED}", ["time", "temp"], 10, "4 lines"),
        (f"Device,X100\nInterval,10\ndate,temp\n{DATED}", ["temp"], 8, "2 lines"),
        (f"Serial,1234,\nInterval,10,\n\ntime,temp\n{LOGGED}", ["time", "temp"], 10, "2 lines"),
        (
            '"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-06-28",\n\n'
            f'"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",\n{BANK}',
            *(["2018", "2019", "2020"], 6, "2 lines"),
        ),
        (
            '"Data Source","World Development Indicators",\n"Last Updated Date","2024-06-28",\n'
            f'"Country Name","Country Code","Indicator Name","Indicator Code","2018","2019","2020",\n{GAPPED}',
            *(["2018", "2019"], 6, "2 lines"),
        ),
        (
            "Unemployment rate, total\ncountry,2020,2021\nA,5.0,4.0\nB,5.5,4.5\nC,6,5\n",
            *(["2020", "2021"], 3, "1 line"),
        ),
    ],
)
def test_what_stands_above_the_names_is_no_data(content, names, rows, above):
    found = read(content.encode())
    assert [*found.table] == names and len(found.table) == rows
    assert any(f"{above} above the names of the table left out" in each for each in found.said)
    assert not any("read as data" in each or "decimal marks?" in each for each in found.said)


def test_labels_that_read_like_notes_are_rows_where_all_are_such():
    found = read(b"setting,error\nn=10,0.5\nn=20,0.4\nn=50,0.3\nn=100,0.2\nn=200,0.1\n")
    assert found.table["error"].tolist() == [0.5, 0.4, 0.3, 0.2, 0.1]
    found = read(b"group,mean\nA,1\nB,2\nC,3\nD,4\nn=40,\n")
    assert len(found.table) == 4 and any("notes" in each for each in found.said)

"""A reader's CSV file: read, packed into a link, unpacked; broken and huge ones get a sentence."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.controls import ControlError, Data
from explorer.controls.data import LARGEST_FILE, MOST_NUMBERS, DataError, OwnData, pack, read_csv, unpack

CONTROL = Data("table", "Data", {"iris": "Iris"}, "iris", own=1)


def test_numeric_columns_are_found_whatever_the_separator():
    for text in ("name;a;b\nx;1;2.5\ny;2;3.5\nz;3;4.5\n", "name,a,b\nx,1,2.5\ny,2,3.5\nz,3,4.5\n"):
        table = read_csv(text.encode())
        assert list(table.columns) == ["a", "b"]
        assert table["b"].tolist() == [2.5, 3.5, 4.5]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"\xff\xfe\x00\x01", "UTF-8"),
        (b"a\x00b", "not text"),
        (b"a,b\nx,y\nz,w\nq,r\n", "No column"),
        (b'a,b\n"1,2\n3,4\n', "table|No column"),
        (b"1" * (LARGEST_FILE + 1), "MB"),
    ],
)
def test_a_broken_or_huge_file_gets_a_sentence(content, said):
    with pytest.raises(DataError, match=said) as caught:
        read_csv(content)
    assert str(caught.value).endswith(".")


@given(st.binary(max_size=300))
def test_no_file_ends_in_another_error(content):
    try:
        table = read_csv(content)
    except DataError:
        return
    assert len(table.columns)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=200))
def test_numbers_survive_the_link_to_six_digits(numbers):
    own = OwnData(("height",), np.array(numbers)[:, None])
    back = unpack(pack(own))
    assert back.columns == ("height",)
    assert np.allclose(back.values, own.values, rtol=1e-5, atol=1e-300)
    assert CONTROL.read(pack(own)) == pack(own)


def test_what_is_left_out_is_said():
    rows = "\n".join(str(k) if k % 10 else "" for k in range(3000))
    table = read_csv(f"v,w\n{rows}\n".replace("\n", ",1\n").encode())
    value, note = CONTROL.pack_columns(table, ["v"])
    assert len(unpack(value).values) == MOST_NUMBERS
    assert "first 2,000 of" in note and "gap" in note


def test_a_short_link_does_not_unfold_into_a_huge_array():
    bomb = base64.urlsafe_b64encode(zlib.compress(b'{"c":["a"],"v":[[' + b"1," * 5_000_000 + b"1]]}", 9)).decode()
    with pytest.raises(DataError, match="more than"):
        unpack("own:" + bomb)
    with pytest.raises(ControlError):
        CONTROL.read("own:" + bomb)


@given(st.text(max_size=80))
def test_damaged_data_in_a_link_get_a_sentence(text):
    with pytest.raises(ControlError, match="Data"):
        CONTROL.read("own:" + text)


@pytest.mark.parametrize(
    "told",
    [
        lambda good: good + "'; echo '",  # what is foreign to the alphabet would be dropped in silence
        lambda good: good[:20] + " " + good[20:],
        lambda good: packed(b"more than the stream"),
        lambda good: packed(b"", '{"c":["a"],"v":[[' + "1" * 400 + ",2,3]]}"),
        lambda good: packed(b"", '{"c":["a"],"v":[[NaN,2,3]]}'),
    ],
    ids=["shell", "space", "after the stream", "huge integer", "NaN"],
)
def test_only_what_pack_writes_is_data(told):
    good = pack(OwnData(("a",), np.arange(30.0).reshape(30, 1)))
    with pytest.raises(ControlError, match="damaged"):
        CONTROL.read(told(good))


def packed(after: bytes, body: str = '{"c":["a"],"v":[[1,2,3]]}') -> str:
    return "own:" + base64.urlsafe_b64encode(zlib.compress(body.encode(), 9) + after).decode().rstrip("=")


def test_columns_whose_names_are_alike_once_they_are_short_are_told_apart():
    long = "How much do you agree with the following statement: "
    table = read_csv(f"{long}cats,{long}dogs\n1,2\n3,4\n5,7\n".encode())
    first, second = table.columns
    assert first != second and len(first) <= 40 and len(second) <= 40
    value, _ = Data("table", "Data", {"iris": "Iris"}, "iris", own=2).pack_columns(table, [first, second])
    assert unpack(value).values.tolist() == [[1, 2], [3, 4], [5, 7]]

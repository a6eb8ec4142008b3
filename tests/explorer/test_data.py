"""A reader's numbers in a link: packed exactly and in few letters; damaged and huge ones get a sentence."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Mapping

import numpy as np
import orjson
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explorer import frames
from explorer.catalogue import lessons
from explorer.controls import ControlError, Data
from explorer.controls.csv_files import DataError, read
from explorer.controls.data import LONGEST_LINK, MOST_NUMBERS, OwnData, opened, pack, unpack
from explorer.lesson import Unanswerable

CONTROL = Data("table", "Data", {"iris": "Iris"}, "iris", own=1)


@given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=200))
def test_numbers_survive_the_link_bit_by_bit(numbers):
    assume(not 0 < max(map(abs, numbers)) < 1e-15)
    own = OwnData(("height",), np.array(numbers)[:, None])
    back = unpack(pack(own))
    assert back.columns == ("height",) and (back.values == own.values).all()
    assert CONTROL.read(pack(own)) == pack(own)


@given(st.lists(st.decimals(-9999, 9999, places=4), min_size=3, max_size=50))
def test_decimals_survive_the_link_in_few_bytes(numbers):
    values = np.array([[float(number)] for number in numbers])
    assert (unpack(pack(OwnData(("v",), values))).values == values).all()


def test_a_thousand_rows_make_a_link_that_proxies_let_through():
    values = np.random.default_rng(0).normal(70, 12, (1000, 2)).round(1)
    assert len(pack(OwnData(("height", "weight"), values))) < LONGEST_LINK
    values = np.random.default_rng(0).normal(size=(1000, 1))
    reading = read("\n".join(["v", *(repr(float(value)) for value in values[:, 0])]).encode())
    value, note = CONTROL.pack_columns(reading, ["v"])
    assert len(value) > LONGEST_LINK and "cut one near 8,000" in note


def test_a_link_of_the_old_form_is_still_read():
    old = "own:" + base64.urlsafe_b64encode(zlib.compress(b'{"c":["a"],"v":[[1,2.5,3]]}')).decode().rstrip("=")
    assert unpack(old).values.tolist() == [[1], [2.5], [3]]
    assert CONTROL.read(old) == old


@pytest.mark.parametrize("number", [1e300, -1e16, 1e-300])
def test_numbers_that_no_figure_can_hold_get_a_sentence(number):
    reading = read(f"v\n{number}\n{number}\n{number}\n".encode())
    with pytest.raises(DataError, match="change its unit"):
        CONTROL.pack_columns(reading, ["v"])
    with pytest.raises(ControlError, match="change its unit"):
        CONTROL.read(pack(OwnData(("v",), np.full((3, 1), number))))


def test_groups_of_words_go_where_the_lesson_takes_them():
    two = Data("table", "Data", {"iris": "Iris"}, "iris", own=2, groups=(0, 2))
    reading = read(b"arm,score\ntreat,1\ncontrol,2\ntreat,3.5\ncontrol,4\n")
    own = unpack(two.check(two.pack_columns(reading, ["score", "arm"])[0]))
    assert own.groups(1) == ("treat", "control") and own.groups(0) == ()
    assert own.values.tolist() == [[1, 0], [2, 1], [3.5, 0], [4, 1]]
    with pytest.raises(ControlError, match="takes numbers"):
        two.check(two.pack_columns(reading, ["arm", "score"])[0])
    three = read(b"arm,score\na,1\nb,2\nc,3.5\na,4\nb,3\nc,5\n")
    with pytest.raises(ControlError, match="holds 3 groups"):
        two.check(two.pack_columns(three, ["score", "arm"])[0])


def test_what_is_left_out_is_said():
    rows = "\n".join(str(k) if k % 10 else "" for k in range(3000))
    reading = read(f"v,w\n{rows}\n".replace("\n", ",1\n").encode())
    value, note = CONTROL.pack_columns(reading, ["v"])
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
    reading = read(f"{long}cats,{long}dogs\n1,2\n3,4\n5,7\n".encode())
    first, second = reading.table.columns
    assert first != second and len(first) <= 40 and len(second) <= 40
    value, _ = Data("table", "Data", {"iris": "Iris"}, "iris", own=2).pack_columns(reading, [first, second])
    assert unpack(value).values.tolist() == [[1, 2], [3, 4], [5, 7]]


def test_a_name_in_a_link_is_text_in_every_figure():
    """A link may come from anybody: the name of a column or a group makes no link, no bold type, no new line."""
    name = "<a href='http://evil'>x</a><b>"
    for lesson in lessons().values():
        for control in lesson.controls:
            if not isinstance(control, Data) or not control.own:
                continue
            values = np.random.default_rng(1).integers(0, 2, size=(80, control.own)).astype(float)
            text = pack(OwnData(tuple(f"{name}{k}" for k in range(control.own)), values))
            ways = [control.when] if isinstance(control.when, Mapping) else control.when
            way = {other: next(iter(allowed)) for other, allowed in (ways[0] if ways else {}).items()}
            try:
                scene = lesson.scene(lesson.parameters(way | {control.name: text}))
            except Unanswerable:
                continue
            told = orjson.loads(frames.encode(frames.frame(lesson, scene.parameters, scene=scene)))
            said = str({part: told[part] for part in ("figure", "handles", "readouts", "notice", "alt")})
            assert not re.findall(r".{0,20}<a.{0,20}", said), lesson.slug


def test_what_a_data_control_stands_for_is_a_built_in_or_the_readers_own():
    own = OwnData(("height", "sex"), np.array([[1.7, 0.0], [1.6, 1.0], [1.8, 1.0]]))

    def kind(columns, values, groups):
        return columns, values.tolist(), groups

    assert opened("iris", str.upper, kind) == "IRIS"
    assert opened(pack(own), str.upper, kind) == (own.columns, own.values.tolist(), own.groups(1))
    with pytest.raises(DataError):
        opened("own:!", str.upper, kind)

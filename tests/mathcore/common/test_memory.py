"""What a process remembers: bounded in bytes, and what is worth least goes first."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathcore.common import memory
from mathcore.common.memory import Shelf, remembered, weigh


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 4000)), max_size=60))
def test_a_shelf_never_holds_more_than_it_has_room_for(asked):
    shelf = Shelf(16_000)
    for key, size in asked:
        value = shelf.find((key, size), partial(np.zeros, size))
        assert value.size == size
        assert 0 <= shelf.used <= shelf.room
        assert shelf.used == sum(entry.weight for entry in shelf._entries.values())
        assert len(shelf._order) == len(shelf._entries)


def test_what_was_dear_outlives_what_is_asked_for_later():
    shelf = Shelf(3 * weigh((0, np.zeros(1000))) + 100)

    def dear() -> Any:
        time.sleep(0.05)
        return np.zeros(1000)

    shelf.find("dear", dear)
    for key in range(20):
        shelf.find(key, lambda: np.zeros(1000))
    before = shelf.hits
    shelf.find("dear", dear)
    assert shelf.hits == before + 1 and shelf.evicted == 18


def test_what_nobody_asks_for_goes_in_the_end():
    shelf = Shelf(3 * weigh((0, np.zeros(1000))) + 100)
    with pytest.MonkeyPatch.context() as patch:
        clock = [0.0]
        patch.setattr(time, "perf_counter", lambda: clock[0])

        def takes(seconds: float) -> Any:
            clock[0] += seconds
            return np.zeros(1000)

        shelf.find("dear", partial(takes, 10.0))
        for key in range(200):
            shelf.find(key, partial(takes, 1.0))
    assert "dear" not in shelf._entries


def test_a_weight_counts_arrays_whole_and_what_is_shared_once():
    @dataclass
    class Pair:
        first: Any
        second: Any

    array = np.zeros(1000)
    assert 8000 <= weigh(Pair(array, array)) < 9000
    assert weigh(array[:2]) >= 8000, "a view holds the whole"
    assert weigh({"a": [array], "b": np.zeros(1000)}) >= 16_000
    assert weigh(lambda: array) >= 8000, "a function holds what it closes over"
    assert weigh(partial(max, array)) >= 8000


def test_a_remembered_function_computes_once_and_is_bounded(monkeypatch):
    monkeypatch.setattr(memory, "SHELF", Shelf(50_000))
    asked = []

    @remembered
    def squares(count: int, power: int = 2) -> Any:
        asked.append(count)
        return np.arange(count) ** power

    assert squares(10) is squares(10) and asked == [10]
    assert squares(10, power=3)[-1] == 729
    for count in range(1000, 1100):
        squares(count)
    assert memory.SHELF.used <= 50_000
    told = memory.SHELF.told()
    assert told["hits"] == 1 and told["misses"] == len(asked) and next(iter(told["largest"])).endswith("squares")


def test_what_a_function_raises_is_not_remembered(monkeypatch):
    monkeypatch.setattr(memory, "SHELF", Shelf(50_000))

    @remembered
    def bad(x: int) -> int:
        raise ValueError(x)

    for _ in range(2):
        with pytest.raises(ValueError):
            bad(1)
    assert memory.SHELF.misses == 2 and not memory.SHELF.used

"""The values of a state as literals of Python and Rust."""

from __future__ import annotations

from explorer import listing


def test_an_empty_list_is_one_of_numbers():
    assert listing.rust_literal([]) == ("[f64; 0]", "[]") and listing.python_literal([]) == "[]"

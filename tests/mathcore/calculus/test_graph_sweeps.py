"""The sweeps step by step: each state against the whole sweep and SymPy; sentences; walked paths."""

from __future__ import annotations

from unicodedata import normalize

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from mathcore.calculus import graph_sweeps as gs
from mathcore.calculus.computation_graphs import build
from mathcore.common.expressions import parse

V = ("x", "y")
AT = {"x": 2.0, "y": 3.0}


def sweeps(text: str = "x*y+sin(x)", share: float = 1.0, add: bool = True, nest: int = 1, at=AT) -> gs.Sweeps:
    return gs.Sweeps(build(parse(text, V), nest), at, share, add)


def test_the_sentences_of_the_example():
    found = [normalize("NFC", sweeps(share=k / 9).sentence) for k in range(10)]
    assert found == [
        "The inputs are given.",
        "v₁ = x · y = 6",
        "v₂ = sin(x) = 0.909",
        "f = v₁ + v₂ = 6.91",
        "f̄ = 1: the output moves as fast as itself",
        "v̄₁ = f̄ · 1 = 1",
        "v̄₂ = f̄ · 1 = 1",
        "x̄ = v̄₂ · (−0.416) = −0.416",
        "x̄ = −0.416 + v̄₁ · 3 = 2.58",
        "ȳ = v̄₁ · 2 = 2",
    ]
    assert normalize("NFC", sweeps(share=8 / 9, add=False).sentence) == "x̄ = v̄₁ · 3 = 3: the −0.416 is lost"


@given(st.floats(0, 1), st.sampled_from(["x*y+sin(x)", "x+x", "(tanh(2x+y)-1)^2", "x", "3", "max(x,y)*relu(x-y)"]))
def test_a_partial_sweep_is_a_part_of_the_whole(share, text):
    part, whole = sweeps(text, share), sweeps(text)
    count = len(part.graph.ops)
    assert np.array_equal(whole.so_far, whole.adjoints)
    assert part.known >= part.reached or part.done <= len(part.graph.steps) - len(part.graph.edges)
    for node in range(count):
        if part.complete(node):
            assert part.so_far[node] == whole.adjoints[node]
        if node not in part.reached:
            assert part.so_far[node] == 0
    assert whole.reached == set(range(count)) and whole.moving == 0
    assert all(0 <= place <= 1 for place in part.on_the_way.values())
    above, below = part.labels(named=True)
    assert [k for k in range(count) if above[k]] == sorted(part.known)
    assert [k for k in range(count) if below[k]] == sorted(part.reached)


def test_what_is_on_its_way():
    assert sweeps(share=0.5 / 9).on_the_way == pytest.approx({0: 0.5, 1: 0.5})  # both factors into the product
    assert sweeps(share=7.25 / 9).on_the_way == pytest.approx({0: 0.75})  # a quarter of the way from the product to x
    assert sweeps(share=3.5 / 9).on_the_way == {}


def test_troubles_are_told():
    assert sweeps().trouble == ""
    assert sweeps("log(x)", at={"x": -1.0, "y": 0.0}).trouble.startswith("f = log(x) is undefined")
    assert sweeps("sqrt(x)", at={"x": 0.0, "y": 0.0}).trouble.startswith("A local derivative")
    steep = "exp(exp(x))"
    assert sweeps(steep, nest=1, at={"x": 6.563, "y": 0.0}).trouble != ""


def test_walked_paths():
    whole = sweeps("x*y+sin(x)", nest=3)
    found = gs.walk(whole, 0.5)
    assert (found.count, found.walked, found.work) == (8, 4, 48)
    work, sums = found.stairs
    assert work.tolist() == [0.8, *range(6, 54, 6)]
    assert sums[-1] * found.size == pytest.approx(whole.adjoints[0], rel=1e-12)
    assert found.products is not None
    assert gs.spoken(whole, found).endswith(f"= {gs.told(found.products[4])}")
    assert gs.walk(whole, 1.0).walked == 8 and len(gs.walk(whole, 1.0).lit) == 6


def test_paths_that_are_not_walked():
    assert gs.walk(sweeps("y"), 0.5).count == 0
    many = gs.walk(sweeps("x*x*x*x", nest=12), 0.5)
    assert many.products is None and np.isnan(many.size) and np.isnan(many.stairs[0]).all()
    assert gs.walk(sweeps("log(x)", at={"x": -1.0, "y": 0.0}), 0.5).products is None
    alone = gs.walk(sweeps("x"), 0.5)
    assert (
        alone.lit == []
        and alone.products is not None
        and alone.products.tolist() == [1.0]
        and (alone.stairs[0] > 0).all()
    )


@pytest.mark.parametrize(
    ("text", "at", "cancels"),
    [
        ("x-x", 1.0, True),
        ("x*(1-x)", 0.5, True),
        ("x*(1-x)", 0.4, False),
        ("x*x", 0.0, False),
        ("sin(x)", 1.5708, False),
    ],
)
def test_products_that_cancel(text, at, cancels):
    assert gs.walk(sweeps(text, at={"x": at, "y": 0.0}), 1.0).cancels(0.1, 0.005) is cancels


@pytest.mark.parametrize("nest", [1, 2, 4])
def test_the_chain_rule_level_by_level_against_sympy(nest):
    x, y = sympy.symbols("x y", real=True)
    g = found = x * y + sympy.sin(x)
    for _ in range(nest - 1):
        found = g.subs(x, found)
    exact = float(sympy.diff(found, x).subs({x: 0.3, y: 0.7}))
    formula = parse("x*y+sin(x)", V)
    assert gs.chained(formula, {"x": 0.3, "y": 0.7}, nest) == pytest.approx(exact, rel=1e-10)
    assert gs.chained(parse("y", V), AT, nest) == 0


def test_the_swing_does_not_hang_on_the_inputs_and_fits_them():
    graph = sweeps().graph
    half = gs.swing(graph, 0)
    x, y = np.random.default_rng(1).uniform(-4, 4, (2, 4000))
    change = np.abs((x + 1) * y + np.sin(x + 1) - x * y - np.sin(x))
    assert 0.7 < (change < half).mean() < 0.98
    assert gs.swing(graph, 4) == pytest.approx(1.2, abs=0.06)
    assert gs.swing(build(parse("3", V)), 0) > 0


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.416147, "−0.416"), (6.0, "6"), (1e-7, "1e−7"), (123456.0, "1.23e5"), (np.nan, "?"), (-0.0, "0")],
)
def test_numbers_are_told(value, text):
    assert gs.told(value) == text


def test_the_change_of_the_output_under_a_nudge():
    t = np.linspace(-1, 1, 9)
    found = sweeps().change(0, t)
    assert np.allclose(found, (2 + t) * 3 + np.sin(2 + t) - 6 - np.sin(2))
    assert np.allclose(sweeps().change(4, t), t)
    assert np.isnan(sweeps("log(x)", at={"x": 0.5, "y": 0.0}).change(0, np.array([-0.6, -0.5, 0.5]))).tolist() == [
        True,
        True,
        False,
    ]


def test_the_formula_as_it_was_typed():
    assert gs.unsimplified(parse("x+x", V)) == "x + x"

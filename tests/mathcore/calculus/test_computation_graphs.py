"""Computation graphs against SymPy's derivatives, a linear solve over the graph's matrix, and closed forms."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from mathcore.calculus import computation_graphs as cg
from mathcore.calculus import graph_sweeps as gs
from mathcore.common.expressions import FUNCTIONS, parse
from mathcore.common.nodes import ARGUMENTS

V = ("x", "y")
SMOOTH = (
    "x*y+sin(x)",
    "x+x",
    "x*(1-x)",
    "(tanh(2x+y)-1)^2",
    "1/(1+exp(-(2*x-y)))",
    "exp(-(x^2+y^2))*sin(x*y)",
    "sigmoid(x)*softplus(y)-erf(x-y)",
    "cosh(x/3)/sinh(2+y^2)+atan(x*y)",
    "(x^2+1)^y",
    "2^x-x^3/(4+y^2)",
    "-x/(3-y/9)",
    "sqrt(1+x^2*y^2)*log(2+x^2)",
)
KINKED = (
    "|x|*y",
    "relu(x-y)*x",
    "max(x,y,1)+min(x*y,2)",
    "if(x<y,x^2,x*y)",
    "cbrt(x)*y",
    "floor(x)+sign(y)*x+ceil(y)*x",
)
POINTS = st.tuples(*[st.floats(-3, 3).map(lambda v: round(v, 3))] * 2)


def adjoints(text: str, x: float, y: float, nest: int = 1) -> tuple[cg.Graph, np.ndarray]:
    graph = cg.build(parse(text, V), nest)
    return graph, cg.sweep(graph, cg.locals_of(graph, cg.evaluate(graph, {"x": x, "y": y})))


def exact(text: str, x: float, y: float, nest: int = 1) -> list[float]:
    """Both partial derivatives from SymPy, in 30 digits."""
    a, b = sympy.symbols("x y", real=True)
    formula = found = parse(text, V).sympy
    for _ in range(nest - 1):
        found = formula.subs(a, found)
    at = {a: sympy.Rational(str(x)), b: sympy.Rational(str(y))}
    return [float(sympy.N(sympy.diff(found, each).subs(at), 30)) for each in (a, b)]


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=12)
@given(at=POINTS)
def test_one_sweep_gives_both_derivatives_of_sympy(text, at):
    graph, found = adjoints(text, *at)
    for name, slope in zip(V, exact(text, *at), strict=True):
        if name in graph.inputs:
            assert found[graph.inputs[name]] == pytest.approx(slope, rel=1e-10, abs=1e-12)
        else:
            assert slope == 0


@pytest.mark.parametrize("text", ["x*y+sin(x)", "x*(1-x)", "sin(x)+y", "x+x"])
@pytest.mark.parametrize("nest", [2, 3])
def test_nested_formulas_against_sympy(text, nest):
    graph, found = adjoints(text, 0.3, 0.7, nest)
    for name, slope in zip(V, exact(text, 0.3, 0.7, nest), strict=True):
        if name in graph.inputs:
            assert found[graph.inputs[name]] == pytest.approx(slope, rel=1e-10)


@pytest.mark.parametrize("name", sorted({name for name, (_, most) in ARGUMENTS.items() if most == 1}))
@settings(max_examples=10)
@given(x=st.floats(0.05, 0.95).map(lambda v: round(v, 3)))
def test_every_function_of_one_argument_against_sympy(name, x):
    _, found = adjoints(f"{name}(x)", x, 0.0)
    if name in ("floor", "ceil"):
        assert found[0] == 0
    else:
        assert found[0] == pytest.approx(exact(f"{name}(x)", x, 0.0)[0], rel=1e-11)


def test_every_function_has_a_rule():
    assert set(FUNCTIONS) <= set(cg._RULES)


@pytest.mark.parametrize("text", KINKED)
@settings(max_examples=20)
@given(at=POINTS)
def test_nudges_agree_off_the_kinks(text, at):
    graph, found = adjoints(text, *at)
    slopes, errors, kinked = cg.nudged(graph, dict(zip(V, at, strict=True)))
    if not kinked and np.isfinite(found).all():
        assert (np.abs(found - slopes) <= errors + 1e-11 * (1 + np.abs(slopes))).all()


@pytest.mark.parametrize("text", SMOOTH)
@settings(max_examples=12)
@given(at=POINTS)
def test_the_error_of_a_nudge_is_not_underestimated_and_small(text, at):
    graph, found = adjoints(text, *at)
    inputs = dict(zip(V, at, strict=True))
    slopes, errors, kinked = cg.nudged(graph, inputs)
    assert not kinked
    assert (np.abs(found - slopes) <= errors + 1e-11 * (1 + np.abs(slopes))).all()
    assert (errors <= 1e-5 * (1 + np.abs(found).max()) * (1 + np.abs(cg.evaluate(graph, inputs)).max())).all()


@pytest.mark.parametrize(
    ("text", "at"), [("relu(x)", 0.0), ("abs(x)", 0.0), ("max(x,y)", 1.0), ("floor(x)", 2.0), ("if(x<y,1,x)", 1.0)]
)
def test_kinks_are_seen(text, at):
    graph = cg.build(parse(text, V))
    assert cg.nudged(graph, {"x": at, "y": 1.0}).kinked
    assert not cg.nudged(graph, {"x": at + 0.4, "y": 1.0}).kinked


@pytest.mark.parametrize("text", ["x^2", "x^5-x", "10^x", "cos(y)^2*x^3", "x^0", "(tanh(2x+y)-1)^2"])
def test_a_power_is_smooth_at_zero(text):
    graph, found = adjoints(text, 0.0, 0.5)
    slopes, errors, kinked = cg.nudged(graph, {"x": 0.0, "y": 0.5})
    assert not kinked and (np.abs(found - slopes) <= errors + 1e-11).all()


@pytest.mark.parametrize(
    "text", ["relu(1000x-370.05)", "abs(1000x-370.05)", "floor(1000x-0.05)", "max(1000x-370.05,0)"]
)
def test_a_kink_that_only_the_nudge_of_an_earlier_node_goes_over_is_seen(text):
    """It lies far from the operation's own argument, and near x."""
    graph, found = adjoints(text, 0.37, 0.0)
    slopes, errors, kinked = cg.nudged(graph, {"x": 0.37, "y": 0.0})
    assert kinked and (np.abs(found - slopes) > errors + 1e-11).any()


@pytest.mark.parametrize(
    ("text", "x", "y", "slopes"), [("x^y", 0.0, 2.0, (0, 0)), ("x^y", 0.0, 1.0, (1, 0)), ("x^0", 0.0, 1.0, (0,))]
)
def test_powers_of_zero_have_their_limits(text, x, y, slopes):
    _, found = adjoints(text, x, y)
    assert found[: len(slopes)].tolist() == list(slopes)


@pytest.mark.parametrize("text", [*SMOOTH, *KINKED])
def test_values_are_those_of_the_formula(text):
    formula = parse(text, V)
    graph = cg.build(formula)
    x, y = np.random.default_rng(3).uniform(-3, 3, (2, 50))
    assert np.allclose(cg.evaluate(graph, {"x": x, "y": y})[-1], formula(x, y), rtol=1e-14, equal_nan=True)


def solved(graph: cg.Graph, weights: np.ndarray) -> np.ndarray:
    """The sum over all paths to the output of the product of the weights of their edges, by a linear solve: summed over
    all lengths, the powers of the graph's matrix are (I - A)^-1."""
    matrix = np.zeros((len(graph.ops), len(graph.ops)))
    for edge, weight in zip(graph.edges, weights, strict=True):
        matrix[edge.tail, edge.head] += weight
    return np.linalg.inv(np.eye(len(graph.ops)) - matrix)[:, -1]


@pytest.mark.parametrize(
    ("text", "nest"), list(itertools.product(["x*y+sin(x)", "x+x", "x*x*x+y", SMOOTH[5]], [1, 2, 4]))
)
def test_paths_against_the_inverse_of_the_graphs_matrix(text, nest):
    graph, found = adjoints(text, 0.4, -0.6, nest)
    slopes = cg.locals_of(graph, cg.evaluate(graph, {"x": 0.4, "y": -0.6}))
    assert np.allclose(found, solved(graph, slopes), rtol=1e-10)
    assert graph.counts == np.round(solved(graph, np.ones(len(slopes)))).tolist()
    start = graph.inputs["x"]
    products, lengths = cg.products(graph, slopes, start)
    assert len(products) == graph.counts[start]
    assert products.sum() == pytest.approx(found[start], rel=1e-9)
    assert lengths.sum() == graph.work(start)
    for which in {0, len(products) // 2, len(products) - 1}:
        edges = cg.path(graph, start, which)
        assert np.prod(slopes[edges]) == pytest.approx(products[which], rel=1e-12)
        assert len(edges) == lengths[which]
        assert [graph.edges[k].tail for k in edges] == [start, *(graph.edges[k].head for k in edges[:-1])]
        assert graph.edges[edges[-1]].head == len(graph.ops) - 1


@given(st.integers(1, 12))
def test_doubling_has_two_to_the_n_paths_and_two_n_edges(n):
    graph, found = adjoints("x+x", 1.0, 0.0, n)
    assert (graph.counts[0], len(graph.edges), found[0]) == (2**n, 2 * n, 2.0**n)
    assert graph.work(0) == n * 2**n


@pytest.mark.parametrize(("n", "slope"), [(5, 6.763e-4), (10, 3.875e-7)])
def test_a_chain_of_sigmoids_from_zero(n, slope):
    graph, found = adjoints("sigmoid(x)", 0.0, 0.0, n)
    a = 0.0
    product = 1.0
    for _ in range(n):
        a = 1 / (1 + np.exp(-a))
        product *= a * (1 - a)
    assert found[0] == pytest.approx(product, rel=1e-12) == pytest.approx(slope, rel=1e-3)
    assert found[0] < 4.0**-n
    assert graph.counts[0] == 1


def test_the_example_of_the_lesson():
    graph, found = adjoints("x*y+sin(x)", 2.0, 3.0)
    assert graph.names == ("x", "y", "v₁", "v₂", "f")
    assert graph.symbols == ("x", "y", "×", "sin", "+")
    assert [graph.written(k) for k in (2, 3, 4)] == ["x · y", "sin(x)", "v₁ + v₂"]
    assert found[0] == pytest.approx(3 + np.cos(2)) == pytest.approx(2.583853163)
    assert found[1] == 2
    slopes = cg.locals_of(graph, cg.evaluate(graph, {"x": 2.0, "y": 3.0}))
    assert cg.sweep(graph, slopes, add=False)[0] == 3  # the sine's −0.416 is overwritten
    assert cg.sweep(graph, slopes, 3)[0] == pytest.approx(np.cos(2))  # half-way
    kinds = [step.kind for step in graph.steps]
    assert kinds == ["value"] * 3 + ["seed"] + ["use"] * 5


def test_equal_parts_are_one_node_and_constants_none():
    assert len(cg.build(parse("sin(x*y)+cos(x*y)", V)).ops) == 6
    assert cg.build(parse("2*x+(3-1)", V)).args == ((), (2.0, 0), (1, 2.0))
    graph = cg.build(parse("3", V))
    assert (graph.ops, graph.names, graph.written(0)) == (("const",), ("f",), "const(3)")
    assert cg.build(parse("y", V), 5).ops == ("y",)
    assert cg.build(parse("x", V), 5).names == ("x",)


def test_where_a_value_is_undefined_nothing_flows():
    graph, found = adjoints("log(x)*y", -1.0, 2.0)
    assert np.isnan(found[graph.inputs["x"]]) and np.isnan(found[graph.inputs["y"]])
    graph, found = adjoints("sqrt(x)", 0.0, 0.0)
    assert np.isinf(found[0])


def test_too_many_paths_are_refused_and_counted():
    graph, _ = adjoints("x*x*x*x", 1.0, 0.0, 12)
    assert graph.counts[0] == 4**12
    with pytest.raises(ValueError, match="16777216 paths"):
        cg.products(graph, np.ones(len(graph.edges)), 0)
    with pytest.raises(ValueError, match="paths to the output"):
        cg.path(graph, 0, 4**12)


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0"), (512, "512"), (1024, "2¹⁰"), (4096, "2¹²"), (4097, "4,097"), (2 * 10**7, "2e7")]
)
def test_numbers_of_paths_are_short(count, said):
    assert gs.counted(count) == said

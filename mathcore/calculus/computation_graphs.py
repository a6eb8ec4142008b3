"""Computation graphs of typed formulas: values forward, adjoints backward, and the paths between.

A node is an operation on earlier nodes and constants; equal subexpressions are one node. The adjoint of a node is the
derivative of the output with respect to its value, all that does not hang on it held fixed. Source: A. Griewank and
A. Walther, Evaluating Derivatives, 2nd ed., SIAM (2008), chapters 3 and 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from mathcore.common.expressions import FUNCTIONS, Formula, constant
from mathcore.common.nodes import Call, Node, Variable

Array = NDArray[np.float64]
Locals = Callable[..., Sequence[Any]]
_INFIX = {"add": "+", "sub": "−", "mul": "·", "div": "÷", "pow": "^", "lt": "<", "le": "≤", "and": "∧"}
_SHORT = {
    "sigmoid": "σ",
    "softplus": "soft+",
    "sqrt": "√",
    "cbrt": "∛",
    "abs": "|·|",
    "neg": "−",
    "floor": "⌊·⌋",
    "ceil": "⌈·⌉",
}
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
MOST_WALKED = 2**14  # paths that are enumerated one by one
_ROUNDING = float(np.finfo(float).eps)


def _zero(*args: Any) -> list[float]:
    return [0.0] * (len(args) - 1)


def _flat(a: Any, b: Any) -> Any:
    return (a == 0) & (b > 0)


def _chosen(best: Any) -> Locals:
    """The locals of min and max: 1 for the first argument that is chosen, 0 for the others."""

    def found(*args: Any) -> Sequence[Any]:
        all_of = np.stack(np.broadcast_arrays(*args[:-1]))
        return list((np.arange(len(all_of)).reshape(-1, *[1] * (all_of.ndim - 1)) == best(all_of, axis=0)) * 1.0)

    return found


_RULES: Mapping[str, tuple[Callable[..., Any], Locals]] = {
    "add": (np.add, lambda a, b, v: (1.0, 1.0)),
    "sub": (np.subtract, lambda a, b, v: (1.0, -1.0)),
    "mul": (np.multiply, lambda a, b, v: (b, a)),
    "div": (np.divide, lambda a, b, v: (1 / b, -v / b)),
    # a^0 is flat in a, and 0^b in b > 0: the limits, where the products would be 0 · ∞.
    "pow": (
        np.power,
        lambda a, b, v: (np.where(b == 0, 0.0, b * np.power(a, b - 1.0)), np.where(_flat(a, b), 0.0, v * np.log(a))),
    ),
    "neg": (np.negative, lambda a, v: (-1.0,)),
    "sin": (np.sin, lambda a, v: (np.cos(a),)),
    "cos": (np.cos, lambda a, v: (-np.sin(a),)),
    "tan": (np.tan, lambda a, v: (1 + v * v,)),
    "asin": (np.arcsin, lambda a, v: (1 / np.sqrt(1 - a * a),)),
    "acos": (np.arccos, lambda a, v: (-1 / np.sqrt(1 - a * a),)),
    "atan": (np.arctan, lambda a, v: (1 / (1 + a * a),)),
    "sinh": (np.sinh, lambda a, v: (np.cosh(a),)),
    "cosh": (np.cosh, lambda a, v: (np.sinh(a),)),
    "tanh": (np.tanh, lambda a, v: (1 - v * v,)),
    "exp": (np.exp, lambda a, v: (v,)),
    "log": (np.log, lambda a, v: (1 / a,)),
    "sqrt": (np.sqrt, lambda a, v: (0.5 / v,)),
    "cbrt": (np.cbrt, lambda a, v: (1 / (3 * v * v),)),
    "abs": (np.abs, lambda a, v: (np.sign(a),)),
    "erf": (special.erf, lambda a, v: (2 / np.sqrt(np.pi) * np.exp(-a * a),)),
    "sigmoid": (special.expit, lambda a, v: (v * (1 - v),)),
    "softplus": (FUNCTIONS["softplus"][0], lambda a, v: (special.expit(a),)),
    "relu": (FUNCTIONS["relu"][0], lambda a, v: (1.0 * (a > 0),)),
    "min": (FUNCTIONS["min"][0], _chosen(np.argmin)),
    "max": (FUNCTIONS["max"][0], _chosen(np.argmax)),
    # A truth value may be nudged as well, and stays true above a half.
    "if": (lambda c, a, b: np.where(c > 0.5, a, b), lambda c, a, b, v: (0.0, 1.0 * (c > 0.5), 1.0 * (c <= 0.5))),
    "and": (lambda a, b: 1.0 * ((a > 0.5) & (b > 0.5)), _zero),
    **{name: (FUNCTIONS[name][0], _zero) for name in ("sign", "floor", "ceil", "lt", "le")},
}
"""Of each operation how it is computed, and its local derivatives by its arguments and its value. At the kinks: relu
and abs have the slope 0 at 0, of a tie in min or max the first argument counts."""


class Edge(NamedTuple):
    """A use of a value: node `tail` is argument number `slot` of node `head`."""

    tail: int
    head: int
    slot: int


class Step(NamedTuple):
    """A step of the two sweeps: "value" computes node `at`, "seed" sets its adjoint to 1, "use" takes the adjoint of
    the head of edge number `edge` back to its tail, `at`."""

    kind: str
    at: int
    edge: int = -1


@dataclass(frozen=True)
class Graph:
    """A formula as a graph, operands first, the output last.

    `ops` names the operation of each node (a variable's name for an input, "const" for a formula without variables);
    `args` are its arguments: the number of a node (int) or a constant (float).
    """

    ops: tuple[str, ...]
    args: tuple[tuple[int | float, ...], ...]
    inputs: Mapping[str, int]

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """All uses, in the order of their heads and slots."""
        pairs = [(head, slot, arg) for head, args in enumerate(self.args) for slot, arg in enumerate(args)]
        return tuple(Edge(arg, head, slot) for head, slot, arg in pairs if isinstance(arg, int))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each node is called: inputs by their names, the output f, what is between v₁, v₂, ..."""
        first, last = len(self.inputs), len(self.ops) - 1
        inner = [f"v{k - first + 1}".translate(_BELOW) for k in range(first, last)]
        return (*self.ops[:first], *inner, *(["f"] if last >= first else []))

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """The operation of each node in a few letters, with the constant that it holds: +, sin, 2·, ^2."""
        found = []
        for op, args in zip(self.ops, self.args, strict=True):
            sign = _INFIX.get(op, _SHORT.get(op, op))
            fixed = [arg if isinstance(arg, str) else f"{arg:.3g}".replace("-", "−") for arg in map(_fixed, args)]
            found.append(fixed[0] if op == "const" else sign.replace("·", "×").join(fixed) if op in _INFIX else sign)
        return tuple(found)

    def written(self, node: int) -> str:
        """The operation of a node with the names of its arguments: v₁ + 2, sin(x)."""
        parts = [self.names[a] if isinstance(a, int) else f"{a:.4g}".replace("-", "−") for a in self.args[node]]
        op = self.ops[node]
        if op in _INFIX:
            return f" {_INFIX[op]} ".join(parts)
        return f"−{parts[0]}" if op == "neg" else f"{op}({', '.join(parts)})"

    @cached_property
    def backward(self) -> tuple[int, ...]:
        """The numbers of the edges in the order of the reverse sweep: heads last to first."""
        return tuple(sorted(range(len(self.edges)), key=lambda k: (-self.edges[k].head, self.edges[k].slot)))

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps of the two sweeps: a node at a time forward, an edge at a time backward."""
        forward = [Step("value", k) for k, op in enumerate(self.ops) if op in _RULES]
        uses = [Step("use", self.edges[k].tail, k) for k in self.backward]
        return (*forward, Step("seed", len(self.ops) - 1), *uses)

    @cached_property
    def counts(self) -> list[int]:
        """Of each node the number of paths to the output."""
        found = [0] * (len(self.ops) - 1) + [1]
        for k in self.backward:
            found[self.edges[k].tail] += found[self.edges[k].head]
        return found

    def work(self, start: int) -> int:
        """The products that it takes to walk every path from a node to the output: the edges of all of them."""
        found = [0] * len(self.ops)
        for k in self.backward:
            tail, head, _ = self.edges[k]
            found[tail] += found[head] + self.counts[head]
        return found[start]

    @cached_property
    def uses(self) -> list[list[int]]:
        """Of each node the edges that leave it, in the order of the reverse sweep."""
        found: list[list[int]] = [[] for _ in self.ops]
        for k in self.backward:
            found[self.edges[k].tail].append(k)
        return found


def _fixed(argument: int | float) -> str | float:
    return "" if isinstance(argument, int) else argument


def build(formula: Formula, nest: int = 1) -> Graph:
    """The graph of a formula of x and other variables; with `nest` of f(f(... f(x, y) ..., y), y).

    Equal subexpressions are one node. Constants are folded into the operations that use them.
    """
    ops: list[str] = []
    args: list[tuple[int | float, ...]] = []
    known: dict[Any, int] = {}

    def node(op: str, *arguments: int | float) -> int:
        key = (op, tuple((type(each), each) for each in arguments))
        if key not in known:
            known[key] = len(ops)
            ops.append(op)
            args.append(arguments)
        return known[key]

    def walk(tree: Node, bound: Mapping[str, int | float]) -> int | float:
        value = constant(tree)
        if value is not None:
            return value
        match tree:
            case Variable(name):
                return bound[name]
            case Call(name, operands):
                return node(name, *[walk(each, bound) for each in operands])
        raise TypeError(f"{tree} is no node of a formula.")

    used = [name for name in formula.variables if _uses(formula.tree, name)]
    inputs = {name: node(name) for name in used}
    bound: dict[str, int | float] = dict(inputs)
    for _ in range(nest if "x" in used else 1):
        bound["x"] = walk(formula.tree, bound)
    if isinstance(bound["x"], float):
        node("const", bound["x"])
    return Graph(tuple(ops), tuple(args), inputs)


def _uses(tree: Node, name: str) -> bool:
    match tree:
        case Variable(other):
            return other == name
        case Call(_, operands):
            return any(_uses(each, name) for each in operands)
    return False


def evaluate(graph: Graph, at: Mapping[str, ArrayLike], moved: ArrayLike = 0.0) -> Array:
    """The value of every node, shape (nodes, ...), NaN where it is undefined.

    `moved`, of a shape that broadcasts to that of the values, is added to each node after it is computed: a nudge.
    """
    shifts = np.asarray(moved, float)
    size = np.broadcast_shapes(*(np.shape(each) for each in at.values()), shifts.shape[1:])
    shifts = np.broadcast_to(shifts, (len(graph.ops), *size))
    found = np.empty((len(graph.ops), *size))
    with np.errstate(all="ignore"):
        for k, (op, args) in enumerate(zip(graph.ops, graph.args, strict=True)):
            if op in _RULES:
                value = _RULES[op][0](*(found[arg] if isinstance(arg, int) else np.float64(arg) for arg in args))
            else:
                value = at[op] if not args else args[0]
            found[k] = value + shifts[k]
    return found


def locals_of(graph: Graph, values: ArrayLike) -> Array:
    """The local derivative of each edge, its head by its tail, at the values of all nodes: shape (edges,), NaN where
    the head is undefined."""
    v = np.asarray(values, float)
    found = []
    with np.errstate(all="ignore"):
        for head, (op, args) in enumerate(zip(graph.ops, graph.args, strict=True)):
            if op not in _RULES:
                continue
            slopes = _RULES[op][1](*(v[arg] if isinstance(arg, int) else np.float64(arg) for arg in args), v[head])
            there = v[head] == v[head]
            found += [
                float(s) if there else np.nan for s, arg in zip(slopes, args, strict=True) if isinstance(arg, int)
            ]
    return np.array(found)


def sweep(graph: Graph, slopes: ArrayLike, done: int | None = None, *, add: bool = True) -> Array:
    """The adjoint of each node after `done` edges of the reverse sweep (all by default): the output's is 1, and the
    edge from u to v adds (adjoint of v) * (local derivative) to that of u. Shape (nodes,).

    With `add` false a later use overwrites what an earlier one gave: the classic mistake.
    """
    local, found = np.asarray(slopes, float), np.zeros(len(graph.ops))
    found[-1] = 1.0
    with np.errstate(all="ignore"):
        for k in graph.backward[:done]:
            tail, head, _ = graph.edges[k]
            found[tail] = found[head] * local[k] + (found[tail] if add else 0.0)
    return found


class Nudged(NamedTuple):
    """Central differences of the output by each node: `slopes` (nodes,); `errors` (nodes,), how far off they may be;
    `kinked`, whether some run went over a point where an operation has no derivative or jumps: there nothing is known.
    """

    slopes: Array
    errors: Array
    kinked: bool


def nudged(graph: Graph, at: Mapping[str, float]) -> Nudged:
    """What each node moves the output by, from runs of the graph with that node alone moved a little up and down.

    The step is 1e-4 of the node's size (at least 1e-4). Richardson's extrapolation from twice the step takes the first
    error off, and its size bounds what is left. To it comes rounding: each node's value is off by a few ulps, which
    move the output by its adjoint times that.
    """
    count = len(graph.ops)
    values = evaluate(graph, at)
    h = 1e-4 * np.where(np.isfinite(values), np.maximum(np.abs(values), 1.0), 1.0)
    ways = np.array([1.0, -1.0, 2.0, -2.0])
    moved = (np.eye(count) * h)[:, :, None] * ways
    with np.errstate(all="ignore"):
        runs = evaluate(graph, at, moved)
        up, down, far_up, far_down = runs[-1].T
        near, far = (up - down) / (2 * h), (far_up - far_down) / (4 * h)
        swing = np.abs(sweep(graph, locals_of(graph, values)) * values).sum() + np.abs(up - down)
        errors = np.abs(near - far) + 8 * _ROUNDING * swing / h
        return Nudged((4 * near - far) / 3, errors, _crosses(graph, values, runs))


# Of each operation that has kinks, jumps or poles a number of its arguments; it changes where they are gone over.
_SIDES: Mapping[str, Callable[..., Any]] = {
    **dict.fromkeys(("abs", "relu", "sign", "sqrt", "cbrt", "log"), np.sign),
    **{name: lambda a: np.sign(np.abs(a) - 1) for name in ("asin", "acos")},
    "tan": lambda a: np.floor(a / np.pi + 0.5),
    "floor": np.floor,
    "ceil": np.ceil,
    "min": lambda *each: np.argmin(np.stack(np.broadcast_arrays(*each)), axis=0),
    "max": lambda *each: np.argmax(np.stack(np.broadcast_arrays(*each)), axis=0),
    **{name: lambda a, b: np.sign(a - b) for name in ("lt", "le")},
    "if": lambda c, a, b: c > 0.5,
    "and": lambda a, b: (a > 0.5) & (b > 0.5),
    "div": lambda a, b: np.sign(b),
    # Powers 0, 1, 2, ... are smooth.
    "pow": lambda a, b: np.where((b >= 0) & (b == np.round(b)), 1.0, np.sign(a)),
}


def _crosses(graph: Graph, values: Array, runs: Array) -> bool:
    """Whether in some of the runs (nodes, ...) an operation lies on another side of a kink, a jump or a pole than at
    the values (nodes,)."""
    with np.errstate(invalid="ignore"):
        for op, args in zip(graph.ops, graph.args, strict=True):
            if op in _SIDES:
                here, there = (
                    _SIDES[op](*(v[arg] if isinstance(arg, int) else np.float64(arg) for arg in args))
                    for v in (values, runs)
                )
                if (here != there).any():
                    return True
    return False


def path(graph: Graph, start: int, which: int) -> list[int]:
    """The edges of path number `which` (from 0) from a node to the output, in the order of `products`.

    Raises:
        ValueError: there are not so many.
    """
    if not 0 <= which < graph.counts[start]:
        raise ValueError(f"Node {start} has {graph.counts[start]} paths to the output.")
    found, at = [], start
    while at != len(graph.ops) - 1:
        for k in graph.uses[at]:
            head = graph.edges[k].head
            if which < graph.counts[head]:
                found.append(k)
                at = head
                break
            which -= graph.counts[head]
    return found


def products(graph: Graph, slopes: ArrayLike, start: int) -> tuple[Array, NDArray[np.intp]]:
    """Of every path from a node to the output the product of its local derivatives, and its number of edges: each shape
    (paths,), walked one by one, nothing shared.

    Raises:
        ValueError: more than `MOST_WALKED` paths.
    """
    if graph.counts[start] > MOST_WALKED:
        raise ValueError(f"There are {graph.counts[start]} paths; at most {MOST_WALKED} are walked.")
    local = np.asarray(slopes, float)
    found = [(np.empty(0), np.empty(0, np.intp))] * len(graph.ops)
    found[-1] = np.ones(1), np.zeros(1, np.intp)
    for at in range(len(graph.ops) - 2, start - 1, -1):
        ways = [(local[k], found[graph.edges[k].head]) for k in graph.uses[at] if len(found[graph.edges[k].head][0])]
        if ways:
            with np.errstate(over="ignore", invalid="ignore"):
                both = [(slope * product, length + 1) for slope, (product, length) in ways]
            found[at] = np.concatenate([each for each, _ in both]), np.concatenate([each for _, each in both])
    return found[start]

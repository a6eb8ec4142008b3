"""The two sweeps over a computation graph as they are told step by step, and its paths as they are walked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import sympy
from numpy.typing import NDArray

from mathcore.calculus.computation_graphs import (
    MOST_WALKED,
    Graph,
    Step,
    build,
    evaluate,
    locals_of,
    path,
    products,
    sweep,
)
from mathcore.common.expressions import Formula

Array = NDArray[np.float64]
BAR = "\u0304"  # over the letter before it


def barred(name: str) -> str:
    """The name of a node's adjoint: v̄₁."""
    return name[:1] + BAR + name[1:]


def told(value: float, digits: int = 3) -> str:
    """A number in a sentence, with a real minus sign; "?" where it is undefined or infinite."""
    if not np.isfinite(value):
        return "?"
    text = f"{value + 0.0:.{digits}g}" if abs(value) < 1e4 else f"{value:.2e}"
    return text.replace("e+0", "e").replace("e-0", "e-").replace("-", "−")


def factor(value: float) -> str:
    """A number in a product: a negative one in parentheses."""
    return f"({told(value)})" if value < 0 else told(value)


@dataclass(frozen=True)
class Sweeps:
    """Both sweeps over a graph at its inputs, `share` of all steps done. `add` false: a later use overwrites an earlier
    one, the classic mistake."""

    graph: Graph
    at: Mapping[str, float]
    share: float = 1.0
    add: bool = True

    @cached_property
    def values(self) -> Array:
        """The value of each node."""
        return evaluate(self.graph, self.at)

    @cached_property
    def slopes(self) -> Array:
        """The local derivative on each edge."""
        return locals_of(self.graph, self.values)

    @cached_property
    def adjoints(self) -> Array:
        """The adjoint of each node after the whole sweep."""
        return sweep(self.graph, self.slopes, add=self.add)

    @property
    def done(self) -> int:
        """How many steps are done."""
        return int(self.share * len(self.graph.steps) + 1e-9)

    @property
    def moving(self) -> float:
        """How much of the step in hand is done, in [0, 1)."""
        return max(0.0, self.share * len(self.graph.steps) - self.done)

    @cached_property
    def step(self) -> Step | None:
        """The step in hand, or between two the last one; None before the first."""
        steps = self.graph.steps
        if self.moving > 1e-9:
            return steps[self.done]
        return steps[self.done - 1] if self.done else None

    @cached_property
    def known(self) -> set[int]:
        """The nodes that have their values."""
        found = {step.at for step in self.graph.steps[: self.done] if step.kind == "value"}
        return found | {k for k, args in enumerate(self.graph.args) if not args or self.graph.ops[k] == "const"}

    @cached_property
    def used(self) -> list[int]:
        """The edges that the reverse sweep has gone over."""
        return [step.edge for step in self.graph.steps[: self.done] if step.kind == "use"]

    @cached_property
    def reached(self) -> set[int]:
        """The nodes that have an adjoint, or a part of it."""
        seeded = self.done >= len(self.graph.steps) - len(self.graph.edges)
        return {self.graph.edges[k].tail for k in self.used} | ({len(self.graph.ops) - 1} if seeded else set())

    @cached_property
    def so_far(self) -> Array:
        """The adjoint of each node at this step: 0 before the sweep reaches it."""
        found = sweep(self.graph, self.slopes, len(self.used), add=self.add)
        return np.where([k in self.reached for k in range(len(found))], found, 0.0)

    def complete(self, node: int) -> bool:
        """Whether every use of a node has come back to it."""
        return node in self.reached and set(self.graph.uses[node]) <= set(self.used)

    def change(self, node: int, nudges: Array) -> Array:
        """How much the output changes when a node alone is moved by each of `nudges` (n,), NaN where undefined."""
        moved = np.zeros((len(self.graph.ops), len(nudges)))
        moved[node] = nudges
        with np.errstate(invalid="ignore", over="ignore"):
            change = evaluate(self.graph, self.at, moved)[-1] - self.values[-1]
        return np.where(np.isfinite(change), change, np.nan)

    @cached_property
    def on_the_way(self) -> dict[int, float]:
        """The edges that something moves along, and how far from their tails it is, in [0, 1]: all edges into a node
        forward, one edge backward."""
        step = self.step if self.moving > 1e-9 else None
        if step is None or step.kind == "seed":
            return {}
        if step.kind == "use":
            return {step.edge: 1 - self.moving}
        return {k: self.moving for k, edge in enumerate(self.graph.edges) if edge.head == step.at}

    @cached_property
    def trouble(self) -> str:
        """What cannot be computed at these inputs, in a sentence; "" if everything can."""
        if not np.isfinite(self.values).all():
            bad = int(np.argmin(np.isfinite(self.values)))
            if self.graph.ops[bad] == "const":
                return "f is a constant that is undefined or infinite: nothing flows through it."
            what = f"{self.graph.names[bad]} = {self.graph.written(bad)[:60]}"
            return f"{what} is undefined or infinite here: nothing flows through it."
        if not np.isfinite(self.slopes).all():
            return "A local derivative is undefined or infinite here, and so is what comes back through it."
        return "" if np.isfinite(self.adjoints).all() else "The adjoints are too large for a computer's numbers."

    def labels(self, named: bool, tight: bool = False) -> tuple[list[str], list[str]]:
        """What is written above and below each node: its value and its adjoint so far, where it has them; with their
        names, or shorter. Where it is `tight`, what is long stands on two lines."""
        digits = 3 if named and not tight else 2

        def text(name: str, value: float) -> str:
            found = f"{name} = {told(value, digits)}" if named else told(value, digits)
            return found.replace(" = ", " =<br>") if tight and len(found.replace(BAR, "")) > 8 else found

        names = list(enumerate(self.graph.names))
        above = [text(name, self.values[k]) if k in self.known else "" for k, name in names]
        below = [text(barred(name), self.so_far[k]) if k in self.reached else "" for k, name in names]
        return above, below

    @cached_property
    def sentence(self) -> str:
        """What the step in hand, or the last one, does."""
        graph, step = self.graph, self.step
        if step is None:
            return "The inputs are given."
        name = graph.names[step.at]
        if step.kind == "value":
            return f"{name} = {graph.written(step.at)} = {told(self.values[step.at])}"
        if step.kind == "seed":
            return f"{barred(name)} = 1: the output moves as fast as itself"
        place, head = graph.backward.index(step.edge), graph.edges[step.edge].head
        before = sweep(graph, self.slopes, place, add=self.add)
        came, had = before[head] * self.slopes[step.edge], before[step.at]
        product = f"{barred(graph.names[head])} · {factor(self.slopes[step.edge])}"
        if not set(graph.uses[step.at]) & set(graph.backward[:place]):
            return f"{barred(name)} = {product} = {told(came)}"
        if not self.add:
            return f"{barred(name)} = {product} = {told(came)}: the {told(had)} is lost"
        return f"{barred(name)} = {told(had)} + {product} = {told(had + came)}"


@dataclass(frozen=True)
class Walk:
    """The paths from x to the output: their `count`, the `work` (products) of all of them, how many are `walked`,
    the edges `lit` of the path in hand; of each path its product, and the work done at its end (None where they are not
    walked)."""

    count: int
    work: int
    walked: int
    lit: list[int]
    products: Array | None = None
    ends: NDArray[np.intp] | None = None

    @property
    def size(self) -> float:
        """The sum of all products without their signs; NaN where they are not walked, 1 where all are zero."""
        return float(np.abs(self.products).sum()) or 1.0 if self.products is not None else float("nan")

    @property
    def stairs(self) -> tuple[Array, Array]:
        """The work after no path, one, two, ..., and the sum of products as a part of `size`: (count + 1,) each, or two
        NaN where they are not walked. No work counts as 0.8, for a logarithmic axis."""
        if self.products is None or self.ends is None:
            return np.full(2, np.nan), np.full(2, np.nan)
        return np.maximum(np.append(0, self.ends), 0.8), np.append(0.0, np.cumsum(self.products) / self.size)

    def cancels(self, least: float, within: float) -> bool:
        """Whether there are several paths, each with a product of at least that size, that add up to nothing."""
        if self.products is None or self.count < 2:
            return False
        return bool(abs(self.products.sum()) < within and np.abs(self.products).min() >= least)


def walk(sweeps: Sweeps, share: float) -> Walk:
    """That share of the paths from x walked. They are counted without being walked; walked are at most `MOST_WALKED`,
    and none where a local derivative is undefined or infinite."""
    graph = sweeps.graph
    start = graph.inputs.get("x")
    if start is None:
        return Walk(0, 0, 0, [])
    count = graph.counts[start]
    walked = int(share * count + 1e-9)
    lit = path(graph, start, min(walked, count - 1))
    if count > MOST_WALKED or not np.isfinite(sweeps.adjoints).all():
        return Walk(count, graph.work(start), walked, lit)
    found, lengths = products(graph, sweeps.slopes, start)
    if not np.abs(found).max() < 1e300:
        return Walk(count, graph.work(start), walked, lit)
    return Walk(count, graph.work(start), walked, lit, found, np.cumsum(lengths))


def crowded(x: Array) -> bool:
    """Whether nodes at those places from left to right are so near to one another that a name and a number on one line
    would overlap."""
    return bool(np.diff(np.unique(x.round(3))).min(initial=9.0) < 2.6)


def counted(count: int) -> str:
    """A number of paths in a few letters: 999, 2¹² for 4,096 (paths double), and 1.7e7 from a hundred thousand on."""
    if count >= 1024 and count & (count - 1) == 0:
        return "2" + str(count.bit_length() - 1).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{count:,}" if count < 10**5 else f"{count:.2g}".replace("e+0", "e").replace("e+", "e")


def most_work(formula: Formula, nest: int) -> int:
    """The products for all paths from x of a formula that is nested; 1 if there is no path."""
    graph = build(formula, nest)
    return graph.work(graph.inputs["x"]) if "x" in graph.inputs else 1


def spoken(sweeps: Sweeps, found: Walk) -> str:
    """The product along the path in hand, from the output to x."""
    if not found.lit:
        return "x is the output: a path without an edge" if found.count else "No path leads from x to f."
    factors = [factor(sweeps.slopes[k]) for k in reversed(found.lit)]
    shown = factors if len(factors) <= 6 else [*factors[:3], "…", *factors[-2:]]
    with np.errstate(all="ignore"):
        product = float(np.prod(sweeps.slopes[found.lit]))
    return f"{' · '.join(shown)} = {told(product)}"


def swing(graph: Graph, node: int) -> float:
    """How much the output changes when a node is moved by 1, at four fifths of the inputs in [-4, 4]² at most (and a
    quarter more): half the height of an axis that need not hang on the inputs."""
    x, y = (each.ravel() for each in np.meshgrid(*[np.linspace(-4.0, 4.0, 7)] * 2))
    moved = np.zeros((len(graph.ops), 3, 1))
    moved[node, :, 0] = 0.0, -1.0, 1.0
    rest, *others = evaluate(graph, {"x": x[None], "y": y[None]}, moved)[-1]
    with np.errstate(invalid="ignore"):
        change = np.abs(np.array(others) - rest)
    change = change[(change > 1e-6) & (change < 1e6)]
    return float(f"{1.25 * np.quantile(change, 0.8):.2g}") if len(change) else 1.0


def chained(formula: Formula, at: Mapping[str, float], nest: int) -> float:
    """The derivative of f(f(... f(x, y) ..., y), y) by x as the chain rule has it: the product of the derivative of the
    formula by x at each level, y held; along the graph of a single level."""
    graph, x, found = build(formula), at["x"], 1.0
    if "x" not in graph.inputs:
        return 0.0
    for _ in range(nest):
        level = Sweeps(graph, {**at, "x": x})
        found, x = found * float(level.adjoints[graph.inputs["x"]]), float(level.values[-1])
    return found


def unsimplified(formula: Formula) -> str:
    """The formula as LaTeX, as it was typed: x + x and not 2x."""
    with sympy.evaluate(False):
        return Formula(formula.text, formula.tree, formula.variables).latex

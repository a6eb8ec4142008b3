"""Exercises on computing with matrices and tensors."""

from itertools import pairwise

from explorer.lesson.tasks import Task


def ring(nodes: int) -> list[list[int]]:
    """Nine nodes, the first of which make a ring; the others stand alone."""
    edges = {frozenset((k, (k + 1) % nodes)) for k in range(nodes)}
    return [[int(frozenset((i, j)) in edges and i != j) for j in range(9)] for i in range(9)]


def filled(count: int) -> list[list[int]]:
    """A 4 × 5 matrix with so many entries that are not 0."""
    return [[1 + (i + j) % 9 if (5 * i + j) * 7 % 20 < count else 0 for j in range(5)] for i in range(4)]


def star(leaves: int) -> list[list[int]]:
    """Nine nodes, the first of which is joined to so many others."""
    return [[int(0 in (i, j) and 0 < i + j <= leaves) for j in range(9)] for i in range(9)]


def chord(over: int) -> list[list[int]]:
    """A ring of ten nodes with an edge more, from the first node to one that is so many steps away."""
    steps = ({1, 9}, {0, over})
    return [[int((i - j) % 10 in steps[0] or {i, j} == steps[1]) for j in range(10)] for i in range(10)]


def slices(rows: tuple[tuple[float, ...], ...]) -> str:
    """Two 2×2 slices side by side, each as [a b; c d]."""
    left, right = ("; ".join(" ".join(f"{x:g}" for x in row[at : at + 2]) for row in rows) for at in (0, 2))
    return f"X = [{left}] and Y = [{right}]".replace("-", "−")


EXERCISES = {
    "iterative_solvers": (
        Task(
            "The eigenvalues of A are evenly spread with κ = 100, and CG takes 47 steps to 10⁻⁶. The largest moves "
            "from 100 to 10,000. How many steps are needed now, without rounding?",
            {},
            "48: one root of the polynomial goes to the outlier, the others work as before.",
            near=4.0,
        ),
        Task(
            "A valley has the curvatures 1 and {kappa}. What part of the error e, measured as √(eᵀAe), does a step of "
            "steepest descent leave at the worst start?",
            {"kappa": (2.0, 10.0, 20.0, 100.0)},
            "(κ − 1)/(κ + 1), from starts at which both directions have equal gradients.",
            near=0.003,
            at={"view": "steps"},
            answer=lambda q: (q.kappa - 1) / (q.kappa + 1),
        ),
        Task(
            "A has the eigenvalues {spectrum}, and b has a part along each eigenvector. After how many steps has CG "
            "solved Ax = b, without rounding?",
            {
                "spectrum": (
                    (1.0, 1.0, 1.0, 5.0, 5.0, 9.0),
                    (2.0, 2.0, 2.0, 2.0, 7.0, 7.0),
                    (0.5, 1.0, 1.0, 2.0, 4.0, 8.0),
                    (3.0, 3.0, 4.0, 4.0, 6.0, 10.0),
                )
            },
            "As many as there are different eigenvalues: a polynomial with a root at each of them leaves nothing.",
            near=0.5,
            at={"view": "poly"},
            answer=lambda q: q.groups,
            words={"spectrum": lambda values: ", ".join(f"{value:g}" for value in values)},
        ),
    ),
    "numerical_stability": (
        Task(
            "A counter in {format} starts at 0, and 1 is added {count} times in a loop. What does it show?",
            {"format": ("bf16", "fp16"), "count": (100, 200, 750, 1500, 2000, 5010, 7500)},
            "From 2ᵗ on (t binary digits: 8 in bfloat16, 11 in fp16) the gap is 2, and 1 is rounded away.",
            near=0.5,
            words={"format": lambda name: {"bf16": "bfloat16"}.get(name, name)},
        ),
        Task(
            "A format keeps four significant binary digits (E4M3). To which of its numbers is {x} rounded?",
            {"x": (9.33, 18.2, 27.5, 37.2, 50.1, 74.1)},
            "From 2ᵏ to 2ᵏ⁺¹ its numbers are 2ᵏ⁻³ apart, and the nearest one is taken.",
            near=0.1,
            at={"view": "floats", "small": "E4M3"},
            answer=lambda q: q.rounded,
        ),
        Task(
            "By which factor, at most, are relative errors of a = {a} and b = {b} larger in a − b?",
            {"a": (2.7, 3.0, 1.5), "b": (2.5, 2.9, 1.4)},
            "The errors are at most u|a| and u|b|, and they are compared with |a − b|: (|a| + |b|)/|a − b|.",
            share=0.01,
            at={"view": "cancel"},
            answer=lambda q: q.amplification,
        ),
        Task(
            "Logits are {logits}. What is the logarithm of the sum of their exponentials?",
            {
                "logits": (
                    (0.0, 1.0, 1.0, 2.0),
                    (90.0, 91.0, 91.0, 80.0),
                    (-100.0, -101.0, -102.0, -103.0),
                    (-2.0, 0.0, 108.0, 110.0),
                )
            },
            "m + ln Σ exp(z − m) with m the largest: no exponential is above 1.",
            near=0.01,
            at={"view": "softmax"},
            answer=lambda q: q.true_log,
            words={"logits": lambda logits: ", ".join(f"{z:g}".replace("-", "−") for z in logits)},
        ),
    ),
    "sparse_matrices": (
        Task(
            "{edges} nodes make a ring. How many new edges does the best of all orders of elimination make?",
            {"edges": tuple(ring(nodes) for nodes in (4, 5, 6, 7, 8, 9))},
            "A ring of m nodes: each that leaves makes one edge, until three are left, m − 3.",
            near=0.4,
            words={"edges": lambda edges: str(sum(any(row) for row in edges))},
        ),
        Task(
            "A 4 × 5 matrix has {matrix} entries that are not 0. How many bytes does it take as CSR, with 8 bytes a "
            "value and 4 an index?",
            {"matrix": tuple(filled(count) for count in (3, 5, 7, 8, 10, 12))},
            "Each entry has a value and a column, and each row a pointer, with one more for the end: 12n + 4 · 5.",
            near=0.4,
            at={"view": "formats"},
            answer="bytes_csr",
            words={"matrix": lambda rows: str(sum(bool(x) for row in rows for x in row))},
        ),
        Task(
            "A hub is joined to {edges} nodes that have no other edges. It is eliminated first. How many new edges "
            "does that make?",
            {"edges": tuple(star(leaves) for leaves in (3, 4, 5, 6, 7, 8))},
            "All its neighbours become neighbours of one another: m(m − 1)/2. Last, it would make none.",
            near=0.4,
            at={"view": "own", "own": "abcdefghi"},
            answer="own_fill",
            words={"edges": lambda edges: str(sum(edges[0]))},
        ),
    ),
    "tensors": (
        Task(
            "Four matrices, {sizes}, are multiplied. How many multiplications does the cheapest order take?",
            {
                "sizes": (
                    (10.0, 100.0, 5.0, 50.0, 1.0),
                    (2.0, 30.0, 4.0, 10.0, 20.0),
                    (40.0, 5.0, 30.0, 2.0, 10.0),
                    (3.0, 7.0, 3.0, 9.0, 3.0),
                    (20.0, 2.0, 50.0, 4.0, 10.0),
                )
            },
            "A p×q and a q×r matrix take pqr; the least of the five orders counts.",
            near=0.5,
            at={"view": "order"},
            answer=lambda q: q.least,
            words={"sizes": lambda n: ", ".join(f"{a:g} × {b:g}" for a, b in pairwise(n))},
        ),
        Task(
            "A 2×2×2 tensor has the slices {slices}. What is its hyperdeterminant, the discriminant b² − 4ac of "
            "det(sX + tY) = as² + bst + ct²?",
            {
                "slices": (
                    ((1.0, 0.0, 0.0, -1.0), (0.0, 1.0, 1.0, 0.0)),
                    ((1.0, 0.0, 0.0, 2.0), (0.0, 1.0, 2.0, 0.0)),
                    ((2.0, 1.0, 1.0, 0.0), (0.0, 1.0, -1.0, 1.0)),
                    ((1.0, 1.0, 2.0, 0.0), (0.0, 1.0, 1.0, -1.0)),
                    ((1.0, 2.0, 0.0, 1.0), (-1.0, 1.0, 1.0, 0.0)),
                )
            },
            "a = det X and c = det Y. Positive: two terms u⊗v⊗w suffice. Negative: three are needed.",
            near=0.05,
            at={"view": "rank"},
            answer=lambda q: q.small.cayley,
            words={"slices": slices},
        ),
        Task(
            "Each letter is an axis; in the order in which they first appear the axes have the lengths 3, 4, 2 and 3. "
            "How many products are added, in all, for {subscripts}?",
            {"subscripts": ("ij,jk->ik", "ij,ij->i", "ijk,kl->ijl", "i,i->", "ij,kl->jl")},
            "One for each choice of all letters: the product of their lengths.",
            near=0.4,
            at={"view": "einsum"},
            answer="products_in_all",
            words={"subscripts": lambda text: text.replace("->", " → ").replace(",", ", ").strip()},
        ),
    ),
    "spectral_methods": (
        Task(
            "Two rails of nodes are joined by {rungs} rungs at one end and part into antennae of {antenna} nodes each "
            "at the other. How many edges do the halves by the Fiedler vector cut?",
            {"rungs": (4, 5, 6, 7, 8), "antenna": (7, 8, 10)},
            "With antennae so long the slowest mode is opposite on both rails, and every rung is cut.",
            near=0.4,
        ),
        Task(
            "Two rails of nodes are joined by {rungs} rungs at one end and part into antennae of {antenna} nodes each. "
            "What is the least eigenvalue above 0 of the Laplacian whose mode is alike on both rails?",
            {"rungs": (3, 4, 6, 8), "antenna": (2, 5, 6)},
            "It is the mode of a single path of n nodes, rungs and antenna together: 2 − 2 cos(π/n).",
            share=0.02,
            at={"view": "roach"},
            answer=lambda q: q.lambda_even,
        ),
        Task(
            "Ten nodes make a ring, and {edges}. How many spanning trees has the graph?",
            {"edges": tuple(chord(over) for over in (2, 3, 4, 5))},
            "Without the chord any of the ten edges is left out; with it one edge of either side: 10 + a b for sides "
            "of a and b edges.",
            near=0.4,
            at={"view": "modes", "graph": "own"},
            answer="net_trees",
            words={
                "edges": lambda edges: f"a chord has {max(k for k in range(6) if edges[0][k])} of its edges on one side"
            },
        ),
    ),
}

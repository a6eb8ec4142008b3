"""Exercises of the advanced lessons: the laws of the predictions, with numbers that a seed draws."""

from itertools import pairwise

from explorer.lesson.tasks import Task


def ring(nodes: int) -> list[list[int]]:
    """Nine nodes, the first of which make a ring; the others stand alone."""
    edges = {frozenset((k, (k + 1) % nodes)) for k in range(nodes)}
    return [[int(frozenset((i, j)) in edges and i != j) for j in range(9)] for i in range(9)]


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
    ),
    "sparse_matrices": (
        Task(
            "{edges} nodes make a ring. How many new edges does the best of all orders of elimination make?",
            {"edges": tuple(ring(nodes) for nodes in (4, 5, 6, 7, 8, 9))},
            "A ring of m nodes: each that leaves makes one edge, until three are left, m − 3.",
            near=0.4,
            words={"edges": lambda edges: str(sum(any(row) for row in edges))},
        ),
    ),
    "tail_inequalities": (
        Task(
            "How many items does Hoeffding ask for, so that the errors of {models} models are all within {eps} at 95%?",
            {"models": (2, 10, 100, 1000, 10000), "eps": (0.02, 0.03, 0.05, 0.1)},
            "ln(2m/0.05)/(2ε²).",
            share=0.02,
        ),
    ),
    "jensen": (
        Task(
            "X takes two values, {masses}, with the probabilities {weights}. How large is E X² − (E X)²?",
            {
                "masses": ((1.0, 3.0, 1.0, 3.0), (0.5, 2.5, 0.5, 2.5), (1.0, 2.0, 1.0, 2.0)),
                "weights": tuple(((p, 1 - p, 0.0, 0.0),) for p in (0.25, 0.5, 0.75)),
            },
            "p(1 − p) times the squared distance of the two values.",
            near=0.02,
            words={
                "masses": lambda masses: f"{masses[0]:g} and {masses[1]:g}",
                "weights": lambda rows: f"{rows[0][0]:g} and {rows[0][1]:g}",
            },
        ),
    ),
    "generalization_bounds": (
        Task(
            "Of all labelings of {places} points of the plane in general position, how many can a line make?",
            {
                "places": (
                    ((-0.6, -0.5), (0.55, -0.6), (0.7, 0.55)),
                    ((-0.6, -0.5), (0.55, -0.6), (0.7, 0.55), (-0.5, 0.65)),
                    ((-0.6, -0.5), (0.55, -0.6), (0.7, 0.55), (-0.5, 0.65), (0.1, -0.1)),
                )
            },
            "For n points in general position in the plane 2(1 + (n − 1) + (n − 1)(n − 2)/2).",
            near=0.5,
            words={"places": lambda places: str(len(places))},
        ),
        Task(
            "100 thresholds on one axis, as classifiers, are tried on 1,000 draws. Hoeffding lets each leave its 95% "
            "band in at most 5% of such trials. In about what share does at least one leave its own, in %?",
            {},
            "About 16%: Hoeffding is cautious, and neighbouring thresholds fail together.",
            near=8.0,
            unit="%",
            prediction=1,
        ),
    ),
    "natural_gradient": (
        Task(
            "Data N(0, 1), start (μ, σ) = {start}, natural gradient in (μ, σ) with η = 0.1. What is μ after {tick} "
            "steps?",
            {"start": ((4.0, 8.0), (2.0, 6.0), (-3.0, 5.0), (5.0, 7.0)), "tick": (3, 5, 10)},
            "Each step takes the mean a tenth of the way, whatever σ is: μ · 0.9ᵏ.",
            near=0.05,
        ),
    ),
    "martingales": (
        Task(
            "You have {start} coins and need 100, at red (18 of 38 pockets). What is your best chance?",
            {"start": (10, 20, 25, 40, 50, 60, 75)},
            "Bold play: stake all, or what is missing.",
            near=0.012,
        ),
    ),
    "brownian_sde": (
        Task(
            "A fund follows dX = μX dt + σX dW, with μ = {mu} a year and σ = {sigma}. What has the typical investor "
            "of 1 (the median) after {horizon} years?",
            {"mu": (0.0, 0.05, 0.1), "sigma": (0.2, 0.3, 0.4, 0.5), "horizon": (2.0, 5.0, 8.0, 10.0)},
            "The median is exp((μ − σ²/2)T).",
            share=0.02,
        ),
    ),
    "rl_diffusion": (
        Task(
            "Data come from two equal normal modes at {places}, each of deviation s = 0.3, and dX = −X dt + √2 dW "
            "makes noise of them. From which time t on has the density a single hump?",
            {"places": tuple((-each, each) for each in (1.0, 1.5, 2.0, 2.5, 3.0))},
            "½ ln(1 + m² − s²) for modes at ±m.",
            near=0.04,
            words={"places": lambda places: f"−{places[1]:g} and {places[1]:g}"},
        ),
    ),
    "curse_of_dimensionality": (
        Task(
            "A box of side 4 holds a unit ball in each of its 2ᵈ corners, d = {d}. What radius has the ball that fits "
            "between them?",
            {"d": (2, 3, 4, 9, 16, 25, 36, 100)},
            "√d − 1.",
            share=0.02,
        ),
        Task(
            "In a table of pictures of 64 pixels the values of each pixel are shuffled by themselves. By how many per "
            "cent does the mean squared distance of two pictures change?",
            {},
            "Not at all: it is twice the sum of the variances. What shuffling takes away are near neighbours.",
            near=0.5,
            unit="%",
            prediction=1,
        ),
    ),
    "random_projections": (
        Task(
            "How many dimensions does the lemma of Johnson and Lindenstrauss ask for, for {n} points and ε = {eps}?",
            {"n": (10, 20, 50, 100, 200), "eps": (0.1, 0.2, 0.3, 0.5)},
            "4 ln n / (ε²/2 − ε³/3).",
            share=0.02,
        ),
        Task(
            "A Gaussian projection of 4096 dimensions to 200 puts 33% of the squared distances off by more than 10%. "
            "What percentage would one of 256 dimensions to 200 put off?",
            {},
            "The ratio of a squared distance is χ² with 200 degrees over 200, whatever the dimension of the data.",
            near=4.0,
            unit="%",
            prediction=1,
        ),
    ),
    "high_dimensional_statistics": (
        Task(
            "{rows} samples of {features} independent variables of variance 1. About what variance has the first "
            "component?",
            {"rows": (100, 200, 400), "features": (50, 100, 200, 300)},
            "(1 + √(p/n))².",
            share=0.05,
        ),
        Task(
            "James and Stein shrink {means} observations y ~ N(θ, 1) by 1 − (p − 2)/|y|², and every θ is 0. What is "
            "the total risk E|estimate − θ|²?",
            {"means": (3, 5, 10, 20, 50, 100)},
            "p − (p − 2)²/(p − 2) = 2, for every p from 3 on.",
            near=0.3,
            prediction=1,
            alike=True,
        ),
    ),
    "manifold_learning": (
        Task(
            "Two groups in 50 dimensions, one five times as wide as the other. How many times as wide is it in "
            "t-SNE's map at perplexity {perplexity}?",
            {"perplexity": ("15", "30", "60")},
            "A wide group gets a wide kernel: t-SNE evens out sizes.",
            near=0.4,
            alike=True,
        ),
    ),
    "spectral_methods": (
        Task(
            "Two rails of nodes are joined by {rungs} rungs at one end and part into antennae of {antenna} nodes each "
            "at the other. How many edges do the halves by the Fiedler vector cut?",
            {"rungs": (4, 5, 6, 7, 8), "antenna": (6, 8, 10)},
            "Where the slowest mode is opposite on both rails every rung is cut.",
            near=0.4,
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
    ),
}

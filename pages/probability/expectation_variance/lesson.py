"""The mean is where a beam balances, a variance is a squared length, and lengths add like the sides of a triangle."""

from __future__ import annotations

from explorer.controls import Choice, Points, Seed, Simplex, Slider, Steps, Toggle
from explorer.lesson import Challenge, Lesson, Prediction, View
from mathcore.probability import gradient_noise, moments
from pages.probability.expectation_variance import panels
from pages.probability.expectation_variance import readouts as say
from pages.probability.expectation_variance.state import SHUFFLES, Moments

EVEN = ((0.2,) * 5,)
SPOTS = ((-3.0, -2.0), (-1.5, 0.5), (0.0, -1.0), (1.0, 2.0), (2.5, 1.0), (4.0, 3.5))
TWO_MOVED = {"cloud": ((0.0, 0.0), (1.0, 1.0), (2.0, 2.0), (3.0, -5.0), (4.0, -5.0))}
DIAGONAL = tuple((float(k), float(k)) for k in range(5))
PLACES = Points("places", "Places of the masses", (1.0, 2.0, 3.0, 4.5, 9.5), panels.LINE, None, 0.05, fewest=5, most=5)
WEIGHTS = Simplex("weights", "Their weights", EVEN, help="Drag a bar: the others keep their proportions.")
FULCRUM = Slider("fulcrum", "Fulcrum c", *panels.LINE, 6, 0.05)
CLOUD = Points("cloud", "Points", SPOTS, (-5, 5), (-5, 5), 0.1, fewest=3, most=12)
BETWEEN = Choice("between", "Rectangles", {"mean": "To the mean", "pairs": "Between pairs"}, "mean")
DIVISOR = Choice("divisor", "Divisor", {"n": "n", "less": "n − 1"}, "n", help="NumPy’s ddof is 0 or 1.")
SD_X = Slider("sd_x", "sd X", 0, 4, 3, 0.05)
SD_Y = Slider("sd_y", "sd Y", 0, 4, 4, 0.05)
R = Slider("r", "Correlation r", -1, 1, 0.5, 0.01)
MINUS = Toggle("minus", "X − Y instead of X + Y")
BATCH = Slider("batch", "Batch size b", 1, gradient_noise.EXAMPLES, 8, log=True, integer=True, per_decade=24)
SHARE = Slider("share", "Way to the best weights", 0, 1, 0, 0.05, help="0: the start. 1: the least-squares weights.")
REPLACED = Toggle("replaced", "Draw with replacement")
CARDS = Slider("cards", "Cards", 2, 52, 52, 1, integer=True)
SHUFFLED = Steps("shuffled", "Shuffles", 0, SHUFFLES, 60)
SEED, DECK = Seed(), {"view": "shuffle", "cards": 52}
RECTANGLES, TRIANGLE, NOISE = [BETWEEN, DIVISOR, CLOUD], [SD_X, SD_Y, R, MINUS], [BATCH, SHARE, REPLACED, SEED]
TALLER, LARGER = {"cloud": "areas grow with the square of a distance"}, {"cards": "the axes count the cards"}


def apart(q: Moments) -> bool:
    """The fulcrum is at the mean, no weight is tiny, and the mean is far from any median, counted in mean distance."""
    at_mean = abs(q.p.fulcrum - q.mean_x) < 0.0251 and min(q.p.weights[0]) > 0.0499
    return at_mean and q.distance >= 1.4 * q.least_distance > 0


def one_moved(q: Moments) -> bool:
    """The points are the five on the diagonal but for one, and the covariance is negative."""
    here = [tuple(point) for point in q.points.round(6).tolist()]
    return len(here) == 5 and sum(point in here for point in DIAGONAL) == 4 and q.to_mean < -1e-9


def hedged(q: Moments) -> bool:
    """X and Y vary much and differently, their sum does not."""
    low, high = sorted((q.p.sd_x, q.p.sd_y))
    return not q.p.minus and low >= 2 and high - low > 0.499 and q.sd_sum < 0.8


beam = lambda c, *places: {"view": "balance", "places": places, "fulcrum": c}
moved = lambda k, *spot: {"view": "rectangles", "cloud": (*DIAGONAL[:k], spot, *DIAGONAL[k + 1 :])}
sides = lambda a, b, r, minus=False: {"view": "triangle", "sd_x": a, "sd_y": b, "r": r, "minus": minus}
lesson = Lesson(
    title="Expectation, Variance and Covariance",
    terms=(
        *(
            "expected value",
            "mean",
            "median",
            "standard deviation",
            "correlation",
            "linearity of expectation",
            "ddof",
            "mini-batch",
        ),
        *("gradient noise scale", "fixed points", "derangement", "hedge", "standardise"),
    ),
    state=Moments,
    views={
        "balance": View("Balance", panels.BEAM, say.balance, say.beam, [FULCRUM, PLACES, WEIGHTS], say.balanced),
        "rectangles": View(
            "Rectangles", panels.AREAS, say.rectangles, say.areas, RECTANGLES, say.flat, rescales=TALLER
        ),
        "triangle": View("Triangle", panels.SIDES, say.triangle, say.sides, TRIANGLE, say.degenerate),
        "minibatch": View("Minibatch", panels.NOISE, say.minibatch, say.noisy, NOISE, say.outside),
        "shuffle": View("Shuffle", panels.CARDS, say.shuffle, say.deck, [SHUFFLED, CARDS, SEED], rescales=LARGER),
    },
    challenges=(
        Challenge(
            "In Balance, each weight at least 0.05: c at the mean, and E|X − c| at least 1.4 times its least value.",
            "The least value is at the median, which does not follow an outlier. What pulls mean and median far apart?",
            apart,
            [beam(2, 0, 0, 0, 0, 10), beam(7.9, 9.5, 9.5, 10, 10, 0.5), beam(2.9, 1, 1, 1, 1.5, 10)],
            [beam(0, 0, 0, 0, 0, 10), beam(3.4, 1, 1.5, 2, 2.5, 10), beam(5, 5, 5, 5, 5, 5)],
            views=["balance"],
        ),
        Challenge(
            "From the points (0, 0), (1, 1), (2, 2), (3, 3), (4, 4): move one, and make the covariance negative.",
            "The preset One point rules has the points. One large rectangle can outweigh the other four.",
            one_moved,
            [moved(4, 4.0, -1.5), moved(0, 5.0, -4.0), moved(2, -5.0, 5.0)],
            [moved(4, 4.0, -1.0), moved(4, 4.0, -0.9), moved(4, 4.0, -5.0) | TWO_MOVED],
            views=["rectangles"],
        ),
        Challenge(
            "In Triangle: sd X and sd Y both at least 2 and at least 0.5 apart, and yet sd(X + Y) below 0.8.",
            "The third side is shortest where the other two lie on one another.",
            hedged,
            [sides(2, 2.5, -1), sides(3, 3.5, -0.99), sides(2.5, 2, -0.97)],
            [sides(2, 2.5, -0.9), sides(1.9, 2.4, -1), sides(2, 2.5, 1, True), sides(3, 3, -1)],
            views=["triangle"],
        ),
        Challenge(
            "Predict: a deck of 52 cards is shuffled. How many cards lie where they lay before, in expectation?",
            "Each single card stays with probability 1/52. Expectations add, whatever depends on what.",
            predict=Prediction("cards in place", lambda q: q.mean_matches, 0.05, DECK, why="52 cards, 1/52 each: 1."),
        ),
    ),
    related=("lln_clt", "jensen", "optimizers", "psd_covariance", "projections_least_squares"),
    oracles=(
        *("moments: numpy.average, numpy.cov (bias, ddof)", "median: scipy.optimize.minimize_scalar"),
        *("fixed points: all permutations of up to 7 cards", "noise: all subsets of a small population"),
    ),
    source=(moments.balance, moments.rectangles, moments.matches_law, gradient_noise.expected_noise),
)

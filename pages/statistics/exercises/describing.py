"""Exercises on summaries, sampling and intervals."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "data_summaries": (
        Task(
            "Which place c has the least greatest distance from the values {points}?",
            {"points": ((1, 2, 3, 4, 10), (0, 1, 1, 2, 8), (2, 3, 7, 8, 9), (0, 5, 6, 7, 7), (1, 1, 2, 3, 6))},
            "The midrange, half the sum of the smallest and the largest.",
            near=0.05,
        ),
        Task(
            "Data near 10,000 have a standard deviation of 0.1. How many digits of it does the one-pass formula (mean "
            "of the squares less the square of the mean) get right, in double precision, with 16 digits?",
            {},
            "About 16 − 2 · log₁₀(10⁴/0.1): one pass loses twice as many digits as the mean over the deviation has.",
            near=1.0,
            prediction=1,
        ),
        Task(
            "What is the standard deviation of {points}, with the divisor n − 1?",
            {"points": ((1, 2, 3, 4, 10), (0, 1, 1, 2, 8), (2, 3, 7, 8, 9), (0, 5, 6, 7, 7), (1, 1, 2, 3, 6))},
            "The root of Σ(x − x̄)²/(n − 1).",
            share=0.01,
            answer="sd",
            at={"view": "bowls"},
        ),
        Task(
            "What is the mean distance of {points} from {t}?",
            {
                "points": ((1, 2, 3, 4, 10), (0, 1, 1, 2, 8), (2, 3, 7, 8, 9), (0, 5, 6, 7, 7)),
                "t": (20.0, 40.0, 60.0),
            },
            "Σ|x − t|/n, which is least at the median, not at the mean.",
            near=0.04,
            answer="mean_distance",
            at={"view": "bowls"},
            words={"t": lambda t: f"{t / 10:g}"},
        ),
    ),
    "distributions_in_practice": (
        Task(
            "A model is wrong on {share} of items, independently. It sees {n}. What is the chance of no error?",
            {"n": (10, 20, 30, 50), "share": (0.01, 0.02, 0.03, 0.05, 0.1)},
            "(1 − p)ⁿ.",
            share=0.02,
            words={"share": lambda share: f"{100 * share:g}%"},
        ),
        Task(
            "Each of {n} trials succeeds with the probability {share}, and any two of them correlate by {rho}. What is "
            "the standard deviation of the number of successes?",
            {"n": (20, 50, 100), "share": (0.1, 0.2, 0.5), "rho": (0.02, 0.05, 0.1)},
            "The variance np(1 − p) grows by the factor 1 + (n − 1)ρ; the deviation is its root.",
            share=0.01,
            at={"view": "laws"},
            answer=lambda q: q.true_sd,
        ),
        Task(
            "By how much can the chance of any event differ between the binomial law with n = {n}, p = {share} and "
            "Poisson's law of the same mean, at most, by Le Cam's bound?",
            {"n": (50, 100, 200), "share": (0.01, 0.02, 0.03)},
            "The sum of the squared probabilities of all trials, np².",
            share=0.02,
            at={"view": "laws"},
            answer="le_cam",
        ),
    ),
    "correlation_data": (
        Task(
            "X correlates by {r_xy} with Y, and by {r_xz} with Z. What is the least that r of Y and Z can be?",
            {"r_xy": (0.6, 0.7, 0.8, 0.9), "r_xz": (0.5, 0.6, 0.8, 0.9, 0.95)},
            "The angles add up: cos(α + β) = r₁r₂ − √((1 − r₁²)(1 − r₂²)).",
            near=0.02,
            at={"view": "trio", "r_yz": 0.9},
        ),
        Task(
            "X correlates by {r_xy} with Y and by {r_xz} with Z, and Y and Z by {r_yz}. What is the correlation of Y "
            "and Z given X?",
            {"r_xy": (0.6, 0.8), "r_xz": (0.5, 0.6), "r_yz": (0.1, 0.25, 0.7)},
            "(r_yz − r_xy r_xz)/√((1 − r_xy²)(1 − r_xz²)): what is left when X has explained its part.",
            near=0.01,
            at={"view": "trio"},
            answer=lambda q: q.given_x,
        ),
        Task(
            "Of the points {points}, in how much larger a share of the pairs do x and y rise together than against one "
            "another (Kendall's τ)?",
            {
                "points": tuple(
                    tuple((float(x), float(y)) for x, y in zip(range(1, 6), heights, strict=True))
                    for heights in ((1, 3, 2, 5, 4), (2, 1, 5, 3, 4), (5, 4, 2, 3, 1), (3, 5, 1, 4, 2), (1, 2, 3, 5, 4))
                )
            },
            "(rising − falling)/all pairs, of which five points have ten.",
            near=0.05,
            at={"view": "measures"},
            answer=lambda q: q.kendall,
            words={"points": lambda points: ", ".join(f"({x:g}, {y:g})" for x, y in points)},
        ),
    ),
    "sampling_distributions": (
        Task(
            "{percent}% of {people} people answer, with a data defect correlation of {defect}. How many random "
            "answers err as much?",
            {"percent": (2.5, 6.0, 12.0, 25.0), "people": (1e6, 1e7, 1e8), "defect": (0.01, 0.012, 0.02)},
            "f/(1 − f)/ρ².",
            share=0.05,
            words={"people": lambda people: f"{people / 1e6:g} million"},
        ),
        Task(
            "A population is {few}. What is the standard deviation of the mean of {small} of them, drawn without "
            "putting back?",
            {
                "few": ((2.0, 3.0, 5.0, 8.0, 12.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (0.0, 4.0, 4.0, 8.0, 14.0)),
                "small": (2, 3, 4),
            },
            "σ/√n · √((N − n)/(N − 1)), with σ² = Σ(x − μ)²/N.",
            share=0.01,
            at={"view": "all"},
            answer="every_error",
            words={"few": lambda few: ", ".join(f"{x:g}" for x in few)},
        ),
        Task(
            "{small} of the numbers {few} are drawn without putting back. What is the largest of them on average?",
            {
                "few": ((1.0, 2.0, 3.0, 4.0, 5.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (2.0, 4.0, 6.0, 8.0)),
                "small": (2, 3),
            },
            "The draws part the numbers 1 to N into n + 1 gaps, which are alike on average: the largest is (N + 1) "
            "n/(n + 1).",
            near=0.02,
            at={"view": "all", "statistic": "largest"},
            answer="every_mean",
            words={"few": lambda few: ", ".join(f"{x:g}" for x in few), "small": {2: "Two", 3: "Three"}.__getitem__},
        ),
    ),
    "confidence_intervals": (
        Task(
            "Of normal draws, σ known, which share of the {confidence}% intervals holds the mean of the next n draws, "
            "in %?",
            {"confidence": (80, 90, 95, 99)},
            "Both means err, so the interval reaches z/√2 of the errors of their difference.",
            near=1.0,
            unit="%",
        ),
        Task(
            "The standard errors of two independent means are 1 and {ratio}. From which distance on is their "
            "difference significant at a confidence of {confidence}%?",
            {"ratio": (0.5, 1.0, 1.5, 2.0), "confidence": (90, 95, 99)},
            "z √(1 + r²), less than the z(1 + r) at which the two intervals part.",
            share=0.01,
            at={"view": "groups"},
            answer=lambda q: q.z * q.touch[0],
        ),
        Task(
            "{count} of {trials} are yes. Where does Wald's {confidence}% interval end on the right?",
            {"count": (5, 8, 12), "trials": (20, 25, 50), "confidence": (90, 95)},
            "p̂ + z √(p̂(1 − p̂)/n).",
            near=0.005,
            at={"view": "belt"},
            answer="high",
        ),
    ),
    "mle_vs_moments": (
        Task(
            "Of {n} uniform draws, how many times larger is the mean squared error of 2 × mean than that of the "
            "largest?",
            {"n": (4, 5, 10, 20, 30, 50)},
            "(n + 1)(n + 2)/(6n).",
            share=0.03,
        ),
        Task(
            "Which mean bias, in units of θ, has the largest of {n} uniform draws from 0 to θ as an estimate of θ?",
            {"n": (1, 2, 4, 5, 9, 10, 20)},
            "The n draws leave n + 1 gaps of the same mean length, and one of them lies above the largest: −1/(n + 1).",
            share=0.02,
            at={"view": "rulers"},
            answer="likely_bias",
        ),
        Task(
            "A gamma law has the mean aθ and the variance aθ². Which shape a gives the method of moments for {points}, "
            "with the variance with divisor n?",
            {
                "points": (
                    (1.0, 2.0, 3.0, 4.0, 5.0),
                    (1.0, 1.0, 2.0, 6.0, 10.0),
                    (2.0, 2.0, 5.0, 5.0, 6.0),
                    (1.0, 3.0, 4.0, 4.0, 8.0),
                )
            },
            "a = mean²/variance.",
            share=0.02,
            at={"view": "fits"},
            answer="shape_moments",
            words={"points": lambda points: ", ".join(f"{x:g}" for x in points)},
        ),
    ),
    "bayesian_statistics": (
        Task(
            "Eight schools gained {effects} and 8, −3, 7, −1, 1, 18, 12 points, with standard errors of 15 and 10, "
            "16, 11, 9, 11, 10, 18. Their true gains are N(μ, τ²), with flat priors on μ and on τ > 0. What is the "
            "posterior mean of the first school's gain?",
            {
                "effects": tuple(
                    (each, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0) for each in (20.0, 30.0, 35.0, 40.0, 50.0)
                )
            },
            "A weighted mean of the school's own effect and of all; the farther it lies, the larger τ and its own "
            "weight.",
            near=1.5,
            unit="points",
            words={"effects": lambda effects: f"{effects[0]:g}"},
        ),
        Task(
            "Eight schools gained {effects} and 8, −3, 7, −1, 1, 18, 12 points, with standard errors of 15 and 10, "
            "16, 11, 9, 11, 10, 18. Suppose that all true gains are equal. What is their common value, most likely?",
            {
                "effects": tuple(
                    (each, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0) for each in (-20.0, 0.0, 10.0, 20.0, 40.0, 50.0)
                )
            },
            "The mean with the weights 1/error².",
            near=0.1,
            unit="points",
            at={"view": "schools", "tau": 0.0},
            answer=lambda q: q.centre,
            words={"effects": lambda effects: f"{effects[0]:g}".replace("-", "−")},
        ),
        Task(
            "100 tosses give {result} heads. How many times more likely is that for a fair coin than for one whose p "
            "is uniform on (0, 1)?",
            {"result": (0.0, 0.4, 1.0, 1.6, 2.0)},
            "A uniform p gives each number of heads the chance 1/101: the factor is 101 times the chance of the fair "
            "coin, about 101 · exp(−2(k − 50)²/100)/12.53.",
            share=0.05,
            at={"view": "coin", "tosses": 100, "spread": 1.0},
            answer=lambda q: q.factor,
            words={"result": lambda result: f"{50 + 5 * result:g}"},
        ),
    ),
}

"""Exercises of probability, by lesson: the laws of the predictions, with numbers that a seed draws."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "why_probability": (
        Task(
            "Claims are calibrated, and a miss costs {miss} false alarms. From which probability on is an alarm due?",
            {"miss": (1, 2, 10, 20, 100)},
            "miss · p > 1 − p if p > 1/(1 + miss).",
            share=0.02,
        ),
    ),
    "random_variables": (
        Task(
            "About how far is the binomial law with n = {n} and p = 3/n from Poisson(3), in total variation?",
            {"n": (50, 75, 100, 150, 200, 750)},
            "About 0.75/n: it falls like 1/n.",
            share=0.15,
        ),
    ),
    "expectation_variance": (
        Task(
            "A deck of {cards} cards is shuffled. How many cards lie where they lay before, in expectation?",
            {"cards": (5, 10, 13, 20, 32, 40, 52)},
            "n cards with the chance 1/n each: 1, whatever n is.",
            near=0.01,
            alike=True,
        ),
    ),
    "bayes_theorem": (
        Task(
            "{prevalence}% are sick. {sensitivity}% of the sick test positive, and {specificity}% of the healthy test "
            "negative. Which share of the positives is sick, in %?",
            {"prevalence": (1, 2, 5, 10), "sensitivity": (70, 80, 90, 95), "specificity": (90, 95, 98, 99)},
            "The sick who test positive over all who test positive.",
            near=0.5,
            unit="%",
        ),
        Task(
            "{prevalence}% are sick. {sensitivity}% of the sick test positive, and {specificity}% of the healthy test "
            "negative. Which share of the negatives is sick all the same, in %?",
            {"prevalence": (10, 20, 30, 50), "sensitivity": (70, 80, 90, 95), "specificity": (80, 90, 95, 99)},
            "The sick who test negative over all who test negative.",
            share=0.05,
            unit="%",
            answer=lambda q: 100 * (1 - q.npv),
        ),
        Task(
            "{sensitivity}% of the sick test positive, and {specificity}% of the healthy test negative. By which "
            "factor does a positive result raise the odds of being sick?",
            {"sensitivity": (60, 75, 80, 90, 96), "specificity": (80, 90, 95, 98)},
            "The likelihood ratio: sensitivity over one minus specificity.",
            share=0.02,
            answer=lambda q: q.lr_plus,
        ),
    ),
    "independence_correlation": (
        Task(
            "X and Y are standard, jointly normal, with correlation {rho}. What is the correlation of e^X and e^Y?",
            {"rho": (-0.9, -0.5, -0.3, 0.3, 0.5, 0.7, 0.9)},
            "(e^ρ − 1)/(e − 1).",
            near=0.02,
            prediction=1,
        ),
    ),
    "lln_clt": (
        Task(
            "The exponential source has deviation 1. What is the standard deviation of the mean of {n} draws?",
            {"n": (4, 9, 16, 25, 36, 50, 100)},
            "σ/√n.",
            share=0.02,
        ),
    ),
    "maximum_likelihood": (
        Task(
            "Two points, {observed}, and Cauchy's law of scale 1. Where is the likelihood's peak on the right?",
            {"observed": ((-2.0, 2.0), (-3.0, 3.0), (-4.0, 4.0), (-5.0, 5.0), (-1.5, 1.5))},
            "For −d and d with d > 1 the peaks are at ±√(d² − 1).",
            share=0.02,
            words={"observed": lambda pair: f"−{pair[1]:g} and {pair[1]:g}"},
        ),
    ),
    "map_estimation": (
        Task(
            "{tossed} tosses, no heads, a flat prior. What is the posterior mean (add-one smoothing)?",
            {"tossed": (3, 5, 8, 18, 20, 48, 98)},
            "(0 + 1)/(n + 2).",
            share=0.02,
        ),
    ),
    "entropy_kl": (
        Task(
            "Letters come with the probabilities {p_shares}. How long is a word of the best code on average, in bits?",
            {
                "p_shares": tuple(
                    (row,)
                    for row in (
                        (0.4, 0.3, 0.2, 0.1),
                        (0.5, 0.25, 0.125, 0.125),
                        (0.25, 0.25, 0.25, 0.25),
                        (0.7, 0.1, 0.1, 0.1),
                        (0.35, 0.35, 0.2, 0.1),
                        (0.6, 0.2, 0.1, 0.1),
                    )
                )
            },
            "Join the two rarest again and again (Huffman), and add up the sums of all pairs.",
            near=0.01,
            unit="bits",
            words={"p_shares": lambda rows: ", ".join(f"{share:g}" for share in rows[0])},
        ),
    ),
    "markov_chains": (
        Task(
            "The rows of {matrix} are the chances of sun, cloud and rain after sun, cloud and rain. Which share of "
            "days is sunny in the long run?",
            {
                "matrix": tuple(
                    ((1 - a, a, 0.0), (b, 1 - b, 0.0), (0.5, 0.5, 0.0))
                    for a, b in ((0.1, 0.3), (0.2, 0.3), (0.25, 0.5), (0.4, 0.1), (0.1, 0.4), (0.3, 0.6))
                )
            },
            "P(sun to cloud)·π(sun) = P(cloud to sun)·π(cloud).",
            near=0.01,
        ),
    ),
    "bayesian_inference": (
        Task(
            "The law is standard normal in the plane, and Metropolis proposes normal steps of deviation {step} along "
            "each axis. What share is accepted?",
            {"step": (0.2, 0.75, 1.0, 1.5, 2.0)},
            "1 − s/√(s² + 4).",
            near=0.02,
        ),
    ),
}

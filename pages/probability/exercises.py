"""Exercises of probability, by lesson: the laws of the predictions, with numbers that a seed draws."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "why_probability": (
        Task(
            "Claims are calibrated, and a miss costs {miss} false alarms. From which probability on is an alarm due?",
            {"miss": (1, 2, 10, 20)},
            "miss · p > 1 − p if p > 1/(1 + miss).",
            share=0.02,
        ),
        Task(
            "An event has the probability {chance}, and you report {report}. What is your expected squared loss, the "
            "mean of (y − q)² with y = 1 or 0?",
            {"chance": (0.6, 0.7, 0.8), "report": (0.5, 0.9, 0.95)},
            "p(1 − q)² + (1 − p)q²: what is lost at q = p, p(1 − p), and (q − p)² on top.",
            share=0.02,
            at={"view": "losses"},
            answer="expected_loss",
        ),
        Task(
            "An event has the probability {chance}, and your loss is |y − q| to the power {exponent}, with y = 1 or 0. "
            "Which report q loses least on average?",
            {"chance": (0.6, 0.8, 0.9), "exponent": (1.5, 2.0, 3.0)},
            "p(1 − q)ᵃ⁻¹ = (1 − p)qᵃ⁻¹: the odds of q are those of p to the power 1/(a − 1), and only a = 2 is honest.",
            near=0.005,
            at={"view": "losses"},
            answer=lambda q: q.best_report,
        ),
    ),
    "random_variables": (
        Task(
            "About how far is the binomial law with n = {n} and p = 3/n from Poisson(3), in total variation?",
            {"n": (50, 75, 100, 150, 200, 750)},
            "About 0.75/n: it falls like 1/n.",
            share=0.15,
        ),
        Task(
            "What is the variance of a binomial variable with n = {binom_n} and p = {binom_p}?",
            {"binom_n": (10, 20, 50, 100), "binom_p": (0.1, 0.2, 0.3, 0.6)},
            "n independent trials of variance p(1 − p) each.",
            share=0.01,
            at={"view": "law", "law": "binom"},
            answer="variance",
        ),
        Task(
            "A draw is made of a uniform number by the quantile function of the exponential law with rate "
            "{expon_rate}. What becomes of u = {u}?",
            {"expon_rate": (0.5, 1.5, 2.0), "u": (0.2, 0.5, 0.75, 0.9)},
            "F(x) = 1 − exp(−λx) = u, so x = −ln(1 − u)/λ.",
            share=0.01,
            at={"view": "law", "law": "expon"},
            answer=lambda q: q.x,
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
        Task(
            "X has the deviation {sd_x}, Y has {sd_y}, and their correlation is {r}. Which deviation has X + Y?",
            {"sd_x": (2.0, 3.0), "sd_y": (1.0, 4.0), "r": (-0.5, 0.25, 0.6)},
            "Var(X + Y) = Var X + Var Y + 2r · sd X · sd Y, the law of cosines; the deviation is its root.",
            share=0.01,
            at={"view": "triangle"},
            answer=lambda q: q.sd_sum,
        ),
        Task(
            "Equal masses lie at {places}. What is their mean squared distance from c = {fulcrum}?",
            {
                "places": ((1.0, 2.0, 3.0, 4.5, 9.5), (0.0, 2.0, 4.0, 6.0, 8.0), (1.0, 1.0, 2.0, 5.0, 6.0)),
                "fulcrum": (2.0, 5.0, 6.0),
            },
            "The variance, and (c − mean)² on top: it is least at the mean.",
            share=0.01,
            at={"view": "balance"},
            answer=lambda q: q.square,
            words={"places": lambda places: ", ".join(f"{x:g}" for x in places)},
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
            {"prevalence": (10, 20, 30, 40), "sensitivity": (70, 80, 90, 95), "specificity": (80, 90, 95, 99)},
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
        Task(
            "Monty Hall: you chose door 1, and the host, who knows and never shows the car, opens door 3. Where both "
            "other doors hide goats he opens door 3 with the probability {bias}. With which probability does "
            "switching win?",
            {"bias": (0.0, 0.25, 0.5, 0.75, 1.0)},
            "He opens door 3 for sure if the car is at door 2, and with b if it is at yours: 1/(1 + b).",
            near=0.01,
            at={"view": "monty"},
            answer=lambda q: q.switching,
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
        Task(
            "X and Y are jointly normal with correlation {rho}. How many nats does X tell of Y?",
            {"rho": (-0.9, -0.6, 0.3, 0.5, 0.8, 0.95)},
            "The mutual information is −½ ln(1 − ρ²).",
            share=0.02,
            at={"view": "normal"},
            answer=lambda q: q.normal_information,
        ),
        Task(
            "The joint probabilities of X and Y, in %, are {weights}. How many nats does X tell of Y?",
            {"weights": tuple(((a, 50 - a, 0.0), (50 - a, a, 0.0), (0.0, 0.0, 0.0)) for a in (30.0, 35.0, 40.0, 45.0))},
            "Σ p ln(p/(row · column)), where each row and column holds one half.",
            share=0.02,
            at={"view": "table"},
            answer=lambda q: q.mutual_information,
            words={"weights": lambda m: f"[{m[0][0]:g} {m[0][1]:g}; {m[1][0]:g} {m[1][1]:g}]"},
        ),
    ),
    "lln_clt": (
        Task(
            "The exponential source has deviation 1. What is the standard deviation of the mean of {n} draws?",
            {"n": (4, 9, 16, 25, 36, 50, 100)},
            "σ/√n.",
            share=0.02,
        ),
        Task(
            "A yes has the probability {probability}. What is the standard deviation of the share of yeses in {n} "
            "independent draws?",
            {"probability": (0.1, 0.2, 0.5, 0.8), "n": (16, 25, 50, 100)},
            "√(p(1 − p)/n).",
            share=0.02,
            at={"view": "means", "source": "bernoulli"},
            answer="standard_error",
        ),
        Task(
            "The distribution function of a standardised mean of n draws is nowhere farther from the normal one than "
            "0.4748 E|X − μ|³/(σ³√n), by Berry and Esseen. How large is this bound for {n} draws of yes (1) or no (0), "
            "with the probability {probability} of a yes?",
            {"n": (25, 50, 100), "probability": (0.1, 0.2, 0.5)},
            "E|X − p|³ = p(1 − p)(p² + (1 − p)²), and σ² = p(1 − p).",
            share=0.02,
            at={"view": "means", "source": "bernoulli"},
            answer=lambda q: q.bound,
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
        Task(
            "Six draws of a normal law are {sample}. What is the most likely deviation σ?",
            {
                "sample": (
                    (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0),
                    (-1.0, 0.0, 0.0, 1.0, 1.0, 2.0),
                    (-3.0, -1.0, 1.0, 1.0, 2.0, 3.0),
                    (0.0, 0.5, 1.0, 2.0, 2.5, 3.0),
                )
            },
            "The root of the mean squared distance from the mean, with divisor n.",
            share=0.01,
            at={"view": "stems"},
            answer="sigma_hat",
            words={"sample": lambda x: ", ".join(f"{each:g}".replace("-", "−") for each in x)},
        ),
        Task(
            "{hits} of {trials} trials are yes. How large is the score statistic of p = {null}, that is z², with the "
            "variance that p = {null} gives?",
            {"hits": (12, 15, 18), "trials": (20, 25), "null": (0.4, 0.5)},
            "(p̂ − p₀)² n/(p₀(1 − p₀)); Wald's statistic has the variance at p̂ instead.",
            share=0.01,
            at={"view": "tests"},
            answer="score",
        ),
    ),
    "map_estimation": (
        Task(
            "{tossed} tosses, no heads, a flat prior. What is the posterior mean (add-one smoothing)?",
            {"tossed": (3, 5, 8, 18, 20, 48, 98)},
            "(0 + 1)/(n + 2).",
            share=0.02,
        ),
        Task(
            "The prior of p is Beta(a, a) with 2a = {strength}, and {tossed} tosses are all heads. Where is the "
            "posterior highest (MAP)?",
            {"strength": (4, 6, 10, 16), "tossed": (2, 4, 10, 20)},
            "The mode of Beta(a + n, a) is (a + n − 1)/(2a + n − 2).",
            near=0.005,
            at={"view": "coin", "coin": 1.0, "guess": 0.5},
            answer=lambda q: q.map_p,
        ),
        Task(
            "A probability p has the law Beta({a}, {b}). Where has the density of its log-odds ln p/(1 − p) its peak? "
            "Give the p there.",
            {"a": (2.0, 3.0, 5.0, 6.0), "b": (4.0, 7.0, 9.0)},
            "The new ruler multiplies the density by p(1 − p): the peak moves from (a − 1)/(a + b − 2) to a/(a + b).",
            near=0.005,
            at={"view": "rulers", "bend": 1.0},
            answer=lambda q: q.mode_ruler,
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
        Task(
            "How many bits is the entropy of the probabilities {p_shares}?",
            {
                "p_shares": tuple(
                    (row,)
                    for row in (
                        (0.5, 0.25, 0.125, 0.125),
                        (0.4, 0.3, 0.2, 0.1),
                        (0.7, 0.1, 0.1, 0.1),
                        (0.5, 0.5, 0.0, 0.0),
                        (0.6, 0.2, 0.1, 0.1),
                    )
                )
            },
            "Σ p log₂(1/p), in which what never happens counts nothing.",
            near=0.01,
            unit="bits",
            at={"view": "surprise"},
            answer=lambda q: q.entropy,
            words={"p_shares": lambda rows: ", ".join(f"{share:g}" for share in rows[0])},
        ),
        Task(
            "Letters have the probabilities {p_shares}, and a model says {q_shares}. How many bits a letter does the "
            "model cost more than the truth?",
            {
                "p_shares": tuple((row,) for row in ((0.5, 0.25, 0.125, 0.125), (0.4, 0.3, 0.2, 0.1))),
                "q_shares": tuple(
                    (row,) for row in ((0.25, 0.25, 0.25, 0.25), (0.125, 0.125, 0.25, 0.5), (0.1, 0.2, 0.3, 0.4))
                ),
            },
            "KL(p ‖ q) = Σ p log₂(p/q), the cross-entropy less the entropy.",
            near=0.01,
            unit="bits",
            at={"view": "surprise"},
            answer=lambda q: q.kl,
            words=dict.fromkeys(("p_shares", "q_shares"), lambda rows: ", ".join(f"{share:g}" for share in rows[0])),
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
        Task(
            "The rows of {matrix} are the chances of sun, cloud and rain after sun, cloud and rain. By which factor a "
            "day does the slowest difference to the long run shrink?",
            {
                "matrix": tuple(
                    ((1 - a, a, 0.0), (b, 1 - b, 0.0), (0.5, 0.5, 0.0))
                    for a, b in ((0.1, 0.3), (0.2, 0.3), (0.25, 0.5), (0.1, 0.4), (0.1, 0.2), (0.3, 0.5))
                )
            },
            "By the second eigenvalue, here 1 − P(sun to cloud) − P(cloud to sun).",
            share=0.02,
            at={"view": "flow"},
            answer=lambda q: q.second,
        ),
        Task(
            "The rows of {matrix} are the chances of sun, cloud and rain after sun, cloud and rain. Today is sunny. "
            "With which probability is it sunny the day after tomorrow?",
            {
                "matrix": (
                    ((0.8, 0.1, 0.1), (0.3, 0.5, 0.2), (0.2, 0.4, 0.4)),
                    ((0.6, 0.2, 0.2), (0.5, 0.25, 0.25), (0.1, 0.3, 0.6)),
                    ((0.5, 0.5, 0.0), (0.1, 0.4, 0.5), (0.3, 0.3, 0.4)),
                    ((0.7, 0.0, 0.3), (0.4, 0.4, 0.2), (0.5, 0.5, 0.0)),
                )
            },
            "The first entry of P²: over each state of tomorrow, P(sun to it) · P(it to sun).",
            near=0.005,
            at={"view": "flow", "start": ((1.0, 0.0, 0.0),), "tick": 8},
            answer="mass_sun",
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
        Task(
            "A line is fitted to points at x = {points}, with a flat prior. What is the posterior correlation of its "
            "intercept and its slope?",
            {
                "points": tuple(
                    tuple((x, 1.0 + 0.5 * x) for x in places)
                    for places in ((1.0, 2.0, 3.0), (2.0, 3.0, 5.0), (-1.0, 1.0, 4.0), (1.0, 2.0, 4.0, 5.0))
                )
            },
            "−Σx/√(n Σx²): the farther the points lie to one side of 0, the closer to −1.",
            near=0.01,
            at={"view": "lines", "flat": True},
            answer="r",
            words={"points": lambda points: ", ".join(f"{x:g}".replace("-", "−") for x, _ in points)},
        ),
        Task(
            "A line is fitted to points at x = {points}, with noise of deviation {noise} and a flat prior. What is the "
            "posterior deviation of its slope?",
            {
                "points": tuple(
                    tuple((x, 1.0 + 0.5 * x) for x in places)
                    for places in ((1.0, 2.0, 3.0), (2.0, 3.0, 5.0), (-1.0, 1.0, 4.0), (1.0, 2.0, 4.0, 5.0))
                ),
                "noise": (0.4, 0.5, 1.5),
            },
            "σ/√Σ(x − x̄)².",
            share=0.01,
            at={"view": "lines", "flat": True},
            answer="slope_sd",
            words={"points": lambda points: ", ".join(f"{x:g}".replace("-", "−") for x, _ in points)},
        ),
    ),
}

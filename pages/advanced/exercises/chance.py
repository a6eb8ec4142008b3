"""Exercises on inequalities, bounds, games and noise."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "tail_inequalities": (
        Task(
            "How many items does Hoeffding ask for, so that the errors of {models} models are all within {eps} at 95%?",
            {"models": (2, 10, 100, 1000, 10000), "eps": (0.02, 0.03, 0.05, 0.1)},
            "ln(2m/0.05)/(2ε²).",
            share=0.02,
        ),
        Task(
            "Which bound gives the best whole moment, E Xˢ/aˢ, for P(X ≥ {level}), where X is exponential with mean 1?",
            {"level": (2.0, 3.0, 4.0, 5.0, 6.0)},
            "E Xˢ = s!, so a further s multiplies the bound by (s + 1)/a: it falls up to s = a − 1, and s = a ties.",
            share=0.02,
            at={"view": "why", "source": "waits"},
            answer="least_moment",
        ),
        Task(
            "A one has the chance {chance}. What does Hoeffding say, at most, of the chance that 100 independent draws "
            "have {z} more ones than expected, or still more?",
            {"chance": (0.1, 0.2, 0.5), "z": (1.0, 2.0, 3.0)},
            "exp(−2t²/n) for a sum of n that is t above its mean; here t = z √(n p(1 − p)).",
            share=0.02,
            at={"view": "tails", "n": 100},
            answer="hoeffding",
            words={"z": lambda z: f"{z:g} standard deviation{'s' * (z > 1)}"},
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
        Task(
            "X takes two values, {masses}, with the probabilities {weights}. How large is E eˣ − e to the E X?",
            {
                "masses": ((0.5, 1.5, 0.5, 1.5), (1.0, 2.0, 1.0, 2.0), (0.5, 2.5, 0.5, 2.5)),
                "weights": tuple(((p, 1 - p, 0.0, 0.0),) for p in (0.25, 0.5, 0.75)),
            },
            "The mean of the values less the value of the mean: of a convex function it is never less than 0.",
            share=0.02,
            at={"view": "gap", "function": "exp"},
            answer="gap",
            words={
                "masses": lambda masses: f"{masses[0]:g} and {masses[1]:g}",
                "weights": lambda rows: f"{rows[0][0]:g} and {rows[0][1]:g}",
            },
        ),
        Task(
            "z is N(0, 1), x is z and noise N(0, 1). {observed} is seen, and q = N({q_mean}, {q_sd}²) stands for the "
            "law of z given x. By how many nats does the ELBO fall short of the evidence?",
            {"observed": (1.0, 2.0, -2.0), "q_mean": (0.0, 1.0), "q_sd": (0.5, 1.0)},
            "By KL(q ‖ p(z | x)), where z given x is N(x/2, ½): ln(√½/s) + s² + (m − x/2)² − ½.",
            near=0.01,
            at={"view": "elbo"},
            answer=lambda q: q.kl,
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
            "100 stumps (each a threshold on one of thirty measures of a tumour), fixed beforehand, are tried on 1,000 "
            "draws. Hoeffding lets each leave its 95% band in at most 5% of such trials. In about what share does at "
            "least one leave its own, in %?",
            {},
            "About 16%: Hoeffding is cautious, and stumps that agree nearly everywhere fail together.",
            near=6.0,
            unit="%",
            prediction=1,
        ),
        Task(
            "In how many ways can a hyperplane part {n_points} points in general position in {d}, if either "
            "side may be empty and the sides are named?",
            {"n_points": (3, 4, 5, 6, 7), "d": (1, 2, 3)},
            "2(C(n − 1, 0) + … + C(n − 1, d)), by Cover; it is 2ⁿ up to n = d + 1.",
            near=0.4,
            at={"view": "growth"},
            answer=lambda q: q.made,
            words={"d": lambda d: f"{d} dimension{'s' * (d > 1)}"},
        ),
        Task(
            "{m} tried on {n} draws. Within which gap are all error rates, with 95%, by Hoeffding and the union bound?",
            {"m": (1, 10, 100, 1000), "n": (100, 1000, 10000)},
            "√(ln(2M/0.05)/(2n)).",
            share=0.01,
            at={"view": "gap", "delta": 0.05},
            answer=lambda q: q.union,
            words={"m": lambda m: "1 hypothesis is" if m == 1 else f"{m} hypotheses are"},
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
        Task(
            "Two coins show heads with the probabilities {heads} and {others}. How large is their Fisher distance?",
            {"heads": (0.1, 0.2, 0.5), "others": (0.7, 0.8, 0.9)},
            "2|arcsin √p − arcsin √q|, in radians: a coin is a point on a quarter of a circle of radius 2.",
            near=0.01,
            at={"view": "coins"},
            answer=lambda q: q.apart,
        ),
        Task(
            "What is the Fisher distance between the normal laws N(0, σ²) with σ = {first} and with σ = {second}?",
            {
                "first": tuple((0.0, each) for each in (0.3, 0.5, 0.8)),
                "second": tuple((0.0, each) for each in (1.0, 1.6, 2.4)),
            },
            "√2 |ln(σ₂/σ₁)|, as Fisher's information on σ is 2/σ².",
            share=0.01,
            at={"view": "laws"},
            answer=lambda q: q.far,
            words=dict.fromkeys(("first", "second"), lambda law: f"{law[1]:g}"),
        ),
    ),
    "martingales": (
        Task(
            "You have {start} coins and need 100, at red (18 of 38 pockets). What is your best chance?",
            {"start": (10, 20, 25, 40, 50, 60, 75)},
            "Bold play: stake all, or what is missing.",
            near=0.012,
        ),
        Task(
            "A fair walk of steps ±1 stops at {high} above its start or at {low} below it. With which probability does "
            "it end above?",
            {"high": (3, 5, 8, 10), "low": (2, 6, 12, 20)},
            "The walk is a martingale: 0 = a P − b(1 − P), so P = b/(a + b).",
            near=0.005,
            at={"view": "stop", "up": 0.5},
            answer=lambda q: q.reach,
        ),
        Task(
            "A fair walk of steps ±1 stops at {high} above its start or at {low} below it. How many steps does that "
            "take on average?",
            {"high": (3, 5, 8, 10), "low": (2, 6, 12, 20)},
            "Sₙ² − n is a martingale: E T = E S² = a b.",
            share=0.01,
            at={"view": "stop", "up": 0.5},
            answer=lambda q: q.duration,
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
        Task(
            "A fund follows dX = μX dt + σX dW, with μ = {mu} a year and σ = {sigma}. What have its investors of 1, on "
            "average (the mean), after {horizon} years?",
            {"mu": (0.05, 0.1, 0.2), "sigma": (0.3, 0.5), "horizon": (2.0, 5.0, 10.0)},
            "The mean is exp(μT), whatever σ is: a few who gain much carry it.",
            share=0.02,
            at={"view": "path"},
            answer="mean_end",
        ),
        Task(
            "Euler's steps of length {length} follow dX = −{rate}·X dt + dW. Which variance do they settle to?",
            {"length": (0.2, 0.5, 0.8), "rate": (1.0, 1.5, 2.0)},
            "v = (1 − θh)²v + h, so v = h/(1 − (1 − θh)²); the true variance is 1/(2θ).",
            share=0.01,
            at={"view": "chain", "stepper": "euler"},
            answer="stationary_variance",
        ),
    ),
    "rl_diffusion": (
        Task(
            "Data come from two equal normal modes at {places}, each of deviation s = 0.3, and dX = −X dt + √2 dW "
            "makes noise of them. From which time t on has the density a single hump?",
            {"places": tuple((-each, each) for each in (1.0, 1.5, 2.0, 2.5, 3.0))},
            "½ ln(1 + m² − s²) for modes at ±m.",
            near=0.01,
            words={"places": lambda places: f"−{places[1]:g} and {places[1]:g}"},
        ),
        Task(
            "A prize of 1 is two moves away, a prize of {prize} eight moves. From which discount γ on is the farther "
            "one worth the way?",
            {"prize": (2.0, 4.0, 5.0, 10.0, 20.0)},
            "γ⁶ times the big prize must be 1, six moves being the difference.",
            near=0.005,
            at={"view": "discount"},
            answer=lambda q: q.break_even,
        ),
        Task(
            "Data of variance {spread}² around a mode become noise by dX = −X dt + √2 dW. Which variance around it "
            "have they at t = {time}?",
            {"time": (0.1, 0.2, 0.5, 1.0), "spread": (0.3, 0.5, 0.8)},
            "s² exp(−2t) + 1 − exp(−2t): the old variance fades, and that of the noise grows to 1.",
            near=0.005,
            at={"view": "fork"},
            answer="variance",
        ),
    ),
}

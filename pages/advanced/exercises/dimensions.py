"""Exercises on many dimensions."""

from explorer.lesson.tasks import Task

EXERCISES = {
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
        Task(
            "An orange of radius 1 in {d} dimensions has a peel of thickness {peel}. Which share of it is peel?",
            {"d": (2, 10, 20, 100), "peel": (0.02, 0.05, 0.1)},
            "The flesh has the volume (1 − peel)ᵈ of the whole.",
            near=0.005,
            at={"view": "orange"},
            answer=lambda q: q.share,
        ),
        Task(
            "An orange of radius 1 has a peel of thickness {peel}. From which dimension on is 99% of its volume peel, "
            "not rounded?",
            {"peel": (0.02, 0.05, 0.1, 0.2)},
            "(1 − peel)ᵈ = 0.01, so d = ln 0.01/ln(1 − peel).",
            share=0.01,
            at={"view": "orange"},
            answer=lambda q: q.ripe,
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
        Task(
            "A Gaussian projection keeps {k} dimensions. How large is Chernoff’s bound on the chance that it puts one "
            "squared distance off by more than {eps} of it?",
            {"k": (100, 150, 200, 1000), "eps": (0.2, 0.25, 0.3)},
            "2 exp(−k(ε²/4 − ε³/6)).",
            share=0.02,
            at={"view": "worst"},
            answer=lambda q: q.pair_bound,
        ),
        Task(
            "How many distances have {n} points among one another?",
            {"n": (10, 20, 50, 100, 200)},
            "n(n − 1)/2; the union bound of the lemma adds up so many failures.",
            near=0.4,
            at={"view": "worst"},
            answer=lambda q: q.pairs,
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
        Task(
            "{rows} samples of {features} variables: one axis has the variance {spike}, all others 1. Which variance "
            "has the first component of the sample, in the limit of large n and p?",
            {"rows": (200, 400), "features": (100, 200), "spike": (2.5, 3.0, 4.0)},
            "ℓ(1 + γ/(ℓ − 1)) with γ = p/n, for a spike above 1 + √γ: more than ℓ.",
            share=0.01,
            at={"view": "spectrum"},
            answer=lambda q: q.expected_top,
        ),
        Task(
            "{rows} samples of {features} variables: one axis has the variance {spike}, all others 1. What is the "
            "squared cosine of its angle to the first component of the sample, in the limit of large n and p?",
            {"rows": (200, 400), "features": (100, 200), "spike": (2.5, 3.0, 4.0)},
            "(1 − γ/(ℓ − 1)²)/(1 + γ/(ℓ − 1)) with γ = p/n.",
            near=0.01,
            at={"view": "direction"},
            answer=lambda q: q.expected_cos2,
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
        Task(
            "A sheet is rolled up. On it point A is {first} along and across, point B is {last}. How long is the way "
            "from A to B along the sheet, to the nearest points of the data?",
            {"first": ((10.0, 5.0), (20.0, 15.0)), "last": ((70.0, 14.0), (80.0, 4.0), (55.0, 18.0))},
            "Rolling bends the sheet and keeps lengths on it: Pythagoras, not the chord through space.",
            share=0.05,
            at={"view": "path", "n": "800", "seed": 1},
            answer=lambda q: q.sheet_length,
        ),
        Task(
            "Pure noise is mapped by t-SNE with the perplexities 2, 30 and 90. Which of them ends with the least "
            "Kullback–Leibler divergence?",
            {},
            "With the widest kernels pairs are most evenly alike, and there is least to get wrong: KL says nothing of "
            "truth.",
            near=5.0,
            prediction=1,
        ),
    ),
}

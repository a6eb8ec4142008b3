"""Exercises on convexity, descent and constraints."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "convexity": (
        Task(
            "Two runs found one network, with its hidden units in another order and with other signs, and these are "
            "put right. How much higher than at its ends is the loss half-way between the weights?",
            {},
            "It is 0: both ends are then the same weights.",
            near=0.02,
        ),
        Task(
            "How far above the graph of f(x) = {function} is its chord from x = {a} to x = {b}, half-way between them? "
            "(Below it: less than 0.)",
            {"function": ("x^2", "x^3", "x^4"), "a": (-2.0, -1.0, 0.0), "b": (0.5, 1.0, 2.0)},
            "½(f(a) + f(b)) − f(½(a + b)). Of a convex f it is never less than 0; of x² it is ¼(b − a)².",
            near=0.01,
            at={"view": "chord"},
            answer=lambda q: q.chord.middle,
        ),
        Task(
            "How far above its tangent at x = {c} is the graph of f(x) = {function} at x = {x}? (Below it: less than "
            "0.)",
            {"function": ("x^2", "x^3", "exp(x)"), "c": (-1.0, 0.5, 1.0), "x": (-1.5, 0.0, 2.0)},
            "f(x) − f(c) − f′(c)(x − c). Of a convex f it is never less than 0; of x² it is (x − c)².",
            near=0.01,
            at={"view": "tangent"},
            answer=lambda q: q.over,
        ),
        Task(
            "How far above f(x, y) = {surface} is the chord from {p} to {q}, half-way between them? (Below it: less "
            "than 0.)",
            {
                "surface": ("x^2+y^2", "x*y", "x^2-y^2", "(x+y)^2"),
                "p": ((-2.0, -1.0), (1.0, 3.0)),
                "q": ((2.0, 0.0), (0.0, 1.0), (-1.0, -2.0)),
            },
            "½(f(p) + f(q)) − f(½(p + q)); of a quadratic f it is ⅛ dᵀHd with d = q − p.",
            near=0.05,
            at={"view": "plane"},
            answer=lambda q: q.segment.middle,
        ),
    ),
    "gradient_descent": (
        Task(
            "Gradient descent on a bowl, step {step}, start on the axis whose curvature is 1. After how many steps is "
            "the distance to the minimum at most half?",
            {"step": (0.01, 0.015, 0.02, 0.075, 0.15)},
            "(1 − η)ᵏ ≤ ½.",
            near=0.5,
        ),
        Task(
            "A bowl has the curvatures 1 and {kappa}. Below which step size does gradient descent converge from every "
            "start?",
            {"kappa": (2.0, 10.0, 20.0, 100.0)},
            "The steep axis decides: |1 − ηL| < 1 for η < 2/L.",
            share=0.02,
            at={"view": "loss"},
            answer="limit",
        ),
        Task(
            "A bowl has the curvatures 1 and {kappa}. By which factor does a step of size {step} multiply the "
            "distance to the minimum, along the axis on which this factor is larger?",
            {"kappa": (2.0, 10.0, 20.0), "step": (0.075, 0.1, 0.15)},
            "Along an axis of curvature λ it is |1 − ηλ|. Above 1 the steps run away.",
            near=0.005,
            at={"view": "loss"},
            answer="factor",
        ),
        Task(
            "A bowl has the curvatures 1 and {kappa}. Which step size makes gradient descent fastest at its worst "
            "start?",
            {"kappa": (2.0, 10.0, 20.0, 100.0)},
            "Both axes are then equally slow: 1 − η = ηL − 1, so η = 2/(1 + L).",
            share=0.01,
            at={"view": "loss"},
            answer="best_step",
        ),
    ),
    "optimizers": (
        Task(
            "Adam stands where the gradient is (−4.5, 200), and its step size is {step_adam}. How far along x does "
            "its first step go?",
            {"step_adam": (0.01, 0.015, 0.02, 0.075, 0.15, 0.2)},
            "At the first step each coordinate is divided by its own size: it goes exactly the step size.",
            share=0.02,
        ),
        Task(
            "A ravine has the curvatures 1 and {kappa}. Which β is best for momentum, with its best step size?",
            {"kappa": (2.0, 10.0, 20.0, 100.0, 200.0, 1000.0)},
            "β = ((√κ − 1)/(√κ + 1))²: then both curvatures shrink by √β a step.",
            share=0.02,
            at={"view": "plane", "method": "momentum"},
            answer="best_beta",
        ),
        Task(
            "Momentum keeps v ← βv + g, from v = 0, and steps by −ηv. Where f = x²/2, from x = −4.5, with η = "
            "{step_momentum} and β = {beta}: where is x after two steps?",
            {"step_momentum": (0.1, 0.15, 0.2), "beta": (0.5, 0.8, 0.9)},
            "x₁ = x₀ − ηx₀, v₂ = βx₀ + x₁, and x₂ = x₁ − ηv₂.",
            near=0.01,
            at={"view": "paths", "method": "momentum", "kappa": 2.0, "tick": 2},
            answer="x_now",
        ),
    ),
    "constrained_optimization": (
        Task(
            "f = (x − 2)² + 2(y − 1)², and x + y ≤ c. From c = {bound} to a bound that is {step} higher, how much "
            "does the least f fall?",
            {"bound": (0.0, 0.5, 1.0), "step": (0.5, 1.0, 1.5, 2.0)},
            "On the line x + y = c the least f is (2/3)(3 − c)².",
            near=0.03,
        ),
        Task(
            "f = (x − 2)² + 2(y − 1)², and x + y ≤ {bound}. How large is the multiplier λ at the least f?",
            {"bound": (-1.0, 0.0, 0.5, 1.5, 2.0, 2.5)},
            "2(x − 2) = −λ and 4(y − 1) = −λ put x + y = 3 − ¾λ, so λ = (4/3)(3 − c).",
            share=0.02,
            at={"view": "bead"},
            answer="multiplier",
        ),
        Task(
            "What is the least value of x² + y² with {constraint} = {bound}?",
            {"constraint": ("x+2*y", "2*x+y", "x+y", "3*x-4*y"), "bound": (1.0, 2.0, 3.0)},
            "The nearest point of ax + by = c lies on its normal, at the distance |c|/√(a² + b²).",
            share=0.02,
            at={"view": "bead", "objective": "x^2+y^2", "kind": "eq"},
            answer="minimum",
        ),
    ),
}

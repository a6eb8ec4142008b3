"""Exercises on integrals, differential equations, series and transforms."""

from explorer.lesson.tasks import Task

NAMES = {"euler": "Euler's method", "heun": "Heun's method", "rk4": "RK4"}
SEQUENCES = {"escape": "n on (0, 1/n) and 0 elsewhere", "root": "√n on (0, 1/n) and 0 elsewhere", "power": "ωⁿ"}

EXERCISES = {
    "integration": (
        Task(
            "What does the trapezoid rule with n = {n} panels give for ∫ x² dx from 0 to 1?",
            {"n": (1, 2, 3, 4, 5, 8, 10)},
            "1/3 + 1/(6n²): the error of a parabola is h² f″ (b − a)/12.",
            near=0.0005,
            at={"function": "x^2", "a": 0.0, "b": 1.0},
            answer=lambda q: q.totals[1],
        ),
        Task(
            "What does Simpson's rule, as (2 · midpoint + trapezoid)/3 with n = {n}, give for ∫ f from 0 to 1, f(x) = "
            "{function}?",
            {"function": ("x^3", "x^4", "x^5", "1/(1+x)"), "n": (1, 2)},
            "A panel of width h counts as h(f(left) + 4f(middle) + f(right))/6; cubics come out exactly.",
            near=0.0005,
            at={"a": 0.0, "b": 1.0},
            answer=lambda q: q.totals[2],
        ),
        Task(
            "What is the area under f(x) = {function} from x = {a} to x = {x}? (Below the axis it counts as less "
            "than 0.)",
            {"function": ("3*x^2-2", "1-x^2", "exp(x)", "4*x^3"), "a": (-1.0, 0.0, 0.5), "x": (1.0, 1.5, 2.0)},
            "F(x) − F(a) with any F whose derivative is f.",
            near=0.02,
            at={"view": "area", "window": "wide"},
            answer=lambda q: q.so_far,
        ),
    ),
    "continuous_distributions": (
        Task(
            "X is standard normal. What is the probability that g(X) < 1, for g(x) = {map}?",
            {"map": ("x^2", "x^3", "exp(x)", "2*x", "x/2", "x+1")},
            "g(X) < 1 says in which part of the axis X lies.",
            near=0.01,
        ),
        Task(
            "X is uniform on (0, 1), and Y = g(X) with g(x) = {map}. Which density has Y at the image of x = {b}?",
            {"map": ("x^2", "sqrt(x)", "exp(x)", "-log(x)", "x^3"), "b": (0.25, 0.36, 0.64, 0.81)},
            "The density of X over the stretching, 1/|g′(x)|.",
            share=0.02,
            at={"view": "push", "law": "uniform"},
            answer=lambda q: q.density_out,
        ),
        Task(
            "X is exponential with rate 1. What is the probability of {a} < X < {b}?",
            {"a": (0.2, 0.5, 1.0), "b": (1.5, 2.0, 3.0)},
            "P(X > x) = exp(−x).",
            near=0.004,
            at={"view": "area", "law": "exponential"},
            answer=lambda q: q.probability,
        ),
    ),
    "differential_equations": (
        Task(
            "y′ = {rate}·y dies out. Up to which step size h do the steps of RK4 die out too?",
            {"rate": tuple((-each, 0.0) for each in (5.0, 8.0, 10.0, 12.0, 15.0))},
            "RK4 is stable on the real axis down to hλ = −2.785.",
            share=0.03,
            words={"rate": lambda rate: f"−{-rate[0]:g}"},
        ),
        Task(
            "y′ = {rate}·y. By which factor (with its sign) does one step of {method} with h = {h} multiply y?",
            {
                "rate": tuple((each, 0.0) for each in (-8.0, -6.0, -3.0, 2.0)),
                "method": ("euler", "heun", "rk4"),
                "h": (0.1, 0.2),
            },
            "With z = hλ it is 1 + z (Euler), with z²/2 more (Heun), and with z³/6 + z⁴/24 more (RK4).",
            near=0.005,
            at={"view": "stability"},
            answer=lambda q: q.factors[0].real,
            words={"rate": lambda rate: f"{rate[0]:g}".replace("-", "−"), "method": NAMES.__getitem__},
        ),
        Task(
            "x′ = Ax with A = {matrix}. By which factor does the flow change areas from time 0 to {moment}?",
            {
                "matrix": (
                    ((0.5, 2.0), (-1.0, -1.0)),
                    ((1.0, 1.0), (0.0, -0.2)),
                    ((-1.0, 3.0), (1.0, -0.5)),
                    ((0.0, -2.0), (1.0, 0.6)),
                ),
                "moment": (10, 20, 30, 40),
            },
            "exp(t · tr A), by Liouville: the trace is the rate at which areas grow.",
            share=0.01,
            at={"view": "linear"},
            answer="area",
            words={"moment": lambda moment: f"{moment / 20:g}"},
        ),
    ),
    "taylor_series": (
        Task(
            "How far does the series of 1/(1 + 25x²) at c = {centre} converge?",
            {"centre": (0.0, 0.1, 0.25, 0.4, 0.5, 0.75)},
            "To the poles ±i/5: R = √(c² + 0.04).",
            prediction=1,
            share=0.02,
        ),
        Task(
            "Which coefficient has the power {order} of x in the Taylor series of f(x) = {function} at 0?",
            {"function": ("exp(2*x)", "log(1+x)", "1/(1+3*x)", "sqrt(1+x)", "exp(-x)"), "order": (2, 3, 4)},
            "The derivative of that order at 0, over the factorial of the order.",
            share=0.01,
            answer="coefficient_n",
        ),
        Task(
            "Which value has the Taylor polynomial of order {order} of f(x) = {function} at 0, at x = {half}?",
            {"function": ("exp(x)", "cos(x)", "sin(x)", "1/(1+x)"), "order": (2, 3), "half": (1.0, 1.5, 2.0)},
            "The terms up to that power: eˣ = 1 + x + x²/2 + x³/6 + …, cos x = 1 − x²/2 + …, sin x = x − x³/6 + …, "
            "1/(1 + x) = 1 − x + x² − x³ + ….",
            near=0.005,
            answer="taylor_end",
        ),
    ),
    "multivariable_taylor": (
        Task(
            "For f = {function}, which has one minimum, up to which start x > 0 (y = 0) does Newton's method arrive?",
            {"function": tuple(f"log(exp({k}*x)+exp(-{k}*x))+y^2/2" for k in ("0.8", "1", "1.25", "1.5", "2"))},
            "For ln(eᵏˣ + e⁻ᵏˣ) the edge is where sinh 2kx = 4kx, at kx = 1.0887.",
            share=0.03,
        ),
        Task(
            "To which x does one step of Newton's method go from {point} on f = {function}?",
            {
                "function": ("x^4+y^2", "x^3/3-x+y^2", "exp(x)-2*x+y^2", "x^6+2*y^2"),
                "point": ((1.0, 0.5), (2.0, 1.0), (0.5, -1.0)),
            },
            "x − f_x/f_xx, as f_xy = 0 here.",
            near=0.01,
            at={"view": "newton"},
            answer=lambda q: q.at[0] + q.newton_step[0],
        ),
        Task(
            "The Taylor polynomial of order {order} of a smooth f is wrong by at most E(r) on a small circle of radius "
            "r. By about which factor does E fall when r is halved?",
            {"order": (1, 2, 3)},
            "The first term that is left out has order n + 1: 2ⁿ⁺¹.",
            share=0.1,
            at={"view": "model", "radius": 0.1},
            answer=lambda q: q.circle.worst / q.circle.half,
        ),
    ),
    "integral_transforms": (
        Task(
            "A square wave is summed up to k = {order}. How far, in % of the jump, does the sum rise above it?",
            {"order": (49, 99, 149, 199, 249)},
            "The overshoot tends to 8.949% of the jump and does not go away.",
            near=0.3,
            unit="%",
            alike=True,
        ),
        Task(
            "A square wave between −1 and 1 is summed up to its frequency {order}. Which part of its energy, the mean "
            "of f², is left out?",
            {"order": (1, 3, 5, 7, 9)},
            "By Parseval the odd frequency k holds 8/(π²k²) of the energy.",
            near=0.002,
            at={"view": "jumps"},
            answer="sum_left",
        ),
        Task(
            "A record lasts {seconds} seconds. How many Hz are its Fourier frequencies apart?",
            {"seconds": (0.5, 1.25, 2.0, 2.5, 3.0, 4.0)},
            "A whole number of oscillations fits into the record: they are 1/T apart.",
            share=0.02,
            at={"view": "spectrum"},
            answer="spacing",
            unit="Hz",
        ),
    ),
    "measure_theory": (
        Task(
            "How high is the Cantor function at {x}?",
            {"x": (0.25, 0.75, 0.1, 0.5, 0.7, 0.9, 0.3, 0.4)},
            "Write x in base 3, stop at the first 1, make each 2 a 1, and read it in base 2.",
            near=0.005,
        ),
        Task(
            "ω is uniform on (0, 1), and Xₙ(ω) is {sequence}. What is E Xₙ for n = {step}?",
            {"sequence": ("root", "power", "escape"), "step": (3, 4, 9, 15, 24)},
            "The mean is the area: 1/√n, 1/(n + 1), and for the last always 1, although it tends to 0 everywhere.",
            share=0.02,
            at={"view": "modes"},
            answer="mean_n",
            words={"sequence": SEQUENCES.__getitem__},
        ),
        Task(
            "f(x) = {text} on [0, 1]. How long is the set on which f > {share}?",
            {"text": ("x^2", "sqrt(x)", "1-x^2", "x^3"), "share": (0.125, 0.25, 0.36, 0.64)},
            "These f are monotone: solve f(x) = t, and take the part of [0, 1] on the higher side.",
            near=0.005,
            at={"view": "slabs"},
            answer=lambda q: q.above_t,
        ),
        Task(
            "What is the lower Riemann sum of f(x) = {text} on [0, 1] with {level} equal columns?",
            {"text": ("x", "x^2", "1-x", "1-x^2"), "level": (1, 2, 3)},
            "Each column is as high as the least value above it: at its left end where f rises, at its right end where "
            "it falls.",
            near=0.002,
            at={"view": "slabs"},
            answer="low_sum",
            words={"level": lambda level: str(2**level)},
        ),
    ),
}

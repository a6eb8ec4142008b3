"""Exercises of calculus, by lesson: the laws of the predictions, with numbers that a seed draws."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "functions_limits": (
        Task(
            "How large may δ be for √x at 0, from the right, with ε = {eps}?",
            {"eps": (0.01, 0.015, 0.02, 0.15, 0.2)},
            "√x < ε exactly for x < ε².",
            share=0.02,
        ),
    ),
    "derivatives": (
        Task(
            "Which step h is best for the {method} difference of sin at 1 in {precision} precision? Give log₁₀ h.",
            {"method": ("forward", "central"), "precision": ("double", "single")},
            "Truncation and rounding errors balance: h is about √u for the forward and ∛u for the central difference, "
            "where u is the roundoff (1.1×10⁻¹⁶ double, 6×10⁻⁸ single).",
            near=0.7,
            prediction=1,
        ),
    ),
    "partial_derivatives": (
        Task(
            "f = x² + 2y² at {point}. What is the slope in the direction of {angle} degrees?",
            {"point": ((1.0, 1.0), (1.5, 0.5), (-1.0, 1.0), (0.5, -1.0)), "angle": (0, 45, 60, 90, 135, 180, 225, 330)},
            "∇f·u with ∇f = (2x, 4y).",
            near=0.05,
        ),
    ),
    "backpropagation": (
        Task(
            "f = x·y + sin x at x = {x}, y = {y}. What is ∂f/∂x?",
            {"x": (0.0, 1.0, 2.0, -1.0, 3.0), "y": (-2.0, 0.5, 1.0, 2.0, 3.0)},
            "The product sends back y, the sine cos x.",
            near=0.03,
        ),
    ),
    "hessian_curvature": (
        Task(
            "How many saddles has f(x, y) = {function}?",
            {
                "function": (
                    "x*y",
                    "x^3-3*x+y^2",
                    "x^3-3*x+y^3-3*y",
                    "(x^2-1)^2+y^2",
                    "(x^2-1)^2+(y^2-1)^2",
                    "(x^2+y-11)^2+(x+y^2-7)^2",
                )
            },
            "At a saddle the gradient is zero and the Hessian has eigenvalues of both signs.",
            near=0.2,
        ),
    ),
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
    ),
    "gradient_descent": (
        Task(
            "Gradient descent on a bowl, step {step}, start on the axis whose curvature is 1. After how many steps is "
            "the distance to the minimum at most half?",
            {"step": (0.01, 0.015, 0.02, 0.075, 0.15)},
            "(1 − η)ᵏ ≤ ½.",
            near=0.5,
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
    ),
    "constrained_optimization": (
        Task(
            "f = (x − 2)² + 2(y − 1)², and x + y ≤ c. From c = {bound} to a bound that is {step} higher, how much "
            "does the least f fall?",
            {"bound": (0.0, 0.5, 1.0), "step": (0.5, 1.0, 1.5, 2.0)},
            "On the line x + y = c the least f is (2/3)(3 − c)².",
            near=0.03,
        ),
    ),
    "integration": (
        Task(
            "What does the trapezoid rule with n = {n} panels give for ∫ x² dx from 0 to 1?",
            {"n": (1, 2, 3, 4, 5, 8, 10)},
            "1/3 + 1/(6n²): the error of a parabola is h² f″ (b − a)/12.",
            near=0.0005,
            at={"function": "x^2", "a": 0.0, "b": 1.0},
            answer=lambda q: q.totals[1],
        ),
    ),
    "continuous_distributions": (
        Task(
            "X is standard normal. What is the probability that g(X) < 1, for g(x) = {map}?",
            {"map": ("x^2", "x^3", "exp(x)", "2*x", "x/2", "x+1")},
            "g(X) < 1 says in which part of the axis X lies.",
            near=0.01,
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
    ),
    "taylor_series": (
        Task(
            "How far does the series of 1/(1 + 25x²) at c = {centre} converge?",
            {"centre": (0.0, 0.1, 0.25, 0.4, 0.5, 0.75)},
            "To the poles ±i/5: R = √(c² + 0.04).",
            prediction=1,
            share=0.02,
        ),
    ),
    "multivariable_taylor": (
        Task(
            "For f = {function}, which has one minimum, up to which start x > 0 (y = 0) does Newton's method arrive?",
            {"function": tuple(f"log(exp({k}*x)+exp(-{k}*x))+y^2/2" for k in ("0.8", "1", "1.25", "1.5", "2"))},
            "For ln(eᵏˣ + e⁻ᵏˣ) the edge is where sinh 2kx = 4kx, at kx = 1.0887.",
            share=0.03,
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
    ),
    "measure_theory": (
        Task(
            "How high is the Cantor function at {x}?",
            {"x": (0.25, 0.75, 0.1, 0.3, 0.7, 0.9, 0.4, 0.5)},
            "Write x in base 3, stop at the first 1, make each 2 a 1, and read it in base 2.",
            near=0.005,
        ),
    ),
}

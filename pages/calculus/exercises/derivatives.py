"""Exercises on limits and derivatives."""

from explorer.lesson.tasks import Task

EXERCISES = {
    "functions_limits": (
        Task(
            "How large may δ be for √x at 0, from the right, with ε = {eps}?",
            {"eps": (0.01, 0.015, 0.02, 0.15, 0.2)},
            "√x < ε exactly for x < ε².",
            share=0.02,
        ),
        Task(
            "Which limit has f(x) = {function} as x goes to 0?",
            {
                "function": (
                    "sin(3*x)/x",
                    "sin(2*x)/(5*x)",
                    "(exp(2*x)-1)/x",
                    "((3+x)^2-9)/x",
                    "log(1+4*x)/x",
                    "(1-cos(x))/x^2",
                    "tan(x)/(4*x)",
                )
            },
            "Near 0 numerator and denominator are their first terms: sin u ≈ u, eᵘ ≈ 1 + u, cos u ≈ 1 − u²/2.",
            near=0.02,
            at={"view": "box"},
            answer=lambda q: q.limit,
        ),
        Task(
            "How large may δ be, so that |x² − a²| < {eps} for all x with |x − a| < δ, at a = {a}?",
            {"eps": (0.1, 0.2, 1.0), "a": (1.0, 2.0, 3.0)},
            "The right side decides, where x² is steeper: (a + δ)² = a² + ε, so δ = √(a² + ε) − a.",
            share=0.004,
            at={"view": "box", "function": "x^2"},
            answer="delta_largest",
        ),
        Task(
            "From which sharpness k on is 1/(1 + exp(−kx)) within {eps} of the step (0 on the left, 1 on the right) at "
            "all x with |x| ≥ {gap}?",
            {"eps": (0.01, 0.02, 0.1, 0.2), "gap": (0.1, 0.2, 0.5)},
            "The nearest x decides: exp(−k·gap) ≤ ε/(1 − ε), so k = ln((1 − ε)/ε)/gap.",
            share=0.01,
            at={"view": "tube"},
            answer=lambda q: q.enough,
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
        Task(
            "What is the {method} difference quotient of f(x) = x² at x = {a} with the step h = {h}?",
            {"method": ("forward", "backward"), "a": (-1.5, 0.5, 1.0, 2.0), "h": (0.1, 0.2)},
            "((a + h)² − a²)/h = 2a + h; backward 2a − h.",
            near=0.02,
            at={"function": "x^2"},
            answer="quotient",
        ),
        Task(
            "How far off is the central difference of f(x) = x³ at x = {a} with the step h = {h}, without rounding?",
            {"a": (-1.0, 0.5, 2.0), "h": (0.1, 0.15, 0.2, 1.0)},
            "((a + h)³ − (a − h)³)/2h = 3a² + h²: off by h², at every a.",
            share=0.02,
            at={"function": "x^3", "method": "central"},
            answer="alone",
        ),
        Task(
            "What is the derivative of f(x) = {function} at x = {a}?",
            {
                "function": ("x^3-2*x", "x*exp(-x)", "sin(2*x)", "1/(1+x^2)", "log(1+x^2)", "exp(-x^2)"),
                "a": (0.5, 2.0, -0.5),
            },
            "Product and chain rule: (uv)′ = u′v + uv′ and u(v)′ = u′(v)·v′.",
            share=0.01,
            answer="slope",
            at={"view": "secant"},
        ),
    ),
    "partial_derivatives": (
        Task(
            "f = x² + 2y² at {point}. What is the slope in the direction of {angle} degrees?",
            {"point": ((1.0, 1.0), (1.5, 0.5), (-1.0, 1.0), (0.5, -1.0)), "angle": (0, 45, 60, 90, 135, 180, 225, 330)},
            "∇f·u with ∇f = (2x, 4y).",
            near=0.02,
        ),
        Task(
            "What is ∂f/∂y of f = {function} at {point}?",
            {
                "function": ("x^2*y", "x*y^2-y", "exp(x)*y^2", "sin(x*y)"),
                "point": ((1.0, -0.5), (-1.0, 1.5), (0.5, 1.0)),
            },
            "x is held, and y alone moves.",
            near=0.01,
            at={"view": "slices"},
            answer=lambda q: q.partials[1],
        ),
        Task(
            "How steep is f = {function} at {point} in the direction in which it is steepest?",
            {
                "function": ("x*y", "x^2-y^2", "x^2*y", "x*y^2"),
                "point": ((1.0, 1.0), (1.0, -1.5), (0.5, 1.0), (-1.0, 0.5)),
            },
            "Along the gradient, with the slope |∇f| = √(f_x² + f_y²).",
            share=0.02,
            at={"view": "slices"},
            answer=lambda q: q.length,
        ),
    ),
    "backpropagation": (
        Task(
            "f = x·y + sin x at x = {x}, y = {y}. What is ∂f/∂x?",
            {"x": (0.0, 1.0, 2.0, -1.0, 2.5), "y": (-2.0, 0.5, 1.0, 2.0, 3.0)},
            "The product sends back y, the sine cos x.",
            near=0.01,
        ),
        Task(
            "f = x·y + sin x is put into itself as x, {nest} times in all: f(…f(f(x, y), y)…, y). By how many paths "
            "does the first x reach the end?",
            {"nest": (3, 4, 5, 6, 7, 8, 10)},
            "Each x has two uses, so the paths double n times: 2ⁿ.",
            near=0.4,
            at={"view": "paths"},
            answer="path_count",
        ),
        Task(
            "f = x·y + sin x has five edges, and is put into itself as x, {nest} times in all. How many products does "
            "one reverse sweep take?",
            {"nest": (3, 4, 5, 6, 7, 8, 10)},
            "One product for each edge, 5n: what comes back at a node is added up before it is sent on.",
            near=0.4,
            at={"view": "paths"},
            answer="sweep_products",
        ),
        Task(
            "f = {formula} at x = {x}, y = {y}. What comes back to x in the reverse sweep?",
            {"formula": ("(x+y)*x", "x*exp(y)", "sin(x*y)", "x^2*y+x"), "x": (1.0, 2.0), "y": (-1.0, 0.5)},
            "∂f/∂x: each use of x sends back its local slope times what came to it, and the uses are added.",
            near=0.01,
            at={"view": "graph"},
            answer="df_dx",
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
        Task(
            "What is the second derivative of f = {function} in the direction of {angle} degrees?",
            {"function": ("x^2+x*y+3*y^2", "x^2-y^2", "2*x*y", "3*x^2-2*x*y"), "angle": (30, 45, 60, 135)},
            "uᵀHu = f_xx cos²φ + 2 f_xy cos φ sin φ + f_yy sin²φ.",
            near=0.02,
            at={"view": "slices"},
            answer="bend_u",
        ),
        Task(
            "What is the smaller eigenvalue of the Hessian of f = {function}?",
            {
                "function": (
                    "x^2+4*x*y+y^2",
                    "2*x^2+4*x*y+5*y^2",
                    "3*x^2+2*x*y+3*y^2",
                    "2*x^2-4*x*y-y^2",
                    "x^2+3*x*y+5*y^2",
                )
            },
            "H has f_xx, f_yy on its diagonal and f_xy beside it; the eigenvalues have its trace as sum and its "
            "determinant as product.",
            near=0.02,
            at={"view": "slices"},
            answer="lambda_2",
        ),
    ),
}

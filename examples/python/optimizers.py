"""Momentum, Nesterov, AdaGrad, RMSProp, Adam: each rule by hand, the theory of momentum, a cycle that misleads Adam."""

import numpy as np
from scipy.optimize import check_grad, minimize

# --- parameters ---
OBJECTIVE = "quadratic"
KAPPA = 100.0
ANGLE = 0.0
FACTOR = 1.0
START = [-4.5, 2.0]
METHOD = "momentum"
STEP = 0.01
MOMENTUM = 0.8
DECAY = 0.0
STEPS = 24
BIG = 3.0
MEMORY = 0.1
# --- end of parameters ---

EPSILON = 1e-8
c, s = np.cos(np.deg2rad(ANGLE)), np.sin(np.deg2rad(ANGLE))
TURN = np.array([[c, -s], [s, c]])
UNIT = FACTOR if OBJECTIVE == "quadratic" else 1.0  # what the loss is multiplied by
HESSIAN = FACTOR * TURN @ np.diag([1.0, KAPPA]) @ TURN.T


# Each loss gives its value above the minimum and its gradient.
def quadratic(p):
    return 0.5 * p @ HESSIAN @ p, HESSIAN @ p


def rosenbrock(p):
    x, y = p
    valley = y - x * x
    return (1 - x) ** 2 + 100 * valley**2, np.array([-2 * (1 - x) - 400 * x * valley, 200 * valley])


def beale(p):
    x, y = p
    value, gradient = 0.0, np.zeros(2)
    for i, start in enumerate((1.5, 2.25, 2.625), start=1):
        r = start - x + x * y**i
        value += r * r
        gradient += 2 * r * np.array([y**i - 1, i * x * y ** (i - 1)])
    return value, gradient


def himmelblau(p):
    x, y = p
    r, t = x * x + y - 11, x + y * y - 7
    return r * r + t * t, np.array([4 * x * r + 2 * t, 2 * r + 4 * y * t])


def saddle(p):
    x, y = p
    return 0.5 * x * x - 0.5 * y * y + 0.25 * y**4 + 0.25, np.array([x, y**3 - y])


loss = {f.__name__: f for f in (quadratic, rosenbrock, beale, himmelblau, saddle)}[OBJECTIVE]
scale = max(1.0, abs(loss(np.array([0.7, 0.6]))[0]))
assert check_grad(lambda p: loss(p)[0], lambda p: loss(p)[1], [0.7, 0.6]) < 1e-5 * scale


def path_end(moved=0.0):
    """Where STEPS steps end, from a start that is that part farther out."""
    p, v, squares = np.array(START) * (1 + moved), np.zeros(2), np.zeros(2)
    for k in range(1, STEPS + 1):
        g = loss(p + MOMENTUM * v if METHOD == "nesterov" else p)[1]
        if METHOD == "gradient":
            move = -STEP * g
        elif METHOD in ("momentum", "nesterov"):
            move = v = MOMENTUM * v - STEP * g
        elif METHOD == "adagrad":
            squares += g**2
            move = -STEP * g / (np.sqrt(squares) + EPSILON)
        elif METHOD == "rmsprop":
            squares = DECAY * squares + (1 - DECAY) * g**2
            move = -STEP * g / (np.sqrt(squares) + EPSILON)
        else:  # Adam: both means are corrected for having begun at zero
            v = MOMENTUM * v + (1 - MOMENTUM) * g
            squares = DECAY * squares + (1 - DECAY) * g**2
            move = -STEP * v / (1 - MOMENTUM**k) / (np.sqrt(squares / (1 - DECAY**k)) + EPSILON)
        if not np.hypot(*(p + move)) < 1e6:
            print(f"given up at step {k}: a million away")
            break
        p = p + move
    return p


p = path_end()
# Long steps may make the path chaotic: then rounding is amplified, and few digits are anybody's.
print("from a start 1e-14 farther out the path ends", np.hypot(*(path_end(1e-14) - p)), "away")

# A linear method on the quadratic: (p_k, p_k-1) is multiplied by one matrix a step, along each of the two axes.
rate = np.nan
if OBJECTIVE == "quadratic" and METHOD in ("gradient", "momentum", "nesterov"):
    rate = 0.0
    for curvature in np.linalg.eigvalsh(HESSIAN):
        kept = 1 - STEP * curvature
        rows = [MOMENTUM + kept, -MOMENTUM]
        if METHOD == "nesterov":
            rows = [(1 + MOMENTUM) * kept, -MOMENTUM * kept]
        rate = max(rate, abs(np.linalg.eigvals([rows, [1.0, 0.0]])).max())
root = np.sqrt(KAPPA)

# Gradients BIG, -1, -1 in turn: their sum is positive, so one should walk to the left. What do Adam's steps add up to?
s, largest, pulls = 0.0, 0.0, {}
for _ in range(3000):
    for place, g in enumerate((BIG, -1.0, -1.0)):
        s = MEMORY * s + (1 - MEMORY) * g * g
        largest = max(largest, s)
        pulls["adam", place], pulls["amsgrad", place] = -g / np.sqrt(s), -g / np.sqrt(largest)

found = minimize(lambda p: loss(p)[0] / UNIT, START, jac=lambda p: loss(p)[1] / UNIT, method="BFGS")
print(f"for comparison: BFGS gets to {found.fun:.3g} with {found.nfev} gradients")
print(f"x_now = {p[0]:.12g}")
print(f"y_now = {p[1]:.12g}")
print(f"gap_now = {loss(p)[0] / UNIT:.12g}")
print(f"rate_now = {rate:.12g}")
print(f"best_step = {4 / (root + 1) ** 2 / FACTOR:.12g}")
print(f"best_beta = {((root - 1) / (root + 1)) ** 2:.12g}")
print(f"best_rate = {(root - 1) / (root + 1):.12g}")
for method in ("adam", "amsgrad"):
    print(f"{method}_pull = {sum(pulls[method, place] for place in range(3)):.12g}")

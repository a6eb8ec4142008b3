"""Brownian motion and SDEs by hand: strong errors on one path, escape over a barrier, and the bias of a long step."""

import math

import numpy as np
from scipy.integrate import quad
from scipy.linalg import solve_discrete_lyapunov

# --- parameters ---
MU = 0.5
SIGMA = 0.7
HORIZON = 1.0
HALVINGS = 3
NOISE = 0.6
STEPPER = "euler"
RATE = 1.0
LENGTH = 0.5
SEED = 168
# --- end of parameters ---

rng = np.random.default_rng(SEED)

# 1. dX = mu X dt + sigma X dW. Euler and Milstein follow the same Brownian motion as the exact solution.
n, paths = 2**HALVINGS, 2000
h = HORIZON / n
dw = math.sqrt(h) * rng.standard_normal((n, paths))
x = np.exp((MU - SIGMA**2 / 2) * HORIZON + SIGMA * dw.sum(axis=0))
factors = 1 + MU * h + SIGMA * dw
euler = factors.prod(axis=0)
milstein = (factors + SIGMA**2 / 2 * (dw**2 - h)).prod(axis=0)
for name, y in (("Euler", euler), ("Milstein", milstein)):
    print(f"{name}, simulated: root mean square error {np.sqrt(np.mean((x - y) ** 2)):.4g}")


Z, WEIGHTS = np.polynomial.hermite_e.hermegauss(60)


def mean(values):
    """Over one standard normal, of the values at Z."""
    return float(WEIGHTS @ values / WEIGHTS.sum())


def strong_error(milstein):
    """A step multiplies X by g and Y by f, so e = X - Y becomes g e + (g - f) Y: E Y^2, E eY and E e^2, step by step.

    (E X^2 - 2 E XY + E Y^2 is the same in theory; in floating point small errors drown in it.)
    """
    rise = (MU - SIGMA**2 / 2) * h + SIGMA * math.sqrt(h) * Z
    more = MU * h + SIGMA * math.sqrt(h) * Z + milstein * SIGMA**2 / 2 * h * (Z * Z - 1)
    g, f, d = np.exp(rise), 1 + more, np.expm1(rise) - more
    yy, ey, ee = 1.0, 0.0, 0.0
    for _ in range(n):
        ee = mean(g * g) * ee + 2 * mean(g * d) * ey + mean(d * d) * yy
        ey, yy = mean(g * f) * ey + mean(d * f) * yy, mean(f * f) * yy
    return math.sqrt(ee)


print(f"euler_error = {strong_error(0):.12g}")
print(f"milstein_error = {strong_error(1):.12g}")
print(f"mean_end = {math.exp(MU * HORIZON):.12g}")
print(f"median_end = {math.exp((MU - SIGMA**2 / 2) * HORIZON):.12g}")


# 2. dX = -V'(X) dt + noise dB with V = x^4/4 - x^2/2, from -1 until 1.
def v(z):
    return z**4 / 4 - z**2 / 2


def inner(y):
    return math.exp(2 * v(y) / NOISE**2) * quad(lambda z: math.exp(-2 * v(z) / NOISE**2), -4, y, epsrel=1e-9)[0]


mean_time = 2 / NOISE**2 * quad(inner, -1, 1, epsrel=1e-8)[0]
print(f"mean_time = {mean_time:.12g}")
print(f"kramers_time = {math.sqrt(2) * math.pi * math.exp(1 / (2 * NOISE**2)):.12g}")

step = 0.04
at, clock, arrivals = np.full(200, -1.0), 0.0, []
while len(at):
    at = at + (at - at**3) * step + NOISE * math.sqrt(step) * rng.standard_normal(len(at))
    clock += step
    arrivals += [clock] * int((at >= 1).sum())
    at = at[at < 1]
print(f"200 particles: {np.mean(arrivals):.4g} on average, half of them by {np.median(arrivals):.4g}")

# 3. dX = -rate X dt + dB in long steps X <- a X + s Z: the stationary variance is s^2 / (1 - a^2), not 1 / (2 rate).
z = RATE * LENGTH
a, s = {
    "euler": (1 - z, math.sqrt(LENGTH)),
    "implicit": (1 / (1 + z), math.sqrt(LENGTH) / (1 + z)),
    "midpoint": ((1 - z / 2) / (1 + z / 2), math.sqrt(LENGTH) / (1 + z / 2)),
    "exact": (math.exp(-z), math.sqrt((1 - math.exp(-2 * z)) / (2 * RATE))),
}[STEPPER]
variance = float(solve_discrete_lyapunov([[a]], [[s * s]])[0, 0]) if abs(a) < 1 else math.inf
print(f"stationary_variance = {variance:.12g}")
print(f"the true variance is {1 / (2 * RATE):.4g}")

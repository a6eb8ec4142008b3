"""Jensen's inequality by hand: the gap between a mean of values and the value of the mean, and the gap of an ELBO."""

import math

import numpy as np

# --- parameters ---
FUNCTION = "exp"
MASSES = [0.2, 0.8, 2.4, 2.9]
WEIGHTS = [[0.25, 0.25, 0.25, 0.25]]
OBSERVED = 1.5
Q_MEAN = 0.0
Q_SD = 1.0
# --- end of parameters ---


def f(x):
    match FUNCTION:
        case "square":
            return x**2
        case "exp":
            return np.exp(x)
        case "log":
            return np.log(x)
        case "hinge":
            return np.maximum(0.0, x - 1)
    return np.sin(2 * x)  # the wave


x, w = np.array(MASSES), np.array(WEIGHTS[0])
mean = w @ x
mean_of_values = w @ f(x)
value_of_mean = f(mean)
print(f"mean = {mean:.12g}")
print(f"variance = {w @ (x - mean) ** 2:.12g}")
print(f"mean_of_values = {mean_of_values:.12g}")
print(f"value_of_mean = {value_of_mean:.12g}")
print(f"gap = {mean_of_values - value_of_mean:.12g}")

# A latent z ~ N(0, 1) and an observation x ~ N(z, 1). The weights w(z) = p(x, z)/q(z) of z ~ q have the mean p(x), and
# the ELBO is the mean of their logarithms. That logarithm is a parabola in z, so three nodes of Gauss and Hermite are
# exact.
nodes, shares = np.polynomial.hermite_e.hermegauss(3)
z = Q_MEAN + Q_SD * nodes
log_joint = -0.5 * z**2 - 0.5 * (OBSERVED - z) ** 2 - math.log(2 * math.pi)
log_q = -0.5 * nodes**2 - math.log(Q_SD) - 0.5 * math.log(2 * math.pi)
elbo = shares @ (log_joint - log_q) / shares.sum()
log_evidence = -0.25 * OBSERVED**2 - 0.5 * math.log(4 * math.pi)  # x ~ N(0, 2)

# What is missing is the divergence of q from the posterior N(x/2, 1/2).
kl = 0.5 * (2 * Q_SD**2 + 2 * (Q_MEAN - OBSERVED / 2) ** 2 - 1 - math.log(2 * Q_SD**2))
print(f"log_evidence = {log_evidence:.12g}")
print(f"elbo = {elbo:.12g}")
print(f"elbo_gap = {log_evidence - elbo:.12g}")
print(f"kl = {kl:.12g}")

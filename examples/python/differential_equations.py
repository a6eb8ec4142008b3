"""Differential equations in steps by hand: a field, the reach of a method, a linear flow; SciPy as a check."""

import math

import numpy as np
import sympy
from scipy.integrate import solve_ivp
from scipy.linalg import expm

# --- parameters ---
DX = "2/3*x-4/3*x*y"
DY = "x*y-y"
START = [1.5, 1.5]
METHOD = "euler"
H = 0.1
TIME = 9.5
MATRIX = [[-0.2, -1.5], [1.5, -0.2]]
POINT = [1.6, 0.6]
RATES = [[-15.0, 0.0], [-15.0, 0.0]]
T = 0.8
# --- end of parameters ---

x, y = sympy.symbols("x y", real=True)
names = {"x": x, "y": y, "e": sympy.E, "cbrt": lambda u: sympy.sign(u) * abs(u) ** sympy.Rational(1, 3)}
field = sympy.lambdify((x, y), [sympy.sympify(text, locals=names) for text in (DX, DY)], "math")


def f(p):
    return np.array(field(*p.tolist()), float)


def step(f, p, h):
    """One step of the method from p, for any x' = f(x)."""
    first = f(p)
    if METHOD == "euler":
        return p + h * first
    if METHOD == "heun":
        return p + h / 2 * (first + f(p + h * first))
    second = f(p + h / 2 * first)
    third = f(p + h / 2 * second)
    return p + h / 6 * (first + 2 * second + 2 * third + f(p + h * third))


# The field in steps; the last one is shortened to end on time. A path that runs away is given up.
count = max(1, math.ceil(TIME / H - 1e-9))
p = np.array(START)
for k in range(count):
    new = step(f, p, H if k < count - 1 else TIME - (count - 1) * H)
    if not (np.abs(new) < 1e6).all():
        break
    p = new
print(f"walk_x = {p[0]:.12g}")
print(f"walk_y = {p[1]:.12g}")
exact = solve_ivp(lambda _, p: f(p), (0, TIME), START, method="DOP853", rtol=1e-10, atol=1e-12)
if exact.success:
    print("distance from SciPy's solution:", np.hypot(*(p - exact.y[:, -1])))

# On y' = lambda y a step multiplies by R(h lambda), the beginning of the exponential series.
terms = {"euler": 1, "heun": 2, "rk4": 4}[METHOD]


def size(rate, h):
    """|R(h rate)|."""
    return abs(sum((h * rate) ** k / math.factorial(k) for k in range(terms + 1)))


def reach(rate):
    """The h up to which no step grows: the first place where |R| passes 1, found by halving."""
    far = 0.01 / abs(rate)
    while size(rate, far) <= 1 + 1e-12:
        far += 0.01 / abs(rate)
    near = max(0.0, far - 0.01 / abs(rate))
    for _ in range(60 if near > 0 else 0):
        middle = (near + far) / 2
        near, far = (middle, far) if size(rate, middle) <= 1 else (near, middle)
    return near


rates = [complex(*pair) for pair in RATES]
as_matrix = np.array([[rates[0].real, -rates[0].imag], [rates[0].imag, rates[0].real]])  # complex numbers as pairs
stepped = step(lambda v: as_matrix @ v, np.array([1.0, 0.0]), H)
assert math.isclose(np.hypot(*stepped), size(rates[0], H), rel_tol=1e-9, abs_tol=1e-12)
print(f"factor_size = {size(rates[0], H):.12g}")
print(f"exact_size = {math.exp(H * rates[0].real):.12g}")
print(f"limit = {min(map(reach, rates)):.12g}")

# The flow of a linear field, e^(At): with D = A - tau I, D^2 = s I, the series is one of cosh or cos.
a = np.array(MATRIX)
tau = np.trace(a) / 2
d = a - tau * np.eye(2)
s = -np.linalg.det(d)
w = math.sqrt(abs(s))
if w < 1e-9:
    c, q = 1.0, T
elif s > 0:
    c, q = math.cosh(w * T), math.sinh(w * T) / w
else:
    c, q = math.cos(w * T), math.sin(w * T) / w
flow = math.exp(tau * T) * (c * np.eye(2) + q * d)
assert np.allclose(flow, expm(a * T))
end = flow @ POINT
print(f"flow_x = {end[0]:.12g}")
print(f"flow_y = {end[1]:.12g}")
print(f"area = {np.linalg.det(flow):.12g}")

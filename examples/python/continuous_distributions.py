"""Change of variables by hand: a strip under a density, a map with branches, a flow of the plane, Box and Cox."""

import numpy as np
import sympy
from scipy import integrate, stats
from statsmodels.datasets import engel

# --- parameters ---
LAW = "normal"
HEIGHTS = [1.0, 1.0]
A = -1.0
B = 1.0
MAP = "x**2"
FLOW = "coupling"
LAYERS = 1
STRETCH = 0.6
BEND = 0.5
AT = [1.2, 0.5]
# --- end of parameters ---


class Drawn(stats.rv_continuous):
    """A density that is linear between HEIGHTS at evenly spaced places from -4 to 4."""

    places = np.linspace(-4, 4, len(HEIGHTS))
    heights = np.array(HEIGHTS) if any(HEIGHTS) else np.ones(len(HEIGHTS))
    heights = heights / np.trapezoid(heights, places)

    def _pdf(self, x, *args):
        return np.interp(x, self.places, self.heights)

    def _cdf(self, x, *args):
        k = np.clip(np.searchsorted(self.places, x, side="right") - 1, 0, len(self.places) - 2)
        width, within = self.places[1] - self.places[0], x - self.places[k]
        below = np.append(0.0, np.cumsum(0.5 * width * (self.heights[1:] + self.heights[:-1])))
        rise = (self.heights[k + 1] - self.heights[k]) / width
        return below[k] + (self.heights[k] + 0.5 * rise * within) * within


laws = {
    "normal": stats.norm(),
    "uniform": stats.uniform(),
    "half": stats.uniform(0, 0.5),
    "exponential": stats.expon(),
    "arcsine": stats.arcsine(),
    "cauchy": stats.cauchy(),
}
law = laws[LAW] if LAW in laws else Drawn(a=-4, b=4)()

# The probability of a strip is a difference of heights of F, and an area under the density.
low, high = min(A, B), max(A, B)
cdf_low, cdf_high = law.cdf(low), law.cdf(high)
area = integrate.quad(law.pdf, *np.clip([low, high], *law.support()), limit=200)[0]
print(f"cdf_low = {cdf_low:.12g}")
print(f"cdf_high = {cdf_high:.12g}")
print(f"probability = {cdf_high - cdf_low:.12g}")
print(f"the area under the density: {area:.10f}")

# Y = g(X): all x that are sent to y = g(b) are found, and each gives f(x)/|g'(x)| to the density there.
x = sympy.Symbol("x", real=True)
names = {
    "x": x,
    "abs": sympy.Abs,
    "e": sympy.E,
    "ceil": sympy.ceiling,
    "cbrt": lambda u: sympy.real_root(u, 3),
    "min": sympy.Min,
    "max": sympy.Max,
    "relu": lambda u: sympy.Max(u, 0),
    "sigmoid": lambda u: 1 / (1 + sympy.exp(-u)),
    "softplus": lambda u: sympy.log(1 + sympy.exp(u)),
    "log2": lambda u: sympy.log(u, 2),
    "log10": lambda u: sympy.log(u, 10),
    "where": lambda condition, then, other: sympy.Piecewise((then, condition), (other, True)),
    "both": sympy.And,
}
text = MAP.replace("^", "**").replace("if(", "where(").replace("and(", "both(")
formula = sympy.sympify(text, locals=names)
derivative = formula.diff(x).replace(sympy.Derivative, lambda *_: sympy.Integer(0))  # of floor: flat between jumps
g, slope = (
    sympy.lambdify(x, each, [{"DiracDelta": lambda *_: 0.0}, "scipy", "numpy"]) for each in (formula, derivative)
)
ends = law.ppf(1e-9), law.ppf(1 - 1e-9)
grid = np.unique(np.concatenate([np.linspace(*ends, 40_013), np.linspace(*np.clip(ends, -30, 30), 40_013)]))


def below(at, y):
    """Whether g <= y at places (n,); where g is not defined, it is not."""
    with np.errstate(all="ignore"):
        return g(at) + 0 * at <= y


def cuts(y):
    """The ends of the pieces of the x axis on which g <= y, ascending: brackets on a grid, halved."""
    k = np.flatnonzero(below(grid[:-1], y) != below(grid[1:], y))
    low, high = grid[k], grid[k + 1]
    first = below(low, y)
    for _ in range(80):
        middle = 0.5 * (low + high)
        same = below(middle, y) == first
        low, high = np.where(same, middle, low), np.where(same, high, middle)
    return 0.5 * (low + high)


def preimages(y):
    """The x in the support with g(x) = y: those of the cuts at which g does not jump or end. b itself is one of them,
    and no cut at the end of the support or where g turns."""
    found = cuts(y)
    with np.errstate(all="ignore"):
        found = found[np.abs(g(found) + 0 * found - y) < 1e-6 * (1 + abs(y))]
    found = np.where(np.abs(found - high) < 1e-7 * (1 + abs(high)), high, found)
    with np.errstate(all="ignore"):
        beside, level = g(high + np.array([-1e-4, 1e-4])) + np.zeros(2) - y, abs(slope(high + 1e-6)) < 1e-3
    uncut = np.isfinite(y) and (high in law.support() or (beside[0] * beside[1] > 0 and level and law.pdf(high) > 0))
    return np.unique(np.append(found, high)) if uncut else found


def cdf_of_y(y):
    """P(g(X) <= y): the probability of these pieces."""
    at = np.concatenate([[ends[0]], cuts(y), [ends[1]]])
    return float((np.diff(law.cdf(at)) * below(0.5 * (at[1:] + at[:-1]), y)).sum())


with np.errstate(all="ignore"):
    level = float(g(np.float64(high)))
    density_out = sum(law.pdf(root) / abs(np.float64(slope(root))) for root in preimages(level))
print(f"level = {level:.12g}")
print(f"density_out = {density_out:.12g}")
print(f"cdf_out = {cdf_of_y(level):.12g}")
print(f"its slope by differences: {(cdf_of_y(level + 1e-5) - cdf_of_y(level - 1e-5)) / 2e-5:.6f}")


# In the plane: ln q = ln p - ln|det|, the determinant without a matrix, and with one by differences.
def forward(point):
    """The image of a point, and the logarithm of the determinant there."""
    u = np.array(point, dtype=float)
    if FLOW == "box_muller":
        radius, angle = np.sqrt(-2 * np.log(u[0])), 2 * np.pi * u[1]
        return radius * np.array([np.cos(angle), np.sin(angle)]), np.log(2 * np.pi / u[0])
    total = 0.0
    for layer in range(LAYERS):
        kept, moved = layer % 2, 1 - layer % 2
        s, t = STRETCH * np.sin(u[kept]), 2 * BEND * np.cos(u[kept])
        u[moved] = u[moved] * np.exp(s) + t
        total += s
    return u, total


log_det = forward(AT)[1]
log_in = 0.0 if FLOW == "box_muller" else float(np.sum(stats.norm.logpdf(AT)))
columns = [(forward(AT + 1e-6 * e)[0] - forward(AT - 1e-6 * e)[0]) / 2e-6 for e in np.eye(2)]
print(f"log_det = {log_det:.12g}")
print(f"log_in = {log_in:.12g}")
print(f"log_out = {log_in - log_det:.12g}")
print(f"the determinant by differences: {np.log(abs(np.linalg.det(columns))):.8f}")

# Box and Cox on Engel's incomes: the likelihood with its Jacobian, and without, in francs and in thousands of them.
incomes = engel.load_pandas().data["income"].to_numpy()
tried = np.linspace(-3, 3, 601)
for unit in (1.0, 1000.0):
    full = np.array([stats.boxcox_llf(each, incomes / unit) for each in tried])
    bare = full - (tried - 1) * np.log(incomes / unit).sum()
    found = tried[full.argmax()], tried[bare.argmax()]
    print(f"in units of {unit:g} francs: exponent {found[0]:.2f} with the Jacobian, {found[1]:.2f} without")

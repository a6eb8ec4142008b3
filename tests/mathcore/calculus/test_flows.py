"""Flows: determinants by SymPy and by differences, densities by SciPy; Box and Cox against scipy.stats."""

from __future__ import annotations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from mathcore.calculus import flows
from mathcore.calculus.flows import BoxCox, BoxMuller, Coupling

UNIT = st.integers(-100, 100).map(lambda k: k / 100)
SAMPLES = ("income", "area", "proline")


@given(UNIT, UNIT, st.integers(0, 4), st.tuples(st.floats(-3, 3), st.floats(-3, 3)))
@settings(max_examples=40, deadline=None)
def test_coupling_layers_are_undone_and_know_their_determinant(stretch, bend, layers, point):
    flow, x = Coupling(stretch, bend, layers), np.array([point])
    y, logs = flow.forward(x)
    back, same = flow.backward(y)
    assert back == pytest.approx(x, abs=1e-9) and same == pytest.approx(logs, abs=1e-9)
    assert flows.log_det_by_differences(flow, point) == pytest.approx(float(logs[0]), abs=1e-6)


def test_the_determinant_of_three_layers_is_sympys():
    u, v = sympy.symbols("u v", real=True)
    alpha, beta = sympy.Rational(3, 5), sympy.Rational(2, 5)
    out = [u, v]
    for layer in range(3):
        kept, moved = layer % 2, 1 - layer % 2
        out[moved] = out[moved] * sympy.exp(alpha * sympy.sin(out[kept])) + 2 * beta * sympy.cos(out[kept])
    wanted = (
        sympy.Matrix(out).jacobian([u, v]).det().evalf(30, subs={u: sympy.Rational(3, 10), v: sympy.Rational(-7, 10)})
    )
    found = Coupling(0.6, 0.4, 3).forward(np.array([[0.3, -0.7]]))
    assert np.exp(found[1][0]) == pytest.approx(float(wanted), rel=1e-12)


@given(st.floats(0.005, 0.995), st.floats(0.005, 0.995))
@settings(max_examples=40, deadline=None)
def test_box_and_muller_make_two_normals(u, v):
    flow = BoxMuller()
    y, logs = flow.forward(np.array([[u, v]]))
    assert -logs[0] == pytest.approx(stats.norm.logpdf(y).sum(), abs=1e-9)  # the input's density is 1
    assert flow.backward(y)[0] == pytest.approx(np.array([[u, v]]), abs=1e-9)
    assert flows.log_det_by_differences(flow, (u, v), 1e-7) == pytest.approx(float(logs[0]), abs=1e-5)


@pytest.mark.parametrize(
    ("flow", "at", "half"), [(Coupling(0.7, -0.8, 4), (0.4, -1.0), 0.3), (BoxMuller(), (0.4, 0.3), 0.1)]
)
def test_a_cell_keeps_its_probability(flow, at, half):
    low, high = np.array(at) - half, np.array(at) + half
    found, doubt = flows.image_mass(flow, low, high)
    one = stats.norm if isinstance(flow, Coupling) else stats.uniform
    wanted = np.prod(one.cdf(high) - one.cdf(low))
    assert flow.input_mass(low, high) == pytest.approx(wanted) and found == pytest.approx(wanted, abs=1e-5 + doubt)
    assert doubt < 2e-3 * wanted
    bare, _ = flows.image_mass(flow, low, high, jacobian=False)
    density = (lambda y, x: stats.norm.pdf(x) * stats.norm.pdf(y)) if one is stats.norm else (lambda y, x: 1.0)

    def stretched(y, x):
        return density(y, x) * np.exp(flow.forward(np.array([[x, y]]))[1][0])

    by_quadrature = integrate.dblquad(stretched, low[0], high[0], low[1], high[1])[0]
    assert bare == pytest.approx(by_quadrature, rel=2e-3)


def test_a_small_cell_grows_by_the_determinant():
    flow, at = Coupling(0.5, 0.6, 3), np.array([-0.4, 0.3])
    image = flow.forward(flows.outline(at - 1e-3, at + 1e-3))[0]
    assert flows.shoelace(image) / 4e-6 == pytest.approx(float(np.exp(flow.forward(at[None])[1][0])), rel=1e-4)
    assert flows.shoelace(flows.outline([0, 0], [2, 3])) == pytest.approx(6.0)


def test_the_relief_is_a_density_and_that_of_the_samples():
    places, other, heights = flows.relief(Coupling(0.3, 0.3, 2), 8.0, points=201)
    assert heights.sum() * (places[1] - places[0]) ** 2 == pytest.approx(1.0, abs=1e-3) and (places == other).all()
    _, _, round_hill = flows.relief(BoxMuller(), 3.0, points=5)
    wanted = stats.norm.pdf(np.linspace(-3, 3, 5))
    assert round_hill == pytest.approx(np.outer(wanted, wanted))
    assert np.isnan(flows.mesh(0.0, 1.0, 3)).any() and np.nanmax(flows.mesh(0.0, 1.0, 3)) == 1.0


@pytest.mark.parametrize("name", SAMPLES)
def test_box_and_cox_are_scipys(name):
    x = flows.samples(name)
    found, (_, best) = BoxCox(x), stats.boxcox(x)
    assert found.best() == pytest.approx(best, abs=1e-5)
    lams = np.linspace(-3, 3, 25)
    likelihoods = np.array([stats.boxcox_llf(lam, x) for lam in [*lams, 1.0]]) / len(x)
    assert found.gain(lams) == pytest.approx(likelihoods[:-1] - likelihoods[-1], abs=1e-9)
    for lam in (-2.0, -0.3, 0.0, 1.0, 2.5):
        z = stats.boxcox(x, lam) if lam else np.log(x)
        assert found.skewness(lam) == pytest.approx(stats.skew(z), abs=1e-6)
        assert found.standard(x, lam) == pytest.approx((z - z.mean()) / z.std(), abs=1e-5)
        step = 1e-4 * x
        differences = (found.standard(x + step, lam) - found.standard(x - step, lam)) / (2 * step)
        assert found.slope(x, lam) == pytest.approx(differences, rel=1e-5)


def test_the_numbers_of_the_incomes():
    found = BoxCox(flows.samples("income"))
    assert len(found.x) == 235 and found.best() == pytest.approx(-0.374478, abs=1e-5)
    assert (found.skewness(1.0), found.skewness(found.best())) == pytest.approx((2.781, 0.015), abs=1e-3)
    cells = BoxCox(flows.samples("area"))
    assert (cells.best(), cells.skewness(1.0), cells.skewness(cells.best())) == pytest.approx(
        (-0.211, 1.641, 0.005), abs=1e-3
    )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("unit", [0.1, 1.0, 50.0, 1000.0, 10000.0])
def test_without_the_jacobian_the_likelihood_is_scipys_without_its_term(name, unit):
    x = flows.samples(name) / unit
    lams = flows.LAMBDAS[::10]
    bare = np.array([stats.boxcox_llf(lam, x) - (lam - 1) * np.log(x).sum() for lam in [*lams, 1.0]]) / len(x)
    found = BoxCox(flows.samples(name))
    assert found.gain(lams, unit) == pytest.approx(bare[:-1] - bare[-1], abs=1e-6)
    assert found.curve(unit)[::10] == pytest.approx(found.gain(lams, unit))
    if unit <= 1.0:
        assert found.best(unit) == -3.0 and (np.diff(found.curve(unit)) < 0).all()  # it only falls: no maximum
    assert found.best(found.mean) == pytest.approx(found.best(), abs=1e-6)


def test_the_model_of_the_data_is_a_density_with_the_jacobian_alone():
    found = BoxCox(flows.samples("income"))
    for lam in (-2.5, -0.37, 0.0, 1.0, 3.0):
        area, reached = found.covered(lam)
        assert area == pytest.approx(reached, abs=2e-4)
        ends = 0.5 * found.x[0], 2 * found.x[-1]
        places = [*np.quantile(found.x, [0.05, 0.5, 0.95])]
        assert area == pytest.approx(integrate.quad(found.model, *ends, (lam,), points=places, limit=400)[0], abs=2e-4)
    assert found.covered(-0.37, 1.0)[0] > 100

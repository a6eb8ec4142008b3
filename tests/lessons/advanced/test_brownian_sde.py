"""The lesson on Brownian motion and stochastic equations: sums by NumPy, errors by the kernel's runs with the same
increments, mean times by scipy.integrate.quad, chains by scipy.signal, SGD by scikit-learn's residuals; challenges,
what is degenerate, and numbers that its text says. (The mathematics has its oracles in `tests/mathcore/advanced`.)"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression

from explorer.lesson import Law
from mathcore import kernels
from mathcore.common.randomness import random_normals
from tests.lessons import contracts
from tests.lessons.asking import drag, law, value
from tests.mathcore.advanced.test_brownian import closed


@pytest.fixture(scope="module")
def lesson():
    from explorer.catalogue import find

    return find("brownian_sde")


def states(lesson, view, count=8):
    return [values | {"view": view} for values in contracts.random_states(lesson, count)]


def test_sums_of_the_zoom_are_numpys(lesson):
    for values in states(lesson, "zoom"):
        scene = lesson.scene(**values)
        q = scene.state
        steps = np.diff(q.path[:: 2 ** (16 - values["zoom"])])
        assert law(scene, "squared increments").left == pytest.approx(np.sum(steps**2))
        assert value(scene, "Σ|ΔB|") == pytest.approx(np.sum(np.abs(steps)))
        assert value(scene, "largest rise") == pytest.approx(np.abs(q.close).max())
        # The window's ends, read off the whole path.
        low, high = (round(t * 2**16) for t in (q.low, q.low + q.width))
        assert q.close[-1] == pytest.approx(q.path[high] - q.path[low], abs=1e-9)


def test_one_lens_for_brownian_motion_and_another_for_a_smooth_path(lesson):
    rises = {
        kind: [lesson.scene(kind=kind, zoom=z, centre=0.3).numbers["rise"] for z in (2, 10)]
        for kind in ("brownian", "smooth")
    }
    wide, narrow = rises["smooth"]
    assert wide / narrow > 2**7 and not law(lesson.scene(kind="smooth", zoom=10), "squared").holds
    wide, narrow = rises["brownian"]
    assert 2**2.5 < wide / narrow < 2**5.5
    assert law(lesson.scene(kind="walk", zoom=8), "squared").left == pytest.approx(1)
    assert "straight" in lesson.scene(kind="smooth", zoom=9).notice and "single steps" in lesson.presets[1].notice + (
        lesson.scene(**lesson.presets[1].values).notice
    )


def test_errors_on_the_path_are_the_kernels(lesson):
    for values in states(lesson, "path"):
        scene, k = lesson.scene(**values | {"same": True}), values["halvings"]
        mu, sigma, horizon = scene.state.given
        for name, scheme in (("Euler", "euler"), ("Milstein", "milstein")):
            run = kernels.sde_paths(
                "geometric", [mu, sigma], 1.0, horizon, 2**k, 512, values["seed"],
                scheme=scheme, refine=2 ** (8 - k), keep=2,
            )  # fmt: skip
            exact = np.exp((mu - sigma**2 / 2) * horizon + sigma * run.brownian[-1])
            error = np.abs(exact - run.values[-1])
            assert value(scene, f"{name}: error on this path") == pytest.approx(error[0], rel=1e-6, abs=1e-9)
            assert scene.state.measured[scheme][k] == pytest.approx(np.sqrt(np.mean(error[:256] ** 2)), rel=1e-6)
        bias = np.exp(mu * horizon) - (1 + mu * horizon / 2**k) ** 2**k
        weak = law(scene, "the mean errs")
        assert weak.left == pytest.approx(abs(bias), rel=1e-9, abs=1e-12)
        assert weak.right == pytest.approx(closed(mu, sigma, horizon, 2**k, "milstein"), rel=1e-6)


def test_other_noise_breaks_the_law_and_is_said(lesson):
    scene = lesson.scene(view="path", halvings=7, same=False, sigma=0.4)
    assert not law(scene, "Euler: 256").holds and law(scene, "Euler: 256").unless
    assert "another Brownian motion" in scene.notice
    assert law(lesson.scene(view="path", halvings=7, sigma=0.4), "Euler: 256").holds
    wild = [lesson.scene(view="path", halvings=0, sigma=1.5, seed=s) for s in range(12)]
    assert any("X is positive" in each.notice for each in wild)


def test_on_other_noise_the_error_is_that_of_what_is_drawn(lesson):
    """Two independent X, nearly: the root of twice the variance. And by simulation, where the tails are light."""
    for values in states(lesson, "path", 4):
        scene = lesson.scene(**values | {"same": False, "halvings": 8, "mu": 0.1, "sigma": 0.1})
        mu, sigma, horizon = scene.state.given
        variance = np.exp(2 * mu * horizon) * np.expm1(sigma**2 * horizon)
        for name in ("Euler", "Milstein"):
            assert value(scene, f"{name}, other noise: root") == pytest.approx(np.sqrt(2 * variance), rel=0.02)
    scene, z = lesson.scene(view="path", same=False, sigma=0.4), np.random.default_rng(3).normal(size=(2, 8, 200_000))
    x = np.exp((0.5 - 0.08) + 0.4 * np.sqrt(1 / 8) * z[0].sum(axis=0))
    for name, c in (("Euler", 0.0), ("Milstein", 0.08 / 8)):
        y = (1 + 0.5 / 8 + 0.4 * np.sqrt(1 / 8) * z[1] + c * (z[1] ** 2 - 1)).prod(axis=0)
        assert value(scene, f"{name}, other noise: root") == pytest.approx(np.sqrt(np.mean((x - y) ** 2)), rel=0.02)
    assert law(scene, "the mean errs").right == value(scene, "Milstein, other noise: root")
    one = lesson.scene(view="path", sigma=0.4)
    assert value(one, "Euler: root mean square error") == pytest.approx(one.numbers["euler_error"])


def test_the_error_of_a_scheme_is_a_law_that_can_fail(lesson):
    """Its slack is below 1, so that an error of nothing fails it too; at the opening of the view it is there."""
    for values in ({}, {"halvings": 8, "sigma": 1.5}, {"halvings": 6, "horizon": 10.0, "sigma": 0.4, "mu": 0.05}):
        for name in ("Euler", "Milstein"):
            found = law(lesson.scene(view="path", **values), f"{name}: 256")
            assert found.holds and (found.slack or 9) < 0.9
    # A state at which the plain mean of 256 paths is 3.4 times the true one.
    scene = lesson.scene(view="path", halvings=7, mu=-0.1, sigma=0.25, horizon=3.0, seed=377)
    assert law(scene, "Milstein: 256").holds
    # One of 256 weighted paths so low that their mean is off by six standard errors.
    low = {"view": "path", "halvings": 4, "mu": 0.5, "sigma": 1.0, "horizon": 3.0, "seed": 66}
    assert all(each.holds for each in lesson.scene(**low).readouts if isinstance(each, Law))
    # Few long steps: a bounded share in place of a mean.
    for seed in range(5):
        coarse = lesson.scene(view="path", halvings=0, sigma=1.5, horizon=10.0, seed=seed)
        assert all(law(coarse, f"{name}: paths off").holds for name in ("Euler", "Milstein"))


def test_a_narrow_window_keeps_its_two_handles_apart(lesson):
    for values in ({"zoom": 12}, {"zoom": 9, "exponent": 1.0}, {"zoom": 12, "kind": "smooth", "centre": 195 / 1024}):
        scene = lesson.scene(**values)
        spots = {handle.name: handle.at for _, handle in scene.handles}
        assert abs(spots["window"][1] - spots["edge"][1]) > 0.3


def height(sigma):
    """2V/σ² of the double well."""
    return lambda x: 2 * (x**4 / 4 - x**2 / 2) / sigma**2


def test_mean_times_and_shares(lesson):
    for values in states(lesson, "well", 5):
        scene = lesson.scene(**values)
        s = values["noise"]
        v = height(s)
        integral = quad(lambda y, v=v: np.exp(v(y)) * quad(lambda z: np.exp(-v(z)), -np.inf, y)[0], -1, 1)[0]
        assert value(scene, "mean time") == pytest.approx(2 / s**2 * integral, rel=1e-6)
        assert value(scene, "Kramers’ formula") == pytest.approx(np.sqrt(2) * np.pi * np.exp(0.5 / s**2))
        steps = round(60 / values["step"])
        found = kernels.first_crossings(
            "double_well", [1.0, s], -1.0, 1.0, 60.0, steps, values["particles"], values["seed"]
        )
        assert law(scene, "share at the goal").left == pytest.approx(
            float(found.by(values["time"] / 2 - 1e-12)), abs=0.05
        )


def test_particles_that_leave_for_infinity_are_counted(lesson):
    for values in ({"noise": 1.2, "step": 1.0, "time": 120}, {"noise": 1.2, "step": 1.0, "time": 1, "particles": 10}):
        scene = lesson.scene(view="well", **values)
        assert scene.state.lost == int(np.isnan(scene.state.seen).sum())
        assert ("infinity" in scene.notice) == (scene.state.lost > 0)
    assert lesson.scene(view="well", noise=1.2, step=1.0, time=120).state.lost > 250
    calm = lesson.scene(view="well")
    assert calm.state.lost == 0 and not calm.notice


def test_the_chain_is_by_hand(lesson):
    for name, a, s in (
        ("euler", 0.4, np.sqrt(0.3)),
        ("implicit", 1 / 1.6, np.sqrt(0.3) / 1.6),
        ("midpoint", 0.7 / 1.3, np.sqrt(0.3) / 1.3),
        ("exact", np.exp(-0.6), np.sqrt((1 - np.exp(-1.2)) / 4)),
    ):
        scene, x, squares = lesson.scene(view="chain", stepper=name, rate=2.0, length=0.3), 0.0, []
        for z in random_normals(168, 3, 0, 20_000).tolist():
            x = a * x + s * z
            squares.append(x * x)
        found = law(scene, "the chain has")
        assert (found.left, found.right) == pytest.approx((np.mean(squares[200:]), s * s / (1 - a * a)))
        assert law(scene, "it is the true").holds == (name in ("midpoint", "exact"))


def test_where_there_is_no_stationary_law(lesson):
    for rate, h in ((1.0, 2.0), (4.0, 4.0), (2.0, 1.0)):
        scene = lesson.scene(view="chain", rate=rate, length=h)
        assert "grows without bound" in value(scene, "variance of this step") and "overshoots" in scene.notice
        assert lesson.scene(view="chain", rate=rate, length=h, stepper="implicit").state.stable
    # Just under it the simulated variance is noisy, and the law knows how much.
    assert (law(lesson.scene(view="chain", rate=1.0, length=1.95), "the chain has").slack or 0) > 0.5


def test_sgd_against_scikit_learns_regression(lesson):
    x, y = load_diabetes(return_X_y=True, scaled=False)
    x, y = (x[:, 2] - x[:, 2].mean()) / x[:, 2].std(), (y - y.mean()) / y.std()
    fit = LinearRegression().fit(x[:, None], y)
    r = y - fit.predict(x[:, None])
    s, kappa = np.mean(x**2 * r**2), np.mean(x**4)
    for eta, batch in ((0.1, 1), (0.501, 1), (0.3, 1), (1.0, 10), (0.01, 7)):
        eta = lesson.control("eta").check(eta)
        scene = lesson.scene(view="sgd", eta=eta, batch=batch)
        assert value(scene, "variance of the weight, as an SDE") == pytest.approx(eta * s / 2 / batch)
        exact = eta * s / batch / (2 - eta * (kappa + batch - 1) / batch)
        assert value(scene, "variance of the weight, SGD") == pytest.approx(exact)
        assert scene.numbers["best"] == pytest.approx(fit.coef_[0])
    beyond = lesson.scene(view="sgd", eta=lesson.control("eta").check(0.7))
    assert beyond.readouts[-1].value.startswith("none") and "beyond the limit" in beyond.notice


def test_only_one_noise_is_the_least(lesson):
    solves = lesson.challenges[0].solved
    for noise in lesson.control("noise").every():
        assert bool(solves(lesson.at(lesson.parameters({"view": "well", "noise": noise})))) == (noise == 0.63)


def test_a_random_step_rarely_solves_the_challenge(lesson):
    hits = [
        lesson.solved(lesson.scene(view="chain", rate=rate, length=h))[1]
        for rate in (1.0, 2.2, 4.0)
        for h in lesson.control("length").every()[::8]
    ]
    assert sum(hits) <= 2


def test_handles_stop_at_the_ends(lesson):
    assert drag(lesson, {}, "window", None, 0.7, 0.0)[0].state.p.centre == pytest.approx(0.7, abs=1e-3)
    scene, sentence = drag(lesson, {}, "window", None, 0.01, 0.0)
    assert sentence and scene.state.low == 0
    assert drag(lesson, {}, "edge", None, 388 / 1024 + 0.12, 0.0)[0].state.p.zoom == 2
    assert drag(lesson, {}, "edge", None, 388 / 1024, 0.0)[0].state.p.zoom == 12


def test_the_numbers_in_the_text(lesson):
    text = lesson.text()
    assert 2 * norm.sf(1) == pytest.approx(0.317, abs=5e-4) and "0.317" in text
    assert 2 * norm.sf(1.05826) == pytest.approx(0.29, abs=5e-3)
    truth = lesson.challenges[2].predict.truth(lesson.at(lesson.parameters(lesson.challenges[2].predict.at)))
    assert truth == pytest.approx(0.741, abs=5e-4)
    half, more = (lesson.scene(view="well", noise=s).state for s in (0.5, 0.7))
    assert (half.mean_time, more.mean_time) == pytest.approx((41.03, 14.64), abs=5e-3)
    assert half.kramers / half.mean_time == pytest.approx(0.80, abs=5e-3)
    at_mean = lesson.scene(view="well", noise=0.5, time=82).state
    assert at_mean.should == pytest.approx(0.63, abs=5e-3)
    beyond = lesson.scene(view="sgd", eta=0.501).state
    assert beyond.as_sde == pytest.approx(0.137, abs=5e-4) and 4 < beyond.wander / beyond.as_sde < 5
    assert beyond.limit < 0.65
    wide = lesson.scene(view="chain").state
    assert wide.settled / wide.truth == pytest.approx(4 / 3)

"""Optimizers against oracles that are not ours: the update rules of the papers written out in plain numbers,
scikit-learn's own optimizers (Adam, momentum, Nesterov), the kernels, scikit-learn's log loss; bounds against the
gradients that attain them; invariances as properties."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import check_grad
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, log_loss
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

from mathcore import kernels
from mathcore.calculus import optimizers as opt
from mathcore.calculus.optimizers import How

HOWS = [
    How("gradient", 0.0188),
    How("momentum", 0.01, 0.8),
    How("nesterov", 0.01, 0.8),
    How("adagrad", 1.0),
    How("rmsprop", 0.0316, 0.0, 0.9),
    How("adam", 0.1, 0.9, 0.999),
]
START = (-4.5, 2.0)
STEPS = st.floats(1e-5, 10.0)
BETA, DECAY = st.floats(0.0, 0.99), st.floats(0.5, 0.999)


def by_hand(how, slope, p, count):
    """The rules as the papers print them, one coordinate at a time, in plain Python."""
    p = list(p)
    v, s, path = [0.0] * len(p), [0.0] * len(p), [tuple(p)]
    for t in range(1, count + 1):
        at = [a + how.momentum * b for a, b in zip(p, v, strict=True)] if how.method == "nesterov" else p
        g = slope(at)
        for i in range(len(p)):
            if how.method == "gradient":
                p[i] -= how.step * g[i]
            elif how.method in ("momentum", "nesterov"):
                v[i] = how.momentum * v[i] - how.step * g[i]
                p[i] += v[i]
            elif how.method == "adagrad":
                s[i] += g[i] ** 2
                p[i] -= how.step * g[i] / (s[i] ** 0.5 + 1e-8)
            elif how.method == "rmsprop":
                s[i] = how.decay * s[i] + (1 - how.decay) * g[i] ** 2
                p[i] -= how.step * g[i] / (s[i] ** 0.5 + 1e-8)
            else:
                v[i] = how.momentum * v[i] + (1 - how.momentum) * g[i]
                s[i] = how.decay * s[i] + (1 - how.decay) * g[i] ** 2
                m_hat, s_hat = v[i] / (1 - how.momentum**t), s[i] / (1 - how.decay**t)
                p[i] -= how.step * m_hat / (s_hat**0.5 + 1e-8)
        path.append(tuple(p))
    return np.array(path)


def at_point(land, p):
    return land.slope(np.array(p)[:, None])[:, 0]


def given_gradient(g, at):
    return np.full((1, 1), g)


def moved(how, slope, p, count):
    """The same by the one formula with switches."""
    mover = opt.Mover([how], [how.step], len(p))
    p = np.array(p, float)[:, None]
    path = [p[:, 0]]
    for _ in range(count):
        p = mover.move(lambda at: np.array(slope(at[:, 0]))[:, None], p)
        path.append(p[:, 0])
    return np.array(path)


@pytest.mark.parametrize("how", HOWS, ids=lambda how: how.method)
def test_each_update_is_the_one_of_its_paper(how):

    def slope(p):
        return [p[0] + 0.5 * p[1], 0.5 * p[0] + 4 * p[1] ** 3]

    assert moved(how, slope, (1.0, -0.7), 60) == pytest.approx(by_hand(how, slope, (1.0, -0.7), 60), rel=1e-10)


@settings(max_examples=40, deadline=None)
@given(method=st.sampled_from(opt.METHODS), step=STEPS, beta=BETA, decay=DECAY)
def test_each_update_is_the_one_of_its_paper_with_any_numbers(method, step, beta, decay):
    how = How(method, step, beta, decay)

    def slope(p):
        return [np.tanh(p[0]), 20 * np.tanh(3 * p[1])]

    assert moved(how, slope, (2.0, 0.3), 12) == pytest.approx(by_hand(how, slope, (2.0, 0.3), 12), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("method", ["momentum", "nesterov", "adam"])
def test_scikit_learn_takes_the_same_steps(method):
    """Its Nesterov keeps p + beta v, where the gradient is taken, as the weights; its Adam adds epsilon uncorrected."""
    how = next(each for each in HOWS if each.method == method)

    def slope(p):
        return np.array([p[0], 30 * p[1]])

    ours = moved(how, slope, START, 40)
    theirs = [np.array(START)]
    if method == "adam":
        machine = AdamOptimizer([theirs[0]], how.step, how.momentum, how.decay)
    else:
        machine = SGDOptimizer([theirs[0]], how.step, momentum=how.momentum, nesterov=method == "nesterov")
    path = [np.array(START)]
    for _ in range(40):
        machine.update_params(theirs, [slope(theirs[0])])
        path.append(theirs[0].copy())
    if method == "nesterov":
        velocity = np.diff(ours, axis=0)
        assert np.array(path)[1:] == pytest.approx(ours[1:] + how.momentum * velocity, rel=1e-10, abs=1e-12)
    else:
        assert np.array(path) == pytest.approx(ours, rel=1e-5, abs=1e-7)


@pytest.mark.parametrize("name", list(opt.REACH))
def test_races_are_the_paths_of_the_kernels(name):
    land = opt.land(name, 50.0, 30.0, 4.0)
    start = land.place((-1.2, 1.0))
    steps = [0.001, 0.004, 0.02]
    found = opt.race(land, start, HOWS, steps, 120)
    for j, step in enumerate(steps):
        gaps = opt.paths(land, start, [how.at(step) for how in HOWS], 120).gaps
        with np.errstate(invalid="ignore"):
            same = np.isclose(found[:, :, j].T, gaps, rtol=1e-6, atol=1e-9)
        assert (same | ~(gaps < 1e6)).all(), (name, step)


def test_the_ravine_is_the_turned_quadratic_and_its_gradient_is_one():
    land = opt.land("quadratic", 100.0, 30.0, 8.0)
    u, w = land.turn.T @ np.array([1.3, -0.4])
    assert land.gap(1.3, -0.4) == pytest.approx((u * u + 100 * w * w) / 2)

    def value(p):
        return 8 * land.gap(*p)

    assert check_grad(value, land.slope, [1.3, -0.4]) < 1e-3
    assert np.linalg.eigvalsh(land.objective.parameters[[[0, 1], [1, 2]]]) == pytest.approx([land.low, land.high])
    assert opt.land("saddle").gap(0.0, 1.0) == pytest.approx(0.0)
    assert opt.land("himmelblau").gap(3.0, 2.0) == 0.0


def test_starts_stay_on_the_map():
    for name, reach in opt.REACH.items():
        for start in ((-6, -6), (6, 6), (0, 0), (1, -5)):
            assert (
                np.abs(opt.land(name, 10.0, 45.0).place(start) - np.array(opt.CENTRES[name])) <= reach + 1e-12
            ).all()


@settings(max_examples=40, deadline=None)
@given(
    method=st.sampled_from(opt.LINEAR),
    degrees=st.floats(0, 90),
    kappa=st.floats(1, 1000),
    share=st.floats(0.01, 0.9),
    beta=st.floats(0, 0.9),
)
def test_turning_the_ravine_changes_nothing_for_what_treats_all_directions_alike(method, degrees, kappa, share, beta):
    how = How(method, share * 4 / 3 / kappa, beta)
    gaps = [
        opt.paths(land, land.place(START), [how], 100).gaps[0]
        for land in (opt.land("quadratic", kappa, degrees), opt.land("quadratic", kappa))
    ]
    assert gaps[0] == pytest.approx(gaps[1], rel=1e-6, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(method=st.sampled_from(opt.METHODS), degrees=st.floats(0, 90), doublings=st.integers(0, 10), step=STEPS)
def test_a_factor_of_the_loss_is_a_longer_step_or_a_smaller_epsilon(method, degrees, doublings, step):
    """For powers of two: c f with the step e is f with the step c e; for adaptive methods, f with epsilon / c."""
    c = 2.0**doublings
    scaled, plain = (opt.land("quadratic", 30.0, degrees, factor) for factor in (c, 1.0))
    start = plain.place(START)
    how = How(method, step, 0.7, 0.9)
    left = opt.race(scaled, start, [how], [step], 30)
    if method in opt.ADAPTIVE or step * c <= 1000:
        by_kernels = opt.rescaled(plain, start, how, c, 30)
        seen = np.isfinite(left[:, 0, 0])
        assert by_kernels[seen] == pytest.approx(left[seen, 0, 0], rel=1e-7, abs=1e-9)
    mover = opt.Mover([how], [step if method in opt.ADAPTIVE else c * step], 2)
    if method in opt.ADAPTIVE:
        mover.e = mover.e / c
    p, right = start[:, None], [plain.gap(*start)]
    with np.errstate(all="ignore"):
        for _ in range(30):
            p = mover.move(plain.slope, p)
            right.append(float(plain.gap(*p)[0]))
    seen = np.isfinite(left[:, 0, 0])
    assert left[seen, 0, 0] == pytest.approx(np.array(right)[seen], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("how", "straight", "diagonal"),
    [
        (How("gradient", 2 / 101), 307, 307),
        (How("momentum", 4 / 121, 81 / 121), 54, 54),
        (How("adagrad", 1.0), 33, 693),
        (How("adam", 0.1, 0.9, 0.999), 118, 735),
        (How("rmsprop", 0.01, 0.0, 0.9), np.nan, np.nan),
    ],
    ids=lambda each: each.method if isinstance(each, How) else "",
)
def test_steps_to_a_thousandth_in_the_ravine_straight_and_turned(how, straight, diagonal):
    """Counted by the loops of the papers, by the kernels and by the races; RMSProp hovers and never gets there."""
    for degrees, count in ((0.0, straight), (45.0, diagonal)):
        land = opt.land("quadratic", 100.0, degrees)
        start = land.place(START)
        plain = by_hand(how, partial(at_point, land), start, 1500)
        together = opt.race(land, start, [how], [how.step], 1500)[:, 0, 0]
        for gaps in (land.gap(*plain.T), opt.paths(land, start, [how], 1500).gaps[0], together):
            assert opt.arrival(gaps, 1e-3) == pytest.approx(count, nan_ok=True)


def test_arrival_and_settled():
    gaps = np.array([[5.0, 1, 9], [0.5, 1, 9], [2.0, 1, 9], [0.5, 0.5, 9], [0.5, 0.5, np.nan]])
    assert opt.arrival(gaps, 1.0) == pytest.approx([3, 0, np.nan], nan_ok=True)
    assert opt.settled(gaps, 4).tolist() == [0.5, 0.5, np.inf]
    assert opt.settled(np.arange(100.0, -1, -1)[:, None], 100).tolist() == [10.0]


def test_losses_are_brought_near_a_logarithmic_axis():
    found = opt.near(np.array([0.0, 1e-30, 3.0, 1e30, -1.0, np.nan]), -8, 4)
    assert found == pytest.approx([1e-12, 1e-12, 3.0, 1e8, np.nan, np.nan], nan_ok=True)


@pytest.mark.parametrize("how", [HOWS[3], HOWS[5]], ids=lambda how: how.method)
def test_the_first_step_with_its_epsilon(how):
    for name, start in (("himmelblau", (1.0, -2.0)), ("quadratic", (1e-8, 2.0)), ("quadratic", (0.0, 2.0))):
        land = opt.land(name)
        path = opt.paths(land, start, [how], 1).points[0]
        assert opt.first_step(land, start, how) == pytest.approx(abs(path[1, 0] - start[0]), rel=1e-6, abs=1e-15)


def test_stretches_and_nearest():
    sizes = np.geomspace(0.1, 10.0, 3)
    found = opt.stretches(sizes, np.array([[True, False, True]]))
    root = 10**0.5
    assert found[0] == pytest.approx([0.1 / root, 0.1 * root, *[np.nan] * 4, 10 / root, *[10 * root] * 2], nan_ok=True)
    joined = opt.stretches(sizes, np.array([True, True, False]))
    assert joined[:6] == pytest.approx([0.1 / root, *[0.1 * root] * 3, root, np.nan], nan_ok=True)
    assert opt.nearest(sizes, [0.02, 2.0, 4.0]).tolist() == [0, 1, 2]


@pytest.mark.parametrize("how", HOWS[:3], ids=lambda how: how.method)
@pytest.mark.parametrize("name", ["quadratic", "himmelblau"])
def test_a_step_is_the_sum_of_all_gradients_before_it(how, name):
    land = opt.land(name, 100.0, 20.0)
    path = opt.paths(land, land.place((-1.0, 2.0)), [how], 40).points[0]
    for k in (1, 2, 7, 40):
        assert opt.unrolled(land, path, how, k) == pytest.approx(np.hypot(*(path[k] - path[k - 1])), rel=1e-7)


def test_headings_are_unit_vectors_downhill_and_along_the_next_step():
    land = opt.land("quadratic", 4.0)
    path = opt.paths(land, (3.0, 1.0), HOWS[:1], 10).points[0]
    assert opt.headings(land, path, 3)[0] == pytest.approx(opt.headings(land, path, 3)[1], abs=1e-9)
    adam = opt.paths(land, (3.0, 1.0), HOWS[5:], 10).points[0]
    assert opt.headings(land, adam, 0)[1] == pytest.approx([-(0.5**0.5)] * 2, abs=1e-6)
    assert opt.headings(land, adam, 10)[1] == pytest.approx((adam[10] - adam[9]) / np.hypot(*(adam[10] - adam[9])))
    assert np.isnan(opt.headings(land, np.zeros((5, 2)), 2)).all()


@pytest.mark.parametrize("a", [0.0, 0.5, 0.9, 0.95])
@pytest.mark.parametrize("c", [0.95, 0.99, 0.999])
def test_the_longest_step_of_adam_is_attained_and_never_passed(a, c):
    longest = How("adam", 1.0, a, c).longest
    if a * a >= c:
        assert longest == np.inf
        return
    rng = np.random.default_rng(3)
    back = np.arange(8000 if c == 0.999 else 2000)[::-1]  # so long that 1 - c^t is 1
    worst = (a / c) ** back if a else (back == 0).astype(float)  # w / u: gradients that grow by c / a a step
    steps = []
    for gradients in (
        worst,
        rng.standard_normal(400),
        rng.standard_cauchy(400),
        np.sign(rng.standard_normal(400)),
    ):
        mover = opt.Mover([How("adam", 1.0, a, c)], [1.0], 1)
        p = np.zeros((1, 1))
        for g in gradients * 1e3:
            before = p
            p = mover.move(partial(given_gradient, g), p)
            steps.append(abs((p - before).item()))
    assert max(steps) <= longest * (1 + 1e-9)
    if a == 0.9:
        assert max(steps) == pytest.approx(longest, rel=2e-3)


def test_adam_with_its_usual_numbers_can_step_further_than_its_paper_says():
    """Kingma and Ba: (1 - beta 1) / sqrt(1 - beta 2) = 3.16; gradients that grow by 1.11 a step bring 7.27."""
    assert How("adam", 1.0, 0.9, 0.999).longest == pytest.approx(7.2703, abs=1e-3)
    assert How("adam", 1.0, 0.9, 0.81).longest == np.inf
    assert How("rmsprop", 1.0, 0.0, 0.9).longest == pytest.approx(10**0.5)


@settings(max_examples=60, deadline=None)
@given(g=st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), decay=st.floats(0.5, 0.999), beta=st.floats(0, 0.99))
def test_no_step_of_an_adaptive_method_is_longer_than_its_bound(g, decay, beta):
    for method in opt.ADAPTIVE:
        how = How(method, 1.0, beta, decay)
        mover, p = opt.Mover([how], [1.0], 1), np.zeros((1, 1))
        for each in g:
            before, p = p, mover.move(partial(given_gradient, each), p)
            assert abs((p - before).item()) <= how.longest * (1 + 1e-9)


def test_the_first_step_of_adam_and_of_adagrad_is_the_step_size_whatever_the_gradient():
    for how in (How("adam", 0.1, 0.9, 0.999), How("adagrad", 0.1)):
        for factor in (1.0, 1000.0):
            land = opt.land("quadratic", 100.0, 0.0, factor)
            assert opt.paths(land, START, [how], 1).points[0, 1] == pytest.approx([-4.4, 1.9], abs=1e-8)


@pytest.mark.parametrize("features", ["standard", "raw", "turned"])
@pytest.mark.parametrize("method", ["momentum", "adam"])
def test_training_is_what_scikit_learn_makes_of_the_same_batches(features, method):
    how = next(each for each in HOWS if each.method == method)
    step = {"standard": 0.03, "raw": 1e-4, "turned": 1e-4}[features]
    found = opt.train(features, [how], [step], 5, 60)
    x, y = opt.patients(features)
    words = opt.random_words(5, 0, 0, 60 * opt.TRAINED).reshape(60, -1)
    w = [np.zeros(31)]
    machine = (
        AdamOptimizer(w, step, how.momentum, how.decay)
        if method == "adam"
        else SGDOptimizer(w, step, momentum=how.momentum, nesterov=False)
    )
    for t in range(60):
        rows = np.argsort(words[t])[: opt.BATCH]
        machine.update_params(w, [x[rows].T @ (1 / (1 + np.exp(-x[rows] @ w[0])) - y[rows]) / opt.BATCH])
    odds = x[opt.TRAINED :] @ w[0]
    chance = 1 / (1 + np.exp(-odds))
    tolerance = 1e-3 if method == "adam" else 1e-6  # their epsilon is not corrected for the first steps
    assert found.losses[-1, 0, 0] == pytest.approx(log_loss(y[opt.TRAINED :], chance), rel=tolerance)
    assert found.right[-1, 0, 0] == pytest.approx(accuracy_score(y[opt.TRAINED :], odds > 0), abs=0.007)
    assert found.losses[0, 0, 0] == pytest.approx(np.log(2))


def test_the_patients_are_scikit_learns_and_turning_them_keeps_all_distances():
    standard, raw, turned = (opt.patients(name) for name in ("standard", "raw", "turned"))
    assert len(raw.labels) == 569 and raw.labels.sum() == 357
    assert standard.features[: opt.TRAINED, :30].std(axis=0) == pytest.approx(np.ones(30))
    assert turned.features @ turned.features[0] == pytest.approx(raw.features @ raw.features[0], rel=1e-9)
    model = LogisticRegression(max_iter=2000).fit(standard.features[: opt.TRAINED], standard.labels[: opt.TRAINED])
    assert model.score(standard.features[opt.TRAINED :], standard.labels[opt.TRAINED :]) > 0.95


def test_turned_features_change_nothing_for_momentum_and_much_for_adam():
    """With steps so short that rounding is not amplified; Adam loses what it gained from features in own units."""
    hows = [HOWS[0], HOWS[1], HOWS[5]]
    raw, turned = (opt.train(name, hows, [1e-7], 1, 100).losses[-1, :, 0] for name in ("raw", "turned"))
    assert turned[:2] == pytest.approx(raw[:2], rel=1e-9)
    assert abs(turned[2] / raw[2] - 1) > 1e-6
    for how in hows:
        first, second = opt.turned_features(how, 1)
        assert (first == pytest.approx(second, rel=1e-9)) == (how.method in opt.LINEAR)
    steps = np.geomspace(1e-5, 10, 49)
    raw, turned = (opt.train(name, hows, steps, 1, 300).losses[-1].min(axis=1) for name in ("raw", "turned"))
    assert raw[2] < 0.75 * raw[0] and turned[2] > 1.3 * raw[2]


def test_a_run_far_away_is_given_up_and_says_so():
    land = opt.land("rosenbrock")
    runs = opt.paths(land, (-1.2, 1.0), [How("gradient", 1.0)], 20)
    assert np.isnan(runs.points[0, -1]).all() and np.isnan(runs.gaps[0, -1])
    assert np.isinf(opt.race(land, (-1.2, 1.0), [How("gradient", 1.0)], [1.0], 20)[-1]).all()
    assert kernels.rule("adam", step=1.0).name == "adam"

"""Double descent on real digits: least squares on more and more random features, averaged over training sets.

200 of 797 digits (8x8 inks from 0 to 16, here divided by 16; as scikit-learn ships them) are learnt, 1,000 others
tested. A model has p random features sqrt(2/p) cos(w·x + b), w ~ N(0, 1/4) in each of 64 coordinates, b uniform (Rahimi
and Recht, *Random features for large-scale kernel machines*, NIPS 2007), and ten outputs, fitted to the classes coded
as 0 and 1 with the least sum of squares plus penalty * |coefficients|²; penalty 0 is the solution of least norm
(singular values below 1e-12 of the largest count as zero). MODELS models differ in their training set and features.

The table beside this file takes half a minute, by `python -m mathcore.statistics.random_features`; a test recomputes
rows of it.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mathcore.common.randomness import random_normals, random_uniforms
from mathcore.common.tables import digits

Array = NDArray[np.float64]
TRAINED, TESTED, MODELS = 200, 1000, 12
SIZES = tuple(round(float(f"{20 * 10 ** (k / 16):.3g}")) for k in range(33))
PENALTIES = (0.0, *(float(f"{1e-8 * 10 ** (k / 2):.3g}") for k in range(19)))
FILE = Path(__file__).with_name("random_features.csv")
HEAD = "features,penalty,error,of_mean,spread,training,norm,gain,wrong,wrong_of_mean"


class Sweep(NamedTuple):
    """Each of shape (len(PENALTIES), len(SIZES)). Squared distances are summed over the ten outputs.

    `error` mean over models and test digits; `of_mean` that of the mean of the models' outputs; `spread` mean squared
    distance of a model from that mean; `training` error; `norm` of the coefficients (root mean square over models);
    `gain` the largest s/(s² + penalty) over the singular values s (geometric mean over models): how much a direction of
    the answers is amplified; `wrong` shares of test digits that a model, and the mean of all, names wrongly.
    """

    error: Array
    of_mean: Array
    spread: Array
    training: Array
    norm: Array
    gain: Array
    wrong: Array
    wrong_of_mean: Array


@lru_cache
def split() -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The digits that are tested, and those that training sets are drawn from."""
    order = np.argsort(random_uniforms(54, 1000, 0, len(digits().labels)), kind="stable")
    return order[:TESTED], order[TESTED:]


def model(number: int, size: int) -> tuple[Array, Array, Array, Array]:
    """Features of the training and the test digits, and the coded classes of both, for a model's number and size."""
    tested, rest = split()
    drawn = rest[np.argsort(random_uniforms(54, 3 * number, 0, len(rest)), kind="stable")[:TRAINED]]
    w = 0.5 * random_normals(54, 3 * number + 1, 0, 64 * size).reshape(size, 64)
    b = 2 * np.pi * random_uniforms(54, 3 * number + 2, 0, size)
    x, coded = digits().values / 16, np.eye(10)[digits().labels]
    train, test = (np.sqrt(2 / size) * np.cos(x[rows] @ w.T + b) for rows in (drawn, tested))
    return train, test, coded[drawn], coded[tested]


def row(size: int) -> Array:
    """The numbers of one size: shape (len(PENALTIES), 8), in the order of `Sweep`."""
    said, training, norm, gain, truth = [], [], [], [], np.empty(0)
    for number in range(MODELS):
        train, test, y, truth = model(number, size)
        u, s, vt = np.linalg.svd(train, full_matrices=False)
        u, s, vt = u[:, s > 1e-12 * s[0]], s[s > 1e-12 * s[0]], vt[s > 1e-12 * s[0]]
        onto, uy = test @ vt.T, u.T @ y
        shrink = s / (s**2 + np.array(PENALTIES)[:, None])
        kept = shrink[:, :, None] * uy
        said.append(onto @ kept)
        training.append(np.square(u @ (s[:, None] * kept) - y).sum(axis=2).mean(axis=1))
        norm.append(np.square(kept).sum(axis=(1, 2)))
        gain.append(np.log(shrink.max(axis=1)))
    outputs = np.stack(said)
    middle, labels = outputs.mean(axis=0), truth.argmax(axis=1)
    columns = [
        np.square(outputs - truth).sum(axis=3).mean(axis=(0, 2)),
        np.square(middle - truth).sum(axis=2).mean(axis=1),
        np.square(outputs - middle).sum(axis=3).mean(axis=(0, 2)),
        np.mean(training, axis=0),
        np.sqrt(np.mean(norm, axis=0)),
        np.exp(np.mean(gain, axis=0)),
        (outputs.argmax(axis=3) != labels).mean(axis=(0, 2)),
        (middle.argmax(axis=2) != labels).mean(axis=1),
    ]
    return np.stack(columns, axis=1)


@lru_cache
def sweep() -> Sweep:
    """The table as it ships."""
    found = np.loadtxt(FILE, delimiter=",", skiprows=1)[:, 2:]
    columns = found.reshape(len(SIZES), len(PENALTIES), -1).transpose(2, 1, 0)
    columns.setflags(write=False)
    return Sweep(*columns)


def main() -> None:
    """Write the table."""
    lines = [HEAD]
    for size in SIZES:
        for penalty, values in zip(PENALTIES, row(size).tolist(), strict=True):
            lines.append(f"{size},{penalty:g}," + ",".join(f"{value:.7g}" for value in values))
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

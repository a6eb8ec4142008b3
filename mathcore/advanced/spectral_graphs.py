"""Graphs by the spectrum of their Laplacians: cuts by the Fiedler vector, Cheeger's bounds, scales, nodal domains.

Weights W (n, n) are symmetric, not negative, with a zero diagonal; d = W 1 are the degrees. Laplacians: L = D - W, and
normalised I - D^(-1/2) W D^(-1/2) (a node without edges has a row of zeros in both). The volume of a set is the sum of
its degrees, its conductance what is cut over the smaller of both volumes (0 where that is 0: nothing is cut either).

Sources: F. Chung, *Spectral Graph Theory* (AMS, 1997), chapters 1 and 2; U. von Luxburg, "A tutorial on spectral
clustering", Statistics and Computing 17 (2007); J. Shi and J. Malik, "Normalized cuts and image segmentation", IEEE
TPAMI 22 (2000); E. B. Davies, G. M. L. Gladwell, J. Leydold and P. F. Stadler, "Discrete nodal domain theorems",
Linear Algebra and its Applications 336 (2001).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse.csgraph import connected_components

Array = NDArray[np.float64]
Ints = NDArray[np.intp]
Mask = NDArray[np.bool_]
# Zachary's karate club: the members, from 1, who stayed with the instructor when it split (W. W. Zachary, "An
# information flow model for conflict and fission in small groups", Journal of Anthropological Research 33, 1977, table
# 3: the club that each joined).
WITH_INSTRUCTOR = (1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 17, 18, 20, 22)


class Spectrum(NamedTuple):
    """`values` (..., n) ascending, `vectors` (..., n, n) in columns; with D^(-1/2) applied where L is normalised, so
    that they solve L f = lambda D f."""

    values: Array
    vectors: Array


class Sweep(NamedTuple):
    """Every prefix of an order (..., n) of the nodes: what it cuts, its volume, that of the rest, the conductance; each
    (..., n - 1)."""

    order: Ints
    cuts: Array
    volumes: Array
    rests: Array
    conductances: Array

    @property
    def best(self) -> Ints:
        """How many nodes the prefix of least conductance has; of equal ones the most even."""
        sizes = np.arange(1, self.conductances.shape[-1] + 1)
        n = len(sizes) + 1
        uneven = 1e-12 * np.abs(2 * sizes - n)
        return np.asarray(np.argmin(self.conductances + uneven, axis=-1) + 1)


def affinities(points: ArrayLike, sigma: ArrayLike) -> Array:
    """Weights exp(-|x - y|^2 / (2 sigma^2)) between points (n, 2), for each sigma (...): (..., n, n), diagonal 0."""
    x, scale = np.asarray(points, float), np.asarray(sigma, float)
    apart = ((x[:, None] - x[None]) ** 2).sum(axis=-1)
    with np.errstate(under="ignore"):
        found = np.exp(-0.5 * apart / scale[..., None, None] ** 2)
    found[..., np.arange(len(x)), np.arange(len(x))] = 0.0
    return np.asarray(found)


def laplacian(weights: ArrayLike, *, normalised: bool = True) -> Array:
    """The Laplacian (..., n, n) of weights (..., n, n)."""
    w = np.asarray(weights, float)
    degrees, n = w.sum(axis=-1), w.shape[-1]
    diagonal = np.arange(n)
    if normalised:
        roots = np.sqrt(degrees)
        inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=roots > 0)
        found = -inverse[..., :, None] * w * inverse[..., None, :]
        found[..., diagonal, diagonal] = degrees > 0
        return np.asarray(found)
    found = -w
    found[..., diagonal, diagonal] = degrees
    return np.asarray(found)


def spectrum(weights: ArrayLike, *, normalised: bool = True) -> Spectrum:
    """Eigenvalues and eigenvectors of the Laplacian. Where it is normalised the vectors are D^(-1/2) u, of unit u (u
    itself at a node without edges), so that the first is constant on each component. Values below 0 by rounding are
    0."""
    w = np.asarray(weights, float)
    values, vectors = np.linalg.eigh(laplacian(w, normalised=normalised))
    if normalised:
        roots = np.sqrt(w.sum(axis=-1))
        vectors = vectors * np.divide(1.0, roots, out=np.ones_like(roots), where=roots > 0)[..., None]
    return Spectrum(np.maximum(values, 0.0), vectors)


def settled(found: Spectrum) -> Spectrum:
    """The same spectrum of a plain Laplacian (n,), (n, n) with one choice of vectors on every machine: where r
    eigenvalues agree (to 1e-9 of the largest, or of 1) any basis of their space would do, so each vector is that of the
    space which is nearest to a single node, the first node of all equally near ones, and is at a right angle to those
    before. It is positive there; a vector that has its value alone is positive at the first of its largest entries."""
    values, vectors = found.values, np.array(found.vectors)
    near = 1e-9 * max(1.0, float(values[-1]))
    for group in np.split(np.arange(len(values)), np.flatnonzero(np.diff(values) > near) + 1):
        space = vectors[:, group] @ vectors[:, group].T  # the projection: it hangs on no basis
        for k in group:
            share = np.diag(space)
            at = int(np.flatnonzero(share >= share.max() - 1e-7)[0])
            vectors[:, k] = space[:, at] / np.sqrt(space[at, at])
            space = space - np.outer(vectors[:, k], vectors[:, k])
    return Spectrum(values, vectors)


def pieces(weights: ArrayLike) -> Ints:
    """The piece (n,) of each node, from 0, the heaviest first: between two pieces no edge has more than 1e-11 of the
    degree of either end. What floating point cannot tell from components counts as components."""
    w = np.asarray(weights, float)
    d = w.sum(axis=1)
    count, labels = connected_components(w > 1e-11 * np.minimum(d[:, None], d[None]), directed=False)
    volumes = np.bincount(labels, weights=d, minlength=count)
    return np.asarray(np.argsort(-volumes, kind="stable").argsort()[labels])


def fiedler(weights: ArrayLike, found: Spectrum, *, normalised: bool = True) -> Array:
    """The Fiedler vector (n,) of a spectrum. In a graph of several pieces, where rounding would choose among vectors
    that are constant on each, it is the one that counts them."""
    w = np.asarray(weights, float)
    value, f = float(found.values[1]), found.vectors[:, 1]
    labels = pieces(w) if value < 1e-8 else np.zeros(len(w), int)
    if labels.any():
        return np.asarray(1 - 2 * labels / labels.max())
    if normalised and value < 0.5:
        # f = D^-1 W f / (1 - lambda): D^(-1/2) has enlarged the errors at nodes of tiny degree, a mean does not.
        return np.asarray(w @ f / w.sum(axis=1) / (1 - value))
    return np.asarray(f)


def ordered(vector: ArrayLike) -> Ints:
    """The nodes (..., n) by their entries, ascending; entries that agree to nine digits of the largest by number."""
    f = np.asarray(vector, float)
    with np.errstate(invalid="ignore"):
        scaled = f / np.maximum(np.abs(f).max(axis=-1, keepdims=True), 1e-300)
    return np.argsort(np.round(scaled, 9), axis=-1, kind="stable")


def sweep(weights: ArrayLike, order: ArrayLike) -> Sweep:
    """Cut, volume and conductance of each prefix of an order (..., n) of the nodes."""
    w, way = np.asarray(weights, float), np.asarray(order, int)
    degrees = w.sum(axis=-1)
    placed = np.take_along_axis(np.take_along_axis(w, way[..., :, None], axis=-2), way[..., None, :], axis=-1)
    # Sums of weights from one corner alone, never differences of large sums: a cut may be 1e-20 of the volume.
    corner = np.cumsum(placed, axis=-2)
    corner = np.cumsum(corner[..., ::-1], axis=-1)[..., ::-1]
    before = np.arange(w.shape[-1] - 1)
    cuts = corner[..., before, before + 1]
    placed_degrees = np.take_along_axis(degrees, way, axis=-1)
    volumes = np.cumsum(placed_degrees, axis=-1)[..., :-1]
    rests = np.cumsum(placed_degrees[..., ::-1], axis=-1)[..., ::-1][..., 1:]
    return Sweep(way, cuts, volumes, rests, _ratio(cuts, np.minimum(volumes, rests)))


def _ratio(cuts: Array, volumes: Array) -> Array:
    return np.minimum(np.divide(cuts, volumes, out=np.zeros_like(cuts), where=volumes > 0), 1.0)


def normalised_cut(cut: float, volume: float, rest: float) -> float:
    """Ncut: what is cut over the volume of one side, plus the same over that of the other (0 where nothing is cut)."""
    return cut / volume + cut / rest if cut > 0 else 0.0


def rayleigh_of_cut(weights: ArrayLike, inside: Mask) -> float:
    """f'Lf / f'Df of the vector that is 1/vol(S) on S and -1/vol(rest) elsewhere: it is Ncut(S), by another way."""
    w = np.asarray(weights, float)
    degrees = w.sum(axis=1)
    one, other = degrees[inside].sum(), degrees[~inside].sum()
    if one <= 0 or other <= 0:
        return 0.0
    least = min(one, other)  # volumes may be as small as 1e-200
    f = np.where(inside, least / one, -least / other)
    rise = 0.5 * np.einsum("ij,ij->", w, (f[:, None] - f[None]) ** 2)
    return float(rise / np.einsum("i,i->", degrees, f**2))


def two_means(points: ArrayLike, directions: int = 90) -> Mask:
    """The two clusters (n,) of k-means: a line parts them, so every split along each of many directions is tried, and
    the one of least sum of squares refined by Lloyd's rule."""
    x = np.asarray(points, float)
    x = x - x.mean(axis=0)
    n, angles = len(x), np.pi * np.arange(directions) / directions
    order = (np.stack([np.cos(angles), np.sin(angles)], axis=1) @ x.T).argsort(axis=1, kind="stable")
    sums, sizes = np.cumsum(x[order], axis=1)[:, :-1], np.arange(1, n)
    # Between the clusters: |sum of one|^2 (1/size + 1/the other size), as all of x sums to zero.
    between = (sums**2).sum(axis=2) * (1 / sizes + 1 / (n - sizes))
    way, size = np.unravel_index(int(between.argmax()), between.shape)
    inside = prefix(order[way], int(size) + 1)
    for _ in range(30):
        if inside.all() or not inside.any():
            break
        far = [((x - x[side].mean(axis=0)) ** 2).sum(axis=1) for side in (inside, ~inside)]
        if ((far[0] < far[1]) == inside).all():
            break
        inside = far[0] < far[1]
    return inside


def agreement(found: ArrayLike, truth: ArrayLike) -> NDArray[np.intp]:
    """How many of n nodes (..., n) two ways of parting them in two agree on, whichever side is called which."""
    same = (np.asarray(found, bool) == np.asarray(truth, bool)).sum(axis=-1)
    return np.maximum(same, np.asarray(truth).shape[-1] - same)


def undecided(weights: ArrayLike, values: Array) -> bool:
    """Whether the Fiedler vector is one of many: the graph is in three pieces or more, or λ₂ and λ₃ agree to 1e-10."""
    return bool(values[2] - values[1] <= 1e-10 or (values[1] < 1e-8 and pieces(weights).max() > 1))


class Scales(NamedTuple):
    """Over the scales (m,): the first eigenvalues (m, k), the prefix cut of least conductance, a mask (m, n), and
    whether there are three pieces or more, or two equal eigenvalues, so that another cut is as good (m,)."""

    values: Array
    inside: Mask
    open: Mask


def over_scales(points: ArrayLike, sigmas: ArrayLike, *, normalised: bool = True, first: int = 6) -> Scales:
    """Eigenvalues and cuts of the graphs of points (n, 2) at the scales (m,)."""
    w = affinities(points, sigmas)
    found = spectrum(w, normalised=normalised)
    each = zip(w, found.values, found.vectors, strict=True)
    slow = np.array([fiedler(a, Spectrum(b, c), normalised=normalised) for a, b, c in each])
    swept = sweep(w, ordered(slow))
    inside = np.zeros(swept.order.shape, bool)
    np.put_along_axis(inside, swept.order, np.arange(w.shape[-1]) < swept.best[:, None], axis=1)
    open_ = np.array([undecided(a, b) for a, b in zip(w, found.values, strict=True)])
    return Scales(found.values[:, :first], inside, open_)


def prefix(order: Ints, size: int) -> Mask:
    """The first nodes of an order (n,), as a mask (n,)."""
    inside = np.zeros(len(order), bool)
    inside[order[:size]] = True
    return inside


def components(weights: ArrayLike) -> Ints:
    """The number of each node's component (n,), from 0, by a walk through the edges; no eigenvalue is asked."""
    w = np.asarray(weights, float) > 0
    return _domains(w, np.ones(len(w), bool))


def _domains(joined: Mask, shown: Mask) -> Ints:
    found = np.full(len(joined), -1)
    count = 0
    for start in np.flatnonzero(shown).tolist():
        if found[start] >= 0:
            continue
        waiting = [start]
        found[start] = count
        while waiting:
            for other in np.flatnonzero(joined[waiting.pop()] & shown & (found < 0)).tolist():
                found[other] = count
                waiting.append(other)
        count += 1
    return found


def nodal_domains(weights: ArrayLike, vector: ArrayLike) -> Ints:
    """The strong nodal domain of each node (n,): connected sets on which the vector has one sign; -1 where it is 0."""
    f = np.asarray(vector, float)
    signs = np.where(np.abs(f) <= 1e-7 * np.abs(f).max(), 0, np.sign(f))
    joined = (np.asarray(weights, float) > 0) & (signs[:, None] == signs[None])
    return _domains(joined, signs != 0)


def alike(values: ArrayLike, index: int) -> Ints:
    """The places, from 1, of the eigenvalues that equal that of number `index`, from 0."""
    found = np.asarray(values, float)
    return np.flatnonzero(np.abs(found - found[index]) <= 1e-7 * max(1.0, float(found[-1]))) + 1


def zero_values(values: ArrayLike) -> int:
    """How many eigenvalues are zero to rounding."""
    found = np.asarray(values, float)
    return int((found <= 1e-9 * max(1.0, float(found[-1]))).sum())


def resistances(weights: ArrayLike) -> Array:
    """Effective resistances (n, n) between the nodes, each edge a conductor of its weight; between components the
    number has no meaning (it comes from the pseudoinverse)."""
    inverse = np.linalg.pinv(laplacian(weights, normalised=False), hermitian=True)
    diagonal = np.diag(inverse)
    return np.asarray(diagonal[:, None] + diagonal[None] - 2 * inverse)


def spanning_trees(weights: ArrayLike) -> float:
    """Kirchhoff: the determinant of the Laplacian without its last row and column."""
    return float(np.linalg.det(laplacian(weights, normalised=False)[:-1, :-1]))

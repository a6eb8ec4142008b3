"""Tensors by hand: einsum as loops, the rank of a 2×2×2 tensor, a path to the border, and a photograph's HOSVD."""

import itertools
import math

import numpy as np
from sklearn.datasets import load_sample_image

# --- parameters ---
SUBSCRIPTS = "ij,jk->ik"
ENTRY = 3
SIZES = [10.0, 1000.0, 10.0, 1000.0, 10.0]
SLICES = [[2.0, 1.0, -0.5, -1.0], [0.0, -1.0, 1.5, 1.0]]
SPLIT = 10.0
PHOTO = "china"
ROWS = 20
COLUMNS = 20
COLOURS = 3
# --- end of parameters ---

# An index string: for each value of the output's letters, a sum of products over all values of the others.
left, arrow, output = SUBSCRIPTS.replace(" ", "").partition("->")
inputs = left.split(",")
if not arrow:  # the letters that stand once, in alphabetical order
    output = "".join(sorted(x for x in set(left) - {","} if left.count(x) == 1))
letters = list(dict.fromkeys("".join(inputs)))
size = dict(zip(letters, (3, 4, 2, 3, 2, 2), strict=False))
operands = []
for group, (a, b, m) in zip(inputs, ((5, 2, 7), (3, 4, 5)), strict=False):
    shape = [size[x] for x in group]
    operands.append(((a * np.arange(math.prod(shape)) + b) % m - 2.0).reshape(shape))

result = np.zeros([size[x] for x in output])
products = 0
for values in itertools.product(*(range(size[x]) for x in letters)):
    at = dict(zip(letters, values, strict=True))
    factors = [x[tuple(at[k] for k in group)] for x, group in zip(operands, inputs, strict=True)]
    result[tuple(at[k] for k in output)] += math.prod(factors)
    products += 1
assert np.array_equal(result, np.einsum(SUBSCRIPTS, *operands))
print(f"products_in_all = {products:.12g}")
print(f"entry_whole = {result.ravel()[min(ENTRY, result.size - 1)]:.12g}")
print(f"result_norm = {np.linalg.norm(result):.12g}")

# A chain of products: the cheapest order of each part, shorter parts first.
count = len(SIZES) - 1
cost = np.zeros((count, count))
for length in range(1, count):
    for i in range(count - length):
        j = i + length
        ways = [cost[i, k] + cost[k + 1, j] + SIZES[i] * SIZES[k + 1] * SIZES[j + 1] for k in range(i, j)]
        cost[i, j] = min(ways)
print(f"least = {cost[0, -1]:.12g}")

# The rank of a 2×2×2 tensor with slices X and Y: det(xX + yY) = ax² + bxy + cy² must have two real zeros.
both = np.array(SLICES)
X, Y = both[:, :2], both[:, 2:]
a, c = (m[0, 0] * m[1, 1] - m[0, 1] * m[1, 0] for m in (X, Y))
b = X[0, 0] * Y[1, 1] + Y[0, 0] * X[1, 1] - X[0, 1] * Y[1, 0] - Y[0, 1] * X[1, 0]
cayley = b * b - 4 * a * c
unfoldings = [np.hstack([X, Y]), np.vstack([X, Y]), np.stack([X.ravel(), Y.ravel()])]
flat = [int(np.linalg.matrix_rank(m, tol=1e-9)) for m in unfoldings]
if abs(cayley) > 1e-9:
    rank = 2 if cayley > 0 else 3
else:
    rank = 3 if min(flat) == 2 else max(flat)
print(f"mean = {(a + c) / 2:.12g}")
print(f"swing = {math.hypot(a - c, b) / 2:.12g}")
print(f"cayley = {cayley:.12g}")
print(f"rank = {rank:.12g}")

# Two terms on their way to W, which has rank 3: a difference quotient of (e0 + h e1)⊗(e0 + h e1)⊗(e0 + h e1), h = 1/n.
e0 = np.array([math.cos(math.pi / 6), math.sin(math.pi / 6)])
e1 = np.array([-e0[1], e0[0]])


def term(u, v, w):
    return np.einsum("i,j,k->ijk", u, v, w)


W = term(e0, e0, e1) + term(e0, e1, e0) + term(e1, e0, e0)
v = e0 + e1 / SPLIT
off = np.linalg.norm(SPLIT * term(v, v, v) - SPLIT * term(e0, e0, e0) - W)
print(f"off_exact = {off:.12g}")
print(f"off_formula = {math.sqrt(3 / SPLIT**2 + 1 / SPLIT**4):.12g}")

# A photograph: of each unfolding the first left singular vectors, and the core in these bases.
T = load_sample_image(f"{PHOTO}.jpg")[::4, ::4] / 255
ranks = (ROWS, COLUMNS, COLOURS)
bases = []
for axis, r in enumerate(ranks):
    unfolding = np.moveaxis(T, axis, 0).reshape(T.shape[axis], -1)
    bases.append(np.linalg.eigh(unfolding @ unfolding.T)[1][:, ::-1][:, :r])  # its left singular vectors
U, V, Z = bases
core = np.einsum("ia,jb,kc,ijk->abc", U, V, Z, T, optimize=True)
again = np.einsum("ia,jb,kc,abc->ijk", U, V, Z, core, optimize=True)
print(f"stored = {core.size + U.size + V.size + Z.size:.12g}")
print(f"HOSVD of the photograph: relative error {100 * np.linalg.norm(again - T) / np.linalg.norm(T):.4f}%")

"""Rounding to small formats by hand, and what it does to a difference, four sums, a linear system and a softmax."""

import math

import numpy as np

# --- parameters ---
SMALL = "E4M3"
X = 9.33
STORED = "E4M3"
A = 2.7
B = 2.32
FORMAT = "fp16"
KIND = "tenths"
COUNT = 5010
MATRIX = "small"
PIVOT = 1e-17
SIZE = 12
EXCHANGE = False
WIDE = "fp32"
LOGITS = [-40.0, 88.0, 90.0, 91.0]
# --- end of parameters ---

# Binary digits, the exponent of the smallest normal number, and the largest number of each format.
FORMATS = {
    "E4M3": (4, -6, 448.0),
    "E5M2": (3, -14, 57344.0),
    "bf16": (8, -126, 3.3895313892515355e38),
    "fp16": (11, -14, 65504.0),
    "fp32": (24, -126, 3.4028234663852886e38),
    "fp64": (53, -1022, 1.7976931348623157e308),
}


def fl(x, name):
    """x rounded to a format, to nearest, ties to even."""
    bits, low, largest = FORMATS[name]
    if x == 0 or math.isinf(x) or math.isnan(x):
        return x
    exponent = max(math.frexp(x)[1] - 1, low) - bits + 1
    rounded = math.ldexp(round(math.ldexp(x, -exponent)), exponent) if bits < 53 else x  # Python rounds ties to even
    beyond = math.nan if name == "E4M3" else math.copysign(math.inf, x)  # E4M3 has no infinity
    return beyond if abs(rounded) > largest else rounded


print(f"rounded = {fl(X, SMALL):.12g}")
print(f"computed_difference = {fl(fl(A, STORED) - fl(B, STORED), STORED):.12g}")


# --- four sums of the same numbers ---
def term(k):
    """The k-th term, from 1 on."""
    big = 4 * 2.0 ** FORMATS[FORMAT][0]
    match KIND:
        case "tenths":
            return 0.1
        case "thousandths":
            return 0.001
        case "ones":
            return 1.0
        case "harmonic":
            return 1 / k
        case "alternating":
            return (1 if k % 2 else -1) / k
    return [1.0, big, 1.0, -big][(k - 1) % 4]


count = COUNT - COUNT % 4 if KIND == "peters" else COUNT
terms = [fl(term(k), FORMAT) for k in range(1, count + 1)]


def add(x, y):
    return fl(x + y, FORMAT)


loop = 0.0
for v in terms:
    loop = add(loop, v)

sums = terms
while len(sums) > 1:
    sums = [add(*sums[k : k + 2]) if k + 1 < len(sums) else sums[k] for k in range(0, len(sums), 2)]

kahan = carry = 0.0
for v in terms:
    y = add(v, -carry)  # what the last step lost is put back
    t = add(kahan, y)
    carry = add(add(t, -kahan), -y)
    kahan = t

neumaier = lost = 0.0
for v in terms:
    t = add(neumaier, v)
    large, less = (neumaier, v) if abs(neumaier) >= abs(v) else (v, neumaier)
    lost = add(lost, add(add(large, -t), less))
    neumaier = t

print(f"loop = {loop:.12g}")
print(f"pairwise = {sums[0]:.12g}")
print(f"kahan = {kahan:.12g}")
print(f"neumaier = {add(neumaier, lost):.12g}")
print(f"exact_sum = {math.fsum(terms):.12g}")

# --- elimination in double precision, on A x = b with a solution that is known ---
n = 2 if MATRIX == "small" else min(SIZE, 20) if MATRIX == "hilbert" else SIZE
i, j = np.indices((n, n))
if MATRIX == "small":
    a = np.array([[PIVOT, 1.0], [1.0, 1.0]])
elif MATRIX == "wilkinson":
    a = np.where(i > j, -1.0, np.where((i == j) | (j == n - 1), 1.0, 0.0))
else:
    a = math.lcm(*range(1, 2 * n)) / (i + j + 1)
truth = 1.0 / np.arange(1, n + 1) if MATRIX == "wilkinson" else np.ones(n)
b = np.array([math.fsum(row * truth) for row in a])  # these products are exact: by 1, by -1 or by 0
start = largest = np.abs(a).max()
for k in range(n - 1):
    if EXCHANGE:
        best = k + int(np.argmax(np.abs(a[k:, k])))
        a[[k, best]], b[[k, best]] = a[[best, k]], b[[best, k]]
    factor = a[k + 1 :, k] / a[k, k]
    a[k + 1 :, k + 1 :] -= np.outer(factor, a[k, k + 1 :])
    b[k + 1 :] -= factor * b[k]
    largest = max(largest, np.abs(a[k + 1 :, k + 1 :]).max())
for k in range(n - 1, -1, -1):
    b[k] /= a[k, k]
    b[:k] -= a[:k, k] * b[k]
print(f"solution_error = {np.abs(b - truth).max():.12g}")
print(f"growth = {largest / start:.12g}")

# --- the logarithm of a sum of exponentials, with the largest exponent taken off first ---
z = [fl(v, WIDE) for v in LOGITS]
total = 0.0
for v in z:
    total = fl(total + fl(math.exp(fl(v - max(z), WIDE)), WIDE), WIDE)
print(f"shifted_log = {fl(max(z) + fl(math.log(total), WIDE), WIDE):.12g}")

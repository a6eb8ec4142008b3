"""Fourier and Laplace by hand: circles of a closed curve, Gibbs, a window, a convolution both ways, a filter."""

import numpy as np

# ruff: noqa: E501
# fmt: off
# --- parameters ---
CORNERS = [[2.15, -0.95], [2.4, -0.1], [2.4, 0.7], [2.4, 1.6], [2.3, 2.55], [1.7, 2.0], [1.1, 1.55], [0.55, 1.42], [0.0, 1.38], [-0.55, 1.42], [-1.1, 1.55], [-1.7, 2.0], [-2.3, 2.55], [-2.4, 1.6], [-2.4, 0.7], [-2.4, -0.1], [-2.15, -0.95], [-1.7, -1.55], [-1.1, -2.0], [-0.55, -2.2], [0.0, -2.28], [0.55, -2.2], [1.1, -2.0], [1.7, -1.55]]
KEEP = "largest"
CIRCLES = 5
SHAPE = "square"
DRAWN = [0.0, 0.0, 0.0, 0.01, 0.02, 0.04, 0.07, 0.12, 0.18, 0.22, 0.24, 0.22, 0.18, 0.12, 0.07, 0.04, 0.02, 0.0, -0.06, -0.14, 0.05, 0.58, 0.89, 0.53, -0.08, -0.29, -0.15, -0.02, 0.01, 0.03, 0.04, 0.07, 0.1, 0.13, 0.17, 0.22, 0.26, 0.29, 0.31, 0.32, 0.31, 0.29, 0.26, 0.22, 0.17, 0.13, 0.1, 0.07, 0.04, 0.03, 0.02, 0.01, 0.01, 0.0, 0.01, 0.02, 0.05, 0.1, 0.17, 0.25, 0.29, 0.29, 0.25, 0.17]
ORDER = 15
FADED = False
WINDOW = "boxcar"
SECONDS = 1.0
STRONG = 10.3
FAINT = 18.0
KERNEL = "box"
POLE = [-8.0, 38.0]
ZERO = [-8.0, 50.0]
PROBE = 20.0
# --- end of parameters ---
# fmt: on

# 1. Circles: a polygon run through with equal times for its sides is a sum of hats; c_k has a closed form.
z = np.array(CORNERS) @ [1, 1j]
n = len(z)
k = np.arange(-64, 65)
c = np.sinc(k / n) ** 2 * (np.exp(-2j * np.pi * np.outer(k, np.arange(n)) / n) @ z) / n
taken = [j for j in sorted(k.tolist(), key=lambda j: (abs(j), -j)) if j != 0 and (KEEP != "positive" or j > 0)]
if KEEP == "largest":
    taken.sort(key=lambda j: -round(abs(c[j + 64]), 12))
centred = z - z.mean()
after = np.roll(centred, -1)
energy = np.mean(np.abs(centred) ** 2 + np.abs(after) ** 2 + (centred * after.conj()).real) / 3
kept = sum(abs(c[j + 64]) ** 2 for j in taken[:CIRCLES])
print(f"energy = {energy:.12g}")
print(f"first_turn = {taken[0]}")
print(f"first_arm = {abs(c[taken[0] + 64]):.12g}")
print(f"left = {max(energy - kept, 0.0):.12g}")

# Parseval, by brute force: the mean of |z - S|^2 over the turn is the energy that was left out.
t = (np.arange(24_000) + 0.5) / 24_000
side = np.floor(t * n).astype(int)
path = z[side] + (t * n - side) * (np.roll(z, -1) - z)[side]
drawn = z.mean() + sum(c[j + 64] * np.exp(2j * np.pi * j * t) for j in taken[:CIRCLES])
assert abs(np.mean(np.abs(path - drawn) ** 2) - (energy - kept)) < 1e-5 * (1 + energy)

# 2. A periodic function on [-pi, pi], its sum up to k = ORDER, and how high that rises (Gibbs).
order = np.arange(1, ORDER + 1)
start = 0.0
if SHAPE == "square":
    a, wave_energy = -2j * (order % 2) / (np.pi * order), 1.0
elif SHAPE == "saw":
    a, wave_energy = -1j * (1 / (np.pi * order)), 1 / 3
elif SHAPE == "triangle":
    a, wave_energy = 4 * (order % 2) / (np.pi * order) ** 2 + 0j, 1 / 3
else:
    h = np.array(DRAWN)
    start, m = h.mean(), len(h)
    a = (
        np.exp(1j * np.pi * order)
        * np.sinc(order / m) ** 2
        * np.array([np.mean(h * np.exp(-2j * np.pi * j * np.arange(m) / m)) for j in order])
    )
    wave_energy = np.mean(h**2 + np.roll(h, -1) ** 2 + h * np.roll(h, -1)) / 3
weight = 1 - order / (ORDER + 1) if FADED else np.ones(ORDER)
squares = 2 * np.abs(a) ** 2
sum_left = max(wave_energy - start**2 - squares.sum(), 0.0) + squares @ (1 - weight) ** 2


def partial(t):
    return start + 2 * (np.exp(1j * np.outer(np.atleast_1d(t), order)) @ (weight * a)).real


grid = np.linspace(-np.pi, np.pi, 4096, endpoint=False)
best = grid[np.argmax(partial(grid))]
low, high = best - 2 * np.pi / 4096, best + 2 * np.pi / 4096
for _ in range(60):  # golden section
    left, right = high - 0.6180339887498949 * (high - low), low + 0.6180339887498949 * (high - low)
    if partial(left)[0] > partial(right)[0]:
        high = right
    else:
        low = left
print(f"wave_energy = {wave_energy:.12g}")
print(f"sum_left = {sum_left:.12g}")
print(f"peak_value = {partial((low + high) / 2)[0]:.12g}")

# 3. A tone through a window: how much noise a bin lets in, and what leaks to the bins beside another tone.
a0, a1, a2 = {"boxcar": (1, 0, 0), "hann": (0.5, 0.5, 0), "hamming": (0.54, 0.46, 0), "blackman": (0.42, 0.5, 0.08)}[
    WINDOW
]
count = round(64 * SECONDS)
i = np.arange(count)
w = a0 - a1 * np.cos(2 * np.pi * i / count) + a2 * np.cos(4 * np.pi * i / count)
spectrum = np.abs(np.fft.rfft(w * np.cos(2 * np.pi * STRONG * i / 64 + 0.6))) * 2 / w.sum()
bin_of_faint = FAINT / 64 * count
leak = max(spectrum[int(np.floor(bin_of_faint + 1e-9))], spectrum[int(np.ceil(bin_of_faint - 1e-9))])
print(f"bandwidth = {count * (w @ w) / w.sum() ** 2:.12g}")
print(f"leak_db = {20 * np.log10(max(leak, 1e-9)):.12g}")

# 4. A convolution: as sums, and as a product of transforms of twice the length, so that no end wraps around.
bell = np.exp(-0.5 * (np.arange(-8, 9) / 3) ** 2)
first, kernel = {
    "box": (-4, np.full(9, 1 / 9)),
    "gauss": (-8, bell / bell.sum()),
    "edge": (-1, np.array([0.5, 0.0, -0.5])),
    "echo": (0, 0.2 * 0.8 ** np.arange(24) / (1 - 0.8**24)),
}[KERNEL]
x = np.array(DRAWN)
y = np.array(
    [sum(g * x[j - first - q] for q, g in enumerate(kernel) if 0 <= j - first - q < len(x)) for j in range(len(x))]
)
ring = np.zeros(2 * len(x))
ring[(first + np.arange(len(kernel))) % len(ring)] = kernel
product = np.fft.irfft(np.fft.rfft(x, len(ring)) * np.fft.rfft(ring))[: len(x)]
assert np.allclose(product, y, atol=1e-12)
print(f"output_energy = {y @ y:.12g}")

# 5. A filter by its poles and zeros (in Hz): its gain is a ratio of lengths.
pole, zero = complex(*POLE), complex(*ZERO)


def gain(frequency):
    s = 1j * frequency
    if pole == zero:
        return 1.0
    below = abs((s - pole) * (s - pole.conjugate()))
    return abs((s - zero) * (s - zero.conjugate())) / below if below > 0 else np.inf  # a pole at that very frequency


print(f"gain_tone = {gain(3.0):.12g}")
print(f"gain_hum = {gain(50.0):.12g}")
print(f"gain_probe = {gain(PROBE):.12g}")

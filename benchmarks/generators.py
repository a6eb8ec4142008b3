"""The generators that were considered, in NumPy and in Rust: ``python -m benchmarks.generators``, half a minute.

Each is written in the few lines that it takes, checked against published numbers, and timed on a table that stays in
the cache; nanoseconds for 64 bits. The Rust half is ``rust_kernels/core/benches/generators.rs``, run by cargo where it
is installed. rust_kernels/README.md shows the numbers and says what follows from them.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from mathcore.kernels_numpy.arrays import Words
from mathcore.kernels_numpy.generator import GAMMA, mix

WORDS = 1 << 15
KEY = 0x548C9DECBCE65297
MASK = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def splitmix(counter: Words, key: int) -> Words:
    """SplitMix64 from the state ``key`` (Steele, Lea and Flood, 2014); word 0 is that of counter 1."""
    z = counter * np.uint64(GAMMA)
    z += np.uint64(key)
    return mix(z)


def _swap(x: Words) -> Words:
    low = x << HALF
    x >>= HALF
    x |= low
    return x


def squares(counter: Words, key: int) -> Words:
    """Squares with 64 bits of output (Widynski, 2020)."""
    y = counter * np.uint64(key)
    z = y + np.uint64(key)
    x = y
    for addend in (y, z, y):
        x = x * x
        x += addend
        x = _swap(x)
    x *= x
    x += z
    last = x.copy()
    x = _swap(x)
    x *= x
    x += y
    x >>= HALF
    last ^= x
    return last


def philox(counter: tuple[Words, Words, Words, Words], key: int) -> tuple[Words, Words, Words, Words]:
    """Philox4x32-10 (Salmon et al., 2011); 32 bits of each of the four words of a counter and of the result."""
    first, second = key & 0xFFFFFFFF, key >> 32
    a, b, c, d = counter
    for _ in range(10):
        p, q = a * np.uint64(0xD2511F53), c * np.uint64(0xCD9E8D57)
        a, b = (q >> HALF) ^ b ^ np.uint64(first), q & MASK
        c, d = (p >> HALF) ^ d ^ np.uint64(second), p & MASK
        first, second = (first + 0x9E3779B9) & 0xFFFFFFFF, (second + 0xBB67AE85) & 0xFFFFFFFF
    return a, b, c, d


def philox_words(counter: Words, key: int) -> Words:
    """Two words of 64 bits for each counter."""
    zero = np.zeros_like(counter)
    a, b, c, d = philox((counter, zero, zero, zero), key)
    return np.concatenate([a | (b << HALF), c | (d << HALF)])


def published() -> None:
    """Raise AssertionError unless each generator gives its published numbers."""
    one = np.arange(3, dtype=np.uint64)
    vigna = [6457827717110365317, 3203168211198807973, 9817491932198370423]
    assert splitmix(one + np.uint64(1), 1234567).tolist() == vigna
    assert squares(one, KEY).tolist() == [0x36D88366CEE633A5, 0x944716E00E60DFAA, 0xC8A8F4E0678654BF]
    pi = tuple(np.array([w], dtype=np.uint64) for w in (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344))
    found = [int(w[0]) for w in philox(pi, 0x299F31D0A4093822)]  # type: ignore[arg-type]
    assert found == [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1]


def nanoseconds(words: Callable[[Words, int], Words], counters: int) -> float:
    """Nanoseconds for 64 bits, fastest of many runs."""
    counter, best = np.arange(counters, dtype=np.uint64), float("inf")
    for key in range(1, 1000):
        began = time.perf_counter()
        words(counter, 2 * key + 1)
        best = min(best, time.perf_counter() - began)
    return best * 1e9 / WORDS


def main() -> None:
    """Check and time all."""
    published()
    print("NumPy:")
    for name, words, counters in (
        ("SplitMix64", splitmix, WORDS),
        ("Squares", squares, WORDS),
        ("Philox4x32-10", philox_words, WORDS // 2),
    ):
        print(f"{name}: {nanoseconds(words, counters):.2f}")
    rng = np.random.default_rng(1)
    best = min(_timed(lambda: rng.integers(0, 2**64, WORDS, dtype=np.uint64)) for _ in range(1000))
    print(f"PCG64, NumPy's own, which has no counter: {best * 1e9 / WORDS:.2f}")
    if shutil.which("cargo"):
        print("Rust:", flush=True)
        workspace = Path(__file__).parents[1] / "rust_kernels" / "Cargo.toml"
        command = ["cargo", "bench", "--quiet", "--bench", "generators", "--manifest-path", str(workspace)]
        subprocess.run(command, check=True)


def _timed(run: Callable[[], object]) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

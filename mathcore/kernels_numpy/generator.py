"""The random numbers of every kernel: SplitMix64 read as a counter hash.

Word i of stream b of a seed is ``mix(start(seed, b) + (i + 1) * GAMMA)``, all modulo 2^64: any word can be had without
those before it, so blocks of replicates can be computed in any order, by any number of threads, on any machine. The
streams of one seed are pieces of 2^40 words of a single orbit of period 2^64 and never meet. Steele, Lea and Flood,
"Fast splittable pseudorandom number generators", OOPSLA 2014; rust_kernels/README.md says why this one.

Within a block, ``lanes`` replicates run side by side: draw j of replicate r is word ``j * lanes + r``. A table of words
has a row per draw and a column per replicate, and the columns of several blocks may stand side by side in it.
"""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Mask, Singles, Words
from .portable import HALF_PI, log, sine_cosine_quarter, single_log, single_sine_cosine

GAMMA = 0x9E3779B97F4A7C15
MULTIPLIERS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)
STREAM_BITS = 40
_MASK = (1 << 64) - 1
_GAMMA = np.uint64(GAMMA)
# Words in a row of coins, each for 64 replicates, and rows that a toss may need: 53, and 11 to spare.
COIN_WORDS, COIN_ROWS = 16, 64
_QUARTER = np.float32(np.float32(HALF_PI) / np.float32(1 << 30))


def mix_integer(z: int) -> int:
    """The mixing function on one Python integer in [0, 2^64)."""
    z = ((z ^ (z >> 30)) * MULTIPLIERS[0]) & _MASK
    z = ((z ^ (z >> 27)) * MULTIPLIERS[1]) & _MASK
    return z ^ (z >> 31)


def mix(z: Words) -> Words:
    """The mixing function, in place."""
    z ^= z >> np.uint64(30)
    z *= np.uint64(MULTIPLIERS[0])
    z ^= z >> np.uint64(27)
    z *= np.uint64(MULTIPLIERS[1])
    z ^= z >> np.uint64(31)
    return z


def start(seed: int, stream: int) -> int:
    """The state before the first word of a stream; the seed is mixed first, so that near seeds give far orbits."""
    return (mix_integer(seed) + ((stream << STREAM_BITS) * GAMMA)) & _MASK


def random_words(seed: int, stream: int, first: int, count: int) -> Words:
    """Words first, first + 1, ... of a stream; shape (count,)."""
    z = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    z *= _GAMMA
    z += np.uint64(start(seed, stream))
    return mix(z)


def random_uniforms(seed: int, stream: int, first: int, count: int) -> Floats:
    """Uniforms on [0, 1), multiples of 2^-53; shape (count,)."""
    return uniform(random_words(seed, stream, first, count))


def random_normals(seed: int, stream: int, first: int, count: int) -> Floats:
    """Standard normals: numbers 2p and 2p + 1 are the Box-Muller pair of words 2p and 2p + 1; ``first`` is even."""
    if first % 2:
        raise ValueError("Normals come in pairs: 'first' must be even.")
    w = random_words(seed, stream, first, count + count % 2)
    pair = normal_pair(w[0::2].copy(), w[1::2].copy())
    return np.stack(pair, axis=1).reshape(-1)[:count]


def random_integers(seed: int, stream: int, first: int, count: int, below: int) -> Words:
    """Integers in [0, below) by Lemire's multiply-shift, the high half of word * below; shape (count,)."""
    return integer_below(random_words(seed, stream, first, count), below)


def columns(seed: int, first_block: int, last_block: int, lanes: int) -> Words:
    """The state of each replicate of some blocks; shape ((last_block - first_block) * lanes,)."""
    starts = np.array([start(seed, block) for block in range(first_block, last_block)], dtype=np.uint64)
    lane = np.arange(1, lanes + 1, dtype=np.uint64) * _GAMMA
    return (starts[:, None] + lane).reshape(-1)


def table(state: Words, row: int, rows: int, lanes: int) -> Words:
    """Words of draws row, ..., row + rows - 1 for each column; shape (rows, columns)."""
    steps = np.arange(row, row + rows, dtype=np.uint64) * np.uint64((lanes * GAMMA) & _MASK)
    return mix(steps[:, None] + state)


def uniform(w: Words) -> Floats:
    """The top 53 bits as a number in [0, 1)."""
    return (w >> np.uint64(11)).view(np.int64).astype(np.float64) * 2.0**-53


def integer_below(w: Words, below: int) -> Words:
    """The high 64 bits of word * below, for below < 2^32: each value is off its fair share by less than 2^-32."""
    b = np.uint64(below)
    high = w >> np.uint64(32)
    high *= b
    low = w & np.uint64(0xFFFFFFFF)
    low *= b
    low >>= np.uint64(32)
    high += low
    high >>= np.uint64(32)
    return high


def exponential(w: Words) -> Floats:
    """Standard exponential: -log(1 - u), at most 53 log 2."""
    x = log(1.0 - uniform(w))
    return np.negative(x, out=x)


def direction(w: Words) -> tuple[Floats, Floats]:
    """Sine and cosine of a uniform angle: two bits choose the quarter, 51 bits the place in it; neither is ever 0."""
    t = ((w >> np.uint64(11)) & np.uint64((1 << 51) - 1)).view(np.int64).astype(np.float64)
    t += 0.5 - 2.0**50
    t *= 2.0**-51
    s, c = sine_cosine_quarter(t)
    # Quarter 0: (s, c), 1: (c, -s), 2: (-s, -c), 3: (-c, s). Signs are bits, so they are moved as bits.
    odd = (w >> np.uint64(62)) & np.uint64(1)
    half = (w >> np.uint64(63)) << np.uint64(63)
    swap = odd.astype(np.bool_)
    sine = np.where(swap, c, s)
    cosine = np.where(swap, s, c)
    sine.view(np.uint64)[...] ^= half
    cosine.view(np.uint64)[...] ^= half ^ (odd << np.uint64(63))
    return sine, cosine


def normal_pair(w: Words, v: Words) -> tuple[Floats, Floats]:
    """Two independent standard normals from two words: Box and Muller (1958), radius from w, angle from v."""
    radius = log(1.0 - uniform(w))
    radius *= -2.0
    np.sqrt(radius, out=radius)
    sine, cosine = direction(v)
    cosine *= radius
    sine *= radius
    return cosine, sine


def normal_rows(w: Words) -> Floats:
    """A table of standard normals from a table of words with an even number of rows: rows 2p and 2p + 1 are a pair."""
    out = np.empty(w.shape)
    out[0::2], out[1::2] = normal_pair(w[0::2].copy(), w[1::2].copy())
    return out


def single_pair(w: Words) -> tuple[Singles, Singles]:
    """Two independent standard normals in single precision from the halves of one word.

    For walks of many steps, whose picture cannot show more. The high half gives the radius, at most 6.56, the low half
    the angle: odd numbers, the middles of 2^30 cells of the height and of 2^29 on each side of a quarter's middle.
    """
    height = ((w >> np.uint64(33)) | np.uint64(1)).astype(np.int32).astype(np.float32)
    height *= np.float32(2.0**-31)
    radius = single_log(height)
    radius *= np.float32(-2.0)
    np.sqrt(radius, out=radius)
    low = w.astype(np.uint32)
    place = ((low & np.uint32(0x3FFFFFFF)) | np.uint32(1)).view(np.int32) - np.int32(0x20000000)
    x = place.astype(np.float32)
    x *= _QUARTER
    s, c = single_sine_cosine(x)
    odd = (low >> np.uint32(30)) & np.uint32(1)
    half = (low >> np.uint32(31)) << np.uint32(31)
    swap = odd.astype(np.bool_)
    sine, cosine = np.where(swap, c, s), np.where(swap, s, c)
    sine.view(np.uint32)[...] ^= half
    cosine.view(np.uint32)[...] ^= half ^ (odd << np.uint32(31))
    sine *= radius
    cosine *= radius
    return cosine, sine


def coin_state(seed: int, first_block: int, last_block: int) -> Words:
    """The states of the words that toss for some blocks of 1,024 replicates; shape (blocks * 16,)."""
    return columns(seed, first_block, last_block, COIN_WORDS)


def coins(state: Words, toss: int, tosses: int, probability: float) -> Mask:
    """Tosses toss, ..., toss + tosses - 1 of 64 replicates for each state, true with ``probability``; (tosses, 64 s).

    A coin is true if its uniform of 53 binary digits is below the probability. Digit k of the uniforms of 64 replicates
    is a word, so a fair coin takes one word for 64 tosses; the same uniforms serve every probability.
    """
    digits = int(np.ceil(probability * 2.0**53))
    up = np.zeros((tosses, state.size), dtype=np.uint64)
    if digits == 1 << 53:
        return np.ones((tosses, 64 * state.size), dtype=np.bool_)
    undecided = np.full_like(up, _MASK)
    row = (np.arange(toss, toss + tosses, dtype=np.uint64) * np.uint64((COIN_ROWS * COIN_WORDS * GAMMA) & _MASK))[
        :, None
    ]
    for k in range(53):
        if digits & ((1 << (53 - k)) - 1) == 0 or not undecided.any():
            break
        w = mix(row + np.uint64((k * COIN_WORDS * GAMMA) & _MASK) + state)
        if digits >> (52 - k) & 1:
            up |= undecided & ~w
            undecided &= w
        else:
            undecided &= ~w
    octets = up.astype("<u8", copy=False).view(np.uint8)
    return np.unpackbits(octets, axis=1, bitorder="little").view(np.bool_)

"""log, exp, sine and cosine out of additions, multiplications, divisions and bits only.

A system's ``log`` may differ from another's in the last bit, and a last bit decides into which bin of a histogram a
draw falls. IEEE 754 rounds +, -, *, / and sqrt in one way only, so a function written in these operations, in a stated
order, has the same bits in NumPy, in Rust, on every processor. The Rust file of the same name (``portable.rs``) is this
file line by line. The errors are below two units in the last place on the ranges stated (tests compare with mpmath-free
oracles: NumPy's own functions).

The algorithms and coefficients are those of fdlibm, whose notice reads: Copyright (C) 1993 by Sun Microsystems, Inc.
All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and
distribute this software is freely granted, provided that this notice is preserved.
"""

from __future__ import annotations

import numpy as np

from .arrays import Floats, Singles

LN2_HIGH = 6.93147180369123816490e-01
LN2_LOW = 1.90821492927058770002e-10
INVERSE_LN2 = 1.44269504088896338700
LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
SINE = (
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
)
COSINE = (
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
)
EXP = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)
HALF_PI = 1.5707963267948966
SINGLE_LN2_HIGH, SINGLE_LN2_LOW = np.float32(6.9313812256e-01), np.float32(9.0580006145e-06)
SINGLE_LOG = tuple(map(np.float32, (0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841)))
SINGLE_SINE = tuple(map(np.float32, (-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4)))
SINGLE_COSINE = tuple(map(np.float32, (4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5)))
# Adding and subtracting 1.5 * 2^52 rounds to the nearest integer, ties to even, without a rounding instruction.
ROUNDER = 6755399441055744.0
_ONE = np.uint64(0x3FF0000000000000)
_ROOT_HALF = np.uint64(0x3FE6A09E00000000)
_MANTISSA = np.uint64(0x000FFFFFFFFFFFFF)
_SINGLE_ONE, _SINGLE_ROOT_HALF = np.uint32(0x3F800000), np.uint32(0x3F3504F3)
_SINGLE_MANTISSA = np.uint32(0x007FFFFF)


def log(x: Floats) -> Floats:
    """Natural logarithm of positive normal doubles (2^-1022 and above); any shape."""
    bits = x.view(np.uint64) + (_ONE - _ROOT_HALF)
    k = (bits >> np.uint64(52)).view(np.int64).astype(np.float64)
    k -= 1023.0
    bits &= _MANTISSA
    bits += _ROOT_HALF
    f = bits.view(np.float64)
    f -= 1.0
    half_square = 0.5 * f
    half_square *= f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * LOG[5]
    even += LOG[3]
    even *= w
    even += LOG[1]
    even *= w
    odd = w * LOG[6]
    odd += LOG[4]
    odd *= w
    odd += LOG[2]
    odd *= w
    odd += LOG[0]
    odd *= z
    odd += even
    odd += half_square
    odd *= s
    odd += k * LN2_LOW
    odd -= half_square
    odd += f
    odd += k * LN2_HIGH
    return odd


def exp(x: Floats) -> Floats:
    """Exponential; arguments are clipped to [-708, 709], where the result is a normal double; any shape."""
    x = np.minimum(np.maximum(x, -708.0), 709.0)
    shifted = x * INVERSE_LN2 + ROUNDER
    k = shifted - ROUNDER
    scale = ((shifted.view(np.uint64) + np.uint64(1023)) << np.uint64(52)).view(np.float64)
    high = x - k * LN2_HIGH
    low = k * LN2_LOW
    r = high - low
    z = r * r
    p = z * EXP[4]
    p += EXP[3]
    p *= z
    p += EXP[2]
    p *= z
    p += EXP[1]
    p *= z
    p += EXP[0]
    p *= z
    c = r - p
    return (1.0 + ((r * c / (2.0 - c) - low) + high)) * scale


def single_log(x: Singles) -> Singles:
    """``log`` in single precision, of positive normal numbers: within 1.2 units in the last place; any shape."""
    bits = x.view(np.uint32) + (_SINGLE_ONE - _SINGLE_ROOT_HALF)
    k = (bits >> np.uint32(23)).view(np.int32).astype(np.float32)
    k -= np.float32(127.0)
    bits &= _SINGLE_MANTISSA
    bits += _SINGLE_ROOT_HALF
    f = bits.view(np.float32)
    f -= np.float32(1.0)
    half_square = np.float32(0.5) * f
    half_square *= f
    s = f / (np.float32(2.0) + f)
    z = s * s
    w = z * z
    even = w * SINGLE_LOG[3]
    even += SINGLE_LOG[1]
    even *= w
    odd = w * SINGLE_LOG[2]
    odd += SINGLE_LOG[0]
    odd *= z
    odd += even
    odd += half_square
    odd *= s
    odd += k * SINGLE_LN2_LOW
    odd -= half_square
    odd += f
    odd += k * SINGLE_LN2_HIGH
    return odd


def single_sine_cosine(x: Singles) -> tuple[Singles, Singles]:
    """sin and cos of x in [-pi/4, pi/4] in single precision; the polynomials are those of Moshier's Cephes."""
    z = x * x
    p = z * SINGLE_SINE[2]
    p += SINGLE_SINE[1]
    p *= z
    p += SINGLE_SINE[0]
    p *= z
    p *= x
    sine = x + p
    q = z * SINGLE_COSINE[2]
    q += SINGLE_COSINE[1]
    q *= z
    q += SINGLE_COSINE[0]
    q *= z
    q *= z
    z *= np.float32(0.5)
    cosine = np.float32(1.0) - z
    cosine += q
    return sine, cosine


def sine_cosine_quarter(t: Floats) -> tuple[Floats, Floats]:
    """sin and cos of t * pi/2 for t in [-1/2, 1/2]: the eighth of a turn on either side of zero."""
    x = t * HALF_PI
    z = x * x
    p = z * SINE[5]
    p += SINE[4]
    p *= z
    p += SINE[3]
    p *= z
    p += SINE[2]
    p *= z
    p += SINE[1]
    p *= z
    p += SINE[0]
    p *= z
    p *= x
    sine = x + p
    q = z * COSINE[5]
    q += COSINE[4]
    q *= z
    q += COSINE[3]
    q *= z
    q += COSINE[2]
    q *= z
    q += COSINE[1]
    q *= z
    q += COSINE[0]
    q *= z
    q *= z
    cosine = 1.0 - 0.5 * z
    cosine += q
    return sine, cosine

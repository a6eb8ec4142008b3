//! log, exp, sine and cosine out of additions, multiplications, divisions and bits only.
//!
//! IEEE 754 rounds these in one way, so a function written in them, in a stated order, has the same bits on every machine
//! and in the NumPy file `mathcore/kernels_numpy/portable.py`, which is this file line by line.
//!
//! The algorithms and coefficients are those of fdlibm, whose notice reads: Copyright (C) 1993 by Sun Microsystems, Inc.
//! All rights reserved. Developed at SunPro, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and
//! distribute this software is freely granted, provided that this notice is preserved.

#![allow(clippy::excessive_precision)]

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const INVERSE_LN2: f64 = std::f64::consts::LOG2_E;
const LOG: [f64; 7] = [
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
];
const SINE: [f64; 6] = [
    -1.66666666666666324348e-01,
    8.33333333332248946124e-03,
    -1.98412698298579493134e-04,
    2.75573137070700676789e-06,
    -2.50507602534068634195e-08,
    1.58969099521155010221e-10,
];
const COSINE: [f64; 6] = [
    4.16666666666666019037e-02,
    -1.38888888888741095749e-03,
    2.48015872894767294178e-05,
    -2.75573143513906633035e-07,
    2.08757232129817482790e-09,
    -1.13596475577881948265e-11,
];
const EXP: [f64; 5] = [
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
];
const SINGLE_LN2_HIGH: f32 = 6.9313812256e-01;
const SINGLE_LN2_LOW: f32 = 9.0580006145e-06;
const SINGLE_LOG: [f32; 4] = [0.66666662693, 0.40000972152, 0.28498786688, 0.24279078841];
const SINGLE_SINE: [f32; 3] = [-1.6666654611e-1, 8.3321608736e-3, -1.9515295891e-4];
const SINGLE_COSINE: [f32; 3] = [4.166664568298827e-2, -1.388731625493765e-3, 2.443315711809948e-5];
const HALF_PI: f64 = std::f64::consts::FRAC_PI_2;
/// Adding and subtracting 1.5 * 2^52 rounds to the nearest integer, ties to even.
const ROUNDER: f64 = 6755399441055744.0;
const ONE: u64 = 0x3FF0_0000_0000_0000;
const ROOT_HALF: u64 = 0x3FE6_A09E_0000_0000;
const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
/// The bits of 2^52: or-ing an integer below 2^52 into them gives 2^52 plus that integer.
const TWO52_BITS: u64 = 0x4330_0000_0000_0000;
const TWO52: f64 = 4503599627370496.0;

/// An integer below 2^52 as a float, without a conversion instruction (AVX2 has none for 64 bits).
#[inline(always)]
pub fn small_to_float(k: u64) -> f64 {
    f64::from_bits(k | TWO52_BITS) - TWO52
}

/// Natural logarithm of a positive normal number (2^-1022 and above).
///
/// ```
/// assert_eq!(mathscope_core::portable::log(1.0), 0.0);
/// assert!((mathscope_core::portable::log(0.1) - 0.1f64.ln()).abs() < 1e-15);
/// ```
#[inline(always)]
pub fn log(x: f64) -> f64 {
    let bits = x.to_bits().wrapping_add(ONE - ROOT_HALF);
    let k = small_to_float(bits >> 52) - 1023.0;
    let f = f64::from_bits((bits & MANTISSA).wrapping_add(ROOT_HALF)) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = ((w * LOG[5] + LOG[3]) * w + LOG[1]) * w;
    let odd = (((w * LOG[6] + LOG[4]) * w + LOG[2]) * w + LOG[0]) * z;
    (odd + even + half_square) * s + k * LN2_LOW - half_square + f + k * LN2_HIGH
}

/// Exponential; the argument is clipped to [-708, 709], where the result is a normal number. NaN gives a number too.
///
/// ```
/// assert_eq!(mathscope_core::portable::exp(0.0), 1.0);
/// ```
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    let x = if x > -708.0 { x } else { -708.0 };
    let x = if x < 709.0 { x } else { 709.0 };
    let shifted = x * INVERSE_LN2 + ROUNDER;
    let k = shifted - ROUNDER;
    let scale = f64::from_bits(shifted.to_bits().wrapping_add(1023) << 52);
    let high = x - k * LN2_HIGH;
    let low = k * LN2_LOW;
    let r = high - low;
    let z = r * r;
    let p = ((((z * EXP[4] + EXP[3]) * z + EXP[2]) * z + EXP[1]) * z + EXP[0]) * z;
    let c = r - p;
    (1.0 + ((r * c / (2.0 - c) - low) + high)) * scale
}

/// [`log`] in single precision, of a positive normal number: within 1.2 units in the last place.
#[inline(always)]
pub fn single_log(x: f32) -> f32 {
    let bits = x.to_bits().wrapping_add(0x3F80_0000 - 0x3F35_04F3);
    let k = (bits >> 23) as i32 as f32 - 127.0;
    let f = f32::from_bits((bits & 0x007F_FFFF) + 0x3F35_04F3) - 1.0;
    let half_square = 0.5 * f * f;
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let even = (w * SINGLE_LOG[3] + SINGLE_LOG[1]) * w;
    let odd = (w * SINGLE_LOG[2] + SINGLE_LOG[0]) * z;
    (odd + even + half_square) * s + k * SINGLE_LN2_LOW - half_square + f + k * SINGLE_LN2_HIGH
}

/// sin and cos of x in [-pi/4, pi/4] in single precision; the polynomials are those of Moshier's Cephes.
#[inline(always)]
pub fn single_sine_cosine(x: f32) -> (f32, f32) {
    let z = x * x;
    let p = ((z * SINGLE_SINE[2] + SINGLE_SINE[1]) * z + SINGLE_SINE[0]) * z * x;
    let q = ((z * SINGLE_COSINE[2] + SINGLE_COSINE[1]) * z + SINGLE_COSINE[0]) * z * z;
    (x + p, 1.0 - 0.5 * z + q)
}

/// sin and cos of t * pi/2 for t in [-1/2, 1/2].
#[inline(always)]
pub fn sine_cosine_quarter(t: f64) -> (f64, f64) {
    let x = t * HALF_PI;
    let z = x * x;
    let p = (((((z * SINE[5] + SINE[4]) * z + SINE[3]) * z + SINE[2]) * z + SINE[1]) * z + SINE[0]) * z * x;
    let q = (((((z * COSINE[5] + COSINE[4]) * z + COSINE[3]) * z + COSINE[2]) * z + COSINE[1]) * z + COSINE[0]) * z * z;
    (x + p, 1.0 - 0.5 * z + q)
}

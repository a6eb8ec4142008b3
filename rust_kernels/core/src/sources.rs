//! The laws that a lesson can draw from, added draw by draw to a total for each replicate.

use crate::generator::{direction, exponential, mix, normal_pair, row_offset, uniform};
use crate::portable::{exp, log};

/// A law of one draw.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Source {
    /// Uniform on [0, 1).
    Uniform,
    /// Exponential of rate 1.
    Exponential,
    /// 1 with this probability, else 0.
    Bernoulli(f64),
    /// Half and half, two normals of deviation 1 with their means this far apart.
    Mixture(f64),
    /// P(X > x) = x^-tail for x >= 1.
    Pareto(f64),
    /// Standard Cauchy.
    Cauchy,
    /// Standard normal.
    Normal,
}

impl Source {
    /// The source of a name that Python uses, with its parameter.
    pub fn named(name: &str, parameter: f64) -> Option<Source> {
        Some(match name {
            "uniform" => Source::Uniform,
            "exponential" => Source::Exponential,
            "bernoulli" => Source::Bernoulli(parameter),
            "mixture" => Source::Mixture(parameter),
            "pareto" => Source::Pareto(parameter),
            "cauchy" => Source::Cauchy,
            "normal" => Source::Normal,
            _ => return None,
        })
    }
}

/// Visit the draws of rows `row`, ..., `end` - 1 that each come from one word.
#[inline(always)]
fn rows(
    state: &[u64],
    row: u64,
    end: u64,
    lanes: u64,
    put: &mut impl FnMut(usize, f64),
    draw: impl Fn(u64) -> f64 + Copy,
) {
    for j in row..end {
        let offset = row_offset(j, lanes);
        for (i, s) in state.iter().enumerate() {
            put(i, draw(mix(s.wrapping_add(offset))));
        }
    }
}

/// The same for draws that come in pairs from the words of rows 2p and 2p + 1.
#[inline(always)]
fn pairs(
    state: &[u64],
    row: u64,
    end: u64,
    lanes: u64,
    put: &mut impl FnMut(usize, f64),
    pair: impl Fn(u64, u64) -> (f64, f64) + Copy,
) {
    let mut j = row;
    while j < end {
        let even = row_offset(j & !1, lanes);
        let odd = row_offset(j | 1, lanes);
        let words = |s: u64| (mix(s.wrapping_add(even)), mix(s.wrapping_add(odd)));
        if j.is_multiple_of(2) && j + 1 < end {
            for (i, s) in state.iter().enumerate() {
                let (w, v) = words(*s);
                let (a, b) = pair(w, v);
                put(i, a);
                put(i, b);
            }
            j += 2;
        } else {
            let second = !j.is_multiple_of(2);
            for (i, s) in state.iter().enumerate() {
                let (w, v) = words(*s);
                let (a, b) = pair(w, v);
                put(i, if second { b } else { a });
            }
            j += 1;
        }
    }
}

/// Bit 10 is not among the bits that the normals are made of: it tosses the coin between the two humps.
#[inline(always)]
fn hump(w: u64, separation: f64) -> f64 {
    if (w >> 10) & 1 == 1 { 0.5 * separation } else { -0.5 * separation }
}

/// Call `put` with the number of each replicate and its draws `row`, ..., `end` - 1, one after the other.
#[inline(always)]
fn visit(source: Source, state: &[u64], row: u64, end: u64, lanes: u64, put: &mut impl FnMut(usize, f64)) {
    match source {
        Source::Uniform => rows(state, row, end, lanes, put, uniform),
        Source::Exponential => rows(state, row, end, lanes, put, exponential),
        Source::Bernoulli(p) => rows(state, row, end, lanes, put, |w| if uniform(w) < p { 1.0 } else { 0.0 }),
        Source::Pareto(tail) => rows(state, row, end, lanes, put, |w| exp(exponential(w) / tail)),
        Source::Cauchy => rows(state, row, end, lanes, put, |w| {
            let (sine, cosine) = direction(w);
            sine / cosine
        }),
        Source::Normal => pairs(state, row, end, lanes, put, normal_pair),
        Source::Mixture(separation) => pairs(state, row, end, lanes, put, |w, v| {
            let (a, b) = normal_pair(w, v);
            (hump(w, separation) + a, hump(v, separation) + b)
        }),
    }
}

/// Replicates moved together, where a draw is cheap: their totals stay in the nearest cache.
const NEAR: usize = 64;
/// And where it takes many instructions, whose constants are loaded once for each row.
const FAR: usize = 1024;
/// Exponentials whose sum is computed as one.
const FACTORS: u64 = 16;

impl Source {
    /// Draws that are added together: sums over other numbers of draws end with a part of such a group.
    #[inline(always)]
    pub fn group(self) -> u64 {
        if self == Source::Exponential { FACTORS } else { 1 }
    }
}

/// Add draws `row`, ..., `end` - 1 of each replicate to its total, one after the other; `row` begins a group.
///
/// The sum of a group of exponentials -log(1 - u) is -log of the product of the 1 - u, which is at least 2^-848: one
/// logarithm for 16 draws.
#[inline(always)]
pub fn add_draws(source: Source, state: &[u64], row: u64, end: u64, lanes: u64, total: &mut [f64]) {
    let together = match source {
        Source::Uniform | Source::Exponential | Source::Bernoulli(_) => NEAR,
        _ => FAR,
    };
    for (state, total) in state.chunks(together).zip(total.chunks_mut(together)) {
        if source != Source::Exponential {
            visit(source, state, row, end, lanes, &mut |i, x| total[i] += x);
            continue;
        }
        let mut first = row;
        while first < end {
            let next = end.min(first + FACTORS);
            let mut product = [1.0; NEAR];
            rows(state, first, next, lanes, &mut |i, factor| product[i] *= factor, |w| 1.0 - uniform(w));
            total.iter_mut().zip(&product).for_each(|(t, p)| *t -= log(*p));
            first = next;
        }
    }
}

/// The same for the draws less `centre`, and for the squares of these.
#[inline(always)]
pub fn add_moments(
    source: Source,
    centre: f64,
    state: &[u64],
    row: u64,
    end: u64,
    lanes: u64,
    total: &mut [f64],
    squares: &mut [f64],
) {
    let (total, squares) = (&mut total[..state.len()], &mut squares[..state.len()]);
    visit(source, state, row, end, lanes, &mut |i, x| {
        let d = x - centre;
        total[i] += d;
        squares[i] += d * d;
    });
}

//! Random projections by hand: deal the matrix, project, compare all pairs, and set the lemma beside what was found.

use nalgebra::DMatrix;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use std::f64::consts::PI;

// --- parameters ---
const DATA: &str = "gaussian";
const D: usize = 4096;
const N: usize = 200;
const KIND: &str = "gaussian";
const K: usize = 299;
const EPS: f64 = 0.2;
const SEED: usize = 1;
// --- end of parameters ---

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Word `index` of a stream: SplitMix64 as a counter, so that every language deals the same numbers.
fn word(stream: u64, index: usize) -> u64 {
    let start = mix(SEED as u64).wrapping_add((stream << 40).wrapping_mul(GAMMA));
    mix(start.wrapping_add((index as u64 + 1).wrapping_mul(GAMMA)))
}

/// Box and Muller: words 2p and 2p + 1 give the standard normals 2p and 2p + 1.
fn normal(stream: u64, index: usize) -> f64 {
    let unit = |i: usize| (word(stream, i) >> 11) as f64;
    let pair = index - index % 2;
    let radius = (-2.0 * (1.0 - unit(pair) * 2f64.powi(-53)).ln()).sqrt();
    let angle = 2.0 * PI * (unit(pair + 1) + 0.5) * 2f64.powi(-53) - PI / 4.0;
    radius * if index & 1 == 0 { angle.cos() } else { angle.sin() }
}

/// The points, one in each column. (No crate here brings the digits or the photographs: a Gaussian cloud stands in.)
fn points() -> DMatrix<f64> {
    if DATA == "onehot" {
        return DMatrix::from_fn(D, N.min(D), |i, j| if i == j { 1.0 } else { 0.0 });
    }
    DMatrix::from_fn(D, N, |i, j| normal(2, j * D + i))
}

/// A matrix R of K rows with E|Rx|^2 = |x|^2 for every x. Row i is the same whatever K is.
fn projection() -> DMatrix<f64> {
    let k = K as f64;
    if KIND == "gaussian" {
        return DMatrix::from_fn(K, D, |i, j| normal(0, i * D + j) / k.sqrt());
    }
    if KIND == "sparse" || KIND == "verysparse" {
        let s = if KIND == "sparse" { 3.0 } else { (D as f64).sqrt().round() }; // one entry in s is not zero
        return DMatrix::from_fn(K, D, |i, j| match (word(0, i * D + j) as u128 * (2.0 * s) as u128) >> 64 {
            0 => (s / k).sqrt(),
            1 => -(s / k).sqrt(),
            _ => 0.0,
        });
    }
    let mut chosen: Vec<usize> = (0..D).collect();
    chosen.sort_by_key(|&row| word(1, row));
    chosen.truncate(K);
    let k = chosen.len() as f64;
    DMatrix::from_fn(chosen.len(), D, |i, j| {
        if KIND == "hadamard" {
            let odd = (chosen[i] & j).count_ones() % 2 == 1;
            let tossed = word(0, j) >> 63 == 1;
            (if odd != tossed { -1.0 } else { 1.0 }) / k.sqrt()
        } else if chosen[i] == j {
            (D as f64 / k).sqrt()
        } else {
            0.0
        }
    })
}

fn main() {
    let (x, r) = (points(), projection());
    let y = &r * &x;
    let (k, n) = (r.nrows() as f64, x.ncols());

    // All pairs, before and after.
    let (mut least, mut most, mut outside, mut pairs) = (f64::INFINITY, 0f64, 0, 0);
    for j in 0..n {
        for i in 0..j {
            let ratio = (y.column(i) - y.column(j)).norm_squared() / (x.column(i) - x.column(j)).norm_squared();
            least = least.min(ratio);
            most = most.max(ratio);
            outside += usize::from((ratio - 1.0).abs() > EPS + 1e-9);
            pairs += 1;
        }
    }

    // The lemma: k >= 4 ln n / (eps^2/2 - eps^3/3) suffices, since there the failures of all pairs add up to less than 1.
    let rate = EPS * EPS / 2.0 - EPS.powi(3) / 3.0;
    let lemma = (4.0 * (n as f64).ln() / rate).ceil();
    let bound = 2.0 * (-k * rate / 2.0).exp();
    let law = ChiSquared::new(k).expect("k is positive");
    let exact = law.cdf(k * (1.0 - EPS)) + law.sf(k * (1.0 + EPS)); // for a Gaussian R
    let union = pairs as f64 * 2.0 * (-lemma * rate / 2.0).exp();

    println!("pairs = {pairs}");
    if DATA == "gaussian" || DATA == "onehot" {
        println!("ratio_least = {least:.12}");
        println!("ratio_most = {most:.12}");
        println!("outside_percent = {:.12}", 100.0 * outside as f64 / pairs as f64);
    } else {
        println!("These are other points than the figure's: their ratios go from {least:.3} to {most:.3}.");
    }
    println!("lemma_dimension = {lemma}");
    println!("pair_failure = {exact:.14e}");
    println!("pair_bound = {bound:.14e}");
    println!("union_bound = {union:.12}");
}

//! Means of n draws: do they settle, and is their error normal? Simulated from a generator built by hand.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const SOURCE: &str = "exponential";
const N: usize = 10;
const PROBABILITY: f64 = 0.5;
const SEPARATION: f64 = 6.0;
const TAIL: f64 = 1.5;
const REPLICATES: usize = 20000;
const INDEPENDENT: bool = true;
const SEED: u64 = 1;
// --- end of parameters ---

// SplitMix64 as a counter hash: any word can be had without those before it, so every replicate has its own numbers.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const LANES: u64 = 1024;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Word j of a replicate: 64 random bits.
fn word(replicate: u64, j: u64) -> u64 {
    let place = ((replicate / LANES) << 40).wrapping_add(j * LANES + replicate % LANES + 1);
    mix(mix(SEED).wrapping_add(place.wrapping_mul(GAMMA)))
}

/// The top 53 bits as a number in [0, 1).
fn uniform(w: u64) -> f64 {
    (w >> 11) as f64 * (0.5f64).powi(53)
}

/// Sine and cosine of a uniform angle: two bits choose the quarter, 51 the place in it.
fn direction(w: u64) -> (f64, f64) {
    let place = ((w >> 11) & ((1 << 51) - 1)) as f64;
    let angle = (w >> 62) as f64 + (place + 0.5 - 2f64.powi(50)) * 0.5f64.powi(51);
    (angle * PI / 2.0).sin_cos()
}

/// Draw j of a replicate.
fn draw(replicate: u64, j: u64) -> f64 {
    let w = word(replicate, j);
    match SOURCE {
        "uniform" => uniform(w),
        "bernoulli" => f64::from(u8::from(uniform(w) < PROBABILITY)),
        "exponential" => -(1.0 - uniform(w)).ln(),
        "pareto" => (1.0 - uniform(w)).powf(-1.0 / TAIL),
        "cauchy" => {
            let (sine, cosine) = direction(w);
            sine / cosine
        }
        _ => {
            // Two humps: draws 2i and 2i + 1 are a pair of Box and Muller; bit 10 tosses the coin between the humps.
            let radius = (-2.0 * (1.0 - uniform(word(replicate, j - j % 2))).ln()).sqrt();
            let (sine, cosine) = direction(word(replicate, j - j % 2 + 1));
            let side = ((w >> 10) & 1) as f64 - 0.5;
            radius * (if j % 2 == 1 { sine } else { cosine }) + side * SEPARATION
        }
    }
}

fn main() {
    let n = N as f64;
    let count = REPLICATES as f64;
    let means: Vec<f64> = (0..REPLICATES as u64).map(|r| (0..N as u64).map(|j| draw(r, j)).sum::<f64>() / n).collect();
    let average = means.iter().sum::<f64>() / count;
    println!("mean_of_means = {average:.12}");

    // What theory knows of the source: its mean, its standard deviation, and E|X - mu|^3 / sigma^3, where a heavy tail
    // leaves them.
    let (p, d) = (PROBABILITY, SEPARATION / 2.0);
    let spread = (p * (1.0 - p)).sqrt();
    let third = (2.0 / PI).sqrt() * (-d * d / 2.0).exp() * (d * d + 2.0) + (d.powi(3) + 3.0 * d) * erf(d / 2f64.sqrt());
    let (mu, sigma, ratio) = match SOURCE {
        "uniform" => (0.5, (1.0f64 / 12.0).sqrt(), 3.0 * 3f64.sqrt() / 4.0),
        "exponential" => (1.0, 1.0, 12.0 / E - 2.0),
        "bernoulli" => (p, spread, (p * p + (1.0 - p) * (1.0 - p)) / spread),
        "mixture" => (0.0, (1.0 + d * d).sqrt(), third / (1.0 + d * d).powf(1.5)),
        "pareto" => (
            if TAIL > 1.0 { TAIL / (TAIL - 1.0) } else { f64::INFINITY },
            if TAIL > 2.0 { (TAIL / (TAIL - 2.0)).sqrt() / (TAIL - 1.0) } else { f64::INFINITY },
            f64::NAN,
        ),
        _ => (f64::NAN, f64::INFINITY, f64::NAN),
    };
    println!("mean = {mu:.12}");
    println!("deviation = {sigma:.12}");
    if sigma.is_infinite() {
        println!("This source has no variance: there is no standard error, and the error of a mean is not normal.");
        return;
    }
    // Without independence each draw is recorded four times: 4n records, and an error that is claimed too small.
    let copies = if INDEPENDENT { 1.0 } else { 4.0 };
    let standard_error = sigma / (copies * n).sqrt();
    let deviation = (means.iter().map(|m| (m - average).powi(2)).sum::<f64>() / count).sqrt();
    let covered = means.iter().filter(|m| ((*m - mu) / standard_error).abs() < 1.96).count();
    println!("standard_error = {standard_error:.12}");
    println!("deviation_of_means = {deviation:.12}");
    println!("coverage = {:.12}", covered as f64 / count);

    // The largest gap between the share of means below t and the normal distribution function.
    let normal = Normal::standard();
    let mut z: Vec<f64> = means.iter().map(|m| (m - mu) * n.sqrt() / sigma).collect();
    z.sort_by(f64::total_cmp);
    let gap = (0..=6000)
        .map(|i| -6.0 + 12.0 * f64::from(i) / 6000.0)
        .map(|t| (z.partition_point(|&v| v < t) as f64 / count - normal.cdf(t * f64::sqrt(copies))).abs())
        .fold(0.0, f64::max);
    println!("simulated_distance = {gap:.12}");

    // Berry and Esseen: the gap is at most 0.4748 E|X - mu|^3 / (sigma^3 sqrt(n)).
    if ratio.is_finite() {
        println!("bound = {:.12}", 0.4748 * ratio / n.sqrt());
    }
}

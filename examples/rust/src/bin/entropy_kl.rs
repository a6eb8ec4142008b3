//! Entropy, cross-entropy and KL divergence by hand, the code that they measure, and a normal fitted to two humps.

use std::f64::consts::PI;

// --- parameters ---
const P_SHARES: [[f64; 4]; 1] = [[0.5, 0.25, 0.125, 0.125]];
const Q_SHARES: [[f64; 4]; 1] = [[0.25, 0.25, 0.25, 0.25]];
const DISTANCE: f64 = 6.0;
const WEIGHT: f64 = 0.6;
const Q_MEAN: f64 = 2.0;
const Q_SD: f64 = 2.0;
// --- end of parameters ---

/// The mean of log2 1/model under the weights, in bits; what has no weight does not count.
fn cross(weights: &[f64], model: &[f64]) -> f64 {
    let drawn = weights.iter().zip(model).filter(|(&w, _)| w > 0.0);
    drawn.map(|(w, m)| -w * m.log2()).sum()
}

/// The mean length of Huffman's words: join the two lightest until one is left; each joining costs a bit.
fn least_length(weights: &[f64]) -> f64 {
    let mut left: Vec<f64> = weights.iter().copied().filter(|&w| w > 0.0).collect();
    let mut total = 0.0;
    while left.len() > 1 {
        left.sort_by(|a, b| b.total_cmp(a));
        let joined = left.pop().unwrap() + left.pop().unwrap();
        total += joined;
        left.push(joined);
    }
    total
}

fn log_normal(x: f64, mean: f64, sd: f64) -> f64 {
    -0.5 * ((x - mean) / sd).powi(2) - sd.ln() - 0.5 * (2.0 * PI).ln()
}

/// The logarithm of the density of the two humps.
fn log_p(x: f64) -> f64 {
    let left = WEIGHT.ln() + log_normal(x, -DISTANCE / 2.0, 1.0);
    let right = (1.0 - WEIGHT).ln() + log_normal(x, DISTANCE / 2.0, 1.0);
    left.max(right) + (-(left - right).abs()).exp().ln_1p()
}

fn main() {
    let (p, q) = (&P_SHARES[0], &Q_SHARES[0]);
    let entropy = cross(p, p);
    println!("entropy = {entropy:.12}");
    println!("cross_entropy = {:.12}", cross(p, q));
    println!("kl = {:.12}", cross(p, q) - entropy);
    println!("kl_back = {:.12}", cross(q, p) - cross(q, q));
    println!("huffman_length = {:.12}", least_length(p));

    // In nats. The trapezoidal rule is all but exact for smooth functions that die out.
    let (steps, reach) = (48_000, 60.0);
    let dx = 2.0 * reach / steps as f64;
    let (mut forward, mut reverse) = (0.0, 0.0);
    for k in 0..=steps {
        let x = -reach + k as f64 * dx;
        let (a, b) = (log_p(x), log_normal(x, Q_MEAN, Q_SD));
        forward += a.exp() * (a - b) * dx;
        reverse += b.exp() * (b - a) * dx;
    }
    println!("forward_kl = {forward:.12}");
    println!("reverse_kl = {reverse:.12}");
}

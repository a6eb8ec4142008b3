//! A spike in noise and many means at once: what is found, what theory says, and what shrinkage gives back.

use nalgebra::{DMatrix, DVector, SymmetricEigen};
use std::f64::consts::PI;

// --- parameters ---
const SPIKE: f64 = 2.0;
const ROWS: usize = 400;
const FEATURES: usize = 200;
const ENTRIES: &str = "gaussian";
const SEED: u64 = 1;
const MEANS: usize = 20;
const LENGTH: f64 = 5.0;
const SHAPE: &str = "one";
const POSITIVE: bool = false;
// --- end of parameters ---

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const COLUMNS: usize = 300; // of the table of which X is the upper left corner

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Uniform number `index` of a stream: SplitMix64 as a counter, so that every language deals the same ones.
fn unit(stream: u64, index: usize) -> f64 {
    let start = mix(SEED).wrapping_add((stream << 40).wrapping_mul(GAMMA));
    (mix(start.wrapping_add((index as u64 + 1).wrapping_mul(GAMMA))) >> 11) as f64 * 2f64.powi(-53)
}

/// Box and Muller: uniform numbers 2p and 2p + 1 give the standard normals 2p and 2p + 1.
fn normal(stream: u64, index: usize) -> f64 {
    let pair = index - index % 2;
    let radius = (-2.0 * (1.0 - unit(stream, pair)).ln()).sqrt();
    let angle = 2.0 * PI * (unit(stream, pair + 1) + 2f64.powi(-54)) - PI / 4.0;
    radius * if index & 1 == 0 { angle.cos() } else { angle.sin() }
}

/// An entry of mean 0 and variance 1.
fn entry(index: usize) -> f64 {
    if ENTRIES == "gaussian" {
        return normal(0, index);
    }
    let side = 2.0 * unit(0, index) - 1.0 + 2f64.powi(-53);
    let size = if ENTRIES == "heavy" { side.abs().powf(-1.0 / 2.5) / 5f64.sqrt() } else { 1.0 };
    size.copysign(side)
}

fn main() {
    // 1. The data: all variances are 1, but the first is SPIKE.
    let x = DMatrix::from_fn(ROWS, FEATURES, |i, j| entry(i * COLUMNS + j) * if j == 0 { SPIKE.sqrt() } else { 1.0 });

    // 2. The first principal component, and what it is in the limit of many rows and columns.
    let found = SymmetricEigen::new(x.tr_mul(&x) / ROWS as f64);
    let (first, largest) = found.eigenvalues.argmax();
    let cos2 = found.eigenvectors[(0, first)].powi(2);
    let gamma = FEATURES as f64 / ROWS as f64;
    let strong = SPIKE.max(1.0 + gamma.sqrt()); // below the threshold the top is that of noise
    let bias = 1.0 + gamma / (strong - 1.0);
    let expected_cos2 = ((1.0 - gamma / (strong - 1.0).powi(2)) / bias).max(0.0);

    // 3. Many means, each seen once with noise of variance 1.
    let p = MEANS as f64;
    let shape = DVector::from_fn(MEANS, |i, _| match SHAPE {
        "slope" => 1.0 - 2.0 * i as f64 / (p - 1.0),
        "one" => f64::from(u8::from(i == 0)),
        _ => 1.0,
    });
    let theta = &shape * (LENGTH / shape.norm());
    let y = &theta + DVector::from_fn(MEANS, |i, _| normal(2, i));
    let plain = 1.0 - (p - 2.0) / y.norm_squared();
    let factor = if POSITIVE { plain.max(0.0) } else { plain };

    // 4. Its risk: a Poisson mixture, whose probabilities follow one another.
    let rate = LENGTH * LENGTH / 2.0;
    let (mut chance, mut inverse) = ((-rate).exp(), 0.0);
    for k in 0..400 {
        inverse += chance / (p - 2.0 + 2.0 * k as f64).max(1e-300);
        chance *= rate / (k as f64 + 1.0);
    }
    let risk = if MEANS > 2 { p - (p - 2.0).powi(2) * inverse } else { p };

    println!("lambda_top = {largest:.12}");
    println!("expected_top = {:.12}", strong * bias);
    println!("cos2 = {cos2:.12e}");
    println!("expected_cos2 = {expected_cos2:.12}");
    println!("loss_seen = {:.12}", (&y - &theta).norm_squared());
    println!("factor = {factor:.12}");
    println!("loss_shrunk = {:.12}", (&y * factor - &theta).norm_squared());
    println!("risk = {risk:.12}");
}

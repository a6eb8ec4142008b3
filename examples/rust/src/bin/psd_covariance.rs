//! Positive definite or not: eigenvalues, Cholesky by hand, and sampling through it.

use nalgebra::{Cholesky, Matrix2, Vector2};
use std::f64::consts::FRAC_PI_2;

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[1.5, 0.5], [0.5, 1.5]];
const SHIFT: f64 = 0.0;
const ANGLE: f64 = 70.0;
const COUNT: usize = 400;
const SEED: u64 = 1;
// --- end of parameters ---

/// The covariance of a cloud, divided by n - 1.
fn covariance(cloud: &[Vector2<f64>]) -> Matrix2<f64> {
    let n = cloud.len() as f64;
    let mean: Vector2<f64> = cloud.iter().sum::<Vector2<f64>>() / n;
    cloud.iter().map(|x| (x - mean) * (x - mean).transpose()).sum::<Matrix2<f64>>() / (n - 1.0)
}

/// Cholesky by hand. It fails at the first pivot that is not positive.
fn cholesky(a: &Matrix2<f64>) -> Option<Matrix2<f64>> {
    let mut lower = Matrix2::zeros();
    for k in 0..2 {
        let column: Vec<f64> =
            (k..2).map(|i| a[(i, k)] - (0..k).map(|j| lower[(i, j)] * lower[(k, j)]).sum::<f64>()).collect();
        println!("pivot_{} = {:.12}", k + 1, column[0]);
        if column[0] <= 1e-9 * a.amax() {
            return None;
        }
        for (offset, value) in column.iter().enumerate() {
            lower[(k + offset, k)] = value / column[0].sqrt();
        }
    }
    let check = Cholesky::new(*a).expect("positive definite").l();
    assert!((lower - check).norm() < 1e-9);
    Some(lower)
}

/// Random numbers from a counter: word i is a hash of the seed and i, so that everyone gets the same ones.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn word(i: u64) -> u64 {
    mix(mix(SEED).wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// Box and Muller: a radius from one word, an angle from the next.
fn normal_pair(i: u64) -> Vector2<f64> {
    let radius = (-2.0 * (1.0 - (word(i) >> 11) as f64 * 2f64.powi(-53)).ln()).sqrt();
    let w = word(i + 1);
    let place = (((w >> 11) & ((1 << 51) - 1)) as f64 + 0.5) * 2f64.powi(-51) - 0.5;
    let angle = FRAC_PI_2 * ((w >> 62) as f64 + place);
    radius * Vector2::new(angle.cos(), angle.sin())
}

fn main() {
    // Only the symmetric part of A is seen by x^T A x; adding t to the diagonal moves every eigenvalue by t.
    let [[a, b], [c, d]] = MATRIX;
    let m = Matrix2::new(a, b, c, d);
    let form = (m + m.transpose()) / 2.0 + Matrix2::identity() * SHIFT;
    let values = form.symmetric_eigenvalues();
    let u = Vector2::new(ANGLE.to_radians().cos(), ANGLE.to_radians().sin());
    println!("eigenvalue_1 = {:.12}", values.max());
    println!("eigenvalue_2 = {:.12}", values.min());
    println!("value = {:.12}", u.dot(&(form * u)));

    // Another root of A gives other draws of the same law.
    if let Some(lower) = cholesky(&form) {
        let sample: Vec<Vector2<f64>> = (0..COUNT as u64).map(|i| lower * normal_pair(2 * i)).collect();
        let drawn = covariance(&sample);
        println!("sample_11 = {:.12}", drawn[(0, 0)]);
        println!("sample_12 = {:.12}", drawn[(0, 1)]);
        println!("sample_22 = {:.12}", drawn[(1, 1)]);
    } else {
        println!(
            "Not positive definite: no Cholesky factor, and no Gaussian with this covariance that fills the plane."
        );
    }
}

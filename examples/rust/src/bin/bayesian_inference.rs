//! A posterior of a line and a Gaussian process by their formulas, with nalgebra; Metropolis by hand.

use std::f64::consts::PI;

use nalgebra::{DMatrix, DVector, Matrix2, Vector2};
use rand::{rngs::StdRng, Rng, SeedableRng};
use rand_distr::StandardNormal;

// --- parameters ---
const STEP: f64 = 0.299;
const POINTS: [[f64; 2]; 6] = [[2.4, 2.1], [3.1, 2.2], [3.5, 3.6], [4.2, 3.0], [4.8, 4.5], [5.5, 4.3]];
const NOISE: f64 = 0.8;
const PRIOR: f64 = 3.0;
const FLAT: bool = false;
#[rustfmt::skip]
const OBSERVED: [[f64; 2]; 8] = [[-4.5, 1.3], [-4.5, 0.3], [-3.4, 0.9], [-2.8, 0.9], [-0.9, -0.8], [0.4, 0.4], [1.3, 0.8], [3.9, -0.6]];
const LENGTH: f64 = 0.597;
const SIGMA: f64 = 0.3;
// --- end of parameters ---

/// A line: y = a + b x + noise, both coefficients N(0, PRIOR^2). The posterior is normal.
fn line() {
    let mut precision = Matrix2::identity() * if FLAT { 0.0 } else { 1.0 / (PRIOR * PRIOR) };
    let mut weighted = Vector2::zeros();
    for [x, y] in POINTS {
        let row = Vector2::new(1.0, x);
        precision += row * row.transpose() / (NOISE * NOISE);
        weighted += row * y / (NOISE * NOISE);
    }
    let covariance = precision.try_inverse().expect("the points determine a line");
    let mean = covariance * weighted;
    let (a, b) = (covariance[(0, 0)].sqrt(), covariance[(1, 1)].sqrt());
    let r = covariance[(0, 1)] / (a * b);
    println!("intercept = {:.12}", mean[0]);
    println!("slope = {:.12}", mean[1]);
    println!("intercept_sd = {a:.12}");
    println!("slope_sd = {b:.12}");
    println!("r = {r:.12}");
    println!("gibbs_gain = {:.12}", 100.0 * (1.0 - r * r) / (1.0 + r * r));
}

/// A Gaussian process with variance 1: the curve at 0, and the marginal likelihood of the data.
fn curve() {
    let n = OBSERVED.len();
    let similar = |a: f64, b: f64| (-0.5 * ((a - b) / LENGTH).powi(2)).exp();
    let kernel = DMatrix::from_fn(n, n, |i, j| {
        similar(OBSERVED[i][0], OBSERVED[j][0]) + if i == j { SIGMA * SIGMA + 1e-10 } else { 0.0 }
    });
    let root = kernel.cholesky().expect("covariances are positive definite").l();
    let y = DVector::from_fn(n, |i, _| OBSERVED[i][1]);
    let k = DVector::from_fn(n, |i, _| similar(OBSERVED[i][0], 0.0));
    let z = root.solve_lower_triangular(&y).expect("no zero on the diagonal");
    let half = root.solve_lower_triangular(&k).expect("no zero on the diagonal");
    let fit = -0.5 * z.dot(&z);
    let complexity = -root.diagonal().map(f64::ln).sum();
    println!("fit = {fit:.12}");
    println!("complexity = {complexity:.12}");
    println!("log_likelihood = {:.12}", fit + complexity - 0.5 * n as f64 * (2.0 * PI).ln());
    println!("mean_at_zero = {:.12}", half.dot(&z));
    println!("sd_at_zero = {:.12}", (1.0 - half.dot(&half)).sqrt());
}

/// Metropolis on the round normal of the plane: the share of accepted proposals has a formula.
fn metropolis() {
    println!("round_share = {:.12}", 1.0 - STEP / (STEP * STEP + 4.0).sqrt());
    let mut rng = StdRng::seed_from_u64(1);
    let mut here: Vector2<f64> = Vector2::from_fn(|_, _| rng.sample(StandardNormal));
    let (mut accepted, steps) = (0, 20_000);
    for _ in 0..steps {
        let there = here + STEP * Vector2::from_fn(|_, _| rng.sample::<f64, _>(StandardNormal));
        if (1.0 - rng.random::<f64>()).ln() < 0.5 * (here.dot(&here) - there.dot(&there)) {
            here = there;
            accepted += 1;
        }
    }
    println!("accepted in {steps} steps: {:.3}", accepted as f64 / steps as f64);
}

fn main() {
    line();
    curve();
    metropolis();
}

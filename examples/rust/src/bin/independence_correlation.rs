//! Dependence by hand: of a table by its information and its singular values, of points by their distances, of shapes.

use nalgebra::Matrix3;
use statrs::function::gamma::{digamma, ln_gamma};
use std::f64::consts::TAU;

// --- parameters ---
const WEIGHTS: [[f64; 3]; 3] = [[14.0, 8.0, 3.0], [9.0, 15.0, 11.0], [4.0, 10.0, 26.0]];
const X: [f64; 15] = [-2.8, -2.4, -2.0, -1.6, -1.2, -0.8, -0.4, 0.0, 0.4, 0.8, 1.2, 1.6, 2.0, 2.4, 2.8];
const Y: [f64; 15] = [-3.0, -2.2, -0.4, -0.1, 0.9, 1.7, 1.3, 2.1, 1.7, 1.9, 1.6, 0.5, 0.1, -1.3, -1.9];
const EXPONENT: f64 = 2.0;
const ANGLE: f64 = 30.0;
const RHO: f64 = 0.6;
const JOINT: bool = true;
const STRETCH: f64 = 0.0;
// --- end of parameters ---

/// The distances of all pairs, less the means of their row and column, plus the mean of all.
fn centred(v: &[f64]) -> Vec<Vec<f64>> {
    let n = v.len() as f64;
    let apart: Vec<Vec<f64>> = v.iter().map(|a| v.iter().map(|b| (a - b).abs()).collect()).collect();
    let means: Vec<f64> = apart.iter().map(|row| row.iter().sum::<f64>() / n).collect();
    let all = means.iter().sum::<f64>() / n;
    let entry = |i: usize, j: usize| apart[i][j] - means[i] - means[j] + all;
    (0..v.len()).map(|i| (0..v.len()).map(|j| entry(i, j)).collect()).collect()
}

fn dot(a: &[Vec<f64>], b: &[Vec<f64>]) -> f64 {
    a.iter().flatten().zip(b.iter().flatten()).map(|(u, v)| u * v).sum()
}

fn trace(a: &[Vec<f64>]) -> f64 {
    (0..a.len()).map(|i| a[i][i]).sum()
}

fn main() {
    // A table: the information, and the singular values of the standardised table without its first layer.
    let total: f64 = WEIGHTS.iter().flatten().sum();
    let p = Matrix3::from_fn(|i, j| WEIGHTS[i][j] / total);
    let (mut information, mut standard) = (0.0, Matrix3::zeros());
    for i in 0..3 {
        for j in 0..3 {
            let product = p.row(i).sum() * p.column(j).sum();
            if p[(i, j)] > 0.0 {
                information += p[(i, j)] * (p[(i, j)] / product).ln();
            }
            if product > 0.0 {
                standard[(i, j)] = (p[(i, j)] - product) / product.sqrt();
            }
        }
    }
    println!("mutual_information = {information:.12e}");
    println!("phi_squared = {:.12e}", standard.norm_squared());
    println!("maximal = {:.12e}", standard.singular_values().max());

    // Points: Pearson's correlation, and the correlation of the centred distances.
    let n = X.len() as f64;
    let less_mean = |v: &[f64]| -> Vec<f64> { v.iter().map(|each| each - v.iter().sum::<f64>() / n).collect() };
    let (u, v) = (less_mean(&X), less_mean(&Y));
    let inner = |s: &[f64], t: &[f64]| -> f64 { s.iter().zip(t).map(|(a, b)| a * b).sum() };
    let (a, b) = (centred(&X), centred(&Y));
    let constant = X.iter().all(|each| *each == X[0]) || Y.iter().all(|each| *each == Y[0]);
    // What does not vary has no correlation.
    let sizes = if constant { f64::NAN } else { (dot(&a, &a) * dot(&b, &b)).sqrt() };
    let spread = if constant { f64::NAN } else { (inner(&u, &u) * inner(&v, &v)).sqrt() };
    println!("pearson = {:.12e}", inner(&u, &v) / spread);
    println!("distance_correlation = {:.12e}", (dot(&a, &b).max(0.0) / sizes).sqrt());
    println!("shuffled_distance = {:.12e}", (trace(&a) * trace(&b) / (n - 1.0) / sizes).sqrt());

    // Shapes without any correlation: uniform on |x|^p + |y|^p <= 1, and on a turned square.
    let h = 1.0 / EXPONENT;
    let log_area = 4f64.ln() + 2.0 * ln_gamma(1.0 + h) - ln_gamma(1.0 + 2.0 * h);
    let marginal = 4f64.ln() + 2.0 * h * (digamma(1.0 + h) - digamma(1.0 + 2.0 * h));
    println!("round_information = {:.12e}", log_area - marginal);
    let (sine, cosine) = (ANGLE.to_radians().sin().abs(), ANGLE.to_radians().cos().abs());
    let (s, c) = (sine.min(cosine), sine.max(cosine));
    println!("square_information = {:.12e}", (2.0 * c.ln() + s / c).max(0.0));

    // Normals: to stretch both by (e^(sz) - 1)/s changes the correlation and not the information. Unless they are
    // jointly normal, a coin flips the sign of RHO, and the information is the mean over x of KL(Y given x || Y).
    let signs: &[f64] = if JOINT { &[1.0] } else { &[1.0, -1.0] };
    let square = STRETCH * STRETCH;
    let stretched = |r: f64| if STRETCH > 0.0 { (r * square).exp_m1() / square.exp_m1() } else { r };
    let normal = |z: f64, deviation: f64| (-0.5 * (z / deviation).powi(2)).exp() / (deviation * TAU.sqrt());
    let (step, deviation) = (0.05, (1.0 - RHO * RHO).sqrt());
    let grid: Vec<f64> = (-170..=170).map(|k| step * k as f64).collect();
    let mut told = 0.0;
    for x in &grid {
        for y in &grid {
            let slice: f64 = signs.iter().map(|sign| normal(y - sign * RHO * x, deviation)).sum::<f64>();
            let slice = (slice / signs.len() as f64).max(1e-300);
            told += normal(*x, 1.0) * slice * (slice / normal(*y, 1.0)).ln() * step * step;
        }
    }
    println!("normal_information = {:.12e}", told.max(0.0));
    let mean = signs.iter().map(|sign| stretched(sign * RHO)).sum::<f64>() / signs.len() as f64;
    println!("stretched_r = {mean:.12e}");
    if JOINT {
        println!("-ln(1 - rho^2)/2 is {:.12}: of a jointly normal pair r says it all.", -0.5 * (-RHO * RHO).ln_1p());
    }
}

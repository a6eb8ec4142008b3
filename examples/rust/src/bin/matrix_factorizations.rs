//! LU with partial pivoting and Householder's QR by hand, and a Gaussian process solved by Cholesky.

use nalgebra::{DMatrix, DVector, Matrix4};
use std::f64::consts::PI;

// --- parameters ---
const MATRIX: [[f64; 4]; 4] = [[2.0, 1.0, 1.0, 0.0], [4.0, 3.0, 3.0, 1.0], [8.0, 7.0, 9.0, 5.0], [6.0, 7.0, 9.0, 8.0]];
const POINTS: [[f64; 2]; 6] = [[1.0, -0.6], [2.2, 0.5], [3.1, 1.1], [5.0, 0.2], [6.4, -0.9], [8.5, 0.7]];
const WIDTH: f64 = 1.0;
const NOISE: f64 = 0.1;
// --- end of parameters ---

/// The largest modulus of an entry.
fn largest(a: &Matrix4<f64>) -> f64 {
    a.iter().fold(0.0, |top, entry| top.max(entry.abs()))
}

fn kernel(a: f64, b: f64) -> f64 {
    (-(a - b).powi(2) / (2.0 * WIDTH * WIDTH)).exp()
}

fn main() {
    let a = Matrix4::from_fn(|i, j| MATRIX[i][j]);

    // LU: swap the largest entry of the column up, subtract multiples of its row, and keep the multiples.
    let (mut u, mut l, mut permuted, mut sign) = (a, Matrix4::identity(), a, 1.0);
    let (top, mut met) = (largest(&a), largest(&a));
    for k in 0..3 {
        let best = (k..4).fold(k, |best, i| if u[(i, k)].abs() > u[(best, k)].abs() { i } else { best });
        if best != k {
            u.swap_rows(k, best);
            permuted.swap_rows(k, best);
            for j in 0..k {
                let kept = l[(k, j)];
                l[(k, j)] = l[(best, j)];
                l[(best, j)] = kept;
            }
            sign = -sign;
        }
        if u[(k, k)].abs() > 1e-13 * top {
            for i in k + 1..4 {
                l[(i, k)] = u[(i, k)] / u[(k, k)];
                for j in k..4 {
                    u[(i, j)] -= l[(i, k)] * u[(k, j)];
                }
                u[(i, k)] = 0.0;
            }
        }
        met = f64::max(met, largest(&u));
    }
    assert!((l * u - permuted).norm() < 1e-9 * (1.0 + a.norm()));
    let determinant = sign * u.diagonal().product();
    assert!((determinant - a.determinant()).abs() < 1e-6 * (1.0 + determinant.abs()));
    println!("growth = {:.12}", if top > 0.0 { met / top } else { 1.0 });
    println!("determinant = {determinant:.12}");
    println!("u_11 = {:.12}", u[(0, 0)]);
    println!("u_44 = {:.12}", u[(3, 3)]);

    // QR: a mirror for each column sends it onto an axis; lengths stay.
    let mut r = a;
    for k in 0..3 {
        let mut v = r.column(k).into_owned();
        for i in 0..k {
            v[i] = 0.0;
        }
        v[k] += v.norm().copysign(v[k]); // the sign that does not cancel
        if v.norm() > 0.0 {
            v /= v.norm();
            r -= 2.0 * v * (v.transpose() * r);
        }
    }
    let check = a.qr().r();
    assert!((0..4).all(|i| (check[(i, i)].abs() - r[(i, i)].abs()).abs() < 1e-9));
    println!("r_11 = {:.12}", r[(0, 0)].abs());
    println!("r_44 = {:.12}", r[(3, 3)].abs());

    // A Gaussian process: one Cholesky factor gives mean, deviation and likelihood.
    let n = POINTS.len();
    let mut rest = DMatrix::from_fn(n, n, |i, j| kernel(POINTS[i][0], POINTS[j][0]));
    for i in 0..n {
        rest[(i, i)] += NOISE * NOISE;
    }
    let mut lower = DMatrix::<f64>::zeros(n, n);
    for k in 0..n {
        assert!(rest[(k, k)] > 0.0, "Not positive definite: add noise.");
        for i in k..n {
            lower[(i, k)] = rest[(i, k)] / rest[(k, k)].sqrt();
        }
        let column = lower.column(k).into_owned();
        rest -= &column * column.transpose();
    }
    let y = DVector::from_fn(n, |i, _| POINTS[i][1]);
    let white = lower.solve_lower_triangular(&y).unwrap();
    let across = lower.solve_lower_triangular(&DVector::from_fn(n, |i, _| kernel(POINTS[i][0], 5.0))).unwrap();
    let half_log_det: f64 = lower.diagonal().iter().map(|entry| entry.ln()).sum();
    let likelihood = -0.5 * white.dot(&white) - half_log_det - n as f64 / 2.0 * (2.0 * PI).ln();
    println!("log_likelihood = {likelihood:.12}");
    println!("mean_at_5 = {:.12}", across.dot(&white));
    println!("deviation_at_5 = {:.12}", (1.0 - across.dot(&across)).sqrt());
}

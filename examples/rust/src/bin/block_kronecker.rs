//! Kronecker products, the vec trick with its cost measured here and now, and a Schur complement.

use std::time::Instant;

use nalgebra::{DMatrix, DVector};
use rand::{rngs::StdRng, Rng, SeedableRng};

// --- parameters ---
const A: [[f64; 2]; 2] = [[1.0, 2.0], [0.5, -0.5]];
const B: [[f64; 3]; 3] = [[1.0, 0.5, 0.0], [0.5, 2.0, 0.5], [0.0, 0.5, 1.5]];
const X: [[f64; 3]; 2] = [[1.0, 0.0, 2.0], [-1.0, 1.0, 0.5]];
const ENTRY: usize = 2;
const SIZE: usize = 63;
const CUT: usize = 2;
const COVARIANCE_1: [f64; 4] = [0.685693512, -0.042434004, 1.274315436, 0.516270694];
const COVARIANCE_2: [f64; 4] = [-0.042434004, 0.189979418, -0.329656376, -0.121639374];
const COVARIANCE_3: [f64; 4] = [1.274315436, -0.329656376, 3.116277852, 1.295609396];
const COVARIANCE_4: [f64; 4] = [0.516270694, -0.121639374, 1.295609396, 0.581006264];
// --- end of parameters ---

/// vec stacks columns, which is how nalgebra stores a matrix.
fn vec(matrix: &DMatrix<f64>) -> DVector<f64> {
    DVector::from_column_slice(matrix.as_slice())
}

/// The largest size of an eigenvalue.
fn largest(matrix: &DMatrix<f64>) -> f64 {
    matrix.complex_eigenvalues().iter().map(|value| value.norm()).fold(0.0, f64::max)
}

fn main() {
    let a = DMatrix::from_fn(2, 2, |i, j| A[i][j]);
    let b = DMatrix::from_fn(3, 3, |i, j| B[i][j]);
    let x = DMatrix::from_fn(2, 3, |i, j| X[i][j]);

    // Tile (i, j) of the Kronecker product is a[i, j] * b.
    let tiles = DMatrix::from_fn(6, 6, |i, j| a[(i / 3, j / 3)] * b[(i % 3, j % 3)]);
    assert!((&tiles - a.kronecker(&b)).amax() < 1e-12);
    println!("kron_trace = {:.12}", tiles.trace());
    println!("kron_determinant = {:.12}", tiles.determinant());

    // Its eigenvalues are all products of an eigenvalue of A and one of B, so the largest sizes multiply.
    println!("largest = {:.12}", largest(&a) * largest(&b));

    let image = &a * &x * &b;
    assert!((b.transpose().kronecker(&a) * vec(&x) - vec(&image)).amax() < 1e-12);
    println!("image_sum = {:.12}", image.sum());
    println!("lit_entry = {:.12}", vec(&image)[ENTRY - 1]);
    let n = SIZE as f64;
    println!("saved = {:.12}", n.powi(4) / (2.0 * n.powi(3)));

    // Both ways on the clock, for factors of a size that fits into memory.
    let n = SIZE.min(48);
    let mut rng = StdRng::seed_from_u64(1);
    let mut deal = || DMatrix::from_fn(n, n, |_, _| rng.random::<f64>() - 0.5);
    let (p, q, y) = (deal(), deal(), deal());
    let big = q.transpose().kronecker(&p);
    let start = Instant::now();
    let slow = &big * vec(&y);
    let full = start.elapsed();
    let start = Instant::now();
    let fast = &p * &y * &q;
    let trick = start.elapsed();
    assert!((slow - vec(&fast)).amax() < 1e-9);
    println!("n = {n}: {} microseconds in full, {} by the trick", full.as_micros(), trick.as_micros());

    // The Schur complement: what stays of the covariance of the last features once the first CUT are known.
    let covariance = [COVARIANCE_1, COVARIANCE_2, COVARIANCE_3, COVARIANCE_4];
    let m = DMatrix::from_fn(4, 4, |i, j| covariance[i][j]);
    let known = m.view((0, 0), (CUT, CUT)).into_owned();
    let cross = m.view((0, CUT), (CUT, 4 - CUT)).into_owned();
    let rest = m.view((CUT, CUT), (4 - CUT, 4 - CUT)).into_owned();
    let solved = known.clone().lu().solve(&cross).expect("the known features are independent");
    let complement = &rest - cross.transpose() * solved;
    assert!((m.determinant() - known.determinant() * complement.determinant()).abs() < 1e-9);
    println!("unknown_trace = {:.12}", rest.trace());
    println!("complement_trace = {:.12}", complement.trace());
}

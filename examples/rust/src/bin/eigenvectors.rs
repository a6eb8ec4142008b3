//! Eigenvalues and eigenvectors: the quadratic formula, then power iteration, then nalgebra as a check.

use nalgebra::{Matrix2, Rotation2};
use num_complex::Complex64;

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[2.0, 1.0], [1.0, 2.0]];
const ANGLE: f64 = 20.0;
const BASIS: f64 = 0.0;
const STEP: usize = 4;
// --- end of parameters ---

fn main() {
    // Rotating the eigenbasis: A becomes R A R^T. The eigenvectors turn, the eigenvalues stay.
    let turn = *Rotation2::new(BASIS.to_radians()).matrix();
    let [[a, b], [c, d]] = MATRIX;
    let a = turn * Matrix2::new(a, b, c, d) * turn.transpose();

    // The characteristic polynomial of a 2x2 matrix is  t^2 - (trace) t + determinant.
    let (trace, determinant) = (a.trace(), a.determinant());
    let root = Complex64::from(trace * trace / 4.0 - determinant).sqrt();
    let mut values = [trace / 2.0 + root, trace / 2.0 - root];
    let key = |v: &Complex64| (v.norm(), v.re, v.im);
    values.sort_by(|u, v| key(v).partial_cmp(&key(u)).expect("finite eigenvalues"));
    let [larger, smaller] = values;
    for value in a.complex_eigenvalues().iter() {
        assert!((value - larger).norm().min((value - smaller).norm()) < 1e-6);
    }

    // A vector and its image.
    let x = Rotation2::new(ANGLE.to_radians()).matrix().column(0).into_owned();
    let image = a * x;
    let turned = if image.norm() > 0.0 { x.perp(&image).atan2(x.dot(&image)).to_degrees() } else { f64::NAN };

    // Power iteration: apply A, scale to length one, repeat. The Rayleigh quotient estimates the eigenvalue.
    let mut v = x;
    for _ in 0..STEP {
        let after = a * v;
        if after.norm() > 0.0 {
            v = after.normalize(); // where Av = 0 there is no direction to go on with
        }
    }
    let rayleigh = v.dot(&(a * v));

    println!("trace = {trace:.12}");
    println!("determinant = {determinant:.12}");
    println!("eigenvalue_1_real = {:.12}", larger.re);
    println!("eigenvalue_1_imaginary = {:.12}", larger.im);
    println!("eigenvalue_2_real = {:.12}", smaller.re);
    println!("eigenvalue_2_imaginary = {:.12}", smaller.im);
    println!("turned = {turned:.12}");
    println!("rayleigh = {rayleigh:.12}");
}

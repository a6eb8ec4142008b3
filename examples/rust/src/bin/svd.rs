//! The singular value decomposition: a Jacobi rotation makes it by hand, nalgebra checks it. The photograph is in the
//! Python program, where scikit-learn brings it along.

use nalgebra::{Matrix2, Rotation2, Vector2};
use std::f64::consts::PI;

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[1.0, 1.0], [0.0, 1.0]];
const ANGLE: f64 = 15.0;
const STAGE: f64 = 3.0;
// --- end of parameters ---

fn rotation(degrees: f64) -> Matrix2<f64> {
    *Rotation2::new(degrees.to_radians()).matrix()
}

fn main() {
    // One-sided Jacobi: turn the two columns of A until they are orthogonal. Their lengths are then the singular
    // values, and their directions the left singular vectors.
    let [[a, b], [c, d]] = MATRIX;
    let m = Matrix2::new(a, b, c, d);
    let (p, q) = (m.column(0), m.column(1));
    let angle_v = (0.5 * (2.0 * p.dot(&q)).atan2(p.dot(&p) - q.dot(&q))).to_degrees();
    let v = rotation(angle_v);
    let turned = m * v;
    let sigma_1 = turned.column(0).norm();
    let u1 = if sigma_1 > 0.0 { turned.column(0) / sigma_1 } else { Vector2::new(1.0, 0.0) };
    let across = Vector2::new(-u1.y, u1.x);
    // The second column is orthogonal to the first, so this is its length with a sign.
    let signed = across.dot(&turned.column(1));
    let flipped = signed < -1e-13 * sigma_1;
    let sigma_2 = if signed.abs() > 1e-13 * sigma_1 { signed.abs() } else { 0.0 };
    let u2 = if flipped { -across } else { across };
    let angle_u = u1.y.atan2(u1.x).to_degrees();
    let check = m.singular_values();
    assert!((check.max() - sigma_1).abs() < 1e-9 && (check.min() - sigma_2).abs() < 1e-9);
    let (v1, v2) = (v.column(0), v.column(1));
    assert!((sigma_1 * u1 * v1.transpose() + sigma_2 * u2 * v2.transpose() - m).norm() < 1e-9);

    // A vector on its way through the three stages: V^T turns, Sigma stretches, U turns again (and flips, if det A < 0).
    let x = rotation(ANGLE).column(0).into_owned();
    let part = |i: f64| (STAGE - i).clamp(0.0, 1.0);
    let mut staged = rotation(-angle_v * part(0.0)) * x;
    staged.x *= 1.0 + (sigma_1 - 1.0) * part(1.0);
    staged.y *= 1.0 + (sigma_2 - 1.0) * part(1.0);
    if flipped {
        staged.y *= (PI * part(2.0)).cos();
    }
    let staged = rotation(angle_u * part(2.0)) * staged;

    // Eckart and Young: the nearest matrix of rank one keeps the first layer, and its error is the next singular value.
    let rank_one_error = (m - sigma_1 * u1 * v1.transpose()).norm();

    println!("sigma_1 = {sigma_1:.12}");
    println!("sigma_2 = {sigma_2:.12}");
    println!("angle_v = {angle_v:.12}");
    println!("angle_u = {angle_u:.12}");
    println!("stretch = {:.12}", (m * x).norm());
    println!("staged_x = {:.12}", staged.x);
    println!("staged_y = {:.12}", staged.y);
    println!("rank_one_error = {rank_one_error:.12}");
}

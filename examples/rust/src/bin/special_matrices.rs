//! What a 2x2 matrix keeps, the whitening of a cloud of data, and the gain of a deep stack of layers.

use nalgebra::{Matrix2, SymmetricEigen};

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[0.8, -0.6], [0.6, 0.8]];
const COVARIANCE: [[f64; 2]; 2] = [[3.116277852349, 1.295609395973], [1.295609395973, 0.581006263982]];
const GAIN: f64 = 1.0;
const LAYERS: usize = 60;
// --- end of parameters ---

/// nalgebra's matrix of the same rows.
fn matrix(rows: [[f64; 2]; 2]) -> Matrix2<f64> {
    Matrix2::new(rows[0][0], rows[0][1], rows[1][0], rows[1][1])
}

fn main() {
    let a = matrix(MATRIX);
    let identity = Matrix2::identity();

    // The identities that define the kinds: 0 (up to rounding) where they hold.
    println!("not_orthogonal = {:.12}", (a.transpose() * a - identity).amax());
    println!("not_idempotent = {:.12}", (a * a - a).amax());
    println!("not_symmetric = {:.12}", (a.transpose() - a).amax());

    // Areas grow by |det A|; lengths by the singular values, here from the eigenvalues of A^T A.
    let determinant = a.m11 * a.m22 - a.m12 * a.m21;
    let gram = a.transpose() * a;
    let middle = (gram.m11 + gram.m22) / 2.0;
    let spread = ((gram.m11 - gram.m22) / 2.0).hypot(gram.m12);
    let largest = (middle + spread).sqrt();
    let smallest = if largest > 0.0 { determinant.abs() / largest } else { 0.0 }; // without cancellation
    assert!((a.singular_values().amax() - largest).abs() < 1e-7);
    println!("determinant = {determinant:.12}");
    println!("stretch_min = {smallest:.10}");
    println!("stretch_max = {largest:.10}");

    // Whitening: W = Q diag(1 / sqrt(l)) Q^T, orthogonal times diagonal times orthogonal. Then W C W^T = I.
    let c = matrix(COVARIANCE);
    let parts = SymmetricEigen::new(c);
    let shrink = Matrix2::from_diagonal(&parts.eigenvalues.map(|value| 1.0 / value.sqrt()));
    let w = parts.eigenvectors * shrink * parts.eigenvectors.transpose();
    assert!((w * c * w.transpose() - identity).amax() < 1e-9);
    println!("white_11 = {:.12}", w.m11);
    println!("white_12 = {:.12}", w.m12);
    println!("white_22 = {:.12}", w.m22);

    // Orthogonal layers with gain g multiply every length by g, layer after layer.
    println!("gain_end = {:.12}", GAIN.powi(LAYERS as i32));
}

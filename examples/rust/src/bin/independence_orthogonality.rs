//! Gram-Schmidt by hand, nalgebra's QR as a check, and what rounding does to two variants of it.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const MATRIX: [[f64; 3]; 3] = [[1.6, 1.0, 0.2], [0.0, 1.6, 1.0], [0.3, 0.5, 1.6]];
// --- end of parameters ---

/// A = QR. Classical takes each shadow from the original column, modified from what is left of it.
fn gram_schmidt(a: &DMatrix<f64>, modified: bool) -> (DMatrix<f64>, DMatrix<f64>) {
    let (m, n) = a.shape();
    let (mut q, mut r) = (DMatrix::zeros(m, n), DMatrix::zeros(n, n));
    for k in 0..n {
        let column: DVector<f64> = a.column(k).into_owned();
        let mut left = column.clone();
        for j in 0..k {
            let direction: DVector<f64> = q.column(j).into_owned();
            r[(j, k)] = direction.dot(if modified { &left } else { &column });
            left -= direction * r[(j, k)];
        }
        let length = left.norm();
        // Otherwise the column was dependent on the earlier ones.
        if length > 1e-13 * column.norm() {
            r[(k, k)] = length;
            q.set_column(k, &(left / length));
        }
    }
    (q, r)
}

/// The largest entry of |Q^T Q - I|.
fn loss(q: &DMatrix<f64>) -> f64 {
    (q.transpose() * q - DMatrix::identity(q.ncols(), q.ncols())).amax()
}

fn main() {
    let a = DMatrix::from_fn(3, 3, |i, j| MATRIX[i][j]);
    let (q, r) = gram_schmidt(&a, true);
    assert!((&q * &r - &a).norm() < 1e-9);
    if r.diagonal().iter().all(|length| *length > 0.0) {
        // Independent columns: QR is then unique, up to signs.
        assert!((r.abs() - a.clone().qr().r().abs()).norm() < 1e-9);
    }

    for j in 0..3 {
        for k in j..3 {
            println!("r_{}{} = {:.12}", j + 1, k + 1, r[(j, k)]);
        }
    }
    println!("volume = {:.12}", r.diagonal().product());
    println!("determinant = {:.12}", a.determinant());

    // Laeuchli's columns agree but for epsilon, and epsilon squared is lost beside 1.
    let epsilon = 1e-8;
    let hard = DMatrix::from_fn(4, 3, |i, j| {
        if i == 0 {
            1.0
        } else if i == j + 1 {
            epsilon
        } else {
            0.0
        }
    });
    println!("Orthogonality lost on Läuchli's matrix, classical: {:.1e}", loss(&gram_schmidt(&hard, false).0));
    println!("Orthogonality lost on Läuchli's matrix, modified: {:.1e}", loss(&gram_schmidt(&hard, true).0));
    println!("Orthogonality lost on Läuchli's matrix, Householder: {:.1e}", loss(&hard.qr().q()));
}

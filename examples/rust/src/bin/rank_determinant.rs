//! Rank, determinant and inverse: by cofactors and by singular values, with nalgebra as a check.

use nalgebra::{DMatrix, Matrix2, Matrix3};

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[2.0, 1.0], [0.5, 1.5]];
const SECOND: [[f64; 2]; 2] = [[0.8, -0.6], [0.3, 0.8]];
const CUBE: [[f64; 3]; 3] = [[2.0, 0.5, 0.5], [0.0, 1.5, 1.0], [0.5, 0.0, 1.5]];
const ORDER: usize = 10;
const TOLERANCE: f64 = 1e-10;
// --- end of parameters ---

/// Expansion along the first row: n! products, fine for n = 3, hopeless for n = 30 (use elimination there).
fn determinant(a: &DMatrix<f64>) -> f64 {
    if a.nrows() == 1 {
        return a[(0, 0)];
    }
    (0..a.ncols())
        .map(|j| {
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            sign * a[(0, j)] * determinant(&a.clone().remove_row(0).remove_column(j))
        })
        .sum()
}

/// The number of singular values above tolerance times the largest.
fn rank(a: &DMatrix<f64>, tolerance: f64) -> usize {
    let sizes = a.clone().singular_values();
    let largest = sizes.max();
    sizes.iter().filter(|&&s| s > tolerance * largest).count()
}

fn main() {
    let [[a, b], [c, d]] = MATRIX;
    let first = DMatrix::from_fn(2, 2, |i, j| MATRIX[i][j]);
    let second = DMatrix::from_fn(2, 2, |i, j| SECOND[i][j]);
    let cube = DMatrix::from_fn(3, 3, |i, j| CUBE[i][j]);
    let (det_a, det_b) = (determinant(&first), determinant(&second));
    println!("determinant = {det_a:.12}");
    println!("volume = {:.12}", determinant(&cube));
    assert!((determinant(&cube) - Matrix3::from_fn(|i, j| CUBE[i][j]).determinant()).abs() < 1e-9);

    // Determinants multiply: first A, then B, is the product BA.
    let both = determinant(&(&second * &first));
    assert!((both - det_a * det_b).abs() < 1e-9);
    println!("determinant_b = {det_b:.12}");
    println!("determinant_product = {both:.12}");

    // The inverse is the adjugate over the determinant, where that is not zero.
    if rank(&first, 1e-9) == 2 {
        let inverse = Matrix2::new(d, -b, -c, a) / det_a;
        assert!((inverse * Matrix2::new(a, b, c, d) - Matrix2::identity()).amax() < 1e-6);
        println!("The inverse is {inverse}");
    } else {
        println!("There is no inverse.");
    }

    println!("rank_a = {}", rank(&first, 1e-9));
    println!("rank_cube = {}", rank(&cube, 1e-9));

    // The Hilbert matrix is invertible, and yet most of its singular values vanish in the tolerance.
    let hilbert = DMatrix::from_fn(ORDER, ORDER, |i, j| 1.0 / (i + j + 1) as f64);
    println!("hilbert_rank = {}", rank(&hilbert, TOLERANCE));
}

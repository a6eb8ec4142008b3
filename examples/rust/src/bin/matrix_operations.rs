//! Products in both orders, one entry by hand, the inverse of a 2x2 matrix, and the adjoint identity.

use nalgebra::{Matrix2, Vector2};

// --- parameters ---
const A: [[f64; 2]; 2] = [[0.0, -1.0], [1.0, 0.0]];
const B: [[f64; 2]; 2] = [[1.6, 0.0], [0.0, 1.0]];
const LEFT: [[f64; 4]; 4] = [[5.1, 3.5, 1.4, 0.2], [7.0, 3.2, 4.7, 1.4], [5.9, 3.2, 4.8, 1.8], [6.3, 3.3, 6.0, 2.5]];
const RIGHT: [[f64; 3]; 4] = [[0.78, 0.62, -1.4], [1.74, -0.09, -1.65], [-2.35, -0.04, 2.4], [-1.11, -1.02, 2.13]];
const ROW: usize = 2;
const COLUMN: usize = 2;
const X: [f64; 2] = [2.0, 0.5];
const Y: [f64; 2] = [1.0, 1.5];
// --- end of parameters ---

/// Row times column, entry by entry.
fn product<const M: usize, const K: usize, const N: usize>(left: [[f64; K]; M], right: [[f64; N]; K]) -> [[f64; N]; M] {
    let mut out = [[0.0; N]; M];
    for i in 0..M {
        for j in 0..N {
            out[i][j] = (0..K).map(|k| left[i][k] * right[k][j]).sum();
        }
    }
    out
}

/// nalgebra's matrix of the same rows.
fn matrix(rows: [[f64; 2]; 2]) -> Matrix2<f64> {
    Matrix2::new(rows[0][0], rows[0][1], rows[1][0], rows[1][1])
}

fn main() {
    // "A, then B" is BA: the map that acts first stands on the right.
    let (a_then_b, b_then_a) = (matrix(product(B, A)), matrix(product(A, B)));
    assert!((a_then_b - matrix(B) * matrix(A)).amax() < 1e-12);
    assert!((a_then_b.transpose() - matrix(A).transpose() * matrix(B).transpose()).amax() < 1e-12);
    println!("commutator_size = {:.12}", (a_then_b - b_then_a).amax());

    // One score of a layer: a row of the batch times a column of the weights (counted from 1).
    println!("entry = {:.12}", product(LEFT, RIGHT)[ROW - 1][COLUMN - 1]);

    // The inverse of a 2x2 matrix; in larger ones solve a system and do not form it.
    let [[a, b], [c, d]] = A;
    let determinant = a * d - b * c;
    println!("determinant = {determinant:.12}");
    if determinant.abs() > 1e-12 {
        let inverse = Matrix2::new(d, -b, -c, a) / determinant;
        let check = matrix(A).try_inverse().expect("the determinant is not zero");
        assert!((inverse - check).amax() <= 1e-9 * check.amax());
        println!("inverse_11 = {:.12}", inverse.m11);
        println!("inverse_12 = {:.12}", inverse.m12);
        println!("inverse_21 = {:.12}", inverse.m21);
        println!("inverse_22 = {:.12}", inverse.m22);
    }

    // The adjoint identity: the transpose carries y back to where x lives. This is backpropagation through a layer.
    let (x, y) = (Vector2::from(X), Vector2::from(Y));
    println!("adjoint_left = {:.12}", (matrix(A) * x).dot(&y));
    println!("adjoint_right = {:.12}", x.dot(&(matrix(A).transpose() * y)));
}

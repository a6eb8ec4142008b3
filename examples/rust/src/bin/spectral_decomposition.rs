//! The spectral decomposition: a rotation makes it by hand, nalgebra checks it, and heat spreads over a karate club.

use nalgebra::{DMatrix, DVector, Matrix2, Rotation2, Vector2};

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[1.5, 1.0], [1.0, 0.0]];
const SYMMETRIC: bool = true;
const ANGLE: f64 = 80.0;
const FIRST: bool = true;
const SECOND: bool = true;
const TIME: f64 = 0.501;
const SOURCE: usize = 1;
const KEPT: usize = 36;
// --- end of parameters ---

/// Who met whom outside the club (Zachary 1977): 34 members, 78 friendships.
#[rustfmt::skip]
const FRIENDS: [(usize, usize); 78] = [
    (1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (1, 7), (1, 8), (1, 9), (1, 11),
    (1, 12), (1, 13), (1, 14), (1, 18), (1, 20), (1, 22), (1, 32), (2, 3), (2, 4),
    (2, 8), (2, 14), (2, 18), (2, 20), (2, 22), (2, 31), (3, 4), (3, 8), (3, 9),
    (3, 10), (3, 14), (3, 28), (3, 29), (3, 33), (4, 8), (4, 13), (4, 14), (5, 7),
    (5, 11), (6, 7), (6, 11), (6, 17), (7, 17), (9, 31), (9, 33), (9, 34), (10, 34),
    (14, 34), (15, 33), (15, 34), (16, 33), (16, 34), (19, 33), (19, 34), (20, 34), (21, 33),
    (21, 34), (23, 33), (23, 34), (24, 26), (24, 28), (24, 30), (24, 33), (24, 34), (25, 26),
    (25, 28), (25, 32), (26, 32), (27, 30), (27, 34), (28, 34), (29, 32), (29, 34), (30, 33),
    (30, 34), (31, 33), (31, 34), (32, 33), (32, 34), (33, 34),
];

type Pair = (f64, Vector2<f64>);

/// Eigenvalues and eigenvectors of a symmetric matrix by hand: the rotation that makes it diagonal (Jacobi).
fn rotated(m: &Matrix2<f64>) -> Vec<Pair> {
    let q = *Rotation2::new(0.5 * (2.0 * m[(0, 1)]).atan2(m[(0, 0)] - m[(1, 1)])).matrix();
    let diagonal = q.transpose() * m * q;
    (0..2).map(|i| (diagonal[(i, i)], q.column(i).into_owned())).collect()
}

/// Those of any other matrix, NaN where no real direction stays: the theorem says nothing of them.
fn unsymmetric(m: &Matrix2<f64>) -> Vec<Pair> {
    let (a, b, c, d) = (m[(0, 0)], m[(0, 1)], m[(1, 0)], m[(1, 1)]);
    let square = (0.5 * (a - d)).powi(2) + b * c;
    let second = if square > 0.0 { -square.sqrt() } else { f64::NAN };
    let pair = |root: f64| {
        let value = 0.5 * (a + d) + root;
        let (v, w) = (Vector2::new(b, value - a), Vector2::new(value - d, c));
        (value, if v.norm() > w.norm() { v.normalize() } else { w.normalize() })
    };
    vec![pair(square.sqrt()), pair(second)]
}

fn main() {
    let given = Matrix2::from_fn(|i, j| MATRIX[i][j]);
    let m = if SYMMETRIC { 0.5 * (given + given.transpose()) } else { given };
    let mut pairs = if m == m.transpose() { rotated(&m) } else { unsymmetric(&m) };
    pairs.sort_by(|p, q| q.0.abs().total_cmp(&p.0.abs()));
    if pairs[0].0.is_nan() {
        pairs.swap(0, 1); // what is missing comes last
    }
    let layers: Vec<Matrix2<f64>> = pairs.iter().map(|(value, q)| *value * q * q.transpose()).collect();

    let x = Vector2::new(ANGLE.to_radians().cos(), ANGLE.to_radians().sin());
    let mut image = Vector2::zeros();
    for (layer, on) in layers.iter().zip([FIRST, SECOND]) {
        if on && layer[(0, 0)].is_finite() {
            image += layer * x;
        }
    }

    // A function of A is that function of its eigenvalues.
    let exponential: Matrix2<f64> = pairs.iter().map(|(value, q)| value.exp() * q * q.transpose()).sum();
    if m == m.transpose() {
        assert!((layers[0] + layers[1] - m).norm() < 1e-12);
        assert!((exponential - m.exp()).norm() < 1e-9 * exponential.norm());
    } else {
        println!("The theorem needs a symmetric matrix: these layers do not add up to A.");
    }

    println!("eigenvalue_1 = {:.12}", pairs[0].0);
    println!("eigenvalue_2 = {:.12}", pairs[1].0);
    println!("image_x = {:.12}", image.x);
    println!("image_y = {:.12}", image.y);
    println!("exponential_trace = {:.12}", exponential.trace());

    // Heat spreads along friendships: x(t) = exp(-tL) x(0), each layer of L by itself.
    let mut laplacian = DMatrix::<f64>::zeros(34, 34);
    for (i, j) in FRIENDS.map(|(i, j)| (i - 1, j - 1)) {
        laplacian[(i, j)] = -1.0;
        laplacian[(j, i)] = -1.0;
        laplacian[(i, i)] += 1.0;
        laplacian[(j, j)] += 1.0;
    }
    let found = laplacian.symmetric_eigen();
    let mut slow_first: Vec<usize> = (0..34).collect();
    slow_first.sort_by(|&i, &j| found.eigenvalues[i].total_cmp(&found.eigenvalues[j]));
    let source = SOURCE.min(34) - 1;
    let mut heat = DVector::<f64>::zeros(34);
    for &i in slow_first.iter().take(KEPT) {
        let mode = found.eigenvectors.column(i);
        heat += (-TIME * found.eigenvalues[i]).exp() * mode[source] * mode;
    }
    println!("connectivity = {:.12}", found.eigenvalues[slow_first[1]]);
    println!("heat_at_source = {:.12}", heat[source]);
    println!("heat_at_34 = {:.12}", heat[33]);
    println!("heat_total = {:.12}", heat.sum());
}

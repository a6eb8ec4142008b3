//! Null space by elimination, the split of a vector into what a matrix keeps and forgets, coordinates in a basis.

use nalgebra::{Matrix2, Matrix3, Vector2, Vector3};

// --- parameters ---
const MATRIX: [[f64; 3]; 3] = [[1.0, 0.0, -0.5], [0.0, 1.0, -0.5], [-0.25, 0.25, 0.0]];
const START: [[f64; 1]; 3] = [[1.4], [0.2], [-0.8]];
const ALONG: f64 = 1.2;
const V: [f64; 2] = [2.5, 2.0];
const B1: [f64; 2] = [1.5, 0.5];
const B2: [f64; 2] = [-0.5, 1.0];
// --- end of parameters ---

/// The reduced row echelon form and its pivot columns.
fn reduce(mut a: Matrix3<f64>) -> (Matrix3<f64>, Vec<usize>) {
    let small = 1e-9 * a.amax().max(1e-300);
    let mut pivots = Vec::new();
    for column in 0..3 {
        let row = pivots.len();
        if row == 3 {
            break;
        }
        let best = (row..3).fold(row, |best, i| if a[(i, column)].abs() > a[(best, column)].abs() { i } else { best });
        if a[(best, column)].abs() <= small {
            (row..3).for_each(|i| a[(i, column)] = 0.0);
            continue;
        }
        a.swap_rows(row, best);
        let scaled = a.row(row) / a[(row, column)];
        a.set_row(row, &scaled);
        for other in (0..3).filter(|other| *other != row) {
            let changed = a.row(other) - scaled * a[(other, column)];
            a.set_row(other, &changed);
        }
        pivots.push(column);
    }
    (a, pivots)
}

fn main() {
    let a = Matrix3::from_fn(|i, j| MATRIX[i][j]);
    let (reduced, pivots) = reduce(a);
    let free: Vec<usize> = (0..3).filter(|column| !pivots.contains(column)).collect();
    assert_eq!(pivots.len(), a.rank(1e-9 * a.norm()));

    // One special solution of Ax = 0 for each free variable: it is 1, the other free ones are 0.
    let special: Vec<Vector3<f64>> = free
        .iter()
        .map(|&column| {
            let mut solution = Vector3::zeros();
            solution[column] = 1.0;
            pivots.iter().enumerate().for_each(|(row, &pivot)| solution[pivot] = -reduced[(row, column)]);
            solution
        })
        .collect();

    let mut x = Vector3::from_fn(|i, _| START[i][0]);
    if let Some(first) = special.first() {
        x += first.normalize() * ALONG;
    }

    // Split x: the projection on the null space is forgotten by A, the rest lies in the row space.
    let mut basis: Vec<Vector3<f64>> = Vec::new();
    for solution in &special {
        let left = basis.iter().fold(*solution, |left, q| left - q * q.dot(&left));
        basis.push(left.normalize());
    }
    let x_null = basis.iter().fold(Vector3::zeros(), |sum, q| sum + q * q.dot(&x));
    let x_row = x - x_null;
    assert!((a * x_row - a * x).norm() < 1e-9);

    println!("rank = {}", pivots.len());
    println!("nullity = {}", free.len());
    println!("row_length = {:.12}", x_row.norm());
    println!("null_length = {:.12}", x_null.norm());
    println!("image_length = {:.12}", (a * x).norm());

    // Coordinates: how many steps along b1 and b2 lead to v.
    let b = Matrix2::from_columns(&[Vector2::from(B1), Vector2::from(B2)]);
    if let Some(c) = b.lu().solve(&Vector2::from(V)) {
        println!("coordinate_1 = {:.12}", c[0]);
        println!("coordinate_2 = {:.12}", c[1]);
    } else {
        println!("b1 and b2 lie on one line: they are no basis.");
    }
}

//! Linear maps: the image of a sum, a matrix built from three moves and taken apart again, XOR behind a ReLU.

use nalgebra::{Matrix2, Rotation2, Vector2};

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[1.2, 0.8], [-0.4, 1.1]];
const KIND: &str = "linear";
const U: [f64; 2] = [-1.3, 0.4];
const V: [f64; 2] = [-0.5, 1.0];
const TURN: f64 = 25.0;
const SLANT: f64 = 0.4;
const FIRST: f64 = 1.3;
const SECOND: f64 = 0.8;
const WEIGHTS: [[f64; 2]; 2] = [[1.0, -1.0], [-1.0, 1.0]];
const RELU: bool = true;
// --- end of parameters ---

/// Ax, or one of two maps that are not linear.
fn f(x: Vector2<f64>) -> Vector2<f64> {
    let image = Matrix2::from_fn(|i, j| MATRIX[i][j]) * x;
    match KIND {
        "shift" => image + Vector2::new(1.0, 0.5),
        "bend" => image + Vector2::new(0.2 * x.y * x.y, 0.0),
        _ => image,
    }
}

fn main() {
    let (u, v) = (Vector2::from(U), Vector2::from(V));
    let (image_of_sum, sum_of_images) = (f(u + v), f(u) + f(v));
    if KIND == "linear" {
        assert!((image_of_sum - sum_of_images).norm() < 1e-12);
    }
    println!("image_of_sum_x = {:.12}", image_of_sum.x);
    println!("image_of_sum_y = {:.12}", image_of_sum.y);
    println!("sum_of_images_x = {:.12}", sum_of_images.x);
    println!("sum_of_images_y = {:.12}", sum_of_images.y);

    // Scale first, then shear, then rotate: the move that acts first stands on the right.
    let r = *Rotation2::new(TURN.to_radians()).matrix();
    let h = Matrix2::new(1.0, SLANT, 0.0, 1.0);
    let s = Matrix2::new(FIRST, 0.0, 0.0, SECOND);
    let a = r * h * s;
    for i in 0..2 {
        for j in 0..2 {
            println!("built_{}{} = {:.12}", i + 1, j + 1, a[(i, j)]);
        }
    }
    println!("built_determinant = {:.12}", a.determinant());

    // The QR decomposition finds such moves again (up to signs).
    if FIRST != 0.0 && SECOND != 0.0 {
        let found = a.qr().r();
        assert!((found[(0, 0)].abs() - FIRST.abs()).abs() < 1e-9);
        assert!((found[(0, 1)].abs() - (SLANT * SECOND).abs()).abs() < 1e-9);
    }

    // Behind W and a ReLU the two classes of XOR lie apart: equal signs near 0, different signs far out.
    for (name, x) in [("same", Vector2::new(1.0, 1.0)), ("different", Vector2::new(1.0, -1.0))] {
        let hidden = Matrix2::from_fn(|i, j| WEIGHTS[i][j]) * x;
        let hidden = if RELU { hidden.map(|value| value.max(0.0)) } else { hidden };
        println!("{name}_first = {:.12}", hidden.x);
        println!("{name}_second = {:.12}", hidden.y);
    }
}

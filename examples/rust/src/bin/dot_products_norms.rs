//! Dot product, shadow and angle; p-norms; the nearest neighbour: by hand, then nalgebra as a check.

use nalgebra::Vector2;

// --- parameters ---
const A: [f64; 2] = [3.0, 1.0];
const B: [f64; 2] = [1.2, 2.6];
const INVERSE: f64 = 0.5;
const POINTS: [[f64; 2]; 6] = [[2.0, 0.2], [1.5, 1.5], [0.0, -2.6], [-1.9, 2.2], [-3.1, -0.9], [2.9, -2.4]];
const QUERY: [f64; 2] = [0.0, 0.0];
// --- end of parameters ---

/// The p-norm, with p given as 1/p: 0 stands for p = infinity.
fn norm(x: Vector2<f64>) -> f64 {
    if INVERSE == 0.0 {
        return x.amax();
    }
    let p = 1.0 / INVERSE;
    x.iter().map(|entry| entry.abs().powf(p)).sum::<f64>().powf(INVERSE)
}

fn main() {
    let (a, b) = (Vector2::from(A), Vector2::from(B));

    // The dot product, and the shadow of b on the line of a.
    let dot: f64 = a.iter().zip(b.iter()).map(|(x, y)| x * y).sum();
    let square = a.norm_squared();
    let shadow = if square > 0.0 { a * (dot / square) } else { Vector2::zeros() };
    let angle = if a.norm() * b.norm() > 0.0 { a.perp(&b).atan2(dot).to_degrees() } else { f64::NAN };
    assert!((dot - a.dot(&b)).abs() < 1e-12);
    assert!(a.dot(&(b - shadow)).abs() < 1e-9);

    // The nearest of the points, counted from 1.
    let mut nearest = 0;
    let mut least = f64::INFINITY;
    for (k, point) in POINTS.iter().enumerate() {
        let gap = norm(Vector2::from(*point) - Vector2::from(QUERY));
        if gap < least {
            (nearest, least) = (k + 1, gap);
        }
    }

    println!("dot = {dot:.12}");
    println!("angle = {angle:.12}");
    println!("foot_x = {:.12}", shadow.x);
    println!("foot_y = {:.12}", shadow.y);
    println!("norm_a = {:.12}", norm(a));
    println!("norm_b = {:.12}", norm(b));
    // The triangle inequality holds for p >= 1 and may fail below.
    println!("norm_sum = {:.12}", norm(a + b));
    println!("norm_bound = {:.12}", norm(a) + norm(b));
    println!("nearest = {nearest}");
    println!("nearest_distance = {least:.12}");
}

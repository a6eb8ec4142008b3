//! The pseudo-inverse from singular values, and an ill-conditioned system tamed by filters.

use nalgebra::{Matrix2, Vector2};
use std::f64::consts::{FRAC_PI_2, PI};

// --- parameters ---
const MATRIX: [[f64; 2]; 2] = [[1.0, 0.5], [0.6, 0.3]];
const B: [f64; 2] = [1.0, 1.6];
const CONDITION: f64 = 1000000.0;
const NOISE: f64 = 0.01;
const STRENGTH: f64 = 0.1;
const SEED: u64 = 1;
// --- end of parameters ---

/// Points of the blur.
const N: usize = 32;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn word(i: u64) -> u64 {
    mix(mix(SEED).wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// Box and Muller: a radius from one word, an angle from the next.
fn normal_pair(i: u64) -> [f64; 2] {
    let radius = (-2.0 * (1.0 - (word(i) >> 11) as f64 * 2f64.powi(-53)).ln()).sqrt();
    let w = word(i + 1);
    let place = (((w >> 11) & ((1 << 51) - 1)) as f64 + 0.5) * 2f64.powi(-51) - 0.5;
    let angle = FRAC_PI_2 * ((w >> 62) as f64 + place);
    [radius * angle.cos(), radius * angle.sin()]
}

fn norm(x: &[f64]) -> f64 {
    x.iter().map(|v| v * v).sum::<f64>().sqrt()
}

/// Entry i of the orthonormal wave with j half waves.
fn wave(i: usize, j: usize) -> f64 {
    let scale = if j == 0 { 1.0 } else { 2.0 } / N as f64;
    scale.sqrt() * (PI * (i as f64 + 0.5) / N as f64 * j as f64).cos()
}

/// The coordinates of x along the waves.
fn analyse(x: &[f64]) -> Vec<f64> {
    (0..N).map(|j| (0..N).map(|i| wave(i, j) * x[i]).sum()).collect()
}

/// The sum of waves with these coordinates.
fn build(c: &[f64]) -> Vec<f64> {
    (0..N).map(|i| (0..N).map(|j| wave(i, j) * c[j]).sum()).collect()
}

fn main() {
    // The pseudo-inverse: invert the singular values that are not zero (up to rounding), leave the others zero.
    let [[a11, a12], [a21, a22]] = MATRIX;
    let (a, b) = (Matrix2::new(a11, a12, a21, a22), Vector2::from(B));
    let svd = a.svd(true, true);
    let (u, vt) = (svd.u.unwrap(), svd.v_t.unwrap());
    let top = svd.singular_values.max();
    let sigma = svd.singular_values.map(|s| if s > 1e-15 * top { s } else { 0.0 });
    let inverse =
        vt.transpose() * Matrix2::from_diagonal(&sigma.map(|s| if s > 0.0 { 1.0 / s } else { 0.0 })) * u.transpose();
    assert!((a * inverse * a - a).norm() < 1e-9); // the first of Penrose's four conditions
    let x = inverse * b;
    println!("x_1 = {:.12}", x.x);
    println!("x_2 = {:.12}", x.y);
    println!("sigma_1 = {:.12}", sigma.max());
    println!("sigma_2 = {:.12}", sigma.min());
    println!("residual = {:.12}", (a * x - b).norm());

    // A blur: the wave with j half waves is damped by CONDITION^(-j / (N - 1)). Its singular vectors are these waves.
    let damping: Vec<f64> = (0..N).map(|j| CONDITION.powf(-(j as f64) / (N as f64 - 1.0))).collect();
    let truth: Vec<f64> = (0..N)
        .map(|i| {
            let t = (i as f64 + 0.5) / N as f64;
            let box_part = if t > 0.55 && t < 0.8 { 0.6 } else { 0.0 };
            (-((t - 0.28) / 0.09).powi(2) / 2.0).exp() + box_part
        })
        .collect();
    let exact = build(&analyse(&truth).iter().zip(&damping).map(|(c, d)| c * d).collect::<Vec<_>>());
    let noise: Vec<f64> = (0..N as u64).step_by(2).flat_map(normal_pair).collect();
    let scale = NOISE * norm(&exact) / norm(&noise);
    let data: Vec<f64> = exact.iter().zip(&noise).map(|(e, g)| e + scale * g).collect();
    let shadow = analyse(&data);

    type Filter = fn(f64) -> f64;
    let filters: [(&str, Filter); 3] = [
        ("plain", |_| 1.0),
        ("cut", |d| if d >= STRENGTH { 1.0 } else { 0.0 }),
        ("ridge", |d| d * d / (d * d + STRENGTH * STRENGTH)),
    ];
    for (name, filter) in filters {
        let found = build(&(0..N).map(|j| filter(damping[j]) * shadow[j] / damping[j]).collect::<Vec<_>>());
        let missed: Vec<f64> = found.iter().zip(&truth).map(|(f, t)| f - t).collect();
        println!("error_{name} = {:.12}", norm(&missed) / norm(&truth));
    }
}

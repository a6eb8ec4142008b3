//! Fourier and Laplace by hand: circles of a closed curve, Gibbs, a window, a convolution both ways, a filter.

use num_complex::Complex64;
use std::f64::consts::PI;

// --- parameters ---
#[rustfmt::skip]
const CORNERS: [[f64; 2]; 24] = [[2.15, -0.95], [2.4, -0.1], [2.4, 0.7], [2.4, 1.6], [2.3, 2.55], [1.7, 2.0], [1.1, 1.55], [0.55, 1.42], [0.0, 1.38], [-0.55, 1.42], [-1.1, 1.55], [-1.7, 2.0], [-2.3, 2.55], [-2.4, 1.6], [-2.4, 0.7], [-2.4, -0.1], [-2.15, -0.95], [-1.7, -1.55], [-1.1, -2.0], [-0.55, -2.2], [0.0, -2.28], [0.55, -2.2], [1.1, -2.0], [1.7, -1.55]];
const KEEP: &str = "largest";
const CIRCLES: usize = 5;
const SHAPE: &str = "square";
#[rustfmt::skip]
const DRAWN: [f64; 64] = [0.0, 0.0, 0.0, 0.01, 0.02, 0.04, 0.07, 0.12, 0.18, 0.22, 0.24, 0.22, 0.18, 0.12, 0.07, 0.04, 0.02, 0.0, -0.06, -0.14, 0.05, 0.58, 0.89, 0.53, -0.08, -0.29, -0.15, -0.02, 0.01, 0.03, 0.04, 0.07, 0.1, 0.13, 0.17, 0.22, 0.26, 0.29, 0.31, 0.32, 0.31, 0.29, 0.26, 0.22, 0.17, 0.13, 0.1, 0.07, 0.04, 0.03, 0.02, 0.01, 0.01, 0.0, 0.01, 0.02, 0.05, 0.1, 0.17, 0.25, 0.29, 0.29, 0.25, 0.17];
const ORDER: usize = 15;
const FADED: bool = false;
const WINDOW: &str = "boxcar";
const SECONDS: f64 = 1.0;
const STRONG: f64 = 10.3;
const FAINT: f64 = 18.0;
const KERNEL: &str = "box";
const POLE: [f64; 2] = [-8.0, 38.0];
const ZERO: [f64; 2] = [-8.0, 50.0];
const PROBE: f64 = 20.0;
// --- end of parameters ---

/// sin(pi x)/(pi x).
fn sinc(x: f64) -> f64 {
    if x == 0.0 {
        1.0
    } else {
        (PI * x).sin() / (PI * x)
    }
}

/// Coefficient k of a closed polygon run through with equal times for its sides: a sum of hats.
fn of_polygon(z: &[Complex64], k: i64) -> Complex64 {
    let n = z.len() as f64;
    let turn = |j: usize| Complex64::from_polar(1.0, -2.0 * PI * k as f64 * j as f64 / n);
    let sum: Complex64 = z.iter().enumerate().map(|(j, at)| at * turn(j)).sum();
    sum * sinc(k as f64 / n).powi(2) / n
}

/// The mean of |z|^2 over the polygon.
fn energy_of(z: &[Complex64]) -> f64 {
    let side = |j: usize| {
        let (a, b) = (z[j], z[(j + 1) % z.len()]);
        a.norm_sqr() + b.norm_sqr() + (a * b.conj()).re
    };
    (0..z.len()).map(side).sum::<f64>() / (3 * z.len()) as f64
}

fn circles() {
    let z: Vec<Complex64> = CORNERS.iter().map(|c| Complex64::new(c[0], c[1])).collect();
    let center: Complex64 = z.iter().sum::<Complex64>() / z.len() as f64;
    let mut taken: Vec<(i64, f64)> = (1..=64)
        .flat_map(|k| [k, -k])
        .filter(|&k| KEEP != "positive" || k > 0)
        .map(|k| (k, of_polygon(&z, k).norm()))
        .collect();
    if KEEP == "largest" {
        let rounded = |arm: f64| (arm * 1e12).round();
        taken.sort_by(|a, b| rounded(b.1).total_cmp(&rounded(a.1)));
    }
    let energy = energy_of(&z.iter().map(|at| at - center).collect::<Vec<_>>());
    let kept: f64 = taken.iter().take(CIRCLES).map(|(_, arm)| arm * arm).sum();
    println!("energy = {energy:.12}");
    println!("first_turn = {}", taken[0].0);
    println!("first_arm = {:.12}", taken[0].1);
    println!("left = {:.12e}", (energy - kept).max(0.0));
}

/// The coefficients c_0, ..., c_ORDER of the periodic function, and its energy.
fn wave() -> (Vec<Complex64>, f64) {
    let drawn: Vec<Complex64> = DRAWN.iter().map(|&h| h.into()).collect();
    let odd = |k: usize| (k % 2) as f64;
    let coefficient = |k: usize| match (SHAPE, k as f64) {
        ("drawn", x) => Complex64::from_polar(1.0, PI * x) * of_polygon(&drawn, k as i64),
        (_, 0.0) => Complex64::ZERO,
        ("square", x) => Complex64::new(0.0, -2.0 * odd(k) / (PI * x)),
        ("saw", x) => Complex64::new(0.0, -1.0 / (PI * x)),
        (_, x) => Complex64::new(4.0 * odd(k) / (PI * x).powi(2), 0.0),
    };
    let energy = match SHAPE {
        "square" => 1.0,
        "drawn" => energy_of(&drawn),
        _ => 1.0 / 3.0,
    };
    ((0..=ORDER).map(coefficient).collect(), energy)
}

fn sums() {
    let (c, energy) = wave();
    let weight = |k: usize| if FADED { 1.0 - k as f64 / (ORDER + 1) as f64 } else { 1.0 };
    let square = |k: usize| if k == 0 { c[0].norm_sqr() } else { 2.0 * c[k].norm_sqr() };
    let kept: f64 = (0..=ORDER).map(square).sum();
    let faded: f64 = (0..=ORDER).map(|k| square(k) * (1.0 - weight(k)).powi(2)).sum();
    let partial = |t: f64| {
        let wave = |k: usize| 2.0 * weight(k) * (c[k] * Complex64::from_polar(1.0, k as f64 * t)).re;
        c[0].re + (1..=ORDER).map(wave).sum::<f64>()
    };
    // The best of 4096 places, then golden section between its neighbours.
    let step = 2.0 * PI / 4096.0;
    let best =
        (0..4096).map(|j| -PI + step * f64::from(j)).max_by(|&a, &b| partial(a).total_cmp(&partial(b))).unwrap_or(0.0);
    let (mut low, mut high, ratio) = (best - step, best + step, 0.618_033_988_749_894_9);
    for _ in 0..60 {
        let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
        if partial(left) > partial(right) {
            high = right;
        } else {
            low = left;
        }
    }
    println!("wave_energy = {energy:.12}");
    println!("sum_left = {:.12e}", (energy - kept).max(0.0) + faded);
    println!("peak_value = {:.12}", partial(0.5 * (low + high)));
}

fn record() {
    let [a0, a1, a2] = match WINDOW {
        "hann" => [0.5, 0.5, 0.0],
        "hamming" => [0.54, 0.46, 0.0],
        "blackman" => [0.42, 0.5, 0.08],
        _ => [1.0, 0.0, 0.0],
    };
    let count = (64.0 * SECONDS).round() as usize;
    let window = |i: usize| {
        let angle = 2.0 * PI * i as f64 / count as f64;
        a0 - a1 * angle.cos() + a2 * (2.0 * angle).cos()
    };
    let sum: f64 = (0..count).map(window).sum();
    let squares: f64 = (0..count).map(|i| window(i).powi(2)).sum();
    println!("bandwidth = {:.12}", count as f64 * squares / (sum * sum));

    let magnitude = |bin: f64| {
        let one = |i: usize| {
            let tone = (2.0 * PI * STRONG * i as f64 / 64.0 + 0.6).cos();
            Complex64::from_polar(window(i) * tone, -2.0 * PI * bin * i as f64 / count as f64)
        };
        (0..count).map(one).sum::<Complex64>().norm() * 2.0 / sum
    };
    let at = FAINT / 64.0 * count as f64;
    let leak = magnitude((at + 1e-9).floor()).max(magnitude((at - 1e-9).ceil()));
    println!("leak_db = {:.12}", 20.0 * leak.max(1e-9).log10());
}

fn convolution() {
    let bell: Vec<f64> = (-8..=8).map(|j| (-0.5 * (f64::from(j) / 3.0).powi(2)).exp()).collect();
    let total: f64 = bell.iter().sum();
    let (first, kernel): (i64, Vec<f64>) = match KERNEL {
        "gauss" => (-8, bell.iter().map(|b| b / total).collect()),
        "edge" => (-1, vec![0.5, 0.0, -0.5]),
        "echo" => (0, (0..24).map(|j| 0.2 * 0.8f64.powi(j) / (1.0 - 0.8f64.powi(24))).collect()),
        _ => (-4, vec![1.0 / 9.0; 9]),
    };
    let x = |j: i64| if (0..DRAWN.len() as i64).contains(&j) { DRAWN[j as usize] } else { 0.0 };
    let y = |j: i64| -> f64 { kernel.iter().zip(first..).map(|(h, at)| h * x(j - at)).sum() };
    let energy: f64 = (0..DRAWN.len() as i64).map(|j| y(j).powi(2)).sum();
    println!("output_energy = {energy:.12}");
}

/// The gain of the filter: lengths to its zeros over lengths to its poles, all in Hz.
fn gain(frequency: f64) -> f64 {
    if POLE == ZERO {
        return 1.0;
    }
    let s = Complex64::new(0.0, frequency);
    let lengths = |spot: [f64; 2]| {
        let at = Complex64::new(spot[0], spot[1]);
        (s - at).norm() * (s - at.conj()).norm()
    };
    lengths(ZERO) / lengths(POLE)
}

fn main() {
    circles();
    sums();
    record();
    convolution();
    println!("gain_tone = {:.12}", gain(3.0));
    println!("gain_hum = {:.12}", gain(50.0));
    println!("gain_probe = {:.12}", gain(PROBE));
}

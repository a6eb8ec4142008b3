//! Time series by hand: an ARMA(2, 1) process, a moving average's gain, the airline model's fan, a spurious slope.

use std::f64::consts::PI;

// --- parameters ---
const PHI: [f64; 2] = [1.4, -0.8];
const THETA: f64 = 0.0;
const MEMORY: f64 = 1.0;
const CHANGES: bool = false;
const WINDOW: usize = 12;
const PERIOD: usize = 12;
const MA: f64 = -0.36;
const SMA: f64 = -0.84;
// --- end of parameters ---

/// The first `count` values of (above/below) applied to a single shock; below[0] is 1.
fn responses(above: &[(usize, f64)], below: &[(usize, f64)], count: usize) -> Vec<f64> {
    let mut found = vec![0.0; count];
    for k in 0..count {
        let shock: f64 = above.iter().filter(|(lag, _)| *lag == k).map(|(_, weight)| weight).sum();
        let past: f64 = below.iter().filter(|(lag, _)| *lag <= k).map(|(lag, weight)| weight * found[k - lag]).sum();
        found[k] = shock + past;
    }
    found
}

fn main() {
    // The poles: the roots of z² = φ₁z + φ₂. Inside the unit circle a shock is forgotten.
    let [a, b] = PHI;
    let under = a * a / 4.0 + b;
    let modulus = if under < 0.0 { (-b).sqrt() } else { (a / 2.0).abs() + under.sqrt() };
    println!("modulus = {modulus:.12}");

    // Only a stationary process has a variance: the sum of all squared responses.
    let (mut variance, mut rho_one, mut inflation) = (f64::NAN, f64::NAN, f64::NAN);
    if (1.0 - a - b).min(1.0 + a - b).min(1.0 + b) > 1e-9 {
        let psi = responses(&[(0, 1.0), (1, THETA)], &[(1, a), (2, b)], 8192);
        variance = psi.iter().map(|p| p * p).sum();
        rho_one = psi.windows(2).map(|pair| pair[0] * pair[1]).sum::<f64>() / variance;
        inflation = ((1.0 + THETA) / (1.0 - a - b)).powi(2) / variance; // of the mean's variance: the spectrum at 0
    }
    println!("variance = {variance:.12e}");
    println!("rho_one = {rho_one:.12}");
    println!("inflation = {inflation:.12}");

    // What a centred moving average leaves of a wave of PERIOD steps: half weights at both ends if it is even.
    let reach = (WINDOW / 2) as i64;
    let passed: f64 = (-reach..=reach)
        .map(|j| {
            let half = WINDOW.is_multiple_of(2) && j.abs() == reach;
            let weight = if half { 0.5 } else { 1.0 } / WINDOW as f64;
            weight * (2.0 * PI * j as f64 / PERIOD as f64).cos()
        })
        .sum();
    println!("passed = {passed:.12}");

    // The airline model (1 - B)(1 - B^s) x = (1 + θB)(1 + ΘB^s) ε: how forecast errors grow.
    let above = [(0, 1.0), (1, MA), (PERIOD, SMA), (PERIOD + 1, MA * SMA)];
    let psi = responses(&above, &[(1, 1.0), (PERIOD, 1.0), (PERIOD + 1, -1.0)], 60);
    let growth = |steps: usize| psi[..steps].iter().map(|p| p * p).sum::<f64>().sqrt();
    println!("growth_season = {:.12}", growth(PERIOD));
    println!("growth_far = {:.12}", growth(60));

    // The standard deviation of t in the regression of two unrelated AR(1) series, or of their changes: 1 if the test
    // is right. It is the root of the sum of ρ² over all lags, which random walks do not have.
    let spread = if CHANGES {
        (1.0 + (1.0 - MEMORY) / (2.0 * (1.0 + MEMORY))).sqrt()
    } else if MEMORY < 1.0 {
        ((1.0 + MEMORY * MEMORY) / (1.0 - MEMORY * MEMORY)).sqrt()
    } else {
        f64::INFINITY
    };
    println!("spread_t = {spread:.12}");
}

//! A/B tests by hand: what looking again and again costs, a boundary that pays for it, a bound for all n, and users.

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

// --- parameters ---
const LOOKS: usize = 10;
const LEVEL: f64 = 0.05;
const DELTA: f64 = 0.2;
const EFFECT: f64 = 2.8;
const SCALE: f64 = 100.0;
const RATE_A: f64 = 0.1;
const RATE_B: f64 = 0.12;
// --- end of parameters ---

fn time(look: usize) -> f64 {
    look as f64 / LOOKS as f64
}

/// The chance to stop at each look: the density of B(t) on the paths that go on, by Simpson's rule on a grid.
fn stops(bounds: &[f64], drift: f64) -> Vec<f64> {
    let normal = Normal::standard();
    let (mut x, mut mass) = (vec![0.0], vec![1.0]);
    let (step, gap) = (time(1), time(1).sqrt());
    let mut found = Vec::new();
    for (k, bound) in bounds.iter().enumerate() {
        let t = time(k + 1);
        let edge = bound * t.sqrt();
        let beyond = |y: f64| {
            let middle = y + drift * step;
            normal.cdf((middle - edge) / gap) + normal.cdf((-edge - middle) / gap)
        };
        found.push(x.iter().zip(&mass).map(|(&y, m)| m * beyond(y)).sum());
        let far = edge.min(8.2 * t.sqrt() + drift.abs() * t);
        let count = 2 * (12.0 * far / gap + 10.0) as usize;
        let width = 2.0 * far / count as f64;
        let grid: Vec<f64> = (0..=count).map(|i| -far + width * i as f64).collect();
        let weight = |i: usize| match i {
            0 => 1.0,
            _ if i == count => 1.0,
            _ if i % 2 == 1 => 4.0,
            _ => 2.0,
        };
        let density = |z: f64| -> f64 {
            x.iter().zip(&mass).map(|(&y, m)| m * normal.pdf((z - y - drift * step) / gap)).sum::<f64>() / gap
        };
        mass = grid.iter().enumerate().map(|(i, &z)| density(z) * weight(i) * width / 3.0).collect();
        x = grid;
    }
    found
}

fn main() {
    let normal = Normal::standard();
    let bound_one = normal.inverse_cdf(1.0 - LEVEL / 2.0);
    println!("bound_one = {bound_one:.12}");
    println!("false_alarms = {:.12}", stops(&[bound_one; LOOKS], 0.0).iter().sum::<f64>());

    // The boundary C t^(delta - 1/2) whose looks add up to the level: C by halving an interval.
    let boundary = |c: f64| -> Vec<f64> { (1..=LOOKS).map(|k| c * time(k).powf(DELTA - 0.5)).collect() };
    let (mut low, mut high) = (0.99 * bound_one, 4.0 * bound_one);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if stops(&boundary(middle), 0.0).iter().sum::<f64>() > LEVEL {
            low = middle;
        } else {
            high = middle;
        }
    }
    let constant = (low + high) / 2.0;
    let with_effect = stops(&boundary(constant), EFFECT);
    let saved: f64 = with_effect.iter().enumerate().map(|(k, p)| (1.0 - time(k + 1)) * p).sum();
    println!("constant = {constant:.12}");
    println!("power = {:.12}", with_effect.iter().sum::<f64>());
    println!("size = {:.12}", 1.0 - saved);

    // Robbins' bound for all n on the scale of z is lowest where u = ln(1 + u) + 2 ln(1/alpha), u = n/r.
    let mut u: f64 = 1.0;
    for _ in 0..200 {
        u = u.ln_1p() - 2.0 * LEVEL.ln();
    }
    println!("tightest_users = {:.12}", SCALE * u);
    println!("lowest_bound = {:.12}", ((1.0 + 1.0 / u) * (u.ln_1p() - 2.0 * LEVEL.ln())).sqrt());

    // Users in each arm for 80% power at 5%.
    let middle = (RATE_A + RATE_B) / 2.0;
    let own = RATE_A * (1.0 - RATE_A) + RATE_B * (1.0 - RATE_B);
    let z = |tail: f64| normal.inverse_cdf(1.0 - tail);
    let root = z(0.025) * (2.0 * middle * (1.0 - middle)).sqrt() + z(0.2) * own.sqrt();
    println!("needed = {:.12}", root * root / (RATE_A - RATE_B).powi(2));
}

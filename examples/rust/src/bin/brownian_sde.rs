//! Brownian motion and SDEs by hand: strong errors on one path, escape over a barrier, and the bias of a long step.

use rand::{rngs::StdRng, SeedableRng};
use rand_distr::{Distribution, StandardNormal};
use std::f64::consts::PI;

// --- parameters ---
const MU: f64 = 0.5;
const SIGMA: f64 = 0.7;
const HORIZON: f64 = 1.0;
const HALVINGS: usize = 3;
const NOISE: f64 = 0.6;
const STEPPER: &str = "euler";
const RATE: f64 = 1.0;
const LENGTH: f64 = 0.5;
const SEED: u64 = 168;
// --- end of parameters ---

/// A step multiplies X by g and Y by f, so e = X - Y becomes g e + (g - f) Y: E Y^2, E eY and E e^2, step by step.
/// (E X^2 - 2 E XY + E Y^2 is the same in theory; in floating point small errors drown in it.)
fn strong_error(milstein: f64) -> f64 {
    let n = 1 << HALVINGS;
    let h = HORIZON / n as f64;
    // Means over one normal, by the trapezoidal rule: of g g, g d, d d, g f, d f and f f, where d = g - f.
    let mut of = [0.0; 6];
    let dz: f64 = 1.0 / 64.0;
    for i in -1280..=1280 {
        let z = i as f64 * dz;
        let weight = dz * (-z * z / 2.0).exp() / (2.0 * PI).sqrt();
        let rise = (MU - SIGMA * SIGMA / 2.0) * h + SIGMA * h.sqrt() * z;
        let more = MU * h + SIGMA * h.sqrt() * z + milstein * SIGMA * SIGMA / 2.0 * h * (z * z - 1.0);
        let (g, f, d) = (rise.exp(), 1.0 + more, rise.exp_m1() - more);
        for (sum, value) in of.iter_mut().zip([g * g, g * d, d * d, g * f, d * f, f * f]) {
            *sum += weight * value;
        }
    }
    let [gg, gd, dd, gf, df, ff] = of;
    let (mut yy, mut ey, mut ee) = (1.0, 0.0, 0.0);
    for _ in 0..n {
        ee = gg * ee + 2.0 * gd * ey + dd * yy;
        ey = gf * ey + df * yy;
        yy *= ff;
    }
    f64::sqrt(ee)
}

/// 2V/noise^2, shifted so that it is 0 at the bottoms.
fn potential(x: f64) -> f64 {
    2.0 * (x.powi(4) / 4.0 - x * x / 2.0 + 0.25) / (NOISE * NOISE)
}

/// The mean time from -1 to 1: the double integral by the trapezoidal rule, the inner one added up on the way.
fn mean_time() -> f64 {
    let cells = 200_000;
    let mut below = 0.0;
    let dz = 2.0 / cells as f64;
    for i in 0..cells {
        below += (-potential(-3.0 + (i as f64 + 0.5) * dz)).exp() * dz; // from -3 to -1; below -3 there is nothing
    }
    let (mut total, mut last) = (0.0, potential(-1.0).exp() * below);
    for i in 0..cells {
        let left = -1.0 + i as f64 * dz;
        below += ((-potential(left)).exp() + (-potential(left + dz)).exp()) * dz / 2.0;
        let next = potential(left + dz).exp() * below;
        total += (last + next) * dz / 2.0;
        last = next;
    }
    2.0 / (NOISE * NOISE) * total
}

fn main() {
    let mut rng = StdRng::seed_from_u64(SEED);
    let mut normal = || -> f64 { StandardNormal.sample(&mut rng) };

    // 1. dX = mu X dt + sigma X dW. Euler and Milstein follow the same Brownian motion as the exact solution.
    let (n, paths) = (1usize << HALVINGS, 4000);
    let h = HORIZON / n as f64;
    let (mut euler_squares, mut milstein_squares) = (0.0, 0.0);
    for _ in 0..paths {
        let (mut w, mut euler, mut milstein) = (0.0, 1.0, 1.0);
        for _ in 0..n {
            let dw = h.sqrt() * normal();
            w += dw;
            euler *= 1.0 + MU * h + SIGMA * dw;
            milstein *= 1.0 + MU * h + SIGMA * dw + SIGMA * SIGMA / 2.0 * (dw * dw - h);
        }
        let x = ((MU - SIGMA * SIGMA / 2.0) * HORIZON + SIGMA * w).exp();
        euler_squares += (x - euler).powi(2) / paths as f64;
        milstein_squares += (x - milstein).powi(2) / paths as f64;
    }
    println!("Euler, simulated: root mean square error {:.4}", euler_squares.sqrt());
    println!("Milstein, simulated: root mean square error {:.4}", milstein_squares.sqrt());
    println!("euler_error = {:.12e}", strong_error(0.0));
    println!("milstein_error = {:.12e}", strong_error(1.0));
    println!("mean_end = {:.12}", (MU * HORIZON).exp());
    println!("median_end = {:.12}", ((MU - SIGMA * SIGMA / 2.0) * HORIZON).exp());

    // 2. dX = -V'(X) dt + noise dB with V = x^4/4 - x^2/2, from -1 until 1.
    println!("mean_time = {:.12}", mean_time());
    println!("kramers_time = {:.12}", 2f64.sqrt() * PI * (0.5 / (NOISE * NOISE)).exp());
    let (step, particles) = (0.02, 200);
    let mut total = 0.0;
    for _ in 0..particles {
        let mut x = -1.0;
        while x < 1.0 {
            x += (x - x * x * x) * step + NOISE * f64::sqrt(step) * normal();
            total += step;
        }
    }
    println!("{particles} particles: {:.4} on average", total / particles as f64);

    // 3. dX = -rate X dt + dB in long steps X <- a X + s Z: the stationary variance is s^2 / (1 - a^2), not 1 / (2 rate).
    let z = RATE * LENGTH;
    let (a, s) = match STEPPER {
        "euler" => (1.0 - z, LENGTH.sqrt()),
        "implicit" => (1.0 / (1.0 + z), LENGTH.sqrt() / (1.0 + z)),
        "midpoint" => ((1.0 - z / 2.0) / (1.0 + z / 2.0), LENGTH.sqrt() / (1.0 + z / 2.0)),
        _ => ((-z).exp(), (-(-2.0 * z).exp_m1() / (2.0 * RATE)).sqrt()),
    };
    if f64::abs(a) < 1.0 {
        println!("stationary_variance = {:.12}", s * s / (1.0 - a * a));
    } else {
        println!("stationary_variance = inf");
    }
    println!("the true variance is {:.4}", 1.0 / (2.0 * RATE));
}

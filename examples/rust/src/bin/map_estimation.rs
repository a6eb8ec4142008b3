//! Maximum a posteriori by hand: a coin with a Beta prior, its mode on a bent ruler, two weights, a ball around a mode.

use statrs::distribution::{Beta, ContinuousCDF};
use statrs::function::gamma::gamma_lr;

// --- parameters ---
const GUESS: f64 = 0.5;
const STRENGTH: usize = 4;
const HEADS: usize = 7;
const TOSSED: usize = 10;
const A: f64 = 3.0;
const B: f64 = 9.0;
const BEND: f64 = 1.0;
const PRIOR_OF_W: &str = "normal";
const TAU: f64 = 7.52;
const D: usize = 100;
const RADIUS: f64 = 5.0;
// --- end of parameters ---

// The diabetes data (Efron and others, 2004), all standardised: bmi and bp times each other and times the target, a
// patient, and the variance that all ten features leave unexplained.
const N: f64 = 442.0;
const OVERLAP: f64 = 0.3954108987177125;
const PULLS: [f64; 2] = [45.16003002046289, 33.99663210586744];
const NOISE: f64 = 2932.681637200333;

/// Where an increasing function is 0, by halving.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn main() {
    // The posterior after HEADS heads: the prior counts like STRENGTH tosses that were never made.
    let (heads, tossed, strength) = (HEADS as f64, TOSSED as f64, STRENGTH as f64);
    println!("mean_p = {:.12}", (strength * GUESS + heads) / (strength + tossed));
    let (up, down) = (strength * GUESS + heads, strength * (1.0 - GUESS) + tossed - heads);
    if up > 1.0 && down > 1.0 {
        println!("map_p = {:.12}", (up - 1.0) / (strength + tossed - 2.0));
    }
    println!("weight = {:.12}", tossed / (tossed + strength));

    // On a ruler with dphi/dp = (p (1 - p))^-BEND the density is p^(A-1+BEND) (1-p)^(B-1+BEND), up to a factor.
    println!("mean_law = {:.12}", A / (A + B));
    let law = Beta::new(A, B).expect("positive parameters");
    println!("median_p = {:.12}", root(|p| law.cdf(p) - 0.5, 0.0, 1.0));
    let (up, down) = (A - 1.0 + BEND, B - 1.0 + BEND);
    if up > 0.0 && down > 0.0 {
        println!("mode_ruler = {:.12}", up / (up + down));
    }

    // Two weights with a prior of standard deviation TAU, one at a time until they rest.
    let laplace = PRIOR_OF_W == "laplace";
    let alpha = if laplace { 2f64.sqrt() * NOISE / (N * TAU) } else { NOISE / (TAU * TAU) };
    let mut w = [0.0f64; 2];
    for _ in 0..200 {
        for k in 0..2 {
            let pull = PULLS[k] - OVERLAP * w[1 - k];
            w[k] = if laplace { pull.signum() * (pull.abs() - alpha).max(0.0) } else { pull / (1.0 + alpha / N) };
        }
    }
    println!("w_bmi = {:.12}", w[0]);
    println!("w_bp = {:.12}", w[1]);

    // Of a standard normal point in D dimensions |x|^2/2 follows a gamma law of shape D/2.
    let inside = |r: f64| if r > 0.0 { gamma_lr(0.5 * D as f64, 0.5 * r * r) } else { 0.0 };
    println!("held = {:.12e}", inside(RADIUS));
    println!("median_radius = {:.12}", root(|r| inside(r) - 0.5, 0.0, 20.0));
}

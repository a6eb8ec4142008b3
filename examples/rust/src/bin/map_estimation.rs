//! Maximum a posteriori by hand: a coin with a Beta prior, its mode on a bent ruler, and a ball around a mode.

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
const D: usize = 100;
const RADIUS: f64 = 5.0;
// --- end of parameters ---

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
    println!("weight = {:.12}", tossed / (tossed + strength));

    // On a ruler with dphi/dp = (p (1 - p))^-BEND the density is p^(A-1+BEND) (1-p)^(B-1+BEND), up to a factor.
    println!("mean_law = {:.12}", A / (A + B));
    let law = Beta::new(A, B).expect("positive parameters");
    println!("median_p = {:.12}", root(|p| law.cdf(p) - 0.5, 0.0, 1.0));
    let (up, down) = (A - 1.0 + BEND, B - 1.0 + BEND);
    if up > 0.0 && down > 0.0 {
        println!("mode_ruler = {:.12}", up / (up + down));
    }

    // Of a standard normal point in D dimensions |x|^2/2 follows a gamma law of shape D/2.
    let inside = |r: f64| if r > 0.0 { gamma_lr(0.5 * D as f64, 0.5 * r * r) } else { 0.0 };
    println!("held = {:.12e}", inside(RADIUS));
    println!("median_radius = {:.12}", root(|r| inside(r) - 0.5, 0.0, 20.0));
}

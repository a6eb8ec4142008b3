//! The curse of dimensionality by hand: an orange that is all peel, a ball that outgrows its box, points that crowd.

use statrs::function::gamma::ln_gamma;
use std::f64::consts::{LN_10, LN_2, PI};

// --- parameters ---
const D: usize = 20;
const PEEL: f64 = 0.1;
const POINTS: usize = 1000;
const QUERY: &str = "random";
const COPIED: bool = false;
const SEED: u64 = 1;
// --- end of parameters ---

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const MOST: usize = 2000; // coordinates that each point is dealt, whatever D is

fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Number i of a stream, in [0, 1), from a counter (SplitMix64), so that every language deals the same.
fn uniform(stream: u64, i: usize) -> f64 {
    let start = mix(SEED).wrapping_add((stream << 40).wrapping_mul(GAMMA));
    (mix(start.wrapping_add((i as u64 + 1).wrapping_mul(GAMMA))) >> 11) as f64 * 2f64.powi(-53)
}

/// The volume of a ball as a power of ten: pi^(d/2) itself would overflow.
fn log10_ball(d: f64, r: f64) -> f64 {
    (d / 2.0 * PI.ln() - ln_gamma(d / 2.0 + 1.0) + d * r.ln()) / LN_10
}

fn query(j: usize) -> f64 {
    match QUERY {
        "random" => uniform(1, j),
        "centre" => 0.5,
        _ => 0.0,
    }
}

fn main() {
    let d = D as f64;
    // The orange: shrinking by 1 - t leaves (1 - t)^d of the volume. (ln_1p and exp_m1 keep the digits of a thin peel.)
    println!("share = {:.12e}", -(d * (-PEEL).ln_1p()).exp_m1());
    println!("ripe = {:.12}", 0.01f64.ln() / (-PEEL).ln_1p());
    println!("half = {:.12e}", -(-LN_2 / d).exp_m1());

    // Balls and boxes: the ball between 2^d unit balls in a box of side 4.
    let radius = d.sqrt() - 1.0;
    println!("log10_volume = {:.12}", log10_ball(d, 1.0));
    println!("radius = {radius:.12}");
    println!("log10_share = {:.12}", log10_ball(d, radius) - d * 4f64.log10());

    // Points in a cube, and how far they are from a query. Copied: each coordinate repeats one of the first three.
    let (mut nearest, mut farthest) = (f64::INFINITY, 0.0_f64);
    for i in 0..POINTS {
        let square: f64 =
            (0..D).map(|j| if COPIED { j % 3 } else { j }).map(|j| (uniform(0, i * MOST + j) - query(j)).powi(2)).sum();
        nearest = nearest.min(square.sqrt());
        farthest = farthest.max(square.sqrt());
    }
    println!("nearest = {nearest:.12}");
    println!("farthest = {farthest:.12}");
    println!("contrast = {:.12}", (farthest - nearest) / nearest);
}

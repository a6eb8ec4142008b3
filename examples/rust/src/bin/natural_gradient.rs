//! Fisher's distance of two normal laws and of two coins by hand, and descent by the plain and the natural gradient.

use statrs::distribution::{Binomial, Discrete};

// --- parameters ---
const FIRST: [f64; 2] = [-3.0, 1.0];
const SECOND: [f64; 2] = [3.0, 1.0];
const START: [f64; 2] = [4.0, 6.0];
const PIECES: usize = 30;
const TICK: usize = 100;
const HEADS: f64 = 0.5;
const OTHERS: f64 = 0.9;
const TOSSES: usize = 30;
// --- end of parameters ---

/// The gradient of the mean negative log-likelihood of data with mean 0 and deviation 1.
fn gradient(mu: f64, sigma: f64) -> [f64; 2] {
    [mu / sigma.powi(2), 1.0 / sigma - (1.0 + mu * mu) / sigma.powi(3)]
}

/// TICK steps of 1 / PIECES in (mu, sigma); a step that would lead to no law is not taken.
fn descend(natural: bool) -> [f64; 2] {
    let [mut mu, mut sigma] = START;
    for _ in 0..TICK {
        let mut way = gradient(mu, sigma);
        if natural {
            // Fisher's matrix is diagonal here: 1 / sigma^2 and 2 / sigma^2.
            way = [way[0] * sigma * sigma, way[1] * sigma * sigma / 2.0];
        }
        let after = [mu - way[0] / PIECES as f64, sigma - way[1] / PIECES as f64];
        if after[0].abs() > 1e6 || !(1e-6..=1e6).contains(&after[1]) {
            break;
        }
        [mu, sigma] = after;
    }
    [mu, sigma]
}

fn main() {
    // Normal laws: ds^2 = (dmu^2 + 2 dsigma^2) / sigma^2 is twice the metric of the half-plane over (mu / sqrt 2, sigma).
    let ([mu_a, sd_a], [mu_b, sd_b]) = (FIRST, SECOND);
    let inside = 1.0 + ((mu_a - mu_b).powi(2) / 2.0 + (sd_a - sd_b).powi(2)) / (2.0 * sd_a * sd_b);
    println!("far = {:.12}", 2f64.sqrt() * inside.acosh());

    // The Fisher length of the straight line, by Gauss's rule with two nodes on each of many pieces.
    let flat = (mu_b - mu_a).hypot(2f64.sqrt() * (sd_b - sd_a));
    let (many, aside) = (2000, 0.5 / 3f64.sqrt());
    let straight: f64 = (0..2 * many)
        .map(|j| {
            let node = (j / 2) as f64 + 0.5 + if j % 2 == 0 { -aside } else { aside };
            0.5 * flat / (sd_a + node / many as f64 * (sd_b - sd_a)) / many as f64
        })
        .sum();
    println!("straight = {straight:.12}");
    let kl = (sd_b / sd_a).ln() + (sd_a * sd_a + (mu_a - mu_b).powi(2)) / (2.0 * sd_b * sd_b) - 0.5;
    println!("kl_there = {kl:.12}");

    // Coins: a quarter circle of radius 2. The overlap of n tosses is cos^n of half the distance.
    let apart = 2.0 * (HEADS.sqrt().asin() - OTHERS.sqrt().asin()).abs();
    let coins = [HEADS, OTHERS].map(|p| Binomial::new(p, TOSSES as u64).expect("p is a probability"));
    let overlap: f64 = (0..=TOSSES as u64).map(|k| (coins[0].pmf(k) * coins[1].pmf(k)).sqrt()).sum();
    println!("apart = {apart:.12}");
    println!("overlap = {overlap:.12}");
    println!("check: cos(apart / 2) ^ n is {:.12}", (apart / 2.0).cos().powi(TOSSES as i32));

    let (plain, natural) = (descend(false), descend(true));
    println!("plain_mean = {:.12}", plain[0]);
    println!("plain_sd = {:.12}", plain[1]);
    println!("natural_mean = {:.12e}", natural[0]);
    println!("natural_sd = {:.12}", natural[1]);
}

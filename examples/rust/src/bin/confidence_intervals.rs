//! Confidence intervals by hand: what one holds, how often, and what is known of it given the data.

use rand::rngs::StdRng;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use statrs::distribution::{Binomial, ContinuousCDF, Discrete, Normal, StudentsT};
use statrs::function::beta::beta_reg;

// --- parameters ---
const METHOD: &str = "t";
const N: usize = 10;
const CONFIDENCE: usize = 95;
const KIND: &str = "wald";
const TRIALS: usize = 25;
const SHARE: f64 = 0.1;
const COUNT: usize = 2;
const GAP: f64 = 3.2;
const RATIO: f64 = 1.0;
const RHO: f64 = 0.0;
const PROCEDURE: &str = "mean";
const READINGS: [f64; 2] = [-0.4, 0.6];
// --- end of parameters ---

/// Where a rising function reaches a value, between two places, by halving.
fn solve(f: impl Fn(f64) -> f64, value: f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < value {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The interval for a proportion after `count` of `n`.
fn interval(count: usize, n: usize, level: f64, z: f64) -> (f64, f64) {
    let (k, trials) = (count as f64, n as f64);
    let share = k / trials;
    let centre = (k + z * z / 2.0) / (trials + z * z);
    match KIND {
        "clopper_pearson" => {
            // Neither tail of the binomial law above (1 - level)/2: the tails are incomplete beta functions of p.
            let tail = (1.0 - level) / 2.0;
            let at_least = |p: f64| beta_reg(k, trials - k + 1.0, p);
            let more = |p: f64| beta_reg(k + 1.0, trials - k, p);
            let low = if count > 0 { solve(at_least, tail, 0.0, 1.0) } else { 0.0 };
            let high = if count < n { solve(more, 1.0 - tail, 0.0, 1.0) } else { 1.0 };
            (low, high)
        }
        "wald" => {
            let half = z * (share * (1.0 - share) / trials).sqrt();
            (share - half, share + half)
        }
        "wilson" => {
            let half = z / (trials + z * z) * (trials * share * (1.0 - share) + z * z / 4.0).sqrt();
            (if count == 0 { 0.0 } else { centre - half }, if count == n { 1.0 } else { centre + half })
        }
        _ => {
            let half = z * (centre * (1.0 - centre) / (trials + z * z)).sqrt();
            (centre - half, centre + half)
        }
    }
}

fn main() {
    let level = CONFIDENCE as f64 / 100.0;
    let normal = Normal::standard();
    let student = StudentsT::new(0.0, 1.0, N as f64 - 1.0).unwrap();
    let z = solve(|t| normal.cdf(t), (1.0 + level) / 2.0, 0.0, 10.0);
    let t = solve(|t| student.cdf(t), (1.0 + level) / 2.0, 0.0, 100.0);
    let reach = if METHOD == "t" { t } else { z };

    // 1. The mean of N normal draws. The promise, simulated:
    let (n, mut rng) = (N as f64, StdRng::seed_from_u64(1));
    let held = (0..20_000)
        .filter(|_| {
            let x: Vec<f64> = (0..N).map(|_| StandardNormal.sample(&mut rng)).collect();
            let mean = x.iter().sum::<f64>() / n;
            let s = (x.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0)).sqrt();
            mean.abs() <= reach * (if METHOD == "known" { 1.0 } else { s }) / n.sqrt()
        })
        .count();
    println!("Of 20,000 intervals {:.2}% hold the true mean; {CONFIDENCE}% are promised.", held as f64 / 200.0);

    // It does not promise the mean of the next sample, nor the next value: these err as well.
    let within = |u: f64| 2.0 * (if METHOD == "known" { normal.cdf(u) } else { student.cdf(u) }) - 1.0;
    println!("next_coverage = {:.12}", within(reach / 2f64.sqrt()));
    println!("draw_coverage = {:.12}", within(reach / (n + 1.0).sqrt()));

    // 2. A proportion: the interval in hand, and the coverage, a sum of binomial probabilities.
    let ends: Vec<(f64, f64)> = (0..=TRIALS).map(|k| interval(k, TRIALS, level, z)).collect();
    let (low, high) = ends[COUNT.min(TRIALS)];
    println!("low = {low:.12}");
    println!("high = {high:.12}");
    let law = Binomial::new(SHARE, TRIALS as u64).unwrap();
    let holds = |k: &usize| ends[*k].0 <= SHARE && ends[*k].1 >= SHARE;
    let here: f64 = (0..=TRIALS).filter(holds).map(|k| law.pmf(k as u64)).sum();
    println!("here = {here:.12}");
    let up_to = |k: usize, p: f64| beta_reg(k as f64 + 1.0, (TRIALS - k) as f64 + 1.0, p.clamp(0.0, 1.0));
    let total: f64 = ends.iter().enumerate().map(|(k, &(a, b))| up_to(k, b) - up_to(k, a)).sum();
    println!("average = {:.12}", total / (TRIALS as f64 + 1.0));

    // 3. Two groups, the first with standard error 1: where the intervals part, and where they differ significantly.
    let error = (1.0 + RATIO * RATIO - 2.0 * RHO * RATIO).sqrt();
    let touching = z * (1.0 + RATIO);
    println!("touching = {touching:.12}");
    println!("p_touching = {:.12e}", 2.0 * normal.sf(touching / error));
    println!("p_gap = {:.12e}", 2.0 * normal.sf(GAP / error));

    // 4. Two readings, each within 5 of the truth, uniformly: a 50% interval, and its coverage given their distance.
    let (middle, apart) = ((READINGS[0] + READINGS[1]) / 2.0, (READINGS[0] - READINGS[1]).abs());
    let room = (10.0 - apart) / 2.0; // the truth is within that of their mean, for certain, and evenly
    let half = match PROCEDURE {
        "mean" => 5.0 - 5.0 / 2f64.sqrt(),
        "between" => apart / 2.0,
        _ => room / 2.0,
    };
    println!("reading_low = {:.12}", middle - half);
    println!("reading_high = {:.12}", middle + half);
    println!("given = {:.12}", if PROCEDURE == "box" { 0.5 } else { (half / room).min(1.0) });
}

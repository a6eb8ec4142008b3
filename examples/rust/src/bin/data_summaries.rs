//! Summaries by hand: the bottoms of three losses, a few bad values, a histogram, and a variance that loses its digits.

use statrs::distribution::{ContinuousCDF, Normal};

// --- parameters ---
const VALUES: [f64; 11] = [1.5, 2.1, 2.4, 2.8, 3.0, 3.3, 3.6, 3.9, 4.4, 5.2, 9.5];
const TRIAL: f64 = 7.0;
const BAD_VALUE: f64 = 15.0;
const BAD_COPIES: usize = 2;
const BIN_WIDTH: f64 = 1.2;
const FIRST_EDGE: f64 = 0.0;
const OFFSET: f64 = 1000000.0;
// --- end of parameters ---

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// Σ(x − mean)².
fn squares_about_mean(x: &[f64]) -> f64 {
    let centre = mean(x);
    x.iter().map(|v| (v - centre).powi(2)).sum()
}

fn sorted(mut x: Vec<f64>) -> Vec<f64> {
    x.sort_by(f64::total_cmp);
    x
}

/// The interpolated quantile of ascending values.
fn quantile(x: &[f64], level: f64) -> f64 {
    let place = level * (x.len() - 1) as f64;
    let low = place.floor() as usize;
    x[low] + (place - low as f64) * (x[(low + 1).min(x.len() - 1)] - x[low])
}

/// Where the clipped pulls cancel: their sum falls as t grows, so halve the interval.
fn huber(x: &[f64], scale: f64) -> f64 {
    let (mut a, mut b) = (x[0], x[x.len() - 1]);
    for _ in 0..200 {
        let t = (a + b) / 2.0;
        let pull: f64 = x.iter().map(|v| ((v - t) / scale).clamp(-1.345, 1.345)).sum();
        if pull > 0.0 {
            a = t;
        } else {
            b = t;
        }
    }
    (a + b) / 2.0
}

fn main() {
    let x = sorted(VALUES.to_vec());
    let n = x.len() as f64;

    // Three losses of a trial value t, and the t at which each is least.
    let distances: Vec<f64> = x.iter().map(|v| (v - TRIAL).abs()).collect();
    println!("mean_distance = {:.12}", mean(&distances));
    println!("root_distance = {:.12}", (distances.iter().map(|d| d * d).sum::<f64>() / n).sqrt());
    println!("largest_distance = {:.12}", distances.iter().copied().fold(0.0, f64::max));
    println!("median = {:.12}", quantile(&x, 0.5));
    println!("mean = {:.12}", mean(&x));
    println!("midrange = {:.12}", (x[0] + x[x.len() - 1]) / 2.0);
    println!("sd_n = {:.12}", (squares_about_mean(&x) / n).sqrt());
    println!("sd = {:.12}", (squares_about_mean(&x) / (n - 1.0)).sqrt());

    // The same with bad values in: which summaries hold?
    let spoiled = sorted(VALUES.iter().copied().chain([BAD_VALUE; BAD_COPIES]).collect());
    let (all, cut) = (spoiled.len(), (0.1 * spoiled.len() as f64) as usize);
    let upper = Normal::standard().inverse_cdf(0.75);
    let middle = quantile(&spoiled, 0.5);
    let mad = quantile(&sorted(spoiled.iter().map(|v| (v - middle).abs()).collect()), 0.5) / upper;
    println!("mean_all = {:.12}", mean(&spoiled));
    println!("median_all = {middle:.12}");
    println!("trimmed_all = {:.12}", mean(&spoiled[cut..all - cut]));
    println!("sd_all = {:.12}", (squares_about_mean(&spoiled) / (all as f64 - 1.0)).sqrt());
    println!("iqr_all = {:.12}", (quantile(&spoiled, 0.75) - quantile(&spoiled, 0.25)) / (2.0 * upper));
    println!("mad_all = {mad:.12}");
    println!("huber_all = {:.12}", if mad > 0.0 { huber(&spoiled, mad) } else { middle });

    // A histogram from any edge: bar j begins at FIRST_EDGE + j BIN_WIDTH. Its humps, and the middle of the tallest bar.
    let bars: Vec<i64> = x.iter().map(|v| ((v - FIRST_EDGE) / BIN_WIDTH + 1e-9).floor() as i64).collect();
    let mut counts = vec![0usize; (bars[bars.len() - 1] - bars[0] + 1) as usize];
    for bar in &bars {
        counts[(bar - bars[0]) as usize] += 1;
    }
    let tallest = *counts.iter().max().unwrap_or(&0);
    let place = counts.iter().position(|&c| c == tallest).unwrap_or(0) as i64 + bars[0];
    let mut levels = counts.clone();
    levels.dedup();
    let level = |k: i64| if k < 0 { 0 } else { levels.get(k as usize).copied().unwrap_or(0) };
    let humps = (0..levels.len() as i64).filter(|&k| level(k - 1) < level(k) && level(k) > level(k + 1)).count();
    println!("hump_count = {humps}");
    println!("tallest = {tallest}");
    println!("mode = {:.12}", FIRST_EDGE + (place as f64 + 0.5) * BIN_WIDTH);
    let cubes = x.iter().map(|v| (v - mean(&x)).powi(3)).sum::<f64>() / n;
    println!("skew = {:.12}", cubes / (squares_about_mean(&x) / n).powf(1.5));

    // The variance of the same values far from zero: one pass over the data, and two.
    let (mut total, mut squares) = (0.0, 0.0);
    for value in VALUES {
        let shifted = value + OFFSET;
        total += shifted;
        squares += shifted * shifted;
    }
    println!("variance_one_pass = {:.12e}", (squares - total * total / n) / (n - 1.0));

    let centre = total / n;
    let (mut about, mut rest) = (0.0, 0.0);
    for value in VALUES {
        let away = value + OFFSET - centre;
        about += away * away;
        rest += away; // would be 0 without rounding
    }
    println!("variance_two_pass = {:.12e}", (about - rest * rest / n) / (n - 1.0));
}

//! Is model B better? Tests for seeds, splits, items, many p-values and a league, by hand.

use statrs::distribution::{Binomial, ContinuousCDF, Discrete, Normal, StudentsT};
use std::f64::consts::PI;

// --- parameters ---
#[rustfmt::skip]
const FIRST: [f64; 10] = [77.66666666666667, 78.5, 79.33333333333333, 73.5, 75.5, 76.83333333333333, 74.83333333333333, 76.16666666666667, 77.0, 78.16666666666667];
#[rustfmt::skip]
const SECOND: [f64; 10] = [76.33333333333333, 72.16666666666667, 76.16666666666667, 78.0, 77.0, 75.83333333333333, 74.0, 75.5, 78.5, 74.66666666666667];
const TESTED: f64 = 0.0;
const ALPHA: f64 = 0.05;
const SPLITS: usize = 10;
const TRIES: usize = 20;
const BASELINE: usize = 1;
const RHO: f64 = 0.1;
const SHARE: f64 = 0.1;
const ITEMS: [usize; 4] = [739, 3, 17, 38];
#[rustfmt::skip]
const P: [f64; 15] = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0];
#[rustfmt::skip]
const LEAGUE: [[f64; 4]; 14] = [[0.763, 0.768, 0.771, 0.798], [0.599, 0.591, 0.59, 0.569], [0.954, 0.971, 0.968, 0.967], [0.628, 0.661, 0.654, 0.657], [0.882, 0.888, 0.886, 0.898], [0.936, 0.931, 0.916, 0.931], [0.661, 0.668, 0.609, 0.685], [0.583, 0.583, 0.563, 0.625], [0.775, 0.838, 0.866, 0.875], [1.0, 1.0, 1.0, 1.0], [0.94, 0.962, 0.965, 0.962], [0.619, 0.666, 0.614, 0.669], [0.972, 0.981, 0.9751, 0.975], [0.957, 0.978, 0.946, 0.97]];
const ENDS: [usize; 2] = [0, 3];
// --- end of parameters ---

/// P(|t| > value), two-sided.
fn t_tail(value: f64, freedom: f64) -> f64 {
    2.0 * StudentsT::new(0.0, 1.0, freedom).unwrap().cdf(-value.abs())
}

/// Where a falling function crosses zero.
fn falls_through(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// The integral of f(z, Phi(z)) times the normal density, by a rule of trapezoids, exact here to rounding.
fn over_normal(f: impl Fn(f64, f64) -> f64) -> f64 {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let step = 0.025;
    (0..=720)
        .map(|i| -9.0 + step * i as f64)
        .map(|z| step * (-0.5 * z * z).exp() / (2.0 * PI).sqrt() * f(z, normal.cdf(z)))
        .sum()
}

fn main() {
    // Runs of two models: the paired t-test, and its correction for splits that test a share of the data each.
    let d: Vec<f64> = SECOND.iter().zip(FIRST.iter()).map(|(b, a)| b - a).collect();
    let count = d.len() as f64;
    let mean = d.iter().sum::<f64>() / count;
    let s = (d.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (count - 1.0)).sqrt();
    let factor = 1.0 / count + TESTED / (1.0 - TESTED);
    // No spread to compare with: one run is no test, and equal differences are beyond doubt.
    let spread = d.iter().any(|x| (x - d[0]).abs() > 1e-9);
    let student = |error: f64| match spread {
        true => mean / error,
        false if count < 2.0 || mean.abs() < 1e-9 => 0.0,
        false => f64::INFINITY.copysign(mean),
    };
    let (t_plain, t_corrected) = (student(s / count.sqrt()), student(s * factor.sqrt()));
    let p_value = |t: f64| if spread { t_tail(t, count - 1.0) } else { f64::from(t == 0.0) };
    println!("plain_mean = {mean:.12}");
    println!("plain_t = {t_plain:.12}");
    println!("plain_p = {:.12e}", p_value(t_plain));
    println!("corrected_t = {t_corrected:.12}");
    println!("corrected_p = {:.12e}", p_value(t_corrected));

    // The best of TRIES runs of a model, and of BASELINE runs of an equal one, in deviations above the mean.
    let best = |k: usize| over_normal(|z, below| z * k as f64 * below.powi(k as i32 - 1));
    println!("luck = {:.12}", best(TRIES));
    println!("luck_baseline = {:.12}", best(BASELINE));
    println!("ahead = {:.12}", TRIES as f64 / (TRIES + BASELINE) as f64);

    // Splits with correlation RHO: each test compares a multiple of Student's t with its threshold.
    let (splits, freedom) = (SPLITS as f64, SPLITS as f64 - 1.0);
    let limit = falls_through(|t| t_tail(t, freedom) - ALPHA, 0.0, 1e3);
    let truth = 1.0 / splits + RHO / (1.0 - RHO);
    let corrected = 1.0 / splits + SHARE / (1.0 - SHARE);
    println!("level = {:.12}", t_tail(limit * (1.0 / splits / truth).sqrt(), freedom));
    println!("level_corrected = {:.12}", t_tail(limit * (corrected / truth).sqrt(), freedom));

    // The same items: both right, only A, only B, both wrong. A fair coin for those on which the models differ.
    let [both, only_a, only_b, neither] = ITEMS;
    let (n, differ) = ((both + only_a + only_b + neither) as f64, only_a + only_b);
    let coin = Binomial::new(0.5, differ as u64).unwrap();
    let tail: f64 = (0..=only_a.min(only_b)).map(|k| coin.pmf(k as u64)).sum();
    let pooled = (2 * both + differ) as f64 / (2.0 * n);
    let spread = (2.0 * pooled * (1.0 - pooled) / n).sqrt();
    let gap = (only_a as f64 - only_b as f64).abs() / n;
    let normal = Normal::new(0.0, 1.0).unwrap();
    let unpaired = if spread > 0.0 { 2.0 * normal.cdf(-gap / spread) } else { 1.0 };
    println!("table_p = {:.12e}", (2.0 * tail).min(1.0));
    println!("table_p_unpaired = {unpaired:.12e}");

    // Many tests, in order.
    let mut p = P.to_vec();
    p.sort_by(f64::total_cmp);
    let m = p.len();
    let bonferroni = p.iter().filter(|&&each| each <= ALPHA / m as f64).count();
    let holm = p.iter().enumerate().take_while(|&(i, &each)| each <= ALPHA / (m - i) as f64).count();
    let bh = (1..=m).filter(|&i| p[i - 1] <= ALPHA * i as f64 / m as f64).max().unwrap_or(0);
    println!("bonferroni_count = {bonferroni}");
    println!("holm_count = {holm}");
    println!("bh_count = {bh}");

    // A league: Friedman's test of the ranks, and the critical difference of mean ranks after Nemenyi.
    let (sets, k) = (LEAGUE.len() as f64, LEAGUE[0].len());
    let mut means = vec![0.0; k];
    for row in &LEAGUE {
        for (mean, x) in means.iter_mut().zip(row) {
            let better = row.iter().filter(|y| *y > x).count() as f64;
            let equal = row.iter().filter(|y| *y == x).count() as f64;
            *mean += (better + (equal + 1.0) / 2.0) / sets;
        }
    }
    let many = k as f64;
    let spread: f64 = means.iter().map(|r| (r - (many + 1.0) / 2.0).powi(2)).sum();
    let inside = |q: f64| over_normal(|z, below| many * (below - normal.cdf(z - q)).powf(many - 1.0));
    let q = falls_through(|q| 1.0 - inside(q) - ALPHA, 0.0, 20.0);
    println!("ranked_chi2 = {:.12}", 12.0 * sets / (many * (many + 1.0)) * spread);
    println!("gap = {:.12}", means[ENDS[0]] - means[ENDS[1]]);
    println!("cd = {:.12}", q / 2f64.sqrt() * (many * (many + 1.0) / (6.0 * sets)).sqrt());
}

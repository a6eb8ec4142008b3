//! Bayesian statistics in practice by hand: partial pooling, a calibrated interval, a Bayes factor.

use statrs::distribution::{Binomial, Discrete};
use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::gamma::ln_gamma;

// --- parameters ---
const EFFECTS: [f64; 8] = [28.0, 8.0, -3.0, 7.0, -1.0, 1.0, 18.0, 12.0];
const ERRORS: [f64; 8] = [15.0, 10.0, 16.0, 11.0, 9.0, 11.0, 10.0, 18.0];
const PRIOR: &str = "flat";
const TAU: f64 = 0.48;
const TRIALS: usize = 20;
const SEEN: usize = 7;
const A: f64 = 3.0;
const B: f64 = 3.0;
const CONFIDENCE: usize = 95;
const WORLD: &str = "prior";
const SHARE: f64 = 0.35;
const TOSSES: usize = 100;
const RESULT: f64 = 2.0;
const SPREAD: f64 = 1.0;
// --- end of parameters ---

/// Given tau: the mean of mu, mean and variance of effect number `top`, and the log-likelihood of tau.
fn given(tau: f64, top: usize) -> (f64, f64, f64, f64) {
    let precision: Vec<f64> = ERRORS.iter().map(|s| 1.0 / (s * s + tau * tau)).collect();
    let variance = 1.0 / precision.iter().sum::<f64>();
    let centre = variance * EFFECTS.iter().zip(&precision).map(|(y, p)| y * p).sum::<f64>();
    let w = tau * tau * precision[top];
    let each = EFFECTS.iter().zip(&precision).map(|(y, p)| p.ln() - (y - centre).powi(2) * p);
    let log_likelihood = 0.5 * (each.sum::<f64>() + variance.ln());
    let mean = w * EFFECTS[top] + (1.0 - w) * centre;
    (centre, mean, w * ERRORS[top].powi(2) + (1.0 - w).powi(2) * variance, log_likelihood)
}

fn log_prior(tau: f64, scale: f64) -> f64 {
    match PRIOR {
        "cauchy" => -(tau / scale).powi(2).ln_1p(),
        "gamma" => -1.002 * tau.ln() - 0.001 / (tau * tau), // inverse gamma (0.001, 0.001) on tau^2
        _ => 0.0,
    }
}

/// The quantile of Beta(a, b), by halving.
fn quantile(chance: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if beta_reg(a, b, middle) < chance {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn ln_choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

fn main() {
    // 1. Estimates with standard errors of effects theta ~ N(mu, tau^2), mu flat. Given tau all is normal.
    let mut sorted = ERRORS.to_vec();
    sorted.sort_by(f64::total_cmp);
    let scale = 0.5 * (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]);
    let top = (0..EFFECTS.len()).rev().max_by(|&i, &j| EFFECTS[i].total_cmp(&EFFECTS[j])).unwrap();
    let (centre, mean_here, _, _) = given(TAU * scale, top);
    println!("centre = {centre:.12}");
    println!("mean_here = {mean_here:.12}");

    // Over tau one integrates on a line: the midpoint rule in u, tau = scale (u / (1 - u))^3.
    let rows: Vec<(f64, f64, f64)> = (0..800)
        .map(|i| {
            let u = (i as f64 + 0.5) / 800.0;
            let tau = scale * (u / (1.0 - u)).powi(3);
            let (_, mean, variance, log_likelihood) = given(tau, top);
            let log_share = log_likelihood + log_prior(tau, scale) + (u.powi(2) / (1.0 - u).powi(4)).ln();
            (log_share, mean, variance)
        })
        .collect();
    let peak = rows.iter().map(|row| row.0).fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = rows.iter().map(|row| (row.0 - peak).exp()).sum();
    let average = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
        rows.iter().map(|row| (row.0 - peak).exp() / total * f(row.1, row.2)).sum()
    };
    let mean = average(&|m, _| m);
    println!("mean_over = {mean:.12}");
    println!("sd_over = {:.12}", average(&|m, v| v + (m - mean).powi(2)).sqrt());

    // 2. A proportion: the credible interval of every count, how often it misses one p, how often it holds on average.
    let (level, n) = (CONFIDENCE as f64 / 100.0, TRIALS as f64);
    let ends: Vec<(f64, f64)> = (0..=TRIALS)
        .map(|k| {
            let (a, b) = (A + k as f64, B + n - k as f64);
            (quantile((1.0 - level) / 2.0, a, b), quantile((1.0 + level) / 2.0, a, b))
        })
        .collect();
    let (low, high) = ends[SEEN.min(TRIALS)];
    println!("low = {low:.12}");
    println!("high = {high:.12}");
    let law = Binomial::new(SHARE, TRIALS as u64).unwrap();
    let holds = |k: &usize| ends[*k].0 <= SHARE && SHARE <= ends[*k].1;
    let held: f64 = (0..=TRIALS).filter(holds).map(|k| law.pmf(k as u64)).sum();
    println!("missed = {:.12}", 1.0 - held);
    let (a, b) = match WORLD {
        "small" => (2.0, 18.0),
        "even" => (1.0, 1.0),
        _ => (A, B),
    };
    let chance: f64 = (0..=TRIALS)
        .map(|k| {
            let x = k as f64;
            let predicted = (ln_choose(n, x) + ln_beta(a + x, b + n - x) - ln_beta(a, b)).exp();
            predicted * (beta_reg(a + x, b + n - x, ends[k].1) - beta_reg(a + x, b + n - x, ends[k].0))
        })
        .sum();
    println!("average = {chance:.12}");

    // 3. A fair coin against p ~ Beta(SPREAD, SPREAD): the p-value, and which of the two predicted the count better.
    let n = TOSSES as f64;
    let x = (n / 2.0 + RESULT * n.sqrt() / 2.0 + 0.5).floor().min(n);
    let log_factor = ln_beta(SPREAD, SPREAD) - ln_beta(SPREAD + x, SPREAD + n - x) - n * 2f64.ln();
    let tail: f64 = (x as usize..=TOSSES).map(|k| (ln_choose(n, k as f64) - n * 2f64.ln()).exp()).sum();
    println!("p_fair = {:.12e}", (2.0 * tail).min(1.0));
    println!("factor = {:.12e}", log_factor.exp());
    println!("fair = {:.12}", 1.0 / (1.0 + (-log_factor).exp()));
}

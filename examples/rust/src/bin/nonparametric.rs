//! Ranks by hand: pairs won, the law of U counted, the ROC area; what ranks cost; the error of a kernel estimate.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::beta::{beta, beta_reg};
use std::collections::BTreeMap;
use std::f64::consts::PI;

// --- parameters ---
const GROUP_A: [f64; 7] = [18.5, 4.6, 5.2, 5.8, 6.3, 6.9, 7.6];
const GROUP_B: [f64; 7] = [2.1, 2.8, 3.4, 3.9, 4.3, 4.9, 5.5];
const TAIL: f64 = 0.33;
const COUNT: usize = 100;
const H: f64 = 0.1;
const WEIGHTS: [f64; 2] = [0.5, 0.5];
const MEANS: [f64; 2] = [-1.5, 1.5];
const SIGMAS: [f64; 2] = [0.5, 0.5];
// --- end of parameters ---

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The variance of the mean of some values.
fn error_squared(values: &[f64]) -> f64 {
    let (centre, n) = (mean(values), values.len() as f64);
    values.iter().map(|x| (x - centre).powi(2)).sum::<f64>() / (n - 1.0) / n
}

/// P(|T| >= |t|) for Student's t, as a tail of the beta law: small tails keep their digits.
fn t_tail(t: f64, freedom: f64) -> f64 {
    beta_reg(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// Pairs (x, y) with x larger, ties half.
fn pairs_won(a: &[f64], b: &[f64]) -> f64 {
    let worth = |x: f64, y: f64| f64::from(x > y) + 0.5 * f64::from(x == y);
    a.iter().map(|&x| b.iter().map(|&y| worth(x, y)).sum::<f64>()).sum()
}

/// The share of values that are at most x.
fn up_to(values: &[f64], x: f64) -> f64 {
    values.iter().filter(|&&v| v <= x).count() as f64 / values.len() as f64
}

/// Sum over pairs of parts of w w' phi(mu - mu'; sigma^2 + sigma'^2 + extra).
fn overlap(extra: f64) -> f64 {
    let mut total = 0.0;
    for i in 0..WEIGHTS.len() {
        for j in 0..WEIGHTS.len() {
            let variance = SIGMAS[i].powi(2) + SIGMAS[j].powi(2) + extra;
            let bell = (-(MEANS[i] - MEANS[j]).powi(2) / (2.0 * variance)).exp() / (2.0 * PI * variance).sqrt();
            total += WEIGHTS[i] * WEIGHTS[j] * bell;
        }
    }
    total
}

/// Integrated variance and squared bias of the kernel estimate.
fn errors(h: f64) -> (f64, f64) {
    let (n, blurred) = (COUNT as f64, overlap(2.0 * h * h));
    (1.0 / (2.0 * PI.sqrt() * n * h) - blurred / n, blurred - 2.0 * overlap(h * h) + overlap(0.0))
}

fn mise(h: f64) -> f64 {
    errors(h).0 + errors(h).1
}

fn main() {
    // Mann and Whitney's U, and Welch's t beside it.
    let (m, n) = (GROUP_A.len(), GROUP_B.len());
    let (won, all) = (pairs_won(&GROUP_A, &GROUP_B), (m * n) as f64);
    let pooled: Vec<f64> = GROUP_A.iter().chain(&GROUP_B).copied().collect();
    let ks = pooled.iter().map(|&x| (up_to(&GROUP_A, x) - up_to(&GROUP_B, x)).abs()).fold(0.0, f64::max);
    let (own, other) = (error_squared(&GROUP_A), error_squared(&GROUP_B));
    let varies = |values: &[f64]| values.iter().any(|x| *x != values[0]);
    let nothing = !varies(&GROUP_A) && !varies(&GROUP_B); // then there is no t
    let t = if nothing { f64::NAN } else { (mean(&GROUP_A) - mean(&GROUP_B)) / (own + other).sqrt() };
    let freedom = (own + other).powi(2) / (own * own / (m as f64 - 1.0) + other * other / (n as f64 - 1.0));
    println!("u = {won:.12}");
    println!("auc = {:.12}", won / all);
    println!("ks = {ks:.12}");
    println!("welch_t = {t:.12}");
    let p = if t.is_finite() { t_tail(t, freedom) } else { f64::NAN };
    println!("welch_p = {p:.12e}");

    // Its law, if every labelling of the pooled ranks is equally likely; ranks are doubled, so that they are whole.
    let below = |x: f64| pooled.iter().filter(|&&v| v < x).count();
    let equal = |x: f64| pooled.iter().filter(|&&v| v == x).count();
    let far = (won - all / 2.0).abs();
    let p = if m + n <= 40 {
        let mut ways: Vec<BTreeMap<usize, f64>> = vec![BTreeMap::new(); m + 1];
        ways[0].insert(0, 1.0);
        for &x in &pooled {
            let rank = 2 * below(x) + equal(x) + 1;
            for k in (1..=m).rev() {
                let fewer: Vec<(usize, f64)> = ways[k - 1].iter().map(|(s, c)| (s + rank, *c)).collect();
                for (sum, count) in fewer {
                    *ways[k].entry(sum).or_insert(0.0) += count;
                }
            }
        }
        let middle = (m * (m + 1) + m * n) as f64;
        let hits: f64 =
            ways[m].iter().filter(|(s, _)| (**s as f64 - middle).abs() >= 2.0 * far - 1e-9).map(|e| e.1).sum();
        hits / ways[m].values().sum::<f64>()
    } else {
        // A sum over values: a group of e equal ones has e^3 - e in the formula, e^2 - 1 for each of them.
        let size = (m + n) as f64;
        let ties: f64 = pooled.iter().map(|&x| (equal(x) as f64).powi(2) - 1.0).sum();
        let variance = all / 12.0 * (size + 1.0 - ties / (size * (size - 1.0)));
        let z = if variance > 0.0 { far / variance.sqrt() } else { 0.0 };
        2.0 * Normal::new(0.0, 1.0).unwrap().cdf(-z)
    };
    println!("p_u = {p:.12e}");

    // What the t-test needs for one value of the Wilcoxon and of the sign test: c (1 + s x^2)^(-(1/s + 1)/2).
    let s: f64 = TAIL;
    let (top, squared) = if s == 0.0 {
        (1.0 / (2.0 * PI).sqrt(), 0.5 / PI.sqrt())
    } else if s > 0.0 {
        let top = s.sqrt() / beta(0.5, 0.5 / s);
        (top, top * top * beta(0.5, 1.0 / s + 0.5) / s.sqrt())
    } else {
        let top = (-s).sqrt() / beta(0.5, 0.5 - 0.5 / s);
        (top, top * top * beta(0.5, -1.0 / s) / (-s).sqrt())
    };
    let variance = if s < 0.5 { 1.0 / (1.0 - 2.0 * s) } else { f64::INFINITY };
    println!("wilcoxon_efficiency = {:.12}", 12.0 * variance * squared * squared);
    println!("sign_efficiency = {:.12}", 4.0 * variance * top * top);

    // The mean integrated squared error of a kernel estimate; the least of it on finer and finer grids.
    let centre: f64 = WEIGHTS.iter().zip(MEANS).map(|(w, mu)| w * mu).sum();
    let spread: f64 = (0..WEIGHTS.len()).map(|k| WEIGHTS[k] * (SIGMAS[k].powi(2) + (MEANS[k] - centre).powi(2))).sum();
    let (mut low, mut high): (f64, f64) = (0.005f64.ln(), 6f64.ln());
    for _ in 0..16 {
        let grid: Vec<f64> = (0..=40).map(|k| low + (high - low) * k as f64 / 40.0).collect();
        let k = (0..=40usize).min_by(|&i, &j| mise(grid[i].exp()).total_cmp(&mise(grid[j].exp()))).unwrap();
        (low, high) = (grid[k.saturating_sub(2)], grid[(k + 2).min(40)]);
    }
    println!("variance_part = {:.12e}", errors(H).0);
    println!("bias_part = {:.12e}", errors(H).1);
    println!("mise = {:.12e}", mise(H));
    println!("rule = {:.12}", (4.0 / (3.0 * COUNT as f64)).powf(0.2) * spread.sqrt());
    println!("best_mise = {:.12e}", mise((0.5 * (low + high)).exp()));
}

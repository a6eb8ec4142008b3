//! Power by hand, what a threshold does to what passes it, a t-test and a two-by-two table.

use statrs::distribution::{Continuous, ContinuousCDF, Normal, StudentsT};
use statrs::function::factorial::ln_binomial;

// --- parameters ---
const EFFECT: f64 = 0.5;
const N: usize = 64;
const ALPHA: f64 = 0.05;
const SIGNAL: f64 = 1.2;
const REAL: f64 = 0.5;
const COUNTS: [[f64; 2]; 2] = [[12.0, 8.0], [6.0, 14.0]];
const GROUP_A: [f64; 7] = [2.6, 4.4, 5.0, 5.9, 6.6, 7.4, 8.3];
const GROUP_B: [f64; 7] = [1.4, 2.4, 3.2, 3.9, 4.6, 5.4, 6.9];
const PAIRED: bool = false;
// --- end of parameters ---

/// P(|T| > t) of Student's law.
fn both_tails(t: f64, df: f64) -> f64 {
    2.0 * StudentsT::new(0.0, 1.0, df).expect("degrees above 0").cdf(-t.abs())
}

/// The t that is exceeded on either side with probability ALPHA: bisection.
fn critical(df: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while both_tails(high, df) > ALPHA {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if both_tails(middle, df) > ALPHA {
            low = middle
        } else {
            high = middle
        }
    }
    0.5 * (low + high)
}

/// P(|t| > c): given the spread s, t·s/σ is normal; average over s, whose square is chi-square (Simpson's rule).
fn power_of(n: usize) -> f64 {
    let normal = Normal::standard();
    let (df, shift) = ((2 * n - 2) as f64, EFFECT * (n as f64 / 2.0).sqrt());
    let (c, root) = (critical(df), df.sqrt());
    let (low, high) = ((root - 9.0).max(0.0), root + 9.0);
    let log = |chi: f64| (df - 1.0) * chi.ln() - chi * chi / 2.0;
    let top = log((df - 1.0).sqrt());
    let (mut found, mut whole) = (0.0, 0.0);
    for k in 0..=2000 {
        let chi = low + (high - low) * f64::from(k) / 2000.0;
        let simpson = if k == 0 || k == 2000 { 1.0 } else { 2.0 + 2.0 * f64::from(k % 2) };
        let weight = simpson * (log(chi) - top).exp();
        let s = chi / root;
        found += weight * (normal.cdf(shift - c * s) + normal.cdf(-shift - c * s));
        whole += weight;
    }
    found / whole
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn squares(x: &[f64]) -> f64 {
    let centre = mean(x);
    x.iter().map(|v| (v - centre).powi(2)).sum()
}

fn main() {
    // Power of a two-sided t-test with N in each group, means EFFECT standard deviations apart.
    println!("critical = {:.12}", critical((2 * N - 2) as f64));
    println!("power = {:.12}", power_of(N));
    if EFFECT > 0.0 {
        // Double until it is enough, then halve the gap.
        let (mut low, mut high) = (1, 2);
        while power_of(high) < 0.8 {
            (low, high) = (high, 2 * high);
        }
        while high - low > 1 {
            let middle = (low + high) / 2;
            if power_of(middle) >= 0.8 {
                high = middle
            } else {
                low = middle
            }
        }
        println!("needed = {high}");
    }

    // Estimates z ~ N(SIGNAL, 1) that are reported only if |z| > cut.
    let normal = Normal::standard();
    let cut = -normal.inverse_cdf(ALPHA / 2.0);
    let (right, wrong) = (normal.cdf(SIGNAL - cut), normal.cdf(-SIGNAL - cut));
    let size = SIGNAL * (right - wrong) + normal.pdf(cut - SIGNAL) + normal.pdf(cut + SIGNAL);
    println!("passes = {:.12}", right + wrong);
    println!("exaggeration = {:.12}", size / (right + wrong) / SIGNAL);
    println!("wrong_sign = {:.14}", wrong / (right + wrong));
    let false_alarms = (1.0 - REAL) * ALPHA;
    println!("false = {:.12}", false_alarms / (false_alarms + REAL * (right + wrong)));

    // Student's test of two groups, or of the differences of pairs.
    let (a, b) = (GROUP_A.to_vec(), GROUP_B.to_vec());
    let (na, nb) = (a.len() as f64, b.len() as f64);
    let (df, error) = if PAIRED {
        let gaps: Vec<f64> = a.iter().zip(&b).map(|(x, y)| x - y).collect();
        (na - 1.0, (squares(&gaps) / (na - 1.0) / na).sqrt())
    } else {
        let df = na + nb - 2.0;
        (df, ((squares(&a) + squares(&b)) / df * (1.0 / na + 1.0 / nb)).sqrt())
    };
    let apart = mean(&a) - mean(&b);
    let largest = a.iter().chain(&b).fold(0.0, |most: f64, x| most.max(x.abs()));
    if na.min(nb) < 2.0 {
        println!("A t-test needs at least two values in each group, and one of the groups has fewer.");
    } else if error <= 1e-14 * largest || apart.abs() >= 1e5 * error {
        println!("Within the groups next to nothing varies, and t divides by how much they do.");
    } else {
        println!("t = {:.12}", apart / error);
        println!("t_p = {:.14}", both_tails(apart / error, df));
    }

    // A table: what is expected without a link, chi-square, and the exact law of the first count given the margins.
    let rows = COUNTS.map(|row| row[0] + row[1]);
    let columns = [COUNTS[0][0] + COUNTS[1][0], COUNTS[0][1] + COUNTS[1][1]];
    let total = rows[0] + rows[1];
    if rows.iter().chain(&columns).all(|&margin| margin > 0.0) {
        let mut chi2 = 0.0;
        for (i, row) in COUNTS.iter().enumerate() {
            for (j, seen) in row.iter().enumerate() {
                let expected = rows[i] * columns[j] / total;
                chi2 += (seen - expected).powi(2) / expected;
            }
        }
        println!("chi2 = {chi2:.12}");
        println!("chi2_p = {:.14}", 2.0 * normal.cdf(-chi2.sqrt()));
        let choose = |n: f64, k: f64| ln_binomial(n as u64, k as u64);
        let chance = |k: f64| (choose(rows[0], k) + choose(rows[1], columns[0] - k) - choose(total, columns[0])).exp();
        let (first, last) = ((rows[0] - columns[1]).max(0.0) as u64, rows[0].min(columns[0]) as u64);
        let mine = chance(COUNTS[0][0]) * (1.0 + 1e-7);
        let exact: f64 = (first..=last).map(|k| chance(k as f64)).filter(|&p| p <= mine).sum();
        println!("fisher_p = {exact:.14}");
    }
}

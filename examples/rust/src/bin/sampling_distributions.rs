//! Standard errors of four designs, all samples of a small population, and what a biased poll is worth.

use statrs::distribution::{ContinuousCDF, Normal};

// --- parameters ---
const SIZES: [usize; 2] = [212, 357];
const MEANS: [f64; 2] = [17.462830188679245, 12.146523809523808];
const SPREADS: [f64; 2] = [3.203971100779367, 1.7805116461410393];
const FEW: [f64; 8] = [2.0, 3.0, 5.0, 8.0, 9.0, 12.0, 14.0, 20.0];
const N: usize = 20;
const SMALL: usize = 3;
const STATISTIC: &str = "mean";
const BACK: bool = false;
const PEOPLE: f64 = 1000000.0;
const PERCENT: f64 = 9.96;
const DEFECT: f64 = 0.01;
const YES: f64 = 0.5;
// --- end of parameters ---

/// A row for each stratum, and each further one to where weight / sqrt(k (k + 1)) is largest.
fn dealt(weights: &[f64], sizes: &[f64], count: usize) -> Vec<f64> {
    let mut rows = vec![1.0_f64; weights.len()];
    for _ in weights.len()..count {
        let mut best: Option<(usize, f64)> = None;
        for h in 0..rows.len() {
            let claim = weights[h] / (rows[h] * (rows[h] + 1.0)).sqrt();
            if rows[h] < sizes[h] && best.is_none_or(|(_, most)| claim > most) {
                best = Some((h, claim));
            }
        }
        if let Some((h, _)) = best {
            rows[h] += 1.0;
        }
    }
    rows
}

/// Standard error of the weighted mean of random samples of each stratum.
fn stratified(rows: &[f64], sizes: &[f64], total: f64) -> f64 {
    (0..rows.len())
        .map(|h| (sizes[h] / total * SPREADS[h]).powi(2) * (1.0 - rows[h] / sizes[h]) / rows[h])
        .sum::<f64>()
        .sqrt()
}

fn statistic(sample: &[f64]) -> f64 {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let mut sorted = sample.to_vec();
    sorted.sort_by(f64::total_cmp);
    match STATISTIC {
        "mean" => mean,
        "median" => (sorted[(sorted.len() - 1) / 2] + sorted[sorted.len() / 2]) / 2.0,
        "largest" => sorted[sorted.len() - 1],
        _ if sample.len() == 1 => 0.0,
        _ => sample.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / (n - 1.0),
    }
}

/// Every sample in ascending order of its rows, with the number of sequences that bring it: n! / (repeats)!, or 1.
fn every(from: usize, drawn: &mut Vec<usize>, ways: f64, out: &mut Vec<(f64, f64)>) {
    if drawn.len() == SMALL {
        let sample: Vec<f64> = drawn.iter().map(|&k| FEW[k]).collect();
        out.push((ways, statistic(&sample)));
        return;
    }
    for k in from..FEW.len() {
        let repeats = drawn.iter().filter(|&&row| row == k).count() as f64 + 1.0;
        drawn.push(k);
        let more = if BACK { drawn.len() as f64 / repeats } else { 1.0 };
        every(if BACK { k } else { k + 1 }, drawn, ways * more, out);
        drawn.pop();
    }
}

fn main() {
    // 1. A population known by its strata: sizes, means, and standard deviations S (divisor N - 1).
    let sizes: Vec<f64> = SIZES.iter().map(|&rows| rows as f64).collect();
    let total: f64 = sizes.iter().sum();
    let mu = sizes.iter().zip(MEANS).map(|(rows, mean)| rows * mean).sum::<f64>() / total;
    let squares: f64 =
        (0..sizes.len()).map(|h| (sizes[h] - 1.0) * SPREADS[h].powi(2) + sizes[h] * (MEANS[h] - mu).powi(2)).sum();
    let spread = (squares / (total - 1.0)).sqrt();
    let n = N as f64;
    println!("plain = {:.12}", spread * ((1.0 - n / total) / n).sqrt());
    println!("replaced_error = {:.12}", spread * ((total - 1.0) / total).sqrt() / n.sqrt());
    let weights: Vec<f64> = sizes.iter().zip(SPREADS).map(|(rows, s)| rows * s).collect();
    println!("stratified_error = {:.12}", stratified(&dealt(&sizes, &sizes, N), &sizes, total));
    println!("neyman_error = {:.12}", stratified(&dealt(&weights, &sizes, N), &sizes, total));

    // 2. Every sample of a small population, with the statistic of each: the sampling distribution, whole.
    let mut found = Vec::new();
    every(0, &mut Vec::new(), 1.0, &mut found);
    let all: f64 = found.iter().map(|(ways, _)| ways).sum();
    let centre = found.iter().map(|(ways, value)| ways * value).sum::<f64>() / all;
    let spread_of = found.iter().map(|(ways, value)| ways * (value - centre).powi(2)).sum::<f64>() / all;
    println!("every_mean = {centre:.12}");
    println!("every_error = {:.12}", spread_of.sqrt());

    // 3. Meng's identity: error = defect * sqrt((N - n)/n) * sigma, and the random sample that errs as much.
    let share = PERCENT / 100.0;
    let (sigma, quantity) = ((YES * (1.0 - YES)).sqrt(), ((1.0 - share) / share).sqrt());
    let most = (f64::min(1.0, YES / share) - YES) / (quantity * sigma); // all who answer say yes, or the other way
    let defect = DEFECT.min(most);
    let shift = defect * (PEOPLE - 1.0).sqrt(); // the error in standard errors of a random sample
    println!("poll_defect = {defect:.12}");
    println!("points = {:.12}", 100.0 * defect * quantity * sigma);
    println!("poll_worth = {:.12}", PEOPLE / (1.0 + (PEOPLE - 1.0) * (defect * quantity).powi(2)));
    let normal = Normal::standard();
    let z = normal.inverse_cdf(0.975);
    println!("percent_covered = {:.12}", 100.0 * (normal.cdf(z - shift) - normal.cdf(-z - shift)));
}

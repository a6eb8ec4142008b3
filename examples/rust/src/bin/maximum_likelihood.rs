//! Maximum likelihood by hand: a normal law, what its curvature claims, three tests, a logistic curve, a robust place.

use statrs::distribution::{
    ChiSquared, ContinuousCDF, Exp, Gamma, Laplace, NegativeBinomial, Normal, Poisson, Uniform,
};
use statrs::statistics::{DiscreteDistribution, Distribution};
use std::f64::consts::PI;

// --- parameters ---
const SAMPLE: [f64; 6] = [-1.6, -0.4, 0.3, 0.9, 1.7, 2.9];
const MU: f64 = -0.9;
const SIGMA: f64 = 0.9;
const MODEL: &str = "exponential";
const RIGHT: bool = true;
const N: usize = 20;
const YESES: usize = 17;
const TRIALS: usize = 20;
const NULL: f64 = 0.6;
#[rustfmt::skip]
const PAIRS: [[f64; 2]; 9] = [[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0], [6.5, 0.0], [4.8, 1.0], [6.0, 1.0], [7.5, 1.0], [9.0, 1.0]];
const STEPS: usize = 2;
const DENSITY: &str = "cauchy";
const OBSERVED: [f64; 6] = [-2.1, -1.2, -0.6, 0.1, 0.7, 5.2];
const PLACE: f64 = 2.0;
// --- end of parameters ---

fn both<D: Distribution<f64>>(law: D) -> (f64, f64) {
    (law.mean().unwrap(), law.variance().unwrap())
}

/// Mean and variance of the law of the data.
fn data() -> (f64, f64) {
    match (MODEL, RIGHT) {
        ("normal", true) => both(Normal::new(0.0, 1.0).unwrap()),
        ("normal", false) => both(Laplace::new(0.0, 1.0).unwrap()),
        ("exponential", true) => both(Exp::new(1.0).unwrap()),
        ("exponential", false) => both(Gamma::new(0.5, 0.5).unwrap()),
        ("poisson", true) => both(Poisson::new(2.0).unwrap()),
        ("poisson", false) => {
            let failures = NegativeBinomial::new(1.0, 1.0 / 3.0).unwrap(); // before the first success
            (DiscreteDistribution::mean(&failures).unwrap(), DiscreteDistribution::variance(&failures).unwrap())
        }
        _ => both(Uniform::new(0.0, 1.0).unwrap()),
    }
}

/// k ln(a), 0 for k = 0.
fn xlogy(k: f64, a: f64) -> f64 {
    if k == 0.0 {
        0.0
    } else {
        k * a.ln()
    }
}

/// ln(1 + exp(t)) without overflow.
fn softplus(t: f64) -> f64 {
    t.max(0.0) + (-t.abs()).exp().ln_1p()
}

/// Mean and deviation; the value itself and 1 where all are equal.
fn centre() -> (f64, f64) {
    let n = PAIRS.len() as f64;
    if PAIRS.iter().all(|&[x, _]| x == PAIRS[0][0]) {
        return (PAIRS[0][0], 1.0);
    }
    let mean = PAIRS.iter().map(|&[x, _]| x).sum::<f64>() / n;
    (mean, (PAIRS.iter().map(|&[x, _]| (x - mean).powi(2)).sum::<f64>() / n).sqrt())
}

fn height(a: f64, b: f64) -> f64 {
    let (mean, unit) = centre();
    -PAIRS
        .iter()
        .map(|&[x, y]| {
            let logit = a + b * (x - mean) / unit;
            softplus(if y > 0.5 { -logit } else { logit })
        })
        .sum::<f64>()
}

/// Newton's steps from (0, 0), halved where they would go down; x in deviations from its mean.
fn climb() -> (f64, f64) {
    let ((mean, unit), mut a, mut b) = (centre(), 0.0, 0.0);
    for _ in 0..STEPS {
        let (mut g0, mut g1, mut h00, mut h01, mut h11) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for &[x, y] in &PAIRS {
            let x = (x - mean) / unit;
            let p: f64 = 1.0 / (1.0 + (-(a + b * x)).exp());
            let w = p * (1.0 - p);
            g0 += y - p;
            g1 += (y - p) * x;
            h00 += w;
            h01 += w * x;
            h11 += w * x * x;
        }
        let det = h00 * h11 - h01 * h01;
        let (mut da, mut db) = ((h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det);
        if h11 == 0.0 {
            (da, db) = (g0 / h00, 0.0); // all x are equal: the slope is of no account
        }
        while height(a + da, b + db) < height(a, b) && da.abs().max(db.abs()) > 1e-12 {
            da /= 2.0;
            db /= 2.0;
        }
        a += da;
        b += db;
    }
    (a, b)
}

/// What all observations pull at a place: the slope of the log-likelihood.
fn total_pull(place: f64) -> f64 {
    let pull = |d: f64| match DENSITY {
        "normal" => d,
        "laplace" if d == 0.0 => 0.0,
        "laplace" => d.signum(),
        _ => 2.0 * d / (1.0 + d * d),
    };
    OBSERVED.iter().map(|x| pull(x - place)).sum()
}

/// The most likely place; under Cauchy's law the highest of the places where the pulls fall through zero.
fn best_place() -> f64 {
    let mut x = OBSERVED;
    x.sort_by(f64::total_cmp);
    match DENSITY {
        "normal" => return x.iter().sum::<f64>() / x.len() as f64,
        "laplace" => return x[(x.len() - 1) / 2],
        _ => (),
    }
    let (first, last) = (x[0] - 0.5, x[x.len() - 1] + 0.5);
    let grid: Vec<f64> = (0..4000).map(|i| first + (last - first) * f64::from(i) / 3999.0).collect();
    let mut best = (f64::NEG_INFINITY, f64::NAN);
    for pair in grid.windows(2) {
        if total_pull(pair[0]) <= 0.0 || total_pull(pair[1]) > 0.0 {
            continue;
        }
        // The middle of where the pulls fall through ±1e-10: tops can be flat.
        let mut at = 0.0;
        for level in [1e-10, -1e-10] {
            let (mut low, mut high) = (2.0 * pair[0] - pair[1], 2.0 * pair[1] - pair[0]);
            for _ in 0..50 {
                let half = 0.5 * (low + high);
                if total_pull(half) > level {
                    low = half
                } else {
                    high = half
                }
            }
            at += 0.25 * (low + high);
        }
        let tall = -x.iter().map(|x| (x - at).powi(2).ln_1p()).sum::<f64>();
        if tall > best.0 + 1e-9 {
            best = (tall, at);
        }
    }
    best.1
}

fn main() {
    // A normal law: the most likely mean and deviation (divisor n), and how far another law falls short of them.
    let size = SAMPLE.len() as f64;
    let mu_hat = SAMPLE.iter().sum::<f64>() / size;
    let equal = SAMPLE.iter().all(|&x| x == SAMPLE[0]); // no peak: the likelihood grows without bound
    let spread = (SAMPLE.iter().map(|x| (x - mu_hat).powi(2)).sum::<f64>() / size).sqrt();
    let sigma_hat = if equal { 0.0 } else { spread };
    let root = (2.0 * PI).sqrt();
    let log_likelihood: f64 = SAMPLE.iter().map(|x| -0.5 * ((x - MU) / SIGMA).powi(2) - (SIGMA * root).ln()).sum();
    let best = -size * ((sigma_hat * root).ln() + 0.5);
    println!("mu_hat = {mu_hat:.12}");
    println!("sigma_hat = {sigma_hat:.12}");
    println!("log_likelihood = {log_likelihood:.12}");
    println!("shortfall = {:.12}", best - log_likelihood);

    // How much the peak of n draws varies. Here the score of one draw is linear in the draw: so its variance is known.
    let (mean, variance) = data();
    let (slope_in_x, curvature): (f64, f64) = match MODEL {
        "normal" => (1.0, 1.0),         // its mean, at 0
        "exponential" => (-1.0, 1.0),   // its rate, at 1
        "poisson" => (0.5, mean / 4.0), // its mean, at 2
        _ => (0.0, -1.0),               // a uniform law's end, at 1: every score is -1
    };
    let score_variance = slope_in_x.powi(2) * variance;
    let regular = if curvature > 0.0 { 1.0 } else { f64::NAN };
    println!("score_variance = {score_variance:.12}");
    println!("mean_curvature = {curvature:.12}");
    println!("claimed = {:.12}", regular / (N as f64 * curvature).sqrt());
    println!("sandwich = {:.12}", regular * (score_variance / N as f64).sqrt() / curvature);

    // Three tests of a share.
    let (k, n) = (YESES as f64, TRIALS as f64);
    let (share, z2) = (k / n, ChiSquared::new(1.0).unwrap().inverse_cdf(0.95));
    let gap = n * (share - NULL).powi(2);
    let wald = if gap == 0.0 { 0.0 } else { gap / (share * (1.0 - share)) };
    let ratio = 2.0 * (xlogy(k, share / NULL) + xlogy(n - k, (1.0 - share) / (1.0 - NULL)));
    let (middle, wide) = (share + z2 / (2.0 * n), (z2 * (share * (1.0 - share) / n + z2 / (4.0 * n * n))).sqrt());
    println!("wald = {wald:.12}");
    println!("score = {:.12}", gap / (NULL * (1.0 - NULL)));
    println!("ratio = {ratio:.12}");
    println!("wilson_low = {:.12}", (middle - wide) / (1.0 + z2 / n));
    println!("wilson_high = {:.12}", (middle + wide) / (1.0 + z2 / n));

    let ((a, b), (middle, unit)) = (climb(), centre());
    println!("intercept = {:.12}", a - b * middle / unit);
    println!("slope = {:.12}", b / unit);
    println!("logistic_height = {:.12}", height(a, b));

    println!("best_place = {:.12}", best_place());
    println!("total_pull = {:.12}", total_pull(PLACE));
}

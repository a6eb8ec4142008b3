//! Tail bounds by hand, beside exact tails: a sum of coins, one variable and its moments, three masses, a test set.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

// --- parameters ---
const N: usize = 100;
const CHANCE: f64 = 0.5;
const Z: f64 = 2.0;
const COPIES: bool = false;
const SOURCE: &str = "waits";
const LEVEL: f64 = 4.0;
const MASSES: [f64; 3] = [-2.0, 0.0, 1.5];
const WEIGHTS: [[f64; 3]; 1] = [[0.2, 0.6, 0.2]];
const K: f64 = 1.5;
const UPPER: bool = false;
const EPS: f64 = 0.05;
const DELTA: f64 = 0.05;
const MODELS: usize = 1;
const CAP: f64 = 0.2;
// --- end of parameters ---

/// The probability of k ones in n draws, each 1 with probability p.
fn share(n: usize, p: f64, k: usize) -> f64 {
    let (n, k) = (n as f64, k as f64);
    let ways = ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0);
    (ways + k * p.ln() + (n - k) * (1.0 - p).ln()).exp()
}

/// The probability of y ones or more in n draws.
fn beyond(n: usize, p: f64, y: f64) -> f64 {
    let first = (y - 1e-9).ceil().max(0.0) as usize;
    (first..=n).rev().map(|k| share(n, p, k)).sum()
}

fn main() {
    // A sum of N draws that are 1 with probability CHANCE: is it Z standard deviations over its mean, or more?
    let (n, variance) = (N as f64, CHANCE * (1.0 - CHANCE));
    let mut x = n * CHANCE + Z * (n * variance).sqrt();
    if (x - x.round()).abs() < 1e-9 * (1.0 + x) {
        x = x.round(); // 100 · 0.5 + 2 · 5 is 60, whatever rounding says
    }
    let over = x / n - CHANCE;
    let (groups, rest) = (N / 10, (N % 10) as f64);
    let exact = if COPIES {
        // Each coin counts ten times, the last one for the rest.
        let rare = (1.0 - CHANCE) * beyond(groups, CHANCE, x / 10.0);
        rare + CHANCE * beyond(groups, CHANCE, (x - rest) / 10.0)
    } else {
        beyond(N, CHANCE, x)
    };
    let a = x / n;
    let chernoff = if x < n {
        (-n * (a * (a / CHANCE).ln() + (1.0 - a) * ((1.0 - a) / (1.0 - CHANCE)).ln())).exp()
    } else if x == n {
        CHANCE.powf(n)
    } else {
        0.0
    };
    println!("exact = {exact:.12e}");
    println!("markov = {:.12}", n * CHANCE / x);
    println!("chebyshev = {:.12}", 1.0 / (Z * Z));
    println!("cantelli = {:.12}", 1.0 / (1.0 + Z * Z));
    println!("hoeffding = {:.12e}", (-2.0 * n * over * over).exp());
    let bernstein = (-n * over * over / (2.0 * (variance + (1.0 - CHANCE) * over / 3.0))).exp();
    println!("bernstein = {bernstein:.12e}");
    println!("chernoff = {chernoff:.12e}");

    // One variable: Markov for its powers, and for its exponentials.
    let (tail, exponential, last) = match SOURCE {
        "coins" => {
            let a = LEVEL / 10.0;
            let found = if a <= 0.5 {
                1.0
            } else if a < 1.0 {
                (0.5 / a).powf(LEVEL) * (0.5 / (1.0 - a)).powf(10.0 - LEVEL)
            } else {
                0.5f64.powi(10)
            };
            (beyond(10, 0.5, LEVEL), found, 200)
        }
        "waits" => ((-LEVEL).exp(), if LEVEL > 1.0 { LEVEL * (1.0 - LEVEL).exp() } else { 1.0 }, 200),
        _ => (LEVEL.powi(-3).min(1.0), 1.0, 2), // Pareto has no third moment
    };
    let moment = |k: i32| -> f64 {
        let k_real = f64::from(k);
        match SOURCE {
            "coins" => (0..=10).map(|h| share(10, 0.5, h) * (h as f64 / LEVEL).powi(k)).sum(),
            "waits" => (ln_gamma(k_real + 1.0) - k_real * LEVEL.ln()).exp(),
            _ => 3.0 / (3.0 - k_real) / LEVEL.powi(k),
        }
    };
    println!("tail = {tail:.12e}");
    println!("least_moment = {:.12e}", (0..=last).map(moment).fold(f64::INFINITY, f64::min));
    println!("least_exponential = {exponential:.12e}");

    // Three masses: how much of them lies K standard deviations or more from their mean?
    let weighted = |g: &dyn Fn(f64) -> f64| -> f64 { MASSES.iter().zip(WEIGHTS[0]).map(|(&x, w)| w * g(x)).sum() };
    let mean = weighted(&|x| x);
    let sd = weighted(&|x| (x - mean).powi(2)).sqrt();
    let far = |x: f64| {
        let off = if UPPER { x - mean } else { (x - mean).abs() };
        f64::from(u8::from(sd > 1e-9 && off >= K * sd * (1.0 - 1e-10)))
    };
    println!("mean = {mean:.12}");
    println!("sd = {sd:.12}");
    println!("mass_tail = {:.12}", weighted(&far));
    println!("mass_bound = {:.12}", 1.0 / (K * K + f64::from(u8::from(UPPER))));

    // How many test items make MODELS error rates, of at most CAP, certain to ±EPS but for a chance of DELTA?
    let (each, most) = (DELTA / MODELS as f64, CAP * (1.0 - CAP));
    let log = (2.0 / each).ln();
    let quantile = -Normal::standard().inverse_cdf(each / 2.0);
    println!("items_chebyshev = {:.1}", (most / (EPS * EPS * each) - 1e-9).ceil());
    println!("items_hoeffding = {:.1}", (log / (2.0 * EPS * EPS) - 1e-9).ceil());
    println!("items_bernstein = {:.1}", (2.0 * (most + EPS / 3.0) * log / (EPS * EPS) - 1e-9).ceil());
    println!("items_normal = {:.1}", ((quantile / EPS).powi(2) * most - 1e-9).ceil());
}

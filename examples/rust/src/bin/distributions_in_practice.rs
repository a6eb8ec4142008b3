//! A binomial law, Poisson's and the normal law in its place; a law for counts that vary; a normal Q-Q plot by hand.

use statrs::distribution::{ContinuousCDF, Normal};
use statrs::function::gamma::ln_gamma;

// --- parameters ---
const N: usize = 100;
const SHARE: f64 = 0.03;
const RHO: f64 = 0.0;
const FIRST: usize = 7;
const MEAN_RATIO: f64 = 1.0;
const PHI: f64 = 1.0;
const COUNTS: [f64; 5] = [109.0, 65.0, 22.0, 3.0, 1.0];
const SAMPLE: [f64; 14] = [2.1, 2.9, 3.4, 3.9, 4.3, 4.6, 4.9, 5.2, 5.5, 5.9, 6.2, 6.6, 7.2, 7.9];
// --- end of parameters ---

/// Where a rising function reaches 0, between two places, by halving.
fn root(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The logarithm of the probability of k under the law of that mean and variance / mean; 1 is Poisson's law.
fn log_mass(k: f64, mean: f64, phi: f64) -> f64 {
    if phi <= 1.0 {
        return k * mean.ln() - mean - ln_gamma(k + 1.0);
    }
    let r = mean / (phi - 1.0);
    let rising: f64 = (0..k as usize).map(|j| ((r + j as f64) / (j as f64 + 1.0)).ln()).sum();
    rising - r * phi.ln() + k * ((phi - 1.0) / phi).ln()
}

/// The probability of k successes in N trials, each pair of them correlated by rho.
fn trials_mass(k: usize, rho: f64) -> f64 {
    if k > N {
        return 0.0;
    }
    let (n, x) = (N as f64, k as f64);
    let chosen = ln_gamma(n + 1.0) - ln_gamma(x + 1.0) - ln_gamma(n - x + 1.0);
    if rho <= 0.0 {
        return (chosen + x * SHARE.ln() + (n - x) * (-SHARE).ln_1p()).exp();
    }
    let (a, b) = (SHARE * (1.0 / rho - 1.0), (1.0 - SHARE) * (1.0 / rho - 1.0));
    (chosen + ln_beta(x + a, n - x + b) - ln_beta(a, b)).exp()
}

fn main() {
    // 1. Two stand-ins for the number of successes in N independent trials.
    let mean = N as f64 * SHARE;
    let sd = (mean * (1.0 - SHARE)).sqrt();
    let normal = Normal::new(mean, sd).unwrap();
    let count = N.max((mean + 12.0 * mean.sqrt() + 20.0) as usize) + 1;
    let binomial: Vec<f64> = (0..count).map(|k| trials_mass(k, 0.0)).collect();
    let poisson: Vec<f64> = (0..count).map(|k| log_mass(k as f64, mean, 1.0).exp()).collect();
    let apart: f64 = binomial.iter().zip(&poisson).map(|(a, b)| (a - b).abs()).sum();
    println!("poisson_tv = {:.12}", 0.5 * apart); // the error of the worst event
    println!("barbour_hall = {:.12}", -SHARE * (-mean).exp_m1());
    println!("le_cam = {:.12}", mean * SHARE);

    let (mut below, mut corrected, mut raw) = (0.0, normal.cdf(-0.5), 0.0_f64);
    for (k, mass) in binomial.iter().enumerate() {
        let at = normal.cdf(k as f64);
        raw = raw.max((below - at).abs()); // on both sides of each step
        below += mass;
        raw = raw.max((below - at).abs());
        corrected = f64::max(corrected, (below - normal.cdf(k as f64 + 0.5)).abs());
    }
    println!("normal_cdf = {corrected:.12}");
    println!("normal_raw = {raw:.12}");
    println!("berry_esseen = {:.12}", 0.4748 * (SHARE.powi(2) + (1.0 - SHARE).powi(2)) / sd);

    // 2. A tail, where the trials may be tied: each group has a probability of its own, from a beta law.
    let tail = |mass: &dyn Fn(usize) -> f64| (FIRST..count).map(mass).sum::<f64>();
    println!("true_sd = {:.12}", sd * (1.0 + (N as f64 - 1.0) * RHO).sqrt());
    println!("tail_truth = {:.12e}", tail(&|k| trials_mass(k, RHO)));
    println!("tail_poisson = {:.12e}", tail(&|k| poisson[k]));
    println!("tail_normal = {:.12e}", normal.sf(FIRST as f64 - 0.5));

    // 3. Counts: COUNTS[x] observations had the value x. The most likely negative binomial law has their mean, and the
    //    size r at which its score is 0; where the variance is not above the mean, r is infinite: Poisson's law.
    let total: f64 = COUNTS.iter().sum();
    let m = COUNTS.iter().enumerate().map(|(x, c)| x as f64 * c).sum::<f64>() / total;
    let squares: f64 = COUNTS.iter().enumerate().map(|(x, c)| (x as f64 - m).powi(2) * c).sum();
    println!("counts_mean = {m:.12}");
    println!("counts_variance = {:.12}", squares / (total - 1.0));
    let log_likelihood =
        |mu: f64, phi: f64| -> f64 { COUNTS.iter().enumerate().map(|(x, c)| c * log_mass(x as f64, mu, phi)).sum() };
    let score = |log_r: f64| {
        let (r, mut above, mut sum) = (log_r.exp(), total, 0.0);
        for (x, c) in COUNTS.iter().enumerate() {
            above -= c; // how many exceed x
            sum += above / (r + x as f64);
        }
        sum - total * (m / r).ln_1p()
    };
    let fit_phi = if squares / total > m { 1.0 + m / root(|t| -score(t), -12.0, 20.0).exp() } else { 1.0 };
    println!("fit_phi = {fit_phi:.12}");
    println!("fit_log = {:.12}", log_likelihood(m, fit_phi));
    println!("poisson_log = {:.12}", log_likelihood(m, 1.0));
    println!("law_log = {:.12}", log_likelihood(MEAN_RATIO * m, PHI));

    // 4. A Q-Q plot: the values in order over the normal quantiles of their ranks. How near is it to a line?
    let mut y = SAMPLE.to_vec();
    y.sort_by(f64::total_cmp);
    let (size, standard) = (y.len() as f64, Normal::standard());
    let rank = |i: usize| (i as f64 + 0.625) / (size + 0.25);
    let z: Vec<f64> = (0..y.len()).map(|i| root(|t| standard.cdf(t) - rank(i), -9.0, 9.0)).collect();
    let centre = y.iter().sum::<f64>() / size;
    let spread: f64 = y.iter().map(|v| (v - centre).powi(2)).sum();
    let along: f64 = y.iter().zip(&z).map(|(v, t)| (v - centre) * t).sum(); // the quantiles have mean 0
    println!("centre = {centre:.12}");
    println!("deviation = {:.12}", (spread / (size - 1.0)).sqrt());
    println!("line_correlation = {:.12}", along / (spread * z.iter().map(|t| t * t).sum::<f64>()).sqrt());
}

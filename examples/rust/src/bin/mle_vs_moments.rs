//! Method of moments and maximum likelihood by hand: the end of a uniform law, four laws, and two gamma fits.

use statrs::function::gamma::digamma;

// --- parameters ---
const N: usize = 10;
const K: f64 = 0.0;
const LAW: &str = "uniform";
const DRAWS: [f64; 10] = [0.12, 0.23, 0.31, 0.38, 0.47, 0.52, 0.61, 0.7, 0.78, 0.93];
const FAMILY: &str = "gamma";
const SHAPE: f64 = 1.0;
const VALUES: [f64; 10] = [0.2, 1.9, 2.3, 2.6, 2.9, 3.3, 3.7, 4.2, 4.9, 6.4];
// --- end of parameters ---

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

/// ψ'(a): the recurrence ψ'(a) = ψ'(a + 1) + 1/a² up to 20, then its asymptotic series.
fn trigamma(mut a: f64) -> f64 {
    let mut sum = 0.0;
    while a < 20.0 {
        sum += 1.0 / (a * a);
        a += 1.0;
    }
    let s = 1.0 / (a * a);
    sum + 1.0 / a + 0.5 * s + s / a * (1.0 / 6.0 - s * (1.0 / 30.0 - s * (1.0 / 42.0 - s / 30.0)))
}

/// The a with ln a − ψ(a) = gap: Newton's steps in ln a; of a small gap its expansion.
fn gamma_shape(gap: f64) -> f64 {
    let mut a = 0.5 / gap + 1.0 / 6.0;
    if gap < 1e-5 {
        return a;
    }
    for _ in 0..60 {
        let miss = a.ln() - digamma(a) - gap;
        a *= (-miss / (1.0 - a * trigamma(a))).exp();
    }
    a
}

/// The shapes of two gamma laws: the first has the sample's variance, the second its mean logarithm.
fn gamma_fits(x: &[f64]) -> (f64, f64) {
    let m = mean(x);
    let high = x.iter().copied().fold(f64::MIN, f64::max);
    let low = x.iter().copied().fold(f64::MAX, f64::min);
    if high - low <= 1e-9 * m {
        return (f64::INFINITY, f64::INFINITY);
    }
    let d: Vec<f64> = x.iter().map(|v| (v - m) / m).collect();
    let squares: Vec<f64> = d.iter().map(|t| t * t).collect();
    // ln of the mean less the mean of ln: of values that lie close together d − ln(1 + d) loses fewer digits.
    let gaps: Vec<f64> =
        x.iter().zip(&d).map(|(v, &t)| t - if t.abs() < 0.01 { t.ln_1p() } else { (v / m).ln() }).collect();
    (1.0 / mean(&squares), gamma_shape(mean(&gaps)))
}

fn main() {
    // 1. The end θ = 1 of a uniform law from N draws: c times the largest, and twice the mean.
    let n = N as f64;
    let c = 1.0 + K / (n + 1.0);
    let bias = c * n / (n + 1.0) - 1.0;
    let variance = c * c * (n / (n + 2.0) - (n / (n + 1.0)).powi(2));
    println!("likely_bias = {bias:.12e}");
    println!("likely_square = {:.12e}", bias * bias + variance);
    println!("doubled_square = {:.12e}", 1.0 / (3.0 * n));
    println!("best_square = {:.12e}", (n + 1.0).powi(-2));

    // 2. One sample, two estimates.
    let m = mean(&DRAWS);
    let logs: Vec<f64> = DRAWS.iter().map(|v| v.ln()).collect();
    let (by_moments, by_likelihood) = match LAW {
        "uniform" => (2.0 * m, DRAWS.iter().copied().fold(0.0, f64::max)),
        "gamma" => gamma_fits(&DRAWS),
        "beta" => (m / (1.0 - m), -1.0 / mean(&logs)),
        _ => (m / (m - 1.0), 1.0 / mean(&logs)),
    };
    println!("by_moments = {by_moments:.12e}");
    println!("by_likelihood = {by_likelihood:.12e}");

    // How often 2 × mean of as many uniform draws lies below the largest of them: Irwin and Hall's law.
    let (others, edge) = (DRAWS.len() - 1, DRAWS.len() as f64 / 2.0 - 1.0);
    let (mut lost, mut sign) = (0.0, 1.0);
    let mut k = 0;
    while (k as f64) < edge {
        // (edge − k)^others / (k! (others − k)!), factor by factor.
        let mut term = sign;
        for j in 1..=others {
            let divisor = if j <= k { j } else { j - k };
            term *= (edge - k as f64) / divisor as f64;
        }
        lost += term;
        sign = -sign;
        k += 1;
    }
    println!("percent_lost = {:.12e}", 100.0 * lost);

    // 3. What moments lose, for large n: n times the variance of either estimate of the shape.
    let a = SHAPE;
    let (moments, likely) = match FAMILY {
        "gamma" => (2.0 * a * (a + 1.0), a / (a * trigamma(a) - 1.0)),
        "beta" => (a * (a + 1.0).powi(2) / (a + 2.0), a * a),
        _ if a > 2.0 => (a * (a - 1.0).powi(2) / (a - 2.0), a * a),
        _ => (f64::INFINITY, a * a),
    };
    println!("moments_variance = {moments:.12e}");
    println!("likelihood_variance = {likely:.12e}");
    println!("percent_efficient = {:.12e}", 100.0 * likely / moments);

    // 4. Two gamma fits to a column, and how far apart they are if it is gamma: Hausman's test.
    if VALUES.iter().any(|&value| value <= 0.0) {
        eprintln!("A gamma law lives on positive numbers, and this column has a value of 0 or less.");
        std::process::exit(1);
    }
    let (first, second) = gamma_fits(&VALUES);
    let spread = if second < 1e4 {
        2.0 * second * (second + 1.0) - second / (second * trigamma(second) - 1.0)
    } else {
        8.0 * second / 3.0 - 2.0 / 9.0
    };
    println!("shape_moments = {first:.12e}");
    println!("shape_likelihood = {second:.12e}");
    println!("standard_errors = {:.12e}", (first - second) / (spread / VALUES.len() as f64).sqrt());
}

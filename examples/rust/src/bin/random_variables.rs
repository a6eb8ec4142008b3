//! A random variable by hand: any law from its distribution function alone, and how far a binomial is from a Poisson.
//!
//! The quantile function is found by halving. Special functions come from statrs; where a law has no closed
//! distribution function, its masses or its density are added up.

use statrs::function::beta::{beta_reg, ln_beta};
use statrs::function::erf::erfc;
use statrs::function::gamma::{gamma_lr, gamma_ur, ln_gamma};
use std::f64::consts::{PI, SQRT_2};

// --- parameters ---
const LAW: &str = "gamma";
const THETA: [f64; 2] = [3.0, 2.0];
const U: f64 = 0.6;
const N: usize = 10;
// --- end of parameters ---

const DISCRETE: [&str; 11] = [
    "bernoulli",
    "binom",
    "geom",
    "nbinom",
    "poisson",
    "hypergeom",
    "randint",
    "zipf",
    "logser",
    "betabinom",
    "skellam",
];

/// The logarithm of "n choose k".
fn choose(n: f64, k: f64) -> f64 {
    ln_gamma(n + 1.0) - ln_gamma(k + 1.0) - ln_gamma(n - k + 1.0)
}

/// P(Z <= z) of a standard normal.
fn normal(z: f64) -> f64 {
    0.5 * erfc(-z / SQRT_2)
}

/// The sum of (a + k)^-s over k = 0, 1, ...: Euler and Maclaurin.
fn zeta(s: f64, a: f64) -> f64 {
    let b = a + 20.0;
    let head: f64 = (0..20).map(|k| (a + k as f64).powf(-s)).sum();
    let tail = b.powf(1.0 - s) / (s - 1.0) + 0.5 * b.powf(-s) + s * b.powf(-s - 1.0) / 12.0;
    let next = s * (s + 1.0) * (s + 2.0);
    let last = next * (s + 3.0) * (s + 4.0) * b.powf(-s - 5.0) / 30240.0;
    head + tail - next * b.powf(-s - 3.0) / 720.0 + last
}

/// The modified Bessel function I_0, without its growth: exp(-k) I_0(k), as a mean over the circle.
fn bessel(k: f64) -> f64 {
    let n = 2000;
    (0..n).map(|j| (k * ((2.0 * PI * j as f64 / n as f64).cos() - 1.0)).exp()).sum::<f64>() / n as f64
}

/// The integral of g by Simpson's rule.
fn simpson(g: impl Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let n = 4000;
    let h = (high - low) / n as f64;
    let weight = |j: usize| if j == 0 || j == n { 1.0 } else { 2.0 + 2.0 * (j % 2) as f64 };
    (0..=n).map(|j| weight(j) * g(low + j as f64 * h)).sum::<f64>() * h / 3.0
}

/// x log y, which is 0 at x = 0.
fn xlogy(x: f64, y: f64) -> f64 {
    if x == 0.0 {
        0.0
    } else {
        x * y.ln()
    }
}

/// The logarithm of the density or mass at x, inside the support.
fn log_density(x: f64, t: &[f64]) -> f64 {
    let (a, b) = (t[0], *t.get(1).unwrap_or(&0.0));
    let half = 0.5 * (2.0 * PI).ln();
    match LAW {
        "bernoulli" => xlogy(x, a) + xlogy(1.0 - x, 1.0 - a),
        "binom" => choose(a, x) + xlogy(x, b) + xlogy(a - x, 1.0 - b),
        "geom" => a.ln() + xlogy(x - 1.0, 1.0 - a),
        "nbinom" => ln_gamma(x + a) - ln_gamma(a) - ln_gamma(x + 1.0) + a * b.ln() + xlogy(x, 1.0 - b),
        "poisson" => xlogy(x, a) - a - ln_gamma(x + 1.0),
        "hypergeom" => choose(b, x) + choose(a - b, t[2] - x) - choose(a, t[2]),
        "randint" => -(b - a + 1.0).ln(),
        "zipf" => -a * x.ln() - zeta(a, 1.0).ln(),
        "logser" => x * a.ln() - x.ln() - (-(-a).ln_1p()).ln(),
        "betabinom" => choose(a, x) + ln_beta(x + b, a - x + t[2]) - ln_beta(b, t[2]),
        "skellam" => {
            // The sum over the smaller of the two Poissons.
            let first = |k: f64| xlogy(k, a) - a - ln_gamma(k + 1.0);
            let second = |k: f64| xlogy(k, b) - b - ln_gamma(k + 1.0);
            (0..200).map(|j| (first(j as f64 + x.max(0.0)) + second(j as f64 - x.min(0.0))).exp()).sum::<f64>().ln()
        }
        "uniform" => -(b - a).ln(),
        "norm" => -0.5 * ((x - a) / b).powi(2) - half - b.ln(),
        "t" => {
            let z = (x - b) / t[2];
            -(a + 1.0) / 2.0 * (z * z / a).ln_1p() - ln_beta(a / 2.0, 0.5) - 0.5 * a.ln() - t[2].ln()
        }
        "beta" => xlogy(a - 1.0, x) + xlogy(b - 1.0, 1.0 - x) - ln_beta(a, b),
        "cauchy" => -(PI * b).ln() - ((x - a) / b).powi(2).ln_1p(),
        "laplace" => -(x - a).abs() / b - (2.0 * b).ln(),
        "logistic" => {
            let z = (x - a).abs() / b;
            -z - 2.0 * (-z).exp().ln_1p() - b.ln()
        }
        "gumbel_r" => -(x - a) / b - (-(x - a) / b).exp() - b.ln(),
        "triang" => {
            let (mode, end) = (b, t[2]);
            let height = if x < mode {
                (x - a) / (mode - a)
            } else if x == mode {
                1.0
            } else {
                (end - x) / (end - mode)
            };
            (height * 2.0 / (end - a)).ln()
        }
        "vonmises" => b * ((x - a).cos() - 1.0) - (2.0 * PI * bessel(b)).ln(),
        "expon" => a.ln() - a * x,
        "gamma" => xlogy(a - 1.0, x / b) - x / b - ln_gamma(a) - b.ln(),
        "chi2" => xlogy(a / 2.0 - 1.0, x / 2.0) - x / 2.0 - ln_gamma(a / 2.0) - 2f64.ln(),
        "f" => {
            let (m, n) = (a / 2.0, b / 2.0);
            xlogy(m - 1.0, x) + m * (a / b).ln() - (m + n) * (a * x / b).ln_1p() - ln_beta(m, n)
        }
        "lognorm" => -0.5 * ((x.ln() - a) / b).powi(2) - (x * b).ln() - half,
        "weibull_min" => (a / b).ln() + xlogy(a - 1.0, x / b) - (x / b).powf(a),
        "pareto" => (b / a).ln() - (b + 1.0) * (x / a).ln(),
        "invgamma" => -(a + 1.0) * (x / b).ln() - b / x - ln_gamma(a) - b.ln(),
        "rayleigh" => x.ln() - 2.0 * a.ln() - 0.5 * (x / a).powi(2),
        "maxwell" => 2.0 * x.ln() - 3.0 * a.ln() - 0.5 * (x / a).powi(2) + 0.5 * (2.0 / PI).ln(),
        "halfnorm" => 2f64.ln() - half - a.ln() - 0.5 * (x / a).powi(2),
        "halfcauchy" => (2.0 / (PI * a)).ln() - (x / a).powi(2).ln_1p(),
        "invgauss" => 0.5 * (b / x.powi(3)).ln() - half - b * (x - a).powi(2) / (2.0 * a * a * x),
        "fisk" => (b / a).ln() + xlogy(b - 1.0, x / a) - 2.0 * (x / a).powf(b).ln_1p(),
        _ => 0.5 * (a / x.powi(3)).ln() - half - a / (2.0 * x), // Lévy
    }
}

/// The ends of the support.
fn support(t: &[f64]) -> (f64, f64) {
    let far = f64::INFINITY;
    match LAW {
        "bernoulli" | "beta" => (0.0, 1.0),
        "binom" | "betabinom" => (0.0, t[0]),
        "geom" | "zipf" | "logser" => (1.0, far),
        "hypergeom" => ((t[2] + t[1] - t[0]).max(0.0), t[1].min(t[2])),
        "randint" | "uniform" => (t[0], t[1]),
        "triang" => (t[0], t[2]),
        "vonmises" => (t[0] - PI, t[0] + PI),
        "skellam" | "norm" | "t" | "cauchy" | "laplace" | "logistic" | "gumbel_r" => (-far, far),
        "pareto" => (t[0], far),
        _ => (0.0, far),
    }
}

/// P(X <= x).
fn cdf(x: f64, t: &[f64]) -> f64 {
    let (low, high) = support(t);
    let discrete = DISCRETE.contains(&LAW);
    let x = if discrete { x.floor() } else { x };
    if x < low || (x == low && !discrete) {
        return 0.0;
    }
    if x >= high {
        return 1.0;
    }
    let (a, b) = (t[0], *t.get(1).unwrap_or(&0.0));
    match LAW {
        "geom" => -(x * (-a).ln_1p()).exp_m1(),
        "zipf" => 1.0 - zeta(a, x + 1.0) / zeta(a, 1.0),
        "poisson" => gamma_ur(x + 1.0, a),
        "bernoulli" | "binom" | "nbinom" | "hypergeom" | "randint" | "logser" | "betabinom" | "skellam" => {
            let first = low.max(-400.0) as i64;
            (first..=x as i64).map(|k| log_density(k as f64, t).exp()).sum()
        }
        "uniform" => (x - a) / (b - a),
        "norm" => normal((x - a) / b),
        "t" => {
            let z = (x - b) / t[2];
            let tail = 0.5 * beta_reg(a / 2.0, 0.5, a / (a + z * z));
            if z < 0.0 {
                tail
            } else {
                1.0 - tail
            }
        }
        "beta" => beta_reg(a, b, x),
        "cauchy" => 0.5 + ((x - a) / b).atan() / PI,
        "laplace" => {
            let half = 0.5 * (-(x - a).abs() / b).exp();
            if x < a {
                half
            } else {
                1.0 - half
            }
        }
        "logistic" => 1.0 / (1.0 + (-(x - a) / b).exp()),
        "gumbel_r" => (-(-(x - a) / b).exp()).exp(),
        "triang" if x < b => (x - a).powi(2) / ((t[2] - a) * (b - a)),
        "triang" => 1.0 - (t[2] - x).powi(2) / ((t[2] - a) * (t[2] - b)),
        "vonmises" => simpson(|at| log_density(at, t).exp(), low, x),
        "expon" => -(-a * x).exp_m1(),
        "gamma" => gamma_lr(a, x / b),
        "chi2" => gamma_lr(a / 2.0, x / 2.0),
        "f" => beta_reg(a / 2.0, b / 2.0, a * x / (a * x + b)),
        "lognorm" => normal((x.ln() - a) / b),
        "weibull_min" => -(-(x / b).powf(a)).exp_m1(),
        "pareto" => 1.0 - (x / a).powf(-b),
        "invgamma" => gamma_ur(a, b / x),
        "rayleigh" => -(-0.5 * (x / a).powi(2)).exp_m1(),
        "maxwell" => gamma_lr(1.5, 0.5 * (x / a).powi(2)),
        "halfnorm" => 1.0 - erfc(x / (a * SQRT_2)),
        "halfcauchy" => 2.0 / PI * (x / a).atan(),
        "invgauss" => {
            let root = (b / x).sqrt();
            normal(root * (x / a - 1.0)) + (2.0 * b / a).exp() * normal(-root * (x / a + 1.0))
        }
        "fisk" => 1.0 / (1.0 + (x / a).powf(-b)),
        _ => erfc((a / (2.0 * x)).sqrt()),
    }
}

/// The least x with F(x) >= u, from the distribution function alone.
fn quantile(u: f64, t: &[f64]) -> f64 {
    let discrete = DISCRETE.contains(&LAW);
    // Heights of steps are rounded: who reaches one is not on the next.
    let u = if discrete { u - 1e-13 * u.min(1.0 - u) } else { u };
    let (mut low, mut high) = (-1.0, 1.0);
    while cdf(high, t) < u {
        high *= 2.0;
    }
    while cdf(low, t) >= u {
        low *= 2.0;
    }
    for _ in 0..200 {
        let middle = if discrete { f64::floor((low + high) / 2.0) } else { (low + high) / 2.0 };
        if middle <= low || middle >= high {
            break;
        }
        if cdf(middle, t) < u {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

fn main() {
    let x = quantile(U, &THETA);
    println!("x = {x:.12e}");
    println!("reached = {:.12e}", cdf(x, &THETA));
    println!("height = {:.12e}", log_density(x, &THETA).exp());

    // Total variation between binomial(n, 3/n) and Poisson(3); Le Cam promises at most n p^2.
    let (n, p) = (N as f64, 3.0 / N as f64);
    let binomial = |k: f64| if k > n { 0.0 } else { (choose(n, k) + xlogy(k, p) + xlogy(n - k, 1.0 - p)).exp() };
    let poisson = |k: f64| (k * 3f64.ln() - 3.0 - ln_gamma(k + 1.0)).exp();
    let variation = 0.5 * (0..200).map(|k| (binomial(k as f64) - poisson(k as f64)).abs()).sum::<f64>();
    println!("variation = {variation:.12e}");
    println!("Le Cam: at most {:.4}", n * p * p);
}

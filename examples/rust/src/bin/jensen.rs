//! Jensen's inequality by hand: the gap between a mean of values and the value of the mean, and the gap of an ELBO.

use std::f64::consts::PI;

// --- parameters ---
const FUNCTION: &str = "exp";
const MASSES: [f64; 4] = [0.2, 0.8, 2.4, 2.9];
const WEIGHTS: [[f64; 4]; 1] = [[0.25, 0.25, 0.25, 0.25]];
const OBSERVED: f64 = 1.5;
const Q_MEAN: f64 = 0.0;
const Q_SD: f64 = 1.0;
// --- end of parameters ---

fn f(x: f64) -> f64 {
    match FUNCTION {
        "square" => x * x,
        "exp" => x.exp(),
        "log" => x.ln(),
        "hinge" => (x - 1.0).max(0.0),
        _ => (2.0 * x).sin(),
    }
}

/// The mean of g over the masses.
fn expected(g: impl Fn(f64) -> f64) -> f64 {
    MASSES.iter().zip(WEIGHTS[0]).map(|(&x, w)| w * g(x)).sum()
}

fn main() {
    let mean = expected(|x| x);
    let (mean_of_values, value_of_mean) = (expected(f), f(mean));
    println!("mean = {mean:.12}");
    println!("variance = {:.12}", expected(|x| (x - mean).powi(2)));
    println!("mean_of_values = {mean_of_values:.12}");
    println!("value_of_mean = {value_of_mean:.12}");
    println!("gap = {:.12e}", mean_of_values - value_of_mean);

    // A latent z ~ N(0, 1) and an observation x ~ N(z, 1). The weights w(z) = p(x, z)/q(z) of z ~ q have the mean p(x),
    // and the ELBO is the mean of their logarithms. That logarithm is a parabola in z, so the three nodes of Gauss and
    // Hermite are exact: 0 and the square roots of 3, with shares 2/3 and 1/6.
    let log_weight = |u: f64| {
        let z = Q_MEAN + Q_SD * u;
        let log_joint = -0.5 * z * z - 0.5 * (OBSERVED - z).powi(2) - (2.0 * PI).ln();
        log_joint - (-0.5 * u * u - Q_SD.ln() - 0.5 * (2.0 * PI).ln())
    };
    let far = 3f64.sqrt();
    let elbo = (log_weight(-far) + 4.0 * log_weight(0.0) + log_weight(far)) / 6.0;
    let log_evidence = -0.25 * OBSERVED * OBSERVED - 0.5 * (4.0 * PI).ln(); // x ~ N(0, 2)

    // What is missing is the divergence of q from the posterior N(x/2, 1/2).
    let kl = 0.5 * (2.0 * Q_SD * Q_SD + 2.0 * (Q_MEAN - OBSERVED / 2.0).powi(2) - 1.0 - (2.0 * Q_SD * Q_SD).ln());
    println!("log_evidence = {log_evidence:.12}");
    println!("elbo = {elbo:.12}");
    println!("elbo_gap = {:.12e}", log_evidence - elbo);
    println!("kl = {kl:.12e}");
}

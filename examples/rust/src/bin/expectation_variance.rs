//! Means, variances and covariances by hand: a beam, rectangles, a triangle of standard deviations, shuffled cards.

// --- parameters ---
const PLACES: [f64; 5] = [1.0, 2.0, 3.0, 4.5, 9.5];
const WEIGHTS: [[f64; 5]; 1] = [[0.2, 0.2, 0.2, 0.2, 0.2]];
const FULCRUM: f64 = 6.0;
const CLOUD: [[f64; 2]; 6] = [[-3.0, -2.0], [-1.5, 0.5], [0.0, -1.0], [1.0, 2.0], [2.5, 1.0], [4.0, 3.5]];
const DIVISOR: &str = "n";
const SD_X: f64 = 3.0;
const SD_Y: f64 = 4.0;
const R: f64 = 0.5;
const MINUS: bool = false;
const CARDS: usize = 52;
// --- end of parameters ---

/// The mean of g over the masses.
fn expected(g: impl Fn(f64) -> f64) -> f64 {
    let whole: f64 = WEIGHTS[0].iter().sum();
    PLACES.iter().zip(WEIGHTS[0]).map(|(&x, w)| w * g(x)).sum::<f64>() / whole
}

/// P(k cards of n stay): the chance that none of m stays is the sum of (-1)^j/j!, and P(k) is that of n - k, over k!.
fn matches(n: usize) -> Vec<f64> {
    let none = |m: usize| {
        let mut term = 1.0;
        let mut sum = 1.0;
        for j in 1..=m {
            term /= -(j as f64);
            sum += term;
        }
        sum
    };
    let mut factorial = 1.0;
    let chance = |k: usize| {
        if k > 0 {
            factorial *= k as f64;
        }
        none(n - k) / factorial
    };
    (0..=n).map(chance).collect()
}

fn main() {
    // Masses on a beam: where it balances, and how far they are from the fulcrum.
    let mean_x = expected(|x| x);
    println!("mean_x = {mean_x:.12}");
    println!("variance_x = {:.12}", expected(|x| (x - mean_x).powi(2)));
    println!("square = {:.12}", expected(|x| (x - FULCRUM).powi(2)));
    println!("distance = {:.12}", expected(|x| (x - FULCRUM).abs()));

    // Covariance twice: rectangles to the mean, and half of the rectangles of all ordered pairs.
    let n = CLOUD.len() as f64;
    let divisor = if DIVISOR == "n" { n } else { n - 1.0 };
    let mean = |axis: usize| CLOUD.iter().map(|p| p[axis]).sum::<f64>() / n;
    let (mx, my) = (mean(0), mean(1));
    let to_mean = CLOUD.iter().map(|p| (p[0] - mx) * (p[1] - my)).sum::<f64>() / divisor;
    let mut pairs = 0.0;
    for a in CLOUD {
        for b in CLOUD {
            pairs += (a[0] - b[0]) * (a[1] - b[1]);
        }
    }
    println!("to_mean = {to_mean:.12e}");
    println!("of_pairs = {:.12e}", 0.5 * pairs / (n * divisor));

    // Standard deviations add like sides of a triangle.
    let sign = if MINUS { -1.0 } else { 1.0 };
    let by_formula = SD_X * SD_X + SD_Y * SD_Y + 2.0 * sign * R * SD_X * SD_Y;
    println!("by_formula = {by_formula:.12}");
    println!("sd_sum = {:.12}", by_formula.max(0.0).sqrt());

    let law = matches(CARDS);
    let mean_matches: f64 = law.iter().enumerate().map(|(k, p)| k as f64 * p).sum();
    let variance: f64 = law.iter().enumerate().map(|(k, p)| (k as f64 - mean_matches).powi(2) * p).sum();
    println!("mean_matches = {mean_matches:.12}");
    println!("variance_matches = {variance:.12}");
}

//! Correlated features by hand: Hotelling's T^2, the four tests of MANOVA, outliers that mask one another.

use nalgebra::{DMatrix, Matrix2, SMatrix, SVector, Vector2};
use rand::{rngs::StdRng, seq::index::sample, SeedableRng};
use statrs::distribution::{ChiSquared, ContinuousCDF};
use statrs::function::beta::{beta_reg, ln_beta};
use std::collections::BTreeSet;

// --- parameters ---
const DIFFERENCE: [f64; 2] = [0.4, -0.4];
const POOLED: [[f64; 2]; 2] = [[0.9999999999999997, 0.9000000000000002], [0.9000000000000002, 1.0]];
const SIZES: [usize; 2] = [25, 25];
#[rustfmt::skip]
const HYPOTHESIS: [[f64; 2]; 2] = [[6.647999999999999, 2.16], [2.16, 1.8000000000000003]];
#[rustfmt::skip]
const ERROR: [[f64; 2]; 2] = [[27.00000000000001, 24.300000000000015], [24.300000000000015, 27.000000000000007]];
const BETWEEN: usize = 2;
const WITHIN: usize = 27;
#[rustfmt::skip]
const ROWS: [[f64; 2]; 18] = [[-2.6, -1.5], [-2.1, -1.9], [-1.7, -0.6], [-1.2, -1.2], [-0.8, 0.1], [-0.4, -0.7], [0.0, 0.5], [0.3, -0.3], [0.7, 0.9], [1.1, 0.2], [1.5, 1.4], [1.9, 0.8], [2.3, 2.0], [2.7, 1.3], [3.6, -3.4], [4.1, -3.9], [4.5, -3.2], [4.0, -2.8]];
// --- end of parameters ---

const P: usize = ROWS[0].len();
type Row = SVector<f64, P>;
type Square = SMatrix<f64, P, P>;

/// P(F >= f), as a tail of the beta law: small tails keep their digits.
fn f_tail(f: f64, above: f64, below: f64) -> f64 {
    beta_reg(below / 2.0, above / 2.0, below / (below + above * f))
}

/// P(Roy's largest root >= root): exact for one root and for two.
fn roy_tail(root: f64, features: f64, between: f64, within: f64) -> f64 {
    let (m, n) = (((features - between).abs() - 1.0) / 2.0, (within - features - 1.0) / 2.0);
    let x = root / (1.0 + root);
    if features.min(between) < 1.5 {
        return beta_reg(n + 1.0, m + 1.0, 1.0 - x);
    }
    let size = (ln_beta(m + 1.0, n + 1.0) - ln_beta(2.0 * m + 2.0, 2.0 * n + 2.0)).exp();
    let rest = 0.5 * size * x.powf(m + 1.0) * (1.0 - x).powf(n + 1.0) * beta_reg(m + 1.0, n + 1.0, x);
    beta_reg(2.0 * n + 2.0, 2.0 * m + 2.0, 1.0 - x) + rest
}

/// Mean and covariance of some rows; the covariance divides by their number.
fn centre_and_spread(rows: &[Row]) -> (Row, Square) {
    let centre = rows.iter().sum::<Row>() / rows.len() as f64;
    let spread = rows.iter().map(|x| (x - centre) * (x - centre).transpose()).sum::<Square>();
    (centre, spread / rows.len() as f64)
}

/// The squared Mahalanobis distance of each row.
fn distances(rows: &[Row], centre: &Row, covariance: &Square) -> Vec<f64> {
    let inverse = covariance.try_inverse().unwrap_or_else(Square::identity);
    rows.iter().map(|x| ((x - centre).transpose() * inverse * (x - centre))[0]).collect()
}

/// The rows that are nearest in their own metric, until they stay.
fn concentrated(rows: &[Row], start: &[usize], half: usize) -> Vec<usize> {
    let mut subset = start.to_vec();
    for _ in 0..50 {
        let chosen: Vec<Row> = subset.iter().map(|&i| rows[i]).collect();
        let (centre, mut spread) = centre_and_spread(&chosen);
        spread += Square::identity() * (1e-12 * spread.trace());
        if spread.determinant() <= 0.0 {
            break;
        }
        let far = distances(rows, &centre, &spread);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by(|&i, &j| far[i].total_cmp(&far[j]));
        order.truncate(half);
        order.sort_unstable();
        if order == subset {
            break;
        }
        subset = order;
    }
    subset
}

/// All subsets of `size` of the first `n` numbers, or 500 of them at random where there are many.
fn starts(n: usize, size: usize) -> Vec<Vec<usize>> {
    let many = (0..size).fold(1.0, |found, k| found * (n - k) as f64 / (k + 1) as f64);
    if many > 6000.5 {
        let mut rng = StdRng::seed_from_u64(1);
        return (0..500).map(|_| sample(&mut rng, n, size).into_vec()).collect();
    }
    let mut found = vec![vec![]];
    for _ in 0..size {
        found = found
            .iter()
            .flat_map(|each: &Vec<usize>| {
                (each.last().map_or(0, |k| k + 1)..n).map(move |k| [each.as_slice(), &[k]].concat())
            })
            .collect();
    }
    found
}

/// Whether a feature does not vary, or others determine it: then the covariance has no inverse.
fn singular(covariance: &DMatrix<f64>) -> bool {
    let spread = covariance.diagonal().map(f64::sqrt);
    let size = spread.len();
    let scaled = DMatrix::from_fn(size, size, |i, j| covariance[(i, j)] / (spread[i] * spread[j]));
    spread.min() <= 0.0 || scaled.symmetric_eigenvalues().min() < 1e-9
}

fn main() {
    // Two groups: Student's t^2 in each feature, and Hotelling's T^2, the largest t^2 over all directions.
    let (d, s) = (Vector2::from(DIFFERENCE), Matrix2::from_fn(|i, j| POOLED[i][j]));
    let (n, m) = (SIZES[0] as f64, SIZES[1] as f64);
    let (nu, weight) = (n + m - 2.0, n * m / (n + m));
    if singular(&DMatrix::from_fn(2, 2, |i, j| s[(i, j)])) {
        println!("The features determine one another within the two groups: their covariance has no inverse.");
    } else {
        let d_squared = d.dot(&s.cholesky().unwrap().solve(&d));
        let f = weight * d_squared * (nu - 1.0) / (2.0 * nu);
        println!("t_first = {:.12e}", weight * d[0] * d[0] / s[(0, 0)]);
        println!("t_second = {:.12e}", weight * d[1] * d[1] / s[(1, 1)]);
        println!("d_squared = {d_squared:.12e}");
        println!("t_squared = {:.12e}", weight * d_squared);
        println!("f_statistic = {f:.12e}");
        println!("p_value = {:.12e}", f_tail(f, 2.0, nu - 1.0));
    }

    // Several groups: with E = L L', the eigenvalues of E^-1 H are those of the symmetric matrix L^-1 H L'^-1.
    let size = ERROR.len();
    let h = DMatrix::from_fn(size, size, |i, j| HYPOTHESIS[i][j]);
    let e = DMatrix::from_fn(size, size, |i, j| ERROR[i][j]);
    let root = e.cholesky().unwrap().l();
    let half = root.solve_lower_triangular(&h).unwrap();
    let white = root.solve_lower_triangular(&half.transpose()).unwrap();
    let mut roots: Vec<f64> = white.symmetric_eigenvalues().iter().map(|r| r.max(0.0)).collect();
    roots.sort_by(|a, b| b.total_cmp(a));
    roots.truncate(size.min(BETWEEN));
    let wilks: f64 = roots.iter().map(|r| 1.0 / (1.0 + r)).product();
    println!("wilks = {wilks:.12e}");
    println!("pillai = {:.12e}", roots.iter().map(|r| r / (1.0 + r)).sum::<f64>());
    println!("hotelling_lawley = {:.12e}", roots.iter().sum::<f64>());
    println!("roy = {:.12e}", roots[0]);
    let (p, q, v) = (size as f64, BETWEEN as f64, WITHIN as f64);
    let sum = p * p + q * q - 5.0;
    let t = if sum > 0.0 { ((p * p * q * q - 4.0) / sum).sqrt() } else { 1.0 };
    let (above, below) = (p * q, (v - (p - q + 1.0) / 2.0) * t - (p * q - 2.0) / 2.0);
    println!("p_wilks = {:.12e}", f_tail((wilks.powf(-1.0 / t) - 1.0) * below / above, above, below));
    println!("p_roy = {:.12e}", roy_tail(roots[0], p, q, v));

    // Outliers: distances by mean and covariance, and by the half of the rows with the least determinant.
    let rows: Vec<Row> = ROWS.iter().map(|&row| Row::from(row)).collect();
    let n = rows.len();
    let (mean, all) = centre_and_spread(&rows);
    if singular(&DMatrix::from_fn(P, P, |i, j| all[(i, j)])) {
        eprintln!("All points lie on one line: their covariance has no inverse, and there is no distance to speak of.");
        std::process::exit(1);
    }
    let half = (n + P + 2) / 2;
    let seen: BTreeSet<Vec<usize>> = starts(n, P + 1).iter().map(|each| concentrated(&rows, each, half)).collect();
    let picked = |each: &Vec<usize>| each.iter().map(|&i| rows[i]).collect::<Vec<Row>>();
    let least = |each: &Vec<usize>| centre_and_spread(&picked(each)).1.determinant();
    let full = seen.iter().filter(|each| each.len() == half);
    let core = picked(full.min_by(|a, b| least(a).total_cmp(&least(b))).unwrap());
    // Widened to what it would be in a normal law; then all rows within the 97.5% distance, widened likewise.
    let (law, wider) = (ChiSquared::new(P as f64).unwrap(), ChiSquared::new(P as f64 + 2.0).unwrap());
    let (cut, wide) = (law.inverse_cdf(0.975), |share: f64| share / wider.cdf(law.inverse_cdf(share)));
    let (centre, spread) = centre_and_spread(&core);
    let near = distances(&rows, &centre, &(spread * wide(half as f64 / n as f64)));
    let inside: Vec<Row> = rows.iter().zip(near).filter(|(_, far)| *far < cut).map(|(x, _)| *x).collect();
    let (middle, shape) = centre_and_spread(&inside);
    let robust = distances(&rows, &middle, &(shape * wide(0.975)));
    let plain = distances(&rows, &mean, &(all * n as f64 / (n as f64 - 1.0)));
    println!("farthest = {:.12e}", plain.iter().copied().fold(0.0, f64::max));
    println!("mcd_determinant = {:.12e}", spread.determinant());
    // Where half of the rows lie on a line there is no robust fit.
    let fits = spread.determinant() > 1e-9 * spread.diagonal().product();
    println!("flagged_count = {:.10}", robust.iter().filter(|far| fits && **far > cut).count() as f64);
}

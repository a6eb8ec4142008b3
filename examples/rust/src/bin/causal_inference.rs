//! Causal inference by hand: arrows, regressions and interventions; strata; a hidden cause.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const STRUCTURE: &str = "fork";
const A: f64 = 1.2;
const B: f64 = 0.5;
const C: f64 = -1.8;
const LOT: bool = false;
const STORY: &str = "fork";
const AT: f64 = 1.5;
const MEANS: [f64; 3] = [0.0, 0.0, 0.0];
const COVARIANCE: [[f64; 3]; 3] = [[2.0, 2.0, 1.0], [2.0, 3.5, 1.5], [1.0, 1.5, 1.0]];
#[rustfmt::skip]
const FIRST: [[f64; 2]; 6] = [[512.0, 313.0], [353.0, 207.0], [120.0, 205.0], [138.0, 279.0], [53.0, 138.0], [22.0, 351.0]];
const SECOND: [[f64; 2]; 6] = [[89.0, 19.0], [17.0, 8.0], [202.0, 391.0], [131.0, 244.0], [94.0, 299.0], [24.0, 317.0]];
const SHARED: f64 = 0.0;
const ESTIMATE: f64 = -219.68567046722836;
const ERROR: f64 = 22.378951343359102;
const FREEDOM: f64 = 4632.0;
const HIDDEN_X: f64 = 0.06;
const HIDDEN_Y: f64 = 0.08;
// --- end of parameters ---

const X: usize = 0;
const Y: usize = 1;
const Z: usize = 2;
const U: usize = 3;
const V: usize = 4;

/// What one more of each variable does to each other along all directed ways.
fn total_effects(arrows: &DMatrix<f64>) -> DMatrix<f64> {
    let n = arrows.nrows();
    (DMatrix::identity(n, n) - arrows).try_inverse().expect("a graph without cycles")
}

fn covariance(arrows: &DMatrix<f64>, noise: &DVector<f64>) -> DMatrix<f64> {
    let t = total_effects(arrows);
    t.transpose() * DMatrix::from_diagonal(noise) * &t
}

/// The coefficients in the regression of a variable on others.
fn regression(cov: &DMatrix<f64>, of: usize, on: &[usize]) -> DVector<f64> {
    let left = DMatrix::from_fn(on.len(), on.len(), |i, j| cov[(on[i], on[j])]);
    let right = DVector::from_fn(on.len(), |i, _| cov[(on[i], of)]);
    left.lu().solve(&right).expect("variables that are no combinations of one another")
}

fn main() {
    // Each of X, Y, Z, U, V is the sum of its causes times their strengths, plus a noise of variance 1.
    let edges: Vec<(usize, usize, f64)> = match STRUCTURE {
        "fork" => vec![(Z, X, A), (X, Y, B), (Z, Y, C)],
        "chain" => vec![(X, Z, A), (X, Y, B), (Z, Y, C)],
        "collider" => vec![(X, Z, A), (X, Y, B), (Y, Z, C)],
        "m" => vec![(U, X, A), (X, Y, B), (V, Y, C), (U, Z, 1.0), (V, Z, 1.0)],
        _ => vec![(Z, X, A), (X, Y, B), (U, Y, C), (U, X, 1.0)],
    };
    let mut arrows = DMatrix::zeros(5, 5);
    let mut noise = DVector::from_element(5, 1.0);
    for (i, j, strength) in edges {
        arrows[(i, j)] = strength;
    }
    if LOT {
        // do(X): X keeps its variance and loses its causes.
        noise[X] = covariance(&arrows, &noise)[(X, X)];
        arrows.column_mut(X).fill(0.0);
    }
    let cov = covariance(&arrows, &noise);
    println!("effect = {:.12}", total_effects(&arrows)[(X, Y)]);
    println!("naive = {:.12}", regression(&cov, Y, &[X])[0]);
    println!("adjusted = {:.12}", regression(&cov, Y, &[X, Z])[0]);

    // One covariance of X, Y, Z under a story: each variable is regressed on those that come before it.
    let order = match STORY {
        "fork" => [Z, X, Y],
        "chain" => [X, Z, Y],
        _ => [X, Y, Z],
    };
    let seen = DMatrix::from_fn(3, 3, |i, j| COVARIANCE[i][j]);
    let mut told = DMatrix::zeros(3, 3);
    for place in 1..3 {
        let before = &order[..place];
        let found = regression(&seen, order[place], before);
        for (k, &cause) in before.iter().enumerate() {
            told[(cause, order[place])] = found[k];
        }
    }
    let (done, slope) = (total_effects(&told)[(X, Y)], regression(&seen, Y, &[X])[0]);
    let step = AT * seen[(X, X)].sqrt();
    println!("effect_done = {done:.12}");
    println!("effect_seen = {slope:.12}");
    println!("effect_fixed = {:.12}", regression(&seen, Y, &[X, Z])[0]);
    println!("seen = {:.12}", MEANS[Y] + slope * step);
    println!("done = {:.12}", MEANS[Y] + done * step);

    // Strata: yes and no of two groups. Their overall rates with their own mixes, with one mix, and between.
    let size = |row: &[f64; 2]| row[0] + row[1];
    let all: [f64; 2] = [FIRST.iter().map(size).sum(), SECOND.iter().map(size).sum()];
    for (name, shared) in [("crude", 0.0), ("standard", 1.0), ("overall", SHARED)] {
        for (side, group, everyone) in [("first", &FIRST, all[0]), ("second", &SECOND, all[1])] {
            let mut overall = 0.0;
            for (k, row) in group.iter().enumerate() {
                let one = (size(&FIRST[k]) + size(&SECOND[k])) / (all[0] + all[1]);
                let weight = (1.0 - shared) * size(row) / everyone + shared * one;
                overall += 100.0 * weight * row[0] / size(row);
            }
            println!("{name}_{side} = {overall:.12}");
        }
    }

    // A hidden U that explains such shares of the rest of cause and effect: what would be left of a coefficient.
    let bias = ERROR * (FREEDOM * HIDDEN_Y * HIDDEN_X / (1.0 - HIDDEN_X)).sqrt();
    let f2 = (ESTIMATE / ERROR).powi(2) / FREEDOM;
    println!("with_u = {:.12}", ESTIMATE - ESTIMATE.signum() * bias);
    println!("robust = {:.12}", ((f2 * f2 + 4.0 * f2).sqrt() - f2) / 2.0);
}

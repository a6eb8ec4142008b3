//! Cross-validation by hand: held-out errors, a leak through chosen features, and what the estimate expects.

use nalgebra::{DMatrix, DVector};
use std::f64::consts::{FRAC_PI_2, PI};

// --- parameters ---
#[rustfmt::skip]
const HEIGHTS: [f64; 24] = [-0.16, 0.95, 0.74, 0.6, 0.96, 0.83, 0.71, 1.07, 1.05, 0.97, 0.57, 1.47, 0.41, -0.41, -0.4, -0.76, -0.76, -1.71, -0.6, -0.95, -0.66, -0.61, -0.86, 0.2];
const TIMES: usize = 1;
const FOLD: [usize; 24] = [3, 1, 1, 4, 1, 3, 2, 0, 1, 4, 2, 3, 4, 0, 0, 3, 0, 2, 2, 2, 0, 1, 4, 3];
const P: usize = 10;
const DEGREE: usize = 3;
const FEATURES: usize = 1000;
const MOST: usize = 100;
const SEED: usize = 1;
const ROWS: usize = 40;
const PARTS: usize = 5;
// --- end of parameters ---

const NOISE_ROWS: usize = 50;
const NOISE_FOLDS: usize = 5;

/// x of a row, moved to [-1, 1].
fn place(i: usize) -> f64 {
    ((i / TIMES) as f64 + 0.5) / 12.0 - 1.0
}

fn height(i: usize) -> f64 {
    HEIGHTS[i / TIMES]
}

/// Legendre's polynomials up to the degree at t in [-1, 1].
fn legendre(t: f64) -> Vec<f64> {
    let mut found = vec![1.0, t];
    for n in 1..DEGREE.max(1) {
        let m = n as f64;
        found.push(((2.0 * m + 1.0) * t * found[n] - m * found[n - 1]) / (m + 1.0));
    }
    found.truncate(DEGREE + 1);
    found
}

/// The coefficients of least squares over some rows.
fn fit(rows: &[usize]) -> Vec<f64> {
    let columns: Vec<Vec<f64>> = rows.iter().map(|&i| legendre(place(i))).collect();
    let a = DMatrix::from_fn(rows.len(), DEGREE + 1, |i, j| columns[i][j]);
    let b = DVector::from_iterator(rows.len(), rows.iter().map(|&i| height(i)));
    let solved = a.svd(true, true).solve(&b, 1e-13).expect("both factors are there");
    solved.iter().copied().collect()
}

fn value(coefficients: &[f64], t: f64) -> f64 {
    legendre(t).iter().zip(coefficients).map(|(p, c)| p * c).sum()
}

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Standard normals by Box and Muller from SplitMix64, so that every language draws the same.
fn normals(count: usize) -> Vec<f64> {
    let word = |i: u64| mix(mix(SEED as u64).wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    let mut found = Vec::with_capacity(count);
    for pair in 0..(count as u64).div_ceil(2) {
        let (w, v) = (word(2 * pair), word(2 * pair + 1));
        let radius = (-2.0 * (1.0 - (w >> 11) as f64 * 2f64.powi(-53)).ln()).sqrt();
        let place = (((v >> 11) & ((1 << 51) - 1)) as f64 + 0.5) * 2f64.powi(-51) - 0.5;
        let angle = FRAC_PI_2 * ((v >> 62) as f64 + place);
        found.push(radius * angle.cos());
        found.push(radius * angle.sin());
    }
    found.truncate(count);
    found
}

/// Of one feature the means of the two classes over rows that are not of that fold (none: all rows).
fn means(feature: &[f64], without: Option<usize>) -> [f64; 2] {
    let mut sums = [(0.0, 0.0); 2];
    for (i, v) in feature.iter().enumerate() {
        if Some(i / 2 % NOISE_FOLDS) != without {
            sums[i % 2].0 += v;
            sums[i % 2].1 += 1.0;
        }
    }
    sums.map(|(sum, count)| sum / count)
}

/// The features whose class means are furthest apart.
fn choose(noise: &[Vec<f64>], without: Option<usize>) -> Vec<usize> {
    let apart: Vec<f64> = noise
        .iter()
        .map(|feature| {
            let m = means(feature, without);
            (m[1] - m[0]).abs()
        })
        .collect();
    let mut order: Vec<usize> = (0..noise.len()).collect();
    order.sort_by(|&a, &b| apart[b].total_cmp(&apart[a]));
    order.truncate(MOST);
    order
}

/// The share of held-out rows that are nearer to the mean of their own class.
fn accuracy(noise: &[Vec<f64>], before: bool) -> f64 {
    let all = choose(noise, None);
    let mut right = 0;
    for fold in 0..NOISE_FOLDS {
        let chosen = if before { all.clone() } else { choose(noise, Some(fold)) };
        let centres: Vec<[f64; 2]> = chosen.iter().map(|&j| means(&noise[j], Some(fold))).collect();
        for i in (0..NOISE_ROWS).filter(|i| i / 2 % NOISE_FOLDS == fold) {
            let score: f64 =
                chosen.iter().zip(&centres).map(|(&j, m)| (m[1] - m[0]) * (noise[j][i] - 0.5 * (m[0] + m[1]))).sum();
            right += usize::from((score > 0.0) == (i % 2 == 1));
        }
    }
    right as f64 / NOISE_ROWS as f64
}

/// The mean squared error on new rows of least squares with P normal variables, noise of variance 1.
fn expected(rows: usize) -> f64 {
    1.0 + P as f64 / (rows as f64 - P as f64 - 1.0)
}

fn main() {
    // Held-out errors of a polynomial: each fold is predicted from the others.
    let n = FOLD.len() as f64;
    let everything: Vec<usize> = (0..FOLD.len()).collect();
    let whole = fit(&everything);
    let error = |c: &[f64], i: usize| (height(i) - value(c, place(i))).powi(2);
    let mut held_out = 0.0;
    for k in 0..=*FOLD.iter().max().expect("there are rows") {
        let (out, rest): (Vec<usize>, Vec<usize>) = everything.iter().partition(|&&i| FOLD[i] == k);
        let without = fit(&rest);
        held_out += out.iter().map(|&i| error(&without, i)).sum::<f64>();
    }
    println!("fitted_rows = {:.12}", everything.iter().map(|&i| error(&whole, i)).sum::<f64>() / n);
    println!("held_out_rows = {:.12}", held_out / n);
    // The integral over new rows, by Simpson's rule.
    let cuts = 2000;
    let integral: f64 = (0..=cuts)
        .map(|i| {
            let t = -1.0 + 2.0 * i as f64 / cuts as f64;
            let weight = if i == 0 || i == cuts { 1.0 } else { 2.0 + 2.0 * (i % 2) as f64 };
            weight * (value(&whole, t) - (PI * (t + 1.0)).sin()).powi(2)
        })
        .sum::<f64>()
        / (3.0 * cuts as f64);
    println!("new_rows = {:.12}", 0.16 + integral);

    // Pure noise: 50 rows, coins for labels. The features are chosen before the folds, or inside each of them.
    let drawn = normals(NOISE_ROWS * FEATURES);
    let noise: Vec<Vec<f64>> = drawn.chunks(NOISE_ROWS).map(<[f64]>::to_vec).collect();
    println!("first_before = {:.12}", accuracy(&noise, true));
    println!("first_inside = {:.12}", accuracy(&noise, false));

    // What k-fold cross-validation expects: the error of fits to fewer rows.
    let total: f64 = (0..PARTS)
        .map(|k| {
            let size = (ROWS + PARTS - 1 - k) / PARTS;
            size as f64 * expected(ROWS - size)
        })
        .sum();
    println!("mean_truth = {:.12}", expected(ROWS));
    println!("mean_estimate = {:.12}", total / ROWS as f64);
}

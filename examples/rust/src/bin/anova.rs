//! The analysis of variance by hand: F, all pairs, unequal spreads, two factors.

use nalgebra::{Matrix3, Vector3};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};
use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;
use std::f64::consts::PI;

// --- parameters ---
const VALUES: [f64; 18] = [4.1, 5.4, 3.2, 6.0, 4.6, 5.0, 5.3, 4.4, 6.6, 5.8, 7.1, 5.0, 6.7, 5.5, 8.3, 5.3, 6.9, 7.7];
const OF: [usize; 18] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2];
const ALPHA: f64 = 0.05;
const MEANS: [f64; 3] = [0.3, 0.35, -0.68];
const SIZE: usize = 10;
const SIZES: [usize; 3] = [18, 24, 6];
const SPREADS: [f64; 3] = [1.0, 1.0, 3.0];
#[rustfmt::skip]
const CELLS: [[[f64; 4]; 2]; 2] = [[[1.2, 1.425, 1.575, 1.8], [2.4, 2.85, 3.15, 3.6]], [[2.0, 2.375, 2.625, 3.0], [5.2, 6.175, 6.825, 7.8]]];
const POWER: f64 = 1.0;
const GROUPS: usize = 6;
// --- end of parameters ---

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The sum of squared deviations from a centre.
fn squares(values: &[f64], centre: f64) -> f64 {
    values.iter().map(|y| (y - centre).powi(2)).sum()
}

/// P(F >= f), as a tail of the beta law: small tails keep their digits.
fn f_tail(f: f64, above: f64, below: f64) -> f64 {
    beta_reg(below / 2.0, above / 2.0, below / (below + above * f))
}

/// Where a falling function crosses zero.
fn falls_through(f: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if f(middle) > 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

fn f_critical(alpha: f64, above: f64, below: f64) -> f64 {
    falls_through(|f| f_tail(f, above, below) - alpha, 0.0, 1e4)
}

/// Student's t that is exceeded either way with probability alpha: t squared is an F.
fn t_critical(alpha: f64, below: f64) -> f64 {
    f_critical(alpha, 1.0, below).sqrt()
}

/// P(range of k standard normals > q s), s^2 ~ chi^2/below: a rule of trapezoids over s and over the largest of them.
fn range_tail(q: f64, k: usize, below: f64) -> f64 {
    let normal = Normal::new(0.0, 1.0).unwrap();
    let half = 9.5 / (2.0 * below).sqrt();
    let (low, high) = ((1.0 - half).max(0.0), 1.0 + half);
    let (many, step) = (240, 17.0 / 240.0);
    let ds = (high - low) / many as f64;
    let largest: Vec<(f64, f64, f64)> = (0..=240)
        .map(|j| {
            let z = -8.5 + step * j as f64;
            (z, step * (-0.5 * z * z).exp() / (2.0 * PI).sqrt(), normal.cdf(z))
        })
        .collect();
    let constant = 2f64.ln() + below / 2.0 * (below / 2.0).ln() - ln_gamma(below / 2.0);
    let mut inside = 0.0;
    for i in 1..many {
        let s = low + ds * i as f64;
        let density = (constant + (below - 1.0) * s.ln() - below * s * s / 2.0).exp();
        let within: f64 = largest.iter().map(|&(z, w, p)| w * (p - normal.cdf(z - q * s)).powi(k as i32 - 1)).sum();
        inside += ds * density * k as f64 * within;
    }
    1.0 - inside
}

fn main() {
    // One way. Deviations from the first value: digits that all values share must not be squared.
    let y: Vec<f64> = VALUES.iter().map(|v| v - VALUES[0]).collect();
    let many = OF.iter().max().unwrap() + 1;
    let (mut between, mut within, grand) = (0.0, 0.0, mean(&y));
    for k in 0..many {
        let group: Vec<f64> = y.iter().zip(OF).filter(|(_, of)| *of == k).map(|(v, _)| *v).collect();
        let centre = mean(&group);
        between += group.len() as f64 * (centre - grand).powi(2);
        within += squares(&group, centre);
    }
    let (above, below) = ((many - 1) as f64, (y.len() - many) as f64);
    let f = between / above / (within / below);
    println!("between = {between:.12e}");
    println!("within = {within:.12e}");
    println!("share = {:.12}", between / (between + within));
    println!("f_statistic = {f:.12e}");
    println!("p_value = {:.12e}", f_tail(f, above, below));

    // Three means of SIZE values each, in pooled deviations: how far apart they must be, for each test.
    let (n, freedom) = (SIZE as f64, 3.0 * (SIZE as f64 - 1.0));
    let (low, high) = MEANS.iter().fold((f64::MAX, f64::MIN), |(a, b), &m| (a.min(m), b.max(m)));
    let tukey = falls_through(|q| range_tail(q, 3, freedom) - ALPHA, 0.1, 20.0);
    println!("distance = {:.12}", squares(&MEANS, mean(&MEANS)).sqrt());
    println!("largest = {:.12}", high - low);
    println!("disc = {:.12}", (2.0 * f_critical(ALPHA, 2.0, freedom) / n).sqrt());
    println!("tukey_least = {:.12}", tukey / n.sqrt());
    println!("t_least = {:.12}", t_critical(ALPHA, freedom) * (2.0 / n).sqrt());
    println!("bonferroni_least = {:.12}", t_critical(ALPHA / 3.0, freedom) * (2.0 / n).sqrt());

    // All pairs of GROUPS equal groups of ten, each by a t-test: the chance that any of them is called different.
    let freedom = 9.0 * GROUPS as f64;
    let t = t_critical(ALPHA, freedom);
    let student = StudentsT::new(0.0, 1.0, freedom).unwrap();
    assert!((2.0 * (1.0 - student.cdf(t)) - ALPHA).abs() < 1e-6);
    println!("any_alarm = {:.12}", range_tail(2f64.sqrt() * t, GROUPS, freedom));

    // Unequal spreads: SSB/2 - c SSW/(N - 3) is a weighted sum of chi-squares; Imhof's integral of its sign.
    let total: usize = SIZES.iter().sum();
    let left_over = total as f64 - 3.0;
    let c = f_critical(ALPHA, 2.0, left_over);
    let root = Vector3::from_fn(|i, _| SPREADS[i] * (SIZES[i] as f64).sqrt());
    let own = Matrix3::from_diagonal(&Vector3::from_fn(|i, _| SPREADS[i].powi(2)));
    let mut eigen: Vec<f64> =
        (own - root * root.transpose() / total as f64).symmetric_eigenvalues().iter().copied().collect();
    eigen.sort_by(f64::total_cmp);
    let mut terms = vec![(eigen[1] / 2.0, 1.0), (eigen[2] / 2.0, 1.0)];
    for (s, size) in SPREADS.iter().zip(SIZES) {
        terms.push((-c * s * s / left_over, size as f64 - 1.0));
    }
    let scale = terms.iter().map(|(w, d)| d * w * w).sum::<f64>().sqrt();
    let step = 0.04;
    let imhof = |k: usize| {
        let u = (-22.0 + step * k as f64).exp() / scale;
        let angle: f64 = terms.iter().map(|(w, d)| 0.5 * d * (w * u).atan()).sum();
        let size: f64 = terms.iter().map(|(w, d)| 0.25 * d * (w * u).powi(2).ln_1p()).sum();
        angle.sin() * (-size).exp()
    };
    println!("level = {:.12}", 0.5 + step / PI * (0..775).map(imhof).sum::<f64>());

    // Two factors, on the scale y^POWER/POWER, or the logarithm.
    let on_scale = |y: f64| if POWER == 0.0 { y.ln() } else { y.powf(POWER) / POWER };
    let cells = CELLS.map(|row| row.map(|cell| cell.map(on_scale)));
    let means = cells.map(|row| row.map(|cell| mean(&cell)));
    let (rows, columns, each) = (cells.len(), cells[0].len(), cells[0][0].len());
    let of_rows = means.map(|row| mean(&row));
    let grand = mean(&of_rows);
    let (mut left, mut inside) = (0.0, 0.0);
    for j in 0..columns {
        let column = mean(&means.map(|row| row[j]));
        for i in 0..rows {
            left += (means[i][j] - of_rows[i] - column + grand).powi(2);
            inside += squares(&cells[i][j], means[i][j]);
        }
    }
    let (first, last) = (means[0], means[rows - 1]);
    let above = ((rows - 1) * (columns - 1)) as f64;
    let below = (rows * columns * (each - 1)) as f64;
    println!("twist = {:.12}", (first[columns - 1] - first[0]) - (last[columns - 1] - last[0]));
    println!("f_interaction = {:.12}", each as f64 * left / above / (inside / below));
}

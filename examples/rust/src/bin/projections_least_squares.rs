//! Least squares as a projection: an orthonormal basis by Gram-Schmidt, the shadow, then nalgebra as a check.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const POINTS: [[f64; 2]; 3] = [[1.0, 1.0], [2.0, 3.0], [3.0, 1.5]];
const DEGREE: usize = 1;
const INTERCEPT: bool = true;
// --- end of parameters ---

fn main() {
    let b = DVector::from_iterator(POINTS.len(), POINTS.iter().map(|point| point[1]));
    let first = if INTERCEPT { 0 } else { 1 };
    let powers: Vec<i32> = (first..=DEGREE as i32).collect();
    let design = DMatrix::from_fn(POINTS.len(), powers.len(), |i, j| POINTS[i][0].powi(powers[j]));

    // Orthonormal basis of the column space. Going over each column twice keeps it orthogonal to rounding;
    // a column of which nothing is left was dependent on the earlier ones and adds no direction.
    let mut basis: Vec<DVector<f64>> = Vec::new();
    for column in design.column_iter() {
        let mut w = column.into_owned();
        for _ in 0..2 {
            for q in &basis {
                w -= q * q.dot(&w);
            }
        }
        if w.norm() > 1e-13 * column.norm() {
            basis.push(w.normalize());
        }
    }

    // The shadow of b, and what is left: at a right angle to every column.
    let p = basis.iter().fold(DVector::zeros(b.len()), |sum: DVector<f64>, q| sum + q * q.dot(&b));
    let e = &b - &p;

    // The coefficients solve X c = p, which has a solution because p lies in the column space. Columns are scaled to
    // length one first: where they are dependent, many c lead to p, and units shall not decide which one is the shortest.
    let mut coefficients = [0.0; 2];
    if !powers.is_empty() {
        let sizes: Vec<f64> = design.column_iter().map(|column| column.norm()).collect();
        let scaled = DMatrix::from_fn(design.nrows(), design.ncols(), |i, j| design[(i, j)] / sizes[j].max(1e-300));
        let svd = scaled.svd(true, true);
        let mut c = svd.solve(&p, 1e-11 * svd.singular_values.max()).expect("a decomposition with U and V");
        c.iter_mut().zip(&sizes).for_each(|(value, size)| *value /= size.max(1e-300));
        assert!((&design * &c - &p).norm() < 1e-6);
        for (power, value) in powers.iter().zip(c.iter()).filter(|(power, _)| **power < 2) {
            coefficients[*power as usize] = *value;
        }
    }

    println!("coefficient_0 = {:.12}", coefficients[0]);
    println!("coefficient_1 = {:.12}", coefficients[1]);
    println!("data_squares = {:.12}", b.dot(&b));
    println!("fitted_squares = {:.12}", p.dot(&p));
    println!("residual_squares = {:.12}", e.dot(&e));
    println!("rank = {}", basis.len());
}

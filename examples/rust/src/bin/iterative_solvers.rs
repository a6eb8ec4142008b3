//! Conjugate gradients, Lanczos and the power method by hand, with nothing but products.

use nalgebra::{DMatrix, DVector, Matrix2, SymmetricEigen, Vector2};

// --- parameters ---
const KAPPA: f64 = 10.0;
const START: [f64; 2] = [-4.1, -2.1];
const TICK: usize = 12;
const SPECTRUM: [f64; 12] = [1.0, 1.0, 1.1, 1.1, 5.0, 5.0, 5.1, 5.1, 9.8, 9.8, 9.9, 9.9];
const K: usize = 3;
const MATRIX: &str = "strakos";
const STEP: usize = 20;
// --- end of parameters ---

/// The tridiagonal matrix and the basis of the Krylov space of diag(values) and (1, ..., 1), each vector made orthogonal
/// to all before it, twice.
fn lanczos(values: &DVector<f64>, steps: usize) -> (DMatrix<f64>, Vec<DVector<f64>>) {
    let n = values.len();
    let mut basis = vec![DVector::repeat(n, 1.0 / (n as f64).sqrt())];
    let (mut diagonal, mut beside): (Vec<f64>, Vec<f64>) = (vec![], vec![]);
    loop {
        let q = basis.last().expect("it begins with one");
        let mut w = values.component_mul(q);
        diagonal.push(q.dot(&w));
        for _ in 0..2 {
            let shares: Vec<f64> = basis.iter().map(|v| v.dot(&w)).collect();
            for (v, share) in basis.iter().zip(shares) {
                w.axpy(-share, v, 1.0);
            }
        }
        let beta = w.norm();
        if beta < 1e-12 * diagonal[0].abs() || basis.len() == steps {
            break;
        }
        beside.push(beta);
        basis.push(w / beta);
    }
    let m = basis.len();
    let t = DMatrix::from_fn(m, m, |i, j| match i.abs_diff(j) {
        0 => diagonal[i],
        1 => beside[i.min(j)],
        _ => 0.0,
    });
    (t, basis)
}

/// The Ritz values, ascending, and the relative A-norm error of the best x of the Krylov space.
fn krylov(values: &DVector<f64>, steps: usize) -> (Vec<f64>, f64) {
    if steps == 0 {
        return (vec![], 1.0);
    }
    let (t, basis) = lanczos(values, steps);
    let mut right = DVector::zeros(t.nrows());
    right[0] = (values.len() as f64).sqrt();
    let y = t.clone().lu().solve(&right).expect("A is positive definite");
    let mut off = values.map(|v| -1.0 / v);
    for (q, share) in basis.iter().zip(y.iter()) {
        off.axpy(*share, q, 1.0);
    }
    let error: f64 = values.iter().zip(off.iter()).map(|(v, e)| v * e * e).sum();
    let whole: f64 = values.iter().map(|v| 1.0 / v).sum();
    let mut ritz: Vec<f64> = SymmetricEigen::new(t).eigenvalues.iter().copied().collect();
    ritz.sort_by(f64::total_cmp);
    (ritz, (error / whole).sqrt())
}

fn main() {
    // A valley in the plane, tilted by 20 degrees: steepest descent, and the first step of conjugate gradients.
    let (s, c) = 20f64.to_radians().sin_cos();
    let turn = Matrix2::new(c, -s, s, c);
    let a = turn * Matrix2::new(KAPPA.powf(-0.5), 0.0, 0.0, KAPPA.sqrt()) * turn.transpose();
    let step = |x: Vector2<f64>| {
        let g = a * x;
        let bend = g.dot(&(a * g));
        if bend > 0.0 {
            x - g * (g.norm_squared() / bend)
        } else {
            x
        }
    };
    let start = Vector2::from(START);
    let whole = start.dot(&(a * start));
    let left = |x: Vector2<f64>| if whole > 0.0 { (x.dot(&(a * x)) / whole).sqrt() } else { 0.0 };
    println!("descent_left = {:.12e}", left((0..TICK).fold(start, |x, _| step(x))));
    println!("cg_left = {:.12}", left(step(start)));

    // A spectrum: the error is what the polynomial with the Ritz values as its roots leaves at the eigenvalues.
    let spectrum = DVector::from_row_slice(&SPECTRUM);
    let (roots, line_error) = krylov(&spectrum, K);
    // A root that is an eigenvalue but for rounding is it: far out the other factors would blow up its last bit.
    let rounding = 8.0 * f64::EPSILON * spectrum.max();
    let found = |root: f64| *SPECTRUM.iter().find(|&&x| (x - root).abs() <= rounding).unwrap_or(&root);
    let p = |x: f64| roots.iter().map(|&root| 1.0 - x / found(root)).product::<f64>();
    let remains: f64 = SPECTRUM.iter().map(|&x| p(x).powi(2) / x).sum();
    let all: f64 = SPECTRUM.iter().map(|x| 1.0 / x).sum();
    println!("line_kappa = {:.12}", spectrum.max() / spectrum.min());
    println!("line_error = {line_error:.12e}");
    println!("polynomial_error = {:.12e}", (remains / all).sqrt());

    // A larger one: the largest Ritz value, and the power method after as many products.
    let values = match MATRIX {
        "strakos" => DVector::from_fn(24, |i, _| 0.1 + i as f64 / 23.0 * 99.9 * 0.7f64.powi(23 - i as i32)),
        "pair" => DVector::from_fn(200, |i, _| match i {
            198 => 2.5,
            199 => 3.0,
            _ => 0.02 + 1.98 * i as f64 / 197.0,
        }),
        _ => DVector::from_fn(100, |i, _| if i == 99 && MATRIX == "outlier" { 1e4 } else { 1.0 + i as f64 }),
    };
    let (ritz, exact_error) = krylov(&values, STEP.min(values.len()));
    let z = (1..STEP).fold(DVector::repeat(values.len(), 1.0), |z, _| values.component_mul(&z).normalize());
    println!("exact_top = {:.12}", ritz[ritz.len() - 1]);
    println!("power_top = {:.12}", values.dot(&z.component_mul(&z)) / z.norm_squared());
    println!("exact_error = {exact_error:.12e}");
}

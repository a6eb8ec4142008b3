//! Spectral cuts by hand: a graph of points, its Fiedler vector and the sweep; a roach; the parts of a graph.

use nalgebra::{DMatrix, SymmetricEigen};
use std::collections::HashMap;

// --- parameters ---
#[rustfmt::skip]
const POINTS: [[f64; 2]; 44] = [[0.06, 0.46], [-0.2, 0.72], [0.21, 0.36], [-1.29, 0.43], [-1.28, 0.51], [-0.5, 0.83], [-1.3, 0.11], [-0.91, 0.55], [0.24, 0.36], [0.42, -0.04], [0.49, 0.09], [-1.42, 0.41], [-0.99, 0.7], [0.0, 0.55], [-0.76, 0.69], [-1.56, -0.07], [-0.36, 0.66], [-1.46, 0.08], [-1.41, -0.24], [0.46, -0.3], [-0.09, 0.7], [0.36, 0.17], [0.22, -0.74], [1.51, 0.09], [-0.32, -0.47], [-0.46, -0.35], [0.55, -0.87], [1.28, -0.35], [0.21, -0.62], [0.92, -0.81], [0.8, -0.63], [-0.14, -0.41], [1.35, -0.17], [1.15, -0.4], [-0.5, 0.22], [-0.45, 0.27], [-0.42, -0.3], [1.54, 0.19], [-0.2, -0.68], [0.39, -0.75], [1.28, -0.49], [0.98, -0.46], [-0.48, 0.01], [1.44, 0.14]];
const SIGMA: f64 = 0.15;
const LAPLACIAN: &str = "normalised";
const RUNGS: usize = 5;
const ANTENNA: usize = 5;
#[rustfmt::skip]
const EDGES: [[usize; 10]; 10] = [[0, 1, 1, 1, 1, 0, 0, 0, 0, 0], [1, 0, 1, 1, 1, 0, 0, 0, 0, 0], [1, 1, 0, 1, 1, 0, 0, 0, 0, 0], [1, 1, 1, 0, 1, 0, 0, 0, 0, 0], [1, 1, 1, 1, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 0, 1, 1, 1, 1], [0, 0, 0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 1, 1, 0, 1, 1], [0, 0, 0, 0, 0, 1, 1, 1, 0, 1], [0, 0, 0, 0, 0, 1, 1, 1, 1, 0]];
// --- end of parameters ---

/// Eigenvalues, ascending, and the eigenvector of the second.
fn spectrum(matrix: DMatrix<f64>) -> (Vec<f64>, Vec<f64>) {
    let eigen = SymmetricEigen::new(matrix);
    let mut order: Vec<usize> = (0..eigen.eigenvalues.len()).collect();
    order.sort_by(|&a, &b| eigen.eigenvalues[a].total_cmp(&eigen.eigenvalues[b]));
    let values = order.iter().map(|&k| eigen.eigenvalues[k]).collect();
    (values, eigen.eigenvectors.column(order[1]).iter().copied().collect())
}

/// D - W, or with unit diagonal the normalised Laplacian.
fn laplacian(w: &DMatrix<f64>, normalised: bool) -> DMatrix<f64> {
    let d: Vec<f64> = w.row_iter().map(|row| row.sum()).collect();
    DMatrix::from_fn(w.nrows(), w.ncols(), |i, j| {
        if !normalised {
            return if i == j { d[i] } else { -w[(i, j)] };
        }
        if i == j {
            return f64::from(u8::from(d[i] > 0.0));
        }
        if w[(i, j)] > 0.0 {
            -w[(i, j)] / d[i].sqrt() / d[j].sqrt()
        } else {
            0.0
        }
    })
}

/// The nodes by their entries, ascending; entries that agree to nine digits of the largest by number.
fn order_of(f: &[f64]) -> Vec<usize> {
    let largest = f.iter().fold(0.0, |m: f64, v| m.max(v.abs()));
    let rounded = |k: usize| (f[k] / largest * 1e9).round();
    let mut order: Vec<usize> = (0..f.len()).collect();
    order.sort_by(|&a, &b| rounded(a).total_cmp(&rounded(b)));
    order
}

/// The weight of all edges that lead out of a set.
fn cut(w: &DMatrix<f64>, inside: &[bool]) -> f64 {
    let n = inside.len();
    let out = |i: usize| (0..n).filter(|&j| !inside[j]).map(|j| w[(i, j)]).sum::<f64>();
    (0..n).filter(|&i| inside[i]).map(out).sum()
}

fn main() {
    // Join all points, near ones strongly. The eigenvectors of the normalised Laplacian are D^(1/2) f.
    let n = POINTS.len();
    let w = DMatrix::from_fn(n, n, |i, j| {
        let (dx, dy) = (POINTS[i][0] - POINTS[j][0], POINTS[i][1] - POINTS[j][1]);
        if i == j {
            0.0
        } else {
            (-(dx * dx + dy * dy) / (2.0 * SIGMA * SIGMA)).exp()
        }
    });
    let d: Vec<f64> = w.row_iter().map(|row| row.sum()).collect();
    let normalised = LAPLACIAN == "normalised";
    let (values, mut f) = spectrum(laplacian(&w, normalised));
    let lambda_2 = values[1].max(0.0);
    if normalised {
        f.iter_mut().zip(&d).filter(|(_, d)| **d > 0.0).for_each(|(v, d)| *v /= d.sqrt());
    }

    // The sweep: every prefix of the order of f, by what it severs over the smaller volume.
    let mut inside = vec![false; n];
    let mut least = f64::INFINITY;
    for &node in order_of(&f).iter().take(n - 1) {
        inside[node] = true;
        let volume = |side: bool| (0..n).filter(|&k| inside[k] == side).map(|k| d[k]).sum::<f64>();
        let smaller = volume(true).min(volume(false));
        least = least.min(if smaller > 0.0 { cut(&w, &inside) / smaller } else { 0.0 });
    }
    println!("lambda_2 = {lambda_2:.12e}");
    if lambda_2 > 1e-12 {
        println!("upper = {:.12e}", (2.0 * lambda_2).sqrt());
        println!("conductance_best = {least:.12e}");
    } else {
        println!("(λ₂ is zero to rounding: any of several parts is cut off)");
    }

    // The roach: two paths, joined by rungs at the last places. Halve it by the Fiedler vector.
    let length = ANTENNA + RUNGS;
    let roach = DMatrix::from_fn(2 * length, 2 * length, |i, j| {
        let (low, high) = (i.min(j), i.max(j));
        let along = high - low == 1 && high != length;
        let rung = high - low == length && low >= ANTENNA;
        f64::from(u8::from(along || rung))
    });
    let (values, f) = spectrum(laplacian(&roach, false));
    let mut half = vec![false; 2 * length];
    order_of(&f).iter().take(length).for_each(|&k| half[k] = true);
    println!("roach_lambda = {:.12e}", values[1]);
    println!("fiedler_cut = {:.12}", cut(&roach, &half));

    // The fewest edges of any halving, place by place: sides of the last two nodes, and how many nodes are inside.
    let mut least: HashMap<(usize, usize, usize), usize> = HashMap::new();
    for place in 0..length {
        let before = if place == 0 { HashMap::from([((2, 2, 0), 0)]) } else { least };
        least = HashMap::new();
        for (&(a, b, count), &cut) in &before {
            for (up, low) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                let along = if place == 0 { 0 } else { usize::from(up != a) + usize::from(low != b) };
                let rung = usize::from(up != low && place >= ANTENNA);
                let slot = least.entry((up, low, count + up + low)).or_insert(usize::MAX);
                *slot = (*slot).min(cut + along + rung);
            }
        }
    }
    let halves = least.iter().filter(|((_, _, count), _)| *count == length);
    println!("best_cut = {:.12}", halves.map(|(_, &cut)| cut).min().unwrap_or(0) as f64);

    // A graph of one's own: zeros count its components.
    let net = DMatrix::from_fn(EDGES.len(), EDGES.len(), |i, j| EDGES[i][j] as f64);
    let (values, _) = spectrum(laplacian(&net, false));
    let top = values.iter().fold(1.0, |m: f64, v| m.max(*v));
    println!("own_lambda_2 = {:.12e}", values[1].max(0.0));
    println!("own_zeros = {:.12}", values.iter().filter(|v| **v < 1e-9 * top).count() as f64);
}

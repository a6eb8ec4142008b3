//! Points moved by the gradient of t-SNE.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::instructions::dispatch;

/// A run of exact t-SNE: see `tsne` in `mathcore/kernels_numpy/embedding.py`.
#[derive(Clone, Copy, Debug)]
pub struct Embedding<'a> {
    /// Symmetric affinities (n, n) with a zero diagonal, row by row.
    pub affinities: &'a [f64],
    /// Where the points begin.
    pub start: &'a [[f64; 2]],
    /// Numbers of iterations, ascending, after which the points are kept.
    pub grid: &'a [i64],
    /// How many iterations exaggerate the affinities.
    pub early: i64,
    /// By how much.
    pub exaggeration: f64,
    /// The learning rate.
    pub rate: f64,
}

/// Sums over the other points, one entry for each point: of the pull in x and y, of the push in x and y, and of the
/// weights.
type Sums = [Vec<f64>; 5];

#[inline(always)]
fn add(sums: &mut Sums, affinities: &[f64], xs: &[f64], ys: &[f64], j: usize, first: usize, last: usize) {
    let (x, y) = (xs[j], ys[j]);
    let (xs, ys, row) = (&xs[first..last], &ys[first..last], &affinities[j * xs.len()..][first..last]);
    let [px, py, rx, ry, z] = sums.each_mut().map(|sum| &mut sum[first..last]);
    for i in 0..row.len() {
        let (dx, dy) = (xs[i] - x, ys[i] - y);
        let weight = 1.0 / (1.0 + (dx * dx + dy * dy));
        let (pull, push) = (row[i] * weight, weight * weight);
        px[i] += pull * dx;
        py[i] += pull * dy;
        rx[i] += push * dx;
        ry[i] += push * dy;
        z[i] += weight;
    }
}

#[inline(always)]
fn embed_body(of: &Embedding, out: &mut Band, stop: &AtomicBool) {
    let n = of.start.len();
    let mut at = [0, 1].map(|axis| of.start.iter().map(|point| point[axis]).collect::<Vec<f64>>());
    let (mut velocity, mut gains) = ([vec![0.0; n], vec![0.0; n]], [vec![1.0; n], vec![1.0; n]]);
    let mut sums: Sums = [0; 5].map(|_| vec![0.0; n]);
    let mut done = 0;
    for (kept, &until) in of.grid.iter().enumerate() {
        for t in done..until {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if t == of.early {
                velocity.iter_mut().for_each(|v| v.fill(0.0));
                gains.iter_mut().for_each(|g| g.fill(1.0));
            }
            sums.iter_mut().for_each(|sum| sum.fill(0.0));
            for j in 0..n {
                // A point does not act on itself.
                add(&mut sums, of.affinities, &at[0], &at[1], j, 0, j);
                add(&mut sums, of.affinities, &at[0], &at[1], j, j + 1, n);
            }
            let mut total = 0.0;
            for weight in &sums[4] {
                total += weight;
            }
            let (factor, momentum) = if t < of.early { (of.exaggeration, 0.5) } else { (1.0, 0.8) };
            for axis in 0..2 {
                for i in 0..n {
                    let gradient = 4.0 * (factor * sums[axis][i] - sums[2 + axis][i] / total);
                    let (gain, speed) = (&mut gains[axis][i], &mut velocity[axis][i]);
                    let calmer = *gain * 0.8;
                    let calmer = if calmer > 0.01 { calmer } else { 0.01 };
                    *gain = if *speed * gradient < 0.0 { *gain + 0.2 } else { calmer };
                    *speed = momentum * *speed - of.rate * (*gain * gradient);
                    at[axis][i] += *speed;
                }
            }
        }
        for (pair, i) in out.row(kept).as_chunks_mut::<2>().0.iter_mut().zip(0..n) {
            *pair = [at[0][i], at[1][i]];
        }
        done = until;
    }
}

dispatch! {
    /// The points at the times of the grid, x and y beside each other. Given up once `stop` is set.
    pub fn embed(of: &Embedding, out: &mut Band, stop: &AtomicBool) = embed_body
}

//! Noise turned back into a mixture by its exact score.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::generator::{columns, mix, normal_pair, row_offset};
use crate::instructions::dispatch;
use crate::means::width;
use crate::portable::exp;

/// Particles in a block.
pub const LANES: usize = 256;
/// Components that a mixture may have.
pub const MOST: usize = 32;
type Lanes = [f64; LANES];

/// A reverse process: see `reverse_diffusion` in `mathcore/kernels_numpy/diffusion.py`.
#[derive(Clone, Copy, Debug)]
pub struct Process<'a> {
    /// Logarithms of the weights of the components.
    pub log_weights: &'a [f64],
    /// Their centres at time 0.
    pub centres: &'a [[f64; 2]],
    /// What the centres are multiplied with at each step.
    pub decays: &'a [f64],
    /// The variance of each component at each step.
    pub variances: &'a [f64],
    /// The time that each step takes.
    pub lengths: &'a [f64],
    /// The reverse SDE; its ODE otherwise.
    pub noisy: bool,
    /// Numbers of steps, ascending, after which the particles are kept.
    pub grid: &'a [i64],
    /// Particles of the whole run.
    pub particles: u64,
    /// The seed.
    pub seed: u64,
}

#[inline(always)]
fn score(p: &Process, step: usize, x: &Lanes, y: &Lanes, logits: &mut [Lanes; MOST], gx: &mut Lanes, gy: &mut Lanes) {
    let (decay, variance) = (p.decays[step], p.variances[step]);
    let mut most = [f64::NEG_INFINITY; LANES];
    for (j, (weight, centre)) in p.log_weights.iter().zip(p.centres).enumerate() {
        let (cx, cy) = (centre[0] * decay, centre[1] * decay);
        for i in 0..LANES {
            let (dx, dy) = (x[i] - cx, y[i] - cy);
            logits[j][i] = weight - (dx * dx + dy * dy) / (2.0 * variance);
            most[i] = if logits[j][i] > most[i] { logits[j][i] } else { most[i] };
        }
    }
    let (mut total, mut mx, mut my) = ([0.0; LANES], [0.0; LANES], [0.0; LANES]);
    for (j, centre) in p.centres.iter().enumerate() {
        let (cx, cy) = (centre[0] * decay, centre[1] * decay);
        for i in 0..LANES {
            let share = exp(logits[j][i] - most[i]);
            total[i] += share;
            mx[i] += share * cx;
            my[i] += share * cy;
        }
    }
    for i in 0..LANES {
        gx[i] = (mx[i] / total[i] - x[i]) / variance;
        gy[i] = (my[i] / total[i] - y[i]) / variance;
    }
}

#[inline(always)]
fn reverse_body(p: &Process, block: u64, out: &mut Band, stop: &AtomicBool) {
    let used = width(block, p.particles, LANES);
    let mut state = [0u64; LANES];
    columns(p.seed, block, &mut state);
    let (mut x, mut y, mut a, mut b) = ([0.0; LANES], [0.0; LANES], [0.0; LANES], [0.0; LANES]);
    let (mut gx, mut gy) = ([0.0; LANES], [0.0; LANES]);
    let mut logits = [[0.0; LANES]; MOST];
    let normals = |row: u64, a: &mut Lanes, b: &mut Lanes| {
        let (even, odd) = (row_offset(row, LANES as u64), row_offset(row + 1, LANES as u64));
        for i in 0..LANES {
            (a[i], b[i]) = normal_pair(mix(state[i].wrapping_add(even)), mix(state[i].wrapping_add(odd)));
        }
    };
    normals(0, &mut x, &mut y);
    let mut done = 0usize;
    for (kept, &until) in p.grid.iter().enumerate() {
        for t in done..until as usize {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            score(p, t, &x, &y, &mut logits, &mut gx, &mut gy);
            let dt = p.lengths[t];
            if p.noisy {
                normals(2 * t as u64 + 2, &mut a, &mut b);
                let root = (2.0 * dt).sqrt();
                for i in 0..LANES {
                    x[i] = x[i] + dt * (x[i] + 2.0 * gx[i]) + root * a[i];
                    y[i] = y[i] + dt * (y[i] + 2.0 * gy[i]) + root * b[i];
                }
            } else {
                for i in 0..LANES {
                    x[i] += dt * (x[i] + gx[i]);
                    y[i] += dt * (y[i] + gy[i]);
                }
            }
        }
        out.row(2 * kept).copy_from_slice(&x[..used]);
        out.row(2 * kept + 1).copy_from_slice(&y[..used]);
        done = until as usize;
    }
}

dispatch! {
    /// The particles of a block at the times of the grid: a row of x and a row of y for each. Given up once
    /// `stop` is set.
    pub fn reverse(process: &Process, block: u64, out: &mut Band, stop: &AtomicBool) = reverse_body
}

//! Paths of one-dimensional stochastic differential equations.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::generator::{columns, row_offset, single_pairs};
use crate::instructions::dispatch;
use crate::means::width;

/// Paths in a block.
pub const LANES: usize = 256;

/// dX = a(X) dt + b(X) dW.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Model {
    /// a = drift, b = sigma.
    Brownian(f64, f64),
    /// a = rate (mean - X), b = sigma.
    OrnsteinUhlenbeck(f64, f64, f64),
    /// a = mu X, b = sigma X.
    Geometric(f64, f64),
    /// a = strength (X - X^3), b = sigma.
    DoubleWell(f64, f64),
}

impl Model {
    /// The model of a name that Python uses, with its three parameters.
    pub fn named(name: &str, p: [f64; 3]) -> Option<Model> {
        Some(match name {
            "brownian" => Model::Brownian(p[0], p[1]),
            "ornstein_uhlenbeck" => Model::OrnsteinUhlenbeck(p[0], p[1], p[2]),
            "geometric" => Model::Geometric(p[0], p[1]),
            "double_well" => Model::DoubleWell(p[0], p[1]),
            _ => return None,
        })
    }
}

/// A run of paths.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The equation.
    pub model: Model,
    /// Milstein's scheme; Euler and Maruyama's otherwise. They differ where b depends on X.
    pub milstein: bool,
    /// X at time 0.
    pub start: f64,
    /// Length of a step.
    pub dt: f64,
    /// Numbers of steps, ascending, after which X and W are kept.
    pub grid: &'a [i64],
    /// Normals that a step's Brownian increment is the sum of.
    pub refine: u64,
    /// Paths of the whole run.
    pub paths: u64,
    /// The seed.
    pub seed: u64,
}

#[inline(always)]
fn advance(model: Model, milstein: bool, x: &mut [f64; LANES], dw: &[f64; LANES], dt: f64) {
    match model {
        Model::Brownian(a, b) => {
            for i in 0..LANES {
                x[i] = x[i] + a * dt + b * dw[i];
            }
        }
        Model::OrnsteinUhlenbeck(rate, mean, b) => {
            for i in 0..LANES {
                x[i] = x[i] + rate * (mean - x[i]) * dt + b * dw[i];
            }
        }
        Model::DoubleWell(a, b) => {
            for i in 0..LANES {
                x[i] = x[i] + a * (x[i] - x[i] * x[i] * x[i]) * dt + b * dw[i];
            }
        }
        Model::Geometric(mu, sigma) => {
            for i in 0..LANES {
                let moved = x[i] + mu * x[i] * dt + sigma * x[i] * dw[i];
                let correction = 0.5 * sigma * sigma * x[i] * (dw[i] * dw[i] - dt);
                x[i] = if milstein { moved + correction } else { moved };
            }
        }
    }
}

#[inline(always)]
fn paths_body(run: &Run, block: u64, out: &mut Band, stop: &AtomicBool) {
    let used = width(block, run.paths, LANES);
    let mut state = [0u64; LANES];
    columns(run.seed, block, &mut state);
    let root = (run.dt / run.refine as f64).sqrt();
    let (mut x, mut w) = ([run.start; LANES], [0.0; LANES]);
    let (mut first, mut second) = ([0.0f32; LANES], [0.0f32; LANES]);
    let mut row = 0u64;
    let mut done = 0;
    for (kept, &until) in run.grid.iter().enumerate() {
        for _ in done..until {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let mut dw = [0.0; LANES];
            for _ in 0..run.refine {
                if row.is_multiple_of(2) {
                    single_pairs(&state, row_offset(row / 2, LANES as u64), &mut first, &mut second);
                } else {
                    first = second;
                }
                for i in 0..LANES {
                    dw[i] += first[i] as f64;
                }
                row += 1;
            }
            for i in 0..LANES {
                dw[i] *= root;
                w[i] += dw[i];
            }
            advance(run.model, run.milstein, &mut x, &dw, run.dt);
        }
        out.row(kept).copy_from_slice(&x[..used]);
        out.row(run.grid.len() + kept).copy_from_slice(&w[..used]);
        done = until;
    }
}

dispatch! {
    /// The paths of a block: a row of X for each time of the grid, then a row of W for each. Given up once `stop` is set.
    pub fn paths(run: &Run, block: u64, out: &mut Band, stop: &AtomicBool) = paths_body
}

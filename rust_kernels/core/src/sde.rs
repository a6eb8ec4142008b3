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

/// The normals of a block of paths, summed to Brownian increments, one row after another.
struct Increments {
    state: [u64; LANES],
    first: [f32; LANES],
    second: [f32; LANES],
    row: u64,
    refine: u64,
    root: f64,
}

impl Increments {
    #[inline(always)]
    fn new(run: &Run, block: u64) -> Increments {
        let mut state = [0u64; LANES];
        columns(run.seed, block, &mut state);
        let root = (run.dt / run.refine as f64).sqrt();
        Increments { state, first: [0.0; LANES], second: [0.0; LANES], row: 0, refine: run.refine, root }
    }

    /// Those of the next step.
    #[inline(always)]
    fn next(&mut self) -> [f64; LANES] {
        let mut dw = [0.0; LANES];
        for _ in 0..self.refine {
            if self.row.is_multiple_of(2) {
                let offset = row_offset(self.row / 2, LANES as u64);
                single_pairs(&self.state, offset, &mut self.first, &mut self.second);
            } else {
                self.first = self.second;
            }
            for i in 0..LANES {
                dw[i] += self.first[i] as f64;
            }
            self.row += 1;
        }
        for i in 0..LANES {
            dw[i] *= self.root;
        }
        dw
    }
}

#[inline(always)]
fn paths_body(run: &Run, block: u64, out: &mut Band, stop: &AtomicBool) {
    let used = width(block, run.paths, LANES);
    let mut increments = Increments::new(run, block);
    let (mut x, mut w) = ([run.start; LANES], [0.0; LANES]);
    let mut done = 0;
    for (kept, &until) in run.grid.iter().enumerate() {
        for _ in done..until {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let dw = increments.next();
            for i in 0..LANES {
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

#[inline(always)]
fn crossings_body(run: &Run, level: f64, steps: i64, block: u64, stop: &AtomicBool) -> Vec<i64> {
    let used = width(block, run.paths, LANES);
    let mut increments = Increments::new(run, block);
    let (mut x, mut first) = ([run.start; LANES], [0i64; LANES]);
    let upwards = run.start < level;
    for step in 1..=steps {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        advance(run.model, run.milstein, &mut x, &increments.next(), run.dt);
        let mut waiting = 0;
        for i in 0..LANES {
            let beyond = if upwards { x[i] >= level } else { x[i] <= level };
            first[i] = if beyond & (first[i] == 0) { step } else { first[i] };
            waiting += ((first[i] == 0) & (i < used)) as usize;
        }
        if waiting == 0 {
            break;
        }
    }
    first[..used].to_vec()
}

dispatch! {
    /// After how many steps each path of a block is first at `level` or beyond it, seen from where it starts; 0 where it
    /// is not by the end. The grid of the run is not read. Given up once `stop` is set.
    pub fn crossings(run: &Run, level: f64, steps: i64, block: u64, stop: &AtomicBool) -> Vec<i64> = crossings_body
}

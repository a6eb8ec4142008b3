//! Markov chains, Metropolis, Hamiltonian Monte Carlo and Gibbs.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::generator::{columns, mix, normal_pair, row_offset, uniform};
use crate::instructions::dispatch;
use crate::means::width;
use crate::portable::{exp, log};

/// Markov chains in a block.
pub const LANES: usize = 1024;
/// Sampling chains in a block.
pub const CHAIN_LANES: usize = 16;
type Chains = [f64; CHAIN_LANES];

#[inline(always)]
fn markov_body(
    across: &[f64],
    initial: &[f64],
    steps: usize,
    chains: u64,
    seed: u64,
    block: u64,
    counts: &mut [i64],
    stop: &AtomicBool,
) {
    let used = width(block, chains, LANES);
    let k = initial.len();
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let (mut u, mut here, mut following) = ([0.0; LANES], [0u32; LANES], [0u32; LANES]);
    for t in 0..=steps {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let offset = row_offset(t as u64, LANES as u64);
        for i in 0..LANES {
            u[i] = uniform(mix(state[i].wrapping_add(offset)));
        }
        following.fill(0);
        for j in 0..k - 1 {
            if t == 0 {
                for i in 0..LANES {
                    following[i] += (initial[j] <= u[i]) as u32;
                }
            } else {
                let column = &across[j * k..(j + 1) * k];
                for i in 0..LANES {
                    following[i] += (column[here[i] as usize] <= u[i]) as u32;
                }
            }
        }
        here = following;
        let row = &mut counts[t * k..(t + 1) * k];
        for i in &here[..used] {
            row[*i as usize] += 1;
        }
    }
}

dispatch! {
    /// Add a block of chains to the counts of each time and state, (steps + 1) k; `across` is the transposed matrix of
    /// cumulated transition probabilities, `initial` the cumulated start. Once `stop` is set, the counts are of no use.
    pub fn markov(
        across: &[f64], initial: &[f64], steps: usize, chains: u64, seed: u64, block: u64, counts: &mut [i64],
        stop: &AtomicBool,
    ) = markov_body
}

/// A density of the plane, up to a constant; the formulas are in `mathcore/kernels/chains.py`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Density {
    /// Standard normals with this correlation.
    Gaussian(f64),
    /// Bend and deviation of x.
    Banana(f64, f64),
    /// Half and half, two round normals this far apart.
    Mixture(f64),
}

impl Density {
    /// The density of a name that Python uses, with its two parameters.
    pub fn named(name: &str, [a, b]: [f64; 2]) -> Option<Density> {
        Some(match name {
            "gaussian" => Density::Gaussian(a),
            "banana" => Density::Banana(a, b),
            "mixture" => Density::Mixture(a),
            _ => return None,
        })
    }

    #[inline(always)]
    fn log(self, x: f64, y: f64) -> f64 {
        match self {
            Density::Gaussian(a) => -0.5 * (x * x - 2.0 * a * (x * y) + y * y) / (1.0 - a * a),
            Density::Banana(a, b) => {
                let r = y - a * (x * x - b * b);
                -0.5 * (x * x / (b * b) + r * r)
            }
            Density::Mixture(a) => {
                let m = (x * (0.5 * a)).abs();
                -0.5 * (x * x + y * y) + (m + log(1.0 + exp(-2.0 * m)))
            }
        }
    }

    #[inline(always)]
    fn gradient(self, x: f64, y: f64) -> (f64, f64) {
        match self {
            Density::Gaussian(a) => (-(x - a * y) / (1.0 - a * a), -(y - a * x) / (1.0 - a * a)),
            Density::Banana(a, b) => {
                let r = y - a * (x * x - b * b);
                (-(x / (b * b)) + 2.0 * a * (x * r), -r)
            }
            Density::Mixture(a) => {
                let h = x * (0.5 * a);
                let e = exp(-2.0 * h.abs());
                let t = (1.0 - e) / (1.0 + e);
                (-x + (0.5 * a) * if h < 0.0 { -t } else { t }, -y)
            }
        }
    }
}

/// How chains move.
#[derive(Clone, Copy, Debug)]
pub struct Sampler {
    /// Where they are drawn from.
    pub density: Density,
    /// Deviation of a proposal, or length of a leap.
    pub step: f64,
    /// Leapfrog steps of a proposal; 0 for Metropolis.
    pub leaps: u64,
    /// The seed.
    pub seed: u64,
}

/// Steps whose random numbers are drawn at a time.
const AHEAD: usize = 64;

/// What the steps of a chain need: two normals for the proposal or the momentum, and the logarithm of a uniform.
struct Drawn {
    px: [Chains; AHEAD],
    py: [Chains; AHEAD],
    bar: [Chains; AHEAD],
}

impl Drawn {
    /// For steps first + 1, ..., first + `steps`. They do not depend on where the chains are, so they are drawn side by
    /// side, where the steps themselves must wait for one another.
    #[inline(always)]
    fn draw(&mut self, state: &[u64; CHAIN_LANES], first: u64, steps: usize) {
        for t in 0..steps {
            let row = 3 * (first + t as u64);
            let offsets = [0, 1, 2].map(|i| row_offset(row + i, CHAIN_LANES as u64));
            let (px, py, bar) = (&mut self.px[t], &mut self.py[t], &mut self.bar[t]);
            for i in 0..CHAIN_LANES {
                let words = offsets.map(|o| mix(state[i].wrapping_add(o)));
                (px[i], py[i]) = normal_pair(words[0], words[1]);
                bar[i] = log(1.0 - uniform(words[2]));
            }
        }
    }
}

/// Where some chains are.
struct Moving {
    x: Chains,
    y: Chains,
    here: Chains,
    accepted: [i64; CHAIN_LANES],
}

/// Where a proposal passes: its place on the path, the positions there and the momenta.
type Passed<'a> = (usize, &'a Chains, &'a Chains, &'a Chains, &'a Chains);

impl Moving {
    fn from(starts: &[[f64; 2]], log: impl Fn(f64, f64) -> f64) -> Moving {
        let at = |i: usize, axis: usize| starts[i.min(starts.len() - 1)][axis];
        let (x, y): (Chains, Chains) = (std::array::from_fn(|i| at(i, 0)), std::array::from_fn(|i| at(i, 1)));
        let here = std::array::from_fn(|i| log(x[i], y[i]));
        Moving { x, y, here, accepted: [0; CHAIN_LANES] }
    }

    /// A step: a proposal, and whether it is taken. One loop for each density, over all chains at once. `pass` is told
    /// of the start, of each leap, or of Metropolis's proposal, whose momentum is 0.
    #[inline(always)]
    fn step(
        &mut self,
        how: &Sampler,
        (px, py, bar): (&Chains, &Chains, &Chains),
        log: impl Fn(f64, f64) -> f64,
        gradient: impl Fn(f64, f64) -> (f64, f64),
        mut pass: impl FnMut(Passed),
    ) {
        let step = how.step;
        let (mut new_x, mut new_y, mut energy) = (self.x, self.y, self.here);
        let (mut px, mut py) = (*px, *py);
        if how.leaps == 0 {
            let rest = [0.0; CHAIN_LANES];
            pass((0, &new_x, &new_y, &rest, &rest));
            for i in 0..CHAIN_LANES {
                (new_x[i], new_y[i]) = (self.x[i] + step * px[i], self.y[i] + step * py[i]);
            }
            pass((1, &new_x, &new_y, &rest, &rest));
        } else {
            pass((0, &new_x, &new_y, &px, &py));
            let (mut gx, mut gy) = ([0.0; CHAIN_LANES], [0.0; CHAIN_LANES]);
            for i in 0..CHAIN_LANES {
                energy[i] = self.here[i] - 0.5 * (px[i] * px[i] + py[i] * py[i]);
                (gx[i], gy[i]) = gradient(self.x[i], self.y[i]);
            }
            for leap in 0..how.leaps {
                for i in 0..CHAIN_LANES {
                    px[i] += (0.5 * step) * gx[i];
                    py[i] += (0.5 * step) * gy[i];
                    new_x[i] += step * px[i];
                    new_y[i] += step * py[i];
                    (gx[i], gy[i]) = gradient(new_x[i], new_y[i]);
                    px[i] += (0.5 * step) * gx[i];
                    py[i] += (0.5 * step) * gy[i];
                }
                pass((leap as usize + 1, &new_x, &new_y, &px, &py));
            }
        }
        for i in 0..CHAIN_LANES {
            let there = log(new_x[i], new_y[i]);
            let kinetic = if how.leaps == 0 { 0.0 } else { 0.5 * (px[i] * px[i] + py[i] * py[i]) };
            // A NaN gain, from a leap out of the floats, is a rejection.
            let yes = bar[i] < there - kinetic - energy[i];
            self.x[i] = if yes { new_x[i] } else { self.x[i] };
            self.y[i] = if yes { new_y[i] } else { self.y[i] };
            self.here[i] = if yes { there } else { self.here[i] };
            self.accepted[i] += yes as i64;
        }
    }
}

/// What is written down of the chains.
#[derive(Clone, Copy, PartialEq)]
enum Kept {
    /// Where they are after each step, x and y; the start first.
    Positions,
    /// Where each proposal passes: x, y and the energy, the start of each first.
    Paths,
}

impl Sampler {
    /// Points on the path of a proposal, its start and end with them.
    pub fn passes(&self) -> usize {
        self.leaps.max(1) as usize + 1
    }
}

#[inline(always)]
fn sample_with(
    how: &Sampler,
    kept: Kept,
    starts: &[[f64; 2]],
    steps: usize,
    block: u64,
    out: &mut Band,
    stop: &AtomicBool,
    log: impl Fn(f64, f64) -> f64 + Copy,
    gradient: impl Fn(f64, f64) -> (f64, f64) + Copy,
) -> Vec<i64> {
    let mut state = [0u64; CHAIN_LANES];
    columns(how.seed, block, &mut state);
    let mut moving = Moving::from(starts, log);
    let zero = [[0.0; CHAIN_LANES]; AHEAD];
    let mut drawn = Drawn { px: zero, py: zero, bar: zero };
    if kept == Kept::Positions {
        keep(out, 0, &moving);
    }
    for first in (0..steps).step_by(AHEAD) {
        let count = AHEAD.min(steps - first);
        drawn.draw(&state, first as u64, count);
        for t in 0..count {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            let random = (&drawn.px[t], &drawn.py[t], &drawn.bar[t]);
            match kept {
                Kept::Positions => {
                    moving.step(how, random, log, gradient, |_| {});
                    keep(out, first + t + 1, &moving);
                }
                Kept::Paths => moving.step(how, random, log, gradient, |(k, x, y, px, py)| {
                    let row = out.row((first + t) * how.passes() + k);
                    for (i, point) in row.as_chunks_mut::<3>().0.iter_mut().enumerate() {
                        *point = [x[i], y[i], 0.5 * (px[i] * px[i] + py[i] * py[i]) - log(x[i], y[i])];
                    }
                }),
            }
        }
    }
    moving.accepted[..starts.len()].to_vec()
}

#[inline(always)]
fn keep(out: &mut Band, t: usize, moving: &Moving) {
    for (i, point) in out.row(t).as_chunks_mut::<2>().0.iter_mut().enumerate() {
        *point = [moving.x[i], moving.y[i]];
    }
}

#[inline(always)]
fn kept_body(
    how: &Sampler,
    kept: Kept,
    starts: &[[f64; 2]],
    steps: usize,
    block: u64,
    out: &mut Band,
    stop: &AtomicBool,
) -> Vec<i64> {
    // The density is named here, so that each has its own loops.
    match how.density {
        Density::Gaussian(a) => {
            let of = Density::Gaussian(a);
            sample_with(how, kept, starts, steps, block, out, stop, |x, y| of.log(x, y), |x, y| of.gradient(x, y))
        }
        Density::Banana(a, b) => {
            let of = Density::Banana(a, b);
            sample_with(how, kept, starts, steps, block, out, stop, |x, y| of.log(x, y), |x, y| of.gradient(x, y))
        }
        Density::Mixture(a) => {
            let of = Density::Mixture(a);
            sample_with(how, kept, starts, steps, block, out, stop, |x, y| of.log(x, y), |x, y| of.gradient(x, y))
        }
    }
}

#[inline(always)]
fn sample_body(
    how: &Sampler,
    starts: &[[f64; 2]],
    steps: usize,
    block: u64,
    out: &mut Band,
    stop: &AtomicBool,
) -> Vec<i64> {
    kept_body(how, Kept::Positions, starts, steps, block, out, stop)
}

#[inline(always)]
fn paths_body(
    how: &Sampler,
    starts: &[[f64; 2]],
    steps: usize,
    block: u64,
    out: &mut Band,
    stop: &AtomicBool,
) -> Vec<i64> {
    kept_body(how, Kept::Paths, starts, steps, block, out, stop)
}

#[inline(always)]
fn gibbs_body(
    correlation: f64,
    starts: &[[f64; 2]],
    steps: usize,
    seed: u64,
    block: u64,
    out: &mut Band,
    stop: &AtomicBool,
) {
    let mut state = [0u64; CHAIN_LANES];
    columns(seed, block, &mut state);
    let mut moving = Moving::from(starts, |_, _| 0.0);
    let spread = (1.0 - correlation * correlation).sqrt();
    keep(out, 0, &moving);
    for t in 0..steps {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let offsets = [0, 1].map(|i| row_offset(2 * t as u64 + i, CHAIN_LANES as u64));
        for i in 0..CHAIN_LANES {
            let words = offsets.map(|o| mix(state[i].wrapping_add(o)));
            let (z, w) = normal_pair(words[0], words[1]);
            moving.x[i] = correlation * moving.y[i] + spread * z;
            moving.y[i] = correlation * moving.x[i] + spread * w;
        }
        keep(out, t + 1, &moving);
    }
}

dispatch! {
    /// The positions of at most 16 chains, x and y side by side, a row for each time, the start first; returns how many
    /// proposals each accepted. Once `stop` is set, the positions end early.
    pub fn sample(
        how: &Sampler, starts: &[[f64; 2]], steps: usize, block: u64, out: &mut Band, stop: &AtomicBool,
    ) -> Vec<i64> = sample_body
}
dispatch! {
    /// The paths of the proposals of the same chains: x, y and the energy side by side, [`Sampler::passes`] rows for
    /// each step.
    pub fn paths(
        how: &Sampler, starts: &[[f64; 2]], steps: usize, block: u64, out: &mut Band, stop: &AtomicBool,
    ) -> Vec<i64> = paths_body
}
dispatch! {
    /// At most 16 chains of Gibbs's sampler on two standard normals with this correlation: x given y, then y given the
    /// new x; the positions as [`sample`] has them.
    pub fn gibbs(
        correlation: f64, starts: &[[f64; 2]], steps: usize, seed: u64, block: u64, out: &mut Band, stop: &AtomicBool,
    ) = gibbs_body
}

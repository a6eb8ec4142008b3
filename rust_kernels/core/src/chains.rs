//! Markov chains, Metropolis and Hamiltonian Monte Carlo.

use std::sync::atomic::{AtomicBool, Ordering};

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
fn markov_body(across: &[f64], initial: &[f64], steps: usize, chains: u64, seed: u64, block: u64, counts: &mut [i64]) {
    let used = width(block, chains, LANES);
    let k = initial.len();
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let (mut u, mut here, mut following) = ([0.0; LANES], [0u32; LANES], [0u32; LANES]);
    for t in 0..=steps {
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
    /// cumulated transition probabilities, `initial` the cumulated start.
    pub fn markov(
        across: &[f64], initial: &[f64], steps: usize, chains: u64, seed: u64, block: u64, counts: &mut [i64],
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

/// A proposal from (x, y), and by how much its log probability exceeds that of staying.
#[inline(always)]
fn propose(how: &Sampler, x: f64, y: f64, here: f64, mut px: f64, mut py: f64) -> (f64, f64, f64, f64) {
    let (density, step) = (how.density, how.step);
    if how.leaps == 0 {
        let (new_x, new_y) = (x + step * px, y + step * py);
        let there = density.log(new_x, new_y);
        return (new_x, new_y, there, there - here);
    }
    let energy = here - 0.5 * (px * px + py * py);
    let (mut new_x, mut new_y) = (x, y);
    let (mut gx, mut gy) = density.gradient(x, y);
    for _ in 0..how.leaps {
        px += (0.5 * step) * gx;
        py += (0.5 * step) * gy;
        new_x += step * px;
        new_y += step * py;
        (gx, gy) = density.gradient(new_x, new_y);
        px += (0.5 * step) * gx;
        py += (0.5 * step) * gy;
    }
    let there = density.log(new_x, new_y);
    (new_x, new_y, there, there - 0.5 * (px * px + py * py) - energy)
}

#[inline(always)]
fn sample_body(
    how: &Sampler,
    starts: &[[f64; 2]],
    steps: usize,
    block: u64,
    stop: &AtomicBool,
) -> (Vec<f64>, Vec<i64>) {
    let c = starts.len();
    let mut state = [0u64; CHAIN_LANES];
    columns(how.seed, block, &mut state);
    let at = |i: usize, axis: usize| starts[i.min(c - 1)][axis];
    let mut x: Chains = std::array::from_fn(|i| at(i, 0));
    let mut y: Chains = std::array::from_fn(|i| at(i, 1));
    let mut here: Chains = std::array::from_fn(|i| how.density.log(x[i], y[i]));
    let mut accepted = [0i64; CHAIN_LANES];
    let mut out = Vec::with_capacity((steps + 1) * c * 2);
    for t in 0..=steps {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        if t > 0 {
            let row = 3 * (t as u64 - 1);
            let offsets = [0, 1, 2].map(|i| row_offset(row + i, CHAIN_LANES as u64));
            for i in 0..CHAIN_LANES {
                let words = offsets.map(|o| mix(state[i].wrapping_add(o)));
                let (px, py) = normal_pair(words[0], words[1]);
                let (new_x, new_y, there, gain) = propose(how, x[i], y[i], here[i], px, py);
                // A NaN gain, from a leap out of the floats, is a rejection.
                let yes = log(1.0 - uniform(words[2])) < gain;
                x[i] = if yes { new_x } else { x[i] };
                y[i] = if yes { new_y } else { y[i] };
                here[i] = if yes { there } else { here[i] };
                accepted[i] += yes as i64;
            }
        }
        for i in 0..c {
            out.extend_from_slice(&[x[i], y[i]]);
        }
    }
    (out, accepted[..c].to_vec())
}

dispatch! {
    /// The positions of at most 16 chains, the start first: times, then chains; and how many proposals each accepted.
    /// Once `stop` is set, the positions end early.
    pub fn sample(
        how: &Sampler, starts: &[[f64; 2]], steps: usize, block: u64, stop: &AtomicBool,
    ) -> (Vec<f64>, Vec<i64>) = sample_body
}

//! How often an interval for the mean holds the mean.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::generator::columns;
use crate::instructions::dispatch;
use crate::means::{LANES, width};
use crate::sources::{Source, add_moments};

/// A run of samples, each of which gives an interval: its mean plus and minus
/// fixed + factor * (standard deviation of the sample) / sqrt(n).
#[derive(Clone, Copy, Debug)]
pub struct Intervals<'a> {
    /// The law of a draw.
    pub source: Source,
    /// Draws in a sample, at least 2.
    pub n: u64,
    /// Samples in the whole run.
    pub replicates: u64,
    /// The seed.
    pub seed: u64,
    /// What an interval should hold.
    pub target: f64,
    /// What the estimated standard error is multiplied with: one for each kind of interval.
    pub factors: &'a [f64],
    /// What is added to it: as many.
    pub fixed: &'a [f64],
}

/// Of one block.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// For each kind of interval: how many hold the target, how many lie left of it, how many lie right.
    pub counts: Vec<[i64; 3]>,
    /// Mean less target, and estimated standard error, of the first samples of block 0.
    pub examples: Vec<[f64; 2]>,
}

#[inline(always)]
fn coverage_body(of: &Intervals, examples: usize, block: u64, stop: &AtomicBool) -> Found {
    let used = width(block, of.replicates, LANES);
    let mut state = [0u64; LANES];
    columns(of.seed, block, &mut state);
    let (mut mean, mut error) = ([0.0; LANES], [0.0; LANES]);
    let (mean, error, state) = (&mut mean[..used], &mut error[..used], &state[..used]);
    let mut row = 0;
    while row < of.n && !stop.load(Ordering::Relaxed) {
        let next = of.n.min(row + 4096);
        add_moments(of.source, of.target, state, row, next, LANES as u64, mean, error);
        row = next;
    }
    let n = of.n as f64;
    for (m, e) in mean.iter_mut().zip(error.iter_mut()) {
        let spread = *e - *m * *m / n;
        let spread = if spread > 0.0 { spread } else { 0.0 };
        *e = (spread / (n - 1.0) / n).sqrt();
        *m /= n;
    }
    let mut counts = Vec::with_capacity(of.factors.len());
    for (factor, fixed) in of.factors.iter().zip(of.fixed) {
        let (mut left, mut right) = (0i64, 0i64);
        for (m, e) in mean.iter().zip(error.iter()) {
            let half = fixed + factor * *e;
            left += (*m < -half) as i64;
            right += (*m > half) as i64;
        }
        counts.push([used as i64 - left - right, left, right]);
    }
    let shown = if block == 0 { examples.min(used) } else { 0 };
    Found { counts, examples: mean.iter().zip(error.iter()).take(shown).map(|(m, e)| [*m, *e]).collect() }
}

dispatch! {
    /// The intervals of one block; of block 0 also the first few samples, at most [`LANES`]. Useless once `stop` is set.
    pub fn coverage(of: &Intervals, examples: usize, block: u64, stop: &AtomicBool) -> Found = coverage_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interval_is_counted_once_and_wider_ones_hold_more() {
        let (factors, fixed) = ([0.5, 2.0, 0.0, 0.0], [0.0, 0.0, 1e9, 0.0]);
        let of = Intervals {
            source: Source::Exponential,
            n: 9,
            replicates: 1500,
            seed: 4,
            target: 1.0,
            factors: &factors,
            fixed: &fixed,
        };
        let found = coverage(&of, 5, 1, &AtomicBool::new(false));
        assert!(found.counts.iter().all(|c| c.iter().sum::<i64>() == 476));
        assert!(found.counts[0][0] < found.counts[1][0]);
        assert_eq!((found.counts[2][0], found.counts[3][0]), (476, 0));
        assert!(found.examples.is_empty());
        assert_eq!(coverage(&of, 5, 0, &AtomicBool::new(false)).examples.len(), 5);
    }
}

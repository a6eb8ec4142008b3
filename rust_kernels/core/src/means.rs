//! Sample means and running means.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::generator::columns;
use crate::instructions::dispatch;
use crate::sources::{Source, add_draws};

/// Replicates in a block.
pub const LANES: usize = 1024;
/// Bins of the fine histogram, over [-`FINE_REACH`, `FINE_REACH`).
pub const FINE_BINS: usize = 6000;
/// Where the fine histogram ends.
pub const FINE_REACH: f64 = 6.0;

/// Equal half-open bins of [low, high).
#[derive(Clone, Copy, Debug)]
pub struct Bins {
    /// The lower end of the first bin.
    pub low: f64,
    /// The upper end of the last bin.
    pub high: f64,
    /// The number of bins.
    pub count: usize,
}

impl Bins {
    /// Where a value is counted: 0 below, 1 to `count` in the bins, `count` + 1 above.
    #[inline(always)]
    pub fn place(&self, z: f64) -> usize {
        let per_unit = self.count as f64 / (self.high - self.low);
        if z < self.low {
            0
        } else if z >= self.high {
            self.count + 1
        } else {
            ((((z - self.low) * per_unit) as i64 as usize).min(self.count - 1)) + 1
        }
    }

    /// Zero counts: below, the bins, above.
    pub fn zeros(&self) -> Vec<i64> {
        vec![0; self.count + 2]
    }
}

/// What sample means are computed of.
#[derive(Clone, Copy, Debug)]
pub struct Means {
    /// The law of a draw.
    pub source: Source,
    /// Draws in a mean.
    pub n: u64,
    /// Replicates in the whole run.
    pub replicates: u64,
    /// The seed.
    pub seed: u64,
    /// Subtracted from each mean.
    pub centre: f64,
    /// Multiplied with the difference.
    pub scale: f64,
    /// The histogram.
    pub bins: Bins,
}

/// The summary of some blocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Counts below, in and above the bins.
    pub coarse: Vec<i64>,
    /// The same on the fine grid.
    pub fine: Vec<i64>,
    /// Sums of z, z^2, z^3, z^4 of each block, in the order of the blocks.
    pub sums: Vec<[f64; 4]>,
}

impl Summary {
    /// Counts of nothing.
    pub fn empty(bins: &Bins) -> Summary {
        Summary { coarse: bins.zeros(), fine: vec![0; FINE_BINS + 2], sums: Vec::new() }
    }

    /// Add the blocks that follow: counts are integers, so the order of merging does not change them.
    pub fn append(mut self, mut later: Summary) -> Summary {
        self.coarse.iter_mut().zip(&later.coarse).for_each(|(a, b)| *a += b);
        self.fine.iter_mut().zip(&later.fine).for_each(|(a, b)| *a += b);
        self.sums.append(&mut later.sums);
        self
    }
}

/// Replicates of a block: all lanes but in the last block.
pub fn width(block: u64, replicates: u64, lanes: usize) -> usize {
    replicates.saturating_sub(block * lanes as u64).min(lanes as u64) as usize
}

/// NumPy's pairwise sum of at most 1,024 numbers, so that the engines agree to the last bit.
#[inline(always)]
fn pairwise(x: &[f64]) -> f64 {
    if x.len() < 8 {
        return x.iter().fold(-0.0, |a, b| a + b);
    }
    if x.len() <= 128 {
        let (groups, rest) = x.as_chunks::<8>();
        let mut r = groups[0];
        for g in &groups[1..] {
            for i in 0..8 {
                r[i] += g[i];
            }
        }
        let sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        return rest.iter().fold(sum, |a, b| a + b);
    }
    pairwise_halves(x)
}

/// Longer sums are cut in two at a multiple of 8.
fn pairwise_halves(x: &[f64]) -> f64 {
    let half = x.len() / 2;
    let half = half - half % 8;
    pairwise(&x[..half]) + pairwise(&x[half..])
}

#[inline(always)]
fn power_sums(z: &[f64]) -> [f64; 4] {
    let mut powers = [[0.0; LANES]; 4];
    for (i, x) in z.iter().enumerate() {
        let square = x * x;
        powers[0][i] = *x;
        powers[1][i] = square;
        powers[2][i] = square * x;
        powers[3][i] = square * square;
    }
    powers.map(|p| pairwise(&p[..z.len()]))
}

/// [`add_draws`], given up soon after `stop` is set: a block of a million draws takes seconds. `row` begins a group.
#[inline(always)]
pub fn add_until(source: Source, state: &[u64], row: u64, end: u64, total: &mut [f64], stop: &AtomicBool) {
    let mut row = row;
    while row < end && !stop.load(Ordering::Relaxed) {
        let next = end.min(row + 4096);
        add_draws(source, state, row, next, LANES as u64, total);
        row = next;
    }
}

#[inline(always)]
fn block_body(of: &Means, block: u64, into: &mut Summary, stop: &AtomicBool) {
    let used = width(block, of.replicates, LANES);
    let mut state = [0u64; LANES];
    columns(of.seed, block, &mut state);
    let mut z = [0.0; LANES];
    add_until(of.source, &state[..used], 0, of.n, &mut z[..used], stop);
    let n = of.n as f64;
    for t in &mut z[..used] {
        *t = (*t / n - of.centre) * of.scale;
    }
    let fine = Bins { low: -FINE_REACH, high: FINE_REACH, count: FINE_BINS };
    for t in &z[..used] {
        into.coarse[of.bins.place(*t)] += 1;
        into.fine[fine.place(*t)] += 1;
    }
    into.sums.push(power_sums(&z[..used]));
}

dispatch! {
    /// Add one block of sample means to a summary; once `stop` is set, the summary is of no use.
    pub fn sample_means(of: &Means, block: u64, into: &mut Summary, stop: &AtomicBool) = block_body
}

#[inline(always)]
fn running_body(source: Source, grid: &[i64], paths: u64, seed: u64, block: u64, out: &mut Band, stop: &AtomicBool) {
    let used = width(block, paths, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut total = [0.0; LANES];
    let (state, total) = (&state[..used], &mut total[..used]);
    let mut done = 0;
    for (i, &n) in grid.iter().enumerate() {
        let whole = n as u64 - n as u64 % source.group();
        add_until(source, state, done, whole, total, stop);
        done = whole;
        let means = out.row(i);
        means.copy_from_slice(total);
        add_draws(source, state, whole, n as u64, LANES as u64, means);
        means.iter_mut().for_each(|m| *m /= n as f64);
    }
}

dispatch! {
    /// Means of the first grid[0], grid[1], ... draws of each path of a block: a row for each number of draws.
    pub fn running_means(
        source: Source, grid: &[i64], paths: u64, seed: u64, block: u64, out: &mut Band, stop: &AtomicBool,
    ) = running_body
}

#[cfg(test)]
mod tests {
    use super::*;

    fn means(source: Source) -> Means {
        let bins = Bins { low: -3.0, high: 3.0, count: 12 };
        Means { source, n: 9, replicates: 2500, seed: 4, centre: 0.0, scale: 1.0, bins }
    }

    #[test]
    fn every_replicate_is_counted_once() {
        let of = means(Source::Normal);
        let mut all = Summary::empty(&of.bins);
        for block in 0..3 {
            sample_means(&of, block, &mut all, &AtomicBool::new(false));
        }
        assert_eq!(all.coarse.iter().sum::<i64>(), 2500);
        assert_eq!(all.fine.iter().sum::<i64>(), 2500);
        assert_eq!(all.sums.len(), 3);
    }

    #[test]
    fn appending_is_associative() {
        let of = means(Source::Exponential);
        let part = |block| {
            let mut s = Summary::empty(&of.bins);
            sample_means(&of, block, &mut s, &AtomicBool::new(false));
            s
        };
        let left = part(0).append(part(1)).append(part(2));
        let right = part(0).append(part(1).append(part(2)));
        assert_eq!(left, right);
    }

    #[test]
    fn edges_belong_to_the_bin_above() {
        let bins = Bins { low: 0.0, high: 1.0, count: 4 };
        assert_eq!([-0.1, 0.0, 0.25, 0.999, 1.0].map(|z| bins.place(z)), [0, 1, 2, 4, 5]);
    }
}

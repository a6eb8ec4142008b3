//! Bootstrap and permutation.
//!
//! A block is 64 replicates. What a statistic makes of the sums and order statistics is left to the caller.

use crate::generator::{columns, integer_below, mix, row_offset};
use crate::instructions::dispatch;
use crate::means::width;

/// Replicates in a block.
pub const LANES: usize = 64;
const L: u64 = LANES as u64;
/// Indices drawn at a time for one replicate.
const CHUNK: usize = 512;

#[inline(always)]
fn sums_body(features: &[&[f64]], replicates: u64, seed: u64, block: u64) -> Vec<f64> {
    let used = width(block, replicates, LANES);
    let m = features[0].len();
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut totals = vec![[0.0; LANES]; features.len()];
    let mut index = [0u64; LANES];
    for j in 0..m as u64 {
        let offset = row_offset(j, L);
        for (i, s) in index.iter_mut().zip(&state) {
            *i = integer_below(mix(s.wrapping_add(offset)), m as u64);
        }
        for (feature, total) in features.iter().zip(&mut totals) {
            for (t, i) in total.iter_mut().zip(&index) {
                *t += feature[*i as usize];
            }
        }
    }
    totals.iter().flat_map(|t| t[..used].iter().copied()).collect()
}

dispatch! {
    /// Sum of each feature over each resample of a block: features, then replicates.
    pub fn bootstrap_sums(features: &[&[f64]], replicates: u64, seed: u64, block: u64) -> Vec<f64> = sums_body
}

/// How often each of m values is drawn by replicate `lane`.
#[inline(always)]
fn count_draws(start: u64, m: usize, counts: &mut [u32]) {
    counts.fill(0);
    let mut index = [0u32; CHUNK];
    let mut row = 0;
    while row < m {
        let rows = CHUNK.min(m - row);
        let begin = start.wrapping_add(row_offset(row as u64, L));
        for (j, i) in index.iter_mut().enumerate() {
            *i = integer_below(mix(begin.wrapping_add(row_offset(j as u64, L))), m as u64) as u32;
        }
        for i in &index[..rows] {
            counts[*i as usize] += 1;
        }
        row += rows;
    }
}

#[inline(always)]
fn order_body(ordered: &[f64], ranks: &[i64], replicates: u64, seed: u64, block: u64) -> Vec<f64> {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut counts = vec![0u32; ordered.len()];
    let mut out = vec![0.0; ranks.len() * used];
    for lane in 0..used {
        count_draws(state[lane], ordered.len(), &mut counts);
        for (row, rank) in ranks.iter().enumerate() {
            out[row * used + lane] = ordered[rank_in(&counts, *rank as u64)];
        }
    }
    out
}

/// The value that holds a rank: the first whose counts, summed, pass it. Sixteen counts are passed at a time.
#[inline(always)]
fn rank_in(counts: &[u32], rank: u64) -> usize {
    let mut below = 0u64;
    let mut at = 0;
    for group in counts.chunks(16) {
        let sum = group.iter().sum::<u32>() as u64;
        if below + sum > rank {
            break;
        }
        below += sum;
        at += group.len();
    }
    while below + counts[at] as u64 <= rank {
        below += counts[at] as u64;
        at += 1;
    }
    at
}

dispatch! {
    /// Order statistics of each resample of ascending values: ranks, then replicates.
    pub fn bootstrap_order(ordered: &[f64], ranks: &[i64], replicates: u64, seed: u64, block: u64) -> Vec<f64> = order_body
}

#[inline(always)]
fn trimmed_body(ordered: &[f64], low: i64, high: i64, replicates: u64, seed: u64, block: u64) -> Vec<f64> {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut counts = vec![0u32; ordered.len()];
    (0..used)
        .map(|lane| {
            count_draws(state[lane], ordered.len(), &mut counts);
            let (mut below, mut total) = (0i64, 0.0);
            for (value, count) in ordered.iter().zip(&counts) {
                let next = below + *count as i64;
                total += (next.min(high) - below.max(low)).max(0) as f64 * value;
                below = next;
            }
            total
        })
        .collect()
}

dispatch! {
    /// Sum of the order statistics low, ..., high - 1 of each resample of ascending values.
    pub fn bootstrap_trimmed(
        ordered: &[f64], low: i64, high: i64, replicates: u64, seed: u64, block: u64,
    ) -> Vec<f64> = trimmed_body
}

#[inline(always)]
fn permutation_sums_body(pooled: &[f64], chosen: u64, replicates: u64, seed: u64, block: u64) -> Vec<f64> {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut wanted = [chosen; LANES];
    let mut total = [0.0; LANES];
    for (j, value) in pooled.iter().enumerate() {
        // Algorithm S (Knuth, volume 2, 3.4.2): take each value with the chance that it still has.
        let left = (pooled.len() - j) as u64;
        let offset = row_offset(j as u64, L);
        for r in 0..LANES {
            let taken = integer_below(mix(state[r].wrapping_add(offset)), left) < wanted[r];
            wanted[r] -= taken as u64;
            total[r] += if taken { *value } else { 0.0 };
        }
    }
    total[..used].to_vec()
}

dispatch! {
    /// Sum over a random subset of `chosen` of the values, for each replicate of a block.
    pub fn permutation_sums(pooled: &[f64], chosen: u64, replicates: u64, seed: u64, block: u64) -> Vec<f64> =
        permutation_sums_body
}

#[inline(always)]
fn permutation_order_body(
    ordered: &[f64],
    chosen: u64,
    inside: &[i64],
    outside: &[i64],
    replicates: u64,
    seed: u64,
    block: u64,
) -> Vec<f64> {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut wanted = [chosen; LANES];
    let mut out = vec![[0.0; LANES]; inside.len() + outside.len()];
    let (first, second) = out.split_at_mut(inside.len());
    for (j, value) in ordered.iter().enumerate() {
        let j = j as u64;
        let left = ordered.len() as u64 - j;
        let offset = row_offset(j, L);
        let mut taken = [0u64; LANES];
        let mut counted = [0u64; LANES];
        for r in 0..LANES {
            counted[r] = chosen - wanted[r];
            taken[r] = (integer_below(mix(state[r].wrapping_add(offset)), left) < wanted[r]) as u64;
            wanted[r] -= taken[r];
        }
        for (rank, row) in inside.iter().zip(first.iter_mut()) {
            for r in 0..LANES {
                row[r] = if taken[r] == 1 && counted[r] == *rank as u64 { *value } else { row[r] };
            }
        }
        for (rank, row) in outside.iter().zip(second.iter_mut()) {
            for r in 0..LANES {
                row[r] = if taken[r] == 0 && j - counted[r] == *rank as u64 { *value } else { row[r] };
            }
        }
    }
    out.iter().flat_map(|t| t[..used].iter().copied()).collect()
}

dispatch! {
    /// Order statistics of a random subset of ascending values and of its complement: ranks, then replicates.
    pub fn permutation_order(
        ordered: &[f64], chosen: u64, inside: &[i64], outside: &[i64], replicates: u64, seed: u64, block: u64,
    ) -> Vec<f64> = permutation_order_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_those_of_the_sorted_resample() {
        let counts = [0, 2, 0, 0, 1, 3, 0];
        let sorted = [1, 1, 4, 5, 5, 5];
        for (rank, value) in sorted.iter().enumerate() {
            assert_eq!(rank_in(&counts, rank as u64), *value);
        }
    }

    #[test]
    fn a_subset_of_all_is_the_whole() {
        let values = [1.0, 2.0, 4.0, 8.0];
        assert!(permutation_sums(&values, 4, 64, 1, 0).iter().all(|s| *s == 15.0));
        assert!(permutation_sums(&values, 0, 64, 1, 0).iter().all(|s| *s == 0.0));
    }

    #[test]
    fn no_trimming_gives_the_sum() {
        let values = [1.0, 2.0, 4.0, 8.0, 16.0];
        let sums = bootstrap_sums(&[&values], 64, 1, 0);
        assert_eq!(bootstrap_trimmed(&values, 0, 5, 64, 1, 0), sums);
    }
}

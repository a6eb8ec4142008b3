//! Random walks, gambler's ruin and repeated looks at a test.

use crate::generator::{columns, mix, normal_pair, row_offset, uniform};
use crate::instructions::dispatch;
use crate::means::width;

/// Replicates in a block.
pub const LANES: usize = 1024;
/// Replicates that stay in registers and the nearest cache while they walk.
const GROUP: usize = 64;

/// Histograms over walks: see `walks` in `mathcore/kernels_numpy/walks.py`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walks {
    /// Counts of the end, at end + steps.
    pub ends: Vec<i64>,
    /// Counts of the maximum.
    pub tops: Vec<i64>,
    /// Counts of the time spent positive.
    pub positives: Vec<i64>,
    /// Counts of the time of the last visit to 0.
    pub lasts: Vec<i64>,
}

impl Walks {
    /// Counts of nothing, for walks of this many steps.
    pub fn empty(steps: usize) -> Walks {
        let zeros = || vec![0; steps + 1];
        Walks { ends: vec![0; 2 * steps + 1], tops: zeros(), positives: zeros(), lasts: zeros() }
    }

    /// The counts of both; the order does not matter.
    pub fn merge(mut self, other: &Walks) -> Walks {
        let pairs = [
            (&mut self.ends, &other.ends),
            (&mut self.tops, &other.tops),
            (&mut self.positives, &other.positives),
            (&mut self.lasts, &other.lasts),
        ];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a += b);
        }
        self
    }
}

#[inline(always)]
fn walks_body(probability: f64, steps: usize, replicates: u64, seed: u64, block: u64, into: &mut Walks) {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    for (group, state) in state.as_chunks::<GROUP>().0.iter().enumerate() {
        let in_use = used.saturating_sub(group * GROUP).min(GROUP);
        let (mut at, mut top, mut positive, mut last) = ([0i32; GROUP], [0i32; GROUP], [0i32; GROUP], [0i32; GROUP]);
        for t in 0..steps {
            let offset = row_offset(t as u64, LANES as u64);
            for i in 0..GROUP {
                let up = (uniform(mix(state[i].wrapping_add(offset))) < probability) as i32;
                at[i] += up;
                positive[i] += (at[i] > 0) as i32;
                at[i] += up - 1;
                top[i] = top[i].max(at[i]);
                last[i] = if at[i] == 0 { t as i32 + 1 } else { last[i] };
            }
        }
        for i in 0..in_use {
            into.ends[(at[i] + steps as i32) as usize] += 1;
            into.tops[top[i] as usize] += 1;
            into.positives[positive[i] as usize] += 1;
            into.lasts[last[i] as usize] += 1;
        }
    }
}

dispatch! {
    /// Add a block of walks to the counts; steps below 2^30.
    pub fn walks(probability: f64, steps: usize, replicates: u64, seed: u64, block: u64, into: &mut Walks) = walks_body
}

#[inline(always)]
fn ruin_body(
    probability: f64,
    start: i64,
    goal: i64,
    steps: usize,
    replicates: u64,
    seed: u64,
    block: u64,
    ruined: &mut [i64],
    won: &mut [i64],
) {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    for (group, state) in state.as_chunks::<GROUP>().0.iter().enumerate() {
        let in_use = used.saturating_sub(group * GROUP).min(GROUP);
        let (mut at, mut ended) = ([start; GROUP], [0i64; GROUP]);
        for t in 0..steps {
            let offset = row_offset(t as u64, LANES as u64);
            let mut playing = 0i64;
            for i in 0..GROUP {
                let up = (uniform(mix(state[i].wrapping_add(offset))) < probability) as i64;
                let open = (ended[i] == 0) as i64;
                at[i] += (2 * up - 1) * open;
                let stops = open & ((at[i] == 0) | (at[i] == goal)) as i64;
                ended[i] += stops * (t as i64 + 1);
                playing |= open - stops;
            }
            if playing == 0 {
                break;
            }
        }
        for i in (0..in_use).filter(|i| ended[*i] > 0) {
            let counts = if at[i] == 0 { &mut *ruined } else { &mut *won };
            counts[ended[i] as usize] += 1;
        }
    }
}

dispatch! {
    /// Add a block of gamblers: how many stop at each time, ruined and with the goal; 0 < start < goal.
    pub fn ruin(
        probability: f64, start: i64, goal: i64, steps: usize, replicates: u64, seed: u64, block: u64,
        ruined: &mut [i64], won: &mut [i64],
    ) = ruin_body
}

/// A plan of looks at a running sum: all of one length.
#[derive(Clone, Copy, Debug)]
pub struct Looks<'a> {
    /// Mean of what is added before each look.
    pub means: &'a [f64],
    /// Its deviation.
    pub deviations: &'a [f64],
    /// What the sum is multiplied with to give the statistic.
    pub scales: &'a [f64],
    /// Where the statistic, or its negative, ends the run.
    pub bounds: &'a [f64],
}

#[inline(always)]
fn looks_body(plan: &Looks, replicates: u64, seed: u64, block: u64, above: &mut [i64], below: &mut [i64]) {
    let used = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let k = plan.bounds.len();
    for (group, state) in state.as_chunks::<GROUP>().0.iter().enumerate() {
        let in_use = used.saturating_sub(group * GROUP).min(GROUP);
        let (mut total, mut open) = ([0.0f64; GROUP], [0i64; GROUP]);
        open[..in_use].fill(1);
        let (mut z, mut second) = ([0.0; GROUP], [0.0; GROUP]);
        for i in 0..k {
            if i % 2 == 0 {
                let (even, odd) = (row_offset(i as u64, LANES as u64), row_offset(i as u64 + 1, LANES as u64));
                for r in 0..GROUP {
                    (z[r], second[r]) = normal_pair(mix(state[r].wrapping_add(even)), mix(state[r].wrapping_add(odd)));
                }
            } else {
                z = second;
            }
            let (mean, deviation, scale, bound) = (plan.means[i], plan.deviations[i], plan.scales[i], plan.bounds[i]);
            let (mut ups, mut downs, mut left) = (0i64, 0i64, 0i64);
            for r in 0..GROUP {
                total[r] += mean + deviation * z[r];
                let statistic = total[r] * scale;
                let up = open[r] & (statistic >= bound) as i64;
                let down = (open[r] - up) & (statistic <= -bound) as i64;
                ups += up;
                downs += down;
                open[r] -= up + down;
                left |= open[r];
            }
            above[i] += ups;
            below[i] += downs;
            if left == 0 {
                break;
            }
        }
    }
}

dispatch! {
    /// Add a block of runs: at which look each first leaves its bounds, above and below.
    pub fn looks(plan: &Looks, replicates: u64, seed: u64, block: u64, above: &mut [i64], below: &mut [i64]) = looks_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_walk_goes_straight_up() {
        let mut found = Walks::empty(5);
        walks(1.0, 5, 10, 1, 0, &mut found);
        assert_eq!((found.ends[10], found.tops[5], found.positives[5], found.lasts[0]), (10, 10, 10, 10));
    }

    #[test]
    fn a_certain_loser_is_ruined_at_once() {
        let (mut ruined, mut won) = (vec![0; 11], vec![0; 11]);
        ruin(0.0, 3, 10, 10, 100, 1, 0, &mut ruined, &mut won);
        assert_eq!((ruined[3], won.iter().sum::<i64>()), (100, 0));
    }
}

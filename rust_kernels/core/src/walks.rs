//! Random walks, gambler's ruin and repeated looks at a test.

use std::ops::{AddAssign, SubAssign};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::generator::{COIN_WORDS, coin_digits, coins, columns, row_offset, single_pairs};
use crate::instructions::dispatch;
use crate::means::width;

/// Replicates in a block.
pub const LANES: usize = 1024;
/// Replicates that walk side by side: as many as a word has bits.
const GROUP: usize = 64;
/// Steps whose coins are tossed at a time.
const STEPS: usize = 256;
/// Replicates that are moved by one bundle of bits.
const BITS: usize = 16;

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

/// Where 16 walks are, in integers as narrow as the number of steps allows: the narrower, the more to a vector.
#[derive(Clone, Copy)]
struct Walkers<T> {
    at: [T; BITS],
    top: [T; BITS],
    positive: [T; BITS],
    last: [T; BITS],
}

impl<T: Copy + Ord + From<bool> + AddAssign + SubAssign> Walkers<T> {
    fn new() -> Self {
        let zero = [T::from(false); BITS];
        Walkers { at: zero, top: zero, positive: zero, last: zero }
    }

    /// A step up where a bit is 1, down where it is 0; `now` is the number of this step.
    #[inline(always)]
    fn step(&mut self, ups: u16, now: T) {
        let (zero, one) = (T::from(false), T::from(true));
        for i in 0..BITS {
            let up = T::from(ups & (1 << i) != 0);
            self.at[i] += up;
            self.positive[i] += T::from(self.at[i] > zero);
            self.at[i] += up;
            self.at[i] -= one;
            self.top[i] = self.top[i].max(self.at[i]);
            self.last[i] = if self.at[i] == zero { now } else { self.last[i] };
        }
    }
}

#[inline(always)]
fn walks_of<T: Copy + Ord + From<bool> + AddAssign + SubAssign + Into<i64>>(
    probability: f64,
    steps: usize,
    used: usize,
    seed: u64,
    block: u64,
    into: &mut Walks,
    stop: &AtomicBool,
) {
    let digits = coin_digits(probability);
    let mut state = [0u64; COIN_WORDS];
    columns(seed, block, &mut state);
    let mut tossed = [0u64; STEPS];
    for (group, state) in state.iter().enumerate().take(used.div_ceil(GROUP)) {
        let mut walkers = [Walkers::<T>::new(); GROUP / BITS];
        let mut begin = T::from(false);
        for first in (0..steps).step_by(STEPS) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            let tossed = &mut tossed[..STEPS.min(steps - first)];
            for (t, ups) in tossed.iter_mut().enumerate() {
                *ups = coins(*state, (first + t) as u64, digits);
            }
            let mut now = begin;
            for (part, walkers) in walkers.iter_mut().enumerate() {
                let mut moving = *walkers;
                now = begin;
                for ups in tossed.iter() {
                    now += T::from(true);
                    moving.step((ups >> (BITS * part)) as u16, now);
                }
                *walkers = moving;
            }
            begin = now;
        }
        for i in 0..GROUP.min(used - group * GROUP) {
            let (w, i) = (&walkers[i / BITS], i % BITS);
            into.ends[(w.at[i].into() + steps as i64) as usize] += 1;
            into.tops[w.top[i].into() as usize] += 1;
            into.positives[w.positive[i].into() as usize] += 1;
            into.lasts[w.last[i].into() as usize] += 1;
        }
    }
}

#[inline(always)]
fn walks_body(
    probability: f64,
    steps: usize,
    replicates: u64,
    seed: u64,
    block: u64,
    into: &mut Walks,
    stop: &AtomicBool,
) {
    let used = width(block, replicates, LANES);
    if steps < i16::MAX as usize {
        walks_of::<i16>(probability, steps, used, seed, block, into, stop);
    } else {
        walks_of::<i32>(probability, steps, used, seed, block, into, stop);
    }
}

dispatch! {
    /// Add a block of walks to the counts; steps below 2^30. Once `stop` is set, the counts are of no use.
    pub fn walks(
        probability: f64, steps: usize, replicates: u64, seed: u64, block: u64, into: &mut Walks, stop: &AtomicBool,
    ) = walks_body
}

/// A gambler who stops with nothing or with the goal.
#[derive(Clone, Copy, Debug)]
pub struct Game {
    /// The chance to win a round.
    pub probability: f64,
    /// What the gambler begins with, above 0.
    pub start: i64,
    /// What the gambler wants, above the start.
    pub goal: i64,
    /// Rounds after which the game is broken off.
    pub steps: usize,
    /// Games of the whole run.
    pub replicates: u64,
    /// The seed.
    pub seed: u64,
}

#[inline(always)]
fn ruin_body(game: &Game, block: u64, ruined: &mut [i64], won: &mut [i64], stop: &AtomicBool) {
    let Game { probability, start, goal, steps, replicates, seed } = *game;
    let used = width(block, replicates, LANES);
    let digits = coin_digits(probability);
    let mut state = [0u64; COIN_WORDS];
    columns(seed, block, &mut state);
    for (group, state) in state.iter().enumerate().take(used.div_ceil(GROUP)) {
        let in_use = used.saturating_sub(group * GROUP).min(GROUP);
        let (mut at, mut ended) = ([start; GROUP], [0i64; GROUP]);
        for t in 0..steps {
            let ups = coins(*state, t as u64, digits);
            let mut playing = 0i64;
            for i in 0..GROUP {
                let up = ((ups >> i) & 1) as i64;
                let open = (ended[i] == 0) as i64;
                at[i] += (2 * up - 1) * open;
                let stops = open & ((at[i] == 0) | (at[i] == goal)) as i64;
                ended[i] += stops * (t as i64 + 1);
                playing |= open - stops;
            }
            if playing == 0 || (t % STEPS == 0 && stop.load(Ordering::Relaxed)) {
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
    /// Add a block of gamblers: how many stop at each time, ruined and with the goal. Once `stop` is set, the counts are
    /// of no use.
    pub fn ruin(game: &Game, block: u64, ruined: &mut [i64], won: &mut [i64], stop: &AtomicBool) = ruin_body
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

/// Runs that are looked at together.
const TOGETHER: usize = 128;
/// The runs that ended make room once they are one in so many.
const TIDY: usize = 8;

/// Look `i` at some runs; the sum of one that ends becomes NaN, which passes no bound ever after.
#[inline(always)]
fn look<const N: usize>(plan: &Looks, i: usize, total: &mut [f64; N], z: &[f32; N]) -> (i64, i64) {
    let (mean, deviation, scale, bound) = (plan.means[i], plan.deviations[i], plan.scales[i], plan.bounds[i]);
    let (mut ups, mut downs) = (0i64, 0i64);
    for (total, z) in total.iter_mut().zip(z) {
        let sum = *total + (mean + deviation * *z as f64);
        let statistic = sum * scale;
        let up = statistic >= bound;
        let down = !up & (statistic <= -bound);
        ups += up as i64;
        downs += down as i64;
        *total = if up | down { f64::NAN } else { sum };
    }
    (ups, downs)
}

#[inline(always)]
fn looks_body(
    plan: &Looks,
    replicates: u64,
    seed: u64,
    block: u64,
    above: &mut [i64],
    below: &mut [i64],
    stop: &AtomicBool,
) {
    let mut open = width(block, replicates, LANES);
    let mut state = [0u64; LANES];
    columns(seed, block, &mut state);
    let mut total = [0.0f64; LANES];
    total[open..].fill(f64::NAN);
    let k = plan.bounds.len();
    let mut alive = open;
    for i in (0..k).step_by(2) {
        if alive == 0 || stop.load(Ordering::Relaxed) {
            break;
        }
        let offset = row_offset(i as u64 / 2, LANES as u64);
        let groups = open.div_ceil(TOGETHER);
        let both = state.as_chunks::<TOGETHER>().0.iter().zip(total.as_chunks_mut::<TOGETHER>().0).take(groups);
        for (state, total) in both {
            let (mut z, mut second) = ([0.0f32; TOGETHER], [0.0f32; TOGETHER]);
            single_pairs(state, offset, &mut z, &mut second);
            for (i, z) in [(i, &z), (i + 1, &second)] {
                if i < k {
                    let (ups, downs) = look(plan, i, total, z);
                    above[i] += ups;
                    below[i] += downs;
                    alive -= (ups + downs) as usize;
                }
            }
        }
        if (open - alive) * TIDY >= open {
            let mut kept = 0;
            for r in 0..open {
                (state[kept], total[kept]) = (state[r], total[r]);
                kept += !total[r].is_nan() as usize;
            }
            total[kept..open].fill(f64::NAN);
            open = kept;
        }
    }
}

dispatch! {
    /// Add a block of runs: at which look each first leaves its bounds, above and below. Once `stop` is set, the counts
    /// are of no use.
    pub fn looks(
        plan: &Looks, replicates: u64, seed: u64, block: u64, above: &mut [i64], below: &mut [i64], stop: &AtomicBool,
    ) = looks_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certain_walk_goes_straight_up() {
        let mut found = Walks::empty(5);
        walks(1.0, 5, 10, 1, 0, &mut found, &AtomicBool::new(false));
        assert_eq!((found.ends[10], found.tops[5], found.positives[5], found.lasts[0]), (10, 10, 10, 10));
    }

    #[test]
    fn a_certain_loser_is_ruined_at_once() {
        let (mut ruined, mut won) = (vec![0; 11], vec![0; 11]);
        let game = Game { probability: 0.0, start: 3, goal: 10, steps: 10, replicates: 100, seed: 1 };
        ruin(&game, 0, &mut ruined, &mut won, &AtomicBool::new(false));
        assert_eq!((ruined[3], won.iter().sum::<i64>()), (100, 0));
    }
}

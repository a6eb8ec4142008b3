//! Two-armed bandits.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::generator::{columns, mix, row_offset, uniform};
use crate::instructions::dispatch;
use crate::portable::log;

/// Runs in a block.
pub const LANES: usize = 64;
/// Pulls between two looks at the flag that stops a run.
const LOOK: usize = 4096;

/// How the arm is chosen: see `bandits` in `mathcore/kernels_numpy/bandits.py`.
#[derive(Clone, Copy, Debug)]
pub enum Policy {
    /// Turns for so many pulls, then the better arm for good.
    Commit(f64),
    /// A random arm with this chance, else the better one.
    Epsilon(f64),
    /// The greater upper bound, with this factor of its width.
    Upper(f64),
    /// The greater draw from the posteriors.
    Thompson,
}

impl Policy {
    /// The policy of this name, which Python uses.
    pub fn named(name: &str, parameter: f64) -> Option<Policy> {
        match name {
            "commit" => Some(Policy::Commit(parameter)),
            "epsilon" => Some(Policy::Epsilon(parameter)),
            "upper" => Some(Policy::Upper(parameter)),
            "thompson" => Some(Policy::Thompson),
            _ => None,
        }
    }
}

/// Two arms and who pulls them.
#[derive(Clone, Copy, Debug)]
pub struct Bandits<'a> {
    /// The chances that an arm pays 1.
    pub probabilities: [f64; 2],
    /// How the arm is chosen.
    pub policy: Policy,
    /// After how many pulls the state is kept, ascending from 1; the last ends the run.
    pub times: &'a [i64],
    /// 2 log t for each number of pulls t below the last of the times: the runs share it.
    pub twice_log: &'a [f64],
    /// The seed.
    pub seed: u64,
}

/// 2 log t for t = 0, ..., steps - 1; the first is -inf, and never asked for.
pub fn twice_logs(steps: usize) -> Vec<f64> {
    (0..steps).map(|t| 2.0 * log(t as f64)).collect()
}

/// The runs of a block side by side: pulls and wins of both arms, and what the policy keeps of the past.
struct Runs {
    pulls: [[f64; LANES]; 2],
    wins: [[f64; LANES]; 2],
    committed: [bool; LANES],
    /// P(second > first) under the posteriors.
    chance: [f64; LANES],
    /// B(a + c, b + d) / (B(a, b) B(c, d)) for Beta(a, b) of the second arm, Beta(c, d) of the first.
    term: [f64; LANES],
}

impl Runs {
    fn new() -> Runs {
        Runs {
            pulls: [[0.0; LANES]; 2],
            wins: [[0.0; LANES]; 2],
            committed: [false; LANES],
            chance: [0.5; LANES],
            term: [1.0 / 6.0; LANES],
        }
    }

    /// Whether the second arm has the greater mean; the coin where they are equal, or one was never pulled.
    #[inline(always)]
    fn better(&self, i: usize, coin: bool) -> bool {
        let (first, second) = (self.wins[0][i] * self.pulls[1][i], self.wins[1][i] * self.pulls[0][i]);
        (second > first) | ((first == second) & coin)
    }

    /// Whether each run pulls the second arm after t pulls.
    #[inline(always)]
    fn choose(&mut self, of: &Bandits, t: usize, words: &[u64; LANES], second: &mut [bool; LANES]) {
        let coin = |i: usize| words[i] & 1 == 1;
        match of.policy {
            Policy::Thompson => (0..LANES).for_each(|i| second[i] = uniform(words[i]) < self.chance[i]),
            Policy::Commit(trial) if (t as f64) < trial => second.fill(t % 2 == 1),
            Policy::Commit(trial) => {
                if t == trial as usize {
                    (0..LANES).for_each(|i| self.committed[i] = self.better(i, coin(i)));
                }
                *second = self.committed;
            }
            _ if t < 2 => second.fill(t == 1),
            Policy::Epsilon(chance) => (0..LANES).for_each(|i| {
                let any = uniform(words[i]) < chance;
                second[i] = (any & coin(i)) | (!any & self.better(i, coin(i)));
            }),
            Policy::Upper(factor) => (0..LANES).for_each(|i| {
                let bound = |arm: usize| {
                    self.wins[arm][i] / self.pulls[arm][i] + factor * (of.twice_log[t] / self.pulls[arm][i]).sqrt()
                };
                let (a, b) = (bound(0), bound(1));
                second[i] = (b > a) | ((a == b) & coin(i));
            }),
        }
    }

    /// The posterior chance that the second arm is better, one result further.
    #[inline(always)]
    fn learn(&mut self, i: usize, second: bool, won: bool) {
        let yes = [1.0 + self.wins[0][i], 1.0 + self.wins[1][i]];
        let no = [1.0 + (self.pulls[0][i] - self.wins[0][i]), 1.0 + (self.pulls[1][i] - self.wins[1][i])];
        let both = [yes[0] + no[0], yes[1] + no[1]];
        let of_first = if won { yes[0] } else { no[0] };
        let of_second = if won { yes[1] } else { no[1] };
        let (mine, pair) = (if second { of_second } else { of_first }, of_first + of_second);
        let step = self.term[i] / mine;
        self.chance[i] += if second == won { step } else { -step };
        self.term[i] *= (pair * if second { both[1] } else { both[0] }) / ((both[0] + both[1]) * mine);
    }
}

#[inline(always)]
fn bandits_body(of: &Bandits, block: u64, out: &mut Band, stop: &AtomicBool) {
    let mut state = [0u64; LANES];
    columns(of.seed, block, &mut state);
    let steps = of.times.last().map_or(0, |t| *t as usize);
    let (mut runs, mut kept) = (Runs::new(), 0);
    let (mut pays, mut chooses, mut second) = ([0u64; LANES], [0u64; LANES], [false; LANES]);
    for t in 0..steps {
        if t % LOOK == 0 && stop.load(Ordering::Relaxed) {
            return;
        }
        let [first, next] = [0, 1].map(|i| row_offset(2 * t as u64 + i, LANES as u64));
        for i in 0..LANES {
            (pays[i], chooses[i]) = (mix(state[i].wrapping_add(first)), mix(state[i].wrapping_add(next)));
        }
        runs.choose(of, t, &chooses, &mut second);
        let learns = matches!(of.policy, Policy::Thompson);
        for i in 0..LANES {
            let chance = if second[i] { of.probabilities[1] } else { of.probabilities[0] };
            let won = uniform(pays[i]) < chance;
            if learns {
                runs.learn(i, second[i], won);
            }
            let (to_second, to_first) = (second[i] as u8 as f64, !second[i] as u8 as f64);
            runs.pulls[0][i] += to_first;
            runs.pulls[1][i] += to_second;
            runs.wins[0][i] += if won { to_first } else { 0.0 };
            runs.wins[1][i] += if won { to_second } else { 0.0 };
        }
        if t as i64 + 1 == of.times[kept] {
            for (k, values) in [&runs.pulls[1], &runs.wins[0], &runs.wins[1]].into_iter().enumerate() {
                let row = out.row(3 * kept + k);
                row.copy_from_slice(&values[..row.len()]);
            }
            kept += 1;
        }
    }
}

dispatch! {
    /// The runs of a block: three rows for each time, pulls of the second arm and what the first and the second have
    /// paid. Once `stop` is set, the rows end early.
    pub fn bandits(of: &Bandits, block: u64, out: &mut Band, stop: &AtomicBool) = bandits_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chance_is_that_of_the_posteriors() {
        // After one win of the second arm: Beta(2, 1) against Beta(1, 1), so 2/3; after a win of the first as well, 1/2.
        let mut runs = Runs::new();
        runs.learn(7, true, true);
        assert!((runs.chance[7] - 2.0 / 3.0).abs() < 1e-15);
        (runs.pulls[1][7], runs.wins[1][7]) = (1.0, 1.0);
        runs.learn(7, false, true);
        assert!((runs.chance[7] - 0.5).abs() < 1e-15);
    }
}

//! Q-learning, SARSA and temporal differences in a gridworld.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::generator::{GAMMA, integer_below, mix, start, uniform};

/// A gridworld and how it is learnt: see `gridworld` in `mathcore/kernels_numpy/learning.py`.
#[derive(Clone, Copy, Debug)]
pub struct World<'a> {
    /// The cell that each of the four moves leads to, cell by cell.
    pub following: &'a [i64],
    /// Reward on entering a cell.
    pub rewards: &'a [f64],
    /// 1 for a cell that ends an episode.
    pub terminal: &'a [i64],
    /// The moves of a policy to evaluate by TD(0); empty for Q-learning.
    pub policy: &'a [i64],
    /// The first cell of an episode.
    pub start: usize,
    /// Learning rate, discount, exploration, slip.
    pub hyper: [f64; 4],
    /// SARSA in place of Q-learning: what is learnt of a move hangs on the next one made, not on the best.
    pub on_policy: bool,
    /// Episodes of an agent.
    pub episodes: usize,
    /// Moves after which an episode is cut.
    pub longest: usize,
    /// The seed.
    pub seed: u64,
}

/// The first move with the largest value.
#[inline(always)]
fn greedy(q: &[f64]) -> usize {
    let mut best = 0;
    for a in 1..4 {
        if q[a] > q[best] {
            best = a;
        }
    }
    best
}

/// What an agent has learnt, four values a cell, and the discounted return of each episode.
/// Once `stop` is set, the result is cut short.
pub fn learn(world: &World, agent: u64, stop: &AtomicBool) -> (Vec<f64>, Vec<f64>) {
    let [rate, discount, exploration, slip] = world.hyper;
    let evaluates = !world.policy.is_empty();
    let mut q = vec![0.0; world.rewards.len() * 4];
    let mut returns = Vec::with_capacity(world.episodes);
    let mut state = start(world.seed, agent);
    let mut word = || {
        state = state.wrapping_add(GAMMA);
        mix(state)
    };
    for _ in 0..world.episodes {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let (mut here, mut weight, mut total) = (world.start, 1.0, 0.0);
        let mut before: Option<(usize, f64)> = None; // of SARSA: the entry of the last move, and its gain
        for _ in 0..world.longest {
            let (explore, slips, any_move) = (uniform(word()), uniform(word()), integer_below(word(), 4) as usize);
            let chosen = if evaluates {
                world.policy[here] as usize
            } else if explore < exploration {
                any_move
            } else {
                greedy(&q[here * 4..here * 4 + 4])
            };
            if let Some((entry, gain)) = before {
                q[entry] += rate * (gain + discount * q[here * 4 + chosen] - q[entry]);
            }
            let there = world.following[here * 4 + if slips < slip { any_move } else { chosen }] as usize;
            let gain = world.rewards[there];
            let ends = world.terminal[there] != 0;
            let row = &q[there * 4..there * 4 + 4];
            let future = if ends {
                0.0
            } else if evaluates {
                row[0]
            } else {
                row[greedy(row)]
            };
            let entry = here * 4 + if evaluates { 0 } else { chosen };
            if world.on_policy && !evaluates && !ends {
                before = Some((entry, gain));
            } else {
                q[entry] += rate * (gain + discount * future - q[entry]);
            }
            total += weight * gain;
            weight *= discount;
            here = there;
            if ends {
                break;
            }
        }
        returns.push(total);
    }
    (q, returns)
}

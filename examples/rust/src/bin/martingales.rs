//! Martingales by hand: a walk that stops, stakes against a house, doubling, leads, and a fraction of a fortune.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const UP: f64 = 0.5;
const HIGH: usize = 8;
const LOW: usize = 16;
const FLOOR: bool = true;
const TIME: usize = 120;
const POCKETS: usize = 18;
const STAKE: usize = 5;
const START: usize = 50;
const DOUBLINGS: i32 = 5;
const WANTED: i32 = 10;
const LENGTH: usize = 100;
const PART: f64 = 0.1;
const WIN: f64 = 0.5;
const NULL: f64 = 0.5;
const FRACTION: f64 = 0.5;
const LEVEL: f64 = 20.0;
const ROUNDS: usize = 120;
// --- end of parameters ---

/// A walk of ±1 from 0 that rests at HIGH and, if there is a FLOOR, at -LOW: its mean, the mean of the time that it
/// walks, and the chance to rest at HIGH, after TIME steps.
fn stopped() -> (f64, f64, f64) {
    let below = if FLOOR { LOW } else { TIME + 1 };
    let top = below + HIGH;
    let mut law = vec![0.0; top + 1];
    law[below] = 1.0;
    let mut time = 0.0;
    for _ in 0..TIME {
        let mut next = vec![0.0; top + 1];
        for (i, &mass) in law.iter().enumerate() {
            if i == top || (i == 0 && FLOOR) {
                next[i] += mass;
            } else if mass > 0.0 {
                time += mass;
                next[i + 1] += UP * mass;
                next[i - 1] += (1.0 - UP) * mass;
            }
        }
        law = next;
    }
    let mean = law.iter().enumerate().map(|(i, mass)| (i as f64 - below as f64) * mass).sum();
    (mean, time, law[top])
}

/// A gambler with START of 100 coins, who stakes STAKE, or what he has or lacks if that is less, until he has 0 or 100:
/// the chance of 100, and the mean number of coins staked.
fn gambler(p: f64) -> (f64, f64) {
    let mut a = DMatrix::<f64>::identity(101, 101);
    let (mut goal, mut coins) = (DVector::<f64>::zeros(101), DVector::<f64>::zeros(101));
    goal[100] = 1.0;
    for x in 1..100 {
        let bet = STAKE.min(x).min(100 - x);
        a[(x, x + bet)] -= p;
        a[(x, x - bet)] -= 1.0 - p;
        coins[x] = bet as f64;
    }
    let lu = a.lu();
    let (chance, staked) = (lu.solve(&goal).expect("regular"), lu.solve(&coins).expect("regular"));
    (chance[START], staked[START])
}

/// The chance that a fortune, of which a FRACTION is staked each round, has been at LEVEL by ROUNDS.
fn crossed() -> f64 {
    let (gain, loss) = (FRACTION.ln_1p(), (-FRACTION).ln_1p());
    let mut alive = vec![0.0; ROUNDS + 1]; // by the number of wins
    alive[0] = 1.0;
    let mut found = 0.0;
    for t in 1..=ROUNDS {
        for wins in (0..=t).rev() {
            let from_win = if wins > 0 { NULL * alive[wins - 1] } else { 0.0 };
            alive[wins] = (1.0 - NULL) * alive[wins] + from_win;
        }
        for (wins, mass) in alive.iter_mut().enumerate().take(t + 1) {
            if wins as f64 * gain + (t - wins) as f64 * loss >= LEVEL.ln() - 1e-12 {
                found += *mass;
                *mass = 0.0;
            }
        }
    }
    found
}

fn main() {
    let (mean, time, above) = stopped();
    println!("mean_now = {mean:.12e}");
    println!("time_now = {time:.12}");
    println!("stopped_above = {above:.12e}");
    println!("Wald: {mean:.9} is {:.9}, whatever the barriers", (2.0 * UP - 1.0) * time);

    let p = POCKETS as f64 / 38.0;
    let (chance, staked) = gambler(p);
    println!("chance = {chance:.12e}");
    println!("staked = {staked:.12}");
    println!("The edge on each coin: {:.9} is {:.9}", 100.0 * chance - START as f64, (2.0 * p - 1.0) * staked);

    // Doubling after each loss, until WANTED coins are won or DOUBLINGS rounds are lost in a row.
    let bust = (1.0 - p).powi(DOUBLINGS);
    let won = (1.0 - bust).powi(WANTED);
    let limit = 2f64.powi(DOUBLINGS) - 1.0;
    let lost: f64 = (0..WANTED).map(|j| bust * (1.0 - bust).powi(j) * (f64::from(j) - limit)).sum();
    println!("evening_won = {won:.12e}");
    println!("evening_mean = {:.12e}", f64::from(WANTED) * won + lost);

    // How long one of two equals leads: u(k) u(m - k), with u(k) the chance of a tie after 2k steps.
    let m = LENGTH / 2;
    let mut u = vec![1.0];
    for k in 1..=m {
        u.push(u[k - 1] * (2 * k - 1) as f64 / (2 * k) as f64);
    }
    let tail = |k: &usize| {
        let share = *k as f64 / m as f64;
        share <= PART + 1e-9 || share >= 1.0 - PART - 1e-9
    };
    println!("lead_tails = {:.12}", (0..=m).filter(tail).map(|k| u[k] * u[m - k]).sum::<f64>());

    println!("growth = {:.12e}", WIN * FRACTION.ln_1p() + (1.0 - WIN) * (-FRACTION).ln_1p());
    println!("crossed = {:.12e}", crossed());
}

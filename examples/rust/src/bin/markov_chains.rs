//! Markov chains by hand: mass that moves and forgets, a deck that is riffled, hidden days that are decoded.

use nalgebra::{Matrix3, RowVector3};

// --- parameters ---
const MATRIX: [[f64; 3]; 3] = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]];
const START: [[f64; 3]; 1] = [[0.0, 0.0, 1.0]];
const JUMP: f64 = 0.0;
const TICK: usize = 8;
const CARDS: usize = 52;
const RIFFLES: usize = 3;
const OBSERVED: &str = "-s-rcs-";
const ACCURACY: f64 = 0.8;
// --- end of parameters ---

const STATES: [&str; 3] = ["sun", "cloud", "rain"];

/// The largest total variation distance of two rows.
fn dobrushin(rows: &Matrix3<f64>) -> f64 {
    let apart = |i: usize, j: usize| 0.5 * (rows.row(i) - rows.row(j)).abs().sum();
    apart(0, 1).max(apart(0, 2)).max(apart(1, 2))
}

/// The distance of a deck after so many riffles to an evenly shuffled one: an order with r rising sequences is
/// (a - r + 1)(a - r + 2)...(a - r + m)/a^m times as probable, with a = 2^n packets.
fn unmixed(cards: usize, riffles: usize) -> f64 {
    let a = 2f64.powi(riffles as i32);
    // The share of all orders that has r rising sequences: Eulerian numbers over m!.
    let mut even = vec![1.0];
    for k in 2..=cards {
        let mut next = vec![0.0; k];
        for (r, share) in even.iter().enumerate() {
            next[r] += (r + 1) as f64 * share / k as f64;
            next[r + 1] += (k - r - 1) as f64 * share / k as f64;
        }
        even = next;
    }
    let times = |r: f64| (1..=cards).map(|i| ((a - r + i as f64) / a).max(0.0)).product::<f64>();
    assert!((even.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    even.iter().enumerate().map(|(r, share)| share * (1.0 - times(r as f64 + 1.0)).max(0.0)).sum()
}

fn main() {
    let p = Matrix3::from_fn(|i, j| (1.0 - JUMP) * MATRIX[i][j] + JUMP / 3.0);
    let start = RowVector3::from(START[0]);

    // A distribution is a row: mu, mu P, mu P^2, ... Four ticks of the page are one step.
    let power = p.pow((TICK / 4) as u32);
    for (state, mass) in STATES.iter().zip((start * power).iter()) {
        println!("mass_{state} = {mass:.12}");
    }
    println!("delta = {:.12}", dobrushin(&p));
    println!("delta_n = {:.12}", dobrushin(&power));

    // Shares of time in the long run. The lazy chain (I + P)/2 has the same, and settles even where P is periodic.
    let mut lazy = (Matrix3::identity() + p) / 2.0;
    for _ in 0..60 {
        lazy *= lazy;
        for mut row in lazy.row_iter_mut() {
            let sum = row.sum();
            row /= sum;
        }
    }
    for (state, share) in STATES.iter().zip((start * lazy).iter()) {
        println!("share_{state} = {share:.12}");
    }

    // What is left of the slowest mode a step: the other two eigenvalues have the sum tr P - 1 and the product det P.
    let (sum, product) = (p.trace() - 1.0, p.determinant());
    let inside = sum * sum - 4.0 * product;
    let second = if inside < 0.0 { product.sqrt() } else { (sum.abs() + inside.sqrt()) / 2.0 };
    println!("second = {second:.12}");

    println!("gap = {:.12}", unmixed(CARDS, RIFFLES));

    // Hidden days: forward and backward for what each day was, Viterbi for the best path. A dash says nothing.
    let seen: Vec<[f64; 3]> = OBSERVED
        .chars()
        .map(|letter| match "scr".find(letter) {
            Some(k) => std::array::from_fn(|i| if i == k { ACCURACY } else { (1.0 - ACCURACY) / 2.0 }),
            None => [1.0; 3],
        })
        .collect();
    let days = seen.len();
    let first: [f64; 3] = std::array::from_fn(|i| start[i] * seen[0][i]);
    let (mut ahead, mut back, mut best) = (vec![first; days], vec![[1.0; 3]; days], first);
    let mut came = vec![[0usize; 3]; days];
    for t in 1..days {
        let before = best;
        for j in 0..3 {
            ahead[t][j] = (0..3).map(|i| ahead[t - 1][i] * p[(i, j)]).sum::<f64>() * seen[t][j];
            came[t][j] = (0..3).fold(0, |k, i| if before[i] * p[(i, j)] > before[k] * p[(k, j)] { i } else { k });
            best[j] = before[came[t][j]] * p[(came[t][j], j)] * seen[t][j];
        }
    }
    for t in (0..days - 1).rev() {
        back[t] = std::array::from_fn(|i| (0..3).map(|j| p[(i, j)] * seen[t + 1][j] * back[t + 1][j]).sum());
    }
    let largest = |values: [f64; 3]| (0..3).fold(0, |k, i| if values[i] > values[k] + 1e-12 { i } else { k });
    let evidence: f64 = ahead[days - 1].iter().sum();
    let daily: Vec<usize> =
        (0..days).map(|t| largest(std::array::from_fn(|i| ahead[t][i] * back[t][i] / evidence))).collect();
    let mut chance = start[daily[0]] * seen[0][daily[0]];
    for t in 1..days {
        chance *= p[(daily[t - 1], daily[t])] * seen[t][daily[t]];
    }
    let mut path = vec![(0..3).fold(0, |k, i| if best[i] > best[k] { i } else { k }); days];
    for t in (1..days).rev() {
        path[t - 1] = came[t][path[t]];
    }
    let named = |way: &[usize]| way.iter().map(|&k| STATES[k]).collect::<Vec<_>>().join(" ");
    println!("best path: {}", named(&path));
    println!("each day's best state: {}", named(&daily));
    println!("log_evidence = {:.12}", evidence.ln());
    println!("best = {:.12}", best.iter().copied().fold(0.0, f64::max) / evidence);
    println!("daily = {:.12}", chance / evidence);
}

//! Generalization bounds by hand: which labelings a line makes, how many there are, and what each bound promises.

use std::collections::BTreeSet;
use std::f64::consts::PI;

// --- parameters ---
const PLACES: [[f64; 2]; 4] = [[-0.6, -0.5], [0.55, -0.6], [0.7, 0.55], [-0.5, 0.65]];
const D: usize = 2;
const N_POINTS: usize = 12;
const N: usize = 178;
const M: usize = 1000;
const DELTA: f64 = 0.05;
const LABELS: [[usize; 5]; 1] = [[1, 0, 1, 0, 0]];
// --- end of parameters ---

type Spot = (i64, i64);

/// Twice the signed area of a triangle: on a grid of whole numbers it is exact.
fn turn(p: Spot, q: Spot, r: Spot) -> i64 {
    (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
}

/// Whether p is a corner, on a side, or inside of the triangle abc (which may be flat).
fn inside(p: Spot, [a, b, c]: [Spot; 3]) -> bool {
    let turns = [turn(a, b, p), turn(b, c, p), turn(c, a, p)];
    let within = |f: fn(Spot) -> i64| {
        let all = [f(a), f(b), f(c)];
        all.iter().min() <= Some(&f(p)) && Some(&f(p)) <= all.iter().max()
    };
    (turns.iter().all(|&t| t >= 0) || turns.iter().all(|&t| t <= 0)) && within(|s| s.0) && within(|s| s.1)
}

/// Whether the segments ab and cd cross in their insides.
fn cross(a: Spot, b: Spot, c: Spot, d: Spot) -> bool {
    turn(a, b, c).signum() * turn(a, b, d).signum() < 0 && turn(c, d, a).signum() * turn(c, d, b).signum() < 0
}

/// Whether the hulls of two sets are apart: no point of one is in a triangle of the other, and no two sides cross.
fn apart(yes: &[Spot], no: &[Spot]) -> bool {
    let reaches = |points: &[Spot], others: &[Spot]| {
        points
            .iter()
            .any(|&p| others.iter().any(|&a| others.iter().any(|&b| others.iter().any(|&c| inside(p, [a, b, c])))))
    };
    let crosses = yes.iter().any(|&a| yes.iter().any(|&b| no.iter().any(|&c| no.iter().any(|&d| cross(a, b, c, d)))));
    !reaches(yes, no) && !reaches(no, yes) && !crosses
}

fn binomial(n: usize, k: usize) -> f64 {
    (0..k).map(|i| (n as f64 - i as f64) / (i as f64 + 1.0)).product::<f64>().round()
}

fn main() {
    let points: Vec<Spot> =
        PLACES.iter().map(|p| ((100.0 * p[0]).round() as i64, (100.0 * p[1]).round() as i64)).collect();
    let separable = (0..1usize << points.len())
        .filter(|labeling| {
            let side = |on: usize| -> Vec<Spot> {
                (0..points.len()).filter(|i| labeling >> i & 1 == on).map(|i| points[i]).collect()
            };
            apart(&side(1), &side(0))
        })
        .count();
    println!("separable = {separable}");

    // The same number without a look at a labeling: 2 + 2 * sum of (k - 1) over the lines through k >= 2 points.
    let different: Vec<Spot> = points.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
    let mut lines = BTreeSet::new();
    for (i, &p) in different.iter().enumerate() {
        for &q in &different[i + 1..] {
            lines.insert(different.iter().copied().filter(|&r| turn(p, q, r) == 0).collect::<Vec<_>>());
        }
    }
    println!("zaslavsky = {}", 2 + 2 * lines.iter().map(|line| line.len() - 1).sum::<usize>());

    // Hyperplanes in D dimensions, N_POINTS points in general position (Cover), and Sauer's bound.
    let made = 2.0 * (0..=D).map(|k| binomial(N_POINTS - 1, k)).sum::<f64>();
    println!("made_count = {made:.12e}");
    println!("made_share = {:.12e}", made / 2f64.powi(N_POINTS as i32));
    println!("sauer_bound = {:.12e}", (0..D + 2).map(|k| binomial(N_POINTS, k)).sum::<f64>());

    // What N draws promise with probability 1 - DELTA: for one hypothesis, for M, for all stumps on 30 features.
    let n = N as f64;
    println!("single = {:.12}", ((2.0 / DELTA).ln() / (2.0 * n)).sqrt());
    println!("union = {:.12}", ((2.0 * M as f64 / DELTA).ln() / (2.0 * n)).sqrt());
    let growth = 30.0 * (2.0 * n - 1.0) + 2.0;
    println!("vapnik = {:.12}", (8.0 * (4.0 * growth / DELTA).ln() / n).sqrt());

    // One parameter: even digits of theta/pi give plus, odd ones minus, at 0.1, 0.01, ...
    let digit = |i: usize| if LABELS[0][i - 1] == 1 { 4.0 } else { 5.0 };
    let theta = PI * (4.0 + (1..=5).map(|i| digit(i) * 10f64.powi(i as i32)).sum::<f64>());
    println!("theta = {theta:.12}");
    let signs = (1..=5).map(|i| if (theta * 10f64.powi(-i)).sin() > 0.0 { '+' } else { '-' });
    println!("signs: {}", signs.collect::<String>());
}

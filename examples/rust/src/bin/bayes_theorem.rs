//! Bayes' theorem by hand: counts, odds, tests that copy one another, and Monty Hall's host.

// --- parameters ---
const PREVALENCE: f64 = 1.0;
const SENSITIVITY: f64 = 90.0;
const SPECIFICITY: f64 = 91.0;
const TESTS: usize = 3;
const COPIED: f64 = 0.0;
const FINDINGS: [[usize; 5]; 1] = [[1, 1, 1, 1, 1]];
const BIAS: f64 = 0.5;
const KNOWS: bool = true;
// --- end of parameters ---

/// The probability of a result where a positive has the probability `yes`.
fn chance(result: usize, yes: f64) -> f64 {
    if result == 1 {
        yes
    } else {
        1.0 - yes
    }
}

/// The probability of all results, by every way in which they can have come about: bit k - 1 of a way says whether test
/// k was a copy of the first.
fn by_every_way(results: &[usize], yes: f64) -> f64 {
    let later = results.len().saturating_sub(1);
    (0..1usize << later)
        .map(|way| {
            results
                .iter()
                .enumerate()
                .map(|(k, &result)| match k {
                    0 => chance(result, yes),
                    _ if way >> (k - 1) & 1 == 0 => (1.0 - COPIED) * chance(result, yes),
                    _ if result == results[0] => COPIED,
                    _ => 0.0,
                })
                .product::<f64>()
        })
        .sum()
}

fn main() {
    // Shares of all people: sick or healthy, positive or negative. A positive result sends the negatives home.
    let (p, s, f) = (PREVALENCE / 100.0, SENSITIVITY / 100.0, 1.0 - SPECIFICITY / 100.0);
    let (hits, misses) = (p * s, p * (1.0 - s));
    let (alarms, cleared) = ((1.0 - p) * f, (1.0 - p) * (1.0 - f));
    println!("ppv = {}", hits / (hits + alarms));
    println!("npv = {:.12}", cleared / (cleared + misses));

    // In odds a result multiplies by its likelihood ratio, whatever the odds were.
    println!("lr_plus = {:.12}", s / f);
    println!("lr_minus = {:.12}", (1.0 - s) / (1.0 - f));
    println!("coin_flip = {:.12}", f / (f + s));

    // Several results. Each later test repeats the first with probability COPIED, and is read afresh otherwise. A
    // result that contradicts the first was no copy: its ratio is that of a fresh one.
    let results = &FINDINGS[0][..TESTS];
    let (mut claimed, mut honest) = (p / (1.0 - p), p / (1.0 - p));
    for (k, &result) in results.iter().enumerate() {
        let (sick, healthy) = (chance(result, s), chance(result, f));
        let copied = if k > 0 && result == results[0] { COPIED } else { 0.0 };
        claimed *= sick / healthy;
        honest *= (copied + (1.0 - copied) * sick) / (copied + (1.0 - copied) * healthy);
    }
    println!("claimed = {}", claimed / (1.0 + claimed));
    println!("honest = {}", honest / (1.0 + honest));

    // The honest answer again, by addition.
    let (sick, healthy) = (p * by_every_way(results, s), (1.0 - p) * by_every_way(results, f));
    if sick + healthy > 0.0 {
        assert!((sick / (sick + healthy) - honest / (1.0 + honest)).abs() < 1e-9);
    }

    // Monty Hall: you hold door 1, door 3 is opened, and a goat stands there. The likelihood of that for a car behind
    // your door, and behind the other one:
    let (mine, other) = (BIAS, if KNOWS { 1.0 } else { BIAS });
    println!("switching = {:.12}", other / (mine + other));
}

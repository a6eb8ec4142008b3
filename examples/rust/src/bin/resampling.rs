//! The bootstrap and the permutation test by hand: resamples, three intervals, and a p-value.

use statrs::distribution::{ContinuousCDF, Normal};

// --- parameters ---
const VALUES: [f64; 12] = [1.2, 1.6, 2.1, 2.4, 2.6, 3.0, 3.3, 3.7, 4.2, 4.9, 6.1, 8.6];
const SECOND: [f64; 12] = [3.0, 6.4, 2.2, 4.1, 7.0, 3.6, 5.6, 6.2, 4.4, 7.4, 6.6, 8.2];
const GROUP_A: [f64; 7] = [1.6, 2.6, 3.3, 3.7, 4.9, 6.1, 8.6];
const GROUP_B: [f64; 5] = [1.2, 2.1, 2.4, 3.0, 4.2];
const PAIRED: bool = false;
const STATISTIC: &str = "mean";
const CONFIDENCE: f64 = 95.0;
const REPLICATES: usize = 10000;
const SEED: u64 = 1;
// --- end of parameters ---

// SplitMix64 as a counter hash: any word can be had without those before it, so every replicate has its own numbers.
const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
const LANES: u64 = 64;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Word j of a replicate: 64 random bits.
fn word(replicate: usize, j: usize) -> u64 {
    let (r, j) = (replicate as u64, j as u64);
    let place = ((r / LANES) << 40).wrapping_add(j * LANES + r % LANES + 1);
    mix(mix(SEED).wrapping_add(place.wrapping_mul(GAMMA)))
}

/// The high 64 bits of word times limit: a whole number in [0, limit).
fn below(w: u64, limit: usize) -> usize {
    ((u128::from(w) * limit as u128) >> 64) as usize
}

fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

fn sorted(x: &[f64]) -> Vec<f64> {
    let mut ordered = x.to_vec();
    ordered.sort_by(f64::total_cmp);
    ordered
}

/// The linearly interpolated quantile of ascending values.
fn quantile(ordered: &[f64], level: f64) -> f64 {
    let place = level * (ordered.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(ordered.len() - 1);
    ordered[low] + (place - low as f64) * (ordered[high] - ordered[low])
}

fn statistic(x: &[f64], y: &[f64]) -> f64 {
    let centre = mean(x);
    let spread = |u: &[f64], v: &[f64]| -> f64 {
        let (a, b) = (mean(u), mean(v));
        u.iter().zip(v).map(|(p, q)| (p - a) * (q - b)).sum()
    };
    match STATISTIC {
        "mean" => centre,
        "median" => quantile(&sorted(x), 0.5),
        "maximum" => x.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        "std" => (spread(x, x) / (x.len() - 1) as f64).sqrt(),
        "trimmed_mean" => {
            let cut = (0.1 * x.len() as f64) as usize;
            mean(&sorted(x)[cut..x.len() - cut])
        }
        _ => spread(x, y) / (spread(x, x) * spread(y, y)).sqrt(),
    }
}

fn main() {
    // Bootstrap: m draws with replacement, the statistic, again and again.
    let (mut x, y) = (VALUES.to_vec(), SECOND.to_vec());
    let m = x.len();
    if ["median", "trimmed_mean", "maximum"].contains(&STATISTIC) {
        x = sorted(&x); // no matter to the statistic: the draws are then those of the figure
    }
    let replicates: Vec<f64> = (0..REPLICATES)
        .map(|r| {
            let rows: Vec<usize> = (0..m).map(|j| below(word(r, j), m)).collect();
            let pick = |from: &[f64]| rows.iter().map(|&i| from[i]).collect::<Vec<f64>>();
            statistic(&pick(&x), &pick(&y))
        })
        .filter(|v| v.is_finite())
        .collect();
    let (observed, count) = (statistic(&x, &y), replicates.len() as f64);
    let centre = mean(&replicates);
    let variance = replicates.iter().map(|v| (v - centre).powi(2)).sum::<f64>() / (count - 1.0);
    println!("observed = {observed:.12}");
    println!("standard_error = {:.12}", variance.sqrt());

    // Percentile: the middle of the replicates. Basic: its mirror image in the observed value.
    let ordered = sorted(&replicates);
    let tail = (1.0 - CONFIDENCE / 100.0) / 2.0;
    let (low, high) = (quantile(&ordered, tail), quantile(&ordered, 1.0 - tail));
    println!("percentile_low = {low:.12}");
    println!("percentile_high = {high:.12}");
    println!("basic_low = {:.12}", 2.0 * observed - high);
    println!("basic_high = {:.12}", 2.0 * observed - low);

    // BCa: levels shifted by the median bias z0 and by the acceleration a, the skewness of leaving one out.
    let normal = Normal::standard();
    let slack = 1e-12 * (1.0 + observed.abs());
    let less = replicates.iter().filter(|v| **v < observed - slack).count() as f64;
    let upto = replicates.iter().filter(|v| **v <= observed + slack).count() as f64;
    let z0 = normal.inverse_cdf((less + upto) / (2.0 * count));
    let left_out: Vec<f64> = (0..m)
        .map(|i| {
            let without = |v: &[f64]| [&v[..i], &v[i + 1..]].concat();
            statistic(&without(&x), &without(&y))
        })
        .collect();
    let middle = mean(&left_out);
    let sum = |power: i32| left_out.iter().map(|v| (middle - v).powi(power)).sum::<f64>();
    let largest = left_out.iter().fold(0.0, |top: f64, v| top.max(v.abs()));
    let moves = left_out.iter().any(|v| (middle - v).abs() > 1e-15 * largest);
    // Where each row left out gives one value, a is 0/0, and there is no BCa interval.
    if z0.is_finite() && moves {
        let a = sum(3) / (6.0 * sum(2).powf(1.5));
        for (name, level) in [("bca_low", tail), ("bca_high", 1.0 - tail)] {
            let z = z0 + normal.inverse_cdf(level);
            println!("{name} = {:.12}", quantile(&ordered, normal.cdf(z0 + z / (1.0 - a * z))));
        }
    }

    // Permutation: if the labels mean nothing, any labelling is as good as ours.
    let (first, second) = (GROUP_A.to_vec(), GROUP_B.to_vec());
    if first.is_empty() || second.is_empty() {
        eprintln!("All values have one label: there are no two groups to compare.");
        std::process::exit(1);
    }
    if PAIRED && first.len() != second.len() {
        eprintln!("These data are two groups, not pairs.");
        std::process::exit(1);
    }
    let medians = STATISTIC == "median" && !PAIRED;
    let typical = |v: &[f64]| if medians { quantile(&sorted(v), 0.5) } else { mean(v) };
    let difference = typical(&first) - typical(&second);
    let mut pooled = [&first[..], &second[..]].concat();
    if medians {
        pooled = sorted(&pooled);
    }
    let shuffled: Vec<f64> = (0..REPLICATES)
        .map(|r| {
            if PAIRED {
                // Only the two labels of a pair may be swapped: fair coins.
                let gap = |j: usize| (first[j] - second[j]) * if word(r, j) >> 63 == 1 { -1.0 } else { 1.0 };
                return (0..first.len()).map(gap).sum::<f64>() / first.len() as f64;
            }
            // Go through all values and take each with the chance that it still has (Knuth's algorithm S).
            let (mut inside, mut outside) = (Vec::new(), Vec::new());
            for (j, value) in pooled.iter().enumerate() {
                let wanted = first.len() - inside.len();
                let taken = below(word(r, j), pooled.len() - j) < wanted;
                if taken { &mut inside } else { &mut outside }.push(*value);
            }
            typical(&inside) - typical(&outside)
        })
        .collect();

    // Twice the smaller tail; the labelling that we have counts as one of them, so p is never zero.
    let largest = shuffled.iter().fold(difference.abs(), |b, v| b.max(v.abs()));
    let slack = 1e-9 * largest;
    let greater = 1 + shuffled.iter().filter(|v| **v >= difference - slack).count();
    let less = 1 + shuffled.iter().filter(|v| **v <= difference + slack).count();
    let p = 2.0 * greater.min(less) as f64 / (REPLICATES + 1) as f64;
    println!("difference = {difference:.12}");
    println!("p_value = {:.12}", p.min(1.0));
}

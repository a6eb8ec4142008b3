//! Rounding to small formats by hand, and what it does to a difference, four sums, a linear system and a softmax.

// --- parameters ---
const SMALL: &str = "E4M3";
const X: f64 = 9.33;
const STORED: &str = "E4M3";
const A: f64 = 2.7;
const B: f64 = 2.32;
const FORMAT: &str = "fp16";
const KIND: &str = "tenths";
const COUNT: usize = 5010;
const MATRIX: &str = "small";
const PIVOT: f64 = 1e-17;
const SIZE: usize = 12;
const EXCHANGE: bool = false;
const WIDE: &str = "fp32";
const LOGITS: [f64; 4] = [-40.0, 88.0, 90.0, 91.0];
// --- end of parameters ---

/// Binary digits, the exponent of the smallest normal number, and the largest number of a format.
fn format(name: &str) -> (i32, i32, f64) {
    match name {
        "E4M3" => (4, -6, 448.0),
        "E5M2" => (3, -14, 57344.0),
        "bf16" => (8, -126, 3.3895313892515355e38),
        "fp16" => (11, -14, 65504.0),
        "fp32" => (24, -126, f32::MAX as f64),
        _ => (53, -1022, f64::MAX),
    }
}

/// x rounded to a format, to nearest, ties to even.
fn fl(x: f64, name: &str) -> f64 {
    let (bits, low, largest) = format(name);
    if x == 0.0 || !x.is_finite() || bits == 53 {
        return x;
    }
    let exponent = ((x.to_bits() >> 52 & 0x7ff) as i32 - 1023).max(low) - bits + 1; // x is no subnormal of doubles
    let gap = 2f64.powi(exponent);
    let rounded = (x / gap).round_ties_even() * gap;
    if rounded.abs() > largest {
        // E4M3 has no infinity.
        return if name == "E4M3" { f64::NAN } else { f64::INFINITY.copysign(x) };
    }
    rounded
}

fn add(x: f64, y: f64) -> f64 {
    fl(x + y, FORMAT)
}

/// The k-th term, from 1 on.
fn term(k: usize) -> f64 {
    let big = 4.0 * 2f64.powi(format(FORMAT).0);
    match KIND {
        "tenths" => 0.1,
        "thousandths" => 0.001,
        "ones" => 1.0,
        "harmonic" => 1.0 / k as f64,
        "alternating" => (if k % 2 == 1 { 1.0 } else { -1.0 }) / k as f64,
        _ => [1.0, big, 1.0, -big][(k - 1) % 4],
    }
}

fn sums() {
    let count = if KIND == "peters" { COUNT - COUNT % 4 } else { COUNT };
    let terms: Vec<f64> = (1..=count).map(|k| fl(term(k), FORMAT)).collect();
    let plain = terms.iter().fold(0.0, |s, &v| add(s, v));

    let mut level = terms.clone();
    while level.len() > 1 {
        level = level.chunks(2).map(|pair| if pair.len() == 2 { add(pair[0], pair[1]) } else { pair[0] }).collect();
    }

    let (mut kahan, mut carry) = (0.0, 0.0);
    for &v in &terms {
        let y = add(v, -carry); // what the last step lost is put back
        let t = add(kahan, y);
        carry = add(add(t, -kahan), -y);
        kahan = t;
    }

    let (mut neumaier, mut lost) = (0.0f64, 0.0);
    for &v in &terms {
        let t = add(neumaier, v);
        let (large, less) = if neumaier.abs() >= v.abs() { (neumaier, v) } else { (v, neumaier) };
        lost = add(lost, add(add(large, -t), less));
        neumaier = t;
    }
    println!("loop = {plain:.12}");
    println!("pairwise = {:.12}", level[0]);
    println!("kahan = {kahan:.12}");
    println!("neumaier = {:.12}", add(neumaier, lost));
    println!("exact_sum = {:.12}", exact_dot(&terms, &vec![1.0; count]));
}

/// Greatest common divisor.
fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 {
        a
    } else {
        gcd(b, a % b)
    }
}

/// Elimination in double precision on A x = b with a solution that is known.
fn solve() {
    let n = match MATRIX {
        "small" => 2,
        "hilbert" => SIZE.min(20),
        _ => SIZE,
    };
    let multiple = (1..2 * n.min(20) as u64).fold(1, |m, k| m / gcd(m, k) * k) as f64;
    let entry = |i: usize, j: usize| match MATRIX {
        "small" => {
            if i + j == 0 {
                PIVOT
            } else {
                1.0
            }
        }
        "wilkinson" => {
            if i > j {
                -1.0
            } else if i == j || j == n - 1 {
                1.0
            } else {
                0.0
            }
        }
        _ => multiple / (i + j + 1) as f64,
    };
    let truth: Vec<f64> = (1..=n).map(|k| if MATRIX == "wilkinson" { 1.0 / k as f64 } else { 1.0 }).collect();
    let mut a: Vec<Vec<f64>> = (0..n).map(|i| (0..n).map(|j| entry(i, j)).collect()).collect();
    let mut b: Vec<f64> = a.iter().map(|row| exact_dot(row, &truth)).collect();
    let size =
        |rows: &[Vec<f64>], from: usize| rows.iter().flat_map(|r| r[from..].iter()).fold(0f64, |m, v| m.max(v.abs()));
    let start = size(&a, 0);
    let mut largest = start;
    for k in 0..n - 1 {
        if EXCHANGE {
            let mut best = k;
            for i in k + 1..n {
                if a[i][k].abs() > a[best][k].abs() {
                    best = i;
                }
            }
            a.swap(k, best);
            b.swap(k, best);
        }
        let (above, below) = a.split_at_mut(k + 1);
        for (i, row) in below.iter_mut().enumerate() {
            let factor = row[k] / above[k][k];
            for (entry, pivot) in row[k + 1..].iter_mut().zip(&above[k][k + 1..]) {
                *entry -= factor * pivot;
            }
            b[k + 1 + i] -= factor * b[k];
        }
        largest = largest.max(size(&a[k + 1..], k + 1));
    }
    for k in (0..n).rev() {
        b[k] /= a[k][k];
        for i in 0..k {
            b[i] -= a[i][k] * b[k];
        }
    }
    let error = b.iter().zip(&truth).fold(0f64, |m, (x, t)| m.max((x - t).abs()));
    println!("solution_error = {error:.12e}");
    println!("growth = {:.12e}", largest / start);
}

/// The sum of products that are exact (by 1, -1 or 0 here), rounded once (Shewchuk's partial sums).
fn exact_dot(x: &[f64], y: &[f64]) -> f64 {
    let mut parts: Vec<f64> = Vec::new();
    for (u, v) in x.iter().zip(y) {
        let mut t = u * v;
        let mut kept = Vec::new();
        for &p in &parts {
            let (large, less) = if t.abs() >= p.abs() { (t, p) } else { (p, t) };
            let s = large + less;
            let low = less - (s - large);
            if low != 0.0 {
                kept.push(low);
            }
            t = s;
        }
        kept.push(t);
        parts = kept;
    }
    parts.iter().sum() // from the smallest on
}

fn main() {
    println!("rounded = {:.12}", fl(X, SMALL));
    println!("computed_difference = {:.12}", fl(fl(A, STORED) - fl(B, STORED), STORED));
    sums();
    solve();

    // The logarithm of a sum of exponentials, with the largest exponent taken off first.
    let z = LOGITS.map(|v| fl(v, WIDE));
    let top = z.iter().fold(f64::NEG_INFINITY, |m, &v| m.max(v));
    let total = z.iter().fold(0.0, |s, &v| fl(s + fl(fl(v - top, WIDE).exp(), WIDE), WIDE));
    println!("shifted_log = {:.12}", fl(top + fl(total.ln(), WIDE), WIDE));
}

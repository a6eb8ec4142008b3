//! Isomap's distances by hand: a neighbour graph on the Swiss roll, shortest paths, and the truth on the sheet.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::f64::consts::PI;

// --- parameters ---
const N: usize = 500;
const NOISE: f64 = 0.0;
const K: usize = 7;
const SEED: usize = 2;
const FIRST: [f64; 2] = [13.6, 6.0];
const LAST: [f64; 2] = [77.6, 14.0];
// --- end of parameters ---

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Random numbers from a counter (SplitMix64), so that every language deals the same.
fn uniforms(stream: u64, count: usize) -> Vec<f64> {
    let start = mix(SEED as u64).wrapping_add((stream << 40).wrapping_mul(GAMMA));
    (1..=count as u64).map(|i| (mix(start.wrapping_add(i.wrapping_mul(GAMMA))) >> 11) as f64 * 2f64.powi(-53)).collect()
}

/// Box and Muller: two uniforms give two independent standard normals.
fn normals(stream: u64, count: usize) -> Vec<f64> {
    uniforms(stream, count + count % 2)
        .chunks(2)
        .flat_map(|u| {
            let radius = (-2.0 * (1.0 - u[0]).ln()).sqrt();
            let angle = 2.0 * PI * (u[1] + 0.5 * 2f64.powi(-53)) - PI / 4.0;
            [radius * angle.cos(), radius * angle.sin()]
        })
        .collect()
}

/// The length of the spiral (t cos t, t sin t) from 0 to t.
fn length(t: f64) -> f64 {
    (t * (1.0 + t * t).sqrt() + t.asinh()) / 2.0
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// The lengths of the shortest paths from one node to all (Dijkstra); infinite where there is none.
fn walks(links: &[Vec<(usize, f64)>], from: usize) -> Vec<f64> {
    let mut found = vec![f64::INFINITY; links.len()];
    found[from] = 0.0;
    // Positive floats are ordered as their bits are.
    let mut heap = BinaryHeap::from([(Reverse(0f64.to_bits()), from)]);
    while let Some((Reverse(bits), node)) = heap.pop() {
        let so_far = f64::from_bits(bits);
        if so_far > found[node] {
            continue;
        }
        for &(next, step) in &links[node] {
            if so_far + step < found[next] {
                found[next] = so_far + step;
                heap.push((Reverse(found[next].to_bits()), next));
            }
        }
    }
    found
}

fn nearest(sheet: &[[f64; 2]], place: [f64; 2]) -> usize {
    (0..sheet.len()).min_by(|&i, &j| distance(&sheet[i], &place).total_cmp(&distance(&sheet[j], &place))).unwrap_or(0)
}

fn main() {
    // The roll: where each point is in space, and where it belongs on the sheet.
    let (u, noise) = (uniforms(0, 2 * N), normals(1, 3 * N));
    let t: Vec<f64> = (0..N).map(|i| 1.5 * PI * (1.0 + 2.0 * u[2 * i])).collect();
    let sheet: Vec<[f64; 2]> = (0..N).map(|i| [length(t[i]) - length(1.5 * PI), 21.0 * u[2 * i + 1]]).collect();
    let space: Vec<[f64; 3]> = (0..N)
        .map(|i| {
            let on_roll = [t[i] * t[i].cos(), sheet[i][1], t[i] * t[i].sin()];
            std::array::from_fn(|c| on_roll[c] + NOISE * noise[3 * i + c])
        })
        .collect();

    // Link each point to its K nearest, and they to it.
    let mut linked = vec![vec![false; N]; N];
    for i in 0..N {
        let mut others: Vec<usize> = (0..N).filter(|&j| j != i).collect();
        others.sort_by(|&a, &b| distance(&space[i], &space[a]).total_cmp(&distance(&space[i], &space[b])));
        for &j in &others[..K] {
            linked[i][j] = true;
            linked[j][i] = true;
        }
    }
    let mut links = vec![Vec::new(); N];
    let (mut edges, mut guilty, mut worst_edge) = (0, 0, f64::INFINITY);
    for i in 0..N {
        for j in (0..N).filter(|&j| linked[i][j]) {
            let step = distance(&space[i], &space[j]);
            links[i].push((j, step));
            if i < j {
                edges += 1;
                guilty += usize::from((t[i] - t[j]).abs() > PI);
                worst_edge = worst_edge.min(step / distance(&sheet[i], &sheet[j]));
            }
        }
    }
    println!("edge_count = {edges}.0");
    println!("guilty_count = {guilty}.0");

    let (a, b) = (nearest(&sheet, FIRST), nearest(&sheet, LAST));
    println!("chord_length = {:.12e}", distance(&space[a], &space[b]));
    println!("graph_length = {:.12e}", walks(&links, a)[b]);
    println!("sheet_length = {:.12e}", distance(&sheet[a], &sheet[b]));

    // Against the truth, over all pairs with a path: those that are short-circuited, and the worst, which is an edge.
    let mut pairs = Vec::new();
    for i in 0..N {
        let from = walks(&links, i);
        pairs.extend((i + 1..N).filter(|&j| from[j].is_finite()).map(|j| (from[j], distance(&sheet[i], &sheet[j]))));
    }
    let count = pairs.len() as f64;
    let mean = pairs.iter().fold((0.0, 0.0), |m, p| (m.0 + p.0 / count, m.1 + p.1 / count));
    let spread = |g: fn((f64, f64)) -> f64| pairs.iter().map(|p| g((p.0 - mean.0, p.1 - mean.1))).sum::<f64>();
    let (xy, xx, yy) = (spread(|d| d.0 * d.1), spread(|d| d.0 * d.0), spread(|d| d.1 * d.1));
    let short = pairs.iter().filter(|p| p.0 / p.1 < 0.7).count() as f64;
    println!("correlation = {:.12e}", xy / (xx * yy).sqrt());
    println!("short_percent = {:.12e}", 100.0 * short / count);
    println!("worst_pair = {:.12e}", pairs.iter().map(|p| p.0 / p.1).fold(f64::INFINITY, f64::min));
    println!("worst_edge = {worst_edge:.12e}");
}

//! Measure by hand: conditional expectations, the Cantor function, the layer cake, and how large Xₙ is in four ways.

// --- parameters ---
const LEVEL: u32 = 4;
const LEAVES: usize = 6;
const SHARES: [f64; 3] = [0.2, 0.4, 0.4];
const PLACE: f64 = 0.5;
const X: f64 = 0.25;
const SEQUENCE: &str = "typewriter";
const STEP: usize = 11;
const EPS: f64 = 0.5;
// Of each patient the progression of diabetes, and the leaf of a regression tree (grown by scikit-learn).
#[rustfmt::skip]
const TARGETS: [usize; 442] = [55, 142, 200, 134, 158, 150, 160, 69, 97, 68, 65, 96, 53, 74, 77, 31, 63, 42, 64, 128, 183, 190, 181, 214, 135, 101, 155, 178, 200, 127, 168, 146, 50, 104, 113, 25, 79, 144, 216, 138, 61, 53, 55, 92, 83, 70, 101, 78, 71, 47, 55, 72, 88, 71, 54, 104, 43, 71, 97, 160, 111, 51, 53, 81, 107, 71, 77, 124, 89, 129, 83, 44, 60, 67, 104, 132, 199, 49, 116, 135, 88, 118, 177, 200, 219, 230, 253, 75, 97, 63, 179, 118, 168, 68, 137, 59, 87, 92, 75, 59, 128, 37, 61, 52, 48, 52, 65, 42, 111, 98, 96, 90, 102, 104, 59, 99, 115, 85, 60, 88, 59, 47, 81, 64, 143, 91, 72, 158, 39, 49, 65, 77, 108, 53, 72, 125, 51, 63, 39, 103, 45, 87, 64, 60, 80, 84, 89, 65, 114, 97, 96, 148, 77, 90, 182, 63, 71, 40, 72, 51, 93, 72, 113, 84, 152, 94, 66, 72, 49, 48, 57, 302, 246, 210, 142, 187, 182, 201, 136, 110, 69, 184, 85, 129, 182, 141, 95, 144, 121, 103, 96, 172, 90, 91, 145, 147, 167, 140, 55, 70, 52, 170, 118, 127, 113, 191, 244, 178, 259, 288, 263, 293, 131, 109, 175, 198, 200, 257, 252, 178, 185, 252, 156, 140, 162, 214, 170, 83, 86, 153, 94, 102, 42, 84, 93, 154, 74, 66, 102, 124, 88, 58, 69, 110, 91, 170, 163, 200, 152, 109, 189, 209, 90, 78, 185, 172, 190, 206, 168, 120, 277, 257, 150, 129, 235, 131, 109, 151, 141, 200, 139, 100, 85, 48, 73, 94, 109, 91, 206, 202, 276, 214, 292, 219, 245, 258, 143, 138, 181, 142, 126, 101, 185, 171, 202, 134, 196, 233, 197, 144, 90, 144, 150, 161, 151, 107, 131, 164, 198, 174, 111, 235, 259, 217, 116, 67, 115, 95, 131, 229, 249, 220, 262, 179, 142, 123, 283, 297, 281, 292, 241, 248, 311, 191, 259, 272, 197, 265, 242, 128, 141, 52, 99, 85, 78, 164, 178, 122, 196, 150, 180, 173, 220, 84, 174, 137, 68, 122, 121, 310, 225, 262, 192, 132, 268, 317, 268, 151, 166, 265, 225, 232, 275, 173, 281, 186, 195, 237, 222, 202, 155, 248, 208, 246, 258, 215, 202, 283, 265, 248, 198, 236, 163, 139, 221, 281, 232, 212, 178, 270, 280, 296, 243, 245, 217, 303, 310, 230, 242, 272, 273, 341, 274, 336, 346, 332, 321, 261, 258, 220, 295, 263, 275, 308, 275, 270, 277, 275, 281, 310, 128, 252, 279, 180, 220, 243, 264, 237, 306, 233, 242, 233];
#[rustfmt::skip]
const CELLS: [usize; 442] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5];
// --- end of parameters ---

/// The Cantor function at p/q: ternary digits up to the first 1; twos become binary ones.
fn cantor(p: u64, q: u64) -> f64 {
    if p == q {
        return 1.0;
    }
    let (mut rest, mut total, mut weight) = (p, 0.0, 0.5);
    for _ in 0..60 {
        let digit = 3 * rest / q;
        rest = 3 * rest % q;
        if digit > 0 {
            total += weight;
        }
        if digit == 1 {
            break;
        }
        weight /= 2.0;
    }
    total
}

/// The distribution function of the density 6x(1 - x).
fn smooth(x: f64) -> f64 {
    x * x * (3.0 - 2.0 * x)
}

/// The cell [j, j + 1)/3^k of a whole number of hundredths (the last one has its right end too).
fn cell(hundredths: u64) -> u64 {
    let cells = 3u64.pow(LEVEL);
    (hundredths * cells / 100).min(cells - 1)
}

/// P(Xₙ > ε), P(X_m > ε for some m >= n), E Xₙ, and the root of E Xₙ². But for ωⁿ each Xₙ is h on a set of length p.
fn sizes(n: f64) -> [f64; 4] {
    if SEQUENCE == "power" {
        let far = 1.0 - EPS.powf(1.0 / n);
        return [far, far, 1.0 / (n + 1.0), (2.0 * n + 1.0).powf(-0.5)];
    }
    let (h, p, ever) = match SEQUENCE {
        "typewriter" => (1.0, 2f64.powf(-n.log2().floor()), 1.0),
        "escape" => (n, 1.0 / n, 1.0 / n),
        "root" => (n.sqrt(), 1.0 / n, 1.0 / n),
        _ => (1.0, 0.5, 1.0), // halves in turn
    };
    [p, ever, h * p, (h * h * p).sqrt()]
}

fn main() {
    // The leaves are the cells of a σ-algebra, and E[y|F] is the mean of each cell.
    let n = TARGETS.len() as f64;
    let mean = TARGETS.iter().map(|&y| y as f64).sum::<f64>() / n;
    let variance = TARGETS.iter().map(|&y| (y as f64 - mean).powi(2)).sum::<f64>() / n;
    let (mut sums, mut counts) = ([0.0; LEAVES], [0.0; LEAVES]);
    for (&y, &leaf) in TARGETS.iter().zip(&CELLS) {
        sums[leaf] += y as f64;
        counts[leaf] += 1.0;
    }
    let between = (0..LEAVES).map(|k| counts[k] * (sums[k] / counts[k] - mean).powi(2)).sum::<f64>() / n;
    println!("target_mean = {mean:.12}");
    println!("target_variance = {variance:.12}");
    println!("explained_by_leaves = {:.12}", between / variance);

    // The layer cake: the mean of a whole number y >= 0 is the sum of P(y > t) over t = 0, 1, 2, ...
    let above = |t: usize| TARGETS.iter().filter(|&&y| y > t).count() as f64 / n;
    println!("layer_cake = {:.12}", (0..400).map(above).sum::<f64>());

    // A law with an atom, a density and a Cantor part.
    let [atom, density, singular] = SHARES;
    let (x, place) = ((100.0 * X).round() as u64, (100.0 * PLACE).round() as u64);
    let jump = if x >= place { atom } else { 0.0 };
    println!("cdf = {:.12}", jump + density * smooth(X) + singular * cantor(x, 100));
    let (j, cells) = (cell(x), 3u64.pow(LEVEL));
    let (low, high) = (j as f64 / cells as f64, (j + 1) as f64 / cells as f64);
    let mut mass = density * (smooth(high) - smooth(low)) + singular * (cantor(j + 1, cells) - cantor(j, cells));
    if cell(place) == j {
        mass += atom;
    }
    println!("cell_mass = {mass:.12e}");
    let law_mean = atom * PLACE + (density + singular) / 2.0;
    println!("law_mean = {law_mean:.12}");
    let square = atom * PLACE * PLACE + 0.3 * density + 0.375 * singular;
    println!("law_variance = {:.12}", square - law_mean * law_mean);

    // Sequences of random variables on [0, 1].
    for (name, size) in ["p_far", "p_ever", "mean_n", "root_n"].iter().zip(sizes(STEP as f64)) {
        println!("{name} = {size:.12e}");
    }
}

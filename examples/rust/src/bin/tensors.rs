//! Tensors by hand: einsum as loops, the rank of a 2×2×2 tensor, a path to the border, the numbers of a Tucker format.

use nalgebra::SMatrix;

// --- parameters ---
const SUBSCRIPTS: &str = "ij,jk->ik";
const ENTRY: usize = 3;
const SIZES: [f64; 5] = [10.0, 1000.0, 10.0, 1000.0, 10.0];
const SLICES: [[f64; 4]; 2] = [[2.0, 1.0, -0.5, -1.0], [0.0, -1.0, 1.5, 1.0]];
const SPLIT: f64 = 10.0;
const ROWS: usize = 20;
const COLUMNS: usize = 20;
const COLOURS: usize = 3;
// --- end of parameters ---

type Tensor = [[[f64; 2]; 2]; 2];

/// The place of an entry, in reading order, at those values of the letters of a group.
fn place(group: &str, letters: &[char], sizes: &[usize], values: &[usize]) -> usize {
    group.chars().fold(0, |at, x| {
        let k = letters.iter().position(|&y| y == x).expect("a letter of an operand");
        at * sizes[k] + values[k]
    })
}

/// An index string: the products of entries, summed into the result.
fn contraction() -> (usize, Vec<f64>) {
    let text: String = SUBSCRIPTS.chars().filter(|x| !x.is_whitespace()).collect();
    let (left, output) = match text.split_once("->") {
        Some((left, right)) => (left.to_string(), right.to_string()),
        None => {
            // the letters that stand once, in alphabetical order
            let mut once: Vec<char> = text.chars().filter(|&x| x != ',' && text.matches(x).count() == 1).collect();
            once.sort_unstable();
            (text.clone(), once.into_iter().collect())
        }
    };
    let mut letters: Vec<char> = Vec::new();
    for x in left.chars().filter(|&x| x != ',') {
        if !letters.contains(&x) {
            letters.push(x);
        }
    }
    let sizes = &[3, 4, 2, 3, 2, 2][..letters.len()];
    let rules = [(5, 2, 7), (3, 4, 5)];
    let inputs: Vec<&str> = left.split(',').collect();
    let length = |group: &str| -> usize {
        group.chars().map(|x| sizes[letters.iter().position(|&y| y == x).expect("a letter")]).product()
    };
    let mut result = vec![0.0; length(&output)];
    let products: usize = sizes.iter().product();
    for number in 0..products {
        let (mut rest, mut values) = (number, vec![0; sizes.len()]);
        for k in (0..sizes.len()).rev() {
            values[k] = rest % sizes[k];
            rest /= sizes[k];
        }
        let factor = |k: usize| {
            let (a, b, m) = rules[k];
            ((a * place(inputs[k], &letters, sizes, &values) + b) % m) as f64 - 2.0
        };
        result[place(&output, &letters, sizes, &values)] += (0..inputs.len()).map(factor).product::<f64>();
    }
    (products, result)
}

fn term(u: [f64; 2], v: [f64; 2], w: [f64; 2]) -> Tensor {
    std::array::from_fn(|i| std::array::from_fn(|j| std::array::from_fn(|k| u[i] * v[j] * w[k])))
}

fn main() {
    let (products, result) = contraction();
    println!("products_in_all = {products}");
    println!("entry_whole = {:.12}", result[ENTRY.min(result.len() - 1)]);
    println!("result_norm = {:.12}", result.iter().map(|x| x * x).sum::<f64>().sqrt());

    // A chain of products: the cheapest order of each part, shorter parts first.
    let count = SIZES.len() - 1;
    let mut cost = vec![vec![0.0; count]; count];
    for length in 1..count {
        for i in 0..count - length {
            let j = i + length;
            let way = |k: usize| cost[i][k] + cost[k + 1][j] + SIZES[i] * SIZES[k + 1] * SIZES[j + 1];
            cost[i][j] = (i..j).map(way).fold(f64::INFINITY, f64::min);
        }
    }
    println!("least = {}", cost[0][count - 1]);

    // The rank of a 2×2×2 tensor with slices X and Y: det(xX + yY) = ax² + bxy + cy² must have two real zeros.
    let [[x00, x01, y00, y01], [x10, x11, y10, y11]] = SLICES;
    let (a, c) = (x00 * x11 - x01 * x10, y00 * y11 - y01 * y10);
    let b = x00 * y11 + y00 * x11 - x01 * y10 - y01 * x10;
    let cayley = b * b - 4.0 * a * c;
    let flat = [
        [x00, x01, y00, y01, x10, x11, y10, y11],
        [x00, x10, y00, y10, x01, x11, y01, y11],
        [x00, x01, x10, x11, y00, y01, y10, y11],
    ]
    .map(|m| SMatrix::<f64, 2, 4>::from_row_slice(&m).svd(false, false).rank(1e-9));
    let rank = if cayley.abs() > 1e-9 {
        if cayley > 0.0 {
            2
        } else {
            3
        }
    } else if flat == [2, 2, 2] {
        3
    } else {
        flat[0].max(flat[1]).max(flat[2])
    };
    println!("mean = {:.12}", (a + c) / 2.0);
    println!("swing = {:.12}", (a - c).hypot(b) / 2.0);
    println!("cayley = {cayley:.12}");
    println!("rank = {rank}");

    // Two terms on their way to W, which has rank 3: a difference quotient of the cube of e0 + h e1, with h = 1/n.
    let (s, c) = (std::f64::consts::PI / 6.0).sin_cos();
    let (e0, e1) = ([c, s], [-s, c]);
    let v = [e0[0] + e1[0] / SPLIT, e0[1] + e1[1] / SPLIT];
    let (first, second) = (term(v, v, v), term(e0, e0, e0));
    let w = [term(e0, e0, e1), term(e0, e1, e0), term(e1, e0, e0)];
    let mut off = 0.0;
    for (i, j, k) in (0..8).map(|n| (n / 4, n / 2 % 2, n % 2)) {
        let wanted: f64 = w.iter().map(|t| t[i][j][k]).sum();
        off += (SPLIT * first[i][j][k] - SPLIT * second[i][j][k] - wanted).powi(2);
    }
    println!("off_exact = {:.12e}", f64::sqrt(off));
    println!("off_formula = {:.12e}", (3.0 / SPLIT.powi(2) + 1.0 / SPLIT.powi(4)).sqrt());

    // A Tucker format of a photograph of 107 × 160 × 3: the core and three bases.
    let stored = ROWS * COLUMNS * COLOURS + 107 * ROWS + 160 * COLUMNS + 3 * COLOURS;
    println!("stored = {stored}");
}

//! Correlation by hand: one more point, ranks, a third variable taken away, and which three correlations go together.

use nalgebra::Matrix3;

// --- parameters ---
const X: [f64; 12] = [5.4, 6.2, 6.9, 7.6, 8.1, 8.7, 9.2, 9.9, 10.4, 11.0, 11.7, 12.5];
const Y: [f64; 12] = [5.0, 6.6, 4.3, 7.4, 5.6, 8.0, 6.2, 8.9, 5.7, 7.8, 9.3, 7.0];
const NEWCOMER: [f64; 2] = [16.5, 2.0];
#[rustfmt::skip]
const U: &str = "60.323 61.122 60.171 61.187 63.221 63.639 64.989 63.761 66.019 67.857 68.169 66.513 68.655 69.564 69.331 70.551";
const V: &str = "2.356 2.325 3.682 3.351 2.099 1.932 1.87 3.578 2.904 2.822 2.936 4.681 3.813 3.931 4.806 4.007";
const THIRD: &str = "1947 1948 1949 1950 1951 1952 1953 1954 1955 1956 1957 1958 1959 1960 1961 1962";
const GROUPED: bool = false;
const REMOVED: f64 = 0.0;
const R_XY: f64 = 0.8;
const R_XZ: f64 = 0.5;
const R_YZ: f64 = 0.1;
// --- end of parameters ---

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The values less their mean; exact zeros where they do not vary.
fn centred(values: &[f64]) -> Vec<f64> {
    let (middle, still) = (mean(values), values.iter().all(|each| *each == values[0]));
    values.iter().map(|each| if still { 0.0 } else { each - middle }).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(s, t)| s * t).sum()
}

/// NaN where one of the two does not vary.
fn correlation(first: &[f64], second: &[f64]) -> f64 {
    let (a, b) = (centred(first), centred(second));
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

/// Ranks from 1; equal values share the mean of theirs, or (`largest`) have the largest of theirs.
fn ranks(values: &[f64], largest: bool) -> Vec<f64> {
    let rank = |each: &f64| {
        let below = values.iter().filter(|other| *other < each).count() as f64;
        let same = values.iter().filter(|other| *other == each).count() as f64;
        below + if largest { same } else { (same + 1.0) / 2.0 }
    };
    values.iter().map(rank).collect()
}

/// 1, 0 or -1.
fn sign(value: f64) -> f64 {
    if value == 0.0 {
        0.0
    } else {
        value.signum()
    }
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|part| part.parse().expect("a number")).collect()
}

/// What the third variable predicts of some values, about their mean: means of its groups, or a line.
fn predicted(values: &[f64], third: &[f64]) -> Vec<f64> {
    let v = centred(values);
    if GROUPED {
        let of = |level: &f64| -> Vec<f64> { (0..v.len()).filter(|i| third[*i] == *level).map(|i| v[i]).collect() };
        return third.iter().map(|level| mean(&of(level))).collect();
    }
    let t = centred(third);
    let size = dot(&t, &t);
    let slope = if size > 0.0 { dot(&t, &v) / size } else { 0.0 };
    t.iter().map(|each| slope * each).collect()
}

fn main() {
    // One more point: the sums of the others are enough.
    let n = X.len();
    let c = n as f64 / (n + 1) as f64;
    let (a, b) = (centred(&X), centred(&Y));
    let (dx, dy) = (NEWCOMER[0] - mean(&X), NEWCOMER[1] - mean(&Y));
    let sizes = (dot(&a, &a) + c * dx * dx) * (dot(&b, &b) + c * dy * dy);
    println!("pearson = {:.12e}", correlation(&X, &Y));
    println!("r_after = {:.12e}", (dot(&a, &b) + c * dx * dy) / sizes.sqrt());

    // Ranks: Spearman's is the correlation of the ranks, Kendall's counts pairs, Chatterjee's follows the path by x.
    println!("spearman = {:.12e}", correlation(&ranks(&X, false), &ranks(&Y, false)));
    let (mut both, mut by_x, mut by_y) = (0.0, 0.0, 0.0);
    for i in 0..n {
        for j in 0..i {
            let (s, t) = (sign(X[i] - X[j]), sign(Y[i] - Y[j]));
            both += s * t;
            by_x += s * s;
            by_y += t * t;
        }
    }
    println!("kendall = {:.12e}", both / f64::sqrt(by_x * by_y));
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|i, j| X[*i].total_cmp(&X[*j])); // stable: equal x stay in the order in which they are listed
    let (path, above) = (ranks(&Y, true), ranks(&Y.map(|each| -each), true));
    let travel: f64 = order.windows(2).map(|pair| (path[pair[1]] - path[pair[0]]).abs()).sum();
    let varies = by_x > 0.0;
    let room: f64 = above.iter().map(|each| 2.0 * (n as f64 - each) * each).sum();
    println!("xi = {:.12e}", if varies && room > 0.0 { 1.0 - n as f64 * travel / room } else { f64::NAN });

    // A third variable: what it predicts is taken away in part, and then altogether.
    let (u, v, third) = (numbers(U), numbers(V), numbers(THIRD));
    let (u_hat, v_hat) = (predicted(&u, &third), predicted(&v, &third));
    let less = |values: &[f64], hat: &[f64], share: f64| -> Vec<f64> {
        centred(values).iter().zip(hat).map(|(value, part)| value - share * part).collect()
    };
    let (u_rest, v_rest) = (less(&u, &u_hat, 1.0), less(&v, &v_hat, 1.0));
    let share = REMOVED / 100.0;
    println!("between = {:.12e}", dot(&u_hat, &v_hat) / (u.len() - 1) as f64);
    println!("within = {:.12e}", dot(&u_rest, &v_rest) / (u.len() - 1) as f64);
    println!("r_raw = {:.12e}", correlation(&u, &v));
    println!("r_moved = {:.12e}", correlation(&less(&u, &u_hat, share), &less(&v, &v_hat, share)));
    println!("r_partial = {:.12e}", correlation(&u_rest, &v_rest));

    // Three correlations are those of some data if no eigenvalue of their matrix is negative.
    let half = ((1.0 - R_XY * R_XY) * (1.0 - R_XZ * R_XZ)).sqrt();
    println!("least_yz = {:.12e}", R_XY * R_XZ - half);
    println!("most_yz = {:.12e}", R_XY * R_XZ + half);
    let matrix = Matrix3::new(1.0, R_XY, R_XZ, R_XY, 1.0, R_YZ, R_XZ, R_YZ, 1.0);
    println!("determinant = {:.12e}", matrix.determinant());
    println!("least_eigenvalue = {:.12e}", matrix.symmetric_eigenvalues().min());
}

//! Convexity: a chord and a tangent of one function, then a network against its relabellings.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const FUNCTION: &str = "x^4-3*x^2+x";
const A: f64 = -1.3;
const B: f64 = 1.13;
const C: f64 = 1.13;
const X: f64 = -1.3;
const FIRST: u64 = 1;
const SECOND: u64 = 2;
// --- end of parameters ---

/// A value with its first and second derivative: arithmetic on these differentiates any formula.
#[derive(Clone, Copy)]
struct Jet(f64, f64, f64);

impl Jet {
    fn plus(self, other: Jet) -> Jet {
        Jet(self.0 + other.0, self.1 + other.1, self.2 + other.2)
    }
    fn scaled(self, k: f64) -> Jet {
        Jet(k * self.0, k * self.1, k * self.2)
    }
    fn times(self, v: Jet) -> Jet {
        let second = self.2 * v.0 + 2.0 * self.1 * v.1 + self.0 * v.2;
        Jet(self.0 * v.0, self.1 * v.0 + self.0 * v.1, second)
    }
    /// g(u) from g, g' and g'' at the value of u.
    fn through(self, g: f64, slope: f64, second: f64) -> Jet {
        Jet(g, slope * self.1, second * self.1 * self.1 + slope * self.2)
    }
    fn inverse(self) -> Jet {
        let r = 1.0 / self.0;
        self.through(r, -r * r, 2.0 * r * r * r)
    }
    fn power(self, p: Jet) -> Jet {
        let n = p.0;
        if p.1 != 0.0 || p.2 != 0.0 {
            return p.times(self.call("log")).call("exp");
        }
        let part = |k: f64| if k == 0.0 { 1.0 } else { self.0.powf(k) };
        let slope = if n == 0.0 { 0.0 } else { n * part(n - 1.0) };
        let second = if n == 0.0 || n == 1.0 { 0.0 } else { n * (n - 1.0) * part(n - 2.0) };
        self.through(part(n), slope, second)
    }
    fn call(self, name: &str) -> Jet {
        let u = self.0;
        match name {
            "exp" => self.through(u.exp(), u.exp(), u.exp()),
            "log" => self.through(u.ln(), 1.0 / u, -1.0 / (u * u)),
            "sqrt" => self.power(Jet(0.5, 0.0, 0.0)),
            "sin" => self.through(u.sin(), u.cos(), -u.sin()),
            "cos" => self.through(u.cos(), -u.sin(), -u.cos()),
            "tan" => self.call("sin").times(self.call("cos").inverse()),
            "sinh" => self.through(u.sinh(), u.cosh(), u.sinh()),
            "cosh" => self.through(u.cosh(), u.sinh(), u.cosh()),
            "tanh" => {
                let (t, s) = (u.tanh(), 1.0 - u.tanh() * u.tanh());
                self.through(t, s, -2.0 * t * s)
            }
            "sigmoid" => self.scaled(-1.0).call("exp").plus(Jet(1.0, 0.0, 0.0)).inverse(),
            "softplus" => self.call("exp").plus(Jet(1.0, 0.0, 0.0)).call("log"),
            "cbrt" => {
                let r = u.cbrt();
                self.through(r, 1.0 / (3.0 * r * r), -2.0 / (9.0 * r.powi(5)))
            }
            "atan" => {
                let d = 1.0 / (1.0 + u * u);
                self.through(u.atan(), d, -2.0 * u * d * d)
            }
            // At a kink the mean of the slopes from both sides.
            "sign" => Jet(sign(u), 0.0, 0.0),
            "abs" => self.scaled(sign(u)),
            "relu" => self.scaled(0.5 + 0.5 * sign(u)),
            "floor" => Jet(u.floor(), 0.0, 0.0),
            "ceil" => Jet(u.ceil(), 0.0, 0.0),
            _ => panic!("{name} is not among the functions of this program"),
        }
    }
}

fn sign(u: f64) -> f64 {
    if u == 0.0 {
        0.0
    } else {
        u.signum()
    }
}

/// Reads a formula and gives its jet at x: sums of products of powers, as in a book.
struct Reader<'a> {
    rest: &'a str,
    x: f64,
}

impl Reader<'_> {
    fn take(&mut self, mark: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(mark);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }
    fn sum(&mut self) -> Jet {
        let mut total = self.product();
        loop {
            if self.take("+") {
                total = total.plus(self.product());
            } else if self.take("-") {
                total = total.plus(self.product().scaled(-1.0));
            } else {
                return total;
            }
        }
    }
    fn product(&mut self) -> Jet {
        let mut total = self.sign();
        loop {
            if self.take("*") {
                total = total.times(self.sign());
            } else if self.take("/") {
                total = total.times(self.sign().inverse());
            } else {
                return total;
            }
        }
    }
    fn sign(&mut self) -> Jet {
        if self.take("-") {
            return self.sign().scaled(-1.0);
        }
        let base = self.atom();
        if self.take("^") || self.take("**") {
            return base.power(self.sign());
        }
        base
    }
    fn atom(&mut self) -> Jet {
        if self.take("(") {
            let inner = self.sum();
            assert!(self.take(")"), "a parenthesis is not closed");
            return inner;
        }
        let digits = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(digits.max(letters));
        self.rest = rest;
        match word {
            "x" => Jet(self.x, 1.0, 0.0),
            "pi" => Jet(std::f64::consts::PI, 0.0, 0.0),
            "e" => Jet(std::f64::consts::E, 0.0, 0.0),
            _ if digits > 0 => Jet(word.parse().expect("a number"), 0.0, 0.0),
            "max" | "min" => {
                assert!(self.take("("), "{word} has arguments");
                let mut best = self.sum();
                while self.take(",") {
                    let other = self.sum();
                    if other.0 == best.0 {
                        best = best.plus(other).scaled(0.5);
                    } else if (other.0 > best.0) == (word == "max") {
                        best = other;
                    }
                }
                assert!(self.take(")"), "a parenthesis is not closed");
                best
            }
            _ => self.atom().call(word),
        }
    }
}

fn jet(x: f64) -> Jet {
    let mut reader = Reader { rest: FUNCTION, x };
    let found = reader.sum();
    assert!(reader.rest.trim().is_empty(), "what is {}?", reader.rest);
    if found.0.is_finite() {
        found
    } else {
        Jet(f64::NAN, f64::NAN, f64::NAN)
    }
}

fn f(x: f64) -> f64 {
    jet(x).0
}

/// Gauss's rule with three nodes.
fn gauss(g: &dyn Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
    let node = half * 0.6f64.sqrt();
    half * (5.0 * g(middle - node) + 8.0 * g(middle) + 5.0 * g(middle + node)) / 9.0
}

/// The same on halves, until halving changes next to nothing: a jump is boxed in.
fn integral(g: &dyn Fn(f64) -> f64, low: f64, high: f64, whole: f64, halvings: u32) -> f64 {
    let middle = (low + high) / 2.0;
    let (left, right) = (gauss(g, low, middle), gauss(g, middle, high));
    let off = (left + right - whole).abs();
    if halvings > 0 && off > 1e-14 + 1e-11 * (left.abs() + right.abs()) {
        return integral(g, low, middle, left, halvings - 1) + integral(g, middle, high, right, halvings - 1);
    }
    left + right
}

const HIDDEN: usize = 5;
const ROW: usize = 8; // of a unit: four weights in, the offset, three weights out
const WEIGHTS: usize = HIDDEN * ROW + 3;
const DECAY: f64 = 1e-3;
type Weights = [f64; WEIGHTS];

/// The flowers, standardised with divisor n.
fn standardised() -> Vec<[f64; 4]> {
    let n = IRIS.len() as f64;
    let mut out = vec![[0.0; 4]; IRIS.len()];
    for k in 0..4 {
        let mean = IRIS.iter().map(|row| f64::from(row[k]) / 10.0).sum::<f64>() / n;
        let variance = IRIS.iter().map(|row| (f64::from(row[k]) / 10.0 - mean).powi(2)).sum::<f64>() / n;
        for (place, row) in out.iter_mut().zip(&IRIS) {
            place[k] = (f64::from(row[k]) / 10.0 - mean) / variance.sqrt();
        }
    }
    out
}

/// The loss, the mean cross-entropy with weight decay, and its gradient by backpropagation.
fn loss_and_gradient(inputs: &[[f64; 4]], w: &Weights) -> (f64, Weights) {
    let n = inputs.len() as f64;
    let (mut loss, mut gradient) = (0.0, [0.0; WEIGHTS]);
    for (at, input) in inputs.iter().enumerate() {
        let kind = at / 50; // fifty flowers of each species, in this order
        let (mut hidden, mut scores) = ([0.0; HIDDEN], [w[40], w[41], w[42]]);
        for j in 0..HIDDEN {
            let unit = &w[j * ROW..(j + 1) * ROW];
            hidden[j] = (0..4).map(|k| unit[k] * input[k]).sum::<f64>() + unit[4];
            hidden[j] = hidden[j].tanh();
            for k in 0..3 {
                scores[k] += hidden[j] * unit[5 + k];
            }
        }
        let top = scores.iter().copied().fold(f64::MIN, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        loss += (total.ln() + top - scores[kind]) / n;
        for k in 0..3 {
            scores[k] = ((scores[k] - top).exp() / total - f64::from(k == kind)) / n; // now the error
            gradient[40 + k] += scores[k];
        }
        for j in 0..HIDDEN {
            let back: f64 = (0..3).map(|k| scores[k] * w[j * ROW + 5 + k]).sum();
            let below = back * (1.0 - hidden[j] * hidden[j]);
            for k in 0..4 {
                gradient[j * ROW + k] += below * input[k];
            }
            gradient[j * ROW + 4] += below;
            for k in 0..3 {
                gradient[j * ROW + 5 + k] += hidden[j] * scores[k];
            }
        }
    }
    for (g, w) in gradient.iter_mut().zip(w) {
        *g += DECAY * w;
    }
    (loss + DECAY / 2.0 * w.iter().map(|v| v * v).sum::<f64>(), gradient)
}

/// Number i of SplitMix64 as a counter, a hash of the seed and of i, as a uniform on [0, 1).
fn random_uniform(seed: u64, i: u64) -> f64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let word = mix(mix(seed).wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    (word >> 11) as f64 * 2f64.powi(-53)
}

/// Gradient descent with momentum, then Newton steps that take every curvature as positive.
fn train(inputs: &[[f64; 4]], seed: u64) -> Weights {
    let (mut w, mut speed) = ([0.0; WEIGHTS], [0.0; WEIGHTS]);
    for (i, weight) in w.iter_mut().enumerate() {
        *weight = 2.0 * random_uniform(seed, i as u64) - 1.0;
    }
    for _ in 0..2000 {
        let gradient = loss_and_gradient(inputs, &w).1;
        for i in 0..WEIGHTS {
            speed[i] = 0.9 * speed[i] - 0.5 * gradient[i];
            w[i] += speed[i];
        }
    }
    for _ in 0..60 {
        let (now, gradient) = loss_and_gradient(inputs, &w);
        if gradient.iter().all(|g| g.abs() < 1e-13) {
            break;
        }
        let mut hessian = DMatrix::zeros(WEIGHTS, WEIGHTS);
        for i in 0..WEIGHTS {
            let nudged = |by: f64| {
                let mut there = w;
                there[i] += by;
                loss_and_gradient(inputs, &there).1
            };
            let (up, down) = (nudged(1e-5), nudged(-1e-5));
            for j in 0..WEIGHTS {
                hessian[(i, j)] = (up[j] - down[j]) / 2e-5;
            }
        }
        let spectrum = ((&hessian + hessian.transpose()) / 2.0).symmetric_eigen();
        let mut along = spectrum.eigenvectors.transpose() * DVector::from_row_slice(&gradient);
        for (part, value) in along.iter_mut().zip(&spectrum.eigenvalues) {
            *part /= value.abs().max(1e-4);
        }
        let step = -(&spectrum.eigenvectors * along);
        let mut size = 1.0;
        loop {
            let mut next = w;
            for i in 0..WEIGHTS {
                next[i] += size * step[i];
            }
            if loss_and_gradient(inputs, &next).0 <= now + 1e-15 || size < 1e-6 {
                w = next;
                break;
            }
            size /= 2.0;
        }
    }
    w
}

/// All orders of the units, by inserting each unit everywhere.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let grow =
        |order: Vec<usize>| (0..count).map(move |place| [&order[..place], &[count - 1], &order[place..]].concat());
    orders(count - 1).into_iter().flat_map(grow).collect()
}

fn main() {
    // A chord: half the sum of the ends, less the value half-way. It is half of h^2 times a mean of f''.
    let (middle, h) = ((A + B) / 2.0, (B - A).abs() / 2.0);
    let gap = (f(A) + f(B)) / 2.0 - f(middle);
    let mut mean_curvature = jet(middle).2;
    if h > 0.0 {
        // f'' weighed by a tent of area one that stands on the chord.
        let weighed = |s: f64| (h - (s - middle).abs()) / (h * h) * jet(s).2;
        let (pieces, width) = (8000, h / 4000.0);
        mean_curvature = (0..pieces)
            .map(|k| middle - h + f64::from(k) * width)
            .map(|low| integral(&weighed, low, low + width, gauss(&weighed, low, low + width), 40))
            .sum();
        if (gap - h * h / 2.0 * mean_curvature).abs() > 1e-8 * (1.0 + gap.abs()) {
            println!("f has a corner under the chord: f'' does not see it");
        }
    }
    println!("gap = {gap:.12e}");
    println!("mean_curvature = {mean_curvature:.12e}");

    // A tangent: a convex function is nowhere below it.
    let Jet(value, slope, _) = jet(C);
    let tangent = value + slope * (X - C);
    println!("slope = {slope:.12e}");
    println!("tangent_at_x = {tangent:.12e}");
    println!("the graph is {} the tangent at x", if f(X) >= tangent { "above" } else { "below" });

    // Two networks with five hidden units, and the relabelling of the second that is nearest to the first.
    let inputs = standardised();
    let (first, second) = (train(&inputs, FIRST), train(&inputs, SECOND));
    let loss = |w: &Weights| loss_and_gradient(&inputs, w).0;
    let unit = |w: &Weights, j: usize| -> Vec<f64> { w[j * ROW..(j + 1) * ROW].to_vec() };
    let distance = |u: &[f64], v: &[f64], sign: f64| u.iter().zip(v).map(|(a, b)| (a - sign * b).powi(2)).sum::<f64>();
    let sign = |j: usize, k: usize| {
        let (u, v) = (unit(&first, j), unit(&second, k));
        if distance(&u, &v, 1.0) <= distance(&u, &v, -1.0) {
            1.0
        } else {
            -1.0
        }
    };
    let cost = |order: &Vec<usize>| -> f64 {
        let pair = |(j, &k): (usize, &usize)| distance(&unit(&first, j), &unit(&second, k), sign(j, k));
        order.iter().enumerate().map(pair).sum()
    };
    let all = orders(HIDDEN);
    let best = all.iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).expect("an order");
    let relabelled = |order: &[usize], signs: &[f64]| {
        let mut out = second;
        for (j, (&k, s)) in order.iter().zip(signs).enumerate() {
            for i in 0..ROW {
                out[j * ROW + i] = s * second[k * ROW + i];
            }
        }
        out
    };
    let signs: Vec<f64> = best.iter().enumerate().map(|(j, &k)| sign(j, k)).collect();
    let reversed: Vec<f64> = signs.iter().map(|s| -s).collect();
    println!("loss_first = {:.12e}", loss(&first));
    println!("loss_second = {:.12e}", loss(&second));
    let copies =
        [("trained", second), ("matched", relabelled(best, &signs)), ("opposite", relabelled(best, &reversed))];
    for (name, copy) in &copies {
        assert!((loss(copy) - loss(&second)).abs() < 1e-12, "a copy is the same function");
        let mut half = first;
        for (a, b) in half.iter_mut().zip(copy) {
            *a = (*a + b) / 2.0;
        }
        println!("distance_{name} = {:.12e}", distance(&first, copy, 1.0).sqrt());
        println!("half_way_{name} = {:.12e}", loss(&half));
    }
}

/// Fisher's irises, tenths of centimetres: sepal length and width, petal length and width; fifty of each species.
#[rustfmt::skip]
const IRIS: [[u8; 4]; 150] = [
    [51, 35, 14, 2], [49, 30, 14, 2], [47, 32, 13, 2], [46, 31, 15, 2], [50, 36, 14, 2], [54, 39, 17, 4],
    [46, 34, 14, 3], [50, 34, 15, 2], [44, 29, 14, 2], [49, 31, 15, 1], [54, 37, 15, 2], [48, 34, 16, 2],
    [48, 30, 14, 1], [43, 30, 11, 1], [58, 40, 12, 2], [57, 44, 15, 4], [54, 39, 13, 4], [51, 35, 14, 3],
    [57, 38, 17, 3], [51, 38, 15, 3], [54, 34, 17, 2], [51, 37, 15, 4], [46, 36, 10, 2], [51, 33, 17, 5],
    [48, 34, 19, 2], [50, 30, 16, 2], [50, 34, 16, 4], [52, 35, 15, 2], [52, 34, 14, 2], [47, 32, 16, 2],
    [48, 31, 16, 2], [54, 34, 15, 4], [52, 41, 15, 1], [55, 42, 14, 2], [49, 31, 15, 2], [50, 32, 12, 2],
    [55, 35, 13, 2], [49, 36, 14, 1], [44, 30, 13, 2], [51, 34, 15, 2], [50, 35, 13, 3], [45, 23, 13, 3],
    [44, 32, 13, 2], [50, 35, 16, 6], [51, 38, 19, 4], [48, 30, 14, 3], [51, 38, 16, 2], [46, 32, 14, 2],
    [53, 37, 15, 2], [50, 33, 14, 2], [70, 32, 47, 14], [64, 32, 45, 15], [69, 31, 49, 15], [55, 23, 40, 13],
    [65, 28, 46, 15], [57, 28, 45, 13], [63, 33, 47, 16], [49, 24, 33, 10], [66, 29, 46, 13], [52, 27, 39, 14],
    [50, 20, 35, 10], [59, 30, 42, 15], [60, 22, 40, 10], [61, 29, 47, 14], [56, 29, 36, 13], [67, 31, 44, 14],
    [56, 30, 45, 15], [58, 27, 41, 10], [62, 22, 45, 15], [56, 25, 39, 11], [59, 32, 48, 18], [61, 28, 40, 13],
    [63, 25, 49, 15], [61, 28, 47, 12], [64, 29, 43, 13], [66, 30, 44, 14], [68, 28, 48, 14], [67, 30, 50, 17],
    [60, 29, 45, 15], [57, 26, 35, 10], [55, 24, 38, 11], [55, 24, 37, 10], [58, 27, 39, 12], [60, 27, 51, 16],
    [54, 30, 45, 15], [60, 34, 45, 16], [67, 31, 47, 15], [63, 23, 44, 13], [56, 30, 41, 13], [55, 25, 40, 13],
    [55, 26, 44, 12], [61, 30, 46, 14], [58, 26, 40, 12], [50, 23, 33, 10], [56, 27, 42, 13], [57, 30, 42, 12],
    [57, 29, 42, 13], [62, 29, 43, 13], [51, 25, 30, 11], [57, 28, 41, 13], [63, 33, 60, 25], [58, 27, 51, 19],
    [71, 30, 59, 21], [63, 29, 56, 18], [65, 30, 58, 22], [76, 30, 66, 21], [49, 25, 45, 17], [73, 29, 63, 18],
    [67, 25, 58, 18], [72, 36, 61, 25], [65, 32, 51, 20], [64, 27, 53, 19], [68, 30, 55, 21], [57, 25, 50, 20],
    [58, 28, 51, 24], [64, 32, 53, 23], [65, 30, 55, 18], [77, 38, 67, 22], [77, 26, 69, 23], [60, 22, 50, 15],
    [69, 32, 57, 23], [56, 28, 49, 20], [77, 28, 67, 20], [63, 27, 49, 18], [67, 33, 57, 21], [72, 32, 60, 18],
    [62, 28, 48, 18], [61, 30, 49, 18], [64, 28, 56, 21], [72, 30, 58, 16], [74, 28, 61, 19], [79, 38, 64, 20],
    [64, 28, 56, 22], [63, 28, 51, 15], [61, 26, 56, 14], [77, 30, 61, 23], [63, 34, 56, 24], [64, 31, 55, 18],
    [60, 30, 48, 18], [69, 31, 54, 21], [67, 31, 56, 24], [69, 31, 51, 23], [58, 27, 51, 19], [68, 32, 59, 23],
    [67, 33, 57, 25], [67, 30, 52, 23], [63, 25, 50, 19], [65, 30, 52, 20], [62, 34, 54, 23], [59, 30, 51, 18],
];

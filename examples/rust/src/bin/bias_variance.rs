//! Bias and variance of a fit from its weights: closed forms for a linear smoother, and a simulation beside them.

use nalgebra::{DMatrix, DVector};
use rand::rngs::StdRng;
use rand::SeedableRng;
use rand_distr::{Distribution, StandardNormal};
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const TRUTH: &str = "sin(pi*x)";
const METHOD: &str = "polynomial";
const DEGREE: usize = 3;
const NEIGHBOURS: usize = 5;
const PENALTY: f64 = 0.1;
const LEAVES: usize = 6;
const N: usize = 30;
const SIGMA: f64 = 0.4;
const AT: f64 = 0.78;
// --- end of parameters ---

/// Reads `TRUTH` and computes it at x on the way: sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
    x: f64,
}

impl Reader {
    fn value(text: &str, x: f64) -> f64 {
        let text = text.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect();
        let mut reader = Reader { text, place: 0, x };
        let found = reader.sum();
        assert!(reader.place == reader.text.len(), "not understood from character {}", reader.place + 1);
        found
    }

    fn take(&mut self, wanted: &str) -> bool {
        let wanted: Vec<char> = wanted.chars().collect();
        let found = self.text[self.place..].starts_with(&wanted);
        self.place += if found { wanted.len() } else { 0 };
        found
    }

    /// The first of some marks that comes next.
    fn one_of(&mut self, marks: &[&'static str]) -> Option<&'static str> {
        marks.iter().copied().find(|mark| self.take(mark))
    }

    fn sum(&mut self) -> f64 {
        let mut out = self.product();
        while let Some(mark) = self.one_of(&["+", "-"]) {
            let next = self.product();
            out = if mark == "+" { out + next } else { out - next };
        }
        out
    }

    fn product(&mut self) -> f64 {
        let mut out = self.sign();
        while let Some(mark) = self.one_of(&["*", "/"]) {
            let next = self.sign();
            out = if mark == "*" { out * next } else { out / next };
        }
        out
    }

    fn sign(&mut self) -> f64 {
        match self.one_of(&["-", "+"]) {
            Some("-") => -self.sign(),
            Some(_) => self.sign(),
            None => {
                let base = self.atom();
                if self.take("^") {
                    base.powf(self.sign())
                } else {
                    base
                }
            }
        }
    }

    /// A condition, true or false: one comparison, or and(one, another).
    fn condition(&mut self) -> bool {
        if self.take("and(") {
            let first = self.condition();
            assert!(self.take(","), "a comma is missing");
            let second = self.condition();
            assert!(self.take(")"), "a bracket is not closed");
            return first && second;
        }
        let left = self.sum();
        let mark = self.one_of(&["<=", "<"]).expect("a comparison");
        let right = self.sum();
        if mark == "<" {
            left < right
        } else {
            left <= right
        }
    }

    fn atom(&mut self) -> f64 {
        if self.take("(") {
            let out = self.sum();
            assert!(self.take(")"), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
        if word.starts_with(|c: char| c.is_ascii_digit()) || rest.starts_with('.') {
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            self.place += digits.len();
            return digits.parse().expect("a number");
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.x,
            "pi" => PI,
            "e" => E,
            "if" => {
                assert!(self.take("("), "if takes a condition and two values");
                let condition = self.condition();
                assert!(self.take(","), "a comma is missing");
                let then = self.sum();
                assert!(self.take(","), "a comma is missing");
                let other = self.sum();
                assert!(self.take(")"), "a bracket is not closed");
                if condition {
                    then
                } else {
                    other
                }
            }
            name => {
                assert!(self.take("("), "{name} needs an argument");
                let mut args = vec![self.sum()];
                while self.take(",") {
                    args.push(self.sum());
                }
                assert!(self.take(")"), "a bracket is not closed");
                function(name, &args)
            }
        }
    }
}

fn function(name: &str, args: &[f64]) -> f64 {
    let u = args[0];
    match name {
        "sin" => u.sin(),
        "cos" => u.cos(),
        "tan" => u.tan(),
        "asin" => u.asin(),
        "acos" => u.acos(),
        "atan" => u.atan(),
        "sinh" => u.sinh(),
        "cosh" => u.cosh(),
        "tanh" => u.tanh(),
        "exp" => u.exp(),
        "log" => u.ln(),
        "sqrt" => u.sqrt(),
        "abs" => u.abs(),
        "erf" => erf(u),
        "sigmoid" => 1.0 / (1.0 + (-u).exp()),
        "softplus" => u.max(0.0) + (-u.abs()).exp().ln_1p(),
        "relu" => u.max(0.0),
        "sign" => {
            if u == 0.0 {
                0.0
            } else {
                u.signum()
            }
        }
        "floor" => u.floor(),
        "ceil" => u.ceil(),
        "cbrt" => u.cbrt(),
        "min" => args.iter().copied().fold(f64::INFINITY, f64::min),
        "max" => args.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        _ => panic!("{name} is not a function known here"),
    }
}

fn truth(x: f64) -> f64 {
    Reader::value(TRUTH, x)
}

/// Legendre polynomials at some places, a row a place; their squares have the mean 1 over [-1, 1].
fn basis(at: &[f64], degree: usize) -> DMatrix<f64> {
    let mut out = DMatrix::zeros(at.len(), degree + 1);
    for (row, &x) in at.iter().enumerate() {
        let (mut before, mut now) = (0.0, 1.0);
        for j in 0..=degree {
            out[(row, j)] = now * (2.0 * j as f64 + 1.0).sqrt();
            let k = j as f64;
            (before, now) = (now, ((2.0 * k + 1.0) * x * now - k * before) / (k + 1.0));
        }
    }
    out
}

/// The data by their distance from a place, the left one first of two that are as near.
fn nearest(x: &[f64], at: f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by_key(|&i| ((x[i] - at).abs() * 1e9).round() as i64);
    order
}

/// Where a regression tree cuts: always where the sum of squares falls most, the leftmost of those as good.
fn grow(y: &[f64], leaves: usize) -> Vec<usize> {
    let mean = y.iter().sum::<f64>() / y.len() as f64;
    let least = 1e-9 * y.iter().map(|v| (v - mean).powi(2)).sum::<f64>() + 1e-300;
    let mut ends = vec![0, y.len()];
    while ends.len() <= leaves {
        let mut gains = vec![-1.0; y.len()];
        for pair in ends.windows(2) {
            let (start, end) = (pair[0], pair[1]);
            let middle = y[start..end].iter().sum::<f64>() / (end - start) as f64;
            for cut in start + 1..end {
                let left: f64 = y[start..cut].iter().map(|v| v - middle).sum();
                gains[cut] = left * left * (end - start) as f64 / ((cut - start) * (end - cut)) as f64;
            }
        }
        let best = gains.iter().fold(-1.0, |a: f64, &b| a.max(b));
        if best <= least {
            break;
        }
        ends.push(gains.iter().position(|&g| g >= best - least).unwrap());
        ends.sort_unstable();
    }
    ends
}

/// What each of the N answers counts for at some places; a row a place.
fn weights(x: &[f64], f: &[f64], at: &[f64]) -> DMatrix<f64> {
    let n = x.len();
    match METHOD {
        "polynomial" => {
            let qr = basis(x, DEGREE).qr();
            let down = qr.r().transpose();
            let solved = down.solve_lower_triangular(&basis(at, DEGREE).transpose()).unwrap();
            solved.transpose() * qr.q().transpose()
        }
        "neighbours" => {
            let mut out = DMatrix::zeros(at.len(), n);
            for (row, &place) in at.iter().enumerate() {
                for &i in &nearest(x, place)[..NEIGHBOURS] {
                    out[(row, i)] = 1.0 / NEIGHBOURS as f64;
                }
            }
            out
        }
        "ridge" => {
            let phi = basis(x, 15);
            let mut pulled = phi.transpose() * &phi / n as f64;
            for j in 1..16 {
                pulled[(j, j)] += PENALTY; // the constant is not penalised
            }
            basis(at, 15) * pulled.lu().solve(&phi.transpose()).unwrap() / n as f64
        }
        _ => {
            // A tree, grown on the truth and its cuts held still: a place belongs to the leaf of the nearest datum.
            let ends = grow(f, LEAVES);
            let mut out = DMatrix::zeros(at.len(), n);
            for (row, &place) in at.iter().enumerate() {
                let i = nearest(x, place)[0];
                let leaf = ends.windows(2).find(|pair| pair[0] <= i && i < pair[1]).unwrap();
                for j in leaf[0]..leaf[1] {
                    out[(row, j)] = 1.0 / (leaf[1] - leaf[0]) as f64;
                }
            }
            out
        }
    }
}

fn main() {
    let x: Vec<f64> = (0..N).map(|i| -1.0 + 2.0 * i as f64 / (N as f64 - 1.0)).collect();
    let f: Vec<f64> = x.iter().map(|&x| truth(x)).collect();
    let (h, w) = (weights(&x, &f, &x), weights(&x, &f, &[AT]));
    let (f, n) = (DVector::from_vec(f), N as f64);
    let bias_squared = (&h * &f - &f).norm_squared() / n; // what the method makes of the truth without noise
    let variance = SIGMA * SIGMA * h.norm_squared() / n; // what it lets through of the noise
    println!("fixed_parameters = {:.12}", h.trace());
    println!("fixed_bias = {bias_squared:.14}");
    println!("fixed_variance = {variance:.14}");
    println!("fixed_total = {:.14}", bias_squared + variance + SIGMA * SIGMA);
    println!("still_squares = {:.14}", w.norm_squared());
    println!("still_here = {:.14}", (&w * &f)[0] - truth(AT));

    // Against many samples: the mean over new answers has all three terms in it.
    let mut rng = StdRng::seed_from_u64(1);
    let mut draw = || -> f64 { StandardNormal.sample(&mut rng) };
    let mut noise = || DVector::from_fn(N, |_, _| SIGMA * draw());
    let (mut error, mut training) = (0.0, 0.0);
    for _ in 0..2000 {
        let y = &f + noise();
        let fit = &h * &y;
        error += (&f + noise() - &fit).norm_squared() / n / 2000.0;
        training += (y - fit).norm_squared() / n / 2000.0;
    }
    println!("Of 2,000 samples: error {error:.4} on new answers, {training:.4} on the training data.");
}

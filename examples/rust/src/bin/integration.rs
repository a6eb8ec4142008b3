//! Integrals from a few values: midpoint, trapezoid, Simpson and Gauss by hand, and a grid in many dimensions.

use statrs::function::erf::erf;
use statrs::function::gamma::gamma;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "exp(x)";
const A: f64 = -1.0;
const B: f64 = 1.0;
const N: usize = 2;
const INTEGRAND: &str = "smooth";
const D: usize = 6;
const DOUBLINGS: usize = 12;
// --- end of parameters ---

/// Reads `FUNCTION` and computes it at x on the way: sums of products of signs of powers of atoms.
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
            let mut digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            if rest[digits.len()..].starts_with(['e', 'E']) {
                // 1e-3: a sign or a digit, and digits
                let tail = &rest[digits.len()..];
                let last = tail.chars().skip(2).take_while(char::is_ascii_digit).count();
                digits.extend(tail.chars().take(2 + last));
            }
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

fn f(x: f64) -> f64 {
    Reader::value(FUNCTION, x)
}

/// The nodes and weights of Gauss on [-1, 1]: the zeros of Legendre's polynomial, by Newton's method.
fn gauss_legendre(count: usize) -> Vec<(f64, f64)> {
    let n = count as f64;
    (0..count)
        .map(|k| {
            let mut t = (PI * (k as f64 + 0.75) / (n + 0.5)).cos();
            let mut slope = 0.0;
            for _ in 0..100 {
                let (mut p, mut before) = (1.0, 0.0);
                for j in 0..count {
                    let j = j as f64;
                    (p, before) = (((2.0 * j + 1.0) * t * p - j * before) / (j + 1.0), p);
                }
                slope = n * (t * p - before) / (t * t - 1.0);
                let step = p / slope;
                t -= step;
                if step.abs() < 1e-16 {
                    break;
                }
            }
            (t, 2.0 / ((1.0 - t * t) * slope * slope))
        })
        .collect()
}

fn gauss(rule: &[(f64, f64)], a: f64, b: f64) -> f64 {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    half * rule.iter().map(|&(t, w)| w * f(middle + half * t)).sum::<f64>()
}

/// Halve a piece until 20 points say the same of it as of its halves; no number where f has none, or at a pole where
/// they never do.
fn integral(rule: &[(f64, f64)], a: f64, b: f64, whole: f64, depth: usize) -> f64 {
    let middle = 0.5 * (a + b);
    let (left, right) = (gauss(rule, a, middle), gauss(rule, middle, b));
    let off = (left + right - whole).abs();
    if !(left + right).is_finite() || (depth > 60 && off > 1e-6) {
        return f64::NAN;
    }
    if off < 1e-15 + 1e-14 * whole.abs() || depth > 60 {
        return left + right;
    }
    let first = integral(rule, a, middle, left, depth + 1);
    if first.is_nan() {
        first
    } else {
        first + integral(rule, middle, b, right, depth + 1)
    }
}

/// The mean over a grid of midpoints with 2^DOUBLINGS points, shared among D axes as evenly as powers of two can be.
fn grid_mean() -> f64 {
    let (each, more) = (DOUBLINGS / D, DOUBLINGS % D);
    let places: Vec<usize> = (0..D).map(|j| 1 << (each + usize::from(j < more))).collect();
    let count: usize = places.iter().product();
    let total: f64 = (0..count)
        .map(|mut number| {
            let point: Vec<f64> = places
                .iter()
                .map(|&m| {
                    let place = number % m;
                    number /= m;
                    (place as f64 + 0.5) / m as f64
                })
                .collect();
            let square: f64 = point.iter().map(|x| x * x).sum();
            match INTEGRAND {
                "smooth" => (-square).exp(),
                "kink" => (-2.0 * point.iter().map(|x| (x - 1.0 / 3.0).abs()).sum::<f64>()).exp(),
                _ => f64::from(u8::from(square <= 1.0)), // the part of the unit ball that lies in the cube
            }
        })
        .sum();
    total / count as f64
}

fn main() {
    let twenty = gauss_legendre(20);
    // The first cut is uneven, so that the two sides of a pole do not cancel.
    let first = A + 0.382 * (B - A);
    let part = |a: f64, b: f64| integral(&twenty, a, b, gauss(&twenty, a, b), 0);
    let exact = part(A, first) + part(first, B);
    let h = (B - A) / N as f64;
    let midpoint = h * (0..N).map(|k| f(A + (k as f64 + 0.5) * h)).sum::<f64>();
    let inner: f64 = (1..N).map(|k| f(A + k as f64 * h)).sum();
    let trapezoid = h * (inner + 0.5 * (f(A) + f(B)));
    let simpson = (2.0 * midpoint + trapezoid) / 3.0; // their errors are nearly as -1 to 2, and cancel
    println!("exact = {exact:.12e}");
    println!("midpoint = {midpoint:.12e}");
    println!("trapezoid = {trapezoid:.12e}");
    println!("simpson = {simpson:.12e}");
    println!("gauss = {:.12e}", gauss(&gauss_legendre(N), A, B));
    println!("midpoint_error = {:.12e}", midpoint - exact);
    println!("trapezoid_error = {:.12e}", trapezoid - exact);

    let d = D as f64;
    let cube = match INTEGRAND {
        "smooth" => (0.5 * PI.sqrt() * erf(1.0)).powf(d),
        "kink" => (1.0 - 0.5 * ((-2.0_f64 / 3.0).exp() + (-4.0_f64 / 3.0).exp())).powf(d),
        _ => PI.powf(d / 2.0) / (2.0_f64.powf(d) * gamma(d / 2.0 + 1.0)),
    };
    println!("grid_mean = {:.12e}", grid_mean());
    println!("cube = {cube:.12e}");
}

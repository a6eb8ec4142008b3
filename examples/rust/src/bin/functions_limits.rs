//! Limits by the definition: the nearest failure is the largest delta; sharp activations and a cold softmax likewise.

use statrs::function::erf::{erf, erfc};
use std::f64::consts::{E, PI, SQRT_2};

// --- parameters ---
const FUNCTION: &str = "sin(x)/x";
const A: f64 = 0.0;
const SIDE: &str = "both";
const LIMIT: f64 = 1.0;
const EPS: f64 = 0.1;
const DELTA: f64 = 0.503;
const FAMILY: &str = "sigmoid";
const SHARPNESS: f64 = 10.0;
const GAP: f64 = 0.0;
#[rustfmt::skip]
const LOGITS: [f64; 10] = [-0.28653, -0.25427, 1.20689, 1.1495, -2.12571, -0.94069, -0.32662, -0.91809, 1.24654, 1.24898];
const TEMPERATURE: f64 = 0.01;
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

/// Between low, for which `inside` is true, and high, for which it is not: where it changes.
fn bisect(inside: impl Fn(f64) -> bool, mut low: f64, mut high: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if inside(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// |f(x) - L| < eps fails at some x: the nearest of them is as far from a as the largest delta.
fn largest_delta() -> f64 {
    let signs: &[f64] = match SIDE {
        "left" => &[-1.0],
        "right" => &[1.0],
        _ => &[-1.0, 1.0],
    };
    let off = |x: f64| (Reader::value(FUNCTION, x) - LIMIT).abs();
    let fails = |t: f64| signs.iter().any(|sign| off(A + sign * t) >= EPS);
    // Not nearer than 1e-6: there rounding may feign another limit, as of (1 - cos x)/x^2 at 1e-8.
    let (near, far, steps) = (1e-6_f64, 3.0_f64, 5000);
    let at = |k: i32| near * (far / near).powf(f64::from(k) / f64::from(steps));
    let nearest = || (0..20).flat_map(|k| signs.iter().map(move |sign| A + sign * at(k)));
    if nearest().all(|x| off(x).is_nan()) {
        return f64::NAN; // f is not defined next to a: no limit can be asked for
    }
    match (0..=steps).find(|&k| fails(at(k))) {
        None => far,
        Some(k) if at(k) < 2e-6 => 0.0, // it fails as near to a as we look
        Some(k) => bisect(|t| !fails(t), at(k - 1), at(k)),
    }
}

/// |f_k - f| at the distance d from where the limit has its step or its kink.
fn error(k: f64, d: f64) -> f64 {
    let sigmoid = 1.0 / (1.0 + (k * d).exp());
    match FAMILY {
        "sigmoid" => sigmoid,
        "softplus" => (-k * d).exp().ln_1p() / k,
        "swish" => d * sigmoid,
        "gelu" => d * 0.5 * erfc(k * d / SQRT_2),
        _ => (1.0 - d).powf(k),
    }
}

/// The largest error at distances from the gap on: a scan, then ever finer.
fn worst(k: f64) -> f64 {
    let reach = if FAMILY == "power" { 1.0 } else { 10.0 };
    let mut d: Vec<f64> = (0..=500).map(|j| GAP + 1e-15 * 1e16_f64.powf(f64::from(j) / 500.0)).collect();
    d.insert(0, GAP);
    d.iter_mut().for_each(|spot| *spot = spot.clamp(1e-15, reach));
    for _ in 0..8 {
        let best = (0..d.len()).max_by(|&i, &j| error(k, d[i]).total_cmp(&error(k, d[j]))).expect("distances");
        let (low, high) = (d[best.saturating_sub(1)], d[(best + 1).min(d.len() - 1)]);
        d = (0..=20).map(|j| low + (high - low) * f64::from(j) / 20.0).collect();
    }
    d.iter().map(|&spot| error(k, spot)).fold(0.0, f64::max)
}

/// The probabilities of a softmax, the largest first; the largest logit is subtracted, so that nothing overflows.
fn softmax(temperature: f64) -> Vec<f64> {
    let top = LOGITS.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let powers: Vec<f64> = LOGITS.iter().map(|z| ((z - top) / temperature).exp()).collect();
    let total: f64 = powers.iter().sum();
    let mut p: Vec<f64> = powers.iter().map(|power| power / total).collect();
    p.sort_by(|a, b| b.total_cmp(a));
    p
}

fn main() {
    println!("delta_largest = {:.12e}", largest_delta());
    println!("off_left = {:.12e}", (Reader::value(FUNCTION, A - DELTA) - LIMIT).abs());
    println!("off_right = {:.12e}", (Reader::value(FUNCTION, A + DELTA) - LIMIT).abs());

    let blunt = |log_k: f64| worst(10.0_f64.powf(log_k)) >= EPS;
    let enough = match (blunt(-6.0), blunt(6.0)) {
        (false, _) => 0.0, // every k will do
        (_, true) => f64::INFINITY,
        _ => 10.0_f64.powf(bisect(blunt, -6.0, 6.0)),
    };
    println!("largest_error = {:.12e}", worst(SHARPNESS));
    println!("enough = {enough:.12e}");

    let p = softmax(TEMPERATURE);
    let sure = |log_t: f64| softmax(10.0_f64.powf(log_t))[0] > 1.0 - EPS;
    let cold = match (sure(-9.0), sure(9.0)) {
        (false, _) => 0.0,
        (_, true) => f64::INFINITY,
        _ => 10.0_f64.powf(bisect(sure, -9.0, 9.0)),
    };
    println!("p_first = {:.12e}", p[0]);
    println!("p_second = {:.12e}", p[1]);
    println!("cold = {cold:.12e}");
}

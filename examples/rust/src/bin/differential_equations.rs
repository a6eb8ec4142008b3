//! Differential equations in steps by hand: a field, the reach of a method, a linear flow.

use nalgebra::{Matrix2, Vector2};
use num_complex::Complex64;
use std::f64::consts::{E, PI};

// --- parameters ---
const DX: &str = "2/3*x-4/3*x*y";
const DY: &str = "x*y-y";
const START: [f64; 2] = [1.5, 1.5];
const METHOD: &str = "euler";
const H: f64 = 0.1;
const TIME: f64 = 9.5;
const MATRIX: [[f64; 2]; 2] = [[-0.2, -1.5], [1.5, -0.2]];
const POINT: [f64; 2] = [1.6, 0.6];
const RATES: [[f64; 2]; 2] = [[-15.0, 0.0], [-15.0, 0.0]];
const T: f64 = 0.8;
// --- end of parameters ---

/// Reads a formula and computes it at (x, y) on the way: sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
    at: Vector2<f64>,
}

impl Reader {
    fn value(text: &str, at: Vector2<f64>) -> f64 {
        let text = text.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect();
        let mut reader = Reader { text, place: 0, at };
        let found = reader.sum();
        assert!(reader.place == reader.text.len(), "not understood from character {}", reader.place + 1);
        found
    }

    fn take(&mut self, mark: char) -> bool {
        let found = self.text.get(self.place) == Some(&mark);
        self.place += usize::from(found);
        found
    }

    fn sum(&mut self) -> f64 {
        let mut out = self.product();
        loop {
            if self.take('+') {
                out += self.product();
            } else if self.take('-') {
                out -= self.product();
            } else {
                return out;
            }
        }
    }

    fn product(&mut self) -> f64 {
        let mut out = self.sign();
        loop {
            if self.take('*') {
                out *= self.sign();
            } else if self.take('/') {
                out /= self.sign();
            } else {
                return out;
            }
        }
    }

    fn sign(&mut self) -> f64 {
        if self.take('-') {
            return -self.sign();
        }
        let base = self.atom();
        if self.take('^') {
            return base.powf(self.sign());
        }
        base
    }

    fn atom(&mut self) -> f64 {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
        if word.is_empty() {
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            self.place += digits.len();
            return digits.parse().expect("a number");
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.at[0],
            "y" => self.at[1],
            "pi" => PI,
            "e" => E,
            "sin" => self.atom().sin(),
            "cos" => self.atom().cos(),
            "exp" => self.atom().exp(),
            "log" => self.atom().ln(),
            "sqrt" => self.atom().sqrt(),
            "cbrt" => self.atom().cbrt(),
            "abs" => self.atom().abs(),
            "tanh" => self.atom().tanh(),
            name => panic!("{name} is not a function known here"),
        }
    }
}

fn field(p: Vector2<f64>) -> Vector2<f64> {
    Vector2::new(Reader::value(DX, p), Reader::value(DY, p))
}

/// One step of the method from p, for any x' = f(x).
fn step(f: impl Fn(Vector2<f64>) -> Vector2<f64>, p: Vector2<f64>, h: f64) -> Vector2<f64> {
    let first = f(p);
    match METHOD {
        "euler" => p + h * first,
        "heun" => p + h / 2.0 * (first + f(p + h * first)),
        _ => {
            let second = f(p + h / 2.0 * first);
            let third = f(p + h / 2.0 * second);
            p + h / 6.0 * (first + 2.0 * second + 2.0 * third + f(p + h * third))
        }
    }
}

/// |R(h rate)|: what a step multiplies by is the beginning of the exponential series.
fn size(rate: Complex64, h: f64) -> f64 {
    let terms = match METHOD {
        "euler" => 1,
        "heun" => 2,
        _ => 4,
    };
    let (mut term, mut sum) = (Complex64::new(1.0, 0.0), Complex64::new(1.0, 0.0));
    for k in 1..=terms {
        term *= h * rate / f64::from(k);
        sum += term;
    }
    sum.norm()
}

/// The h up to which no step grows: the first place where |R| passes 1, found by halving.
fn reach(rate: Complex64) -> f64 {
    let stride = 0.01 / rate.norm();
    let mut far = stride;
    while size(rate, far) <= 1.0 + 1e-12 {
        far += stride;
    }
    let mut near = (far - stride).max(0.0);
    if near > 0.0 {
        for _ in 0..60 {
            let middle = (near + far) / 2.0;
            if size(rate, middle) <= 1.0 {
                near = middle;
            } else {
                far = middle;
            }
        }
    }
    near
}

fn main() {
    // The field in steps; the last one is shortened to end on time. A path that runs away is given up.
    let count = ((TIME / H - 1e-9).ceil() as usize).max(1);
    let mut p = Vector2::from(START);
    for k in 0..count {
        let h = if k < count - 1 { H } else { TIME - (count - 1) as f64 * H };
        let new = step(field, p, h);
        if !new.iter().all(|v| v.abs() < 1e6) {
            break;
        }
        p = new;
    }
    println!("walk_x = {:.12e}", p[0]);
    println!("walk_y = {:.12e}", p[1]);

    let rates = RATES.map(|[re, im]| Complex64::new(re, im));
    let (re, im) = (rates[0].re, rates[0].im);
    let stepped = step(|v| Matrix2::new(re, -im, im, re) * v, Vector2::new(1.0, 0.0), H);
    assert!((stepped.norm() - size(rates[0], H)).abs() <= 1e-9 * (1.0 + stepped.norm()), "complex numbers are pairs");
    println!("factor_size = {:.12e}", size(rates[0], H));
    println!("exact_size = {:.12e}", (H * re).exp());
    println!("limit = {:.12e}", rates.map(reach).into_iter().fold(f64::INFINITY, f64::min));

    // The flow of a linear field, e^(At): with D = A - tau I, D^2 = s I, the series is one of cosh or cos.
    let a = Matrix2::from(MATRIX).transpose();
    let tau = a.trace() / 2.0;
    let d = a - tau * Matrix2::identity();
    let s = -d.determinant();
    let w = s.abs().sqrt();
    let (c, q) = if w < 1e-9 {
        (1.0, T)
    } else if s > 0.0 {
        ((w * T).cosh(), (w * T).sinh() / w)
    } else {
        ((w * T).cos(), (w * T).sin() / w)
    };
    let flow = (tau * T).exp() * (c * Matrix2::identity() + q * d);
    assert!((flow - (a * T).exp()).norm() <= 1e-9 * (1.0 + flow.norm()), "the closed form is nalgebra's");
    let end = flow * Vector2::from(POINT);
    println!("flow_x = {:.12e}", end[0]);
    println!("flow_y = {:.12e}", end[1]);
    println!("area = {:.12e}", flow.determinant());
}

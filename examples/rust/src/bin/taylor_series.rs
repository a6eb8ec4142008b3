//! Taylor polynomials of a typed function: a small parser whose values are power series instead of numbers.

use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "sin(x)";
const ORDER: usize = 5;
const CENTRE: f64 = 0.0;
const HALF: f64 = 3.0;
// --- end of parameters ---

/// The coefficients of a function in powers of t = x - centre.
type Series = Vec<f64>;

/// The sum over j = 1..=k of j u_j v_(k-j): what y' = v u' says about k y_k.
fn slope(u: &Series, v: &Series, k: usize) -> f64 {
    (1..=k).map(|j| j as f64 * u[j] * v[k - j]).sum()
}

fn constant(value: f64, terms: usize) -> Series {
    let mut out = vec![0.0; terms];
    out[0] = value;
    out
}

fn add(u: &Series, v: &Series, sign: f64) -> Series {
    u.iter().zip(v).map(|(a, b)| a + sign * b).collect()
}

fn scale(u: &Series, factor: f64) -> Series {
    u.iter().map(|a| factor * a).collect()
}

fn product(u: &Series, v: &Series) -> Series {
    (0..u.len()).map(|k| (0..=k).map(|j| u[j] * v[k - j]).sum()).collect()
}

fn quotient(u: &Series, v: &Series) -> Series {
    assert!(v[0] != 0.0, "the function divides by zero at the centre");
    let mut out = Vec::new();
    for k in 0..u.len() {
        let known: f64 = (1..=k).map(|j| v[j] * out[k - j]).sum();
        out.push((u[k] - known) / v[0]);
    }
    out
}

fn power(u: &Series, p: f64) -> Series {
    let one = constant(1.0, u.len());
    if p == p.round() {
        let whole = (0..p.abs() as usize).fold(one.clone(), |out, _| product(&out, u));
        return if p < 0.0 { quotient(&one, &whole) } else { whole };
    }
    let mut y = vec![u[0].powf(p)];
    for k in 1..u.len() {
        let total: f64 = (1..=k).map(|j| (p * j as f64 - (k - j) as f64) * u[j] * y[k - j]).sum();
        y.push(total / (k as f64 * u[0]));
    }
    y
}

/// y with y(0) = first and y' = rate u'.
fn integral(first: f64, rate: &Series, u: &Series) -> Series {
    let mut y = vec![first];
    y.extend((1..u.len()).map(|k| slope(u, rate, k) / k as f64));
    y
}

/// y with y(0) = first and y' = (a + b y + c y^2) u'.
fn riccati(first: f64, u: &Series, [a, b, c]: [f64; 3]) -> Series {
    let mut y = vec![first];
    let mut rate = vec![a + b * first + c * first * first];
    for k in 1..u.len() {
        y.push(slope(u, &rate, k) / k as f64);
        let square: f64 = (0..=k).map(|j| y[j] * y[k - j]).sum();
        rate.push(b * y[k] + c * square);
    }
    y
}

/// Sine and cosine (sign -1), or their hyperbolic sisters (sign 1).
fn waves(u: &Series, sign: f64, first: (f64, f64)) -> (Series, Series) {
    let (mut s, mut c) = (vec![first.0], vec![first.1]);
    for k in 1..u.len() {
        let (ds, dc) = (slope(u, &c, k) / k as f64, sign * slope(u, &s, k) / k as f64);
        s.push(ds);
        c.push(dc);
    }
    (s, c)
}

fn function(name: &str, u: &Series) -> Series {
    let x = u[0];
    let one = constant(1.0, u.len());
    let sigmoid = [0.0, 1.0, -1.0];
    match name {
        "exp" => riccati(x.exp(), u, [0.0, 1.0, 0.0]),
        "log" => integral(x.ln(), &quotient(&one, u), u),
        "sqrt" => power(u, 0.5),
        "sin" => waves(u, -1.0, x.sin_cos()).0,
        "cos" => waves(u, -1.0, x.sin_cos()).1,
        "sinh" => waves(u, 1.0, (x.sinh(), x.cosh())).0,
        "cosh" => waves(u, 1.0, (x.sinh(), x.cosh())).1,
        "tan" => riccati(x.tan(), u, [1.0, 0.0, 1.0]),
        "tanh" => riccati(x.tanh(), u, [1.0, 0.0, -1.0]),
        "sigmoid" => riccati(1.0 / (1.0 + (-x).exp()), u, sigmoid),
        "softplus" => integral(x.exp().ln_1p(), &riccati(1.0 / (1.0 + (-x).exp()), u, sigmoid), u),
        "atan" => integral(x.atan(), &quotient(&one, &add(&one, &product(u, u), 1.0)), u),
        "asin" => integral(x.asin(), &power(&add(&one, &product(u, u), -1.0), -0.5), u),
        "acos" => add(&constant(PI / 2.0, u.len()), &function("asin", u), -1.0),
        "erf" => {
            let bell = function("exp", &scale(&product(u, u), -1.0));
            integral(erf(x), &scale(&bell, 2.0 / PI.sqrt()), u)
        }
        "abs" => scale(u, x.signum()),
        "relu" => scale(u, f64::from(x > 0.0)),
        _ => panic!("{name} is not a function known here"),
    }
}

/// Reads `FUNCTION` by recursive descent and computes with series: sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
    x: Series,
}

impl Reader {
    fn new(text: &str, centre: f64, terms: usize) -> Self {
        let text: String = text.replace("**", "^");
        let mut x = constant(centre, terms);
        x[1..].iter_mut().take(1).for_each(|slope| *slope = 1.0);
        Reader { text: text.chars().filter(|c| !c.is_whitespace()).collect(), place: 0, x }
    }

    fn peek(&self) -> char {
        *self.text.get(self.place).unwrap_or(&'\0')
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == wanted;
        self.place += usize::from(found);
        found
    }

    fn sum(&mut self) -> Series {
        let mut out = self.term();
        loop {
            if self.take('+') {
                out = add(&out, &self.term(), 1.0);
            } else if self.take('-') {
                out = add(&out, &self.term(), -1.0);
            } else {
                return out;
            }
        }
    }

    fn term(&mut self) -> Series {
        let mut out = self.sign();
        loop {
            if self.take('*') {
                out = product(&out, &self.sign());
            } else if self.take('/') {
                out = quotient(&out, &self.sign());
            } else {
                return out;
            }
        }
    }

    fn sign(&mut self) -> Series {
        if self.take('-') {
            return scale(&self.sign(), -1.0);
        }
        if self.take('+') {
            return self.sign();
        }
        let base = self.atom();
        if !self.take('^') {
            return base;
        }
        let exponent = self.sign();
        if exponent[1..].iter().all(|&a| a == 0.0) {
            return power(&base, exponent[0]);
        }
        function("exp", &product(&exponent, &function("log", &base)))
    }

    fn atom(&mut self) -> Series {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        if word.is_empty() {
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            self.place += digits.len();
            return constant(digits.parse().expect("a number"), self.x.len());
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.x.clone(),
            "pi" => constant(PI, self.x.len()),
            "e" => constant(E, self.x.len()),
            name => function(name, &self.atom()),
        }
    }
}

fn main() {
    let mut reader = Reader::new(FUNCTION, CENTRE, ORDER.max(3) + 1);
    let a = reader.sum();
    assert!(reader.place == reader.text.len(), "the function is not understood from character {}", reader.place + 1);
    let end = CENTRE + HALF;
    let f_end = Reader::new(FUNCTION, end, 1).sum()[0]; // one term: the value itself
    let taylor_end = a[..=ORDER].iter().rev().fold(0.0, |total, coefficient| total * HALF + coefficient);
    for (k, coefficient) in a.iter().take(4).enumerate() {
        println!("coefficient_{k} = {coefficient:.12e}");
    }
    println!("coefficient_n = {:.12e}", a[ORDER]);
    println!("f_end = {f_end:.12}");
    println!("taylor_end = {taylor_end:.12}");
    println!("error_end = {:.12}", f_end - taylor_end);
}

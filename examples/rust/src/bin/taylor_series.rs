//! Taylor polynomials of a typed function: a small parser whose values are power series instead of numbers.

use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "sin(x)";
const ORDER: usize = 5;
const CENTRE: f64 = 0.0;
const HALF: f64 = 3.0;
// --- end of parameters ---

/// Further terms: a zero that a numerator and a denominator share uses one up.
const SPARE: usize = 10;

/// The coefficients of a function in powers of t = x - centre.
type Series = Vec<f64>;

/// On the way there may be poles: (m, u) stands for the series u times t^m.
type Laurent = (i32, Series);

fn stripped((m, u): &Laurent) -> Laurent {
    let lead = u.iter().position(|&value| value != 0.0).unwrap_or(0);
    (m + lead as i32, u[lead..].to_vec())
}

fn ordinary(found: &Laurent) -> Series {
    let (m, u) = if found.0 < 0 { stripped(found) } else { found.clone() };
    assert!(m >= 0 || u.iter().all(|&value| value == 0.0), "the function divides by zero at the centre");
    let mut out = vec![0.0; m.max(0) as usize];
    out.extend(u);
    out
}

fn divided(above: &Laurent, below: &Laurent) -> Laurent {
    let ((m, u), (n, v)) = (stripped(above), stripped(below));
    (m - n, quotient(&u, &v))
}

fn summed((m, u): &Laurent, (n, v): &Laurent, sign: f64) -> Laurent {
    let low = *m.min(n);
    let shifted = |start: i32, u: &Series| [vec![0.0; (start - low) as usize], u.clone()].concat();
    (low, add(&shifted(*m, u), &shifted(*n, v), sign))
}

fn raised(base: &Laurent, p: f64) -> Laurent {
    if p != p.round() {
        return (0, power(&ordinary(base), p));
    }
    let one = (0, constant(1.0, base.1.len()));
    let whole = (0..p.abs() as usize).fold(one.clone(), |(m, u), _| (m + base.0, product(&u, &base.1)));
    if p < 0.0 {
        divided(&one, &whole)
    } else {
        whole
    }
}

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
    (0..u.len().min(v.len())).map(|k| (0..=k).map(|j| u[j] * v[k - j]).sum()).collect()
}

fn quotient(u: &Series, v: &Series) -> Series {
    let mut out = Vec::new();
    for k in 0..u.len().min(v.len()) {
        let known: f64 = (1..=k).map(|j| v[j] * out[k - j]).sum();
        out.push((u[k] - known) / v[0]);
    }
    out
}

fn power(u: &Series, p: f64) -> Series {
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
        "cbrt" => scale(&power(&scale(u, x.signum()), 1.0 / 3.0), x.signum()),
        "sign" => constant(x.signum(), u.len()),
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

    fn sum(&mut self) -> Laurent {
        let mut out = self.term();
        loop {
            if self.take('+') {
                out = summed(&out, &self.term(), 1.0);
            } else if self.take('-') {
                out = summed(&out, &self.term(), -1.0);
            } else {
                return out;
            }
        }
    }

    fn term(&mut self) -> Laurent {
        let mut out = self.sign();
        loop {
            if self.take('*') {
                let (n, v) = self.sign();
                out = (out.0 + n, product(&out.1, &v));
            } else if self.take('/') {
                out = divided(&out, &self.sign());
            } else {
                return out;
            }
        }
    }

    fn sign(&mut self) -> Laurent {
        if self.take('-') {
            let (m, u) = self.sign();
            return (m, scale(&u, -1.0));
        }
        if self.take('+') {
            return self.sign();
        }
        let base = self.atom();
        if !self.take('^') {
            return base;
        }
        let exponent = self.sign();
        if exponent.0 == 0 && exponent.1[1..].iter().all(|&a| a == 0.0) {
            return raised(&base, exponent.1[0]);
        }
        (0, function("exp", &product(&ordinary(&exponent), &function("log", &ordinary(&base)))))
    }

    fn atom(&mut self) -> Laurent {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        let terms = self.x.len();
        if word.is_empty() {
            let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            self.place += digits.len();
            return (0, constant(digits.parse().expect("a number"), terms));
        }
        self.place += word.len();
        match word.as_str() {
            "x" => (0, self.x.clone()),
            "pi" => (0, constant(PI, terms)),
            "e" => (0, constant(E, terms)),
            name => {
                let (m, u) = stripped(&self.atom());
                if name == "exp" && m < 0 && m % 2 == 0 && u[0] < 0.0 {
                    // As in exp(-1/x^2): it falls to 0 faster than every power of t, so all coefficients are 0.
                    return (0, constant(0.0, terms));
                }
                (0, function(name, &ordinary(&(m, u))))
            }
        }
    }
}

fn main() {
    let terms = ORDER.max(3) + 1 + SPARE;
    let mut reader = Reader::new(FUNCTION, CENTRE, terms);
    let a = ordinary(&reader.sum());
    assert!(reader.place == reader.text.len(), "the function is not understood from character {}", reader.place + 1);
    // Near a place where a singularity cancels each rule divides by a number near zero, and rounding grows at every step.
    let near = ordinary(&Reader::new(FUNCTION, CENTRE * (1.0 + 1e-15), terms).sum());
    let close = |(u, v): (&f64, &f64)| (u - v).abs() <= 1e-10 + 1e-7 * v.abs();
    if !near.iter().zip(&a).take(ORDER + 1).all(close) {
        eprintln!("Doubles lose their digits here: another rounding of the centre gives other coefficients.");
        std::process::exit(1);
    }
    let end = CENTRE + HALF;
    let f_end = ordinary(&Reader::new(FUNCTION, end, 1).sum())[0]; // one term: the value itself
    let taylor_end = a[..=ORDER].iter().rev().fold(0.0, |total, coefficient| total * HALF + coefficient);
    for (k, coefficient) in a.iter().take(4).enumerate() {
        println!("coefficient_{k} = {coefficient:.12e}");
    }
    println!("coefficient_n = {:.12e}", a[ORDER]);
    println!("f_end = {f_end:.12}");
    println!("taylor_end = {taylor_end:.12}");
    println!("error_end = {:.12}", f_end - taylor_end);
}

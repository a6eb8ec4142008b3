//! Four difference quotients in any arithmetic, and the complex step that needs no limit.

use num_complex::Complex64 as Complex;
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "sin(x)";
const A: f64 = 1.0;
const H: f64 = 0.794;
const METHOD: &str = "forward";
const PRECISION: &str = "double";
// --- end of parameters ---

/// Significant bits, and the exponent of the smallest normal number; brain is bfloat16.
fn format(precision: &str) -> (i32, i32) {
    match precision {
        "double" => (53, -1022),
        "single" => (24, -126),
        "half" => (11, -14),
        "brain" => (8, -126),
        _ => panic!("there is no arithmetic named {precision}"),
    }
}

/// A number as the arithmetic would keep it: the nearest one, ties to even.
fn rounded(value: f64, precision: &str) -> f64 {
    let (bits, lowest) = format(precision);
    if bits == 53 || value == 0.0 || !value.is_finite() {
        return value;
    }
    let exponent = ((value.to_bits() >> 52) & 0x7ff) as i32 - 1023;
    let step = 2.0_f64.powi(exponent.max(lowest) - bits + 1);
    let found = (value / step).round_ties_even() * step;
    if precision == "half" && found.abs() > 65504.0 {
        return found.signum() * f64::INFINITY;
    }
    found
}

fn kept(z: Complex, precision: &str) -> Complex {
    Complex::new(rounded(z.re, precision), rounded(z.im, precision))
}

/// A function that is known with its slope on the real line, just off it: enough for a tiny step.
fn just_off(z: Complex, value: f64, slope: f64, far: impl Fn(Complex) -> Complex) -> Complex {
    if z.im.abs() < 1e-8 {
        Complex::new(value, slope * z.im)
    } else {
        far(z)
    }
}

/// erf(z) = 2/sqrt(pi) exp(-z^2) sum 2^n z^(2n+1)/(2n+1)!!, which cancels little near the real line; far out it is 1 or -1.
fn error_function(z: Complex) -> Complex {
    if z.re.abs() > 7.0 {
        return Complex::new(z.re.signum(), 0.0);
    }
    let (mut term, mut total) = (z, z);
    for n in 1..300 {
        term *= z * z * 2.0 / f64::from(2 * n + 1);
        total += term;
    }
    total * (-z * z).exp() * 2.0 / PI.sqrt()
}

/// Off the real line a function by cases goes on as the piece that it is on that side; the modulus |z| would not do.
fn function(name: &str, u: &[Complex]) -> Complex {
    let (z, x) = (u[0], u[0].re);
    let one = Complex::new(1.0, 0.0);
    let largest = |u: &[Complex]| u[1..].iter().fold(u[0], |best, v| if v.re > best.re { *v } else { best });
    match name {
        "sin" => z.sin(),
        "cos" => z.cos(),
        "tan" => z.tan(),
        "sinh" => z.sinh(),
        "cosh" => z.cosh(),
        "tanh" => z.tanh(),
        "exp" => z.exp(),
        // A real number stays one: outside of its domain there is none.
        "log" if z.im == 0.0 => Complex::new(x.ln(), 0.0),
        "log" => z.ln(),
        "sqrt" if z.im == 0.0 => Complex::new(x.sqrt(), 0.0),
        "sqrt" => z.sqrt(),
        "asin" => just_off(z, x.asin(), 1.0 / (1.0 - x * x).sqrt(), |z| z.asin()),
        "acos" => just_off(z, x.acos(), -1.0 / (1.0 - x * x).sqrt(), |z| z.acos()),
        // Far out atan(z) is a right angle less atan(1/z), and 1/z is next to nothing.
        "atan" if z.im != 0.0 && z.norm() > 1e8 => {
            let angle = PI / 2.0 * if x < 0.0 { -1.0 } else { 1.0 };
            Complex::new(angle - x / z.norm() / z.norm(), z.im / z.norm() / z.norm())
        }
        "atan" => just_off(z, x.atan(), 1.0 / (1.0 + x * x), |z| z.atan()),
        "erf" => just_off(z, erf(x), 2.0 / PI.sqrt() * (-x * x).exp(), error_function),
        "sigmoid" => one / (one + (-z).exp()),
        "softplus" => (one + z.exp()).ln(),
        "abs" => {
            if x == 0.0 {
                z * 0.0
            } else {
                z * x.signum()
            }
        }
        "relu" => z * f64::from(x > 0.0),
        "sign" => Complex::new(if x == 0.0 { 0.0 } else { x.signum() }, 0.0),
        "floor" => Complex::new(x.floor(), 0.0),
        "ceil" => Complex::new(x.ceil(), 0.0),
        "cbrt" if z.im == 0.0 => Complex::new(x.cbrt(), 0.0),
        "cbrt" => (z * x.signum()).powf(1.0 / 3.0) * x.signum(),
        "max" => largest(u),
        "min" => -largest(&u.iter().map(|v| -v).collect::<Vec<_>>()),
        _ => panic!("{name} is not a function known here"),
    }
}

fn power(base: Complex, exponent: Complex) -> Complex {
    let p = exponent.re;
    if p.is_infinite() {
        return Complex::new(f64::NAN, 0.0);
    }
    if exponent.im == 0.0 && base.im == 0.0 {
        return Complex::new(base.re.powf(p), 0.0);
    }
    if exponent.im == 0.0 && p == p.round() {
        return base.powi(p as i32);
    }
    (exponent * (base + Complex::new(0.0, 0.0)).ln()).exp() // no negative zero, which is the other side of the cut
}

/// Reads `FUNCTION` by recursive descent and computes as it goes, every result rounded.
struct Reader<'a> {
    text: Vec<char>,
    place: usize,
    x: Complex,
    precision: &'a str,
}

impl Reader<'_> {
    fn peek(&self) -> char {
        *self.text.get(self.place).unwrap_or(&'\0')
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == wanted;
        self.place += usize::from(found);
        found
    }

    fn sum(&mut self) -> Complex {
        let mut out = self.term();
        loop {
            let next = if self.take('+') {
                out + self.term()
            } else if self.take('-') {
                out - self.term()
            } else {
                return out;
            };
            out = kept(next, self.precision);
        }
    }

    fn term(&mut self) -> Complex {
        let mut out = self.sign();
        loop {
            let next = if self.take('*') {
                out * self.sign()
            } else if self.take('/') {
                let below = self.sign();
                // Plain division of real numbers: 1/0 is infinite there, and not a number for complex ones.
                if out.im == 0.0 && below.im == 0.0 {
                    Complex::new(out.re / below.re, 0.0)
                } else if below.im.abs() < 1e-100 && below.re != 0.0 {
                    // To first order: the square of such a step is 0.
                    Complex::new(out.re / below.re, (out.im - out.re / below.re * below.im) / below.re)
                } else {
                    let size = below.re.abs().max(below.im.abs()); // whose square may be 0
                    out / size / (below / size)
                }
            } else {
                return out;
            };
            out = kept(next, self.precision);
        }
    }

    fn sign(&mut self) -> Complex {
        if self.take('-') {
            return -self.sign();
        }
        if self.take('+') {
            return self.sign();
        }
        let base = self.atom();
        if !self.take('^') {
            return base;
        }
        let exponent = self.sign();
        kept(power(base, exponent), self.precision)
    }

    /// A comparison, or a chain of them; or both of two.
    fn condition(&mut self) -> bool {
        if self.text[self.place..].starts_with(&['a', 'n', 'd', '(']) {
            self.place += 4;
            let first = self.condition();
            assert!(self.take(','), "a comma is missing");
            let second = self.condition();
            assert!(self.take(')'), "a bracket is not closed");
            return first && second;
        }
        let (mut left, mut holds) = (self.sum().re, true);
        while matches!(self.peek(), '<' | '>') {
            let less = self.take('<') || !self.take('>');
            let equal = self.take('=');
            let right = self.sum().re;
            holds &= (equal && left == right) || if less { left < right } else { left > right };
            left = right;
        }
        holds
    }

    fn atom(&mut self) -> Complex {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let mut word: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '.').collect();
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '.') && word.ends_with(['e', 'E']) {
            // 1e-3: the sign and the digits of an exponent
            word.extend(
                rest[word.len()..]
                    .chars()
                    .enumerate()
                    .take_while(|(k, c)| *k == 0 || c.is_ascii_digit())
                    .map(|(_, c)| c),
            );
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.x,
            "pi" => kept(Complex::new(PI, 0.0), self.precision),
            "e" if self.take('^') => kept(self.sign().exp(), self.precision), // not a power of a rounded e
            "e" => kept(Complex::new(E, 0.0), self.precision),
            "if" => {
                assert!(self.take('('), "a bracket is missing");
                let holds = self.condition();
                assert!(self.take(','), "a comma is missing");
                let then = self.sum();
                assert!(self.take(','), "a comma is missing");
                let other = self.sum();
                assert!(self.take(')'), "a bracket is not closed");
                if holds {
                    then
                } else {
                    other
                }
            }
            name if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                assert!(self.take('('), "{name} is not known here");
                let mut arguments = vec![self.sum()];
                while self.take(',') {
                    arguments.push(self.sum());
                }
                assert!(self.take(')'), "a bracket is not closed");
                kept(function(name, &arguments), self.precision)
            }
            digits => kept(Complex::new(digits.parse().expect("a number"), 0.0), self.precision),
        }
    }
}

fn f(x: Complex, precision: &str) -> Complex {
    let text = FUNCTION.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect();
    let mut reader = Reader { text, place: 0, x, precision };
    let found = reader.sum();
    assert!(reader.place == reader.text.len(), "the function is not understood from character {}", reader.place + 1);
    found
}

/// A difference quotient. The real ones divide by the step that was really taken: a + h is rounded too.
fn quotient(a: f64, h: f64, method: &str, precision: &str) -> f64 {
    let keep = |value: f64| rounded(value, precision);
    let at = |x: f64| f(Complex::new(x, 0.0), precision).re;
    let (a, h) = (keep(a), keep(h));
    if method == "complex" {
        return keep(f(Complex::new(a, h), precision).im / h);
    }
    let high = if method == "backward" { a } else { keep(a + h) };
    let low = if method == "forward" { a } else { keep(a - h) };
    keep(keep(at(high) - at(low)) / keep(high - low))
}

fn main() {
    // So small a step has no error but rounding: this is what the rules of differentiation give.
    // Outside of its domain f has an imaginary part itself: there is no slope, whatever comes out.
    let finite = |number: f64| if number.is_finite() { number } else { f64::NAN };
    let value = finite(f(Complex::new(A, 0.0), "double").re);
    let rule = quotient(A, 1e-200, "complex", "double");
    let rule = if value.is_finite() && rule.abs() < 1e50 { rule } else { f64::NAN };
    let chosen = finite(quotient(A, H, METHOD, PRECISION));
    println!("off from {rule:.10}, in 64 bit:");
    println!("    h        forward   central   complex");
    for k in (1..16).step_by(2) {
        let off = |method| (quotient(A, 10.0_f64.powi(-k), method, "double") - rule).abs();
        println!("    1e-{k:02} {:10.1e}{:10.1e}{:10.1e}", off("forward"), off("central"), off("complex"));
    }
    println!("value = {:.12e}", value);
    println!("quotient = {chosen:.12e}");
    println!("rule = {rule:.12e}");
    println!("off = {:.12e}", chosen - rule);
    println!("roundoff = {:.12e}", 2.0_f64.powi(-format(PRECISION).0));
}

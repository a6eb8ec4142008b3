//! Taylor polynomials of a typed function: a small parser whose values are power series instead of numbers.

use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "sin(x)";
const ORDER: usize = 5;
const CENTRE: f64 = 0.0;
const HALF: f64 = 3.0;
// --- end of parameters ---

/// The order to which the two sides of the centre are compared.
const HIGHEST: usize = 40;
/// Further terms: a zero that a numerator and a denominator share uses one up.
const SPARE: usize = 10;
/// The largest m, see `Side`.
const FINEST: usize = 12;
/// What rounding leaves of a sum that cancels, beside its parts.
const LEFT: f64 = 16.0 * f64::EPSILON;

/// The coefficients of a function in powers of s, or one number: the value alone.
type Series = Vec<f64>;

/// On the way there may be poles: (n, u) stands for the series u times s^n.
type Laurent = (i32, Series);

/// Why the walk ends early.
enum Halt {
    /// There is no series, or it is out of reach: a sentence.
    Says(String),
    /// A root of a zero is met, as in cbrt(x)^3 at 0: its series goes in steps of one over this whole number.
    Finer(usize),
}

type Found<T> = Result<T, Halt>;

fn halt<T>(why: &str) -> Found<T> {
    Err(Halt::Says(format!("No series: {why}.")))
}

/// The sum over j = 1..=k of j u_j v_(k-j): what y' = v u' says about k y_k.
fn slope(u: &[f64], v: &[f64], k: usize) -> f64 {
    (1..=k).map(|j| j as f64 * u[j] * v[k - j]).sum()
}

fn constant(value: f64, terms: usize) -> Series {
    let mut out = vec![0.0; terms];
    out[0] = value;
    out
}

fn add(u: &[f64], v: &[f64], sign: f64) -> Series {
    let kept = |a: f64, b: f64| if u.len() > 1 && (a + b).abs() < LEFT * a.abs().max(b.abs()) { 0.0 } else { a + b };
    u.iter().zip(v).map(|(a, b)| kept(*a, sign * b)).collect()
}

fn scale(u: &[f64], factor: f64) -> Series {
    u.iter().map(|a| factor * a).collect()
}

fn product(u: &[f64], v: &[f64]) -> Series {
    (0..u.len().min(v.len())).map(|k| (0..=k).map(|j| u[j] * v[k - j]).sum()).collect()
}

fn quotient(u: &[f64], v: &[f64]) -> Series {
    let mut out = Vec::new();
    for k in 0..u.len().min(v.len()) {
        let known: f64 = (1..=k).map(|j| v[j] * out[k - j]).sum();
        out.push((u[k] - known) / v[0]);
    }
    out
}

fn power(u: &[f64], p: f64) -> Series {
    let mut y = vec![u[0].powf(p)];
    for k in 1..u.len() {
        let total: f64 = (1..=k).map(|j| (p * j as f64 - (k - j) as f64) * u[j] * y[k - j]).sum();
        y.push(total / (k as f64 * u[0]));
    }
    y
}

/// y with y(0) = first and y' = rate u'.
fn integral(first: f64, rate: &[f64], u: &[f64]) -> Series {
    let mut y = vec![first];
    y.extend((1..u.len()).map(|k| slope(u, rate, k) / k as f64));
    y
}

/// y with y(0) = first and y' = (b y + c y^2) u'.
fn riccati(first: f64, u: &[f64], [b, c]: [f64; 2]) -> Series {
    let mut y = vec![first];
    let mut rate = vec![b * first + c * first * first];
    for k in 1..u.len() {
        y.push(slope(u, &rate, k) / k as f64);
        let square: f64 = (0..=k).map(|j| y[j] * y[k - j]).sum();
        rate.push(b * y[k] + c * square);
    }
    y
}

/// Sine and cosine (sign -1), or their hyperbolic sisters (sign 1).
fn waves(u: &[f64], sign: f64, first: (f64, f64)) -> (Series, Series) {
    // What rounding makes of sin(pi) is a zero.
    let kept = |value: f64| if u.len() > 1 && value.abs() < LEFT * u[0].abs() { 0.0 } else { value };
    let (mut s, mut c) = (vec![kept(first.0)], vec![kept(first.1)]);
    for k in 1..u.len() {
        let (ds, dc) = (slope(u, &c, k) / k as f64, sign * slope(u, &s, k) / k as f64);
        s.push(ds);
        c.push(dc);
    }
    (s, c)
}

/// Where it is near 1 its distance from there is computed, of which no digit is lost.
fn sigmoid(u: &[f64]) -> Series {
    let small = (-u[0].abs()).exp() / (1.0 + (-u[0].abs()).exp());
    if u[0] > 0.0 {
        let far = riccati(small, &scale(u, -1.0), [1.0, -1.0]);
        let mut out = scale(&far, -1.0);
        out[0] = 1.0 / (1.0 + (-u[0]).exp());
        return out;
    }
    riccati(small, u, [1.0, -1.0])
}

fn logarithm(u: &[f64]) -> Found<Series> {
    if u.len() > 1 && (u[0] <= 0.0 || u[0].is_nan()) {
        return halt("a logarithm of zero or of a negative number is met at the centre");
    }
    Ok(integral(u[0].ln(), &quotient(&constant(1.0, u.len()), u), u))
}

fn arcsine(u: &[f64]) -> Found<Series> {
    if u.len() > 1 && (u[0].abs() >= 1.0 || u[0].is_nan()) {
        return halt("asin or acos is met outside [-1, 1]");
    }
    let rate = power(&add(&constant(1.0, u.len()), &product(u, u), -1.0), -0.5);
    Ok(integral(u[0].asin(), &rate, u))
}

/// A function that is analytic wherever it is defined.
fn function(name: &str, u: &[f64]) -> Found<Series> {
    let x = u[0];
    let one = constant(1.0, u.len());
    Ok(match name {
        "exp" => riccati(x.exp(), u, [1.0, 0.0]),
        "log" => logarithm(u)?,
        "sin" => waves(u, -1.0, x.sin_cos()).0,
        "cos" => waves(u, -1.0, x.sin_cos()).1,
        "tan" => {
            let (s, c) = waves(u, -1.0, x.sin_cos());
            if u.len() > 1 && c[0] == 0.0 {
                return halt("a tangent has a pole at the centre");
            }
            quotient(&s, &c)
        }
        "sinh" => waves(u, 1.0, (x.sinh(), x.cosh())).0,
        "cosh" => waves(u, 1.0, (x.sinh(), x.cosh())).1,
        "tanh" if u.len() == 1 => vec![x.tanh()],
        "tanh" => add(&scale(&sigmoid(&scale(u, 2.0)), 2.0), &one, -1.0),
        "sigmoid" => sigmoid(u),
        "softplus" => integral(x.max(0.0) + (-x.abs()).exp().ln_1p(), &sigmoid(u), u),
        "atan" => integral(x.atan(), &quotient(&one, &add(&one, &product(u, u), 1.0)), u),
        "asin" => arcsine(u)?,
        "acos" => add(&constant(PI / 2.0, u.len()), &arcsine(u)?, -1.0),
        "erf" => {
            let bell = function("exp", &scale(&product(u, u), -1.0))?;
            integral(erf(x), &scale(&bell, 2.0 / PI.sqrt()), u)
        }
        _ => return Err(Halt::Says(format!("{name} is not a function of this program."))),
    })
}

fn stripped((n, u): &Laurent) -> Laurent {
    let lead = u.iter().position(|&value| value != 0.0).unwrap_or(0);
    (n + lead as i32, u[lead..].to_vec())
}

fn ordinary(found: &Laurent) -> Found<Series> {
    let (n, u) = if found.0 < 0 { stripped(found) } else { found.clone() };
    if n < 0 && u.iter().any(|&value| value != 0.0) {
        return halt("the function, or a part of it, divides by zero at the centre");
    }
    Ok([vec![0.0; n.max(0) as usize], u].concat())
}

fn summed((n, u): &Laurent, (k, v): &Laurent, sign: f64) -> Laurent {
    let low = *n.min(k);
    let shifted = |start: i32, u: &Series| [vec![0.0; (start - low) as usize], u.clone()].concat();
    (low, add(&shifted(*n, u), &shifted(*k, v), sign))
}

/// The fraction next to a number with a denominator of at most 1000, and how far it is off.
fn fraction(p: f64) -> (i32, i32) {
    let off = |below: i32| (p - (p * f64::from(below)).round() / f64::from(below)).abs();
    let below = (1..=1000).find(|&below| off(below) < 1e-12).unwrap_or(1000);
    ((p * f64::from(below)).round() as i32, below)
}

/// The function on one side of the centre. Reads `FUNCTION` by recursive descent, and each piece of it has a series in
/// s, where x = centre + side s^m with s > 0, so that corners, steps and cases are decided by first coefficients. The m
/// is 1, and more where roots of zeros are met.
struct Side {
    text: Vec<char>,
    place: usize,
    x: Series,
    /// By which decimals are changed, to see what rounding does.
    nudge: f64,
    /// A part that is smaller than every power of s was left out.
    flat: bool,
    /// How often x was read.
    seen: usize,
}

impl Side {
    fn new(centre: f64, side: f64, m: usize, terms: usize, nudge: f64) -> Self {
        let text: String = FUNCTION.replace("**", "^");
        let mut x = constant(centre, m * (terms - 1) + 1);
        if terms > 1 {
            x[m] = side;
        }
        let text = text.chars().filter(|c| !c.is_whitespace()).collect();
        Side { text, place: 0, x, nudge, flat: false, seen: 0 }
    }

    /// The whole function.
    fn found(&mut self) -> Found<Laurent> {
        let out = self.sum()?;
        if self.place < self.text.len() {
            return Err(Halt::Says(format!("The function is not understood from character {}.", self.place + 1)));
        }
        Ok(out)
    }

    /// Whether values are wanted, and no series.
    fn alone(&self) -> bool {
        self.x.len() == 1
    }

    fn number(&self, value: f64) -> Laurent {
        (0, constant(value, self.x.len()))
    }

    /// The sign for small s > 0; 0 of the function that is zero.
    fn sign_of(&self, found: &Laurent) -> Found<f64> {
        let lead = stripped(found).1[0];
        if lead == 0.0 && self.flat {
            return halt("a part that is flatter than every power decides which piece holds");
        }
        Ok(if lead == 0.0 || lead.is_nan() { 0.0 } else { lead.signum() })
    }

    fn divided(&self, above: &Laurent, below: &Laurent) -> Found<Laurent> {
        if self.alone() {
            return Ok((0, quotient(&above.1, &below.1)));
        }
        let ((n, u), (k, v)) = (stripped(above), stripped(below));
        if v[0] == 0.0 {
            return halt("it divides by zero everywhere, or by a part that is flatter than every power");
        }
        Ok((n - k, quotient(&u, &v)))
    }

    fn whole(&self, base: &Laurent, p: i32) -> Found<Laurent> {
        let out = (0..p.abs()).fold(self.number(1.0), |(n, u), _| (n + base.0, product(&u, &base.1)));
        if p < 0 {
            self.divided(&self.number(1.0), &out)
        } else {
            Ok(out)
        }
    }

    /// base^p where p is no whole number, on the real branch; `odd`: the cube root, of negative numbers too.
    fn root(&self, base: &Laurent, p: f64, odd: bool) -> Found<Laurent> {
        if self.alone() {
            let u = base.1[0];
            return Ok((0, vec![if odd { u.cbrt() } else { u.powf(p) }]));
        }
        let (n, u) = stripped(base);
        if u[0] == 0.0 {
            return match (self.flat, p < 0.0) {
                (true, _) => halt("a root is met of a part that is flatter than every power"),
                (_, true) => halt("it divides by zero everywhere"),
                _ => Ok((n, u)),
            };
        }
        if u[0] < 0.0 && !odd {
            return halt("a root or a power of a negative number is met at the centre or beside it");
        }
        let (above, below) = if odd { (1, 3) } else { fraction(p) };
        if n != 0 && (f64::from(above) / f64::from(below) - p).abs() > 1e-12 {
            return halt("a power of zero is met at the centre");
        }
        // n above / below in lowest terms
        let (top, mut a, mut b) = (n * above, (n * above).abs(), below);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        if below / a > 1 {
            return Err(Halt::Finer((below / a) as usize));
        }
        let sign = u[0].signum();
        Ok((top / below, scale(&power(&scale(&u, sign), p), sign)))
    }

    /// A function of one argument.
    fn call(&mut self, name: &str, u: &Laurent) -> Found<Laurent> {
        let (n, lead) = if self.alone() { (0, 0.0) } else { (stripped(u).0, stripped(u).1[0]) };
        let polar = n < 0 && lead != 0.0;
        Ok(match name {
            "sqrt" => self.root(u, 0.5, false)?,
            "cbrt" => self.root(u, 1.0 / 3.0, true)?,
            "abs" => (u.0, scale(&u.1, if self.sign_of(u)? < 0.0 { -1.0 } else { 1.0 })),
            "relu" if self.sign_of(u)? < 0.0 => self.number(0.0),
            "relu" => u.clone(),
            "sign" => self.number(self.sign_of(u)?),
            "floor" | "ceil" => {
                let (first, step) = (ordinary(u)?[0], if name == "floor" { -1.0 } else { 1.0 });
                if self.alone() {
                    return Ok(self.number(if name == "floor" { first.floor() } else { first.ceil() }));
                }
                let beside = self.sign_of(&summed(u, &self.number(first.round()), -1.0))?;
                self.number(first.round() + if beside == step { step } else { 0.0 })
            }
            // As in exp(-1/x^2): it falls to 0 faster than every power of s.
            "exp" if polar && lead < 0.0 => {
                self.flat = true;
                self.number(0.0)
            }
            // So do these, to where they level off.
            "tanh" | "erf" | "sigmoid" | "softplus" if polar => {
                self.flat = true;
                match (name, lead > 0.0) {
                    ("softplus", true) => u.clone(),
                    (_, true) => self.number(1.0),
                    ("tanh" | "erf", false) => self.number(-1.0),
                    _ => self.number(0.0),
                }
            }
            "atan" if polar => {
                let below = self.divided(&self.number(1.0), u)?;
                summed(&self.number(lead.signum() * PI / 2.0), &self.call("atan", &below)?, -1.0)
            }
            // acos(1 - w) = 2 asin sqrt(w/2)
            "asin" | "acos" if !self.alone() && ordinary(u)?[0].abs() == 1.0 => {
                let end = ordinary(u)?[0];
                let half = summed(&self.number(0.5), &(u.0, scale(&u.1, end / 2.0)), -1.0);
                let arc = scale(&arcsine(&ordinary(&self.root(&half, 0.5, false)?)?)?, 2.0 * end);
                let angle = summed(&self.number(if end < 0.0 { PI } else { 0.0 }), &(0, arc), 1.0);
                if name == "acos" {
                    angle
                } else {
                    summed(&self.number(PI / 2.0), &angle, -1.0)
                }
            }
            "exp" | "sinh" | "cosh" if polar => {
                let says = "This program follows no part that grows at the centre faster than every power.";
                return Err(Halt::Says(says.to_string()));
            }
            _ => (0, function(name, &ordinary(u)?)?),
        })
    }

    fn peek(&self) -> char {
        *self.text.get(self.place).unwrap_or(&'\0')
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == wanted;
        self.place += usize::from(found);
        found
    }

    fn wanted(&mut self, mark: char) -> Found<()> {
        if self.take(mark) {
            return Ok(());
        }
        Err(Halt::Says(format!("The function is not understood at character {}: {mark} is missing.", self.place + 1)))
    }

    /// Goes over a piece that does not hold, up to the comma or the bracket behind it.
    fn skip(&mut self) {
        let mut depth = 0;
        while self.place < self.text.len() {
            match self.peek() {
                '(' => depth += 1,
                ',' if depth == 0 => return,
                ')' if depth == 0 => return,
                ')' => depth -= 1,
                _ => (),
            }
            self.place += 1;
        }
    }

    fn sum(&mut self) -> Found<Laurent> {
        let mut out = self.term()?;
        loop {
            if self.take('+') {
                out = summed(&out, &self.term()?, 1.0);
            } else if self.take('-') {
                out = summed(&out, &self.term()?, -1.0);
            } else {
                return Ok(out);
            }
        }
    }

    fn term(&mut self) -> Found<Laurent> {
        let mut out = self.sign()?;
        loop {
            if self.take('*') {
                let (n, v) = self.sign()?;
                out = (out.0 + n, product(&out.1, &v));
            } else if self.take('/') {
                let below = self.sign()?;
                out = self.divided(&out, &below)?;
            } else {
                return Ok(out);
            }
        }
    }

    fn sign(&mut self) -> Found<Laurent> {
        if self.take('-') {
            let (n, u) = self.sign()?;
            return Ok((n, scale(&u, -1.0)));
        }
        if self.take('+') {
            return self.sign();
        }
        let natural = self.peek() == 'e' && self.text.get(self.place + 1) == Some(&'^');
        let base = self.atom()?;
        if !self.take('^') {
            return Ok(base);
        }
        let (seen, nudge) = (self.seen, self.nudge);
        self.nudge = 1.0; // a square stays one
        let by = self.sign()?;
        self.nudge = nudge;
        if natural {
            return self.call("exp", &by);
        }
        let p = by.1[0];
        if self.alone() {
            let low = base.1[0];
            return Ok(self.number(if low.abs() == 1.0 && p.is_infinite() { f64::NAN } else { low.powf(p) }));
        }
        if self.seen > seen {
            let logs = logarithm(&ordinary(&base)?)?;
            return self.call("exp", &(by.0, product(&by.1, &logs)));
        }
        if p == p.round() {
            self.whole(&base, p as i32)
        } else {
            self.root(&base, p, false)
        }
    }

    /// A comparison, or both of two.
    fn condition(&mut self) -> Found<bool> {
        if self.text[self.place..].starts_with(&['a', 'n', 'd', '(']) {
            self.place += 4;
            let first = self.condition()?;
            self.wanted(',')?;
            let second = self.condition()?;
            self.wanted(')')?;
            return Ok(first && second);
        }
        let left = self.sum()?;
        self.wanted('<')?;
        let equal = self.take('=');
        let sign = {
            let right = self.sum()?;
            self.sign_of(&summed(&left, &right, -1.0))?
        };
        Ok(sign < 0.0 || (equal && sign == 0.0))
    }

    fn atom(&mut self) -> Found<Laurent> {
        if self.take('(') {
            let out = self.sum()?;
            self.wanted(')')?;
            return Ok(out);
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        if word.is_empty() {
            let mut digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            if rest[digits.len()..].starts_with(['e', 'E']) {
                // 1e-3: a sign or a digit, and digits
                let tail: Vec<char> = rest[digits.len()..].chars().collect();
                let last = tail.iter().skip(2).take_while(|c| c.is_ascii_digit()).count();
                digits.extend(tail.iter().take(2 + last));
            }
            self.place += digits.len();
            return match digits.parse::<f64>() {
                Ok(value) if value == value.round() => Ok(self.number(value)),
                Ok(value) => Ok(self.number(value * self.nudge)),
                Err(_) => Err(Halt::Says(format!("A number is missing at character {}.", self.place + 1))),
            };
        }
        self.place += word.len();
        match word.as_str() {
            "x" => {
                self.seen += 1;
                Ok((0, self.x.clone()))
            }
            "pi" => Ok(self.number(PI)),
            "e" => Ok(self.number(E)),
            name => {
                self.wanted('(')?;
                let out = self.arguments(name)?;
                self.wanted(')')?;
                Ok(out)
            }
        }
    }

    fn arguments(&mut self, name: &str) -> Found<Laurent> {
        if name == "if" {
            let holds = self.condition()?;
            self.wanted(',')?;
            if !holds {
                self.skip();
                self.wanted(',')?;
            }
            let out = self.sum()?;
            if holds {
                self.wanted(',')?;
                self.skip();
            }
            return Ok(out);
        }
        let mut best = self.sum()?;
        if name != "min" && name != "max" {
            return self.call(name, &best);
        }
        while self.take(',') {
            let each = self.sum()?;
            if self.sign_of(&summed(&each, &best, -1.0))? == if name == "max" { 1.0 } else { -1.0 } {
                best = each;
            }
        }
        Ok(best)
    }
}

/// f(x), no number where it is none.
fn value(x: f64) -> Found<f64> {
    let found = Side::new(x, 1.0, 1, 1, 1.0).found()?.1[0];
    Ok(if found.is_finite() { found } else { f64::NAN })
}

/// The coefficients in powers of x - centre on one side of it, all decimals changed by a factor.
fn beside(side: f64, nudge: f64) -> Found<Series> {
    let mut m = 1;
    while m <= FINEST {
        let found = Side::new(CENTRE * nudge, side, m, HIGHEST + 1 + SPARE, nudge).found();
        let u = match found.and_then(|found| ordinary(&found)) {
            Err(Halt::Finer(by)) => {
                m *= by;
                continue;
            }
            other => other?,
        };
        if u.iter().enumerate().any(|(k, a)| k % m > 0 && a.abs() > 1e-9) {
            return halt("a part has a root of a zero at the centre, and no derivatives of every order there");
        }
        let signs = (0..=HIGHEST as i32).map(|k| side.powi(k));
        return Ok(u.iter().step_by(m).zip(signs).map(|(a, sign)| a * sign).collect());
    }
    halt("roots of a high degree are met at zero at the centre")
}

/// Whether two lists of coefficients agree, and if not, from which order on.
fn apart(u: &[f64], v: &[f64], relative: f64, absolute: f64) -> Option<usize> {
    u.iter().zip(v).position(|(a, b)| (a - b).abs() > absolute + relative * b.abs() || (a - b).is_nan())
}

fn expanded() -> Found<Series> {
    let (right, left) = (beside(1.0, 1.0)?, beside(-1.0, 1.0)?);
    if right.len() <= ORDER || right.iter().any(|a| !a.is_finite()) {
        return halt("the coefficients are too large for doubles, or it divides zero by zero too often");
    }
    let size = right.iter().fold(0.0, |size: f64, a| size.max(a.abs()));
    if let Some(order) = apart(&right, &left, 1e-9, 1e-12 * size) {
        return halt(&format!("derivatives of order {order} of the two sides of the centre differ"));
    }
    let here = value(CENTRE)?;
    if (here - right[0]).abs() > 1e-6 * here.abs().max(1.0) {
        return halt("at the centre the function has another value than it tends to");
    }
    // Near a place where a singularity cancels each rule divides by a number near zero, and rounding grows at every step.
    for k in [-5.0, -2.0, 2.0, 5.0] {
        let near = beside(1.0, 1.0 + k * f64::EPSILON)?;
        if apart(&near[..=ORDER.min(near.len() - 1)], &right, 1e-7, 1e-10).is_some() {
            let says = "Doubles lose their digits here: another rounding of the decimals gives other coefficients.";
            return Err(Halt::Says(says.to_string()));
        }
    }
    Ok(right)
}

fn main() {
    let end = CENTRE + HALF;
    let (a, f_end) = match expanded().and_then(|a| Ok((a, value(end)?))) {
        Ok(found) => found,
        Err(Halt::Says(why)) => {
            eprintln!("{why}");
            std::process::exit(1);
        }
        Err(Halt::Finer(_)) => unreachable!("values need no finer steps"),
    };
    let taylor_end = a[..=ORDER].iter().rev().fold(0.0, |total, coefficient| total * HALF + coefficient);
    for (k, coefficient) in a.iter().take(4).enumerate() {
        println!("coefficient_{k} = {coefficient:.12e}");
    }
    println!("coefficient_n = {:.12e}", a[ORDER]);
    println!("f_end = {f_end:.12}");
    println!("taylor_end = {taylor_end:.12}");
    println!("error_end = {:.12}", f_end - taylor_end);
}

//! The Hessian by hand: numbers that carry their first and second derivatives; then what its eigenvalues say.

use nalgebra::{Matrix2, SymmetricEigen, Vector2};
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "(x^2+y-11)^2+(x+y^2-7)^2";
const POINT: [f64; 2] = [0.0866775046, 2.8842547012];
const RADIUS: f64 = 1.5;
const SCALE: f64 = 50.0;
const START: [f64; 2] = [3.0, 0.4];
const STEP: f64 = 0.3;
const STEPS: usize = 60;
// --- end of parameters ---

/// A value with its gradient and its Hessian: what any formula of x and y makes of them is exact.
#[derive(Clone, Copy)]
struct Jet {
    value: f64,
    slope: Vector2<f64>,
    bend: Matrix2<f64>,
}

impl Jet {
    fn constant(value: f64) -> Self {
        Jet { value, slope: Vector2::zeros(), bend: Matrix2::zeros() }
    }

    fn plus(self, other: Self, sign: f64) -> Self {
        Jet {
            value: self.value + sign * other.value,
            slope: self.slope + sign * other.slope,
            bend: self.bend + sign * other.bend,
        }
    }

    fn times(self, other: Self) -> Self {
        let cross = self.slope * other.slope.transpose();
        Jet {
            value: self.value * other.value,
            slope: self.value * other.slope + other.value * self.slope,
            bend: self.value * other.bend + other.value * self.bend + cross + cross.transpose(),
        }
    }

    /// The chain rule for a function with this value, derivative and second derivative.
    fn through(self, [value, first, second]: [f64; 3]) -> Self {
        let bend = second * self.slope * self.slope.transpose() + first * self.bend;
        Jet { value, slope: first * self.slope, bend }
    }

    fn power(self, p: f64) -> Self {
        if p == p.round() && p >= 0.0 {
            return (0..p as usize).fold(Jet::constant(1.0), |out, _| out.times(self));
        }
        let u = self.value;
        self.through([u.powf(p), p * u.powf(p - 1.0), p * (p - 1.0) * u.powf(p - 2.0)])
    }

    /// Where two pieces meet with different slopes or bends there is a corner.
    fn tied(self, other: Self) -> Self {
        let apart = (self.slope - other.slope).norm() + (self.bend - other.bend).norm();
        if apart <= 1e-8 * (1.0 + self.slope.norm() + self.bend.norm()) {
            return self;
        }
        let none = f64::NAN;
        Jet { value: self.value, slope: Vector2::repeat(none), bend: Matrix2::repeat(none) }
    }

    fn function(self, name: &str) -> Self {
        let u = self.value;
        let (t, s, bell) = (u.tanh(), 1.0 / (1.0 + (-u).exp()), 2.0 / PI.sqrt() * (-u * u).exp());
        match name {
            "sqrt" => self.power(0.5),
            "exp" => self.through([u.exp(); 3]),
            "log" => self.through([u.ln(), 1.0 / u, -1.0 / (u * u)]),
            "sin" => self.through([u.sin(), u.cos(), -u.sin()]),
            "cos" => self.through([u.cos(), -u.sin(), -u.cos()]),
            "sinh" => self.through([u.sinh(), u.cosh(), u.sinh()]),
            "cosh" => self.through([u.cosh(), u.sinh(), u.cosh()]),
            "tan" => self.through([u.tan(), 1.0 + u.tan().powi(2), 2.0 * u.tan() * (1.0 + u.tan().powi(2))]),
            "sigmoid" => self.through([s, s * (1.0 - s), s * (1.0 - s) * (1.0 - 2.0 * s)]),
            "softplus" => self.through([u.exp().ln_1p(), s, s * (1.0 - s)]),
            "erf" => self.through([erf(u), bell, -2.0 * u * bell]),
            "tanh" => self.through([t, 1.0 - t * t, -2.0 * t * (1.0 - t * t)]),
            "atan" => self.through([u.atan(), 1.0 / (1.0 + u * u), -2.0 * u / (1.0 + u * u).powi(2)]),
            "asin" => self.through([u.asin(), (1.0 - u * u).powf(-0.5), u * (1.0 - u * u).powf(-1.5)]),
            "acos" => self.through([u.acos(), -(1.0 - u * u).powf(-0.5), -u * (1.0 - u * u).powf(-1.5)]),
            "cbrt" => self.through([u.cbrt(), u.cbrt().powi(-2) / 3.0, -2.0 / 9.0 * u.cbrt().powi(-5)]),
            // A function in pieces has no slope where they meet.
            "abs" => self.through([u.abs(), within(u != 0.0, u.signum()), within(u != 0.0, 0.0)]),
            "relu" => self.through([u.max(0.0), within(u != 0.0, f64::from(u > 0.0)), within(u != 0.0, 0.0)]),
            "sign" => {
                self.through([if u == 0.0 { 0.0 } else { u.signum() }, within(u != 0.0, 0.0), within(u != 0.0, 0.0)])
            }
            "floor" | "ceil" => {
                let (inside, value) = (u != u.floor(), if name == "floor" { u.floor() } else { u.ceil() });
                self.through([value, within(inside, 0.0), within(inside, 0.0)])
            }
            _ => panic!("{name} is not a function known here"),
        }
    }
}

/// A slope within a piece; none where pieces meet.
fn within(inside: bool, slope: f64) -> f64 {
    if inside {
        slope
    } else {
        f64::NAN
    }
}

/// Reads `FUNCTION` by recursive descent and computes with jets: sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
    x: Jet,
    y: Jet,
}

impl Reader {
    fn peek(&self) -> char {
        *self.text.get(self.place).unwrap_or(&'\0')
    }

    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == wanted;
        self.place += usize::from(found);
        found
    }

    fn sum(&mut self) -> Jet {
        let mut out = self.product();
        loop {
            let sign = if self.take('+') {
                1.0
            } else if self.take('-') {
                -1.0
            } else {
                return out;
            };
            out = out.plus(self.product(), sign);
        }
    }

    fn product(&mut self) -> Jet {
        let mut out = self.sign();
        loop {
            if self.take('*') {
                out = out.times(self.sign());
            } else if self.take('/') {
                out = out.times(self.sign().power(-1.0));
            } else {
                return out;
            }
        }
    }

    fn sign(&mut self) -> Jet {
        if self.take('-') {
            return Jet::constant(0.0).plus(self.sign(), -1.0);
        }
        if self.take('+') {
            return self.sign();
        }
        let base = self.atom();
        if self.take('^') {
            let exponent = self.sign();
            if exponent.slope != Vector2::zeros() {
                return exponent.times(base.function("log")).function("exp");
            }
            return base.power(exponent.value);
        }
        base
    }

    fn wanted(&mut self, mark: char) {
        assert!(self.take(mark), "{mark} is missing");
    }

    /// A comparison, or a chain of them; or both of two.
    fn condition(&mut self) -> bool {
        if self.text[self.place..].starts_with(&['a', 'n', 'd', '(']) {
            self.place += 4;
            let first = self.condition();
            self.wanted(',');
            let second = self.condition();
            self.wanted(')');
            return first && second;
        }
        let (mut left, mut holds) = (self.sum().value, true);
        while matches!(self.peek(), '<' | '>') {
            let less = self.take('<') || !self.take('>');
            let equal = self.take('=');
            let right = self.sum().value;
            holds &= (equal && left == right) || if less { left < right } else { left > right };
            left = right;
        }
        holds
    }

    fn atom(&mut self) -> Jet {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
        if word.is_empty() {
            let mut digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
            if rest[digits.len()..].starts_with(['e', 'E']) {
                // 1e-3: a sign and digits follow
                let power = rest[digits.len() + 1..].chars().enumerate();
                let signed = power.take_while(|(k, c)| c.is_ascii_digit() || (*k == 0 && matches!(c, '-' | '+')));
                digits = format!("{digits}e{}", signed.map(|(_, c)| c).collect::<String>());
            }
            self.place += digits.len();
            return Jet::constant(digits.parse().expect("a number"));
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.x,
            "y" => self.y,
            "pi" => Jet::constant(PI),
            "e" => Jet::constant(E),
            "if" => {
                self.wanted('(');
                let holds = self.condition();
                self.wanted(',');
                let then = self.sum();
                self.wanted(',');
                let other = self.sum();
                self.wanted(')');
                if holds {
                    then
                } else {
                    other
                }
            }
            "min" | "max" => {
                self.wanted('(');
                let mut best = self.sum();
                while self.take(',') {
                    let other = self.sum();
                    if other.value == best.value {
                        best = best.tied(other);
                    } else if (other.value > best.value) == (word == "max") {
                        best = other;
                    }
                }
                self.wanted(')');
                best
            }
            name => self.atom().function(name),
        }
    }
}

fn jet(x: f64, y: f64) -> Jet {
    let moving = |value, slope| Jet { value, slope, bend: Matrix2::zeros() };
    let mut reader = Reader {
        text: FUNCTION.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect(),
        place: 0,
        x: moving(x, Vector2::new(1.0, 0.0)),
        y: moving(y, Vector2::new(0.0, 1.0)),
    };
    let out = reader.sum();
    assert!(reader.place == reader.text.len(), "the function is not understood from character {}", reader.place + 1);
    out
}

/// The larger and the smaller eigenvalue: the most and the least that u^T H u is for unit vectors u.
fn eigenvalues(matrix: Matrix2<f64>) -> (f64, f64) {
    let middle = matrix.trace() / 2.0;
    let radius = ((matrix[(0, 0)] - matrix[(1, 1)]) / 2.0).hypot(matrix[(0, 1)]);
    (middle + radius, middle - radius)
}

/// The largest eigenvalue of the Hessian of (ab - 1)^2 / 2.
fn sharpness(a: f64, b: f64) -> f64 {
    let mixed = 2.0 * a * b - 1.0;
    eigenvalues(Matrix2::new(b * b, mixed, mixed, a * a)).0
}

/// Where the gradient points on the loop; zero points nowhere.
fn direction(way: f64) -> f64 {
    let g = jet(POINT[0] + RADIUS * way.cos(), POINT[1] + RADIUS * way.sin()).slope;
    if g == Vector2::zeros() {
        return f64::NAN;
    }
    g.y.atan2(g.x)
}

/// The turn between two places of the loop; no number where halving the way does not make it small.
fn turned([first, last]: [f64; 2], [before, after]: [f64; 2], halvings: u32) -> f64 {
    let turn = (after - before + PI).rem_euclid(2.0 * PI) - PI;
    if turn.abs() <= 0.5 || turn.is_nan() {
        return turn;
    }
    if halvings == 0 {
        return f64::NAN;
    }
    let middle = (first + last) / 2.0;
    let between = direction(middle);
    let early = turned([first, middle], [before, between], halvings - 1);
    if early.is_nan() {
        return early;
    }
    early + turned([middle, last], [between, after], halvings - 1)
}

fn main() {
    let here = jet(POINT[0], POINT[1]);
    let (largest, smallest) = eigenvalues(here.bend);
    if largest.is_finite() {
        let library = SymmetricEigen::new(here.bend).eigenvalues;
        assert!((library.max() - largest).abs() <= 1e-9 * (1.0 + largest.abs()), "the closed form is the library's");
    }

    // The surface z = f / SCALE is curved like H only where it is level; on a slope the slope counts too.
    let (tilt, bend) = (here.slope / SCALE, here.bend / SCALE);
    let curvature = bend.determinant() / (1.0 + tilt.norm_squared()).powi(2);

    // How often the gradient turns on a loop around the point: minima + maxima - saddles inside.
    let way = |k: u32| 2.0 * PI * f64::from(k) / 1440.0;
    let turn: f64 =
        (0..1440).map(|k| (way(k), way(k + 1))).map(|(a, b)| turned([a, b], [a, b].map(direction), 40)).sum();
    let turns = (turn / (2.0 * PI)).round() + 0.0;

    // Two weights a, b that should multiply to 1: every point of the valley ab = 1 is the same function.
    let [mut a, mut b] = START;
    println!("sharpness_start = {:.12e}", sharpness(a, b));
    for _ in 0..STEPS {
        let pull = STEP * (a * b - 1.0);
        (a, b) = (a - pull * b, b - pull * a);
    }
    println!("sharpness_now = {:.12e}", sharpness(a, b));
    println!("a_now = {a:.12e}");
    println!("b_now = {b:.12e}");
    println!("f_xx = {:.12e}", here.bend[(0, 0)]);
    println!("f_xy = {:.12e}", here.bend[(0, 1)]);
    println!("f_yy = {:.12e}", here.bend[(1, 1)]);
    println!("lambda_1 = {largest:.12e}");
    println!("lambda_2 = {smallest:.12e}");
    println!("gaussian_curvature = {curvature:.12e}");
    println!("turns = {turns:.12}");
}

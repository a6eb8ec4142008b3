//! Plane and quadric of a function of x and y by hand: how far they can be trusted, and where their steps lead.

use nalgebra::{Matrix2, SymmetricEigen, Vector2};
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "sin(x)*cos(y)+(x^2+y^2)/10";
const POINT: [f64; 2] = [1.0, 0.6];
const RADIUS: f64 = 1.26;
const DELTA: f64 = 1.0;
const STEPS: usize = 24;
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
        let (t, s) = (u.tanh(), 1.0 / (1.0 + (-u).exp()));
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
            "softplus" => self.through([(-u.abs()).exp().ln_1p() + u.max(0.0), s, s * (1.0 - s)]),
            "erf" => {
                let bell = 2.0 / PI.sqrt() * (-u * u).exp();
                self.through([erf(u), bell, -2.0 * u * bell])
            }
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

/// Newton's step, if H has an inverse.
fn newton(at: &Jet) -> Option<Vector2<f64>> {
    let size = at.bend.symmetric_eigenvalues().amax();
    let inverse = at.bend.try_inverse()?;
    (at.bend.determinant().abs() > 1e-12 * size * size).then(|| -inverse * at.slope)
}

/// The trust region by Moré and Sorensen: the step within DELTA for which the quadric is least, and its multiplier mu.
/// |p(mu)| = DELTA is solved by bisection; multipliers are counted from the pole, mu = s - lambda_2.
fn trust(at: &Jet) -> (Vector2<f64>, f64) {
    let SymmetricEigen { eigenvalues, eigenvectors } = SymmetricEigen::new(at.bend);
    let lowest = eigenvalues.min();
    if let Some(step) = newton(at).filter(|step| lowest > 0.0 && step.norm() <= DELTA) {
        return (step, 0.0);
    }
    let rounding = 1e-13 * at.slope.norm();
    let parts = (eigenvectors.transpose() * at.slope).map(|part| if part.abs() <= rounding { 0.0 } else { part });
    let step = |s: f64| -eigenvectors * parts.zip_map(&eigenvalues, |part, value| part / (value - lowest + s));
    let (mut low, mut high) = (0.0, at.slope.norm() / DELTA + 1e-200);
    for _ in 0..200 {
        let s = (low + high) / 2.0;
        if step(s).norm() > DELTA {
            low = s;
        } else {
            high = s;
        }
    }
    let (p, mu) = (step(high), high - lowest);
    let short = DELTA * DELTA - p.norm_squared();
    if short > 1e-9 * DELTA * DELTA && lowest < 0.0 {
        // The hard case: the gradient has no part along the lowest eigenvector. Of the two the one that points up, or,
        // where all directions bend alike, along x.
        let mut v: Vector2<f64> = eigenvectors.column(eigenvalues.imin()).into();
        if lowest == eigenvalues.max() {
            v = Vector2::new(1.0, 0.0);
        } else if v[1] < -1e-15 || (v[1].abs() <= 1e-15 && v[0] > 0.0) {
            v = -v;
        }
        return (p + short.sqrt() * v, mu);
    }
    (p, mu)
}

/// The largest of |off(d)| for |d| = RADIUS: of 120 directions, and then of closer ones around the worst of them. NaN
/// where f is not defined all round, or has a pole there.
fn worst(off: impl Fn(&Vector2<f64>) -> f64, rounding: f64) -> f64 {
    let size = |angle: f64| off(&(RADIUS * Vector2::new(angle.cos(), angle.sin()))).abs();
    let mut gap = 2.0 * PI / 120.0;
    let mut angles: Vec<f64> = (0..120).map(|k| gap * f64::from(k)).collect();
    let (mut first, mut largest) = (f64::NAN, f64::NAN);
    for closer in 0..4 {
        let sizes: Vec<f64> = angles.iter().map(|&angle| size(angle)).collect();
        if !sizes.iter().all(|size| size.is_finite()) {
            return f64::NAN;
        }
        largest = sizes.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut tops = sizes.clone();
        if closer == 0 {
            first = largest;
            // Of peaks of nearly one height the highest need not hold the largest value.
            for k in 0..120 {
                let (left, right) = (sizes[(k + 119) % 120], sizes[(k + 1) % 120]);
                let bend = 2.0 * sizes[k] - left - right;
                if sizes[k] >= left && sizes[k] >= right && bend > 0.0 {
                    tops[k] += (left - right).powi(2) / (8.0 * bend);
                }
            }
        }
        let best = (0..tops.len()).fold(0, |best, k| if tops[k] > tops[best] { k } else { best });
        let middle = angles[best];
        gap /= 8.0;
        angles = (-8..=8).map(|k| middle + gap * f64::from(k)).collect();
    }
    if largest <= 1.3 * first + rounding {
        largest
    } else {
        f64::NAN
    }
}

fn main() {
    let here = jet(POINT[0], POINT[1]);
    let model = |d: &Vector2<f64>| here.slope.dot(d) + 0.5 * d.dot(&(here.bend * d));

    // How far the plane and the quadric are off on the circle.
    let change = |d: &Vector2<f64>| jet(POINT[0] + d.x, POINT[1] + d.y).value - here.value;
    let rounding = 1e-12 * (1.0 + here.value.abs());
    println!("error_1 = {:.12e}", worst(|d| change(d) - here.slope.dot(d), rounding));
    println!("error_2 = {:.12e}", worst(|d| change(d) - model(d), rounding));

    let step = newton(&here).unwrap_or(Vector2::repeat(f64::NAN));
    println!("newton_x = {:.12e}", step.x);
    println!("newton_y = {:.12e}", step.y);

    let (p, mu) = trust(&here);
    // No step on the circle or within it promises more.
    for k in 0..3600 {
        let angle = 2.0 * PI * f64::from(k % 360) / 360.0;
        let other = DELTA * f64::from(1 + k / 360) / 10.0 * Vector2::new(angle.cos(), angle.sin());
        assert!(model(&other) >= model(&p) - 1e-9 * (1.0 + model(&p).abs()), "there is a lower place");
    }
    println!("multiplier = {mu:.12e}");
    println!("trust_x = {:.12e}", p.x);
    println!("trust_y = {:.12e}", p.y);
    println!("rho = {:.12e}", (here.value - jet(POINT[0] + p.x, POINT[1] + p.y).value) / -model(&p));

    // Newton's method: full steps, until they are rounding or f leaves the finite numbers.
    let (mut x, mut now) = (Vector2::from(POINT), here);
    for _ in 0..STEPS {
        let Some(step) = newton(&now).filter(|step| (x + step).amax() <= 1e6) else {
            break;
        };
        let ahead = jet(x.x + step.x, x.y + step.y);
        if !(ahead.value + ahead.slope.sum() + ahead.bend.sum()).is_finite() {
            break;
        }
        (x, now) = (x + step, ahead);
        if step.norm() <= 1e-12 * (1.0 + x.norm()) {
            break;
        }
    }
    println!("newton_f = {:.12e}", now.value);
    println!("newton_slope = {:.12e}", now.slope.norm());
}

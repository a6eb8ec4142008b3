//! Change of variables by hand: a strip under a density, a map with several branches, a flow of the plane.

use statrs::distribution::{Cauchy, Continuous, ContinuousCDF, Exp, Normal, Uniform};
use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const LAW: &str = "normal";
const HEIGHTS: [f64; 2] = [1.0, 1.0];
const A: f64 = -1.0;
const B: f64 = 1.0;
const MAP: &str = "x**2";
const FLOW: &str = "coupling";
const LAYERS: usize = 1;
const STRETCH: f64 = 0.6;
const BEND: f64 = 0.5;
const AT: [f64; 2] = [1.2, 0.5];
// --- end of parameters ---

/// A number with its derivative with respect to x: what is done to one is done to both by the chain rule.
#[derive(Clone, Copy)]
struct Dual {
    v: f64,
    d: f64,
}

impl Dual {
    fn of(self, v: f64, slope: f64) -> Dual {
        Dual { v, d: slope * self.d }
    }

    fn times(self, o: Dual) -> Dual {
        Dual { v: self.v * o.v, d: self.d * o.v + self.v * o.d }
    }

    fn over(self, o: Dual) -> Dual {
        Dual { v: self.v / o.v, d: (self.d * o.v - self.v * o.d) / (o.v * o.v) }
    }

    fn plus(self, o: Dual, sign: f64) -> Dual {
        Dual { v: self.v + sign * o.v, d: self.d + sign * o.d }
    }

    fn power(self, o: Dual) -> Dual {
        let v = self.v.powf(o.v);
        let from_base = if self.d == 0.0 { 0.0 } else { o.v * self.v.powf(o.v - 1.0) * self.d };
        let from_exponent = if o.d == 0.0 { 0.0 } else { v * self.v.ln() * o.d };
        Dual { v, d: from_base + from_exponent }
    }
}

/// Reads `MAP` and computes it at x on the way: sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
    x: f64,
}

impl Reader {
    fn take(&mut self, wanted: &str) -> bool {
        let wanted: Vec<char> = wanted.chars().collect();
        let found = self.text[self.place..].starts_with(&wanted);
        self.place += if found { wanted.len() } else { 0 };
        found
    }

    fn one_of(&mut self, marks: &[&'static str]) -> Option<&'static str> {
        marks.iter().copied().find(|mark| self.take(mark))
    }

    fn sum(&mut self) -> Dual {
        let mut out = self.product();
        while let Some(mark) = self.one_of(&["+", "-"]) {
            let next = self.product();
            out = out.plus(next, if mark == "+" { 1.0 } else { -1.0 });
        }
        out
    }

    fn product(&mut self) -> Dual {
        let mut out = self.sign();
        while let Some(mark) = self.one_of(&["*", "/"]) {
            let next = self.sign();
            out = if mark == "*" { out.times(next) } else { out.over(next) };
        }
        out
    }

    fn sign(&mut self) -> Dual {
        match self.one_of(&["-", "+"]) {
            Some("-") => Dual { v: 0.0, d: 0.0 }.plus(self.sign(), -1.0),
            Some(_) => self.sign(),
            None => {
                let base = self.atom();
                if self.take("^") {
                    base.power(self.sign())
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
        let left = self.sum().v;
        let mark = self.one_of(&["<=", "<"]).expect("a comparison");
        let right = self.sum().v;
        if mark == "<" {
            left < right
        } else {
            left <= right
        }
    }

    fn atom(&mut self) -> Dual {
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
            return Dual { v: digits.parse().expect("a number"), d: 0.0 };
        }
        self.place += word.len();
        match word.as_str() {
            "x" => Dual { v: self.x, d: 1.0 },
            "pi" => Dual { v: PI, d: 0.0 },
            "e" => Dual { v: E, d: 0.0 },
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

fn function(name: &str, args: &[Dual]) -> Dual {
    let u = args[0];
    let x = u.v;
    let sigmoid = 1.0 / (1.0 + (-x).exp());
    let least = |sign: f64| args.iter().copied().min_by(|p, q| (sign * p.v).total_cmp(&(sign * q.v)));
    match name {
        "sin" => u.of(x.sin(), x.cos()),
        "cos" => u.of(x.cos(), -x.sin()),
        "tan" => u.of(x.tan(), 1.0 + x.tan().powi(2)),
        "asin" => u.of(x.asin(), 1.0 / (1.0 - x * x).sqrt()),
        "acos" => u.of(x.acos(), -1.0 / (1.0 - x * x).sqrt()),
        "atan" => u.of(x.atan(), 1.0 / (1.0 + x * x)),
        "sinh" => u.of(x.sinh(), x.cosh()),
        "cosh" => u.of(x.cosh(), x.sinh()),
        "tanh" => u.of(x.tanh(), 1.0 - x.tanh().powi(2)),
        "exp" => u.of(x.exp(), x.exp()),
        "log" => u.of(x.ln(), 1.0 / x),
        "log2" => u.of(x.log2(), 1.0 / (x * 2f64.ln())),
        "log10" => u.of(x.log10(), 1.0 / (x * 10f64.ln())),
        "sqrt" => u.of(x.sqrt(), 0.5 / x.sqrt()),
        "cbrt" => u.of(x.cbrt(), 1.0 / (3.0 * x.cbrt().powi(2))),
        "abs" => u.of(x.abs(), x.signum()),
        "erf" => u.of(erf(x), 2.0 / PI.sqrt() * (-x * x).exp()),
        "sigmoid" => u.of(sigmoid, sigmoid * (1.0 - sigmoid)),
        "softplus" => u.of(x.max(0.0) + (-x.abs()).exp().ln_1p(), sigmoid),
        "relu" => u.of(x.max(0.0), if x > 0.0 { 1.0 } else { 0.0 }),
        "sign" => u.of(if x == 0.0 { 0.0 } else { x.signum() }, 0.0),
        "floor" => u.of(x.floor(), 0.0),
        "ceil" => u.of(x.ceil(), 0.0),
        "min" => least(1.0).expect("a number"),
        "max" => least(-1.0).expect("a number"),
        _ => panic!("{name} is not a function known here"),
    }
}

/// g and its derivative at x.
fn map(x: f64) -> Dual {
    let text = MAP.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect();
    let mut reader = Reader { text, place: 0, x };
    let found = reader.sum();
    assert!(reader.place == reader.text.len(), "not understood from character {}", reader.place + 1);
    found
}

fn normal() -> Normal {
    Normal::new(0.0, 1.0).expect("a law")
}

/// The heights of a drawn density with the area 1, and the distance of their places.
fn drawn() -> (Vec<f64>, f64) {
    let width = 8.0 / (HEIGHTS.len() - 1) as f64;
    let flat = HEIGHTS.iter().all(|&h| h == 0.0);
    let raw: Vec<f64> = HEIGHTS.iter().map(|&h| if flat { 1.0 } else { h }).collect();
    let area: f64 = raw.windows(2).map(|h| 0.5 * (h[0] + h[1]) * width).sum();
    (raw.iter().map(|h| h / area).collect(), width)
}

fn pdf(x: f64) -> f64 {
    match LAW {
        "normal" => normal().pdf(x),
        "uniform" => Uniform::new(0.0, 1.0).expect("a law").pdf(x),
        "half" => Uniform::new(0.0, 0.5).expect("a law").pdf(x),
        "exponential" => Exp::new(1.0).expect("a law").pdf(x),
        "arcsine" => 1.0 / (PI * (x * (1.0 - x)).sqrt()),
        "cauchy" => Cauchy::new(0.0, 1.0).expect("a law").pdf(x),
        _ => {
            let (heights, width) = drawn();
            let k = (((x + 4.0) / width).max(0.0) as usize).min(heights.len() - 2);
            heights[k] + (heights[k + 1] - heights[k]) * ((x + 4.0) / width - k as f64)
        }
    }
}

fn cdf(x: f64) -> f64 {
    match LAW {
        "normal" => normal().cdf(x),
        "uniform" => x.clamp(0.0, 1.0),
        "half" => (2.0 * x).clamp(0.0, 1.0),
        "exponential" => -(-x.max(0.0)).exp_m1(),
        "arcsine" => 2.0 / PI * x.clamp(0.0, 1.0).sqrt().asin(),
        "cauchy" => Cauchy::new(0.0, 1.0).expect("a law").cdf(x),
        _ => {
            let (heights, width) = drawn();
            let mut total = 0.0;
            for (k, h) in heights.windows(2).enumerate() {
                let t = (x + 4.0 - k as f64 * width).clamp(0.0, width);
                total += t * (h[0] + 0.5 * t * (h[1] - h[0]) / width);
            }
            total
        }
    }
}

/// Where practically all the probability is.
fn reach() -> (f64, f64) {
    match LAW {
        "normal" => (-6.0, 6.0),
        "uniform" | "arcsine" => (0.0, 1.0),
        "half" => (0.0, 0.5),
        "exponential" => (0.0, 20.8),
        "cauchy" => (-3.2e8, 3.2e8),
        _ => (-4.0, 4.0),
    }
}

/// The ends of the pieces of the x axis on which g <= y, ascending: brackets on a grid, finer in the middle, halved.
/// Where g is not defined, it is not.
fn cuts(y: f64) -> Vec<f64> {
    let (low, high) = reach();
    let steps = 4013;
    let even = |low: f64, high: f64| (0..=steps).map(move |k| low + (high - low) * f64::from(k) / f64::from(steps));
    let mut grid: Vec<f64> = even(low, high).chain(even(low.max(-30.0), high.min(30.0))).collect();
    grid.sort_by(f64::total_cmp);
    let below = |x: f64| map(x).v <= y;
    let mut found = Vec::new();
    for pair in grid.windows(2) {
        let (mut a, mut b) = (pair[0], pair[1]);
        let first = below(a);
        if first != below(b) {
            for _ in 0..80 {
                let middle = 0.5 * (a + b);
                if below(middle) == first {
                    a = middle;
                } else {
                    b = middle;
                }
            }
            found.push(0.5 * (a + b));
        }
    }
    found
}

/// The image of a point under the flow, and the logarithm of the determinant there.
fn forward(point: [f64; 2]) -> ([f64; 2], f64) {
    let mut u = point;
    if FLOW == "box_muller" {
        let (radius, angle) = ((-2.0 * u[0].ln()).sqrt(), 2.0 * PI * u[1]);
        return ([radius * angle.cos(), radius * angle.sin()], (2.0 * PI / u[0]).ln());
    }
    let mut total = 0.0;
    for layer in 0..LAYERS {
        let (kept, moved) = (layer % 2, 1 - layer % 2);
        let (s, t) = (STRETCH * u[kept].sin(), 2.0 * BEND * u[kept].cos());
        u[moved] = u[moved] * s.exp() + t;
        total += s;
    }
    (u, total)
}

fn main() {
    let (low, high) = (A.min(B), A.max(B));
    println!("cdf_low = {:.12}", cdf(low));
    println!("cdf_high = {:.12}", cdf(high));
    println!("probability = {:.12}", cdf(high) - cdf(low));

    // All x that are sent to y = g(b), and what each gives to the density there; the pieces on which g is at most y.
    let level = map(high).v;
    let ends = cuts(level);
    let near = |x: f64| (map(x).v - level).abs() < 1e-6 * (1.0 + level.abs()); // g does not jump or end there
    let (first, last) = reach();
    // b is one of them: it is found but for rounding, unless it is an end of the support, or g turns there.
    let at_b = |x: f64| if (x - high).abs() < 1e-7 * (1.0 + high.abs()) { high } else { x };
    let mut places: Vec<f64> = ends.iter().copied().filter(|&x| near(x)).map(at_b).collect();
    let turns = (map(high - 1e-4).v - level) * (map(high + 1e-4).v - level) > 0.0 && map(high + 1e-6).d.abs() < 1e-3;
    let inside = first < high && high < last && pdf(high) > 0.0;
    if level.is_finite() && (high == first || high == last || (turns && inside)) {
        places.push(high);
    }
    places.sort_by(f64::total_cmp);
    places.dedup();
    let density: f64 = places.iter().map(|&x| pdf(x) / map(x).d.abs()).sum::<f64>() + 0.0;
    let pieces: Vec<f64> = [vec![first], ends, vec![last]].concat();
    let below: f64 =
        pieces.windows(2).filter(|c| map(0.507 * c[0] + 0.493 * c[1]).v <= level).map(|c| cdf(c[1]) - cdf(c[0])).sum();
    println!("level = {level:.12}");
    println!("density_out = {density:.12}");
    println!("cdf_out = {below:.12}");

    // In the plane: ln q = ln p - ln|det|; the determinant without a matrix, and by differences.
    let log_det = forward(AT).1;
    let log_in = if FLOW == "box_muller" { 0.0 } else { AT.iter().map(|&x| normal().ln_pdf(x)).sum() };
    println!("log_det = {log_det:.12}");
    println!("log_in = {log_in:.12}");
    println!("log_out = {:.12}", log_in - log_det);
    let h = 1e-6;
    let column = |dx: f64, dy: f64| {
        let (p, q) = (forward([AT[0] + dx, AT[1] + dy]).0, forward([AT[0] - dx, AT[1] - dy]).0);
        [(p[0] - q[0]) / (2.0 * h), (p[1] - q[1]) / (2.0 * h)]
    };
    let (c, d) = (column(h, 0.0), column(0.0, h));
    println!("the determinant by differences: {:.8}", (c[0] * d[1] - c[1] * d[0]).abs().ln());
}

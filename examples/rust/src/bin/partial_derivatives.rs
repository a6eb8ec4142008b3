//! Slopes of a function of two variables: limits of chords by hand, and the gradient that should predict them all.

use statrs::function::erf::erf;
use std::f64::consts::{E, PI};

// --- parameters ---
const FUNCTION: &str = "x**2+2*y**2";
const POINT: [f64; 2] = [1.0, 1.0];
const ANGLE: f64 = 20.0;
const UNITS: f64 = 1.0;
const RADIUS: f64 = 0.501;
// --- end of parameters ---

/// A function of x and y as a tree.
enum Node {
    Number(f64),
    Variable(usize),
    Call(String, Vec<Node>),
}

impl Node {
    /// The value at a point; a condition is 1 where it is true. NaN outside the domain.
    fn at(&self, point: [f64; 2]) -> f64 {
        let (name, args) = match self {
            Node::Number(value) => return *value,
            Node::Variable(which) => return point[*which],
            Node::Call(name, args) => (name.as_str(), args),
        };
        if name == "if" {
            // One case alone: what stands in the other may not be defined.
            return if args[0].at(point) != 0.0 { args[1].at(point) } else { args[2].at(point) };
        }
        let values: Vec<f64> = args.iter().map(|arg| arg.at(point)).collect();
        let (u, v) = (values[0], *values.last().expect("an argument"));
        match name {
            "+" => u + v,
            "-" => u - v,
            "*" => u * v,
            "/" => u / v,
            "^" if v == v.round() && v.abs() < 1e3 => u.powi(v as i32),
            "^" => u.powf(v),
            "<" => f64::from(u < v),
            "<=" => f64::from(u <= v),
            "and" => f64::from(u != 0.0 && v != 0.0),
            "neg" => -u,
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
            "cbrt" => u.cbrt(),
            "abs" => u.abs(),
            "erf" => erf(u),
            "sigmoid" => 1.0 / (1.0 + (-u).exp()),
            "softplus" => u.max(0.0) + (-u.abs()).exp().ln_1p(),
            "relu" => u.max(0.0),
            "sign" => f64::from(u > 0.0) - f64::from(u < 0.0),
            "floor" => u.floor(),
            "ceil" => u.ceil(),
            "min" => values.iter().copied().fold(f64::INFINITY, f64::min),
            "max" => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            _ => panic!("{name} is not a function known here"),
        }
    }
}

/// The value of f; NaN outside the domain, and at a pole.
fn value(f: &Node, point: [f64; 2]) -> f64 {
    let found = f.at(point);
    if found.is_finite() {
        found
    } else {
        f64::NAN
    }
}

/// Reads `FUNCTION` by recursive descent: comparisons of sums of products of signs of powers of atoms.
struct Reader {
    text: Vec<char>,
    place: usize,
}

impl Reader {
    fn read(text: &str) -> Node {
        let plain: String = text.replace("**", "^");
        let text = plain.chars().filter(|c| !c.is_whitespace()).collect();
        let mut reader = Reader { text, place: 0 };
        let tree = reader.comparison();
        assert!(reader.place == reader.text.len(), "not understood from character {}", reader.place + 1);
        tree
    }

    fn take(&mut self, mark: char) -> bool {
        let found = self.text.get(self.place) == Some(&mark);
        self.place += usize::from(found);
        found
    }

    fn comparison(&mut self) -> Node {
        let left = self.sum();
        if !self.take('<') {
            return left;
        }
        let name = if self.take('=') { "<=" } else { "<" };
        call(name, vec![left, self.sum()])
    }

    fn sum(&mut self) -> Node {
        let mut out = self.product();
        loop {
            if self.take('+') {
                out = call("+", vec![out, self.product()]);
            } else if self.take('-') {
                out = call("-", vec![out, self.product()]);
            } else {
                return out;
            }
        }
    }

    fn product(&mut self) -> Node {
        let mut out = self.sign();
        loop {
            if self.take('*') {
                out = call("*", vec![out, self.sign()]);
            } else if self.take('/') {
                out = call("/", vec![out, self.sign()]);
            } else {
                return out;
            }
        }
    }

    fn sign(&mut self) -> Node {
        if self.take('-') {
            return call("neg", vec![self.sign()]);
        }
        let base = self.atom();
        if self.take('^') {
            return call("^", vec![base, self.sign()]);
        }
        base
    }

    fn atom(&mut self) -> Node {
        if self.take('(') {
            let inner = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return inner;
        }
        let rest: String = self.text[self.place..].iter().collect();
        let word: String = rest.chars().take_while(|c| c.is_ascii_alphabetic()).collect();
        if word.is_empty() {
            return Node::Number(self.number(&rest));
        }
        self.place += word.len();
        match word.as_str() {
            "x" => Node::Variable(0),
            "y" => Node::Variable(1),
            "pi" => Node::Number(PI),
            "e" => Node::Number(E),
            name => {
                assert!(self.take('('), "{name} needs an argument");
                let mut args = vec![self.comparison()];
                while self.take(',') {
                    args.push(self.comparison());
                }
                assert!(self.take(')'), "a bracket is not closed");
                call(name, args)
            }
        }
    }

    /// Digits with a point, perhaps with an exponent as in 1e-05.
    fn number(&mut self, rest: &str) -> f64 {
        let digits = |text: &str| text.chars().take_while(|c| c.is_ascii_digit() || *c == '.').count();
        let mut length = digits(rest);
        if rest[length..].starts_with("e-") || rest[length..].starts_with("e+") {
            length += 2 + digits(&rest[length + 2..]);
        }
        self.place += length;
        rest[..length].parse().expect("a number")
    }
}

fn call(name: &str, args: Vec<Node>) -> Node {
    Node::Call(name.to_string(), args)
}

/// The limit of (f(p + hu) - f(p)) / h for h > 0 falling to 0, by Richardson's extrapolation; NaN if there is none.
///
/// The chords are off by c1 h + c2 h^2 + ...; each column of the table removes a term. The best entry is the one that
/// differs least from its neighbours, counting what rounding does to a chord.
fn slope(f: &Node, u: [f64; 2]) -> f64 {
    let [px, py] = POINT;
    let here = value(f, POINT);
    let (mut column, mut noise) = (Vec::new(), Vec::new());
    for k in 0..25 {
        let h = 0.0117 * 0.5_f64.powi(k);
        let there = value(f, [px + h * u[0], py + h * u[1]]);
        let chord = (there - here) / h;
        column.push(chord);
        noise.push(f64::EPSILON * (here.abs() + there.abs() + chord.abs() * px.abs().max(py.abs())) / h);
    }
    let (mut best, mut least) = (f64::NAN, f64::INFINITY);
    for j in 1..8 {
        let weight = f64::from((1 << j) - 1);
        let next: Vec<f64> = column.windows(2).map(|pair| pair[1] + (pair[1] - pair[0]) / weight).collect();
        for (i, new) in next.iter().enumerate() {
            let (off, far) = ((new - column[i + 1]).abs(), (new - column[i]).abs());
            let error = if off.is_nan() || far.is_nan() { f64::NAN } else { off.max(far) + noise[j + i] };
            if error < least {
                (best, least) = (*new, error);
            }
        }
        column = next;
    }
    if best.abs() <= (100.0 * least).min(1e-4) {
        best = 0.0; // the error is an estimate: it cannot tell this from 0
    }
    if least <= 1e-4 * (1.0 + best.abs()) {
        best
    } else {
        f64::NAN
    }
}

/// A derivative has one slope ahead and the same one behind; otherwise there is none.
fn partial(f: &Node, [x, y]: [f64; 2]) -> f64 {
    let (ahead, behind) = (slope(f, [x, y]), -slope(f, [-x, -y]));
    let (mut middle, here) = ((ahead + behind) / 2.0, value(f, POINT));
    let noise = 1e-11 * here.abs().max(1.0);
    if middle.abs() < noise {
        middle = 0.0;
    }
    // A corner may be as flat as one likes: slopes are compared on the scale of the chords that they come from.
    let beside = |s: f64| (value(f, [POINT[0] + s * 0.0117 * x, POINT[1] + s * 0.0117 * y]) - here).abs() / 0.0117;
    let scale = beside(1.0).max(beside(-1.0)).min(1.0);
    if (ahead - behind).abs() <= 3e-5 * (scale + middle.abs()) + noise {
        middle
    } else {
        f64::NAN
    }
}

/// Rounded, so that 180 degrees stay on the axis.
fn exact(v: f64) -> f64 {
    (v * 1e15).round() / 1e15
}

/// The mean slope from p to the ring around it, in the direction of an angle.
fn chord(f: &Node, t: f64) -> f64 {
    let (across, up) = (exact(t.cos()), exact(t.sin()));
    (value(f, [POINT[0] + RADIUS * across, POINT[1] + RADIUS * up]) - value(f, POINT)) / RADIUS
}

fn main() {
    let f = Reader::read(FUNCTION);
    let gradient = [partial(&f, [1.0, 0.0]), partial(&f, [0.0, 1.0])];

    // Along u the gradient predicts the slope gradient . u; whether it is right, the chords along u say. A step u has
    // length one where UNITS units of y are as long as one of x.
    let turn = ANGLE.to_radians();
    let u = [exact(turn.cos()), exact(turn.sin()) / UNITS];
    let along = slope(&f, u);
    let predicted = gradient[0] * u[0] + gradient[1] * u[1];

    // How far f is from the plane on a ring around p: f is differentiable at p exactly when this dies out with the
    // radius. Directions crowd near the axes, where ridges hide.
    let even: Vec<f64> = (0..360).map(|k| f64::from(k).to_radians()).collect();
    let mut ring = even.clone();
    for (axis, sign) in (0..4).flat_map(|axis| [(axis, 1.0), (axis, -1.0)]) {
        ring.extend((0..40).map(|k| f64::from(axis) * PI / 2.0 + sign * 0.7 * 0.5_f64.powf(f64::from(k) / 2.0)));
    }
    let mut plane = gradient;
    if predicted.is_nan() {
        // No gradient: the plane that fits the ring best.
        plane = [0, 1].map(|k| even.iter().map(|&t| chord(&f, t) * [t.cos(), t.sin()][k]).sum::<f64>() / 180.0);
    }
    // Where f is undefined the error does not count.
    let error = |t: f64| {
        let off = (chord(&f, t) - plane[0] * t.cos() - plane[1] * t.sin()).abs();
        if off.is_finite() {
            off
        } else {
            f64::NEG_INFINITY
        }
    };
    let highest =
        |angles: &[f64]| (0..angles.len()).rev().max_by(|&i, &j| error(angles[i]).total_cmp(&error(angles[j])));
    ring = ring.iter().map(|t| t.rem_euclid(2.0 * PI)).collect();
    ring.sort_by(f64::total_cmp);
    let (best, last) = (highest(&ring).unwrap(), ring.len() - 1);
    let mut worst = error(ring[best]);
    let mut left = if best > 0 { ring[best - 1] } else { ring[last] - 2.0 * PI };
    let mut right = if best < last { ring[best + 1] } else { ring[0] + 2.0 * PI };
    for _ in 0..4 {
        // Ever closer, between the neighbours of the best direction.
        let fan: Vec<f64> = (0..=20).map(|k| left + (right - left) * f64::from(k) / 20.0).collect();
        let top = highest(&fan).unwrap();
        worst = worst.max(error(fan[top]));
        (left, right) = (fan[top.saturating_sub(1)], fan[(top + 1).min(20)]);
    }
    worst = if worst >= 0.0 { worst } else { f64::NAN };

    println!("here = {:.12e}", value(&f, POINT));
    println!("partial_x = {:.12e}", gradient[0]);
    println!("partial_y = {:.12e}", gradient[1]);
    println!("length = {:.12e}", gradient[0].hypot(gradient[1]));
    println!("along = {along:.12e}");
    println!("predicted = {predicted:.12e}");
    println!("worst = {worst:.12e}");
}

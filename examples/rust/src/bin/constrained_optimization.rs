//! Constrained minima by hand: Newton's method on Lagrange's equations, the dual function, a support vector machine.

use nalgebra::{Matrix2, Matrix3, Vector2, Vector3};
use std::f64::consts::{E, PI};

// --- parameters ---
const OBJECTIVE: &str = "(x-2)^2+2*(y-1)^2";
const CONSTRAINT: &str = "x+y";
const EQUAL: bool = false;
const BOUND: f64 = 1.0;
const RAISED: f64 = 2.0;
const PRICE: f64 = 1.0;
const LIMIT: f64 = 10.0;
const FLOWERS: [[f64; 3]; 2] = [[1.9, 0.4, -1.0], [3.0, 1.1, 1.0]];
// --- end of parameters ---

const HALF: f64 = 3.0; // x and y stay within ±3
const CELLS: usize = 120;

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

    fn function(self, name: &str) -> Self {
        let u = self.value;
        match name {
            "sqrt" => self.power(0.5),
            "exp" => self.through([u.exp(); 3]),
            "log" => self.through([u.ln(), 1.0 / u, -1.0 / (u * u)]),
            "sin" => self.through([u.sin(), u.cos(), -u.sin()]),
            "cos" => self.through([u.cos(), -u.sin(), -u.cos()]),
            "abs" => self.through([u.abs(), u.signum(), 0.0]),
            _ => panic!("{name} is not a function known here"),
        }
    }
}

/// Reads a formula by recursive descent and computes with jets: sums of products of signs of powers of atoms.
struct Reader<'a> {
    text: &'a [char],
    place: usize,
    x: Jet,
    y: Jet,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        let found = self.text.get(self.place) == Some(&wanted);
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
        let base = self.atom();
        if self.take('^') {
            let exponent = self.sign();
            return base.power(exponent.value);
        }
        base
    }

    fn atom(&mut self) -> Jet {
        if self.take('(') {
            let out = self.sum();
            assert!(self.take(')'), "a bracket is not closed");
            return out;
        }
        let rest = &self.text[self.place..];
        let word: String = rest.iter().take_while(|c| c.is_ascii_alphabetic()).collect();
        if word.is_empty() {
            let digits: String = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').collect();
            self.place += digits.len();
            return Jet::constant(digits.parse().expect("a number"));
        }
        self.place += word.len();
        match word.as_str() {
            "x" => self.x,
            "y" => self.y,
            "pi" => Jet::constant(PI),
            "e" => Jet::constant(E),
            name => self.atom().function(name),
        }
    }
}

struct Function(Vec<char>);

impl Function {
    fn new(text: &str) -> Self {
        Function(text.chars().filter(|c| !c.is_whitespace()).collect())
    }

    fn jet(&self, p: Vector2<f64>) -> Jet {
        let moving = |value, slope| Jet { value, slope, bend: Matrix2::zeros() };
        let (x, y) = (moving(p.x, Vector2::x()), moving(p.y, Vector2::y()));
        let mut reader = Reader { text: &self.0, place: 0, x, y };
        let out = reader.sum();
        assert!(reader.place == self.0.len(), "the formula is not understood from character {}", reader.place + 1);
        out
    }

    fn at(&self, p: Vector2<f64>) -> f64 {
        self.jet(p).value
    }
}

/// f and g, and both over a grid of the window.
struct Problem {
    f: Function,
    g: Function,
    points: Vec<Vector2<f64>>,
    f_grid: Vec<f64>,
    g_grid: Vec<f64>,
}

fn clamped(p: Vector2<f64>) -> Vector2<f64> {
    p.map(|u| u.clamp(-HALF, HALF))
}

/// The lowest point around a start, on finer and finer grids in the window.
fn zoom(start: Vector2<f64>, height: impl Fn(Vector2<f64>) -> f64) -> Vector2<f64> {
    let (mut best, mut size) = (start, 2.0 * HALF / CELLS as f64);
    for _ in 0..22 {
        let middle = best;
        let mut lowest = height(middle);
        for i in -2..=2 {
            for j in -2..=2 {
                let near = clamped(middle + size / 2.0 * Vector2::new(f64::from(i), f64::from(j)));
                let value = height(near);
                if value < lowest {
                    (best, lowest) = (near, value);
                }
            }
        }
        size /= 2.0;
    }
    best
}

impl Problem {
    fn new() -> Self {
        let (f, g) = (Function::new(OBJECTIVE), Function::new(CONSTRAINT));
        let tick = |k: usize| -HALF + 2.0 * HALF * k as f64 / CELLS as f64;
        let points: Vec<_> =
            (0..=CELLS).flat_map(|i| (0..=CELLS).map(move |j| Vector2::new(tick(j), tick(i)))).collect();
        let f_grid = points.iter().map(|&p| f.at(p)).collect();
        let g_grid = points.iter().map(|&p| g.at(p)).collect();
        Problem { f, g, points, f_grid, g_grid }
    }

    /// Newton's method for grad f + m grad g = 0 and g = c.
    fn lagrange(&self, start: Vector2<f64>, c: f64) -> Option<(Vector2<f64>, f64)> {
        let (a, b) = (self.f.jet(start).slope, self.g.jet(start).slope);
        let (mut p, mut m, mut rest) = (start, -a.dot(&b) / b.dot(&b), Vector3::zeros());
        for _ in 0..30 {
            let (f, g) = (self.f.jet(p), self.g.jet(p));
            let (bend, slope) = (f.bend + m * g.bend, f.slope + m * g.slope);
            rest = Vector3::new(slope.x, slope.y, g.value - c);
            let mut matrix = Matrix3::zeros();
            matrix.fixed_view_mut::<2, 2>(0, 0).copy_from(&bend);
            matrix.fixed_view_mut::<2, 1>(0, 2).copy_from(&g.slope);
            matrix.fixed_view_mut::<1, 2>(2, 0).copy_from(&g.slope.transpose());
            if !matrix.iter().all(|each| each.is_finite()) {
                return None; // the slope of g is zero
            }
            let step = matrix.svd(true, true).solve(&-rest, 1e-12).ok()?;
            p += step.fixed_rows::<2>(0);
            m += step.z;
        }
        let fits = p.amax() <= HALF && (p - start).norm() < 0.2 && rest.amax() < 1e-8;
        fits.then_some((p, m))
    }

    /// The point of the curve g = c, among those where edges of the grid cross it, with the least f.
    fn lowest_crossing(&self, c: f64) -> Option<Vector2<f64>> {
        let mut found: Option<(f64, Vector2<f64>)> = None;
        for i in 0..=CELLS {
            for j in 0..=CELLS {
                let here = i * (CELLS + 1) + j;
                let beside = [(j < CELLS).then_some(here + 1), (i < CELLS).then_some(here + CELLS + 1)];
                for there in beside.into_iter().flatten() {
                    let (low, high) = (self.g_grid[here] - c, self.g_grid[there] - c);
                    if (low <= 0.0) != (high <= 0.0) {
                        let p = self.points[here].lerp(&self.points[there], low / (low - high));
                        let value = self.f.at(p);
                        if found.is_none_or(|(least, _)| value < least) {
                            found = Some((value, p));
                        }
                    }
                }
            }
        }
        found.map(|(_, p)| p)
    }

    /// The least f where g ≤ c (or g = c), and its multiplier; NaN where there is none.
    fn solve(&self, c: f64) -> (f64, f64) {
        let mut best = (f64::INFINITY, f64::NAN);
        if let Some((p, m)) = self.lowest_crossing(c).and_then(|start| self.lagrange(start, c)) {
            if EQUAL || m >= -1e-9 {
                best = (self.f.at(p), m);
            }
        }
        let allowed = (0..self.points.len()).filter(|&k| !EQUAL && self.g_grid[k] <= c);
        if let Some(k) = allowed.min_by(|&a, &b| self.f_grid[a].total_cmp(&self.f_grid[b])) {
            let height = |p| if self.g.at(p) <= c { self.f.at(p) } else { f64::INFINITY };
            let free = zoom(self.points[k], height);
            let value = self.f.at(free);
            if value < best.0 - 1e-9 {
                best = (value, if self.g.at(free) < c - 1e-7 { 0.0 } else { f64::NAN });
            }
        }
        if best.0.is_finite() {
            best
        } else {
            (f64::NAN, f64::NAN)
        }
    }

    /// The least f + price (g - c) in the window, and g - c there: from the six lowest local minima of the grid.
    fn dual(&self, price: f64) -> (f64, f64) {
        let height = |k: usize| self.f_grid[k] + price * self.g_grid[k];
        let size = CELLS as i64 + 1;
        let mut minima: Vec<usize> = (0..self.points.len())
            .filter(|&k| {
                let (i, j) = (k as i64 / size, k as i64 % size);
                (-1..=1).all(|a| {
                    (-1..=1).all(|b| {
                        let (row, column) = (i + a, j + b);
                        let inside = (0..size).contains(&row) && (0..size).contains(&column);
                        !inside || height(k) <= height((row * size + column) as usize)
                    })
                })
            })
            .collect();
        minima.sort_by(|&a, &b| height(a).total_cmp(&height(b)));
        let value = |p| self.f.at(p) + price * (self.g.at(p) - BOUND);
        let ends = minima.iter().take(6).map(|&k| zoom(self.points[k], value));
        let best = ends.min_by(|&a, &b| value(a).total_cmp(&value(b))).expect("a grid has a lowest point");
        (value(best), self.g.at(best) - BOUND)
    }
}

/// A support vector machine by pairs of multipliers (SMO): the pair that breaks the conditions most is made to fit.
fn machine() -> Vector2<f64> {
    let points: Vec<_> = FLOWERS.iter().map(|row| Vector2::new(row[0], row[1])).collect();
    let signs: Vec<_> = FLOWERS.iter().map(|row| row[2]).collect();
    let mut alpha = vec![0.0; points.len()];
    let normal = |alpha: &[f64]| -> Vector2<f64> { (0..points.len()).map(|k| alpha[k] * signs[k] * points[k]).sum() };
    for _ in 0..200_000 {
        let w = normal(&alpha);
        let error = |k: usize| signs[k] - w.dot(&points[k]); // the b that would put this flower on its margin
        let up = |k: usize| if signs[k] > 0.0 { LIMIT - alpha[k] } else { alpha[k] };
        let down = |k: usize| if signs[k] > 0.0 { alpha[k] } else { LIMIT - alpha[k] };
        let rising = (0..points.len()).filter(|&k| up(k) > 0.0).max_by(|&a, &b| error(a).total_cmp(&error(b)));
        let falling = (0..points.len()).filter(|&k| down(k) > 0.0).min_by(|&a, &b| error(a).total_cmp(&error(b)));
        let (Some(i), Some(j)) = (rising, falling) else { break };
        if error(i) - error(j) < 1e-10 {
            break;
        }
        let bend = (points[i] - points[j]).norm_squared().max(1e-12);
        let step = ((error(i) - error(j)) / bend).min(up(i)).min(down(j));
        alpha[i] = (alpha[i] + signs[i] * step).clamp(0.0, LIMIT);
        alpha[j] = (alpha[j] - signs[j] * step).clamp(0.0, LIMIT);
    }
    normal(&alpha)
}

fn main() {
    let problem = Problem::new();
    let (minimum, multiplier) = problem.solve(BOUND);
    println!("minimum = {minimum:.12e}");
    println!("multiplier = {multiplier:.12e}");
    println!("raised_minimum = {:.12e}", problem.solve(RAISED).0);

    // The dual function is concave, and g - c is its slope. Between a price where it rises and one where it falls, the
    // next is where the two tangents meet, or where the slope would be zero if it were a straight line, by turns.
    let at = |price: f64| {
        let (value, slope) = problem.dual(price);
        (price, value, slope)
    };
    let (mut low, mut high) = (at(if EQUAL { -1e4 } else { 0.0 }), at(1e4));
    let mut best = low.1.max(high.1);
    let rises = high.2 > 0.0 || (EQUAL && low.2 < 0.0);
    for round in 0..60 {
        if low.2 <= 0.0 || high.2 >= 0.0 {
            break;
        }
        let meet = (high.1 - low.1 + low.2 * low.0 - high.2 * high.0) / (low.2 - high.2);
        let level = low.0 + (high.0 - low.0) * low.2 / (low.2 - high.2);
        let found = at(if round % 2 == 0 { meet } else { level }.clamp(low.0, high.0));
        let ceiling = low.1 + low.2 * (meet - low.0);
        best = best.max(found.1);
        if best >= ceiling - 1e-12 * (1.0 + ceiling.abs()) || found.2 == 0.0 {
            break;
        }
        if found.2 > 0.0 {
            low = found;
        } else {
            high = found;
        }
    }
    if rises {
        // Still, at the last price: without bound if no point is allowed, else to where is not known.
        let (least, most) =
            problem.g_grid.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &g| (a.min(g), b.max(g)));
        best = if least <= BOUND && (!EQUAL || most >= BOUND) { f64::NAN } else { f64::INFINITY };
    }
    println!("dual_here = {:.12e}", problem.dual(PRICE).0);
    println!("dual_best = {best:.12e}");

    let w = machine();
    println!("w_1 = {:.12e}", w.x);
    println!("w_2 = {:.12e}", w.y);
    println!("street = {:.12e}", 2.0 / w.norm());
}

//! Optimizer paths and basins of attraction in the plane.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::bands::Band;
use crate::instructions::dispatch;

/// Starts in a block of [`basins`].
pub const BLOCK: usize = 1024;
/// Points of [`descend`] moved side by side.
pub const LANES: usize = 64;
/// A point with |x| + |y| over this is given up.
pub const DIVERGED: f64 = 1e6;

/// Points of [`basins`] moved side by side: few, so that neighbours that arrive soon need not wait for others.
const GROUP: usize = 16;

/// A function of the plane; the formulas are in `mathcore/kernels/descent.py`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Objective {
    /// (x, y) H (x, y)^T / 2 with the entries H_xx, H_xy, H_yy.
    Quadratic([f64; 3]),
    /// (1 - x)^2 + b (y - x^2)^2.
    Rosenbrock(f64),
    /// Beale's function.
    Beale,
    /// Himmelblau's function.
    Himmelblau,
    /// x^2 / 2 - y^2 / 2 + y^4 / 4.
    Saddle,
}

impl Objective {
    /// The objective of a name that Python uses, with its three parameters.
    pub fn named(name: &str, p: [f64; 3]) -> Option<Objective> {
        Some(match name {
            "quadratic" => Objective::Quadratic(p),
            "rosenbrock" => Objective::Rosenbrock(p[0]),
            "beale" => Objective::Beale,
            "himmelblau" => Objective::Himmelblau,
            "saddle" => Objective::Saddle,
            _ => return None,
        })
    }
}

#[inline(always)]
fn beale(x: f64, y: f64) -> (f64, f64) {
    let y2 = y * y;
    let y3 = y2 * y;
    let r1 = 1.5 - x + x * y;
    let r2 = 2.25 - x + x * y2;
    let r3 = 2.625 - x + x * y3;
    let gx = 2.0 * (r1 * (y - 1.0) + r2 * (y2 - 1.0) + r3 * (y3 - 1.0));
    (gx, 2.0 * (x * (r1 + 2.0 * (r2 * y) + 3.0 * (r3 * y2))))
}

#[inline(always)]
fn himmelblau(x: f64, y: f64) -> (f64, f64) {
    let r1 = x * x + y - 11.0;
    let r2 = x + y * y - 7.0;
    (4.0 * (x * r1) + 2.0 * r2, 2.0 * r1 + 4.0 * (y * r2))
}

/// How a step is made from the gradient; the papers are named in `mathcore/kernels/descent.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Plain gradient descent.
    Gradient,
    /// Polyak's heavy ball.
    Momentum,
    /// Nesterov's look-ahead.
    Nesterov,
    /// AdaGrad.
    Adagrad,
    /// RMSProp.
    Rmsprop,
    /// Adam, and AdamW if the weight decay is not 0.
    Adam,
}

/// A method with its numbers.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The method.
    pub method: Method,
    /// Step size.
    pub step: f64,
    /// Momentum, beta 1 of Adam.
    pub momentum: f64,
    /// Decay of the squared gradient, beta 2 of Adam.
    pub decay: f64,
    /// Added to the root of the squared gradient.
    pub epsilon: f64,
    /// Weight decay of AdamW.
    pub weight: f64,
}

impl Rule {
    /// The rule of a name that Python uses: step, momentum, decay, epsilon, weight decay.
    pub fn named(name: &str, hyper: [f64; 5]) -> Option<Rule> {
        let method = match name {
            "gradient" => Method::Gradient,
            "momentum" => Method::Momentum,
            "nesterov" => Method::Nesterov,
            "adagrad" => Method::Adagrad,
            "rmsprop" => Method::Rmsprop,
            "adam" | "adamw" => Method::Adam,
            _ => return None,
        };
        let [step, momentum, decay, epsilon, weight] = hyper;
        Some(Rule { method, step, momentum, decay, epsilon, weight })
    }
}

/// Some points under way.
struct Mover<const L: usize> {
    objective: Objective,
    rule: Rule,
    x: [f64; L],
    y: [f64; L],
    first: [[f64; L]; 2],
    second: [[f64; L]; 2],
    moved: [[f64; L]; 2],
    momentum_power: f64,
    decay_power: f64,
}

impl<const L: usize> Mover<L> {
    /// At the starts (x, y, x, y, ...); unused lanes stay at the last start.
    #[inline(always)]
    fn new(objective: Objective, rule: Rule, starts: &[[f64; 2]]) -> Mover<L> {
        let zero = [0.0; L];
        let at = |i: usize| starts[i.min(starts.len() - 1)];
        Mover {
            objective,
            rule,
            x: std::array::from_fn(|i| at(i)[0]),
            y: std::array::from_fn(|i| at(i)[1]),
            first: [zero; 2],
            second: [zero; 2],
            moved: [zero; 2],
            momentum_power: 1.0,
            decay_power: 1.0,
        }
    }

    #[inline(always)]
    fn advance(&mut self) {
        self.momentum_power *= self.rule.momentum;
        self.decay_power *= self.rule.decay;
        match self.objective {
            Objective::Quadratic([a, b, c]) => self.step(|x, y| (a * x + b * y, b * x + c * y)),
            Objective::Rosenbrock(b) => self.step(|x, y| {
                let valley = y - x * x;
                (-2.0 * (1.0 - x) - 4.0 * b * (x * valley), 2.0 * b * valley)
            }),
            Objective::Beale => self.step(beale),
            Objective::Himmelblau => self.step(himmelblau),
            Objective::Saddle => self.step(|x, y| (x, y * y * y - y)),
        }
    }

    /// A step down the gradient: one loop for each method, so that nothing but the state goes through memory.
    #[inline(always)]
    fn step(&mut self, gradient: impl Fn(f64, f64) -> (f64, f64)) {
        let Rule { method, step, momentum, decay, epsilon, weight } = self.rule;
        let (unbiased, spread) = (1.0 - self.momentum_power, 1.0 - self.decay_power);
        match method {
            Method::Gradient => self.each(|x, y, _, _| {
                let (gx, gy) = gradient(x, y);
                [-(step * gx), -(step * gy)]
            }),
            Method::Momentum => self.each(|x, y, m, _| {
                let (gx, gy) = gradient(x, y);
                *m = [m[0] * momentum - step * gx, m[1] * momentum - step * gy];
                *m
            }),
            Method::Nesterov => self.each(|x, y, m, _| {
                let (gx, gy) = gradient(x + momentum * m[0], y + momentum * m[1]);
                *m = [m[0] * momentum - step * gx, m[1] * momentum - step * gy];
                *m
            }),
            Method::Adagrad => self.each(|x, y, _, s| {
                let (gx, gy) = gradient(x, y);
                *s = [s[0] + gx * gx, s[1] + gy * gy];
                [-(step * gx / (s[0].sqrt() + epsilon)), -(step * gy / (s[1].sqrt() + epsilon))]
            }),
            Method::Rmsprop => self.each(|x, y, _, s| {
                let (gx, gy) = gradient(x, y);
                *s = [s[0] * decay + (1.0 - decay) * (gx * gx), s[1] * decay + (1.0 - decay) * (gy * gy)];
                [-(step * gx / (s[0].sqrt() + epsilon)), -(step * gy / (s[1].sqrt() + epsilon))]
            }),
            Method::Adam => self.each(|x, y, m, s| {
                let (gx, gy) = gradient(x, y);
                *m = [m[0] * momentum + (1.0 - momentum) * gx, m[1] * momentum + (1.0 - momentum) * gy];
                *s = [s[0] * decay + (1.0 - decay) * (gx * gx), s[1] * decay + (1.0 - decay) * (gy * gy)];
                let move_by = |m: f64, s: f64, at: f64| {
                    let root = (s / spread).sqrt();
                    -(step * (m / unbiased / (root + epsilon) + weight * at))
                };
                [move_by(m[0], s[0], x), move_by(m[1], s[1], y)]
            }),
        }
    }

    /// Move each lane by what `by` says of its point and its two memories.
    #[inline(always)]
    fn each(&mut self, by: impl Fn(f64, f64, &mut [f64; 2], &mut [f64; 2]) -> [f64; 2]) {
        for i in 0..L {
            let mut m = [self.first[0][i], self.first[1][i]];
            let mut s = [self.second[0][i], self.second[1][i]];
            let [dx, dy] = by(self.x[i], self.y[i], &mut m, &mut s);
            [self.first[0][i], self.first[1][i]] = m;
            [self.second[0][i], self.second[1][i]] = s;
            [self.moved[0][i], self.moved[1][i]] = [dx, dy];
            self.x[i] += dx;
            self.y[i] += dy;
        }
    }
}

#[inline(always)]
fn descend_body(
    objective: Objective,
    rule: Rule,
    starts: &[[f64; 2]],
    steps: usize,
    out: &mut Band,
    stop: &AtomicBool,
) {
    let mut mover = Mover::<LANES>::new(objective, rule, starts);
    for t in 0..=steps {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        if t > 0 {
            mover.advance();
        }
        for (i, point) in out.row(t).as_chunks_mut::<2>().0.iter_mut().enumerate() {
            *point = [mover.x[i], mover.y[i]];
        }
    }
}

dispatch! {
    /// The paths of at most [`LANES`] starts, x and y side by side: a row for every step, the start first.
    /// Given up once `stop` is set.
    pub fn descend(
        objective: Objective, rule: Rule, starts: &[[f64; 2]], steps: usize, out: &mut Band, stop: &AtomicBool,
    ) = descend_body
}

/// Outcomes of some points under way; that of a lane that is `done` does not change any more.
struct Ends {
    /// Where the minimum of each lane is: at infinity for a lane that is near none.
    centre: [[f64; GROUP]; 2],
    /// Its number: -1 near none, -2 diverged.
    label: [i64; GROUP],
    /// The step of the last change of the label.
    entered: [i64; GROUP],
    /// 1 once settled or diverged.
    done: [i64; GROUP],
}

impl Ends {
    /// All that changes in a step while no lane leaves its minimum: whether so, and whether all lanes are done.
    #[inline(always)]
    fn stay(&mut self, mover: &Mover<GROUP>, near: f64, still: f64) -> (bool, bool) {
        let (mut stay, mut all) = (1i64, 1i64);
        for i in 0..GROUP {
            let (ex, ey) = (mover.x[i] - self.centre[0][i], mover.y[i] - self.centre[1][i]);
            let (dx, dy) = (mover.moved[0][i], mover.moved[1][i]);
            let inside = (ex * ex + ey * ey < near) as i64;
            stay &= self.done[i] | inside;
            self.done[i] |= inside & (dx * dx + dy * dy < still) as i64;
            all &= self.done[i];
        }
        (stay == 1, all == 1)
    }

    /// A step in full: whether all lanes are near a minimum or done, and whether all are done.
    #[inline(always)]
    fn look(&mut self, mover: &Mover<GROUP>, minima: &[[f64; 2]], near: f64, still: f64, t: i64) -> (bool, bool) {
        let mut now = [-1i64; GROUP];
        let mut centre = [[f64::INFINITY; GROUP]; 2];
        for (k, [cx, cy]) in minima.iter().enumerate() {
            for i in 0..GROUP {
                let (ex, ey) = (mover.x[i] - cx, mover.y[i] - cy);
                let inside = ex * ex + ey * ey < near;
                now[i] = if inside { k as i64 } else { now[i] };
                centre[0][i] = if inside { *cx } else { centre[0][i] };
                centre[1][i] = if inside { *cy } else { centre[1][i] };
            }
        }
        let (mut stay, mut all) = (1i64, 1i64);
        for i in 0..GROUP {
            let (dx, dy) = (mover.moved[0][i], mover.moved[1][i]);
            let kept = mover.x[i].abs() + mover.y[i].abs() < DIVERGED;
            let lost = (t > 0) & !kept;
            let now = if lost { -2 } else { now[i] };
            let open = self.done[i] == 0;
            self.entered[i] = if open & (now != self.label[i]) { t } else { self.entered[i] };
            self.label[i] = if open { now } else { self.label[i] };
            let settled = (now >= 0) & (t > 0) & (dx * dx + dy * dy < still);
            self.done[i] |= (lost | settled) as i64;
            stay &= self.done[i] | (now >= 0) as i64;
            all &= self.done[i];
        }
        self.centre = centre;
        (stay == 1, all == 1)
    }
}

/// The square of the displacement under which a point near a minimum is at rest: a hundredth of the radius, and little
/// enough that its momentum alone would carry it by no more than a tenth.
#[inline(always)]
fn still(radius: f64, momentum: f64) -> f64 {
    let least = 0.1 * (1.0 - momentum);
    let least = radius * if least < 0.01 { least } else { 0.01 };
    least * least
}

/// Whether no point can be near two of the minima at once, or near one and diverged.
fn apart(minima: &[[f64; 2]], radius: f64) -> bool {
    let far = |a: &[f64; 2], b: &[f64; 2]| (a[0] - b[0]).hypot(a[1] - b[1]) > 2.001 * radius;
    let low = |a: &[f64; 2]| a[0].abs() + a[1].abs() + 2.0 * radius < DIVERGED;
    minima.iter().enumerate().all(|(i, a)| low(a) && minima[..i].iter().all(|b| far(a, b)))
}

#[inline(always)]
fn basins_body(
    objective: Objective,
    rule: Rule,
    starts: &[[f64; 2]],
    minima: &[[f64; 2]],
    radius: f64,
    steps: i64,
    labels: &mut [i64],
    counts: &mut [i64],
    stop: &AtomicBool,
) {
    let near = radius * radius;
    let still = still(radius, rule.momentum);
    let apart = apart(minima, radius);
    for ((starts, labels), counts) in starts.chunks(GROUP).zip(labels.chunks_mut(GROUP)).zip(counts.chunks_mut(GROUP)) {
        let mut mover = Mover::<GROUP>::new(objective, rule, starts);
        let mut ends =
            Ends { centre: [[f64::INFINITY; GROUP]; 2], label: [-1; GROUP], entered: [0; GROUP], done: [0; GROUP] };
        let (mut quiet, _) = ends.look(&mover, minima, near, still, 0);
        for t in 1..=steps {
            mover.advance();
            let mut all = false;
            if quiet & apart {
                (quiet, all) = ends.stay(&mover, near, still);
            }
            if !(quiet & apart) {
                (quiet, all) = ends.look(&mover, minima, near, still, t);
            }
            if all || (t % 256 == 0 && stop.load(Ordering::Relaxed)) {
                break;
            }
        }
        for i in 0..starts.len() {
            labels[i] = ends.label[i];
            counts[i] = if ends.label[i] == -1 { steps } else { ends.entered[i] };
        }
    }
}

dispatch! {
    /// Where each start ends, and after how many steps: see `basins` in `mathcore/kernels_numpy/descent.py`.
    /// Once `stop` is set, the result is of no use.
    pub fn basins(
        objective: Objective, rule: Rule, starts: &[[f64; 2]], minima: &[[f64; 2]], radius: f64, steps: i64,
        labels: &mut [i64], counts: &mut [i64], stop: &AtomicBool,
    ) = basins_body
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bands::cut;

    #[test]
    fn gradient_descent_on_a_quadratic_is_a_geometric_sequence() {
        let rule = Rule::named("gradient", [0.1, 0.0, 0.0, 1e-8, 0.0]).unwrap();
        let mut path = [0.0; 21 * 2];
        let band = &mut cut(&mut path, 21, 2)[0];
        descend(Objective::Quadratic([1.0, 0.0, 4.0]), rule, &[[1.0, 1.0]], 20, band, &AtomicBool::new(false));
        assert!((path[40] - 0.9f64.powi(20)).abs() < 1e-14);
        assert!((path[41] - 0.6f64.powi(20)).abs() < 1e-14);
    }

    #[test]
    fn himmelblau_falls_into_the_nearest_of_its_minima() {
        let rule = Rule::named("gradient", [0.01, 0.0, 0.0, 1e-8, 0.0]).unwrap();
        let minima = [[3.0, 2.0], [-2.805118086952745, 3.131312518250573]];
        let (mut labels, mut counts) = ([0; 3], [0; 3]);
        let starts = [[2.9, 2.2], [-2.0, 3.0], [100.0, 100.0]];
        let stop = AtomicBool::new(false);
        basins(Objective::Himmelblau, rule, &starts, &minima, 0.05, 500, &mut labels, &mut counts, &stop);
        assert_eq!(labels, [0, 1, -2]);
    }
}

//! Momentum, Nesterov, AdaGrad, RMSProp and Adam: each rule by hand, the theory of momentum, and the cycle that misleads
//! Adam.

use nalgebra::{Matrix2, Vector2};

// --- parameters ---
const OBJECTIVE: &str = "quadratic";
const KAPPA: f64 = 100.0;
const ANGLE: f64 = 0.0;
const FACTOR: f64 = 1.0;
const START: [f64; 2] = [-4.5, 2.0];
const METHOD: &str = "momentum";
const STEP: f64 = 0.01;
const MOMENTUM: f64 = 0.8;
const DECAY: f64 = 0.0;
const STEPS: usize = 24;
const BIG: f64 = 3.0;
const MEMORY: f64 = 0.1;
// --- end of parameters ---

const EPSILON: f64 = 1e-8;
type Point = Vector2<f64>;

fn hessian() -> Matrix2<f64> {
    let (s, c) = ANGLE.to_radians().sin_cos();
    let turn = Matrix2::new(c, -s, s, c);
    FACTOR * turn * Matrix2::new(1.0, 0.0, 0.0, KAPPA) * turn.transpose()
}

/// The value above the minimum, and the gradient.
fn loss(p: Point) -> (f64, Point) {
    let (x, y) = (p.x, p.y);
    match OBJECTIVE {
        "quadratic" => (0.5 * p.dot(&(hessian() * p)), hessian() * p),
        "rosenbrock" => {
            let valley = y - x * x;
            let slope = Point::new(-2.0 * (1.0 - x) - 400.0 * x * valley, 200.0 * valley);
            ((1.0 - x).powi(2) + 100.0 * valley * valley, slope)
        }
        "beale" => {
            let (mut value, mut slope) = (0.0, Point::zeros());
            for (i, start) in [(1, 1.5), (2, 2.25), (3, 2.625)] {
                let r = start - x + x * y.powi(i);
                value += r * r;
                slope += 2.0 * r * Point::new(y.powi(i) - 1.0, f64::from(i) * x * y.powi(i - 1));
            }
            (value, slope)
        }
        "himmelblau" => {
            let (r, t) = (x * x + y - 11.0, x + y * y - 7.0);
            (r * r + t * t, Point::new(4.0 * x * r + 2.0 * t, 2.0 * r + 4.0 * y * t))
        }
        _ => (0.5 * x * x - 0.5 * y * y + 0.25 * y.powi(4) + 0.25, Point::new(x, y.powi(3) - y)),
    }
}

/// Where STEPS steps end, from a start that is that part farther out.
fn path_end(moved: f64) -> Point {
    let (mut p, mut v, mut squares) = ((1.0 + moved) * Point::from(START), Point::zeros(), Point::zeros());
    for k in 1..=STEPS {
        let g = loss(if METHOD == "nesterov" { p + MOMENTUM * v } else { p }).1;
        let g2 = g.component_mul(&g);
        let divided = |by: Point, what: Point| -STEP * what.component_div(&by.map(|each| each.sqrt() + EPSILON));
        let step = match METHOD {
            "gradient" => -STEP * g,
            "momentum" | "nesterov" => {
                v = MOMENTUM * v - STEP * g;
                v
            }
            "adagrad" => {
                squares += g2;
                divided(squares, g)
            }
            "rmsprop" => {
                squares = DECAY * squares + (1.0 - DECAY) * g2;
                divided(squares, g)
            }
            _ => {
                // Adam: both means are corrected for having begun at zero.
                v = MOMENTUM * v + (1.0 - MOMENTUM) * g;
                squares = DECAY * squares + (1.0 - DECAY) * g2;
                let begun = |decay: f64| 1.0 - decay.powi(k as i32);
                divided(squares / begun(DECAY), v / begun(MOMENTUM))
            }
        };
        let next = p + step;
        if next.x.hypot(next.y).is_nan() || next.x.hypot(next.y) >= 1e6 {
            println!("given up at step {k}: a million away");
            break;
        }
        p = next;
    }
    p
}

fn main() {
    let p = path_end(0.0);
    // Long steps may make the path chaotic: then rounding is amplified, and few digits are anybody's.
    println!("from a start 1e-14 farther out the path ends {:e} away", (path_end(1e-14) - p).norm());

    // A linear method on the quadratic: (p_k, p_k-1) is multiplied by one matrix a step, along each of the two axes.
    let mut rate = f64::NAN;
    if OBJECTIVE == "quadratic" && ["gradient", "momentum", "nesterov"].contains(&METHOD) {
        rate = 0.0;
        for curvature in hessian().symmetric_eigenvalues().iter() {
            let kept = 1.0 - STEP * curvature;
            let (now, before) = match METHOD {
                "nesterov" => ((1.0 + MOMENTUM) * kept, -MOMENTUM * kept),
                _ => (MOMENTUM + kept, -MOMENTUM),
            };
            for root in Matrix2::new(now, before, 1.0, 0.0).complex_eigenvalues().iter() {
                rate = f64::max(rate, root.re.hypot(root.im));
            }
        }
    }
    let root = KAPPA.sqrt();

    // Gradients BIG, -1, -1 in turn: their sum is positive, so one should walk to the left. What do Adam's steps add up to?
    let (mut s, mut largest) = (0.0_f64, 0.0_f64);
    let (mut adam, mut amsgrad) = ([0.0; 3], [0.0; 3]);
    for _ in 0..3000 {
        for (place, g) in [BIG, -1.0, -1.0].into_iter().enumerate() {
            s = MEMORY * s + (1.0 - MEMORY) * g * g;
            largest = largest.max(s);
            adam[place] = -g / s.sqrt();
            amsgrad[place] = -g / largest.sqrt();
        }
    }

    println!("x_now = {:.12e}", p.x);
    println!("y_now = {:.12e}", p.y);
    // Only the ravine is multiplied by FACTOR.
    let unit = if OBJECTIVE == "quadratic" { FACTOR } else { 1.0 };
    println!("gap_now = {:.12e}", loss(p).0 / unit);
    println!("rate_now = {rate:.12}");
    println!("best_step = {:.12e}", 4.0 / (root + 1.0).powi(2) / FACTOR);
    println!("best_beta = {:.12}", ((root - 1.0) / (root + 1.0)).powi(2));
    println!("best_rate = {:.12}", (root - 1.0) / (root + 1.0));
    println!("adam_pull = {:.12}", adam.iter().sum::<f64>());
    println!("amsgrad_pull = {:.12}", amsgrad.iter().sum::<f64>());
}

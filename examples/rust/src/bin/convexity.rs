//! Convexity: a chord and a tangent of one function, then a network against its relabellings.

use nalgebra::{DMatrix, DVector};

// --- parameters ---
const FUNCTION: &str = "x^4-3*x^2+x";
const A: f64 = -1.3;
const B: f64 = 1.13;
const C: f64 = 1.13;
const X: f64 = -1.3;
const FIRST: u64 = 1;
const SECOND: u64 = 2;
// --- end of parameters ---

/// A value with its first and second derivative: arithmetic on these differentiates any formula.
#[derive(Clone, Copy)]
struct Jet(f64, f64, f64);

impl Jet {
    fn plus(self, other: Jet) -> Jet {
        Jet(self.0 + other.0, self.1 + other.1, self.2 + other.2)
    }
    fn scaled(self, k: f64) -> Jet {
        Jet(k * self.0, k * self.1, k * self.2)
    }
    fn times(self, v: Jet) -> Jet {
        let second = self.2 * v.0 + 2.0 * self.1 * v.1 + self.0 * v.2;
        Jet(self.0 * v.0, self.1 * v.0 + self.0 * v.1, second)
    }
    /// g(u) from g, g' and g'' at the value of u.
    fn through(self, g: f64, slope: f64, second: f64) -> Jet {
        Jet(g, slope * self.1, second * self.1 * self.1 + slope * self.2)
    }
    fn inverse(self) -> Jet {
        let r = 1.0 / self.0;
        self.through(r, -r * r, 2.0 * r * r * r)
    }
    fn power(self, p: Jet) -> Jet {
        let n = p.0;
        if p.1 != 0.0 || p.2 != 0.0 {
            return p.times(self.call("log")).call("exp");
        }
        let part = |k: f64| if k == 0.0 { 1.0 } else { self.0.powf(k) };
        let slope = if n == 0.0 { 0.0 } else { n * part(n - 1.0) };
        let second = if n == 0.0 || n == 1.0 { 0.0 } else { n * (n - 1.0) * part(n - 2.0) };
        self.through(part(n), slope, second)
    }
    fn call(self, name: &str) -> Jet {
        let u = self.0;
        match name {
            "exp" => self.through(u.exp(), u.exp(), u.exp()),
            "log" => self.through(u.ln(), 1.0 / u, -1.0 / (u * u)),
            "sqrt" => self.power(Jet(0.5, 0.0, 0.0)),
            "sin" => self.through(u.sin(), u.cos(), -u.sin()),
            "cos" => self.through(u.cos(), -u.sin(), -u.cos()),
            "tan" => self.call("sin").times(self.call("cos").inverse()),
            "sinh" => self.through(u.sinh(), u.cosh(), u.sinh()),
            "cosh" => self.through(u.cosh(), u.sinh(), u.cosh()),
            "tanh" => {
                let (t, s) = (u.tanh(), 1.0 - u.tanh() * u.tanh());
                self.through(t, s, -2.0 * t * s)
            }
            "sigmoid" => self.scaled(-1.0).call("exp").plus(Jet(1.0, 0.0, 0.0)).inverse(),
            "softplus" => self.call("exp").plus(Jet(1.0, 0.0, 0.0)).call("log"),
            "cbrt" => {
                let r = u.cbrt();
                self.through(r, 1.0 / (3.0 * r * r), -2.0 / (9.0 * r.powi(5)))
            }
            "atan" => {
                let d = 1.0 / (1.0 + u * u);
                self.through(u.atan(), d, -2.0 * u * d * d)
            }
            "asin" => self.through(u.asin(), (1.0 - u * u).powf(-0.5), u * (1.0 - u * u).powf(-1.5)),
            "acos" => self.through(u.acos(), -(1.0 - u * u).powf(-0.5), -u * (1.0 - u * u).powf(-1.5)),
            "erf" => {
                let bell = 2.0 / std::f64::consts::PI.sqrt() * (-u * u).exp();
                self.through(statrs::function::erf::erf(u), bell, -2.0 * u * bell)
            }
            // At a kink the mean of the slopes from both sides.
            "sign" => Jet(sign(u), 0.0, 0.0),
            "abs" => self.scaled(sign(u)),
            "relu" => self.scaled(0.5 + 0.5 * sign(u)),
            "floor" => Jet(u.floor(), 0.0, 0.0),
            "ceil" => Jet(u.ceil(), 0.0, 0.0),
            _ => panic!("{name} is not among the functions of this program"),
        }
    }
}

fn sign(u: f64) -> f64 {
    if u == 0.0 {
        0.0
    } else {
        u.signum()
    }
}

/// Reads a formula and gives its jet at x: sums of products of powers, as in a book.
struct Reader<'a> {
    rest: &'a str,
    x: f64,
}

impl Reader<'_> {
    fn take(&mut self, mark: &str) -> bool {
        self.rest = self.rest.trim_start();
        let found = self.rest.strip_prefix(mark);
        self.rest = found.unwrap_or(self.rest);
        found.is_some()
    }
    fn sum(&mut self) -> Jet {
        let mut total = self.product();
        while let Some(sign) = ["+", "-"].into_iter().find(|sign| self.take(sign)) {
            let next = self.product();
            total = total.plus(if sign == "+" { next } else { next.scaled(-1.0) });
        }
        total
    }
    fn product(&mut self) -> Jet {
        let mut total = self.sign();
        while let Some(sign) = ["*", "/"].into_iter().find(|sign| self.take(sign)) {
            let next = self.sign();
            total = total.times(if sign == "*" { next } else { next.inverse() });
        }
        total
    }
    fn sign(&mut self) -> Jet {
        if self.take("-") {
            return self.sign().scaled(-1.0);
        }
        if self.take("+") {
            return self.sign();
        }
        let base = self.atom();
        if self.take("^") || self.take("**") {
            return base.power(self.sign());
        }
        base
    }
    /// A comparison, or a chain of them; or both of two.
    fn condition(&mut self) -> bool {
        if self.take("and(") {
            let first = self.condition();
            assert!(self.take(","), "a comma is missing");
            let second = self.condition();
            assert!(self.take(")"), "a parenthesis is not closed");
            return first && second;
        }
        let (mut left, mut holds) = (self.sum().0, true);
        while let Some(mark) = ["<=", ">=", "<", ">"].into_iter().find(|mark| self.take(mark)) {
            let right = self.sum().0;
            holds &=
                (mark.len() == 2 && left == right) || if mark.starts_with('<') { left < right } else { left > right };
            left = right;
        }
        holds
    }
    fn atom(&mut self) -> Jet {
        if self.take("(") {
            let inner = self.sum();
            assert!(self.take(")"), "a parenthesis is not closed");
            return inner;
        }
        let mut digits = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        if digits > 0 && self.rest[digits..].starts_with(['e', 'E']) {
            digits += 2; // 1e-3: a sign or a digit, and digits
            digits += self.rest[digits..].find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len() - digits);
        }
        let letters = self.rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(digits.max(letters));
        self.rest = rest;
        match word {
            "x" => Jet(self.x, 1.0, 0.0),
            "pi" => Jet(std::f64::consts::PI, 0.0, 0.0),
            "e" => Jet(std::f64::consts::E, 0.0, 0.0),
            _ if digits > 0 => Jet(word.parse().expect("a number"), 0.0, 0.0),
            "if" => {
                assert!(self.take("("), "if has arguments");
                let holds = self.condition();
                assert!(self.take(","), "a comma is missing");
                let then = self.sum();
                assert!(self.take(","), "a comma is missing");
                let other = self.sum();
                assert!(self.take(")"), "a parenthesis is not closed");
                if holds {
                    then
                } else {
                    other
                }
            }
            "max" | "min" => {
                assert!(self.take("("), "{word} has arguments");
                let mut best = self.sum();
                while self.take(",") {
                    let other = self.sum();
                    if other.0 == best.0 {
                        best = best.plus(other).scaled(0.5);
                    } else if (other.0 > best.0) == (word == "max") {
                        best = other;
                    }
                }
                assert!(self.take(")"), "a parenthesis is not closed");
                best
            }
            _ => self.atom().call(word),
        }
    }
}

fn jet(x: f64) -> Jet {
    let mut reader = Reader { rest: FUNCTION, x };
    let found = reader.sum();
    assert!(reader.rest.trim().is_empty(), "what is {}?", reader.rest);
    if found.0.is_finite() {
        found
    } else {
        Jet(f64::NAN, f64::NAN, f64::NAN)
    }
}

fn f(x: f64) -> f64 {
    jet(x).0
}

/// Gauss's rule with three nodes.
fn gauss(g: &dyn Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (middle, half) = ((low + high) / 2.0, (high - low) / 2.0);
    let node = half * 0.6f64.sqrt();
    half * (5.0 * g(middle - node) + 8.0 * g(middle) + 5.0 * g(middle + node)) / 9.0
}

/// How far the values at both ends are off the parabola through the nodes of the rule: a jump beyond the outermost
/// node changes nothing else.
fn off_at_ends(g: &dyn Fn(f64) -> f64, low: f64, high: f64) -> f64 {
    let (middle, half, node) = ((low + high) / 2.0, (high - low) / 2.0, 0.6f64.sqrt());
    let (a, b, c) = (g(middle - half * node), g(middle), g(middle + half * node));
    let (tilt, bend) = ((c - a) / (2.0 * node), ((a + c) / 2.0 - b) / 0.6);
    let off = (g(low) - (b - tilt + bend)).abs().max((g(high) - (b + tilt + bend)).abs());
    if off.is_finite() {
        half * off
    } else {
        0.0
    }
}

/// The same on halves, until halving changes next to nothing: a jump is boxed in. And by how much halving still
/// changes it, which is much at a pole.
fn integral(g: &dyn Fn(f64) -> f64, low: f64, high: f64, whole: f64, halvings: u32) -> (f64, f64) {
    let middle = (low + high) / 2.0;
    let (left, right) = (gauss(g, low, middle), gauss(g, middle, high));
    let off = (left + right - whole).abs().max(off_at_ends(g, low, high));
    if halvings > 0 && off > 1e-14 + 1e-11 * (left.abs() + right.abs()) {
        let (first, second) =
            (integral(g, low, middle, left, halvings - 1), integral(g, middle, high, right, halvings - 1));
        return (first.0 + second.0, first.1 + second.1);
    }
    (left + right, off)
}

const HIDDEN: usize = 5;
const ROW: usize = 8; // of a unit: four weights in, the offset, three weights out
const WEIGHTS: usize = HIDDEN * ROW + 3;
const DECAY: f64 = 1e-3;
type Weights = [f64; WEIGHTS];

/// The flowers, standardised with divisor n.
fn standardised() -> Vec<[f64; 4]> {
    let lengths: Vec<f64> = (0..IRIS.len() / 2).map(|k| IRIS[2 * k..2 * k + 2].parse().expect("a length")).collect();
    let mut out: Vec<[f64; 4]> = lengths.chunks(4).map(|flower| [0, 1, 2, 3].map(|k| flower[k] / 10.0)).collect();
    let n = out.len() as f64;
    for k in 0..4 {
        let mean = out.iter().map(|flower| flower[k]).sum::<f64>() / n;
        let variance = out.iter().map(|flower| (flower[k] - mean).powi(2)).sum::<f64>() / n;
        out.iter_mut().for_each(|flower| flower[k] = (flower[k] - mean) / variance.sqrt());
    }
    out
}

/// The loss, the mean cross-entropy with weight decay, and its gradient by backpropagation.
fn loss_and_gradient(inputs: &[[f64; 4]], w: &Weights) -> (f64, Weights) {
    let n = inputs.len() as f64;
    let (mut loss, mut gradient) = (0.0, [0.0; WEIGHTS]);
    for (at, input) in inputs.iter().enumerate() {
        let kind = at / 50; // fifty flowers of each species, in this order
        let (mut hidden, mut scores) = ([0.0; HIDDEN], [w[40], w[41], w[42]]);
        for j in 0..HIDDEN {
            let unit = &w[j * ROW..(j + 1) * ROW];
            hidden[j] = (0..4).map(|k| unit[k] * input[k]).sum::<f64>() + unit[4];
            hidden[j] = hidden[j].tanh();
            for k in 0..3 {
                scores[k] += hidden[j] * unit[5 + k];
            }
        }
        let top = scores.iter().copied().fold(f64::MIN, f64::max);
        let total: f64 = scores.iter().map(|s| (s - top).exp()).sum();
        loss += (total.ln() + top - scores[kind]) / n;
        for k in 0..3 {
            scores[k] = ((scores[k] - top).exp() / total - f64::from(k == kind)) / n; // now the error
            gradient[40 + k] += scores[k];
        }
        for j in 0..HIDDEN {
            let back: f64 = (0..3).map(|k| scores[k] * w[j * ROW + 5 + k]).sum();
            let below = back * (1.0 - hidden[j] * hidden[j]);
            for k in 0..4 {
                gradient[j * ROW + k] += below * input[k];
            }
            gradient[j * ROW + 4] += below;
            for k in 0..3 {
                gradient[j * ROW + 5 + k] += hidden[j] * scores[k];
            }
        }
    }
    for (g, w) in gradient.iter_mut().zip(w) {
        *g += DECAY * w;
    }
    (loss + DECAY / 2.0 * w.iter().map(|v| v * v).sum::<f64>(), gradient)
}

/// Number i of SplitMix64 as a counter, a hash of the seed and of i, as a uniform on [0, 1).
fn random_uniform(seed: u64, i: u64) -> f64 {
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let word = mix(mix(seed).wrapping_add((i + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)));
    (word >> 11) as f64 * 2f64.powi(-53)
}

/// Gradient descent with momentum, then Newton steps that take every curvature as positive.
fn train(inputs: &[[f64; 4]], seed: u64) -> Weights {
    let (mut w, mut speed) = ([0.0; WEIGHTS], [0.0; WEIGHTS]);
    for (i, weight) in w.iter_mut().enumerate() {
        *weight = 2.0 * random_uniform(seed, i as u64) - 1.0;
    }
    for _ in 0..2000 {
        let gradient = loss_and_gradient(inputs, &w).1;
        for i in 0..WEIGHTS {
            speed[i] = 0.9 * speed[i] - 0.5 * gradient[i];
            w[i] += speed[i];
        }
    }
    for _ in 0..60 {
        let (now, gradient) = loss_and_gradient(inputs, &w);
        if gradient.iter().all(|g| g.abs() < 1e-13) {
            break;
        }
        let mut hessian = DMatrix::zeros(WEIGHTS, WEIGHTS);
        for i in 0..WEIGHTS {
            let nudged = |by: f64| {
                let mut there = w;
                there[i] += by;
                loss_and_gradient(inputs, &there).1
            };
            let (up, down) = (nudged(1e-5), nudged(-1e-5));
            for j in 0..WEIGHTS {
                hessian[(i, j)] = (up[j] - down[j]) / 2e-5;
            }
        }
        let spectrum = ((&hessian + hessian.transpose()) / 2.0).symmetric_eigen();
        let mut along = spectrum.eigenvectors.transpose() * DVector::from_row_slice(&gradient);
        for (part, value) in along.iter_mut().zip(&spectrum.eigenvalues) {
            *part /= value.abs().max(1e-4);
        }
        let step = -(&spectrum.eigenvectors * along);
        let mut size = 1.0;
        loop {
            let mut next = w;
            for i in 0..WEIGHTS {
                next[i] += size * step[i];
            }
            if loss_and_gradient(inputs, &next).0 <= now + 1e-15 || size < 1e-6 {
                w = next;
                break;
            }
            size /= 2.0;
        }
    }
    w
}

/// All orders of the units, by inserting each unit everywhere.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let grow =
        |order: Vec<usize>| (0..count).map(move |place| [&order[..place], &[count - 1], &order[place..]].concat());
    orders(count - 1).into_iter().flat_map(grow).collect()
}

fn main() {
    // A chord: half the sum of the ends, less the value half-way. It is half of h^2 times a mean of f''.
    let (middle, h) = ((A + B) / 2.0, (B - A).abs() / 2.0);
    let gap = (f(A) + f(B)) / 2.0 - f(middle);
    let mut mean_curvature = jet(middle).2;
    if h > 0.0 {
        // f'' weighed by a tent of area one that stands on the chord.
        let weighed = |s: f64| (h - (s - middle).abs()) / (h * h) * jet(s).2;
        let (pieces, width) = (8000, h / 4000.0);
        let found = (0..pieces)
            .map(|k| middle - h + f64::from(k) * width)
            .map(|low| integral(&weighed, low, low + width, gauss(&weighed, low, low + width), 40))
            .fold((0.0, 0.0), |sum, part| (sum.0 + part.0, sum.1 + part.1));
        mean_curvature = if found.1 <= 0.1 * (1.0 + found.0.abs()) { found.0 } else { f64::NAN }; // a pole: no mean
        if (gap - h * h / 2.0 * mean_curvature).abs() > 1e-8 * (1.0 + gap.abs()) {
            println!("f has a corner under the chord: f'' does not see it");
        }
    }
    println!("gap = {gap:.12e}");
    println!("mean_curvature = {mean_curvature:.12e}");

    // A tangent: a convex function is nowhere below it.
    let Jet(value, slope, _) = jet(C);
    let tangent = value + slope * (X - C);
    println!("slope = {slope:.12e}");
    println!("tangent_at_x = {tangent:.12e}");
    println!("the graph is {} the tangent at x", if f(X) >= tangent { "above" } else { "below" });

    // Two networks with five hidden units, and the relabelling of the second that is nearest to the first.
    let inputs = standardised();
    let (first, second) = (train(&inputs, FIRST), train(&inputs, SECOND));
    let loss = |w: &Weights| loss_and_gradient(&inputs, w).0;
    let unit = |w: &Weights, j: usize| -> Vec<f64> { w[j * ROW..(j + 1) * ROW].to_vec() };
    let distance = |u: &[f64], v: &[f64], sign: f64| u.iter().zip(v).map(|(a, b)| (a - sign * b).powi(2)).sum::<f64>();
    let sign = |j: usize, k: usize| {
        let (u, v) = (unit(&first, j), unit(&second, k));
        if distance(&u, &v, 1.0) <= distance(&u, &v, -1.0) {
            1.0
        } else {
            -1.0
        }
    };
    let cost = |order: &Vec<usize>| -> f64 {
        let pair = |(j, &k): (usize, &usize)| distance(&unit(&first, j), &unit(&second, k), sign(j, k));
        order.iter().enumerate().map(pair).sum()
    };
    let all = orders(HIDDEN);
    let best = all.iter().min_by(|a, b| cost(a).total_cmp(&cost(b))).expect("an order");
    let relabelled = |order: &[usize], signs: &[f64]| {
        let mut out = second;
        for (j, (&k, s)) in order.iter().zip(signs).enumerate() {
            for i in 0..ROW {
                out[j * ROW + i] = s * second[k * ROW + i];
            }
        }
        out
    };
    let signs: Vec<f64> = best.iter().enumerate().map(|(j, &k)| sign(j, k)).collect();
    let reversed: Vec<f64> = signs.iter().map(|s| -s).collect();
    println!("loss_first = {:.12e}", loss(&first));
    println!("loss_second = {:.12e}", loss(&second));
    let copies =
        [("trained", second), ("matched", relabelled(best, &signs)), ("opposite", relabelled(best, &reversed))];
    for (name, copy) in &copies {
        assert!((loss(copy) - loss(&second)).abs() < 1e-12, "a copy is the same function");
        let mut half = first;
        for (a, b) in half.iter_mut().zip(copy) {
            *a = (*a + b) / 2.0;
        }
        println!("distance_{name} = {:.12e}", distance(&first, copy, 1.0).sqrt());
        println!("half_way_{name} = {:.12e}", loss(&half));
    }
}

/// Fisher's irises, tenths of centimetres: sepal length and width, petal length and width; fifty of each species.
const IRIS: &str = "\
    5135140249301402473213024631150250361402543917044634140350341502442914024931150154371502483416024830140143301101\
    5840120257441504543913045135140357381703513815035434170251371504463610025133170548341902503016025034160452351502\
    5234140247321602483116025434150452411501554214024931150250321202553513024936140144301302513415025035130345231303\
    4432130250351606513819044830140351381602463214025337150250331402703247146432451569314915552340136528461557284513\
    6333471649243310662946135227391450203510593042156022401061294714562936136731441456304515582741106222451556253911\
    5932481861284013632549156128471264294313663044146828481467305017602945155726351055243811552437105827391260275116\
    5430451560344516673147156323441356304113552540135526441261304614582640125023331056274213573042125729421362294313\
    5125301157284113633360255827511971305921632956186530582276306621492545177329631867255818723661256532512064275319\
    6830552157255020582851246432532365305518773867227726692360225015693257235628492077286720632749186733572172326018\
    6228481861304918642856217230581674286119793864206428562263285115612656147730612363345624643155186030481869315421\
    67315624693151235827511968325923673357256730522363255019653052206234542359305118";

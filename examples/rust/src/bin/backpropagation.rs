//! Backpropagation by hand: a tape for any formula, then the two sweeps of a deep network and of one that learns.

use nalgebra::{DMatrix, DVector};
use statrs::function::erf::erf;
use std::collections::HashMap;
use std::f64::consts::{E, PI};

// --- parameters ---
const FORMULA: &str = "x*y+sin(x)";
const X: f64 = 2.0;
const Y: f64 = 3.0;
const NEST: usize = 1;
const ACTIVATION: &str = "tanh";
const START: &str = "glorot";
const SCALE: f64 = 1.0;
const DEPTH: usize = 8;
const SKIP: bool = false;
const SEED: usize = 1;
const RATE: f64 = 0.501;
const LATER: f64 = 0.501;
const SWITCH: usize = 200;
const STEPS: usize = 400;
// --- end of parameters ---

// Part 1: a formula.

/// A constant, or the number of a value on the tape.
#[derive(Clone, Copy)]
enum Number {
    Constant(f64),
    On(usize),
}

/// Every value that was computed, in order, with the derivative by each of its sources.
#[derive(Default)]
struct Tape {
    values: Vec<f64>,
    sources: Vec<Vec<(usize, f64)>>,
}

impl Tape {
    fn push(&mut self, value: f64, sources: Vec<(usize, f64)>) -> Number {
        self.values.push(value);
        self.sources.push(sources);
        Number::On(self.values.len() - 1)
    }

    fn value(&self, number: Number) -> f64 {
        match number {
            Number::Constant(value) => value,
            Number::On(place) => self.values[place],
        }
    }

    /// An operation on values; of constants alone it is a constant.
    fn apply(&mut self, name: &str, arguments: &[Number]) -> Number {
        let a: Vec<f64> = arguments.iter().map(|&each| self.value(each)).collect();
        let (value, mut slopes) = rule(name, &a);
        if value.is_nan() {
            slopes.fill(f64::NAN); // an undefined value has no derivative
        }
        let sources: Vec<(usize, f64)> = arguments
            .iter()
            .zip(slopes)
            .filter_map(|(&each, slope)| if let Number::On(place) = each { Some((place, slope)) } else { None })
            .collect();
        if sources.is_empty() {
            Number::Constant(value)
        } else {
            self.push(value, sources)
        }
    }

    /// Adjoints of all values, and the number of paths from each to the output: each use adds its part.
    fn sweep_back(&self, output: usize) -> (Vec<f64>, Vec<u64>) {
        let (mut adjoints, mut paths) = (vec![0.0; self.values.len()], vec![0; self.values.len()]);
        adjoints[output] = 1.0;
        paths[output] = 1;
        for place in (0..=output).rev().filter(|&place| !self.sources[place].is_empty()) {
            for &(source, slope) in &self.sources[place] {
                if paths[place] > 0 {
                    adjoints[source] += adjoints[place] * slope;
                    paths[source] += paths[place];
                }
            }
        }
        (adjoints, paths)
    }
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn truth(value: bool) -> f64 {
    f64::from(u8::from(value))
}

/// The value of an operation, and its derivative by each argument.
fn rule(name: &str, a: &[f64]) -> (f64, Vec<f64>) {
    let chosen = |best: f64| {
        let place = a.iter().position(|&each| each == best).unwrap_or(0);
        (best, (0..a.len()).map(|k| truth(k == place)).collect())
    };
    match name {
        "+" => (a[0] + a[1], vec![1.0, 1.0]),
        "-" => (a[0] - a[1], vec![1.0, -1.0]),
        "*" => (a[0] * a[1], vec![a[1], a[0]]),
        "/" => (a[0] / a[1], vec![1.0 / a[1], -a[0] / (a[1] * a[1])]),
        "^" => {
            // a^0 is flat in a, and 0^b in b > 0: the limits, where the products would be 0 times infinity.
            let v = a[0].powf(a[1]);
            let by_base = if a[1] == 0.0 { 0.0 } else { a[1] * a[0].powf(a[1] - 1.0) };
            let by_exponent = if a[0] == 0.0 && a[1] > 0.0 { 0.0 } else { v * a[0].ln() };
            (v, vec![by_base, by_exponent])
        }
        "neg" => (-a[0], vec![-1.0]),
        "sin" => (a[0].sin(), vec![a[0].cos()]),
        "cos" => (a[0].cos(), vec![-a[0].sin()]),
        "tan" => (a[0].tan(), vec![1.0 + a[0].tan().powi(2)]),
        "asin" => (a[0].asin(), vec![1.0 / (1.0 - a[0] * a[0]).sqrt()]),
        "acos" => (a[0].acos(), vec![-1.0 / (1.0 - a[0] * a[0]).sqrt()]),
        "atan" => (a[0].atan(), vec![1.0 / (1.0 + a[0] * a[0])]),
        "sinh" => (a[0].sinh(), vec![a[0].cosh()]),
        "cosh" => (a[0].cosh(), vec![a[0].sinh()]),
        "tanh" => (a[0].tanh(), vec![1.0 - a[0].tanh().powi(2)]),
        "exp" => (a[0].exp(), vec![a[0].exp()]),
        "log" => (a[0].ln(), vec![1.0 / a[0]]),
        "sqrt" => (a[0].sqrt(), vec![0.5 / a[0].sqrt()]),
        "cbrt" => (a[0].cbrt(), vec![1.0 / (3.0 * a[0].cbrt().powi(2))]),
        "abs" => (a[0].abs(), vec![truth(a[0] > 0.0) - truth(a[0] < 0.0)]),
        "erf" => (erf(a[0]), vec![2.0 / PI.sqrt() * (-a[0] * a[0]).exp()]),
        "sigmoid" => (sigmoid(a[0]), vec![sigmoid(a[0]) * (1.0 - sigmoid(a[0]))]),
        "softplus" => (a[0].max(0.0) + (-a[0].abs()).exp().ln_1p(), vec![sigmoid(a[0])]),
        "relu" => (a[0].max(0.0), vec![truth(a[0] > 0.0)]),
        "min" => chosen(a.iter().copied().fold(f64::INFINITY, f64::min)),
        "max" => chosen(a.iter().copied().fold(f64::NEG_INFINITY, f64::max)),
        "if" => (if a[0] > 0.0 { a[1] } else { a[2] }, vec![0.0, truth(a[0] > 0.0), truth(a[0] <= 0.0)]),
        "sign" => (truth(a[0] > 0.0) - truth(a[0] < 0.0), vec![0.0]),
        "floor" => (a[0].floor(), vec![0.0]),
        "ceil" => (a[0].ceil(), vec![0.0]),
        "<" => (truth(a[0] < a[1]), vec![0.0, 0.0]),
        "<=" => (truth(a[0] <= a[1]), vec![0.0, 0.0]),
        "and" => (a[0] * a[1], vec![0.0, 0.0]),
        _ => panic!("{name} is not a function known here"),
    }
}

/// Reads `FORMULA` by recursive descent: comparisons of sums of products of signs of powers of atoms.
struct Reader<'a> {
    text: Vec<char>,
    place: usize,
    names: HashMap<&'a str, Number>,
    tape: &'a mut Tape,
}

impl Reader<'_> {
    fn take(&mut self, wanted: &str) -> bool {
        let found = self.text[self.place..].starts_with(&wanted.chars().collect::<Vec<char>>());
        self.place += if found { wanted.len() } else { 0 };
        found
    }

    fn many(&mut self, signs: &[&'static str], part: fn(&mut Self) -> Number) -> Number {
        let mut out = part(self);
        while let Some(sign) = signs.iter().copied().find(|sign| self.take(sign)) {
            let right = part(self);
            out = self.tape.apply(sign, &[out, right]);
        }
        out
    }

    fn comparison(&mut self) -> Number {
        self.many(&["<=", "<"], Self::sum)
    }

    fn sum(&mut self) -> Number {
        self.many(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Number {
        self.many(&["*", "/"], Self::sign)
    }

    fn sign(&mut self) -> Number {
        if self.take("-") {
            let inner = self.sign();
            return self.tape.apply("neg", &[inner]);
        }
        let base = self.atom();
        if self.take("^") {
            let exponent = self.sign();
            return self.tape.apply("^", &[base, exponent]);
        }
        base
    }

    fn word(&mut self, belongs: fn(char) -> bool) -> String {
        let found: String = self.text[self.place..].iter().take_while(|&&c| belongs(c)).collect();
        self.place += found.len();
        found
    }

    fn atom(&mut self) -> Number {
        if self.take("(") {
            let inner = self.comparison();
            assert!(self.take(")"), "a closing parenthesis is missing");
            return inner;
        }
        let mut digits = self.word(|c| c.is_ascii_digit() || c == '.');
        if !digits.is_empty() {
            if self.take("e") {
                digits += "e";
                digits += &self.word(|c| c.is_ascii_digit() || c == '-' || c == '+');
            }
            return Number::Constant(digits.parse().expect("a number"));
        }
        let name = self.word(|c| c.is_ascii_alphanumeric());
        if !self.take("(") {
            return self.names[name.as_str()];
        }
        let mut arguments = vec![self.comparison()];
        while self.take(",") {
            arguments.push(self.comparison());
        }
        assert!(self.take(")"), "a closing parenthesis is missing");
        self.tape.apply(&name, &arguments)
    }
}

/// FORMULA, nested NEST times in its place for x.
fn formula(tape: &mut Tape, x: Number, y: Number) -> Number {
    let text: Vec<char> = FORMULA.replace("**", "^").chars().filter(|c| !c.is_whitespace()).collect();
    let words: Vec<&str> = FORMULA.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let times = if words.contains(&"x") { NEST } else { 1 };
    (0..times).fold(x, |x, _| {
        let names = HashMap::from([("x", x), ("y", y), ("pi", Number::Constant(PI)), ("e", Number::Constant(E))]);
        Reader { text: text.clone(), place: 0, names, tape: &mut *tape }.comparison()
    })
}

// Part 2: networks, h to phi(h W + b). The same sweep, a matrix at a time.

type Layer = (DMatrix<f64>, DVector<f64>);

fn phi(z: f64) -> f64 {
    rule(ACTIVATION, &[z]).0
}

fn slope(z: f64) -> f64 {
    rule(ACTIVATION, &[z]).1[0]
}

/// Standard normals from SplitMix64, read as a counter, in pairs by Box and Muller.
fn normals(stream: u64, count: usize) -> Vec<f64> {
    const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
    let mix = |mut z: u64| {
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    };
    let start = mix(SEED as u64).wrapping_add((stream << 40).wrapping_mul(GAMMA));
    let word = |i: usize| mix(start.wrapping_add((i as u64 + 1).wrapping_mul(GAMMA)));
    let pair = |p: usize| {
        let (first, second) = (word(2 * p), word(2 * p + 1));
        let radius = (-2.0 * (1.0 - (first >> 11) as f64 * 2f64.powi(-53)).ln()).sqrt();
        let place = ((second >> 11) & ((1 << 51) - 1)) as f64 + 0.5 - 2f64.powi(50);
        let angle = PI / 2.0 * ((second >> 62) as f64 + place * 2f64.powi(-51));
        [radius * angle.cos(), radius * angle.sin()]
    };
    (0..count.div_ceil(2)).flat_map(pair).take(count).collect()
}

fn network(sizes: &[usize]) -> Vec<Layer> {
    let layer = |(number, ends): (usize, &[usize])| {
        let (before, after) = (ends[0], ends[1]);
        let deviation = match START {
            "glorot" => (2.0 / (before + after) as f64).sqrt(),
            "he" => (2.0 / before as f64).sqrt(),
            "normal" => 1.0,
            _ => 0.0,
        };
        let draws = normals(number as u64, before * after);
        (DMatrix::from_row_slice(before, after, &draws) * (SCALE * deviation), DVector::zeros(after))
    };
    sizes.windows(2).enumerate().map(layer).collect()
}

type Loss<'a> = &'a dyn Fn(&DMatrix<f64>) -> (f64, DMatrix<f64>);

/// The loss, and its gradient by the weights and offsets of each layer.
fn gradients(layers: &[Layer], rows: &DMatrix<f64>, loss: Loss, skip: bool) -> (f64, Vec<Layer>) {
    let (mut given, mut sums) = (vec![rows.clone()], Vec::new());
    for (number, (weights, offsets)) in layers.iter().enumerate() {
        let mut z = &given[number] * weights;
        z.row_iter_mut().for_each(|mut row| row += offsets.transpose());
        if number < layers.len() - 1 {
            let out = z.map(phi);
            given.push(if skip && number > 0 { &given[number] + out } else { out });
        }
        sums.push(z);
    }
    let (value, mut adjoint) = loss(sums.last().expect("a layer"));
    let mut found = Vec::new();
    let mut through = DMatrix::zeros(0, 0);
    for number in (0..layers.len()).rev() {
        found.push((given[number].transpose() * &adjoint, adjoint.row_sum().transpose()));
        let back = &adjoint * layers[number].0.transpose();
        // A skip is a second use of what a layer is given.
        through = if skip && number > 0 && number < layers.len() - 1 { back + through } else { back };
        if number > 0 {
            adjoint = through.component_mul(&sums[number - 1].map(slope));
        }
    }
    found.reverse();
    (value, found)
}

/// The first 256 digits, each pixel less its mean, all divided by one number that makes their mean square 1.
fn images() -> (DMatrix<f64>, Vec<usize>) {
    let inks = DIGITS.chars().map(|c| f64::from(c.to_digit(17).expect("an ink")));
    let mut x = DMatrix::from_row_iterator(LABELS.len(), 64, inks);
    let means = x.row_mean();
    x.row_iter_mut().for_each(|mut row| row -= &means);
    let size = (x.norm_squared() / x.len() as f64).sqrt();
    (x / size, LABELS.chars().map(|c| c.to_digit(10).expect("a label") as usize).collect())
}

fn main() {
    let mut tape = Tape::default();
    let (x, y) = (tape.push(X, Vec::new()), tape.push(Y, Vec::new()));
    let output = match formula(&mut tape, x, y) {
        Number::On(place) => place,
        Number::Constant(value) => {
            tape.push(value, Vec::new());
            2
        }
    };
    let (adjoints, paths) = tape.sweep_back(output);
    println!("f_value = {:.12e}", tape.values[output]);
    println!("df_dx = {:.12e}", adjoints[0]);
    println!("df_dy = {:.12e}", adjoints[1]);
    println!("path_count = {}", paths[0]);

    let (rows, labels) = images();
    let softmax = |scores: &DMatrix<f64>| {
        let (mut total, mut adjoint) = (0.0, scores.clone());
        for (mut row, &label) in adjoint.row_iter_mut().zip(&labels) {
            let top = row.max();
            let log = top + row.map(|s| (s - top).exp()).sum().ln();
            total += log - row[label];
            row.apply(|s| *s = (*s - log).exp());
            row[label] -= 1.0;
        }
        (total / labels.len() as f64, adjoint / labels.len() as f64)
    };
    let sizes: Vec<usize> = [vec![64], vec![32; DEPTH], vec![10]].concat();
    let (start_loss, found) = gradients(&network(&sizes), &rows, &softmax, SKIP);
    println!("start_loss = {start_loss:.12e}");
    println!("first_norm = {:.12e}", found[0].0.norm());
    println!("last_norm = {:.12e}", found[DEPTH].0.norm());

    // Part 3: two moons, learnt by a 2-8-8-1 network.
    let noise = normals(100, 400);
    let moon = |i: usize| {
        let angle = PI * (i % 100) as f64 / 99.0;
        let (s, c) = angle.sin_cos();
        let (px, py) = if i < 100 { (c, s) } else { (1.0 - c, 0.5 - s) };
        [px + 0.2 * noise[2 * i] - 0.5, py + 0.2 * noise[2 * i + 1] - 0.25]
    };
    let points = DMatrix::from_row_iterator(200, 2, (0..200).flat_map(moon));
    let logistic = |scores: &DMatrix<f64>| {
        let label = |i: usize| truth(i >= 100);
        let loss = |(i, &s): (usize, &f64)| s.max(0.0) + (-s.abs()).exp().ln_1p() - label(i) * s;
        let total: f64 = scores.iter().enumerate().map(loss).sum();
        (total / 200.0, DMatrix::from_fn(200, 1, |i, _| (sigmoid(scores[i]) - label(i)) / 200.0))
    };
    // From weights and offsets that are a little larger: the loss at the end of training.
    let learnt = |moved: f64| {
        let mut layers = network(&[2, 8, 8, 1]);
        for layer in &mut layers {
            layer.0 *= 1.0 + moved;
            layer.1.add_scalar_mut(moved);
        }
        for step in 0..STEPS {
            let rate = if step >= SWITCH { LATER } else { RATE };
            let (_, found) = gradients(&layers, &points, &logistic, false);
            for (layer, (weights, offsets)) in layers.iter_mut().zip(found) {
                layer.0 -= rate * weights;
                layer.1 -= rate * offsets;
            }
        }
        gradients(&layers, &points, &logistic, false).0
    };
    let loss = learnt(0.0);
    println!("loss_now = {loss:.12e}");
    // At a large rate steps leap across the valley, and what they amplify is rounding: then few digits are anybody's.
    println!("the loss from a start 1e-14 away is off by {:e}", (learnt(1e-14) - loss).abs());
}

/// 256 handwritten digits of 8x8 pixels, inks from 0 to g (16), and what they show (Alpaydin and Kaynak 1998). They
/// are written out, a third of this file, so that it needs no other.
const DIGITS: &str = "\
    005d910000dfaf5003f20b8004c008800580098004b01c7002e5ac00006da000000cd500000bg900003fg60007fgg200001gg300001gg600001\
    gg600000bga000004fc00003gfe00008d8g000016fb00018df10009gg500003dggb500003bg90007fd10008d6f400021dd000002fb1000001cc\
    1000001a8000845e90007dd9000001b00000078000001d6220007f098005ga0g6004fgdg100003fa000002g40000ca000000egge0000dgfa100\
    0bgg70000047g7000004g900054cg40009gga00000cd000005g800000dg300000ed000000fc720000dgdg30007gbf800019fb300078dgf10077\
    4bc000008d100488ff6002bff400000g5000009f100000d50000009e810000ceec00009a0f40003gce20004gg20003g8ad2001f13g8000bgfb1\
    000bc000002gggd0003gcae0001g1cf0000dg9f20000309b000009f40009cd3000019fb0000bg8e6002ga099001g4088004g4088001g51b3000\
    ccaa00001ad3000000ed100005gg20000egc0001aggc0003ceg9000005gf000004ge000001dg10005c100000fe700000d1c00002a0e0000020g\
    1000006f000009gf982003b8dc4029fe93004d89g800006ef30000be2000002fb0000002f400156dg6002ccdb000008f100001ed11000af3fb0\
    07g71g8009gdeg5001afge000001ga00000af40005cdgg200bgf840008eb100008gge0000166g0000005g300015fd00004fg20000008f100000\
    ce000003g7000006g2000007ggd5000fg99e0003e92g20007fgb00018fa0003dfee0005a0ac000035fa2000ggggc0018ce830000ad000000b90\
    0000a7d900009acf20004bab00001ga10000cd400000c1c00001a2e00000be5000006e400000bga000008eg200001ccb0000000b30000005b00\
    01447g2007ggdb1003db70000bggg2004g91e2004g00g2000g10c8000f90d60009e9e10002cd4000002gg200004gg20014cgc0007gggc00003a\
    ge000008gc000006gg200002cf40008g500001dbg00000a0d3000031g1000009c000003f500000ef8830007cccd1018cfe4003b88cc000002d7\
    00002fc100000d50000009d000078ef0000efb2000000c2000006e100004g780000d90g6006gabg00005adg0000006g000000c80000c8870003\
    ggb70002e1000005e5000002fg90000002g2000048g40000be9000001de300008gd20002gg300003gc100005ge500003gggg6001egggc0003cf\
    e700008ee200006afb000000ea0028bcg8008gggg700000bf100009g700000cd10000ab400000afdd10008b0e40000dfd0001bgg00001f39a00\
    00e6fa00008e7100009d700000cgg20000cdg600006gge0000002g30000009a00037ceg2007cccb000aeb30004gd6e1004g20b7008g00a5008g\
    00e4008g01g1004g1bf0000bgc300002d8000006gg600005fdb000007gf0000000e30000007b0000344g2002fded202dgggb005ga541006g730\
    0009ggg6000384bf000001cf00004dg60002gf800006d5881008gggg6006g9640006ggf5000045fc000003g900018df30004gf30000005e2000\
    01db000005g2000006f500001fgfb1002de1c90004g7d900005gf3003f8860004gggd2003g9200002ggf3000076c9000001ea00005ef20001fe\
    1000006ea20000ffdf3002ga0d9001g50c5000g30d6001f56d1000gbea00007gb10000da100005ge700004g8e00002egg60000149d1000000d6\
    0005859e000ddfgd00077dg4000dd6c7000a4ab10008ga00003eg0000088b500004a9800001bg6000019gd70007e4ac0006f9gb00009b7e0000\
    000f2000000b6003d85e50009eda1000bac40000cd9g10007dbg00001ge40000agd00000e7c70004e4cd0001bec4000009f100004gc00000fe2\
    b3004g94ga009gbdg20009gge000008g6000009g2000000c5000002gc00001cgb0002cgga0006b5f6000001g9000002gb000003g8000009fc00\
    00477e0000000d300498ad1004gfgg600000e3000009c000000b7000009ggg5001ea8g8000007g30038bfgb008ggfb30002g7000008g100000d\
    a0000009gd6000065gg000008f5000005e30000009f2000000bc00048bfc000bec80001f4000002ggge2006gb883005gb500000bee1000005g7\
    00006gg40000ee40000001b9000007gd00004eg9000agbg8000003g6000003g8000005ga000002e600002fd30000afbf0003g60a0004g803800\
    8e3048003f1037000eb6e50004cf600001fd100007ge80008c92d20079106600590039000f208c0009fdg60000de8000005ec20007f8e400062\
    3d100001d400001b900008gd000005egb2000006cd300003fa10000bag40000c1f6000034f400006f60004fg900000dgf93000049e70003cgg6\
    000ab7gb000002ea005b89g3009gggg900149g600000be000004g50000048g500009g8b00005a0d20000d4f200009g800008fe50000g5e40000\
    6gc1000001ee30000abd8000070d8000007f10048cf40006gg6000002cc4200001dg50002ef50000aggf1003gaag4005g00e6005g60c7001fd4\
    d6000bggf00002bd4000000cd100008gf2000aggc0004gggd000474g6000001g8000001g8000000cc0000019b00000dgg00000c7e000000e700\
    005cc00007gg6000049dgb4000009d30000ad10001bc700002gc000004gb000004gf840004ggdg60007g7de00007ff5001afb1000388bc00000\
    5ef10000bf2000004f2000000ca000034ag1000dgfa0000afe4000046dg200003g9000001g6000000ac0000001g4001956g7000ecfb20006dg6\
    0003gefg1000508g2000008g3003fggg9005degb30000cf100004g700000ege600007agg300005gg100002g8000000cd1000004g700059eg700\
    0dgga1003gge7100199fg400007gc100009g2000003f70000009f0001aagg3002dgc5000006g400001df10001bg500008ga0a600cg89gc002fg\
    gg700004gb000007g3000009a000007g700000dd100000f7000004gfc70002gc4ba0008e59e00006ce90000ab000009g600000fd000000ea000\
    001fc820000cggga1007gccg40009fc50005e000000c9000000f3000001g0000001g2740003gggg9000ff4ag0004egc7000099000003g900003\
    ea02000ag57f1002bfgd100007g3000006f0000004g500006cd60006g9cg2007g9fd0000bfg400000ca000003g4000001g2000006b00000000e\
    700000dg90000agg70007g8g2000156g6000004g6000002g6000000cb0001dfcc5004g8860007d0000008fdf70001658c000000cb00002de100\
    03ea1000001da00007ggg70008gdaf0008g22f3005f20c7001f62g3000bfdg00001fe80001cd400004ggg30004ggga00006geg0000000g40000\
    00d7001237ea002cgec3000dd820005gggc0001fc000000cd7100008ggc0000049g300015ef1000agg60000009d000002gg1000059f0000005e\
    000003f70007ggb00000beg73000009f90035ed60009gcac0006g3cb0001dag60000aga00001fga00000gcg000003fg5000000bf400003ggc00\
    008egc00005ag60017bgd0009gge100038eg9000001bgc000aca00003ggg40007f38d0008c00e1008c0078005d0048000e80a80007cdc40004e\
    b00003ffg90008d03f1008c0086008c0088005d1088002fecf60005gf8000001ed100001gg3005bfgg0004fggf000008g700000ag3000008g60\
    00002df20003ege0000dddg2000109f00009cfga004gggb300049e200002f9000004d1000000af300007gb00000df100000fb000000gd810000\
    fggf6000agege20019fgb002dfa4000054df200000bg400000gc000000db0000008d000168ec0002ceb10001df200006ff9000098ad000053cc\
    000003g600005ff100006gfccb001bdggc00001g5000005gb00000cgb0007cgg700048cg4000009g200000ag2000003d5000027fd1000ec9e80\
    00200c8000000d6005gggg500257de200001f500000b90000009g400019gd2000ege80001ff5g90005ggg800002dg100000bd000000bd000000\
    ab000003ga000008g000000ce000000egf60000cgcf60007gade00009db6000dgf4000098dg300000dg700001gc000000fa0000008f000036fg\
    7000fggb100001c8100004gg10001dgb0001bggc0002c8ga000000f8000004g4000003d40004eggc1002c7eg600005ga000004g7000004g6000\
    001fb00018aga0005ggf100009de50004gadg0000dfeg1000037g3000004g0000001g3001f58g20007fg900000bg500000ag500004gg5000bgg\
    g300058eg200000eg200000bg2000008g800003cga0002eccc0005a0ab000001e920008ggga0006gd700000g5000005d0000000bg800006gd30\
    0008g800000dg200000fg500002ggg50001agge00000cgf00019gfa0006g87g3000begb1001dg600008fg300005eab00000f7g30000bg800000\
    03e100000dc100007g530003fb5g2005gbbg60006cgd300001f7000002g70002fggd2001a8eg800000gf100000g8000000ee000000bg1002edg\
    g3002fge500001fd000001gg500007gg00000dgd00007ggd00001bgd000002gg000001eg3000002d0000008f000005g520000fc1g4004g29g80\
    00aegg400000d8000000d600001c5000009ge30002gebd0002ga0e4004g00c4004g30ba000dc8e60003agc1000cgg80003gd850002g3000000g\
    d900000agg7000001ad00002bga0000bgc00004dggc300374dg600008f500000c80000007c0000004c000017cb00003fc20000008e400007g70\
    0000ea000001g6000003gga00002gce60000cfba00000ad800009f500000ded700006ead100009cf5000000aa0000007e000389ff0005cc9100\
    005b100000ee200005g5000008f200000ad000000egg800006g9f600006eg8000006a000000ef00000agg00007ggf0003f7fa000000db000000\
    f90000008f00002bg40000c9bf1000204g0000028f1004gggf700364g3000006b000000c700000fggc2002gfcc3004g8000008gc400000cgg00\
    00003g8000269g80001fgf300000af00000bf300007f400000cb1382004cffg900008g820000ac000000c9000001a9000009f400001g5000004\
    g14e4004gceg500017g9000002g400000ad000003bgd0003ffdg0006829e000047fe5004ggge60018dc000001g4000003f1000002gd100006fg\
    7000036g8000003g600001dd00006eg400009ggda30004bfga00049d50001ggcb0000b85g00007ada00004gd00000dfc00000b9e500000ag800\
    0008f800003gcg40002a1g4000008e000009f30003ge400004fe71000009ce40001ag80000bdag0000c14g100010d7000009c00002df100004f\
    e7400001bef5002fgge2003ge9a1007g6000003ef6000001dc0000008g000009gb00003gd1000009cff2001febg7000202g400024af2000dggg\
    9000dga100006g100000b90000000ce100009ga500008d5e00002egg4000004aa0000004g0002649g0001bgf70006d200004gggb0000cb16100\
    0cea2000018cc0000009e000049g500009e4000000cd000005ga00006gdbc200cgafg9004eggc40000ed000000ec000000bd0000036e500007f\
    fd00003edc00000gd100002g800000a9e00000c4f200004fe000005ef400008gge00005gg900000fg100001gd00000bfe50000cc8f10005ggg2\
    00008e000005gb00001fe160007g53g8008g8eg20006egb000006g400000af00000cg700002g5c30000e63g20002egc000000aa000000a80000\
    82d70000bgg300003ca10001ggga0005gd6g1005g70d3005g40d7001g80e7000dedg30002df60000549a0000a8bg20008cee10005f700000ec0\
    00001ed300000cd5000007g5000001bf80000ceag5000g7dg40009fdg4000001f4000000g4008ge9g40002aff20007df500008ggc00007gf300\
    006g5000005g2000008g600000ccd000005da000002c900000bfc50000f50e0002f1097004a0078000c008a002f5ag10005ec40000005f80000\
    2fg90003fgga007ga8g7000108g400000bg1000009g1000008e0002fg600005gfe00005dae000000cc000001g700000af200003ga861002fggg\
    7003ggcc6000445e800000bb000004g3000000cb0000009e000037f40003ge40000003g300000cg200008gg40007gfgcb008gggd300007e1000\
    006g0000004e00004ggga300cg98c300ag2000003gc0000007g9000000cg10003aff10004gd3000002f400000bd000000g6000003g7000004gg\
    f50004g53d7001e908d0002dgg80002ff300008egb000000be000000be30004cgg7000bgc100001e6000004c1000005cd20003gegd1004g9gc1\
    0019gf10001dgg50003g5cg0003f7ec00006gd300005f500000cbd80000b9ag00003fgg1000000e6000000d8000630e60002dgf3000c9c10000\
    egg80003g93f2004g10g5005c00g5003e14g4000fcee00007cc20000007d500000fg80001dgg3000cggg0008g3gd000230gc000000gd0000008\
    c0000de810001ggg6000035g8000009g200001g900001gd000005gb440001decc0006ggf70002bcgg500000ef200001gb000000ee0000005g90\
    0037cg7003ggfb100005e000001fd000009gd00005gfd00008gggf90004ae8500008c0000007a00004fggg4004gf971000fe1000005g9000000\
    eg0000009g50003adg40005ggc0000006e100002ga00000bf200000dd850002gecg3001gb05c000bf5cc00009fe60003fe10000dgg6000044g8\
    000001ga10007ggg8000cfg600000eb000004c1000003dd30002eccb0004g85f3001deg70000bgd10001gcde1000dd9g70003dga10006da4000\
    4gfdd0004gegg1002aggg5000003g5000000g8000028g80007ge910002c400001cgg30007g64d0008g60d5001g5079000g808c000deega0004e\
    f70000005e3000009g800009gg5001dfcg1004c3af000000bc0000008c0000005d40006da30005fbgb000260gc000000gc000007g600005fa00\
    000bg8400008edc4001bce60001648g7000003g500002e9000004g7000001ed000001ce0005cf91000003g300000agb00004gg80002ecg5000a\
    geggb005cdg8300002f3000004c00002eggd5007gd88100af000000ag0000007g6000001cg8000018ga00003gf1000000g7000006g400000bf0\
    00000cc000000fgg80000cgdf8000cg7df0001bgf9000age10000egg7000015g700002agb6007ggfc700bafa000006g200000d90000002dd100\
    008ge400005ga840001gga2002fdc00005c3f10000e3d400003fd100005d400000fee50000c78g10004dgg1000000f2000000e6000278g40006\
    cda00005ea70000gggg3003ga2g7007g30c8008g10c8007g52g4002gfed00007fd200002d6000004gf500001fcf00000agg1000002g2000000f\
    5000446g30002ega0005gggb1004gfa81004gc000001dg5000006gd000000ag400004dg20002fg900006gggfa009gd86500cg100000ag700000\
    3ff3000003gd000015g900009gb0000005d100000cd000000g8000005g2000004g8f91004ggcfb001fe4eb0005eea1002fggd2007gd883004g4\
    000000gb000000cg3000002db000038f800002ff1000005gf10001f9ac0003g10g4006g00b6003g10b8004g43f4001ddde10004de100002d860\
    0007eeg0000793g40005efg4000032d5000300c6001c60b70003cgg10006fd30000defc0000ebdf50009gf80002ggg20008g2ea0005g9eb0000\
    8ed200006f600000ebd40000b77d00005ggg1000000e7000000ad0002b0bc0005ge940002d4000008eb00000a6e520002ece00001fd20000bde\
    10000d8a400002bg7000008d000001gg000007gg00001fgg00006gfg92006fgggb0000bg000000ae0000000eg700005gg80001cgg8005eggg50\
    0147gg800002gg700002gg300000gg00007gggd000898ff000004g700048cg5003ggge700038g300000fd000007g30000018afb002efdg70006\
    06e200003bc20002ggf80003df200000da000001g500001aggb0005a8cg400001ae000006g4000007g5000001cg4000249g4001feb40007gggb\
    2005gc861009g1000002gf3000005ge1000002ga00017dg30004fg60000000cb100001gg70001egg7001egeg8005c38g7000008g4000008g100\
    000bc00006ff30003geed0006f21e5008e2098008g4088005g60b9001ggeg90005efa10000af100005gga0000e66f0004g40f3005f50b5000cb\
    0d50008ggg300018d800007ff40008ggg40008f8g400000af000001f9000006g2000008g8b90009ggc3001cea00005ggg4000004g4000007f10\
    0002f9000009f200000ge883000afd940005gc200004bga000000eb000024ee2000dgga40003ae000000f5000006b0000005fd30000cfce0000\
    ccee00003ge300009ef30001f58c1000g44g40005ggc2000bc000007gg500005dg8000001g8000007g5000009f100000gf972000cedc50002fd\
    00000dgg90005g96g4005g31e7006g40g8003gc6gc000eggg40002df8000001be500009gg5000aggg1005gggg00015bgg000005gg000000bg00\
    0000ba00009g500006ggf00007geg200036cg000000fc000007g6130009gdf80007gg810004e600000af200000gb000000db000003gc830002g\
    e8c9000gd4cc0006fgc1004cdd60006e8dg000000bg200000gf000000cg3000004g900014cg8002dgc60002ff600000adg5000002g9000003gb\
    000000de1000007g500146df1003feb20000ff2000008fb000000ce000007cgd9007ggga50015ge000009f300002g4000001afgd3005e55f800\
    0002f6000009g0000009g0000004g600023dc0000fd700002ege40004b5dc000002f7000004g4000001dd1000002g400013bf2001cg92000000\
    b5000008g200004fg30000c6g30005f0f53006gggb400000e0000000c2000006e300002gb00000bf200001fd200003ggg70004ge8d7000cg5ca\
    00008ed50001e6000007g100000da000000e7000003ga830000gdce7000e94bd0002cgc40002eb00000ag100001g9000004g5000005gccb1004\
    geaeb002fa6ga0003fga100002f4000008f100001ec000006gc00000dgf42009ggggb00388g3000003f000006f500001fff30002g6be0000fef\
    g100038ag5000003g800004ag80007cdc100000bc000003fe00000bgb00009gga0004gcgc0003a3gb000000ge000000bb0002ggge5009gb6830\
    09g2000003gd1000008gc000000cg400001bg60004gg8000004fb10002eeg80008f23d0004g00c7007g00c8003g61e9000fggg20004de60000a\
    f700004gdbb000agcfg4003cceg400000ag4000009g400044ff0001cfc30004gggg500bg858300ag2000003g6000000g9000000cg2000006gb0\
    0004gc1000003dc20000edfb0000708f000000d6000003g400000db000003gc810003gb80000ad000000efb00000c9g820005egb10003ga0000\
    0cbg00001g7g50000bgd100005eb00000fgf00000a8g1000006e000000c9000001g3000008gcb00007gc700002cc20000agg90003gg8f3006g6\
    0d8008g40f8005g8cg6000fggf20003dc300000e7000019gg30004g8bb0003g74g4008g40g8005ga0db000dggg90002ad60000007e700003gg9\
    0006fgg6005gggg200488gg000003gg300001dg0000008f00008gd000007eg400001cgdc100bgge9000age100000e9000003g100000c9000000\
    3e300000dd000000g7000005g3000003g7420004gggg7001ef4bf0005egc6002egc60001a8eg100000af200002gc000003gc000000bg20007af\
    f2003db720000ag900004ggg00002c9f000000bb000001g7000009g200000fg850000bggg2000007f100000bg000000ge00000agf0000cggb00\
    05g6fc000010cg0000004f40009g300000bge100000bg4000008ga1001cggg9001bgb400006g400000bb000000fgb300004aff300000eg50000\
    5gc000003gb100002dg90006fgc3000fe710000003f600000bg700009gg4000aggg4004g78g400140ag2000007g1000003g1001ccd8100089fg\
    200003ga000007g6000005ga0000007g700038fd2002ega10000bg800006gbd90007g09g0002fcgg3000577g4000005g500037gb0000dgb1000\
    004ee500009gg70005fgf3004fggc0005gggc00000cgd100008gg700004ef60004fgg500069bgb000003g500003ega0007ggb30008fd000005g\
    7000007e20000008c100001fc100006g3000007g100001gge50001cg6e90002g6af00006ggb0000ac300008gfe00005gag10005gga1001gcg80\
    001g34g4000cb4g90002aed400007f100000fg100009gg20002ggg0000agggg8008ffe850000bc0000006f10002bgg81002c99ga000004g9000\
    02fg000003ge000000dg30004bg80003fc40000001gb000001gg400008gg0000aggg1006gegf000135gc000004gc000002fc000002f800000bg\
    400009gg00003fgg0000cggge6006cegc500008d0000002e100004ca10003gdfa0005g21e3008d00a8008c0088008e00b8003gedg20008gd500\
    03fdc81004gecc2000g4000000c90000007g3000000e8000005fa00002fg2000005bgg8000fe8cf000002e900000bc100001g5000001e900001\
    4f900007gb200000be00000ag400001fb000003gc820007ggce3004g80a9001cf9ea0002adb10005f700000egg50000deef00003beg3000006g\
    2000004g700001bg60004fga00003f400000cg200001g7100003g1610003f8cd3002g207c000d949f0003dgf500000ad700005ggb0004egg700\
    3eggg4007gggg40002dgg30000bgg000002dg10009fg50000gggd000003gb000027gda002fggc4003dga000007g200000cd000000dgc70004gf\
    cc3004g5000003g9000000fg2000004ge000019eg00001dga0000003d1000008g300001fg400008gg10002geg5100bgggga0058bg4100002g20\
    00000f9000008g500001gg50000bgg11006gggf9007fgga100017g1000001f500007f6000002ef2000005g6000005g92005egfb40057cb00000\
    4f100000ab000002fd00000cgg300005dg4000008g4000008g400000cg000000ggge6001gggc70002cc000007gf910006edf30001gg400007ge\
    00001f9g50002ddga00001bc50002ff500005ggb00009fgc000004g6000008g200001ed000004geeg5002egd910004eg40003ggg60008gcg700\
    035cf000000fc000006g2000008gc510004ggf4003bfc71004gdb96004f0000003g8000000bg8000000dc000017g300005d6000004d9830005g\
    ecc6008g1000003gb1000008g9000000ag000011ce00004ee30000000db000008g500003fg400008fga1004geggb007gdfe300000gb000000cb\
    00003ed100009gg900008gbf10002egf20006gg60000fbac0001gbbf00005df700002ga100007ggc00003ggf00002ge000008fg60000d89d000\
    0ca7g00003dfa000005g300001fg40000agg10003ggf4200aggggc0017ed650000bc0000004a000007gb10001fccc0002g26g2001g66g60007g\
    fg9000000cb000336g50008ge600002ed00000aff80002g74f0004g40d7004g10a8004g51cb001fedg30003cd500000cf600005gdf00002ggc1\
    0000bge10007gfa0001g82e5000ca4c70002bgd30003c500001feg60006g06g6005gbeg40008acg0000117f10008aag20002de700005ef20000\
    de9a0000f82f3000bc9e20007ge20000deg40003f8ea00006gg800";
const LABELS: &str = "\
    0123456789012345678901234567890955650989841773510022782012633733466649150952820017632174631391768431405369617544728\
    2257954884908980123456789012345678901234567890955650989841773510022782012633733466649150952820017632173139176843140\
    53696175447282255488490898";

//! The random numbers of every kernel: SplitMix64 read as a counter hash.
//!
//! Word i of stream b of a seed is `mix(start(seed, b) + (i + 1) * GAMMA)` modulo 2^64, so any word can be had without
//! those before it. The streams of a seed are pieces of 2^40 words of one orbit of period 2^64: they never meet.
//! Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
//!
//! Within a block, `lanes` replicates run side by side: draw j of replicate r is word `j * lanes + r`.

use crate::instructions::dispatch;
use crate::portable::{log, sine_cosine_quarter, single_log, single_sine_cosine, small_to_float};

/// The step of the counter, 2^64 over the golden ratio.
pub const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;
/// Streams are this power of two words apart.
pub const STREAM_BITS: u32 = 40;

/// The mixing function of SplitMix64: a bijection of 64 bits.
#[inline(always)]
pub fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The state before the first word of a stream; the seed is mixed first, so that near seeds give far orbits.
#[inline(always)]
pub fn start(seed: u64, stream: u64) -> u64 {
    mix(seed).wrapping_add((stream << STREAM_BITS).wrapping_mul(GAMMA))
}

/// One stream, read in order: what `rand` and its distributions take.
///
/// ```
/// use mathscope_core::generator::Stream;
/// use rand_core::RngCore;
/// let mut stream = Stream::new(7, 0);
/// let first = stream.next_u64();
/// assert_eq!(first, Stream::new(7, 0).next_u64());
/// assert_ne!(first, Stream::new(7, 1).next_u64());
/// ```
#[derive(Clone, Debug)]
pub struct Stream {
    state: u64,
}

impl Stream {
    /// The stream of a seed, before its first word.
    pub fn new(seed: u64, stream: u64) -> Self {
        Stream { state: start(seed, stream) }
    }
}

impl rand_core::SeedableRng for Stream {
    type Seed = [u8; 8];

    /// Stream 0 of the seed, little-endian.
    fn from_seed(seed: [u8; 8]) -> Self {
        Stream::new(u64::from_le_bytes(seed), 0)
    }

    fn seed_from_u64(seed: u64) -> Self {
        Stream::new(seed, 0)
    }
}

impl rand_core::RngCore for Stream {
    fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GAMMA);
        mix(self.state)
    }

    fn fill_bytes(&mut self, out: &mut [u8]) {
        rand_core::impls::fill_bytes_via_next(self, out);
    }
}

/// The top 53 bits as a number in [0, 1).
#[inline(always)]
pub fn uniform(w: u64) -> f64 {
    (w >> 11) as f64 * (1.0 / 9007199254740992.0)
}

/// The high 64 bits of word * below, for below < 2^32 (Lemire's multiply-shift): off the fair share by under 2^-32.
#[inline(always)]
pub fn integer_below(w: u64, below: u64) -> u64 {
    let low = ((w & 0xFFFF_FFFF) * below) >> 32;
    ((w >> 32) * below + low) >> 32
}

/// Standard exponential: -log(1 - u), at most 53 log 2.
#[inline(always)]
pub fn exponential(w: u64) -> f64 {
    -log(1.0 - uniform(w))
}

/// Sine and cosine of a uniform angle: two bits choose the quarter, 51 bits the place in it; neither is ever 0.
#[inline(always)]
pub fn direction(w: u64) -> (f64, f64) {
    let t = (small_to_float((w >> 11) & ((1 << 51) - 1)) + (0.5 - 1125899906842624.0)) * (1.0 / 2251799813685248.0);
    let (s, c) = sine_cosine_quarter(t);
    let odd = (w >> 62) & 1;
    let half = (w >> 63) << 63;
    let (sine, cosine) = if odd == 1 { (c, s) } else { (s, c) };
    (f64::from_bits(sine.to_bits() ^ half), f64::from_bits(cosine.to_bits() ^ half ^ (odd << 63)))
}

/// Two independent standard normals from two words: Box and Muller (1958), radius from w, angle from v.
#[inline(always)]
pub fn normal_pair(w: u64, v: u64) -> (f64, f64) {
    let radius = (log(1.0 - uniform(w)) * -2.0).sqrt();
    let (sine, cosine) = direction(v);
    (cosine * radius, sine * radius)
}

/// Two independent standard normals in single precision from the halves of one word: for walks of many steps, whose
/// picture cannot show more. The high half gives the radius, at most 6.56, the low half the angle.
#[inline(always)]
pub fn single_pair(high: u32, low: u32) -> (f32, f32) {
    // Odd numbers: the middles of 2^30 cells of the height, and of 2^29 on each side of the middle of a quarter turn.
    let height = ((high >> 1) as i32 | 1) as f32 * (1.0 / 2147483648.0);
    let radius = (single_log(height) * -2.0).sqrt();
    let place = ((low & 0x3FFF_FFFF) as i32 | 1) - 0x2000_0000;
    let (s, c) = single_sine_cosine(place as f32 * (std::f32::consts::FRAC_PI_2 / 1073741824.0));
    let odd = (low >> 30) & 1;
    let half = (low >> 31) << 31;
    let (sine, cosine) = if odd == 1 { (c, s) } else { (s, c) };
    (f32::from_bits(cosine.to_bits() ^ half ^ (odd << 31)) * radius, f32::from_bits(sine.to_bits() ^ half) * radius)
}

/// The pairs of normals of the words at `offset` from these states. The halves of the words go through memory, so that
/// the compiler takes vectors of 32-bit numbers as wide as those of words.
#[inline(always)]
pub fn single_pairs<const N: usize>(state: &[u64; N], offset: u64, first: &mut [f32; N], second: &mut [f32; N]) {
    let (mut high, mut low) = ([0u32; N], [0u32; N]);
    for i in 0..N {
        let w = mix(state[i].wrapping_add(offset));
        (high[i], low[i]) = ((w >> 32) as u32, w as u32);
    }
    for i in 0..N {
        (first[i], second[i]) = single_pair(high[i], low[i]);
    }
}

/// Words in a row of coins: each tosses for 64 replicates.
pub const COIN_WORDS: usize = 16;
/// Rows of words that a toss may need: one for each binary digit of the probability, and 11 to spare.
pub const COIN_ROWS: u64 = 64;

/// The probability as the number of 53-digit uniforms below it, for [`coins`]: its binary digits from the top, and
/// all ones for 1.
#[inline(always)]
pub fn coin_digits(probability: f64) -> (u64, bool) {
    let below = (probability * 9007199254740992.0).ceil();
    ((below as u64) << 11, below >= 9007199254740992.0)
}

/// 64 coins of one probability: bit i is 1 if uniform i is below it.
///
/// The uniforms are compared digit by digit: digit k of all 64 is word k, and most coins are decided by the first
/// few. A fair coin takes one word for 64 tosses, any other about eight; the same uniforms serve every probability.
#[inline(always)]
pub fn coins(state: u64, toss: u64, (digits, certain): (u64, bool)) -> u64 {
    let (mut open, mut up, mut left) = (u64::MAX, 0u64, digits);
    let mut row = toss * COIN_ROWS;
    while left != 0 && open != 0 {
        let w = mix(state.wrapping_add(row_offset(row, COIN_WORDS as u64)));
        if left >> 63 == 1 {
            up |= open & !w;
            open &= w;
        } else {
            open &= !w;
        }
        left <<= 1;
        row += 1;
    }
    if certain { u64::MAX } else { up }
}

/// The state of each replicate of a block: lane r is one word further than lane r - 1.
#[inline(always)]
pub fn columns(seed: u64, block: u64, state: &mut [u64]) {
    let begin = start(seed, block);
    for (r, s) in state.iter_mut().enumerate() {
        *s = begin.wrapping_add((r as u64 + 1).wrapping_mul(GAMMA));
    }
}

/// How far row j of a table with this many lanes is from its first row.
#[inline(always)]
pub fn row_offset(row: u64, lanes: u64) -> u64 {
    row.wrapping_mul(lanes.wrapping_mul(GAMMA))
}

#[inline(always)]
fn words_body(seed: u64, stream: u64, first: u64, out: &mut [u64]) {
    let begin = start(seed, stream).wrapping_add((first + 1).wrapping_mul(GAMMA));
    for (i, w) in out.iter_mut().enumerate() {
        *w = mix(begin.wrapping_add((i as u64).wrapping_mul(GAMMA)));
    }
}

#[inline(always)]
fn uniforms_body(seed: u64, stream: u64, first: u64, out: &mut [f64]) {
    let begin = start(seed, stream).wrapping_add((first + 1).wrapping_mul(GAMMA));
    for (i, u) in out.iter_mut().enumerate() {
        *u = uniform(mix(begin.wrapping_add((i as u64).wrapping_mul(GAMMA))));
    }
}

#[inline(always)]
fn integers_body(seed: u64, stream: u64, first: u64, below: u64, out: &mut [u64]) {
    let begin = start(seed, stream).wrapping_add((first + 1).wrapping_mul(GAMMA));
    for (i, k) in out.iter_mut().enumerate() {
        *k = integer_below(mix(begin.wrapping_add((i as u64).wrapping_mul(GAMMA))), below);
    }
}

#[inline(always)]
fn normals_body(seed: u64, stream: u64, first: u64, scale: f64, out: &mut [f64]) {
    let begin = start(seed, stream).wrapping_add((first + 1).wrapping_mul(GAMMA));
    let (pairs, last) = out.as_chunks_mut::<2>();
    let count = pairs.len() as u64;
    for (i, pair) in pairs.iter_mut().enumerate() {
        let at = begin.wrapping_add((2 * i as u64).wrapping_mul(GAMMA));
        let (a, b) = normal_pair(mix(at), mix(at.wrapping_add(GAMMA)));
        *pair = [a * scale, b * scale];
    }
    if let [z] = last {
        let at = begin.wrapping_add((2 * count).wrapping_mul(GAMMA));
        *z = normal_pair(mix(at), mix(at.wrapping_add(GAMMA))).0 * scale;
    }
}

dispatch! {
    /// Words first, first + 1, ... of a stream.
    pub fn words(seed: u64, stream: u64, first: u64, out: &mut [u64]) = words_body
}
dispatch! {
    /// Uniforms on [0, 1), multiples of 2^-53.
    pub fn uniforms(seed: u64, stream: u64, first: u64, out: &mut [f64]) = uniforms_body
}
dispatch! {
    /// Integers in [0, below), below < 2^32.
    pub fn integers(seed: u64, stream: u64, first: u64, below: u64, out: &mut [u64]) = integers_body
}
dispatch! {
    /// Standard normals times `scale`: numbers 2p and 2p + 1 are the pair of words 2p and 2p + 1; `first` is even.
    pub fn normals(seed: u64, stream: u64, first: u64, scale: f64, out: &mut [f64]) = normals_body
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::Rng;
    use rand_core::{RngCore, SeedableRng};

    #[test]
    fn published_numbers() {
        // SplitMix64 from the state 1234567, as the reference implementation prints them.
        let mut state = 1234567u64;
        let expected = [
            6457827717110365317u64,
            3203168211198807973,
            9817491932198370423,
            4593380528125082431,
            16408922859458223821,
        ];
        for e in expected {
            state = state.wrapping_add(GAMMA);
            assert_eq!(mix(state), e);
        }
    }

    #[test]
    fn multiply_shift_is_the_high_half() {
        for (w, below) in [(u64::MAX, 4294967295u64), (12345678901234567890, 7), (1 << 63, 6), (0, 3)] {
            assert_eq!(integer_below(w, below) as u128, (w as u128 * below as u128) >> 64);
        }
    }

    #[test]
    fn rand_draws_from_a_stream() {
        let mut drawn = vec![0; 5];
        words(9, 0, 0, &mut drawn);
        let mut bytes = [0; 40];
        Stream::seed_from_u64(9).fill_bytes(&mut bytes);
        assert!(bytes.chunks(8).zip(&drawn).all(|(b, w)| b == w.to_le_bytes()));
        let mut stream = Stream::from_seed(9u64.to_le_bytes());
        assert_eq!(stream.next_u32(), (drawn[0] >> 32) as u32);
        let dice: Vec<u32> = (0..60_000).map(|_| stream.random_range(1..=6)).collect();
        for side in 1..=6 {
            let count = dice.iter().filter(|d| **d == side).count() as f64;
            assert!((count - 10_000.0).abs() < 5.0 * 10_000f64.sqrt());
        }
    }

    #[test]
    fn a_coin_is_a_uniform_below_the_probability() {
        let state = start(3, 0).wrapping_add(GAMMA);
        let digit = |k: u64| mix(state.wrapping_add(row_offset(5 * COIN_ROWS + k, COIN_WORDS as u64)));
        for probability in [0.0, 1e-9, 0.25, 0.3, 0.5, 0.7, 1.0 - f64::EPSILON, 1.0] {
            let tossed = coins(state, 5, coin_digits(probability));
            for i in 0..64 {
                let whole = (0..53).fold(0u64, |u, k| u << 1 | (digit(k) >> i) & 1);
                let uniform = whole as f64 / 9007199254740992.0;
                assert_eq!(tossed >> i & 1 == 1, uniform < probability);
            }
        }
    }

    #[test]
    fn single_normals_are_those_of_doubles() {
        for w in
            [0, 1, u64::MAX, 0x8000_0000_0000_0000, 0x1234_5678_9abc_def0, 0xfedc_ba98_7654_3210, 0x7fff_ffff_4000_0000]
        {
            let (a, b) = single_pair((w >> 32) as u32, w as u32);
            let height = ((w >> 33) | 1) as f64 / 2147483648.0;
            let place = (((w & 0x3fff_ffff) | 1) as f64 - 536870912.0) / 1073741824.0;
            let turn = std::f64::consts::FRAC_PI_2 * (place + ((w >> 30) & 3) as f64);
            let radius = (-2.0 * height.ln()).sqrt();
            assert!((a as f64 - radius * turn.cos()).abs() < 1e-5, "{w:x}: {a}");
            assert!((b as f64 - radius * turn.sin()).abs() < 1e-5, "{w:x}: {b}");
        }
    }

    #[test]
    fn normals_have_the_moments_of_the_normal() {
        let mut z = vec![0.0; 1 << 20];
        normals(5, 0, 0, 1.0, &mut z);
        let n = z.len() as f64;
        let moment = |k: i32| z.iter().map(|x| x.powi(k)).sum::<f64>() / n;
        assert!(moment(1).abs() < 5.0 / n.sqrt());
        assert!((moment(2) - 1.0).abs() < 5.0 * (2.0 / n).sqrt());
        assert!((moment(4) - 3.0).abs() < 5.0 * (96.0 / n).sqrt());
    }
}

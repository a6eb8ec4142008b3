//! The three counter-based generators that were considered, timed beside one another: `cargo bench --bench generators`.
//!
//! Each is first checked against published numbers, then fills a table of 4,096 words that stays in the nearest cache,
//! compiled for each set of instructions that this processor has. Printed: nanoseconds for 64 bits, fastest of many runs.

#![allow(missing_docs)]

use std::hint::black_box;
use std::time::Instant;

use mathscope_core::generator::{GAMMA, mix};
use mathscope_core::instructions::{Instructions, detected};

const WORDS: usize = 4096;

#[inline(always)]
fn splitmix(key: u64, out: &mut [u64]) {
    for (i, w) in out.iter_mut().enumerate() {
        *w = mix(key.wrapping_add((i as u64 + 1).wrapping_mul(GAMMA)));
    }
}

/// Widynski (2020), "Squares: a fast counter-based RNG": five rounds give 64 bits.
#[inline(always)]
fn squares64(counter: u64, key: u64) -> u64 {
    let y = counter.wrapping_mul(key);
    let z = y.wrapping_add(key);
    let round = |x: u64, add: u64| x.wrapping_mul(x).wrapping_add(add);
    let x = round(y, y).rotate_right(32);
    let x = round(x, z).rotate_right(32);
    let x = round(x, y).rotate_right(32);
    let t = round(x, z);
    t ^ (round(t.rotate_right(32), y) >> 32)
}

#[inline(always)]
fn squares(key: u64, out: &mut [u64]) {
    for (i, w) in out.iter_mut().enumerate() {
        *w = squares64(i as u64, key);
    }
}

/// Salmon, Moraes, Dror and Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3": ten rounds give 128 bits.
#[inline(always)]
fn philox4x32(mut c: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    for _ in 0..10 {
        let a = c[0] as u64 * 0xD251_1F53;
        let b = c[2] as u64 * 0xCD9E_8D57;
        c = [(b >> 32) as u32 ^ c[1] ^ key[0], b as u32, (a >> 32) as u32 ^ c[3] ^ key[1], a as u32];
        key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
    }
    c
}

#[inline(always)]
fn philox(key: u64, out: &mut [u64]) {
    // The two words of a counter go to the two halves of the table: pairs side by side would cost shuffles.
    let (first, second) = out.split_at_mut(WORDS / 2);
    for (i, (a, b)) in first.iter_mut().zip(second).enumerate() {
        let c = philox4x32([i as u32, 0, 0, 0], [key as u32, (key >> 32) as u32]);
        *a = c[0] as u64 | (c[1] as u64) << 32;
        *b = c[2] as u64 | (c[3] as u64) << 32;
    }
}

/// The generator's body compiled for each set of instructions.
macro_rules! compiled {
    ($name:ident, $body:path) => {
        fn $name(most: Instructions, key: u64, out: &mut [u64]) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
                fn avx512(key: u64, out: &mut [u64]) {
                    $body(key, out)
                }
                #[target_feature(enable = "avx2")]
                fn avx2(key: u64, out: &mut [u64]) {
                    $body(key, out)
                }
                match most {
                    // SAFETY: `main` asks for no more than `detected` found.
                    Instructions::Avx512 => return unsafe { avx512(key, out) },
                    // SAFETY: as above.
                    Instructions::Avx2 => return unsafe { avx2(key, out) },
                    Instructions::Baseline => {}
                }
            }
            $body(key, out)
        }
    };
}
compiled!(run_splitmix, splitmix);
compiled!(run_squares, squares);
compiled!(run_philox, philox);

type Fill = fn(Instructions, u64, &mut [u64]);

fn published_numbers() {
    let mut state = 1234567u64;
    for expected in [6457827717110365317u64, 3203168211198807973, 9817491932198370423] {
        state = state.wrapping_add(GAMMA);
        assert_eq!(mix(state), expected, "SplitMix64 from the state 1234567, by Vigna's reference implementation");
    }
    let key = 0x548c_9dec_bce6_5297;
    let expected = [0x36d8_8366_cee6_33a5u64, 0x9447_16e0_0e60_dfaa, 0xc8a8_f4e0_6786_54bf];
    assert_eq!([0, 1, 2].map(|i| squares64(i, key)), expected, "Squares, as other implementations print them");
    // The known answers that Random123 is shipped with (kat_vectors).
    assert_eq!(philox4x32([0; 4], [0; 2]), [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
    assert_eq!(philox4x32([u32::MAX; 4], [u32::MAX; 2]), [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
    let pi = philox4x32([0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344], [0xa409_3822, 0x299f_31d0]);
    assert_eq!(pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
}

fn nanoseconds(fill: Fill, most: Instructions) -> f64 {
    let mut out = vec![0u64; WORDS];
    let mut best = f64::INFINITY;
    for key in 0..2000u64 {
        let began = Instant::now();
        for turn in 0..8 {
            fill(most, black_box(key * 8 + turn) | 1, black_box(&mut out));
        }
        best = best.min(began.elapsed().as_secs_f64() * 1e9 / (8 * WORDS) as f64);
    }
    best
}

fn main() {
    published_numbers();
    let sets: Vec<Instructions> = Instructions::ALL.into_iter().filter(|i| *i <= detected()).collect();
    for (name, fill) in
        [("SplitMix64", run_splitmix as Fill), ("Squares", run_squares as Fill), ("Philox4x32-10", run_philox as Fill)]
    {
        let times: Vec<String> = sets.iter().map(|i| format!("{} {:.2}", i.name(), nanoseconds(fill, *i))).collect();
        println!("{name}: {}", times.join(", "));
    }
}

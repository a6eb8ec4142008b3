//! The instruction set, chosen at run time.
//!
//! Each hot loop is written once, as plain Rust over arrays, and compiled three times: for the baseline of the target,
//! for AVX2 and for AVX-512. The compiler vectorises each copy for its instructions. IEEE 754 fixes the result of every
//! operation, and Rust neither reorders nor fuses them, so the copies give the same bits (`tests/laws.rs` checks it).

use std::sync::atomic::{AtomicU8, Ordering};

/// An instruction set that the loops are compiled for, from the narrowest to the widest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Instructions {
    /// What every processor of the target has: SSE2 on x86-64, NEON on AArch64.
    Baseline = 1,
    /// 256-bit vectors of integers and doubles.
    Avx2 = 2,
    /// 512-bit vectors, with the 64-bit multiplication of AVX-512DQ.
    Avx512 = 3,
}

impl Instructions {
    /// All of them.
    pub const ALL: [Instructions; 3] = [Instructions::Baseline, Instructions::Avx2, Instructions::Avx512];

    /// The name that Python uses.
    pub fn name(self) -> &'static str {
        match self {
            Instructions::Baseline => "baseline",
            Instructions::Avx2 => "avx2",
            Instructions::Avx512 => "avx512",
        }
    }
}

/// 0: not asked yet.
static CHOSEN: AtomicU8 = AtomicU8::new(0);

/// The widest set that this processor has.
pub fn detected() -> Instructions {
    #[cfg(target_arch = "x86_64")]
    {
        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx512bw")
        {
            return Instructions::Avx512;
        }
        if is_x86_feature_detected!("avx2") {
            return Instructions::Avx2;
        }
    }
    Instructions::Baseline
}

/// The set in use: the detected one, unless [`limit`] narrowed it.
#[inline]
pub fn in_use() -> Instructions {
    match CHOSEN.load(Ordering::Relaxed) {
        1 => Instructions::Baseline,
        2 => Instructions::Avx2,
        3 => Instructions::Avx512,
        _ => {
            let found = detected();
            CHOSEN.store(found as u8, Ordering::Relaxed);
            found
        }
    }
}

/// Use at most `most` from now on, for tests and benchmarks; returns the set in use.
pub fn limit(most: Instructions) -> Instructions {
    let found = detected().min(most);
    CHOSEN.store(found as u8, Ordering::Relaxed);
    found
}

/// Declares a function that runs a body, an `#[inline(always)]` function, compiled for the instructions in use.
macro_rules! dispatch {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $ty:ty),* $(,)?) $(-> $ret:ty)? = $body:path) => {
        $(#[$meta])*
        #[allow(clippy::too_many_arguments)]
        $vis fn $name($($arg: $ty),*) $(-> $ret)? {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw")]
                fn avx512($($arg: $ty),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                #[target_feature(enable = "avx2")]
                fn avx2($($arg: $ty),*) $(-> $ret)? {
                    $body($($arg),*)
                }
                match $crate::instructions::in_use() {
                    // SAFETY: `in_use` never names a set that the processor was not found to have.
                    $crate::instructions::Instructions::Avx512 => return unsafe { avx512($($arg),*) },
                    // SAFETY: as above.
                    $crate::instructions::Instructions::Avx2 => return unsafe { avx2($($arg),*) },
                    $crate::instructions::Instructions::Baseline => {}
                }
            }
            $body($($arg),*)
        }
    };
}
pub(crate) use dispatch;

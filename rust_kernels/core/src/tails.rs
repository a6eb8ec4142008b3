//! How often a mean is far from its centre.

use std::sync::atomic::AtomicBool;

use crate::generator::columns;
use crate::instructions::dispatch;
use crate::means::{LANES, width};
use crate::sources::Source;

/// What tail frequencies are computed of: z = (mean of n draws - centre) * scale.
#[derive(Clone, Copy, Debug)]
pub struct Tails<'a> {
    /// The law of a draw.
    pub source: Source,
    /// Draws in a mean.
    pub n: u64,
    /// Means in the whole run.
    pub replicates: u64,
    /// The seed.
    pub seed: u64,
    /// Subtracted from each mean.
    pub centre: f64,
    /// Multiplied with the difference.
    pub scale: f64,
    /// How far is far.
    pub thresholds: &'a [f64],
}

#[inline(always)]
fn tails_body(of: &Tails, block: u64, above: &mut [i64], below: &mut [i64], stop: &AtomicBool) {
    let used = width(block, of.replicates, LANES);
    let mut state = [0u64; LANES];
    columns(of.seed, block, &mut state);
    let mut z = [0.0; LANES];
    let z = &mut z[..used];
    crate::means::add_until(of.source, &state[..used], 0, of.n, z, stop);
    let n = of.n as f64;
    for t in z.iter_mut() {
        *t = (*t / n - of.centre) * of.scale;
    }
    for ((threshold, above), below) in of.thresholds.iter().zip(above).zip(below) {
        let (mut high, mut low) = (0i64, 0i64);
        for t in z.iter() {
            high += (*t >= *threshold) as i64;
            low += (*t <= -*threshold) as i64;
        }
        *above += high;
        *below += low;
    }
}

dispatch! {
    /// Add one block: how many z are at least each threshold, and how many at most its negative.
    pub fn tails(of: &Tails, block: u64, above: &mut [i64], below: &mut [i64], stop: &AtomicBool) = tails_body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_shrink_as_the_threshold_grows() {
        let of = Tails {
            source: Source::Normal,
            n: 4,
            replicates: 2000,
            seed: 3,
            centre: 0.0,
            scale: 2.0,
            thresholds: &[0.0, 1.0, 2.0, 50.0],
        };
        let (mut above, mut below) = ([0; 4], [0; 4]);
        (0..2).for_each(|b| tails(&of, b, &mut above, &mut below, &AtomicBool::new(false)));
        assert_eq!(above[0] + below[0], 2000);
        assert!(above[0] > above[1] && above[1] > above[2] && below[1] > below[2]);
        assert_eq!((above[3], below[3]), (0, 0));
    }
}

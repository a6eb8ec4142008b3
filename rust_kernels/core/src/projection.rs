//! Random projection matrices, and the distortion of the pairs of a tile.

use crate::generator::{integer_below, normals, words};
use crate::instructions::dispatch;
use crate::means::Bins;

/// Entries of a matrix made as one piece of work.
pub const CHUNK: usize = 1 << 14;

/// A chunk of the entries of a Gaussian matrix, normals times `scale`; `first` is even.
pub fn gaussian(seed: u64, first: u64, scale: f64, out: &mut [f64]) {
    normals(seed, 0, first, scale, out);
}

/// A chunk of the entries of a sparse matrix: 0 but for one in `sparsity`, which is +- `large` with equal chance.
pub fn sparse(seed: u64, first: u64, sparsity: u64, large: f64, out: &mut [f64]) {
    let mut drawn = vec![0u64; out.len()];
    words(seed, 0, first, &mut drawn);
    for (entry, w) in out.iter_mut().zip(drawn) {
        let side = integer_below(w, 2 * sparsity);
        *entry = if side == 0 {
            large
        } else if side == 1 {
            -large
        } else {
            0.0
        };
    }
}

/// The signs of the columns of a Hadamard projection, as 0 and 1.
pub fn signs(seed: u64, width: usize) -> Vec<u64> {
    let mut drawn = vec![0u64; width];
    words(seed, 0, 0, &mut drawn);
    drawn.iter().map(|w| w >> 63).collect()
}

/// `rows` of the `order` row numbers, ascending, by selection sampling on stream 1.
pub fn chosen_rows(order: usize, rows: usize, seed: u64) -> Vec<u64> {
    let mut drawn = vec![0u64; order];
    words(seed, 1, 0, &mut drawn);
    let mut chosen = Vec::with_capacity(rows);
    for (j, w) in drawn.iter().enumerate() {
        if integer_below(*w, (order - j) as u64) < (rows - chosen.len()) as u64 {
            chosen.push(j as u64);
        }
    }
    chosen
}

/// One row of a Hadamard matrix with the signs of its columns tossed, times `scale`.
pub fn hadamard_row(row: u64, signs: &[u64], scale: f64, out: &mut [f64]) {
    for (j, (entry, sign)) in out.iter_mut().zip(signs).enumerate() {
        let odd = (row & j as u64).count_ones() as u64 & 1;
        *entry = if odd ^ sign == 1 { -scale } else { scale };
    }
}

/// What is found of the squared-distance ratios of some pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// Counts below, in and above the bins.
    pub counts: Vec<i64>,
    /// Ratios within 1 +- epsilon.
    pub within: i64,
    /// Pairs left out because their points coincide.
    pub coincident: i64,
    /// The least ratio, infinite if there is none.
    pub least: f64,
    /// The largest ratio, minus infinity if there is none.
    pub most: f64,
}

impl Ratios {
    /// Nothing found yet.
    pub fn empty(bins: &Bins) -> Ratios {
        Ratios { counts: bins.zeros(), within: 0, coincident: 0, least: f64::INFINITY, most: f64::NEG_INFINITY }
    }

    /// What is found of both; the order does not matter.
    pub fn merge(mut self, other: &Ratios) -> Ratios {
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a += b);
        self.within += other.within;
        self.coincident += other.coincident;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        self
    }
}

/// One side of a row of pairs: the inner products with a point, its squared length, and those of the others.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// Inner products.
    pub products: &'a [f64],
    /// Squared length of the point.
    pub length: f64,
    /// Squared lengths of the others.
    pub lengths: &'a [f64],
}

const STEP: usize = 256;

#[inline(always)]
fn row_body(before: Row, after: Row, bins: &Bins, epsilon: f64, into: &mut Ratios) {
    let mut ratio = [0.0; STEP];
    let mut places = [0i64; STEP];
    let per_unit = bins.count as f64 / (bins.high - bins.low);
    let mut from = 0;
    while from < before.products.len() {
        let size = STEP.min(before.products.len() - from);
        let (bp, bl) = (&before.products[from..from + size], &before.lengths[from..from + size]);
        let (ap, al) = (&after.products[from..from + size], &after.lengths[from..from + size]);
        let mut same = 0i64;
        for i in 0..size {
            let total = before.length + bl[i];
            let old = total - 2.0 * bp[i];
            let new = after.length + al[i] - 2.0 * ap[i];
            let new = if new > 0.0 { new } else { 0.0 };
            let keep = old > 1e-12 * total;
            same += !keep as i64;
            ratio[i] = if keep { new / old } else { f64::NAN };
        }
        into.coincident += same;
        let (mut within, mut least, mut most) = (0i64, into.least, into.most);
        for i in 0..size {
            let r = ratio[i];
            within += (r >= 1.0 - epsilon && r <= 1.0 + epsilon) as i64;
            least = if r < least { r } else { least };
            most = if r > most { r } else { most };
            let scaled = (r - bins.low) * per_unit;
            let inside = if scaled < bins.count as f64 { scaled } else { (bins.count - 1) as f64 };
            let inside = if inside > 0.0 { inside } else { 0.0 };
            let place = (inside as i32 as i64).min(bins.count as i64 - 1) + 1;
            let place = if r < bins.low { 0 } else { place };
            let place = if r >= bins.high { bins.count as i64 + 1 } else { place };
            places[i] = if r.is_nan() { -1 } else { place };
        }
        into.within += within;
        into.least = least;
        into.most = most;
        for place in &places[..size] {
            if *place >= 0 {
                into.counts[*place as usize] += 1;
            }
        }
        from += size;
    }
}

dispatch! {
    /// Add the ratios of one point's pairs with some others.
    pub fn count_row(before: Row, after: Row, bins: &Bins, epsilon: f64, into: &mut Ratios) = row_body
}

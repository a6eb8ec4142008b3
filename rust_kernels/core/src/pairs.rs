//! Ratios of squared distances of pairs of points, from inner products that BLAS has computed.

use crate::instructions::dispatch;
use crate::means::Bins;

/// Columns of a row that are divided side by side.
const PART: usize = 256;

/// Some rows of a tile of pairs; the twin is `count_ratios` in `mathcore/kernels_numpy/projection.py`.
#[derive(Clone, Copy, Debug)]
pub struct Tile<'a> {
    /// Inner products before the projection and after it, row by row.
    pub products: [&'a [f64]; 2],
    /// Squared lengths of the points of the rows, before and after.
    pub rows: [&'a [f64]; 2],
    /// Squared lengths of the points of the columns, before and after.
    pub columns: [&'a [f64]; 2],
    /// Whether the tile lies on the diagonal, so that only the pairs right of it count.
    pub diagonal: bool,
    /// The histogram.
    pub bins: Bins,
    /// How near 1 is near.
    pub epsilon: f64,
}

/// What is counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratios {
    /// Counts below, in and above the bins; the last are pairs of coinciding points.
    pub counts: Vec<i64>,
    /// Ratios within 1 +- epsilon.
    pub within: i64,
    /// The least ratio.
    pub least: f64,
    /// The largest.
    pub most: f64,
}

impl Ratios {
    /// Of no pair.
    pub fn empty(bins: &Bins) -> Ratios {
        Ratios { counts: vec![0; bins.count + 3], within: 0, least: f64::INFINITY, most: f64::NEG_INFINITY }
    }

    /// Of the pairs of both.
    pub fn merge(mut self, other: &Ratios) -> Ratios {
        self.counts.iter_mut().zip(&other.counts).for_each(|(a, b)| *a += b);
        self.within += other.within;
        self.least = self.least.min(other.least);
        self.most = self.most.max(other.most);
        self
    }
}

#[inline(always)]
fn row_body(tile: &Tile, i: usize, into: &mut Ratios) {
    let width = tile.columns[0].len();
    let (old_length, new_length) = (tile.rows[0][i], tile.rows[1][i]);
    let line = i * width..(i + 1) * width;
    let [before, after] = tile.products.map(|p| &p[line.clone()]);
    let (near, far) = (1.0 - tile.epsilon, 1.0 + tile.epsilon);
    let skipped = tile.bins.count + 2;
    let mut first = if tile.diagonal { i + 1 } else { 0 };
    while first < width {
        let part = first..width.min(first + PART);
        let n = part.len();
        let (olds, news) = (&tile.columns[0][part.clone()], &tile.columns[1][part.clone()]);
        let (before, after) = (&before[part.clone()], &after[part.clone()]);
        let mut ratio = [f64::NAN; PART];
        for j in 0..n {
            let total = old_length + olds[j];
            let old = -2.0 * before[j] + total;
            let new = -2.0 * after[j] + new_length + news[j];
            let quotient = new / old;
            let quotient = if quotient > 0.0 { quotient } else { 0.0 };
            ratio[j] = if old > total * 1e-12 { quotient } else { f64::NAN };
        }
        let (mut within, mut least, mut most) = (0i64, into.least, into.most);
        for r in &ratio[..n] {
            within += ((*r >= near) & (*r <= far)) as i64;
            least = if *r < least { *r } else { least };
            most = if *r > most { *r } else { most };
        }
        into.within += within;
        (into.least, into.most) = (least, most);
        for r in &ratio[..n] {
            into.counts[if r.is_nan() { skipped } else { tile.bins.place(*r) }] += 1;
        }
        first += PART;
    }
}

dispatch! {
    /// Add the pairs of a row of the tile.
    pub fn row(tile: &Tile, i: usize, into: &mut Ratios) = row_body
}

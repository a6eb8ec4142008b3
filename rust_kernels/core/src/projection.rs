//! Random projection matrices.

use crate::generator::{integer_below, normals, words};

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

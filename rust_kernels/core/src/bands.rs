//! A matrix cut into bands of columns, so that every block writes its own columns of one result.
//!
//! Blocks are replicates side by side, results have a row for each time: the columns of a block are scattered over the
//! rows. Bands let threads write them in place, where results joined afterwards would take the memory twice.

use std::marker::PhantomData;

/// Some columns of a matrix that is stored row by row, for one owner to write.
#[derive(Debug)]
pub struct Band<'a> {
    base: *mut f64,
    stride: usize,
    rows: usize,
    width: usize,
    matrix: PhantomData<&'a mut [f64]>,
}

// SAFETY: a band is the only way to its columns while the matrix is borrowed, so it may move to another thread.
unsafe impl Send for Band<'_> {}

impl Band<'_> {
    /// Row `i` of these columns.
    ///
    /// # Panics
    /// If the matrix has no such row.
    #[inline]
    pub fn row(&mut self, i: usize) -> &mut [f64] {
        assert!(i < self.rows, "a band of {} rows has no row {i}", self.rows);
        // SAFETY: `cut` made sure that the matrix has this row and the row these columns; no other band has them, and
        // `&mut self` lends them once at a time.
        unsafe { std::slice::from_raw_parts_mut(self.base.add(i * self.stride), self.width) }
    }

    /// The number of columns.
    pub fn width(&self) -> usize {
        self.width
    }
}

/// Cut a matrix of `rows` rows into bands of `lanes` columns; the last band has what is left.
///
/// ```
/// let mut matrix = vec![0.0; 2 * 5];
/// let mut bands = mathscope_core::bands::cut(&mut matrix, 2, 3);
/// bands[1].row(1).fill(7.0);
/// assert_eq!(bands.len(), 2);
/// assert_eq!(matrix, [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 7.0, 7.0]);
/// ```
///
/// # Panics
/// If the length of the matrix is no multiple of `rows`, or `lanes` is 0.
pub fn cut(matrix: &mut [f64], rows: usize, lanes: usize) -> Vec<Band<'_>> {
    assert!(lanes > 0, "a band needs at least one column");
    let stride = matrix.len().checked_div(rows).unwrap_or(0);
    assert_eq!(stride * rows, matrix.len(), "the matrix must have {rows} rows of one length");
    let base = matrix.as_mut_ptr();
    (0..stride)
        .step_by(lanes)
        .map(|column| Band {
            // SAFETY: `column` is below `stride`, the length of the first row.
            base: unsafe { base.add(column) },
            stride,
            rows,
            width: lanes.min(stride - column),
            matrix: PhantomData,
        })
        .collect()
}

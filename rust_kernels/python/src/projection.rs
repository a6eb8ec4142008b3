//! Random projections and the distortion of pairs.

use mathscope_core::means::Bins;
use mathscope_core::projection::{self, CHUNK, Ratios, Row};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::over_blocks;

/// A matrix R (rows, width) such that the squared length of R x has the mean |x|^2: see the NumPy twin.
#[pyfunction]
fn projection_matrix<'py>(
    py: Python<'py>,
    kind: &str,
    rows: usize,
    width: usize,
    sparsity: u64,
    seed: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    require(rows >= 1 && width >= 1, "rows and width must be at least 1.")?;
    require(rows as u128 * (width as u128) <= 1 << 28, "rows times width must not pass 2^28.")?;
    require((1..1 << 31).contains(&sparsity), "sparsity must lie between 1 and 2^31 - 1.")?;
    let size = rows * width;
    let scale = 1.0 / (rows as f64).sqrt();
    let chunks = size.div_ceil(CHUNK) as u64;
    let parts = match kind {
        "gaussian" | "sparse" => over_blocks(py, 0, chunks, |b, _| {
            let first = b as usize * CHUNK;
            let mut out = vec![0.0; CHUNK.min(size - first)];
            if kind == "gaussian" {
                projection::gaussian(seed, first as u64, scale, &mut out);
            } else {
                projection::sparse(seed, first as u64, sparsity, (sparsity as f64).sqrt() * scale, &mut out);
            }
            out
        })?,
        "hadamard" => {
            let order = width.next_power_of_two();
            require(
                rows <= order,
                "A Hadamard projection has at most as many rows as the next power of two of width.",
            )?;
            let chosen = projection::chosen_rows(order, rows, seed);
            let signs = projection::signs(seed, width);
            over_blocks(py, 0, rows as u64, |b, _| {
                let mut out = vec![0.0; width];
                projection::hadamard_row(chosen[b as usize], &signs, scale, &mut out);
                out
            })?
        }
        _ => return Err(PyValueError::new_err(format!("Unknown kind '{kind}'."))),
    };
    parts.concat().into_pyarray(py).reshape([rows, width])
}

type Pair<'py> = (PyReadonlyArray1<'py, f64>, PyReadonlyArray1<'py, f64>);
type Found<'py> = (Bound<'py, PyArray1<i64>>, i64, i64, f64, f64);

/// Squared-distance ratios of one tile of pairs, from inner products and squared lengths: see the NumPy twin.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn count_ratios<'py>(
    py: Python<'py>,
    before: PyReadonlyArray2<'py, f64>,
    after: PyReadonlyArray2<'py, f64>,
    lengths_before: Pair<'py>,
    lengths_after: Pair<'py>,
    diagonal: bool,
    low: f64,
    high: f64,
    bins: usize,
    epsilon: f64,
) -> PyResult<Found<'py>> {
    require((high - low).is_finite() && low < high, "low must be below high.")?;
    require((1..=1_000_000).contains(&bins), "bins must lie between 1 and 1,000,000.")?;
    require(before.shape() == after.shape(), "before and after must have one shape.")?;
    let (rows, width) = (before.shape()[0], before.shape()[1]);
    require(!diagonal || rows == width, "A tile on the diagonal is square.")?;
    let (old, new) = (check::matrix("before", &before)?, check::matrix("after", &after)?);
    let old_rows = check::vector("lengths_before", &lengths_before.0)?;
    let old_columns = check::vector("lengths_before", &lengths_before.1)?;
    let new_rows = check::vector("lengths_after", &lengths_after.0)?;
    let new_columns = check::vector("lengths_after", &lengths_after.1)?;
    let sizes = [old_rows.len(), new_rows.len(), old_columns.len(), new_columns.len()];
    require(sizes == [rows, rows, width, width], "The lengths must be those of the rows and columns of the tile.")?;
    let bins = Bins { low, high, count: bins };
    let step = rows.div_ceil(8).max(1);
    let parts = over_blocks(py, 0, rows.div_ceil(step) as u64, |piece, _| {
        let begin = piece as usize * step;
        let mut found = Ratios::empty(&bins);
        for i in begin..(begin + step).min(rows) {
            let from = if diagonal { i + 1 } else { 0 };
            let part = i * width + from..(i + 1) * width;
            let was = Row { products: &old[part.clone()], length: old_rows[i], lengths: &old_columns[from..] };
            let is = Row { products: &new[part], length: new_rows[i], lengths: &new_columns[from..] };
            projection::count_row(was, is, &bins, epsilon, &mut found);
        }
        found
    })?;
    let all = parts.iter().fold(Ratios::empty(&bins), Ratios::merge);
    Ok((all.counts.into_pyarray(py), all.within, all.coincident, all.least, all.most))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(projection_matrix, module)?)?;
    module.add_function(wrap_pyfunction!(count_ratios, module)?)
}

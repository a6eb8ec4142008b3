//! Random projections and the distances of pairs.

use std::sync::atomic::AtomicBool;

use mathscope_core::means::Bins;
use mathscope_core::pairs::{self, Ratios, Tile};
use mathscope_core::projection::{self, CHUNK};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{merged_blocks, over_blocks};

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

type Counted<'py> = (Bound<'py, PyArray1<i64>>, i64, i64, f64, f64);
type Lengths<'py> = (PyReadonlyArray1<'py, f64>, PyReadonlyArray1<'py, f64>);

/// Squared-distance ratios of one tile of pairs, from inner products and squared lengths: see the NumPy twin.
///
/// Returns the histogram (bins + 2,), how many ratios are within 1 +- epsilon, how many pairs are left out, and the least
/// and the largest ratio. Memory: 8 bytes for each bin and each thread, a few times over.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn count_ratios<'py>(
    py: Python<'py>,
    before: PyReadonlyArray2<'py, f64>,
    after: PyReadonlyArray2<'py, f64>,
    lengths_before: Lengths<'py>,
    lengths_after: Lengths<'py>,
    diagonal: bool,
    low: f64,
    high: f64,
    bins: usize,
    epsilon: f64,
) -> PyResult<Counted<'py>> {
    require((high - low).is_finite() && low < high, "low must be below high.")?;
    require((1..=1_000_000).contains(&bins), "bins must lie between 1 and 1,000,000.")?;
    require(epsilon.is_finite(), "epsilon must be finite.")?;
    let bins = Bins { low, high, count: bins };
    let rows = [check::vector("lengths_before", &lengths_before.0)?, check::vector("lengths_after", &lengths_after.0)?];
    let columns =
        [check::vector("lengths_before", &lengths_before.1)?, check::vector("lengths_after", &lengths_after.1)?];
    let shape = [rows[0].len(), columns[0].len()];
    let equal = before.shape() == shape && after.shape() == shape && [rows[1].len(), columns[1].len()] == shape;
    require(equal, "before and after must have a row and a column for each of the lengths.")?;
    let products = [check::matrix("before", &before)?, check::matrix("after", &after)?];
    let tile = Tile { products, rows, columns, diagonal, bins, epsilon };
    let add = |part: &mut Ratios, i: u64, _: &AtomicBool| pairs::row(&tile, i as usize, part);
    let merge = |a: Ratios, b: Ratios| a.merge(&b);
    let mut found = merged_blocks(py, 0, shape[0] as u64, || Ratios::empty(&bins), add, merge)?;
    let skipped = found.counts.pop().unwrap_or(0);
    Ok((found.counts.into_pyarray(py), found.within, skipped, found.least, found.most))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(projection_matrix, module)?)?;
    module.add_function(wrap_pyfunction!(count_ratios, module)?)
}

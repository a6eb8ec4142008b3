//! Random projections.

use mathscope_core::projection::{self, CHUNK};
use numpy::{IntoPyArray, PyArray2, PyArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::require;
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

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(projection_matrix, module)?)
}

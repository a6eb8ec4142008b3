//! t-SNE.

use mathscope_core::embedding::{self, Embedding};
use numpy::{PyArray4, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyReadonlyArray3, PyUntypedArrayMethods};
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::paths::times;
use crate::pool::columns_of_blocks;

/// Exact t-SNE from each of some starts, a block each; (grid, runs of these blocks, n, 2).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn tsne<'py>(
    py: Python<'py>,
    affinities: PyReadonlyArray2<'py, f64>,
    starts: PyReadonlyArray3<'py, f64>,
    grid: PyReadonlyArray1<'py, i64>,
    early: i64,
    exaggeration: f64,
    rate: f64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray4<f64>>> {
    let grid = times(&grid)?;
    let [runs, n, axes] = *starts.shape() else { unreachable!("starts has three axes") };
    require(axes == 2, "starts must have two coordinates for each point.")?;
    require(affinities.shape() == [n, n], "affinities must have a row and a column for each point.")?;
    require(starts.is_c_contiguous(), "starts must be contiguous in memory.")?;
    let values =
        starts.as_slice().map_err(|_| pyo3::exceptions::PyValueError::new_err("starts must be contiguous."))?;
    check::finite("starts", values)?;
    let affinities = check::matrix("affinities", &affinities)?;
    check::finite("affinities", affinities)?;
    require(exaggeration.is_finite() && rate.is_finite(), "exaggeration and rate must be finite.")?;
    check::blocks(first_block, last_block, runs as u64)?;
    let mine = (last_block - first_block) as usize;
    let points: &[[f64; 2]] = values.as_chunks().0;
    let (out, _) = columns_of_blocks(py, [grid.len(), mine * 2 * n, 2 * n], first_block, |b, band, stop| {
        let start = &points[b as usize * n..][..n];
        embedding::embed(&Embedding { affinities, start, grid, early, exaggeration, rate }, band, stop);
    })?;
    out.reshape([grid.len(), mine, n, 2])
}

/// Add the function to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(tsne, module)?)
}

//! Sample means and running means.

use std::sync::atomic::AtomicBool;

use mathscope_core::bands::Band;
use mathscope_core::means::{self, Bins, LANES, Means, Summary};
use mathscope_core::sources::Source;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{columns_between, columns_of_blocks, merged_blocks};

/// The source of a name with its parameter, or a ValueError.
pub fn source(name: &str, parameter: f64) -> PyResult<Source> {
    require(parameter.is_finite(), "parameter must be finite.")?;
    Source::named(name, parameter).ok_or_else(|| PyValueError::new_err(format!("Unknown source '{name}'.")))
}

type Found<'py> = (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<i64>>, Bound<'py, PyArray2<f64>>);

/// Means of n draws, shifted by `centre` and multiplied by `scale`, for the replicates of some blocks.
///
/// Returns the histogram (bins + 2,), a fine histogram over [-6, 6) (6000 + 2,), and the power sums of each block
/// (blocks, 4). Memory: 50 kB and 8 bytes a bin for each thread, a few times over.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn sample_means<'py>(
    py: Python<'py>,
    source: &str,
    parameter: f64,
    n: u64,
    replicates: u64,
    seed: u64,
    centre: f64,
    scale: f64,
    low: f64,
    high: f64,
    bins: usize,
    first_block: u64,
    last_block: u64,
) -> PyResult<Found<'py>> {
    let source = self::source(source, parameter)?;
    require((1..=1 << 30).contains(&n), "n must lie between 1 and 2^30.")?;
    require(centre.is_finite() && scale.is_finite(), "centre and scale must be finite.")?;
    require((high - low).is_finite() && low < high, "low must be below high.")?;
    require((1..=1_000_000).contains(&bins), "bins must lie between 1 and 1,000,000.")?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let bins = Bins { low, high, count: bins };
    let of = Means { source, n, replicates, seed, centre, scale, bins };
    let add = |part: &mut Summary, b, stop: &AtomicBool| means::sample_means(&of, b, part, stop);
    let all = merged_blocks(py, first_block, last_block, || Summary::empty(&bins), add, Summary::append)?;
    let sums: Vec<f64> = all.sums.into_iter().flatten().collect();
    let rows = sums.len() / 4;
    Ok((all.coarse.into_pyarray(py), all.fine.into_pyarray(py), sums.into_pyarray(py).reshape([rows, 4])?))
}

/// Means of the first grid[0], grid[1], ... draws of each path; shape (grid, paths of these blocks).
///
/// Memory: the result.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn running_means<'py>(
    py: Python<'py>,
    source: &str,
    parameter: f64,
    grid: PyReadonlyArray1<'py, i64>,
    paths: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let source = self::source(source, parameter)?;
    let grid = check::vector("grid", &grid)?;
    let ascends = grid.windows(2).all(|w| w[0] < w[1]);
    require(ascends && grid.first().is_none_or(|g| *g >= 1), "grid must ascend from 1 or more.")?;
    require(grid.last().is_none_or(|g| *g <= 1 << 30), "grid must not pass 2^30.")?;
    check::blocks(first_block, last_block, paths.div_ceil(LANES as u64))?;
    let width = columns_between(first_block, last_block, paths as usize, LANES);
    let block = |b, out: &mut Band, stop: &AtomicBool| means::running_means(source, grid, paths, seed, b, out, stop);
    Ok(columns_of_blocks(py, [grid.len(), width, LANES], first_block, block)?.0)
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sample_means, module)?)?;
    module.add_function(wrap_pyfunction!(running_means, module)?)
}

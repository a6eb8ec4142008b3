//! Sample means and running means.

use mathscope_core::means::{self, Bins, LANES, Means, Summary};
use mathscope_core::sources::Source;
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::over_blocks;

/// The source of a name with its parameter, or a ValueError.
pub fn source(name: &str, parameter: f64) -> PyResult<Source> {
    require(parameter.is_finite(), "parameter must be finite.")?;
    Source::named(name, parameter).ok_or_else(|| PyValueError::new_err(format!("Unknown source '{name}'.")))
}

type Found<'py> = (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<i64>>, Bound<'py, PyArray2<f64>>);

/// Means of n draws, shifted by `centre` and multiplied by `scale`, for the replicates of some blocks.
///
/// Returns the histogram (bins + 2,), a fine histogram over [-6, 6) (6000 + 2,), and the power sums of each block
/// (blocks, 4). Memory: 50 kB and 8 bytes a bin for each block under way and each block done.
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
    // A piece of work is a few blocks, whose counts are added at once: a summary for each block would fill the memory.
    let count = last_block - first_block;
    let step = count.div_ceil(256).max(1);
    let parts = over_blocks(py, 0, count.div_ceil(step), |piece, stop| {
        let begin = first_block + piece * step;
        let mut part = Summary::empty(&bins);
        (begin..(begin + step).min(last_block)).for_each(|b| means::sample_means(&of, b, &mut part, stop));
        part
    })?;
    let all = parts.into_iter().fold(Summary::empty(&bins), Summary::append);
    let sums: Vec<f64> = all.sums.into_iter().flatten().collect();
    let rows = sums.len() / 4;
    Ok((all.coarse.into_pyarray(py), all.fine.into_pyarray(py), sums.into_pyarray(py).reshape([rows, 4])?))
}

/// Means of the first grid[0], grid[1], ... draws of each path; shape (grid, paths of these blocks).
///
/// Memory: twice the result.
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
    let parts =
        over_blocks(py, first_block, last_block, |b, stop| means::running_means(source, grid, paths, seed, b, stop))?;
    crate::resampling::side_by_side(py, &parts, grid.len())
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sample_means, module)?)?;
    module.add_function(wrap_pyfunction!(running_means, module)?)
}

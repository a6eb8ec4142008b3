//! Bootstrap and permutation.

use std::sync::atomic::AtomicBool;

use mathscope_core::resampling::{self, LANES};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods,
};
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::over_blocks;

/// Blocks of the same number of rows, written side by side.
pub fn side_by_side<'py>(py: Python<'py>, parts: &[Vec<f64>], rows: usize) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let width: usize = parts.iter().map(|p| p.len() / rows.max(1)).sum();
    let mut out = Vec::with_capacity(rows * width);
    for row in 0..rows {
        for part in parts {
            let w = part.len() / rows;
            out.extend_from_slice(&part[row * w..(row + 1) * w]);
        }
    }
    out.into_pyarray(py).reshape([rows, width])
}

fn run(replicates: u64, first: u64, last: u64) -> PyResult<()> {
    check::blocks(first, last, replicates.div_ceil(LANES as u64))
}

/// Sum of each feature over each resample of the columns; features (k, m), result (k, replicates of the blocks).
#[pyfunction]
fn bootstrap_sums<'py>(
    py: Python<'py>,
    features: PyReadonlyArray2<'py, f64>,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (k, m) = (features.shape()[0], features.shape()[1]);
    check::values("a feature", m)?;
    require(k >= 1, "features must have at least one row.")?;
    run(replicates, first_block, last_block)?;
    let rows: Vec<&[f64]> = check::matrix("features", &features)?.chunks(m).collect();
    let parts =
        over_blocks(py, first_block, last_block, |b, _| resampling::bootstrap_sums(&rows, replicates, seed, b))?;
    side_by_side(py, &parts, k)
}

/// Order statistics of each resample of ascending values; ranks (k,) from 0, result (k, replicates of the blocks).
#[pyfunction]
fn bootstrap_order<'py>(
    py: Python<'py>,
    ordered: PyReadonlyArray1<'py, f64>,
    ranks: PyReadonlyArray1<'py, i64>,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let (ordered, ranks) = (check::vector("ordered", &ordered)?, check::vector("ranks", &ranks)?);
    check::values("ordered", ordered.len())?;
    check::ranks("ranks", ranks, ordered.len())?;
    run(replicates, first_block, last_block)?;
    let block = |b, _: &AtomicBool| resampling::bootstrap_order(ordered, ranks, replicates, seed, b);
    side_by_side(py, &over_blocks(py, first_block, last_block, block)?, ranks.len())
}

/// Sum of the order statistics low, ..., high - 1 of each resample of ascending values; (replicates of the blocks,).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn bootstrap_trimmed<'py>(
    py: Python<'py>,
    ordered: PyReadonlyArray1<'py, f64>,
    low: i64,
    high: i64,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let ordered = check::vector("ordered", &ordered)?;
    check::values("ordered", ordered.len())?;
    require(
        0 <= low && low <= high && high <= ordered.len() as i64,
        "low and high must lie, in order, within the values.",
    )?;
    run(replicates, first_block, last_block)?;
    let block = |b, _: &AtomicBool| resampling::bootstrap_trimmed(ordered, low, high, replicates, seed, b);
    Ok(over_blocks(py, first_block, last_block, block)?.concat().into_pyarray(py))
}

/// Sum over a random subset of `chosen` of the values, for each replicate; (replicates of the blocks,).
#[pyfunction]
fn permutation_sums<'py>(
    py: Python<'py>,
    pooled: PyReadonlyArray1<'py, f64>,
    chosen: u64,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray1<f64>>> {
    let pooled = check::vector("pooled", &pooled)?;
    check::values("pooled", pooled.len())?;
    require(chosen <= pooled.len() as u64, "chosen must not pass the number of values.")?;
    run(replicates, first_block, last_block)?;
    let block = |b, _: &AtomicBool| resampling::permutation_sums(pooled, chosen, replicates, seed, b);
    Ok(over_blocks(py, first_block, last_block, block)?.concat().into_pyarray(py))
}

/// Order statistics of a random subset of ascending values and of its complement; (a + b, replicates of the blocks).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn permutation_order<'py>(
    py: Python<'py>,
    ordered: PyReadonlyArray1<'py, f64>,
    chosen: u64,
    inside: PyReadonlyArray1<'py, i64>,
    outside: PyReadonlyArray1<'py, i64>,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray2<f64>>> {
    let ordered = check::vector("ordered", &ordered)?;
    let (inside, outside) = (check::vector("inside", &inside)?, check::vector("outside", &outside)?);
    check::values("ordered", ordered.len())?;
    require(chosen <= ordered.len() as u64, "chosen must not pass the number of values.")?;
    check::ranks("inside", inside, chosen as usize)?;
    check::ranks("outside", outside, ordered.len() - chosen as usize)?;
    run(replicates, first_block, last_block)?;
    let block =
        |b, _: &AtomicBool| resampling::permutation_order(ordered, chosen, inside, outside, replicates, seed, b);
    side_by_side(py, &over_blocks(py, first_block, last_block, block)?, inside.len() + outside.len())
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(bootstrap_sums, module)?)?;
    module.add_function(wrap_pyfunction!(bootstrap_order, module)?)?;
    module.add_function(wrap_pyfunction!(bootstrap_trimmed, module)?)?;
    module.add_function(wrap_pyfunction!(permutation_sums, module)?)?;
    module.add_function(wrap_pyfunction!(permutation_order, module)?)
}

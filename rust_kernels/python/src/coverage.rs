//! Coverage of intervals for a mean, and tail frequencies of means.

use std::sync::atomic::AtomicBool;

use mathscope_core::coverage::{self, Intervals};
use mathscope_core::means::LANES;
use mathscope_core::tails::{self, Tails};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::means::source;
use crate::pool::{merged_blocks, over_blocks};
use crate::walks::{Pair, total, zeros};

type Found<'py> = (Bound<'py, PyArray3<i64>>, Bound<'py, PyArray2<f64>>);

/// Intervals for the mean of n draws: counts (blocks, k, 3) of those that hold `target`, lie left, lie right of it.
///
/// See the NumPy twin. Memory: the result and 24 bytes for each kind of interval and each block.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn interval_coverage<'py>(
    py: Python<'py>,
    source: &str,
    parameter: f64,
    n: u64,
    replicates: u64,
    seed: u64,
    target: f64,
    factors: PyReadonlyArray1<'py, f64>,
    fixed: PyReadonlyArray1<'py, f64>,
    examples: usize,
    first_block: u64,
    last_block: u64,
) -> PyResult<Found<'py>> {
    let source = self::source(source, parameter)?;
    require((2..=1 << 30).contains(&n), "n must lie between 2 and 2^30.")?;
    require(target.is_finite(), "target must be finite.")?;
    let (factors, fixed) = (check::vector("factors", &factors)?, check::vector("fixed", &fixed)?);
    let k = factors.len();
    require(fixed.len() == k && (1..=1000).contains(&k), "factors and fixed must have one length, 1 to 1,000.")?;
    check::finite("factors", factors)?;
    check::finite("fixed", fixed)?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let of = Intervals { source, n, replicates, seed, target, factors, fixed };
    let parts = over_blocks(py, first_block, last_block, |b, stop| coverage::coverage(&of, examples, b, stop))?;
    let counts: Vec<i64> = parts.iter().flat_map(|p| p.counts.as_flattened()).copied().collect();
    let shown: Vec<f64> = parts.iter().flat_map(|p| p.examples.as_flattened()).copied().collect();
    let (blocks, rows) = (parts.len(), shown.len() / 2);
    Ok((counts.into_pyarray(py).reshape([blocks, k, 3])?, shown.into_pyarray(py).reshape([rows, 2])?))
}

type Counts<'py> = Bound<'py, PyArray1<i64>>;

/// How many means of n draws are far from `centre`: counts (k,) at least each threshold, and (k,) at most its negative.
///
/// See the NumPy twin. Memory: 16 bytes for each threshold and each thread, a few times over.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn tail_frequencies<'py>(
    py: Python<'py>,
    source: &str,
    parameter: f64,
    n: u64,
    replicates: u64,
    seed: u64,
    centre: f64,
    scale: f64,
    thresholds: PyReadonlyArray1<'py, f64>,
    first_block: u64,
    last_block: u64,
) -> PyResult<(Counts<'py>, Counts<'py>)> {
    let source = self::source(source, parameter)?;
    require((1..=1 << 30).contains(&n), "n must lie between 1 and 2^30.")?;
    require(centre.is_finite() && scale.is_finite(), "centre and scale must be finite.")?;
    let thresholds = check::vector("thresholds", &thresholds)?;
    check::finite("thresholds", thresholds)?;
    let k = thresholds.len();
    require((1..=100_000).contains(&k), "thresholds must hold 1 to 100,000 numbers.")?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let of = Tails { source, n, replicates, seed, centre, scale, thresholds };
    let add = |(above, below): &mut Pair, b, stop: &AtomicBool| tails::tails(&of, b, above, below, stop);
    let (above, below) = merged_blocks(py, first_block, last_block, || zeros(k), add, total)?;
    Ok((above.into_pyarray(py), below.into_pyarray(py)))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(interval_coverage, module)?)?;
    module.add_function(wrap_pyfunction!(tail_frequencies, module)?)
}

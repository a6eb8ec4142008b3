//! Optimizer paths and basins.

use mathscope_core::descent::{self, BLOCK, LANES, Objective, Rule};
use numpy::{IntoPyArray, PyArray1, PyArray3, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{columns_of_blocks, over_blocks};

fn objective(name: &str, parameters: &PyReadonlyArray1<'_, f64>) -> PyResult<Objective> {
    Objective::named(name, check::exactly("parameters", parameters)?)
        .ok_or_else(|| PyValueError::new_err(format!("Unknown objective '{name}'.")))
}

fn rule(name: &str, hyper: &PyReadonlyArray1<'_, f64>) -> PyResult<Rule> {
    Rule::named(name, check::exactly("hyper", hyper)?)
        .ok_or_else(|| PyValueError::new_err(format!("Unknown rule '{name}'.")))
}

/// The path of each start (k, 2); result (steps + 1, k, 2). Overflow gives inf, then NaN.
#[pyfunction]
fn descend<'py>(
    py: Python<'py>,
    objective: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    rule: &str,
    hyper: PyReadonlyArray1<'py, f64>,
    starts: PyReadonlyArray2<'py, f64>,
    steps: usize,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let (of, how) = (self::objective(objective, &parameters)?, self::rule(rule, &hyper)?);
    let starts = check::points("starts", &starts)?;
    check::finite("starts", starts.as_flattened())?;
    let size = (steps as u128 + 1) * starts.len() as u128;
    require(size <= 1 << 28, "starts times steps must not pass 2^28.")?;
    let (paths, _) = columns_of_blocks(py, [steps + 1, 2 * starts.len(), 2 * LANES], 0, |b, out, stop| {
        let begin = b as usize * LANES;
        let mine = &starts[begin..(begin + LANES).min(starts.len())];
        descent::descend(of, how, mine, steps, out, stop);
    })?;
    paths.reshape([steps + 1, starts.len(), 2])
}

type Ends<'py> = (Bound<'py, PyArray1<i64>>, Bound<'py, PyArray1<i64>>);

/// Where each start of some blocks of 1,024 ends: labels and step counts; see the NumPy twin for what they mean.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn basins<'py>(
    py: Python<'py>,
    objective: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    rule: &str,
    hyper: PyReadonlyArray1<'py, f64>,
    starts: PyReadonlyArray2<'py, f64>,
    minima: PyReadonlyArray2<'py, f64>,
    radius: f64,
    steps: i64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Ends<'py>> {
    let (of, how) = (self::objective(objective, &parameters)?, self::rule(rule, &hyper)?);
    let (starts, minima) = (check::points("starts", &starts)?, check::points("minima", &minima)?);
    check::finite("starts", starts.as_flattened())?;
    require(radius.is_finite() && radius > 0.0, "radius must be above 0.")?;
    require((1..=1 << 30).contains(&steps), "steps must lie between 1 and 2^30.")?;
    check::blocks(first_block, last_block, starts.len().div_ceil(BLOCK) as u64)?;
    let parts = over_blocks(py, first_block, last_block, |b, stop| {
        let begin = b as usize * BLOCK;
        let mine = &starts[begin..(begin + BLOCK).min(starts.len())];
        let (mut labels, mut counts) = (vec![0; mine.len()], vec![0; mine.len()]);
        descent::basins(of, how, mine, minima, radius, steps, &mut labels, &mut counts, stop);
        (labels, counts)
    })?;
    let (labels, counts): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    Ok((labels.concat().into_pyarray(py), counts.concat().into_pyarray(py)))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(descend, module)?)?;
    module.add_function(wrap_pyfunction!(basins, module)?)
}

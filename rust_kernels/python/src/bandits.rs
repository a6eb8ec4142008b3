//! Two-armed bandits.

use mathscope_core::bandits::{self as core, Bandits, LANES, Policy};
use numpy::{PyArray3, PyArrayMethods, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{columns_between, columns_of_blocks};

/// Two arms that pay 1 with these probabilities, pulled by a policy: pulls of the second, and what each has paid.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn bandits<'py>(
    py: Python<'py>,
    probabilities: PyReadonlyArray1<'py, f64>,
    policy: &str,
    parameter: f64,
    times: PyReadonlyArray1<'py, i64>,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let probabilities = check::exactly("probabilities", &probabilities)?;
    let policy =
        Policy::named(policy, parameter).ok_or_else(|| PyValueError::new_err(format!("Unknown policy '{policy}'.")))?;
    let times = check::vector("times", &times)?;
    let ascend = times.windows(2).all(|pair| pair[0] < pair[1]);
    let last = times.last().copied().unwrap_or(0);
    require(ascend && times.first().is_some_and(|t| *t > 0) && last <= 1 << 24, "times must ascend from 1 to 2^24.")?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let runs = columns_between(first_block, last_block, replicates as usize, LANES);
    let rows = 3 * times.len();
    require(rows as u128 * runs as u128 <= 1 << 28, "times times runs must not pass 2^28 / 3.")?;
    let twice_log = core::twice_logs(if matches!(policy, Policy::Upper(_)) { last as usize } else { 0 });
    let of = Bandits { probabilities, policy, times, twice_log: &twice_log, seed };
    let (out, _) = columns_of_blocks(py, [rows, runs, LANES], first_block, |b, band, stop| {
        core::bandits(&of, b, band, stop);
    })?;
    out.reshape([times.len(), 3, runs])
}

/// Add the function to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(bandits, module)?)
}

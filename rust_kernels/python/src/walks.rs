//! Random walks, gambler's ruin, repeated looks.

use std::sync::atomic::AtomicBool;

use mathscope_core::walks::{self as core, Game, LANES, Looks, Walks};
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::merged_blocks;

type Counts<'py> = Bound<'py, PyArray1<i64>>;

/// Two sets of counts.
pub type Pair = (Vec<i64>, Vec<i64>);

/// Counts of nothing.
pub fn zeros(size: usize) -> Pair {
    (vec![0; size], vec![0; size])
}

/// Adds up two pairs of counts.
pub fn total((mut a, mut b): Pair, (c, d): Pair) -> Pair {
    a.iter_mut().zip(c).for_each(|(x, y)| *x += y);
    b.iter_mut().zip(d).for_each(|(x, y)| *x += y);
    (a, b)
}

fn chance(probability: f64) -> PyResult<()> {
    require((0.0..=1.0).contains(&probability), "probability must lie between 0 and 1.")
}

/// Walks of +-1 steps from 0: counts of the end, the maximum, the time spent positive and the last visit to 0.
#[pyfunction]
fn walks<'py>(
    py: Python<'py>,
    probability: f64,
    steps: usize,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<(Counts<'py>, Counts<'py>, Counts<'py>, Counts<'py>)> {
    chance(probability)?;
    require((1..=1 << 24).contains(&steps), "steps must lie between 1 and 2^24.")?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let add = |part: &mut Walks, b, stop: &AtomicBool| core::walks(probability, steps, replicates, seed, b, part, stop);
    let all = merged_blocks(py, first_block, last_block, || Walks::empty(steps), add, |a, b| a.merge(&b))?;
    Ok((
        all.ends.into_pyarray(py),
        all.tops.into_pyarray(py),
        all.positives.into_pyarray(py),
        all.lasts.into_pyarray(py),
    ))
}

/// A gambler with `start` who stops at 0 or `goal`: how many stop at each time, ruined and with the goal.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn ruin<'py>(
    py: Python<'py>,
    probability: f64,
    start: i64,
    goal: i64,
    steps: usize,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<(Counts<'py>, Counts<'py>)> {
    chance(probability)?;
    require(0 < start && start < goal, "start must lie between 0 and goal.")?;
    require((1..=1 << 24).contains(&steps), "steps must lie between 1 and 2^24.")?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let game = Game { probability, start, goal, steps, replicates, seed };
    let add = |(ruined, won): &mut Pair, b, stop: &AtomicBool| core::ruin(&game, b, ruined, won, stop);
    let (ruined, won) = merged_blocks(py, first_block, last_block, || zeros(steps + 1), add, total)?;
    Ok((ruined.into_pyarray(py), won.into_pyarray(py)))
}

/// A running sum of normals looked at k times: at which look it first leaves its bounds, above and below.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn looks<'py>(
    py: Python<'py>,
    means: PyReadonlyArray1<'py, f64>,
    deviations: PyReadonlyArray1<'py, f64>,
    scales: PyReadonlyArray1<'py, f64>,
    bounds: PyReadonlyArray1<'py, f64>,
    replicates: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<(Counts<'py>, Counts<'py>)> {
    let plan = Looks {
        means: check::vector("means", &means)?,
        deviations: check::vector("deviations", &deviations)?,
        scales: check::vector("scales", &scales)?,
        bounds: check::vector("bounds", &bounds)?,
    };
    let k = plan.bounds.len();
    let equal = [plan.means.len(), plan.deviations.len(), plan.scales.len()] == [k; 3];
    require(
        equal && (1..=1 << 24).contains(&k),
        "means, deviations, scales and bounds must have one length, at least 1.",
    )?;
    check::blocks(first_block, last_block, replicates.div_ceil(LANES as u64))?;
    let add = |(above, below): &mut Pair, b, stop: &AtomicBool| {
        core::looks(&plan, replicates, seed, b, above, below, stop);
    };
    let (above, below) = merged_blocks(py, first_block, last_block, || zeros(k), add, total)?;
    Ok((above.into_pyarray(py), below.into_pyarray(py)))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(walks, module)?)?;
    module.add_function(wrap_pyfunction!(ruin, module)?)?;
    module.add_function(wrap_pyfunction!(looks, module)?)
}

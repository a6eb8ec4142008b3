//! Random walks, gambler's ruin, repeated looks.

use std::sync::atomic::{AtomicBool, Ordering};

use mathscope_core::walks::{self as core, LANES, Looks, Walks};
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1};
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::over_blocks;

type Counts<'py> = Bound<'py, PyArray1<i64>>;

/// Blocks cut into at most 64 pieces, each with one set of counts: (pieces, blocks of a piece).
fn pieces(first: u64, last: u64) -> (u64, impl Fn(u64) -> std::ops::Range<u64>) {
    let step = (last - first).div_ceil(64).max(1);
    ((last - first).div_ceil(step), move |piece| (first + piece * step)..(first + (piece + 1) * step).min(last))
}

/// The blocks of a piece, as long as nobody asked to stop.
fn running(blocks: std::ops::Range<u64>, stop: &AtomicBool) -> impl Iterator<Item = u64> {
    blocks.take_while(|_| !stop.load(Ordering::Relaxed))
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
    let (count, blocks) = pieces(first_block, last_block);
    let parts = over_blocks(py, 0, count, |piece, stop| {
        let mut part = Walks::empty(steps);
        running(blocks(piece), stop).for_each(|b| core::walks(probability, steps, replicates, seed, b, &mut part));
        part
    })?;
    let all = parts.iter().fold(Walks::empty(steps), Walks::merge);
    Ok((
        all.ends.into_pyarray(py),
        all.tops.into_pyarray(py),
        all.positives.into_pyarray(py),
        all.lasts.into_pyarray(py),
    ))
}

/// Adds up pairs of counts.
fn total(parts: Vec<(Vec<i64>, Vec<i64>)>, size: usize) -> (Vec<i64>, Vec<i64>) {
    parts.into_iter().fold((vec![0; size], vec![0; size]), |(mut a, mut b), (c, d)| {
        a.iter_mut().zip(c).for_each(|(x, y)| *x += y);
        b.iter_mut().zip(d).for_each(|(x, y)| *x += y);
        (a, b)
    })
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
    let (count, blocks) = pieces(first_block, last_block);
    let parts = over_blocks(py, 0, count, |piece, stop| {
        let (mut ruined, mut won) = (vec![0; steps + 1], vec![0; steps + 1]);
        for b in running(blocks(piece), stop) {
            core::ruin(probability, start, goal, steps, replicates, seed, b, &mut ruined, &mut won);
        }
        (ruined, won)
    })?;
    let (ruined, won) = total(parts, steps + 1);
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
    let (count, blocks) = pieces(first_block, last_block);
    let parts = over_blocks(py, 0, count, |piece, stop| {
        let (mut above, mut below) = (vec![0; k], vec![0; k]);
        running(blocks(piece), stop).for_each(|b| core::looks(&plan, replicates, seed, b, &mut above, &mut below));
        (above, below)
    })?;
    let (above, below) = total(parts, k);
    Ok((above.into_pyarray(py), below.into_pyarray(py)))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(walks, module)?)?;
    module.add_function(wrap_pyfunction!(ruin, module)?)?;
    module.add_function(wrap_pyfunction!(looks, module)?)
}

//! Markov chains, sampling chains, learning agents.

use std::sync::atomic::AtomicBool;

use mathscope_core::chains::{self, CHAIN_LANES, Density, LANES, Sampler};
use mathscope_core::learning::{self, World};
use numpy::{
    IntoPyArray, PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2,
    PyUntypedArrayMethods,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{columns_between, columns_of_blocks, merged_blocks, over_blocks};

type Sampled<'py> = (Bound<'py, PyArray3<f64>>, Bound<'py, PyArray1<i64>>);
type Learnt<'py> = (Bound<'py, PyArray3<f64>>, Bound<'py, PyArray2<f64>>);

/// How many chains are in each state at each time; (steps + 1, k).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn markov<'py>(
    py: Python<'py>,
    cumulative: PyReadonlyArray2<'py, f64>,
    initial: PyReadonlyArray1<'py, f64>,
    steps: usize,
    chains: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray2<i64>>> {
    let initial = check::vector("initial", &initial)?;
    let k = initial.len();
    require((1..=4096).contains(&k), "initial must hold 1 to 4,096 numbers.")?;
    require(cumulative.shape() == [k, k], "cumulative must be square, with a row for each state.")?;
    require((steps as u128 + 1) * k as u128 <= 1 << 26, "times times states must not pass 2^26.")?;
    check::blocks(first_block, last_block, chains.div_ceil(LANES as u64))?;
    let rows = check::matrix("cumulative", &cumulative)?;
    let across: Vec<f64> = (0..k * k).map(|i| rows[(i % k) * k + i / k]).collect();
    let empty = || vec![0i64; (steps + 1) * k];
    let add = |counts: &mut Vec<i64>, b, stop: &AtomicBool| {
        chains::markov(&across, initial, steps, chains, seed, b, counts, stop);
    };
    let merge = |mut all: Vec<i64>, part: Vec<i64>| {
        all.iter_mut().zip(part).for_each(|(a, b)| *a += b);
        all
    };
    let all = merged_blocks(py, first_block, last_block, empty, add, merge)?;
    all.into_pyarray(py).reshape([steps + 1, k])
}

/// The starts of chains, checked with what else bounds the memory and the blocks; `kept` numbers for each.
fn starts<'a>(
    starts: &'a PyReadonlyArray2<'_, f64>,
    kept: u128,
    first_block: u64,
    last_block: u64,
) -> PyResult<&'a [[f64; 2]]> {
    let starts = check::points("starts", starts)?;
    check::finite("starts", starts.as_flattened())?;
    require(kept * starts.len() as u128 <= 1 << 28, "starts times steps must not pass 2^27.")?;
    check::blocks(first_block, last_block, starts.len().div_ceil(CHAIN_LANES) as u64)?;
    Ok(starts)
}

/// Those of a block.
fn of_block(starts: &[[f64; 2]], block: u64) -> &[[f64; 2]] {
    let begin = block as usize * CHAIN_LANES;
    &starts[begin..(begin + CHAIN_LANES).min(starts.len())]
}

fn sampler(
    density: &str,
    parameters: &PyReadonlyArray1<'_, f64>,
    step: f64,
    leaps: u64,
    seed: u64,
) -> PyResult<Sampler> {
    let density = Density::named(density, check::exactly("parameters", parameters)?)
        .ok_or_else(|| PyValueError::new_err(format!("Unknown density '{density}'.")))?;
    require(step.is_finite() && step > 0.0, "step must be above 0.")?;
    require(leaps <= 10_000, "leaps must be at most 10,000.")?;
    Ok(Sampler { density, step, leaps, seed })
}

/// Chains in the plane by Metropolis (leaps = 0) or Hamiltonian Monte Carlo: positions and accepted proposals.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn sample_density<'py>(
    py: Python<'py>,
    density: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    step: f64,
    leaps: u64,
    starts: PyReadonlyArray2<'py, f64>,
    steps: usize,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Sampled<'py>> {
    let how = sampler(density, &parameters, step, leaps, seed)?;
    let starts = self::starts(&starts, 2 * (steps as u128 + 1), first_block, last_block)?;
    let chains = columns_between(first_block, last_block, starts.len(), CHAIN_LANES);
    let shape = [steps + 1, 2 * chains, 2 * CHAIN_LANES];
    let (positions, accepted) = columns_of_blocks(py, shape, first_block, |b, out, stop| {
        chains::sample(&how, of_block(starts, b), steps, b, out, stop)
    })?;
    Ok((positions.reshape([steps + 1, chains, 2])?, accepted.concat().into_pyarray(py)))
}

/// Where the proposals of these chains pass: position and energy at the start and after each leap of each step.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn proposal_paths<'py>(
    py: Python<'py>,
    density: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    step: f64,
    leaps: u64,
    starts: PyReadonlyArray2<'py, f64>,
    steps: usize,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let how = sampler(density, &parameters, step, leaps, seed)?;
    let kept = steps as u128 * how.passes() as u128;
    let starts = self::starts(&starts, 3 * kept, first_block, last_block)?;
    let chains = columns_between(first_block, last_block, starts.len(), CHAIN_LANES);
    let shape = [kept as usize, 3 * chains, 3 * CHAIN_LANES];
    let (paths, _) = columns_of_blocks(py, shape, first_block, |b, out, stop| {
        chains::paths(&how, of_block(starts, b), steps, b, out, stop)
    })?;
    paths.reshape([kept as usize, chains, 3])
}

/// Chains of Gibbs's sampler on two standard normals with a correlation: the position after each sweep.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn gibbs<'py>(
    py: Python<'py>,
    correlation: f64,
    starts: PyReadonlyArray2<'py, f64>,
    steps: usize,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    require(correlation.abs() < 1.0, "correlation must lie strictly between -1 and 1.")?;
    let starts = self::starts(&starts, 2 * (steps as u128 + 1), first_block, last_block)?;
    let chains = columns_between(first_block, last_block, starts.len(), CHAIN_LANES);
    let shape = [steps + 1, 2 * chains, 2 * CHAIN_LANES];
    let (positions, _) = columns_of_blocks(py, shape, first_block, |b, out, stop| {
        chains::gibbs(correlation, of_block(starts, b), steps, seed, b, out, stop);
    })?;
    positions.reshape([steps + 1, chains, 2])
}

/// Q-learning, SARSA, or TD(0) of a policy: what each agent has learnt, and what each of its episodes brought.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn gridworld<'py>(
    py: Python<'py>,
    following: PyReadonlyArray2<'py, i64>,
    rewards: PyReadonlyArray1<'py, f64>,
    terminal: PyReadonlyArray1<'py, i64>,
    policy: PyReadonlyArray1<'py, i64>,
    start: usize,
    hyper: PyReadonlyArray1<'py, f64>,
    on_policy: bool,
    episodes: usize,
    longest: usize,
    seed: u64,
    first_agent: u64,
    last_agent: u64,
) -> PyResult<Learnt<'py>> {
    let (rewards, terminal) = (check::vector("rewards", &rewards)?, check::vector("terminal", &terminal)?);
    let (policy, cells) = (check::vector("policy", &policy)?, rewards.len());
    require(following.shape() == [cells, 4], "following must have a row of four for each cell.")?;
    let following = following.as_slice().map_err(|_| PyValueError::new_err("following must be contiguous."))?;
    require(terminal.len() == cells && start < cells, "terminal must have an entry, and start be, among the cells.")?;
    require(policy.is_empty() || policy.len() == cells, "policy must be empty or have a move for each cell.")?;
    check::ranks("following", following, cells)?;
    check::ranks("policy", policy, 4)?;
    check::blocks(first_agent, last_agent, 1 << 24)?;
    let agents = last_agent - first_agent;
    let kept = agents as u128 * (episodes as u128 + 4 * cells as u128);
    require(kept <= 1 << 27, "agents times episodes must not pass 2^27.")?;
    let hyper = check::exactly("hyper", &hyper)?;
    let world = World { following, rewards, terminal, policy, start, hyper, on_policy, episodes, longest, seed };
    let parts = over_blocks(py, first_agent, last_agent, |agent, stop| learning::learn(&world, agent, stop))?;
    let (learnt, returns): (Vec<_>, Vec<_>) = parts.into_iter().unzip();
    let agents = agents as usize;
    Ok((
        learnt.concat().into_pyarray(py).reshape([agents, cells, 4])?,
        returns.concat().into_pyarray(py).reshape([agents, episodes])?,
    ))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(markov, module)?)?;
    module.add_function(wrap_pyfunction!(sample_density, module)?)?;
    module.add_function(wrap_pyfunction!(proposal_paths, module)?)?;
    module.add_function(wrap_pyfunction!(gibbs, module)?)?;
    module.add_function(wrap_pyfunction!(gridworld, module)?)
}

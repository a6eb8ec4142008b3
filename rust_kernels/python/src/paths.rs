//! Stochastic differential equations and reverse diffusion.

use mathscope_core::diffusion::{self, Process};
use mathscope_core::sde::{self, Model, Run};
use numpy::{IntoPyArray, PyArray1, PyArray2, PyArray3, PyArrayMethods, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use crate::check::{self, require};
use crate::pool::{columns_between, columns_of_blocks, over_blocks};

/// Numbers of steps that ascend.
pub fn times<'a>(grid: &'a PyReadonlyArray1<'_, i64>) -> PyResult<&'a [i64]> {
    let grid = check::vector("grid", grid)?;
    let ascends = grid.windows(2).all(|w| w[0] < w[1]);
    require(ascends && grid.iter().all(|t| (0..=1 << 28).contains(t)), "grid must ascend within 0 and 2^28.")?;
    Ok(grid)
}

fn equation(model: &str, parameters: &PyReadonlyArray1<'_, f64>) -> PyResult<Model> {
    Model::named(model, check::exactly("parameters", parameters)?)
        .ok_or_else(|| PyValueError::new_err(format!("Unknown model '{model}'.")))
}

type Both<'py> = (Bound<'py, PyArray2<f64>>, Bound<'py, PyArray2<f64>>);

/// The solution and its Brownian motion after grid[0], grid[1], ... steps; both (grid, paths of these blocks).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn sde_paths<'py>(
    py: Python<'py>,
    model: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    scheme: &str,
    start: f64,
    dt: f64,
    grid: PyReadonlyArray1<'py, i64>,
    refine: u64,
    paths: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Both<'py>> {
    let model = equation(model, &parameters)?;
    require(matches!(scheme, "euler" | "milstein"), "scheme must be euler or milstein.")?;
    require(start.is_finite() && dt.is_finite() && dt > 0.0, "start must be finite and dt above 0.")?;
    require((1..=1 << 20).contains(&refine), "refine must lie between 1 and 2^20.")?;
    check::blocks(first_block, last_block, paths.div_ceil(sde::LANES as u64))?;
    let grid = times(&grid)?;
    let run = Run { model, milstein: scheme == "milstein", start, dt, grid, refine, paths, seed };
    let width = columns_between(first_block, last_block, paths as usize, sde::LANES);
    // X above W in one matrix, so that a block has both in one band.
    let (both, _) = columns_of_blocks(py, [2 * grid.len(), width, sde::LANES], first_block, |b, out, stop| {
        sde::paths(&run, b, out, stop);
    })?;
    let both = both.reshape([2, grid.len(), width])?;
    Ok((both.get_item(0)?.cast_into()?, both.get_item(1)?.cast_into()?))
}

/// After how many steps each path is first at a level or beyond it; 0 where it is not by the end.
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn sde_crossings<'py>(
    py: Python<'py>,
    model: &str,
    parameters: PyReadonlyArray1<'py, f64>,
    scheme: &str,
    start: f64,
    level: f64,
    dt: f64,
    steps: i64,
    refine: u64,
    paths: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray1<i64>>> {
    let model = equation(model, &parameters)?;
    require(matches!(scheme, "euler" | "milstein"), "scheme must be euler or milstein.")?;
    let finite = start.is_finite() && level.is_finite() && dt.is_finite();
    require(finite && dt > 0.0, "start and level must be finite and dt above 0.")?;
    require((1..=1 << 20).contains(&refine), "refine must lie between 1 and 2^20.")?;
    require((0..=1 << 28).contains(&steps), "steps must lie between 0 and 2^28.")?;
    check::blocks(first_block, last_block, paths.div_ceil(sde::LANES as u64))?;
    let run = Run { model, milstein: scheme == "milstein", start, dt, grid: &[], refine, paths, seed };
    let found = over_blocks(py, first_block, last_block, |b, stop| sde::crossings(&run, level, steps, b, stop))?;
    Ok(found.concat().into_pyarray(py))
}

/// Particles of the plane moved back in time, kept after grid[0], grid[1], ... steps; (grid, 2, particles).
#[pyfunction]
#[allow(clippy::too_many_arguments)]
fn reverse_diffusion<'py>(
    py: Python<'py>,
    log_weights: PyReadonlyArray1<'py, f64>,
    centres: PyReadonlyArray2<'py, f64>,
    decays: PyReadonlyArray1<'py, f64>,
    variances: PyReadonlyArray1<'py, f64>,
    lengths: PyReadonlyArray1<'py, f64>,
    noisy: bool,
    grid: PyReadonlyArray1<'py, i64>,
    particles: u64,
    seed: u64,
    first_block: u64,
    last_block: u64,
) -> PyResult<Bound<'py, PyArray3<f64>>> {
    let grid = times(&grid)?;
    let process = Process {
        log_weights: check::vector("log_weights", &log_weights)?,
        centres: check::points("centres", &centres)?,
        decays: check::vector("decays", &decays)?,
        variances: check::vector("variances", &variances)?,
        lengths: check::vector("lengths", &lengths)?,
        noisy,
        grid,
        particles,
        seed,
    };
    let k = process.centres.len();
    require((1..=diffusion::MOST).contains(&k), "centres must have 1 to 32 rows.")?;
    require(process.log_weights.len() == k, "log_weights must have one entry for each centre.")?;
    let steps = process.lengths.len();
    let equal = process.decays.len() == steps && process.variances.len() == steps;
    require(equal, "decays, variances and lengths must have one length.")?;
    require(grid.last().is_none_or(|t| *t as usize <= steps), "grid must not pass the number of steps.")?;
    check::blocks(first_block, last_block, particles.div_ceil(diffusion::LANES as u64))?;
    let width = columns_between(first_block, last_block, particles as usize, diffusion::LANES);
    let shape = [2 * grid.len(), width, diffusion::LANES];
    let (points, _) = columns_of_blocks(py, shape, first_block, |b, out, stop| {
        diffusion::reverse(&process, b, out, stop);
    })?;
    points.reshape([grid.len(), 2, width])
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(sde_paths, module)?)?;
    module.add_function(wrap_pyfunction!(sde_crossings, module)?)?;
    module.add_function(wrap_pyfunction!(reverse_diffusion, module)?)
}

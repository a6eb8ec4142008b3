//! The Python module `mathscope_kernels`: views of NumPy arrays in, new NumPy arrays out.
//!
//! It has the functions of `mathcore.kernels_numpy`, with the same arguments and results. Arrays are read without
//! copying, the GIL is released while blocks are computed, signals are looked at twenty times a second, bad arguments
//! raise `ValueError`, and a panic, which would be a bug here, becomes `RuntimeError`.

mod bandits;
mod chains;
mod check;
mod coverage;
mod descent;
mod embedding;
mod generator;
mod means;
mod paths;
mod pool;
mod projection;
mod resampling;
mod walks;

use mathscope_core::instructions::{self, Instructions};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// Use at most these instructions (baseline, avx2, avx512) from now on; returns what is in use. For tests and benchmarks.
#[pyfunction]
fn limit_instructions(most: &str) -> PyResult<&'static str> {
    let known = Instructions::ALL.into_iter().find(|i| i.name() == most);
    let most = known.ok_or_else(|| PyValueError::new_err("most must be baseline, avx2 or avx512."))?;
    Ok(instructions::limit(most).name())
}

/// The instructions in use: baseline, avx2 or avx512.
#[pyfunction(name = "instructions")]
fn instructions_in_use() -> &'static str {
    instructions::in_use().name()
}

/// The kernels of Mathscope in Rust; `mathcore.kernels` is the door to them.
#[pymodule]
fn mathscope_kernels(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_function(wrap_pyfunction!(instructions_in_use, module)?)?;
    module.add_function(wrap_pyfunction!(limit_instructions, module)?)?;
    module.add_function(wrap_pyfunction!(pool::poll_with, module)?)?;
    module.add_function(wrap_pyfunction!(pool::threads, module)?)?;
    module.add_function(wrap_pyfunction!(pool::set_threads, module)?)?;
    generator::register(module)?;
    means::register(module)?;
    coverage::register(module)?;
    resampling::register(module)?;
    descent::register(module)?;
    projection::register(module)?;
    walks::register(module)?;
    paths::register(module)?;
    chains::register(module)?;
    bandits::register(module)?;
    embedding::register(module)?;
    Ok(())
}

//! Numbers of a stream.

use mathscope_core::generator;
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;

use crate::check::require;

/// The most numbers in one call, 8 GB.
const MOST: usize = 1 << 30;

fn range(stream: u64, first: u64, count: usize) -> PyResult<()> {
    require(stream < 1 << 24, "stream must be below 2^24.")?;
    require(first < 1 << 40 && count <= MOST, "first must be below 2^40 and count at most 2^30.")
}

/// Words first, first + 1, ... of a stream; shape (count,).
#[pyfunction]
fn random_words(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    count: usize,
) -> PyResult<Bound<'_, PyArray1<u64>>> {
    range(stream, first, count)?;
    let mut out = vec![0; count];
    py.detach(|| generator::words(seed, stream, first, &mut out));
    Ok(out.into_pyarray(py))
}

/// Uniforms on [0, 1), multiples of 2^-53; shape (count,).
#[pyfunction]
fn random_uniforms(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    count: usize,
) -> PyResult<Bound<'_, PyArray1<f64>>> {
    range(stream, first, count)?;
    let mut out = vec![0.0; count];
    py.detach(|| generator::uniforms(seed, stream, first, &mut out));
    Ok(out.into_pyarray(py))
}

/// Standard normals: numbers 2p and 2p + 1 are the Box-Muller pair of words 2p and 2p + 1; `first` is even.
#[pyfunction]
fn random_normals(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    count: usize,
) -> PyResult<Bound<'_, PyArray1<f64>>> {
    range(stream, first, count)?;
    require(first.is_multiple_of(2), "Normals come in pairs: 'first' must be even.")?;
    let mut out = vec![0.0; count];
    py.detach(|| generator::normals(seed, stream, first, 1.0, &mut out));
    Ok(out.into_pyarray(py))
}

/// Integers in [0, below) by Lemire's multiply-shift; shape (count,).
#[pyfunction]
fn random_integers(
    py: Python<'_>,
    seed: u64,
    stream: u64,
    first: u64,
    count: usize,
    below: u64,
) -> PyResult<Bound<'_, PyArray1<u64>>> {
    range(stream, first, count)?;
    require((1..1 << 32).contains(&below), "below must lie between 1 and 2^32 - 1.")?;
    let mut out = vec![0; count];
    py.detach(|| generator::integers(seed, stream, first, below, &mut out));
    Ok(out.into_pyarray(py))
}

/// Add the functions to the module.
pub fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(random_words, module)?)?;
    module.add_function(wrap_pyfunction!(random_uniforms, module)?)?;
    module.add_function(wrap_pyfunction!(random_normals, module)?)?;
    module.add_function(wrap_pyfunction!(random_integers, module)?)
}

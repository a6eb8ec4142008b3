//! Arguments that no kernel could survive, refused in a sentence. What a lesson may ask for is checked by the door.

use numpy::{PyReadonlyArray1, PyReadonlyArray2, PyUntypedArrayMethods};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// A ValueError unless `holds`.
pub fn require(holds: bool, sentence: &str) -> PyResult<()> {
    if holds { Ok(()) } else { Err(PyValueError::new_err(sentence.to_string())) }
}

/// The values of a contiguous vector.
pub fn vector<'a, T: numpy::Element>(name: &str, array: &'a PyReadonlyArray1<'_, T>) -> PyResult<&'a [T]> {
    array.as_slice().map_err(|_| PyValueError::new_err(format!("{name} must be contiguous in memory.")))
}

/// The values of a contiguous matrix, row by row.
pub fn matrix<'a>(name: &str, array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<&'a [f64]> {
    require(array.is_c_contiguous(), &format!("{name} must be contiguous in memory, row by row."))?;
    array.as_slice().map_err(|_| PyValueError::new_err(format!("{name} must be contiguous in memory.")))
}

/// The points of a contiguous matrix of two columns.
pub fn points<'a>(name: &str, array: &'a PyReadonlyArray2<'_, f64>) -> PyResult<&'a [[f64; 2]]> {
    require(array.shape()[1] == 2, &format!("{name} must have two columns."))?;
    Ok(matrix(name, array)?.as_chunks().0)
}

/// A fixed number of finite values.
pub fn exactly<const N: usize>(name: &str, array: &PyReadonlyArray1<'_, f64>) -> PyResult<[f64; N]> {
    let values = vector(name, array)?;
    finite(name, values)?;
    values.try_into().map_err(|_| PyValueError::new_err(format!("{name} must hold {N} numbers.")))
}

/// No NaN, no infinity.
pub fn finite(name: &str, values: &[f64]) -> PyResult<()> {
    require(values.iter().all(|v| v.is_finite()), &format!("{name} holds a value that is not finite."))
}

/// Blocks in order, and not beyond the 2^24 streams of a seed.
pub fn blocks(first: u64, last: u64, count: u64) -> PyResult<()> {
    require(
        first <= last && last <= count,
        "first_block and last_block must lie, in order, within the blocks of the run.",
    )?;
    require(count <= 1 << 24, "The run has more than 2^24 blocks, the streams of a seed.")
}

/// Values that an index below 2^32 can name.
pub fn values(name: &str, count: usize) -> PyResult<()> {
    require((1..=u32::MAX as usize).contains(&count), &format!("{name} must hold at least one value, and under 2^32."))
}

/// Ranks within `count` values.
pub fn ranks(name: &str, ranks: &[i64], count: usize) -> PyResult<()> {
    let within = ranks.iter().all(|r| (0..count as i64).contains(r));
    require(within, &format!("{name} must lie between 0 and {}.", count as i64 - 1))
}

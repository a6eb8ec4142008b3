//! The pool of threads, and blocks dealt out to it.

use std::any::Any;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use mathscope_core::bands::{Band, cut};
use numpy::{IntoPyArray, PyArray2, PyArrayMethods};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Made at the first use: starting a thread takes longer than many a block.
static POOL: Mutex<Option<Arc<ThreadPool>>> = Mutex::new(None);
/// How often a waiting call looks at Python's signals.
const LOOK: Duration = Duration::from_millis(50);

thread_local! {
    /// What this thread was told to call while it waits for a kernel.
    static QUESTION: RefCell<Option<Py<PyAny>>> = const { RefCell::new(None) };
}

/// Call `question` while a kernel runs in this thread; an exception from it ends the kernel. None: call nothing.
#[pyfunction]
pub fn poll_with(question: Option<Py<PyAny>>) {
    QUESTION.with(|q| *q.borrow_mut() = question);
}

/// Python's signals, and the question of this thread.
fn ask(py: Python<'_>) -> PyResult<()> {
    py.check_signals()?;
    let question = QUESTION.with(|q| q.borrow().as_ref().map(|f| f.clone_ref(py)));
    question.map_or(Ok(()), |f| f.call0(py).map(|_| ()))
}

fn build(threads: usize) -> PyResult<Arc<ThreadPool>> {
    ThreadPoolBuilder::new()
        .num_threads(threads)
        .thread_name(|i| format!("mathscope-{i}"))
        .build()
        .map(Arc::new)
        .map_err(|e| PyRuntimeError::new_err(format!("The threads could not be started: {e}.")))
}

fn pool() -> PyResult<Arc<ThreadPool>> {
    let mut guard = POOL.lock().unwrap_or_else(|e| e.into_inner());
    if let Some(pool) = guard.as_ref() {
        return Ok(pool.clone());
    }
    let asked = std::env::var("MATHSCOPE_THREADS").ok().and_then(|v| v.parse().ok());
    let here = std::thread::available_parallelism().map_or(1, |n| n.get());
    let pool = build(asked.unwrap_or(here).clamp(1, 256))?;
    *guard = Some(pool.clone());
    Ok(pool)
}

/// The number of threads: MATHSCOPE_THREADS at the first use, or as many as the process may run on.
#[pyfunction]
pub fn threads() -> PyResult<usize> {
    Ok(pool()?.current_num_threads())
}

/// Use this many threads, 1 to 256, from now on. No result depends on it.
#[pyfunction]
pub fn set_threads(count: usize) -> PyResult<()> {
    if !(1..=256).contains(&count) {
        return Err(PyValueError::new_err(format!("count is {count}: it must lie between 1 and 256.")));
    }
    let made = build(count)?;
    *POOL.lock().unwrap_or_else(|e| e.into_inner()) = Some(made);
    Ok(())
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied()).unwrap_or("no message")
}

/// Run `work` in the pool, with the GIL released.
///
/// Ctrl-C sets the flag that `work` is given: who can take long looks at it, and what is returned then is dropped.
fn in_pool<T: Send>(py: Python<'_>, work: impl FnOnce(&AtomicBool) -> T + Send) -> PyResult<T> {
    let pool = pool()?;
    let stop = AtomicBool::new(false);
    let mut interrupted = None;
    let mut result = None;
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        py.detach(|| {
            let (done, wait) = sync_channel::<()>(1);
            pool.in_place_scope(|scope| {
                scope.spawn(|_| {
                    result = Some(work(&stop));
                    // Nobody waits any more only if a signal came.
                    let _ = done.send(());
                });
                while let Err(RecvTimeoutError::Timeout) = wait.recv_timeout(LOOK) {
                    if let Err(signal) = Python::attach(ask) {
                        stop.store(true, Ordering::Relaxed);
                        interrupted = Some(signal);
                        break;
                    }
                }
            });
        })
    }));
    if let Err(panic) = outcome {
        let message = panic_message(panic.as_ref());
        return Err(PyRuntimeError::new_err(format!("A kernel failed, which is a bug in it: {message}.")));
    }
    match (interrupted, result) {
        (Some(signal), _) => Err(signal),
        (None, Some(result)) => Ok(result),
        (None, None) => Err(PyRuntimeError::new_err("A kernel ended without a result, which is a bug in it.")),
    }
}

/// Compute the blocks first, ..., last - 1; the results in the order of the blocks.
pub fn over_blocks<T: Send>(
    py: Python<'_>,
    first: u64,
    last: u64,
    block: impl Fn(u64, &AtomicBool) -> T + Sync,
) -> PyResult<Vec<T>> {
    let found = in_pool(py, |stop| {
        let run = |b| if stop.load(Ordering::Relaxed) { None } else { Some(block(b, stop)) };
        (first..last).into_par_iter().map(run).collect::<Option<Vec<T>>>()
    })?;
    // None: the flag was set, so `in_pool` returned an error.
    Ok(found.unwrap_or_default())
}

/// Add the blocks first, ..., last - 1 to summaries, a few for each thread, and merge these in the order of the blocks.
pub fn merged_blocks<T: Send>(
    py: Python<'_>,
    first: u64,
    last: u64,
    empty: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, u64, &AtomicBool) + Sync,
    merge: impl Fn(T, T) -> T + Sync,
) -> PyResult<T> {
    in_pool(py, |stop| {
        let step = |mut summary, b| {
            if !stop.load(Ordering::Relaxed) {
                add(&mut summary, b, stop);
            }
            summary
        };
        let summaries = (first..last).into_par_iter().fold(&empty, step);
        summaries.reduce_with(&merge).unwrap_or_else(&empty)
    })
}

/// Fill a matrix of `rows` rows, to which each block gives `lanes` columns but the last, so that there are `width`.
///
/// What the blocks return comes beside it, in their order.
pub fn columns_of_blocks<'py, T: Send>(
    py: Python<'py>,
    [rows, width, lanes]: [usize; 3],
    first: u64,
    block: impl Fn(u64, &mut Band, &AtomicBool) -> T + Sync,
) -> PyResult<(Bound<'py, PyArray2<f64>>, Vec<T>)> {
    let mut out = vec![0.0; rows * width];
    let found = in_pool(py, |stop| {
        let run = |(b, mut band)| (!stop.load(Ordering::Relaxed)).then(|| block(first + b as u64, &mut band, stop));
        cut(&mut out, rows, lanes).into_par_iter().enumerate().map(run).collect::<Option<Vec<T>>>()
    })?;
    Ok((out.into_pyarray(py).reshape([rows, width])?, found.unwrap_or_default()))
}

/// Columns that the blocks first, ..., last - 1 give, of `all` columns with `lanes` to a block.
pub fn columns_between(first: u64, last: u64, all: usize, lanes: usize) -> usize {
    let edge = |block: u64| (block as usize).saturating_mul(lanes).min(all);
    edge(last) - edge(first)
}

//! The heavy simulations of Mathscope, in plain Rust.
//!
//! Every kernel computes one *block* of replicates from the seed and the number of the block, and returns the summary
//! that is drawn. Blocks do not know of one another, so they may be computed in any order, by any number of threads;
//! their summaries merge. Numbers come from [`generator`], functions of them from [`portable`]: the same bits on every
//! machine, and in the NumPy twin `mathcore/kernels_numpy`.
#![allow(clippy::too_many_arguments)]
#![allow(clippy::needless_range_loop)] // Several arrays are walked in step: the index says so, zips would hide it.

pub mod bandits;
pub mod bands;
pub mod chains;
pub mod coverage;
pub mod descent;
pub mod diffusion;
pub mod embedding;
pub mod generator;
pub mod instructions;
pub mod learning;
pub mod means;
pub mod pairs;
pub mod portable;
pub mod projection;
pub mod resampling;
pub mod sde;
pub mod sources;
pub mod tails;
pub mod walks;

//! Loads that are interrupted, in every format: each leaves the store as before or as after, sound, and the same load
//! again completes it. `FACTFILE_INTERRUPTED_TRIES` sets how many tries there are over all ways of interruption.

mod barred;
#[path = "../binary/mod.rs"]
mod binary;
mod formats;
mod full;
mod kill;
mod lab;
#[path = "../loading/mod.rs"]
mod loading;
mod power;
mod random;
mod reading;
mod state;
mod together;
mod traced;
mod undo;

use std::hash::{BuildHasher, RandomState};

/// How many tries there are without that: few, and the same each time, as far as it is not a matter of moments.
const SHORT: usize = 20;

/// How many of all tries a way of interruption has, which is to have that share of them, in percent.
fn tries(share: usize) -> usize {
    (long().unwrap_or(SHORT) * share).div_ceil(100)
}

/// Where random numbers begin.
fn seed() -> u64 {
    long().map_or(0, |_| RandomState::new().hash_one(0))
}

/// How many tries are wanted instead.
fn long() -> Option<usize> {
    std::env::var("FACTFILE_INTERRUPTED_TRIES").ok().map(|tries| tries.parse().expect("a number"))
}

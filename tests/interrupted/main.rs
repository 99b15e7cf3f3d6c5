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

/// How many of all tries a way of interruption has, which is to have that share of them, in percent.
fn tries(share: usize) -> usize {
    let all = std::env::var("FACTFILE_INTERRUPTED_TRIES").map_or(50, |tries| tries.parse().expect("a number"));
    (all * share).div_ceil(100)
}

/// Another one each time.
fn seed() -> u64 {
    RandomState::new().hash_one(0)
}

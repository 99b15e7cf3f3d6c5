//! A load that is killed at a random moment.

use std::process::Stdio;

use super::lab::Lab;
use super::random::Random;
use super::{seed, tries};

#[test]
fn a_killed_load_leaves_the_store_as_before_or_as_after() {
    let (lab, mut random) = (Lab::shared(), Random::new(seed()));
    let (tries, mut killed) = (tries(30), 0);
    for number in 0..tries {
        let case = lab.case(number);
        let store = case.store();
        let mut loader = case.loading(&store.path()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let delay = case.duration.mul_f64(random.share());
        std::thread::sleep(delay);
        killed += usize::from(loader.try_wait().unwrap().is_none());
        loader.kill().unwrap();
        loader.wait().unwrap();
        let context = format!("killed after {delay:?} of {:?}", case.duration);
        case.is_before_or_after(&store.path(), &context);
        case.complete(&store.path(), &context);
    }
    println!("{tries} loads, {killed} killed before they ended");
    assert!(killed > 0, "no load was killed before it ended");
}

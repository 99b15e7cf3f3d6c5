//! Records that are not loaded because something is wrong with them, while the others are.
//!
//! A file is loaded in rounds. Each is a whole load without the records that the rounds before found wrong, and is undone
//! where it finds more: so a rejected record leaves nothing behind, and the last round is a load like any other.

mod file;
mod form;
mod loader;
mod needed;
mod reasons;
mod row;
mod units;
mod write;

pub(super) use file::RejectFile;
pub(super) use form::{Form, is_rejection};
pub(super) use needed::{Needed, Of, Sort};
pub(super) use row::is_rejection_row;

use super::item::Unit;
use crate::diagnostic::Diagnostic;
use reasons::{Reason, Reasons};
use units::Units;

/// The rejected records of a file, with why.
pub(super) struct Rejects {
    /// Those of the rounds before.
    units: Units,
    /// Those of this round.
    fresh: Units,
    /// Lines that go with rejected records, and are of others too.
    besides: Units,
    reasons: Reasons,
    /// What they would have made known.
    pub(super) needed: Needed,
}

impl Rejects {
    pub(super) fn new() -> Self {
        Rejects {
            units: Units::default(),
            fresh: Units::default(),
            besides: Units::default(),
            reasons: Reasons::new(),
            needed: Needed::default(),
        }
    }

    /// Rejects a record.
    pub(super) fn reject(&mut self, unit: Unit<'_>, why: &Diagnostic) {
        self.complete(unit);
        self.reasons.add(unit.number, &Reason::of(why));
    }

    /// Rejects all lines of a record of which some are; says whether any was not yet.
    pub(super) fn complete(&mut self, unit: Unit<'_>) -> bool {
        for line in unit.besides {
            self.besides.add(*line);
        }
        let mut is_new = false;
        for number in unit.further.iter().chain([&unit.number]).filter(|number| !self.units.has(**number)) {
            is_new |= self.fresh.add(*number);
        }
        is_new
    }

    /// Whether a round before this one found something wrong with a record.
    pub(super) fn is_out(&self, unit: Unit<'_>) -> bool {
        self.units.has(unit.number) || unit.further.iter().any(|number| self.units.has(*number))
    }

    /// Whether this round did.
    pub(super) fn is_fresh(&self, unit: usize) -> bool {
        self.fresh.has(unit)
    }

    /// Begins the next round.
    pub(super) fn begin_round(&mut self) {
        self.units.absorb(&mut self.fresh);
        self.needed = Needed::default();
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.units.count()
    }
}

//! What was recorded at an earlier load.

use super::lowering::{Lowering, exists, text};
use super::tree::{Expr, Select, Source, Table};
use crate::resolve::tree::Recorded;

impl Lowering<'_> {
    /// That a row was added by then, and not yet withdrawn.
    pub(super) fn recorded_by(
        &mut self,
        added: &'static str,
        withdrawn: &'static str,
        alias: &str,
        recorded: &Recorded,
    ) -> Expr {
        let load = load(recorded);
        let withdrawn = Expr::column(alias, withdrawn);
        Expr::All(vec![
            Expr::column(alias, added).binary("<=", load.clone()),
            Expr::Any(vec![Expr::IsNull(Box::new(withdrawn.clone())), withdrawn.binary(">", load)]),
        ])
    }

    /// That a piece of evidence said so of a fact.
    pub(super) fn evidence_by(&mut self, fact: Expr, polarity: &str, recorded: &Recorded) -> Expr {
        let alias = self.alias('e');
        let from = vec![Table { alias: alias.clone(), source: Source::Table("evidence"), left_join: None }];
        let filter = vec![
            Expr::column(&alias, "fact").equals(fact),
            Expr::column(&alias, "polarity").equals(text(polarity)),
            self.recorded_by("load", "retracted", &alias, recorded),
        ];
        exists(from, filter)
    }

    /// That a fact had been stated without evidence.
    pub(super) fn stated_by(&mut self, fact: &str, recorded: &Recorded) -> Expr {
        Expr::All(vec![
            Expr::column(fact, "unsourced").equals(Expr::Integer(1)),
            self.recorded_by("recorded", "retracted", fact, recorded),
        ])
    }
}

/// The number of the last load that counts.
fn load(recorded: &Recorded) -> Expr {
    match recorded {
        Recorded::Load(load) => Expr::Integer(i64::try_from(*load).unwrap_or(i64::MAX)),
        Recorded::Time { moment, .. } => {
            let from = vec![Table { alias: "l".to_owned(), source: Source::Table("load"), left_join: None }];
            let at = Expr::column("l", "at");
            let last = Select {
                columns: vec![Expr::Call("max", vec![Expr::column("l", "id")])],
                from,
                filter: vec![at.binary("<=", text(moment))],
                ..Select::default()
            };
            Expr::Call("coalesce", vec![Expr::Scalar(Box::new(last)), Expr::Integer(0)])
        }
    }
}

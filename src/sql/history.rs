//! What counted behind an earlier load.

use super::lowering::{Lowering, exists, text};
use super::tree::{Expr, Select, Source, Table};
use crate::resolve::tree::Recorded;

impl Lowering<'_> {
    /// That a fact was recorded by then.
    pub(super) fn known_by(&self, fact: &str, recorded: &Recorded) -> Expr {
        Expr::column(fact, "recorded").binary("<=", load(recorded))
    }

    /// That a claim of that polarity was made of a fact, and counted.
    pub(super) fn claimed_by(&mut self, fact: Expr, polarity: &str, recorded: &Recorded) -> Expr {
        let alias = self.alias('c');
        let counted = self.counted(&alias, recorded);
        let filter = vec![
            Expr::column(&alias, "fact").equals(fact),
            Expr::column(&alias, "polarity").equals(text(polarity)),
            counted,
        ];
        exists(vec![table(&alias, "claim_history")], filter)
    }

    /// That a claim counted: a load made it that was not undone, and its fact was not retracted since.
    pub(super) fn counted(&mut self, claim: &str, recorded: &Recorded) -> Expr {
        let (undone, retraction) = (self.undone(Expr::column(claim, "load"), recorded), self.alias('x'));
        let load = load(recorded);
        let retracting = Expr::column(&retraction, "load");
        let took_back = self.undone(retracting.clone(), recorded);
        let retracted = vec![
            Expr::column(&retraction, "fact").equals(Expr::column(claim, "fact")),
            retracting.clone().binary(">", Expr::column(claim, "load")),
            retracting.binary("<=", load.clone()),
            took_back.negated(),
        ];
        Expr::All(vec![
            Expr::column(claim, "load").binary("<=", load),
            undone.negated(),
            exists(vec![table(&retraction, "retraction")], retracted).negated(),
        ])
    }

    /// That a load was undone then.
    fn undone(&mut self, made: Expr, recorded: &Recorded) -> Expr {
        let alias = self.alias('u');
        let until = Expr::column(&alias, "until");
        let filter = vec![
            Expr::column(&alias, "load").equals(made),
            Expr::column(&alias, "since").binary("<=", load(recorded)),
            Expr::Any(vec![Expr::IsNull(Box::new(until.clone())), until.binary(">", load(recorded))]),
        ];
        exists(vec![table(&alias, "undone")], filter)
    }
}

fn table(alias: &str, name: &'static str) -> Table {
    Table { alias: alias.to_owned(), source: Source::Table(name), left_join: None }
}

/// The number of the last load that counts.
fn load(recorded: &Recorded) -> Expr {
    match recorded {
        Recorded::Load(load) => Expr::Integer(i64::try_from(*load).unwrap_or(i64::MAX)),
        Recorded::Time { moment, .. } => {
            let last = Select {
                columns: vec![Expr::Call("max", vec![Expr::column("l", "id")])],
                from: vec![table("l", "load")],
                filter: vec![Expr::column("l", "at").binary("<=", text(moment))],
                ..Select::default()
            };
            Expr::Call("coalesce", vec![Expr::Scalar(Box::new(last)), Expr::Integer(0)])
        }
    }
}

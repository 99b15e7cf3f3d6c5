//! The pairs that have most facts, whichever way round: found without counting all of them.
//!
//! A pair with n facts has n / 2 at least in one of its directions. Facts of one direction stand together in the index, so
//! that counting those takes one pass; the pairs with most of them say how many the last pair asked for has at least, and only pairs with
//! half of that in one direction are counted in both. It is the threshold algorithm of Fagin, Lotem and Naor (2003) for a sum of two
//! lists.

use super::lowering::{Bindings, Lowering};
use super::tally::Tally;
use super::top::first_by_output;
use super::tree::{Common, Expr, Select, Source, Table};
use crate::resolve::tree::{ExpressionNode, Filter, Find};

/// How many pairs the threshold is found among, for each that is asked for: filters may let few of them through.
const AMONG: u64 = 3;

/// The columns of a pair, and of how many facts it has.
const COLUMNS: [&str; 3] = ["o0", "o1", "o2"];

impl Tally<'_> {
    /// Pairs with how many facts they have: all that can be among the first that are asked for, where those with most come first
    /// and facts count both ways; nothing where it is asked otherwise.
    pub(super) fn pairs_with_most(&self, lowering: &mut Lowering<'_>, find: &Find) -> Option<Select> {
        let (at, descending, last) = first_by_output(find)?;
        let counts = matches!(find.outputs.get(at)?.value.node, ExpressionNode::Aggregate(_));
        if !(counts && descending && self.is_of_pairs_both_ways() && lowering.dialect.is_sqlite()) {
            return None;
        }
        let count = Expr::Output("h".to_owned(), 2);
        let most = Select {
            order: vec![(count.clone(), true)],
            limit: Some(last.saturating_add(1).saturating_mul(AMONG)),
            ..self.one_way(lowering)
        };
        let most = self.in_both_directions(lowering, most);
        let least = self.least_of(lowering, &most, last);
        let threshold = Expr::Call("coalesce", vec![Expr::Scalar(Box::new(least)), Expr::Integer(0)]);
        let candidates =
            Select { filter: vec![count.clone().binary("+", count).binary(">=", threshold)], ..self.one_way(lowering) };
        let candidates = self.in_both_directions(lowering, candidates);
        Some(Select {
            columns: (0..3).map(|at| Expr::Output("b".to_owned(), at)).collect(),
            from: vec![table("b", both_ways_round(&candidates))],
            ..Select::default()
        })
    }

    /// Whether rows are both ends of facts that count both ways, and filters speak of both ends: then about half of the pairs that have
    /// most pass, whichever way round.
    fn is_of_pairs_both_ways(&self) -> bool {
        let speaks_of_both = |filter: &&Filter| {
            let mut needed = Vec::new();
            filter.variables(&mut needed);
            self.groups.iter().all(|group| needed.contains(group))
        };
        let [one, other] = self.facts.as_slice() else { return false };
        self.groups.len() == 2 && one.is_turned(other) && self.filters.iter().all(speaks_of_both)
    }

    /// How many facts the last of the pairs that are asked for has at least.
    fn least_of(&self, lowering: &mut Lowering<'_>, most: &str, last: u64) -> Select {
        let column = |at: usize| Expr::Output("m".to_owned(), at);
        let bindings: Bindings = self.groups.iter().enumerate().map(|(at, variable)| (*variable, column(at))).collect();
        Select {
            columns: vec![column(2)],
            from: vec![table("m", both_ways_round(most))],
            filter: self.filters.iter().map(|filter| lowering.filter(filter, &bindings)).collect(),
            order: vec![(column(2), true)],
            limit: Some(1),
            offset: Some(last),
            ..Select::default()
        }
    }

    /// The pairs of facts, in their one direction, with how many there are in it.
    fn one_way(&self, lowering: &mut Lowering<'_>) -> Select {
        let counted = self.part(lowering, 0);
        Select {
            columns: (0..3).map(|at| Expr::Output("h".to_owned(), at)).collect(),
            from: vec![table("h", Source::All(vec![counted]))],
            ..Select::default()
        }
    }

    /// The same pairs with how many facts they have in both directions, found once: the name of that.
    fn in_both_directions(&self, lowering: &mut Lowering<'_>, pairs: Select) -> String {
        let [one, other, count] = [0, 1, 2].map(|at| Expr::Output("d".to_owned(), at));
        let back = self.count_of(lowering, 1, &[one.clone(), other.clone()]);
        let columns = vec![one, other, count.binary("+", back)];
        let counted = Select { columns, from: vec![table("d", Source::All(vec![pairs]))], ..Select::default() };
        let name = lowering.alias('k');
        let columns = COLUMNS.map(str::to_owned).to_vec();
        lowering.with.push(Common { name: name.clone(), kept: true, columns, base: vec![counted], steps: Vec::new() });
        name
    }

    /// How many facts of one alternative a pair has.
    fn count_of(&self, lowering: &mut Lowering<'_>, at: usize, ends: &[Expr; 2]) -> Expr {
        let counted = self.part(lowering, at);
        let mut filter = counted.filter;
        filter.extend(counted.group.into_iter().zip(ends).map(|(group, end)| group.equals(end.clone())));
        let columns = vec![Expr::Call("count", vec![Expr::Integer(1)])];
        Expr::Scalar(Box::new(Select { columns, from: counted.from, filter, ..Select::default() }))
    }
}

fn table(alias: &str, source: Source) -> Table {
    Table { alias: alias.to_owned(), source, left_join: None }
}

/// The pairs of a common table expression, each both ways round, once.
fn both_ways_round(pairs: &str) -> Source {
    let pair = |ends: [usize; 3]| Select {
        columns: ends.map(|at| Expr::Output("p".to_owned(), at)).to_vec(),
        from: vec![table("p", Source::Common(pairs.to_owned()))],
        ..Select::default()
    };
    Source::Union(vec![pair([0, 1, 2]), pair([1, 0, 2])])
}

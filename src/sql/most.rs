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
const AMONG: u64 = 8;

/// The columns of a pair, and of how many facts it has.
const COLUMNS: [&str; 3] = ["o0", "o1", "o2"];

impl Tally<'_> {
    /// Pairs with how many facts they have: all that can be among the first that are asked for, where those with most come first
    /// and facts count both ways; nothing where it is asked otherwise.
    pub(super) fn pairs_with_most(&self, lowering: &mut Lowering<'_>, find: &Find) -> Option<Select> {
        let (at, descending, last) = first_by_output(find)?;
        let counts = matches!(find.outputs.get(at)?.value.node, ExpressionNode::Aggregate(_));
        if !(counts && descending && self.is_of_pairs_both_ways()) {
            return None;
        }
        let one_way = self.part(lowering, 0);
        let count = Expr::Output("h".to_owned(), 2);
        let most = Select {
            columns: (0..3).map(|at| Expr::Output("h".to_owned(), at)).collect(),
            from: vec![table("h", Source::All(vec![one_way]))],
            order: vec![(count.clone(), true)],
            limit: Some(last.saturating_add(1).saturating_mul(AMONG)),
            ..Select::default()
        };
        let most = kept(lowering, most);
        let least = self.least_of(lowering, &most, last);
        let threshold = Expr::Call("coalesce", vec![Expr::Scalar(Box::new(least)), Expr::Integer(0)]);
        let one_way = self.part(lowering, 0);
        let candidates = Select {
            columns: (0..3).map(|at| Expr::Output("h".to_owned(), at)).collect(),
            from: vec![table("h", Source::All(vec![one_way]))],
            filter: vec![count.clone().binary("+", count).binary(">=", threshold)],
            ..Select::default()
        };
        let candidates = kept(lowering, candidates);
        Some(self.counted(lowering, &candidates, "b"))
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
        let counted = self.counted(lowering, most, "u");
        let column = |at: usize| Expr::Output("m".to_owned(), at);
        let bindings: Bindings = self.groups.iter().enumerate().map(|(at, variable)| (*variable, column(at))).collect();
        Select {
            columns: vec![column(2)],
            from: vec![table("m", Source::All(vec![counted]))],
            filter: self.filters.iter().map(|filter| lowering.filter(filter, &bindings)).collect(),
            order: vec![(column(2), true)],
            limit: Some(1),
            offset: Some(last),
            ..Select::default()
        }
    }

    /// The pairs of a common table expression, each both ways round, with how many facts they have in both directions.
    fn counted(&self, lowering: &mut Lowering<'_>, of: &str, alias: &str) -> Select {
        let source = || vec![table("p", Source::Common(of.to_owned()))];
        let pair = |ends: [usize; 2]| Select {
            columns: ends.map(|at| Expr::Output("p".to_owned(), at)).to_vec(),
            from: source(),
            ..Select::default()
        };
        let both = Source::Union(vec![pair([0, 1]), pair([1, 0])]);
        let ends = [0, 1].map(|at| Expr::Output(alias.to_owned(), at));
        let mut counts = (0..self.facts.len()).map(|at| self.count_of(lowering, at, &ends));
        let (one, other) = (counts.next().unwrap_or(Expr::Null), counts.next().unwrap_or(Expr::Null));
        drop(counts);
        let columns = ends.into_iter().chain([one.binary("+", other)]).collect();
        Select { columns, from: vec![table(alias, both)], ..Select::default() }
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

/// Has rows found once and kept: the name of that.
fn kept(lowering: &mut Lowering<'_>, rows: Select) -> String {
    let name = lowering.alias('k');
    let columns = COLUMNS.map(str::to_owned).to_vec();
    lowering.with.push(Common { name: name.clone(), kept: true, columns, base: vec![rows], steps: Vec::new() });
    name
}

//! Chains: the nodes from one end where that is known, all pairs otherwise.

use super::call::ROUND;
use super::lowering::{Bindings, Body, Form, Lowering, Premise};
use super::tree::{Bind, Common, Expr, Select, Source, Table};
use crate::plan::{Branch, Definition, Link, Reach, Recursion, Slot, Typed};
use crate::value::ObjectType;

/// Up to how many alternatives of a link are followed each by itself.
const MOST_FOLLOWED: usize = 8;

/// One link: its table, and what it leads from and to.
struct Edge {
    table: Table,
    filter: Vec<Expr>,
    near: Expr,
    far: Expr,
}

impl Lowering<'_> {
    pub(super) fn reach(&mut self, reach: &Reach, body: &mut Body) -> Premise {
        let name = self.alias('r');
        let (from, to) = match (constant(&reach.from, body), constant(&reach.to, body)) {
            (_, Some(end)) => (self.nodes(&name, reach, end.clone(), false), end),
            (Some(start), None) => (start.clone(), self.nodes(&name, reach, start, true)),
            (None, None) => match self.seeds(reach, body) {
                Some(Seeds { name: seeds, node, forwards, are_all }) => {
                    let (from, to) = self.pairs_from(&name, reach, &seeds, forwards);
                    let begins = if forwards { from.clone() } else { to.clone() };
                    let seeded = || Seeded { from: body.from.clone(), filter: body.filter.clone(), node, begins };
                    body.seeded = are_all.then(seeded);
                    (from, to)
                }
                None => self.all_pairs(&name, reach),
            },
        };
        let ends = [&from, &to].into_iter().filter(|end| matches!(end, Expr::Argument(..))).cloned().collect();
        body.tell_apart(&name, ends);
        body.from.push(Table { alias: name.clone(), source: Source::Common(name), left_join: None });
        self.unify(&reach.from, from.clone(), Form::Id, body);
        self.unify(&reach.to, to.clone(), Form::Id, body);
        Premise::Chain(from, to)
    }

    /// The nodes that a chain reaches from `seed`, forwards or backwards.
    fn nodes(&mut self, name: &str, reach: &Reach, seed: Expr, forwards: bool) -> Expr {
        let mut base = Vec::new();
        if reach.reflexive {
            base.push(Select { columns: vec![seed.clone()], ..Select::default() });
        }
        if !reach.reflexive || reach.single {
            base.extend(self.links_from(&reach.link, &seed, forwards, Select::default()));
        }
        let mut steps = Vec::new();
        if !reach.single {
            let found = Select { from: vec![common(name)], ..Select::default() };
            let node = Expr::Argument(name.to_owned(), 0);
            steps = self.links_from(&reach.link, &node, forwards, found);
        }
        steps.iter().for_each(|step| self.keep_joined(step));
        self.with.push(Common { name: name.to_owned(), kept: false, columns: vec!["c0".to_owned()], base, steps });
        Expr::Argument(name.to_owned(), 0)
    }

    /// The links that go on from a node, put to a select's columns and tables: what each leads to. A rule or path that calls nothing of itself
    /// is followed step by step from the node, so that not all of its rows are found.
    fn links_from(&mut self, link: &Link, node: &Expr, forwards: bool, found: Select) -> Vec<Select> {
        if let Some(followed) = self.followed(link, node, forwards, &found) {
            return followed;
        }
        let mut from_edge = |link: &Link, forwards: bool| {
            let edge = self.edge(link);
            let (near, far) = if forwards { (edge.near, edge.far) } else { (edge.far, edge.near) };
            let mut select = found.clone();
            select.filter.extend(edge.filter);
            select.filter.push(near.equals(node.clone()));
            select.columns.push(far);
            select.from.push(edge.table);
            select
        };
        match link {
            // Each way in an alternative of its own, which an index has.
            Link::Fact { predicate, symmetric: true, functional, narrowing } if !narrowing.disputed => {
                let (predicate, functional, narrowing) = (*predicate, *functional, narrowing.clone());
                let one_way = Link::Fact { predicate, symmetric: false, functional, narrowing };
                vec![from_edge(&one_way, true), from_edge(&one_way, false)]
            }
            link => vec![from_edge(link, forwards)],
        }
    }

    fn followed(&mut self, link: &Link, node: &Expr, forwards: bool, found: &Select) -> Option<Vec<Select>> {
        let Link::Row(relation) = *link else { return None };
        let relations = self.relations;
        let Definition::Rule { body, head } = &relations[relation].definition else { return None };
        let is_of_its_own = relations[relation].recursion == Recursion::None && !self.kept.contains(&relation);
        let ends = if forwards { [0, 1] } else { [1, 0] };
        let [Slot::Variable(near), far] = ends.map(|end| &head[end]) else { return None };
        if !is_of_its_own || body.branches.len() > MOST_FOLLOWED || far.as_variable().is_none_or(|far| far == *near) {
            return None;
        }
        let outside = std::mem::replace(&mut self.types, &body.variables);
        let outer = Bindings::from([(*near, node.clone())]);
        let followed = body.branches.iter().flat_map(Branch::each_way).map(|branch| {
            let lowered = self.branch(&branch, &outer);
            let far = self.head(far, Typed::ENTITY, &lowered);
            let columns = found.columns.iter().cloned().chain([far]).collect();
            let from = found.from.iter().cloned().chain(lowered.from).collect();
            Select { columns, from, filter: lowered.filter, ..Select::default() }
        });
        let followed = followed.collect();
        self.types = outside;
        Some(followed)
    }

    /// The table of the nodes that chains may begin with, forwards or backwards, by what was joined before; nothing where
    /// neither end is known by then.
    fn seeds(&mut self, reach: &Reach, body: &Body) -> Option<Seeds> {
        let bound = |slot: &Slot| slot.as_variable().and_then(|variable| body.bindings.get(&variable)).cloned();
        let (node, forwards) = match (bound(&reach.from), bound(&reach.to)) {
            (Some(from), _) => (from, true),
            (None, Some(to)) => (to, false),
            (None, None) => return None,
        };
        // A relation that calls itself may do so once only.
        let is_relation = |table: &Table| match &table.source {
            Source::Common(name) => {
                self.in_making.iter().any(|relation| self.placed.get(&(*relation, self.undisputed)) == Some(name))
            }
            _ => false,
        };
        if body.correlated || body.from.is_empty() || body.from.iter().any(is_relation) {
            return None;
        }
        let name = self.alias('s');
        let (from, filter) = without_chains(body, &node);
        let are_all = from.len() == body.from.len();
        let base = Select { distinct: true, columns: vec![node.clone()], from, filter, ..Select::default() };
        let columns = vec!["c0".to_owned()];
        self.with.push(Common { name: name.clone(), kept: true, columns, base: vec![base], steps: Vec::new() });
        Some(Seeds { name, node, forwards, are_all })
    }

    /// The pairs of nodes with a chain from the first to the second, of which one is a seed.
    fn pairs_from(&mut self, name: &str, reach: &Reach, seeds: &str, forwards: bool) -> (Expr, Expr) {
        let seed = Expr::Argument(seeds.to_owned(), 0);
        let mut base = Vec::new();
        if reach.reflexive {
            let columns = vec![seed.clone(), seed.clone()];
            base.push(Select { columns, from: vec![common(seeds)], ..Select::default() });
        }
        if !reach.reflexive || reach.single {
            let found = Select { columns: vec![seed.clone()], from: vec![common(seeds)], ..Select::default() };
            base.extend(self.links_from(&reach.link, &seed, forwards, found));
        }
        let column = |at| Expr::Argument(name.to_owned(), at);
        let mut steps = Vec::new();
        if !reach.single {
            let found = Select { columns: vec![column(0)], from: vec![common(name)], ..Select::default() };
            steps = self.links_from(&reach.link, &column(1), forwards, found);
        }
        let columns = vec!["c0".to_owned(), "c1".to_owned()];
        steps.iter().for_each(|step| self.keep_joined(step));
        self.with.push(Common { name: name.to_owned(), kept: false, columns, base, steps });
        if forwards { (column(0), column(1)) } else { (column(1), column(0)) }
    }

    /// All pairs of nodes with a chain from the first to the second.
    fn all_pairs(&mut self, name: &str, reach: &Reach) -> (Expr, Expr) {
        let edge = self.edge(&reach.link);
        let columns = vec![edge.near, edge.far];
        let mut base = vec![Select { columns, from: vec![edge.table], filter: edge.filter, ..Select::default() }];
        if reach.reflexive {
            let entity = self.alias('e');
            let id = Expr::column(&entity, "id");
            let from = vec![Table { alias: entity.clone(), source: Source::Table("entity"), left_join: None }];
            let gone = |column| Expr::IsNull(Box::new(Expr::column(&entity, column)));
            let filter = vec![gone("retracted"), gone("merged")];
            base.push(Select { columns: vec![id.clone(), id], from, filter, ..Select::default() });
        }
        let mut steps = Vec::new();
        if !reach.single {
            let edge = self.edge(&reach.link);
            let mut filter = edge.filter;
            filter.push(edge.near.equals(Expr::Argument(name.to_owned(), 1)));
            let columns = vec![Expr::Argument(name.to_owned(), 0), edge.far];
            steps.push(Select { columns, from: vec![common(name), edge.table], filter, ..Select::default() });
        }
        let columns = vec!["c0".to_owned(), "c1".to_owned()];
        steps.iter().for_each(|step| self.keep_joined(step));
        self.with.push(Common { name: name.to_owned(), kept: false, columns, base, steps });
        (Expr::Argument(name.to_owned(), 0), Expr::Argument(name.to_owned(), 1))
    }

    fn edge(&mut self, link: &Link) -> Edge {
        match link {
            Link::Row(relation) => {
                let alias = self.alias('d');
                let table = self.relation_table(*relation, &alias);
                let column = |at| Expr::Argument(alias.clone(), at);
                let found = self.evaluated.contains(relation);
                let before = found.then(|| Expr::column(&alias, ROUND).binary("<", Expr::Bind(Bind::Round)));
                Edge { table, filter: before.into_iter().collect(), near: column(0), far: column(1) }
            }
            Link::Fact { predicate, symmetric, functional, narrowing } => {
                let alias = self.alias('f');
                let source = if *symmetric { Source::FactsBothWays } else { Source::Table("fact") };
                let table = Table { alias: alias.clone(), source, left_join: None };
                let mut body = Body::default();
                body.filter.push(Expr::column(&alias, "predicate").equals(Expr::Integer(predicate.0)));
                body.filter.extend(self.stands(&alias, narrowing));
                if narrowing.disputed {
                    body.filter.push(self.disputed(&alias, *functional, *symmetric, ObjectType::Entity));
                }
                for test in &narrowing.times {
                    body.filter.push(self.time_test(&alias, test, &body.bindings));
                }
                self.claims(&alias, narrowing, &mut body);
                let (near, far) = (Expr::column(&alias, "subject"), Expr::column(&alias, "object"));
                Edge { table, filter: body.filter, near, far }
            }
        }
    }

    /// The links that go on from a node, of facts with their ids, and the node that each leads to.
    pub fn links(&mut self, link: &Link, node: Option<i64>) -> Select {
        let edge = self.edge(link);
        let mut filter = edge.filter;
        filter.push(match node {
            Some(node) => edge.near.equals(Expr::Integer(node)),
            None => Expr::IsNull(Box::new(edge.near)),
        });
        let id = match link {
            Link::Fact { .. } => Expr::column(&edge.table.alias, "id"),
            Link::Row(_) => Expr::Integer(0),
        };
        let columns = vec![id, edge.far];
        let order = columns.iter().filter(|column| !matches!(column, Expr::Integer(_)));
        let order = order.map(|column| (column.clone(), false)).collect();
        Select { columns, from: vec![edge.table], filter, order, ..Select::default() }
    }
}

/// The nodes that a chain may begin with.
struct Seeds {
    /// The name of their table.
    name: String,
    /// Such a node, as the tables have it that were joined before.
    node: Expr,
    /// Whether they are where it begins, or where it ends.
    forwards: bool,
    /// Whether each is a node of a row of these tables, and no other.
    are_all: bool,
}

/// What was joined, without the chains that leave as many rows and by which nothing else was joined: they say next to nothing of a node that
/// they do not have.
fn without_chains(body: &Body, node: &Expr) -> (Vec<Table>, Vec<Expr>) {
    let (mut from, mut filter) = (body.from.clone(), body.filter.clone());
    for at in (0..from.len()).rev() {
        let chain = from[at].alias.clone();
        let is_chain = matches!(&from[at].source, Source::Common(name) if *name == chain);
        let speaks_of = |expr: &Expr| expr.tables().contains(&chain);
        let others = |expr: &Expr| from[at + 1..].iter().any(|table| expr.tables().contains(&table.alias));
        let joins_others = filter.iter().any(|expr| speaks_of(expr) && others(expr))
            || from.iter().filter_map(|table| table.left_join.as_ref()).any(speaks_of);
        let leaves_all = body.fans.iter().any(|(first, fan)| *first == chain && *fan >= 1.0);
        if is_chain && leaves_all && !speaks_of(node) && !joins_others {
            filter.retain(|expr| !speaks_of(expr));
            from.remove(at);
        }
    }
    match from.is_empty() {
        true => (body.from.clone(), body.filter.clone()),
        false => (from, filter),
    }
}

/// What a chain was begun from: each node that these tables have, and no other.
#[derive(Debug, Clone)]
pub struct Seeded {
    from: Vec<Table>,
    filter: Vec<Expr>,
    /// The node, as the tables have it, and as the chain has.
    node: Expr,
    begins: Expr,
}

impl Body {
    /// Leaves out the tables that a chain was begun from, where nothing else of them is shown or asked: that they have the node, the chain
    /// says.
    pub(super) fn leave_out_seeds(&mut self, columns: &mut Vec<Expr>) {
        let Some(Seeded { from, filter, node, begins }) = self.seeded.take() else { return };
        let joins = begins.clone().equals(node.clone());
        let mut asked: Vec<Expr> =
            self.filter.iter().filter(|expr| !filter.contains(expr) && **expr != joins).cloned().collect();
        let mut shown = columns.clone();
        let on = |table: &Table| table.left_join.clone();
        let is_seed = |alias: &str| from.iter().any(|table| table.alias == alias);
        for expr in asked.iter_mut().chain(&mut shown) {
            expr.each_mut(&mut |expr| {
                let is_node = *expr == node;
                if is_node {
                    *expr = begins.clone();
                }
                is_node
            });
        }
        let others = self.from.iter().filter(|table| !is_seed(&table.alias)).filter_map(on);
        let speaks = others.chain(asked.iter().cloned()).chain(shown.iter().cloned());
        if speaks.flat_map(|expr| expr.tables()).any(|alias| is_seed(&alias)) {
            return;
        }
        self.from.retain(|table| !is_seed(&table.alias));
        self.filter = asked;
        *columns = shown;
    }
}

/// The end of a chain, where it is the same for all rows.
fn constant(slot: &Slot, body: &Body) -> Option<Expr> {
    match slot {
        Slot::Entity(entity) => Some(Expr::Integer(entity.0)),
        Slot::Variable(variable) => {
            body.bindings.get(variable).filter(|expr| matches!(expr, Expr::Integer(_))).cloned()
        }
        _ => None,
    }
}

fn common(name: &str) -> Table {
    Table { alias: name.to_owned(), source: Source::Common(name.to_owned()), left_join: None }
}
